/**
 * What the pages show is so: their TypeScript runs, from top to bottom; a `text` block after it is what it prints (or the
 * error it throws, where it is marked `throws`); a block that names a file is given to `cotangent check`, and the `text`
 * block after it is the answer; models in `nn` blocks have no mistake and stand in the one format. UPDATE=1 writes what
 * is printed into the pages.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { renderDiagnostic } from '../../core/diagnostic.ts';
import { parse } from '../../dsl/parse.ts';
import { print } from '../../dsl/printer.ts';
import { source } from '../../dsl/source.ts';
import { device } from '../../index.ts';
import { layers } from '../../nn/library.ts';
import { check } from '../../typecheck/check.ts';
import { checkFile } from '../../typecheck/program.ts';
import { updating } from '../golden/cases.ts';
import { blocksOf, programsOf, withTexts } from './markdown.ts';
import { fileOf, runBlocks, runs } from './run.ts';

const root = new URL('../../', import.meta.url);
const folders = ['docs/start', 'docs/guide', 'docs/explain'];
const pages = ['README.md', ...folders.flatMap((folder) => readdirSync(new URL(`${folder}/`, root)).filter((f) => f.endsWith('.md')).map((f) => `${folder}/${f}`))];

const texts = pages.map((page) => ({ page, text: readFileSync(new URL(page, root), 'utf8') }));

test.each(texts.filter(({ text }) => blocksOf(text).some((b) => runs(b) || fileOf(b))))('the TypeScript of $page does what the page says', async ({ page, text }) => {
  device('cpu', { threads: 1 });
  const blocks = blocksOf(text), outcomes = await runBlocks(blocks);
  const told = blocks.map((block, i) => {
    const path = fileOf(block);
    return path === undefined ? outcomes[i]?.printed : checkFile({ path, text: block.text }, layers).diagnostics.map((d) => `${renderDiagnostic(d, block.text, { file: path })}\n`).join('\n');
  });
  const right = blocks.map((block, i) => (block.language === 'text' ? told[i - 1] : undefined));
  const updated = withTexts(text, right);
  if (updating && updated !== text) writeFileSync(new URL(page, root), updated);
  blocks.forEach((block, i) => {
    if (right[i] !== undefined && !updating) expect(block.text).toBe(right[i]);
    // Nothing is printed that the page does not show.
    if (told[i] && blocks[i + 1]?.language !== 'text') expect(told[i]).toBe('');
  });
});

test.each(texts.flatMap(({ page, text }) => programsOf(text).map((program, i) => ({ page, program, number: i + 1 }))))('$page, nn program $number', ({ program }) => {
  const { tree, diagnostics } = parse(source(program));
  expect([...diagnostics, ...check(tree, layers, { syntax: diagnostics }).diagnostics]).toEqual([]);
  expect(print(tree)).toBe(program);
});

const everyPage = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.md') && !/(^|\/)(node_modules|dist|runs)\//.test(f));

test.each(everyPage)('the links of %s lead somewhere', (page) => {
  const links = [...readFileSync(new URL(page, root), 'utf8').matchAll(/\]\(([^)\s]+)\)/g)].map((m) => m[1]).filter((to) => !/^(https?:|#)/.test(to));
  expect(links.filter((to) => !existsSync(new URL(to.split('#')[0], new URL(page, root))))).toEqual([]);
});
