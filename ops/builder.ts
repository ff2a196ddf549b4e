/**
 * The graph builder with a method for every operation: `b.add(x, 1)`, `b.sum(x, { axes: [1] })`.
 * Methods are made from the records; a scalar operation's method promotes and broadcasts its operands first.
 */
import { GraphBuilder, type Value } from '../core/graph.ts';
import { broadcastShapes, sameShape } from '../core/shape.ts';
import type { DType } from '../core/dtype.ts';
import type { AnyOp, Params } from '../core/op.ts';
import type { Dim } from '../core/dim.ts';
import type { Operand, Op } from './op.ts';
import { promote } from '../core/promote.ts';
import * as ops from './all.ts';

type Ops = typeof ops;
// Where an operation has no parameters its method takes none.
type Tail<P> = keyof P extends never ? [] : object extends P ? [params?: P] : [params: P];
type Method<T> = T extends Op<infer P, infer A, infer R> ? (...args: [...A, ...Tail<P>]) => R : never;
type Methods = { readonly [K in keyof Ops]: Method<Ops[K]> };

export interface Builder extends GraphBuilder, Methods {}

/** Operands of a scalar operation made alike: numbers become constants, dtypes are promoted, shapes broadcast. */
function alike(b: Builder, op: AnyOp, operands: readonly Operand[]): readonly Value[] {
  const isTensor = (x: Operand): x is Value => typeof x !== 'number';
  const shape = operands.filter(isTensor).map((x) => x.type.shape).reduce((p, q) => broadcastShapes(op.name, p, q));
  const dtypes = operands.slice(op.mixed ? 1 : 0).filter(isTensor).map((x) => x.type.dtype);
  const dtype: DType = dtypes.length === 0 ? 'f32' : dtypes.reduce(promote);
  return operands.map((x, i) => {
    if (typeof x === 'number') return b.full({ value: x, shape, dtype });
    const converted = (op.mixed && i === 0) || x.type.dtype === dtype ? x : b.convert(x, { dtype });
    return sameShape(converted.type.shape, shape) ? converted : b.broadcast(converted, { shape, axes: rightAligned(converted.type.shape, shape) });
  });
}
const rightAligned = (from: readonly Dim[], to: readonly Dim[]): readonly number[] => from.map((_, i) => to.length - from.length + i);

const isValue = (x: unknown): x is Operand => typeof x === 'number' || (typeof x === 'object' && x !== null && 'type' in x);

class OpBuilder extends GraphBuilder {}

for (const op of Object.values(ops) as readonly AnyOp[]) {
  Object.defineProperty(OpBuilder.prototype, op.name, {
    value(this: Builder, ...args: readonly unknown[]): Value | readonly Value[] {
      const operands = (Array.isArray(args[0]) ? args[0] : args.filter(isValue)) as readonly Operand[];
      const params = (args.find((x) => !isValue(x) && !Array.isArray(x)) ?? {}) as Params;
      const outputs = this.emit(op, op.scalar !== undefined ? alike(this, op, operands) : operands as readonly Value[], params);
      return outputs.length === 1 && !op.manyOutputs ? outputs[0]! : outputs;
    },
  });
}

export const graphBuilder = (name: string): Builder => new OpBuilder(name) as unknown as Builder;
