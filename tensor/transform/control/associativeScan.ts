/** Running combinations in logarithmic depth, as jax.lax.associative_scan. */
import { CotangentError } from '../../../core/diagnostic.ts';
import type { Value } from '../../../core/graph.ts';
import { axisIn, showType } from '../../../core/shape.ts';
import { unflatten } from '../../../core/tree.ts';
import { op } from '../../operation.ts';
import type { Tensor } from '../../tensor.ts';
import { checkFunction } from './cond.ts';
import { difference, readTree, type Tensors, type Tree } from './tree.ts';

export interface AssociativeScanOptions {
  /** From the last element to the first. */
  readonly reverse?: boolean;
  readonly axis?: number;
}

/**
 * y_i = x_0 ∘ x_1 ∘ … ∘ x_i for every i, where a ∘ b = f(a, b) is associative.
 * xs, ys: a tree of [..s, n, ..t]   f(a, b): element by element along the axis, for any number of elements
 * Pairs are combined, then pairs of pairs: some 2n combinations, of which log₂ n depend on one another (Blelloch 1990).
 * As jax.lax.associative_scan.
 * @example
 * associativeScan((a, b) => add(a, b), tensor([1, 2, 3, 4])) // [1, 3, 6, 10]
 * @example
 * associativeScan((a, b) => maximum(a, b), tensor([3, 1, 4, 1, 5]), { reverse: true }) // [5, 5, 5, 5, 5]
 */
export function associativeScan<X>(f: (a: X, b: X) => X, xs: X, { reverse = false, axis = 0 }: AssociativeScanOptions = {}): Tensors<X> {
  const what = 'associativeScan';
  checkFunction(what, f);
  const given = readTree(what, 'xs', xs), first = given.tensors[0];
  if (!first) return unflatten(given.def, []) as Tensors<X>;
  const axes = given.tensors.map((x) => axisIn(what, axis, x.rank)), n = first.shape[axes[0]!]!;
  const odd = given.tensors.findIndex((x, i) => x.shape[axes[i]!] !== n);
  if (odd >= 0)
    throw new CotangentError(`${what}: ${given.names[odd]} is ${showType(given.tensors[odd]!)}, but ${given.names[0]} has ${n} elements along axis ${axis}`, { code: 'NN0563', hint: 'all tensors have one size along the axis' });

  const along = axes.map((at, i) => ({ rank: given.tensors[i]!.rank, at }));
  const combine = (a: readonly Tensor[], b: readonly Tensor[]): readonly Tensor[] => {
    const y = readTree(what, 'the result', f(unflatten(given.def, a) as X, unflatten(given.def, b) as X));
    checkResult(given, y, a);
    return y.tensors;
  };
  const parts = (xs: readonly Tensor[], from: number, step: number, to?: number): readonly Tensor[] => xs.map((x, i) => part(x, along[i]!.at, from, step, to));
  const scan = (xs: readonly Tensor[], n: number): readonly Tensor[] => {
    if (n < 2) return xs;
    const pairs = combine(parts(xs, 0, 2, n - 1), parts(xs, 1, 2));
    // What ends at an odd place is a combination of whole pairs; one element more leads to the next even place.
    const odd = scan(pairs, Math.floor(n / 2)), rest = parts(xs, 2, 2);
    const even = n === 2 ? [] : combine(n % 2 === 0 ? parts(odd, 0, 1, n / 2 - 1) : odd, rest);
    return xs.map((x, i) => interleaved(along[i]!.at, part(x, along[i]!.at, 0, 1, 1), even[i], odd[i]!));
  };
  const flip = (xs: readonly Tensor[]): readonly Tensor[] => (reverse ? xs.map((x, i) => op(`rev ${along[i]!.at}`, [x], (b, [x]) => b.rev(x as Value, { axes: [along[i]!.at] }))[0]!) : xs);
  return unflatten(given.def, flip(scan(flip(given.tensors), n))) as Tensors<X>;
}

function checkResult(given: Tree, y: Tree, like: readonly Tensor[]): void {
  const differs = difference(given.def, y.def, 'the result');
  if (differs) throw new CotangentError(`associativeScan: ${differs.path} is ${differs.b} where xs has ${differs.a}`, { code: 'NN0560', hint: 'the function returns a tree of the form of its operands' });
  const wrong = y.tensors.findIndex((t, i) => showType(t) !== showType(like[i]!));
  if (wrong >= 0)
    throw new CotangentError(`associativeScan: ${y.names[wrong]} is ${showType(y.tensors[wrong]!)} where the operands are ${showType(like[wrong]!)}`, { code: 'NN0561', hint: 'the function works element by element and keeps the dtype' });
}

const part = (x: Tensor, axis: number, from: number, step: number, to = x.shape[axis]!): Tensor =>
  op(`associativeScan part ${axis} ${from} ${step} ${to}`, [x], (b, [x0]) => {
    const v = x0 as Value, shape = v.type.shape as readonly number[], at = <T>(one: T, others: (i: number) => T): T[] => shape.map((_, i) => (i === axis ? one : others(i)));
    return b.slice(v, { start: at(Math.min(from, to), () => 0), stop: at(to, (i) => shape[i]!), step: at(step, () => 1) });
  })[0]!;

/** first, odd₀, even₀, odd₁, even₁ … along the axis. */
function interleaved(axis: number, first: Tensor, even: Tensor | undefined, odd: Tensor): Tensor {
  return op(`interleave ${axis}`, even ? [first, even, odd] : [first, odd], (b, x) => {
    const values = x as readonly Value[], begin = values[0]!, last = values.at(-1)!, evens = even ? b.concat([begin, values[1]!], { axis }) : begin;
    const size = (v: Value): number => v.type.shape[axis] as number, count = size(last);
    const split = (v: Value): Value => b.reshape(v, { shape: v.type.shape.flatMap((d, i) => (i === axis ? [count, 1] : [d])) });
    const range = (v: Value, from: number, to: number): Value => b.slice(v, { start: v.type.shape.map((_, i) => (i === axis ? from : 0)), stop: v.type.shape.map((d, i) => (i === axis ? to : (d as number))), step: v.type.shape.map(() => 1) });
    const both = b.concat([split(range(evens, 0, count)), split(last)], { axis: axis + 1 });
    const joined = b.reshape(both, { shape: last.type.shape.map((d, i) => (i === axis ? 2 * count : d)) });
    return size(evens) === count ? joined : b.concat([joined, range(evens, count, count + 1)], { axis });
  })[0]!;
}
