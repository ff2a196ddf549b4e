/** lax: choosing between tensors and holding them between bounds; rounding and bits. Source of all: jax.lax. */
import { CotangentError } from '../../core/diagnostic.ts';
import type { Value } from '../../core/graph.ts';
import { showType } from '../../core/shape.ts';
import type { Operand } from '../../ops/op.ts';
import { op } from '../operation.ts';
import { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import { full } from './creation.ts';
import type { Weak } from '../../core/types/promote.ts';
import type { DType, FloatDType } from '../../core/dtype.ts';
import type { Fits, Gives, HasRank, Mistake, Shape, ShowShape, ShowType, SomeDiffer } from '../../core/types/dim.ts';
import type { definedFor } from '../../ops/rules.ts';
import type { FitsAll, Made, Operand as Given, Own, ShapesOf } from '../signatures.ts';
import { oneDType, scalarOrLike, strict, strictUnary, takes, type FirstDType, type OneDTypes, type ShowTypes } from './strict.ts';

/**
 * Elements of onTrue where pred holds, of onFalse elsewhere.   pred: bool [..s] or a scalar   onTrue, onFalse: of one dtype [..s]   z: [..s]
 * @example
 * lax.select(tensor([true, false]), tensor([1, 2]), tensor([3, 4])) // [1, 4]
 */
export const select = ((pred: TensorLike, onTrue: TensorLike, onFalse: TensorLike): Tensor => anyOf(pred, onFalse, onTrue)) as
  <const T extends TensorLike, const F extends TensorLike, W = [], D = Weak>(pred: Fits<Choice<W, D, [F, T]>, Given<W, D>>, onTrue: T, onFalse: Fits<Cases<[F, T]>, F>) => Tensor<Gives<Cases<[F, T]>>, CasesIn<[F, T]>>;

/**
 * z[i] = cases[which[i]][i].   which: bool for two cases, else integers; [..s] or a scalar   cases: of one dtype [..s]   z: [..s]
 * A number below 0 chooses the first case, one beyond the last chooses the last.
 * @example
 * lax.selectN(tensor([2, 0, 1], { dtype: 'i32' }), tensor([1, 2, 3]), tensor([10, 20, 30]), tensor([0, 0, 0])) // [0, 2, 30]
 */
export const selectN = anyOf as unknown as <const Ts extends readonly TensorLike[], W = [], D = Weak>(which: Fits<Choice<W, D, Ts>, Given<W, D>>, ...cases: FitsAll<Cases<Ts>, Ts>) => Tensor<Gives<Cases<Ts>>, CasesIn<Ts>>;
function anyOf(which: TensorLike, ...cases: readonly TensorLike[]): Tensor {
  const [first] = cases, name = 'lax.selectN';
  if (first === undefined) throw new CotangentError(`${name} chooses between no cases`, { code: 'NN0581', hint: 'give at least one' });
  oneDType(name, cases);
  const shaped = cases.find((x) => x instanceof Tensor && x.rank > 0) ?? first;
  for (const x of cases) if (shape(x) !== shape(shaped)) throw unlike(name, cases);
  scalarOrLike(name, 'the choice', which, shaped);
  takes(name, which, (d) => !d.startsWith('f') && d !== 'bf16', 'choices by bools or integers');
  const isBool = typeof which === 'boolean' || (which instanceof Tensor && which.dtype === 'bool');
  if (isBool && cases.length > 2) throw new CotangentError(notTwo(`${cases.length}`), { code: 'NN0581', hint: 'choose by integers' });
  // A plain number chooses at once.
  if (!(which instanceof Tensor)) {
    const chosen = cases[Math.max(0, Math.min(cases.length - 1, Number(which)))]!;
    return chosen instanceof Tensor ? chosen : full([], chosen);
  }
  return op(`${name} ${cases.length}`, [which, ...cases], (b, [w, ...xs]) => {
    const test = (k: number): Value => (isBool ? w as Value : b.gt(w as Value, k));
    return xs.slice(1).reduce<Operand>((z, x, k) => b.select(test(k), x, z), xs[0]!) as Value;
  }, { mixed: true })[0]!;
}

/** The shape of cases of one dtype and one shape. */
type Cases<Ts> =
  OneDTypes<'lax.selectN', Ts> extends infer R
    ? R extends Mistake<string> ? R : HasRank<Ts> extends false ? Shape : Unlike<ShapesOf<Ts>> extends true ? Mistake<`lax.selectN: operands are of one shape, got ${ShowTypes<Ts>}`> : FirstShape<ShapesOf<Ts>>
    : never;
type Unlike<Shapes> = Shapes extends readonly [infer P, infer Q, ...infer R] ? (HasRank<P> extends false ? Unlike<[Q, ...R]> : HasRank<Q> extends false ? Unlike<[P, ...R]> : SomeDiffer<P, Q> extends true ? true : Unlike<[P, ...R]>) : false;
type FirstShape<Shapes> = Shapes extends readonly [infer P, ...infer R] ? (HasRank<P> extends false ? FirstShape<R> : P) : Shape;
type CasesIn<Ts> = Made<FirstDType<Ts>>;
/** What chooses: of the cases' shape or a scalar, and of a dtype that can. A mistake in the cases is theirs. */
type Choice<W, D, Ts> =
  Cases<Ts> extends infer S
    ? S extends Mistake<string> ? W
    : OtherChoice<W, S> extends true ? Mistake<`lax.selectN: the choice is ${ShowType<W, D>}, but must be a scalar or of shape ${ShowShape<S>}`>
    : DType extends D ? W : D extends FloatDType ? Mistake<definedFor<'lax.selectN', 'choices by bools or integers', ShowType<W, D>>>
    : D extends 'bool' ? (Ts extends readonly [unknown, unknown, unknown, ...unknown[]] ? Mistake<notTwo<`${Ts['length']}`>> : W) : W
    : never;
type OtherChoice<W, S> = HasRank<W> extends false ? false : W extends readonly [] ? false : HasRank<S> extends false ? false : SomeDiffer<W, S>;
const notTwo = <const N extends string>(cases: N): notTwo<N> => `lax.selectN: a bool chooses between two cases, not ${cases}`;
type notTwo<N extends string> = `lax.selectN: a bool chooses between two cases, not ${N}`;

const shape = (x: TensorLike): string => (x instanceof Tensor ? x.shape.join() : '');
const unlike = (name: string, xs: readonly TensorLike[]): CotangentError =>
  new CotangentError(`${name}: operands are of one shape, got ${xs.map((x) => (x instanceof Tensor ? showType(x) : String(x))).join(' and ')}`, { code: 'NN0258', hint: 'broadcast them first' });

/**
 * y = min(max(x, low), high).   low, high: scalars or [..s], of x's dtype   x, y: [..s].   The slope is 1 between the bounds, 0 at and beyond them.
 * @example
 * lax.clamp(0, tensor([-1, 0.5, 2]), 1) // [0, 0.5, 1]
 */
export function clamp<S = [], D = Weak>(low: TensorLike, x: Given<S, D>, high: TensorLike): Tensor<S, Own<D>>;
export function clamp(low: TensorLike, x: TensorLike, high: TensorLike): Tensor {
  oneDType('lax.clamp', [low, x, high]);
  scalarOrLike('lax.clamp', 'the lower bound', low, x);
  scalarOrLike('lax.clamp', 'the upper bound', high, x);
  return op('lax.clamp', [low, x, high], (b, [low, x, high]) => b.clampBetween(low!, x!, high!))[0]!;
}

/** Where the halves go: away from 0, or to the even neighbour. */
export type RoundingMethod = 'awayFromZero' | 'toNearestEven';
/** JAX's names for the two. */
export const RoundingMethod = { AWAY_FROM_ZERO: 'awayFromZero', TO_NEAREST_EVEN: 'toNearestEven' } as const;

const roundings = { awayFromZero: strictUnary('roundAway', 'round'), toNearestEven: strictUnary('round') };
/**
 * y = the nearest whole number; halves go away from 0 unless roundingMethod says 'toNearestEven'.   x, y: floats [..s]
 * @example
 * lax.round(tensor([0.5, 1.5, -2.5])) // [1, 2, -3]
 * lax.round(tensor([0.5, 1.5, -2.5]), 'toNearestEven') // [0, 2, -2]
 */
export function round<S = [], D = Weak>(x: Given<S, D>, roundingMethod?: RoundingMethod): Tensor<S, Own<D>>;
export function round(x: TensorLike, roundingMethod: RoundingMethod = 'awayFromZero'): Tensor {
  if (!Object.hasOwn(roundings, roundingMethod))
    throw new CotangentError(`lax.round: '${String(roundingMethod)}' is no way to round`, { code: 'NN0582', hint: "use 'awayFromZero' or 'toNearestEven'" });
  return roundings[roundingMethod](x);
}

/**
 * z = xⁿ for a whole number n, by multiplication: also of negative x.   x: numbers [..s]   z: [..s].   x⁰ = 1.
 * @example
 * lax.integerPow(tensor([2, -3]), 3) // [8, -27]
 */
export const integerPow = ((x: TensorLike, y: number): Tensor => op(`lax.integerPow ${y}`, [x], (b, [x]) => b.integerPow(x as Value, { exponent: y }))[0]!) as <S = [], D = Weak>(x: Given<S, D>, y: number) => Tensor<S, Own<D>>;

/**
 * z = the number of the dtype next to x on the way to y; y where they are equal.   x, y: floats of one dtype [..s]   z: [..s]
 * @example
 * lax.sub(lax.nextafter(tensor([1, 0]), 2), tensor([1, 0])) // [1.19209e-7, 1.4013e-45]
 */
export const nextafter = strict('nextafter');

/**
 * y = how many bits of x are set.   x, y: integers [..s]
 * @example
 * lax.populationCount(tensor([5, -1], { dtype: 'i32' })) // [2, 32]
 */
export const populationCount = strictUnary('populationCount');

/**
 * y = how many bits above the highest set one are 0; of 0 all of them.   x, y: integers [..s]
 * @example
 * lax.clz(tensor([1, 255, 0], { dtype: 'u8' })) // [7, 0, 8]
 */
export const clz = strictUnary('clz');

/**
 * x as a float with fewer bits would hold it: rounded to even, ±∞ beyond its range, ±0 below its least normal number.   x, y: floats [..s]
 * @example
 * lax.reducePrecision(tensor([1.2345, 70000]), 5, 10) // [1.23438, Infinity]
 */
export const reducePrecision = ((x: TensorLike, exponentBits: number, mantissaBits: number): Tensor =>
  op(`lax.reducePrecision ${exponentBits} ${mantissaBits}`, [x], (b, [x]) => b.reducePrecision(x as Value, { exponentBits, mantissaBits }))[0]!) as <S = [], D = Weak>(x: Given<S, D>, exponentBits: number, mantissaBits: number) => Tensor<S, Own<D>>;
