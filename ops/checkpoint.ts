import type { Graph, Value } from '../core/graph.ts';
import { called } from './call.ts';
import type { Op } from './op.ts';

/**
 * What is kept for the way back rather than computed again: everything, nothing, products (all, or those without batch axes); or by the
 * names that checkpointName gives: `only` these, all named ones `but` these, everything `except` these.
 */
export type SavePolicy = 'everything' | 'nothing' | 'dots' | 'dotsWithNoBatchDims'
  | { readonly save: 'only' | 'but' | 'except'; readonly names: readonly string[] };

export interface CheckpointParams {
  readonly body: Graph;
  readonly policy: SavePolicy;
  /** The body computes again what was computed before, and is kept apart from it. */
  readonly again: boolean;
}

/** body(operands); its derivative keeps what the policy says and computes the rest again.   Chen et al. 2016, "Training deep nets with sublinear memory cost" */
export const checkpoint: Op<CheckpointParams, [operands: readonly Value[]], readonly Value[]> = {
  name: 'checkpoint', arity: undefined, manyOutputs: true, control: 'call',
  type: (inputs, { body }) => called('checkpoint', inputs, body),
  // Differentiated with its body by the transformations themselves.
  samples: [],
};
