/**
 * The derivatives of whileLoop. Forward: one loop that carries values and tangents; its condition sees the values alone.
 * Backward: how many turns there will be is not known beforehand, and neither is the memory for what the way back needs of
 * them. With `maxSteps` it is: the loop becomes a scan over that many turns, each of which does nothing once the condition has
 * ceased to hold, and the scan is differentiated. Without, reverse mode is refused.
 */
import { CotangentError } from '../../core/diagnostic.ts';
import { inline, type Graph, type Node, type Value } from '../../core/graph.ts';
import { graphBuilder, type Builder } from '../../ops/builder.ts';
import type { ScanParams } from '../../ops/scan.ts';
import type { WhileParams } from '../../ops/whileLoop.ts';
import { moving, returning, type Loop } from './loop.ts';
import { positions, zeros, type Maybe, type PullBody, type PushBody } from './rules.ts';

const paramsOf = (node: Node): WhileParams => node.params as unknown as WhileParams;

const loopOf = ({ inputs }: Node, { body, constants }: WhileParams): Loop => ({ body, constants, carries: inputs.length - constants });

export const pullWhile: PullBody = (pullGraph, b, node, x, active, wanted) => {
  const params = paramsOf(node), loop = loopOf(node, params);
  const passes = returning(loop, wanted, moving(loop, active)).includes(true);
  if (passes && params.maxSteps !== undefined) return pullGraph(b, asScan(node, params, params.maxSteps), x, active, wanted);
  const refused = (): never => {
    const what = 'reverse mode does not go through whileLoop, nor through foriLoop between bounds that are traced: how many turns there will be is not known';
    throw new CotangentError(node.origin ? `${node.origin.label}: ${what}` : what, {
      code: 'NN0720', hint: 'give whileLoop maxSteps, use scan or foriLoop between known numbers, or differentiate with jvp',
    });
  };
  // Where no cotangent arrives in the end (behind stopGradient), nothing is asked for.
  return { outputs: b.append(node.op, x, node.params, node.outputs.map((y) => y.type)), pull: passes ? refused : () => x.map(() => undefined) };
};

/** The loop as a scan over maxSteps turns, of which those after the end do nothing. */
function asScan({ op, inputs }: Node, { condition, body, constants }: WhileParams, maxSteps: number): Graph {
  const operands = (into: Builder): Value[] => inputs.map((v) => into.input(v.type));
  const stay = graphBuilder('end');
  const otherwise = stay.finish(operands(stay).slice(constants));
  const turn = graphBuilder(body.name), x = operands(turn);
  const [test] = inline(turn, condition, x);
  const results = turn.cond([test, ...x], { then: body, otherwise });
  const b = graphBuilder(op.name);
  const params: ScanParams = { body: turn.finish(results), constants, carries: inputs.length - constants, length: maxSteps, reverse: false };
  return b.finish(b.scan(operands(b), params));
}

export const pushWhile: PushBody = (pushGraph, b, node, x, t) => {
  const params = paramsOf(node), { condition, body, constants } = params;
  const moves = moving(loopOf(node, params), t.map((v) => v !== undefined));
  // Constants and carries, each followed by the tangents of its kind.
  const sections = [[0, constants], [constants, x.length]] as const;
  const along = sections.map(([from, to]) => positions(moves).filter((i) => i >= from && i < to));
  const operands = sections.flatMap(([from, to], k) => [...x.slice(from, to), ...along[k].map((i) => t[i] ?? zeros(b, x[i].type))]);

  const inputsOf = (into: Builder): { readonly ins: readonly Value[]; readonly tangents: readonly Maybe[] } => {
    const ins: Value[] = [], tangents: Maybe[] = x.map(() => undefined);
    sections.forEach(([from, to], k) => {
      for (let i = from; i < to; i++) ins.push(into.input(x[i].type));
      for (const i of along[k]) tangents[i] = into.input(x[i].type);
    });
    return { ins, tangents };
  };
  const test = graphBuilder(condition.name), turn = graphBuilder(`${body.name}_jvp`);
  const jvpCondition = test.finish(inline(test, condition, inputsOf(test).ins));
  const { ins, tangents } = inputsOf(turn), made = pushGraph(turn, body, ins, tangents);
  const jvpBody = turn.finish([...made.outputs, ...along[1].map((i) => made.tangents[i - constants] ?? zeros(turn, x[i].type))]);
  const out = b.emit(node.op, operands, { ...params, condition: jvpCondition, body: jvpBody, constants: constants + along[0].length } satisfies WhileParams);
  const carries = x.length - constants;
  return { outputs: out.slice(0, carries), tangents: node.outputs.map((_, i) => (along[1].includes(constants + i) ? out[carries + along[1].indexOf(constants + i)] : undefined)) };
};
