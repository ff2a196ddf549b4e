/** vmap: a function of one example becomes a function of a batch of them. JAX's names and meaning. */
import { CotangentError } from '../../core/diagnostic.ts';
import { inline } from '../../core/graph.ts';
import { showType } from '../../core/shape.ts';
import type { Dim } from '../../core/types/dim.ts';
import { flatten, spreadPrefix, type TreeDef } from '../../core/tree.ts';
import { batchGraph } from '../../lowering/batch.ts';
import { axisTo, repeat } from '../../ops/batching.ts';
import { graphBuilder } from '../../ops/builder.ts';
import { isDynamic, readArguments, readResults } from '../arguments.ts';
import { withNamedAxis } from '../namedAxes.ts';
import { call, trace } from '../trace.ts';
import type { Tensor } from '../tensor.ts';
import type { AnyFunction } from './traced.ts';
import type { Batched, BatchedArguments } from './types.ts';

/** An axis, or null for none: of every tensor in a tree, or a tree of axes in the form of the tree's upper part. */
export type AxisTree = number | null | readonly AxisTree[] | { readonly [key: string]: AxisTree } | ReadonlyMap<unknown, AxisTree>;

export interface VmapOptions {
  /** Along which axis of the arguments the examples lie, the same for all or a list with one entry for each argument; null where all examples share it. 0 when absent. */
  readonly inAxes?: AxisTree;
  /** Along which axis of the results they are put; null where a result is the same for all examples. 0 when absent. */
  readonly outAxes?: AxisTree;
  /** A name for the axis, by which collectives in f mean it: `lax.psum(x, 'batch')`. */
  readonly axisName?: string;
  /** How many examples there are; needed where no argument tells. */
  readonly axisSize?: number;
}

type AxesIn<O, K extends 'inAxes' | 'outAxes'> = O extends { readonly [P in K]: infer A } ? A : 0;
type SizeIn<O> = O extends { readonly axisSize: infer N extends number } ? N : number;

/**
 * f on every example of a batch: (x₁ … xₙ) → (f(x₁) … f(xₙ)), computed together and not one after the other.
 * Tensors that f uses from outside are shared by all examples. As jax.vmap.
 * @example
 * const product = (x, y) => matmul(x, y);
 * vmap(product)(tensor([[1, 2], [3, 4]]), tensor([[1, 1], [2, 0]])) // [3, 6]
 * vmap(product, { inAxes: [0, null] })(tensor([[1, 2], [3, 4]]), tensor([1, 10])) // [21, 43]
 */
export function vmap<F extends AnyFunction, const O extends VmapOptions = Record<never, never>>(f: F, options?: O): <const N extends Dim = SizeIn<O>>(...args: BatchedArguments<Parameters<F>, AxesIn<O, 'inAxes'>, N>) => Batched<ReturnType<F>, AxesIn<O, 'outAxes'>, N> {
  const { inAxes = 0, outAxes = 0, axisName, axisSize }: VmapOptions = options ?? {}, name = f.name || 'f';
  const batched = (...args: Parameters<F>): unknown => {
    const read = readArguments(args), given = read.tensors.map((x, i): Place => ({ x, path: read.paths[i]! }));
    const axes = argumentAxes(args, inAxes, given), size = batchSize(given, axes, axisSize);
    const examples = read.tensors.map(({ shape, dtype, weak }, i) => ({ shape: axes[i] === null ? shape : shape.toSpliced(axes[i]!, 1), dtype, weak }));
    const { graph, captured, result } = withNamedAxis(axisName, size, () => trace(name, examples, (inputs) => {
      const result: unknown = f(...read.rebuild(inputs) as Parameters<F>), { tensors, paths, rebuild } = readResults(result);
      const places = tensors.map((x, i): Place => ({ x, path: paths[i] === '' ? 'the result' : `result ${paths[i]}` }));
      return { outputs: tensors, result: { rebuild, places, axes: resultAxes(result, outAxes, places) } };
    }));
    const all = batchGraph(graph, [...axes.map((a) => a !== null), ...captured.map(() => false)], { size, name: axisName });
    result.places.forEach(({ path }, i) => {
      if (result.axes[i] === null && all.batched[i])
        throw new CotangentError(`vmap: outAxes says that ${path} is the same for all examples, but it depends on the example`, { code: 'NN0543', hint: 'name an axis for it, or reduce it over the examples first, for example with lax.psum' });
    });
    const b = graphBuilder(name), tensors = [...read.tensors, ...captured];
    const inputs = tensors.map((x) => b.input(x.type));
    const outputs = inline(b, all.graph, inputs.map((x, i) => axisTo(b, x, axes[i] ?? 0, 0)));
    const out = call(b.finish(outputs.map((y, i) => {
      const axis = result.axes[i]!;
      return axis === null ? y : axisTo(b, all.batched[i] ? y : repeat(b, y, size), 0, axis);
    })), tensors);
    read.dispose();
    return result.rebuild(out);
  };
  return batched as never;
}

