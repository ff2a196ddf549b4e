import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { referenceBackend } from '../../backends/reference/engine.ts';
import type { Graph } from '../../core/graph.ts';
import { compileGraph } from '../../lowering/compile.ts';
import { standard } from '../../lowering/passes/pipeline.ts';
import type { Step } from '../../lowering/program.ts';
import { graphBuilder } from '../../ops/builder.ts';
import { run } from '../backends/run.ts';
import { build, choices } from './randomGraph.ts';
import { fill, numbers } from './samples.ts';

const f32 = (...shape: number[]) => ({ shape, dtype: 'f32' as const });
const count = (steps: readonly Step[], kind: Step['kind']): number =>
  steps.reduce((n, s) => n + (s.kind === kind ? 1 : 0) + (s.kind === 'loop' ? count(s.steps, kind) : s.kind === 'branch' ? count(s.then, kind) + count(s.otherwise, kind) : 0), 0);

/** p ← p - 0.1 · g for parameters whose gradients come from a product, as a training step has them. */
function descent(): Graph {
  const b = graphBuilder('descent');
  const w = b.input(f32(64, 64)), v = b.input(f32(64, 64)), x = b.input(f32(64, 64));
  const h = b.tanh(b.matmul(x, w)), y = b.matmul(h, v);
  const gv = b.matmul(b.transpose(h, { order: [1, 0] }), y);
  const gw = b.matmul(b.transpose(x, { order: [1, 0] }), b.mul(b.matmul(y, b.transpose(v, { order: [1, 0] })), b.sub(1, b.square(h))));
  return b.finish([b.sum(b.square(y), { axes: [0, 1] }), b.sub(w, b.mul(gw, 0.1)), b.sub(v, b.mul(gv, 0.1))]);
}

describe('donation', () => {
  test('parameters are updated where they lie, without a copy', () => {
    const program = compileGraph(descent(), { passes: standard, donate: [0, 1] });
    expect(program.alias).toEqual([-1, 0, 1]);
    expect(count(program.steps, 'copy')).toBe(0);
  });
  test('outputs in the memory of inputs hold what they hold elsewhere', () => {
    const next = numbers(3), data = [0, 1, 2].map(() => fill(f32(64, 64), next, [-0.2, 0.2]));
    const apart = run(referenceBackend(), compileGraph(descent(), { passes: standard }), data);
    const inPlace = run(referenceBackend(), compileGraph(descent(), { passes: standard, donate: [0, 1] }), data);
    inPlace.forEach((y, i) => expect([...y]).toEqual([...apart[i]!]));
  });
  test('two inputs that change places are not lost', () => {
    const b = graphBuilder('swap'), x = b.input(f32(4)), y = b.input(f32(4));
    const program = compileGraph(b.finish([y, x]), { donate: [0, 1] });
    const [p, q] = run(referenceBackend(), program, [Float32Array.of(1, 2, 3, 4), Float32Array.of(5, 6, 7, 8)]);
    expect([[...p!], [...q!]]).toEqual([[5, 6, 7, 8], [1, 2, 3, 4]]);
  });
  test('an input that is still read after its output is made is kept until then', () => {
    const b = graphBuilder('late'), x = b.input(f32(3, 3));
    const program = compileGraph(b.finish([b.matmul(x, x), b.transpose(x, { order: [1, 0] })]), { passes: standard, donate: [0] });
    const [y, t] = run(referenceBackend(), program, [Float32Array.from({ length: 9 }, (_, i) => i)]);
    expect([...y!]).toEqual([15, 18, 21, 42, 54, 66, 69, 90, 111]);
    expect([...t!]).toEqual([0, 3, 6, 1, 4, 7, 2, 5, 8]);
  });
  test('random graphs give the same with everything donated', () => {
    fc.assert(fc.property(choices, ([list, length]) => {
      const { graph, inputs } = build(list, length), next = numbers(7), data = inputs.map((t) => fill(t, next));
      const apart = run(referenceBackend(), compileGraph(graph, { passes: standard }), data);
      const inPlace = run(referenceBackend(), compileGraph(graph, { passes: standard, donate: inputs.map((_, i) => i) }), data);
      inPlace.forEach((y, i) => expect([...y]).toEqual([...apart[i]!]));
    }), { numRuns: 150 });
  });
});

describe('reuse', () => {
  test('a chain of costly steps needs two temporaries at most, however long it is', () => {
    const bytes = (n: number): number => {
      const b = graphBuilder('chain');
      let x = b.input(f32(32, 32));
      const w = b.input(f32(32, 32));
      for (let i = 0; i < n; i++) x = b.tanh(b.matmul(x, w));
      return compileGraph(b.finish([x]), { passes: standard }).arenaBytes;
    };
    expect(bytes(3)).toBe(2 * 32 * 32 * 4);
    expect(bytes(12)).toBe(2 * 32 * 32 * 4);
  });
});

