/**
 * A program's steps as this engine runs them. Products that the packed product does not know become kernels, and a kernel of several loops
 * that threads share becomes a step for each: equal loops are then one function, and barriers stand only where data flows between them.
 */
import type { DType } from '../../core/dtype.ts';
import type { Expr } from '../../core/expr.ts';
import type { Kernel, Role, Statement } from '../../core/kernel.ts';
import { childrenOf, mapChildren } from '../../lowering/kernel/walk.ts';
import type { Program, Step } from '../../lowering/program.ts';
import { plainProduct } from './plainProduct.ts';
import type { GemmDType } from './wasm/gemm.ts';

const gemmDTypes: readonly DType[] = ['f32', 'f64', 'i32', 'u32'] satisfies readonly GemmDType[];
/** Batch axes that the packed product takes. */
export const gemmBatchAxes = 3;
type Gemm = Step & { readonly kind: 'gemm' };
export const isPacked = (step: Gemm): step is Gemm & { readonly dtype: GemmDType } => gemmDTypes.includes(step.dtype) && step.batch.length <= gemmBatchAxes;

export const runnable = (program: Program): Program => {
  const pieces = new Map<Kernel, readonly Piece[]>();
  const piecesOf = (kernel: Kernel): readonly Piece[] => {
    let known = pieces.get(kernel);
    if (!known) pieces.set(kernel, known = split(kernel));
    return known;
  };
  const all = (steps: readonly Step[]): readonly Step[] => steps.flatMap((step): readonly Step[] => {
    switch (step.kind) {
      case 'kernel': return piecesOf(step.kernel).map(({ kernel, from }) => ({ ...step, kernel, args: from.map((i) => step.args[i]!) }));
      case 'gemm': return [isPacked(step) ? step : plainProduct(step)];
      case 'loop': return [{ ...step, steps: all(step.steps) }];
      case 'while': return [{ ...step, condition: all(step.condition), body: all(step.body) }];
      case 'branch': return [{ ...step, then: all(step.then), otherwise: all(step.otherwise) }];
      case 'copy': return [step];
    }
  });
  return { ...program, steps: all(program.steps) };
};

/** A kernel, and which of the whole kernel's buffers it takes. */
interface Piece { readonly kernel: Kernel; readonly from: readonly number[] }

const whole = (kernel: Kernel): Piece => ({ kernel, from: kernel.buffers.map((_, i) => i) });

function split(kernel: Kernel): readonly Piece[] {
  const { body, buffers } = kernel;
  if (body.length < 2 || !body.every((s) => s.kind === 'for' && s.how === 'parallel')) return [whole(kernel)];
  return body.map((statement) => {
    const memory = [...buffers, ...kernel.scratch], reads = new Set<number>(), writes = new Set<number>(), numbers = new Map<number, number>();
    uses(statement, reads, writes);
    const used = [...new Set([...reads, ...writes])].sort((a, b) => a - b), from = used.filter((i) => i < buffers.length);
    used.forEach((old, i) => numbers.set(old, i));
    const role = (i: number): Role => (!writes.has(i) ? 'in' : reads.has(i) ? 'inout' : 'out');
    return {
      from,
      kernel: { buffers: from.map((i) => ({ ...buffers[i]!, role: role(i) })), scratch: used.slice(from.length).map((i) => memory[i]!), body: [renumbered(statement, numbers)] },
    };
  });
}

function uses(statement: Statement, reads: Set<number>, writes: Set<number>): void {
  const seen = new Set<Expr>();
  const expr = (e: Expr): void => {
    if (seen.has(e)) return;
    seen.add(e);
    if (e.kind === 'load') reads.add(e.from);
    childrenOf(e).forEach(expr);
  };
  const visit = (s: Statement): void => {
    switch (s.kind) {
      case 'for': return s.body.forEach(visit);
      case 'if': expr(s.test); return s.then.forEach(visit);
      case 'store': writes.add(s.to); expr(s.index); return expr(s.value);
      default: return expr(s.value);
    }
  };
  visit(statement);
}

/** The statement with its buffers numbered anew. Expressions that were shared are shared again. */
function renumbered(statement: Statement, numbers: ReadonlyMap<number, number>): Statement {
  const done = new Map<Expr, Expr>();
  const expr = (e: Expr): Expr => {
    let made = done.get(e);
    if (!made) done.set(e, made = rebuilt(e));
    return made;
  };
  const rebuilt = (e: Expr): Expr => {
    const inner = mapChildren(e, expr);
    return inner.kind === 'load' ? { ...inner, from: numbers.get(inner.from)! } : inner;
  };
  const visit = (s: Statement): Statement => {
    switch (s.kind) {
      case 'for': return { ...s, body: s.body.map(visit) };
      case 'if': return { ...s, test: expr(s.test), then: s.then.map(visit) };
      case 'store': return { ...s, to: numbers.get(s.to)!, index: expr(s.index), value: expr(s.value) };
      default: return { ...s, value: expr(s.value) };
    }
  };
  return visit(statement);
}
