/**
 * The derivatives of cond. Forward: one cond whose branches compute values and tangents. Backward: the forward cond also gives
 * out what the way back of each branch needs, and a second cond, by the same test, goes back through the branch that was taken.
 * What one branch saves and the other does not is filled with zeros; both put what they save into the same places where types allow.
 */
import { inline, type Graph, type Node, type Type } from '../../core/graph.ts';
import { sameType } from '../../core/verify.ts';
import { graphBuilder } from '../../ops/builder.ts';
import type { CondParams } from '../../ops/cond.ts';
import { subgraph } from '../subgraph.ts';
import { residuals } from './residuals.ts';
import { positions, zeros, type Maybe, type PullBody, type PushBody } from './rules.ts';

const branchesOf = (node: Node): readonly [Graph, Graph] => {
  const { then, otherwise } = node.params as unknown as CondParams;
  return [then, otherwise];
};
const asParams = ([then, otherwise]: readonly Graph[]): CondParams => ({ then: then!, otherwise: otherwise! });

export const pullCond: PullBody = (pullGraph, b, node, x, active, wanted) => {
  const branches = branchesOf(node).map((branch) => {
    const turn = graphBuilder(`${branch.name}_vjp`);
    const ins = branch.inputs.map((v) => turn.input(v.type));
    const g = positions(wanted).map((i) => turn.input(branch.outputs[i].type));
    const there = pullGraph(turn, branch, ins, active.slice(1), wanted);
    const dx = there.pull(wanted.map((w, i) => (w ? g[positions(wanted).indexOf(i)] : undefined)));
    return { branch, turn, ins, g, ys: there.outputs, dx };
  });
  const moved = positions(branchesOf(node)[0].inputs.map((_, i) => active[i + 1] && branches.some(({ dx }) => dx[i] !== undefined)));

  const places: Type[] = [];
  const joined = branches.map(({ branch, turn, ins, g, ys, dx }) => {
    const results = moved.map((i) => dx[i] ?? zeros(turn, ins[i].type));
    const both = turn.finish([...ys, ...results]);
    const saved = residuals(both, { free: ins, bound: [], cotangents: g, kept: ys, constants: [], results }).filter((v) => !ys.includes(v));
    const taken = new Set<number>();
    const placeOf = saved.map((v) => {
      let place = places.findIndex((t, i) => !taken.has(i) && sameType(t, v.type));
      if (place < 0) place = places.push(v.type) - 1;
      taken.add(place);
      return place;
    });
    return { branch, ins, g, ys, results, both, saved, placeOf };
  });

  const there = joined.map(({ branch, ins, ys, both, saved, placeOf }) => {
    const t = graphBuilder(branch.name);
    const out = inline(t, subgraph(both, branch.name, ins, [...ys, ...saved], { effects: true }), ins.map((v) => t.input(v.type)));
    return t.finish([...out.slice(0, ys.length), ...places.map((type, i) => (placeOf.includes(i) ? out[ys.length + placeOf.indexOf(i)] : zeros(t, type)))]);
  });
  const outputs = b.emit(node.op, x, asParams(there) as never);

  const pull = (given: readonly Maybe[]): readonly Maybe[] => {
    if (moved.length === 0) return x.map(() => undefined);
    const back = joined.map(({ ins, g, ys, results, both, saved, placeOf }) => {
      const t = graphBuilder(both.name);
      const args = [...ins, ...ys].map((v) => t.input(v.type)), kept = places.map((type) => t.input(type)), gs = g.map((v) => t.input(v.type));
      const way = subgraph(both, both.name, [...ins, ...ys, ...saved, ...g], results);
      return t.finish(inline(t, way, [...args, ...placeOf.map((i) => kept[i]), ...gs]));
    });
    const d = b.emit(node.op, [...x, ...outputs, ...positions(wanted).map((i) => given[i] ?? zeros(b, outputs[i].type))], asParams(back) as never);
    return x.map((_, i) => d[moved.indexOf(i - 1)]);
  };
  return { outputs: outputs.slice(0, node.outputs.length), pull };
};

export const pushCond: PushBody = (pushGraph, b, node, x, t) => {
  const moves = positions(t.map((v) => v !== undefined));
  const branches = branchesOf(node).map((branch) => {
    const turn = graphBuilder(`${branch.name}_jvp`);
    const ins = branch.inputs.map((v) => turn.input(v.type));
    const given = new Map(moves.map((i) => [i - 1, turn.input(branch.inputs[i - 1].type)]));
    return { turn, ...pushGraph(turn, branch, ins, ins.map((_, i) => given.get(i))) };
  });
  const moved = positions(node.outputs.map((_, i) => branches.some(({ tangents }) => tangents[i] !== undefined)));
  const graphs = branches.map(({ turn, outputs, tangents }) => turn.finish([...outputs, ...moved.map((i) => tangents[i] ?? zeros(turn, outputs[i].type))]));
  const out = b.emit(node.op, [...x, ...moves.map((i) => t[i]!)], asParams(graphs) as never);
  const n = node.outputs.length;
  return { outputs: out.slice(0, n), tangents: node.outputs.map((_, i) => (moved.includes(i) ? out[n + moved.indexOf(i)] : undefined)) };
};
