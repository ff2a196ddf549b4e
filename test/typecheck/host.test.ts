/** TypeScript 5.9, 6, 7.0 and 7.1 behind one interface: the same answers from all of them. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { positionAt, type Span } from '../../core/diagnostic.ts';
import type { Host, HostOptions } from '../../typecheck/host/host.ts';
import { findTypeScript, openHost } from '../../typecheck/host/open.ts';
import { beforeSemantics } from '../../typecheck/host/report.ts';
import { projectsOf, readJson } from '../../typecheck/host/tsconfig.ts';
import { readCases, updating, writeCases } from '../golden/cases.ts';
import { projectFiles, scratch, typeScripts, write } from './projects.ts';

const project = scratch();
const versions = Object.entries(typeScripts);
const open = (folder: string, typescript: string, textOf: HostOptions['textOf'] = () => undefined): Promise<Host> => openHost({ tsconfig: join(folder, 'tsconfig.json'), textOf, typescript });

/** One line for each mistake, and one for what is related. */
function shown(host: Host, folder: string): string {
  const place = (path: string | undefined, { start }: Span): string => {
    if (!path?.startsWith(folder)) return path ?? '';
    const { line, column } = positionAt(readFileSync(path, 'utf8').replace(/^\ufeff/, ''), start);
    return `${relative(folder, path)}(${line},${column})`;
  };
  return beforeSemantics(host.diagnostics()).flatMap((d) => [
    `${place(d.path, d.span)}: ${d.severity} TS${d.code}: ${d.message}`, ...d.related.map((r) => `  > ${place(r.path, r.span)}: ${r.message}`),
  ]).join('\n').replaceAll(folder, '').replace(/'[^']*\/node_modules\//g, "'node_modules/");
}

const cases = new URL('projects/host.txt', import.meta.url);
describe('mistakes', () => {
  const all = readCases(cases);
  const written: string[] = [];
  test.each(all.map((c, i) => ({ ...c, i })))('$title', async ({ input, expected, i }) => {
    const folder = project(projectFiles(input));
    for (const [version, typescript] of versions) {
      const host = await open(folder, typescript);
      const found = shown(host, folder);
      host.close();
      written[i] ??= found;
      expect(found, version).toBe(updating ? written[i] : expected);
    }
    if (updating && i === all.length - 1) writeCases(cases, all.map((c, at) => ({ ...c, expected: written[at]! })));
  }, 180_000);
});

const options = '{ "compilerOptions": { "strict": true, "target": "es2022", "lib": ["es2022"], "module": "preserve", "moduleResolution": "bundler", "types": [] } }';

describe.each(versions)('TypeScript %s', (version, typescript) => {
  test('reads the texts it is given, tells types, and follows changes', async () => {
    const code = 'import { far } from "./far";\ninterface Box<T> { readonly t: T }\ndeclare function f(x: number): { k: Box<[2, "B"]> };\nexport const a = [(f(1).k /* of */), ( 3 ), far] as const;\n';
    const folder = project({ 'tsconfig.json': options, 'a.ts': code.replace('./far', './not'), 'far.ts': 'export const far = "near";\n' });
    const a = join(folder, 'a.ts'), far = join(folder, 'far.ts');
    let seen = code;
    const host = await open(folder, typescript, (path) => (path === a ? seen : undefined));
    const type = (text: string): string | undefined => host.typeAt(a, { start: seen.indexOf(text), end: seen.indexOf(text) + text.length });
    expect(host.version).toMatch(new RegExp(`^${version.replace('.', '\\.')}\\.`));
    expect(host.files()).toEqual([a, far]);
    expect(shown(host, folder)).toBe('');
    expect([type('f(1).k /* of */'), type(' 3 '), type(' far'), type('const')]).toEqual(['Box<[2, "B"]>', '3', '"near"', undefined]);

    seen = code.replace('f(1)', 'f("")');
    host.update({ changed: [a] });
    expect(shown(host, folder)).toBe("a.ts(4,22): error TS2345: Argument of type 'string' is not assignable to parameter of type 'number'.");
    seen = code;
    rmSync(far);
    host.update({ changed: [a], deleted: [far] });
    expect(shown(host, folder)).toBe("a.ts(1,21): error TS2307: Cannot find module './far' or its corresponding type declarations.");
    expect(host.files()).toEqual([a]);
    write(far, 'export const far = 4;\n');
    host.update({ created: [far] });
    expect(shown(host, folder)).toBe('');
    expect(type(' far')).toBe('4');
    host.close();
  });

  test('very long types are told in full', async () => {
    const names = Array.from({ length: 300 }, (_, i) => `parameter${i}`);
    const text = `declare const x: { ${names.map((n) => `${n}: number`).join('; ')} };\nexport const y = [(x)];\n`;
    const folder = project({ 'tsconfig.json': options, 'a.ts': text });
    const host = await open(folder, typescript);
    const at = text.indexOf('(x)') + 1;
    const type = host.typeAt(join(folder, 'a.ts'), { start: at, end: at + 1 });
    host.close();
    expect(names.filter((n) => !type?.includes(n))).toEqual([]);
  });
});

