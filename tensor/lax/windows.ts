/** lax: folds over windows that slide along every axis. Source of all: jax.lax. */
import type { DType } from '../../core/dtype.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import { startOf } from '../../core/fold.ts';
import type { Value } from '../../core/graph.ts';
import { showType } from '../../core/shape.ts';
import type { Builder } from '../../ops/builder.ts';
import { ofExtremes, toExtremes, type ReduceWindowParams } from '../../ops/reduceWindow.ts';
import { op } from '../operation.ts';
import { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import { monoidOf, onElements, type Computation, type Elementwise } from './computation.ts';
import { folded, reduced } from './reductions.ts';
import { notAScalar, oneDType } from './strict.ts';
import { dilated, paddingOf, windowsOver, type Padding } from './windowPadding.ts';

export interface WindowOptions {
  /** Distance between neighbouring elements of the operand: 2 puts one initial value between them. 1 when absent. */
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

/** The monoids whose windows an operation folds by itself. */
const direct = { add: 'sum', maximum: 'max', minimum: 'min' } as const;
const directFold = (f: Elementwise, dtype: DType): 'sum' | 'max' | 'min' | undefined => {
  const monoid = dtype === 'bool' ? undefined : monoidOf(f.graph);
  return monoid && Object.hasOwn(direct, monoid) ? direct[monoid as keyof typeof direct] : undefined;
};

/**
 * Folds every window with a function of two scalars, which must be associative: y = init ⊕ x₁ ⊕ x₂ ⊕ … over the places of the window.
 * Places beyond the border, and those that baseDilation puts between elements, hold init. Lists have one entry for every axis.
 * Several operands of one shape fold together: lists go in, lists come out.   x: [..n]   y: [..m], m windows over n elements
 * @example
 * lax.reduceWindow(tensor([1, 3, 2, 5]), -Infinity, lax.max, [2], [1], 'VALID') // [3, 3, 5]
 * lax.reduceWindow(tensor([1, 2, 3, 4]), 1, lax.mul, [2], [2], 'SAME') // [2, 12]
 */
export function reduceWindow(operand: Tensor, initValue: TensorLike, computation: (p: Tensor, q: Tensor) => Tensor,
  windowDimensions: readonly number[], windowStrides: readonly number[], padding: Padding, options?: WindowOptions): Tensor;
export function reduceWindow(operand: readonly Tensor[], initValue: readonly TensorLike[], computation: (p: readonly Tensor[], q: readonly Tensor[]) => readonly Tensor[],
  windowDimensions: readonly number[], windowStrides: readonly number[], padding: Padding, options?: WindowOptions): Tensor[];
export function reduceWindow(operand: Tensor | readonly Tensor[], initValue: TensorLike | readonly TensorLike[], computation: unknown,
  windowDimensions: readonly number[], windowStrides: readonly number[], padding: Padding, options: WindowOptions = {}): Tensor | Tensor[] {
  const name = 'lax.reduceWindow', alone = operand instanceof Tensor, xs = alone ? [operand] : operand, inits = alone ? [initValue as TensorLike] : initValue as readonly TensorLike[];
  if (xs.length === 0 || xs.length !== inits.length || xs.some((x) => x.shape.join() !== xs[0]!.shape.join()))
    throw new CotangentError(`${name}: operands ${xs.map(showType).join(', ') || 'none'} with ${inits.length} initial values`, { code: 'NN0258', hint: 'give tensors of one shape, and one initial value for each' });
  xs.forEach((x, i) => {
    const init = inits[i]!;
    oneDType(name, [x, init]);
    if (init instanceof Tensor && init.rank > 0) throw notAScalar(name, 'the initial value', init);
  });
  const s = slidingOver(name, xs[0]!, windowDimensions, windowStrides, padding, options), f = onElements(name, xs.map((x) => x.dtype), computation as Computation, alone);
  const fold = alone ? directFold(f, xs[0]!.dtype) : undefined, neutral = fold !== undefined && inits[0] === startOf(fold, xs[0]!.dtype);
  const outputs = op(`${name} ${JSON.stringify(s)} ${neutral} ${f.key}`, [...xs, ...inits, ...f.captured], (b, all) => {
    const values = all.slice(0, xs.length) as Value[], first = all.slice(xs.length, 2 * xs.length).map((v, i) => (typeof v === 'number' ? b.full({ value: v, shape: [], dtype: xs[i]!.dtype }) : v));
    if (s.counts.includes(0)) return first.map((v) => b.broadcast(v, { shape: s.counts, axes: [] }));
    if (neutral) return b.reduceWindow(values[0]!, { fold: fold!, ...recordParams(s) });
    const filled = values.map((x, i) => filledUp(b, x, first[i]!, s)), join = (p: readonly Value[], q: readonly Value[]): readonly Value[] => f.apply(b, [...p, ...q], all.slice(2 * xs.length) as Value[]);
    if (fold) return join(first, [b.reduceWindow(filled[0]!, { ...recordParams(s), fold, padding: s.padding.map(() => [0, 0] as const), inputDilation: undefined })]);
    const windows = filled.map((x) => b.slidingWindows(x, { size: s.window, stride: s.strides, dilation: s.dilation })), inWindow = s.window.map((_, i) => s.counts.length + i);
    const monoid = monoidOf(f.graph);
    return monoid ? join(first, [reduced(b, monoid, windows[0]!, inWindow)]) : folded(b, windows, inWindow, join, first);
  });
  return alone ? outputs[0]! : outputs;
}

const recordParams = ({ window, strides, padding, base, dilation }: Sliding): Omit<ReduceWindowParams, 'fold'> => {
  const own = (list: readonly number[]): readonly number[] | undefined => (list.every((d) => d === 1) ? undefined : list);
  return { window, stride: strides, padding, dilation: own(dilation), inputDilation: own(base) };
};

/** x with the initial value beyond its border and between its elements. */
function filledUp(b: Builder, x: Value, init: Value, { padding, base }: Sliding): Value {
  if (padding.every(([low, high]) => low === 0 && high === 0) && base.every((d) => d === 1)) return x;
  const places = { low: padding.map((p) => p[0]), high: padding.map((p) => p[1]), interior: base.map((d) => d - 1), value: 0 };
  const isElement = b.pad(b.full({ value: 1, shape: x.type.shape, dtype: 'bool' }), places);
  return b.select(isElement, b.pad(x, places), init);
}

/** By which of two elements a window is decided: the greater or the lesser one, of equal ones the first. */
export type WindowSelect = 'ge' | 'le';

const extremeOf = (b: Builder, x: Value, select: WindowSelect, s: Sliding): { readonly y: Value; readonly params: ReduceWindowParams } => {
  const params: ReduceWindowParams = { fold: select === 'ge' ? 'max' : 'min', ...recordParams(s) };
  return { y: b.reduceWindow(x, params), params };
};

function selecting(name: string, select: WindowSelect): void {
  if (select !== 'ge' && select !== 'le') throw new CotangentError(`${name}: '${String(select)}' does not decide a window`, { code: 'NN0583', hint: "use 'ge' for the greatest element, 'le' for the least" });
}

/**
 * The source, added up where the extreme element of each window of the operand stands, the first of several: the gradient of max pooling.
 * operand, y: [..n]   source: [..m], m windows over n elements
 * @example
 * lax.selectAndScatterAdd(tensor([10, 20]), tensor([1, 3, 2, 5]), 'ge', [2], [2], 'VALID') // [0, 10, 0, 20]
 */
export function selectAndScatterAdd(source: Tensor, operand: Tensor, select: WindowSelect, windowDimensions: readonly number[], windowStrides: readonly number[], padding: Padding): Tensor {
  const name = 'lax.selectAndScatterAdd', s = slidingOver(name, operand, windowDimensions, windowStrides, padding);
  selecting(name, select);
  oneDType(name, [source, operand]);
  if (source.shape.join() !== s.counts.join())
    throw new CotangentError(`${name}: the source is ${showType(source)}, but there are [${s.counts.join(', ')}] windows`, { code: 'NN0258', hint: 'give one number for each window' });
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
export function selectAndGatherAdd(tangents: Tensor, operand: Tensor, select: WindowSelect, windowDimensions: readonly number[], windowStrides: readonly number[], padding: Padding, options: WindowOptions = {}): Tensor {
  const name = 'lax.selectAndGatherAdd', s = slidingOver(name, operand, windowDimensions, windowStrides, padding, options);
  selecting(name, select);
  oneDType(name, [tangents, operand]);
  if (tangents.shape.join() !== operand.shape.join())
    throw new CotangentError(`${name}: the tangents are ${showType(tangents)}, the operand ${showType(operand)}`, { code: 'NN0258', hint: 'give one number for each element' });
  return op(`${name} ${select} ${JSON.stringify(s)}`, [tangents, operand], (b, [t, v]) => {
    const x = v as Value;
    if (s.counts.includes(0) || x.type.shape.includes(0)) return b.full({ value: 0, shape: s.counts, dtype: x.type.dtype });
    const { y, params } = extremeOf(b, x, select, s);
    return ofExtremes(b, x, y, params, t as Value);
  })[0]!;
}
