import { expectType } from 'tsd';
import {
  diagIndices, diagIndicesFrom, fillDiagonal, indices, ix_, packbits, place, put, putAlongAxis, ravelMultiIndex, tril, trilIndices, triuIndices, triuIndicesFrom, unpackbits, unravelIndex,
  type Dim, type DType, type Shape, type Tensor,
} from 'cotangent';

declare const x: Tensor<[2, 3, 4], 'f32'>;
declare const ids: Tensor<[5], 'i32'>;
declare const named: Tensor<['B', 8], 'bool'>;
declare const any: Tensor;
declare const sizes: readonly number[];
declare const n: number;

// The places of a grid, of blocks, of flat tensors.
expectType<Tensor<[3, 2, 3, 4], 'i32'>>(indices([2, 3, 4]));
expectType<[Tensor<[2, 1], 'u8'>, Tensor<[1, 3], 'u8'>]>(indices([2, 3], { sparse: true, dtype: 'u8' }));
expectType<Tensor<Shape, 'i32'>>(indices(sizes));
expectType<Tensor[]>(indices(sizes, { sparse: true }));
expectType<[Tensor<[5, 1], 'i32'>, Tensor<[1, 7], 'u8'>]>(ix_(ids, {} as Tensor<[7], 'u8'>));
expectType<[Tensor<[5], 'i32'>, Tensor<[5], 'i32'>, Tensor<[5], 'i32'>]>(unravelIndex(ids, [2, 3, 4]));
expectType<Tensor<[3, 5], 'i32'>>(ravelMultiIndex([ids, {} as Tensor<[3, 1], 'i32'>], [2, 3], { mode: 'clip' }));
expectType<Tensor<Shape, 'i32'>>(ravelMultiIndex([ids, any], [2, 3]));
indices([2, -3]); // ~ indices: [2,-3] is not a shape
ix_(ids, x); // ~ ix_: f32[2, 3, 4] is no list of indices
unravelIndex(x, [2, 3]); // ~ unravelIndex: the indices are f32[2, 3, 4], not integers
ravelMultiIndex([ids], [2, 3]); // ~ ravelMultiIndex: there are 1 tensors for 2 axes
ravelMultiIndex([ids, {} as Tensor<[3], 'i32'>], [2, 3]); // ~ ravelMultiIndex [5] and [3]: 5 and 3 do not broadcast

// Triangles are counted.
expectType<[Tensor<[6], 'i32'>, Tensor<[6], 'i32'>]>(triuIndices(3));
expectType<[Tensor<[523776], 'i32'>, Tensor<[523776], 'i32'>]>(triuIndices(1024, { k: 1 }));
expectType<[Tensor<[9], 'i32'>, Tensor<[9], 'i32'>]>(triuIndices(4, { k: -1, m: 3 }));
expectType<[Tensor<[0], 'i32'>, Tensor<[0], 'i32'>]>(trilIndices(3, { k: -3 }));
expectType<[Tensor<[number], 'i32'>, Tensor<[number], 'i32'>]>(triuIndices(n));
expectType<[Tensor<[1], 'i32'>, Tensor<[1], 'i32'>]>(triuIndicesFrom({} as Tensor<[2, 2]>, 1));
expectType<[Tensor<[number], 'i32'>, Tensor<[number], 'i32'>]>(triuIndicesFrom(named));
triuIndicesFrom(x); // ~ triuIndicesFrom: f32[2, 3, 4] is no matrix
triuIndices(-2); // ~ a matrix: [-2,-2] is not a shape

expectType<[Tensor<[4], 'i32'>, Tensor<[4], 'i32'>, Tensor<[4], 'i32'>]>(diagIndices(4, 3));
expectType<Tensor<[4], 'i32'>[]>(diagIndices(4, n));
expectType<[Tensor<['B'], 'i32'>, Tensor<['B'], 'i32'>]>(diagIndicesFrom({} as Tensor<['B', 'B'], 'f32'>));
diagIndicesFrom(named); // ~ diagIndicesFrom: the axes of bool[B, 8] are not two or more of one size

// What is put into a tensor leaves its shape.
expectType<Tensor<[2, 3, 4], 'f32'>>(put(x, ids, any));
expectType<Tensor<[2, 3, 4], 'f32'>>(putAlongAxis(x, {} as Tensor<[2, 1, 4], 'i32'>, 7, { axis: 1 }));
expectType<Tensor<['B', 8], 'bool'>>(place(named, any, 1));
expectType<Tensor<['B', 8], 'bool'>>(fillDiagonal(named, true));
expectType<Tensor<Shape, DType>>(fillDiagonal(any, 1));
put(x, x, 1); // ~ put: the indices are f32[24], not integers
putAlongAxis(x, {} as Tensor<[2, 2, 4], 'i32'>, 7); // ~ putAlongAxis [2, 3, 4] and [2, 2, 4]: 2 and 3 do not broadcast
putAlongAxis(x, ids, 7); // ~ putAlongAxis: the indices i32[5] do not have the 3 axes of f32[2, 3, 4]
place(x, {} as Tensor<[23], 'bool'>, 1); // ~ place: the mask bool[23] does not have the 24 elements of f32[2, 3, 4]
fillDiagonal(ids, 1); // ~ fillDiagonal: i32[5] has no diagonal

// Eight in a byte.
expectType<Tensor<['B', 1], 'u8'>>(packbits(named, { axis: 1 }));
expectType<Tensor<[3], 'u8'>>(packbits({} as Tensor<[17], 'bool'>));
expectType<Tensor<[136], 'u8'>>(unpackbits({} as Tensor<[17], 'u8'>));
expectType<Tensor<['B', 24], 'u8'>>(unpackbits({} as Tensor<['B', 4], 'u8'>, { axis: -1, count: -8 }));
expectType<Tensor<[number], 'u8'>>(unpackbits({} as Tensor<[number], 'u8'>));
packbits(x); // ~ packbits: f32 has no bits to pack
unpackbits(ids); // ~ unpackbits: i32 is not a byte

const lower = <N extends Dim>(square: Tensor<[N, N], 'f32'>) => fillDiagonal(tril(square), 0);
expectType<Tensor<[16, 16], 'f32'>>(lower({} as Tensor<[16, 16], 'f32'>));

// What is wanted of a result does not change what it is.
export const floats: Tensor<[2, 2, 3], 'f32'> = indices([2, 3]); // ~ TS2322