describe('long sums', () => {
  const kernels = (shape: readonly number[], axes: readonly number[]): number => {
    const b = graphBuilder('sum');
    return count(compileGraph(b.finish([b.sum(b.input(f32(...shape)), { axes })]), { passes: standard }).steps, 'kernel');
  };
  test('are shared out in parts, when there would be one thread’s work otherwise', () => {
    expect([kernels([1 << 18], [0]), kernels([4, 1 << 16], [1]), kernels([1 << 14, 16], [0])]).toEqual([2, 2, 2]);
    expect([kernels([1 << 10], [0]), kernels([1 << 10, 1 << 8], [1]), kernels([1 << 10, 1 << 10], [0])]).toEqual([1, 1, 1]);
  });
  test('add up to the same', () => {
    for (const [shape, axes] of [[[1 << 18], [0]], [[3, 1 << 16], [1]], [[1 << 15, 6], [0]]] as const) {
      const b = graphBuilder('sum'), data = fill(f32(...shape), numbers(2));
      const graph = b.finish([b.sum(b.input(f32(...shape)), { axes }), b.max(b.input(f32(...shape)), { axes })]);
      const [sum, max] = run(referenceBackend(), compileGraph(graph, { passes: standard }), [data, data]);
      const kept = axes[0] === 0 ? shape[1] ?? 1 : shape[0], of = (i: number): readonly number[] => [...data].filter((_, e) => (axes[0] === 0 ? e % kept : Math.floor(e / shape[1]!)) === i);
      for (let i = 0; i < kept; i++) {
        const own = of(i);
        expect(Math.abs(sum![i]! - own.reduce((a, x) => a + x, 0))).toBeLessThan(0.05);
        expect(max![i]).toBe(own.reduce((a, x) => Math.max(a, x), -Infinity));
      }
    }
  });
});

describe('loops', () => {
  const lstm = (reverse = false): Graph => {
    const body = graphBuilder('cell');
    const w = body.input(f32(12, 32)), h = body.input(f32(2, 8)), c = body.input(f32(2, 8)), x = body.input(f32(2, 4));
    const z = body.matmul(body.concat([x, h], { axis: 1 }), w);
    const part = (i: number) => body.slice(z, { start: [0, 8 * i], stop: [2, 8 * i + 8], step: [1, 1] });
    const c1 = body.add(body.mul(body.sigmoid(part(0)), c), body.mul(body.sigmoid(part(1)), body.tanh(part(2))));
    const h1 = body.mul(body.sigmoid(part(3)), body.tanh(c1));
    const b = graphBuilder('lstm');
    const args = [f32(12, 32), f32(2, 8), f32(2, 8), f32(5, 2, 4)].map((t) => b.input(t));
    return b.finish(b.scan(args, { body: body.finish([h1, c1, h1]), constants: 1, carries: 2, length: 5, reverse }));
  };
  test('carried values are written where they are kept', () => {
    const { steps } = compileGraph(lstm(), { passes: standard });
    const loop = steps.find((s) => s.kind === 'loop')!;
    // h is both carried and given out: it is copied once per turn, c not at all.
    expect(count(loop.steps, 'copy')).toBe(1);
  });
  test('fused, in place and donated loops give what plain ones give', () => {
    for (const reverse of [false, true]) {
      const graph = lstm(reverse), next = numbers(11), data = graph.inputs.map((x) => fill(x.type, next));
      const plain = run(referenceBackend(), compileGraph(graph, { passes: standard, fuse: false }), data);
      for (const options of [{ passes: standard }, { passes: standard, donate: [1, 2] }]) {
        const got = run(referenceBackend(), compileGraph(graph, options), data);
        got.forEach((y, i) => y.forEach((v, e) => expect(Math.abs(v - plain[i]![e]!)).toBeLessThan(1e-6)));
      }
    }
  });
  test('a branch runs one side, and both leave their results in one place', () => {
    const side = (f: 'exp' | 'neg'): Graph => { const b = graphBuilder(f), x = b.input(f32(3)); return b.finish([b[f](x)]); };
    const b = graphBuilder('cond'), test = b.input({ shape: [], dtype: 'bool' }), x = b.input(f32(3));
    const program = compileGraph(b.finish(b.cond([test, x], { then: side('exp'), otherwise: side('neg') })));
    const data = Float32Array.of(0, 1, 2);
    expect([...run(referenceBackend(), program, [Uint8Array.of(1), data])[0]!]).toEqual([...data].map((v) => Math.fround(Math.exp(v))));
    expect([...run(referenceBackend(), program, [Uint8Array.of(0), data])[0]!]).toEqual([-0, -1, -2]);
  });
});
