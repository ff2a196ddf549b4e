/** Functions that give their argument back, nothing, the same twice, or what does not depend on it; empty tensors and integers alone. */
import { describe, expect, test } from 'vitest';
import { checkpoint, customJvp, customVjp, device, evalShape, grad, jit, jvp, linearize, linearTranspose, mul, ones, sum, tensor, vjp, vmap, zeros, type Tensor } from '../../../index.ts';

const values = (x: Tensor): number[] => [...x.dataSync()];
const x = (): Tensor => tensor([1, 2]), t = (): Tensor => tensor([3, 4]);

/** What leaves a function as it is. */
const around: Readonly<Record<string, <R>(f: (x: Tensor) => R) => (x: Tensor) => R>> = {
  'itself': (f) => f,
  'checkpoint': (f) => checkpoint(f),
  'jit': (f) => jit(f),
  'jit of checkpoint': (f) => jit(checkpoint(f)),
};

describe.each(['reference', 'cpu'])('on %s', (name) => {
  test.each(Object.entries(around))('%s', (_, keep) => {
    device(name);
    const same = keep((x: Tensor) => x);
    expect([jvp(same, [x()], [t()]).map(values), values(vjp(same, x())[1](t())[0]), values(linearize(same, x())[1](t()))]).toEqual([[[1, 2], [3, 4]], [3, 4], [3, 4]]);
    const twice = keep((x: Tensor) => [x, x, mul(x, 2)] as const);
    expect(values(vjp(twice, x())[1]([t(), t(), t()])[0])).toEqual([12, 16]);
    expect(linearize(twice, x())[1](t()).map(values)).toEqual([[3, 4], [3, 4], [6, 8]]);
    const constant = keep((_: Tensor) => ones([3]));
    expect([values(vjp(constant, x())[1](ones([3]))[0]), values(jvp(constant, [x()], [t()])[1]), values(linearize(constant, x())[1](t()))]).toEqual([[0, 0], [0, 0, 0], [0, 0, 0]]);
    const nothing = keep((_: Tensor) => ({ none: null, word: 'w' }));
    expect([vjp(nothing, x())[0], values(vjp(nothing, x())[1]({ none: null, word: 'w' })[0]), linearize(nothing, x())[1](t())]).toEqual([{ none: null, word: 'w' }, [0, 0], { none: null, word: 'w' }]);
    const empty = keep((x: Tensor) => sum(mul(x, x)));
    expect([grad(empty)(zeros([0, 3])).shape, values(linearize(empty, zeros([0, 3]))[1](zeros([0, 3])))]).toEqual([[0, 3], [0]]);
    const whole = keep((x: Tensor) => mul(x, 2));
    const i = tensor([1, 2], { dtype: 'i32' });
    expect([values(vjp(whole, i)[1](i)[0]), values(jvp(whole, [i], [i])[1]), values(linearize(whole, i)[1](i))]).toEqual([[0, 0], [0, 0], [0, 0]]);
    expect(evalShape(whole, i)).toEqual({ shape: [2], dtype: 'i32' });
  });

  test('rules of the user\'s own', () => {
    device(name);
    const same = customJvp((x: Tensor) => x, ([x], [t]) => [x!, t!]), back = customVjp((x: Tensor) => x, { forward: (x) => [x, x], backward: (_, g) => [g] });
    for (const f of [same, back]) {
      expect([values(grad((x: Tensor) => sum(f(x)))(x())), values(vjp(f, x())[1](t())[0]), values(vmap(f)(x()))]).toEqual([[1, 1], [3, 4], [1, 2]]);
      expect(grad((x: Tensor) => sum(f(x)))(zeros([0, 3])).shape).toEqual([0, 3]);
    }
    const stopped = customVjp((x: Tensor) => mul(x, x), { forward: (x) => [mul(x, x), null], backward: () => [null] });
    expect(values(grad((x: Tensor) => sum(stopped(x)))(x()))).toEqual([0, 0]);
  });

  test('a transpose of nothing and of everything', () => {
    device(name);
    expect(values(linearTranspose((x: Tensor) => x, x())(t())[0])).toEqual([3, 4]);
    expect(values(linearTranspose((_: Tensor) => zeros([3]), x())(ones([3]))[0])).toEqual([0, 0]);
  });

  test('no arguments', () => {
    device(name);
    const [y, pull] = vjp(() => ones([2]));
    expect([values(y), pull(ones([2]))]).toEqual([[1, 1], []]);
    expect(values(jit(() => checkpoint(() => ones([2]))())())).toEqual([1, 1]);
    expect(jvp(() => ones([2]), [], []).map(values)).toEqual([[1, 1], [0, 0]]);
  });
});
