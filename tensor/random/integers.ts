/** Draws of integers and of choices: bits, ranges, categories, orders. */
import { CotangentError } from '../../core/diagnostic.ts';
import { boundsOf, isFloat, isInteger, kindOf, type DType, type FloatDType } from '../../core/dtype.ts';
import type { Value } from '../../core/graph.ts';
import { count, showType } from '../../core/shape.ts';
import type { Builder } from '../../ops/builder.ts';
import { uniformValue } from '../../ops/draw.ts';
import { checkDType, type AllCounts, type Sized } from '../create.ts';
import { argmax, astype, full, reshape, slice, take } from '../functions.ts';
import { topK } from '../lax/sorting.ts';
import { showShape } from '../../core/dim.ts';
import type { Along, AnyOpen, Around, AtDefault, Both, Reduced } from '../../core/types/axes.ts';
import type { Differ, Fits, Gives, HasRank, Mistake, Shape, ShowDim, ShowShape, ShowType, SomeDiffer } from '../../core/types/dim.ts';
import { axisAt } from '../operand.ts';
import { op } from '../operation.ts';
import type { Absent } from '../signatures.ts';
import { Tensor } from '../tensor.ts';
import { gumbelMode, gumbelValue, type GumbelMode } from './continuous.ts';
import { begin, draw, floatDType, shapeWith, wrongDType, type Drawn, type FloatFor, type IntegerFor, type Key, type MaybeShape, type Parameter, type ParameterFor, type ShapeFor } from './draw.ts';
import { keysOf } from './key.ts';

function integerDType(what: string, dtype: DType, kinds = 'an integer'): DType {
  checkDType(`random.${what}`, dtype);
  if (!isInteger(dtype) || kinds === 'unsigned' && kindOf(dtype) !== 'unsigned')
    throw new CotangentError(wrongDType(what, dtype, kinds), { code: 'NN0205', hint: `draw ${kinds === 'unsigned' ? 'u8 or u32' : 'i8, i32, u8 or u32'}` });
  return dtype;
}

/**
 * Random bits.   y: u32[..shape], or u8   As jax.random.bits, bit for bit.
 * @example
 * random.bits(random.key(0), [2], { dtype: 'u8' }) // [167, 146]
 */
export function bits<const T extends readonly number[] = [], E extends DType = 'u32'>(key: Key, shape?: ShapeFor<'bits', T>, options?: { readonly dtype?: E }): Tensor<Drawn<'bits', T, []>, NoInfer<E>>;
export function bits(key: Key, shape: readonly number[] = [], { dtype = 'u32' }: { readonly dtype?: DType } = {}): Tensor {
  begin('bits', key, shape, bits);
  const type = integerDType('bits', dtype, 'unsigned') as 'u32' | 'u8';
  return draw('bits', key, shape, type, [], (b, k) => b.randomBits(k, { shape, dtype: type }));
}

/**
 * Integers minval ≤ x < maxval, each as likely as the next; minval where maxval is not greater.
 * minval, maxval: integers, or integer tensors that stretch to the shape   x: [..shape], i32 when no dtype is given
 * As jax.random.randint, bit for bit: of 64 bits the remainder by the span (in part, where the span is above 2¹⁶).
 * @example
 * random.randint(random.key(0), [4], 0, 10) // [9, 0, 2, 3]
 */
export function randint<const T extends readonly number[], const E extends DType = 'i32', A = [], D = DType, B = [], F = DType>(key: Key, shape: ShapeFor<'randint', T>, minval: ParameterFor<'randint', T, A, D, A, BoundFor<A, D>>, maxval: ParameterFor<'randint', T, B, F, B, BoundFor<B, F>>, options?: { readonly dtype?: IntegerFor<'randint', E> }): Tensor<Drawn<'randint', T, []>, NoInfer<E>>;
export function randint(key: Key, shape: readonly number[], minval: Parameter, maxval: Parameter, { dtype = 'i32' }: { readonly dtype?: DType } = {}): Tensor {
  begin('randint', key, shape, randint);
  shapeWith('randint', shape, [minval, maxval]);
  for (const x of [minval, maxval])
    if (x instanceof Tensor ? !isInteger(x.dtype) : !Number.isInteger(x))
      throw new CotangentError(noBound(x instanceof Tensor ? showType(x) : String(x)), { code: 'NN0517', hint: 'bounds are whole numbers or integer tensors' });
  const type = integerDType('randint', dtype);
  if (typeof minval === 'number' && typeof maxval === 'number' && maxval <= minval)
    throw new CotangentError(`random.randint: no whole numbers from ${minval} to less than ${maxval}`, { code: 'NN0517', hint: 'give integers with minval < maxval' });
  return range(key, shape, minval, maxval, type);
}

