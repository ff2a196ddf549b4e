import { expectType } from 'tsd';
import { add, argsort, astype, broadcastTo, concat, crossEntropy, cumsum, diagonal, eye, full, matmul, mse, ones, oneHot, random, repeat, reshape, slice, softmax, sort, stack, take, tensor, tile, topK, tril, where, zeros, zerosLike, type DType, type Shape, type Tensor } from 'cotangent';

declare const x: Tensor<[2, 3, 4], 'f32'>;
declare const ids: Tensor<['B', 5], 'i32'>;
declare const rows: number[][];
declare const bytes: Uint8Array;
declare const size: number;

// Lists that are written out have their lengths; of others only the depth is known.
expectType<Tensor<[2, 2], 'f32'>>(tensor([[1, 2], [3, 4]]));
expectType<Tensor<[3], 'bool'>>(tensor([true, false, true]));
expectType<Tensor<[], 'f32'>>(tensor(3));
expectType<Tensor<[0], 'f32'>>(tensor([]));
expectType<Tensor<[number, number], 'f32'>>(tensor(rows));
expectType<Tensor<[number], 'u8'>>(tensor(bytes));
expectType<Tensor<[2, 2], 'i32'>>(tensor(Int32Array.of(1, 2, 3, 4), { shape: [2, 2] }));
expectType<Tensor<[2], 'i8'>>(tensor([1, 2], { dtype: 'i8' }));
expectType<Tensor<[2, 3], 'f32'>>(zeros([2, 3]));
expectType<Tensor<[number, 3], 'i32'>>(ones([size, 3], { dtype: 'i32' }));
expectType<Tensor<[4], DType>>(full(4, 0.5));
expectType<Tensor<[3, 3], 'f32'>>(eye(3));
expectType<Tensor<[2, 3, 4], 'f32'>>(zerosLike(x));
expectType<Tensor<[2, 3, 4], 'i32'>>(astype(x, 'i32'));
zeros([2, -1]); // ~ full: [2,-1] is not a shape

expectType<Tensor<[2, 8, 4], 'f32'>>(concat([x, {} as Tensor<[2, 5, 4], 'bf16'>], { axis: 1 }));
expectType<Tensor<[3, 2, 3, 4], 'f32'>>(stack([x, x, x]));
expectType<Tensor<Shape, 'f32'>>(concat([] as Tensor<[2], 'f32'>[]));
concat([x, {} as Tensor<[2, 5, 5], 'f32'>], { axis: 1 }); // ~ concat along axis 1: f32[2, 3, 4] and f32[2, 5, 5] differ elsewhere
stack([x, {} as Tensor<[2], 'f32'>]); // ~ stack: [2, 3, 4] and [2] do not stand side by side

expectType<Tensor<[2, 3, 4], 'f32'>>(sort(x));
expectType<Tensor<[24], 'i32'>>(argsort(x, { axis: null }));
expectType<Tensor<[24], 'f32'>>(cumsum(x));
expectType<Tensor<[2, 3, 4], 'f32'>>(softmax(x, { axis: [0, 1] }));
expectType<[values: Tensor<[2, 3, 2], 'f32'>, places: Tensor<[2, 3, 2], 'i32'>]>(topK(x, 2));
softmax(x, { axis: 3 }); // ~ softmax: axis 3 does not exist in a tensor of rank 3
sort({} as Tensor<[], 'f32'>); // ~ sort: axis -1 does not exist in a tensor of rank 0

expectType<Tensor<[2, 'B', 5, 4], 'f32'>>(take(x, ids, { axis: 1 }));
expectType<Tensor<['B', 5, 10], 'f32'>>(oneHot(ids, 10));
expectType<Tensor<[2, 6, 4], 'f32'>>(repeat(x, 2, { axis: 1 }));
expectType<Tensor<[5, 2, 3, 8], 'f32'>>(tile(x, [5, 1, 1, 2]));
expectType<Tensor<[1, 3, 2], 'f32'>>(slice(x, [-1, 0, 0], [2, 3, 4], [1, 1, 2]));
expectType<Tensor<[4, 2], 'f32'>>(diagonal(x));
expectType<Tensor<[2, 3, 4], 'f32'>>(where({} as Tensor<[4], 'bool'>, x, 0));
take(x, x, { axis: 1 }); // ~ take: the indices are f32[2, 3, 4], not integers
tril({} as Tensor<[3], 'f32'>); // ~ tril: [3] is no matrix

expectType<Tensor<[], 'f32'>>(crossEntropy({} as Tensor<['B', 5, 10], 'f32'>, ids));
expectType<Tensor<[], 'f32'>>(mse(x, x));
crossEntropy({} as Tensor<['B', 10], 'f32'>, ids); // ~ crossEntropy: the labels of logits f32[B, 10] must be i32[B], got i32[B, 5]

expectType<Tensor<[2, 3], 'f32'>>(random.normal(random.key(0), [2, 3]));
expectType<Tensor<[], 'bf16'>>(random.uniform(random.key(0), [], { dtype: 'bf16' }));
expectType<Tensor<[4], 'i32'>>(random.randint(random.key(0), [4], 0, 10));

// The dtype is what is asked for, not what is wanted of the result.
const inDType = <D extends 'f32' | 'f64'>(dtype: D): Tensor<[2], D> => zeros([2], { dtype });
expectType<Tensor<[2], 'f64'>>(inDType('f64'));
const whole = (): Tensor<[2], 'i32'> => zeros([2]); // ~ TS2322
const joined: Tensor<[4, 3, 4], 'i32'> = concat([x, x]); // ~ TS2322
const drawn: Tensor<[2], 'f16'> = random.normal(random.key(0), [2]); // ~ TS2322

// A size that is a type parameter is one, and what is made of it goes through others.
type Out = Tensor<[4, 5], 'f32'>;
const blank = <B extends number>(b: B): Tensor<[B, 4], 'f32'> => zeros([b, 4]);
expectType<Tensor<[7, 4], 'f32'>>(blank(7));
export const made = <B extends number, C extends number>(b: B, c: C, x: Tensor<[B, 2, 2], 'f32'>, row: Tensor<[4], 'f32'>, w: Out) => {
  expectType<Tensor<[B, C, 4], 'f32'>>(ones([b, c, 4]));
  expectType<Tensor<[B, 5], 'f32'>>(add(matmul(zeros([b, 4]), w), 1));
  expectType<Tensor<[B, 5], 'f32'>>(matmul(full([b, 4], 2, { dtype: 'f32' }), w));
  expectType<Tensor<[B, 5], 'f32'>>(matmul(random.normal(random.key(0), [b, 4]), w));
  expectType<Tensor<[B, 5], 'f32'>>(matmul(reshape(x, [b, 4]), w));
  expectType<Tensor<[B, 5], 'f32'>>(matmul(broadcastTo(row, [b, 4]), w));
  expectType<2>(reshape(x, [b, -1]).shape.length);
  zeros([b, -4]); // ~ TS2345
};
