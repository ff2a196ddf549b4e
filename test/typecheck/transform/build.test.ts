import { readdirSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { renderDiagnostic } from '../../../core/diagnostic.ts';
import { unpack, type Packed } from '../../../dsl/packed.ts';
import { parse } from '../../../dsl/parse.ts';
import { source } from '../../../dsl/source.ts';
import { layers } from '../../../nn/library.ts';
import { buildFile, type BuildOptions } from '../../../typecheck/transform/build.ts';

const build = (text: string, options?: BuildOptions, path = 'a.ts') => buildFile({ path, text }, layers, options);
const use = "import { nn } from 'cotangent';\n", tail = '\nimport { built as _nn } from "cotangent/built";\n';
const model = 'model M(x: f32[B, 4]) -> f32[B, 4] = x';
const data = /'\["nn1"(?:[^'\\]|\\.)*'/g;
/** What stands in place of the templates, with … for their data. */
const code = (text: string, options?: BuildOptions): string => build(text, options)!.code.replaceAll('/* @__PURE__ */ ', '').replace(data, '…');
const dataOf = (text: string, options?: BuildOptions): Packed => JSON.parse(runInNewContext(build(text, options)!.code.match(data)![0]) as string) as Packed;

describe('in place of a template stands a call', () => {
  test.each<[what: string, text: string, built: string]>([
    ['a tag', `const A = nn\`${model}\`;`, 'const A = _nn(…);'],
    ['a call', `const A = nn(\`${model}\`);`, 'const A = _nn(…);'],
    ['with written types', `const A = nn<"M(x: f32[B, 4]) -> f32[B, 4]">\`${model}\`;`, 'const A = _nn(…);'],
    ['a member of what was imported', `import * as ct from 'cotangent'; ct . nn\`${model}\`.init`, "import * as ct from 'cotangent'; _nn(…).init"],
    ['holes, and types in them', `nn\`model M(x: f32[B, \${a as number}]) -> f32[B, \${ b, c }] = x |> linear(\${b!})\``, '_nn(…,(a as number),( b, c ),(b!))'],
    ['templates in holes', `nn\`model M(x: f32[B, 4]) -> f32[B, 4] = x |> \${nn\`${model}\`}\``, '_nn(…,(_nn(…)))'],
    ['lines keep their numbers', `nn\n\`model M(x: f32[B, \n\${\na\n}]) -> f32[B,\n\n4] =\nx |> linear(4)\`\nlast`, '_nn(…\n\n,(\na\n)\n\n\n)\nlast'],
    ['two of them', `f(nn\`${model}\`, nn(\`${model}\`))`, 'f(_nn(…), _nn(…))'],
  ])('%s', (_, text, built) => expect(code(use + text)).toBe(use + built + tail));

  test('by a name that the file has not', () => {
    expect(code(`${use}const _nn = 1, A = nn\`${model}\`;`)).toBe(`${use}const _nn = 1, A = _nn_(…);\nimport { built as _nn_ } from "cotangent/built";\n`);
  });
});

test('the import stands behind a file that ends in a comment', () => {
  expect(code(`${use}nn\`${model}\` // end`)).toBe(`${use}_nn(…) // end${tail}`);
});

describe('left alone', () => {
  test.each<[what: string, text: string, path?: string]>([
    ['a file without templates', `${use}export const x = 1;`],
    ['another module', `import { nn } from './mine.ts'; nn\`${model}\``],
    ['a name that nobody imported', `const nn = String.raw; nn\`${model}\``],
    ['a text with escapes in a call', `${use}nn(\`${model}\\n\`)`],
    ['a text with holes in a call', `${use}nn(\`${model} \${x}\`)`],
    ['modules of CommonJS', `const { nn } = require('cotangent'); nn\`${model}\``, 'a.cts'],
    ['other files', `${use}nn\`${model}\``, 'a.css'],
  ])('%s', (_, text, path) => expect(build(text, {}, path)).toBeUndefined());
});

test('modules that pass nn on are named', () => {
  const text = `import { nn } from '@/nn';\nnn\`${model}\``;
  expect(build(text)).toBeUndefined();
  expect(code(text, { from: ['cotangent', '@/nn'], runtime: '/x/built.js' })).toBe("import { nn } from '@/nn';\n_nn(…)\nimport { built as _nn } from \"/x/built.js\";\n");
});

describe('the data', () => {
  const pieces = ['\r\n  model M(x: f32[B, 4]) -> f32[B, 4] =\r\n    // why\r\n    x |> linear(', ')\r\n'], text = `${use}const M = nn\`${pieces.join('${4 + 0}')}\`;`;

  test('is the tree that the running program would have read', () => {
    const { tree } = parse(source(pieces.map((p) => p.replaceAll('\r\n', '\n'))));
    expect(unpack(dataOf(text))).toEqual({ tree: { ...tree, comments: [], paragraphs: [] }, text: source(pieces).text.replaceAll('\r\n', '\n'), signature: 'M(x: f32[B, 4]) -> f32[B, 4]' });
  });
  test('holds the lengths of lines without the text', () => {
    expect(unpack(dataOf(text, { text: false })).text).toEqual([0, 38, 10, 21, 0]);
    expect(build(text, { text: false })!.code).not.toContain('why');
  });
  test('has no signature where holes decide it', () => {
    expect(unpack(dataOf(`${use}nn\`model M(x: f32[B, \${n}]) -> f32[B, \${n}] = x\``)).signature).toBe('');
  });
});

