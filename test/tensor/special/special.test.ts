/** Special functions: within one unit in the last place of the truth over their ranges, JAX's values and slopes at the edges; on both engines, in f16 and f64. */
import { afterAll, describe, expect, test } from 'vitest';
import type { DType } from '../../../core/dtype.ts';
import { decode, encode } from '../../../core/encode.ts';
import { fromElements, tensor } from '../../../tensor/create.ts';
import { device } from '../../../tensor/device.ts';
import * as f from '../../../tensor/functions.ts';
import * as special from '../../../tensor/special/special.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { grad } from '../../../tensor/transform/grad.ts';
import { vjp } from '../../../tensor/transform/vjp.ts';
import { jit } from '../../../tensor/transform/jit.ts';
import { vmap } from '../../../tensor/transform/vmap.ts';
import { vectors, type VectorCase, type VectorTensor } from '../../vectors/vectors.ts';

type Call = (...x: readonly Tensor[]) => Tensor;
const callOf = ({ op, params: { n } }: VectorCase): Call => (op === 'polygamma' ? (x) => special.polygamma(n as number, x!) : (special as unknown as Readonly<Record<string, Call>>)[op]!);
const made = ({ shape, data }: VectorTensor, dtype: DType = 'f32'): Tensor => fromElements(encode(data, dtype), shape, dtype);
const engines = ['cpu', 'reference'] as const;
const choose = (engine: (typeof engines)[number]): void => { device(engine, engine === 'cpu' ? { threads: 1 } : {}); };
afterAll(() => { device('auto'); });

/** Units in the last place of f32, of the number that is right. */
const unit = (x: number): number => Math.max(2 ** -149, 2 ** (Math.floor(Math.log2(Math.abs(x))) - 23));
/** erf and erfc have a function of their own in f32. */
const largest = (op: string): number => (op === 'erf' || op === 'erfc' ? 2 : 1);

const cases = vectors('special'), ofKind = (kind: string): VectorCase[] => cases.filter((c) => c.params['kind'] === kind);
describe.each(engines)('on %s', (engine) => {
  test.each(ofKind('grid').map((c) => [c.op, c] as const))('%s', (_, c) => {
    choose(engine);
    const got = callOf(c)(...c.inputs.map((x) => made(x))).dataSync();
    const errors = c.outputs[0]!.data.map((want, i) => (got[i] === want ? 0 : Math.abs(got[i]! - want) / unit(want)));
    const worst = errors.indexOf(Math.max(...errors));
    expect(errors.every((e) => e <= largest(c.op)), `${c.op}(${c.inputs.map((x) => x.data[worst]).join(', ')}) is ${got[worst]}, should be ${c.outputs[0]!.data[worst]}`).toBe(true);
  });
  test.each(ofKind('edges').map((c, i) => [`${c.op} ${i}`, c] as const))('%s at its edges', (_, c) => {
    choose(engine);
    const call = callOf(c), wrong = (have: Tensor, want: VectorTensor, tolerance: number): string[] => {
      const got = decode(have.dataSync(), have.dtype);
      return want.data.flatMap((w, i) => (Object.is(got[i]! + 0, w + 0) || Math.abs(got[i]! - w) <= tolerance * Math.abs(w) + 1e-12 ? [] : [`at ${c.inputs.map((x) => x.data[i]).join(', ')}: ${got[i]}, should be ${w}`]));
    };
    expect(wrong(call(...c.inputs.map((x) => made(x))), c.outputs[0]!, 2e-7)).toEqual([]);
    if (!c.grads) return;
    const [y, back] = vjp((...x: Tensor[]) => call(...x), ...c.inputs.map((x) => made(x)));
    const slopes = back(f.onesLike(y)) as unknown as readonly Tensor[];
    c.grads.forEach((want, i) => want && expect(wrong(slopes[i]!, want, 3e-6)).toEqual([]));
  });
});

