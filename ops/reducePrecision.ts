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
    { inputs: [{ shape: [9], dtype: 'f64', range: [-900, 900] }], params: { exponentBits: 5, mantissaBits: 3 } },
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

/**
 * The same for f64, whose bits are not in reach: rounded by a number that is added and taken away, whose last place is as wide as the last that is
 * kept. It comes from the power of two below |x|, which f32 shows once |x| is brought near to 1.
 */
function double(x: Expr, mantissaBits: number): Expr {
  if (mantissaBits >= 52) return x;
  const c = (value: number): Expr => constant('f64', value), size = scalar('abs', x);
  const scale = [-900, -700, -500, -300, -100, 100, 300, 500, 700, 900].reduceRight((rest, e) => select(scalar('lt', size, c(2 ** e)), c(2 ** (100 - e)), rest), c(2 ** -1000));
  const near = scalar('mul', size, scale), head = convert('f64', bitcast('f32', scalar('and', bitcast('u32', convert('f32', near)), constant('u32', 0x7f800000))));
  // f32 may have rounded up to the next power; and below the least normal exponent all places are equally wide.
  const power = scalar('max', scalar('mul', head, select(scalar('gt', head, near), c(0.5), c(1))), scalar('mul', scale, c(2 ** -1022)));
  const magic = scalar('mul', power, c(2 ** (52 - mantissaBits))), rounded = scalar('div', scalar('sub', scalar('add', near, magic), magic), scale);
  // Without a mantissa the last bit that is kept is the exponent's, and halves go to the even exponent.
  const even = scalar('eq', scalar('and', bitcast('u32', convert('f32', power)), constant('u32', 1 << 23)), constant('u32', 0));
  const down = mantissaBits > 0 ? rounded : select(scalar('and', even, scalar('eq', near, scalar('mul', power, c(1.5)))), scalar('div', power, scale), rounded);
  const whole = select(scalar('lt', size, c(Infinity)), down, size);
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
