/** A kernel as one WebAssembly function. All threads call it with the same buffers; each does its share of the parallel loops. */
import { bytesOf } from '../../../core/dtype.ts';
import type { Kernel } from '../../../core/kernel.ts';
import { i32, type Assembler, type Func } from '../wasm/assembler.ts';
import { threadFunctions } from '../wasm/threads.ts';
import { actsOf, textOf, type Act } from './acts.ts';
import type { Library } from './arithmetic.ts';
import { nodes } from './nodes.ts';
import { emitShared } from './sharing.ts';
import { State } from './state.ts';
import { Statements } from './statements.ts';
import { Values } from './values.ts';

/** Of every generated kernel: the calling thread, how many there are, this thread's scratch memory, and the buffers. */
export type KernelParams = { tid: 'i32'; threads: 'i32'; scratch: 'i32' } & Record<`b${number}`, 'i32'>;

const align = (bytes: number): number => Math.ceil(bytes / 64) * 64;

/** A function takes 1000 parameters at most. A kernel with more buffers than this finds their addresses at the start of its scratch memory. */
const mostParams = 100;
export const takesList = (kernel: Kernel): boolean => kernel.buffers.length > mostParams;
const listBytes = (kernel: Kernel): number => (takesList(kernel) ? align(4 * kernel.buffers.length) : 0);

/** Bytes of scratch memory that each thread needs for a kernel. */
export const scratchBytes = (kernel: Kernel): number => kernel.scratch.reduce((sum, s) => sum + align(s.elements * bytesOf(s.dtype)), listBytes(kernel));

/** A kernel made ready for the emitter, with a text that is the same for equal kernels. */
export interface ReadyKernel { readonly kernel: Kernel; readonly acts: readonly Act[]; readonly text: string }

export function ready(kernel: Kernel): ReadyKernel {
  const all = nodes(), acts = actsOf(kernel.body, all);
  const memory = [...kernel.buffers.map((b) => `${b.dtype}`), ...kernel.scratch.map((s) => `${s.dtype}*${s.elements}`)];
  return { kernel, acts, text: `${memory.join()}\n${textOf(acts, all)}\n${all.text()}` };
}

export function emitKernel(m: Assembler, name: string, { kernel, acts }: ReadyKernel, library: Library): Func<KernelParams, 'none'> {
  const params: KernelParams = { tid: 'i32', threads: 'i32', scratch: 'i32' };
  if (!takesList(kernel)) kernel.buffers.forEach((_, i) => { params[`b${i}`] = 'i32'; });
  const { barrier } = threadFunctions(m);
  return m.func(name, params, 'none', (f, p) => {
    let at = listBytes(kernel);
    const scratch = kernel.scratch.map((s) => {
      const address = at === 0 ? p.scratch : f.keep(i32.add(p.scratch, i32.const(at)));
      at += align(s.elements * bytesOf(s.dtype));
      return address;
    });
    const buffers = [
      ...kernel.buffers.map(({ dtype }, i) => ({ dtype, base: p[`b${i}`] ?? f.keep(i32.load(p.scratch, 4 * i)) })),
      ...kernel.scratch.map(({ dtype }, i) => ({ dtype, base: scratch[i]! })),
    ];
    const state = new State(f, library, buffers), values = new Values(state);
    emitShared(acts, state, values, new Statements(state, values), { tid: p.tid, count: p.threads, barrier: barrier.call({ threads: p.threads }), firstScratch: kernel.buffers.length });
  });
}
