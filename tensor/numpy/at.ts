/** Parts of a tensor by an index expression, read or replaced: numpy's x[…], jax.numpy's x.at[…]. Expressions are read in indexExpression.ts. */
import { CotangentError } from '../../core/diagnostic.ts';
import { showShape } from '../../core/dim.ts';
import { boundsOf, isFloat, isInteger, kindOf, type DType } from '../../core/dtype.ts';
import type { Value } from '../../core/graph.ts';
import { meet } from '../../core/promote.ts';
import { broadcastShapes, showType } from '../../core/shape.ts';
import type { Builder } from '../../ops/builder.ts';
import { converted } from '../../ops/converted.ts';
import type { Misses, OutOfBounds } from '../../ops/dimensionNumbers.ts';
import type { Combine } from '../../ops/scatter.ts';
import { scalarOf } from '../create.ts';
import { op } from '../operation.ts';
import { Tensor } from '../tensor.ts';
import { isTracing, type TensorLike } from '../trace.ts';
import { div, pow } from './arithmetic.ts';
import { full, onesLike } from './creation.ts';
import { readIndex, windowsOf, type Index, type Indexed, type IndexedBy } from './indexExpression.ts';
import type { BroadcastTo } from '../../core/types/broadcast.ts';
import type { Fits, Gives, Mistake, Shape, ShowShape, ShowType } from '../../core/types/dim.ts';
import type { Inexact, Weak } from '../../core/types/promote.ts';
import type { FitsAll, Operand } from '../signatures.ts';

/**
 * What happens to an index out of range. `clip`: the nearest one is meant. `fill`, `drop`: reading gives `fillValue`, writing leaves it
 * out. `promiseInBounds`: it does not happen. Without a mode reading clips and writing drops, and numbers in the expression
 * must lie in range.
 */
export type IndexMode = 'clip' | 'fill' | 'drop' | 'promiseInBounds';

export interface AtOptions {
  readonly mode?: IndexMode;
  /** The caller's word that no element is named twice. */
  readonly uniqueIndices?: boolean;
  /** The caller's word that the indices are in order. */
  readonly indicesAreSorted?: boolean;
  /** False: negative indices are out of range instead of counting from the end. */
  readonly wrapNegativeIndices?: boolean;
}
export interface GetOptions extends AtOptions {
  /** What is read out of range under `fill`. NaN when absent; for integers the least, for unsigned ones the greatest; true. */
  readonly fillValue?: number | boolean;
}

/** What is read out of range when nothing else is said, as in JAX. */
export const outsideValue = (dtype: DType): number => (isFloat(dtype) ? NaN : kindOf(dtype) === 'signed' ? boundsOf(dtype)[0] : boundsOf(dtype)[1]);

const modes: Readonly<Record<IndexMode, OutOfBounds>> = { clip: 'clip', fill: 'fill', drop: 'fill', promiseInBounds: 'promiseInBounds' };
/** The record's mode for a user's. */
export function boundsMode(what: string, mode: IndexMode): OutOfBounds {
  if (Object.hasOwn(modes, mode)) return modes[mode];
  throw new CotangentError(`${what}: there is no mode '${String(mode)}'`, { code: 'NN0573', hint: `use one of ${Object.keys(modes).join(', ')}` });
}

/** An index out of range that the caller has not spoken of is an error where indices are checked. */
export const missesOf = (mode: IndexMode | undefined, wrap: boolean): Misses => (mode !== undefined && mode !== 'promiseInBounds' ? 'allowed' : wrap ? 'wrapped' : 'error');

