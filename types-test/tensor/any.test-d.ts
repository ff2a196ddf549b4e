// Of what is `any` nothing is said: every function takes it, as a tensor of which nothing is known, and not as a number.
import { expectType } from 'tsd';
import { add, concat, conv, crossEntropy, cumsum, cumulativeSum, exp, expandDims, lax, linalg, matmul, mean, pow, reshape, softmax, sort, split, squeeze, sum, take, transpose, where, zeros, type DType, type Tensor } from 'cotangent';

declare const anything: any;
const x = zeros([2, 3]);

expectType<Tensor<any, DType>>(exp(anything));
expectType<Tensor<any, 'f32'>>(add(x, anything));
expectType<Tensor<any, 'f32'>>(add(anything, x));
expectType<Tensor<any, 'f32'>>(pow(x, anything));
expectType<Tensor<any, 'f32'>>(x.mul(anything));
expectType<Tensor<any, 'f32'>>(lax.max(anything, x));
expectType<Tensor<any, DType>>(sum(anything, { axis: 1 }));
expectType<Tensor<any, DType>>(softmax(anything, { axis: 1 }));
expectType<Tensor<any, DType>>(transpose(anything, [1, 0]));
expectType<Tensor<[2, 3], DType>>(reshape(anything, [2, 3]));
expectType<Tensor<any, 'f32'>>(matmul(anything, x));
expectType<Tensor<any, 'f32'>>(where(anything, x, 0));
mean(anything, { axis: [0, 1], keepDims: true });
squeeze(anything, 1);
expandDims(anything, -1);
sort(anything, { axis: 2 });
take(anything, zeros([3], { dtype: 'i32' }), { axis: 1 });
cumsum(anything, { axis: 1 });
cumulativeSum(anything);
concat([anything, x]);
split(anything, 3, { axis: 1 });
conv(anything, anything);
linalg.inv(anything);
crossEntropy(anything, anything);

// A number is one: its shape is not guessed from the result that is wanted.
expectType<Tensor<[], DType>>(exp(2));
export const wanted: Tensor<[5], 'f32'> = exp(2); // ~ TS2322
