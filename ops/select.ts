import { select as choose } from '../core/build.ts';
import { ShapeError, showType } from '../core/shape.ts';
import { elementwise, needsShape } from './rules.ts';
import { around, floats } from './samples.ts';
import type { Value } from '../core/graph.ts';
import type { None, Op, Operand } from './op.ts';

const alike = elementwise('select', 'any');

/** z = x where the test holds, else y.   test: bool[..s]   x, y, z: [..s] */
export const select: Op<None, [test: Value, x: Operand, y: Operand]> = {
  name: 'select', arity: 3, mixed: true,
  type([test, x, y]) {
    if (test.dtype !== 'bool') throw new ShapeError('NN0231', `select chooses by bools, got ${showType(test)}`, 'compare first, for example with ne(x, 0)');
    needsShape('select', 'the test', test, x.shape);
    return alike([x, y]);
  },
  scalar: ([test, x, y]) => choose(test, x, y),
  // g goes to the side that was chosen
  vjp: (b, { x: [test] }, [g]) => [undefined, g && b.select(test, g, 0), g && b.select(test, 0, g)],
  jvp: (b, { x: [test] }, [, t, u]) => [t || u ? b.select(test, t ?? 0, u ?? 0) : undefined],
  samples: [[2, 3], [1], [0, 3], []].flatMap((shape) => floats.map((dtype) => ({
    inputs: [{ shape, dtype: 'bool' as const }, { shape, dtype, range: around }, { shape, dtype, range: around }],
  }))),
};
