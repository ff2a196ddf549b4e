import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import type { Binary, None, Op } from './op.ts';

/** z = x + y, element by element.   x, y, z: [..s] */
export const add: Op<None, Binary> = {
  name: 'add', arity: 2,
  type: elementwise('add'),
  scalar: ([x, y]) => scalar('add', x!, y!),
  linear: 'together',
  // dx = g, dy = g
  vjp: (_, __, [g]) => [g, g],
  samples: [{ inputs: [[2, 3], [2, 3]] }, { inputs: [[0, 3], [0, 3]] }, { inputs: [[], []] }, { inputs: [{ shape: [4], dtype: 'i32' }, { shape: [4], dtype: 'i32' }] }],
};
