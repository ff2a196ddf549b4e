import { normalAxes } from './axes.ts';
import { axesMoved, oneAxisMore } from './batching.ts';
import { spread, type Axes } from './reduction.ts';
import { elementwise } from './rules.ts';
import { reductions } from './samples.ts';
import type { Value } from '../core/graph.ts';
import type { Builder } from './builder.ts';
import type { Op } from './op.ts';

export interface StandardizeParams extends Axes {
  readonly epsilon: number;
}

// x less its mean, and 1 / √(variance + epsilon) repeated to x's shape.
function parts(b: Builder, x: Value, { axes, epsilon }: StandardizeParams): readonly [Value, Value] {
  const centred = b.sub(x, spread(b, b.mean(x, { axes }), x, axes));
  const scale = b.rsqrt(b.add(b.mean(b.square(centred), { axes }), epsilon));
  return [centred, spread(b, scale, x, axes)];
}

/** y = (x - mean x) / √(variance x + epsilon) over the axes named: mean 0, variance about 1.   x, y: [..s] */
export const standardize: Op<StandardizeParams> = {
  name: 'standardize', arity: 1,
  normal: normalAxes('standardize'),
  type: elementwise('standardize', 'float'),
  expand(b, [x], params) {
    const [centred, scale] = parts(b, x, params);
    return [b.mul(centred, scale)];
  },
  // dx = scale · (g - mean g - y · mean (g y))
  vjp(b, { x: [x], y: [y], params }, [g]) {
    if (!g) return [undefined];
    const { axes } = params, [, scale] = parts(b, x, params);
    const flat = spread(b, b.mean(g, { axes }), x, axes), along = spread(b, b.mean(b.mul(g, y), { axes }), x, axes);
    return [b.mul(scale, b.sub(b.sub(g, flat), b.mul(y, along)))];
  },
  batch: oneAxisMore((b, [x], params) => b.standardize(x, params), axesMoved),
  samples: reductions.map((s) => ({ ...s, params: { axes: s.params!.axes, epsilon: 1e-5 } })),
};
