/** Runs a program on a backend with typed arrays in and out. */
import type { Backend } from '../../backends/backend.ts';
import { viewOf, type TypedArray } from '../../core/dtype.ts';
import type { Program } from '../../lowering/program.ts';
import { sizeBytes } from '../../lowering/kernel/plain.ts';

export function run(backend: Backend, program: Program, inputs: readonly TypedArray[]): readonly TypedArray[] {
  const executable = backend.compile(program);
  const ins = inputs.map((data) => { const m = backend.alloc(data.byteLength); backend.write(m, data); return m; });
  const outs = program.outputs.map((t, i) => (program.alias[i]! >= 0 ? ins[program.alias[i]!]! : backend.alloc(sizeBytes(t))));
  backend.run(executable, ins, outs);
  const result = outs.map((m, i) => viewOf(program.outputs[i]!.dtype, backend.readSync(m)));
  executable.dispose();
  return result;
}
