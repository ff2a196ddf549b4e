/** Linear algebra against jax's answers: values in f64 and f32, gradients of first and second order. */
import { beforeAll, describe, expect, test } from 'vitest';
import { decode } from '../../core/encode.ts';
import { isFloat, type DType } from '../../core/dtype.ts';
import { add, concat, cos, device, grad, lax, linalg, matmul, mul, reshape, sin, sum, tensor, transpose, Tensor } from '../../index.ts';
import { vectors, type VectorCase, type VectorTensor } from '../vectors/vectors.ts';

beforeAll(() => { device('cpu', { threads: 1 }); });

interface Case extends VectorCase {
  /** The gradients of Σ grads · (cos 1, cos 2, …). */
  second?: (VectorTensor | null)[];
}
type Options = Record<string, never>;
type Function = (x: readonly Tensor[], options: Options) => Tensor | readonly Tensor[];

const turned = (x: Tensor): Tensor => transpose(x, x.shape.map((_, i) => (i < x.rank - 2 ? i : 2 * x.rank - 3 - i)));
const row = (x: Tensor): Tensor => reshape(x, [...x.shape.slice(0, -1), 1, x.shape.at(-1)!]);
const first = (x: Tensor, axis: number, n: number): Tensor => lax.sliceInDim(x, 0, n, 1, axis + x.rank);

/** Functions of several operands, or of results whose sign is free: the oracle has them under the same names. */
const functions: Readonly<Record<string, Function>> = {
  'linalg.eigh'([x], options) {
    const [w, v] = linalg.eigh(x!, options);
    return [w, matmul(mul(v, row(sin(w))), turned(v))];
  },
  'linalg.svd'([x], { fullMatrices = false }) {
    const [u, s, v] = linalg.svd(x!, { fullMatrices }), k = s.shape.at(-1)!;
    return [s, matmul(mul(first(u, -1, k), row(sin(s))), first(v, -2, k)), matmul(u, turned(u)), matmul(turned(v), v)];
  },
  'linalg.choSolve': ([a, x], options) => linalg.choSolve(linalg.choFactor(add(a!, turned(a!)).mul(0.5), options), x!),
  'linalg.luSolve': ([a, x], options) => linalg.luSolve(linalg.luFactor(a!), x!, options),
  'linalg.toeplitz': ([c, r]) => linalg.toeplitz(c!, r),
  'linalg.multiDot': (x) => linalg.multiDot(x),
  'linalg.blockDiag': (x) => linalg.blockDiag(x),
  'linalg.matrixPower': ([x], { n }) => linalg.matrixPower(x!, n),
  'lax.linalg.luPivotsToPermutation': ([x], { permutationSize }) => lax.linalg.luPivotsToPermutation(x!, permutationSize),
};
const functionOf = (name: string): Function => functions[name] ?? ((x, options) => {
  const [room, own] = name.startsWith('lax.') ? [lax.linalg, name.slice(11)] : [linalg, name.slice(7)];
  return (room as unknown as Record<string, (...args: readonly unknown[]) => Tensor | readonly Tensor[]>)[own]!(...x, options);
});

const count = (x: Tensor): number => x.shape.reduce((p, n) => p * n, 1);
/** Σ x₀ · f(1) + x₁ · f(2) + … over all elements of all floats. */
function weighted(xs: readonly Tensor[], f: (x: Tensor) => Tensor): Tensor {
  const flat = concat(xs.filter((x) => isFloat(x.dtype)).map((x) => reshape(x, [count(x)])));
  return sum(mul(flat, f(lax.iota('i32', count(flat)).astype(flat.dtype).add(1))));
}

const list = (y: Tensor | readonly Tensor[]): readonly Tensor[] => (y instanceof Tensor ? [y] : y);

/** All numbers of a result, and how near they must be: to the greatest of them, or to each in its own size where that is not finite. */
function expectNear(have: readonly Tensor[], want: readonly VectorTensor[], tolerance: number, what: string): void {
  expect(have.map((x) => x.shape), what).toEqual(want.map((x) => x.shape));
  have.forEach((x, k) => {
    const data = Array.from(decode(x.dataSync(), x.dtype)), right = want[k]!.data, scale = right.reduce((m, v) => (Number.isFinite(v) ? Math.max(m, Math.abs(v)) : m), 1);
    const wrong = right.findIndex((w, i) => !(Number.isFinite(w) ? Math.abs(data[i]! - w) <= tolerance * scale : Object.is(data[i], w)));
    expect(wrong < 0 ? '' : `${what} ${k}: element ${wrong} is ${data[wrong]}, should be ${right[wrong]}, of ${JSON.stringify(data)}`).toBe('');
  });
}

function run({ op, params, inputs, outputs, grads, second }: Case, dtype: DType, tolerance: number, order: number): void {
  const f = functionOf(op), x = inputs.map((v) => tensor(v.data, { dtype: v.dtype === 'f32' ? dtype : v.dtype as DType }).reshape(v.shape));
  expectNear(list(f(x, params as Options)), outputs, tolerance, 'value');
  if (!grads || !second || order === 0) return;
  const wrt = inputs.flatMap((v, i) => (v.dtype === 'f32' ? [i] : []));
  const present = (all: readonly (VectorTensor | null)[]): VectorTensor[] => all.filter((v) => v !== null);
  const one = (...x: Tensor[]): Tensor[] => grad((...x: Tensor[]) => weighted(list(f(x, params as Options)), sin), { argnums: wrt })(...x) as Tensor[];
  expectNear(one(...x), present(grads), tolerance, 'gradient');
  if (order > 1) expectNear(grad((...x: Tensor[]) => weighted(one(...x), cos), { argnums: wrt })(...x) as Tensor[], present(second), tolerance, 'second gradient');
}

const cases = (vectors('linalg') as Case[]).map((c) => ({ c, title: `${c.op} ${c.inputs.map((x) => `${x.dtype}[${x.shape}]`).join(' ')} ${JSON.stringify(c.params)}` }));

describe('in f64', () => {
  // The answers are rounded to f32.
  test.each(cases)('$title', ({ c }) => run(c, 'f64', 1e-6, 2));
});
describe('in f32', () => {
  test.each(cases)('$title', ({ c }) => run(c, 'f32', 3e-5, 0));
});