/** x[…] as slices and reshapes, where no tensor is in the expression and everything lies in range. */
function sliced(b: Builder, x: Value, { shape, entries }: Indexed, result: readonly number[]): Value {
  const axes = entries.filter((e) => e.kind !== 'new').map((e, a) => {
    if (e.kind === 'number') return { start: e.value, stop: e.value + 1, step: 1, turned: false };
    if (e.kind !== 'slice' || e.count === 0) return { start: 0, stop: 0, step: 1, turned: false };
    const last = e.first + (e.count - 1) * e.step;
    return e.step > 0 ? { start: e.first, stop: Math.min(last + e.step, shape[a]!), step: e.step, turned: false } : { start: last, stop: e.first + 1, step: -e.step, turned: true };
  });
  const part = axes.every(({ start, stop, step }, a) => start === 0 && stop === shape[a] && step === 1) ? x
    : b.slice(x, { start: axes.map((a) => a.start), stop: axes.map((a) => a.stop), step: axes.map((a) => a.step) });
  const turned = axes.flatMap((a, i) => (a.turned ? [i] : []));
  return b.reshape(turned.length === 0 ? part : b.rev(part, { axes: turned }), { shape: result });
}

function get(x: Tensor, index: readonly Index[], options: GetOptions = {}): Tensor {
  const { mode, fillValue, uniqueIndices = false, indicesAreSorted = false, wrapNegativeIndices = true } = options;
  const how = mode === undefined ? 'promiseInBounds' : boundsMode('get', mode), misses = missesOf(mode, wrapNegativeIndices);
  const read = readIndex(x, index, { strict: how === 'promiseInBounds' || mode === undefined, wrap: wrapNegativeIndices });
  const { numbers, sliceSizes, shape, gathered, starts, plain } = windowsOf(read, wrapNegativeIndices);
  if (shape.includes(0)) return full(shape, 0, { dtype: x.dtype });
  const inside = read.entries.every((e, i) => e.kind !== 'number' || (e.value >= 0 && e.value < read.shape[axisOf(read, i)]!));
  const fill = fillValue === undefined ? outsideValue(x.dtype) : Number(fillValue);
  return op(`get ${read.key} ${how} ${misses} ${String(fill)} ${uniqueIndices} ${indicesAreSorted}`, [x, ...read.ids], (b, [x0, ...ids]) => {
    const v = x0 as Value;
    if (plain && inside) return sliced(b, v, read, shape);
    const whole = b.reshape(v, { shape: read.shape });
    const y = starts ? b.gather(whole, starts(b, ids as Value[]), { ...numbers, sliceSizes, mode: how, fillValue: fill, uniqueIndices: uniqueIndices || plain, indicesAreSorted: indicesAreSorted || plain, misses }) : whole;
    return b.reshape(y, { shape: gathered.length === shape.length ? gathered : shape });
  })[0]!.weakened(x.weak);
}

/** Which axis of x entry i takes. */
const axisOf = ({ entries }: Indexed, i: number): number => entries.slice(0, i).filter((e) => e.kind !== 'new').length;

/** A number as a tensor of the dtype that it has beside x: x's own if it is one of those, else f32. */
function valueFor(x: Tensor, y: TensorLike): Tensor {
  if (y instanceof Tensor) return y;
  const dtype: DType = typeof y === 'boolean' ? 'bool' : isFloat(x.dtype) || (isInteger(x.dtype) && Number.isInteger(y)) ? x.dtype : Number.isInteger(y) ? 'i32' : 'f32';
  const [least, most] = boundsOf(dtype);
  if (Number(y) < least || Number(y) > most)
    throw new CotangentError(`at: the number ${String(y)} stands beside a tensor of ${dtype}, which goes from ${least} to ${most}`, { code: 'NN0531', hint: 'convert the tensor to a wider dtype with astype' });
  return isTracing() ? full([], Number(y), { dtype }) : scalarOf(Number(y), dtype);
}

