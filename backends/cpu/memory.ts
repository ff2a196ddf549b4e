// The one memory of the CPU engine: a WebAssembly.Memory that all tensors, arenas and threads share. It grows on demand; what was allocated
// stays where it is. Below `controlBytes` lie the words of control.ts.

import { CotangentError } from '../../core/diagnostic.ts';
import { controlBytes } from './control.ts';
import { aligned, createAllocator } from './allocator.ts';
import type { MemoryImport } from './wasm/assembler.ts';

const pageBytes = 65536;
/** Addresses have 32 bits. */
const mostPages = 65536;

export interface SharedMemory {
  readonly memory: WebAssembly.Memory;
  /** False where the platform has no shared memory: then there is one thread. */
  readonly shared: boolean;
  /** How a module asks for this memory. */
  readonly import: MemoryImport;
  /** Bytes in use now, and the most there have been. */
  readonly usedBytes: number;
  readonly peakBytes: number;
  readonly maximumBytes: number;
  /** An address aligned to 64. The bytes there are whatever they were. Throws NN0402 when there is no room. */
  alloc(bytes: number): number;
  free(address: number): void;
  /** A view made now: do not keep it, since a later alloc may replace the buffer under it. */
  bytes(address: number, length: number): Uint8Array;
}

export interface MemoryOptions {
  /** Upper bound; less when the platform refuses as much address space. */
  readonly maximumBytes?: number;
  /** Without shared memory, as on platforms that have none. */
  readonly unshared?: boolean;
}

export function createMemory({ maximumBytes = mostPages * pageBytes, unshared = false }: MemoryOptions = {}): SharedMemory {
  const shared = !unshared && typeof SharedArrayBuffer === 'function';
  const { memory, maximum } = reserve(Math.min(mostPages, Math.max(1, Math.floor(maximumBytes / pageBytes))), shared);
  const allocator = createAllocator(controlBytes, memory.buffer.byteLength);
  let peak = 0;

  const grow = (bytes: number): boolean => {
    const pages = memory.buffer.byteLength / pageBytes, needed = Math.ceil((bytes - allocator.freeAtEnd) / pageBytes);
    // An eighth more than asked for, so that many small requests do not mean many growths.
    for (const more of [Math.max(needed, pages >> 3), needed]) {
      if (pages + more > maximum) continue;
      try {
        memory.grow(more);
      } catch {
        continue;
      }
      allocator.extend(memory.buffer.byteLength);
      return true;
    }
    return false;
  };

  return {
    memory, shared, import: { module: 'env', name: 'memory', initial: 1, maximum: mostPages, shared },
    maximumBytes: maximum * pageBytes,
    get usedBytes() { return allocator.used; },
    get peakBytes() { return peak; },
    alloc(bytes) {
      const address = allocator.alloc(bytes) ?? (grow(aligned(Math.max(bytes, 1))) ? allocator.alloc(bytes) : undefined);
      if (address === undefined) {
        throw new CotangentError(
          `out of memory: ${size(bytes)} asked for, ${size(allocator.used)} in use of at most ${size(maximum * pageBytes)}, largest free piece ${size(allocator.largestFree)}`,
          { code: 'NN0402', hint: 'dispose of tensors that are no longer needed, or use a smaller batch or model' });
      }
      peak = Math.max(peak, allocator.used);
      return address;
    },
    free: address => allocator.free(address),
    bytes: (address, length) => new Uint8Array(memory.buffer, address, length),
  };
}

/** The largest memory the platform grants: address space is reserved at once, memory itself only as it is used. */
function reserve(pages: number, shared: boolean): { memory: WebAssembly.Memory; maximum: number } {
  for (let maximum = pages; ; maximum >>= 1) {
    try {
      return { memory: new WebAssembly.Memory({ initial: Math.min(16, maximum), maximum, shared }), maximum };
    } catch (cause) {
      if (maximum <= 256) throw new CotangentError(`no WebAssembly memory of ${size(maximum * pageBytes)} to be had`, { code: 'NN0402', cause, hint: 'raise the address space limit of the process (ulimit -v)' });
    }
  }
}

const units = ['bytes', 'KiB', 'MiB', 'GiB'] as const;

function size(bytes: number): string {
  const unit = bytes < 1024 ? 0 : Math.min(3, Math.floor(Math.log2(bytes) / 10));
  return `${Number((bytes / 1024 ** unit).toFixed(unit === 0 ? 0 : 1))} ${units[unit]}`;
}
