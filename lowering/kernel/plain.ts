/**
 * One operation, one kernel: its meaning written out as loops, nothing fused and nothing clever.
 * What the reference engine runs, and what every fused kernel is compared with.
 */
import { addIndex, at, axis, constant, convert, int, load, local as read, mulIndex } from '../../core/build.ts';
import { startOf } from '../../core/fold.ts';
import { bytesOf, sumDType } from '../../core/dtype.ts';
import type { Axis, Expr, Local } from '../../core/expr.ts';
import type { Type } from '../../core/graph.ts';
import type { Buffer, Kernel, Role, Statement } from '../../core/kernel.ts';
import type { AnyOp, Definition, Params } from '../../core/op.ts';
import { count, known } from '../../core/shape.ts';
import { mapChildren } from './walk.ts';

export const elementsOf = (t: Type): number => count(known(t.shape));
export const sizeBytes = (t: Type): number => elementsOf(t) * bytesOf(t.dtype);
export const bufferOf = (t: Type, role: Role): Buffer => ({ dtype: t.dtype, elements: elementsOf(t), role });

/** Position in memory of an element of a row-major tensor. */
const linearIndex = (index: readonly Expr[], shape: readonly number[]): Expr =>
  index.reduce<Expr>((sum, e, i) => addIndex(mulIndex(sum, shape[i]!), e), int(0));

export function plainKernel(op: AnyOp, inputs: readonly Type[], outputs: readonly Type[], params: Params): Kernel {
  if (op.kernel) return op.kernel(inputs, outputs, params);
  const output = outputs[0]!;
  const { axes, body } = definitionOf(op, inputs, output, params);
  const before: Statement[] = [];
  const value = withoutReduce(linearLoads(body, inputs), before);
  const store: Statement = { kind: 'store', to: inputs.length, index: linearIndex(axes.map(at), axes.map((a) => a.extent)), value };
  return {
    buffers: [...inputs.map((t) => bufferOf(t, 'in')), bufferOf(output, 'out')],
    scratch: [],
    body: nest(axes, [...before, store], 'parallel'),
  };
}

/** The meaning of an operation that has `scalar` or `define`, in the second form. */
export function definitionOf(op: AnyOp, inputs: readonly Type[], output: Type, params: Params): Definition {
  if (op.define) return op.define(inputs, output, params);
  const axes = known(output.shape).map(axis);
  return { axes, body: op.scalar!(inputs.map((t, i) => load(i, t.dtype, axes.map(at))), params) };
}

/** Loops for every axis. The elements of an output are independent of each other, so its outermost loop is parallel and its innermost a vector's. */
const nest = (axes: readonly Axis[], body: readonly Statement[], outermost: 'parallel' | 'serial'): readonly Statement[] =>
  axes.reduceRight<readonly Statement[]>((inner, a, i) => {
    const how = i === 0 ? outermost : outermost === 'parallel' && i === axes.length - 1 ? 'vector' : 'serial';
    return [{ kind: 'for', how, axis: a, body: inner }];
  }, body);

/** Loads with one index per axis become loads with a position in memory. */
function linearLoads(e: Expr, inputs: readonly Type[]): Expr {
  const inner = mapChildren(e, (child) => linearLoads(child, inputs));
  return inner.kind === 'load' ? { ...inner, index: [linearIndex(inner.index, known(inputs[inner.from]!.shape))] } : inner;
}

/** Puts a loop before the statement for every reduction, and a local in its place. */
function withoutReduce(e: Expr, before: Statement[]): Expr {
  if (e.kind !== 'reduce') return mapChildren(e, (child) => withoutReduce(child, before));
  const sum: Local = { dtype: sumDType(e.dtype) };
  const inside: Statement[] = [];
  const value = withoutReduce(e.body, inside);
  before.push({ kind: 'let', local: sum, value: constant(sum.dtype, startOf(e.fold, sum.dtype)) });
  before.push(...nest(e.axes, [...inside, { kind: 'fold', local: sum, fold: e.fold, value: convert(sum.dtype, value) }], 'serial'));
  return convert(e.dtype, read(sum));
}
