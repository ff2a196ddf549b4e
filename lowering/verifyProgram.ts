/**
 * Is this a program? Everything read from the arena has been written before, nothing reaches beyond its space, and kernels
 * get buffers for every argument. A program that fails is a defect of ours, so this throws an invariant error.
 */
import { invariant } from '../core/diagnostic.ts';
import { bytesOf } from '../core/dtype.ts';
import type { Kernel } from '../core/kernel.ts';
import { verifyKernel } from './kernel/verify.ts';
import { sizeBytes } from './kernel/plain.ts';
import { printProgram } from './programText.ts';
import type { Matrix, Place, Program, Step } from './program.ts';

type Stretch = readonly [from: number, to: number];

/** Bytes known to hold something, as stretches in order that do not touch. */
class Written {
  #stretches: Stretch[] = [];

  add([from, to]: Stretch): void {
    if (from >= to) return;
    const apart = this.#stretches.filter(([p, q]) => q < from || p > to), near = this.#stretches.filter(([p, q]) => q >= from && p <= to);
    const joined: Stretch = [Math.min(from, ...near.map(([p]) => p)), Math.max(to, ...near.map(([, q]) => q))];
    this.#stretches = [...apart, joined].sort(([p], [q]) => p - q);
  }
  has([from, to]: Stretch): boolean {
    return from >= to || this.#stretches.some(([p, q]) => p <= from && to <= q);
  }
}

export function verifyProgram(program: Program): Program {
  const check = (holds: boolean, what: () => string): void => { if (!holds) invariant(false, `a program is wrong: ${what()}\n${printProgram(program)}`); };
  const arena = new Written(), kernels = new Set<Kernel>();
  const size = ({ space, index }: Place): number => (space === 'arena' ? program.arenaBytes : sizeBytes(space === 'input' ? program.inputs[index]! : program.outputs[index]!));
  /** `turns`: how often each loop around runs. */
  const stretch = (p: Place, bytes: number, turns: readonly number[]): Stretch => {
    check(p.strides.length <= turns.length, () => 'a place moves with a loop that is not there');
    const reach = p.strides.reduce((sum, s, i) => sum + s * Math.max(0, turns[i]! - 1), 0), found: Stretch = [p.offset, p.offset + reach + bytes];
    check(bytes === 0 || p.offset >= 0 && p.strides.every((s) => s >= 0) && found[1] <= size(p), () => `${p.space} ${p.index} of ${size(p)} B is reached at ${found[0]} to ${found[1]}`);
    return found;
  };
  const read = (p: Place, bytes: number, turns: readonly number[]): void => {
    const s = stretch(p, bytes, turns);
    check(p.space !== 'arena' || arena.has(s), () => `arena ${s[0]} to ${s[1]} is read before it is written`);
  };
  const write = (p: Place, bytes: number, turns: readonly number[]): void => {
    check(p.space !== 'input', () => `input ${p.index} is written`);
    const s = stretch(p, bytes, turns);
    if (p.space === 'arena') arena.add(s);
  };
  const visit = (steps: readonly Step[], turns: readonly number[]): void => {
    for (const s of steps) {
      switch (s.kind) {
        case 'kernel': {
          if (!kernels.has(s.kernel)) { kernels.add(s.kernel); verifyKernel(s.kernel); }
          check(s.args.length === s.kernel.buffers.length, () => `a kernel with ${s.kernel.buffers.length} buffers gets ${s.args.length}`);
          const each = (role: 'in' | 'out', act: typeof read): void => s.kernel.buffers.forEach((b, i) => { if (b.role === role || b.role === 'inout') act(s.args[i]!, b.elements * bytesOf(b.dtype), turns); });
          each('in', read);
          each('out', write);
          break;
        }
        case 'gemm': {
          const bytes = (m: Matrix, rows: number, columns: number): number => {
            const last = [...s.batch.map((n, i) => (n - 1) * m.batchStrides[i]!), (rows - 1) * m.rowStride, (columns - 1) * m.columnStride].reduce((a, b) => a + b, 0);
            return [...s.batch, rows, columns].includes(0) ? 0 : (last + 1) * bytesOf(s.dtype);
          };
          read(s.a.place, bytes(s.a, s.m, s.k), turns);
          read(s.b.place, bytes(s.b, s.k, s.n), turns);
          if (s.accumulate) read(s.c.place, bytes(s.c, s.m, s.n), turns);
          write(s.c.place, bytes(s.c, s.m, s.n), turns);
          break;
        }
        case 'copy': read(s.from, s.bytes, turns); write(s.to, s.bytes, turns); break;
        case 'loop': if (s.count > 0) visit(s.steps, [...turns, s.count]); break;
        case 'while': visit(s.condition, turns); read(s.test, 1, turns); visit(s.body, turns); break;
        case 'branch': read(s.test, 1, turns); visit(s.then, turns); visit(s.otherwise, turns); break;
      }
    }
  };
  visit(program.steps, []);
  return program;
}