test('in f64 most digits are right', () => {
  choose('cpu');
  const at = (name: string, ...x: number[]): number => (special as unknown as Readonly<Record<string, Call>>)[name]!(...x.map((v) => tensor(v, { dtype: 'f64' }))).dataSync()[0]!;
  const cases: readonly (readonly [number, number])[] = [
    [at('gammaln', 0.5), Math.log(Math.PI) / 2], [at('gamma', 5.5), 52.34277778455352], [at('digamma', 1), -0.5772156649015329], [at('zeta', 2, 1), Math.PI ** 2 / 6],
    [at('i0', 1), 1.2660658777520082], [at('i1', 1), 0.5651591039924851], [at('ndtri', 0.975), 1.959963984540054], [at('ndtr', 1), 0.8413447460685429],
    [at('gammainc', 2, 1), 1 - 2 / Math.E], [at('betainc', 1, 2, 0.5), 0.75], [at('betaln', 2, 3), Math.log(1 / 12)],
  ];
  cases.forEach(([have, want], i) => { expect(Math.abs(have / want - 1), `case ${i}`).toBeLessThan(1e-13); });
});

test('in f16 and bf16 the nearest number comes out', () => {
  choose('reference');
  for (const dtype of ['f16', 'bf16'] as const) {
    const x = [0.25, 1.5, 3.5, 6], wide = special.gammaln(tensor(x, { dtype: 'f64' })).dataSync(), own = special.gammaln(tensor(x, { dtype }));
    expect(own.dtype).toBe(dtype);
    expect([...decode(own.dataSync(), dtype) as Float32Array]).toEqual([...decode(encode(wide, dtype), dtype) as Float32Array]);
  }
});

test('slopes by the parameters of gammainc and betainc, which JAX has or has not', () => {
  choose('reference');
  const slope = (f: (x: Tensor) => Tensor, x: number): number => (grad(f)(tensor(x, { dtype: 'f64' })) as Tensor).dataSync()[0]!;
  const wide = (x: number): Tensor => tensor(x, { dtype: 'f64' });
  // Differentiated with 30 digits.
  expect(slope((a) => special.gammainc(a, wide(3)), 2)).toBeCloseTo(-0.197425419579202, 9);
  expect(slope((a) => special.gammaincc(a, wide(3)), 2)).toBeCloseTo(0.197425419579202, 9);
  expect(slope((a) => special.betainc(a, wide(2), wide(0.3)), 1.5)).toBeCloseTo(-0.290535747008437, 9);
});

test('operands stretch, compiled and in batches', () => {
  choose('cpu');
  const a = tensor([[0.5], [2]]), x = tensor([1, 3, 10]);
  const y = special.gammainc(a, x);
  expect(y.shape).toEqual([2, 3]);
  expect(jit(special.gammainc)(a, x).dataSync()).toEqual(y.dataSync());
  expect([...vmap((x: Tensor) => special.gammainc(f.reshape(a, [2]), x), { outAxes: 1 })(x).dataSync()]).toEqual([...y.dataSync()]);
  expect(special.betainc(1, 2, tensor([[0.5]])).shape).toEqual([1, 1]);
});

test('sums of exponentials with weights', () => {
  choose('cpu');
  const x = tensor([1, 2, 3]), near = (y: Tensor, ...want: number[]): void => [...y.dataSync()].forEach((v, i) => { if (Number.isFinite(want[i])) expect(v).toBeCloseTo(want[i]!, 5); else expect(v).toBe(want[i]); });
  near(special.logSumExp(x), 3.407606);
  near(special.logSumExp(x, { b: tensor([1, -1, 1]) }), 2.7353256);
  near(special.logSumExp(x, { b: tensor([1, -1, -1]) }), NaN);
  near(special.logSumExp(tensor([[1, Infinity], [3, 4]]), { b: tensor([1, 0]), axis: 1 }), 1, 3);
  near(special.logSumExp(tensor([-Infinity, -Infinity])), -Infinity);
  const [log, sign] = special.signedLogSumExp(x, { b: tensor([1, -1, -1]) });
  near(log, 3.2090805);
  near(sign, -1);
  near(special.multigammaln(tensor([5]), 3), 9.140645);
  expect(() => special.multigammaln(5, 1.5)).toThrow(/not a number of dimensions/);
});

test('other names are the same functions', () => {
  expect([special.lgamma, special.loggamma, special.psi]).toEqual([special.gammaln, special.gammaln, special.digamma]);
  expect([special.expit, special.softmax, special.logSoftmax, special.erfInv]).toEqual([f.sigmoid, f.softmax, f.logSoftmax, f.erfInv]);
});
