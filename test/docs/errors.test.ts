/** docs/errors.md and the code agree: every code has its entry, and the entries' programs do what they say. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { programsOf } from './markdown.ts';
import { parse } from '../../dsl/parse.ts';
import { source } from '../../dsl/source.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

interface Entry { readonly code: string; readonly title: string; readonly programs: readonly string[] }

const entries: Entry[] = read('docs/errors.md').split(/^## /m).slice(1).map(section => ({
  code: section.slice(0, 6), title: section.slice(7, section.indexOf('\n')),
  programs: programsOf(section),
}));

/** The families of codes, each with the folders whose messages have them. */
const families: Readonly<Record<string, readonly string[]>> = { NN00: ['core'], NN01: ['dsl'], NN04: ['backends'], NN07: ['lowering'], NN08: ['core'] };

const codesIn = (folder: string): string[] => readdirSync(new URL(`${folder}/`, root), { recursive: true, encoding: 'utf8' })
  .filter(path => path.endsWith('.ts'))
  .flatMap(path => [...read(`${folder}/${path}`).matchAll(/'(NN\d{4})'/g)].map(match => match[1]!));

test.each(Object.entries(families))('every code %s… that is said has an entry, and every entry is said', (family, folders) => {
  const said = new Set(folders.flatMap(codesIn).filter(code => code.startsWith(family)));
  const documented = entries.map(({ code }) => code).filter(code => code.startsWith(family));
  expect(documented).toEqual([...said].sort());
});

const parsed = entries.filter(({ code, programs }) => code.startsWith('NN01') && programs.length > 0);

describe.each(parsed)('$code $title', ({ code, programs: [wrong, mended, ...more] }) => {
  const codes = (text: string) => parse(source(text)).diagnostics.map(diagnostic => diagnostic.code);

  test('the wrong program has this mistake alone', () => expect(new Set(codes(wrong!))).toEqual(new Set([code])));
  test('the mended program has none', () => {
    expect(codes(mended!)).toEqual([]);
    expect(more).toEqual([]);
  });
});
