import { describe, expect, test } from 'vitest';
import { referenceBackend } from '../../backends/reference/engine.ts';
import { isFloat } from '../../core/dtype.ts';
import { decode, encode } from '../../core/encode.ts';
import type { AnyOp } from '../../core/op.ts';
import { compileGraph } from '../../lowering/compile.ts';
import { graphBuilder } from '../../ops/builder.ts';
import * as ops from '../../ops/all.ts';
import { direct } from '../lowering/direct.ts';
import { diagonalOf, fill, numbers, rangeOf, typesOf } from '../lowering/samples.ts';
import { run } from './run.ts';

describe('every sample of an operation that has a definition gives what the definition says', () => {
  for (const op of Object.values(ops) as readonly AnyOp[])
    if (op.define || op.scalar)
      op.samples.forEach((sample, n) => test(`${op.name} ${n}`, () => {
        const types = typesOf(sample), params = sample.params ?? {};
        const b = graphBuilder('sample');
        const outputs = b.emit(op, types.map((t) => b.input(t)), params);
        const program = compileGraph(b.finish(outputs), { fuse: false });
        const next = numbers(n + 1), data = types.map((t, i) => fill(t, next, rangeOf(sample, i), diagonalOf(sample, i)));
        const output = outputs[0]!.type;
        const got = decode(run(referenceBackend(), program, data)[0]!, output.dtype);
        const expected = decode(encode(direct(op, types, output, outputs[0]!.node!.params, data.map((x, i) => decode(x, types[i]!.dtype))), output.dtype), output.dtype);
        expect(got.length).toBe(expected.length);
        Array.from(expected).forEach((e, i) => {
          if (isFloat(output.dtype) && Number.isFinite(e)) expect(Math.abs(got[i]! - e)).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(e)));
          // Integers have no -0.
          else expect(got[i]).toBe(isFloat(output.dtype) ? e : e + 0);
        });
      }));
});

test('a scan carries values from turn to turn and writes each turn’s result in its place, forwards and backwards', () => {
  for (const reverse of [false, true]) {
    const body = graphBuilder('body');
    const w = body.input({ shape: [3, 3], dtype: 'f32' }), c = body.input({ shape: [2, 3], dtype: 'f32' }), x = body.input({ shape: [2, 3], dtype: 'f32' });
    const next = body.add(body.dot(c, w, { batch: [[], []], contract: [[1], [0]] }), x);
    const b = graphBuilder('scan');
    const types = [[3, 3], [2, 3], [4, 2, 3]].map((shape) => ({ shape, dtype: 'f32' as const }));
    const [wv, c0, xs] = types.map((t) => b.input(t));
    const outs = b.scan([wv!, c0!, xs!], { body: body.finish([next, body.mul(next, next)]), constants: 1, carries: 1, length: 4, reverse });
    const r = numbers(3), data = types.map((t) => fill(t, r));
    const [last, ys] = run(referenceBackend(), compileGraph(b.finish(outs), { fuse: false }), data);

    const f = Math.fround, [W, X] = [data[0]!, data[2]!];
    let carry = [...data[1]!];
    const expected = new Float32Array(24);
    for (const t of reverse ? [3, 2, 1, 0] : [0, 1, 2, 3]) {
      carry = carry.map((_, e) => {
        const i = Math.floor(e / 3), j = e % 3;
        let sum = 0;
        for (let k = 0; k < 3; k++) sum = f(sum + f(carry[i * 3 + k]! * W[k * 3 + j]!));
        return f(sum + X[t * 6 + e]!);
      });
      carry.forEach((v, e) => { expected[t * 6 + e] = f(v * v); });
    }
    expect([...last!]).toEqual(carry);
    expect([...ys!]).toEqual([...expected]);
  }
});
