/** What `npm run vsix` puts into the archive: all that the extension needs, found by those who look for it, and not much more. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url)), folder = mkdtempSync(join(tmpdir(), 'vsix-'));
beforeAll(() => { execFileSync(process.execPath, [join(root, 'scripts/vscode/package.mjs'), folder], { stdio: 'inherit' }); }, 60_000);
afterAll(() => { rmSync(folder, { recursive: true }); });

const files = (): string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((f) => statSync(join(folder, f)).isFile());
const manifest = () => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, unknown>;

test('every file that the manifest names is there', () => {
  const paths = (x: unknown): string[] => (typeof x === 'string' ? (x.startsWith('./') ? [x] : []) : x !== null && typeof x === 'object' ? Object.values(x).flatMap(paths) : []);
  const named = [...paths(manifest()), manifest()['icon'] as string];
  expect(named.length).toBeGreaterThan(8);
  expect(named.filter((path) => !existsSync(join(folder, path)))).toEqual([]);
});

test('tsserver finds the plugin beside the extension, and it is one', () => {
  const found = ts.server.Project.resolveModule('cotangent/ts-plugin', folder, ts.sys as ts.server.ServerHost, () => undefined);
  expect(found).toBeTypeOf('function');
  expect((found as (modules: unknown) => object)({ typescript: ts })).toHaveProperty('create');
});

test('the language server runs by itself', () => {
  const { stdout, status } = spawnSync(process.execPath, [join(folder, 'server/lsp.cjs'), '--version'], { encoding: 'utf8' });
  expect({ version: stdout.trim(), status }).toEqual({ version: manifest()['version'], status: 0 });
});

test('the extension asks for nothing but VS Code and Node', () => {
  const text = readFileSync(join(folder, 'extension.cjs'), 'utf8');
  const asked = new Set([...text.matchAll(/\brequire\([`'"]([^`'"]+)[`'"]\)/g)].map((m) => m[1]));
  expect(asked).toContain('vscode');
  const { builtinModules } = createRequire(import.meta.url)('node:module') as { readonly builtinModules: readonly string[] };
  expect([...asked].filter((name) => name !== 'vscode' && !builtinModules.includes(name.replace(/^node:/, '')))).toEqual([]);
});

test('nothing else is in it, and all together is small', () => {
  expect(files().filter((f) => !/^(grammar|server|node_modules\/cotangent)\/|^(LICENSE|README\.md|extension\.cjs|icon\.png|package\.json)$/.test(f))).toEqual([]);
  // 1.6 MB now: the plugin, the server and the extension, a third each. The archive is a quarter of it.
  expect(files().reduce((sum, f) => sum + statSync(join(folder, f)).size, 0)).toBeLessThan(2.5e6);
});