const noBound = <const T extends string>(x: T): noBound<T> => `random.randint: ${x} is no bound of integers`;
type noBound<T extends string> = `random.randint: ${T} is no bound of integers`;
type BoundFor<S, D> = Fits<DType extends D ? S : D extends FloatDType | 'bool' ? Mistake<noBound<ShowType<S, D>>> : S, Tensor<S, D> | number>;

function range(key: Key, shape: readonly number[], minval: Parameter, maxval: Parameter, type: DType): Tensor {
  // Bytes are drawn as 32 bits; there one past the greatest is a bound like others.
  const small = type === 'i8' || type === 'u8', drawn = small ? 'i32' : type, [least, greatest] = boundsOf(type), most = small ? greatest + 1 : greatest;
  const [from, to] = boundsOf(drawn);
  const drawnInt = op(`random.randint ${shape.join()} ${type} ${[minval, maxval].map((x) => (x instanceof Tensor ? 'tensor' : x)).join()}`, [key, ...[minval, maxval].filter((x) => x instanceof Tensor)], (b, [k, ...rest]) => {
    /** The bound within what the dtype has, and whether it lies beyond. */
    const bound = (x: Parameter, highest: number): { readonly value: Value; readonly beyond: Value } => {
      const at = (value: number): Value => b.full({ value, shape: [], dtype: drawn }), flag = (is: boolean): Value => b.full({ value: Number(is), shape: [], dtype: 'bool' });
      if (!(x instanceof Tensor)) return { value: at(Math.min(Math.max(x, least), highest)), beyond: flag(x > to) };
      const v = rest.shift() as Value, [vLeast, vGreatest] = boundsOf(x.dtype), beyond = vGreatest > to ? b.gt(v, to) : flag(false);
      const within = b.minimum(b.maximum(v, Math.max(vLeast, from)), Math.min(vGreatest, to));
      return { value: b.minimum(b.maximum(b.convert(within, { dtype: drawn }), least), highest), beyond };
    };
    const low = bound(minval, most).value, { value: high, beyond } = bound(maxval, most);
    const [k1, k2] = keysOf(b, k as Value, 2) as [Value, Value], u32 = (x: Value): Value => (drawn === 'u32' ? x : b.bitcast(x, { dtype: 'u32' }));
    const isRange = b.gt(high, low), some = b.select(isRange, u32(b.sub(high, low)), 1), span = b.select(b.and(beyond, isRange), b.add(some, 1), some);
    // Two draws make 64 bits: ((hi mod span)·(2³² mod span) + lo mod span) mod span. The square of 2¹⁶ mod span wraps around, as in JAX.
    const half = b.rem(2 ** 16, span), multiplier = b.rem(b.mul(half, half), span), word = (k: Value): Value => b.rem(b.randomBits(k, { shape, dtype: 'u32' }), span);
    const offset = b.rem(b.add(b.mul(word(k1), multiplier), word(k2)), span);
    return b.add(drawn === 'u32' ? offset : b.bitcast(offset, { dtype: 'i32' }), low);
  })[0]!;
  return small ? astype(drawnInt, type) : drawnInt;
}

/**
 * −1 or 1, as likely as each other.   x: [..shape], i32 when no dtype is given   As jax.random.rademacher.
 * @example
 * random.rademacher(random.key(0), [4]) // [-1, -1, 1, 1]
 */
export function rademacher<const T extends readonly number[] = [], E extends DType = 'i32'>(key: Key, shape?: ShapeFor<'rademacher', T>, options?: { readonly dtype?: E }): Tensor<Drawn<'rademacher', T, []>, NoInfer<E>>;
export function rademacher(key: Key, shape: readonly number[] = [], { dtype = 'i32' }: { readonly dtype?: DType } = {}): Tensor {
  begin('rademacher', key, shape, rademacher);
  checkDType('random.rademacher', dtype);
  return draw('rademacher', key, shape, dtype, [], (b, k) => rademacherValue(b, k, shape, dtype));
}
export const rademacherValue = (b: Builder, key: Value, shape: readonly number[], dtype: DType): Value =>
  b.sub(b.mul(b.convert(b.lt(uniformValue(b, key, shape, 0, 1), 0.5), { dtype }), 2), 1);

