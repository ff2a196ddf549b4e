/** The derivatives of functions that bring rules of their own: the rule takes the place of what would follow from the body. */
import { CotangentError } from '../../core/diagnostic.ts';
import { isFloat } from '../../core/dtype.ts';
import { inline, type Graph, type Node, type Value } from '../../core/graph.ts';
import type { CustomJvpParams } from '../../ops/customJvp.ts';
import type { CustomVjpParams } from '../../ops/customVjp.ts';
import { withItself } from './ownRule.ts';
import { zeros, type Maybe, type PullBody, type PushBody } from './rules.ts';

const floatsOf = <T extends { readonly type: Value['type'] }>(values: readonly T[]): readonly number[] => values.flatMap((v, i) => (isFloat(v.type.dtype) ? [i] : []));

export const pushCustomJvp: PushBody = (_, b, node, x, t) => {
  const { own, outside } = node.params as unknown as CustomJvpParams;
  requireOwn(node, own, t.map((v) => v !== undefined));
  const tangents = floatsOf(x.slice(0, own)).map((i) => t[i] ?? zeros(b, x[i]!.type));
  const out = inline(b, jvpRule(node), [...x.slice(0, own), ...tangents, ...x.slice(own + outside)]);
  return { outputs: out.slice(0, node.outputs.length), tangents: perFloat(node.outputs, out.slice(node.outputs.length)) };
};

/** The rule is linear in the tangents; reverse mode transposes it. At which tangents does not matter. */
export const pullCustomJvp: PullBody = (pullGraph, b, node, x, active, wanted) => {
  const { own, outside } = node.params as unknown as CustomJvpParams;
  requireOwn(node, own, active);
  const floats = floatsOf(x.slice(0, own)), count = node.outputs.length, rule = jvpRule(node);
  const args = [...x.slice(0, own), ...floats.map((i) => zeros(b, x[i]!.type)), ...x.slice(own + outside)];
  const moving = args.map((_, i) => i >= own && i < own + floats.length && active[floats[i - own]!]!);
  const ofFloats = floatsOf(node.outputs), there = pullGraph(b, rule, args, moving, rule.outputs.map((_, i) => i >= count && wanted[ofFloats[i - count]!]!));
  return {
    outputs: there.outputs.slice(0, count),
    pull(g) {
      const back = there.pull([...node.outputs.map(() => undefined), ...ofFloats.map((i) => g[i])]);
      return x.map((_, i) => (floats.includes(i) ? back[own + floats.indexOf(i)] : undefined));
    },
  };
};

export const pullCustomVjp: PullBody = (_, b, node, x, active) => {
  const { own, outside, forward, backward, name } = node.params as unknown as CustomVjpParams;
  requireOwn(node, own, active);
  const count = node.outputs.length, ofRule = x.slice(own + outside), parts = { forward, backward };
  const out = inline(b, withItself(requireRule(forward, name), name, parts), [...x.slice(0, own), ...ofRule]);
  return {
    outputs: out.slice(0, count),
    pull(g) {
      const cotangents = floatsOf(node.outputs).map((i) => g[i] ?? zeros(b, node.outputs[i]!.type));
      const back = inline(b, withItself(requireRule(backward, name), name, parts), [...out.slice(count), ...cotangents, ...ofRule]);
      return [...perFloat(x.slice(0, own), back), ...x.slice(own).map(() => undefined)];
    },
  };
};

export const pushCustomVjp: PushBody = (_pushGraph, _b, node) => {
  throw new CotangentError(`forward mode (jvp, linearize, jacfwd) meets ${titleOf(node)}, which has a rule for reverse mode only`,
    { code: 'NN0716', hint: 'use grad, vjp or jacrev, or give the function a rule with customJvp, which serves both' });
};

function jvpRule(node: Node): Graph {
  const { rule, name } = node.params as unknown as CustomJvpParams;
  return withItself(requireRule(rule, name), name, { rule });
}

function requireRule(rule: Graph | string, name: string): Graph {
  if (typeof rule !== 'string') return rule;
  throw new CotangentError(`the rule of ${name} is not in this graph`, { code: 'NN0717', hint: 'differentiate the graph that holds the rule; a part of it read from text does not' });
}

/** What the function uses from outside does not go through its rule. */
function requireOwn(node: Node, own: number, moves: readonly boolean[]): void {
  if (!moves.slice(own).includes(true)) return;
  throw new CotangentError(`${titleOf(node)} uses a tensor from outside that is being differentiated; its rule is for its arguments only`,
    { code: 'NN0715', hint: 'make the tensor an argument, or wrap it in stopGradient' });
}

const titleOf = ({ op, params, origin }: Node): string => `${op.name} ${params['name'] as string}${origin ? ` at ${origin.label}` : ''}`;

const perFloat = (like: readonly Value[], values: readonly Value[]): readonly Maybe[] => {
  const floats = floatsOf(like);
  return like.map((_, i) => (floats.includes(i) ? values[floats.indexOf(i)] : undefined));
};
