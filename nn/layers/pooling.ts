/** Pooling over all axes of space, with one window for each of them. */
import type { Dim } from '../../core/dim.ts';
import type { Value } from '../../core/graph.ts';
import { pooled } from '../../ops/pooling.ts';
import { needs, needsRank } from '../../ops/rules.ts';
import { blame, dim, flag, layer, optional, tensor } from '../../typecheck/layer.ts';

/** What does not fit is said by the layer's name, which is not the operation's. */
function windows(name: string, kind: 'number' | 'float', x: Value, window: Dim, stride: Dim | null, pad: Dim) {
  needsRank(name, x.type, 3, '[b, c, ..s]');
  needs(name, kind, x.type);
  const space = x.type.shape.slice(2);
  const over = { window: space.map(() => window), stride: space.map(() => stride ?? window), padding: space.map(() => [pad, pad] as const) };
  blame('window', () => pooled(name, x.type, over));
  return over;
}

/** y = the greatest element of every window.   x: [b, c, ..n]   y: [b, c, ..⌊(n + 2 pad - window) / stride⌋ + 1] */
export const maxpool = layer({
  name: 'maxpool',
  doc: 'The greatest element of every window. x: [b, c, ..n], y: [b, c, ..⌊(n + 2 pad - window) / stride⌋ + 1]; stride = window when left out',
  args: { x: tensor, window: dim, stride: optional(dim, null), pad: optional(dim, 0) },
  build: ({ b }, { x, window, stride, pad }) => b.maxPool(x, windows('maxpool', 'number', x, window, stride, pad)),
});

/** y = the mean of every window; places beyond the border count as zeros unless countPad = false.   Shapes as maxpool. */
export const avgpool = layer({
  name: 'avgpool',
  doc: 'The mean of every window. x: [b, c, ..n], y: [b, c, ..⌊(n + 2 pad - window) / stride⌋ + 1]; stride = window when left out',
  args: { x: tensor, window: dim, stride: optional(dim, null), pad: optional(dim, 0), countPad: flag(true) },
  build: ({ b }, { x, window, stride, pad, countPad }) => b.avgPool(x, { ...windows('avgpool', 'float', x, window, stride, pad), countPadding: countPad }),
});
