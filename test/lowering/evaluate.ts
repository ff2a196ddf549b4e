/** Runs a graph in f64, element by element, straight from the records: slow, obvious, and independent of every backend. */
import type { Axis, Expr, Fold, Local } from '../../core/expr.ts';
import { isFloat, viewOf } from '../../core/dtype.ts';
import { encode } from '../../core/encode.ts';
import type { Graph, Node } from '../../core/graph.ts';
import type { Kernel, Statement } from '../../core/kernel.ts';
import { scalars } from '../../core/scalar.ts';
import { known } from '../../core/shape.ts';
import { constant, load } from '../../core/build.ts';
import { expansion } from '../../lowering/expansion.ts';
import type { ScanParams } from '../../ops/scan.ts';
import type { WhileParams } from '../../ops/whileLoop.ts';

/** A flat, row-major array of f64, whatever the dtype says. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((n, d) => n * d, 1);

export function evaluate(graph: Graph, inputs: readonly Tensor[]): readonly Tensor[] {
  const env = new Map(graph.inputs.map((x, i) => [x, inputs[i]]));
  for (const node of graph.nodes) {
    const out = run(node, node.inputs.map((x) => env.get(x)!));
    node.outputs.forEach((y, i) => env.set(y, out[i]));
  }
  return graph.outputs.map((y) => env.get(y)!);
}

function run(node: Node, x: readonly Tensor[]): readonly Tensor[] {
  const { op, params, inputs, outputs } = node;
  const y = outputs[0];
  if (op.control === 'cond') return evaluate(params[x[0].data[0] ? 'then' : 'otherwise'] as Graph, x.slice(1));
  if (op.control === 'call') return evaluate(params['body'] as Graph, x);
  if (op.control === 'barrier') return x;
  if (op.control === 'scan') return runScan(params as unknown as ScanParams, x);
  if (op.control === 'while') return runWhile(params as unknown as WhileParams, x);
  if (op.scalar) {
    const shape = known(y.type.shape);
    const body = op.scalar(inputs.map((v, i) => load(i, v.type.dtype, [constant('i32', 0)])), params);
    return [{ shape, data: Array.from({ length: sizeOf(shape) }, (_, i) => value(body, new Map(), (from) => x[from].data[i])) }];
  }
  if (op.define) {
    const shape = known(y.type.shape);
    const { axes, body } = op.define(inputs.map((v) => v.type), y.type, params);
    const data: number[] = [];
    each(axes, new Map(), (at) => data.push(value(body, at, (from, index) => x[from].data[index.reduce((n, k, i) => n * x[from].shape[i] + k, 0)])));
    return [{ shape, data }];
  }
  if (op.kernel) return runKernel(op.kernel(inputs.map((v) => v.type), outputs.map((v) => v.type), params), node, x);
  if (op.expand) return evaluate(expansion(node), x);
  throw new Error(`this evaluator cannot run ${op.name}`);
}

function runKernel({ buffers, scratch, body }: Kernel, { outputs }: Node, x: readonly Tensor[]): readonly Tensor[] {
  const memory = [...buffers, ...scratch].map((t, i) => x[i]?.data.slice() ?? new Array<number>(t.elements));
  const locals = new Map<Local, number>(), at = new Map<Axis, number>();
  const go = (e: Expr): number => value(e, at, (from, [i]) => memory[from][i!], locals);
  const run = (s: Statement): void => {
    switch (s.kind) {
      case 'for': return each([s.axis], at, () => s.body.forEach(run));
      case 'let': case 'assign': locals.set(s.local, go(s.value)); return;
      case 'fold': locals.set(s.local, folds[s.fold][1](locals.get(s.local)!, go(s.value))); return;
      case 'store': memory[s.to][go(s.index)] = go(s.value); return;
      case 'if': if (go(s.test)) s.then.forEach(run);
    }
  };
  body.forEach(run);
  return outputs.map((y, i) => ({ shape: known(y.type.shape), data: memory[x.length + i] }));
}

function runScan({ body, constants, carries, length, reverse }: ScanParams, x: readonly Tensor[]): readonly Tensor[] {
  const n = length as number, fixed = x.slice(0, constants), xs = x.slice(constants + carries);
  let carry = x.slice(constants, constants + carries);
  const ys = body.outputs.slice(carries).map((y) => ({ shape: [n, ...known(y.type.shape)], data: new Array<number>(n * sizeOf(known(y.type.shape))) }));
  for (let turn = 0; turn < n; turn++) {
    const i = reverse ? n - 1 - turn : turn;
    const slices = xs.map(({ shape, data }) => {
      const size = sizeOf(shape.slice(1));
      return { shape: shape.slice(1), data: data.slice(i * size, (i + 1) * size) };
    });
    const out = evaluate(body, [...fixed, ...carry, ...slices]);
    carry = out.slice(0, carries);
    out.slice(carries).forEach(({ data }, j) => data.forEach((v, k) => { ys[j].data[i * data.length + k] = v; }));
  }
  return [...carry, ...ys];
}

function runWhile({ condition, body, constants, maxSteps = Infinity }: WhileParams, x: readonly Tensor[]): readonly Tensor[] {
  const fixed = x.slice(0, constants);
  let carry: readonly Tensor[] = x.slice(constants);
  for (let turn = 0; turn < maxSteps && evaluate(condition, [...fixed, ...carry])[0].data[0]; turn++) carry = evaluate(body, [...fixed, ...carry]);
  return carry;
}

const folds: Record<Fold, readonly [number, (a: number, b: number) => number]> = {
  sum: [0, (a, b) => a + b], prod: [1, (a, b) => a * b], max: [-Infinity, Math.max], min: [Infinity, Math.min],
  and: [-1, (a, b) => a & b], or: [0, (a, b) => a | b], xor: [0, (a, b) => a ^ b],
};

function each(axes: readonly Axis[], at: Map<Axis, number>, visit: (at: Map<Axis, number>) => void): void {
  const [axis, ...rest] = axes;
  if (!axis) return visit(at);
  for (let i = 0; i < axis.extent; i++) each(rest, at.set(axis, i), visit);
}

function value(e: Expr, at: Map<Axis, number>, read: (from: number, index: readonly number[]) => number, locals?: ReadonlyMap<Local, number>): number {
  const go = (e: Expr): number => value(e, at, read, locals);
  switch (e.kind) {
    case 'const': return e.value;
    case 'axis': return at.get(e.axis)!;
    case 'local': return locals!.get(e.local)!;
    case 'bitcast': return viewOf(e.dtype, encode([go(e.arg)], e.arg.dtype).buffer)[0];
    case 'load': return read(e.from, e.index.map(go));
    case 'scalar': {
      const v = scalars[e.name].js(go(e.args[0]), e.args[1] ? go(e.args[1]) : NaN);
      return isFloat(e.dtype) ? v : wrap(v, e.dtype);
    }
    case 'convert': {
      const v = go(e.arg);
      return isFloat(e.dtype) ? v : e.dtype === 'bool' ? Number(v !== 0) : Number.isNaN(v) ? 0 : Math.trunc(v);
    }
    case 'select': return go(e.test) ? go(e.yes) : go(e.no);
    case 'reduce': {
      const [start, step] = folds[e.fold];
      let sum = start;
      each(e.axes, at, () => { sum = step(sum, go(e.body)); });
      return sum;
    }
  }
}

const wrap = (v: number, dtype: string): number => (dtype === 'u32' ? v >>> 0 : dtype === 'bool' ? v & 1 : v | 0);
