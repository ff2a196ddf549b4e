import type { Value } from '../core/graph.ts';
import type { Op } from './op.ts';

/**
 * Its operands as they are, but not before all of them are there.   x…  →  x…
 * No pass looks through it: what is computed from its results is neither merged with the same work on its operands nor done before
 * it. In memory it is nothing: a result lies where its operand lies.
 */
export const barrier: Op<Record<never, never>, [operands: readonly Value[]], readonly Value[]> = {
  name: 'barrier', arity: undefined, manyOutputs: true, control: 'barrier',
  type: (inputs) => inputs,
  vjp: (_b, _at, g) => g,
  jvp: (_b, _at, t) => t,
  samples: [],
};
