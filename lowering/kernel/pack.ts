/** Several kernels that know nothing of each other as one: their parallel loops stand side by side, and buffers they share are passed once. */
import type { DType } from '../../core/dtype.ts';
import type { Expr } from '../../core/expr.ts';
import type { Kernel, Statement } from '../../core/kernel.ts';
import { mapChildren } from './walk.ts';

/** `places[k][i]`: which buffer of the whole is buffer i of kernel k. */
export function packKernels(kernels: readonly Kernel[], buffers: Kernel['buffers'], places: readonly (readonly number[])[]): Kernel {
  const scratch: { dtype: DType; elements: number }[] = [];
  const body = kernels.flatMap((kernel, k) => {
    // Scratch is not kept from one loop to the next, so all kernels use the same.
    const free = scratch.map((_, i) => i);
    const slots = kernel.scratch.map(({ dtype, elements }) => {
      const at = free.findIndex((i) => scratch[i]!.dtype === dtype);
      const slot = at < 0 ? scratch.push({ dtype, elements }) - 1 : free.splice(at, 1)[0]!;
      scratch[slot] = { dtype, elements: Math.max(scratch[slot]!.elements, elements) };
      return buffers.length + slot;
    });
    const place = (n: number): number => (n < kernel.buffers.length ? places[k]![n]! : slots[n - kernel.buffers.length]!);
    return kernel.body.map((s) => moved(s, place));
  });
  const whole: Kernel = { buffers, scratch, body };
  parts.set(whole, kernels.map((kernel, k) => ({ kernel, places: places[k]! })));
  return whole;
}

/** A kernel in a packed one, and which buffers of the whole it has. */
export interface Part {
  readonly kernel: Kernel;
  readonly places: readonly number[];
}
const parts = new WeakMap<Kernel, readonly Part[]>();
export const partsOf = (kernel: Kernel): readonly Part[] | undefined => parts.get(kernel);

function moved(s: Statement, place: (n: number) => number): Statement {
  const seen = new Map<Expr, Expr>();
  const expr = (e: Expr): Expr => {
    let made = seen.get(e);
    if (!made) {
      const inner = mapChildren(e, expr);
      made = inner.kind === 'load' ? { ...inner, from: place(inner.from) } : inner;
      seen.set(e, made);
    }
    return made;
  };
  const list = (statements: readonly Statement[]): readonly Statement[] => statements.map((t) => moved(t, place));
  switch (s.kind) {
    case 'for': return { ...s, body: list(s.body) };
    case 'let': case 'assign': case 'fold': return { ...s, value: expr(s.value) };
    case 'store': return { ...s, to: place(s.to), index: expr(s.index), value: expr(s.value) };
    case 'if': return { ...s, test: expr(s.test), then: list(s.then) };
  }
}
