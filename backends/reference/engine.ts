/** The reference engine: programs run step by step in plain JavaScript. It defines what is right, and is in no hurry. */
import { CotangentError, invariant } from '../../core/diagnostic.ts';
import { bytesOf, isInteger, sumDType, viewOf, type TypedArray } from '../../core/dtype.ts';
import type { Kernel } from '../../core/kernel.ts';
import { count } from '../../core/shape.ts';
import type { Matrix, Place, Program, Step } from '../../lowering/program.ts';
import type { Backend, Executable, Memory } from '../backend.ts';
import { interpret, type Runner } from './interpret.ts';
import { rounding } from './round.ts';
import { brainToFloat, brainBits, halfToFloat, halfBits } from '../../core/encode.ts';

class Bytes implements Memory {
  readonly bytes: number;
  #data: ArrayBuffer | undefined;
  constructor(bytes: number) {
    this.bytes = bytes;
    this.#data = new ArrayBuffer(bytes);
  }
  get data(): ArrayBuffer {
    if (!this.#data) throw new CotangentError('this memory has been disposed of', { code: 'NN0401', hint: 'keep the tensor until its last use' });
    return this.#data;
  }
  dispose(): void {
    this.#data = undefined;
  }
}

interface Loaded extends Executable {
  readonly program: Program;
  readonly arena: Bytes;
  readonly runners: ReadonlyMap<Kernel, Runner>;
}

export function referenceBackend(): Backend {
  const bytes = (m: Memory): ArrayBuffer => {
    invariant(m instanceof Bytes, 'memory of another backend was given to the reference engine');
    return m.data;
  };
  const readSync = (from: Memory): ArrayBuffer => bytes(from).slice(0);
  return {
    name: 'reference',
    alloc: (size) => new Bytes(size),
    write(to, data) {
      new Uint8Array(bytes(to)).set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    },
    read: (from) => Promise.resolve(readSync(from)),
    readSync,
    compile(program): Loaded {
      const arena = new Bytes(program.arenaBytes);
      const runners = new Map<Kernel, Runner>();
      kernelsIn(program.steps, (k) => { if (!runners.has(k)) runners.set(k, interpret(k)); });
      return { arenaBytes: program.arenaBytes, program, arena, runners, dispose: () => arena.dispose() };
    },
    run(executable, inputs, outputs) {
      const { program, arena, runners } = executable as Loaded;
      const spaces = { input: inputs.map(bytes), output: outputs.map(bytes), arena: [arena.data] };
      runSteps(program.steps, spaces, runners, []);
    },
  };
}

function kernelsIn(steps: readonly Step[], visit: (kernel: Kernel) => void): void {
  for (const step of steps) {
    if (step.kind === 'kernel') visit(step.kernel);
    else if (step.kind === 'loop') kernelsIn(step.steps, visit);
    else if (step.kind === 'while') kernelsIn([...step.condition, ...step.body], visit);
    else if (step.kind === 'branch') kernelsIn([...step.then, ...step.otherwise], visit);
  }
}

type Spaces = Readonly<Record<Place['space'], readonly ArrayBuffer[]>>;

/** `turns`: which turn each enclosing loop is in, outermost first. */
function runSteps(steps: readonly Step[], spaces: Spaces, runners: ReadonlyMap<Kernel, Runner>, turns: readonly number[]): void {
  const buffer = (p: Place): ArrayBuffer => spaces[p.space][p.index]!;
  const offset = (p: Place): number => p.strides.reduce((sum, s, i) => sum + s * turns[i]!, p.offset);
  const truth = (p: Place): boolean => new Uint8Array(buffer(p), offset(p), 1)[0] !== 0;
  const run = (list: readonly Step[], inner = turns): void => runSteps(list, spaces, runners, inner);
  for (const step of steps) {
    switch (step.kind) {
      case 'kernel':
        runners.get(step.kernel)!(step.args.map((p, i) => {
          const { dtype, elements } = step.kernel.buffers[i]!;
          return viewOf(dtype, buffer(p), offset(p), elements);
        }));
        break;
      case 'gemm': {
        // From the place's own address on; how far it reaches is the strides' affair.
        const rest = (m: Matrix): TypedArray => viewOf(step.dtype, buffer(m.place), offset(m.place), Math.floor((buffer(m.place).byteLength - offset(m.place)) / bytesOf(step.dtype)));
        multiply(step, rest(step.a), rest(step.b), rest(step.c));
        break;
      }
      case 'copy':
        new Uint8Array(buffer(step.to), offset(step.to), step.bytes).set(new Uint8Array(buffer(step.from), offset(step.from), step.bytes));
        break;
      case 'loop':
        for (let i = 0; i < step.count; i++) run(step.steps, [...turns, step.reverse ? step.count - 1 - i : i]);
        break;
      case 'while':
        for (run(step.condition); truth(step.test); run(step.condition)) run(step.body);
        break;
      case 'branch':
        run(truth(step.test) ? step.then : step.otherwise);
        break;
    }
  }
}

/** Products and sums are rounded to the dtype, for f16 and bf16 to f32 until the end. */
function multiply(g: Step & { kind: 'gemm' }, a: TypedArray, b: TypedArray, c: TypedArray): void {
  const mul = isInteger(g.dtype) ? Math.imul : (x: number, y: number): number => x * y, round = rounding[sumDType(g.dtype)], last = rounding[g.dtype];
  const read = g.dtype === 'f16' ? halfToFloat : g.dtype === 'bf16' ? brainToFloat : (x: number): number => x;
  const write = g.dtype === 'f16' ? halfBits : g.dtype === 'bf16' ? brainBits : (x: number): number => x;
  const entries = count(g.batch);
  for (let e = 0; e < entries; e++) {
    let rest = e, pa = 0, pb = 0, pc = 0;
    for (let i = g.batch.length - 1; i >= 0; i--) {
      const at = rest % g.batch[i]!;
      rest = (rest - at) / g.batch[i]!;
      pa += at * g.a.batchStrides[i]!; pb += at * g.b.batchStrides[i]!; pc += at * g.c.batchStrides[i]!;
    }
    for (let i = 0; i < g.m; i++)
      for (let j = 0; j < g.n; j++) {
        const at = pc + i * g.c.rowStride + j * g.c.columnStride;
        let sum = g.accumulate ? read(c[at]!) : 0;
        for (let k = 0; k < g.k; k++)
          sum = round(sum + round(mul(read(a[pa + i * g.a.rowStride + k * g.a.columnStride]!), read(b[pb + k * g.b.rowStride + j * g.b.columnStride]!))));
        c[at] = write(last(sum));
      }
  }
}
