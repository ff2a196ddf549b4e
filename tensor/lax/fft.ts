/** lax: the Fourier transform as jax.lax.fft has it. */
import { CotangentError } from '../../core/diagnostic.ts';
import { showShape } from '../../core/dim.ts';
import type { Complex } from '../fft/complex.ts';
import { fftn, ifftn, irfftn, rfftn } from '../fft/fourier.ts';
import type { Tensor } from '../tensor.ts';

const kinds = { fft: fftn, ifft: ifftn, rfft: rfftn, irfft: irfftn } as const;
export type FftType = keyof typeof kinds;

/**
 * The transform along the last axes, one for each of `fftLengths`, which are their sizes (for 'irfft' those of the result).   x, y: [..s]
 * 'fft' and 'ifft' give complex numbers of x's shape, 'rfft' ⌊n/2⌋ + 1 of the last axis, 'irfft' real numbers.   Source: jax.lax.fft.
 * @example
 * lax.fft(tensor([1, 2, 3, 4]), 'rfft', [4]).real // [10, -2, -2]
 */
export function fft(x: Tensor | Complex, fftType: 'irfft', fftLengths: readonly number[]): Tensor;
export function fft(x: Tensor | Complex, fftType: Exclude<FftType, 'irfft'>, fftLengths: readonly number[]): Complex;
export function fft(x: Tensor | Complex, fftType: FftType, fftLengths: readonly number[]): Tensor | Complex {
  if (!Object.hasOwn(kinds, fftType)) throw new CotangentError(`lax.fft: there is no transform '${String(fftType)}'`, { code: 'NN0596', hint: `use one of ${Object.keys(kinds).join(', ')}` });
  const count = fftLengths.length, { shape } = x, tail = shape.slice(Math.max(0, shape.length - count));
  const wanted = fftLengths.map((n, i) => (fftType === 'irfft' && i === count - 1 ? Math.floor(n / 2) + 1 : n));
  if (count === 0 || count > shape.length || wanted.some((n, i) => n !== tail[i]))
    throw new CotangentError(`lax.fft: lengths [${fftLengths.join(', ')}] for ${showShape(shape)}`, { code: 'NN0228', hint: 'lengths are the sizes of the last axes; fft.fft and its like cut and fill up' });
  return kinds[fftType](x as Tensor, { s: fftLengths, axes: fftLengths.map((_, i) => i - count) });
}
