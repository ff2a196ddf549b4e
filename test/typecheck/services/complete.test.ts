/** Whatever stands in a right text is offered where it stands: with the text cut off behind the place, as it is, and with its first letter written. */
import { expect, test } from 'vitest';
import { lex, spanOf } from '../../../dsl/lexer.ts';
import { namesOf } from '../../../dsl/names.ts';
import { parse } from '../../../dsl/parse.ts';
import { source } from '../../../dsl/source.ts';
import { models } from '../../dsl/models.ts';
import { ask } from './ask.ts';

const offered = (text: string, at: number): readonly string[] => ask.completions(ask.analyse('a.nn', text), at)?.items.map((i) => i.name) ?? [];

test.each(models)('$name', ({ text }) => {
  const { symbols } = namesOf(parse(source(text)).tree), own = new Set(symbols.map((s) => s.definition.start));
  // Labels of patterns are the writer's own, on the right side too where they are new.
  const labels = new Set(symbols.filter((s) => s.kind === 'axis').flatMap((s) => [s.definition, ...s.uses]).map((s) => s.start));
  const missing: string[] = [];
  let asked = 0;
  for (const token of lex(text).tokens) {
    const { start, end } = spanOf(token), word = token.image;
    if (!/^[A-Za-z_]/.test(word) || own.has(start) || labels.has(start)) continue;
    asked++;
    // One way for each word; all ways come to all kinds of words.
    const ways: readonly (readonly [how: string, text: string, at: number])[] = [
      ['cut off', text.slice(0, start), start], ['as it is', text, start], ['begun', text.slice(0, start + 1) + text.slice(end), start + 1],
    ];
    // A model may stand below its call, but not in a text that ends before.
    const below = symbols.some((s) => s.name === word && s.definition.start > start);
    const [how, written, at] = ways[asked % 3]!;
    if (!(below && how === 'cut off') && !offered(written, at).includes(word)) missing.push(`${how}: ${text.slice(Math.max(0, start - 30), start)}‸${text.slice(start, end + 10)}`);
  }
  expect(asked).toBeGreaterThan(9);
  expect(missing).toEqual([]);
});
