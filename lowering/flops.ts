/**
 * How much arithmetic a graph is: scalar operations on floats that its definitions carry out. A multiplication and an
 * addition count one each; index arithmetic, comparisons, choices and conversions count nothing. How often a whileLoop turns is
 * not known: it counts one turn. A cond counts its dearer side.
 */
import type { Expr } from '../core/expr.ts';
import { isFloat } from '../core/dtype.ts';
import type { Graph, Node } from '../core/graph.ts';
import { count, known } from '../core/shape.ts';
import { scalars } from '../core/scalar.ts';
import { expansion } from './expansion.ts';
import type { CondParams } from '../ops/cond.ts';
import type { ScanParams } from '../ops/scan.ts';
import type { WhileParams } from '../ops/whileLoop.ts';

export const flopsOf = (graph: Graph): number => graph.nodes.reduce((n, node) => n + flopsOfNode(node), 0);

export function flopsOfNode(node: Node): number {
  const { op, params, inputs, outputs } = node;
  if (op.control === 'scan') {
    const { body, length } = params as unknown as ScanParams;
    return known([length])[0]! * flopsOf(body);
  }
  if (op.control === 'call') return flopsOf(params['body'] as Graph);
  if (op.control === 'while') {
    const { condition, body } = params as unknown as WhileParams;
    return flopsOf(condition) + flopsOf(body);
  }
  if (op.control === 'cond') {
    const { then, otherwise } = params as unknown as CondParams;
    return Math.max(flopsOf(then), flopsOf(otherwise));
  }
  if (op.expand) return flopsOf(expansion(node));
  const y = outputs[0];
  if (!y) return 0;
  const elements = count(known(y.type.shape));
  if (op.scalar) return elements * flopsOfExpr(op.scalar(inputs.map((x, from) => ({ kind: 'load', from, dtype: x.type.dtype, index: [] })), params));
  if (op.define) return elements * flopsOfExpr(op.define(inputs.map((x) => x.type), y.type, params).body);
  return 0;
}

function flopsOfExpr(e: Expr): number {
  switch (e.kind) {
    case 'const': case 'axis': case 'local': case 'load': return 0;
    case 'scalar': return e.args.reduce((n, a) => n + flopsOfExpr(a), isFloat(e.dtype) && scalars[e.name].gives === 'same' ? 1 : 0);
    case 'convert': case 'bitcast': return flopsOfExpr(e.arg);
    case 'select': return flopsOfExpr(e.test) + flopsOfExpr(e.yes) + flopsOfExpr(e.no);
    case 'reduce': return e.axes.reduce((n, a) => n * a.extent, 1) * (flopsOfExpr(e.body) + (isFloat(e.dtype) ? 1 : 0));
  }
}
