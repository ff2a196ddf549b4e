/** explain shows the stages that a function goes through, and runs nothing. */
import { expect, test } from 'vitest';
import { device, explain, grad, mean, nn, random, tensor, zeros, type Tensor } from '../../index.ts';

device('cpu', { threads: 1 });

test('the stages of a gradient, with the lines they come from', () => {
  const f = (x: Tensor): Tensor => mean(x);
  const explained = explain(grad(f))(tensor([1, 2, 3])), { stages } = explained, text = String(explained);
  expect(stages[0]!.name).toBe('traced');
  expect(stages.at(-2)!.name).toBe('program');
  expect(stages.at(-1)!.text).toMatch(/float operations, .* bytes moved, .* bytes held/);
  for (const { name, text: own } of stages) expect(text).toContain(`# ${name}\n${own}`);
  expect(stages[0]!.text).toMatch(/# test\/tensor\/explain\.test\.ts:\d+:\d+$/m);
  expect(stages[0]!.text).toMatch(/# the gradient of test\/tensor\/explain\.test\.ts:\d+:\d+$/m);
  expect(text).not.toContain('the gradient of the gradient');
});

test('a model names its layers, and an expansion is a stage', () => {
  const M = nn`model M(x: f32[B, 4]) -> f32[B, 4] = x |> layernorm |> softmax`;
  const parameters = M.init(random.key(0)), { stages } = explain((x: Tensor) => M(parameters, x))(zeros([2, 4]));
  expect(stages.map((s) => s.name)).toContain('after expand');
  expect(stages[0]!.text).toContain('# M');
});
