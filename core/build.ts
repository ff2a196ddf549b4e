/** Short hands for writing scalar expressions in records and passes. Constants on one side are folded where that is exact. */
import type { DType } from './dtype.ts';
import type { Axis, Expr, Fold, Local } from './expr.ts';
import { scalars, type ScalarName } from './scalar.ts';

export const constant = (dtype: DType, value: number): Expr => ({ kind: 'const', dtype, value });
export const int = (value: number): Expr => constant('i32', value);
export const at = (axis: Axis): Expr => ({ kind: 'axis', dtype: 'i32', axis });
export const local = (l: Local): Expr => ({ kind: 'local', dtype: l.dtype, local: l });
export const load = (from: number, dtype: DType, index: readonly Expr[]): Expr => ({ kind: 'load', from, dtype, index });
export const convert = (dtype: DType, arg: Expr): Expr => (arg.dtype === dtype ? arg : { kind: 'convert', dtype, arg });
export const bitcast = (dtype: DType, arg: Expr): Expr => (arg.dtype === dtype ? arg : { kind: 'bitcast', dtype, arg });
export const select = (test: Expr, yes: Expr, no: Expr): Expr => ({ kind: 'select', dtype: yes.dtype, test, yes, no });
export const reduce = (fold: Fold, axes: readonly Axis[], body: Expr): Expr => (axes.length === 0 ? body : { kind: 'reduce', dtype: body.dtype, fold, axes, body });
export const scalar = (name: ScalarName, ...args: readonly Expr[]): Expr =>
  ({ kind: 'scalar', name, dtype: scalars[name].gives === 'bool' ? 'bool' : args[0]!.dtype, args });
export const axis = (extent: number): Axis => ({ extent });

const isInt = (e: Expr, value?: number): e is Expr & { kind: 'const' } => e.kind === 'const' && e.dtype === 'i32' && (value === undefined || e.value === value);

// Index arithmetic on i32 that never meets a negative number or an overflow: 0 ≤ every index < 2^31.
export function addIndex(a: Expr, b: Expr): Expr {
  if (isInt(a) && isInt(b)) return int(a.value + b.value);
  return isInt(a, 0) ? b : isInt(b, 0) ? a : scalar('add', a, b);
}
export function mulIndex(a: Expr, n: number): Expr {
  if (isInt(a)) return int(a.value * n);
  return n === 0 ? int(0) : n === 1 ? a : scalar('mul', a, int(n));
}
