import { expectType } from 'tsd';
import type { DType, Tensor } from 'cotangent';

declare const any: Tensor;
declare const x: Tensor<[number, 784], 'f32'>;

expectType<Tensor<['B', 784], 'f32'>>(any.as(['B', 784], 'f32'));
expectType<Tensor<[32, 784], DType>>(any.as([32, 784]));
expectType<Tensor<['B', 784], 'f32'>>(x.as(['B', 784]));
x.as([32, 783]); // ~ as: the tensor must be f32[32, 783], got f32[?, 784]
x.as([784]); // ~ as: the tensor must be f32[784], got f32[?, 784]
