import { constant, scalar } from '../core/build.ts';
import { elementwise } from './rules.ts';
import { around, elements, floats } from './samples.ts';
import type { Op } from './op.ts';

/** y = true where x is neither infinite nor NaN.   x: [..s]   y: bool[..s] */
export const isFinite: Op = {
  name: 'isFinite', arity: 1,
  type: elementwise('isFinite', 'float', 'bool'),
  scalar: ([x]) => scalar('lt', scalar('abs', x), constant(x.dtype, Infinity)),
  partials: () => [undefined],
  samples: elements(floats, around),
};
