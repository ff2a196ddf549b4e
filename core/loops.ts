/** Short hands for writing the statements of a kernel. */
import { at, axis, local } from './build.ts';
import type { Expr, Local } from './expr.ts';
import type { Statement } from './kernel.ts';

type How = (Statement & { kind: 'for' })['how'];

/** for i in 0 … extent - 1 { body(i) } */
export function loop(how: How, extent: number, body: (i: Expr) => readonly Statement[]): Statement {
  const a = axis(extent);
  return { kind: 'for', how, axis: a, body: body(at(a)) };
}

/** Names a value, so that it is computed once. */
export function named(value: Expr, body: (name: Expr) => readonly Statement[]): readonly Statement[] {
  const l: Local = { dtype: value.dtype };
  return [{ kind: 'let', local: l, value }, ...body(local(l))];
}

export const store = (to: number, index: Expr, value: Expr): Statement => ({ kind: 'store', to, index, value });
export const when = (test: Expr, then: readonly Statement[]): Statement => ({ kind: 'if', test, then });
