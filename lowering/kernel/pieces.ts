/** Cutting axes into pieces of a size that suits, by sizes alone. */
import type { Axis, Expr } from '../../core/expr.ts';
import type { Pool } from './pool.ts';

/** Elements of work that make an item of a parallel loop worth its handing out. */
export const itemElements = 4096;

/** `count` pieces of `size` one after the other, from `start` on. */
export interface Piece {
  readonly start: number;
  readonly count: number;
  readonly size: number;
}

/** The greatest divisor of n that is at most `most`. */
export function divisor(n: number, most: number): number {
  for (let d = Math.min(n, Math.floor(most)); d > 1; d--) if (n % d === 0) return d;
  return 1;
}

/** n as pieces near the target: equal ones where n has such a divisor, else some of just that size and a rest. */
export function pieces(n: number, target: number): readonly Piece[] {
  if (n <= 2 * target) return [{ start: 0, count: 1, size: n }];
  const size = divisor(n, 2 * target);
  if (size >= target / 2) return [{ start: 0, count: n / size, size }];
  const count = Math.floor(n / target), rest = n - count * target;
  return [{ start: 0, count, size: target }, { start: count * target, count: 1, size: rest }];
}

export const extentOf = (axes: readonly Axis[]): number => axes.reduce((n, a) => n * a.extent, 1);

export function substitution(pool: Pool, replaced: ReadonlyMap<Axis, Expr>): (e: Expr) => Expr {
  const seen = new Map<Expr, Expr>();
  return (e) => pool.rebuild(e, { axis: (a) => replaced.get(a) }, seen);
}
