import { expectType } from 'tsd';
import { digitize, glu, interp, searchsorted, unwrap, where, type DType, type Shape, type Tensor } from 'cotangent';

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
