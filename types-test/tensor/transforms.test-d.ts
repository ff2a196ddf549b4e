import { expectType } from 'tsd';
import { fft, segmentSum, special, type Tensor } from 'cotangent';

declare const x: Tensor<['B', 6], 'f64'>;
declare const ids: Tensor<[6], 'i32'>;

expectType<Tensor<['B', 6], 'f64'>>(fft.dct(x));
expectType<Tensor<['B', 4], 'f64'>>(fft.idct(x, { n: 4 }));
expectType<Tensor<['B', 6], 'f64'>>(fft.fftshift(x));
expectType<Tensor<[8], 'f32'>>(fft.fftfreq(8));
expectType<Tensor<[5], 'f64'>>(fft.rfftfreq(8, { dtype: 'f64' }));
fft.dct(x, { axis: 2 }); // ~ fft.dct: axis 2 does not exist in a tensor of rank 2

expectType<Tensor<['B', 6], 'f64'>>(special.gammainc(x, 1));
expectType<Tensor<['B'], 'f64'>>(special.logSumExp(x, { axis: 1 }));
expectType<Tensor<[6], 'f32'>>(special.multigammaln(ids, 2));

expectType<Tensor<[4, 2], 'f32'>>(segmentSum({} as Tensor<[6, 2], 'f32'>, ids, { numSegments: 4 }));
segmentSum({} as Tensor<[5], 'f32'>, ids); // ~ segmentSum: the segments i32[6] do not number the first axis of f32[5]
