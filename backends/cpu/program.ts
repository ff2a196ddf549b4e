/**
 * A program as one WebAssembly module: its kernels, each once however often it is used, the matrix product, and `run(tid, threads)`, which all
 * threads call and which carries out the steps. Addresses of inputs and outputs stand in a table that is filled before each run; everything
 * else has its address in the code.
 */
import { CotangentError, invariant } from '../../core/diagnostic.ts';
import { bytesOf } from '../../core/dtype.ts';
import type { Kernel } from '../../core/kernel.ts';
import { count } from '../../core/shape.ts';
import type { Matrix, Place, Program, Step } from '../../lowering/program.ts';
import { emitKernel, ready, scratchBytes, takesList, type KernelParams } from './codegen/kernel.ts';
import type { Library } from './codegen/arithmetic.ts';
import { barrierCount, order, type OrderedStep } from './programOrder.ts';
import { gemmBatchAxes, isPacked } from './programSteps.ts';
import { assemble, i32, memory, select, type Assembler, type Expr, type Func, type FunctionBuilder, type MemoryImport } from './wasm/assembler.ts';
import { gemm, gemmScratchBytes, type GemmDType } from './wasm/gemm.ts';
import { threadFunctions } from './wasm/threads.ts';

/** Bytes that a program holds besides its inputs and outputs, as one block of memory. */
export interface ProgramLayout {
  readonly bytes: number;
  /** Offsets in the block, which begins with the table: a word for each input and then for each output. */
  readonly scratch: number;
  readonly gemmScratch: number;
  readonly arena: number;
  readonly scratchPerThread: number;
}

const align = (n: number): number => Math.ceil(n / 64) * 64;

export function everyStep(steps: readonly Step[], visit: (step: Step) => void): void {
  for (const step of steps) {
    visit(step);
    if (step.kind === 'loop') everyStep(step.steps, visit);
    else if (step.kind === 'branch') { everyStep(step.then, visit); everyStep(step.otherwise, visit); }
    else if (step.kind === 'while') { everyStep(step.condition, visit); everyStep(step.body, visit); }
  }
}

export function layoutOf(program: Program, threads: number): ProgramLayout {
  let scratchPerThread = 0, gemmBytes = 0;
  everyStep(program.steps, (s) => {
    if (s.kind === 'kernel') scratchPerThread = Math.max(scratchPerThread, scratchBytes(s.kernel));
    else if (s.kind === 'gemm') gemmBytes = Math.max(gemmBytes, gemmScratchBytes(threads, { ...s, dtype: s.dtype as GemmDType }));
  });
  const scratch = align(4 * (program.inputs.length + program.outputs.length)), gemmScratch = scratch + threads * scratchPerThread;
  const arena = align(gemmScratch + gemmBytes);
  return { scratch, gemmScratch, arena, scratchPerThread, bytes: arena + align(program.arenaBytes) };
}

export interface ModuleOptions {
  /** Address of the block that `layoutOf` describes. */
  readonly base: number;
  readonly layout: ProgramLayout;
  readonly memory: MemoryImport;
  readonly library: (m: Assembler) => Library;
  /** Fused multiply-add in matrix products. */
  readonly relaxed: boolean;
  /** Calls debug.mark with the number of every kernel, product and copy that is done. */
  readonly mark?: boolean;
}

export function programModule(program: Program, options: ModuleOptions, steps: readonly OrderedStep[] = order(program)): Assembler {
  const m = assemble();
  m.memory(options.memory);
  const emitter = new ProgramEmitter(m, program, options);
  m.func('run', { tid: 'i32', threads: 'i32' }, 'none', (f, { tid, threads }) => emitter.run(f, tid, threads, steps, []), { export: true });
  return m;
}

class ProgramEmitter {
  readonly #m: Assembler;
  readonly #program: Program;
  readonly #options: ModuleOptions;
  readonly #kernels = new Map<string, Func<KernelParams, 'none'>>();
  readonly #made = new Map<Kernel, Func<KernelParams, 'none'>>();
  readonly #library: Library;
  readonly #mark: ((step: number) => Expr<'none'>) | undefined;
  #steps = 0;

