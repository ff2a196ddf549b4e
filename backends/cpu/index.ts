/**
 * The CPU engine: programs as WebAssembly modules on one shared memory, run by several threads. The default engine anywhere.
 * What it generates stands in program.ts and codegen/; what runs it, in pool.ts and memory.ts.
 */
import { availableParallelism } from 'node:os';
import { CotangentError, invariant } from '../../core/diagnostic.ts';
import { debugging, debugPrint } from '../../core/debug.ts';
import { bytesOf } from '../../core/dtype.ts';
import type { Type } from '../../core/graph.ts';
import { known } from '../../core/shape.ts';
import type { Program } from '../../lowering/program.ts';
import type { Backend, Executable, Memory } from '../backend.ts';
import { libraryOf } from './codegen/library.ts';
import { createMemory, type SharedMemory } from './memory.ts';
import { createPool, type Pool, type PoolProgram } from './pool.ts';
import { profile } from './profile.ts';
import { layoutOf, programModule, runsAlone } from './program.ts';
import { order } from './programOrder.ts';
import { runnable } from './programSteps.ts';
import { hasRelaxedSimd } from './wasm/assembler.ts';

export interface CpuOptions {
  /** How many threads compute, the calling one included. As many as the machine runs at once when absent. */
  readonly threads?: number;
  /** Upper bound of the memory; 4 GiB, which is what addresses can tell apart, when absent. */
  readonly maximumBytes?: number;
  /** Programs that should take less time than this on one thread run on the calling thread alone: waking the others would take longer. Each time that threads must meet counts a twentieth of it. */
  readonly aloneNs?: number;
}

export interface CpuBackend extends Backend {
  readonly name: 'cpu';
  readonly threads: number;
  /** Bytes allocated now, and the most there have been. */
  readonly usedBytes: number;
  readonly peakBytes: number;
  /** Ends the threads. */
  dispose(): void;
}

class CpuMemory implements Memory {
  readonly bytes: number;
  readonly heap: Heap;
  #address: number;

  constructor(heap: Heap, bytes: number) {
    this.bytes = bytes;
    this.heap = heap;
    this.#address = heap.take(bytes, this);
  }

