/**
 * Programs as text: where everything lies and in which order it runs. Kernels are numbered and stand below, once each.
 *
 *     program step (in0: f32[4], in1: f32[4]) -> (out0: f32[4] in in0), arena 64 B {
 *       kernel k0 (in0, in1, arena+0)
 *       gemm f32 2×3×4 out0 = in0 [4, 1] · arena+0 [3, 1]
 *       loop 5 { … arena+64 (+16 a turn) … }
 *     }
 */
import type { Kernel } from '../core/kernel.ts';
import { showType } from '../core/shape.ts';
import { printKernel } from './kernel/text.ts';
import type { Matrix, Place, Program, Step } from './program.ts';

export function printProgram(program: Program): string {
  const kernels = new Map<Kernel, string>();
  const number = (k: Kernel): string => {
    let name = kernels.get(k);
    if (name === undefined) kernels.set(k, name = `k${kernels.size}`);
    return name;
  };
  const lines = (steps: readonly Step[], indent: string): string[] => {
    const inner = (list: readonly Step[]): string[] => lines(list, `${indent}  `);
    return steps.flatMap((s) => {
      switch (s.kind) {
        case 'kernel': return [`${indent}kernel ${number(s.kernel)} (${s.args.map(showPlace).join(', ')})`];
        case 'gemm': {
          const size = [...s.batch.map((n) => `${n} of `), `${s.m}×${s.n}×${s.k}`].join('');
          return [`${indent}gemm ${s.dtype} ${size} ${showMatrix(s.c)} ${s.accumulate ? '+=' : '='} ${showMatrix(s.a)} · ${showMatrix(s.b)}`];
        }
        case 'copy': return [`${indent}copy ${s.bytes} B ${showPlace(s.from)} to ${showPlace(s.to)}`];
        case 'loop': return [`${indent}loop ${s.count}${s.reverse ? ' backwards' : ''} {`, ...inner(s.steps), `${indent}}`];
        case 'while': return [`${indent}while ${showPlace(s.test)} after {`, ...inner(s.condition), `${indent}} do {`, ...inner(s.body), `${indent}}`];
        case 'branch': return [`${indent}if ${showPlace(s.test)} {`, ...inner(s.then), `${indent}} else {`, ...inner(s.otherwise), `${indent}}`];
      }
    });
  };
  const inputs = program.inputs.map((t, i) => `in${i}: ${showType(t)}`);
  const outputs = program.outputs.map((t, i) => `out${i}: ${showType(t)}${program.alias[i]! >= 0 ? ` in in${program.alias[i]}` : ''}`);
  const body = lines(program.steps, '  ');
  return [`program ${program.name} (${inputs.join(', ')}) -> (${outputs.join(', ')}), arena ${program.arenaBytes} B {`, ...body, '}',
    ...[...kernels].map(([k, name]) => `\n${name}: ${printKernel(k)}`)].join('\n');
}

function showPlace({ space, index, offset, strides }: Place): string {
  const name = space === 'arena' ? 'arena' : space === 'input' ? `in${index}` : `out${index}`;
  const moves = strides.some((s) => s !== 0) ? ` (${strides.map((s) => `+${s}`).join(', ')} a turn)` : '';
  return `${name}${offset > 0 || space === 'arena' ? `+${offset}` : ''}${moves}`;
}

const showMatrix = ({ place, rowStride, columnStride, batchStrides }: Matrix): string => `${showPlace(place)} [${[...batchStrides, rowStride, columnStride].join(', ')}]`;
