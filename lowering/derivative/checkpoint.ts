/**
 * The derivatives of checkpoint. Forward: the body with tangents, still a checkpoint. Backward: what the policy says is kept, and a
 * second checkpoint computes from it, the operands and the cotangents both the rest of the body again and the way back through it.
 */
import { inline, type Graph, type Value } from '../../core/graph.ts';
import type { AnyOp } from '../../core/op.ts';
import * as ops from '../../ops/all.ts';
import { graphBuilder } from '../../ops/builder.ts';
import type { CheckpointParams, SavePolicy } from '../../ops/checkpoint.ts';
import type { DotAxes } from '../../ops/dot.ts';
import { isView } from '../cost.ts';
import { subgraph } from '../subgraph.ts';
import { dependents } from './dependence.ts';
import { positions, zeros, type Maybe, type PullBody, type PushBody } from './rules.ts';

export const pullCheckpoint: PullBody = (pullGraph, b, node, x, active, wanted) => {
  const { body, policy, again } = node.params as unknown as CheckpointParams;
  const turn = graphBuilder(`${body.name}_vjp`);
  const ins = body.inputs.map((v) => turn.input(v.type)), backs = positions(wanted);
  const g = backs.map((i) => turn.input(body.outputs[i]!.type));
  const there = pullGraph(turn, body, ins, active, wanted);
  const dx = there.pull(wanted.map((w, i) => (w ? g[backs.indexOf(i)] : undefined)));
  const moved = positions(dx.map((d, i) => active[i]! && d !== undefined)), results = moved.map((i) => dx[i]!);
  const both = turn.finish([...there.outputs, ...results]);

  const saved = keptBy(policy, both, ins, g, results);
  const forward = subgraph({ ...both, nodes: both.nodes.filter((n) => !n.inputs.some((v) => saved.late.has(v))) }, body.name, ins, [...there.outputs, ...saved.values], { effects: true });
  const out = inline(b, forward, again ? b.barrier(x) : x), kept = out.slice(there.outputs.length);

  const pull = (given: readonly Maybe[]): readonly Maybe[] => {
    if (moved.length === 0) return x.map(() => undefined);
    const cotangents = backs.map((i) => given[i] ?? zeros(b, node.outputs[i]!.type));
    const whole = subgraph(both, both.name, [...ins, ...saved.values, ...g], results);
    const read = new Set([...whole.nodes.flatMap((n) => n.inputs), ...whole.outputs]);
    const needed = [...ins, ...saved.values, ...g].filter((_, i) => read.has(whole.inputs[i]!)), places = [...ins, ...saved.values, ...g], operands = [...x, ...kept, ...cotangents];
    const d = b.checkpoint(needed.map((v) => operands[places.indexOf(v)]!), { body: subgraph(both, both.name, needed, results), policy, again: true });
    return x.map((_, i) => d[moved.indexOf(i)]);
  };
  return { outputs: out.slice(0, there.outputs.length), pull };
};

interface Kept {
  /** Values of the forward pass that are kept for the way back: those that the policy allows and the way back meets first. */
  readonly values: readonly Value[];
  /** Values of the way back. */
  readonly late: ReadonlySet<Value>;
}

function keptBy(policy: SavePolicy, both: Graph, ins: readonly Value[], cotangents: readonly Value[], results: readonly Value[]): Kept {
  const late = dependents(both, cotangents), ends = new Set([...ins, ...cotangents]);
  // What a name stands for is excepted with it.
  const excepted = new Set(both.nodes.flatMap((n) => (typeof policy === 'object' && policy.save === 'except' && isNamed(n.op) && !allows(policy, n.outputs[0]!) ? n.inputs : [])));
  const values = new Set<Value>(), seen = new Set<Value>(), left = [...results];
  for (let v = left.pop(); v; v = left.pop()) {
    if (ends.has(v) || seen.has(v)) continue;
    seen.add(v);
    if (!late.has(v) && !excepted.has(v) && allows(policy, v)) values.add(v);
    else left.push(...v.node!.inputs);
  }
  return { values: [...values].sort((v, w) => v.id - w.id), late };
}

const isNamed = (op: AnyOp): boolean => op === (ops.checkpointName as AnyOp);
const products = new Set<AnyOp>([ops.dot, ops.conv]);

function allows(policy: SavePolicy, v: Value): boolean {
  const node = v.node!;
  if (policy === 'nothing') return false;
  if (policy === 'dots') return products.has(node.op);
  if (policy === 'dotsWithNoBatchDims') return node.op === (ops.dot as AnyOp) && (node.params as unknown as DotAxes).batch[0].length === 0;
  // A view is no more than what it looks at.
  if (policy === 'everything') return !isView(node);
  const named = isNamed(node.op) && policy.names.includes(node.params['name'] as string);
  switch (policy.save) {
    case 'only': return named;
    case 'but': return isNamed(node.op) && !named;
    case 'except': return !named && !isView(node);
  }
}

export const pushCheckpoint: PushBody = (pushGraph, b, node, x, t) => {
  const { body, policy, again } = node.params as unknown as CheckpointParams;
  const moves = positions(t.map((v) => v !== undefined));
  const turn = graphBuilder(`${body.name}_jvp`);
  const ins = body.inputs.map((v) => turn.input(v.type)), given = new Map(moves.map((i) => [i, turn.input(body.inputs[i]!.type)]));
  const { outputs, tangents } = pushGraph(turn, body, ins, ins.map((_, i) => given.get(i)));
  const moved = positions(tangents.map((d) => d !== undefined)), n = outputs.length;
  const out = b.checkpoint([...x, ...moves.map((i) => t[i]!)], { body: turn.finish([...outputs, ...moved.map((i) => tangents[i]!)]), policy, again });
  return { outputs: out.slice(0, n), tangents: node.outputs.map((_, i) => (moved.includes(i) ? out[n + moved.indexOf(i)] : undefined)) };
};
