/**
 * Forward mode: from a graph that computes y = f(x) one that computes y and, from tangents ẋ, the tangents ẏ = ∂f/∂x · ẋ.
 *
 * An operation is differentiated by the first of these that its record has: `jvp`, `partials` (ẏ = Σ ∂y/∂xᵢ · ẋᵢ element by
 * element), `linear` (the operation itself, applied to tangents), `expand`, `control`, `vjp` (transposed).
 */
import { invariant } from '../core/diagnostic.ts';
import { isFloat } from '../core/dtype.ts';
import type { Graph, Node, Value } from '../core/graph.ts';
import type { AnyOp } from '../core/op.ts';
import { showType } from '../core/shape.ts';
import { sameType } from '../core/verify.ts';
import { graphBuilder, type Builder } from '../ops/builder.ts';
import { pushCall } from './derivative/call.ts';
import { pushCond } from './derivative/cond.ts';
import { missingRule, requireFloat, zeros, type Maybe, type PushBody, type PushGraph, type Pushforward } from './derivative/rules.ts';
import { pushScan } from './derivative/scan.ts';
import { pushWhile } from './derivative/while.ts';
import { expansion } from './expansion.ts';
import { pullback } from './grad.ts';
import { deadCode } from './passes/deadCode.ts';

const bodies: Partial<Record<NonNullable<AnyOp['control']>, PushBody>> = { call: pushCall, cond: pushCond, scan: pushScan, while: pushWhile };

/** (x…) → (y…) becomes (x…, ẋ of the inputs `wrt`) → (y…, ẏ of every float output). */
export function jvpGraph(graph: Graph, { wrt }: { readonly wrt: readonly number[] }): Graph {
  for (const i of wrt) requireFloat('jvp', graph, i);
  const b = graphBuilder(graph.name);
  const args = graph.inputs.map((x) => b.input(x.type));
  const given = new Map(wrt.map((i) => [i, b.input(args[i].type)]));
  const { outputs, tangents } = pushforward(b, graph, args, args.map((_, i) => given.get(i)));
  const out = outputs.flatMap((y, i) => (isFloat(y.type.dtype) ? [tangents[i] ?? zeros(b, y.type)] : []));
  return deadCode(b.finish([...outputs, ...out]));
}

const pushforward: PushGraph = (b, graph, args, tangents) => {
  const env = new Map<Value, Value>(), along = new Map<Value, Maybe>();
  graph.inputs.forEach((x, i) => { env.set(x, args[i]); along.set(x, tangents[i]); });
  const outer = b.origin;
  for (const node of graph.nodes) {
    b.origin = node.origin ?? outer;
    const x = node.inputs.map((v) => env.get(v)!), t = node.inputs.map((v) => along.get(v));
    const { outputs, tangents } = pushNode(b, node, x, t);
    node.outputs.forEach((y, i) => {
      const dy = tangents[i];
      invariant(!dy || !isFloat(y.type.dtype) || sameType(dy.type, y.type),
        `ops/${node.op.name}.ts: the tangent of result ${i} is ${dy && showType(dy.type)}, but the result is ${showType(y.type)}`);
      env.set(y, outputs[i]);
      along.set(y, isFloat(y.type.dtype) ? dy : undefined);
    });
  }
  b.origin = outer;
  return { outputs: graph.outputs.map((y) => env.get(y)!), tangents: graph.outputs.map((y) => along.get(y)) };
};

function pushNode(b: Builder, node: Node, x: readonly Value[], t: readonly Maybe[]): Pushforward {
  const { op, params } = node;
  const types = node.outputs.map((v) => v.type);
  const apply = (inputs: readonly Value[]): readonly Value[] => b.append(op, inputs, params, types);
  const moving = t.some((v) => v !== undefined) && types.some((y) => isFloat(y.dtype));
  if (moving && op.expand && !op.jvp && !op.partials && !op.linear) return pushforward(b, expansion(node), x, t);
  const throughBody = op.control && bodies[op.control];
  if (moving && throughBody && !op.jvp) return throughBody(pushforward, b, node, x, t);
  const outputs = apply(x);
  if (!moving) return { outputs, tangents: outputs.map(() => undefined) };
  const at = { x, y: outputs, params };
  if (op.jvp) return { outputs, tangents: op.jvp(b, at, t) as readonly Maybe[] };
  if (op.partials) {
    const terms = (op.partials(b, at) as readonly Maybe[]).map((partial, i) => (partial && t[i] ? b.mul(partial, t[i]) : undefined));
    return { outputs, tangents: [sum(b, terms)] };
  }
  if (op.linear === 'together') return { outputs, tangents: apply(t.map((v, i) => v ?? zeros(b, x[i].type))) };
  const { linear } = op;
  if (linear && t.every((v, i) => v === undefined || linear.includes(i))) {
    const terms = linear.flatMap((i) => (t[i] ? [apply(x.with(i, t[i]))] : []));
    return { outputs, tangents: types.map((_, j) => sum(b, terms.map((y) => y[j]))) };
  }
  if (op.expand) return pushforward(b, expansion(node), x, t);
  if (op.vjp) return { outputs, tangents: transposed(b, node, x, t) };
  throw missingRule('jvp', op.name, 'jvp', node.origin);
}

const sum = (b: Builder, terms: readonly Maybe[]): Maybe => terms.reduce((s, v) => (s && v ? b.add(s, v) : s ?? v), undefined);

/** The tangents of an operation that only knows its cotangents: ȳ ↦ vjp(x, ȳ) is linear; its transpose is the jvp. */
function transposed(b: Builder, node: Node, x: readonly Value[], t: readonly Maybe[]): readonly Maybe[] {
  const { op, params } = node;
  const c = graphBuilder(op.name);
  const ins = node.inputs.map((v) => c.input(v.type));
  const cotangents = node.outputs.map((v) => (isFloat(v.type.dtype) ? c.input(v.type) : undefined));
  const y = c.append(op, ins, params, node.outputs.map((v) => v.type));
  const back = op.vjp!(c, { x: ins, y, params }, cotangents) as readonly Maybe[];
  const linear = c.finish(back.map((v, i) => v ?? zeros(c, node.inputs[i].type)));
  // The point at which a linear function is differentiated does not matter.
  const point = cotangents.filter((v) => v !== undefined).map((v) => zeros(b, v.type));
  const { pull } = pullback(b, linear, [...x, ...point], linear.inputs.map((_, i) => i >= x.length), t.map((v) => v !== undefined));
  const out = pull(t).slice(x.length);
  let next = 0;
  return cotangents.map((v) => (v ? out[next++] : undefined));
}
