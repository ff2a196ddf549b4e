/**
 * The derivatives of scan. Forward: one scan that carries values and tangents. Backward: the forward scan also gives out what
 * the way back needs of every turn (residuals.ts says what), and a second scan runs through the turns in the other order:
 * it carries the cotangents of the carried values and the sums for the constants, and gives out the cotangents of the xs.
 *
 *     c₁, y₁ = f(k, c₀, x₁)   …        k̄ = Σ k̄ᵢ    c̄ᵢ₋₁, k̄ᵢ, x̄ᵢ = c̄ᵢ, ȳᵢ · ∂f(k, cᵢ₋₁, xᵢ)
 */
import { isFloat } from '../../core/dtype.ts';
import { inline, type Node, type Value } from '../../core/graph.ts';
import { graphBuilder } from '../../ops/builder.ts';
import type { ScanParams } from '../../ops/scan.ts';
import { subgraph } from '../subgraph.ts';
import { influenced, influencing } from './dependence.ts';
import { residuals } from './residuals.ts';
import { positions, zeros, type Maybe, type PullBody, type PushBody } from './rules.ts';

const paramsOf = (node: Node): ScanParams => node.params as unknown as ScanParams;

/** Which inputs of the body move when the `active` ones do: a carried value also moves by what becomes of it. */
function moving({ body, constants, carries }: ScanParams, active: readonly boolean[]): readonly boolean[] {
  let moves = body.inputs.map((x, i) => active[i]! && isFloat(x.type.dtype));
  for (;;) {
    const set = influenced(body, moves);
    const next = moves.map((m, i) => m || (i >= constants && i < constants + carries && set.has(body.outputs[i - constants]!)));
    if (next.every((m, i) => m === moves[i])) return moves;
    moves = next;
  }
}

/** Which results of the body can have a cotangent when those of the scan that are `wanted` have one. */
function returning({ body, constants, carries }: ScanParams, wanted: readonly boolean[], moves: readonly boolean[]): readonly boolean[] {
  let back = wanted;
  for (;;) {
    const set = influencing(body, body.outputs.filter((_, i) => back[i]));
    const next = back.map((w, i) => w || (i < carries && set.has(body.inputs[constants + i]!)));
    if (next.every((w, i) => w === back[i])) break;
    back = next;
  }
  const set = influenced(body, moves);
  return back.map((w, i) => w && (i < carries ? moves[constants + i]! : set.has(body.outputs[i]!)));
}

