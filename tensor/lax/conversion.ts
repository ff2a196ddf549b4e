/** lax: the same values in another dtype, and the same bits. Source of all: jax.lax. */
import { bytesOf, type DType } from '../../core/dtype.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import type { Value } from '../../core/graph.ts';
import { showType } from '../../core/shape.ts';
import type { Builder } from '../../ops/builder.ts';
import { converted } from '../../ops/converted.ts';
import { checkDType } from '../create.ts';
import { op } from '../operation.ts';
import type { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import type { Both } from '../../core/types/axes.ts';
import type { Differ, Fits, Gives, HasRank, Mistake, Shape, ShowType, Unknown } from '../../core/types/dim.ts';
import type { Div } from '../../core/types/number.ts';
import type { Weak } from '../../core/types/promote.ts';
import type { Operand } from '../signatures.ts';

/**
 * The same values in another dtype.   x, y: [..s].   Floats to integers truncate towards 0 and saturate, NaN becomes 0; anything but 0 is true.
 * @example
 * lax.convertElementType(tensor([1.7, -1.7]), 'i32') // [1, -1]
 */
export function convertElementType<S = [], D = Weak, E extends DType = DType>(x: Operand<S, D>, newDtype: E): Tensor<S, E>;
export function convertElementType(x: TensorLike, newDtype: DType): Tensor {
  checkDType('lax.convertElementType', newDtype);
  return op(`lax.convertElementType ${newDtype}`, [x], (b, [v]) => {
    const x = v as Value;
    return converted(b, x, newDtype);
  })[0]!;
}

/**
 * The same bits read as another dtype. A narrower one has as many numbers for each of x's along a new last axis, the lowest bits first;
 * of a wider one that last axis makes one number.   x: [..s]   y: [..s], [..s, n] or s without its last axis
 * @example
 * lax.bitcastConvertType(tensor([1]), 'u8') // [[0, 0, 128, 63]]
 */
export function bitcastConvertType<S, D, const E extends DType>(x: Tensor<S, D>, newDtype: Fits<Reread<S, D, E>, E>): Tensor<Gives<Reread<S, D, E>>, NoInfer<E>>;
export function bitcastConvertType(x: Tensor, newDtype: DType): Tensor {
  const name = 'lax.bitcastConvertType', own = bytesOf(x.dtype), bytes = bytesOf(newDtype);
  checkDType(name, newDtype);
  if (x.dtype !== newDtype && (x.dtype === 'bool' || newDtype === 'bool'))
    throw new CotangentError(otherBits(showType(x), newDtype), { code: 'NN0226', hint: 'a bool has no bits of its own; to keep values, convert' });
  if (own !== bytes && Math.max(own, bytes) === 8)
    throw new CotangentError(notTakenApart(showType(x), newDtype), { code: 'NN0226', hint: 'the bits of f64 are not in reach' });
  if (bytes > own && x.shape.at(-1) !== bytes / own)
    throw new CotangentError(makesNone(showType(x), newDtype), { code: 'NN0226', hint: `it must have size ${bytes / own}` });
  return op(`${name} ${newDtype}`, [x], (b, [v]) => {
    const x = v as Value;
    // No derivative goes through bits, also where they stay the same.
    if (x.type.dtype === newDtype) return b.stopGradient(x);
    if (bytes === own) return b.bitcast(x, { dtype: newDtype });
    return bytes < own ? apart(b, x, newDtype) : together(b, x, newDtype);
  })[0]!;
}

const otherBits = <const T extends string, const E extends string>(x: T, dtype: E): otherBits<T, E> => `lax.bitcastConvertType: ${x} does not have the bits of ${dtype}`;
type otherBits<T extends string, E extends string> = `lax.bitcastConvertType: ${T} does not have the bits of ${E}`;
const notTakenApart = <const T extends string, const E extends string>(x: T, dtype: E): notTakenApart<T, E> => `lax.bitcastConvertType: ${x} is not taken apart into or made of ${dtype}`;
type notTakenApart<T extends string, E extends string> = `lax.bitcastConvertType: ${T} is not taken apart into or made of ${E}`;
const makesNone = <const T extends string, const E extends string>(x: T, dtype: E): makesNone<T, E> => `lax.bitcastConvertType: the last axis of ${x} does not make one ${dtype}`;
type makesNone<T extends string, E extends string> = `lax.bitcastConvertType: the last axis of ${T} does not make one ${E}`;
interface Bytes { u8: 1; i8: 1; f16: 2; bf16: 2; u32: 4; i32: 4; f32: 4; f64: 8 }
type Wider = readonly [1, 2] | readonly [1, 4] | readonly [2, 4];
/** The shape of the same bits as numbers of another size. */
type Reread<S, D, E> =
  DType extends D ? Shape : DType extends E ? Shape : [D] extends [E] ? S
  : 'bool' extends D | E ? Mistake<otherBits<ShowType<S, D>, E & string>>
  : [Bytes[D & keyof Bytes], Bytes[E & keyof Bytes]] extends [infer P, infer Q]
    ? [P] extends [Q] ? S : 8 extends P | Q ? Mistake<notTakenApart<ShowType<S, D>, E & string>>
    : readonly [P, Q] extends Wider ? (HasRank<S> extends false ? Unknown<S> : S extends readonly [...infer Front, infer N] ? (Differ<N, Div<Q, P>> extends true ? Mistake<makesNone<ShowType<S, D>, E & string>> : Front) : Mistake<makesNone<ShowType<S, D>, E & string>>)
    : HasRank<S> extends false ? Unknown<S> : Both<S, [Div<P, Q>]>
    : never;

/** The bits of numbers of at most 32 bits, in the low ones of u32. */
function bitsOf(b: Builder, x: Value): Value {
  switch (x.type.dtype) {
    case 'u8': return b.convert(x, { dtype: 'u32' });
    case 'i8': return b.convert(b.bitcast(x, { dtype: 'u8' }), { dtype: 'u32' });
    case 'bf16': return b.shrLogical(b.bitcast(b.convert(x, { dtype: 'f32' }), { dtype: 'u32' }), 16);
    case 'f16': {
      // Of a number with a leading 1 the exponent counts from another bias; below 2^-14 there are only steps of 2^-24.
      const wide = b.bitcast(b.convert(x, { dtype: 'f32' }), { dtype: 'u32' }), size = b.abs(b.convert(x, { dtype: 'f32' })), bits = b.and(wide, 0x7fffffff);
      const normal = b.shrLogical(b.sub(bits, 112 << 23), 13), steps = b.convert(b.mul(size, 2 ** 24), { dtype: 'u32' });
      const finite = b.select(b.lt(size, 2 ** -14), steps, normal), special = b.or(b.and(b.shrLogical(bits, 13), 0x3ff), 0x7c00);
      return b.or(b.and(b.shrLogical(wide, 16), 0x8000), b.select(b.lt(size, Infinity), finite, special));
    }
    default: return b.bitcast(x, { dtype: 'u32' });
  }
}

/** Undoes bitsOf. */
function fromBits(b: Builder, bits: Value, dtype: DType): Value {
  const single = (v: Value): Value => b.bitcast(v, { dtype: 'f32' });
  switch (dtype) {
    case 'u8': return b.convert(bits, { dtype });
    case 'i8': return b.bitcast(b.convert(bits, { dtype: 'u8' }), { dtype });
    case 'bf16': return b.convert(single(b.shl(bits, 16)), { dtype });
    case 'f16': {
      const size = b.and(bits, 0x7fff), sign = b.shl(b.and(bits, 0x8000), 16), signed = (v: Value): Value => single(b.or(v, sign));
      const raised = b.shl(size, 13), normal = signed(b.add(raised, 112 << 23)), special = signed(b.or(raised, 0x7f800000));
      const small = signed(b.bitcast(b.mul(b.convert(size, { dtype: 'f32' }), 2 ** -24), { dtype: 'u32' }));
      return b.convert(b.select(b.lt(size, 0x400), small, b.select(b.lt(size, 0x7c00), normal, special)), { dtype });
    }
    default: return b.bitcast(bits, { dtype });
  }
}

function apart(b: Builder, x: Value, dtype: DType): Value {
  const width = 8 * bytesOf(dtype), parts = bytesOf(x.type.dtype) / bytesOf(dtype), bits = bitsOf(b, x), mask = 2 ** width - 1;
  const pieces = Array.from({ length: parts }, (_, i) => fromBits(b, b.and(b.shrLogical(bits, width * i), mask), dtype));
  return b.stack(pieces, { axis: x.type.shape.length });
}

function together(b: Builder, x: Value, dtype: DType): Value {
  const width = 8 * bytesOf(x.type.dtype), bits = bitsOf(b, x), last = x.type.shape.length - 1;
  const pieces = b.unstack(bits, { axis: last }).map((piece, i) => b.shl(piece, width * i));
  return fromBits(b, pieces.reduce((p, q) => b.or(p, q)), dtype);
}
