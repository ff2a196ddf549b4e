import { expect, test } from 'vitest';
import { parse } from '../../dsl/parse.ts';
import { pieceAt, source } from '../../dsl/source.ts';
import type { Expr } from '../../dsl/tree.ts';

const body = (from: ReturnType<typeof source>): Expr => {
  const { tree, diagnostics } = parse(from);
  expect(diagnostics).toEqual([]);
  return tree.models[0]!.body as Expr;
};

test('a plain string is the text', () => {
  expect(source('model M')).toEqual({ text: 'model M', holes: [] });
});

test('the pieces of a template are joined by placeholders', () => {
  const { text, holes } = source(['a ', ' b ', '']);
  expect(text).toBe('a ${0} b ${1}');
  expect(holes.map(({ start, end }) => text.slice(start, end))).toEqual(['${0}', '${1}']);
});

test('placeholders take the length of the holes, so that offsets are those of the file', () => {
  const file = 'nn`x |> ${Enc} |> ${f(1)} |> relu`';
  const { text, holes } = source(['x |> ', ' |> ', ' |> relu'], ['${Enc}'.length, '${f(1)}'.length]);
  const start = file.indexOf('`') + 1;
  expect(text.length).toBe(file.length - start - 1);
  expect(file.slice(start + text.indexOf('relu'), -1)).toBe('relu');
  expect(holes.map(hole => file.slice(start + hole.start, start + hole.end))).toEqual(['${Enc}', '${f(1)}']);
});

test('the shortest holes keep their length and their number', () => {
  const pieces = ['model M(x: f32[B]) -> f32[B] = f(', ...Array.from({ length: 11 }, () => ', '), ')'];
  const call = body(source(pieces, Array.from({ length: 12 }, () => 4)));
  expect(call.kind === 'call' && call.args.map(({ value }) => value.kind === 'hole' && value.index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
});

test('holes are models, numbers and operations', () => {
  const stage = body(source(['model M(x: f32[B]) -> f32[B] = x + ', ' |> ', ' |> ', '<2>(n = ', ')']));
  expect(stage).toMatchObject({
    kind: 'pipe',
    head: { kind: 'binary', right: { kind: 'hole', index: 0 } },
    stages: [
      { kind: 'call', callee: { kind: 'hole', index: 1 }, args: [] },
      { kind: 'call', callee: { kind: 'hole', index: 2 }, args: [{ value: { kind: 'hole', index: 3 } }] },
    ],
  });
});

test('a hole in a comment does not shift the others', () => {
  expect(body(source(['// not ', '\nmodel M(x: f32[B]) -> f32[B] = x |> ', '']))).toMatchObject({ stages: [{ callee: { index: 1 } }] });
});

test('pieceAt finds the piece and the place in it', () => {
  const joined = source(['ab', 'cd', 'e']);
  const at = (word: string) => pieceAt(joined, joined.text.indexOf(word));
  expect(at('a')).toEqual({ piece: 0, offset: 0 });
  expect(at('b')).toEqual({ piece: 0, offset: 1 });
  expect(at('$')).toEqual({ piece: 0, offset: 2 });
  expect(pieceAt(joined, 4)).toEqual({ piece: 0, offset: 2 });
  expect(at('c')).toEqual({ piece: 1, offset: 0 });
  expect(at('d')).toEqual({ piece: 1, offset: 1 });
  expect(at('e')).toEqual({ piece: 2, offset: 0 });
  expect(pieceAt(joined, joined.text.length)).toEqual({ piece: 2, offset: 1 });
});

test('a plain string has no holes', () => {
  const { diagnostics } = parse(source('model M(x: f32[B]) -> f32[B] = x |> ${0}'));
  expect(diagnostics.map(({ code }) => code)).toEqual(['NN0113']);
});
