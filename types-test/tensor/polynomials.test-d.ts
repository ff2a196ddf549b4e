import { expectType } from 'tsd';
import { checkpointName, globalNorm, lax, lexsort, poly, polyadd, polyder, polydiv, polyfit, polyint, polymul, polysub, polyval, ravelPytree, sum, type DType, type Shape, type Tensor } from 'cotangent';

declare const h: Tensor<[2], 'f16'>;
declare const i: Tensor<[3], 'i32'>;
declare const x: Tensor<[2, 3], 'f32'>;
declare const named: Tensor<['B'], 'f32'>;
declare const any: Tensor;
declare const n: number;

expectType<Tensor<[], 'f16'>>(polyval(h, 3));
expectType<Tensor<[5, 3], 'f32'>>(polyval({} as Tensor<[4, 5, 1], 'f32'>, i));
expectType<Tensor<Shape, DType>>(polyval(any, i));
expectType<Tensor<[3], 'f16'>>(polyadd(h, i));
expectType<Tensor<[1], DType>>(polyadd(1, 2));
expectType<Tensor<[4], 'f16'>>(polymul(h, i));
expectType<[quotient: Tensor<[2], 'f16'>, remainder: Tensor<[3], 'f16'>]>(polydiv(i, h));
expectType<[quotient: Tensor<[2], 'f16'>, remainder: Tensor<[2], 'f16'>]>(polydiv(h, 3));
expectType<[quotient: Tensor<[1], 'f32'>, remainder: Tensor<['B'], 'f32'>]>(polydiv(named, named));
expectType<Tensor<[1], 'f32'>>(polyder(i, { m: 2 }));
expectType<Tensor<[0], 'f32'>>(polyder(i, { m: 5 }));
expectType<Tensor<[number], 'f32'>>(polyint(i, { m: n }));
expectType<Tensor<[4], 'f64'>>(polyint(h, { m: 2, k: {} as Tensor<[2], 'f64'> }));
expectType<Tensor<[4], 'f32'>>(poly(i));
// Of no zeros a scalar.
expectType<Tensor<Shape, 'f32'>>(poly(named));
expectType<Tensor<[2, 5], 'f64'>>(polyfit(i, {} as Tensor<[3, 5], 'f64'>, 1));
expectType<[coefficients: Tensor<[2], 'f64'>, covariances: Tensor<[2, 2], 'f32'>]>(polyfit(i, {} as Tensor<[3], 'f64'>, 1, { cov: 'unscaled' }));
expectType<Tensor<Shape, DType>>(polyfit(i, any, 1));
polyval(2, i); // ~ polyval: a scalar is no list of coefficients
polyval({} as Tensor<[4, 2], 'f32'>, i); // ~ polyval [2] and [3]: 2 and 3 do not broadcast
polyadd(x, i); // ~ polyadd: [2, 3] are no coefficients
polysub({} as Tensor<[2], 'bool'>, {} as Tensor<[], 'bool'>); // ~ polysub is defined for numbers, got bool[2]
polydiv(i, {} as Tensor<[0], 'f32'>); // ~ polydiv: the divisor has no coefficients
polyder(i, { m: -1 }); // ~ polyder: m is -1
polyint(i, { m: 3, k: h }); // ~ polyint: 2 constants for 3 integrals
polyfit(i, h, 1); // ~ polyfit: x is [3] and y is [2]
polyfit(i, i, 1.5); // ~ polyfit: the degree is 1.5
polyfit(i, i, 1, { w: h }); // ~ polyfit: weights of [2] for 3 points
const scaled = <B extends number>(p: Tensor<[B], 'f32'>) => [polyval(p, i), polyadd(p, p), polyint(p), lexsort([p, p])] as const;
expectType<readonly [Tensor<[3], 'f32'>, Tensor<[7], 'f32'>, Tensor<[8], 'f32'>, Tensor<[7], 'i32'>]>(scaled({} as Tensor<[7], 'f32'>));

expectType<Tensor<[2, 3], 'i32'>>(lexsort([x, x]));
expectType<Tensor<[3], 'i32'>>(lexsort(x));
expectType<Tensor<Shape, 'i32'>>(lexsort([any, i]));
expectType<Tensor<any, 'i32'>>(lexsort({} as Tensor<any, any>));
lexsort({} as Tensor<[], 'f32'>); // ~ lexsort: axis 0 does not exist in a tensor of rank 0
lexsort([]); // ~ lexsort: there are no keys
lexsort([h, i]); // ~ lexsort: keys of [2] and [3]
lexsort([h], { axis: 1 }); // ~ lexsort: axis 1 does not exist in a tensor of rank 1
lexsort(i); // ~ lexsort: axis -1 does not exist in a tensor of rank 0

expectType<Tensor<[], DType>>(sum(any));
expectType<Tensor<[], DType>>(globalNorm({ h, i }));
expectType<Tensor<[number], DType>>(ravelPytree({ h, i })[0]);
expectType<Tensor<[2, 3], 'f32'>>(checkpointName(x, 'x'));
expectType<Tensor<[], 'i32'>>(lax.axisIndex('batch'));
