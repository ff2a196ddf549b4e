/** Random bits against JAX's, bit for bit: test/vectors/random.json on the reference engine. What is made of the bits, random's own tests compare. */
import { describe, expect, test } from 'vitest';
import { referenceBackend } from '../../backends/reference/engine.ts';
import type { DType } from '../../core/dtype.ts';
import { decode, encode } from '../../core/encode.ts';
import type { Value } from '../../core/graph.ts';
import { compileGraph } from '../../lowering/compile.ts';
import { standard } from '../../lowering/passes/pipeline.ts';
import { graphBuilder, type Builder } from '../../ops/builder.ts';
import { run } from '../backends/run.ts';
import { vectors, type VectorCase } from './vectors.ts';

interface Params { shape: number[]; dtype: 'u32' | 'u8'; data: number; at?: number[] }
type Call = (b: Builder, x: readonly Value[], params: Params) => Value;

const word = (b: Builder, x: Value, i: number): Value => b.reshape(b.slice(x, { start: [i], stop: [i + 1], step: [1] }), { shape: [] });

const calls: Record<string, Call> = {
  threefry2x32: (b, [key, counter]) => b.stack(b.threefry2x32(key!, word(b, counter!, 0), word(b, counter!, 1)), { axis: 0 }),
  split: (b, [key], { shape }) => b.splitKey(key!, { shape }),
  foldIn: (b, [key], { data }) => b.foldIn(key!, b.full({ value: data, shape: [], dtype: 'u32' })),
  bits: (b, [key], { shape, dtype }) => b.randomBits(key!, { shape, dtype }),
};

const draw = (c: VectorCase): readonly number[] => {
  const b = graphBuilder(c.op), params = c.params as unknown as Params;
  const x = c.inputs.map(({ shape, dtype }) => b.input({ shape, dtype: dtype as DType }));
  const y = calls[c.op]!(b, x, params), dtype = y.type.dtype;
  const program = compileGraph(b.finish([y]), { passes: standard });
  const [bits] = run(referenceBackend(), program, c.inputs.map((v) => encode(v.data, v.dtype as DType)));
  const drawn = Array.from(decode(bits!, dtype));
  return params.at ? params.at.map((i) => drawn[i]!) : drawn;
};

describe('random bits are JAX’s', () => {
  vectors('random').filter((c) => c.op in calls && c.params['dtype'] !== 'u16').forEach((c, n) => {
    test(`${c.op} ${n} ${JSON.stringify(c.params)}`, () => expect(draw(c)).toEqual(c.outputs[0]!.data));
  });
});
