/**
 * Commands that a page shows print what stands under them: run in a folder with the files that the page has named so far and with the package
 * as it is built. UPDATE=1 writes what they print now.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { updating } from '../golden/cases.ts';
import { blocksOf, withTexts } from './markdown.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = join(root, 'docs/start/first-shape-error.md');

const programs: Readonly<Record<string, readonly string[]>> = {
  'npx tsc': ['node_modules/typescript/bin/tsc'],
  'npx cotangent': ['node_modules/cotangent/dist/cli.js'],
  'npx vite': ['node_modules/vite/bin/vite.js'],
};

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'commands-'))), modules = join(folder, 'node_modules'), built = join(modules, 'cotangent');
beforeAll(() => {
  mkdirSync(built, { recursive: true });
  execFileSync(process.execPath, [join(root, 'node_modules/typescript7/bin/tsc'), '-p', join(root, 'tsconfig.build.json'), '--outDir', join(built, 'dist'), '--incremental', 'false', '--tsBuildInfoFile', 'null'], { cwd: root, stdio: 'inherit' });
  cpSync(join(root, 'package.json'), join(built, 'package.json'));
  symlinkSync(join(root, 'node_modules'), join(built, 'node_modules'));
  symlinkSync(join(root, 'node_modules/typescript7'), join(modules, 'typescript'));
  symlinkSync(join(root, 'node_modules/vite'), join(modules, 'vite'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

function run(command: string): string {
  const [npx, name, ...args] = command.split(' ');
  const { stdout, stderr } = spawnSync(process.execPath, [...programs[`${npx} ${name}`], ...args], { cwd: folder, encoding: 'utf8', env: { ...process.env, FORCE_COLOR: '0' } });
  const printed = stripVTControlCharacters(stdout + stderr).replaceAll(`${folder}/`, '');
  // Of a failed build its reason, without the bundler's greetings and stack.
  return `${printed.replace(/^[^]*(?=^error during build:)/m, '').replace(/\n {4}at [^]*/, '').trimEnd()}\n`;
}

test('the commands print what the page says', () => {
  const text = readFileSync(page, 'utf8'), blocks = blocksOf(text);
  const shown = blocks.map((block, i) => {
    const file = block.language === 'json' ? 'tsconfig.json' : block.words.find((w) => /\.[a-z]+$/.test(w));
    if (file !== undefined) writeFileSync(join(folder, file), block.text);
    const command = blocks[i - 1];
    return block.language === 'text' && command?.language === 'sh' ? run(command.text.trim()) : undefined;
  });
  expect(shown.filter((s) => s !== undefined)).toHaveLength(blocks.filter((b) => b.language === 'sh').length);
  const updated = withTexts(text, shown);
  if (updating) writeFileSync(page, updated);
  else expect(text, 'UPDATE=1 npx vitest run test/docs/commands.test.ts writes the page anew').toBe(updated);
}, 120_000);
