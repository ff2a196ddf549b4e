import { needsIndex } from '../../ops/rules.ts';
import { atLeastOne } from '../../ops/window.ts';
import { blame, dim, layer, tensor } from '../../typecheck/layer.ts';

/** y[..s] = weight[ids[..s]]: a learned row for every number.   ids: integers [..s]   weight: [count, size]   y: [..s, size]   Rows start with length about 1. */
export const embedding = layer({
  name: 'embedding',
  doc: 'y = weight[ids]: a learned row for every number. ids: integers [..s], weight: [count, size], y: [..s, size]',
  args: { ids: tensor, count: dim, size: dim },
  build(site, { ids, count, size }) {
    needsIndex('embedding', 'ids', ids.type);
    blame('count', () => atLeastOne('embedding', 'the count', count));
    blame('size', () => atLeastOne('embedding', 'the size', size));
    return site.b.take(site.param('weight', [count, size], { kind: 'scaled', scale: 1, fan: size, law: 'normal' }), ids, { axis: 0 });
  },
});
