/** Powers of integers by integers, of which no record is needed: nothing flows back through them. */
import type { Value } from '../core/graph.ts';
import type { Builder } from './builder.ts';

/** Bits of the exponent that count: more of them overflow for any base beyond ±1 (JAX's rule). */
const bits = 6;

/** z = xʸ for integers of one dtype, wrapping around.   x, y, z: [..s].   By the low bits of the exponent, whatever its sign. */
export function integerPower(b: Builder, x: Value, y: Value): Value {
  let power = b.select(b.and(b.eq(x, 0), b.ne(y, 0)), 0, b.select(b.eq(x, x), 1, x)), base = x, rest = y;
  for (let i = 0; i < bits; i++) {
    power = b.select(b.ne(b.and(rest, 1), 0), b.mul(power, base), power);
    base = b.mul(base, base);
    rest = b.shrLogical(rest, 1);
  }
  return power;
}
