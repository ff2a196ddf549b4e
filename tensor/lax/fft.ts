/** lax: the Fourier transform as jax.lax.fft has it. */
import { CotangentError } from '../../core/diagnostic.ts';
import { showShape } from '../../core/dim.ts';
import type { Unsized } from '../../core/types/axes.ts';
import type { Differ, Fits, Gives, HasRank, Mistake, ShowShape, Unknown } from '../../core/types/dim.ts';
import type { Complex } from '../fft/complex.ts';
import { fftn, ifftn, irfftn, rfftn, type Either, type HalfOf } from '../fft/fourier.ts';
import type { Single } from '../fft/operands.ts';
import type { Tensor } from '../tensor.ts';

export type FftType = 'fft' | 'ifft' | 'rfft' | 'irfft';
// Whatever their types say: declaration files would have to hold them.
const kinds: Readonly<Record<FftType, (x: Tensor, options: { readonly s: readonly number[]; readonly axes: readonly number[] }) => unknown>> = { fft: fftn, ifft: ifftn, rfft: rfftn, irfft: irfftn };

const otherLengths = <const L extends string, const S extends string>(lengths: L, shape: S): otherLengths<L, S> => `lax.fft: lengths ${lengths} for ${shape}`;
type otherLengths<L extends string, S extends string> = `lax.fft: lengths ${L} for ${S}`;
type Transformed<S, K, L> = HasRank<S> extends false ? Unknown<S> : HasRank<L> extends false ? Unsized<S> : L extends readonly [] ? Mistake<otherLengths<'[]', ShowShape<S>>> : Ends<S, K, L, [S, L]>;
/** The last sizes taken one by one, from the end. */
type Ends<S, K, L, All extends [unknown, unknown], R extends unknown[] = []> =
  L extends readonly [...infer M, infer N]
    ? S extends readonly [...infer T, infer D]
      ? Differ<[K, R] extends ['irfft', []] ? HalfOf<N> : N, D> extends true ? Mistake<otherLengths<ShowShape<All[1]>, ShowShape<All[0]>>>
        : Ends<T, K, M, All, [[K, R] extends ['rfft', []] ? HalfOf<N> : N, ...R]>
      : Mistake<otherLengths<ShowShape<All[1]>, ShowShape<All[0]>>>
    : S extends readonly [...infer T] ? [...T, ...R] : never;

/**
 * The transform along the last axes, one for each of `fftLengths`, which are their sizes (for 'irfft' those of the result).   x, y: [..s]
 * 'fft' and 'ifft' give complex numbers of x's shape, 'rfft' ⌊n/2⌋ + 1 of the last axis, 'irfft' real numbers.   Source: jax.lax.fft.
 * @example
 * lax.fft(tensor([1, 2, 3, 4]), 'rfft', [4]).real // [10, -2, -2]
 */
export function fft<S, D, const K extends FftType, const L extends readonly number[]>(x: Either<S, D>, fftType: K, fftLengths: Fits<Transformed<S, K, L>, L>): K extends 'irfft' ? Tensor<Gives<Transformed<S, K, L>>, Single<D>> : Complex<Gives<Transformed<S, K, L>>, Single<D>>;
export function fft(x: Tensor | Complex, fftType: FftType, fftLengths: readonly number[]): unknown {
  if (!Object.hasOwn(kinds, fftType)) throw new CotangentError(`lax.fft: there is no transform '${String(fftType)}'`, { code: 'NN0596', hint: `use one of ${Object.keys(kinds).join(', ')}` });
  const count = fftLengths.length, { shape } = x, tail = shape.slice(Math.max(0, shape.length - count));
  const wanted = fftLengths.map((n, i) => (fftType === 'irfft' && i === count - 1 ? Math.floor(n / 2) + 1 : n));
  if (count === 0 || count > shape.length || wanted.some((n, i) => n !== tail[i]))
    throw new CotangentError(otherLengths(showShape(fftLengths), showShape(shape)), { code: 'NN0228', hint: 'lengths are the sizes of the last axes; fft.fft and its like cut and fill up' });
  return kinds[fftType](x as Tensor, { s: fftLengths, axes: fftLengths.map((_, i) => i - count) });
}
