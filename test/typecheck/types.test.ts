/**
 * Projects over the package's own types, under TypeScript 5.9, 6, 7.0 and 7.1: what `cotangent check` says, of tags and calls, and what
 * plain `tsc` says with no tool of ours, of calls and of functions of tensors. The four say the same.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { layers } from '../../nn/library.ts';
import { checkCommand } from '../../typecheck/commands/check.ts';
import { readCases, updating, writeCases } from '../golden/cases.ts';
import { projectFiles, scratch, typeScripts } from './projects.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const project = scratch();
const tsconfig = JSON.stringify({ compilerOptions: { strict: true, target: 'es2022', lib: ['es2023', 'esnext.disposable'], module: 'nodenext', types: [], noEmit: true, skipLibCheck: true } });
const versions = Object.entries(typeScripts);
const from = process.cwd();
let built = '';

beforeAll(() => {
  built = realpathSync(project({}));
  execFileSync(process.execPath, [join(typeScripts['7.0']!, 'bin/tsc'), '-p', join(root, 'tsconfig.build.json'), '--emitDeclarationOnly', '--incremental', 'false', '--tsBuildInfoFile', 'null', '--outDir', join(built, 'dist')], { cwd: root });
  cpSync(join(root, 'package.json'), join(built, 'package.json'));
}, 120_000);
afterAll(() => { process.chdir(from); });

function made(input: string): string {
  const folder = realpathSync(project({ 'tsconfig.json': tsconfig, 'package.json': '{ "type": "module" }', ...projectFiles(input) }));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(built, join(folder, 'node_modules/cotangent'));
  return folder;
}

async function check(folder: string, typescript: string): Promise<string> {
  let said = '';
  process.chdir(folder);
  await checkCommand(['--typescript', typescript], layers, { out: (l) => { said += `${l}\n`; }, err: (l) => { said += `${l}\n`; } });
  return said.trimEnd();
}

function tsc(folder: string, typescript: string): string {
  return spawnSync(process.execPath, [join(typescript, 'bin/tsc'), '-p', '.', '--pretty', 'false'], { cwd: folder, encoding: 'utf8' }).stdout.trimEnd();
}

describe.each([['check', check], ['tsc', tsc]] as const)('%s', (name, ask) => {
  const file = new URL(`projects/types-${name}.txt`, import.meta.url), all = readCases(file), written: string[] = [];
  test.each(all.map((c, i) => ({ ...c, i })))('$title', async ({ input, expected, i }) => {
    const folder = made(input);
    for (const [version, typescript] of versions) {
      const said = await ask(folder, typescript);
      written[i] ??= said;
      expect(said, version).toBe(updating ? written[i] : expected);
    }
    if (updating && i === all.length - 1) writeCases(file, all.map((c, at) => ({ ...c, expected: written[at]! })));
  }, 180_000);
});
