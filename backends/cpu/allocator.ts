// Which bytes of a growing address range are taken: best fit, with free neighbours joined. Knows addresses only, no memory.

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
  const taken = new Map<number, number>();
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

  const self: Allocator = {
    alloc(bytes) {
      const size = aligned(Math.max(bytes, 1));
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
      taken.set(address, size);
      used += size;
      return address;
    },
    free(address) {
      const size = taken.get(address);
      invariant(size !== undefined, `address ${address} is freed, but nothing was allocated there`);
      taken.delete(address);
      used -= size;
      release(address, size);
    },
    extend(newEnd) {
      const whole = Math.floor(newEnd / alignment) * alignment;
      if (whole <= limit) return;
      release(limit, whole - limit);
      limit = whole;
    },
    get end() { return limit; },
    get used() { return used; },
    get freeAtEnd() { return starts.length > 0 && starts.at(-1)! + sizes.at(-1)! === limit ? sizes.at(-1)! : 0; },
    get largestFree() { return Math.max(0, ...sizes); },
  };
  self.extend(end);
  return self;
}
