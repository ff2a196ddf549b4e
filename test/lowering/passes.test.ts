/** Passes as cases: text of a graph, `==>` with the names of passes, text of what becomes of it. UPDATE=1 writes what became. */
import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { Graph } from '../../core/graph.ts';
import type { Params } from '../../core/op.ts';
import { isGraph, printGraph } from '../../core/print.ts';
import { readGraph } from '../../core/read.ts';
import { verifyGraph } from '../../core/verify.ts';
import { gradGraph, vjpGraph } from '../../lowering/grad.ts';
import { ahead } from '../../lowering/passes/ahead.ts';
import { convolution } from '../../lowering/passes/convolution.ts';
import { cse } from '../../lowering/passes/cse.ts';
import { deadCode } from '../../lowering/passes/deadCode.ts';
import { expand } from '../../lowering/passes/expand.ts';
import { hoist } from '../../lowering/passes/hoist.ts';
import { runPasses, standard } from '../../lowering/passes/pipeline.ts';
import type { Pass } from '../../lowering/passes/rewrite.ts';
import { simplify } from '../../lowering/passes/simplify.ts';
import * as ops from '../../ops/all.ts';
import { graphBuilder } from '../../ops/builder.ts';
import { spent } from '../spent.ts';
import { evaluate } from './evaluate.ts';
import { choices, graphs, loops, shapesOf, tensors, whiles } from './graphs.ts';

const passes: Record<string, Pass> = { ahead, convolution: convolution(), cse, deadCode, expand: expand(), hoist, simplify, grad: (g) => gradGraph(g, g.inputs.map((_, i) => i)) };
const normal = (text: string): string => printGraph(verifyGraph(readGraph(text, ops)));

