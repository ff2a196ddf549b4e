import { isInteger } from '../core/dtype.ts';
import { ShapeError, showType } from '../core/shape.ts';
import { like } from './like.ts';
import { elementwise } from './rules.ts';
import { around, elements, floats, integers, positive } from './samples.ts';
import type { Value } from '../core/graph.ts';
import type { Builder } from './builder.ts';
import type { Op } from './op.ts';

const numbers = elementwise('integerPow', 'number');

const noInteger = <const T extends string, const N extends string>(x: T, exponent: N): noInteger<T, N> => `integerPow: ${x} to the power ${exponent} is no integer`;
export type noInteger<T extends string, N extends string> = `integerPow: ${T} to the power ${N} is no integer`;

/** z = xⁿ for a whole number n, by squaring: right for negative x too.   x, z: [..s].   x⁰ = 1. */
export const integerPow: Op<{ exponent: number }> = {
  name: 'integerPow', arity: 1,
  type([x], { exponent }) {
    if (!Number.isInteger(exponent)) throw new ShapeError('NN0263', `integerPow: the exponent ${exponent} is not a whole number`, 'use pow');
    const [z] = numbers([x]);
    if (exponent < 0 && isInteger(z.dtype)) throw new ShapeError('NN0263', noInteger(showType(x), `${exponent}`), 'convert it to a float first');
    return [z];
  },
  expand(b, [x], { exponent }) {
    let square: Value = x, z: Value | undefined;
    for (let n = Math.abs(exponent); n > 0; n = Math.floor(n / 2)) {
      if (n % 2 === 1) z = z ? b.mul(z, square) : square;
      if (n > 1) square = b.mul(square, square);
    }
    z ??= like(b, x, 1);
    return [exponent < 0 ? b.div(1, z) : z];
  },
  // dz/dx = n xⁿ⁻¹, which overflows later than the derivatives of the products
  vjp: (b, { x: [x], params: { exponent } }, [g]) => [g && slope(b, x, exponent, g)],
  jvp: (b, { x: [x], params: { exponent } }, [t]) => [t && slope(b, x, exponent, t)],
  batch: (b, { x: [x], params }) => [b.integerPow(x, params)],
  samples: [
    ...[0, 1, 2, 3, 7].flatMap((exponent) => [...elements(floats, around), ...elements(integers, around)].map((s) => ({ ...s, params: { exponent } }))),
    ...[-1, -3].flatMap((exponent) => elements(floats, positive).map((s) => ({ ...s, params: { exponent } }))),
  ],
};

const slope = (b: Builder, x: Value, exponent: number, along: Value): Value | undefined =>
  (exponent === 0 ? undefined : b.mul(along, b.mul(b.integerPow(x, { exponent: exponent - 1 }), exponent)));
