/** What the content mapper makes of a text. */
import { expect, test } from 'vitest';
import { layers } from '../../../nn/library.ts';
import { transform } from '../../../typecheck/mapper/transform.ts';
import { mlp } from './program.ts';

const made = (text: string) => transform(text, layers);

test('every model is an export, and the one that no other calls the default', () => {
  expect(made(`model A(x: f32[B, 4]) -> f32[B, 2] = x |> linear(2)
model B(x: f32[B, 4]) -> f32[B, 2] = x |> A`).text).toBe(`export declare const A: import("cotangent").ModelWith<"A(x: f32[B, 4]) -> f32[B, 2]", AParameters>;
interface AParameters { readonly linear: { readonly weight: import("cotangent").Tensor<[4, 2], 'f32'>; readonly bias: import("cotangent").Tensor<[2], 'f32'>; }; }
export declare const B: import("cotangent").ModelWith<"B(x: f32[B, 4]) -> f32[B, 2]", BParameters>;
interface BParameters { readonly A: { readonly linear: { readonly weight: import("cotangent").Tensor<[4, 2], 'f32'>; readonly bias: import("cotangent").Tensor<[2], 'f32'>; }; }; }
export default B;
`);
});

test('mappings lie in order, and lead to the names in the text', () => {
  const { text, mappings } = made(mlp);
  expect(mappings.map(([at, length, start, span]) => `${text.slice(at, at + length)} → ${mlp.slice(start, start + span)}`)).toEqual([
    'Mlp → Mlp', 'h → h', 'linear → linear', 'weight → linear', 'bias → linear', 'linear → linear', 'weight → linear', 'bias → linear', 'Half → Half',
  ]);
  expect(mappings.every(([at], i) => i === 0 || at >= mappings[i - 1][0] + mappings[i - 1][1])).toBe(true);
});

test('a mistake of form is a syntax error; a wrong shape or name is not', () => {
  const form = made('model A(x: f32[B, 4] -> f32[B, 2] = x |> linear(2)'), name = made(mlp);
  expect(form.diagnostics.map(({ code }) => code)).toEqual([102]);
  expect(form.diagnosticDirectives).toBeUndefined();
  expect(name.diagnostics).toEqual([]);
  expect(name.diagnosticDirectives?.unusedExpectDirectiveDiagnostics).toEqual([{ code: 302, messageText: "unknown layer 'rleu'; did you mean relu?" }]);
  expect(name.diagnosticDirectives?.directives.map(([start, length]) => mlp.slice(start, start + length))).toEqual(['rleu']);
});

test('a warning is none of the compiler’s business', () => {
  expect(made('model A(x: f32[B]) -> f32[B] { let y = x\n return x }')).toMatchObject({ diagnostics: [] });
  expect(made('model A(x: f32[B]) -> f32[B] { let y = x\n return x }').diagnosticDirectives).toBeUndefined();
});

test.each(['', 'model', 'model A', '}{', '\ufeff', 'model A(x: f32[B, 4]) -> f32[B, 2]', `${'model A(x: f32[4]) -> f32[4] = x\n'.repeat(2)}`])('%j gives a module', (text) => {
  const { text: virtual, mappings } = made(text);
  expect(virtual).toMatch(/^export /m);
  for (const [at, length, start, span] of mappings) expect([at + length <= virtual.length, start + span <= text.length]).toEqual([true, true]);
});
