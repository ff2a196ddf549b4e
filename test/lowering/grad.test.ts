import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inline, type Graph, type Type, type Value } from '../../core/graph.ts';
import type { AnyOp } from '../../core/op.ts';
import { printGraph } from '../../core/print.ts';
import { verifyGraph } from '../../core/verify.ts';
import { gradGraph, vjpGraph } from '../../lowering/grad.ts';
import { jvpGraph } from '../../lowering/jvp.ts';
import { cse } from '../../lowering/passes/cse.ts';
import { deadCode } from '../../lowering/passes/deadCode.ts';
import { runPasses, standard } from '../../lowering/passes/pipeline.ts';
import { rewriteInto } from '../../lowering/passes/rewrite.ts';
import { simplify } from '../../lowering/passes/simplify.ts';
import { graphBuilder, type Builder } from '../../ops/builder.ts';
import type { ScanParams } from '../../ops/scan.ts';
import type { WhileParams } from '../../ops/whileLoop.ts';
import { checkDerivatives } from './check.ts';
import { evaluate, type Tensor } from './evaluate.ts';
import { choices, graphs, loops, shapesOf, tensors, whiles } from './graphs.ts';

const graph = (inputs: readonly (readonly number[] | Type)[], f: (b: Builder, ...x: Value[]) => Value | readonly Value[]) => {
  const b = graphBuilder('f');
  const y = f(b, ...inputs.map((t) => b.input('dtype' in t ? t : { shape: t, dtype: 'f32' })));
  return verifyGraph(b.finish('type' in y ? [y] : y));
};

test('the gradient of Σ eˣ w as text', () => {
  const g = graph([[2, 3], [3]], (b, x, w) => b.sum(b.mul(b.exp(x), w), { axes: [0, 1] }));
  expect(printGraph(gradGraph(g, [1]))).toBe(`\
graph f(%x0: f32[2, 3], %x1: f32[3]) {
  %0 = full {value: 1, shape: [], dtype: f32}   : f32[]
  %1 = exp %x0                                  : f32[2, 3]
  %2 = broadcast %x1 {shape: [2, 3], axes: [1]} : f32[2, 3]
  %3 = mul %1, %2                               : f32[2, 3]
  %4 = sum %3 {axes: [0, 1]}                    : f32[]
  %5 = broadcast %0 {shape: [2, 3], axes: []}   : f32[2, 3]
  %6 = mul %5, %1                               : f32[2, 3]
  %7 = sum %6 {axes: [0]}                       : f32[3]
  return %4, %7
}`);
});

describe('vjp, jvp and differences agree', () => {
  test('on random graphs', () => {
    fc.assert(fc.property(graphs, fc.nat(), (g, seed) => checkDerivatives(g, seed)), { numRuns: 200, seed: 1 });
  });
  test('on their gradients', () => {
    fc.assert(fc.property(graphs, fc.nat(), (g, seed) => {
      checkDerivatives(vjpGraph(g, { wrt: [0] }), seed);
      checkDerivatives(jvpGraph(g, { wrt: [0] }), seed);
    }), { numRuns: 60, seed: 2 });
  });
});

describe('scan', () => {
  test('agrees with differences on random loops', () => {
    fc.assert(fc.property(loops, fc.nat(), (g, seed) => checkDerivatives(g, seed)), { numRuns: 300, seed: 3 });
  });
  test('twice', () => {
    fc.assert(fc.property(loops, fc.nat(), (g, seed) => {
      const wrt = [g.inputs.length - 1];
      checkDerivatives(vjpGraph(g, { wrt }), seed);
      checkDerivatives(jvpGraph(g, { wrt }), seed);
    }), { numRuns: 40, seed: 4 });
  });
});

