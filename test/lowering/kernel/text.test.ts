import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Graph } from '../../../core/graph.ts';
import type { Kernel } from '../../../core/kernel.ts';
import type { AnyOp } from '../../../core/op.ts';
import { compileGraph } from '../../../lowering/compile.ts';
import { readKernel } from '../../../lowering/kernel/read.ts';
import { printKernel } from '../../../lowering/kernel/text.ts';
import { verifyKernel } from '../../../lowering/kernel/verify.ts';
import { standard } from '../../../lowering/passes/pipeline.ts';
import { eachStep } from '../../../lowering/slot.ts';
import * as ops from '../../../ops/all.ts';
import { graphBuilder } from '../../../ops/builder.ts';
import { build, choices } from '../randomGraph.ts';
import { typesOf } from '../samples.ts';

function kernelsOf(graph: Graph, fuse: boolean): readonly Kernel[] {
  const found: Kernel[] = [];
  eachStep(compileGraph(graph, { passes: standard, fuse }).steps, (s) => { if (s.kind === 'kernel') found.push(s.kernel); });
  return found;
}

const readsBack = (kernel: Kernel): void => {
  const text = printKernel(kernel), again = readKernel(text);
  expect(printKernel(again)).toBe(text);
  verifyKernel(again);
};

test('kernels of every operation print, read back and verify', () => {
  for (const op of Object.values(ops) as readonly AnyOp[])
    for (const sample of op.samples) {
      const b = graphBuilder('sample');
      const graph = b.finish(b.emit(op, typesOf(sample).map((t) => b.input(t)), sample.params ?? {}));
      for (const fuse of [false, true]) kernelsOf(graph, fuse).forEach(readsBack);
    }
});

test('kernels of random graphs print, read back and verify', () => {
  fc.assert(fc.property(choices, ([list, length]) => kernelsOf(build(list, length).graph, true).forEach(readsBack)), { numRuns: 100 });
});

test('renaming a graph and where its nodes come from leaves its kernels as they are', () => {
  fc.assert(fc.property(choices, fc.string(), ([list, length], word) => {
    const texts = (name: string, origin?: (i: number) => string): string => kernelsOf(build(list, length, name, origin).graph, true).map(printKernel).join('\n');
    expect(texts(word, (i) => `${word} ${i}`)).toBe(texts('random'));
  }), { numRuns: 60 });
});

describe('what is no kernel is refused', () => {
  const kernel = (body: string, buffers = 'b0: in f32[8], b1: out f32[8]'): string => `kernel (${buffers}) {\n${body}\n}`;
  const says = (text: string, message: RegExp): void => expect(() => verifyKernel(readKernel(text))).toThrow(message);
  test.each([
    ['vector i0 < 9 { b1[i0] = b0[i0] }', /buffer 1 of 8 elements is reached at 0 to 8|buffer 0 of 8 elements is reached at 0 to 8/],
    ['vector i0 < 8 { b1[i0 - 1] = 0:f32 }', /reached at -1 to 6/],
    ['serial i0 < 2 { parallel i1 < 4 { b1[i1] = 0:f32 } }', /parallel loop inside/],
    ['parallel i0 < 8 { b1[i0] = 0:f32 }\nb1[0] = 0:f32', /parallel loops and something else/],
    ['vector i0 < 2 { vector i1 < 4 { b1[i1] = 0:f32 } }', /vector loop inside a vector loop/],
    ['vector i0 < 8 { b0[i0] = 0:f32 }', /store to input 0/],
    ['vector i0 < 8 { b1[i0] = i0 }', /store to buffer 1 is i32, not f32/],
    ['let l0: f32 = 0:f32\nvector i0 < 8 { l0 = b0[i0] }\nb1[0] = l0', /lanes assign one local/],
    ['let l0: i32 = 1:f32', /value of a local is f32, not i32/],
    ['vector i0 < 8 { b1[i0] = b0[i0] + f64(b0[i0]) }', /argument of add is f64, not f32/],
    ['vector i0 < 8 { let l0: f32 = b0[i0] }\nb1[0] = l0', /used before it is defined, or outside its loop/],
  ])('%s', (body, message) => says(kernel(body), message));
});

describe('text that is no kernel is refused with its place', () => {
  test.each([
    ['kernel (b0: out f32[1]) { b0[0] = }', /1:35: expected a name/],
    ['kernel (b0: out f33[1]) { }', /1:17: 'f33' is no dtype/],
    ['kernel (b1: out f32[1]) { }', /'b1' is out of order/],
    ['kernel () { l0 = 1 }', /l0 is not defined/],
    ['kernel (b0: out f32[1]) { b0[0] = exp(1:f32, 2:f32) }', /exp takes 1 arguments, found 2/],
    ['kernel (b0: out f32[1]) { b0[0] = foo(1:f32) }', /foo is no scalar function/],
    ['kernel (b0: out f32[1]) { b0[0] = 1:f32', /expected a name/],
    ['kernel () { } }', /after the kernel/],
    [`kernel (b0: out i32[1]) { b0[0] = ${'('.repeat(10_000)}1${')'.repeat(10_000)} }`, /nested too deeply/],
  ])('%s', (text, message) => expect(() => readKernel(text)).toThrow(message));
});
