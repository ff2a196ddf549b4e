/**
 * Recognises a matrix product in an operation's definition, whatever the operation is called:
 * z[axes] = Σ_k x[axes] · y[axes], every index a plain axis.
 */
import type { Axis, Expr } from '../core/expr.ts';
import type { Definition } from '../core/op.ts';

/** The axes of x, of y and of the result, in their order in memory; and those summed over. */
export interface Contraction {
  readonly x: readonly Axis[];
  readonly y: readonly Axis[];
  readonly z: readonly Axis[];
  readonly summed: readonly Axis[];
}

export function contractionOf({ axes: z, body }: Definition): Contraction | undefined {
  if (body.kind !== 'reduce' || body.fold !== 'sum' || body.body.kind !== 'scalar' || body.body.name !== 'mul') return undefined;
  const [p, q] = body.body.args as [Expr, Expr];
  if (p.kind !== 'load' || q.kind !== 'load' || p.from !== 0 || q.from !== 1) return undefined;
  const x = plainAxes(p.index), y = plainAxes(q.index);
  if (!x || !y) return undefined;
  const used = new Set([...x, ...y]);
  const summed = body.axes;
  // Every summed axis is in both operands, every axis of the result in at least one: no sums over one operand alone, no repeats.
  const fits = summed.every((a) => x.includes(a) && y.includes(a)) && z.every((a) => used.has(a)) && used.size === z.length + summed.length;
  return fits ? { x, y, z, summed } : undefined;
}

function plainAxes(index: readonly Expr[]): readonly Axis[] | undefined {
  const axes = index.flatMap((e) => (e.kind === 'axis' ? [e.axis] : []));
  return axes.length === index.length && new Set(axes).size === axes.length ? axes : undefined;
}
