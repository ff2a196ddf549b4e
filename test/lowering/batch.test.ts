/** Batching of random graphs, loops and choices is a loop over the batch, bit for bit; it goes with derivatives in any order, and into itself. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isFloat } from '../../core/dtype.ts';
import { inline, type Graph, type Value } from '../../core/graph.ts';
import type { AnyOp } from '../../core/op.ts';
import { known } from '../../core/shape.ts';
import { verifyGraph } from '../../core/verify.ts';
import { batchGraph } from '../../lowering/batch.ts';
import { vjpGraph } from '../../lowering/grad.ts';
import { jvpGraph } from '../../lowering/jvp.ts';
import { repeat } from '../../ops/batching.ts';
import { graphBuilder, type Builder } from '../../ops/builder.ts';
import { evaluate, sizeOf, type Tensor } from './evaluate.ts';
import { choices, graphs, loops, shapesOf, tensors, whiles } from './graphs.ts';

const size = 3;
const floatsOf = (g: Graph): number[] => g.inputs.flatMap((x, i) => (isFloat(x.type.dtype) ? [i] : []));
/** Which inputs are batched, from the bits of a number; at least one. */
const some = (g: Graph, bits: number): readonly boolean[] => g.inputs.map((_, i) => ((bits % (2 ** g.inputs.length - 1)) + 1 >> i & 1) === 1);

/** The batched graph, every output with the batch as axis 0. */
function batched(g: Graph, which: readonly boolean[], n = size): Graph {
  const all = batchGraph(g, which, { size: n, name: undefined }), b = graphBuilder(g.name);
  return verifyGraph(b.finish(inline(b, all.graph, all.graph.inputs.map((x) => b.input(x.type))).map((y, i) => (all.batched[i] ? y : repeat(b, y, n)))));
}

const example = ({ shape, data }: Tensor, e: number): Tensor => {
  const rest = shape.slice(1), n = sizeOf(rest);
  return { shape: rest, data: data.slice(e * n, (e + 1) * n) };
};

/** What a loop over the batch gives. */
function looped(g: Graph, x: readonly Tensor[], which: readonly boolean[]): readonly Tensor[] {
  const each = Array.from({ length: size }, (_, e) => evaluate(g, x.map((v, i) => (which[i] ? example(v, e) : v))));
  return g.outputs.map((y, k) => ({ shape: [size, ...known(y.type.shape)], data: each.flatMap((out) => out[k].data) }));
}

function expectLoop(g: Graph, bits: number, seed: number): void {
  const which = some(g, bits), all = batched(g, which);
  const x = tensors(shapesOf(all.inputs), seed);
  expect(evaluate(all, x)).toEqual(looped(g, x, which));
}

function expectNear(found: readonly Tensor[], wanted: readonly Tensor[]): void {
  expect(found.map((y) => y.shape)).toEqual(wanted.map((y) => y.shape));
  const scale = 1 + Math.max(0, ...wanted.flatMap((y) => y.data.map(Math.abs)));
  found.forEach((y, k) => y.data.forEach((v, i) => expect(Math.abs(v - wanted[k].data[i]) / scale, `${v}, should be ${wanted[k].data[i]}`).toBeLessThan(1e-12)));
}

const kinds = { graphs, loops, choices, whiles };
describe.each(Object.keys(kinds) as (keyof typeof kinds)[])('random %s', (kind) => {
  const any = kinds[kind], runs = (numRuns: number, seed: number) => ({ numRuns: kind === 'graphs' ? numRuns : Math.ceil(numRuns / 2), seed });

  test('any inputs batched', () => {
    fc.assert(fc.property(any, fc.nat(), fc.nat(), expectLoop), runs(150, 1));
  });

  test('the batch of a derivative', () => {
    fc.assert(fc.property(any, fc.nat(), fc.nat(), (g, bits, seed) => {
      expectLoop(vjpGraph(g, { wrt: floatsOf(g) }), bits, seed);
      expectLoop(jvpGraph(g, { wrt: floatsOf(g) }), bits, seed);
    }), runs(40, 2));
  });

  test('the derivative of a batch is the batch of the derivative', () => {
    fc.assert(fc.property(any, fc.nat(), (g, seed) => {
      const all = (h: Graph): readonly boolean[] => h.inputs.map(() => true);
      for (const derivative of [vjpGraph, jvpGraph]) {
        const inside = derivative(g, { wrt: floatsOf(g) }), outside = derivative(batched(g, all(g)), { wrt: floatsOf(g) });
        const x = tensors(shapesOf(outside.inputs), seed);
        expectNear(evaluate(outside, x), evaluate(batched(inside, all(inside)), x));
      }
    }), runs(60, 3));
  });

  test('a batch of batches', () => {
    fc.assert(fc.property(any, fc.nat(), fc.nat(), fc.nat(), (g, one, two, seed) => {
      const inner = batched(g, some(g, one), 2);
      expectLoop(inner, two, seed);
    }), runs(60, 4));
  });
});

