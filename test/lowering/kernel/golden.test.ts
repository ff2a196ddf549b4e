/**
 * What the kernels of well-known computations look like; each is one kernel. The texts stand in golden/*.txt.
 * `UPDATE=1 npx vitest run test/lowering/kernel/golden.test.ts` writes them anew, and the difference is read in review.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Graph, Type, Value } from '../../../core/graph.ts';
import { compileGraph } from '../../../lowering/compile.ts';
import { vjpGraph } from '../../../lowering/grad.ts';
import { printKernel } from '../../../lowering/kernel/text.ts';
import { runPasses, standard } from '../../../lowering/passes/pipeline.ts';
import { graphBuilder, type Builder } from '../../../ops/builder.ts';

const f32 = (...shape: number[]): Type => ({ shape, dtype: 'f32' });

function graph(types: readonly Type[], f: (b: Builder, ...x: Value[]) => readonly Value[]): Graph {
  const b = graphBuilder('golden');
  return b.finish(f(b, ...types.map((t) => b.input(t))));
}

const norm = (b: Builder, x: Value, gain: Value, shift: Value): Value => b.add(b.mul(b.layerNorm(x, { epsilon: 1e-5 }), gain), shift);

const cases: Readonly<Record<string, Graph>> = {
  'bias and gelu': graph([f32(512, 1024), f32(1024)], (b, x, c) => [b.gelu(b.add(x, c), { approximate: 'tanh' })]),
  'causal softmax': graph([f32(8, 4, 128, 128)], (b, x) => [b.softmax(b.causal(b.mul(x, 0.125)), { axis: -1 })]),
  'layer norm': graph([f32(1024, 256), f32(256), f32(256)], (b, x, g, c) => [norm(b, x, g, c)]),
  'residual and layer norm': graph([f32(1024, 256), f32(1024, 256), f32(256), f32(256)], (b, x, y, g, c) => { const r = b.add(x, y); return [r, norm(b, r, g, c)]; }),
  'layer norm backwards': vjpGraph(graph([f32(1024, 256)], (b, x) => [b.layerNorm(x, { epsilon: 1e-5 })]), { wrt: [0] }),
  'gain and shift backwards': vjpGraph(graph([f32(1024, 256), f32(256), f32(256)], (b, x, g, c) => [b.add(b.mul(x, g), c)]), { wrt: [1, 2] }),
  'cross-entropy and its gradient': vjpGraph(graph([f32(128, 512), { shape: [128], dtype: 'i32' }], (b, x, y) => [b.crossEntropy(x, y)]), { wrt: [0] }),
  'batch norm': graph([f32(16, 64, 8, 8)], (b, x) => [b.standardize(x, { axes: [0, 2, 3], epsilon: 1e-5 })]),
  'transpose': graph([f32(512, 384)], (b, x) => [b.transpose(x, { order: [1, 0] })]),
  'pad': graph([f32(16, 8, 8)], (b, x) => [b.pad(b.relu(x), { low: [0, 1, 1], high: [0, 1, 1], interior: [0, 0, 0], value: 0 })]),
  'concat': graph([f32(64, 100), f32(64, 28)], (b, x, y) => [b.concat([x, b.neg(y)], { axis: 1 })]),
  'adam': graph([f32(64, 32), f32(64, 32), f32(64, 32), f32(64, 32), f32(32), f32(32), f32(32), f32(32), f32()], (b, p, m, v, g, p2, m2, v2, g2, t) => {
    const one = (p: Value, m: Value, v: Value, g: Value): Value[] => {
      const m1 = b.add(b.mul(m, 0.9), b.mul(g, 0.1)), v1 = b.add(b.mul(v, 0.999), b.mul(b.square(g), 0.001));
      const unbiased = (x: Value, beta: number): Value => b.div(x, b.sub(1, b.pow(b.full({ value: beta, shape: [], dtype: 'f32' }), t)));
      return [b.sub(p, b.mul(b.div(unbiased(m1, 0.9), b.add(b.sqrt(unbiased(v1, 0.999)), 1e-8)), 1e-3)), m1, v1];
    };
    return [...one(p, m, v, g), ...one(p2, m2, v2, g2)];
  }),
};

for (const [name, g] of Object.entries(cases)) {
  test(name, () => {
    const { steps } = compileGraph(runPasses(g, standard));
    const text = `${steps.map((s) => (s.kind === 'kernel' ? printKernel(s.kernel) : s.kind)).join('\n')}\n`;
    const file = new URL(`./golden/${name.replaceAll(' ', '-')}.txt`, import.meta.url);
    if (process.env['UPDATE']) writeFileSync(file, text);
    expect(text).toBe(readFileSync(file, 'utf8'));
  });
}

test('each is one kernel', () => {
  for (const [name, g] of Object.entries(cases)) expect(compileGraph(runPasses(g, standard)).steps.map((s) => s.kind), name).toEqual(['kernel']);
});
