/** Pooling over all axes of space, with one window for each of them. */
import type { Dim } from '../../core/dim.ts';
import type { Value } from '../../core/graph.ts';
import { needsRank } from '../../ops/rules.ts';
import { blame, dim, flag, layer, optional, tensor } from '../../typecheck/layer.ts';

function windows(name: string, x: Value, window: Dim, stride: Dim | null, pad: Dim) {
  needsRank(name, x.type, 3, '[b, c, ..s]');
  const space = x.type.shape.slice(2);
  return { window: space.map(() => window), stride: space.map(() => stride ?? window), padding: space.map(() => [pad, pad] as const) };
}

/** y = the greatest element of every window.   x: [b, c, ..n]   y: [b, c, ..⌊(n + 2 pad - window) / stride⌋ + 1] */
export const maxpool = layer({
  name: 'maxpool',
  doc: 'The greatest element of every window. x: [b, c, ..n], y: [b, c, ..⌊(n + 2 pad - window) / stride⌋ + 1]; stride = window when left out',
  args: { x: tensor, window: dim, stride: optional(dim, null), pad: optional(dim, 0) },
  build: ({ b }, { x, window, stride, pad }) => {
    const over = windows('maxpool', x, window, stride, pad);
    return blame('window', () => b.maxPool(x, over));
  },
});

/** y = the mean of every window; places beyond the border count as zeros unless countPad = false.   Shapes as maxpool. */
export const avgpool = layer({
  name: 'avgpool',
  doc: 'The mean of every window. x: [b, c, ..n], y: [b, c, ..⌊(n + 2 pad - window) / stride⌋ + 1]; stride = window when left out',
  args: { x: tensor, window: dim, stride: optional(dim, null), pad: optional(dim, 0), countPad: flag(true) },
  build: ({ b }, { x, window, stride, pad, countPad }) => {
    const over = windows('avgpool', x, window, stride, pad);
    return blame('window', () => b.avgPool(x, { ...over, countPadding: countPad }));
  },
});
