/**
 * Operations made of others become their parts, and so do these:
 *     %1 = softplus %0   →   %1 = relu %0   %2 = abs %0   %3 = neg %2   …
 * An operation that stands for a function becomes the function's body.
 * `keep` names operations that something later knows how to do whole.
 */
import type { Graph, Node } from '../../core/graph.ts';
import { expansion } from '../expansion.ts';
import { copy, mapBodies, once, rewrite, rewriteInto, type Pass, type Step } from './rewrite.ts';

const calledBody = (node: Node): Graph => node.params['body'] as Graph;

export function expand(keep: ReadonlySet<string> = new Set()): Pass {
  const step: Step = (b, node, x) => {
    if (node.op.expand && !keep.has(node.op.name)) return rewriteInto(b, expansion(node), x, step);
    if (node.op.control === 'call') return rewriteInto(b, calledBody(node), node.params['again'] ? b.barrier(x) : x, step);
    return node.op.control && copy(b, node, x, mapBodies(node.params, pass));
  };
  const pass = once(function expand(graph) {
    return rewrite(graph, step);
  });
  return pass;
}
