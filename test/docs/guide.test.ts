/** The programs of the guide are right, and in the format the guide speaks of. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { programsOf } from './markdown.ts';
import { parse } from '../../dsl/parse.ts';
import { print } from '../../dsl/printer.ts';
import { source } from '../../dsl/source.ts';

const guide = new URL('../../docs/guide/', import.meta.url);
const programs = readdirSync(guide).filter(page => page.endsWith('.md')).flatMap(page =>
  programsOf(readFileSync(new URL(page, guide), 'utf8')).map((text, i) => ({ page, number: i + 1, text })));

test.each(programs)('$page, program $number', ({ text }) => {
  const { tree, diagnostics } = parse(source(text));
  expect(diagnostics).toEqual([]);
  expect(print(tree)).toBe(text);
});
