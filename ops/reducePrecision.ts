import { bitcast, constant, convert, scalar, select } from '../core/build.ts';
import type { Expr } from '../core/expr.ts';
import { ShapeError } from '../core/shape.ts';
import { elementwise } from './rules.ts';
import type { Op } from './op.ts';

export interface Precision {
  readonly exponentBits: number;
  readonly mantissaBits: number;
}

const floats = elementwise('reducePrecision', 'float');

/**
 * x as a float of fewer bits would hold it: rounded to even, ±∞ beyond its greatest exponent, ±0 below its least normal number.
 * Bits beyond those that x has change nothing.   x, y: floats [..s]
 */
export const reducePrecision: Op<Precision> = {
  name: 'reducePrecision', arity: 1,
  type(inputs, { exponentBits, mantissaBits }) {
    if (!(Number.isInteger(exponentBits) && exponentBits >= 1 && Number.isInteger(mantissaBits) && mantissaBits >= 0))
      throw new ShapeError('NN0262', `reducePrecision: ${exponentBits} bits of exponent and ${mantissaBits} of mantissa make no number`, 'there is at least 1 bit of exponent, and no negative number of mantissa bits');
    return floats(inputs);
  },
  scalar: ([x], p) => (x.dtype === 'f64' ? reduced(x, double(x, p.mantissaBits), p, 11) : convert(x.dtype, reduced(convert('f32', x), single(convert('f32', x), p.mantissaBits), p, widths[x.dtype as 'f32']))),
  // As JAX has it: the tangent is reduced as well.
  jvp: (b, { params }, [t]) => [t && b.reducePrecision(t, params)],
  vjp: (b, { params }, [g]) => [g && b.reducePrecision(g, params)],
  samples: [
    { inputs: [[2, 3]], params: { exponentBits: 8, mantissaBits: 23 } },
    { inputs: [{ shape: [5], dtype: 'f64' }], params: { exponentBits: 11, mantissaBits: 52 } },
    { inputs: [{ shape: [9], dtype: 'f16' }], params: { exponentBits: 5, mantissaBits: 10 } },
  ],
};

const widths = { f32: 8, f16: 5, bf16: 8 } as const;

/** Rounded to the bits of the mantissa, on the bits themselves: half to even. */
function single(x: Expr, mantissaBits: number): Expr {
  if (mantissaBits >= 23) return x;
  const c = (value: number): Expr => constant('u32', value), bits = bitcast('u32', x), last = 2 ** (23 - mantissaBits);
  const odd = scalar('and', scalar('shrLogical', bits, c(23 - mantissaBits)), c(1));
  return bitcast('f32', scalar('and', scalar('add', bits, scalar('add', odd, c(last / 2 - 1))), c(2 ** 32 - last)));
}

/** The same for f64: brought into [1, 2) by powers of two, and rounded by a number added and taken away whose last place is as wide as that which is kept. */
function double(x: Expr, mantissaBits: number): Expr {
  if (mantissaBits >= 52) return x;
  const c = (value: number): Expr => constant('f64', value), size = scalar('abs', x);
  let y = size, scale = c(1);
  // No further than to the least normal exponent: below it all places are equally wide.
  for (const [powers, up] of [[[512, 256, 128, 64, 32, 16, 8, 4, 2, 1], false], [[511, 256, 128, 64, 32, 16, 8, 4, 2, 1], true]] as const)
    for (const k of powers) {
      const wanted = up ? scalar('lt', y, c(2 ** (1 - k))) : scalar('ge', y, c(2 ** k)), by = up ? 2 ** k : 2 ** -k;
      y = select(wanted, scalar('mul', y, c(by)), y);
      scale = select(wanted, scalar('mul', scale, c(1 / by)), scale);
    }
  const magic = c(1.5 * 2 ** (52 - mantissaBits)), rounded = scalar('mul', scalar('sub', scalar('add', y, magic), magic), scale);
  const whole = select(scalar('lt', size, c(Infinity)), rounded, size);
  return select(scalar('lt', x, c(0)), scalar('neg', whole), select(scalar('eq', x, c(0)), x, whole));
}

/** The rounded number in the range of the exponent; NaN stays. */
function reduced(x: Expr, rounded: Expr, { exponentBits }: Precision, own: number): Expr {
  const c = (value: number): Expr => constant(x.dtype, value), size = scalar('abs', rounded), negative = scalar('lt', rounded, c(0));
  const signed = (value: number): Expr => select(negative, c(-value), c(value));
  const bias = 2 ** (exponentBits - 1) - 1;
  const ranged = exponentBits >= own ? rounded
    : select(scalar('ge', size, c(2 ** (bias + 1))), signed(Infinity), select(scalar('lt', size, c(2 ** (1 - bias))), select(scalar('eq', rounded, c(0)), rounded, signed(0)), rounded));
  return select(scalar('eq', x, x), ranged, x);
}
