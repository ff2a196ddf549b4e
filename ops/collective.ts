/**
 * What collectives share: operations that meet the other elements of a batch, along the axis that vmap gave a name. When that axis is
 * batched they become ordinary operations on it (`across`); under another axis they stay what they are.
 */
import type { Value } from '../core/graph.ts';
import { oneAxisMore } from './batching.ts';
import type { Builder } from './builder.ts';
import type { Op } from './op.ts';

export interface Across {
  readonly axisName: string;
}

/** A reduction over the axis, of which every element gets the result. `alike` makes it of operands that are the same for all. */
export const reducedAcross = (name: 'psum' | 'pmax' | 'pmin', fold: 'sum' | 'max' | 'min', alike: (b: Builder, x: Value, size: number) => Value): Pick<Op<Across>, 'name' | 'arity' | 'type' | 'across' | 'batch' | 'samples'> => ({
  name, arity: 1,
  type: ([x]) => [x],
  across: (b, { x: [x], batched: [isBatched], size }) => [{ value: isBatched ? b[fold](x, { axes: [0] }) : alike(b, x, size), isBatched: false }],
  batch: oneAxisMore((b, [x], params: Across) => b[name](x, params)),
  samples: [],
});
