import { describe, expect, test } from 'vitest';
import { budget } from '../../dsl/budget.ts';
import { mostErrors } from '../../dsl/grammar.ts';
import { parse } from '../../dsl/parse.ts';
import { source } from '../../dsl/source.ts';
import { walk } from '../../dsl/tree.ts';
import { spent } from '../spent.ts';

const body = (expression: string): string => `model M(x: f32[B]) -> f32[B] = ${expression}`;
const fill = (piece: string, length: number): string => piece.repeat(Math.ceil(length / piece.length)).slice(0, length);

/** Parses, and asserts that it did not take long: 2 s on a slow machine, where 0.2 s are the aim. */
function within(text: string) {
  let parsed: ReturnType<typeof parse> | undefined;
  expect(spent(() => { parsed = parse(source(text)); })).toBeLessThan(2000);
  return parsed!;
}

describe('refused with one message', () => {
  test.each([
    ['a line of 1 MB', 'NN0110', body('x'.repeat(1 << 20))],
    ['10,000 nested parentheses', 'NN0111', body(`${'('.repeat(10_000)}x${')'.repeat(10_000)}`)],
    ['1,000 nested blocks', 'NN0111', body(`x ${'|> residual { '.repeat(1000)}`)],
    ['1,000 nested ifs', 'NN0111', body('if a then b else '.repeat(1000))],
    ['10,000 sums', 'NN0112', body(`x${' + x'.repeat(10_000)}`)],
    ['10,000 minuses', 'NN0112', body(`${'-'.repeat(10_000)}x`)],
    ['10,000 indices', 'NN0112', body(`x${'[0]'.repeat(10_000)}`)],
    ['10,000 members', 'NN0112', body(`x${'.T'.repeat(10_000)}`)],
  ])('%s', (_, code, text) => {
    expect(within(text).diagnostics.map(diagnostic => diagnostic.code)).toEqual([code]);
  });
});

test('what stays just within the bounds parses, and can be walked', () => {
  const n = budget.nesting - 1;
  // The brackets of the two types count as well.
  const most = budget.operators - 2;
  const texts = [
    body(`${'('.repeat(n)}x${')'.repeat(n)}`), body(`${'f('.repeat(n)}x${')'.repeat(n)}`), body(`x${' + x'.repeat(most)}`),
    body(`${'-'.repeat(most)}x`), body(`x${' ** x'.repeat(most)}`), body(`x ${'|> relu '.repeat(5000)}`),
    body(`x |> ${'residual { '.repeat(n)} relu ${'}'.repeat(n)}`),
  ];
  for (const text of texts) {
    const { tree, diagnostics } = within(text);
    expect(diagnostics).toEqual([]);
    let names = 0;
    walk(tree, ({ kind }) => { if (kind === 'name' || kind === 'identifier') names++; });
    expect(names).toBe(text.match(/\w+/g)!.length - ['model', 'residual'].reduce((count, word) => count + text.split(word).length - 1, 0));
  }
});

describe('any text gets an answer', () => {
  const size = budget.characters;
  test.each([
    'model ', 'let ', 'let y = ', ')', '<', 'a<', '"', '/', '/* ', '// ', '${0}', '${', '1.', '1', '.', 'é', '\u0000', 'a b, ', 'model M(', 'model M(x: f32, ',
    'x |> |> ', 'scan a in b over c from d = e {', 'emit next ', 'if then else ', '\n', 'model M(x: f32[B]) -> f32[B] = x\n',
  ])('%j over and over', piece => {
    for (const text of [fill(piece, size), fill(`${body('f(')}${fill(piece, size)}`, size), fill(`model M(x: f32[B]) -> f32[B] {\n${fill(piece, size)}`, size)]) {
      const { diagnostics } = within(text);
      expect(diagnostics.length).toBeLessThanOrEqual(mostErrors * 2);
      for (const { message } of diagnostics) expect(message.length).toBeLessThan(200);
    }
  });
});
