/** numpy: eight truth values in a byte, and back. */
import { isFloat } from '../../core/dtype.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import type { Value } from '../../core/graph.ts';
import { axisAt, tensorOf, truth } from '../operand.ts';
import { keyOf, op } from '../operation.ts';
import type { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import { pad } from './padding.ts';
import { part } from './part.ts';
import { moveaxis, ravel } from './shape.ts';
import type { DType, FloatDType } from '../../core/dtype.ts';
import type { Around, Resized } from '../../core/types/axes.ts';
import type { Fits, Gives, Mistake } from '../../core/types/dim.ts';
import type { Add, Div, Left, Times } from '../../core/types/number.ts';
import type { Weak } from '../../core/types/promote.ts';
import type { SizeOf } from '../../ops/reshape.ts';
import type { Operand } from '../signatures.ts';

export interface BitsOptions<A = number | null> {
  /** Of the flat tensor when absent. */
  readonly axis?: A;
  /** big: the first bit is the highest. */
  readonly bitorder?: 'big' | 'little';
}
function checkOrder(name: string, order: string): void {
  if (order !== 'big' && order !== 'little') throw new CotangentError(`${name}: there is no bitorder '${order}'`, { code: 'NN0592', hint: 'use big or little' });
}
/** The tensor with the axis at the end, and where it came from. */
function lastAxis(name: string, given: TensorLike, axis: number | null | undefined): readonly [Tensor, number] {
  const x = tensorOf(name, given);
  return axis === undefined || axis === null ? [ravel(x), 0] : [moveaxis(x, axisAt(name, axis, x.rank), -1), axisAt(name, axis, x.rank)];
}

const noBits = <const D extends string>(dtype: D): noBits<D> => `packbits: ${dtype} has no bits to pack`;
type noBits<D extends string> = `packbits: ${D} has no bits to pack`;
const noByte = <const D extends string>(dtype: D): noByte<D> => `unpackbits: ${dtype} is not a byte`;
type noByte<D extends string> = `unpackbits: ${D} is not a byte`;
/** The shape with f of the size along the axis, or of the elements. */
type Sizing<Op extends string, S, A, C> = [A] extends [null | undefined] ? [Counted<Op, SizeOf<S>, C>] : Resized<Op, S, A, Around<S, A> extends [unknown, infer N, unknown] ? Counted<Op, N, C> : number>;
type Counted<Op, N, C> = Op extends 'packbits' ? (N extends number ? Div<Add<N, 7>, 8> : number) : [C] extends [undefined] ? Times<N, 8> : `${C & number}` extends `-${infer Q extends number}` ? Left<Times<N, 8>, Q> : C;
type Packable<S, D, A> = Sizing<'packbits', S, A, undefined> extends Mistake<string> ? S : DType extends D ? S : [D] extends [FloatDType] ? Mistake<noBits<D & string>> : S;
type Bytes<S, D, A> = Sizing<'unpackbits', S, A, undefined> extends Mistake<string> ? S : DType extends D ? S : [D] extends ['u8' | Weak] ? S : Mistake<noByte<D & string>>;
/**
 * Every eight elements as the bits of a byte, 1 for what is not 0; the last byte is filled with zeros.   x: integers or bool [.. n ..]   y: u8[.. ⌈n / 8⌉ ..]
 * As numpy's packbits.
 * @example
 * packbits(tensor([true, false, true])) // [160]
 */
export function packbits<S = [], D = Weak, const A extends number | null = null>(x: Fits<Packable<S, D, A>, Operand<S, D>>, options?: BitsOptions<Fits<Sizing<'packbits', S, A, undefined>, A>>): Tensor<Gives<Sizing<'packbits', S, A, undefined>>, 'u8'>;
export function packbits(given: TensorLike, { axis, bitorder = 'big' }: BitsOptions = {}): Tensor {
  checkOrder('packbits', bitorder);
  const [x, at] = lastAxis('packbits', given, axis), n = x.shape.at(-1)!, bytes = Math.ceil(n / 8);
  if (isFloat(x.dtype)) throw new CotangentError(noBits(x.dtype), { code: 'NN0205', hint: 'give integers or truth values' });
  const whole = pad(x, x.shape.map((d, i): [number, number] => [0, i === x.rank - 1 ? bytes * 8 - d : 0]));
  const y = op(keyOf('packbits', bitorder), [whole], (b, [v]) => {
    const bits = b.reshape(b.convert(truth(b, v as Value), { dtype: 'i32' }), { shape: [...whole.shape.slice(0, -1), bytes, 8] }), axis = whole.rank;
    const place = b.iota({ shape: bits.type.shape, axis, dtype: 'i32' });
    return b.convert(b.sum(b.shl(bits, bitorder === 'big' ? b.sub(7, place) : place), { axes: [axis] }), { dtype: 'u8' });
  }, { strong: true })[0]!;
  return moveaxis(y, -1, at);
}
/**
 * The bits of bytes, one after the other; `count` of them, or all.   x: u8[.. n ..]   y: u8[.. 8 n ..], 0 and 1   As numpy's unpackbits.
 * @example
 * unpackbits(tensor([160], { dtype: 'u8' }), { count: 3 }) // [1, 0, 1]
 */
export function unpackbits<S = [], D = Weak, const A extends number | null = null, const C extends number | undefined = undefined>(x: Fits<Bytes<S, D, A>, Operand<S, D>>, options?: BitsOptions<Fits<Sizing<'unpackbits', S, A, C>, A>> & { count?: C }): Tensor<Gives<Sizing<'unpackbits', S, A, C>>, 'u8'>;
export function unpackbits(given: TensorLike, { axis, bitorder = 'big', count }: BitsOptions & { count?: number } = {}): Tensor {
  checkOrder('unpackbits', bitorder);
  const [x, at] = lastAxis('unpackbits', given, axis), all = x.shape.at(-1)! * 8;
  if (x.dtype !== 'u8') throw new CotangentError(noByte(x.dtype), { code: 'NN0205', hint: 'convert it to u8' });
  if (count !== undefined && !Number.isInteger(count)) throw new CotangentError(`unpackbits: count is ${count}`, { code: 'NN0517', hint: 'give a whole number' });
  const y = op(keyOf('unpackbits', bitorder), [x], (b, [v]) => {
    const shape = [...x.shape, 8], spread = b.broadcast(b.convert(v as Value, { dtype: 'i32' }), { shape, axes: x.shape.map((_, i) => i) }), place = b.iota({ shape, axis: x.rank, dtype: 'i32' });
    const bit = b.and(b.shr(spread, bitorder === 'big' ? b.sub(7, place) : place), 1);
    return b.convert(b.reshape(bit, { shape: [...x.shape.slice(0, -1), all] }), { dtype: 'u8' });
  })[0]!;
  // Fewer than none are counted from the end.
  const wanted = count === undefined ? all : count < 0 ? Math.max(0, all + count) : count, last = x.rank - 1;
  const cut = wanted <= all ? part(y, last, 0, wanted) : pad(y, x.shape.map((_, i): [number, number] => [0, i === last ? wanted - all : 0]));
  return moveaxis(cut, -1, at);
}
