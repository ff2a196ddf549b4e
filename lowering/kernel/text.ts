/**
 * Kernels as text. Everything has a number: b0 … buffers, s0 … scratch, i0 … loop variables, l0 … locals, in order of
 * appearance, so kernels that are alike print alike.
 *
 *     kernel (b0: in f32[1024], b1: out f32[1024]) {
 *       parallel i0 < 4 {
 *         let l0: i32 = i0 * 256
 *         vector i1 < 256 {
 *           b1[l0 + i1] = exp(b0[l0 + i1])
 *         }
 *       }
 *     }
 */
import type { DType } from '../../core/dtype.ts';
import type { Axis, Expr, Local } from '../../core/expr.ts';
import type { Kernel, Statement } from '../../core/kernel.ts';
import { invariant } from '../../core/diagnostic.ts';
import type { ScalarName } from '../../core/scalar.ts';

const signs: Partial<Record<ScalarName, string>> = { add: '+', sub: '-', mul: '*', div: '/', lt: '<', le: '<=', gt: '>', ge: '>=', eq: '==', ne: '!=' };
// How tightly an infix sign binds; operands that bind less tightly get parentheses, and so do right operands that bind the same.
const binds: Readonly<Record<string, number>> = { '*': 3, '/': 3, '+': 2, '-': 2, '<': 1, '<=': 1, '>': 1, '>=': 1, '==': 1, '!=': 1 };

export function printKernel(kernel: Kernel): string {
  const names = new Map<Axis | Local, string>();
  const counts = { i: 0, l: 0 };
  const name = (x: Axis | Local, letter: 'i' | 'l'): string => {
    const made = `${letter}${counts[letter]++}`;
    names.set(x, made);
    return made;
  };
  const named = (x: Axis | Local, letter: 'i' | 'l'): string => names.get(x) ?? name(x, letter);
  const memory = (n: number): string => (n < kernel.buffers.length ? `b${n}` : `s${n - kernel.buffers.length}`);
  const value = (e: Expr): readonly [text: string, binds: number] => {
    const tight = 9;
    switch (e.kind) {
      case 'const': return [literal(e.value, e.dtype), e.value < 0 ? 2 : tight];
      case 'axis': return [named(e.axis, 'i'), tight];
      case 'local': return [named(e.local, 'l'), tight];
      case 'load': return [`${memory(e.from)}[${text(e.index[0]!)}]`, tight];
      case 'scalar': {
        const sign = signs[e.name];
        if (!sign) return [`${e.name}(${e.args.map(text).join(', ')})`, tight];
        const own = binds[sign]!, [a, b] = e.args.map(value) as [readonly [string, number], readonly [string, number]];
        return [`${a[1] < own ? `(${a[0]})` : a[0]} ${sign} ${b[1] <= own ? `(${b[0]})` : b[0]}`, own];
      }
      case 'convert': return [`${e.dtype}(${text(e.arg)})`, tight];
      case 'bitcast': return [`bits.${e.dtype}(${text(e.arg)})`, tight];
      case 'select': return [`select(${[e.test, e.yes, e.no].map(text).join(', ')})`, tight];
      case 'reduce': invariant(false, 'a kernel holds a reduction that is not written as a loop');
    }
  };
  const text = (e: Expr): string => value(e)[0];
  const lines = (list: readonly Statement[], indent: string): string[] => list.flatMap((s) => {
    switch (s.kind) {
      case 'for': return [`${indent}${s.how} ${named(s.axis, 'i')} < ${s.axis.extent} {`, ...lines(s.body, `${indent}  `), `${indent}}`];
      // Parts of a kernel that were made alike may share a local; each definition has a number of its own.
      case 'let': { const v = text(s.value); return [`${indent}let ${name(s.local, 'l')}: ${s.local.dtype} = ${v}`]; }
      case 'assign': return [`${indent}${named(s.local, 'l')} = ${text(s.value)}`];
      case 'fold': return [`${indent}${s.fold} ${named(s.local, 'l')} with ${text(s.value)}`];
      case 'store': return [`${indent}${memory(s.to)}[${text(s.index)}] = ${text(s.value)}`];
      case 'if': return [`${indent}if ${text(s.test)} {`, ...lines(s.then, `${indent}  `), `${indent}}`];
    }
  });
  const buffers = kernel.buffers.map((b, i) => `b${i}: ${b.role} ${b.dtype}[${b.elements}]`);
  const scratch = kernel.scratch.map((s, i) => `s${i}: ${s.dtype}[${s.elements}]`);
  return [`kernel (${[...buffers, ...scratch].join(', ')}) {`, ...lines(kernel.body, '  '), '}'].join('\n');
}

/** i32 is the dtype of a plain number; others are said. */
function literal(x: number, dtype: DType): string {
  if (dtype === 'bool') return x ? 'true' : 'false';
  const number = Object.is(x, -0) ? '-0' : Number.isNaN(x) ? 'nan' : x === Infinity ? 'inf' : x === -Infinity ? '-inf' : String(x);
  return dtype === 'i32' ? number : `${number}:${dtype}`;
}
