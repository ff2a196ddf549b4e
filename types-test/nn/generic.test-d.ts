import { expectType } from 'tsd';
import { add, matmul, mul, nn, random, relu, zeros, type Dim, type Model, type ModelWith, type Tensor } from 'cotangent';

declare const Digits: Model<'Digits(image: f32[B, 28, 28]) -> f32[B, 10]'>;
declare const Block: Model<'Block(x: f32[B, T, 64], h0?: f32[B, 64]) -> (y: f32[B, T, 64], h: f32[B, 2*T])'>;
const key = random.key(0), digits = Digits.init(key), block = Block.init(key);

// In a function whose sizes are type parameters a model is called like any function on tensors.
const scores = <B extends number>(x: Tensor<[B, 28, 28], 'f32'>): Tensor<[B, 10], 'f32'> => relu(add(Digits(digits, mul(x, 2)), 1));
expectType<Tensor<[32, 10], 'f32'>>(scores(zeros([32, 28, 28])));
const named = <B extends Dim>(x: Tensor<[B, 28, 28], 'f32'>) => Digits(digits, x, { train: true, key });
expectType<Tensor<['N', 10], 'f32'>>(named({} as Tensor<['N', 28, 28], 'f32'>));
const sequence = <B extends number, T extends number>(x: Tensor<[B, T, 64], 'f32'>, h: Tensor<[B, 64], 'f32'>): Tensor<[B, T, 64], 'f32'> => Block(block, Block(block, x, h).y, h).y;
expectType<Tensor<[2, 5, 64], 'f32'>>(sequence({} as Tensor<[2, 5, 64], 'f32'>, {} as Tensor<[2, 64], 'f32'>));
const both = <B extends number>(x: Tensor<[B, 5, 64], 'f32'>) => Block(block, x).h;
expectType<Tensor<[2, 10], 'f32'>>(both({} as Tensor<[2, 5, 64], 'f32'>));
// What cannot be said yet is accepted: a size against a number, what `where` asks.
declare const Lm: Model<'Lm(ids: i32[B, T]) -> f32[B, T, 50257] where T <= 1024'>;
const next = <B extends number, T extends number>(ids: Tensor<[B, T], 'i32'>): Tensor<[B, T, 50257], 'f32'> => Lm(Lm.init(key), ids);
expectType<Tensor<[2, 5, 50257], 'f32'>>(next({} as Tensor<[2, 5], 'i32'>));
export const open = <N extends number>(x: Tensor<[32, N, 28], 'f32'>): Tensor<[32, 10], 'f32'> => Digits(digits, x, { train: true });
// What is wrong whatever they are is a mistake.
export const narrow = <B extends number>(x: Tensor<[B, 28, 27], 'f32'>) => Digits(digits, x); // ~ Digits: axis 2 of image must be 28, but got 27 in f32[B, 28, 27]
export const kept = Digits.apply(digits, [{} as Tensor<[number, 28, 28], 'f32'>])[0];
// A size of one input that is not known is that of another.
expectType<Tensor<[2, 5, 64], 'f32'>>(Block(block, {} as Tensor<[number, 5, 64], 'f32'>, {} as Tensor<[2, 64], 'f32'>).y);