export interface CategoricalOptions<A = number, T = readonly number[]> {
  readonly axis?: A;
  /** Further sizes in front of the shape of logits without the axis. */
  readonly shape?: T;
  /** False: along the sizes in front no class is drawn twice. */
  readonly replace?: boolean;
  readonly mode?: GumbelMode;
}

/**
 * Class i with probability softmax(logits)_i along the axis: argmax(logits + Gumbel noise).   logits: [..s, n, ..t]   y: i32[..shape]
 * As jax.random.categorical. Without replacement the k greatest are taken (Kool et al. 2019).
 * @example
 * random.categorical(random.key(0), tensor([0, 2, 0]), { shape: [5] }) // [1, 1, 1, 1, 1]
 */
export function categorical<S = Shape, D = DType, const A extends number = -1, const T extends MaybeShape = undefined>(key: Key, logits: AtDefault<A, -1, Rows<S, A>, RowsOfFloats<S, A, D>>, options?: CategoricalOptions<Fits<Rows<S, A>, A>, Fits<Fronted<T, Rows<S, A>>, T>>): Tensor<Drawn<'categorical', T, Rows<S, A>>, 'i32'>;
export function categorical(key: Key, logits: Tensor, { axis = -1, shape, replace = true, mode = 'low' }: CategoricalOptions = {}): Tensor {
  const at = axisAt('random.categorical', axis, logits.rank), rest = logits.shape.filter((_, i) => i !== at), type = floatDType('categorical', logits.dtype), how = gumbelMode('categorical', mode);
  const drawn = shape ?? rest, extra = drawn.length - rest.length;
  begin('categorical', key, drawn, categorical);
  if (extra < 0 || rest.some((d, i) => drawn[extra + i] !== d))
    throw new CotangentError(endsOtherwise(showShape(drawn), showShape(rest)), { code: 'NN0528', hint: 'leave shape out, or put further sizes in front' });
  const front = drawn.slice(0, extra), noise = replace ? [...front, ...logits.shape] : logits.shape;
  const noisy = draw(`categorical ${how}`, key, noise, type, [logits], (b, k, [x]) => b.add(gumbelValue(b, k, noise, type, how), x!));
  if (replace) return argmax(noisy, { axis: extra + at });
  const n = count(front);
  if (n > logits.shape[at]!)
    throw new CotangentError(`random.categorical: ${n} classes without replacement, of ${logits.shape[at]}`, { code: 'NN0517', hint: 'draw fewer, or with replacement' });
  const [, places] = topK(noisy, n, { axis: at });
  const order = [at, ...places.shape.map((_, i) => i).filter((i) => i !== at)];
  return reshape(op(`random.categorical ${order.join()}`, [places], (b, [x]) => b.transpose(x as Value, { order }))[0]!, drawn);
}

type Rows<S, A> = Reduced<'random.categorical', S, A>;
type RowsOfFloats<S, A, D> = Rows<S, A> extends Mistake<string> ? Tensor<S, D> : FloatFor<'categorical', D, Tensor<S, D>>;
/** T, where it ends with the sizes of S. */
type Fronted<T, S> =
  Absent<T> extends true ? S : S extends Mistake<string> ? T : HasRank<S> extends false ? T
  : Sized<'random.categorical', T> extends infer All ? (All extends Mistake<string> ? All : HasRank<T> extends false ? T : Ends<T, S> extends false ? Mistake<endsOtherwise<ShowShape<T>, ShowShape<S>>> : T) : never;
type Ends<T, S> = S extends readonly [...infer P, infer D] ? (T extends readonly [...infer Q, infer E] ? (Differ<D, E> extends true ? false : Ends<Q, P>) : false) : true;
const endsOtherwise = <const T extends string, const S extends string>(shape: T, rest: S): endsOtherwise<T, S> => `random.categorical: shape ${shape} does not end with ${rest}, one draw for each row of logits`;
type endsOtherwise<T extends string, S extends string> = `random.categorical: shape ${T} does not end with ${S}, one draw for each row of logits`;

/** Sorted by random bits along the axis, often enough that ties do not matter. */
function shuffled(b: Builder, key: Value, x: Tensor | number, axis: number): (given: Value) => Value {
  const shape = x instanceof Tensor ? x.shape : [x], size = count(shape);
  const rounds = Math.ceil(3 * Math.log(Math.max(1, size)) / Math.log(2 ** 32 - 1));
  return (given) => {
    let k = key, y = given;
    for (let r = 0; r < rounds; r++) {
      const [next, now] = keysOf(b, k, 2) as [Value, Value];
      k = next;
      y = b.takeAlongAxis(y, b.argsort(b.randomBits(now, { shape, dtype: 'u32' }), { axis, descending: false }), { axis });
    }
    return y;
  };
}