/** A tensor among the arguments or results, and what messages call it. */
interface Place {
  readonly x: Tensor;
  readonly path: string;
}

const isAxis = (x: unknown): x is number | null => x === null || typeof x === 'number';
const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;

function argumentAxes(args: readonly unknown[], inAxes: AxisTree, places: readonly Place[]): readonly (number | null)[] {
  if (!isAxis(inAxes) && !Array.isArray(inAxes))
    throw new CotangentError('vmap: inAxes must be a number, null, or a list with one entry for each argument', { code: 'NN0540', hint: 'for a function of one argument, put the tree of axes into a list' });
  if (Array.isArray(inAxes) && inAxes.length !== args.length)
    throw new CotangentError(`vmap: inAxes is a list of length ${inAxes.length}, but the call has ${count(args.length, 'argument')}`, { code: 'NN0540', hint: 'give one entry for each argument' });
  const axes = args.flatMap((arg, i) => axesOfLeaves('inAxes', Array.isArray(inAxes) ? inAxes[i] as AxisTree : inAxes, flatten(arg), `arguments[${i}]`));
  return places.map((place, i) => axisIn('inAxes', axes[i]!, place, place.x.rank));
}

function resultAxes(result: unknown, outAxes: AxisTree, places: readonly Place[]): readonly (number | null)[] {
  const axes = axesOfLeaves('outAxes', outAxes, flatten(result), 'the result');
  // The batch is one axis more.
  return places.map((place, i) => axisIn('outAxes', axes[i]!, place, place.x.rank + 1));
}

/** What a tree of axes says of every tensor in another tree. */
function axesOfLeaves(option: string, axes: AxisTree, { leaves, def }: { readonly leaves: readonly unknown[]; readonly def: TreeDef }, what: string): readonly (number | null)[] {
  const spread = spreadPrefix(axes, def, isAxis, (path) => new CotangentError(`vmap: ${option} does not have the form of ${what}${path === '' ? '' : `.${path}`}`,
    { code: 'NN0540', hint: 'give a number or null for a whole tree, or a tree of them with the same keys' }));
  return spread.filter((_, i) => isDynamic(leaves[i]));
}

/** The axis counted from the front. */
function axisIn(option: string, axis: number | null, { x, path }: Place, rank: number): number | null {
  if (axis === null) return null;
  if (Number.isInteger(axis) && axis >= -rank && axis < rank) return axis < 0 ? axis + rank : axis;
  throw new CotangentError(`vmap: ${option} names axis ${axis} of ${path}, which ${option === 'inAxes' ? `is ${showType(x)}` : `for one example is ${showType(x)}`}`,
    { code: 'NN0541', hint: rank === 0 ? 'a scalar has no axes: give null if all examples share it' : `use ${-rank} to ${rank - 1}, or null` });
}

/** How many examples there are, by all that is mapped. */
function batchSize(places: readonly Place[], axes: readonly (number | null)[], axisSize: number | undefined): number {
  if (axisSize !== undefined && !(Number.isInteger(axisSize) && axisSize >= 0))
    throw new CotangentError(`vmap: axisSize is ${axisSize}, not a number of examples`, { code: 'NN0542', hint: 'give a whole number, or leave it out where an argument is mapped' });
  const found = places.flatMap(({ x, path }, i) => (axes[i] === null ? [] : [{ size: x.shape[axes[i]!]!, words: `${path} has ${x.shape[axes[i]!]} along axis ${axes[i]}` }]));
  const sizes = axisSize === undefined ? found : [{ size: axisSize, words: `axisSize is ${axisSize}` }, ...found];
  const [first] = sizes, other = sizes.find(({ size }) => size !== first!.size);
  if (!first)
    throw new CotangentError('vmap: nothing is mapped, so there is no number of examples', { code: 'NN0542', hint: 'name an axis of at least one argument in inAxes, or give axisSize' });
  if (other)
    throw new CotangentError(`vmap: the numbers of examples differ: ${first.words}, ${other.words}`, { code: 'NN0542', hint: 'give null in inAxes for an argument that all examples share' });
  return first.size;
}
