/** docs/errors.md and the code agree: every code has its entry, and the entries' programs do what they say. */
import { readdirSync, readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { readGraph } from '../../core/read.ts';
import { parse } from '../../dsl/parse.ts';
import { source } from '../../dsl/source.ts';
import { readOptions } from '../../examples/options.ts';
import { device } from '../../index.ts';
import { readKernel } from '../../lowering/kernel/read.ts';
import { layers } from '../../nn/library.ts';
import * as ops from '../../ops/all.ts';
import { check } from '../../typecheck/check.ts';
import { blocksOf, type Block } from './markdown.ts';
import { runBlocks } from './run.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

interface Entry { readonly code: string; readonly title: string; readonly blocks: readonly Block[] }

const entries: readonly Entry[] = read('docs/errors.md').split(/^## /m).slice(1).map((section) => ({
  code: section.slice(0, 6), title: section.slice(7, section.indexOf('\n')), blocks: blocksOf(section),
}));

/** The families of codes, each with the folders whose messages have them. */
const families: Readonly<Record<string, readonly string[]>> = {
  NN00: ['core'], NN01: ['dsl'], NN02: ['core', 'ops', 'nn', 'typecheck', 'tensor'], NN03: ['core', 'typecheck', 'nn', 'lowering'], NN04: ['backends'],
  NN05: ['core', 'tensor', 'nn'], NN06: ['train'], NN07: ['lowering', 'tensor'], NN08: ['core', 'lowering'], NN09: ['examples'],
  NN10: ['dsl', 'typecheck', 'nn', 'tools'],
};

const codesIn = (folder: string): string[] => readdirSync(new URL(`${folder}/`, root), { recursive: true, encoding: 'utf8' })
  // Fixes name the codes that they mend, and say none.
  .filter((path) => path.endsWith('.ts') && !path.endsWith('services/fixes.ts'))
  .flatMap((path) => [...read(`${folder}/${path}`).matchAll(/'(NN\d{4})'/g)].map((match) => match[1]!));

test.each(Object.entries(families))('every code %s… that is said has an entry, and every entry is said', (family, folders) => {
  const said = new Set(folders.flatMap(codesIn).filter((code) => code.startsWith(family)));
  const documented = entries.map(({ code }) => code).filter((code) => code.startsWith(family));
  expect(documented).toEqual([...said].sort());
});

test('a code is said only by the folders of its family', () => {
  const folders = readdirSync(root, { withFileTypes: true }).filter((f) => f.isDirectory() && !/^(\.|(node_modules|dist|test|docs|runs)$)/.test(f.name)).map((f) => f.name);
  expect(folders).toEqual(expect.arrayContaining([...new Set(Object.values(families).flat())]));
  expect(folders.flatMap((folder) => codesIn(folder).filter((code) => !families[code.slice(0, 4)]?.includes(folder)).map((code) => `${folder}: ${code}`))).toEqual([]);
});

const codeOf = (e: unknown): string => (e as { code?: string }).code ?? String(e);

const codesThrown = async (f: () => unknown): Promise<readonly string[]> => {
  try {
    await f();
    return [];
  } catch (e) {
    return [codeOf(e)];
  }
};

/** How a program in each of the languages of the page says which mistakes it has. */
const codesOf: Readonly<Record<string, (text: string, code: string) => readonly string[] | Promise<readonly string[]>>> = {
  nn(text, code) {
    const { tree, diagnostics } = parse(source(text));
    // What the parser mends is the checker's affair only where the parser found nothing.
    return (code.startsWith('NN01') ? diagnostics : [...diagnostics, ...check(tree, layers, { syntax: diagnostics }).diagnostics]).map((d) => d.code);
  },
  ts: (text) => codesThrown(() => runBlocks([{ language: 'ts', words: [], text }]).catch((e: Error) => { throw e.cause; })),
  graph: (text) => codesThrown(() => readGraph(text, ops)),
  kernel: (text) => codesThrown(() => readKernel(text)),
  sh(text) {
    const [program, args] = text.trim().split(' -- ');
    expect(program).toBe('npm start');
    return codesThrown(() => readOptions(args.split(' ')));
  },
};

// The engines have no public names; what they refuse is tested in test/backends.
const shown = entries.filter(({ code, blocks }) => code.slice(0, 4) in families && !code.startsWith('NN04') && blocks.length > 0);
beforeEach(() => { device('cpu', { threads: 1 }); });

describe.each(shown)('$code $title', ({ code, blocks: [wrong, mended, ...more] }) => {
  const found = ({ language, text }: Block): readonly string[] | Promise<readonly string[]> => codesOf[language]!(text, code);

  test('the wrong program has this mistake alone', async () => {
    const codes = await found(wrong!);
    expect(new Set(codes)).toEqual(new Set([code]));
    // What the checker says is said once.
    if (/^NN0[23]/.test(code)) expect(codes).toHaveLength(1);
  });
  test('the mended program has none', async () => {
    expect(await found(mended!)).toEqual([]);
    expect(more).toEqual([]);
  });
});