/**
 * The numbers 0 … n − 1, or the slices of a tensor along an axis, in random order; `independent`: every row along the axis in an order of its own.
 * x: n, or [..s]   y: i32[n], or [..s]   As jax.random.permutation, bit for bit.
 * @example
 * random.permutation(random.key(0), 5) // [0, 1, 4, 3, 2]
 */
export function permutation<const X extends number | Tensor, const A extends number = 0>(key: Key, x: AtDefault<A, 0, Items<'permutation', X, A>, X>, options?: { readonly axis?: Fits<AtAxis<'permutation', X, A>, A>; readonly independent?: boolean }): Tensor<Gives<Items<'permutation', X, A>>, ItemsIn<X>>;
export function permutation(key: Key, x: number | Tensor, { axis = 0, independent = false }: { readonly axis?: number; readonly independent?: boolean } = {}): Tensor {
  begin('permutation', key, [], permutation);
  return permuted(key, x, axis, independent);
}

function permuted(key: Key, x: number | Tensor, axis: number, independent: boolean): Tensor {
  if (typeof x === 'number' && !(Number.isInteger(x) && x >= 0)) throw new CotangentError(noCount('permutation', `${x}`), { code: 'NN0517', hint: 'give a whole number or a tensor' });
  const at = axisAt('random.permutation', axis, typeof x === 'number' ? 1 : x.rank);
  if (x instanceof Tensor && (independent || x.rank === 1))
    return op(`random.permutation rows ${at}`, [key, x], (b, [k, v]) => shuffled(b, k as Value, x, at)(v as Value))[0]!;
  const n = typeof x === 'number' ? x : x.shape[at]!;
  const order = op(`random.permutation ${n}`, [key], (b, [k]) => shuffled(b, k as Value, n, 0)(b.iota({ shape: [n], axis: 0, dtype: 'i32' })))[0]!;
  return typeof x === 'number' || n === 0 ? (typeof x === 'number' ? order : x) : take(x, order, { axis: at });
}

const noCount = <const What extends string, const N extends string>(what: What, n: N): noCount<What, N> => `random.${what}: ${n} is not a count`;
type noCount<What extends string, N extends string> = `random.${What}: ${N} is not a count`;
/** What is drawn from: the numbers up to X, or the tensor's slices. */
type Items<Name extends string, X, A> = 0 extends 1 & X ? Shape : [X] extends [number] ? (AllCounts<[X]> extends false ? Mistake<noCount<Name, `${X}`>> : AtAxis<Name, X, A>) : AtAxis<Name, X, A>;
type AtAxis<Name extends string, X, A> = Along<`random.${Name}`, SizesOf<X>, A>;
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any stays any
type SizesOf<X> = 0 extends 1 & X ? any : [X] extends [number] ? [X] : [X] extends [Tensor<infer S, unknown>] ? S : Shape;
type ItemsIn<X> = 0 extends 1 & X ? DType : [X] extends [number] ? 'i32' : [X] extends [Tensor<infer _S, infer D>] ? D : DType;

export interface ChoiceOptions<P = Tensor, A = number> {
  /** False: nothing is drawn twice. */
  readonly replace?: boolean;
  /** How likely each is, in proportion; all alike when absent. */
  readonly p?: P;
  readonly axis?: A;
  readonly mode?: GumbelMode;
}

/**
 * Draws from 0 … a − 1, or of the slices of a tensor along an axis.   a: n, or [..s, n, ..t]   p: [n]   y: i32[..shape], or [..s, ..shape, ..t]
 * As jax.random.choice. Weighted draws with replacement compare with running sums of p, whose last digits may differ from JAX's.
 * @example
 * random.choice(random.key(0), 10, [3], { replace: false }).shape // [3]
 */