describe('the TypeScript of a project', () => {
  test('is the one that its folder resolves', async () => {
    const folder = project({ 'tsconfig.json': options, 'node_modules/typescript/package.json': '{ "name": "typescript", "version": "5.4.0" }' });
    expect(findTypeScript({ from: folder })).toEqual({ folder: join(folder, 'node_modules/typescript'), version: '5.4.0', api: undefined });
    await expect(openHost({ tsconfig: join(folder, 'tsconfig.json'), textOf: () => undefined }))
      .rejects.toMatchObject({ code: 'NN1001', message: expect.stringMatching(/^TypeScript 5\.4\.0 in .* is not one that cotangent works with/) });
  });
  test.each([['5.9', 'ts6'], ['6.0', 'ts6'], ['7.0', 'ts70'], ['7.1', 'ts71']])('%s is asked through %s', (version, api) =>
    expect(findTypeScript({ from: '/', folder: typeScripts[version] })).toMatchObject({ api }));
  test('may be missing', async () => {
    expect(findTypeScript({ from: '/nowhere' })).toBeUndefined();
    const tsconfig = join(project({ 'tsconfig.json': options }), 'tsconfig.json');
    await expect(openHost({ tsconfig, textOf: () => undefined, typescript: '/nowhere' })).rejects.toMatchObject({ code: 'NN1000', message: expect.stringContaining('/nowhere is no TypeScript') });
  });
  test('may be broken', async () => {
    const folder = project({ 'tsconfig.json': options, 'node_modules/typescript/package.json': '{ "name": "typescript", "version": "6.0.3", "main": "gone.js" }' });
    await expect(openHost({ tsconfig: join(folder, 'tsconfig.json'), textOf: () => undefined })).rejects.toMatchObject({ code: 'NN1003' });
  });
  test('needs a tsconfig.json', () =>
    expect(openHost({ tsconfig: '/nowhere/tsconfig.json', textOf: () => undefined })).rejects.toMatchObject({ code: 'NN1002', message: '/nowhere/tsconfig.json does not exist' }));
});

describe('tsconfig.json', () => {
  test('with comments and commas', () => {
    const path = join(project({ 'x.json': '\ufeff{ // one\n "a": "// no, \\" /* nor */ this,]", /* two\n */ "b": [1, 2, ], }' }), 'x.json');
    expect(readJson(path)).toEqual({ a: '// no, " /* nor */ this,]', b: [1, 2] });
    writeFileSync(path, '{ "a": ');
    expect(readJson(path)).toBeUndefined();
    expect(readJson('/nowhere')).toBeUndefined();
  });
  test('its references, each once, what is referred to first', () => {
    const to = (...paths: string[]): string => JSON.stringify({ references: [...paths.map((path) => ({ path })), {}, null] });
    const folder = project({ 'tsconfig.json': to('./b', './a', './gone'), 'a/tsconfig.json': to('../b/tsconfig.json', '..'), 'b/tsconfig.json': '{ "references": 3 }' });
    mkdirSync(join(folder, 'gone'));
    expect(projectsOf(join(folder, 'tsconfig.json')).map((p) => relative(folder, p))).toEqual(['b/tsconfig.json', 'a/tsconfig.json', 'tsconfig.json']);
  });
});
