import { expect, test } from 'vitest';
import { cpu } from '../../../backends/cpu/index.ts';
import { compileGraph } from '../../../lowering/compile.ts';
import { gradGraph } from '../../../lowering/grad.ts';
import { standard } from '../../../lowering/passes/pipeline.ts';
import { graphBuilder } from '../../../ops/builder.ts';
import { fill, numbers } from '../../lowering/samples.ts';
import { run } from '../run.ts';

test('a loss and its gradients have the same bits on 1, 2, 4 and 8 threads, run after run', () => {
  const b = graphBuilder('loss'), n = 130, sizes = [[n, 70], [70, 190], [190], [190, 33]] as const;
  const [x, w, c, v] = sizes.map((shape) => b.input({ shape, dtype: 'f32' }));
  const hidden = b.layerNorm(b.gelu(b.add(b.matmul(x!, w!), b.broadcast(c!, { shape: [n, 190], axes: [1] })), { approximate: 'tanh' }), { epsilon: 1e-5 });
  const scores = b.softmax(b.matmul(hidden, v!), { axis: 1 });
  const loss = b.sum(b.mul(scores, b.log(b.add(scores, b.full({ value: 1e-3, shape: [n, 33], dtype: 'f32' })))), { axes: [0, 1] });
  const graph = gradGraph(b.finish([loss]), [1, 2, 3]), next = numbers(7);
  const data = sizes.map((shape) => fill({ shape, dtype: 'f32' }, next, [-0.5, 0.5]));
  for (const fuse of [true, false]) {
    const program = compileGraph(graph, { passes: standard, fuse });
    const results = [1, 2, 4, 8].map((threads) => {
      const engine = cpu({ threads, aloneNs: 0 }), first = run(engine, program, data);
      for (let i = 0; i < 2; i++) expect(run(engine, program, data)).toEqual(first);
      engine.dispose();
      return first;
    });
    expect(results[0]!.length).toBe(4);
    expect(results[0]!.some((g) => g.some((value) => value !== 0))).toBe(true);
    for (const other of results) expect(other).toEqual(results[0]);
  }
});
