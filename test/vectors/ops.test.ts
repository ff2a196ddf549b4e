/**
 * Operations against other libraries' answers: values and gradients of test/vectors/ops.json, on the reference engine.
 * The vectors speak numpy's language; the table says how each call is made of our operations.
 */
import { describe, expect, test } from 'vitest';
import { referenceBackend } from '../../backends/reference/engine.ts';
import { isFloat, type DType } from '../../core/dtype.ts';
import { decode, encode } from '../../core/encode.ts';
import type { Value } from '../../core/graph.ts';
import { compileGraph } from '../../lowering/compile.ts';
import { vjpGraph } from '../../lowering/grad.ts';
import * as ops from '../../ops/all.ts';
import { standard } from '../../lowering/passes/pipeline.ts';
import { graphBuilder, type Builder } from '../../ops/builder.ts';
import { run } from '../backends/run.ts';
import { vectors, type VectorCase, type VectorTensor } from './vectors.ts';

type Params = Record<string, never>;
type Call = (b: Builder, x: readonly Value[], params: Params) => Value;

const all = (x: Value): number[] => x.type.shape.map((_, i) => i);
/** axis: a list, or null for every axis; keepDims leaves them as 1. */
const reduction = (name: 'sum' | 'mean' | 'max' | 'min' | 'prod' | 'logSumExp' | 'variance' | 'any' | 'all', more: object = {}): Call =>
  (b, [x], { axis, keepDims }) => {
    const axes: number[] = axis ?? all(x!), rank = x!.type.shape.length;
    const y = (b[name] as (x: Value, params: object) => Value)(x!, { axes, ...more });
    const kept = x!.type.shape.map((n, i) => (axes.some((a) => (a + rank) % rank === i) ? 1 : n));
    return keepDims ? b.reshape(y, { shape: kept }) : y;
  };

/** Calls that are not simply the operation of the same name. */
const calls: Record<string, Call> = {
  equal: (b, [x, y]) => b.eq(x!, y!),
  notEqual: (b, [x, y]) => b.ne(x!, y!),
  less: (b, [x, y]) => b.lt(x!, y!),
  lessEqual: (b, [x, y]) => b.le(x!, y!),
  greater: (b, [x, y]) => b.gt(x!, y!),
  greaterEqual: (b, [x, y]) => b.ge(x!, y!),
  logicalAnd: (b, [x, y]) => b.and(x!, y!),
  logicalOr: (b, [x, y]) => b.or(x!, y!),
  logicalXor: (b, [x, y]) => b.xor(x!, y!),
  logicalNot: (b, [x]) => b.not(x!),
  where: (b, [c, x, y]) => b.select(c!, x!, y!),
  clip: (b, [x], { min, max }) => b.clamp(x!, { min: min ?? -Infinity, max: max ?? Infinity }),
  sum: reduction('sum'), mean: reduction('mean'), max: reduction('max'), min: reduction('min'), prod: reduction('prod'),
  logSumExp: reduction('logSumExp'), any: reduction('any'), all: reduction('all'),
  var: (b, x, params) => reduction('variance', { correction: params['correction'] ?? 0 })(b, x, params),
  std: (b, x, params) => b.sqrt(reduction('variance', { correction: 0 })(b, x, params)),
  argmax: (b, [x], { axis }) => b.argmax(x!, { axis }),
  argmin: (b, [x], { axis }) => b.argmin(x!, { axis }),
  transpose: (b, [x], { axes }) => b.transpose(x!, { order: axes ?? all(x!).reverse() }),
  broadcastTo: (b, [x], { shape }) => b.broadcast(x!, { shape, axes: all(x!).map((a) => a + (shape as number[]).length - all(x!).length) }),
  embedding: (b, [w, ids]) => b.take(w!, ids!, { axis: 0 }),
  oneHot: (b, [ids], { classes }) => b.oneHot(ids!, { classes, dtype: 'f32' }),
  layerNorm: (b, [x, gain, shift], { epsilon }) => b.add(b.mul(b.layerNorm(x!, { epsilon }), gain!), shift!),
  rmsNorm: (b, [x, gain], { epsilon }) => b.mul(b.rmsNorm(x!, { epsilon }), gain!),
  tril: (b, [x]) => b.tril(x!, { diagonal: 0 }),
  triu: (b, [x]) => b.triu(x!, { diagonal: 0 }),
  mse: (b, [x, y]) => b.mean(b.square(b.sub(x!, y!)), { axes: all(x!) }),
  crossEntropy: (b, [x, labels], { reduction }) => {
    const losses = b.crossEntropy(x!, labels!);
    return reduction === 'none' ? losses : b[reduction as 'mean' | 'sum'](losses, { axes: all(losses) });
  },
  reshape: (b, [x], { shape }) => b.reshape(x!, { shape }),
  flip: (b, [x], { axis }) => b.rev(x!, { axes: axis }),
  slice: (b, [x], { start, limit, stride }) => b.slice(x!, { start, stop: limit, step: stride }),
  pad: (b, [x], { pads, value }) => {
    const side = (i: number): number[] => (pads as number[][]).map((p) => p[i]!);
    return b.pad(x!, { low: side(0), high: side(1), interior: side(0).map(() => 0), value });
  },
  concat: (b, xs, { axis }) => b.concat(xs, { axis }),
  stack: (b, xs, { axis }) => b.stack(xs, { axis }),
  cumsum: (b, [x], { axis }) => b.cumsum(x!, { axis, reverse: false }),
  sort: (b, [x], { axis }) => b.sort(x!, { axis, descending: false }),
  argsort: (b, [x], { axis }) => b.argsort(x!, { axis, descending: false }),
  conv2d: (b, [x, w], { stride, padding, dilation, groups }) => b.conv(x!, w!, { stride, padding, dilation, inputDilation: [1, 1], groups }),
};

