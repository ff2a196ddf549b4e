/** The order of the folders: a file imports only what stands in its own folder or beneath it; no cycle of value imports; no environment read but in one file. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

// From the top down.
const order = ['cli.ts', 'tools', 'editors', 'bench', 'examples', 'index.ts', 'types.ts', 'zoo', 'train', 'nn', 'tensor', 'backends', 'lowering', 'typecheck', 'dsl', 'ops', 'core'];

const filesBelow = (path: string): string[] =>
  statSync(path).isFile() ? [path] : readdirSync(path).filter((n) => n !== 'node_modules' && n !== 'rivals').flatMap((n) => filesBelow(join(path, n)));

const present = new Set(readdirSync(root));
const files = order.filter((p) => present.has(p)).flatMap((p) => filesBelow(join(root, p))).filter((f) => /\.(ts|mjs)$/.test(f));
const name = (file: string): string => relative(root, file);
const rank = (file: string): number => order.indexOf(name(file).split('/')[0]!);

interface Import { readonly to: string; readonly typeOnly: boolean }

// Statements start at the margin and end with `from '…';`, on one line or several.
function importsOf(file: string): Import[] {
  const found: Import[] = [];
  let statement = '';
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (/^(import|export) /.test(line)) statement = line;
    else if (statement !== '') statement += line;
    const to = /from '(\.[^']*)';/.exec(line)?.[1];
    if (to !== undefined && statement !== '') found.push({ to: resolve(dirname(file), to), typeOnly: /^(import|export) type /.test(statement) });
    if (line.endsWith(';') || line.endsWith('}')) statement = '';
  }
  return found;
}

const imports = new Map(files.map((f) => [f, importsOf(f)]));

test('imports point down', () => {
  const upward = files.flatMap((f) => imports.get(f)!.filter((i) => rank(i.to) < rank(f)).map((i) => `${name(f)} imports ${name(i.to)}`));
  expect(upward).toEqual([]);
});

test('every relative import names a file that is there', () => {
  const known = new Set(files);
  const lost = files.flatMap((f) => imports.get(f)!.filter((i) => !known.has(i.to)).map((i) => `${name(f)} imports ${name(i.to)}`));
  expect(lost).toEqual([]);
});

test('no cycle of value imports', () => {
  const state = new Map<string, 'open' | 'done'>(), cycles: string[] = [];
  const visit = (f: string, path: readonly string[]): void => {
    if (state.get(f) === 'done') return;
    if (state.get(f) === 'open') {
      cycles.push([...path.slice(path.indexOf(f)), f].map(name).join(' → '));
      return;
    }
    state.set(f, 'open');
    for (const i of imports.get(f) ?? []) if (!i.typeOnly) visit(i.to, [...path, f]);
    state.set(f, 'done');
  };
  for (const f of files) visit(f, []);
  expect(cycles).toEqual([]);
});

test('the library reads the environment in one file', () => {
  const readers = files.filter((f) => rank(f) >= order.indexOf('index.ts') && /process\??\.env/.test(readFileSync(f, 'utf8'))).map(name);
  expect(readers).toEqual(['core/debug.ts']);
});

test('core and dsl know no operation', () => {
  const knowing = files.filter((f) => /^(core|dsl)\//.test(name(f)) && imports.get(f)!.some((i) => name(i.to).startsWith('ops/'))).map(name);
  expect(knowing).toEqual([]);
});

test('what editors ask is answered without TypeScript or a protocol', () => {
  const knowing = files.filter((f) => name(f).startsWith('typecheck/services/') && /from '(typescript|vscode-|node:)/.test(readFileSync(f, 'utf8'))).map(name);
  expect(knowing).toEqual([]);
});
