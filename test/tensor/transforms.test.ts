/** Jacobians, Hessians and batches of functions of trees, against jax's (test/oracle/transform_vectors.py writes the same functions). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkpoint, cond, device, exp, grad, hessian, jacfwd, jacrev, jit, jvp, linearize, map, matmul, max, mean, mul, onesLike, prod, scan, sin, softmax, sqrt, square, stack, sub, sum, take, tanh, tensor, vjp, vmap, add, Tensor } from '../../index.ts';
import { flatten, unflatten } from '../../core/tree.ts';
import { vectors, type VectorTensor } from '../vectors/vectors.ts';

device('reference');
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- functions of many types in one table
type F = (...args: any[]) => any;

interface Weights { readonly b: Tensor; readonly v: Tensor; readonly w: Tensor }
const functions: Readonly<Record<string, { readonly f: F; readonly args: readonly unknown[] }>> = {
  square: { f: (x: Tensor) => mul(x, x), args: [0] },
  affine: { f: (p: Weights, x: Tensor) => tanh(add(matmul(x, p.w), p.b)), args: [{ b: 0, w: 0 }, 0] },
  norms: { f: (x: Tensor) => ({ long: sqrt(sum(mul(x, x))), parts: [max(x, { axis: 0 }), prod(x, { axis: 1 })] }), args: [0] },
  softmax: { f: (x: Tensor) => softmax(x, { axis: -1 }), args: [0] },
  loss: { f: (p: Weights, x: Tensor) => mean(square(matmul(tanh(matmul(x, p.w)), p.v))), args: [{ v: 0, w: 0 }, 0] },
  loop: { f: (x: Tensor) => scan((c: Tensor, v: Tensor) => [add(sin(c), mul(v, c)), mul(c, v)], take(x, tensor(0, { dtype: 'i32' })), x)[1], args: [0] },
  gathered: { f: (x: Tensor) => mul(take(x, tensor([2, 0, 2], { dtype: 'i32' })), x), args: [0] },
  scalar: { f: (x: Tensor) => mul(exp(x), x), args: [0] },
};

const batch = (x: Tensor): Tensor => stack([x, mul(x, 0.5), sub(x, 1)]);
const all = (args: readonly unknown[]): { argnums: number[] } => ({ argnums: args.map((_, i) => i) });
const ways: Readonly<Record<string, (f: F, args: readonly unknown[]) => F>> = {
  'jacfwd': (f) => jacfwd(f),
  'jacrev': (f) => jacrev(f),
  'jacrev of all': (f, args) => jacrev(f, all(args)),
  'hessian': (f) => hessian(f),
  'hessian of all': (f, args) => hessian(f, all(args)),
  'vmap of jacrev': (f) => (...xs: unknown[]): unknown => vmap(jacrev(f))(...xs.map((x) => each(x, batch))),
  'vmap of hessian': (f) => (...xs: unknown[]): unknown => vmap(hessian(f))(...xs.map((x) => each(x, batch))),
};
const each = (tree: unknown, f: (x: Tensor) => Tensor): unknown => { const { leaves, def } = flatten(tree); return unflatten(def, leaves.map((x) => f(x as Tensor))); };

function expectSame(result: unknown, want: readonly VectorTensor[]): void {
  const have = flatten(result).leaves as Tensor[];
  expect(have.map((x) => x.shape)).toEqual(want.map((x) => x.shape));
  have.forEach((x, k) => [...x.dataSync()].forEach((v, i) => {
    const w = want[k]!.data[i]!;
    expect(Math.abs(v - w), `leaf ${k}, element ${i} is ${v}, should be ${w}`).toBeLessThanOrEqual(1e-7 * Math.max(1, Math.abs(w)));
  }));
}

// In double precision, as the answers were made.
const wide = ({ data, shape }: VectorTensor): Tensor => tensor(Float64Array.from(data), { shape });

describe.each(Object.keys(functions))('%s', (name) => {
  const { f, args } = functions[name]!;
  test.each(vectors('transforms').filter((c) => c.params['f'] === name))('$op', ({ op, inputs, outputs }) => {
    const { def } = flatten(args), given = unflatten(def, inputs.map(wide)) as unknown[];
    const way = ways[op]!(f, args);
    expectSame(way(...given), outputs);
    if (op === 'jacfwd' || op === 'hessian of all') expectSame(jit(way)(...given), outputs);
  });
});

test('aux comes out as it is, and Jacobians keep the form of the result', async () => {
  const f = (x: Tensor): readonly [{ y: Tensor; none: null }, { n: Tensor; name: string }] => [{ y: mul(x, x), none: null }, { n: tensor([7], { dtype: 'i32' }), name: 'aux' }];
  for (const jacobian of [jacfwd(f, { hasAux: true }), jacrev(f, { hasAux: true })]) {
    const [{ y, none }, { n, name }] = jacobian(tensor([1, 2]));
    expect(await y.array()).toEqual([[2, 0], [0, 4]]);
    expect([none, name, n.dtype, ...n.dataSync()]).toEqual([null, 'aux', 'i32', 7]);
  }
  const [h, aux] = hessian((x: Tensor): readonly [Tensor, Tensor] => [prod(x), mul(x, 2)], { hasAux: true })(tensor([1, 2, 3]));
  expect(await h.array()).toEqual([[0, 3, 2], [3, 0, 1], [2, 1, 0]]);
  expect(await aux.array()).toEqual([2, 4, 6]);
});

test('numbers, integers, empty tensors', async () => {
  const f = (x: Tensor, y: Tensor | number): Tensor => mul(x, y);
  const [dx, dy] = jacfwd(f, { argnums: [0, 1] })(tensor([1, 2]), 3);
  expect([await dx.array(), await (dy as Tensor).array()]).toEqual([[[3, 0], [0, 3]], [1, 2]]);
  expect(await (jacrev(f, { argnums: -1 })(tensor([1, 2]), 3) as Tensor).array()).toEqual([1, 2]);
  // A whole number does not move.
  const whole = jacfwd((x: Tensor) => x.astype('i32'))(tensor([1, 2]));
  expect([whole.dtype, await whole.array()]).toEqual(['i32', [[0, 0], [0, 0]]]);
  expect(await jacrev((i: Tensor, x: Tensor) => mul(i, x), { allowInt: true })(tensor([1, 2], { dtype: 'i32' }), tensor(2)).array()).toEqual([[0, 0], [0, 0]]);
  expect(jacfwd((x: Tensor) => sum(x))(tensor(new Float32Array(0), { shape: [0, 2] })).shape).toEqual([0, 2]);
  expect(jacrev((x: Tensor) => sum(x, { axis: 0 }))(tensor(new Float32Array(0), { shape: [2, 0] })).shape).toEqual([0, 2, 0]);
});

test('wrong calls are refused', () => {
  const f = (x: Tensor): Tensor => mul(x, 2), whole = tensor([1, 2], { dtype: 'i32' });
  const code = (call: () => unknown): unknown => { try { call(); return 'none'; } catch (e) { return (e as { code?: string }).code; } };
  expect([
    () => jacfwd(f)(whole), () => jacrev(f)(whole), () => jacrev((x: Tensor) => ({ y: x.astype('i32') }))(tensor(1)),
    () => jacfwd(f, { argnums: 1 })(tensor(1)), () => jacrev(f, { argnums: [] })(tensor(1)), () => jacfwd(f, { argnums: [0, -1] })(tensor(1)),
  ].map(code)).toEqual(['NN0513', 'NN0513', 'NN0513', 'NN0512', 'NN0512', 'NN0512']);
});

test('a Hessian times a vector, without the Hessian', async () => {
  const f = (x: Tensor): Tensor => sum(mul(mul(x, x), add(x, sum(x)))), x = tensor([1, 2, 3]), v = tensor([1, 0, -1]);
  expect(await grad((x: Tensor) => sum(mul(grad(f)(x), v)))(x).array()).toEqual(await matmul(hessian(f)(x), v).array());
});

describe('any transformations in any order', () => {
  type G = (x: Tensor) => Tensor;
  // Each keeps what a function does element by element, or takes the derivative of that.
  const same: Readonly<Record<string, (g: G) => G>> = {
    'jit': (g) => jit(g),
    'vmap': (g) => (x) => (x.rank > 0 ? vmap(g)(x) : g(x)),
    'vmap along the last axis': (g) => (x) => (x.rank > 0 ? vmap(g, { inAxes: -1, outAxes: -1 })(x) : g(x)),
    'vmap over a pair': (g) => (x) => example(vmap((a: Tensor, b: Tensor) => g(mul(a, b)), { inAxes: [null, 0], outAxes: 0 })(x, tensor([1, 3], { dtype: 'f64' })), 0),
    'map': (g) => (x) => (x.rank > 0 && x.shape[0]! > 0 ? map(g, x) : g(x)),
    'scan': (g) => (x) => scan((c: Tensor) => [c, g(c)], x, null, { length: 2 })[1].sum({ axis: 0 }).div(2),
    'cond': (g) => (x) => cond(sum(x).greater(-1e9), g, (y: Tensor) => mul(y, 2), x),
    'checkpoint': (g) => checkpoint(g),
  };
  const derivative: Readonly<Record<string, (g: G) => G>> = {
    'grad': (g) => { const d = grad((x: Tensor) => sum(g(x))); return d; },
    'jvp': (g) => (x) => jvp(g, [x], [onesLike(x)])[1],
    'vjp': (g) => (x) => vjp(g, x)[1](onesLike(x))[0],
    'linearize': (g) => (x) => linearize(g, x)[1](onesLike(x)),
    'jacfwd': (g) => (x) => sum(jacfwd(g)(x), { axis: x.shape.map((_, i) => x.rank + i) }),
  };
  const example = (x: Tensor, i: number): Tensor => take(x, tensor(i, { dtype: 'i32' }), { axis: 0 });
  const f: G = (x) => mul(sin(x), mul(x, x));
  const right = (order: number, x: number): number => [
    Math.sin(x) * x * x,
    Math.cos(x) * x * x + 2 * x * Math.sin(x),
    -Math.sin(x) * x * x + 4 * x * Math.cos(x) + 2 * Math.sin(x),
  ][order]!;
  const names = [...Object.keys(same), ...Object.keys(derivative)];
  const chains = fc.array(fc.constantFrom(...names), { minLength: 2, maxLength: 4 }).filter((chain) => chain.filter((n) => n in derivative).length <= 2);

  test('on an element-wise function', () => {
    const data = [0.3, -1.2, 2, 0.7, 1.1, -0.4], x = tensor(Float64Array.from(data), { shape: [2, 3] });
    fc.assert(fc.property(chains, (chain) => {
      const g = chain.reduce<G>((g, name) => (same[name] ?? derivative[name]!)(g), f), order = chain.filter((n) => n in derivative).length, y = g(x);
      expect(y.shape).toEqual([2, 3]);
      [...y.dataSync()].forEach((v, i) => expect(Math.abs(v - right(order, data[i]!)), `${chain.join(' of ')}: ${v}, should be ${right(order, data[i]!)}`).toBeLessThan(1e-9));
    }), { numRuns: 60, seed: 7 });
  });
});