/** x with y joined to the part that is named; computed in the dtype where they meet, then as x is. */
function update(x: Tensor, index: readonly Index[], given: TensorLike, combine: Combine, options: AtOptions = {}, negated = false): Tensor {
  const { mode, uniqueIndices = false, indicesAreSorted = false, wrapNegativeIndices = true } = options;
  if (!(given instanceof Tensor) && typeof given !== 'number' && typeof given !== 'boolean')
    throw new CotangentError(`at: the value is ${given === null ? 'null' : typeof given}, not a tensor or a number`, { code: 'NN0516', hint: 'make one with tensor(…)' });
  const how = mode === undefined ? 'fill' : boundsMode('at', mode), misses = missesOf(mode, wrapNegativeIndices), y = valueFor(x, given);
  const mask = tracedMask(index);
  if (mask) return masked(x, mask, y, combine, negated);
  const read = readIndex(x, index, { strict: how === 'promiseInBounds' || mode === undefined, wrap: wrapNegativeIndices });
  const { numbers, shape, gathered, starts, plain } = windowsOf(read, wrapNegativeIndices);
  let stretched: readonly unknown[];
  try {
    stretched = broadcastShapes('at', y.shape, shape);
  } catch {
    stretched = [];
  }
  if (stretched.length !== shape.length || stretched.some((n, i) => n !== shape[i]))
    throw new CotangentError(doesNotStretch(showType(y), showShape(shape)), { code: 'NN0574', hint: 'its sizes must be equal or 1, counted from the last axis' });
  if (shape.includes(0)) return x;
  // Computed in the dtype where they meet, then as x is.
  const dtype = meet([x, y])!.dtype;
  return op(`at ${read.key} ${dtype} ${combine} ${negated} ${how} ${misses} ${uniqueIndices} ${indicesAreSorted}`, [x, y, ...read.ids], (b, [x0, y0, ...ids]) => {
    const own = b.reshape(converted(b, x0 as Value, dtype), { shape: read.shape }), value = converted(b, y0 as Value, dtype);
    const from = value.type.shape, axes = from.map((_, i) => shape.length - from.length + i);
    const updates = b.reshape(b.broadcast(negated ? b.neg(value) : value, { shape, axes }), { shape: gathered });
    const indices = starts ? starts(b, ids as Value[]) : b.full({ value: 0, shape: [0], dtype: 'i32' });
    const z = b.scatter(own, indices, updates, {
      updateWindowDims: numbers.offsetDims, insertedWindowDims: numbers.collapsedSliceDims, scatterDimsToOperandDims: numbers.startIndexMap,
      operandBatchingDims: [], scatterIndicesBatchingDims: [], combine, mode: how, uniqueIndices: uniqueIndices || plain, indicesAreSorted: indicesAreSorted || plain, misses,
    });
    return b.reshape(converted(b, z, x.dtype), { shape: x.shape });
  })[0]!.weakened(x.weak);
}

/** The mask of an expression that is one mask, whose values are not known yet, and whole axes. */
function tracedMask(index: readonly Index[]): Tensor | undefined {
  const masks = index.filter((g): g is Tensor => g instanceof Tensor && g.dtype === 'bool' && g.isTraced);
  const rest = index.slice(masks[0] ? index.indexOf(masks[0]) + 1 : 0);
  return masks.length === 1 && index[0] === masks[0] && rest.every((g) => g === ':' || g === '...') ? masks[0] : undefined;
}

