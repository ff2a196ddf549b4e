/** In which precision a meaning of several steps is worked out, so that only its result is rounded. */
import { convert } from '../core/build.ts';
import type { DType } from '../core/dtype.ts';
import { isFloat } from '../core/dtype.ts';
import type { Expr } from '../core/expr.ts';

type Meaning<P> = (x: readonly Expr[], params: P) => Expr;

const within = (wide: (dtype: DType) => DType) => <P>(meaning: Meaning<P>): Meaning<P> => (x, params) => {
  const own = x[0].dtype, dtype = wide(own);
  if (dtype === own) return meaning(x, params);
  const y = meaning(x.map((e) => (isFloat(e.dtype) ? convert(dtype, e) : e)), params);
  return isFloat(y.dtype) ? convert(own, y) : y;
};

/** f16 and bf16 in f32. */
export const inSingle = within((dtype) => (dtype === 'f16' || dtype === 'bf16' ? 'f32' : dtype));
/** All floats in f64: for sums that cancel, and long ones. */
export const inDouble = within((dtype) => (isFloat(dtype) ? 'f64' : dtype));
