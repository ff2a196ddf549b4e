import { expectType } from 'tsd';
import { complex, fft, lax, type Complex, type Dim, type DType, type Shape, type Tensor } from 'cotangent';

declare const signal: Tensor<['B', 8], 'f32'>;
declare const image: Tensor<[3, 6, 8], 'f64'>;
declare const any: Tensor;
declare const n: number;

// Complex numbers have the shape and dtype of their parts.
const z = complex(signal, {} as Tensor<[8], 'i32'>);
expectType<Complex<['B', 8], 'f32'>>(z);
expectType<Tensor<['B', 8], 'f32'>>(z.real);
expectType<Tensor<['B', 8], 'f32'>>(z.abs());
expectType<Tensor<['B', 8], 'f32'>>(z.conj().angle());
expectType<Complex<['B', 8], 'f64'>>(z.mul(complex({} as Tensor<[1, 8], 'f64'>, 0)));
expectType<Complex<['B', 8], 'f32'>>(z.add(2).sub(signal));
expectType<Complex<Shape, DType>>(complex(any, any));
complex(signal, {} as Tensor<[4], 'f32'>); // ~ complex [B, 8] and [4]: 8 and 4 do not broadcast
z.add(complex({} as Tensor<[3], 'f32'>, 0)); // ~ add [B, 8] and [3]: 8 and 3 do not broadcast

// A transform takes n elements along an axis; half of a spectrum is that of real numbers.
expectType<Complex<['B', 8], 'f32'>>(fft.fft(signal));
expectType<Complex<['B', 16], 'f32'>>(fft.ifft(z, { n: 16 }));
expectType<Complex<['B', 5], 'f32'>>(fft.rfft(signal));
expectType<Complex<[3, 4, 8], 'f64'>>(fft.rfft(image, { axis: 1 }));
expectType<Tensor<['B', 8], 'f32'>>(fft.irfft(fft.rfft(signal)));
expectType<Tensor<['B', 9], 'f32'>>(fft.irfft(fft.rfft(signal), { n: 9 }));
expectType<Tensor<['B', number], 'f32'>>(fft.irfft(z, { n }));
expectType<Complex<[3, number], 'f32'>>(fft.rfft({} as Tensor<[3, 'T'], 'f32'>));
expectType<Complex<[3, 6, 5], 'f64'>>(fft.rfft2(image));
expectType<Tensor<[3, 4, 14], 'f64'>>(fft.irfft2(image, { s: [4, 14] }));
expectType<Complex<[3, 6, 8], 'f64'>>(fft.fftn(image));
expectType<Tensor<[4, 6, 8], 'f64'>>(fft.irfftn(image, { axes: [2, 0] }));
expectType<Complex<[number, number, number], 'f64'>>(fft.fftn(image, {} as fft.FftnOptions));
declare const anything: any;
expectType<Complex<['B', number], 'f32'>>(fft.fft(signal, { n: anything }));
expectType<Complex<[number, number, number], 'f64'>>(fft.fftn(image, { s: anything }));
expectType<Complex<[number, number, number], 'f64'>>(fft.fft2(image, { axes: anything }));
expectType<Complex<['B', 8], 'f32'>>(fft.fftshift(z));
expectType<Complex<Shape, 'f64' | 'f32'>>(fft.fft({} as Tensor<Shape, 'f32' | 'f64'>));
fft.fftshift(z, { axes: 2 }); // ~ fft.fftshift: axis 2 does not exist in a tensor of rank 2
fft.fft(signal, { axis: 2 }); // ~ fft.fft: axis 2 does not exist in a tensor of rank 2
fft.irfft({} as Tensor<[3, 1], 'f32'>); // ~ fft.irfft: a transform of 0 elements along axis 1 has no value
fft.fft2({} as Tensor<[3], 'f32'>); // ~ fft.fft2: axis -2 does not exist in a tensor of rank 1
fft.fftn(image, { s: [4, 4], axes: [0] }); // ~ fft.fftn: s has 2 sizes for 1 axes
fft.rfftn(image, { axes: [0, -3] }); // ~ fft.rfftn: axis 0 is named twice in [0, 0]

expectType<Complex<['B', 5], 'f32'>>(lax.fft(signal, 'rfft', [8]));
expectType<Tensor<[3, 6, 14], 'f64'>>(lax.fft(image, 'irfft', [6, 14]));
lax.fft(signal, 'fft', [4]); // ~ lax.fft: lengths [4] for [B, 8]

const spectrum = <B extends Dim>(x: Tensor<[B, 256], 'f32'>): Tensor<[B, 129], 'f32'> => fft.rfft(x).abs();
expectType<Tensor<[4, 129], 'f32'>>(spectrum({} as Tensor<[4, 256], 'f32'>));
