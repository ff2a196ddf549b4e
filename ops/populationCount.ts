import { constant, convert, scalar } from '../core/build.ts';
import type { Expr } from '../core/expr.ts';
import { elementwise } from './rules.ts';
import { elements, shifted } from './samples.ts';
import type { Op } from './op.ts';

/** y = how many bits of x are set.   x, y: integers [..s] */
export const populationCount: Op = {
  name: 'populationCount', arity: 1,
  type: elementwise('populationCount', 'integer'),
  scalar: ([x]) => convert(x.dtype, bitCount(bitsOf(x))),
  partials: () => [undefined],
  samples: elements(shifted, [-99, 99]),
};

/** The bits of an integer in the low ones of a u32, zeros above them. */
export const bitsOf = (x: Expr): Expr => (x.dtype === 'i8' ? scalar('and', convert('u32', convert('i32', x)), constant('u32', 0xff)) : convert('u32', x));

/** The number of set bits of a u32: sums of 2, 4 and 8 bits side by side, then of the four bytes (Warren, Hacker's Delight, 5-1). */
export function bitCount(x: Expr): Expr {
  const c = (value: number): Expr => constant('u32', value), right = (e: Expr, by: number): Expr => scalar('shrLogical', e, c(by)), masked = (e: Expr, mask: number): Expr => scalar('and', e, c(mask));
  const pairs = scalar('sub', x, masked(right(x, 1), 0x55555555));
  const fours = scalar('add', masked(pairs, 0x33333333), masked(right(pairs, 2), 0x33333333));
  const bytes = masked(scalar('add', fours, right(fours, 4)), 0x0f0f0f0f);
  return right(scalar('mul', bytes, c(0x01010101)), 24);
}