/** x.at(mask) under a trace: the value must be one for all elements that the mask names. */
function masked(x: Tensor, mask: Tensor, y: Tensor, combine: Combine, negated: boolean): Tensor {
  if (mask.rank > x.rank || mask.shape.some((n, i) => n !== x.shape[i]))
    throw new CotangentError(`a mask of shape [${mask.shape.join(', ')}] does not fit a tensor of shape [${x.shape.join(', ')}]`, { code: 'NN0571', hint: 'a mask has the sizes of the axes that it stands for' });
  const rest = x.shape.slice(mask.rank), own = y.rank > rest.length ? y.shape.slice(y.rank - rest.length) : y.shape;
  if (y.rank > rest.length + 1 || (y.rank > rest.length && y.shape[0] !== 1) || own.some((n, i) => n !== 1 && n !== rest[rest.length - own.length + i]))
    throw new CotangentError(`at: the mask ${showType(mask)} is being traced, so that how many elements it names is not known; ${showType(y)} is not one value for all`, { code: 'NN0572', hint: 'use where(mask, …) with a value of the shape of x' });
  const dtype = meet([x, y])!.dtype;
  return op(`at mask ${dtype} ${combine} ${negated}`, [x, mask, y], (b, [x0, m, y0]) => {
    const v = converted(b, x0 as Value, dtype), test = b.broadcast(m as Value, { shape: x.shape, axes: mask.shape.map((_, i) => i) });
    const value = b.reshape(converted(b, y0 as Value, dtype), { shape: own }), other = negated ? b.neg(value) : value;
    return converted(b, b.select(test, joinedTo[combine](b, v, other), v), x.dtype);
  })[0]!.weakened(x.weak);
}
const joinedTo: Readonly<Record<Combine, (b: Builder, x: Value, y: Value) => Value>> = {
  set: (b, x, y) => b.broadcast(y, { shape: x.type.shape, axes: y.type.shape.map((_, i) => x.type.shape.length - y.type.shape.length + i) }),
  add: (b, x, y) => b.add(x, y),
  mul: (b, x, y) => b.mul(x, y),
  min: (b, x, y) => (x.type.dtype === 'bool' ? b.and(x, y) : b.minimum(x, y)),
  max: (b, x, y) => (x.type.dtype === 'bool' ? b.or(x, y) : b.maximum(x, y)),
};

const doesNotStretch = <const V extends string, const P extends string>(value: V, part: P): doesNotStretch<V, P> => `at: the value ${value} does not stretch to the part that is named, of shape ${part}`;
type doesNotStretch<V extends string, P extends string> = `at: the value ${V} does not stretch to the part that is named, of shape ${P}`;
type Stretched<B, F, P> = BroadcastTo<B, P> extends Mistake<string> ? Mistake<doesNotStretch<ShowType<B, F>, ShowShape<P>>> : P;
/** What is put into the part: its sizes are equal or 1. */
type Put<S, E, B, F> = Fits<Stretched<B, F, Gives<IndexedBy<S, E, false>>>, Operand<B, F>>;
/** The part itself. A number out of range is a matter of the mode, and not of the type. */
type Part<S, D, E> = Tensor<Gives<IndexedBy<S, E, false>>, D>;
/** A part of a tensor that is named by an index expression: to be read, or to be replaced in a new tensor. Made with x.at(…). */
export interface At<S = Shape, D = DType, E = readonly Index[]> {
  /** The part. */
  get(options?: GetOptions): Part<S, D, E>;
  /** x with y in the place of the part; where an element is named twice, the last value stays. */
  set<B = [], F = Weak>(y: Put<S, E, B, F>, options?: AtOptions): Tensor<S, D>;
  /** x with y added to the part, as often as an element is named. */
  add<B = [], F = Weak>(y: Put<S, E, B, F>, options?: AtOptions): Tensor<S, D>;
  /** x with y subtracted from the part, as often as an element is named. */
  subtract<B = [], F = Weak>(y: Put<S, E, B, F>, options?: AtOptions): Tensor<S, D>;
  /** x with the part times y, as often as an element is named. Its gradient by y needs uniqueIndices. */
  multiply<B = [], F = Weak>(y: Put<S, E, B, F>, options?: AtOptions): Tensor<S, D>;
  /** As multiply. */
  mul<B = [], F = Weak>(y: Put<S, E, B, F>, options?: AtOptions): Tensor<S, D>;
  /** x with the part divided by y, as often as an element is named; a float. */
  divide<B = [], F = Weak>(y: Put<S, E, B, F>, options?: AtOptions): Tensor<S, Inexact<D>>;
  /** x with the part to the power y, as often as an element is named. */
  power<B = [], F = Weak>(y: Put<S, E, B, F>, options?: AtOptions): Tensor<S, D>;
  /** x with the lesser of the part and y. */
  min<B = [], F = Weak>(y: Put<S, E, B, F>, options?: AtOptions): Tensor<S, D>;
  /** x with the greater of the part and y. */
  max<B = [], F = Weak>(y: Put<S, E, B, F>, options?: AtOptions): Tensor<S, D>;
  /** x with f of the part, an element-wise function. Where an element may be named twice, uniqueIndices must say that it is not. */
  apply(f: (part: Part<S, D, E>) => Tensor, options?: AtOptions): Tensor<S, D>;
}

