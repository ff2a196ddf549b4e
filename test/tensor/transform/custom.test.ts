/** customJvp and customVjp: the user's rule is what every transformation uses. */
import { describe, expect, test } from 'vitest';
import { printGraph } from '../../../core/print.ts';
import { readGraph } from '../../../core/read.ts';
import { verifyGraph } from '../../../core/verify.ts';
import * as ops from '../../../ops/all.ts';
import { compilationCount } from '../../../tensor/compiled.ts';
import { tensor } from '../../../tensor/create.ts';
import { device } from '../../../tensor/device.ts';
import * as f from '../../../tensor/functions.ts';
import { customJvp, customVjp } from '../../../tensor/transform/custom.ts';
import { checkpoint } from '../../../tensor/transform/checkpoint.ts';
import { grad, valueAndGrad } from '../../../tensor/transform/grad.ts';
import { jit, makeGraph } from '../../../tensor/transform/jit.ts';
import { jvp, linearize } from '../../../tensor/transform/jvp.ts';
import { vjp } from '../../../tensor/transform/vjp.ts';
import { vmap } from '../../../tensor/transform/vmap.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import '../../../tensor/methods.ts';

device('reference');
const values = (x: Tensor): number[] => [...x.dataSync()];
const near = (x: Tensor, wanted: readonly number[]): void => { expect(x.size).toBe(wanted.length); values(x).forEach((v, i) => expect(v).toBeCloseTo(wanted[i]!, 4)); };

// Rules that say three times the truth show that they are used.
const tripled = customJvp((x: Tensor) => f.sin(x), ([x], [t]) => [f.sin(x), f.mul(f.mul(f.cos(x), t), 3)]);
const tripledBack = customVjp((x: Tensor) => f.sin(x), { forward: (x) => [f.sin(x), { c: f.cos(x) }], backward: ({ c }, g) => [f.mul(f.mul(c, g), 3)] });
const at = [0.3, 1.2];

describe.each([['customJvp', tripled], ['customVjp', tripledBack]] as const)('%s', (_, g) => {
  const x = tensor(at), slope = at.map((v) => 3 * Math.cos(v)), bend = at.map((v) => -3 * Math.sin(v));
  const loss = (x: Tensor): Tensor => f.sum(g(x));

  test('the value is the function\'s, the derivative the rule\'s', () => {
    near(g(x), at.map(Math.sin));
    near(grad(loss)(x), slope);
    near(jit(grad(loss))(x), slope);
    near(valueAndGrad(loss)(x)[1], slope);
    near(vjp(g, x)[1](tensor([1, 2]))[0], [slope[0]!, 2 * slope[1]!]);
    near(grad(checkpoint(loss))(x), slope);
  });

  test('second derivatives go through the rule', () => near(grad((x: Tensor) => f.sum(grad(loss)(x)))(x), bend));

  test('under vmap, inside and outside of grad', () => {
    near(vmap(g)(x), at.map(Math.sin));
    near(vmap(grad((x: Tensor) => g(x)))(x), slope);
    near(grad((x: Tensor) => f.sum(vmap(g)(x)))(x), slope);
    near(vmap(grad((x: Tensor) => grad((y: Tensor) => g(y))(x)))(x), bend);
    near(grad((x: Tensor) => f.sum(vmap(grad((y: Tensor) => f.sum(g(y))))(x)))(x), bend);
  });

  test('its text reads back', () => {
    const graph = makeGraph(loss)({ shape: [2], dtype: 'f32' }), text = printGraph(graph);
    expect(printGraph(verifyGraph(readGraph(text, ops)))).toBe(text);
  });
});

test('forward mode: customJvp has it, customVjp refuses it', () => {
  const x = tensor(at);
  near(jvp(tripled, [x], [x])[1], at.map((v) => 3 * v * Math.cos(v)));
  near(linearize(tripled, x)[1](x), at.map((v) => 3 * v * Math.cos(v)));
  near(jvp(grad((x: Tensor) => f.sum(tripled(x))), [x], [tensor([1, 1])])[1], at.map((v) => -3 * Math.sin(v)));
  expect(() => jvp(tripledBack, [x], [x])).toThrow(expect.objectContaining({ code: 'NN0716' }));
  // What does not move is not differentiated.
  near(jvp((y: Tensor) => f.mul(y, tripledBack(x)), [tensor([1, 1])], [tensor([1, 1])])[1], at.map(Math.sin));
});

describe('a rule that uses its own function', () => {
  const log1pExp: (x: Tensor) => Tensor = customJvp((x: Tensor) => f.log(f.add(1, f.exp(x))), ([x], [t]) => [log1pExp(x), f.mul(f.sub(1, f.div(1, f.add(1, f.exp(x)))), t)]);
  const cubed: (x: Tensor) => Tensor = customVjp((x: Tensor) => f.mul(f.mul(x, x), x), { forward: (x) => [cubed(x), x], backward: (x, g) => [f.mul(f.mul(f.mul(x, x), g), 3)] });
  // exp, whose derivative is itself by name.
  const e: (x: Tensor) => Tensor = customJvp((x: Tensor) => f.exp(x), ([x], [t]) => [e(x), f.mul(f.mul(e(x), t), 2)]);

  test('any order', () => {
    expect(grad(log1pExp)(tensor(100)).itemSync()).toBe(1);
    near(grad(cubed)(tensor(2)), [12]);
    near(grad(grad(cubed))(tensor(2)), [12]);
    // Each derivative doubles.
    near(grad(e)(tensor(0)), [2]);
    near(grad(grad(e))(tensor(0)), [4]);
    near(grad(grad(grad(e)))(tensor(0)), [8]);
    near(jit(grad(grad(grad(e))))(tensor(0)), [8]);
  });

  test('on batches', () => {
    near(vmap(grad(grad(e)))(tensor([0, 1])), [4, 4 * Math.E]);
    near(grad((x: Tensor) => f.sum(vmap(e)(x)))(tensor([0, 1])), [2, 2 * Math.E]);
    near(grad((x: Tensor) => f.sum(grad((x: Tensor) => f.sum(vmap(e)(x)))(x)))(tensor([0, 1])), [4, 4 * Math.E]);
    near(grad((x: Tensor) => f.sum(grad((x: Tensor) => f.sum(vmap(cubed)(x)))(x)))(tensor([1, 2])), [6, 12]);
  });

  test('with a tensor from outside in the function and in the rule', () => {
    const w = tensor(3), g: (x: Tensor) => Tensor = customJvp((x: Tensor) => f.mul(f.exp(x), w), ([x], [t]) => [g(x), f.mul(f.mul(g(x), t), tensor(2))]);
    near(grad(grad(g))(tensor(0)), [12]);
    near(vmap(grad(grad(g)))(tensor([0, 1])), [12, 12 * Math.E]);
  });
});

