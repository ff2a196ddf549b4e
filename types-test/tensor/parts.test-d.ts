import { expectType } from 'tsd';
import { arraySplit, concat, dsplit, hsplit, lax, split, stack, unstack, vsplit, type DType, type Shape, type Tensor } from 'cotangent';

declare const x: Tensor<[2, 3, 4], 'f32'>;
declare const named: Tensor<['B', 3, 4], 'i32'>;
declare const long: Tensor<[50000, 3], 'f32'>;
declare const any: Tensor;
declare const n: number;
declare const places: readonly number[];

// Equal parts, and parts before and behind places.
expectType<[Tensor<[2, 3, 2], 'f32'>, Tensor<[2, 3, 2], 'f32'>]>(split(x, 2, { axis: -1 }));
expectType<[Tensor<[2, 1, 4], 'f32'>, Tensor<[2, 2, 4], 'f32'>, Tensor<[2, 0, 4], 'f32'>]>(split(x, [1, 3], { axis: 1 }));
expectType<[Tensor<[2, 3, 2], 'f32'>, Tensor<[2, 3, 1], 'f32'>, Tensor<[2, 3, 1], 'f32'>]>(arraySplit(x, 3, { axis: 2 }));
expectType<[Tensor<[number, 3, 4], 'i32'>, Tensor<[number, 3, 4], 'i32'>]>(split(named, 2));
expectType<[Tensor<[1, 3, 4], 'i32'>, Tensor<[number, 3, 4], 'i32'>]>(split(named, [1]));
expectType<Tensor<[number, 3, 4], 'f32'>[]>(split(x, n));
expectType<Tensor<[number, 3, 4], 'f32'>[]>(split(x, places));
expectType<Tensor<Shape, DType>[]>(split(any, 2));
expectType<Tensor<[1, 3], 'f32'>[]>(split(long, 50000));
expectType<[Tensor<[2, 1, 4], 'f32'>, Tensor<[2, 1, 4], 'f32'>, Tensor<[2, 1, 4], 'f32'>]>(hsplit(x, 3));
expectType<[Tensor<[2], 'f32'>, Tensor<[2], 'f32'>]>(hsplit({} as Tensor<[4], 'f32'>, 2));
expectType<[Tensor<[1, 3, 4], 'f32'>, Tensor<[1, 3, 4], 'f32'>]>(vsplit(x, 2));
expectType<[Tensor<[2, 3, 3], 'f32'>, Tensor<[2, 3, 1], 'f32'>]>(dsplit(x, [3]));
split(x, 2, { axis: 1 }); // ~ split: axis 1 of [2, 3, 4] has size 3, which does not divide into 2 parts
split(x, 0); // ~ split: axis 0 of [2, 3, 4] has size 2, which does not divide into 0 parts
split(x, [2, 1], { axis: 1 }); // ~ split: axis 1 of [2, 3, 4] has size 3, and cannot be cut before [2, 1]
split(x, [4], { axis: 1 }); // ~ split: axis 1 of [2, 3, 4] has size 3, and cannot be cut before [4]
hsplit(x, 2); // ~ hsplit: axis 1 of [2, 3, 4] has size 3, which does not divide into 2 parts
dsplit({} as Tensor<[2, 3], 'f32'>, 1); // ~ dsplit: axis 2 does not exist in a tensor of rank 2

// As many as the axis is long, each by itself where there are not too many.
expectType<[Tensor<[3, 4], 'f32'>, Tensor<[3, 4], 'f32'>]>(unstack(x));
expectType<[Tensor<[2, 4], 'f32'>, Tensor<[2, 4], 'f32'>, Tensor<[2, 4], 'f32'>]>(unstack(x, { axis: 1 }));
expectType<Tensor<[3, 4], 'i32'>[]>(unstack(named));
expectType<Tensor<[3], 'f32'>[]>(unstack(long));
expectType<Tensor<[3], 'f32'>[]>(lax.unstack(long));
expectType<Tensor<Shape, DType>[]>(unstack(any));
expectType<Tensor<Shape, 'f32'>>(stack(long));
expectType<Tensor<Shape, 'f32'>>(concat(long));
unstack(x, { axis: 3 }); // ~ unstack: axis 3 does not exist in a tensor of rank 3
unstack({} as Tensor<[], 'f32'>); // ~ unstack: axis 0 does not exist in a tensor of rank 0
const rows = <B extends number>(y: Tensor<[B, 4], 'f32'>) => unstack(y, { axis: 1 });
expectType<[Tensor<[5], 'f32'>, Tensor<[5], 'f32'>, Tensor<[5], 'f32'>, Tensor<[5], 'f32'>]>(rows({} as Tensor<[5, 4], 'f32'>));