for (const name of ['ahead', 'convolution', 'cse', 'deadCode', 'hoist', 'simplify', 'grad']) {
  const file = new URL(`cases/${name}.txt`, import.meta.url);
  const cases = readFileSync(file, 'utf8').split(/^(?=# )/m).map((text) => {
    const [, title, input, names, expected] = /^# (.*)\n([^]*?)\n==>([^\n]*)\n([^]*)$/.exec(text) ?? [];
    return { title: title!, input: input!, names: names!.trim().split(/\s+/), expected: expected! };
  });
  const run = ({ input, names }: (typeof cases)[number]): string => printGraph(runPasses(readGraph(input, ops), names.map((n) => passes[n])));
  if (process.env['UPDATE']) {
    writeFileSync(file, `${cases.map((c) => `# ${c.title}\n${normal(c.input)}\n==> ${c.names.join(' ')}\n${run(c)}\n`).join('\n')}`);
  }
  describe(name, () => {
    for (const c of cases) test(c.title, () => expect(run(c)).toBe(normal(c.expected)));
  });
}

const bodiesOf = (params: Params): readonly Graph[] => Object.values(params).filter((p) => p !== undefined && isGraph(p)) as readonly Graph[];

/** How much is computed, views and constants not counted. */
function work(graph: Graph): number {
  const free = new Set(['full', 'broadcast', 'reshape', 'transpose']);
  return graph.nodes.reduce((n, { op, params }) => n + (op.control ? bodiesOf(params).reduce((m, g) => m + work(g), 0) : free.has(op.name) ? 0 : 1), 0);
}

describe('what is computed stays the same', () => {
  const same = (change: Pass) => (g: Graph, seed: number): void => {
    const inputs = tensors(shapesOf(g.inputs), seed), before = evaluate(g, inputs), after = evaluate(change(g), inputs);
    // Constants that meet are rounded to f32 once more.
    after.forEach(({ shape, data }, i) => {
      expect(shape).toEqual(before[i].shape);
      const scale = Math.max(1, ...before[i].data.map(Math.abs));
      data.forEach((v, j) => expect(Math.abs(v - before[i].data[j]) / scale).toBeLessThan(1e-6));
    });
  };
  for (const [name, pass] of Object.entries({ ahead, cse, hoist, simplify, deadCode, standard: (g: Graph) => runPasses(g, standard) })) {
    test(`by ${name}`, () => {
      fc.assert(fc.property(graphs, fc.nat(), same(pass)), { numRuns: 60, seed: 11 });
      fc.assert(fc.property(fc.oneof(loops, choices, whiles), fc.nat(), same(pass)), { numRuns: 60, seed: 12 });
    });
    test(`by ${name}, of a gradient`, () => {
      const wrt = [0];
      fc.assert(fc.property(fc.oneof(loops, choices, whiles), fc.nat(), (g, seed) => same(pass)(vjpGraph(g, { wrt }), seed)), { numRuns: 60, seed: 13 });
    });
  }
});

test('no pass makes more work, and none finds more the second time', () => {
  fc.assert(fc.property(fc.oneof(graphs, loops, choices, whiles), (g) => {
    const before = deadCode(vjpGraph(g, { wrt: [0] }));
    for (const pass of [cse, simplify]) expect(work(deadCode(pass(before))), pass.name).toBeLessThanOrEqual(work(before));
    const once = runPasses(before, standard), twice = runPasses(once, standard);
    expect(work(twice)).toBeLessThanOrEqual(work(once));
  }), { numRuns: 100, seed: 14 });
});

test('a thousand operations and their gradient go through in little time', () => {
  const b = graphBuilder('deep');
  let x = b.input({ shape: [8, 8], dtype: 'f32' });
  const w = b.input({ shape: [8, 8], dtype: 'f32' });
  for (let i = 0; i < 125; i++) {
    const h = b.layerNorm(b.matmul(x, w), { epsilon: 1e-5 });
    x = b.add(x, b.mul(b.gelu(h, { approximate: 'tanh' }), 0.1));
  }
  const loss = b.finish([b.sum(x, { axes: [0, 1] })]);
  const rounds = Array.from({ length: 5 }, () => spent(() => { runPasses(gradGraph({ ...loss }, [0, 1]), standard); }));
  // 500 operations become 7,000 with their gradient; the bound leaves room for a busy machine, not for quadratic time.
  expect(Math.min(...rounds)).toBeLessThan(2_000);
});

describe('the pipeline', () => {
  const g = readGraph('graph f(%x: f32[2]) { %0 = exp %x  %1 = exp %0 return %1 }', ops);
  const broken: Pass = function backwards(graph) {
    return { ...graph, nodes: graph.nodes.toReversed() };
  };
  const written = (level: string, run: () => void): string => {
    const lines: string[] = [], write = vi.spyOn(console, 'error').mockImplementation((line: string) => void lines.push(line));
    process.env['DEBUG'] = level;
    try {
      run();
    } finally {
      write.mockRestore();
      delete process.env['DEBUG'];
    }
    return lines.join('\n');
  };
  test('verifies after each pass, and names the one that failed', () => {
    expect(() => runPasses(g, [cse, broken, deadCode])).toThrow('after backwards: graph f');
  });
  test('DEBUG=1 shows the graph before and after a pass that failed', () => {
    const text = written('1', () => expect(() => runPasses(g, [broken])).toThrow());
    expect(text).toMatch(/^before backwards\ngraph f[^]*after backwards\ngraph f/);
  });
  test('DEBUG=3 shows the graph after each pass, DEBUG=5 each rewrite; words of other programs mean nothing', () => {
    expect(written('3', () => runPasses(g, [cse, deadCode]))).toMatch(/^after cse\ngraph f[^]*after deadCode\ngraph f/);
    const h = readGraph('graph f(%x: f32[2]) { %0 = neg %x  %1 = neg %0 return %1 }', ops);
    expect(written('5', () => runPasses(h, [simplify]))).toContain('simplify: neg f32[2] becomes an operand');
    expect(written('express:*', () => runPasses(readGraph(printGraph(g), ops), [cse]))).toBe('');
  });
});
