/** Constants for rules of differentiation. */
import type { Value } from '../core/graph.ts';
import type { Builder } from './builder.ts';

/** The same value everywhere, of the shape and dtype of x. Does not keep x alive. */
export const like = (b: Builder, x: Value, value: number): Value => b.full({ value, shape: x.type.shape, dtype: x.type.dtype });
