/** What a node costs, as far as passes ask: whether it is cheap to do twice, and how large its results are. */
import { bytesOf } from '../core/dtype.ts';
import type { Expr } from '../core/expr.ts';
import type { Node, Value } from '../core/graph.ts';
import { known } from '../core/shape.ts';
import { expansion } from './expansion.ts';

export const sizeBytes = ({ type: { shape, dtype } }: Value): number => known(shape).reduce((n, d) => n * d, bytesOf(dtype));

/** Does it only say where elements lie, or that they are all the same? */
export function isView(node: Node): boolean {
  const kind = bodyOf(node)?.kind;
  return kind === 'load' || kind === 'const' || kind === 'axis';
}

// More scalar work than this for one element (a random draw, say) is not cheap.
const cheapWork = 40;

/** Elementwise work and views, in a few scalar steps per element. */
export function isCheap(node: Node): boolean {
  if (node.op.expand && !node.op.scalar && !node.op.define) return expansion(node).nodes.every(isCheap);
  const body = bodyOf(node);
  return body !== undefined && work(body) <= cheapWork;
}

/** What is done for one element, if each is computed by itself. */
function bodyOf({ op, params, inputs, outputs }: Node): Expr | undefined {
  const [y] = outputs;
  if (!y || outputs.length > 1) return undefined;
  if (op.scalar) return op.scalar(inputs.map((x, from) => ({ kind: 'load', from, dtype: x.type.dtype, index: [] })), params);
  return op.define?.(inputs.map((x) => x.type), y.type, params).body;
}

function work(e: Expr): number {
  switch (e.kind) {
    case 'const': case 'axis': case 'local': case 'load': return 0;
    case 'reduce': return Infinity;
    case 'scalar': return e.args.reduce((n, a) => n + work(a), 1);
    case 'convert': case 'bitcast': return 1 + work(e.arg);
    case 'select': return 1 + work(e.test) + work(e.yes) + work(e.no);
  }
}
