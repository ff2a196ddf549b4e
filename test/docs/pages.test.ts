/**
 * What the pages show is so: their TypeScript runs, from top to bottom; a `text` block after it is what it prints (or the
 * error it throws, where it is marked `throws`); a block that names a file is given to `cotangent check`, and the `text`
 * block after it is the answer; models in `nn` blocks have no mistake and stand in the one format. UPDATE=1 writes what
 * is printed into the pages.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
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

describe.each(pages)('%s', (page) => {
  const file = new URL(page, root), text = readFileSync(file, 'utf8'), blocks = blocksOf(text);

  test.runIf(blocks.some((b) => runs(b) || fileOf(b)))('its TypeScript does what the page says', async () => {
    device('cpu', { threads: 1 });
    const outcomes = await runBlocks(blocks);
    const told = blocks.map((block, i) => {
      const path = fileOf(block);
      return path === undefined ? outcomes[i]?.printed : checkFile({ path, text: block.text }, layers).diagnostics.map((d) => `${renderDiagnostic(d, block.text, { file: path })}\n`).join('\n');
    });
    const right = blocks.map((block, i) => (block.language === 'text' ? told[i - 1] : undefined));
    const updated = withTexts(text, right);
    if (updating && updated !== text) writeFileSync(file, updated);
    blocks.forEach((block, i) => {
      if (right[i] !== undefined && !updating) expect(block.text).toBe(right[i]);
      // Nothing is printed that the page does not show.
      if (told[i] && blocks[i + 1]?.language !== 'text') expect(told[i]).toBe('');
    });
  });

  test.each(programsOf(text).map((text, i) => ({ text, number: i + 1 })))('nn program $number', ({ text }) => {
    const { tree, diagnostics } = parse(source(text));
    expect([...diagnostics, ...check(tree, layers, { syntax: diagnostics }).diagnostics]).toEqual([]);
    expect(print(tree)).toBe(text);
  });
});

const everyPage = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.md') && !/(^|\/)(node_modules|dist|runs)\//.test(f));

test.each(everyPage)('the links of %s lead somewhere', (page) => {
  const links = [...readFileSync(new URL(page, root), 'utf8').matchAll(/\]\(([^)\s]+)\)/g)].map((m) => m[1]).filter((to) => !/^(https?:|#)/.test(to));
  expect(links.filter((to) => !existsSync(new URL(to.split('#')[0], new URL(page, root))))).toEqual([]);
});
