/**
 * jax.lax: collectives, by which the examples of a batch meet. `axisName` is the name that vmap was given for the axis; they are resolved
 * while the function is mapped, and nothing of them is left when it runs.
 */
import { CotangentError } from '../../core/diagnostic.ts';
import type { Value } from '../../core/graph.ts';
import { mapTree } from '../../core/tree.ts';
import type { Builder } from '../../ops/builder.ts';
import { countable, floating, tensorOf } from '../operand.ts';
import { op } from '../operation.ts';
import { namedAxisSize } from '../namedAxes.ts';
import { exactAxis, takes } from './strict.ts';
import { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';

/** The name of an axis, or names of several. */
export type AxisName = string | readonly string[];
const namesOf = (axisName: AxisName): readonly string[] => (typeof axisName === 'string' ? [axisName] : axisName);

/** f on every tensor or number in a tree. */
const onLeaves = <T>(tree: T, f: (x: TensorLike) => unknown): T => mapTree(f as (x: never) => unknown, tree) as T;

/** One operation on x; `key` names it with all that it depends on. */
const one = (key: string, x: TensorLike, build: (b: Builder, x: Value) => Value): Tensor => op(`lax.${key}`, [tensorOf(`lax.${key}`, x)], (b, [x]) => build(b, x as Value))[0]!;

const reduction = (name: 'psum' | 'pmax' | 'pmin') => (x: TensorLike, axisName: string): Tensor => {
  namedAxisSize(`lax.${name}`, axisName);
  return one(`${name} ${axisName}`, x, (b, x) => b[name](name === 'psum' ? countable(b, x) : x, { axisName }));
};
const over = (x: TensorLike, axisName: AxisName, reduce: (x: TensorLike, name: string) => Tensor): TensorLike => namesOf(axisName).reduce<TensorLike>(reduce, x);

/**
 * The sum over all examples along a named axis, for each of them; bools are counted.   x, y: [..s], or trees of them
 * The cotangent of x is the sum of the cotangents of y. A number counts once for each example.
 * @example
 * vmap((x) => div(x, lax.psum(x, 'batch')), { axisName: 'batch' })(tensor([1, 3])) // [0.25, 0.75]
 */
export const psum = <T>(x: T, axisName: AxisName): T =>
  onLeaves(x, (v) => (typeof v === 'number' || typeof v === 'boolean' ? Number(v) * axisSize(axisName) : over(v, axisName, reduction('psum'))));

/**
 * The mean over all examples along a named axis, for each of them; integers become f32.   x, y: [..s], or trees of them
 * @example
 * vmap((x) => sub(x, lax.pmean(x, 'batch')), { axisName: 'batch' })(tensor([1, 3])) // [-1, 1]
 */
export const pmean = <T>(x: T, axisName: AxisName): T => {
  const n = axisSize(axisName);
  return onLeaves(x, (v) => (typeof v === 'number' || typeof v === 'boolean' ? Number(v) : one(`pmean ${n}`, over(v, axisName, reduction('psum')), (b, v) => b.div(floating(b, v), n))));
};

/**
 * The greatest of all examples along a named axis, for each of them.   x, y: [..s], or trees of them.   Not differentiated.
 * @example
 * vmap((x) => lax.pmax(x, 'batch'), { axisName: 'batch' })(tensor([1, 3])) // [3, 3]
 */
export const pmax = <T>(x: T, axisName: AxisName): T => onLeaves(x, (v) => over(v, axisName, reduction('pmax')));

/**
 * The least of all examples along a named axis, for each of them.   x, y: [..s], or trees of them.   Not differentiated.
 * @example
 * vmap((x) => lax.pmin(x, 'batch'), { axisName: 'batch' })(tensor([1, 3])) // [1, 1]
 */
export const pmin = <T>(x: T, axisName: AxisName): T => onLeaves(x, (v) => over(v, axisName, reduction('pmin')));

/**
 * How many examples there are along a named axis; along several, the product.
 * @example
 * vmap((x) => mul(x, lax.axisSize('batch')), { axisName: 'batch' })(tensor([1, 3])) // [2, 6]
 */
export const axisSize = (axisName: AxisName): number => namesOf(axisName).reduce((n, name) => n * namedAxisSize('lax.axisSize', name), 1);

/**
 * Which example along a named axis this is, from 0; along several, counted in row-major order.   y: i32[]
 * @example
 * vmap((x) => add(x, lax.axisIndex('batch')), { axisName: 'batch' })(tensor([10, 10])) // [10, 11]
 */
export const axisIndex = (axisName: AxisName): Tensor<[], 'i32'> => {
  const names = namesOf(axisName), sizes = names.map((name) => namedAxisSize('lax.axisIndex', name));
  return op(`lax.axisIndex ${names.join()}`, [], (b) => names.map((axisName) => b.axisIndex({ axisName })).reduce((sum, i, k) => b.add(b.mul(sum, sizes[k]!), i)))[0]! as Tensor<[], 'i32'>;
};

export interface AllGatherOptions {
  /** Where the examples stand in the result. 0 when absent. */
  readonly axis?: number;
  /** One after the other along an axis that is there, not along a new one. */
  readonly tiled?: boolean;
}

/**
 * The x of all examples along a named axis, for each of them.   x: [..s]   y: [size, ..s], or tiled [size · s₀, ..]; or trees of them
 * @example
 * vmap((x) => lax.allGather(x, 'batch'), { axisName: 'batch' })(tensor([1, 3])) // [[1, 3], [1, 3]]
 */
export const allGather = <T>(x: T, axisName: string, { axis = 0, tiled = false }: AllGatherOptions = {}): T => {
  const size = namedAxisSize('lax.allGather', axisName);
  return onLeaves(x, (v) => {
    const at = axisAmong('lax.allGather', axis, rankOf(v) + (tiled ? 0 : 1));
    return one(`allGather ${axisName} ${size} ${at} ${tiled}`, v, (b, v) => b.allGather(v, { axisName, size, axis: at, tiled }));
  });
};

/**
 * The sum of x over all examples along a named axis, of which example i gets part i along an axis.
 * x: [size, ..s]   y: [..s], or tiled [size · n, ..s] → [n, ..s]; or trees of them
 * @example
 * vmap((x) => lax.psumScatter(x, 'batch'), { axisName: 'batch' })(tensor([[1, 2], [3, 4]])) // [4, 6]
 */
export const psumScatter = <T>(x: T, axisName: string, { axis = 0, tiled = false }: AllGatherOptions = {}): T => {
  const size = namedAxisSize('lax.psumScatter', axisName);
  return onLeaves(x, (v) => {
    const at = axisAmong('lax.psumScatter', axis, rankOf(v));
    takes('lax.psumScatter', v, (d) => d !== 'bool', 'numbers');
    checkParts('lax.psumScatter', v, at, size, tiled);
    return one(`psumScatter ${axisName} ${size} ${at} ${tiled}`, v, (b, v) => b.psumScatter(v, { axisName, size, axis: at, tiled }));
  });
};

/**
 * The examples along a named axis in another order: `pairs` lists [source, destination], every example once as each.   x, y: [..s], or trees of them
 * @example
 * vmap((x) => lax.ppermute(x, 'batch', [[0, 1], [1, 2], [2, 0]]), { axisName: 'batch' })(tensor([1, 2, 3])) // [3, 1, 2]
 */
export const ppermute = <T>(x: T, axisName: string, pairs: readonly (readonly [source: number, destination: number])[]): T => {
  const size = namedAxisSize('lax.ppermute', axisName);
  const from = Array.from({ length: size }, (_, i) => pairs.find(([, destination]) => destination === i)?.[0] ?? -1);
  if (pairs.length !== size || from.some((_, i) => !from.includes(i)))
    throw new CotangentError(`lax.ppermute: ${JSON.stringify(pairs)} is not a permutation of the ${size} examples along '${axisName}'`, { code: 'NN0542', hint: 'name each of them once as source and once as destination' });
  return onLeaves(x, (v) => one(`ppermute ${axisName} ${from.join()}`, v, (b, v) => b.ppermute(v, { axisName, from })));
};

/**
 * Each example's x falls into one part for each example along a named axis; example i gets the parts i, put together along an axis.
 * x: [.., size, ..]   y: the axis `split` gone, one of that size at `concat`; tiled, both axes stay: n · size and m become n and m · size.
 * @example
 * vmap((x) => lax.allToAll(x, 'batch', 0, 0), { axisName: 'batch' })(tensor([[1, 2], [3, 4]])) // [[1, 3], [2, 4]]
 */
export const allToAll = <T>(x: T, axisName: string, split: number, concat: number, { tiled = false }: { readonly tiled?: boolean } = {}): T => {
  const size = namedAxisSize('lax.allToAll', axisName);
  return onLeaves(x, (v) => {
    const rank = rankOf(v), from = exactAxis('lax.allToAll', split, rank), to = exactAxis('lax.allToAll', concat, rank);
    checkParts('lax.allToAll', v, from, size, tiled);
    return one(`allToAll ${axisName} ${size} ${from} ${to} ${tiled}`, v, (b, v) => {
      if (tiled || from === to) return b.allToAll(v, { axisName, size, split: from, concat: to });
      // The parts, of size 1 along the axis that is split, meet along a new one.
      const [split, concat] = to < from ? [from + 1, to] : [from, to + 1];
      return b.squeeze(b.allToAll(b.expandDims(v, { axes: [concat] }), { axisName, size, split, concat }), { axes: [split] });
    });
  });
};

/**
 * The examples along a named axis in another order: example i gets the x of example order[i].   x, y: [..s], or trees of them
 * @example
 * vmap((x) => lax.pshuffle(x, 'batch', [2, 0, 1]), { axisName: 'batch' })(tensor([1, 2, 3])) // [3, 1, 2]
 */
export const pshuffle = <T>(x: T, axisName: string, order: readonly number[]): T => ppermute(x, axisName, order.map((from, i) => [from, i]));

/**
 * A named axis and an axis of x change places; both have one size.   x: [.., size, ..]   y: as x
 * @example
 * vmap((x) => lax.pswapaxes(x, 'batch', 0), { axisName: 'batch' })(tensor([[1, 2], [3, 4]])) // [[1, 3], [2, 4]]
 */
export const pswapaxes = <T>(x: T, axisName: string, axis: number): T => allToAll(x, axisName, axis, axis);

const rankOf = (x: TensorLike): number => (x instanceof Tensor ? x.rank : 0);
const axisAmong = (what: string, axis: number, rank: number): number => exactAxis(what, axis < 0 ? axis + rank : axis, rank);

/** Throws unless the axis has one part for each example. */
function checkParts(what: string, x: TensorLike, axis: number, size: number, tiled: boolean): void {
  const n = x instanceof Tensor ? x.shape[axis]! : 1;
  if (tiled ? n % size !== 0 : n !== size)
    throw new CotangentError(`${what}: axis ${axis} has size ${n}, which does not fall into one part for each of ${size} examples`, { code: 'NN0542', hint: tiled ? 'its size must be a multiple of the number of examples' : 'its size must be the number of examples; tiled allows multiples' });
}
