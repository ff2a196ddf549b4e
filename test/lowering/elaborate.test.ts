/** Loops of the language: every turn has its own parameters, states and draws; what stands outside is shared. Held against loops written out in TypeScript. */
import { expect, test } from 'vitest';
import { mapTree } from '../../core/tree.ts';
import type { Tree as Parameters } from '../../nn/modelType.ts';
import { nn } from '../../nn/nn.ts';
import { device } from '../../tensor/device.ts';
import * as f from '../../tensor/functions.ts';
import { grad } from '../../tensor/transform/grad.ts';
import * as random from '../../tensor/random.ts';
import type { Tensor } from '../../tensor/tensor.ts';

device('cpu', { threads: 1 });

const close = (x: Tensor, y: Tensor): void => {
  expect(x.shape).toEqual(y.shape);
  const b = y.dataSync();
  x.dataSync().forEach((v, i) => expect(v).toBeCloseTo(b[i]!, 5));
};
const x = random.normal(random.key(5), [2, 4]);
const turn = (tree: unknown, i: number): never => mapTree((p: Tensor) => f.squeeze(f.slice(p, [i], [i + 1]), 0), tree) as never;
const linear = (p: { weight: Tensor; bias: Tensor }, x: Tensor): Tensor => f.add(f.matmul(x, p.weight), p.bias);

test('repeat: parameters of each turn, and their gradients', () => {
  const M = nn`model M<C = 4, L = 3>(x: f32[B, C]) -> f32[B, C] = x |> repeat L { linear(C) |> tanh }`;
  const p = M.init(random.key(0));
  expect(p.linear.weight.shape).toEqual([3, 4, 4]);
  const unrolled = (p: Parameters): Tensor => [0, 1, 2].reduce<Tensor>((h, i) => f.tanh(linear(turn(p.linear, i), h)), x);
  close(M(p, x), unrolled(p));
  const a = grad((p: unknown) => f.sum(f.square(M(p, x))))(p) as typeof p, b = grad((p: unknown) => f.sum(f.square(unrolled(p))))(p) as typeof p;
  close(a.linear.weight, b.linear.weight);
  close(a.linear.bias, b.linear.bias);
});

test('repeat in repeat', () => {
  const M = nn`model M<C = 4>(x: f32[B, C]) -> f32[B, C] = x |> repeat 2 { linear(C) |> repeat 3 { layernorm |> linear(C) } }`;
  const p = M.init(random.key(0));
  expect(p.linear2.weight.shape).toEqual([2, 3, 4, 4]);
  const norm = (p: { weight: Tensor; bias: Tensor }, h: Tensor): Tensor => {
    const d = f.sub(h, f.mean(h, { axis: -1, keepDims: true }));
    return f.add(f.mul(f.mul(d, f.rsqrt(f.add(f.mean(f.square(d), { axis: -1, keepDims: true }), 1e-5))), p.weight), p.bias);
  };
  let h: Tensor = x;
  for (let i = 0; i < 2; i++) {
    h = linear(turn(p.linear, i), h);
    for (let j = 0; j < 3; j++) h = linear(turn(turn(p.linear2, i), j), norm(turn(turn(p.layernorm, i), j), h));
  }
  close(M(p, x), h);
});

test('a turn may use names from outside', () => {
  const M = nn`
    model Mix<C>(x: f32[B, C], h: f32[B, C]) -> f32[B, C] = x |> linear(C) |> add(h)
    model M<C = 4>(x: f32[B, C]) -> f32[B, C] {
      let h = tanh(x)
      return x |> repeat 2 { Mix<C>(h) }
    }`;
  const p = M.init(random.key(0)), h = f.tanh(x);
  close(M(p, x), [0, 1].reduce<Tensor>((y, i) => f.add(linear(turn(p.Mix.linear, i), y), h), x));
});

test('a scan in a repeat: weights by layer, shared by time', () => {
  const M = nn`
    model Cell<C>(x: f32[B, T, C]) -> f32[B, T, C] {
      layer mix = linear(C)
      scan xt in x over T from h = 0 * x[:, 0] {
        next h = tanh(mix(xt + h))
        emit ys = h
      }
      return ys
    }
    model M<C = 4, L = 2>(x: f32[B, T, C]) -> f32[B, T, C] = x |> repeat L { Cell<C> }`;
  const p = M.init(random.key(0)), xs = random.normal(random.key(1), [2, 3, 4]);
  let ys: Tensor = xs;
  for (let i = 0; i < 2; i++) {
    let h: Tensor = f.zeros([2, 4]);
    const out: Tensor[] = [];
    for (let t = 0; t < 3; t++) {
      h = f.tanh(linear(turn(p.Cell.mix, i), f.add(f.squeeze(f.slice(ys, [0, t], [2, t + 1]), 1), h)));
      out.push(h);
    }
    ys = f.stack(out, { axis: 1 });
  }
  close(M(p, xs), ys);
  const g = grad((p: unknown) => f.sum(f.square(M(p, xs))))(p) as typeof p;
  expect(g.Cell.mix.weight.dataSync().every((v: number) => v !== 0)).toBe(true);
});

test('draws differ from turn to turn, and repeat with the key', () => {
  const M = nn`model M(x: f32[B, N]) -> f32[B, N] = x |> repeat 2 { dropout(0.5) }`;
  const ones = f.ones([1, 4000]);
  const y = M({}, ones, { train: true, key: random.key(1) });
  const kept = y.dataSync().filter((v) => v !== 0).length / 4000;
  // Independent masks keep a quarter; equal ones would keep half.
  expect(Math.abs(kept - 0.25)).toBeLessThan(0.04);
  expect(new Set(y.dataSync())).toEqual(new Set([0, 4]));
  expect([...M({}, ones, { train: true, key: random.key(1) }).dataSync()]).toEqual([...y.dataSync()]);
});

test('states in a repeat are kept by turn', () => {
  const M = nn`model M<C = 4, L = 2>(x: f32[B, C]) -> f32[B, C] = x |> repeat L { batchnorm(momentum = 0.5) |> linear(C) }`;
  const p = M.init(random.key(0)), state = M.initState();
  expect(state.batchnorm.mean.shape).toEqual([2, 4]);
  const [, next] = M.apply(p, [x], { train: true, state });
  close(turn(next.batchnorm, 0)['mean' as never] as Tensor, f.mul(f.mean(x, { axis: 0 }), 0.5));
  expect([...next.batchnorm.mean.dataSync()].slice(4)).not.toEqual([...next.batchnorm.mean.dataSync()].slice(0, 4));
});

test('state written in the text', () => {
  const M = nn`model M<C = 2>(x: f32[B, C]) -> f32[B, C] {
    state total: f32[C] = zeros
    next total = total + sum(x, 0)
    return x + total
  }`;
  const ones = f.ones([3, 2]);
  const [y, one] = M.apply({}, [ones], { train: true, state: M.initState() });
  expect([...one.total.dataSync()]).toEqual([3, 3]);
  expect([...y.dataSync()]).toEqual([4, 4, 4, 4, 4, 4]);
  const [, two] = M.apply({}, [ones], { train: true, state: one });
  expect([...two.total.dataSync()]).toEqual([6, 6]);
});

test('one layer named once and used twice has one set of parameters', () => {
  const M = nn`model M<C = 4>(x: f32[B, C]) -> f32[B, C] {
    layer f = linear(C)
    return f(tanh(f(x)))
  }`;
  const p = M.init(random.key(0));
  expect(Object.keys(p)).toEqual(['f']);
  close(M(p, x), linear(p.f, f.tanh(linear(p.f, x))));
});