export function choice<const X extends number | Tensor, const T extends readonly number[] = [], P = Shape, F = DType, const A extends number = 0>(key: Key, a: AtDefault<A, 0, Items<'choice', X, A>, X>, shape?: ShapeFor<'choice', T>, options?: ChoiceOptions<Fits<Weights<X, A, P, F>, Tensor<P, F>>, Fits<AtAxis<'choice', X, A>, A>>): Tensor<Gives<Chosen<X, T, A>>, ItemsIn<X>>;
export function choice(key: Key, a: number | Tensor, shape: readonly number[] = [], { replace = true, p, axis = 0, mode = 'low' }: ChoiceOptions = {}): Tensor {
  begin('choice', key, shape, choice);
  if (typeof a === 'number' && !(Number.isInteger(a) && a >= 0)) throw new CotangentError(noCount('choice', `${a}`), { code: 'NN0517', hint: 'give a whole number or a tensor' });
  const at = axisAt('random.choice', axis, typeof a === 'number' ? 1 : a.rank), n = typeof a === 'number' ? a : a.shape[at]!, draws = count(shape);
  if (p && (p.rank !== 1 || p.shape[0] !== n)) throw new CotangentError(otherWeights(showType(p), `${n}`), { code: 'NN0528', hint: 'give one weight for each' });
  if (draws > 0 && (n === 0 || !replace && draws > n)) throw new CotangentError(`random.choice: ${draws} draws ${replace ? '' : 'without replacement '}of ${n}`, { code: 'NN0517', hint: 'draw fewer' });
  const weights = p && (isFloat(p.dtype) ? p : astype(p, 'f32')), dtype = weights ? floatDType('choice', weights.dtype) : 'f32', how = gumbelMode('choice', mode);
  const shaped = (order: Tensor): Tensor => (typeof a === 'number' ? reshape(order, shape) : reshape(take(a, order, { axis: at }), [...a.shape.slice(0, at), ...shape, ...a.shape.slice(at + 1)]));
  if (draws === 0) return typeof a === 'number' ? full(shape, 0, { dtype: 'i32' }) : full([...a.shape.slice(0, at), ...shape, ...a.shape.slice(at + 1)], 0, { dtype: a.dtype });
  if (!weights) return replace ? shaped(reshape(range(key, shape, 0, n, 'i32'), [draws])) : drawnWithout(key, a, at, n, draws, shape);
  if (!replace) {
    const noisy = draw(`choice ${how}`, key, [n], dtype, [weights], (b, k, [w]) => b.add(gumbelValue(b, k, [n], dtype, how), b.log(w as Value)));
    return shaped(topK(noisy, draws)[1]);
  }
  // The first running sum that reaches a random part of the whole.
  return shaped(draw('choice', key, shape, dtype, [weights], (b, k, [w]) => {
    const sums = b.cumsum(w as Value, { axis: 0, reverse: false }), total = b.reshape(b.slice(sums, { start: [n - 1], stop: [n], step: [1] }), { shape: [] });
    const at = b.reshape(b.mul(b.sub(1, uniformValue(b, k, shape, 0, 1, dtype)), total), { shape: [draws, 1] });
    return b.sum(b.convert(b.lt(b.reshape(sums, { shape: [1, n] }), at), { dtype: 'i32' }), { axes: [1] });
  }));
}

const otherWeights = <const P extends string, const N extends string>(p: P, n: N): otherWeights<P, N> => `random.choice: p is ${p}, but there are ${n} to choose from`;
type otherWeights<P extends string, N extends string> = `random.choice: p is ${P}, but there are ${N} to choose from`;
type Weights<X, A, P, F> =
  HasRank<P> extends false ? P : Around<SizesOf<X>, A> extends readonly [unknown, infer N, unknown] ? (SomeDiffer<P, [N]> extends true ? Mistake<otherWeights<ShowType<P, F>, ShowDim<N>>> : P) : P;
type Chosen<X, T, A> =
  Sized<'random.choice', T> extends infer All
    ? All extends Mistake<string> ? All : [X] extends [number] ? All : HasRank<SizesOf<X>> extends false ? Shape : AnyOpen<A> extends true ? Shape
    : Around<SizesOf<X>, A> extends readonly [infer P, unknown, infer Q] ? Both<P, Both<All, Q>> : Shape
    : never;

/** The first of a random order. */
function drawnWithout(key: Key, a: number | Tensor, axis: number, n: number, draws: number, shape: readonly number[]): Tensor {
  const all = permuted(key, typeof a === 'number' ? n : a, axis, false), rest = typeof a === 'number' ? [[], []] : [a.shape.slice(0, axis), a.shape.slice(axis + 1)];
  return reshape(slice(all, all.shape.map(() => 0), all.shape.map((d, i) => (i === axis ? draws : d))), [...rest[0]!, ...shape, ...rest[1]!]);
}
