import { expectType } from 'tsd';
import {
  add, argmax, atleast2d, atleast3d, broadcastArrays, broadcastTo, countNonzero, expandDims, logSumExp, matrixTranspose, max, mean, moveaxis, permuteDims, ravel, rearrange, reshape, rollaxis, shape, squeeze, std, sum,
  swapaxes, transpose, type DType, type Shape, type Tensor,
} from 'cotangent';

declare const x: Tensor<[2, 3, 4], 'f32'>;
declare const named: Tensor<['B', 3, 4], 'i32'>;
declare const open: Tensor<[number, 3, 4], 'u8'>;
declare const any: Tensor;
declare const sizes: readonly number[];
declare const axis: number | readonly number[] | null;

// The same elements: the product of the sizes is compared, and an -1 is what remains.
expectType<Tensor<[6, 4], 'f32'>>(reshape(x, [6, 4]));
expectType<Tensor<[6, 4], 'f32'>>(reshape(x, [6, -1]));
expectType<Tensor<[24], 'f32'>>(reshape(x, -1));
expectType<Tensor<['B', 12], 'i32'>>(reshape(named, [-1, 12]));
expectType<Tensor<[8, 12], 'i32'>>(reshape(named, [8, 12]));
expectType<Tensor<[number, 12], 'u8'>>(reshape(open, [-1, 12]));
expectType<Tensor<[2, 3], DType>>(reshape(any, [2, 3]));
expectType<Tensor<Shape, 'f32'>>(reshape(x, sizes));
expectType<Tensor<[1, 1], DType>>(reshape(3, [1, 1]));
expectType<Tensor<[24], 'f32'>>(ravel(x));
reshape(x, [5, 4]); // ~ reshape [2, 3, 4] to [5, 4]: 24 elements against 20
reshape(x, [5, -1]); // ~ reshape [2, 3, 4] to [5, -1]: 24 elements do not divide by 5
reshape(x, [-1, -1]); // ~ reshape [2, 3, 4] to [-1, -1]: 24 elements do not divide by -1
reshape(x, [0, -1]); // ~ reshape [2, 3, 4] to [0, -1]: beside a size of 0 the -1 may be any size