test('a file of the language is a module of its models', () => {
  const text = 'model Half(x: f32[B, N]) -> f32[B, N] = x * 0.5\r\nmodel Net(x: f32[B, 4]) -> f32[B, 4] = x |> Half\r\n';
  const built = build(text, {}, 'net.nn')!;
  expect(built.code.replace(data, '…')).toBe([
    'import { builtFile } from "cotangent/built";', 'const models = /* @__PURE__ */ builtFile(…);',
    'const m0 = models.Half;', 'export { m0 as Half };', 'const m1 = models.Net;', 'export { m1 as Net };', 'export default models.default;', '',
  ].join('\n'));
});

describe('mistakes', () => {
  const said = (text: string, path = 'a.ts'): string[] => build(text, {}, path)!.diagnostics.map((d) => renderDiagnostic(d, text, { file: path }));

  test('all of the file, in its lines; the text stays as it is', () => {
    const text = `${use}nn\`model A(x: f32[B, 4]) -> f32[B, 3] = x |> linear(2)\`;\r\n\r\nnn\`\r\nmodel B(x: f32[B, 4]) -> f32[B, 2] = x |> \${f} |> linaer(2)\``;
    expect(build(text)!.code).toBe(text);
    expect(said(text).map((d) => d.split('\n').slice(0, 3))).toEqual([
      ['a.ts:2:46  NN0310  A returns f32[B, 2], but its signature says f32[B, 3]', '  2 | nn`model A(x: f32[B, 4]) -> f32[B, 3] = x |> linear(2)`;', `    | ${' '.repeat(45)}^^^^^^^^^`],
      ["a.ts:5:51  NN0302  unknown layer 'linaer'", '  5 | model B(x: f32[B, 4]) -> f32[B, 2] = x |> ${f} |> linaer(2)`', `    | ${' '.repeat(50)}^^^^^^`],
    ]);
  });
  test('none of templates that are not ours', () => {
    expect(said(`import { nn } from 'other'; import * as ct from 'cotangent'; nn\`what\`; ct.nn\`${model}\``)).toEqual([]);
  });
  test.each([['a.ts', `${use}nn\`// nothing\``], ['a.nn', '// nothing']])('a text without a model: %s', (path, text) => {
    expect(said(text, path)[0]).toMatch(/NN1022 {2}the text has no model/);
  });
});

test('the map leads from every word that was kept to its place', () => {
  const text = `${use}const before = 1, Net = nn\`model Net(x: f32[B, 4]) -> f32[B, 2] =\n  x |> linear(\${ width + 1 })\n\`, after = 2;\nthrow after;`;
  const { code, map } = build(text, {}, '/p/a.ts')!, found = new SourceMap({ file: 'a.js', sourceRoot: '', ...map });
  expect(map.sources).toEqual(['/p/a.ts']);
  const placeOf = (from: string, word: string) => {
    const before = from.slice(0, from.indexOf(word)).split('\n');
    return { line: before.length - 1, column: before.at(-1)!.length };
  };
  for (const word of ['before', 'Net =', 'width', '+ 1', 'after =', 'throw', 'after;']) {
    const { line, column } = placeOf(code, word), { originalLine, originalColumn } = found.findEntry(line, column) as { originalLine: number; originalColumn: number };
    expect({ word, line: originalLine, column: originalColumn }).toEqual({ word, ...placeOf(text, word) });
  }
});

describe('the programs of this repository', () => {
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  const programs = ['examples', 'test', 'bench'].flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((f) => /\.tsx?$/.test(f)).flatMap((f) => {
    const path = `${folder}/${f}`, text = readFileSync(join(root, path), 'utf8'), built = /\bnn\b/.test(text) && buildFile({ path, text }, layers, { from: [...text.matchAll(/ from '(\.[^']*)'/g)].map((m) => m[1]!) });
    return built && !built.diagnostics.some((d) => d.severity === 'error') ? [{ path, text, built }] : [];
  }));

  test('there are some', () => expect(programs.length).toBeGreaterThan(12));
  test.each(programs)('$path: what is built is a program, of as many lines', ({ path, text, built: { code } }) => {
    expect(code.split('\n').length).toBe(text.split('\n').length + 2);
    const { parseDiagnostics } = ts.createSourceFile(path, code, ts.ScriptTarget.Latest) as unknown as { readonly parseDiagnostics: readonly unknown[] };
    expect(parseDiagnostics).toEqual([]);
  });
});