/** The same loop as its turns one after the other. */
function unrolled(graph: Graph): Graph {
  const b = graphBuilder(graph.name);
  return b.finish(rewriteInto(b, graph, graph.inputs.map((x) => b.input(x.type)), (b, node, x) => {
    if (node.op.control !== 'scan') return undefined;
    const { body, constants, carries, length, reverse } = node.params as unknown as ScanParams, n = length as number;
    const part = (v: Value, i: number): Value => {
      const [, ...rest] = v.type.shape as readonly number[];
      return b.reshape(b.slice(v, { start: [i, ...rest.map(() => 0)], stop: [i + 1, ...rest], step: v.type.shape.map(() => 1) }), { shape: rest });
    };
    let carry = x.slice(constants, constants + carries);
    const ys: Value[][] = body.outputs.slice(carries).map(() => []);
    for (let turn = 0; turn < n; turn++) {
      const i = reverse ? n - 1 - turn : turn;
      const out = inline(b, body, [...x.slice(0, constants), ...carry, ...x.slice(constants + carries).map((v) => part(v, i))]);
      carry = out.slice(0, carries);
      ys.forEach((list, j) => { list[i] = b.reshape(out[carries + j], { shape: [1, ...out[carries + j].type.shape] }); });
    }
    return [...carry, ...ys.map((list) => b.concat(list, { axis: 0 }))];
  }));
}

test('the gradient of a loop is the gradient of its turns one after the other', () => {
  fc.assert(fc.property(loops, fc.nat(), (g, seed) => {
    const wrt = g.inputs.map((_, i) => i);
    const back = vjpGraph(g, { wrt }), inputs = tensors(shapesOf(back.inputs), seed);
    const expected = evaluate(vjpGraph(unrolled(g), { wrt }), inputs);
    evaluate(runPasses(back, [simplify, cse, deadCode]), inputs).forEach(({ data }, i) => data.forEach((v, j) => expect(v).toBeCloseTo(expected[i].data[j], 5)));
    evaluate(back, inputs).forEach(({ data }, i) => data.forEach((v, j) => expect(v).toBeCloseTo(expected[i].data[j], 9)));
  }), { numRuns: 150, seed: 17 });
});

/** A cell with a gate, its input joined with what it carries: the weights are constants of the loop. */
function cell(reverse: boolean): Graph {
  const t = graphBuilder('turn');
  const [w, c, h, m, x] = [[5, 6], [6], [2, 3], [2, 3], [2, 2]].map((shape) => t.input({ shape, dtype: 'f32' })) as [Value, Value, Value, Value, Value];
  const gates = t.add(t.matmul(t.concat([x, h], { axis: 1 }), w), c);
  const [a, g] = t.split(gates, { axis: 1, sizes: [3, 3] }) as [Value, Value];
  const memory = t.add(t.mul(t.sigmoid(a), m), t.tanh(g)), next = t.mul(t.sigmoid(g), t.tanh(memory));
  const b = graphBuilder('cell');
  const operands = [[5, 6], [6], [2, 3], [2, 3], [4, 2, 2]].map((shape) => b.input({ shape, dtype: 'f32' }));
  return b.finish(b.scan(operands, { body: t.finish([next, memory, next]), constants: 2, carries: 2, length: 4, reverse }));
}

describe('a recurrent cell', () => {
  for (const reverse of [false, true]) {
    test(reverse ? 'backwards' : 'forwards', () => {
      const g = cell(reverse), wrt = g.inputs.map((_, i) => i), back = vjpGraph(g, { wrt });
      checkDerivatives(g, 1);
      checkDerivatives(vjpGraph(g, { wrt: [0, 2] }), 2);
      const inputs = tensors(shapesOf(back.inputs), 3), expected = evaluate(vjpGraph(unrolled(g), { wrt }), inputs);
      for (const graph of [back, runPasses(back, standard)])
        evaluate(graph, inputs).forEach(({ data }, i) => data.forEach((v, j) => expect(v).toBeCloseTo(expected[i].data[j], 10)));
    });
  }
  test('multiplies its inputs before the loop and sums its weights’ gradients after it', () => {
    const g = cell(false), back = runPasses(vjpGraph(g, { wrt: [0, 1] }), standard);
    const loops = back.nodes.filter((n) => n.op.control === 'scan');
    expect(loops.map((n) => (n.params['body'] as Graph).nodes.filter((m) => m.op.name === 'dot').length)).toEqual([1, 1]);
    expect(loops.map((n) => n.params['carries'])).toEqual([2, 2]);
  });
});

