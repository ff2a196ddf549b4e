import type { DType } from '../core/dtype.ts';
import type { Value } from '../core/graph.ts';
import type { Builder } from './builder.ts';

/** x in the dtype; x itself where it has it. */
export const converted = (b: Builder, x: Value, dtype: DType): Value => (x.type.dtype === dtype ? x : b.convert(x, { dtype }));
