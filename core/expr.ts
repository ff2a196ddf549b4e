/**
 * Scalar expressions: what is computed for one element. The language in which an operation says its meaning and
 * in which a kernel computes; the only thing a backend must know how to calculate.
 *
 * Indices are expressions too, of dtype i32. A `load` inside an operation's definition names an input and gives one
 * index per axis; inside a kernel it names a buffer and gives one linear index in elements.
 */
import type { DType } from './dtype.ts';
import type { ScalarName } from './scalar.ts';

/** A loop variable: 0 ≤ axis < extent. Compared by identity. */
export interface Axis {
  readonly extent: number;
}

/** A named place for one scalar inside a kernel. Compared by identity. */
export interface Local {
  readonly dtype: DType;
}

export type Fold = 'sum' | 'prod' | 'max' | 'min' | 'and' | 'or' | 'xor';

export type Expr =
  | { readonly kind: 'const'; readonly dtype: DType; readonly value: number }
  | { readonly kind: 'axis'; readonly dtype: 'i32'; readonly axis: Axis }
  | { readonly kind: 'local'; readonly dtype: DType; readonly local: Local }
  | { readonly kind: 'load'; readonly dtype: DType; readonly from: number; readonly index: readonly Expr[] }
  | { readonly kind: 'scalar'; readonly dtype: DType; readonly name: ScalarName; readonly args: readonly Expr[] }
  /** Value conversion: float to integer truncates towards zero and saturates, NaN gives 0; to bool is x ≠ 0. */
  | { readonly kind: 'convert'; readonly dtype: DType; readonly arg: Expr }
  /** The same bits read as another dtype of the same size. */
  | { readonly kind: 'bitcast'; readonly dtype: DType; readonly arg: Expr }
  /** test ? yes : no. Both sides may be evaluated, so every load must be in range on both: a rule that pads clamps its indices. */
  | { readonly kind: 'select'; readonly dtype: DType; readonly test: Expr; readonly yes: Expr; readonly no: Expr }
  /** Fold of `body` over all values of the axes, in order. Only in definitions; kernels say it with loops. */
  | { readonly kind: 'reduce'; readonly dtype: DType; readonly fold: Fold; readonly axes: readonly Axis[]; readonly body: Expr };
