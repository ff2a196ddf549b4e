/** numpy: dtypes, what they hold and where they meet; conversion between them; and where gradients stop. */
import { mapTree } from '../../core/tree.ts';
import { bytesOf, boundsOf, dtypes, isFloat, isInteger, kindOf, type DType } from '../../core/dtype.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import { promote } from '../../core/promote.ts';
import { checkDType } from '../create.ts';
import { elementwise } from '../operand.ts';
import { asValue, op } from '../operation.ts';
import { meetingOf } from '../promotion.ts';
import { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import type { Operand } from '../signatures.ts';

const stopped = elementwise('stopGradient', (b, x) => b.stopGradient(x));
/**
 * y = x, through which no gradient flows.   x, y: [..s], or a tree of such.   As jax.lax's stop_gradient.
 * @example
 * grad((x) => mul(x, stopGradient(x)))(3) // 3
 */
export const stopGradient = <T>(x: T): T => mapTree((leaf: unknown) => (leaf instanceof Tensor ? stopped(leaf) : leaf), x) as T;
/**
 * y = x in another dtype: floats to integers truncate towards zero and stop at the bounds, NaN gives 0.   x, y: [..s].   As numpy's astype.
 * @example
 * astype(tensor([1.7, -1.7, 300]), 'u8') // [1, 0, 255]
 */
export function astype<S = [], E extends DType = DType>(x: Operand<S, unknown>, dtype: E): Tensor<S, E> {
  checkDType('astype', dtype);
  return op(`astype ${dtype}`, [x as TensorLike], (b, [x]) => b.convert(asValue(b, x!), { dtype }), { strong: true })[0]! as Tensor<S, E>;
}

/** A tensor, a number, or a dtype by its name. */
export type Typed = TensorLike | DType;
const isName = (x: Typed): x is DType => typeof x === 'string';

/**
 * The dtype in which two dtypes meet.   As jax.numpy's promote_types; there is i32 in place of JAX's i16 and i64.
 * @example
 * promoteTypes('i32', 'f16') // 'f16'
 */
export function promoteTypes(a: DType, b: DType): DType {
  checkDType('promoteTypes', a);
  checkDType('promoteTypes', b);
  return promote(a, b);
}
/**
 * The dtype in which tensors, numbers and dtypes meet; a number gives way.   As jax.numpy's result_type.
 * @example
 * resultType(tensor([1], { dtype: 'bf16' }), 2) // 'bf16'
 */
export function resultType(...of: readonly Typed[]): DType {
  if (of.length === 0) throw new CotangentError('resultType of nothing', { code: 'NN0517', hint: 'give at least one tensor, number or dtype' });
  const names = of.filter(isName), others = of.filter((x): x is TensorLike => !isName(x));
  names.forEach((d) => checkDType('resultType', d));
  const met = names.length === 0 ? undefined : names.reduce(promote);
  if (others.length === 0) return met!;
  const { dtype, weak } = meetingOf('resultType', others, { promote: true });
  if (met === undefined) return dtype;
  if (!weak) return promote(met, dtype);
  return met === 'bool' || (isFloat(dtype) && !isFloat(met)) ? dtype : met;
}

/** Families of dtypes, by numpy's names. */
const families = {
  generic: () => true,
  number: (d: DType) => d !== 'bool',
  inexact: isFloat,
  floating: isFloat,
  integer: isInteger,
  signedInteger: (d: DType) => kindOf(d) === 'signed',
  unsignedInteger: (d: DType) => kindOf(d) === 'unsigned',
} as const;
export type DTypeFamily = keyof typeof families;
/**
 * Whether a dtype is of a family: generic, number, inexact, floating, integer, signedInteger, unsignedInteger, or a dtype.   As numpy's issubdtype.
 * @example
 * isSubdtype('u8', 'integer') // true
 */
export function isSubdtype(dtype: DType, family: DTypeFamily | DType): boolean {
  checkDType('isSubdtype', dtype);
  if (Object.hasOwn(families, family)) return families[family as DTypeFamily](dtype);
  checkDType('isSubdtype', family as DType);
  return dtype === family;
}
export { isSubdtype as issubdtype };

const kinds = ['bool', 'unsigned', 'signed', 'float'] as const;
/** Bits of whole numbers that a dtype holds exactly. */
const digits: Readonly<Record<DType, number>> = { bool: 1, u8: 8, i8: 7, u32: 32, i32: 31, f16: 11, bf16: 8, f32: 24, f64: 53 };
const range: Readonly<Record<DType, number>> = { bool: 1, u8: 8, i8: 7, u32: 32, i32: 31, f16: 16, bf16: 128, f32: 128, f64: 1024 };
/**
 * Whether values of one dtype go into another: `safe`, all of them exactly; `same_kind`, also into a smaller one of its kind; `no`, only into the same.   As numpy's can_cast.
 * @example
 * canCast('u8', 'f32') // true
 * canCast('f32', 'i32') // false
 */
export function canCast(from: DType, to: DType, casting: 'no' | 'equiv' | 'safe' | 'same_kind' | 'unsafe' = 'safe'): boolean {
  checkDType('canCast', from);
  checkDType('canCast', to);
  if (casting === 'unsafe' || from === to) return true;
  if (casting === 'no' || casting === 'equiv') return false;
  const [p, q] = [kinds.indexOf(kindOf(from)), kinds.indexOf(kindOf(to))];
  if (casting === 'same_kind') return p <= q;
  return p <= q && digits[from] <= digits[to] && range[from] <= range[to];
}

export interface FloatInfo {
  readonly dtype: DType;
  readonly bits: number;
  /** The step from 1 to the next number. */
  readonly eps: number;
  /** The step from the number before to 1. */
  readonly epsneg: number;
  readonly max: number;
  readonly min: number;
  readonly smallestNormal: number;
  readonly smallestSubnormal: number;
  /** Bits of the fraction, and of the exponent. */
  readonly nmant: number;
  readonly nexp: number;
  readonly maxexp: number;
  readonly minexp: number;
  /** Decimal digits that survive. */
  readonly precision: number;
}
const exponents: Partial<Record<DType, number>> = { f16: 5, bf16: 8, f32: 8, f64: 11 };
/**
 * The limits of a float dtype.   As numpy's finfo.
 * @example
 * finfo('f32').eps // 1.19209e-7
 */
export function finfo(of: DType | Tensor): FloatInfo {
  const dtype = of instanceof Tensor ? of.dtype : of;
  checkDType('finfo', dtype);
  const nexp = exponents[dtype];
  if (nexp === undefined) throw new CotangentError(`finfo: ${dtype} is not a float`, { code: 'NN0587', hint: 'use iinfo for integers' });
  const nmant = digits[dtype] - 1, maxexp = range[dtype], minexp = 2 - maxexp, max = (2 - 2 ** -nmant) * 2 ** (maxexp - 1);
  return {
    dtype, bits: 8 * bytesOf(dtype), eps: 2 ** -nmant, epsneg: 2 ** (-nmant - 1), max, min: -max, smallestNormal: 2 ** minexp,
    smallestSubnormal: 2 ** (minexp - nmant), nmant, nexp, maxexp, minexp, precision: Math.floor(nmant * Math.LOG10E * Math.LN2),
  };
}
/**
 * The limits of an integer dtype.   As numpy's iinfo.
 * @example
 * iinfo('u8').max // 255
 */
export function iinfo(of: DType | Tensor): { readonly dtype: DType; readonly bits: number; readonly min: number; readonly max: number } {
  const dtype = of instanceof Tensor ? of.dtype : of;
  checkDType('iinfo', dtype);
  if (!isInteger(dtype)) throw new CotangentError(`iinfo: ${dtype} is not an integer dtype`, { code: 'NN0587', hint: isFloat(dtype) ? 'use finfo for floats' : `integers are ${dtypes.filter(isInteger).join(', ')}` });
  const [min, max] = boundsOf(dtype);
  return { dtype, bits: 8 * bytesOf(dtype), min, max };
}
