/** Loops of known length, as jax.lax.scan and map. */
import { CotangentError } from '../../../core/diagnostic.ts';
import { showType } from '../../../core/shape.ts';
import { mapTree } from '../../../core/tree.ts';
import { scanBy } from '../../../lowering/unroll.ts';
import { concat, reshape, slice } from '../../functions.ts';
import type { Tensor } from '../../tensor.ts';
import { vmap } from '../vmap.ts';
import { callOn, traceBody, withConstants, type Body, type Weakly } from './body.ts';
import { checkCarry, promoted, readTree, rebuild, type Tensors, type Tree } from './tree.ts';
import type { AnyFunction } from '../traced.ts';
import type { Batched, Carried, FirstSize, Slices } from '../types.ts';

export interface ScanOptions {
  /** The number of turns. Needed where `xs` holds no tensors; else it must be the size of their first axes. */
  readonly length?: number;
  /** From the last turn to the first. xs and ys keep their order. */
  readonly reverse?: boolean;
  /** How many turns are written one after the other in each turn of the loop: more to compile, less to do besides the work. `true` or 0: all of them. */
  readonly unroll?: number | boolean;
}

/**
 * A loop that carries values: (carry, y_i) = f(carry, x_i) for every i in turn. → [carry, ys]
 * carry: a tree of [..s] that keeps its form, shapes and dtypes   xs: a tree of [n, ..t] or null   ys: a tree of [n, ..u]
 * The loop is one operation, however many turns it has; f is traced once. Numbers in `init` take the dtype that f gives them.
 * As jax.lax.scan.
 * @example
 * scan((sum, x) => [add(sum, x), mul(sum, x)], 0, tensor([1, 2, 3])) // [6, [0, 2, 9]]
 * @example
 * scan((c) => [mul(c, 2), c], tensor(1), null, { length: 4 }) // [16, [1, 2, 4, 8]]
 */
export function scan<C, X, K, Y, const O extends ScanOptions = Record<never, never>>(f: (carry: Tensors<NoInfer<C>>, x: Slices<NoInfer<X>>) => readonly [carry: Carried<'scan', C, K>, y: Y], init: C, xs: X, options?: O): [carry: Tensors<C>, ys: Batched<Tensors<Y>, 0, Turns<X, O>>] {
  return loop('scan', f as Turn, init, xs, options) as never;
}
/** How many turns there are: as said, or as long as the sequences are. */
type Turns<X, O> = O extends { readonly length: infer N extends number } ? N : FirstSize<X>;
/** A turn of any loop. */
type Turn = (carry: never, x: never) => readonly [unknown, unknown];

function loop(what: string, f: Turn, init: unknown, xs: unknown, options: ScanOptions = {}): [carry: unknown, ys: unknown] {
  const { reverse = false } = options;
  const sequence = readTree(what, 'xs', xs), length = lengthOf(what, sequence, options.length), each = turnsOf(what, options.unroll, length);
  const slices = sequence.tensors.map(({ shape, dtype, weak }): Weakly => ({ shape: shape.slice(1), dtype, weak }));

  const { first, body, carry, y } = settle(what, readTree(what, 'carry', init), (first) => {
    let carry!: Tree, y!: Tree;
    const count = first.tensors.length;
    const body = traceBody(what, [...first.tensors, ...slices], (values) => {
      const pair: unknown = f(rebuild(first, values.slice(0, count)) as never, rebuild(sequence, values.slice(count)) as never);
      if (!Array.isArray(pair) || pair.length !== 2)
        throw new CotangentError(`${what}: the function returns ${Array.isArray(pair) ? `an array of ${pair.length}` : pair instanceof Promise ? 'a promise' : 'no array'}, not [carry, y]`, { code: 'NN0562', hint: 'return the carry and what this turn gives: [carry, y]; y may be null' });
      carry = readTree(what, 'carry', pair[0]);
      y = readTree(what, 'y', pair[1]);
      return { name: 'results', tree: [...carry.tensors, ...y.tensors] };
    });
    return { body, carry, y };
  });
  const { constants, graphs: [graph] } = withConstants([body]), carries = first.tensors.length;
  const out = callOn(what, [...constants, ...first.tensors, ...sequence.tensors], (b, x) => scanBy(each, b, x, { body: graph!, constants: constants.length, carries, length, reverse }));
  return [rebuild(carry, out.slice(0, carries)), rebuild(y, out.slice(carries))];
}

