/** The TextMate grammars: checked in as the script makes them; they colour our models as the parser reads them, templates in their hosts, and broken text. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from '../../dsl/parse.ts';
import { classify, type TokenClass } from '../../dsl/services.ts';
import { source, type Source } from '../../dsl/source.ts';
import { grammars, hosts } from '../../editors/grammar/grammars.ts';
import { findTemplates } from '../../typecheck/templates.ts';
import { models } from '../dsl/models.ts';
import { programsOf } from '../docs/markdown.ts';
import { goldenFiles, readCases, updating, writeCases } from '../golden/cases.ts';
import { colour, type Coloured } from './colours.ts';

const root = new URL('../../', import.meta.url);

test.each(Object.entries(grammars))('%s is what editors/grammar makes', (name, grammar) => {
  const path = new URL(`editors/grammar/${name}`, root), made = `${JSON.stringify(grammar, undefined, 2)}\n`;
  if (updating) writeFileSync(path, made);
  expect(readFileSync(path, 'utf8'), 'UPDATE=1 npx vitest run test/editors writes it').toBe(made);
});

/** One line each: the pieces with the innermost scope that is not only about the place, less its last part, the language. */
const show = (lines: readonly (readonly Coloured[])[]): string => lines.map((line) => line.filter(({ text }) => text.trim() !== '').map(({ text, scopes }) => {
  const scope = scopes.at(-1)!;
  return `${text.trim()} ${scope.replace(/\.(?:nn|tsx?|jsx?|markdown)$/, '')}`;
}).join(' · ')).join('\n');

const folder = new URL('colours/', import.meta.url);
const scopes: Readonly<Record<string, string>> = { ...hosts, nn: 'source.nn', md: 'text.html.markdown' };

describe.each(goldenFiles(folder))('%s', (name) => {
  const file = new URL(name, folder), cases = readCases(file);
  test.each(cases)('$title', async ({ title, input, expected }) => {
    const found = show(await colour(input, scopes[name.slice(0, -'.txt'.length)]!));
    if (updating) writeCases(file, readCases(file).map((c) => (c.title === title ? { ...c, expected: found } : c)));
    else expect(found).toBe(expected);
  });
});

// What the parser knows of a token, and what its scope must then begin with.
const right: Partial<Record<TokenClass, RegExp>> = {
  keyword: /^keyword\.(?:control|declaration)\./, number: /^constant\.numeric\./, string: /^string\./, comment: /^comment\./, dtype: /^support\.type\./,
  operator: /^(?:keyword\.operator|punctuation)\./, function: /^entity\.name\.function\./, property: /^variable\./, model: /^entity\.name\./,
  input: /^variable\./, output: /^variable\./, let: /^variable\./, param: /^variable\./, state: /^variable\./, size: /^variable\./, dim: /^variable\./,
  layer: /^entity\.name\.function\./, item: /^variable\./, carry: /^variable\./, emit: /^variable\./,
};

const pages = ['docs/guide/language.md', 'docs/start/first-model.md', 'README.md'];
const templates = (path: string): Source[] => findTemplates(readFileSync(new URL(path, root), 'utf8')).map((t) => t.source);
const texts: readonly { readonly from: string; readonly text: Source }[] = [
  ...models.map(({ name, text }) => ({ from: name, text: source(text) })),
  ...readdirSync(new URL('examples/', root)).filter((f) => f.endsWith('.ts')).flatMap((f) => templates(`examples/${f}`).map((text) => ({ from: f, text }))),
  ...pages.flatMap((page) => programsOf(readFileSync(new URL(page, root), 'utf8')).map((text, i) => ({ from: `${page} ${i + 1}`, text: source(text) }))),
];

test.each(texts)('the colours of $from are what the parser says', async ({ text }) => {
  const pieces = (await colour(text.text, 'source.nn')).flat();
  const wrong = classify(text, parse(text).tree).flatMap(({ span, class: what }) => {
    const piece = pieces.find((p) => p.start <= span.start && span.start < p.start + p.text.length);
    // A comment is several pieces: its scope is the one around them.
    const found = piece?.scopes.slice(1).find((s) => right[what]?.test(s));
    return right[what] === undefined || found !== undefined ? [] : [`${text.text.slice(span.start, span.end)}: ${what}, but ${piece?.scopes.join(' ')}`];
  });
  expect(wrong).toEqual([]);
});

test('after a template that is cut off anywhere, the file that follows a closing backtick is TypeScript again', async () => {
  const { text } = models.find(({ name }) => name === 'lstm')!;
  const wrong: string[] = [];
  for (let end = 0; end <= text.length; end += 3) {
    const lines = await colour(`const M = nn\`${text.slice(0, end)}\`;\nconst after = 1;`, 'source.ts');
    const last = lines.at(-1)!.find((p) => p.text === 'after');
    if (last?.scopes.join(' ') !== 'source.ts variable.other.readwrite.ts') wrong.push(text.slice(0, end));
  }
  expect(wrong).toEqual([]);
});
