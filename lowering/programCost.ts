/** What a program costs, known before it runs: arithmetic, bytes moved, and the memory it needs. */
import { bytesOf, isFloat } from '../core/dtype.ts';
import type { Expr } from '../core/expr.ts';
import type { Kernel, Statement } from '../core/kernel.ts';
import { scalars } from '../core/scalar.ts';
import { count } from '../core/shape.ts';
import { sizeBytes } from './kernel/plain.ts';
import { childrenOf } from './kernel/walk.ts';
import type { Program, Step } from './program.ts';

export interface Cost {
  /** Scalar operations on floats, a multiplication and an addition each counting one. */
  readonly flops: number;
  /** Bytes of the operands and results of every step, each counted once per step. */
  readonly bytes: number;
}

export interface ProgramCost extends Cost {
  /** Temporaries, inputs and outputs that are not inputs' memory: the most that is held at once. */
  readonly memoryBytes: number;
  /** Of the steps at the top, in order. */
  readonly steps: readonly Cost[];
}

export function costOf(program: Program): ProgramCost {
  const steps = program.steps.map(stepCost);
  const held = [...program.inputs, ...program.outputs.filter((_, i) => program.alias[i]! < 0)].reduce((n, t) => n + sizeBytes(t), program.arenaBytes);
  return { ...sum(steps), memoryBytes: held, steps };
}

const sum = (costs: readonly Cost[]): Cost => ({ flops: costs.reduce((n, c) => n + c.flops, 0), bytes: costs.reduce((n, c) => n + c.bytes, 0) });
const all = (steps: readonly Step[]): Cost => sum(steps.map(stepCost));

function stepCost(step: Step): Cost {
  switch (step.kind) {
    case 'kernel': return {
      flops: flopsOf(step.kernel),
      bytes: step.kernel.buffers.reduce((n, b) => n + b.elements * bytesOf(b.dtype) * (b.role === 'inout' ? 2 : 1), 0),
    };
    case 'gemm': {
      const { m, n, k } = step, entries = count(step.batch);
      return { flops: 2 * entries * m * n * k, bytes: entries * bytesOf(step.dtype) * (m * k + k * n + m * n) };
    }
    case 'copy': return { flops: 0, bytes: 2 * step.bytes };
    case 'loop': { const { flops, bytes } = all(step.steps); return { flops: step.count * flops, bytes: step.count * bytes }; }
    // How often a while runs is not known; it counts as once, and a branch as its dearer side.
    case 'while': return all([...step.condition, ...step.body]);
    case 'branch': { const sides = [all(step.then), all(step.otherwise)]; return sides[0]!.flops >= sides[1]!.flops ? sides[0]! : sides[1]!; }
  }
}

const counted = new WeakMap<Kernel, number>();

function flopsOf(kernel: Kernel): number {
  let flops = counted.get(kernel);
  if (flops === undefined) counted.set(kernel, flops = operationsIn(kernel.body));
  return flops;
}

function operationsIn(list: readonly Statement[]): number {
  return list.reduce((n, s) => {
    switch (s.kind) {
      case 'for': return n + s.axis.extent * operationsIn(s.body);
      case 'let': case 'assign': return n + work(s.value);
      case 'fold': return n + work(s.value) + (isFloat(s.local.dtype) ? 1 : 0);
      case 'store': return n + work(s.value);
      case 'if': return n + operationsIn(s.then);
    }
  }, 0);
}

const work = (e: Expr): number =>
  childrenOf(e).reduce((n, c) => n + work(c), e.kind === 'scalar' && isFloat(e.dtype) && scalars[e.name].gives === 'same' ? 1 : 0);
