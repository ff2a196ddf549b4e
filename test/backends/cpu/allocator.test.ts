import { expect, test } from 'vitest';
import fc from 'fast-check';
import { aligned, createAllocator } from '../../../backends/cpu/allocator.ts';

test('blocks never overlap, are aligned, lie inside, and all of the room comes back', () => {
  const action = fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('alloc' as const), bytes: fc.oneof(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 20_000 })) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('free' as const), which: fc.nat() }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('extend' as const), by: fc.integer({ min: 0, max: 5000 }) }) });
  fc.assert(fc.property(fc.array(action, { maxLength: 200 }), actions => {
    const allocator = createAllocator(4096, 65536);
    const held: { address: number; bytes: number }[] = [];
    for (const a of actions) {
      if (a.kind === 'extend') allocator.extend(allocator.end + a.by);
      else if (a.kind === 'free') {
        const [block] = held.splice(a.which % (held.length || 1), 1);
        if (block !== undefined) allocator.free(block.address);
      } else {
        // Asking for the largest block joins what is free: only every other time.
        const largest = a.bytes % 2 === 0 ? allocator.largestFree : undefined, address = allocator.alloc(a.bytes);
        if (address === undefined || largest !== undefined) expect(address === undefined).toBe(aligned(Math.max(a.bytes, 1)) > (largest ?? allocator.largestFree));
        if (address === undefined) continue;
        expect(address % 64).toBe(0);
        expect(address).toBeGreaterThanOrEqual(4096);
        expect(address + a.bytes).toBeLessThanOrEqual(allocator.end);
        for (const b of held) expect(address + Math.max(a.bytes, 1) <= b.address || b.address + Math.max(b.bytes, 1) <= address).toBe(true);
        held.push({ address, bytes: a.bytes });
      }
      expect(allocator.used).toBe(held.reduce((sum, b) => sum + aligned(Math.max(b.bytes, 1)), 0));
    }
    for (const { address } of held) allocator.free(address);
    expect(allocator.used).toBe(0);
    expect(allocator.largestFree).toBe(allocator.end - 4096);
  }));
});

test('the smallest block that fits is taken', () => {
  const a = createAllocator(0, 1 << 16), [x, gap1, y, gap2] = [a.alloc(1024), a.alloc(64), a.alloc(256), a.alloc(64)];
  a.free(x!);
  a.free(y!);
  expect(a.alloc(200)).toBe(y);
  expect(a.alloc(1000)).toBe(x);
  expect(gap1! < gap2!).toBe(true);
});

test('freeing twice, or what was never given, is a defect', () => {
  const a = createAllocator(0, 4096), x = a.alloc(10)!;
  a.free(x);
  expect(() => a.free(x)).toThrow('nothing was allocated there');
  expect(() => a.free(12345)).toThrow('nothing was allocated there');
});
