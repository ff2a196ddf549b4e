/** Derivatives along directions against jax's (test/oracle/derivative_vectors.py writes the same functions). */
import { describe, expect, test } from 'vitest';
import {
  add, checkpoint, checkpointName, clip, cond, cumsum, customJvp, customVjp, device, div, exp, flip, grad, greater, jit, jvp, linearize, linearTranspose, log, matmul, max, maximum, min, mul, round, saveOnly, scan,
  sin, slice, sqrt, stack, stopGradient, sub, sum, tanh, tensor, transpose, vjp, vmap, where, type Tensor,
} from '../../../index.ts';
import { vectors, type VectorTensor } from '../../vectors/vectors.ts';

device('reference');
type F = (x: Tensor) => Tensor;
const f64 = { dtype: 'f64' } as const;

const log1pExp: F = customJvp((x: Tensor) => log(add(1, exp(x))), ([x], [t]) => [log1pExp(x), mul(sub(1, div(1, add(1, exp(x)))), t)]);
const doubled: (x: Tensor, y: Tensor) => Tensor = customJvp((x: Tensor, y: Tensor) => mul(x, y), ([x, y], [t, u]) => [doubled(x, y), mul(2, add(mul(t, y), mul(x, u)))]);
const clipped: F = customVjp((x: Tensor) => x, { forward: (x) => [x, null], backward: (_, g) => [clip(g, -0.5, 0.5)] });
const turn = checkpoint((c: Tensor, v: Tensor) => tanh(add(mul(c, v), sum(c))));
const column = (x: Tensor, i: number): Tensor => slice(x, [0, i], [2, i + 1]).reshape([2]);

const functions: Readonly<Record<string, F>> = {
  'stable': (x) => log1pExp(mul(x, 30)),
  'doubled': (x) => doubled(x, sin(x)),
  'straight through': (x) => add(x, stopGradient(sub(round(mul(x, x)), x))),
  'half stopped': (x) => sum(mul(x, stopGradient(x)), { axis: 0 }),
  'remat': checkpoint((x: Tensor) => matmul(sin(checkpointName(tanh(matmul(x, transpose(x))), 'h')), x), { policy: saveOnly('h') }),
  'remat in a loop': (x) => scan((c: Tensor, v: Tensor): [Tensor, Tensor] => [turn(c, v), c], slice(x, [0, 0], [1, 3]).reshape([3]), x)[0],
  'branch': (x) => cond(greater(sum(x), 0), (x: Tensor) => mul(x, x), (x: Tensor) => exp(x), x),
  'safe root': (x) => where(greater(x, 0), sqrt(where(greater(x, 0), x, 1)), 0),
  'extremes': (x) => add(add(max(x, { axis: 1 }), min(mul(x, x), { axis: 1 })), maximum(column(x, 0), column(x, 1))),
  'scattered': (x) => mul(x.at(0, tensor([1, 1], { dtype: 'i32' })).add(slice(exp(x), [1, 0], [2, 2]).reshape([2])), 2),
  'clipped': (x) => mul(mul(clipped(x), 3), x),
  'weighted': (x) => sub(flip(cumsum(matmul(x, tensor([[0, 1], [2, 3], [4, 5]], f64)), { axis: 0 }), { axis: 0 }), slice(x, [0, 0], [2, 1])),
};

const loss = (f: F) => (x: Tensor): Tensor => sum(sin(f(x)));
const ways: Readonly<Record<string, (f: F, x: Tensor, t: Tensor, g: Tensor) => readonly Tensor[]>> = {
  'vjp': (f, x, _, g) => { const [y, pull] = vjp(f, x); return [y, pull(g)[0]]; },
  'jvp': (f, x, t) => jvp(f, [x], [t]),
  'linearize': (f, x, t) => [linearize(f, x)[1](t)],
  'grad of grad': (f, x, t) => [grad((x: Tensor) => sum(mul(grad(loss(f))(x), t)))(x)],
  'jvp of grad': (f, x, t) => [jvp(grad(loss(f)), [x], [t])[1]],
  'grad of jvp': (f, x, t) => [grad((x: Tensor) => jvp(loss(f), [x], [t])[1])(x)],
  'vmap of grad': (f, x) => [vmap(grad(loss(f)))(stack([x, mul(x, 0.5)]))],
  'linearTranspose': (f, x, _, g) => linearTranspose(f, x)(g),
};

// In double precision, as the answers were made: from what the digits mean in single precision.
const wide = ({ data, shape }: VectorTensor): Tensor => tensor(Float64Array.from(data, Math.fround), { shape });
const expectSame = (found: readonly Tensor[], wanted: readonly VectorTensor[]): void => {
  expect(found.map((x) => x.shape)).toEqual(wanted.map((x) => x.shape));
  found.forEach((x, k) => [...x.dataSync()].forEach((v, i) => {
    const w = wanted[k]!.data[i]!;
    expect(Math.abs(v - w), `result ${k}, element ${i} is ${v}, should be ${w}`).toBeLessThanOrEqual(1e-7 * Math.max(1, Math.abs(w)));
  }));
};

describe.each(Object.keys(functions))('%s', (name) => {
  test.each(vectors('derivatives').filter((c) => c.params['f'] === name))('$op', ({ op, inputs, outputs }) => {
    const [x, t, g] = inputs.map(wide) as [Tensor, Tensor, Tensor], way = ways[op]!;
    expectSame(way(functions[name]!, x, t, g), outputs);
    expectSame(jit((x: Tensor, t: Tensor, g: Tensor) => [...way(functions[name]!, x, t, g)])(x, t, g), outputs);
  });
});

test('every case has its function', () => expect(new Set(vectors('derivatives').map((c) => c.params['f']))).toEqual(new Set(Object.keys(functions))));
