/**
 * Random programs, parts of which stand inside transformations that leave a function what it is. Their values and derivatives, by
 * whatever chain of transformations, are those of the program without; and what the engine computes is what the interpreter does.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluate } from '../../lowering/evaluate.ts';
import {
  add, checkpoint, cond, cumsum, customJvp, customVjp, device, exp, grad, greater, jit, jvp, linearize, makeGraph, matmul, mul, neg, scan, sigmoid, sin, softmax, sub, sum, tanh, tensor, transpose,
  vjp, vmap, type Tensor,
} from '../../../index.ts';

type F = (x: Tensor) => Tensor;

const unary: Readonly<Record<string, F>> = {
  sin, tanh, sigmoid,
  bell: (x) => exp(neg(mul(x, x))),
  softmax: (x) => softmax(x, { axis: -1 }),
  cumsum: (x) => tanh(cumsum(x, { axis: 0 })),
  product: (x) => tanh(matmul(matmul(x, transpose(x)), x)),
};
const binary: Readonly<Record<string, (x: Tensor, y: Tensor) => Tensor>> = { add: (x, y) => tanh(add(x, y)), mul, sub };

/** What leaves a function as it is. */
const around: Readonly<Record<string, (f: F) => F>> = {
  checkpoint: (f) => checkpoint(f),
  dots: (f) => checkpoint(f, { policy: 'dots' }),
  jit: (f) => jit(f),
  customJvp: (f) => customJvp(f, ([x], [t]) => jvp(f, [x], [t])),
  scan: (f) => (x) => scan((c: Tensor): [Tensor, null] => [f(c), null], x, null, { length: 1 })[0],
  cond: (f) => (x) => cond(greater(sum(x), -1e6), f, (y: Tensor) => mul(y, 2), x),
  vmap: (f) => (x) => sum(vmap(f, { axisSize: 1 })(x.reshape([1, ...x.shape])), { axis: 0 }),
};
/** The same for reverse mode alone. */
const backwards: typeof around = { ...around, customVjp: (f) => customVjp(f, { forward: (x) => [f(x), x], backward: (x, g) => vjp(f, x)[1](g) }) };

type Step = readonly ['unary', string] | readonly ['binary', string, number] | readonly ['around', string, readonly Step[]];
const steps = (names: typeof around): fc.Arbitrary<readonly Step[]> => fc.letrec<{ step: Step; steps: readonly Step[] }>((tie) => ({
  step: fc.oneof({ depthSize: 'small', maxDepth: 2 },
    fc.tuple(fc.constant('unary' as const), fc.constantFrom(...Object.keys(unary))),
    fc.tuple(fc.constant('binary' as const), fc.constantFrom(...Object.keys(binary)), fc.nat(5)),
    fc.tuple(fc.constant('around' as const), fc.constantFrom(...Object.keys(names)), tie('steps'))),
  steps: fc.array(tie('step'), { minLength: 1, maxLength: 4 }),
})).steps;

/** The program; with `names`, parts of it inside what they say. */
const program = (list: readonly Step[], names?: typeof around): F => (x) => {
  const values = [x];
  for (const step of list) {
    const last = values.at(-1)!;
    if (step[0] === 'unary') values.push(unary[step[1]]!(last));
    else if (step[0] === 'binary') values.push(binary[step[1]]!(last, values[step[2] % values.length]!));
    else values.push((names ? names[step[1]]! : (f: F) => f)(program(step[2], names))(last));
  }
  return values.at(-1)!;
};

const f64 = (data: readonly number[]): Tensor => tensor(Float64Array.from(data), { shape: [2, 3] });
const x = f64([0.3, -0.7, 1.1, 0.2, 0.9, -0.4]), u = f64([1, -0.5, 0.25, 0.75, -1, 0.5]), v = f64([0.2, 0.4, -0.6, 0.8, 1, -1.2]);
const near = (found: Tensor, wanted: Tensor): void => {
  expect(found.shape).toEqual(wanted.shape);
  const b = [...wanted.dataSync()];
  [...found.dataSync()].forEach((a, i) => expect(Math.abs(a - b[i]!), `${a} for ${b[i]!}`).toBeLessThan(1e-9 * (1 + Math.abs(b[i]!))));
};
const inner = (a: Tensor, b: Tensor): Tensor => sum(mul(a, b));
const loss = (f: F) => (x: Tensor): Tensor => sum(sin(f(x)));
const runs = (numRuns: number, seed: number): fc.Parameters<[readonly Step[]]> => ({ numRuns, seed });

describe.each(['reference', 'cpu'])('on %s', (name) => {
  test('values and gradients', () => {
    device(name);
    fc.assert(fc.property(steps(backwards), (list) => {
      const plain = program(list), f = program(list, backwards);
      near(f(x), plain(x));
      near(grad(loss(f))(x), grad(loss(plain))(x));
      near(jit(grad(loss(f)))(x), grad(loss(plain))(x));
      near(vjp(f, x)[1](u)[0], vjp(plain, x)[1](u)[0]);
      near(vmap(grad(loss(f)))(tensor([0, 1], { dtype: 'f64' }).reshape([2, 1, 1]).add(x)).sum({ axis: 0 }), add(grad(loss(plain))(x), grad(loss(plain))(add(x, 1))));
    }), runs(6, 1));
  });
});

test('forward and reverse mode are one derivative', () => {
  device('reference');
  fc.assert(fc.property(steps(around), (list) => {
    const f = program(list, around), moved = jvp(f, [x], [u])[1];
    near(moved, jvp(program(list), [x], [u])[1]);
    near(linearize(f, x)[1](u), moved);
    near(jit((x: Tensor, u: Tensor) => linearize(f, x)[1](u))(x, u), moved);
    near(inner(moved, v), inner(u, vjp(f, x)[1](v)[0]));
  }), runs(10, 2));
});

test('second derivatives, by every way to them', () => {
  device('reference');
  fc.assert(fc.property(steps(around), (list) => {
    const f = loss(program(list, around)), plain = loss(program(list));
    const wanted = grad((x: Tensor) => inner(grad(plain)(x), u))(x);
    near(grad((x: Tensor) => inner(grad(f)(x), u))(x), wanted);
    near(jvp(grad(f), [x], [u])[1], wanted);
    near(grad((x: Tensor) => jvp(f, [x], [u])[1])(x), wanted);
    near(vjp(grad(f), x)[1](u)[0], wanted);
    near(linearize(grad(f), x)[1](u), wanted);
    near(jit(checkpoint((x: Tensor) => jvp(grad(f), [x], [u])[1]))(x), wanted);
    // The Hessian is symmetric.
    near(inner(wanted, v), inner(jvp(grad(f), [x], [v])[1], u));
  }), runs(6, 3));
});

test('what the engine computes is what the interpreter does', () => {
  device('cpu');
  fc.assert(fc.property(steps(around), (list) => {
    const g = grad(loss(program(list, around))), data = [...x.dataSync()];
    const [wanted] = evaluate(makeGraph(g)(x), [{ shape: [2, 3], data }]);
    near(jit(g)(x), f64(wanted!.data));
  }), runs(12, 4));
});
