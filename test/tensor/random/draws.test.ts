/** Draws against jax.random: dtypes, bounds that are tensors, loops of rejection, keys in a batch. */
import { describe, expect, test } from 'vitest';
import { astype, CotangentError, device, random, tensor, vmap, type Tensor } from '../../../index.ts';
import { untyped } from '../../untyped.ts';
import { vectors, type VectorCase, type VectorTensor } from '../../vectors/vectors.ts';

type P = Readonly<Record<string, never>>;
const numbers = (list: unknown): readonly number[] => (list ?? []) as readonly number[];
type Draw = (k: random.Key, params: P, x: readonly Tensor[]) => Tensor;

const plain = (name: 'normal' | 'exponential' | 'laplace' | 'logistic' | 'cauchy'): Draw => (k, { shape, dtype }) => random[name](k, shape, { dtype });
const draws: Readonly<Record<string, Draw>> = {
  normal: plain('normal'), exponential: plain('exponential'), laplace: plain('laplace'), logistic: plain('logistic'), cauchy: plain('cauchy'),
  uniform: (k, { shape, dtype, minval, maxval }, [low, high]) => random.uniform(k, shape, { dtype, minval: low ?? minval, maxval: high ?? maxval }),
  gumbel: (k, { shape, dtype, mode }) => random.gumbel(k, shape, { dtype, mode }),
  truncatedNormal: (k, { shape, dtype, lower, upper }, [low, high]) => random.truncatedNormal(k, low ?? lower, high ?? upper, shape, { dtype }),
  bernoulli: (k, { p, shape, mode }, [x]) => random.bernoulli(k, x ?? p, shape, { mode }),
  randint: (k, { shape, minval, maxval, dtype }, x) => random.randint(k, shape, minval ?? x[0], x.at(-1) ?? maxval, { dtype }),
  rademacher: (k, { shape }) => random.rademacher(k, shape),
  categorical: (k, { axis, shape, replace, mode }, [logits]) => random.categorical(k, logits!, { axis, shape, replace, mode }),
  permutation: (k, { n, axis, independent }, [x]) => random.permutation(k, x ?? n, { axis, independent }),
  choice: (k, { n, shape, replace, axis, weighted }, x) => random.choice(k, n ?? x[0], shape, { replace, axis, ...(weighted ? { p: x.at(-1)! } : {}) }),
  gamma: (k, { a, shape }, [x]) => random.gamma(k, x ?? a, shape),
  loggamma: (k, { a, shape }) => random.loggamma(k, a, shape),
  beta: (k, { a }, [x]) => random.beta(k, a, x!),
  dirichlet: (k, { shape }, [alpha]) => random.dirichlet(k, alpha!, shape),
  poisson: (k, { lam, shape }, [x]) => random.poisson(k, x ?? lam, shape),
  generalizedNormal: (k, { p, shape }) => random.generalizedNormal(k, p, shape),
  ball: (k, { d, p, shape }) => random.ball(k, d, p, shape),
  orthogonal: (k, { n, shape, m }) => random.orthogonal(k, n, shape, { m }),
  multivariateNormal: (k, { shape }, [mean, cov]) => random.multivariateNormal(k, mean!, cov!, shape),
  ...Object.fromEntries((['pareto', 'rayleigh', 'lognormal', 'wald', 'geometric', 'chisquare', 't'] as const).map((name) => [name, ((k, { args, shape }, [x]) => random[name](k, x ?? numbers(args)[0]!, shape)) satisfies Draw])),
  weibullMin: (k, { args, shape }) => random.weibullMin(k, numbers(args)[0]!, numbers(args)[1]!, shape),
  triangular: (k, { args, shape }, [left, right]) => random.triangular(k, left ?? numbers(args)[0]!, numbers(args)[left ? 0 : 1]!, right ?? numbers(args)[2]!, shape),
  maxwell: (k, { shape }) => random.maxwell(k, shape),
  f: (k, { args, shape }) => random.f(k, numbers(args)[0]!, numbers(args)[1]!, shape),
  split: (k, { shape }) => random.split(k, shape as readonly number[]),
};

