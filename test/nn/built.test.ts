/** A built template is the model that its text is: signature, numbers and messages. */
import { describe, expect, test } from 'vitest';
import { pack, type Packed } from '../../dsl/packed.ts';
import { parse } from '../../dsl/parse.ts';
import { source } from '../../dsl/source.ts';
import { gelu, nn, ones, random, Tensor, type Model } from '../../index.ts';
import { built, builtFile } from '../../nn/built.ts';
import type { Hole } from '../../nn/hole.ts';
import { models } from '../dsl/models.ts';

function packed(pieces: readonly string[], { signature = '', keepText = true } = {}): Packed {
  const { text } = source(pieces), { tree } = parse(source(pieces));
  return pack({ tree, signature, text: keepText ? text : text.split('\n').map((line) => line.length) });
}
const numbers = async (model: Model, shape: readonly number[]): Promise<readonly unknown[]> => {
  const parameters = model.init(random.key(3)), y = model(parameters, random.normal(random.key(4), shape));
  return [...(await y.data())];
};
const codeAndText = (f: () => unknown): readonly [string, string] => {
  try {
    f();
    return ['', ''];
  } catch (e) {
    return [(e as { code: string }).code, (e as Error).message];
  }
};

test.each(models)('$name: signature and parameters', ({ text }) => {
  const was = nn(text), is = built(packed([text], { signature: was.signature }));
  expect(is.signature).toBe(was.signature);
  expect(is.checked.parameters).toEqual(was.checked.parameters);
});

describe('with holes', () => {
  const pieces = ['model M(x: f32[B, ', ']) -> f32[B, ', '] = x |> linear(', ') |> ', ' |> ', ''];
  const Inner = nn`model Inner(x: f32[B, 5]) -> f32[B, 3] = x |> linear(3) |> tanh`;
  const holes: readonly Hole[] = [4, 3, 5, Inner, gelu];
  const was = nn(Object.assign([...pieces], { raw: pieces }) as unknown as TemplateStringsArray, ...holes);

  test.each([true, false])('the same numbers, text kept: %s', async (keepText) => {
    const is = built(packed(pieces, { keepText }), ...holes);
    expect(is.signature).toBe(was.signature);
    expect(await numbers(is, [2, 4])).toEqual(await numbers(was, [2, 4]));
  });

  test('what does not fit in a hole is said in the same words', () => {
    const wrong = [4, 3, 5, nn`model Other(x: f32[B, 6]) -> f32[B, 3] = x |> linear(3)`, gelu];
    const [code, text] = codeAndText(() => nn(Object.assign([...pieces], { raw: pieces }) as unknown as TemplateStringsArray, ...wrong));
    expect(code).not.toBe('');
    expect(codeAndText(() => built(packed(pieces), ...wrong))).toEqual([code, text]);
  });
});

describe('an error while running', () => {
  // With the sizes that it is tried with, the function gives what it got.
  const pieces = ['model M<C = 4>(x: f32[B, C]) -> f32[B, C] =\n  x |> relu\n    |> ', ' |> linear(C)'], last = (x: Tensor): Tensor => (x.shape[1]! > 100 ? x : x.sum());
  const run = (model: Model) => () => model(model.init(random.key(0)), ones([2, 4]));
  const [code, said] = codeAndText(run(nn(Object.assign([...pieces], { raw: pieces }) as unknown as TemplateStringsArray, last)));

  test('shows the line of the text', () => {
    expect(said).toMatch(/^3:\d+ {2}NN\d+ .*\n {2}3 \| {5}\|> \$\{0\} \|> linear/);
    expect(codeAndText(run(built(packed(pieces), last)))).toEqual([code, said]);
  });
  test('shows the place where the text was left out', () => {
    const [bareCode, bare] = codeAndText(run(built(packed(pieces, { keepText: false }), last)));
    expect(bareCode).toBe(code);
    expect(bare.split('\n')[0]).toBe(said.split('\n')[0]);
    expect(bare).not.toContain('|');
  });
});

test('a signature that is not the one that was built', () => {
  const data = packed(['model M(x: f32[B, 4]) -> f32[B, 2] = x |> linear(2)'], { signature: 'M(x: f32[B, 4]) -> f32[B, 3]' });
  expect(codeAndText(() => built(data))).toEqual(['NN1021', 'M was built as M(x: f32[B, 4]) -> f32[B, 3], but is M(x: f32[B, 4]) -> f32[B, 2] here']);
});

test('all models of a file', async () => {
  const text = 'model A(x: f32[B, 4]) -> f32[B, 2] = x |> linear(2)\nmodel Net(x: f32[B, 4]) -> f32[B, 2] = x |> A |> relu', file = builtFile(packed([text]));
  expect(Object.keys(file).sort()).toEqual(['A', 'Net', 'default']);
  expect(file['default']).toBe(file['Net']);
  expect(await numbers(file['Net'], [3, 4])).toEqual(await numbers(nn(text), [3, 4]));
  expect(file['A'](file['A'].init(random.key(0)), ones([1, 4]))).toBeInstanceOf(Tensor);
});