  constructor(m: Assembler, program: Program, options: ModuleOptions) {
    this.#m = m;
    if (options.mark) { const mark = m.import('debug', 'mark', { step: 'i32' }, 'none'); this.#mark = (step) => mark.call({ step: i32.const(step) }); }
    this.#program = program;
    this.#options = options;
    this.#library = options.library(m);
  }

  /** `turns`: the number of the turn that each enclosing loop is in. */
  run(f: FunctionBuilder, tid: Expr<'i32'>, threads: Expr<'i32'>, steps: readonly OrderedStep[], turns: readonly Expr<'i32'>[]): void {
    const meet = (): void => f.emit(threadFunctions(this.#m).barrier.call({ threads }));
    const test = (place: Place): Expr<'i32'> => i32.load8_u(this.#address(place, turns));
    const inside = (list: readonly OrderedStep[], inner = turns): void => this.run(f, tid, threads, list, inner);
    for (const { step, barrier, barrierAtTest, inner } of steps) {
      if (barrier) meet();
      switch (step.kind) {
        case 'kernel': {
          const func = this.#kernel(step), scratch = this.#scratch(tid), args: Record<string, Expr<'i32'>> = { tid, threads, scratch };
          step.args.forEach((place, i) => {
            const address = this.#address(place, turns);
            if (takesList(step.kernel)) f.emit(i32.store(scratch, address, 4 * i)); else args[`b${i}`] = address;
          });
          f.emit(func.call(args as Record<keyof KernelParams, Expr<'i32'>>));
          break;
        }
        case 'gemm': this.#gemm(f, step, tid, threads, turns); break;
        case 'copy': this.#copy(f, step, tid, threads, turns); break;
        case 'loop': {
          if (step.count === 0) break;
          const turn = f.local('i32'), last = step.count - 1;
          f.set(turn, i32.const(step.reverse ? last : 0));
          f.loop((again) => {
            inside(inner[0]!, [...turns, turn]);
            if (step.reverse) f.brIf(again, i32.ge_s(f.tee(turn, i32.sub(turn, i32.const(1))), i32.const(0)));
            else f.brIf(again, i32.le_s(f.tee(turn, i32.add(turn, i32.const(1))), i32.const(last)));
          });
          break;
        }
        case 'while':
          f.block((exit) => f.loop((again) => {
            inside(inner[0]!);
            if (barrierAtTest) meet();
            f.brIf(exit, i32.eqz(test(step.test)));
            inside(inner[1]!);
            f.br(again);
          }));
          break;
        case 'branch': f.if(test(step.test), () => inside(inner[0]!), () => inside(inner[1]!)); break;
      }
      if (this.#mark && inner.length === 0) f.emit(this.#mark(this.#steps++));
    }
  }

  #scratch(tid: Expr<'i32'>): Expr<'i32'> {
    const { base, layout } = this.#options;
    return i32.add(i32.const(base + layout.scratch | 0), i32.mul(tid, i32.const(layout.scratchPerThread)));
  }

  #address(place: Place, turns: readonly Expr<'i32'>[]): Expr<'i32'> {
    const { base, layout } = this.#options;
    const start = (word: number): Expr<'i32'> => {
      const address = i32.load(i32.const(0), base + 4 * word);
      return place.offset === 0 ? address : i32.add(address, i32.const(place.offset | 0));
    };
    const first = place.space === 'arena' ? i32.const(base + layout.arena + place.offset | 0) : start(place.space === 'input' ? place.index : this.#program.inputs.length + place.index);
    return place.strides.reduce<Expr<'i32'>>((sum, stride, i) => (stride === 0 ? sum : i32.add(sum, i32.mul(turns[i]!, i32.const(stride | 0)))), first);
  }

  #kernel({ kernel, label }: Step & { kind: 'kernel' }): Func<KernelParams, 'none'> {
    const same = this.#made.get(kernel);
    if (same) return same;
    const prepared = ready(kernel), equal = this.#kernels.get(prepared.text);
    if (equal) { this.#made.set(kernel, equal); return equal; }
    try {
      const made = emitKernel(this.#m, `k${this.#kernels.size}`, prepared, this.#library);
      this.#kernels.set(prepared.text, made);
      this.#made.set(kernel, made);
      return made;
    } catch (cause) {
      if (!(cause instanceof CotangentError)) throw cause;
      throw new CotangentError(`${label}: ${cause.message}`, { code: cause.code, hint: cause.hint, cause });
    }
  }

  #gemm(f: FunctionBuilder, step: Step & { kind: 'gemm' }, tid: Expr<'i32'>, threads: Expr<'i32'>, turns: readonly Expr<'i32'>[]): void {
    invariant(isPacked(step), `no matrix product for ${step.dtype} with ${step.batch.length} batch axes`);
    const { base, layout, relaxed } = this.#options;
    const missing = gemmBatchAxes - step.batch.length, batch = [...Array<number>(missing).fill(1), ...step.batch];
    const operand = <N extends 'a' | 'b' | 'c'>(name: N, { place, rowStride, columnStride, batchStrides }: Matrix) => {
      const strides = [...Array<number>(missing).fill(0), ...batchStrides];
      return {
        [name]: this.#address(place, turns), [`${name}Row`]: i32.const(rowStride), [`${name}Column`]: i32.const(columnStride),
        [`${name}Batch0`]: i32.const(strides[0]!), [`${name}Batch1`]: i32.const(strides[1]!), [`${name}Batch2`]: i32.const(strides[2]!),
      } as { [K in N | `${N}Row` | `${N}Column` | `${N}Batch0` | `${N}Batch1` | `${N}Batch2`]: Expr<'i32'> };
    };
    f.emit(gemm(this.#m, step.dtype, { relaxed }).call({
      tid, threads, scratch: i32.const(base + layout.gemmScratch | 0), m: i32.const(step.m), n: i32.const(step.n), k: i32.const(step.k),
      batch0: i32.const(batch[0]!), batch1: i32.const(batch[1]!), batch2: i32.const(batch[2]!), accumulate: i32.const(Number(step.accumulate)), epilogue: i32.const(-1),
      ...operand('a', step.a), ...operand('b', step.b), ...operand('c', step.c),
    }));
  }

  /** Each thread copies a range of whole cache lines; the first a few words, one by one: loops carry many of that size. */
  #copy(f: FunctionBuilder, { from, to, bytes }: Step & { kind: 'copy' }, tid: Expr<'i32'>, threads: Expr<'i32'>, turns: readonly Expr<'i32'>[]): void {
    if (bytes > 0 && bytes <= 16 && bytes % 4 === 0) {
      f.if(i32.eqz(tid), () => {
        const source = f.keep(this.#address(from, turns)), words = Array.from({ length: bytes / 4 }, (_, i) => f.keep(i32.load(source, 4 * i))), target = f.keep(this.#address(to, turns));
        words.forEach((word, i) => f.emit(i32.store(target, word, 4 * i)));
      });
      return;
    }
    const share = f.keep(i32.mul(i32.div_u(i32.add(i32.const(Math.ceil(bytes / 64)), i32.sub(threads, i32.const(1))), threads), i32.const(64)));
    const least = (a: Expr<'i32'>, b: Expr<'i32'>): Expr<'i32'> => select(a, b, i32.lt_u(a, b)), end = i32.const(bytes);
    const lo = f.keep(least(i32.mul(share, tid), end)), hi = f.keep(i32.add(lo, share));
    f.emit(memory.copy(i32.add(this.#address(to, turns), lo), i32.add(this.#address(from, turns), lo), i32.sub(least(hi, end), lo)));
  }
}

/** A guess at the nanoseconds that one run takes on one thread. */
const workOf = ({ steps }: Program): number => steps.reduce((sum, s) => sum + nsOf(s), 0);

/** Whether one thread has done the work before several have been woken, which takes `aloneNs`, and have met as often as they must, which takes a twentieth of that each time. */
export const runsAlone = (program: Program, steps: readonly OrderedStep[], aloneNs: number): boolean => workOf(program) < aloneNs * (1 + barrierCount(steps) / 20);

const nsOf = (step: Step): number => {
  const all = (steps: readonly Step[]): number => steps.reduce((sum, s) => sum + nsOf(s), 0);
  switch (step.kind) {
    case 'loop': return step.count * all(step.steps);
    case 'while': return all(step.condition) + all(step.body);
    case 'branch': return Math.max(all(step.then), all(step.otherwise));
    default: { const { bytes, flops } = costOf(step); return bytes / 16 + flops / (step.kind === 'gemm' ? 40 : 1); }
  }
};

/** Bytes read and written and floating-point operations of a step, once through. */
export function costOf(step: Step): { readonly bytes: number; readonly flops: number } {
  switch (step.kind) {
    case 'kernel': {
      let bytes = 0, flops = 0;
      for (const b of step.kernel.buffers) bytes += b.elements * bytesOf(b.dtype) * (b.role === 'inout' ? 2 : 1);
      const count = (acts: (typeof step)['kernel']['body'], times: number): void => {
        for (const s of acts) {
          if (s.kind === 'for') count(s.body, times * s.axis.extent);
          else if (s.kind === 'if') count(s.then, times);
          else flops += times;
        }
      };
      count(step.kernel.body, 1);
      return { bytes, flops };
    }
    case 'gemm': {
      const entries = count(step.batch), { m, n, k } = step;
      return { bytes: entries * bytesOf(step.dtype) * (m * k + k * n + m * n), flops: 2 * entries * m * n * k };
    }
    case 'copy': return { bytes: 2 * step.bytes, flops: 0 };
    default: return { bytes: 0, flops: 0 };
  }
}
