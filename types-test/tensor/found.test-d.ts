import { expectType } from 'tsd';
import {
  argwhere, bincount, flatnonzero, histogram, histogramBinEdges, intersect1d, nonzero, setdiff1d, setxor1d, union1d, unique, uniqueAll, type DType, type Tensor, type Unique,
} from 'cotangent';

declare const x: Tensor<[2, 3, 4], 'f32'>;
declare const ids: Tensor<['B'], 'i32'>;
declare const any: Tensor;
declare const n: number;

// How many are found depends on values, unless it is said.
expectType<[Tensor<[number], 'i32'>, Tensor<[number], 'i32'>, Tensor<[number], 'i32'>]>(nonzero(x));
expectType<[Tensor<[5], 'i32'>]>(nonzero(ids, { size: 5, fillValue: -1 }));
expectType<[Tensor<[5], 'i32'>]>(ids.nonzero({ size: 5 }));
expectType<Tensor<[number], 'i32'>[]>(nonzero(any, { size: n }));
expectType<Tensor<[5, 3], 'i32'>>(argwhere(x, { size: 5, fillValue: [2, 3, 4] }));
expectType<Tensor<[number, number], 'i32'>>(argwhere(any));
expectType<Tensor<[5], 'i32'>>(flatnonzero(x, { size: 5 }));
nonzero({} as Tensor<[], 'f32'>); // ~ nonzero of a scalar has no places to list
nonzero(x, { size: -1 }); // ~ nonzero: there cannot be -1 places
nonzero(x, { size: 5, fillValue: [1, 2] }); // ~ nonzero: there are 2 fill values for 3 axes

expectType<Tensor<[10], 'i32'>>(bincount(ids, { length: 10 }));
expectType<Tensor<[number], 'f16'>>(bincount(ids, { weights: {} as Tensor<['B'], 'f16'> }));
bincount(x); // ~ bincount: f32[2, 3, 4] is no list of whole numbers
bincount(ids, { weights: {} as Tensor<['B'], 'bool'> }); // ~ bincount: the weights are bool[B], not numbers
bincount(ids, { weights: {} as Tensor<[5], 'f16'> }); // ~ bincount: the weights are f16[5], the numbers i32[B]

expectType<[counts: Tensor<[10], 'f32'>, edges: Tensor<[11], 'f32'>]>(histogram(x));
expectType<[counts: Tensor<[4], 'f64'>, edges: Tensor<[5], 'f64'>]>(histogram(x, { bins: {} as Tensor<[5], 'f32'>, weights: {} as Tensor<[2, 3, 4], 'f64'> }));
expectType<[counts: Tensor<[number], 'f32'>, edges: Tensor<[number], 'f32'>]>(histogram(ids, { bins: n }));
expectType<Tensor<[3], 'f32'>>(histogramBinEdges(ids, { bins: 2 }));
histogram(x, { bins: 0 }); // ~ histogram: there cannot be 0 bins
histogram(x, { bins: x }); // ~ histogram: f32[2, 3, 4] is no list of edges
histogram(x, { weights: ids }); // ~ histogram: the weights are i32[B], the elements f32[2, 3, 4]

// Sets.
expectType<Tensor<[number], 'f32'>>(unique(x));
expectType<Tensor<[2, 5, 4], 'f32'>>(unique(x, { axis: 1, size: 5 }));
expectType<[Tensor<[number], 'i32'>, Tensor<['B'], 'i32'>, Tensor<[number], 'i32'>]>(unique(ids, { returnInverse: true, returnCounts: true }));
expectType<Unique<Tensor<[5], 'f32'>, Tensor<[2, 3, 4], 'i32'>, Tensor<[5], 'i32'>>>(uniqueAll(x, { size: 5 }));
expectType<Tensor<[5], 'f32'>>(union1d(x, ids, { size: 5 }));
expectType<Tensor<[number], 'i32'>>(intersect1d(ids, ids));
expectType<Tensor<[5], 'i32'>>(setdiff1d(ids, x, { size: 5 }));
expectType<Tensor<[number], DType>>(setxor1d(ids, any));
unique(x, { axis: 3 }); // ~ unique: axis 3 does not exist in a tensor of rank 3
setdiff1d(ids, ids, { size: -1 }); // ~ setdiff1d: there cannot be -1 elements