export const pullScan: PullBody = (pullGraph, b, node, x, active, wanted) => {
  const params = paramsOf(node), { body, constants, carries, length, reverse } = params;
  const moves = moving(params, active), back = returning(params, wanted, moves);

  // One turn there and back in one graph, then taken apart.
  const turn = graphBuilder(`${body.name}_vjp`);
  const ins = body.inputs.map((v) => turn.input(v.type));
  const g = body.outputs.map((y, i) => (back[i] ? turn.input(y.type) : undefined));
  const there = pullGraph(turn, body, ins, moves, back);
  const dx = there.pull(g);
  const ofConstants = positions(dx.map((d, i) => i < constants && d !== undefined && active[i]!));
  const ofCarries = positions(back.slice(0, carries));
  const ofXs = positions(dx.map((d, i) => i >= constants + carries && d !== undefined));
  const dCarries = ofCarries.map((i) => dx[constants + i] ?? zeros(turn, ins[constants + i]!.type));
  const results = [...ofConstants.map((i) => dx[i]!), ...dCarries, ...ofXs.map((i) => dx[i]!)];
  const both = turn.finish([...there.outputs, ...results]);

  const consts = ins.slice(0, constants), carried = ins.slice(constants, constants + carries), xs = ins.slice(constants + carries);
  const cotangents = g.filter((v) => v !== undefined), ys = there.outputs.slice(carries);
  const saved = residuals(both, { free: [...consts, ...xs], bound: carried, cotangents, kept: ys, constants: consts, results });
  const extra = saved.filter((v) => !ys.includes(v));

  const outputs = b.emit(node.op, x, { ...params, body: subgraph(both, body.name, ins, [...there.outputs, ...extra]) });
  const stacked = saved.map((v) => (ys.includes(v) ? outputs[carries + ys.indexOf(v)]! : outputs[there.outputs.length + extra.indexOf(v)]!));

  const pull = (given: readonly Maybe[]): readonly Maybe[] => {
    if (results.length === 0) return x.map(() => undefined);
    const way = subgraph(both, both.name, [...consts, ...cotangents, ...xs, ...saved], results);
    const turnBack = graphBuilder(both.name);
    const input = (v: Value): Value => turnBack.input(v.type);
    const c = consts.map(input), gCarries = ofCarries.map((i) => input(carried[i]!)), sums = ofConstants.map((i) => input(consts[i]!));
    const gYs = positions(back).filter((i) => i >= carries).map((i) => input(there.outputs[i]!));
    const out = inline(turnBack, way, [...c, ...gCarries, ...gYs, ...xs.map(input), ...saved.map(input)]);
    const toConstants = out.slice(0, sums.length), toCarries = out.slice(sums.length, sums.length + gCarries.length), toXs = out.slice(sums.length + gCarries.length);
    const backBody = turnBack.finish([...toCarries, ...sums.map((s, i) => turnBack.add(s, toConstants[i]!)), ...toXs]);

    const first = [...ofCarries.map((i) => given[i] ?? zeros(b, outputs[i]!.type)), ...ofConstants.map((i) => zeros(b, x[i]!.type))];
    const sequences = [
      ...positions(back).filter((i) => i >= carries).map((i) => given[i] ?? zeros(b, outputs[i]!.type)),
      ...x.slice(constants + carries), ...stacked,
    ];
    const d = b.emit(node.op, [...x.slice(0, constants), ...first, ...sequences],
      { body: backBody, constants, carries: first.length, length, reverse: !reverse } satisfies ScanParams);
    const order = [...ofCarries.map((i) => constants + i), ...ofConstants, ...ofXs];
    return x.map((_, i) => d[order.indexOf(i)]);
  };
  return { outputs: outputs.slice(0, node.outputs.length), pull };
};

export const pushScan: PushBody = (pushGraph, b, node, x, t) => {
  const params = paramsOf(node), { body, constants, carries, length, reverse } = params;
  const moves = moving(params, t.map((v) => v !== undefined));
  const turn = graphBuilder(`${body.name}_jvp`);
  // Constants, carries and xs, each followed by the tangents of its kind.
  const ins: Value[] = [], tangents: Maybe[] = [], operands: Value[] = [];
  const section = (from: number, to: number): number => {
    for (let i = from; i < to; i++) { ins[i] = turn.input(body.inputs[i]!.type); operands.push(x[i]!); }
    for (let i = from; i < to; i++) {
      tangents[i] = moves[i] ? turn.input(body.inputs[i]!.type) : undefined;
      if (moves[i]) operands.push(t[i] ?? zeros(b, x[i]!.type));
    }
    return to;
  };
  const end = section(section(section(0, constants), constants + carries), x.length);
  const c = positions(moves.slice(constants, constants + carries));
  const { outputs, tangents: dy } = pushGraph(turn, body, ins.slice(0, end), tangents);
  const ofYs = positions(dy.map((d, i) => i >= carries && d !== undefined));
  const jvpBody = turn.finish([
    ...outputs.slice(0, carries), ...c.map((i) => dy[i] ?? zeros(turn, outputs[i]!.type)),
    ...outputs.slice(carries), ...ofYs.map((i) => dy[i]!),
  ]);
  const out = b.emit(node.op, operands, {
    body: jvpBody, constants: constants + positions(moves.slice(0, constants)).length, carries: carries + c.length, length, reverse,
  } satisfies ScanParams);
  const y = [...out.slice(0, carries), ...out.slice(carries + c.length, c.length + outputs.length)];
  const along = out.slice(c.length + outputs.length);
  return {
    outputs: y,
    tangents: y.map((_, i) => (i < carries ? (c.includes(i) ? out[carries + c.indexOf(i)] : undefined) : ofYs.includes(i) ? along[ofYs.indexOf(i)] : undefined)),
  };
};
