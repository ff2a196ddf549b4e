/** Our side of the benchmark computes what it says it measures, on sizes that take no time. */
import { expect, test } from 'vitest';
import * as right from '../../bench/expected.ts';
import { chain } from '../../bench/ours/chain.ts';
import { conv } from '../../bench/ours/conv.ts';
import { gelu, layerNorm, softmax } from '../../bench/ours/elementwise.ts';
import { gptForward, gptTrain } from '../../bench/ours/gpt.ts';
import { matmul } from '../../bench/ours/matmul.ts';
import { tiny } from '../../bench/ours/mlp.ts';
import type { Run } from '../../bench/child.ts';

const agrees = async (run: Run, expected: number[]): Promise<void> => {
  await run.step();
  const values = await run.check();
  expect(values.length).toBe(expected.length);
  values.forEach((v, i) => expect(v).toBeCloseTo(expected[i]!, 5));
};
const at = [0, 5, 11, 29];

test.each(['nn', 'nt', 'tn'] as const)('matmul %s', (layout) => {
  const spec = { kind: 'matmul', m: 6, k: 7, n: 5, layout, at } as const;
  return agrees(matmul(spec), right.matmul(spec));
});
test('gelu', () => agrees(gelu({ kind: 'gelu', n: 30, at }), right.gelu({ kind: 'gelu', n: 30, at })));
test('softmax and layernorm', async () => {
  const rows = { rows: 3, columns: 10, at };
  await agrees(softmax({ kind: 'softmax', ...rows }), right.softmax({ kind: 'softmax', ...rows }));
  await agrees(layerNorm({ kind: 'layerNorm', ...rows }), right.layerNorm({ kind: 'layerNorm', ...rows }));
});
test('conv', () => {
  const spec = { kind: 'conv', batch: 2, channels: 3, side: 4, at: [0, 17, 50, 95] } as const;
  return agrees(conv({ ...spec, at: [...spec.at] }), right.conv({ ...spec, at: [...spec.at] }));
});
test.each([true, false])('chain, compiled: %s', (compiled) => {
  const spec = { kind: 'chain', n: 30, links: 3, compiled, at } as const;
  return agrees(chain({ ...spec, at: [...at] }), right.chain({ ...spec, at: [...at] }));
});
test('tiny_train', () => {
  const spec = { kind: 'tiny', n: 4, hidden: 5, batch: 3, rate: 0.1, losses: 4 } as const;
  return agrees(tiny(spec), right.tiny(spec));
});
test('the GPT, two blocks: the losses that JAX finds with the same inputs', async () => {
  const shape = { layers: 2, width: 8, heads: 2, tokens: 4, batch: 2, vocabulary: 7, hidden: 16 };
  const adam = { rate: 3e-4, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0.01 };
  const losses = [2.0520456, 2.0018713, 1.9702033, 1.9388524];
  await agrees(gptForward({ kind: 'gptForward', shape, losses: 1 }), losses.slice(0, 1));
  await agrees(gptTrain({ kind: 'gptTrain', shape, adam, losses: 4 }), losses);
});
