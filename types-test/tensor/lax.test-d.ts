import { expectType } from 'tsd';
import { lax, nanargmax, nansum, type Shape, type Tensor } from 'cotangent';

declare const x: Tensor<[2, 3], 'f32'>;

expectType<Tensor<[2, 3], 'f32'>>(lax.exp(x));
expectType<Tensor<[2, 3], 'bool'>>(lax.isFinite(x));
expectType<Tensor<[2, 3], 'f32'>>(lax.add(x, {} as Tensor<[1, 3], 'f32'>));
expectType<Tensor<[2, 3], 'bool'>>(lax.lt(x, 1));
lax.add(x, {} as Tensor<[3], 'f32'>); // ~ lax.add: operands have one rank, got f32[2, 3] and f32[3]
lax.mul(x, {} as Tensor<[2, 3], 'i32'>); // ~ lax.mul: operands are of one dtype, got f32[2, 3] and i32[2, 3]

expectType<Tensor<[3], 'f32'>>(nansum(x, { axis: 0 }));
expectType<Tensor<[2], 'i32'>>(nanargmax(x, { axis: 1 }));

declare const named: Tensor<['B', 3, 4], 'i32'>;
declare const any: Tensor;
declare const axes: readonly number[];

// Reductions: axes are counted from the front and go.
expectType<Tensor<[2], 'f32'>>(lax.reduceSum(x, [1]));
expectType<Tensor<['B'], 'i32'>>(lax.reduceMax(named, [2, 1]));
expectType<Tensor<[], 'i32'>>(lax.reduceXor(named, [0, 1, 2]));
expectType<Tensor<Shape, 'f32'>>(lax.reduceSum(x, axes));
expectType<Tensor<[3], 'f32'>>(lax.reduce(x, 0, (p, q) => lax.add(p, q), [0]));
expectType<Tensor<['B', 4], 'u32'>>(lax.argmax(named, 1, 'u32'));
expectType<Tensor<[2], 'i32'>>(lax.argmin(x, 1));
expectType<Tensor>(lax.reduceMin(any, [0]));
lax.reduceSum(x, [-1]); // ~ lax.reduceSum: axis -1 does not exist in a tensor of rank 2
lax.reduceSum(x, [0, 0]); // ~ lax.reduceSum: axis 0 is named twice in [0, 0]
lax.reduceSum(x, [0, 0, 5]); // ~ lax.reduceSum: axis 5 does not exist in a tensor of rank 2
lax.argmax(x, 2); // ~ lax.argmax: axis 2 does not exist in a tensor of rank 2

// Running folds: the shape stays.
expectType<Tensor<[2, 3], 'f32'>>(lax.cumsum(x));
expectType<Tensor<['B', 3, 4], 'i32'>>(lax.cummax(named, { axis: 2, reverse: true }));
lax.cumprod(x, { axis: 2 }); // ~ lax.cumprod: axis 2 does not exist in a tensor of rank 2
