import { expectType } from 'tsd';
import { at, index, s, type Index, type Shape, type Tensor } from 'cotangent';

declare const x: Tensor<[2, 3, 10], 'f32'>;
declare const named: Tensor<['B', 3, 4], 'i32'>;
declare const any: Tensor;
declare const i: number;
declare const parts: readonly Index[];
declare const text: string;
declare const ids: Tensor<[5, 6], 'i32'>;

// Numbers drop an axis, null adds one, ':' and '...' keep.
expectType<Tensor<[3, 10], 'f32'>>(index(x, 0));
expectType<Tensor<[10], 'f32'>>(index(x, i, -3));
expectType<Tensor<[2, 3], 'f32'>>(index(x, '...', 0));
expectType<Tensor<[2, 1, 3], 'f32'>>(index(x, ':', null, '...', i));
expectType<Tensor<['B', 3, 4, 1], 'i32'>>(index(named, '...', null));

// Slices.
expectType<Tensor<[2, 3, 4], 'f32'>>(index(x, '...', '1:5'));
expectType<Tensor<[2, 3, 5], 'f32'>>(index(x, '...', '::2'));
expectType<Tensor<[2, 3, 4], 'f32'>>(index(x, '...', '-1::-3'));
expectType<Tensor<[2, 3, 0], 'f32'>>(index(x, '...', '7:2'));
expectType<Tensor<[1, 3, 2], 'f32'>>(index(x, s(1), ':', s(1, 5, 2)));
expectType<Tensor<[2, 3, 10], 'f32'>>(index(x, ':', ':', s(undefined, undefined, -1)));
expectType<Tensor<['B', 3, 4], 'i32'>>(index(named, '::-1'));
expectType<Tensor<[number, 3, 4], 'i32'>>(index(named, '1:'));
expectType<Tensor<[number, 3, 10], 'f32'>>(index(x, s(i)));

// Indices in a tensor or a list take the place of their axis; several broadcast, and numbers beside them take part. Of masks nothing is known.
expectType<Tensor<[5, 6, 3, 10], 'f32'>>(index(x, ids));
expectType<Tensor<[2, 4, 10], 'f32'>>(index(x, ':', [0, 0, 1, 2]));
expectType<Tensor<[5, 6, 10], 'f32'>>(index(x, ids, ids));
expectType<Tensor<[2, 3, 1], 'f32'>>(index(x, [0, 1], ':', [3, 4], null));
expectType<Tensor<[2, 3], 'f32'>>(index(x, [0, 1], ':', 0));
expectType<Tensor<[10, 3], 'f32'>>(index(index(x, 0), ':', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]).T);
expectType<Tensor<[2, 1], 'f32'>>(index(x, [0, 1], 0, [3, 4], null));
expectType<Tensor<Shape, 'f32'>>(index(x, [true, false]));
expectType<Tensor<Shape, 'f32'>>(index(x, ...parts));
expectType<Tensor<Shape, 'f32'>>(index(x, text));
expectType<Tensor>(index(any, 0));

index(x, 2); // ~ index 2 is out of bounds for axis 0 with size 2
index(x, '...', -11); // ~ index -11 is out of bounds for axis 2 with size 10
index(x, 0, 0, 0, 0); // ~ an index for 4 axes does not fit a tensor of rank 3
index(x, '...', 0, '...'); // ~ an index has '...' more than once
index(x, 'all'); // ~ an index cannot be 'all'
index(x, [0, 2]); // ~ index 2 is out of bounds for axis 0 with size 2
index(x, [0, 1], [0, 1, 2]); // ~ an index [2] and [3]: 2 and 3 do not broadcast
x.get(2); // ~ index 2 is out of bounds for axis 0 with size 2

// What is written keeps the shape; what is read under a mode may lie out of range.
expectType<Tensor<[2, 3, 10], 'f32'>>(at(x, 0, ':').set(1));
expectType<Tensor<['B', 3, 4], 'i32'>>(named.at('...', 0).add(2));
expectType<Tensor<['B', 3, 4], 'f32'>>(named.at('...', 0).divide(2));
expectType<Tensor<[3, 10], 'f32'>>(x.at(7).get({ mode: 'clip' }));
expectType<Tensor<[2, 3, 10], 'f32'>>(x.at(0).apply((part) => (expectType<Tensor<[3, 10], 'f32'>>(part), part)));
// A value must stretch to the part.
expectType<Tensor<[2, 3, 10], 'f32'>>(x.at(0).set({} as Tensor<[3, 1], 'f32'>).at(':', [0, 2]).add({} as Tensor<[2, 10], 'f32'>).at(ids, 0).mul({} as Tensor<[5, 6, 10], 'f32'>));
x.at(0).set({} as Tensor<[2, 10], 'f32'>); // ~ at: the value f32[2, 10] does not stretch to the part that is named, of shape [3, 10]
x.at(0).min({} as Tensor<[1, 3, 10], 'i32'>); // ~ at: the value i32[1, 3, 10] does not stretch to the part that is named, of shape [3, 10]
x.at('...', [1, 2]).divide({} as Tensor<[3], 'f32'>); // ~ at: the value f32[3] does not stretch to the part that is named, of shape [2, 3, 2]
named.at('...', 0).power({} as Tensor<[4], 'i32'>); // ~ at: the value i32[4] does not stretch to the part that is named, of shape [B, 3]
x.at([true, false]).set({} as Tensor<[7, 3, 10], 'f32'>);
x.at(0).set({} as Tensor);
({} as Tensor).at(0).set({} as Tensor<[7], 'f32'>);
export const written = <B extends number>(batch: Tensor<[B, 7], 'f32'>, row: Tensor<[B], 'f32'>): Tensor<[B, 7], 'f32'> => batch.at(':', 0).set(row);
x.at(0, 0, 0, 0); // ~ an index for 4 axes does not fit a tensor of rank 3

// Sizes that are type parameters.
const first = <B extends number>(batch: Tensor<[B, 7, 8], 'f32'>): Tensor<[B, 8], 'f32'> => index(batch, ':', 0);
expectType<Tensor<[5, 8], 'f32'>>(first({} as Tensor<[5, 7, 8], 'f32'>));