// Axes by name: taken apart, reordered, joined.
declare const tokens: Tensor<[2, 10, 512], 'f32'>;
declare const text: string;
declare const some: Record<string, number>;
expectType<Tensor<[4, 196, 768], 'u8'>>(rearrange({} as Tensor<[4, 3, 224, 224], 'u8'>, 'b c (h p) (w q) -> b (h w) (p q c)', { p: 16, q: 16 }));
expectType<Tensor<[2, 8, 10, 64], 'f32'>>(rearrange(tokens, 'b t (h d) -> b h t d', { h: 8 }));
expectType<Tensor<[2, 10, 512], 'f32'>>(tokens.rearrange('b t (h d) -> b h t d', { h: 8 }).rearrange('b h t d -> b t (h d)'));
expectType<Tensor<[3, 2, 4, 8], 'f32'>>(rearrange({} as Tensor<[2, 96], 'f32'>, 'b (3 h d) -> 3 b h d', { h: 4 }));
expectType<Tensor<[2, 3, 1, 4, 1], 'f32'>>(rearrange({} as Tensor<[2, 3, 1, 4], 'f32'>, 'a b 1 c -> a b () c 1'));
expectType<Tensor<[4, 3, 'B'], 'i32'>>(rearrange(named, 'b h w -> w h b'));
expectType<Tensor<[number, 4], 'i32'>>(rearrange(named, 'b h w -> (b h) w'));
expectType<Tensor<[number, 2, 3, 4], 'u8'>>(rearrange(open, '(a b) h w -> b a h w', { a: 2 }));
expectType<Tensor<Shape, DType>>(rearrange(any, 'a b -> b a'));
expectType<Tensor<Shape, 'f32'>>(rearrange(tokens, text));
expectType<Tensor<[2, number, 10, number], 'f32'>>(rearrange(tokens, 'b t (h d) -> b h t d', { h: open.shape[0] }));
expectType<Tensor<[1, 1], DType>>(rearrange(3, ' -> 1 1'));
const split = <B extends number>(x: Tensor<[B, 12], 'f32'>): Tensor<[3, B, 4], 'f32'> => rearrange(x, 'b (h d) -> h b d', { h: 3 });
expectType<Tensor<[3, 7, 4], 'f32'>>(split({} as Tensor<[7, 12], 'f32'>));
rearrange(tokens, 'b t (h d) -> b h t d', some);
rearrange(tokens, 'b t (h d) -> b h t d', { h: 7 }); // ~ rearrange 'b t (h d) -> b h t d': axis 2 of [2, 10, 512] is 512, which does not divide by 7
rearrange(tokens, 'b t (h d) -> b h t d'); // ~ rearrange 'b t (h d) -> b h t d': the sizes of h and d in axis 2 of [2, 10, 512] are not known
rearrange(tokens, 'b t (h d) -> b h t d', { h: 8, d: 6 }); // ~ rearrange 'b t (h d) -> b h t d': axis 2 of [2, 10, 512] is 512, but the pattern says 48
rearrange(tokens, 'b t -> t b'); // ~ rearrange 'b t -> t b': the pattern has 2 axes on the left, but the tensor is [2, 10, 512]
rearrange(tokens, 'b t c -> b t'); // ~ rearrange 'b t c -> b t': the axis 'c' does not stand on the right side of the pattern
rearrange(tokens, 'b t c -> b t c d'); // ~ rearrange 'b t c -> b t c d': the axis 'd' does not stand on the left side of the pattern
rearrange(tokens, 'b t t -> t b'); // ~ rearrange 'b t t -> t b': the axis 't' stands twice on one side of the pattern
rearrange(tokens, 'b t c -> c b t', { h: 8 }); // ~ rearrange 'b t c -> c b t': the pattern has no axis 'h'
rearrange(tokens, 'b t (h d) -> b h t d', { h: -8 }); // ~ rearrange 'b t (h d) -> b h t d': the size of 'h' is -8
rearrange(tokens, 'b t c'); // ~ rearrange 'b t c': it has no arrow
rearrange(tokens, 'b, t, c -> c b t'); // ~ rearrange 'b, t, c -> c b t': 'b,' is neither a name nor a number
rearrange(tokens, 'b t (c -> c b t'); // ~ rearrange 'b t (c -> c b t': its parentheses do not pair, or stand in one another
tokens.rearrange('b t -> t b'); // ~ rearrange 'b t -> t b': the pattern has 2 axes on the left, but the tensor is [2, 10, 512]

// Axes in another order.
expectType<Tensor<[4, 3, 2], 'f32'>>(transpose(x));
expectType<Tensor<[4, 2, 3], 'f32'>>(transpose(x, [-1, 0, 1]));
expectType<Tensor<[4, 2, 3], 'f32'>>(permuteDims(x, [2, 0, 1]));
expectType<Tensor<[3, 2, 4], 'f32'>>(swapaxes(x, 0, 1));
expectType<Tensor<[2, 4, 3], 'f32'>>(matrixTranspose(x));
expectType<Tensor<[3, 4, 2], 'f32'>>(moveaxis(x, 0, -1));
expectType<Tensor<[4, 3, 2], 'f32'>>(moveaxis(x, [0, 1], [-1, -2]));
expectType<Tensor<[4, 2, 3], 'f32'>>(rollaxis(x, 2));
expectType<Tensor<Shape, 'f32'>>(transpose(x, sizes));
transpose(x, [0, 1]); // ~ transpose: [0, 1] is not an order of the 3 axes of [2, 3, 4]
swapaxes(x, 0, 3); // ~ swapaxes: axis 3 does not exist in a tensor of rank 3
moveaxis(x, 0, 3); // ~ moveaxis: axis 3 does not exist in a tensor of rank 3
moveaxis(x, 0, [1, 2]); // ~ moveaxis: [0] cannot go to [1, 2]
matrixTranspose({} as Tensor<[5], 'f32'>); // ~ matrixTranspose: [5] has no two axes

