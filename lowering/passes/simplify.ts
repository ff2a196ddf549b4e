/**
 * Algebra: x · 1 → x,  x + 0 → x,  transpose(transpose(x)) → x, and what is known is worked out. Never makes more work: a rule puts
 * in no more operations than it takes out, constants not counted.
 *
 * Laws that floats keep up to rounding are used where they save work: (x · 2) · 3 is x · 6. Laws that lose NaN or infinity, or add
 * different numbers in another order, are not: x · 0 is not 0, and exp(log(x)) is not x for x ≤ 0. Of the two zeros, -0 may become 0.
 */
import { load } from '../../core/build.ts';
import { debugging, debugPrint } from '../../core/debug.ts';
import { invariant } from '../../core/diagnostic.ts';
import { inline, type Type, type Value } from '../../core/graph.ts';
import type { AnyOp, Params } from '../../core/op.ts';
import { showType } from '../../core/shape.ts';
import { sameType } from '../../core/verify.ts';
import * as ops from '../../ops/all.ts';
import { graphBuilder, type Builder } from '../../ops/builder.ts';
import type { CondParams } from '../../ops/cond.ts';
import type { ScanParams } from '../../ops/scan.ts';
import { arithmetic } from './algebra.ts';
import { constantOf } from './constant.ts';
import { form } from './form.ts';
import { attempt, numberOf, type Rule } from './pattern.ts';
import { copy, mapBodies, once, rewriteInto, type Pass } from './rewrite.ts';

export const simplify: Pass = once(function simplify(graph) {
  const b = simplifyingBuilder(graph.name);
  return b.finish(rewriteInto(b, graph, graph.inputs.map((x) => b.input(x.type)), (b, node, x) => {
    const params = mapBodies(node.params, simplify);
    return (node.op.control && without[node.op.control]?.(b, x, params)) ?? copy(b, node, x, params);
  }));
});

const standard = new Set<AnyOp>(Object.values(ops));
const rules = new Map<AnyOp, Rule[]>();
for (const r of [...arithmetic, ...form]) {
  const list = rules.get(r.pattern.op);
  if (list) list.push(r);
  else rules.set(r.pattern.op, [r]);
}

/** A builder that looks for something simpler before it adds a node. What the rules make with it is simplified as well. */
function simplifyingBuilder(name: string): Builder {
  const b = graphBuilder(name), append = b.append.bind(b);
  b.append = (op, inputs, params, types) => {
    const [type] = types;
    if (types.length !== 1 || !type || !standard.has(op)) return append(op, inputs, params, types);
    const simpler = known(b, op, inputs, params, type) ?? throughBroadcast(b, op, inputs, params) ?? byRule(b, op, inputs, params);
    invariant(!simpler || sameType(simpler.type, type), `a rule of simplify makes ${simpler && showType(simpler.type)} of a ${op.name} that is ${showType(type)}`);
    if (simpler && debugging(5)) debugPrint(`simplify: ${op.name} ${showType(type)} becomes ${simpler.node?.op.name ?? 'an operand'}`);
    return simpler ? [simpler] : append(op, inputs, params, types);
  };
  return b;
}

function byRule(b: Builder, op: AnyOp, inputs: readonly Value[], params: Params): Value | undefined {
  for (const r of rules.get(op) ?? []) {
    const simpler = attempt(r, b, inputs, params);
    if (simpler) return simpler;
  }
  return undefined;
}

const views = new Set<AnyOp>([ops.broadcast, ops.reshape, ops.transpose, ops.slice]);

/** Scalar work on constants is done now; a view of a constant is a constant. */
function known(b: Builder, op: AnyOp, inputs: readonly Value[], params: Params, { shape, dtype }: Type): Value | undefined {
  const numbers = inputs.map(numberOf);
  if (numbers.length === 0 || !numbers.every((n) => n !== undefined)) return undefined;
  const result = op.scalar ? constantOf(op.scalar(inputs.map((x, i) => load(i, x.type.dtype, [])), params), numbers) : views.has(op) ? numbers[0] : undefined;
  return result === undefined ? undefined : b.full({ value: result, shape, dtype });
}

/** f(broadcast(x), broadcast(y), a) = broadcast(f(x, y, a)) for scalar f and operands repeated in the same way. */
function throughBroadcast(b: Builder, op: AnyOp, inputs: readonly Value[], params: Params): Value | undefined {
  if (!op.scalar) return undefined;
  const repeated = inputs.filter((x) => numberOf(x) === undefined), [first] = repeated;
  if (!first || !repeated.every((x) => repeatsLike(x, first))) return undefined;
  const { shape } = first.node!.inputs[0].type;
  const [y] = b.emit(op, inputs.map((x) => (repeated.includes(x) ? x.node!.inputs[0] : b.full({ value: numberOf(x)!, shape, dtype: x.type.dtype }))), params);
  return b.broadcast(y, first.node!.params as Parameters<Builder['broadcast']>[1]);
}

function repeatsLike(x: Value, y: Value): boolean {
  if (x.node?.op !== (ops.broadcast as AnyOp) || y.node?.op !== (ops.broadcast as AnyOp)) return false;
  const p = x.node.inputs[0].type.shape, q = y.node.inputs[0].type.shape;
  const axes = x.node.params['axes'] as readonly number[], others = y.node.params['axes'] as readonly number[];
  return p.length === q.length && p.every((d, i) => d === q[i]) && axes.every((a, i) => a === others[i]);
}

const without: Partial<Record<NonNullable<AnyOp['control']>, (b: Builder, x: readonly Value[], params: Params) => readonly Value[] | undefined>> = {
  /** What is known need not wait. */
  barrier(b, x) {
    const waits = x.filter((v) => numberOf(v) === undefined);
    if (waits.length === x.length) return undefined;
    const out = waits.length > 0 ? b.barrier(waits) : [];
    return x.map((v) => (numberOf(v) === undefined ? out[waits.indexOf(v)] : v));
  },
  /** A loop of one turn is its body. */
  scan(b, x, params) {
    const { body, constants, carries, length } = params as unknown as ScanParams;
    if (length !== 1) return undefined;
    const held = constants + carries;
    const out = inline(b, body, [...x.slice(0, held), ...x.slice(held).map((v) => b.reshape(v, { shape: v.type.shape.slice(1) }))]);
    return out.map((y, i) => (i < carries ? y : b.reshape(y, { shape: [1, ...y.type.shape] })));
  },
  /** A choice that is known is the branch. */
  cond(b, [test, ...operands], params) {
    const { then, otherwise } = params as unknown as CondParams, chosen = numberOf(test);
    return chosen === undefined ? undefined : inline(b, chosen ? then : otherwise, operands);
  },
};
