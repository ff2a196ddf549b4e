import { expect, test } from 'vitest';
import { controlBytes } from '../../../backends/cpu/control.ts';
import { createMemory } from '../../../backends/cpu/memory.ts';

test('grows on demand and keeps what it holds', () => {
  const memory = createMemory({ maximumBytes: 64 << 20 });
  expect(memory.shared).toBe(true);
  const first = memory.alloc(1000);
  expect(first).toBeGreaterThanOrEqual(controlBytes);
  memory.bytes(first, 1000).fill(7);
  const large = memory.alloc(20 << 20);
  memory.bytes(large, 20 << 20).fill(9);
  expect(memory.bytes(first, 1000).every(x => x === 7)).toBe(true);
  expect(memory.bytes(large, 20 << 20).at(-1)).toBe(9);
  memory.free(large);
  expect(memory.usedBytes).toBe(1024);
  expect(memory.peakBytes).toBe((20 << 20) + 1024);
  // The room is used again, not grown anew.
  const before = memory.memory.buffer.byteLength;
  memory.free(memory.alloc(20 << 20));
  expect(memory.memory.buffer.byteLength).toBe(before);
});

test('grows to the last page', () => {
  const memory = createMemory({ maximumBytes: 8 << 20 });
  expect(memory.maximumBytes).toBe(8 << 20);
  expect(memory.alloc((8 << 20) - controlBytes)).toBe(controlBytes);
  expect(() => memory.alloc(1)).toThrow();
});

test('says what was asked for and what there is when memory runs out', () => {
  const memory = createMemory({ maximumBytes: 4 << 20 });
  memory.alloc(1 << 20);
  expect(() => memory.alloc(4 << 20)).toThrow(expect.objectContaining({
    code: 'NN0402', message: expect.stringMatching(/^out of memory: 4 MiB asked for, 1 MiB in use of at most 4 MiB, largest free piece /) as string,
  }));
  // Nothing is lost by the failure.
  expect(memory.usedBytes).toBe(1 << 20);
  memory.alloc(2 << 20);
});

test('without shared memory', () => {
  const memory = createMemory({ unshared: true, maximumBytes: 4 << 20 });
  expect(memory.shared).toBe(false);
  expect(memory.import.shared).toBe(false);
  memory.bytes(memory.alloc(10), 10).fill(1);
  memory.alloc(3 << 20);
  expect(memory.memory.buffer).toBeInstanceOf(ArrayBuffer);
});

test('addresses beyond 2 GiB', () => {
  const memory = createMemory();
  expect(memory.maximumBytes).toBe(2 ** 32);
  memory.alloc(2 ** 31);
  const high = memory.alloc(100);
  expect(high).toBeGreaterThan(2 ** 31);
  memory.bytes(high, 100).fill(3);
  expect(memory.bytes(high, 100)[99]).toBe(3);
});
