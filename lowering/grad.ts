/**
 * Reverse mode: from a graph that computes y = f(x) one that computes y and, from cotangents ȳ, the cotangents x̄ = ȳ · ∂f/∂x.
 * A graph becomes a graph; nothing is recorded at run time, and the result can be differentiated again.
 *
 * An operation is differentiated by the first of these that its record has: `vjp`, `partials` (x̄ᵢ = ȳ · ∂y/∂xᵢ element by
 * element), `control` (its body is differentiated), `jvp` (transposed), `expand` (its parts are differentiated).
 * Integers and bools have no cotangent. Zeros are not computed with: an absent cotangent is `undefined` until an output needs it.
 */
import { invariant } from '../core/diagnostic.ts';
import { isFloat } from '../core/dtype.ts';
import type { Graph, Node, Origin, Value } from '../core/graph.ts';
import type { AnyOp } from '../core/op.ts';
import { showType } from '../core/shape.ts';
import { sameType } from '../core/verify.ts';
import { graphBuilder, type Builder } from '../ops/builder.ts';
import { pullCall } from './derivative/call.ts';
import { pullCond } from './derivative/cond.ts';
import { influenced, influencing } from './derivative/dependence.ts';
import { missingRule, requireFloat, zeros, type Maybe, type Pullback, type PullBody, type PullGraph } from './derivative/rules.ts';
import { pullScan } from './derivative/scan.ts';
import { pullWhile } from './derivative/while.ts';
import { hasEffects } from './effects.ts';
import { expansion } from './expansion.ts';
import { ahead } from './passes/ahead.ts';
import { deadCode } from './passes/deadCode.ts';
import { hoist } from './passes/hoist.ts';

const bodies: Partial<Record<NonNullable<AnyOp['control']>, PullBody>> = { call: pullCall, cond: pullCond, scan: pullScan, while: pullWhile };

export interface VjpOptions {
  readonly wrt: readonly number[];
  /** So many of the outputs have cotangents; all when absent. */
  readonly values?: number;
}

/** (x…) → (y…) becomes (x…, ȳ of every float output) → (y…, x̄ of the inputs `wrt`). */
export function vjpGraph(graph: Graph, { wrt, values = graph.outputs.length }: VjpOptions): Graph {
  return derive(graph, wrt, (b, outputs) => outputs.map((y, i) => (i < values && isFloat(y.type.dtype) ? b.input(y.type) : undefined)));
}

/** (x…) → (y…) with a scalar y₀ becomes (x…) → (y…, ∂y₀/∂x of the inputs `wrt`). */
export function gradGraph(graph: Graph, wrt: readonly number[]): Graph {
  const loss = graph.outputs[0];
  invariant(loss && loss.type.shape.length === 0 && isFloat(loss.type.dtype), `the gradient of a graph whose first result is ${loss ? showType(loss.type) : 'missing'}, not one float`);
  return derive(graph, wrt, (b, [y]) => [b.full({ value: 1, shape: [], dtype: y.type.dtype })]);
}

function derive(given: Graph, wrt: readonly number[], seed: (b: Builder, outputs: readonly Value[]) => readonly Maybe[]): Graph {
  for (const i of wrt) requireFloat('grad', given, i);
  // What does not change in a loop is differentiated outside it, once. What somebody watches stays where it is.
  const graph = hasEffects(given) ? given : hoist(ahead(given));
  const b = graphBuilder(graph.name);
  const args = graph.inputs.map((x) => b.input(x.type));
  // Seeds may be inputs of the new graph, and inputs come before everything else.
  const seeds = seed(b, graph.outputs);
  const { outputs, pull } = pullback(b, graph, args, args.map((_, i) => wrt.includes(i)), graph.outputs.map((_, i) => seeds[i] !== undefined));
  const cotangents = pull(seeds);
  return deadCode(b.finish([...outputs, ...wrt.map((i) => cotangents[i] ?? zeros(b, args[i].type))]));
}

