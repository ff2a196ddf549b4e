/** Slopes in f64: of formulas in which large numbers cancel, and by differences where there is no formula. */
import type { Value } from '../core/graph.ts';
import type { Builder } from './builder.ts';

/** A slope worked out in f64, for formulas in which large numbers cancel. */
export function slopeInDouble(b: Builder, x: readonly Value[], f: (...x: readonly Value[]) => Value): Value {
  const { dtype } = x[0].type;
  return dtype === 'f64' ? f(...x) : b.convert(f(...x.map((v) => b.convert(v, { dtype: 'f64' }))), { dtype });
}

/** Of the size over which such functions change: |x|, or √|x| where that is less. */
const relativeStep = 1e-3;

/** ∂f/∂x at x, by the central difference of fourth order (Abramowitz & Stegun 25.3.6); about 1e-11 of f's size is lost. */
export function byDifferences(b: Builder, x: Value, others: readonly Value[], f: (x: Value, others: readonly Value[]) => Value): Value {
  return slopeInDouble(b, [x, ...others], (at, ...rest) => {
    const size = b.abs(at), h = b.stopGradient(b.mul(b.minimum(size, b.sqrt(size)), relativeStep));
    const y = (steps: number): Value => f(b.add(at, b.mul(h, steps)), rest);
    return b.div(b.sub(b.mul(b.sub(y(1), y(-1)), 8), b.sub(y(2), y(-2))), b.mul(h, 12));
  });
}
