/** lax: folds over windows that slide along every axis. Source of all: jax.lax. */
import { CotangentError } from '../../core/diagnostic.ts';
import { showShape } from '../../core/dim.ts';
import { startOf } from '../../core/fold.ts';
import type { Value } from '../../core/graph.ts';
import { showType } from '../../core/shape.ts';
import type { Builder } from '../../ops/builder.ts';
import { ofExtremes, toExtremes, type ReduceWindowParams } from '../../ops/reduceWindow.ts';
import { op } from '../operation.ts';
import type { ElementOf, Fits, Gives, HasRank, Mistake, ShowShape, ShowType, SomeDiffer, Unknown } from '../../core/types/dim.ts';
import type { Weak } from '../../core/types/promote.ts';
import type { Numbers } from '../../ops/rules.ts';
import type { DTypeOf, Option, ShapeOf } from '../signatures.ts';
import { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import { monoidOf, onElements, type Computation, type Monoid } from './computation.ts';
import { folded, foldOf, reduced } from './folding.ts';
import { notAScalar, oneDType, type Initial, type OneDType } from './strict.ts';
import { dilated, paddingOf, windowsOver, type Padding, type WindowsOver } from './windowPadding.ts';

export interface WindowOptions {
  /** Distance between neighbouring elements of the operand: 2 leaves one place between them. 1 when absent. */
  readonly baseDilation?: readonly number[];
  /** Distance between neighbouring places of a window. 1 when absent. */
  readonly windowDilation?: readonly number[];
}

interface Sliding {
  readonly window: readonly number[];
  readonly strides: readonly number[];
  readonly padding: readonly (readonly [number, number])[];
  readonly base: readonly number[];
  readonly dilation: readonly number[];
  /** How many windows there are along each axis. */
  readonly counts: readonly number[];
}

function slidingOver(name: string, x: Tensor, window: readonly number[], strides: readonly number[], padding: Padding, options: WindowOptions = {}): Sliding {
  const ones = x.shape.map(() => 1), { baseDilation: base = ones, windowDilation: dilation = ones } = options;
  const pads = paddingOf(name, padding, x.shape, dilated(window, dilation), strides);
  return { window, strides, padding: pads, base, dilation, counts: windowsOver(name, { lhs: x.shape, window, strides, padding: pads, baseDilation: base, windowDilation: dilation }) };
}

/** How many windows there are along each axis of S. */
type Slid<Name extends string, S, K, Strides, P, O> = HasRank<S> extends false ? Unknown<S> : WindowsOver<Name, S, K, Strides, P, Option<O, 'baseDilation', 1>, Option<O, 'windowDilation', 1>>;

/**
 * Folds every window with a function of two scalars, which must be associative: y = init ⊕ x₁ ⊕ x₂ ⊕ … over the places of the window.
 * Places beyond the border, and those that baseDilation puts between elements, count for nothing. Lists have one entry for every axis.
 * Several operands of one shape fold together: lists go in, lists come out.   x: [..n]   y: [..m], m windows over n elements
 * @example
 * lax.reduceWindow(tensor([1, 3, 2, 5]), -Infinity, lax.max, [2], [1], 'VALID') // [3, 3, 5]
 * lax.reduceWindow(tensor([1, 2, 3, 4]), 1, lax.mul, [2], [2], 'SAME') // [2, 12]
 */
export function reduceWindow<const Ts extends readonly Tensor[], const K extends readonly number[], const S extends readonly number[], const P extends Padding, const O extends WindowOptions = Record<never, never>>(
  operand: Ts, initValue: readonly TensorLike[], computation: (p: readonly Tensor[], q: readonly Tensor[]) => readonly Tensor[],
  windowDimensions: Fits<Slid<'lax.reduceWindow', ShapeOf<Ts[0]>, K, S, P, O>, K>, windowStrides: S, padding: P, options?: O): { -readonly [I in keyof Ts]: Tensor<Gives<Slid<'lax.reduceWindow', ShapeOf<Ts[0]>, K, S, P, O>>, DTypeOf<Ts[I]>> };
export function reduceWindow<A, D, const K extends readonly number[], const S extends readonly number[], const P extends Padding, B = [], E = Weak, const O extends WindowOptions = Record<never, never>>(
  operand: Tensor<A, D>, initValue: Initial<'lax.reduceWindow', A, D, B, E>, computation: (p: Tensor<[], D>, q: Tensor<[], D>) => Tensor,
  windowDimensions: Fits<Slid<'lax.reduceWindow', A, K, S, P, O>, K>, windowStrides: S, padding: P, options?: O): Tensor<Gives<Slid<'lax.reduceWindow', A, K, S, P, O>>, D>;
export function reduceWindow(operand: Tensor | readonly Tensor[], initValue: TensorLike | readonly TensorLike[], computation: unknown,
  windowDimensions: readonly number[], windowStrides: readonly number[], padding: Padding, options: WindowOptions = {}): unknown {
  const name = 'lax.reduceWindow', alone = operand instanceof Tensor, xs = alone ? [operand] : operand, inits = alone ? [initValue as TensorLike] : initValue as readonly TensorLike[];
  if (xs.length === 0 || xs.length !== inits.length || xs.some((x) => x.shape.join() !== xs[0]!.shape.join()))
    throw new CotangentError(`${name}: operands ${xs.map(showType).join(', ') || 'none'} with ${inits.length} initial values`, { code: 'NN0258', hint: 'give tensors of one shape, and one initial value for each' });
  xs.forEach((x, i) => {
    const init = inits[i]!;
    oneDType(name, [x, init]);
    if (init instanceof Tensor && init.rank > 0) throw notAScalar(name, 'the initial value', init);
  });
  const s = slidingOver(name, xs[0]!, windowDimensions, windowStrides, padding, options), f = onElements(name, xs.map((x) => x.dtype), computation as Computation, alone);
  const outputs = op(`${name} ${JSON.stringify(s)} ${f.key}`, [...xs, ...inits, ...f.captured], (b, all) => {
    const values = all.slice(0, xs.length) as Value[], first = all.slice(xs.length, 2 * xs.length).map((v, i) => (typeof v === 'number' ? b.full({ value: v, shape: [], dtype: xs[i]!.dtype }) : v));
    if (s.counts.includes(0)) return first.map((v) => b.broadcast(v, { shape: s.counts, axes: [] }));
    const join = (p: readonly Value[], q: readonly Value[]): readonly Value[] => f.apply(b, [...p, ...q], all.slice(2 * xs.length) as Value[]);
    const monoid = monoidOf(f.graph);
    return monoid ? join(first, [byMonoid(b, monoid, values[0]!, s)]) : byJoining(b, values, first, join, s);
  });
  return alone ? outputs[0]! : outputs;
}

/** The monoids whose windows an operation folds by itself. */
const direct: Readonly<Partial<Record<Monoid, ReduceWindowParams['fold']>>> = { add: 'sum', maximum: 'max', minimum: 'min' };

function byMonoid(b: Builder, monoid: Monoid, x: Value, s: Sliding): Value {
  const fold = x.type.dtype === 'bool' ? undefined : direct[monoid];
  if (fold) return b.reduceWindow(x, { fold, ...recordParams(s) });
  const filled = b.pad(x, { ...placesOf(s), value: startOf(foldOf(monoid), x.type.dtype) });
  return reduced(b, monoid, windowsOf(b, filled, s), inWindow(s));
}

/** Without a value that changes nothing: beside every place stands whether there is an element. */
function byJoining(b: Builder, xs: readonly Value[], first: readonly Value[], join: (p: readonly Value[], q: readonly Value[]) => readonly Value[], s: Sliding): readonly Value[] {
  const elements = b.full({ value: 1, shape: xs[0]!.type.shape, dtype: 'bool' });
  const windows = [...xs, elements].map((x) => windowsOf(b, b.pad(x, { ...placesOf(s), value: 0 }), s));
  const either = (p: readonly Value[], q: readonly Value[]): readonly Value[] => {
    const isP = p.at(-1)!, isQ = q.at(-1)!, joined = join(p.slice(0, -1), q.slice(0, -1));
    return [...joined.map((z, i) => b.select(isP, b.select(isQ, z, p[i]!), q[i]!)), b.or(isP, isQ)];
  };
  return folded(b, windows, inWindow(s), either, [...first, b.full({ value: 1, shape: [], dtype: 'bool' })]).slice(0, -1);
}

const inWindow = ({ window, counts }: Sliding): readonly number[] => window.map((_, i) => counts.length + i);
const windowsOf = (b: Builder, x: Value, { window, strides, dilation }: Sliding): Value => b.slidingWindows(x, { size: window, stride: strides, dilation });
const placesOf = ({ padding, base }: Sliding) => ({ low: padding.map((p) => p[0]), high: padding.map((p) => p[1]), interior: base.map((d) => d - 1) });

const recordParams = ({ window, strides, padding, base, dilation }: Sliding): Omit<ReduceWindowParams, 'fold'> => {
  const own = (list: readonly number[]): readonly number[] | undefined => (list.every((d) => d === 1) ? undefined : list);
  return { window, stride: strides, padding, dilation: own(dilation), inputDilation: own(base) };
};

/** By which of two elements a window is decided: the greater or the lesser one, of equal ones the first. */
export type WindowSelect = 'ge' | 'le';

const extremeOf = (b: Builder, x: Value, select: WindowSelect, s: Sliding): { readonly y: Value; readonly params: ReduceWindowParams } => {
  const params: ReduceWindowParams = { fold: select === 'ge' ? 'max' : 'min', ...recordParams(s) };
  return { y: b.reduceWindow(x, params), params };
};

function selecting(name: string, select: WindowSelect): void {
  if (select !== 'ge' && select !== 'le') throw new CotangentError(`${name}: '${String(select)}' does not decide a window`, { code: 'NN0583', hint: "use 'ge' for the greatest element, 'le' for the least" });
}

const otherSource = <const X extends string, const Counts extends string>(source: X, counts: Counts): otherSource<X, Counts> => `lax.selectAndScatterAdd: the source is ${source}, but there are ${counts} windows`;
type otherSource<X extends string, Counts extends string> = `lax.selectAndScatterAdd: the source is ${X}, but there are ${Counts} windows`;
const otherTangents = <const T extends string, const X extends string>(tangents: T, operand: X): otherTangents<T, X> => `lax.selectAndGatherAdd: the tangents are ${tangents}, the operand ${operand}`;
type otherTangents<T extends string, X extends string> = `lax.selectAndGatherAdd: the tangents are ${T}, the operand ${X}`;
/** Given, [A, D], one for each window over the operand [B, E], or for each element: the counts of windows. */
type Selected<Name extends string, A, D, B, E, K, S, P, O> =
  Slid<Name, B, K, S, P, O> extends infer M
    ? M extends Mistake<string> ? M
    : OneDType<Name, A, D, B, E> extends infer R
      ? R extends Mistake<string> ? R
      : HasRank<A> extends false ? M : HasRank<M> extends false ? M
      : Name extends 'lax.selectAndScatterAdd'
        ? SomeDiffer<A, M> extends true ? Mistake<otherSource<ShowType<A, D>, ShowShape<M>>> : OfNumbers<M, B, E>
        : SomeDiffer<A, B> extends true ? Mistake<otherTangents<ShowType<A, D>, ShowType<B, E>>> : OfNumbers<M, B, E>
      : never
    : never;
type OfNumbers<M, S, D> = 0 extends ElementOf<M> ? M : Numbers<'reduceWindow', S, D> extends infer R ? (R extends Mistake<string> ? R : M) : never;

/**
 * The source, added up where the extreme element of each window of the operand stands, the first of several: the gradient of max pooling.
 * operand, y: [..n]   source: [..m], m windows over n elements
 * @example
 * lax.selectAndScatterAdd(tensor([10, 20]), tensor([1, 3, 2, 5]), 'ge', [2], [2], 'VALID') // [0, 10, 0, 20]
 */
export function selectAndScatterAdd<A, D, B, E, const K extends readonly number[], const S extends readonly number[], const P extends Padding>(
  source: Tensor<A, D>, operand: Tensor<B, E>, select: WindowSelect, windowDimensions: Fits<Selected<'lax.selectAndScatterAdd', A, D, B, E, K, S, P, unknown>, K>, windowStrides: S, padding: P): Tensor<B, E>;
export function selectAndScatterAdd(source: Tensor, operand: Tensor, select: WindowSelect, windowDimensions: readonly number[], windowStrides: readonly number[], padding: Padding): Tensor {
  const name = 'lax.selectAndScatterAdd', s = slidingOver(name, operand, windowDimensions, windowStrides, padding);
  selecting(name, select);
  oneDType(name, [source, operand]);
  if (source.shape.join() !== s.counts.join())
    throw new CotangentError(otherSource(showType(source), showShape(s.counts)), { code: 'NN0258', hint: 'give one number for each window' });
  return op(`${name} ${select} ${JSON.stringify(s)}`, [source, operand], (b, [g, v]) => {
    const x = v as Value;
    if (s.counts.includes(0)) return b.full({ value: 0, shape: x.type.shape, dtype: x.type.dtype });
    const { y, params } = extremeOf(b, x, select, s);
    return toExtremes(b, x, y, params, g as Value);
  })[0]!;
}

/**
 * The tangents where the extreme element of each window of the operand stands, the first of several; 0 where a window holds none.
 * tangents, operand: [..n]   y: [..m], m windows over n elements
 * @example
 * lax.selectAndGatherAdd(tensor([10, 20, 30, 40]), tensor([1, 3, 2, 5]), 'ge', [2], [2], 'VALID') // [20, 40]
 */
export function selectAndGatherAdd<A, D, B, E, const K extends readonly number[], const S extends readonly number[], const P extends Padding, const O extends WindowOptions = Record<never, never>>(
  tangents: Tensor<A, D>, operand: Tensor<B, E>, select: WindowSelect, windowDimensions: Fits<Selected<'lax.selectAndGatherAdd', A, D, B, E, K, S, P, O>, K>, windowStrides: S, padding: P, options?: O): Tensor<Gives<Selected<'lax.selectAndGatherAdd', A, D, B, E, K, S, P, O>>, E>;
export function selectAndGatherAdd(tangents: Tensor, operand: Tensor, select: WindowSelect, windowDimensions: readonly number[], windowStrides: readonly number[], padding: Padding, options: WindowOptions = {}): Tensor {
  const name = 'lax.selectAndGatherAdd', s = slidingOver(name, operand, windowDimensions, windowStrides, padding, options);
  selecting(name, select);
  oneDType(name, [tangents, operand]);
  if (tangents.shape.join() !== operand.shape.join())
    throw new CotangentError(otherTangents(showType(tangents), showType(operand)), { code: 'NN0258', hint: 'give one number for each element' });
  return op(`${name} ${select} ${JSON.stringify(s)}`, [tangents, operand], (b, [t, v]) => {
    const x = v as Value;
    if (s.counts.includes(0) || x.type.shape.includes(0)) return b.full({ value: 0, shape: s.counts, dtype: x.type.dtype });
    const { y, params } = extremeOf(b, x, select, s);
    return ofExtremes(b, x, y, params, t as Value);
  })[0]!;
}
