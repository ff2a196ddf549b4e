/** Folds: the scalar function that joins two values, and the value a fold starts from. */
import { boundsOf, type DType } from './dtype.ts';
import type { Fold } from './expr.ts';
import type { ScalarName } from './scalar.ts';

interface Facts {
  readonly join: ScalarName;
  /** e with e ⊕ x = x for every x. */
  readonly start: (dtype: DType) => number;
}

const facts: Readonly<Record<Fold, Facts>> = {
  sum: { join: 'add', start: () => 0 },
  prod: { join: 'mul', start: () => 1 },
  max: { join: 'max', start: (dtype) => boundsOf(dtype)[0] },
  min: { join: 'min', start: (dtype) => boundsOf(dtype)[1] },
  // All bits set: -1 for signed integers, else the greatest value.
  and: { join: 'and', start: (dtype) => (boundsOf(dtype)[0] < 0 ? -1 : boundsOf(dtype)[1]) },
  or: { join: 'or', start: () => 0 },
  xor: { join: 'xor', start: () => 0 },
};

export const joinOf = (fold: Fold): ScalarName => facts[fold].join;
export const startOf = (fold: Fold, dtype: DType): number => facts[fold].start(dtype);
