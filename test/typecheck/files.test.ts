import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { isSource, readTexts } from '../../typecheck/files.ts';
import { findSources } from '../../typecheck/lsp/project.ts';
import { scratch } from './projects.ts';

const project = scratch();
const typed = ['a.ts', 'b.tsx', 'c.mts', 'd.cts'], javaScript = ['e.js', 'f.jsx', 'g.mjs', 'h.cjs'];
const declarations = ['i.d.ts', 'j.d.mts', 'k.d.cts', 'l.d.nn.ts'], others = ['m.json', 'n.nn', 'o.ts.txt', 'node_modules/p.ts'];

test('sources are what people write in TypeScript and JavaScript', () => {
  expect([...typed, ...javaScript, ...declarations, ...others].filter((path) => isSource(`/${path}`))).toEqual([...typed, ...javaScript]);
});
test('the same are found in a folder, and by a language server those in TypeScript', async () => {
  const folder = project(Object.fromEntries([...typed, ...javaScript, ...declarations, ...others].map((path) => [path, 'nn`x`'])));
  expect(readTexts([folder]).files.map((f) => basename(f.path))).toEqual([...typed, ...javaScript, 'n.nn'].sort());
  expect((await findSources([folder], () => undefined)).map((f) => basename(f.path)).sort()).toEqual(typed);
});
