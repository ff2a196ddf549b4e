import { expect, test } from 'vitest';
import { compileGraph } from '../../lowering/compile.ts';
import { standard } from '../../lowering/passes/pipeline.ts';
import { costOf } from '../../lowering/programCost.ts';
import { graphBuilder, type Builder } from '../../ops/builder.ts';
import type { Value } from '../../core/graph.ts';

const f32 = (...shape: number[]) => ({ shape, dtype: 'f32' as const });
function cost(types: readonly (readonly number[])[], f: (b: Builder, x: readonly Value[]) => readonly Value[], donate: readonly number[] = []) {
  const b = graphBuilder('cost'), x = types.map((s) => b.input(f32(...s)));
  return costOf(compileGraph(b.finish(f(b, x)), { passes: standard, donate }));
}

test('a product costs two operations for every term and touches its three matrices', () => {
  const c = cost([[8, 16], [16, 4]], (b, [x, w]) => [b.matmul(x!, w!)]);
  expect([c.flops, c.bytes, c.memoryBytes]).toEqual([2 * 8 * 16 * 4, 4 * (128 + 64 + 32), 4 * (128 + 64 + 32)]);
});
test('work inside a kernel is counted as often as it runs', () => {
  // exp, and a product by a half, for each of 100 elements; what is between them is not in memory
  expect(cost([[10, 10]], (b, [x]) => [b.mul(b.exp(x!), 0.5)])).toMatchObject({ flops: 200, bytes: 800 });
});
test('a loop costs what its turns cost together', () => {
  const c = cost([[4, 4], [2, 4]], (b, [w, c0]) => {
    const body = graphBuilder('turn'), v = body.input(f32(4, 4)), h = body.input(f32(2, 4));
    return b.scan([w!, c0!], { body: body.finish([body.matmul(h, v)]), constants: 1, carries: 1, length: 6, reverse: false });
  });
  expect(c.flops).toBe(6 * 2 * 2 * 4 * 4);
});
test('outputs in the memory of inputs need none of their own', () => {
  const update = (donate: readonly number[]) => cost([[100], [100]], (b, [p, g]) => [b.sub(p!, b.mul(g!, 0.1))], donate).memoryBytes;
  expect([update([]), update([0])]).toEqual([1200, 800]);
});
