/** What a definition says, worked out element by element in doubles: a second opinion that shares no code with kernels. */
import type { Axis, Expr } from '../../core/expr.ts';
import type { Type } from '../../core/graph.ts';
import type { AnyOp, Params } from '../../core/op.ts';
import { scalars } from '../../core/scalar.ts';
import { boundsOf, isInteger } from '../../core/dtype.ts';
import { axis, at, load } from '../../core/build.ts';

const bitwise = { and: (a: number, b: number) => a & b, or: (a: number, b: number) => a | b, xor: (a: number, b: number) => a ^ b };

export function direct(op: AnyOp, inputs: readonly Type[], output: Type, params: Params, data: readonly ArrayLike<number>[]): number[] {
  const shape = output.shape as readonly number[];
  const axes = shape.map(axis);
  const definition = op.define?.(inputs, output, params) ?? { axes, body: op.scalar!(inputs.map((t, i) => load(i, t.dtype, axes.map(at))), params) };
  const env = new Map<Axis, number>();
  const over = (list: readonly Axis[], f: () => void, i = 0): void => {
    if (i === list.length) return f();
    for (let k = 0; k < list[i]!.extent; k++) { env.set(list[i]!, k); over(list, f, i + 1); }
  };
  const value = (e: Expr): number => {
    switch (e.kind) {
      case 'const': return e.value;
      case 'axis': return env.get(e.axis)!;
      case 'local': throw new Error('no locals in definitions');
      case 'load': {
        const from = inputs[e.from]!.shape as readonly number[];
        return data[e.from]![e.index.reduce((sum, index, i) => { const k = value(index); if (k < 0 || k >= from[i]!) throw new Error(`index ${k} of ${from[i]}`); return sum * from[i]! + k; }, 0)]!;
      }
      case 'scalar': {
        const [a, b] = e.args.map(value);
        const y = e.name === 'rem' && b === 0 && isInteger(e.dtype) ? a! : e.name === 'mul' && isInteger(e.dtype) ? Math.imul(a!, b!) : scalars[e.name].js(a!, b!);
        return wrap(e, y);
      }
      case 'convert': {
        const x = value(e.arg);
        if (e.dtype === 'bool') return x === 0 ? 0 : 1;
        if (!isInteger(e.dtype)) return x;
        if (isInteger(e.arg.dtype)) return wrap(e, x);
        const [least, most] = boundsOf(e.dtype);
        return Number.isNaN(x) ? 0 : Math.max(least, Math.min(most, Math.trunc(x)));
      }
      case 'bitcast': {
        const bits = new DataView(new ArrayBuffer(4)), x = value(e.arg);
        if (e.arg.dtype === 'f32') bits.setFloat32(0, x); else bits.setUint32(0, x);
        return e.dtype === 'f32' ? bits.getFloat32(0) : e.dtype === 'i32' ? bits.getInt32(0) : bits.getUint32(0);
      }
      case 'select': return value(e.test) ? value(e.yes) : value(e.no);
      case 'reduce': {
        const join = { sum: (a: number, b: number) => a + b, prod: (a: number, b: number) => a * b, max: Math.max, min: Math.min, ...bitwise }[e.fold];
        let y = { sum: 0, prod: 1, max: boundsOf(e.dtype)[0], min: boundsOf(e.dtype)[1], and: -1, or: 0, xor: 0 }[e.fold];
        over(e.axes, () => { y = join(y, value(e.body)); });
        return wrap(e, y);
      }
    }
  };
  const out: number[] = [];
  over(definition.axes, () => out.push(value(definition.body)));
  return out;
}

const views = { i32: Int32Array, u32: Uint32Array, u8: Uint8Array, i8: Int8Array };
function wrap(e: Expr, x: number): number {
  if (e.dtype === 'bool') return x & 1;
  return isInteger(e.dtype) ? new views[e.dtype as keyof typeof views]([x])[0]! : x;
}
