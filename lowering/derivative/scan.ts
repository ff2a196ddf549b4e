/**
 * The derivatives of scan. Forward: one scan that carries values and tangents. Backward: the forward scan also gives out what
 * the way back needs of every turn (residuals.ts says what), and a second scan runs through the turns in the other order:
 * it carries the cotangents of the carried values and sums for the constants (unless gather.ts takes them after the loop), and
 * gives out the cotangents of the xs.
 *
 *     c₁, y₁ = f(k, c₀, x₁)   …        k̄ = Σ k̄ᵢ    c̄ᵢ₋₁, k̄ᵢ, x̄ᵢ = c̄ᵢ, ȳᵢ · ∂f(k, cᵢ₋₁, xᵢ)
 */
import { inline, type Node, type Value } from '../../core/graph.ts';
import { graphBuilder } from '../../ops/builder.ts';
import type { ScanParams } from '../../ops/scan.ts';
import { sizeBytes } from '../cost.ts';
import { subgraph } from '../subgraph.ts';
import { gathered, type Gathered } from './gather.ts';
import { moving, returning } from './loop.ts';
import { residuals } from './residuals.ts';
import { positions, zeros, type Maybe, type PullBody, type PushBody } from './rules.ts';

const paramsOf = (node: Node): ScanParams => node.params as unknown as ScanParams;

export const pullScan: PullBody = (pullGraph, b, node, x, active, wanted) => {
  const params = paramsOf(node), { body, constants, carries, length, reverse } = params;
  const moves = moving(params, active), back = returning(params, wanted, moves);

  // One turn there and back in one graph, then taken apart.
  const turn = graphBuilder(`${body.name}_vjp`);
  const ins = body.inputs.map((v) => turn.input(v.type));
  const g = body.outputs.map((y, i) => (back[i] ? turn.input(y.type) : undefined));
  const there = pullGraph(turn, body, ins, moves, back);
  const dx = there.pull(g);
  const consts = ins.slice(0, constants), carried = ins.slice(constants, constants + carries), xs = ins.slice(constants + carries);
  const ofCarries = positions(back.slice(0, carries)), ofYs = positions(back).filter((i) => i >= carries);
  const ofConstants = positions(dx.map((d, i) => i < constants && d !== undefined && active[i]));
  const ofXs = positions(dx.map((d, i) => i >= constants + carries && d !== undefined));
  const sums = sumsAfter(ofConstants.map((i) => [i, dx[i]!]), consts, [...xs, ...ofYs.map((i) => g[i]!)]);
  const inLoop = ofConstants.filter((i) => !sums.has(i));
  const toCarries = ofCarries.map((i) => dx[constants + i] ?? zeros(turn, carried[i].type));
  const toXs = ofXs.map((i) => dx[i]!), toSums = inLoop.map((i) => dx[i]!);
  const operands = [...new Set([...sums.values()].flatMap((sum) => sum.operands))];
  const results = [...toCarries, ...toSums, ...toXs, ...operands];
  const both = turn.finish([...there.outputs, ...results]);

  const cotangents = g.filter((v) => v !== undefined), ys = there.outputs.slice(carries);
  const saved = residuals(both, { free: [...consts, ...xs], bound: carried, cotangents, kept: ys, constants: consts, results });
  const extra = saved.filter((v) => !ys.includes(v));
  const outputs = b.emit(node.op, x, { ...params, body: subgraph(both, body.name, ins, [...there.outputs, ...extra], { effects: true }) });

  const pull = (given: readonly Maybe[]): readonly Maybe[] => {
    if (results.length === 0) return x.map(() => undefined);
    const cotangent = (i: number): Value => given[i] ?? zeros(b, outputs[i].type);
    // What is there as a sequence, by its value in the turn.
    const sequences = new Map<Value, Value>();
    ofYs.forEach((i) => sequences.set(g[i]!, cotangent(i)));
    xs.forEach((v, i) => sequences.set(v, x[constants + carries + i]));
    extra.forEach((v, i) => sequences.set(v, outputs[there.outputs.length + i]));
    for (const v of saved) if (ys.includes(v)) sequences.set(v, outputs[carries + ys.indexOf(v)]);
    const more = operands.filter((v) => !sequences.has(v));

    const turnBack = graphBuilder(both.name);
    const input = (v: Value): Value => turnBack.input(v.type);
    const c = consts.map(input), gCarries = ofCarries.map((i) => input(carried[i])), totals = toSums.map(input), slices = [...sequences.keys()];
    const way = subgraph(both, both.name, [...consts, ...ofCarries.map((i) => g[i]!), ...slices], [...toCarries, ...toSums, ...toXs, ...more]);
    const out = inline(turnBack, way, [...c, ...gCarries, ...slices.map(input)]);
    const from = toCarries.length, to = from + totals.length;
    const backBody = turnBack.finish([...out.slice(0, from), ...totals.map((s, i) => turnBack.add(s, out[from + i])), ...out.slice(to)]);

    const first = [...ofCarries.map(cotangent), ...inLoop.map((i) => zeros(b, x[i].type))];
    const d = b.emit(node.op, [...x.slice(0, constants), ...first, ...sequences.values()],
      { body: backBody, constants, carries: first.length, length, reverse: !reverse } satisfies ScanParams);
    more.forEach((v, i) => sequences.set(v, d[d.length - more.length + i]));
    const order = [...ofCarries.map((i) => constants + i), ...inLoop, ...ofXs];
    return x.map((_, i) => sums.get(i)?.total(b, (v) => sequences.get(v)!) ?? d[order.indexOf(i)]);
  };
  return { outputs: outputs.slice(0, node.outputs.length), pull };
};

