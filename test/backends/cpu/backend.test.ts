import { afterAll, describe, expect, test } from 'vitest';
import { cpu } from '../../../backends/cpu/index.ts';
import { referenceBackend } from '../../../backends/reference/engine.ts';
import { isFloat, type DType, type TypedArray } from '../../../core/dtype.ts';
import { decode } from '../../../core/encode.ts';
import type { AnyOp } from '../../../core/op.ts';
import { compileGraph } from '../../../lowering/compile.ts';
import type { Program } from '../../../lowering/program.ts';
import { graphBuilder } from '../../../ops/builder.ts';
import * as ops from '../../../ops/all.ts';
import { diagonalOf, fill, numbers, rangeOf, typesOf } from '../../lowering/samples.ts';
import { run } from '../run.ts';

const engine = cpu({ threads: 2 });
afterAll(() => engine.dispose());

/** Spacing of the numbers near 1: results may differ by a few of these, since sums and functions are rounded differently. */
const spacing: Readonly<Record<DType, number>> = { bool: 0, u8: 0, i8: 0, u32: 0, i32: 0, f16: 2 ** -10, bf16: 2 ** -7, f32: 2 ** -23, f64: 2 ** -52 };

const compare = (program: Program, data: readonly TypedArray[]): void => {
  const expected = run(referenceBackend(), program, data), found = run(engine, program, data);
  program.outputs.forEach(({ dtype }, i) => {
    const e = decode(expected[i]!, dtype), f = decode(found[i]!, dtype);
    expect(f.length).toBe(e.length);
    for (let at = 0; at < e.length; at++) {
      if (isFloat(dtype) && Number.isFinite(e[at]!)) expect(Math.abs(f[at]! - e[at]!), `element ${at}`).toBeLessThanOrEqual(4 * spacing[dtype] * Math.max(1, Math.abs(e[at]!)));
      else expect(f[at], `element ${at}`).toBe(e[at]);
    }
  });
};

describe('every sample of an operation gives what the reference engine gives', () => {
  for (const op of Object.values(ops) as readonly AnyOp[])
    if (op.define || op.scalar || op.kernel)
      op.samples.forEach((sample, n) => test(`${op.name} ${n}`, () => {
        const types = typesOf(sample), b = graphBuilder('sample');
        const outputs = b.emit(op, types.map((t) => b.input(t)), sample.params ?? {});
        const next = numbers(n + 1);
        compare(compileGraph(b.finish(outputs)), types.map((t, i) => fill(t, next, rangeOf(sample, i), diagonalOf(sample, i))));
      }));
});
