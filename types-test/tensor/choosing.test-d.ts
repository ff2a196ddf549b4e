import { expectType } from 'tsd';
import { choose, compress, digitize, exp, extract, glu, interp, mul, piecewise, searchsorted, select, unwrap, where, type DType, type Shape, type Tensor } from 'cotangent';

declare const x: Tensor<['B', 6], 'f16'>;
declare const ids: Tensor<[2, 3], 'i32'>;
declare const list: Tensor<[5], 'f32'>;
declare const mask: Tensor<[6], 'bool'>;
declare const any: Tensor;

// The places where a condition holds: a list for each axis, as long as is said.
expectType<Tensor<['B', 6], 'f16'>>(where(mask, x, 0));
expectType<[Tensor<[4], 'i32'>, Tensor<[4], 'i32'>]>(where(ids, { size: 4 }));
expectType<[Tensor<[number], 'i32'>]>(where(mask));
expectType<Tensor<Shape, DType>>(where(any, any, any));
where(mask, list, x); // ~ select [6] and [5]: 6 and 5 do not broadcast

// Among samples and along them.
expectType<Tensor<[2, 3], 'i32'>>(searchsorted(list, ids, { side: 'right' }));
expectType<Tensor<[2, 3], 'i32'>>(list.searchsorted(ids));
expectType<Tensor<['B', 6], 'i32'>>(digitize(x, list));
expectType<Tensor<['B', 6], 'f32'>>(interp(x, list, {} as Tensor<[5], 'i32'>, { left: 0, right: 'extrapolate' }));
expectType<Tensor<Shape, DType>>(interp(x, list, list, { left: any }));
expectType<Tensor<['B', 6], 'f16'>>(unwrap(x, { axis: 0 }));
expectType<Tensor<[2, 3], 'f32'>>(unwrap(ids));
expectType<Tensor<['B', 3], 'f16'>>(glu(x));
expectType<Tensor<[number, 6], 'f16'>>(glu(x, { axis: 0 }));
searchsorted(ids, 2); // ~ searchsorted: i32[2, 3] is no list
digitize(x, ids); // ~ digitize: i32[2, 3] is no list of bins
interp(x, list, mask); // ~ interp: xp is [5] and fp is [6]
unwrap(x, { axis: 2 }); // ~ unwrap: axis 2 does not exist in a tensor of rank 2
glu(ids); // ~ glu: axis -1 of [2, 3] has size 3, which has no halves

// Of several, by numbers, conditions and functions.
expectType<Tensor<['B', 6], 'f32'>>(choose({} as Tensor<[6], 'u8'>, [x, {} as Tensor<[1], 'f32'>], { mode: 'clip' }));
expectType<Tensor<[2, 3], 'f32'>>(ids.choose([list.get(0), list.get(1)], { mode: 'wrap' }));
expectType<Tensor<['B', 6], 'f16'>>(select([mask, mask], [x, 1]));
expectType<Tensor<['B', 6], 'f32'>>(select([mask], [x], { default: list.get(0) }));
expectType<Tensor<[2, 3], 'i32'>>(select([{} as Tensor<[3], 'bool'>], [{} as Tensor<[2, 1], 'bool'>]));
expectType<Tensor<['B', 6], 'f16'>>(piecewise(x, [mask, mask], [(v) => mul(v, 2), 1]));
expectType<Tensor<Shape, 'f16'>>(piecewise(x, [mask], [exp]));
choose(list, [x, x]); // ~ choose: the indices are f32[5], not integers
choose(ids, []); // ~ choose: there is nothing to choose from
choose(ids, [x, list]); // ~ choose [2, 3] and [B, 6]: 2 and B do not broadcast
select([mask], [x, x]); // ~ select: there are 1 conditions and 2 choices
select([mask], [x], { default: list }); // ~ select [B, 6] and [5]: 6 and 5 do not broadcast
piecewise(x, [mask], [1, 2, 3]); // ~ piecewise: there are 3 functions for 1 conditions

// The slices where a condition holds: so many as are asked for.
expectType<Tensor<['B', 4], 'f16'>>(compress(mask, x, { axis: 1, size: 4 }));
expectType<Tensor<['B', number], 'f16'>>(x.compress(mask, { axis: 1 }));
expectType<Tensor<[4], 'i32'>>(extract(ids, ids, { size: 4 }));
expectType<Tensor<[number], 'i32'>>(extract(ids, ids));
compress(ids, x); // ~ compress: the condition i32[2, 3] has not one axis
compress(mask, ids, { axis: 1, size: 4 }); // ~ compress: there cannot be 4 elements of 3
x.compress(mask, { axis: 2 }); // ~ compress: axis 2 does not exist in a tensor of rank 2
extract(ids, ids, { size: 7 }); // ~ compress: there cannot be 7 elements of 6

// What stands where no condition holds must stretch to the tensor.
piecewise({} as Tensor<[4, 1], 'f32'>, [{} as Tensor<[], 'bool'>], [1, {} as Tensor<[8, 1], 'i32'>]); // ~ broadcast: [8, 1] does not stretch to [4, 1] with its axes at [0, 1]
