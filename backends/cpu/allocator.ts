// Which bytes of a growing address range are taken. Knows addresses only, no memory.
// A freed block first waits for a request of its own size, which then costs no search: programs ask for the same sizes again and again.
// Only when nothing free is large enough are the waiting blocks joined with their neighbours; among joined blocks the best fit is taken.

import { invariant } from '../../core/diagnostic.ts';

export const alignment = 64;

export const aligned = (bytes: number): number => Math.ceil(bytes / alignment) * alignment;

export interface Allocator {
  /** An address, or undefined when no free block is large enough. A request of 0 bytes still gets an address of its own. */
  alloc(bytes: number): number | undefined;
  free(address: number): void;
  /** Adds the bytes from the present end up to `end`. */
  extend(end: number): void;
  readonly end: number;
  /** Bytes taken, with the padding to the alignment. */
  readonly used: number;
  /** Free bytes that touch the end: an extension makes them part of a larger block. */
  readonly freeAtEnd: number;
  readonly largestFree: number;
}

export function createAllocator(start: number, end: number): Allocator {
  // Free blocks by address, never touching each other.
  const starts: number[] = [], sizes: number[] = [];
  const taken = blockSizes();
  /** Free blocks that are not joined yet, by size. */
  const waiting = new Map<number, number[]>();
  let limit = aligned(start), used = 0;

  /** Index of the first free block at or after the address. */
  const position = (address: number): number => {
    let low = 0, high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (starts[middle]! < address) low = middle + 1; else high = middle;
    }
    return low;
  };
  const release = (address: number, size: number): void => {
    const at = position(address);
    const joinsBefore = at > 0 && starts[at - 1]! + sizes[at - 1]! === address, joinsAfter = starts[at] === address + size;
    if (joinsBefore && joinsAfter) {
      sizes[at - 1]! += size + sizes[at]!;
      starts.splice(at, 1);
      sizes.splice(at, 1);
    } else if (joinsBefore) sizes[at - 1]! += size;
    else if (joinsAfter) {
      starts[at] = address;
      sizes[at]! += size;
    } else {
      starts.splice(at, 0, address);
      sizes.splice(at, 0, size);
    }
  };

  const join = (): boolean => {
    const some = waiting.size > 0;
    for (const [size, addresses] of waiting) for (const address of addresses) release(address, size);
    waiting.clear();
    return some;
  };
  const bestFit = (size: number): number | undefined => {
    let best = -1;
    for (let i = 0; i < sizes.length; i++) if (sizes[i]! >= size && (best < 0 || sizes[i]! < sizes[best]!)) best = i;
    if (best < 0) return undefined;
    const address = starts[best]!;
    if (sizes[best] === size) {
      starts.splice(best, 1);
      sizes.splice(best, 1);
    } else {
      starts[best]! += size;
      sizes[best]! -= size;
    }
    return address;
  };

  const self: Allocator = {
    alloc(bytes) {
      const size = aligned(Math.max(bytes, 1));
      const address = waiting.get(size)?.pop() ?? bestFit(size) ?? (join() ? bestFit(size) : undefined);
      if (address === undefined) return undefined;
      taken.set(address, size);
      used += size;
      return address;
    },
    free(address) {
      const size = taken.get(address);
      invariant(size > 0, `address ${address} is freed, but nothing was allocated there`);
      taken.set(address, 0);
      used -= size;
      const same = waiting.get(size);
      if (same) same.push(address); else waiting.set(size, [address]);
    },
    extend(newEnd) {
      const whole = Math.floor(newEnd / alignment) * alignment;
      if (whole <= limit) return;
      release(limit, whole - limit);
      limit = whole;
    },
    get end() { return limit; },
    get used() { return used; },
    get freeAtEnd() { join(); return starts.length > 0 && starts.at(-1)! + sizes.at(-1)! === limit ? sizes.at(-1)! : 0; },
    get largestFree() { join(); return sizes.reduce((most, size) => Math.max(most, size), 0); },
  };
  self.extend(end);
  return self;
}

/** The size of the block that starts at an address; 0 where none does. In tables that come into being as they are needed: a Map that loses as many keys as it gains is slow. */
function blockSizes(): { get(address: number): number; set(address: number, size: number): void } {
  const tables: (Uint32Array | undefined)[] = [], places = 1 << 14;
  const place = (address: number): readonly [Uint32Array, number] => {
    const at = address / alignment, table = Math.floor(at / places);
    return [tables[table] ??= new Uint32Array(places), at - table * places];
  };
  return {
    get(address) {
      const [table, at] = place(address);
      return (table[at] ?? 0) * alignment;
    },
    set(address, size) {
      const [table, at] = place(address);
      table[at] = size / alignment;
    },
  };
}
