/** What every record must keep to, whatever its operation: one meaning, types that tell the truth, loads in range. */
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Axis, Expr } from '../../core/expr.ts';
import type { Type } from '../../core/graph.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { AnyOp, Sample } from '../../core/op.ts';
import { known } from '../../core/shape.ts';
import { scalars } from '../../core/scalar.ts';
import { expansion } from '../../lowering/expansion.ts';
import * as ops from '../../ops/all.ts';
import { typesOf } from '../lowering/samples.ts';
import { sampleData, sampleGraph } from './sample.ts';

const records = Object.entries(ops) as readonly (readonly [string, AnyOp])[];
const size = (t: Type): number => known(t.shape).reduce((p, n) => p * n, 1);
const plain = (types: readonly Type[]): unknown => types.map(({ shape, dtype }) => ({ shape, dtype }));

test('one operation, one file of its name', () => {
  const files = new Set(readdirSync(new URL('../../ops/', import.meta.url)).map((f) => f.replace(/\.ts$/, '')));
  // `all` would be the file of the list of operations.
  expect(records.map(([name]) => name).filter((name) => !files.has(name) || name === 'all')).toEqual(['all']);
});

describe.each(records)('%s', (name, op) => {
  test('bears its name, and has exactly one meaning', () => {
    expect(op.name).toBe(name);
    expect([op.scalar, op.define, op.kernel, op.expand, op.control, op.across].filter((m) => m !== undefined)).toHaveLength(1);
  });

  test('can be differentiated both ways, or its parts can', () => {
    // pmax and pmin have no derivative until the batch is there; then they are max and min.
    if (op.control ?? ['pmax', 'pmin'].includes(name)) return;
    expect(op.expand ?? op.partials ?? op.vjp ?? op.jvp, 'reverse').toBeDefined();
    expect(op.expand ?? op.partials ?? op.linear ?? op.jvp, 'forward').toBeDefined();
  });

  // What stands for a graph or for an axis of the batch is tried by the transformations' own tests.
  if (op.control ?? op.across) return;
  test('has samples', () => expect(op.samples.length).toBeGreaterThan(0));

  test.each(op.samples.map((sample, n) => ({ sample, n })))('sample $n: the type rule agrees with the meaning', ({ sample }) => {
    const { nodes: [node] } = sampleGraph(op, sample), inputs = typesOf(sample), outputs = node.outputs.map((y) => y.type);
    expect(op.normal?.(inputs, node.params) ?? node.params).toEqual(node.params);
    if (op.arity !== undefined) expect(inputs.length).toBe(op.arity);
    if (!op.manyOutputs) expect(outputs.length).toBe(1);
    if (op.expand) expect(plain(expansion(node).outputs.map((y) => y.type))).toEqual(plain(outputs));
    if (op.define) {
      const { axes, body } = op.define(inputs, outputs[0], node.params);
      expect({ shape: axes.map((a) => a.extent), dtype: body.dtype }).toEqual(outputs[0]);
    }
    if (op.scalar) expect(op.scalar(inputs.map(({ dtype }, from) => ({ kind: 'load', from, dtype, index: [] })), node.params).dtype).toBe(outputs[0].dtype);
    if (op.kernel) {
      const { buffers }: Kernel = op.kernel(inputs, outputs, node.params);
      expect(buffers.map(({ dtype, elements }) => ({ dtype, elements }))).toEqual([...inputs, ...outputs].map((t) => ({ dtype: t.dtype, elements: size(t) })));
      expect(buffers.map((b) => b.role)).toEqual([...inputs.map(() => 'in'), ...outputs.map(() => 'out')]);
    }
  });

  if (op.define) {
    test.each(op.samples.map((sample, n) => ({ sample, n })))('sample $n: every load is in range, on both sides of every select', ({ sample, n }) => {
      const { nodes: [node] } = sampleGraph(op, sample);
      const { axes, body } = op.define!(typesOf(sample), node.outputs[0].type, node.params);
      expect(() => loads(axes, body, sample, n)).not.toThrow();
    });
  }
});

/** Works out a definition as a vector engine may: both sides of a select, and nothing left out. */
function loads(axes: readonly Axis[], body: Expr, sample: Sample, seed: number): void {
  const data = sampleData(sample, seed), at = new Map<Axis, number>();
  const each = (list: readonly Axis[], f: () => void): void => {
    if (list.length === 0) return f();
    for (let i = 0; i < list[0].extent; i++) { at.set(list[0], i); each(list.slice(1), f); }
  };
  const value = (e: Expr): number => {
    switch (e.kind) {
      case 'const': return e.value;
      case 'axis': return at.get(e.axis)!;
      case 'load': {
        const { shape, data: elements } = data[e.from];
        const index = e.index.map(value);
        index.forEach((k, i) => { if (!(k >= 0 && k < shape[i])) throw new RangeError(`index ${k} of axis ${i}, whose size is ${shape[i]}`); });
        return elements[index.reduce((sum, k, i) => sum * shape[i] + k, 0)];
      }
      case 'scalar': return scalars[e.name].js(value(e.args[0]), e.args[1] ? value(e.args[1]) : 0);
      case 'select': {
        const [yes, no] = [value(e.yes), value(e.no)];
        return value(e.test) ? yes : no;
      }
      case 'reduce': {
        let last = 0;
        each(e.axes, () => { last = value(e.body); });
        return last;
      }
      case 'convert': return Math.trunc(value(e.arg));
      case 'bitcast': case 'local': throw new Error(`${e.kind} does not stand in an index`);
    }
  };
  each(axes, () => { value(body); });
}
