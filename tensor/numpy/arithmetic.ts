/** numpy: arithmetic, element by element. Operands broadcast and meet in one dtype; truth values count as 0 and 1 where there is no better meaning. */
import { isFloat, isInteger, kindOf, type DType, type FloatDType } from '../../core/dtype.ts';
import type { Value } from '../../core/graph.ts';
import { broadcastShapes } from '../../core/shape.ts';
import { integerPower } from '../../ops/integerPower.ts';
import type { Builder } from '../../ops/builder.ts';
import { binaryFloat, countable, counting, counting2, elementwise, elementwise2, ofIntegers2, floats, steps, unary, unaryFloat } from '../operand.ts';
import type { Broadcast } from '../../core/types/broadcast.ts';
import type { Fits, Gives, Mistake, ShowType } from '../../core/types/dim.ts';
import type { Promote, Weak } from '../../core/types/promote.ts';
import type { noInteger } from '../../ops/integerPow.ts';
import type { Counted, Elementwise2, Made, Operand } from '../signatures.ts';
import type { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';

type Numbers = 'add' | 'mul' | 'maximum' | 'minimum';
/** An operation of numbers that is an operation of truth values too. */
const orOfTruth = <const N extends Numbers>(name: N, ofTruth: 'and' | 'or'): Elementwise2<N> =>
  elementwise2(name, (b, x, y) => (x.type.dtype === 'bool' ? b[ofTruth](x, y) : b[name](x, y)));

/**
 * z = x + y; of truth values, x or y.   x: [..s]   y: [..t]   z: [..u], where the shapes broadcast to u.   As numpy's add.
 * @example
 * add(tensor([1, 2]), 10) // [11, 12]
 */
export const add = orOfTruth('add', 'or');
/**
 * z = x - y.   x: [..s]   y: [..t]   z: [..u].   As numpy's subtract.
 * @example
 * sub(tensor([1, 2]), 10) // [-9, -8]
 */
export const sub = elementwise2('sub', (b, x, y) => b.sub(x, y)) as Elementwise2<'sub', 'same', 'number'>;
/**
 * z = x · y; of truth values, x and y.   x: [..s]   y: [..t]   z: [..u].   As numpy's multiply.
 * @example
 * mul(tensor([1, 2]), 10) // [10, 20]
 */
export const mul = orOfTruth('mul', 'and');
/**
 * z = x / y; integers become f32 first.   x: [..s]   y: [..t]   z: [..u].   As numpy's divide.
 * @example
 * div(tensor([1, 2]), 4) // [0.25, 0.5]
 */
export const div = binaryFloat('div', 'div');
export { sub as subtract, mul as multiply, div as divide, div as trueDivide };

/** jnp: an integer rem 0 is 0, where XLA's is the dividend. */
const divisor = (b: Builder, y: Value): Value => (isInteger(y.type.dtype) ? b.select(b.eq(y, 0), 1, y) : y);

function floorQuotient(b: Builder, x: Value, y: Value): Value {
  const { dtype } = x.type, rest = b.rem(x, y);
  if (kindOf(dtype) === 'unsigned') return b.quot(x, y);
  const below = b.and(b.ne(rest, 0), b.ne(b.sign(isFloat(dtype) ? rest : x), b.sign(y)));
  if (!isFloat(dtype)) return b.sub(b.quot(x, y), b.convert(below, { dtype }));
  const q = b.div(b.select(b.eq(y, 0), x, b.sub(x, rest)), y);
  return b.round(b.select(below, b.sub(q, 1), q));
}
const remainderOf = (b: Builder, x: Value, y: Value): Value => b.mod(x, divisor(b, y));

/**
 * z = ⌊x / y⌋.   x: [..s]   y: [..t]   z: [..u].   As numpy's floor_divide; what an integer divided by 0 is, is JAX's.
 * @example
 * floorDivide(tensor([7, -7]), 2) // [3, -4]
 */
export const floorDivide = counting2('floorDivide', floorQuotient);
/**
 * z = x - y ⌊x / y⌋: the remainder with the sign of y, as Python's %.   x: [..s]   y: [..t]   z: [..u].   As numpy's remainder; integers give 0 for y = 0.
 * @example
 * mod(tensor([5, -5]), 3) // [2, 1]
 */
export const mod = counting2('mod', remainderOf);
export { mod as remainder };
/**
 * z = x - y · trunc(x / y): the remainder with the sign of x, as % in JavaScript.   x: [..s]   y: [..t]   z: [..u].   As numpy's fmod; integers give 0 for y = 0.
 * @example
 * fmod(tensor([5, -5]), 3) // [2, -2]
 */
export const fmod = counting2('fmod', (b, x, y) => b.rem(x, divisor(b, y)));
export { fmod as rem };
/**
 * [⌊x / y⌋, x mod y].   x: [..s]   y: [..t]   both: [..u].   As numpy's divmod.
 * @example
 * divmod(tensor([7, -7]), 2) // [[3, -4], [1, 1]]
 */
export const divmod = ((x: TensorLike, y: TensorLike) =>
  steps('divmod', [x, y], (b, x0, y0) => {
    broadcastShapes('divmod', x0.type.shape, y0.type.shape);
    const x = countable(b, x0), y = countable(b, y0);
    return [floorQuotient(b, x, y), remainderOf(b, x, y)];
  })) as unknown as <A = [], D = Weak, B = [], E = Weak>(x: Operand<A, D>, y: Fits<Broadcast<'divmod', A, B>, Operand<B, E>>) => [quotient: Tensor<Gives<Broadcast<'divmod', A, B>>, Made<Counted<Promote<D, E>>>>, rest: Tensor<Gives<Broadcast<'divmod', A, B>>, Made<Counted<Promote<D, E>>>>];

/**
 * z = xʸ.   x: [..s]   y: [..t]   z: [..u].   As numpy's power. A whole number for y multiplies, which is exact for integers; integers to
 * the power of an integer tensor stay integers and wrap around. NaN where x < 0 and y is not whole; 1 where y = 0.
 * @example
 * pow(tensor([2, -3]), 2) // [4, 9]
 * pow(tensor([4, 9]), 0.5) // [2, 3]
 */
export const pow = ((x: TensorLike, y: TensorLike) =>
  (typeof y === 'number' && Number.isSafeInteger(y) ? steps(`pow ${y}`, [x], (b, x) => b.integerPow(countable(b, x), { exponent: y }))[0]! : anyPower(x as Tensor, y as Tensor))) as Power;
const anyPower = elementwise2('pow', (b, x, y) => (isFloat(x.type.dtype) ? b.pow(x, y) : integerPower(b, countable(b, x), countable(b, y))));
export interface Power {
  <A = [], D = Weak, B = [], E = Weak, N extends number = number>(x: Operand<A, D>, y: Fits<PowerOf<A, D, B, E, N>, Operand<B, E> | N>): Tensor<Gives<PowerOf<A, D, B, E, N>>, Made<PowerIn<D, E, N>>>;
}
export interface PowerMethod {
  <A, D, B = [], E = Weak, N extends number = number>(this: Tensor<A, D>, y: Fits<PowerOf<A, D, B, E, N>, Operand<B, E> | N>): Tensor<Gives<PowerOf<A, D, B, E, N>>, Made<PowerIn<D, E, N>>>;
}
/** B and E: of an exponent that is a tensor; N: one that is a plain number, the only one with E weak. */
type PowerOf<A, D, B, E, N> = E extends Weak ? (0 extends 1 & B ? B : DType extends D ? A : D extends FloatDType | Weak ? A : `${N & number}` extends `-${infer P}` ? (IsWhole<P> extends true ? Mistake<noInteger<ShowType<A, Counted<D>>, `-${P}`>> : A) : A) : Broadcast<'pow', A, B>;
type PowerIn<D, E, N> = E extends Weak ? (DType extends D ? D : D extends FloatDType ? D : D extends Weak ? DType : number extends N ? DType : IsWhole<`${N & number}`> extends true ? Counted<D> : 'f32') : Counted<Promote<D, E>>;
type IsWhole<N extends string> = N extends `${string}.${string}` | `${string}e-${string}` ? false : true;
export { pow as power };
/**
 * z = xʸ in floats, whatever x and y are.   x: [..s]   y: [..t]   z: [..u].   As numpy's float_power, in f32 for integers.
 * @example
 * floatPower(tensor([2, 3], { dtype: 'i32' }), -1) // [0.5, 0.333333]
 */
export const floatPower = binaryFloat('pow', 'floatPower');
/**
 * y = x².   x, y: [..s].   As numpy's square.
 * @example
 * square(tensor([3, -2])) // [9, 4]
 */
export const square = counting('square', (b, x) => b.square(x));
/**
 * y = 1 / x; integers become f32 first.   x, y: [..s].   As jax.numpy's reciprocal.
 * @example
 * reciprocal(tensor([4, 0.5])) // [0.25, 2]
 */
export const reciprocal = unaryFloat('reciprocal');

/**
 * y = -x.   x, y: [..s].   As numpy's negative.
 * @example
 * neg(tensor([1, -2])) // [-1, 2]
 */
export const neg = unary('neg');
export { neg as negative };
/**
 * y = x.   x, y: [..s].   As numpy's positive.
 * @example
 * positive(tensor([1, -2])) // [1, -2]
 */
export const positive = elementwise('positive', (_, x) => x);
/**
 * y = |x|; its slope at 0 is 1.   x, y: [..s].   As numpy's absolute.
 * @example
 * abs(tensor([-3, 0, 2])) // [3, 0, 2]
 */
export const abs = elementwise('abs', (b, x) => (x.type.dtype === 'bool' ? x : b.abs(x)));
export { abs as absolute };
/**
 * y = |x| in floats.   x, y: [..s].   As numpy's fabs.
 * @example
 * fabs(tensor([-3, 2], { dtype: 'i32' })) // [3, 2]
 */
export const fabs = unaryFloat('abs');
/**
 * y = -1, 0 or 1 as x lies below, at or above 0; NaN stays.   x, y: [..s].   As numpy's sign.
 * @example
 * sign(tensor([-3, 0, 2])) // [-1, 0, 1]
 */
export const sign = unary('sign');

/**
 * The float next to x in the direction of y; y where they are equal.   x: [..s]   y: [..t]   z: [..u].   Integers become f32. As numpy's nextafter.
 * @example
 * sub(nextafter(tensor(1), 2), 1) // 1.19209e-7
 */
export const nextafter = binaryFloat('nextafter', 'nextafter');

/**
 * z = √(x² + y²).   x: [..s]   y: [..t]   z: [..u].   As numpy's hypot, without overflow on the way.
 * @example
 * hypot(tensor([3, 5]), tensor([4, 12])) // [5, 13]
 */
export const hypot = elementwise2('hypot', (b, x0, y0) => {
  const x = b.abs(x0), y = b.abs(y0), more = b.maximum(x, y), less = b.minimum(x, y), none = b.eq(more, 0);
  const length = b.mul(more, b.sqrt(b.add(b.square(b.div(less, b.select(none, 1, more))), 1)));
  return b.select(b.or(b.eq(x, Infinity), b.eq(y, Infinity)), Infinity, b.select(none, more, length));
}, floats);
/**
 * z = the angle of the point (x: second, y: first) in -π … π.   y: [..s]   x: [..t]   z: [..u].   As numpy's arctan2.
 * @example
 * atan2(tensor([1, -1]), tensor([1, 0])) // [0.785398, -1.5708]
 */
export const atan2 = binaryFloat('atan2', 'atan2');
export { atan2 as arctan2 };

/** Euclid's algorithm on numbers of at most 32 bits: no pair takes more turns (Knuth, The Art of Computer Programming 2, 4.5.3). */
const turns = 48;
function commonDivisor(b: Builder, x: Value, y: Value): Value {
  let [p, q] = [b.abs(x), b.abs(y)];
  for (let i = 0; i < turns; i++) [p, q] = [b.select(b.eq(q, 0), p, q), b.select(b.eq(q, 0), 0, b.rem(p, q))];
  return p;
}
/**
 * z = the greatest common divisor of |x| and |y|; 0 of two zeros.   x: [..s]   y: [..t]   z: [..u], integers.   As numpy's gcd.
 * @example
 * gcd(tensor([12, -18], { dtype: 'i32' }), 8) // [4, 2]
 */
export const gcd = ofIntegers2('gcd', commonDivisor);
/**
 * z = the least common multiple of |x| and |y|; 0 where either is.   x: [..s]   y: [..t]   z: [..u], integers.   As numpy's lcm.
 * @example
 * lcm(tensor([4, -6], { dtype: 'i32' }), 6) // [12, 6]
 */
export const lcm = ofIntegers2('lcm', (b, x, y) => {
  const divisor = commonDivisor(b, x, y), none = b.eq(divisor, 0);
  return b.select(none, 0, b.mul(b.abs(x), b.quot(b.abs(y), b.select(none, 1, divisor))));
});
