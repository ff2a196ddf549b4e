/** Scalar expressions of known numbers, worked out now. What a dtype would round or wrap is rounded and wrapped at every step. */
import { boundsOf, isFloat, isInteger, type DType } from '../../core/dtype.ts';
import { decode, encode } from '../../core/encode.ts';
import type { Expr } from '../../core/expr.ts';
import { scalars } from '../../core/scalar.ts';

/** The number that x becomes when it is kept in the dtype. */
export const rounded = (x: number, dtype: DType): number => (dtype === 'bool' ? x & 1 : decode(encode([x], dtype), dtype)[0]);

/** The value of an expression whose loads give these numbers; undefined where only a backend should say (bits, division of integers by zero). */
export function constantOf(e: Expr, loads: readonly number[]): number | undefined {
  const of = (arg: Expr): number | undefined => constantOf(arg, loads);
  switch (e.kind) {
    case 'const': return rounded(e.value, e.dtype);
    case 'load': return loads[e.from];
    case 'scalar': {
      const [a, b] = e.args.map(of), integer = isInteger(e.args[0].dtype);
      if (a === undefined || (e.args.length > 1 && b === undefined)) return undefined;
      if (integer && b === 0 && (e.name === 'quot' || e.name === 'rem')) return undefined;
      // Products of integers can be too long for a double.
      return rounded(integer && e.name === 'mul' ? Math.imul(a, b!) : scalars[e.name].js(a, b!), e.dtype);
    }
    case 'convert': {
      const x = of(e.arg);
      if (x === undefined) return undefined;
      if (e.dtype === 'bool') return Number(x !== 0);
      if (isInteger(e.dtype) && isFloat(e.arg.dtype)) {
        const [least, most] = boundsOf(e.dtype);
        return Number.isNaN(x) ? 0 : Math.max(least, Math.min(most, Math.trunc(x)));
      }
      return rounded(x, e.dtype);
    }
    case 'select': {
      const test = of(e.test);
      return test === undefined ? undefined : of(test ? e.yes : e.no);
    }
    case 'axis': case 'local': case 'bitcast': case 'reduce': return undefined;
  }
}
