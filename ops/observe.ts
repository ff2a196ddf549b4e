import type { Value } from '../core/graph.ts';
import type { Op } from './op.ts';

/** One batch around the operands, and which of them it is the first axis of. */
interface Level {
  readonly size: number;
  readonly batched: readonly boolean[];
}

export interface ObserveParams {
  /** Who is shown the operands: a number that the host has given out. */
  readonly observer: number;
  /** Batches, the last one made first: an observer sees one element at a time. */
  readonly levels: readonly Level[];
}

/**
 * Shows its operands to an observer on the host; gives nothing.   operands  →  ()
 * A program does not stop for it: before it is compiled, what is observed becomes a further result of the graph
 * (lowering/observed.ts), and observers are called when the run is over.
 */
export const observe: Op<ObserveParams, [operands: readonly Value[]], readonly Value[]> = {
  name: 'observe', arity: undefined, manyOutputs: true, control: 'observe', effect: true,
  type: () => [],
  batch(b, { x, batched, size, params: { observer, levels } }) {
    b.observe(x, { observer, levels: [{ size, batched }, ...levels] });
    return [];
  },
  samples: [],
};