  get address(): number {
    if (this.#address < 0) throw new CotangentError('this memory has been disposed of', { code: 'NN0401', hint: 'keep the tensor until its last use' });
    return this.#address;
  }

  dispose(): void {
    if (this.#address < 0) return;
    this.heap.give(this.#address, this);
    this.#address = -1;
  }
}

/** The shared memory, with what nobody holds any more given back. */
class Heap {
  readonly shared: SharedMemory;
  readonly #forgotten: FinalizationRegistry<number>;
  /** Programs whose executables nobody holds any more; the threads have their own copies. */
  readonly #idle = new FinalizationRegistry<PoolProgram>((program) => program.dispose());

  constructor(shared: SharedMemory) {
    this.shared = shared;
    this.#forgotten = new FinalizationRegistry((address) => shared.free(address));
  }
  take(bytes: number, owner: object): number {
    const address = this.shared.alloc(bytes);
    this.#forgotten.register(owner, address, owner);
    return address;
  }
  give(address: number, owner: object): void {
    this.#forgotten.unregister(owner);
    this.shared.free(address);
  }
  unloadWith(executable: object, program: PoolProgram): void {
    this.#idle.register(executable, program);
  }
}

/** Programs that nobody holds any more leave the threads. */
const forgottenPrograms = new FinalizationRegistry<PoolProgram>((program) => program.dispose());

interface Loaded extends Executable {
  readonly program: Program;
  readonly sizes: { readonly inputs: readonly number[]; readonly outputs: readonly number[] };
  /** Where the addresses of inputs and outputs go. */
  table: Int32Array;
  readonly block: CpuMemory;
  readonly start: () => void;
}

export function cpu({ threads = availableParallelism(), maximumBytes, aloneNs = 40_000 }: CpuOptions = {}): CpuBackend {
  if (!Number.isInteger(threads) || threads < 1 || threads > 1024)
    throw new CotangentError(`threads is ${threads}; expected a whole number from 1 to 1024`, { code: 'NN0404', hint: `leave it out for ${availableParallelism()}, as many as this machine runs at once` });
  const shared = createMemory({ maximumBytes }), heap = new Heap(shared), pool = createPool(shared, threads);
  let announced = false;

  const memoryOf = (m: Memory): CpuMemory => {
    invariant(m instanceof CpuMemory && m.heap === heap, 'memory of another engine was given to the CPU engine');
    return m;
  };
  const readSync = (from: Memory): ArrayBuffer => {
    const { address, bytes } = memoryOf(from);
    return shared.bytes(address, bytes).slice().buffer;
  };

  return {
    name: 'cpu',
    threads: pool.threads,
    get usedBytes() { return shared.usedBytes; },
    get peakBytes() { return shared.peakBytes; },
    alloc: (bytes) => new CpuMemory(heap, bytes),
    write(to, data) {
      const { address, bytes } = memoryOf(to);
      invariant(data.byteLength <= bytes, `${data.byteLength} bytes are written to memory of ${bytes}`);
      shared.bytes(address, data.byteLength).set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    },
    read: (from) => Promise.resolve(readSync(from)),
    readSync,
    compile(source): Loaded {
      if (!announced && debugging(1)) debugPrint(`cpu: ${pool.threads} threads, WebAssembly SIMD${hasRelaxedSimd() ? ' with fused multiply-add' : ''}, at most ${shared.maximumBytes / 2 ** 20} MiB`);
      announced = true;
      return load(runnable(source), shared, heap, pool, aloneNs);
    },
    run(executable, inputs, outputs) {
      const loaded = executable as Loaded, { program, sizes, block } = loaded;
      invariant(inputs.length === program.inputs.length && outputs.length === program.outputs.length, `${program.name} takes ${program.inputs.length} inputs and ${program.outputs.length} outputs, got ${inputs.length} and ${outputs.length}`);
      invariant(block.address >= 0, 'a program is run that has been disposed of');
      // Memory that is not shared moves when it grows, and takes its views' contents away.
      if (loaded.table.length === 0) loaded.table = tableOf(program, shared, block);
      for (let i = 0; i < inputs.length; i++) loaded.table[i] = place(inputs[i]!, sizes.inputs[i]!, 'input', i);
      for (let i = 0; i < outputs.length; i++) loaded.table[inputs.length + i] = place(outputs[i]!, sizes.outputs[i]!, 'output', i);
      loaded.start();
    },
    dispose: () => pool.dispose(),
  };

  function place(m: Memory, bytes: number, what: string, index: number): number {
    const { address, bytes: found } = memoryOf(m);
    invariant(found >= bytes, `${what} ${index} has ${found} bytes, expected ${bytes}`);
    return address;
  }
}

const sizeOf = ({ shape, dtype }: Type): number => known(shape).reduce((n, d) => n * d, bytesOf(dtype));

/** The table stands at the start of the program's block. */
const tableOf = (program: Program, shared: SharedMemory, block: CpuMemory): Int32Array =>
  new Int32Array(shared.memory.buffer, block.address, program.inputs.length + program.outputs.length);

function load(program: Program, shared: SharedMemory, heap: Heap, pool: Pool, aloneNs: number): Loaded {
  const layout = layoutOf(program, pool.threads), block = new CpuMemory(heap, layout.bytes);
  const options = { base: block.address, layout, memory: shared.import, library: libraryOf, relaxed: hasRelaxedSimd() };
  const env = { memory: shared.memory }, math = Math as unknown as WebAssembly.ModuleImports;
  const alone = (module: WebAssembly.Module, imports: WebAssembly.Imports = {}): (() => void) => {
    const run = new WebAssembly.Instance(module, { env, math, ...imports }).exports['run'] as (tid: number, threads: number) => void;
    return () => run(0, 1);
  };
  try {
    const profiled = debugging(2) ? profile(program) : undefined;
    const steps = order(program), m = programModule(program, { ...options, mark: profiled !== undefined }, steps);
    if (debugging(4)) debugPrint(m.print());
    const module = new WebAssembly.Module(m.encode());
    const isSmall = pool.threads === 1 || profiled !== undefined || runsAlone(program, steps, aloneNs);
    const loaded = isSmall ? undefined : pool.load(module);
    const start = loaded ? () => loaded.run() : alone(module, profiled?.imports);
    const executable: Loaded = {
      program, block, table: tableOf(program, shared, block), arenaBytes: block.bytes,
      sizes: { inputs: program.inputs.map(sizeOf), outputs: program.outputs.map(sizeOf) },
      start: profiled ? () => { profiled.begin(); start(); profiled.end(); } : start,
      dispose() {
        loaded?.dispose();
        forgottenPrograms.unregister(executable);
        block.dispose();
      },
    };
    if (loaded) forgottenPrograms.register(executable, loaded, executable);
    return executable;
  } catch (error) {
    block.dispose();
    throw error;
  }
}
