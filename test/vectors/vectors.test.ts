import { readdirSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { vectors, type VectorTensor } from './vectors.ts';

const folder = new URL('.', import.meta.url);
const names = readdirSync(folder).filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -5));

const whole = (t: VectorTensor): boolean =>
  t.data.length === t.shape.reduce((a, b) => a * b, 1) && t.data.every((v) => typeof v === 'number');

describe.each(names)('vectors: %s', (name) => {
  test('every tensor has as many numbers as its shape says', () => {
    for (const c of vectors(name)) {
      const all = [...c.inputs, ...c.outputs, ...(c.cotangent ? [c.cotangent] : []), ...(c.grads ?? []).filter((g) => g !== null)];
      expect(all.filter((t) => !whole(t)), `${c.op} ${JSON.stringify(c.params)}`).toEqual([]);
    }
  });

  test('float32 numbers survive the text', () => {
    for (const c of vectors(name))
      for (const t of c.outputs.filter((t) => t.dtype === 'f32'))
        // half a unit in the last place, or half the smallest subnormal
        for (const v of t.data) expect(Math.abs(Math.fround(v) - v)).not.toBeGreaterThan(Math.max(Math.abs(v) * 2 ** -24, 2 ** -150));
  });

  test('a gradient has the shape of its input', () => {
    for (const c of vectors(name))
      c.grads?.forEach((g, i) => g && expect(g.shape, c.op).toEqual(c.inputs[i]?.shape));
  });
});

test('all vectors together stay small', () => {
  const bytes = names.reduce((sum, name) => sum + statSync(new URL(`${name}.json`, folder)).size, 0);
  expect(bytes).toBeLessThan(2_000_000);
});