describe('cond', () => {
  test('agrees with differences on random choices', () => {
    fc.assert(fc.property(choices, fc.nat(), (g, seed) => checkDerivatives(g, seed)), { numRuns: 200, seed: 15 });
  });
  test('twice', () => {
    fc.assert(fc.property(choices, fc.nat(), (g, seed) => {
      checkDerivatives(vjpGraph(g, { wrt: [0] }), seed);
      checkDerivatives(jvpGraph(g, { wrt: [0] }), seed);
    }), { numRuns: 40, seed: 16 });
  });
});

/** A loop with a condition as its turns one after the other, as many as it runs with these inputs. */
function unrolledWhile(graph: Graph, inputs: readonly Tensor[]): Graph {
  const b = graphBuilder(graph.name), args = graph.inputs.map((x) => b.input(x.type));
  return b.finish(rewriteInto(b, graph, args, (b, node, x) => {
    if (node.op.control !== 'while') return undefined;
    const { condition, body, constants, maxSteps = Infinity } = node.params as unknown as WhileParams, fixed = x.slice(0, constants);
    let carry: readonly Value[] = x.slice(constants);
    for (let turn = 0; turn < maxSteps; turn++) {
      const asked = graphBuilder('asked'), given = args.map((v) => asked.input(v.type));
      const [test] = inline(asked, condition, inline(asked, b.finish([...fixed, ...carry]), given));
      if (!evaluate(asked.finish([test!]), inputs)[0].data[0]) break;
      carry = inline(b, body, [...fixed, ...carry]);
    }
    return carry;
  }));
}

describe('whileLoop', () => {
  test('agrees with differences on random loops', () => {
    fc.assert(fc.property(whiles, fc.nat(), (g, seed) => checkDerivatives(g, seed)), { numRuns: 200, seed: 25 });
  });
  test('twice', () => {
    fc.assert(fc.property(whiles, fc.nat(), (g, seed) => {
      checkDerivatives(vjpGraph(g, { wrt: [0] }), seed);
      checkDerivatives(jvpGraph(g, { wrt: [0] }), seed);
    }), { numRuns: 40, seed: 26 });
  });
  test('its gradient is the gradient of its turns one after the other', () => {
    fc.assert(fc.property(whiles, fc.nat(), (g, seed) => {
      const wrt = g.inputs.map((_, i) => i), back = vjpGraph(g, { wrt }), inputs = tensors(shapesOf(back.inputs), seed);
      const expected = evaluate(vjpGraph(unrolledWhile(g, inputs.slice(0, g.inputs.length)), { wrt }), inputs);
      evaluate(back, inputs).forEach(({ data }, i) => data.forEach((v, j) => expect(v).toBeCloseTo(expected[i].data[j], 10)));
    }), { numRuns: 100, seed: 27 });
  });
  const doubling = (maxSteps?: number): Graph => graph([[], []], (b, x, k) => {
    const test = graphBuilder('small'), turn = graphBuilder('double');
    const [, h] = [test.input(x.type), test.input(x.type)], [w, c] = [turn.input(x.type), turn.input(x.type)];
    return b.whileLoop([k, x], { condition: test.finish([test.lt(h, 100)]), body: turn.finish([turn.mul(c, w)]), constants: 1, ...(maxSteps !== undefined && { maxSteps }) });
  });
  const at = (x: number, k: number): readonly Tensor[] => [x, k].map((v) => ({ shape: [], data: [v] }));
  test('without a bound has a forward mode only', () => {
    expect(evaluate(jvpGraph(doubling(), { wrt: [0] }), [...at(1, 2), ...at(1, 1).slice(1)]).map((y) => y.data)).toEqual([[128], [128]]);
    expect(() => gradGraph(doubling(), [0])).toThrow(expect.objectContaining({ code: 'NN0720' }) as Error);
  });
  test('without a bound stands in a graph whose gradient does not pass through it', () => {
    const g = graph([[], []], (b, x, k) => b.add(b.mul(k, k), b.stopGradient(inline(b, doubling(), [x, k])[0]!)));
    expect(evaluate(gradGraph(g, [1]), at(1, 2)).map((y) => y.data)).toEqual([[132], [4]]);
  });
  test('ends at its bound where the condition holds on, with the values and the gradient of so many turns', () => {
    expect(evaluate(gradGraph(doubling(3), [0, 1]), at(1, 2)).map((y) => y.data)).toEqual([[8], [8], [12]]);
    expect(evaluate(gradGraph(doubling(0), [0, 1]), at(1, 2)).map((y) => y.data)).toEqual([[1], [1], [0]]);
    expect(evaluate(gradGraph(doubling(20), [0, 1]), at(1, 2)).map((y) => y.data)).toEqual([[128], [128], [448]]);
  });
});