/** What at(…) makes. */
class Named implements Readonly<Record<keyof At, unknown>> {
  readonly #x: Tensor;
  readonly #index: readonly Index[];
  constructor(x: Tensor, index: readonly Index[]) {
    this.#x = x;
    this.#index = index;
  }
  get(options?: GetOptions): Tensor {
    return get(this.#x, this.#index, options);
  }
  set(y: TensorLike, options?: AtOptions): Tensor {
    return update(this.#x, this.#index, y, 'set', options);
  }
  add(y: TensorLike, options?: AtOptions): Tensor {
    return update(this.#x, this.#index, y, 'add', options);
  }
  subtract(y: TensorLike, options?: AtOptions): Tensor {
    return update(this.#x, this.#index, y, 'add', options, true);
  }
  multiply(y: TensorLike, options?: AtOptions): Tensor {
    return update(this.#x, this.#index, y, 'mul', options);
  }
  mul(y: TensorLike, options?: AtOptions): Tensor {
    return this.multiply(y, options);
  }
  divide(y: TensorLike, options?: AtOptions): Tensor {
    return div(this.#x, update(onesLike(this.#x), this.#index, y, 'mul', options));
  }
  power(y: TensorLike, options?: AtOptions): Tensor {
    return pow(this.#x, update(onesLike(this.#x), this.#index, y, 'mul', options));
  }
  min(y: TensorLike, options?: AtOptions): Tensor {
    return update(this.#x, this.#index, y, 'min', options);
  }
  max(y: TensorLike, options?: AtOptions): Tensor {
    return update(this.#x, this.#index, y, 'max', options);
  }
  apply(f: (part: Tensor) => Tensor, options: AtOptions = {}): Tensor {
    if (!options.uniqueIndices && this.#index.some((g) => (g instanceof Tensor ? g.dtype !== 'bool' && g.size > 1 : Array.isArray(g) && g.length > 1 && typeof g[0] !== 'boolean')))
      throw new CotangentError('at(…).apply: a list of indices may name an element twice, and then f would be applied twice', { code: 'NN0575', hint: 'promise with uniqueIndices: true that it does not' });
    return this.set(f(this.get(options)), options);
  }
}

/**
 * The part of x that an index expression names, one index per axis; negative numbers count from the end.   As numpy's x[…], with
 * numpy's rules for tensors as indices. A number out of range is an error; an index in a tensor is clipped, as in JAX.
 * @example
 * index(tensor([[1, 2, 3], [4, 5, 6]]), ':', -1) // [3, 6]
 * index(tensor([[1, 2, 3], [4, 5, 6]]), [0, 1], [2, 0]) // [3, 4]
 * index(tensor([1, 2, 3]), [true, false, true]) // [1, 3]
 */
export const index = ((x: Tensor, ...expression: Index[]): Tensor => get(x, expression)) as <S, D, const E extends readonly Index[]>(x: Tensor<S, D>, ...expression: FitsAll<IndexedBy<S, E>, E>) => Tensor<Gives<IndexedBy<S, E>>, D>;

/**
 * The part of x that an index expression names, to be replaced: at(x, i).set(y) is x with x[i] = y. Nothing changes in place.
 * Methods: get, set, add, subtract, multiply, divide, power, min, max, apply; jax.numpy's ndarray.at.
 * @example
 * at(zeros([4]), s(1, 3)).set(7) // [0, 7, 7, 0]
 * at(tensor([1, 2, 3]), [0, 0, 2]).add(10) // [21, 2, 13]
 */
export const at = ((x: Tensor, ...expression: Index[]): Named => new Named(x, expression)) as unknown as <S, D, const E extends readonly Index[]>(x: Tensor<S, D>, ...expression: FitsAll<IndexedBy<S, E, false>, E>) => At<S, D, E>;
