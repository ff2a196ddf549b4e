/** What a function shows on its way (debug.print) is shown once, whatever is made of the function. */
import { expect, test, vi } from 'vitest';
import { checkpoint, customJvp, customVjp, debug, device, grad, jit, jvp, linearize, mul, sin, sum, tensor, valueAndGrad, vjp, vmap, type Tensor } from '../../../index.ts';

device('reference');

/** What is printed while `run` runs. */
function printed(run: () => unknown): string[] {
  const lines: string[] = [], log = vi.spyOn(console, 'log').mockImplementation((line: string) => { lines.push(line); });
  try {
    run();
  } finally {
    log.mockRestore();
  }
  return lines;
}

const f = (x: Tensor): Tensor => { debug.print('x is {}', x); return sin(mul(x, x)); };
const x = tensor(2);

test.each<[string, () => unknown]>([
  ['grad', () => grad(f)(x)], ['valueAndGrad', () => valueAndGrad(f)(x)], ['jit of grad', () => jit(grad(f))(x)], ['jvp', () => jvp(f, [x], [x])],
  ['vjp', () => vjp(f, x)], ['linearize', () => linearize(f, x)], ['grad of grad', () => grad(grad(f))(x)],
  ['checkpoint', () => valueAndGrad(checkpoint(f))(x)], ['jit of checkpoint', () => jit((x: Tensor) => checkpoint(f)(x))(x)],
  ['customJvp', () => jit((x: Tensor) => customJvp(f, ([x], [t]) => [sin(x), t])(x))(x)],
  ['customVjp', () => jit((x: Tensor) => customVjp(f, { forward: (x) => [sin(x), 0], backward: (_, g) => [g] })(x))(x)],
])('%s', (_, run) => expect(printed(run)).toEqual(['x is 2.']));

test('pull and the linear function show nothing again, and every example of a batch is shown', () => {
  const [, pull] = vjp(f, x), [, along] = linearize(f, x);
  expect(printed(() => { pull(tensor(1)); pull(tensor(1)); along(x); })).toEqual([]);
  expect(printed(() => vmap(grad((x: Tensor) => sum(checkpoint(f)(x))))(tensor([1, 2])))).toEqual(['x is 1.', 'x is 2.']);
});

test('a rule shows its cotangent when it is used', () => {
  const seen = customVjp((x: Tensor) => x, { forward: (x) => [x, null], backward: (_, g) => { debug.print('cotangent {}', g); return [g]; } });
  expect(printed(() => grad((x: Tensor) => mul(seen(x), 3))(x))).toEqual(['cotangent 3.']);
  const [, pull] = vjp((x: Tensor) => mul(seen(x), 3), x);
  expect(printed(() => pull(tensor(2)))).toEqual(['cotangent 6.']);
});
