/** How an editor behaves while one types: line ends and brackets, held against models in the one format. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { lex } from '../../dsl/lexer.ts';
import { parse } from '../../dsl/parse.ts';
import { print } from '../../dsl/printer.ts';
import { source } from '../../dsl/source.ts';
import { models } from '../dsl/models.ts';

const { indentationRules, wordPattern, comments } = JSON.parse(readFileSync(new URL('../../editors/grammar/language-configuration.json', import.meta.url), 'utf8')) as {
  readonly indentationRules: { readonly increaseIndentPattern: string; readonly decreaseIndentPattern: string };
  readonly wordPattern: string;
  readonly comments: { readonly lineComment: string; readonly blockComment: readonly [string, string] };
};
const increase = new RegExp(indentationRules.increaseIndentPattern), decrease = new RegExp(indentationRules.decreaseIndentPattern);
const depth = (line: string): number => line.search(/\S/);

test.each(models)('$name is indented by the rules', ({ text }) => {
  const lines = print(parse(source(text)).tree).trimEnd().split('\n');
  const wrong = lines.flatMap((line, i) => {
    const next = lines[i + 1];
    if (next === undefined || next === '' || line === '') return [];
    // A line that goes on with the one above is indented too, which no rule for single lines can tell.
    if (/^ *(?:\|>|where)/.test(next) || /^ *(?:\|>|where)/.test(line)) return [];
    const change = Math.sign(depth(next) - depth(line)), expected = increase.test(line) ? 1 : decrease.test(next) ? -1 : 0;
    return change === expected ? [] : [line];
  });
  expect(wrong).toEqual([]);
});

test('a word is what the lexer takes for one', () => {
  const text = models.map((m) => m.text).join('\n');
  const words = [...text.matchAll(new RegExp(wordPattern, 'g'))].map((m) => m[0]);
  expect(words).toEqual(lex(text).tokens.map((t) => t.image).filter((image) => /^\w/.test(image)));
});

test('comments are the lexer\'s', () => {
  const [open, close] = comments.blockComment;
  expect(lex(`a ${comments.lineComment} b\n${open} c ${close} d`).tokens.map((t) => t.image)).toEqual(['a', 'd']);
});