test('trees, several arguments, integers, and arguments that are data', () => {
  const g = customVjp(
    (scale: number, p: { w: Tensor; b: Tensor }, i: Tensor) => ({ out: f.mul(f.add(f.take(p.w, i), p.b), scale), n: i }),
    { forward: (scale, p, i) => [{ out: f.mul(f.add(f.take(p.w, i), p.b), scale), n: i }, { i, n: p.w }], backward: (scale: number, { n }: { n: Tensor }, g: { out: Tensor; n: Tensor }) => [{ w: f.full(n.shape, scale), b: g.out }, null] },
    { nondiffArgnums: [0] });
  const [d] = grad((p: { w: Tensor; b: Tensor }, i: Tensor) => g(10, p, i).out, { argnums: [0] })({ w: tensor([1, 2, 3]), b: tensor(4) }, tensor(1, { dtype: 'i32' }));
  expect([values(d.w), values(d.b)]).toEqual([[10, 10, 10], [1]]);
  const h = customJvp((x: { a: Tensor }[], y: Tensor) => f.mul(x[0]!.a, y), ([x, y], [dx]) => [f.mul(x[0]!.a, y), dx[0]!.a]);
  expect(grad((x: { a: Tensor }[], y: Tensor) => h(x, y), { argnums: [0, 1] })([{ a: tensor(2) }], tensor(5)).flatMap((v) => ('dtype' in v ? values(v) : values(v[0]!.a)))).toEqual([1, 0]);
});

test('a function that is the same for the whole batch gets the sum of the cotangents', () => {
  const g = customVjp((w: Tensor, x: Tensor) => f.mul(w, x), { forward: (w, x) => [f.mul(w, x), [w, x] as const], backward: ([w, x], g) => [f.mul(g, x), f.mul(g, w)] });
  near(grad((w: Tensor) => f.sum(vmap((x: Tensor) => g(w, x))(tensor([1, 2, 3]))))(tensor(5)), [6]);
  near(grad((w: Tensor) => f.sum(vmap(g, { inAxes: [null, 0] })(w, tensor([1, 2, 3]))))(tensor(5)), [6]);
});

test.each<[string, () => unknown, string]>([
  ['not a pair', () => customJvp((x: Tensor) => x, (() => 1) as never), 'the rule gives one number, but must give [y, ẏ]'],
  ['another shape', () => customJvp((x: Tensor) => x, ([x], [t]) => [x, f.sum(t)]), 'ẏ is f32[], but must be f32[2]'],
  ['another structure', () => customJvp((x: Tensor) => ({ a: x }), (([x]: Tensor[], [t]: Tensor[]) => [{ a: x }, { b: t }]) as never), 'ẏ at a is missing'],
  ['no value', () => customVjp((x: Tensor) => ({ a: x }), { forward: () => [{ a: null }, 0] as never, backward: () => [null] }), 'y at a is missing'],
  ['too many cotangents', () => customVjp((x: Tensor) => x, { forward: (x) => [x, 0], backward: (_, g) => [g, g] }), 'backward gives a list of 2, but must give a list of 1'],
  ['a cotangent of another shape', () => customVjp((x: Tensor) => x, { forward: (x) => [x, 0], backward: (_, g) => [f.sum(g)] }), 'the cotangents at 0 is f32[], but must be f32[2]'],
])('a rule that gives %s is refused', (_, make, message) => {
  const g = make() as (x: Tensor) => Tensor;
  expect(() => jit(g)(tensor(at))).toThrow(expect.objectContaining({ code: 'NN0549', message: expect.stringContaining(message) as string }));
});

test('a function made anew for every call is compiled once', () => {
  const step = (x: Tensor): Tensor => grad((x: Tensor) => f.sum(customJvp((x: Tensor) => f.sin(x), ([x], [t]) => [f.sin(x!), f.mul(f.cos(x!), t!)])(x)))(x);
  step(tensor(at));
  const before = compilationCount();
  near(step(tensor([1, 2])), [Math.cos(1), Math.cos(2)]);
  expect(compilationCount()).toBe(before);
});

test('what is used from outside cannot be differentiated through the rule', () => {
  const through = (w: Tensor): Tensor => customJvp((x: Tensor) => f.mul(x, w), ([x], [t]) => [f.mul(x, w), f.mul(t, w)])(tensor(2));
  expect(() => grad(through)(tensor(3))).toThrow(expect.objectContaining({ code: 'NN0715' }));
  near(grad((w: Tensor) => f.mul(w, through(f.stopGradient(w))))(tensor(3)), [6]);
});
