import { scalar } from '../core/build.ts';
import { elementwiseFloat } from './rules.ts';
import type { Op } from './op.ts';

/** y = eˣ   x, y: [..s] */
export const exp: Op = {
  name: 'exp', arity: 1,
  type: elementwiseFloat('exp'),
  scalar: ([x]) => scalar('exp', x!),
  // dy/dx = y
  partials: (_, { y: [y] }) => [y],
  samples: [{ inputs: [[2, 3]] }, { inputs: [[0]] }, { inputs: [[]] }],
};
