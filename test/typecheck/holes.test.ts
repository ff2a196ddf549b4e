/** What a hole holds, from the text of its type; and a wrong model in a hole is told of as one of the same text. */
import { describe, expect, test } from 'vitest';
import { layers } from '../../nn/library.ts';
import { parse } from '../../dsl/parse.ts';
import { source } from '../../dsl/source.ts';
import { check } from '../../typecheck/check.ts';
import { holeFromType, modelFromSignature } from '../../typecheck/holes.ts';
import { parameterCount } from '../../typecheck/model.ts';
import type { HoleValue } from '../../typecheck/run.ts';

const shown = (value: HoleValue): string => (value.kind === 'model' ? `model ${(value.model as { signature?: string }).signature}` : value.kind === 'number' ? `number ${value.value}` : value.kind);

test.each([
  ['128', 'number 128'], [' -3 ', 'number -3'], ['0.5', 'number 0.5'], ['1e+21', 'number 1e+21'],
  ['number', 'unknown'], ['64 | 128', 'unknown'], ['128n', 'unknown'], ['string', 'unknown'], ['any', 'unknown'], ['never', 'unknown'], ['', 'unknown'], ['Layer', 'unknown'],
  ['(x: Tensor) => Tensor', 'unknown'], ['"128"', 'unknown'],
  ['Model<"Enc(x: f32[B, 784]) -> f32[B, 32]">', 'model Enc(x: f32[B, 784]) -> f32[B, 32]'],
  ["Model<'Enc(x: f32[B, 784]) -> f32[B, 32]'>", 'model Enc(x: f32[B, 784]) -> f32[B, 32]'],
  ['import("/a/b").Model<"Enc(x: f32[B, 784]) -> f32[B, 32]", { linear: { weight: Tensor<[784, 32], "f32"> } }>', 'model Enc(x: f32[B, 784]) -> f32[B, 32]'],
  ['ct.Model<"Enc<H = 3>(x: f32[B, H], y?: f32[H]) -> (a: f32[B, H], b: i32[])">', 'model Enc(x: f32[B, 3], y: f32[3]) -> (a: f32[B, 3], b: i32[])'],
  ['Model<string>', 'unknown'], ['Model', 'unknown'], ['Model<any, any>', 'unknown'], ['Model<"nonsense">', 'unknown'], ['Model<"A(x: f32[B]) -> f32[B] = x model B(x: f32[B]) -> f32[B]">', 'unknown'],
  ['MyModel<"Enc(x: f32[B]) -> f32[B]">', 'unknown'], ['Model<"Enc(x: f32[B]', 'unknown'], ['Promise<Model<"Enc(x: f32[B]) -> f32[B]">>', 'unknown'],
])('%s', (type, expected) => expect(shown(holeFromType(type)).replace(/y\?/, 'y')).toBe(expected.replace(/y\?/, 'y')));

test('one signature is one model', () => {
  expect(modelFromSignature('A(x: f32[B]) -> f32[B]')).toBe(modelFromSignature('A(x: f32[B]) -> f32[B]'));
});

const mistakes = (text: string, holes: readonly HoleValue[]) => {
  const { tree, diagnostics } = parse(source(text.split('${}')));
  expect(diagnostics).toEqual([]);
  return check(tree, layers, { holes });
};

describe.each([
  ['Enc(x: f32[B, 784]) -> f32[B, 32]', 'x |> linear(32)'],
  ['Enc<C, H = 4>(x: f32[B, C], y: f32[B, C]) -> f32[B, H]', 'x |> linear(H)'],
  ['Enc<C>(x: f32[B, T, C], h0: f32[B, 2 * C] = zeros) -> (a: f32[B, T], b: f32[B, 2 * C])', '(sum(x, 2), h0)'],
  ['Enc(ids: i32[B, T]) -> f32[B, T, 8]', 'ids |> embedding(10, 8)'],
  ['Enc<S = 2>(x: f32[B, H, W]) -> f32[B, H / S, W / S] where H % S == 0, W % S == 0', 'x[:, 0:H / S, 0:W / S]'],
])('%s', (signature, body) => {
  test.each([
    'x |> ENC', 'ENC(x)', 'ENC(x, x)', 'ENC(x, x, x)', 'ENC(x[:, 0])', 'ENC(w)', 'w |> ENC', 'ids |> ENC', 'ENC<8>(x)', 'ENC<4>(w, w)', 'w |> ENC<4, 2>', 'ENC<1, 2, 3>(w)', 'ENC(x = w)', 'ENC(w, z = w)', 'ENC(3)', 'ENC(big)', 'ENC<2>(big)', 'ENC<3>(big)',
    'residual { ENC }',
  ])('called as %s', (use) => {
    const value = use.startsWith('residual') ? `w |> ${use}` : use;
    const caller = (callee: string): string => `model M<Q>(x: f32[B, 784], w: f32[B, 6, 4], ids: i32[B, 6], big: f32[B, 224, 224]) -> f32[B, Q, Q, Q] = ${value.replace('ENC', callee)}`;
    const other = check(parse(source(`model ${signature} = ${body}`)).tree, layers), [model] = other.models;
    expect(other.diagnostics).toEqual([]);
    const own = mistakes(`${caller('Enc')}\nmodel ${signature} = ${body}`, []).diagnostics.filter((d) => d.code !== 'NN0390').map((d) => `${d.code} ${d.message}`);
    // As it stands in a type: what may be left out has a mark, and there is no where.
    const written = holeFromType(`Model<"${signature.replace(/(\w+)(: \w+\[[^\]]*\]) = zeros/, '$1?$2').replace(/ where .*/, '')}">`);
    const there = mistakes(caller('${}'), [written]).diagnostics.map((d) => `${d.code} ${d.message}`);
    // Without sizes in the signature none are judged.
    expect(there).toEqual(use.includes('<') && model!.sizes.length === 0 ? [] : own);
  });
});

test('what a model in a hole owns is not known, and so is the count of who calls it', () => {
  const { models: [m] } = mistakes('model M(x: f32[B, 784]) -> f32[B, 10] = x |> ${} |> linear(10)', [holeFromType('Model<"Enc(x: f32[B, 784]) -> f32[B, 32]">')]);
  expect(m!.ok).toBe(true);
  expect(parameterCount(m!)).toBeUndefined();
  expect(m!.parameters.map((p) => p.path)).toEqual(['linear.weight', 'linear.bias']);
});
test('sizes for one whose sizes all have defaults are not judged', () => {
  expect(mistakes('model M(x: f32[B, 784]) -> f32[B, 10] = x |> ${}<512> |> linear(10)', [holeFromType('Model<"Enc(x: f32[B, 784]) -> f32[B, 32]">')]).diagnostics).toEqual([]);
});
