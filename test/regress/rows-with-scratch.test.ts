/**
 * A loop over rows that keeps something of each row in scratch memory was run four rows at a time where there were 64 or more: they shared
 * the memory, and sorted rows were those of their neighbours.
 */
import { expect, test } from 'vitest';
import { tensor } from '../../tensor/create.ts';
import { device } from '../../tensor/device.ts';
import { argsort, sort } from '../../tensor/functions.ts';

test.each([63, 64, 65, 130])('%i rows are sorted each by itself', (rows) => {
  device('cpu', { threads: 1 });
  const data = Float32Array.from({ length: rows * 5 }, (_, i) => Math.sin(i * 12.9898) * 3), x = tensor(data, { shape: [rows, 5] });
  const wanted = Array.from({ length: rows }, (_, r) => data.slice(5 * r, 5 * r + 5).sort());
  expect(Array.from(sort(x).dataSync())).toEqual(wanted.flatMap((row) => [...row]));
  const order = argsort(x).dataSync();
  expect(wanted.map((row, r) => row.map((_, i) => data[5 * r + order[5 * r + i]!]!))).toEqual(wanted);
});
