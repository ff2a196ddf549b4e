/** What an engine must offer. It knows buffers, loops, scalars and matrix products; no operations. */
import type { Program } from '../lowering/program.ts';

/** Device memory. Freed by `dispose`, or when nothing holds it any more. */
export interface Memory {
  readonly bytes: number;
  dispose(): void;
}

export interface Executable {
  /** Bytes of temporaries it holds while it lives. */
  readonly arenaBytes: number;
  dispose(): void;
}

export interface Backend {
  readonly name: 'reference' | 'cpu' | 'webgpu' | 'cuda';
  /** Throws a CotangentError when there is not enough memory. */
  alloc(bytes: number): Memory;
  write(to: Memory, data: ArrayBufferView): void;
  /** A copy of the bytes, once everything queued before has run. */
  read(from: Memory): Promise<ArrayBuffer>;
  /** The same at once, where the engine can wait (CPU). */
  readSync(from: Memory): ArrayBuffer;
  compile(program: Program): Executable;
  /** Queues a run. outputs[i] may be the same memory as inputs[alias[i]]. */
  run(executable: Executable, inputs: readonly Memory[], outputs: readonly Memory[]): void;
}
