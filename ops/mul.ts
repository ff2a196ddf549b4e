import { scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import type { Binary, None, Op } from './op.ts';

/** z = x · y, element by element.   x, y, z: [..s] */
export const mul: Op<None, Binary> = {
  name: 'mul', arity: 2,
  type: elementwise('mul'),
  scalar: ([x, y]) => scalar('mul', x!, y!),
  // ∂z/∂x = y, ∂z/∂y = x
  partials: (_, { x: [x, y] }) => [y, x],
  samples: [{ inputs: [[2, 3], [2, 3]] }, { inputs: [[1, 1], [1, 1]] }, { inputs: [{ shape: [4], dtype: 'i32' }, { shape: [4], dtype: 'i32' }] }],
};