/**
 * The cotangents of constants that are better summed after the loop: those whose operands, unless they are sequences already, are
 * smaller than what a carried sum would read and write. Large constants are looked at first: what they keep, others share.
 */
function sumsAfter(cotangents: readonly (readonly [constant: number, cotangent: Value])[], consts: readonly Value[], sequences: readonly Value[]): ReadonlyMap<number, Gathered> {
  const sums = new Map<number, Gathered>(), there = new Set(sequences), fixed = new Set(consts);
  for (const [i, v] of cotangents.toSorted(([, v], [, w]) => sizeBytes(w) - sizeBytes(v))) {
    const sum = gathered(v);
    if (!sum || sum.operands.some((x) => fixed.has(x))) continue;
    const extra = new Set(sum.operands.filter((x) => !there.has(x)));
    if ([...extra].reduce((n, x) => n + sizeBytes(x), 0) > 2 * sizeBytes(v)) continue;
    sums.set(i, sum);
    for (const x of extra) there.add(x);
  }
  return sums;
}

export const pushScan: PushBody = (pushGraph, b, node, x, t) => {
  const params = paramsOf(node), { body, constants, carries, length, reverse } = params;
  const moves = moving(params, t.map((v) => v !== undefined));
  const turn = graphBuilder(`${body.name}_jvp`);
  // Constants, carries and xs, each followed by the tangents of its kind.
  const ins: Value[] = [], tangents: Maybe[] = [], operands: Value[] = [];
  const section = (from: number, to: number): number => {
    for (let i = from; i < to; i++) { ins[i] = turn.input(body.inputs[i].type); operands.push(x[i]); }
    for (let i = from; i < to; i++) {
      tangents[i] = moves[i] ? turn.input(body.inputs[i].type) : undefined;
      if (moves[i]) operands.push(t[i] ?? zeros(b, x[i].type));
    }
    return to;
  };
  const end = section(section(section(0, constants), constants + carries), x.length);
  const c = positions(moves.slice(constants, constants + carries));
  const { outputs, tangents: dy } = pushGraph(turn, body, ins.slice(0, end), tangents);
  const ofYs = positions(dy.map((d, i) => i >= carries && d !== undefined));
  const jvpBody = turn.finish([
    ...outputs.slice(0, carries), ...c.map((i) => dy[i] ?? zeros(turn, outputs[i].type)),
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
