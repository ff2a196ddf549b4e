/** Runs a kernel or a program on plain memory, one thread after another, without the engine around it. */
import { viewOf, type TypedArray } from '../../../core/dtype.ts';
import type { Kernel } from '../../../core/kernel.ts';
import type { Place, Program } from '../../../lowering/program.ts';
import { libraryOf } from '../../../backends/cpu/codegen/library.ts';
import { layoutOf, programModule } from '../../../backends/cpu/program.ts';

export interface RunOptions {
  readonly threads?: number;
  /** Bytes by which every buffer begins after a multiple of 64. */
  readonly shift?: number;
}

const base = 8192;

/** Contents of all buffers after the kernel has run on `data`, one view for each buffer. */
export function runKernel(kernel: Kernel, data: readonly TypedArray[], { threads = 1, shift = 0 }: RunOptions = {}): TypedArray[] {
  const args = kernel.buffers.map((_, index): Place => ({ space: 'input', index, offset: 0, strides: [] }));
  const program: Program = { name: 'test', inputs: kernel.buffers.map((b) => ({ dtype: b.dtype, shape: [b.elements] })), outputs: [], alias: [], arenaBytes: 0, steps: [{ kind: 'kernel', kernel, args, label: 'test' }] };
  return runProgram(program, data, [], { threads, shift });
}

export function runProgram(program: Program, inputs: readonly TypedArray[], outputs: readonly TypedArray[], { threads = 1, shift = 0 }: RunOptions = {}): TypedArray[] {
  const layout = layoutOf(program, threads), all = [...inputs, ...outputs];
  let end = base + layout.bytes;
  const places = all.map((data) => {
    const at = Math.ceil(end / 64) * 64 + shift;
    end = at + data.byteLength;
    return at;
  });
  const pages = Math.ceil((end + 64) / 65536), memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const bytes = new Uint8Array(memory.buffer), m = programModule(program, { base, layout, memory: { module: 'env', name: 'memory', initial: pages, maximum: pages, shared: true }, library: libraryOf, relaxed: false });
  all.forEach((data, i) => bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), places[i]));
  new Uint32Array(memory.buffer, base, all.length).set(places);
  const instance = new WebAssembly.Instance(new WebAssembly.Module(m.encode()), { env: { memory }, math: Math as unknown as WebAssembly.ModuleImports });
  for (let tid = 0; tid < threads; tid++) (instance.exports['run'] as (tid: number, threads: number) => void)(tid, threads);
  return all.map((data, i) => {
    const dtype = (i < inputs.length ? program.inputs[i] : program.outputs[i - inputs.length])!.dtype;
    const out = viewOf(dtype, new ArrayBuffer(data.byteLength));
    new Uint8Array(out.buffer).set(bytes.subarray(places[i]!, places[i]! + data.byteLength));
    return out;
  });
}

export const textOf = (program: Program): string =>
  programModule(program, { base, layout: layoutOf(program, 1), memory: { module: 'env', name: 'memory', initial: 1, maximum: 1, shared: true }, library: libraryOf, relaxed: false }).print();
