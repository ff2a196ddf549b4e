import { expectType } from 'tsd';
import { add, div, divmod, exp, frexp, ldexp, maximum, modf, pow, power, sub, type DType, type Dim, type Shape, type Tensor } from 'cotangent';

declare const x: Tensor<[32, 128], 'f32'>;
declare const bias: Tensor<[128], 'f32'>;
declare const half: Tensor<[128], 'bf16'>;
declare const short: Tensor<[127], 'f32'>;
declare const counts: Tensor<['B', 1, 4], 'i32'>;
declare const rows: Tensor<[number, 4], 'u8'>;
declare const any: Tensor;

// Shapes meet from the right; a size of 1 stretches.
expectType<Tensor<[32, 128], 'f32'>>(add(x, bias));
expectType<Tensor<['B', 3, 4], 'f32'>>(div(counts, {} as Tensor<[3, 4], 'i32'>));
expectType<Tensor<[2, 3, 5], 'f32'>>(maximum({} as Tensor<[2, 1, 5], 'f32'>, {} as Tensor<[3, 1], 'f32'>));
expectType<Tensor<[], 'f32'>>(exp({} as Tensor<[], 'f32'>));
add(x, short); // ~ add [32, 128] and [127]: 128 and 127 do not broadcast
sub({} as Tensor<['B', 4], 'f32'>, {} as Tensor<['N', 4], 'f32'>); // ~ sub [B, 4] and [N, 4]: B and N do not broadcast
sub({} as Tensor<[3], 'bool'>, {} as Tensor<[3], 'bool'>); // ~ sub is defined for numbers, got bool[3]

// Dtypes meet as they do when running; plain numbers give way.
expectType<Tensor<[32, 128], 'f32'>>(add(x, half));
expectType<Tensor<[32, 128], 'f32'>>(add(x, 1));
expectType<Tensor<[32, 128], 'f32'>>(add(1, x));
expectType<Tensor<['B', 1, 4], 'f32'>>(exp(counts));
expectType<Tensor<['B', 1, 4], 'i32'>>(add(counts, {} as Tensor<[4], 'u8'>));
expectType<Tensor<['B', 1, 4], DType>>(add(counts, 0.5));
expectType<Tensor<[3], 'f32'>>(add({} as Tensor<[3], 'f16'>, {} as Tensor<[3], 'bf16'>));
expectType<Tensor<['B', 1, 4], 'f32'>>(div(counts, 2));

// A whole number multiplies, another one makes floats; an integer to a power below 0 is none.
expectType<Tensor<[32, 128], 'f32'>>(pow(x, -1));
expectType<Tensor<['B', 1, 4], 'i32'>>(pow(counts, 2));
expectType<Tensor<['B', 1, 4], 'f32'>>(power(counts, 0.5));
expectType<Tensor<['B', 1, 4], DType>>(pow(counts, 2 as number));
expectType<Tensor<[32, 128], 'f32'>>(pow(2, x));
expectType<Tensor<['B', 3, 4], 'i32'>>(pow(counts, {} as Tensor<[3, 1], 'bool'>));
expectType<Tensor<[number, 4], 'u8'>>(rows.pow(2));
pow(counts, -2); // ~ integerPow: i32[B, 1, 4] to the power -2 is no integer
rows.pow(-1); // ~ integerPow: u8[?, 4] to the power -1 is no integer
pow(x, short); // ~ pow [32, 128] and [127]: 128 and 127 do not broadcast

expectType<[quotient: Tensor<['B', 1, 4], 'i32'>, rest: Tensor<['B', 1, 4], 'i32'>]>(divmod(counts, {} as Tensor<[4], 'u8'>));
expectType<Tensor<['B', 1, 4], 'f32'>>(ldexp(counts, {} as Tensor<[4], 'u8'>));
expectType<[mantissa: Tensor<['B', 1, 4], 'f32'>, exponent: Tensor<['B', 1, 4], 'i32'>]>(frexp(counts));
expectType<[rest: Tensor<[128], 'bf16'>, whole: Tensor<[128], 'bf16'>]>(modf(half));
divmod(x, short); // ~ divmod [32, 128] and [127]: 128 and 127 do not broadcast
ldexp(x, half); // ~ ldexp: the exponent is bf16, not an integer

// What is not known is accepted and stays unknown.
expectType<Tensor<['B', number, 4], 'i32'>>(add(counts, {} as Tensor<['B', number, 4], 'i32'>));
expectType<Tensor<['B', number, 4], 'i32'>>(add(counts, rows));
expectType<Tensor<Shape, DType>>(add(x, any));

// A size may be a type parameter, through several functions.
const layer = <B extends Dim>(h: Tensor<[B, 128], 'f32'>) => add(h, exp(sub(add(h, bias), half)));
expectType<Tensor<[32, 128], 'f32'>>(layer(x));
layer(short); // ~ TS2345

// A tensor of known sizes is one of unknown sizes, not the other way round.
export const wider: Tensor = x;
export const open: Tensor<[number, 128], 'f32'> = x;
export const narrower: Tensor<[32, 128], 'f32'> = open; // ~ TS2322
export const other: Tensor<[32, 128], 'f64'> = x; // ~ TS2322
export const guessed: Tensor<['B', 1, 4], 'f16'> = add(counts, 1); // ~ TS2322