/** Vectors of what is made of several operations; the tests of those layers and functions read them. */
const elsewhere = ['batchNorm', 'binaryCrossEntropy', 'einsum', 'groupNorm', 'huber'];

const named = (op: string): Call | undefined =>
  calls[op] ?? (op in ops ? (b, x, params) => (b[op as keyof Builder] as unknown as (...args: unknown[]) => Value)(...x, params) : undefined);

const typed = ({ dtype, data }: VectorTensor): ReturnType<typeof encode> => encode(data, dtype as DType);

/** Numbers as the engine's dtype would hold them, so that -0 of an integer and the like do not matter. */
const close = (got: ArrayLike<number>, right: VectorTensor, tolerance: number): void => {
  expect(got.length).toBe(right.data.length);
  right.data.forEach((want, i) => {
    const have = got[i]!;
    if (right.dtype !== 'f32' || !Number.isFinite(want)) expect(have + 0, `element ${i}`).toBe(want + 0);
    else expect(Math.abs(have - want), `element ${i} is ${have}, should be ${want}`).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(want)));
  });
};

const TOLERANCE = 3e-6;
const passes = standard;

const build = (call: Call, c: VectorCase) => {
  const b = graphBuilder(c.op);
  const x = c.inputs.map(({ shape, dtype }) => b.input({ shape, dtype: dtype as DType }));
  return b.finish([call(b, x, c.params as Params)]);
};

const cases = vectors('ops').filter((c) => !elsewhere.includes(c.op) && c.params['labelSmoothing'] === undefined);

describe('operations against the oracle', () => {
  for (const op of new Set(cases.map((c) => c.op))) {
    const call = named(op);
    if (!call) {
      test(op, () => expect.unreachable('has vectors, but neither an operation of this name nor a call of others'));
      continue;
    }
    cases.filter((c) => c.op === op).forEach((c, n) => {
      const title = `${op} ${n} ${c.inputs.map((x) => `${x.dtype}[${x.shape}]`).join(' ')} ${JSON.stringify(c.params)}`;
      test(title, () => {
        const graph = build(call, c), [out] = graph.outputs;
        expect(out!.type.shape).toEqual(c.outputs[0]!.shape);
        const data = c.inputs.map(typed);
        const [y] = run(referenceBackend(), compileGraph(graph, { passes }), data);
        close(decode(y!, out!.type.dtype), c.outputs[0]!, TOLERANCE);
        if (!c.grads) return;
        const wrt = c.inputs.flatMap((x, i) => (isFloat(x.dtype as DType) && c.grads![i] ? [i] : []));
        const got = run(referenceBackend(), compileGraph(vjpGraph(graph, { wrt }), { passes }), [...data, typed(c.cotangent!)]);
        wrt.forEach((i, k) => close(decode(got[k + 1]!, 'f32'), c.grads![i]!, TOLERANCE));
      });
    });
  }
});
