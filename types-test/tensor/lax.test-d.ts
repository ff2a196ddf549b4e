import { expectType } from 'tsd';
import { lax, nanargmax, nansum, type Tensor } from 'cotangent';

declare const x: Tensor<[2, 3], 'f32'>;

expectType<Tensor<[2, 3], 'f32'>>(lax.exp(x));
expectType<Tensor<[2, 3], 'bool'>>(lax.isFinite(x));
expectType<Tensor<[2, 3], 'f32'>>(lax.add(x, {} as Tensor<[1, 3], 'f32'>));
expectType<Tensor<[2, 3], 'bool'>>(lax.lt(x, 1));
lax.add(x, {} as Tensor<[3], 'f32'>); // ~ lax.add: operands have one rank, got f32[2, 3] and f32[3]
lax.mul(x, {} as Tensor<[2, 3], 'i32'>); // ~ lax.mul: operands are of one dtype, got f32[2, 3] and i32[2, 3]

expectType<Tensor<[3], 'f32'>>(nansum(x, { axis: 0 }));
expectType<Tensor<[2], 'i32'>>(nanargmax(x, { axis: 1 }));
