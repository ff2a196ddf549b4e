/** Folds in a graph: by a monoid that a record knows, or by any function that joins two elements. */
import type { Fold } from '../../core/expr.ts';
import { startOf } from '../../core/fold.ts';
import type { Value } from '../../core/graph.ts';
import type { Builder } from '../../ops/builder.ts';
import type { Monoid } from './computation.ts';

type Reduce = (x: Value, params: { axes: readonly number[] }) => Value;
type ReduceName = { [K in keyof Builder]: Builder[K] extends Reduce ? K : never }[keyof Builder];

interface Reduction {
  readonly name: ReduceName;
  /** Of truth values; none when absent. */
  readonly bool?: ReduceName;
  readonly fold: Fold;
}

const reductions: Readonly<Record<Monoid, Reduction>> = {
  add: { name: 'sum', fold: 'sum' },
  mul: { name: 'prod', fold: 'prod' },
  maximum: { name: 'max', bool: 'reduceOr', fold: 'max' },
  minimum: { name: 'min', bool: 'reduceAnd', fold: 'min' },
  and: { name: 'reduceAnd', bool: 'reduceAnd', fold: 'and' },
  or: { name: 'reduceOr', bool: 'reduceOr', fold: 'or' },
  xor: { name: 'reduceXor', bool: 'reduceXor', fold: 'xor' },
};

export const foldOf = (monoid: Monoid): Fold => reductions[monoid].fold;

/** The reduction by a monoid; of no elements it is what the monoid leaves everything as it is with. */
export function reduced(b: Builder, monoid: Monoid, x: Value, axes: readonly number[]): Value {
  const { name, bool, fold } = reductions[monoid], { shape, dtype } = x.type;
  if (axes.some((a) => shape[a] === 0)) return b.full({ value: startOf(fold, dtype), shape: shape.filter((_, i) => !axes.includes(i)), dtype });
  return (b[dtype === 'bool' && bool ? bool : name] as Reduce)(x, { axes });
}

/** Neighbours are joined two by two until one is left, and the first values with it. */
export function folded(b: Builder, xs: readonly Value[], axes: readonly number[], join: (p: readonly Value[], q: readonly Value[]) => readonly Value[], first: readonly Value[]): readonly Value[] {
  const { shape } = xs[0]!.type, kept = shape.map((_, i) => i).filter((i) => !axes.includes(i)), rest = kept.map((i) => shape[i] as number);
  let n = axes.reduce((p, a) => p * (shape[a] as number), 1);
  if (n === 0) return first.map((v) => b.broadcast(v, { shape: rest, axes: [] }));
  let rows = xs.map((x) => b.reshape(b.transpose(x, { order: [...axes, ...kept] }), { shape: [n, ...rest] }));
  const every = (x: Value, start: number, stop: number, step: number): Value =>
    b.slice(x, { start: [start, ...rest.map(() => 0)], stop: [stop, ...rest], step: [step, ...rest.map(() => 1)] });
  while (n > 1) {
    const pairs = n - n % 2, joined = join(rows.map((x) => every(x, 0, pairs, 2)), rows.map((x) => every(x, 1, pairs, 2)));
    rows = joined.map((y, i) => (pairs === n ? y : b.concat([y, every(rows[i]!, n - 1, n, 1)], { axis: 0 })));
    n = Math.ceil(n / 2);
  }
  return join(first, rows.map((x) => b.reshape(x, { shape: rest })));
}
