import { expect, test } from 'vitest';
import { lex, spanOf } from '../../dsl/lexer.ts';
import { parse } from '../../dsl/parse.ts';
import { source } from '../../dsl/source.ts';
import { models } from './models.ts';

const diagnosticsOf = (text: string) => parse(source(text)).diagnostics;

test.each(models)('$name: deleting any token gives at most three messages', ({ text }) => {
  let mistakes = 0;
  for (const token of lex(text).tokens) {
    const { start, end } = spanOf(token);
    const found = diagnosticsOf(text.slice(0, start) + text.slice(end));
    expect(found.length, `without '${token.image}' at ${start}`).toBeLessThanOrEqual(3);
    mistakes += found.length;
  }
  expect(mistakes).toBeGreaterThan(30);
});

test.each(models)('$name: doubling any token gives at most three messages', ({ text }) => {
  for (const token of lex(text).tokens) {
    const { end } = spanOf(token);
    const found = diagnosticsOf(`${text.slice(0, end)} ${token.image}${text.slice(end)}`);
    expect(found.length, `with '${token.image}' twice at ${end}`).toBeLessThanOrEqual(3);
  }
});

test('mistakes in different statements are all found', () => {
  const found = diagnosticsOf(`model M(x: f32[B]) -> f32[B] {
    let a = x +
    let b = (a
    let c d = b
    let e = f(,)
    return e e
  }
  model N(x: f32[B]) -> = x
  model O(x f32[B]) -> f32[B] = x`);
  const lines = found.map(({ span, code }) => `${code}@${span.start}`);
  expect(lines.length).toBe(7);
});

test('what surrounds a mistake is in the tree', () => {
  const { tree } = parse(source('model A(x: f32[B]) -> f32[B] { let a = ) let b = x return b } model B(x: f32[) -> f32[B] = x'));
  expect(tree.models.map(({ name }) => name.text)).toEqual(['A', 'B']);
  const [{ body }] = tree.models as [typeof tree.models[0]];
  expect(body.kind === 'block' && body.statements.map(({ kind }) => kind)).toEqual(['let', 'let', 'return']);
});

test.each([
  ['model A(x: f32[B]) -> f32[B] = x model M(x: f32[B]) -> f32[B] {\n let h = x |> relu\n let k = h |> ', 'A, M: let h, let k'],
  ['model A(x: f32[B]) -> f32[B] = x model M(x: f32[B]) -> f32[B] {\n let h = x |> relu\n ', 'A, M: let h'],
  ['model M(x: f32[B]) -> f32[B] {\n let h = x\n scan a in h over B from c = h { next c = a', 'M: let h'],
  ['model M(x: f32[B]) -> f32[B] = x |> linear(', 'M'],
  ['model M(x: f32[B]) -> ', 'M'],
  ['model A(x: f32[B]) -> f32[B] = x model M(x: f32[', 'A'],
])('where a text ends early, what was read is in the tree: %s', (text, expected) => {
  const { tree, diagnostics } = parse(source(text));
  expect(diagnostics).toHaveLength(1);
  expect(tree.models.map(({ name, body }) => name.text + (body.kind === 'block' ? `: ${body.statements.map((s) => (s.kind === 'let' ? `let ${s.names.map((n) => n.text).join()}` : s.kind)).join(', ')}` : '')).join(', ')).toBe(expected);
});
