/** What layers share in the use of their parameters. */
import type { Value } from '../core/graph.ts';
import type { Builder } from '../ops/builder.ts';

/** Parameters are kept in f32 and take part in the dtype of the input. */
export const likeInput = (b: Builder, parameter: Value, x: Value): Value =>
  (parameter.type.dtype === x.type.dtype ? parameter : b.convert(parameter, { dtype: x.type.dtype }));

/** One number per channel, at every place: [c] to the shape of x: [b, c, ..s]. */
export const perChannel = (b: Builder, c: Value, x: Value): Value => b.broadcast(likeInput(b, c, x), { shape: x.type.shape, axes: [1] });