/** A loop's body, traced again where numbers among the first values turn out to have another dtype; what it carries has been checked. */
export function settle<T extends { readonly body: Body; readonly carry: Tree }>(what: string, init: Tree, traced: (first: Tree) => T): T & { readonly first: Tree } {
  const made = traced(init), wider = promoted(init, made.carry);
  const first = wider ?? init, last = wider ? traced(wider) : made;
  checkCarry(what, first, last.carry);
  return { ...last, first };
}

function lengthOf(what: string, { tensors, names }: Tree, given: number | undefined): number {
  if (given !== undefined && !(Number.isInteger(given) && given >= 0))
    throw new CotangentError(`${what}: length is ${String(given)}`, { code: 'NN0517', hint: 'give a whole number, 0 or more' });
  tensors.forEach((x, i) => {
    if (x.rank === 0) throw new CotangentError(`${what}: ${names[i]} is ${showType(x)}, which has no first axis to go along`, { code: 'NN0563', hint: 'the loop uses it whole when the function captures it, or when it is carried' });
  });
  const length = given ?? tensors[0]?.shape[0];
  if (length === undefined) throw new CotangentError(`${what}: nothing says how many turns there are`, { code: 'NN0563', hint: 'give xs tensors, or length' });
  const odd = tensors.findIndex((x) => x.shape[0] !== length);
  if (odd >= 0)
    throw new CotangentError(`${what}: ${names[odd]} is ${showType(tensors[odd]!)}, but ${given === undefined ? `${names[0]} has ${length} turns` : `length is ${length}`}`, { code: 'NN0563', hint: 'the first axes of all xs have one size, the number of turns' });
  return length;
}

function turnsOf(what: string, unroll: number | boolean = 1, length: number): number {
  const each = typeof unroll === 'boolean' ? (unroll ? 0 : 1) : unroll;
  if (!(Number.isInteger(each) && each >= 0)) throw new CotangentError(`${what}: unroll is ${String(unroll)}`, { code: 'NN0517', hint: 'give a whole number of turns, or true for all' });
  return each === 0 ? length : each;
}

export interface MapOptions {
  /** So many slices at a time, by vmap; the last time those that remain. One when absent. */
  readonly batchSize?: number;
}

/**
 * f of every slice along the first axis, one after the other.   xs: a tree of [n, ..s]   ys: a tree of [n, ..t]
 * vmap does the same for all slices at once: that is faster and needs memory for all; `batchSize` lies between. As jax.lax.map.
 * @example
 * map((x) => sum(x), tensor([[1, 2], [3, 4], [5, 6]]), { batchSize: 2 }) // [3, 7, 11]
 */
export function map<X, Y>(f: (x: Slices<NoInfer<X>>) => Y, xs: X, { batchSize }: MapOptions = {}): Batched<Tensors<Y>, 0, FirstSize<X>> {
  return mapBy(f as AnyFunction, xs, batchSize) as never;
}
function mapBy(f: AnyFunction, xs: unknown, batchSize: number | undefined): unknown {
  const slices = (f: AnyFunction, xs: unknown): unknown => loop('map', (_, x) => [null, f(x)], null, xs)[1];
  if (batchSize === undefined) return slices(f, xs);
  if (!(Number.isInteger(batchSize) && batchSize > 0))
    throw new CotangentError(`map: batchSize is ${String(batchSize)}`, { code: 'NN0517', hint: 'give a whole number, 1 or more' });
  const all = readTree('map', 'xs', xs), n = lengthOf('map', all, undefined), rest = n % batchSize, whole = n - rest, several = vmap(f);
  const part = (from: number, to: number): readonly Tensor[] => all.tensors.map((x) => slice(x, [from, ...x.shape.slice(1).map(() => 0)], [to, ...x.shape.slice(1)]));
  if (whole === 0 && n > 0) return several(xs);
  const groups = rebuild(all, part(0, whole).map((x) => reshape(x, [whole / batchSize, batchSize, ...x.shape.slice(1)])));
  const ys = mapTree((y: Tensor) => reshape(y, [whole, ...y.shape.slice(2)]), slices(several, groups));
  return rest === 0 ? ys : mapTree((y: Tensor, z: Tensor) => concat([y, z]), ys, several(rebuild(all, part(whole, n))));
}
