/** lax against jax.lax's values and gradients (test/oracle/lax_vectors.py): at once, compiled, in a batch, on both engines. */
import { describe, test } from 'vitest';
import * as lax from '../../../tensor/lax/lax.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { checkCase, groupsOf, type Functions } from '../numpy/oracle.ts';

type Fold = (x: Tensor, init: Tensor, join: (p: Tensor, q: Tensor) => Tensor, ...rest: readonly unknown[]) => Tensor;

/** The vectors name the function that a fold goes with. */
const byName = (fold: Fold) => (x: Tensor, init: Tensor, join: 'add', ...rest: readonly unknown[]): Tensor => fold(x, init, lax[join], ...rest);
const functions = { ...lax, reduce: byName(lax.reduce as Fold), reduceWindow: byName(lax.reduceWindow as Fold) } as unknown as Functions;

describe.each(['laxElementwise', 'laxArrays', 'laxProducts'])('%s', (file) => {
  test.each(groupsOf(file))('%s', (_, cases) => {
    for (const c of cases) checkCase(c, functions);
  });
});