const arrays = { f32: Float32Array, i32: Int32Array, u32: Uint32Array, u16: Uint16Array, u8: Uint8Array, bool: Uint8Array } as const;
const made = ({ shape, dtype, data }: VectorTensor): Tensor => tensor(arrays[dtype as keyof typeof arrays].from(data), { shape });
/** Units in the last place of a dtype, or of 1 for smaller numbers: a logarithm near zero carries the error of its argument. */
const digits: Readonly<Record<string, number>> = { f16: 10, bf16: 7, f32: 23 };
// Powers, sums and factorisations lose a few digits more than a formula of one logarithm.
const loose: Readonly<Record<string, number>> = { gamma: 40, loggamma: 16, beta: 40, dirichlet: 40, generalizedNormal: 40, ball: 40, orthogonal: 32, multivariateNormal: 16, cauchy: 64, pareto: 16, wald: 64, chisquare: 40, t: 40, f: 60, weibullMin: 16 };
const exact = new Set(['uniform']);

function compare({ op, params, outputs: [wanted] }: VectorCase, y: Tensor): void {
  expect(y.shape).toEqual(wanted!.shape);
  const dtype = (params['dtype'] as string | undefined) ?? (wanted!.dtype === 'f32' ? 'f32' : y.dtype);
  expect(y.dtype).toBe(dtype);
  const found = [...(y.dtype === 'f16' || y.dtype === 'bf16' ? astype(y, 'f32') : y).dataSync()];
  if (!(dtype in digits)) return expect(found).toEqual(wanted!.data);
  const most = exact.has(op) ? 0.5 : dtype === 'f32' ? loose[op] ?? 6 : 2;
  found.forEach((v, i) => {
    const w = wanted!.data[i]!;
    if (Object.is(v, w)) return;
    expect(Math.abs(v - w) / Math.max(1, Math.abs(w)) * 2 ** digits[dtype]!, `${v} for ${w}`).toBeLessThanOrEqual(most);
  });
}

const cases = vectors('draws').map((c, n) => ({ c, name: `${n} ${c.op} ${JSON.stringify(c.params)}` }));
describe.each(['reference', 'cpu'])('on %s', (engine) => {
  test.each(cases.filter((_, n) => engine === 'cpu' || n % 6 === 0))('$name', ({ c }) => {
    device(engine, engine === 'cpu' ? { threads: 1 } : {});
    const [key, ...x] = c.inputs.map(made), params = c.params as P, draw = draws[c.op]!;
    compare(c, params['batch'] ? vmap((k: Tensor) => draw(k, params, x))(random.split(key!, [params['batch'] as number])) : draw(key!, params, x));
  });
});

/** jax 0.10.2 with jax_enable_x64, key(7). */
const doubles: readonly (readonly [string, (k: random.Key) => Tensor, readonly number[]])[] = [
  ['uniform', (k) => random.uniform(k, [3], { dtype: 'f64' }), [0.8441069450823528, 0.04541258512665647, 0.22498462569285382]],
  ['normal', (k) => random.normal(k, [3], { dtype: 'f64' }), [1.0114813355590866, -1.6910609087906374, -0.7554662899926428]],
  ['truncatedNormal', (k) => random.truncatedNormal(k, -1, 2, [3], { dtype: 'f64' }), [1.034876278399035, -0.8566117260155717, -0.404761387816821]],
  ['cauchy', (k) => random.cauchy(k, [3], { dtype: 'f64' }), [1.8759253820352535, -6.961667356611034, -1.1709640860639026]],
];
test.each(doubles)('%s in f64', (_, draw, wanted) => {
  device('cpu', { threads: 1 });
  const y = draw(random.key(7));
  expect(y.dtype).toBe('f64');
  y.dataSync().forEach((v, i) => expect(Math.abs(v - wanted[i]!) / Math.max(1, Math.abs(v))).toBeLessThan(2e-15));
});

test('no draws from a tensor leave its other axes', () => {
  expect(random.choice(random.key(0), tensor([[1, 2, 3], [4, 5, 6]]), [0]).shape).toEqual([0, 3]);
  expect(random.choice(random.key(0), tensor([[1, 2, 3], [4, 5, 6]]), [2, 0], { axis: 1 }).shape).toEqual([2, 2, 0]);
});

const { multivariateNormal, categorical, permutation, beta } = untyped(random);
test.each([
  ['parameters', () => beta(random.key(0), tensor([1, 2]), tensor([1, 2, 3]))],
  ['mean and covariance', () => multivariateNormal(random.key(0), tensor([[1], [2]]), tensor([[[1]], [[1]], [[1]]]))],
  ['axes', () => categorical(random.key(0), tensor([1, 2]), { axis: 1 })],
  ['axes of orders', () => permutation(random.key(0), 3, { axis: 1 })],
])('%s that do not fit are an error of the library', (_, draw) => {
  expect(draw).toThrow(CotangentError);
});