test('what depends on no batched input is not repeated', () => {
  const b = graphBuilder('f'), x = b.input({ shape: [4], dtype: 'f32' }), w = b.input({ shape: [4, 4], dtype: 'f32' });
  const e = b.exp(w), g = b.finish([e, b.dot(x, e, { batch: [[], []], contract: [[0], [0]] })]);
  const all = batchGraph(g, [true, false], { size, name: undefined });
  expect(all.batched).toEqual([false, true]);
  expect(all.graph.nodes.map((n) => [n.op.name, n.outputs[0].type.shape])).toEqual([['exp', [4, 4]], ['dot', [3, 4]]]);
});

test('a choice stays a choice while the whole batch has one test', () => {
  const branch = (name: 'sin' | 'cos'): Graph => { const t = graphBuilder(name); return t.finish([t[name](t.input({ shape: [], dtype: 'f32' }))]); };
  const b = graphBuilder('f'), test = b.input({ shape: [], dtype: 'bool' }), x = b.input({ shape: [], dtype: 'f32' });
  const g = b.finish(b.cond([test, x], { then: branch('sin'), otherwise: branch('cos') }));
  const names = (which: readonly boolean[]): readonly string[] => batchGraph(g, which, { size, name: undefined }).graph.nodes.map((n) => n.op.name);
  expect(names([false, true])).toEqual(['cond']);
  expect(names([true, false])).not.toContain('cond');
  expect(names([true, true])).toEqual(expect.arrayContaining(['sin', 'cos', 'select']));
});

test('the derivative of a branch that an element did not take is left out, not multiplied by 0', () => {
  // √x is not differentiable at 0, and is not taken there.
  const t = graphBuilder('root'), root = t.finish([t.sqrt(t.input({ shape: [], dtype: 'f32' }))]), u = graphBuilder('same'), same = u.finish([u.input({ shape: [], dtype: 'f32' })]);
  const b = graphBuilder('f'), x = b.input({ shape: [], dtype: 'f32' });
  const g = batched(b.finish(b.cond([b.gt(x, 0), x], { then: root, otherwise: same })), [true]);
  const [, dx] = evaluate(vjpGraph(g, { wrt: [0] }), [{ shape: [3], data: [0, 4, -1] }, { shape: [3], data: [1, 1, 1] }]);
  expect(dx.data).toEqual([1, 0.25, 1]);
});

test('loops in loops are batched in time that their depth does not multiply', () => {
  // Twelve loops, each the body of the next.
  let body: Graph | undefined;
  let seen = 0;
  for (let depth = 0; depth < 12; depth++) {
    const t = graphBuilder(`loop${depth}`), c = t.input({ shape: [], dtype: 'f32' }), inner: Graph | undefined = body;
    const y = inner ? t.scan([c], { body: inner, constants: 0, carries: 1, length: 1, reverse: false })[0] : t.append(counting(() => { seen++; }), [c], {}, [c.type])[0];
    body = t.finish([y]);
  }
  batchGraph(body!, [true], { size, name: undefined });
  expect(seen).toBeLessThan(4);
});

/** The sine, which tells how often it is batched. */
function counting(tell: () => void): AnyOp {
  return { name: 'sin', arity: 1, type: ([t]) => [t], kernel: () => ({ buffers: [], scratch: [], body: [] }), batch: (b: Builder, { x }: { readonly x: readonly Value[] }) => { tell(); return [b.sin(x[0])]; }, samples: [] } as AnyOp;
}

test('an operation without a rule is named', () => {
  const b = graphBuilder('f'), x = b.input({ shape: [2], dtype: 'f32' });
  const [y] = b.append({ name: 'strange', arity: 1, type: ([t]) => [t], kernel: () => ({ buffers: [], scratch: [], body: [] }), samples: [] }, [x], {}, [x.type]);
  expect(() => batchGraph(b.finish([y]), [true], { size, name: undefined })).toThrow(expect.objectContaining({ code: 'NN0710', message: expect.stringContaining('ops/strange.ts has no batch') as string }) as Error);
});
