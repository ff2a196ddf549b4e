/** numpy: comparison, truth values, bits, and the choice between tensors. */
import { isFloat, kindOf } from '../../core/dtype.ts';
import type { Value } from '../../core/graph.ts';
import { broadcastShapes } from '../../core/shape.ts';
import type { Builder } from '../../ops/builder.ts';
import { bitwise, comparison, ofBits, shifting, testing, floats, logical, steps, truth } from '../operand.ts';
import { keyOf, op } from '../operation.ts';
import type { Elementwise, Made, Operand } from '../signatures.ts';
import { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import { all } from './reductions.ts';
import { nonzero, type Fills, type HowMany, type Listed, type NonzeroOptions, type Places } from './searching.ts';
import type { Broadcast } from '../../core/types/broadcast.ts';
import type { RankOf } from '../../core/types/axes.ts';
import type { Fits, Gives, Repeated } from '../../core/types/dim.ts';
import type { Promote, Weak } from '../../core/types/promote.ts';

/**
 * z = whether x = y.   x: [..s]   y: [..t]   z: bool[..u], where the shapes broadcast to u.   As numpy's equal.
 * @example
 * equal(tensor([1, 2]), 2) // [false, true]
 */
export const equal = comparison('eq', 'equal');
/**
 * z = whether x ≠ y; NaN differs from everything.   x: [..s]   y: [..t]   z: bool[..u].   As numpy's not_equal.
 * @example
 * notEqual(tensor([1, 2]), 2) // [true, false]
 */
export const notEqual = comparison('ne', 'notEqual');
/**
 * z = whether x < y.   x: [..s]   y: [..t]   z: bool[..u].   As numpy's less.
 * @example
 * less(tensor([1, 2]), 2) // [true, false]
 */
export const less = comparison('lt', 'less');
/**
 * z = whether x ≤ y.   x: [..s]   y: [..t]   z: bool[..u].   As numpy's less_equal.
 * @example
 * lessEqual(tensor([1, 3]), 2) // [true, false]
 */
export const lessEqual = comparison('le', 'lessEqual');
/**
 * z = whether x > y.   x: [..s]   y: [..t]   z: bool[..u].   As numpy's greater.
 * @example
 * greater(tensor([1, 3]), 2) // [false, true]
 */
export const greater = comparison('gt', 'greater');
/**
 * z = whether x ≥ y.   x: [..s]   y: [..t]   z: bool[..u].   As numpy's greater_equal.
 * @example
 * greaterEqual(tensor([1, 2]), 2) // [false, true]
 */
export const greaterEqual = comparison('ge', 'greaterEqual');

/**
 * z = whether both x and y are true; anything but 0 is.   x: [..s]   y: [..t]   z: bool[..u].   As numpy's logical_and.
 * @example
 * logicalAnd(tensor([1, 0]), true) // [true, false]
 */
export const logicalAnd = logical('and', 'logicalAnd');
/**
 * z = whether x or y is true; anything but 0 is.   x: [..s]   y: [..t]   z: bool[..u].   As numpy's logical_or.
 * @example
 * logicalOr(tensor([1, 0]), false) // [true, false]
 */
export const logicalOr = logical('or', 'logicalOr');
/**
 * z = whether just one of x and y is true; anything but 0 is.   x: [..s]   y: [..t]   z: bool[..u].   As numpy's logical_xor.
 * @example
 * logicalXor(tensor([1, 0]), true) // [false, true]
 */
export const logicalXor = logical('xor', 'logicalXor');
/**
 * y = whether x is 0.   x: [..s]   y: bool[..s].   As numpy's logical_not.
 * @example
 * logicalNot(tensor([1, 0])) // [false, true]
 */
export const logicalNot = ((x: TensorLike) => op('logicalNot', [x], (b, [x]) => b.not(truth(b, x!)))[0]!) as Elementwise<'truth'>;

/**
 * z = x & y, bit by bit; of truth values, x and y.   x: integers or bool [..s]   y: [..t]   z: [..u].   As numpy's bitwise_and.
 * @example
 * bitwiseAnd(tensor([6, 5], { dtype: 'i32' }), 3) // [2, 1]
 */
export const bitwiseAnd = bitwise('and', 'bitwiseAnd');
/**
 * z = x | y, bit by bit; of truth values, x or y.   x: integers or bool [..s]   y: [..t]   z: [..u].   As numpy's bitwise_or.
 * @example
 * bitwiseOr(tensor([6, 5], { dtype: 'i32' }), 8) // [14, 13]
 */
export const bitwiseOr = bitwise('or', 'bitwiseOr');
/**
 * z = x ^ y, bit by bit; of truth values, whether they differ.   x: integers or bool [..s]   y: [..t]   z: [..u].   As numpy's bitwise_xor.
 * @example
 * bitwiseXor(tensor([6, 5], { dtype: 'i32' }), 3) // [5, 6]
 */
export const bitwiseXor = bitwise('xor', 'bitwiseXor');
/**
 * y = ~x, every bit turned over; of truth values, not x.   x, y: integers or bool [..s].   As numpy's invert.
 * @example
 * bitwiseNot(tensor([0, 5], { dtype: 'i32' })) // [-1, -6]
 */
export const bitwiseNot = ofBits('bitwiseNot', (b, x) => b.not(x));
export { bitwiseNot as bitwiseInvert, bitwiseNot as invert };
/**
 * z = x · 2ⁿ by moving bits; 0 where n has as many bits as x or more.   x: integers [..s]   n: integers [..t]   z: [..u].   As numpy's left_shift.
 * @example
 * leftShift(tensor([1, 3], { dtype: 'i32' }), 2) // [4, 12]
 */
export const leftShift = shifting('leftShift', (b, x, n) => b.shl(x, n));
/**
 * z = ⌊x / 2ⁿ⌋ by moving bits.   x: integers [..s]   n: integers [..t]   z: [..u].   As numpy's right_shift.
 * @example
 * rightShift(tensor([-8, 9], { dtype: 'i32' }), 1) // [-4, 4]
 */
export const rightShift = shifting('rightShift', (b, x, n) => b[kindOf(x.type.dtype) === 'unsigned' ? 'shrLogical' : 'shr'](x, n));
export { leftShift as bitwiseLeftShift, rightShift as bitwiseRightShift };
/**
 * y = how many bits of |x| are set.   x: integers or bool [..s]   y: u8[..s].   As numpy's bitwise_count.
 * @example
 * bitwiseCount(tensor([0, 7, -8], { dtype: 'i32' })) // [0, 3, 1]
 */
export const bitwiseCount = ofBits<'bitwiseCount', Elementwise<'bytes', 'bitwiseCount', 'bits'>>('bitwiseCount', (b, x) => {
  if (x.type.dtype === 'bool') return b.convert(x, { dtype: 'u8' });
  return b.convert(b.populationCount(b.abs(x)), { dtype: 'u8' });
}, { strong: true });

/** Of integers no element is NaN or infinite. */
const test = (name: string, isTrue: (b: Builder, x: Value) => Value, ofIntegers = false) => testing(name, (b, x) => (isFloat(x.type.dtype) ? isTrue(b, x) : ofIntegers ? b.eq(x, x) : b.ne(x, x)));
/**
 * y = whether x is not a number.   x: [..s]   y: bool[..s].   As numpy's isnan.
 * @example
 * isNaN(tensor([1, NaN])) // [false, true]
 */
export const isNaN = test('isNaN', (b, x) => b.isNaN(x));
/**
 * y = whether x is neither infinite nor NaN.   x: [..s]   y: bool[..s].   As numpy's isfinite.
 * @example
 * isFinite(tensor([1, NaN, Infinity])) // [true, false, false]
 */
export const isFinite = test('isFinite', (b, x) => b.isFinite(x), true);
/**
 * y = whether x is ∞ or -∞.   x: [..s]   y: bool[..s].   As numpy's isinf.
 * @example
 * isInf(tensor([1, NaN, -Infinity])) // [false, false, true]
 */
export const isInf = test('isInf', (b, x) => b.eq(b.abs(x), Infinity));
/**
 * y = whether x is ∞.   x: [..s]   y: bool[..s].   As numpy's isposinf.
 * @example
 * isPosInf(tensor([Infinity, -Infinity])) // [true, false]
 */
export const isPosInf = test('isPosInf', (b, x) => b.eq(x, Infinity));
/**
 * y = whether x is -∞.   x: [..s]   y: bool[..s].   As numpy's isneginf.
 * @example
 * isNegInf(tensor([Infinity, -Infinity])) // [false, true]
 */
export const isNegInf = test('isNegInf', (b, x) => b.eq(x, -Infinity));

export interface CloseOptions {
  /** Relative to |y|. */
  readonly rtol?: number;
  readonly atol?: number;
  /** Whether NaN is close to NaN. */
  readonly equalNaN?: boolean;
}
/**
 * z = whether |x - y| ≤ atol + rtol · |y|, or x = y.   x: [..s]   y: [..t]   z: bool[..u].   As numpy's isclose.
 * @example
 * isClose(tensor([1, 2]), tensor([1.000001, 2.1])) // [true, false]
 */
export const isClose = ((x: TensorLike, y: TensorLike, { rtol = 1e-5, atol = 1e-8, equalNaN = false }: CloseOptions = {}) =>
  steps(keyOf('isClose', rtol, atol, equalNaN), [x, y], (b, x, y) => {
    broadcastShapes('isClose', x.type.shape, y.type.shape);
    const near = b.le(b.abs(b.sub(x, y)), b.add(b.mul(b.abs(y), rtol), atol)), close = b.or(b.eq(x, y), b.and(b.isFinite(y), near));
    return equalNaN ? b.or(close, b.and(b.isNaN(x), b.isNaN(y))) : close;
  }, floats)[0]!) as Close<'each'>;
export interface Close<Of extends 'each' | 'all'> {
  <A = [], D = Weak, B = [], E = Weak>(x: Operand<A, D>, y: Fits<Broadcast<'isClose', A, B>, Operand<B, E>>, options?: CloseOptions): Tensor<Of extends 'all' ? [] : Gives<Broadcast<'isClose', A, B>>, 'bool'>;
}
/**
 * z = whether all elements of x are close to those of y: see isClose.   x: [..s]   y: [..t]   z: bool[].   As numpy's allclose.
 * @example
 * allClose(tensor([1, 2]), tensor([1.000001, 2.1])) // false
 */
export const allClose = ((x: TensorLike, y: TensorLike, options: CloseOptions = {}) => all((isClose as (x: TensorLike, y: TensorLike, options: CloseOptions) => Tensor)(x, y, options))) as Close<'all'>;

const shapeOf = (x: TensorLike): readonly number[] => (x instanceof Tensor ? x.shape : []);
const truthOf = (value: boolean): Tensor<[], 'bool'> => op(`truth ${value}`, [], (b) => b.full({ value: Number(value), shape: [], dtype: 'bool' }))[0]! as Tensor<[], 'bool'>;
const sameElements = (x: TensorLike, y: TensorLike, equalNaN: boolean): Tensor<[], 'bool'> => (equalNaN
  ? all(steps('sameOrNaN', [x, y], (b, x, y) => (isFloat(x.type.dtype) ? b.or(b.eq(x, y), b.and(b.isNaN(x), b.isNaN(y))) : b.eq(x, y)))[0]!)
  : all(equal(x, y))) as Tensor<[], 'bool'>;
/**
 * z = whether x and y have one shape and equal elements.   x: [..s]   y: [..t]   z: bool[].   As numpy's array_equal.
 * @example
 * arrayEqual(tensor([1, 2]), tensor([1, 2])) // true
 */
export function arrayEqual(x: TensorLike, y: TensorLike, { equalNaN = false }: { equalNaN?: boolean } = {}): Tensor<[], 'bool'> {
  const p = shapeOf(x), q = shapeOf(y);
  return p.length === q.length && p.every((d, i) => d === q[i]) ? sameElements(x, y, equalNaN) : truthOf(false);
}
/**
 * z = whether x and y broadcast and have equal elements then.   x: [..s]   y: [..t]   z: bool[].   As numpy's array_equiv.
 * @example
 * arrayEquiv(tensor([1, 1]), 1) // true
 */
export function arrayEquiv(x: TensorLike, y: TensorLike): Tensor<[], 'bool'> {
  const p = shapeOf(x), q = shapeOf(y), axes = Math.min(p.length, q.length);
  const fits = Array.from({ length: axes }, (_, i) => [p[p.length - 1 - i]!, q[q.length - 1 - i]!]).every(([m, n]) => m === n || m === 1 || n === 1);
  return fits ? sameElements(x, y, false) : truthOf(false);
}

/**
 * z = x where the condition holds, else y; with the condition alone the places where it holds, as nonzero lists them.
 * condition: [..r]   x: [..s]   y: [..t]   z: [..u].   As numpy's where.
 * @example
 * where(tensor([true, false]), tensor([1, 2]), 0) // [1, 0]
 * where(tensor([true, false, true])) // [[0, 2]]
 */
export function where<C = [], T = Weak, A = [], D = Weak, B = [], E = Weak>(condition: Operand<C, T>, x: Fits<Broadcast<'select', C, A>, Operand<A, D>>, y: Fits<Broadcast<'select', Gives<Broadcast<'select', C, A>>, B>, Operand<B, E>>): Tensor<Gives<Broadcast<'select', Gives<Broadcast<'select', C, A>>, B>>, Made<Promote<D, E>>>;
export function where<S, D, const N extends number | undefined = undefined, const F extends number | readonly number[] = 0>(condition: Fits<Places<S>, Tensor<S, D>>, options?: NonzeroOptions<Fits<HowMany<'nonzero', N, 'places'>, N>, Fits<Fills<S, F>, F>>): Repeated<Tensor<[Listed<N>], 'i32'>, RankOf<S>>;
export function where(condition: TensorLike, x?: TensorLike | NonzeroOptions, y?: TensorLike): unknown {
  if (y === undefined && (x === undefined || (typeof x === 'object' && !(x instanceof Tensor)))) return nonzero(condition as Tensor<readonly number[]>, x);
  return op('where', [condition, x as TensorLike, y!], (b, [c, x, y]) => b.select(truth(b, c!), x!, y!), { mixed: true, promote: true })[0]!;
}