// Axes of size 1.
expectType<Tensor<[2, 3, 4, 1], 'f32'>>(expandDims(x, -1));
expectType<Tensor<[1, 2, 3, 1, 4], 'f32'>>(expandDims(x, [0, -2]));
expectType<Tensor<[2, 3, 4], 'f32'>>(squeeze(expandDims(x, [0, -2])));
expectType<Tensor<[1, 2, 3, 4], 'f32'>>(squeeze(expandDims(x, [0, -2]), -2));
expectType<Tensor<Shape, 'u8'>>(squeeze(open));
expectType<Tensor<[1, 7], 'f32'>>(atleast2d({} as Tensor<[7], 'f32'>));
expectType<Tensor<[1, 7, 1], 'f32'>>(atleast3d({} as Tensor<[7], 'f32'>));
expandDims(x, 4); // ~ expandDims: axis 4 does not exist in a tensor of rank 4
squeeze(x, 1); // ~ squeeze: axis 1 of [2, 3, 4] has size 3

expectType<Tensor<[5, 2, 3, 4], 'f32'>>(broadcastTo(x, [5, 2, 3, 4]));
expectType<[Tensor<[2, 3, 4], 'f32'>, Tensor<[2, 3, 4], 'i32'>]>(broadcastArrays(x, {} as Tensor<[4], 'i32'>));
expectType<readonly [number, 3, 4]>(shape({} as Tensor<readonly ['B', 3, 4]>));
broadcastTo(x, [5, 2, 3, 5]); // ~ broadcast: [2, 3, 4] does not stretch to [5, 2, 3, 5] with its axes at [1, 2, 3]
broadcastTo(x, [3, 4]); // ~ broadcastTo: [2, 3, 4] has more axes than [3, 4]

// Reductions: axes go, or stay with size 1; the dtype is the one asked for, or what the function gives.
expectType<Tensor<[], 'f32'>>(sum(x));
expectType<Tensor<['B', 4], 'i32'>>(sum(named, { axis: 1 }));
expectType<Tensor<[3], 'u32'>>(sum(open, { axis: [-1, 0] }));
expectType<Tensor<[3], 'u8'>>(sum(open, { axis: [-1, 0], promoteIntegers: false }));
expectType<Tensor<['B', 1, 1], 'f32'>>(mean(named, { axis: [1, 2], keepDims: true }));
expectType<Tensor<[2, 3], 'f64'>>(std(x, { axis: -1, dtype: 'f64' }));
expectType<Tensor<[2, 4], 'i32'>>(argmax(x, { axis: 1 }));
expectType<Tensor<[], 'i32'>>(countNonzero(x));
expectType<Tensor<[3], 'f32'>>(logSumExp(open, { axis: [0, 2] }));
expectType<Tensor<Shape, 'f32'>>(sum(x, { axis }));
expectType<Tensor<Shape, DType>>(max(any, { axis: 7 }));
max(x, { axis: 3 }); // ~ max: axis 3 does not exist in a tensor of rank 3
sum(x, { axis: [0, -3] }); // ~ sum: axis 0 is named twice in [0, -3]
argmax(x, { axis: -4 }); // ~ argmax: axis -4 does not exist in a tensor of rank 3
sum(x, { axes: 0 }); // ~ TS2353

// Methods.
expectType<Tensor<[4, 3, 2], 'f32'>>(x.T);
expectType<Tensor<['B', 4, 3], 'i32'>>(named.mT);
expectType<Tensor>(any.T);
expectType<Tensor<[12], 'bool'>>(x.T.reshape([-1, 2]).any({ axis: 1 }));
x.add({} as Tensor<[7], 'f32'>); // ~ add [2, 3, 4] and [7]: 4 and 7 do not broadcast
x.sum({ axis: 3 }); // ~ sum: axis 3 does not exist in a tensor of rank 3

// Sizes that are type parameters.
const flat = <B extends number>(images: Tensor<[B, 28, 28], 'f32'>) => add(images.reshape([-1, 784]), 1).sum({ axis: 0 });
expectType<Tensor<[784], 'f32'>>(flat({} as Tensor<[5, 28, 28], 'f32'>));
const heads = <B extends number, T extends number>(q: Tensor<[B, T, 8, 64], 'f32'>): Tensor<[B, 8, T], 'f32'> => mean(transpose(squeeze(expandDims(q, 1), 1), [0, 2, 1, 3]), { axis: -1 });
expectType<Tensor<[2, 8, 5], 'f32'>>(heads({} as Tensor<[2, 5, 8, 64], 'f32'>));