/** Nodes that do not lie on a way from an active argument to a wanted output are copied as they are. */
export const pullback: PullGraph = (b, graph, args, active, wanted) => {
  const from = influenced(graph, active), to = influencing(graph, graph.outputs.filter((_, i) => wanted[i]));
  const env = new Map<Value, Value>();
  graph.inputs.forEach((x, i) => env.set(x, args[i]));
  const way: { readonly node: Node; readonly pull: Pullback['pull'] }[] = [];
  const outer = b.origin;
  for (const node of graph.nodes) {
    b.origin = node.origin ?? outer;
    const x = node.inputs.map((v) => env.get(v)!);
    const between = node.outputs.map((y) => from.has(y) && to.has(y));
    let outputs: readonly Value[];
    if (between.includes(true)) {
      const local = pullNode(b, node, x, node.inputs.map((v) => from.has(v)), between);
      way.push({ node, pull: local.pull });
      outputs = local.outputs;
    } else {
      outputs = b.append(node.op, x, node.params, node.outputs.map((y) => y.type));
    }
    node.outputs.forEach((y, i) => env.set(y, outputs[i]));
  }
  b.origin = outer;

  const pull = (cotangents: readonly Maybe[]): readonly Maybe[] => {
    const sums = new Map<Value, Value>();
    const add = (v: Value, g: Maybe): void => {
      if (!g || !from.has(v)) return;
      const sum = sums.get(v);
      sums.set(v, sum ? b.add(sum, g) : g);
    };
    graph.outputs.forEach((y, i) => add(y, cotangents[i]));
    const outer = b.origin;
    for (const { node, pull } of way.toReversed()) {
      const g = node.outputs.map((y) => sums.get(y));
      if (g.every((v) => v === undefined)) continue;
      b.origin = node.origin ? gradientOf(node.origin) : outer;
      const back = pull(g);
      node.inputs.forEach((x, i) => {
        const dx = back[i];
        invariant(!dx || !from.has(x) || sameType(dx.type, x.type),
          `ops/${node.op.name}.ts: the cotangent of input ${i} is ${dx && showType(dx.type)}, but the input is ${showType(x.type)}`);
        add(x, dx);
      });
    }
    b.origin = outer;
    return graph.inputs.map((x) => sums.get(x));
  };
  return { outputs: graph.outputs.map((y) => env.get(y)!), pull };
};

const gradientOf = (origin: Origin): Origin => ({ get label() { return `the gradient of ${origin.label}`; }, span: origin.span });

function pullNode(b: Builder, node: Node, x: readonly Value[], active: readonly boolean[], wanted: readonly boolean[]): Pullback {
  const { op, params } = node;
  if (op.expand && !op.vjp && !op.partials && !op.jvp) return pullback(b, expansion(node), x, active, wanted);
  const throughBody = op.control && bodies[op.control];
  if (throughBody && !op.vjp) return throughBody(pullback, b, node, x, active, wanted);
  const y = b.append(op, x, params, node.outputs.map((v) => v.type));
  const at = { x, y, params, active };
  const { vjp, partials, jvp } = op;
  if (vjp) return { outputs: y, pull: (g) => vjp(b, at, g) as readonly Maybe[] };
  if (partials) {
    return {
      outputs: y,
      pull: ([g]) => (partials(b, at) as readonly Maybe[]).map((partial, i) => (active[i] && partial ? b.mul(g!, partial) : undefined)),
    };
  }
  if (jvp) return { outputs: y, pull: (g) => transposed(b, node, x, active, g) };
  throw missingRule('grad', op.name, 'vjp', node.origin);
}

/** The cotangents of an operation that only knows its tangents: t ↦ jvp(x, t) is linear, and reverse mode transposes it. */
function transposed(b: Builder, node: Node, x: readonly Value[], active: readonly boolean[], g: readonly Maybe[]): readonly Maybe[] {
  const { op, params } = node;
  const t = graphBuilder(op.name);
  const ins = node.inputs.map((v) => t.input(v.type));
  const tangents = node.inputs.map((v, i) => (active[i] ? t.input(v.type) : undefined));
  const y = t.append(op, ins, params, node.outputs.map((v) => v.type));
  const out = op.jvp!(t, { x: ins, y, params }, tangents) as readonly Maybe[];
  const linear = t.finish(out.map((v, i) => v ?? zeros(t, node.outputs[i].type)));
  // The point at which a linear function is differentiated does not matter.
  const point = tangents.filter((v) => v !== undefined).map((v) => zeros(b, v.type));
  const { pull } = pullback(b, linear, [...x, ...point], linear.inputs.map((_, i) => i >= x.length), g.map((v) => v !== undefined));
  const back = pull(g).slice(x.length);
  let next = 0;
  return tangents.map((v) => (v ? back[next++] : undefined));
}
