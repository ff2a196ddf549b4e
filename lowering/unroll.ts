/**
 * A scan with several turns written one after the other: what it computes is the same, the loop turns less often.
 *     scan f over 7 turns, by 3   →   scan (f f f) over 2 turns, then f
 */
import { inline, type Graph, type Value } from '../core/graph.ts';
import { known } from '../core/shape.ts';
import { graphBuilder, type Builder } from '../ops/builder.ts';
import type { ScanParams } from '../ops/scan.ts';

/** The results of a scan of `operands`; `each` turns become one, all of them where there are no more. */
export function scanBy(each: number, b: Builder, operands: readonly Value[], params: ScanParams): readonly Value[] {
  const { body, constants, carries, reverse } = params, length = known([params.length])[0]!;
  if (each === 1 || length === 0) return b.scan(operands, params);
  const fixed = operands.slice(0, constants), first = operands.slice(constants, constants + carries), xs = operands.slice(constants + carries);
  if (each >= length) return inTurns(b, body, fixed, first, xs, length, reverse);
  const turns = Math.floor(length / each), rest = length % each;

  // Those that remain come last, which in reverse are the first of the sequence.
  const [from, to] = reverse ? [rest, length] : [0, length - rest], parts = (v: Value): Value => b.reshape(part(b, v, from, to), { shape: [turns, each, ...v.type.shape.slice(1)] });
  const turn = graphBuilder(body.name), ins = [...fixed, ...first].map((v) => turn.input(v.type)), slices = xs.map((v) => turn.input({ shape: [each, ...v.type.shape.slice(1)], dtype: v.type.dtype }));
  const several = turn.finish(inTurns(turn, body, ins.slice(0, constants), ins.slice(constants), slices, each, reverse));
  const out = b.scan([...fixed, ...first, ...xs.map(parts)], { ...params, body: several, length: turns });
  const ys = out.slice(carries).map((y) => b.reshape(y, { shape: [turns * each, ...y.type.shape.slice(2)] }));
  if (rest === 0) return [...out.slice(0, carries), ...ys];
  const last = inTurns(b, body, fixed, out.slice(0, carries), xs.map((v) => part(b, v, ...(reverse ? [0, rest] as const : [to, length] as const))), rest, reverse);
  return [...last.slice(0, carries), ...last.slice(carries).map((y, i) => b.concat(reverse ? [y, ys[i]!] : [ys[i]!, y], { axis: 0 }))];
}

/** The turns one after the other, without a loop. */
function inTurns(b: Builder, body: Graph, fixed: readonly Value[], first: readonly Value[], xs: readonly Value[], length: number, reverse: boolean): readonly Value[] {
  let carry = first;
  const ys: Value[][] = body.outputs.slice(first.length).map(() => []);
  for (let turn = 0; turn < length; turn++) {
    const i = reverse ? length - 1 - turn : turn;
    const out = inline(b, body, [...fixed, ...carry, ...xs.map((v) => b.reshape(part(b, v, i, i + 1), { shape: v.type.shape.slice(1) }))]);
    carry = out.slice(0, first.length);
    ys.forEach((list, j) => { const y = out[first.length + j]!; list[i] = b.reshape(y, { shape: [1, ...y.type.shape] }); });
  }
  return [...carry, ...ys.map((list) => b.concat(list, { axis: 0 }))];
}

function part(b: Builder, x: Value, from: number, to: number): Value {
  const rest = known(x.type.shape.slice(1));
  return b.slice(x, { start: [from, ...rest.map(() => 0)], stop: [to, ...rest], step: x.type.shape.map(() => 1) });
}
