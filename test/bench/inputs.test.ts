import { describe, expect, test } from 'vitest';
import { gptInputs, integers, mlpInputs, uniform } from '../../bench/inputs.ts';
import { workloads } from '../../bench/workloads.ts';

// The numbers are the same ones that bench/rivals/inputs.py draws.
describe('benchmark inputs', () => {
  test('mulberry32, word by word', () => {
    expect([...uniform(4, 7)]).toEqual([-0.9765905141830444, -0.876083493232727, 0.9538152813911438, 0.39805740118026733]);
    expect([...uniform(3, 100, 0.5)]).toEqual([-0.29564014077186584, -0.18517878651618958, 0.031918738037347794]);
    expect([...integers(8, 9, 256)]).toEqual([50, 217, 36, 210, 185, 176, 67, 235]);
  });

  test('a longer draw begins like a shorter one', () => {
    expect(uniform(10, 3, 2).subarray(0, 5)).toEqual(uniform(5, 3, 2));
  });

  test('the targets of the language model are its inputs one token later', () => {
    const shape = { layers: 1, width: 4, heads: 2, tokens: 5, batch: 2, vocabulary: 7, hidden: 8 };
    const { parameters, x, y } = gptInputs(shape);
    expect([...x.subarray(1, 5), ...x.subarray(6, 10)]).toEqual([...y.subarray(0, 4), ...y.subarray(5, 9)]);
    expect(parameters.blocks[0]!['gain1']).toEqual(new Float32Array(4).fill(1));
    expect(parameters.blocks[0]!['qkv']!.length).toBe(4 * 12);
    expect(parameters.blocks[0]!['qkvBias']).toEqual(new Float32Array(12));
  });

  test('the first loss of the MLP, in float64 by hand', () => {
    const sizes = [784, 512, 512, 10], batch = 128;
    const { layers, x, y } = mlpInputs({ sizes, batch });
    let h = [...x], width = sizes[0]!;
    layers.forEach(({ n, m, w, b }, layer) => {
      const out = new Array<number>(batch * m).fill(0);
      for (let r = 0; r < batch; r++)
        for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) out[r * m + j]! += h[r * n + i]! * w[i * m + j]!;
      h = out.map((v, i) => (layer < layers.length - 1 ? Math.max(v + b[i % m]!, 0) : v + b[i % m]!));
      width = m;
    });
    const losses = Array.from(y, (c, r) => {
      const row = h.slice(r * width, (r + 1) * width);
      return Math.log(row.reduce((s, v) => s + Math.exp(v), 0)) - row[c]!;
    });
    expect(losses.reduce((s, v) => s + v, 0) / batch).toBeCloseTo(workloads.find((w) => w.name === 'mlp_train')!.expected()[0]!, 5);
  });

  test('names are unique, and every workload says what is right', () => {
    expect(new Set(workloads.map((w) => w.name)).size).toBe(workloads.length);
    for (const { spec, expected, name } of workloads) {
      const values = expected();
      expect(values.length, name).toBe('at' in spec ? spec.at.length : spec.losses);
      expect(values.every(Number.isFinite), name).toBe(true);
    }
  });
});