test('an input on which nothing depends has the gradient 0', () => {
  const g = gradGraph(graph([[], [2]], (b, x) => b.mul(x, x)), [0, 1]);
  expect(evaluate(g, [{ shape: [], data: [3] }, { shape: [2], data: [1, 1] }]).map((y) => y.data)).toEqual([[9], [6], [0, 0]]);
});

test('integers on the way stop the gradient', () => {
  const g = gradGraph(graph([[]], (b, x) => b.mul(b.convert(b.convert(x, { dtype: 'i32' }), { dtype: 'f32' }), x)), [0]);
  expect(evaluate(g, [{ shape: [], data: [2.5] }]).map((y) => y.data)).toEqual([[5], [2]]);
});

describe('refuses with a sentence', () => {
  test('a result that is no scalar', () => {
    expect(() => gradGraph(graph([[3]], (b, x) => b.exp(x)), [0])).toThrow('the gradient of a graph whose first result is f32[3], not one float');
  });
  test('an integer input', () => {
    const g = graph([{ shape: [], dtype: 'i32' }], (b, x) => b.convert(x, { dtype: 'f32' }));
    expect(() => gradGraph(g, [0])).toThrow('grad by input 0, which is i32[] and no float');
    expect(() => jvpGraph(g, { wrt: [1] })).toThrow('jvp by input 1, which is missing');
  });
  test('an operation without a rule', () => {
    const stone: AnyOp = { name: 'stone', arity: 1, type: ([x]: readonly Type[]) => [x!], samples: [] };
    const g = graph([[]], (b, x) => { b.origin = { label: 'a.ts:1:2' }; return b.emit(stone, [x], {}); });
    expect(() => gradGraph(g, [0])).toThrow('ops/stone.ts has no vjp; stone is used under grad at a.ts:1:2');
    expect(() => jvpGraph(g, { wrt: [0] })).toThrow('ops/stone.ts has no jvp; stone is used under jvp at a.ts:1:2');
  });
});

describe('an operation with one rule', () => {
  const cube = (rules: Partial<AnyOp>): AnyOp => ({
    name: 'cube', arity: 1, type: ([x]: readonly Type[]) => [x!], samples: [],
    scalar: ([x]) => ({ kind: 'scalar', name: 'mul', dtype: 'f32', args: [x!, { kind: 'scalar', name: 'mul', dtype: 'f32', args: [x!, x!] }] }),
    ...rules,
  });
  const square3 = (b: Builder, x: Value): Value => b.mul(b.mul(x, x), 3);
  const rules: Record<string, Partial<AnyOp>> = {
    partials: { partials: (b: Builder, { x: [x] }) => [square3(b, x!)] },
    vjp: { vjp: (b: Builder, { x: [x] }, [g]) => [b.mul(g!, square3(b, x!))] },
    jvp: { jvp: (b: Builder, { x: [x] }, [t]) => [b.mul(t!, square3(b, x!))] },
    expand: { scalar: undefined, expand: (b: Builder, [x]) => [b.mul(x!, b.mul(x!, x!))] },
  };
  for (const [name, rule] of Object.entries(rules)) {
    test(`${name} has both derivatives, twice`, () => {
      const g = graph([[2]], (b, x) => b.emit(cube(rule), [b.exp(x)], {}));
      checkDerivatives(g, 3);
      checkDerivatives(vjpGraph(g, { wrt: [0] }), 4);
      checkDerivatives(jvpGraph(g, { wrt: [0] }), 5);
    });
  }
});
