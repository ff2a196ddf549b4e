/** The codemod writes what templates are, renews and removes it, and leaves every other byte as it was. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { layers } from '../../../nn/library.ts';
import { codemodCommand } from '../../../typecheck/commands/codemod.ts';
import { checkFile } from '../../../typecheck/program.ts';
import { sentenceOf } from '../../../typecheck/sentence.ts';
import { scratch } from '../projects.ts';

const project = scratch();
const run = async (...args: string[]): Promise<{ readonly code: number; readonly said: string }> => {
  const said: string[] = [];
  const out = (line: string): void => { said.push(line); };
  return { code: await codemodCommand(args, layers, { out, err: out }), said: said.join('\n') };
};
const tsconfig = (options: object = {}): string => JSON.stringify({ compilerOptions: { module: 'NodeNext', target: 'ES2022', strict: true, types: [], noEmit: true, ...options }, include: ['*.ts', '*.tsx', '*.js'] });
const textsOf = (folder: string): Record<string, string> => Object.fromEntries(readdirSync(folder).filter((f) => f !== 'tsconfig.json' && f !== 'node_modules').map((f) => [f, readFileSync(join(folder, f), 'utf8')]));

const sources = {
  'a.ts': '\ufeff// first\r\nimport {  nn  } from \'cotangent\';\r\n\r\nexport  const Mlp =nn /* why */ `model Mlp(x: f32[B, 784]) -> f32[B, 10] =\r\n  x |> linear(10)  `   ; // end\r\nconst y = 1',
  'b.tsx': "import * as ct from 'cotangent';\nimport { width } from './width.ts';\nexport const A = (ct.nn`model A(x: f32[B, ${width}]) -> f32[B, ${ width }] = x`), B = 2;\nexport const view = <p title=\"nn`\">{f(ct.nn`model C<N>(x: f32[B, N]) -> f32[N, B] = x |> transpose`)}</p>;\nfunction f(x: unknown) { return String(x); }\n",
  'width.ts': 'export const width = 64;\n',
  'c.ts': "import { nn } from 'cotangent';\nexport const Called = nn(`model D(x: f32[B, 4]) -> f32[B, 4] = x`);\ndeclare const some: number;\nexport const Open = nn`model E(x: f32[B, ${some}]) -> f32[B, ${some}] = x`;\n",
  'js.js': "import { nn } from 'cotangent';\nexport const J = nn`model J(x: f32[B, 4]) -> f32[B, 4] = x`;\n",
};
const mlp = 'Mlp(x: f32[B, 784]) -> f32[B, 10]';

test('writes the types of tags, where they are known', async () => {
  const folder = project({ 'tsconfig.json': tsconfig(), ...sources });
  expect(await run('-p', folder)).toMatchObject({ code: 0, said: expect.stringMatching(/a\.ts: 1 type\n.*b\.tsx: 2 types\n.*c\.ts:4:21 {2}what this template is depends on a hole that is not known\n3 types written in 2 files of 4$/) as string });
  const texts = textsOf(folder);
  expect(texts).toEqual({
    ...sources,
    'a.ts': sources['a.ts'].replace('=nn /*', `=nn<"${mlp}"> /*`),
    'b.tsx': sources['b.tsx'].replace('ct.nn`model A', 'ct.nn<"A(x: f32[B, 64]) -> f32[B, 64]">`model A').replace('ct.nn`model C', 'ct.nn<"C<N>(x: f32[B, N]) -> f32[N, B]">`model C'),
  });
  // What is written is what the check command wants.
  for (const [path, text] of Object.entries(texts)) expect(checkFile({ path, text }, layers).diagnostics).toEqual([]);
  expect(await run('-p', folder)).toMatchObject({ code: 0, said: expect.stringMatching(/0 types written in 0 files of 4$/) as string });
  expect((await run('--remove', '-p', folder)).said).toMatch(/3 types removed in 2 files of 4$/);
  expect(textsOf(folder)).toEqual(sources);
});

test('annotates what is exported, for declarations that are made file by file', async () => {
  const folder = project({ 'tsconfig.json': tsconfig({ isolatedDeclarations: true, declaration: true, noEmit: false }), ...sources });
  expect((await run('-p', folder)).said).toMatch(/6 types written in 3 files of 4$/);
  const texts = textsOf(folder);
  expect(texts['c.ts']).toContain('{ nn, type Model } from \'cotangent\';\nexport const Called: Model<"D(x: f32[B, 4]) -> f32[B, 4]"> = nn(`model D');
  expect(texts['a.ts']).toBe(sources['a.ts'].replace('{  nn  }', '{  nn, type Model  }').replace('Mlp =nn /*', `Mlp: Model<"${mlp}"> =nn<"${mlp}"> /*`));
  expect(texts['b.tsx']).toContain('export const A: ct.Model<"A(x: f32[B, 64]) -> f32[B, 64]"> = (ct.nn<"A(x: f32[B, 64]) -> f32[B, 64]">`');
  expect(await run('--check', '-p', folder)).toMatchObject({ code: 0 });
  await run('--remove', '-p', folder);
  expect(textsOf(folder)).toEqual(sources);
});

describe('written types that are there', () => {
  const at = async (text: string, ...args: string[]): Promise<string> => {
    const folder = project({ 'tsconfig.json': tsconfig(), 'a.ts': text });
    await run('-p', folder, ...args);
    return textsOf(folder)['a.ts']!;
  };
  const use = "import { nn, type Model } from 'cotangent';\n", tag = '`model M(x: f32[B, 4]) -> f32[B, 4] = x`';
  test.each<[what: string, before: string, after: string]>([
    ['right ones stay, in their quotes', `nn<'M(x: f32[B, 4]) -> f32[B, 4]'>${tag}`, `nn<'M(x: f32[B, 4]) -> f32[B, 4]'>${tag}`],
    ['stale ones are renewed, in their quotes', `nn< 'M(x: f32[B, 5]) -> f32[B, 4]' >${tag}`, `nn< 'M(x: f32[B, 4]) -> f32[B, 4]' >${tag}`],
    ['beside others', `nn<"M", { w: unknown }>${tag}`, `nn<"M(x: f32[B, 4]) -> f32[B, 4]", { w: unknown }>${tag}`],
    ['stale annotations are renewed', `export const M: Model< "M" > = nn${tag}`, `export const M: Model< "M(x: f32[B, 4]) -> f32[B, 4]" > = nn<"M(x: f32[B, 4]) -> f32[B, 4]">${tag}`],
    ['names are the user\'s own', `type S = string; export const M: Model<S> = nn<S>${tag}`, `type S = string; export const M: Model<S> = nn<S>${tag}`],
    ['so are other annotations', `export const M: unknown = nn${tag}`, `export const M: unknown = nn<"M(x: f32[B, 4]) -> f32[B, 4]">${tag}`],
    ['a text with mistakes gets what its header says', 'nn`model M(x: f32[B, 4]) -> f32[B, 4] = x |> rleu`', 'nn<"M(x: f32[B, 4]) -> f32[B, 4]">`model M(x: f32[B, 4]) -> f32[B, 4] = x |> rleu`'],
  ])('%s', async (_, before, after) => expect(await at(use + before)).toBe(use + after));

  test('--remove leaves what is not a signature', async () => {
    const text = `${use}type S = string; export const M: Model<S> = nn<S>${tag}, N = nn<"M", unknown>${tag};`;
    expect(await at(text, '--remove')).toBe(text);
  });
  test('--annotate names the type in full where its name is taken', async () => {
    const text = `import { nn } from 'cotangent';\nclass Model {}\nexport const M = nn${tag};\n`;
    expect(await at(text, '--annotate')).toBe(text.replace('M = nn', "M: import('cotangent').Model<\"M(x: f32[B, 4]) -> f32[B, 4]\"> = nn<\"M(x: f32[B, 4]) -> f32[B, 4]\">"));
  });
});

test('--check tells what would change, and changes nothing', async () => {
  const folder = project({ 'tsconfig.json': tsconfig(), ...sources });
  const { code, said } = await run('--check', '-p', folder);
  expect(code).toBe(1);
  expect(said).toMatch(/a\.ts: 1 type\n[^]*3 types to be written in 2 files of 4$/);
  expect(textsOf(folder)).toEqual(sources);
});

test('paths choose among the files of the project', async () => {
  const folder = project({ 'tsconfig.json': tsconfig(), ...sources });
  expect((await run('-p', folder, join(folder, 'b.tsx'))).said).toMatch(/2 types written in 1 file of 1$/);
  expect(textsOf(folder)['a.ts']).toBe(sources['a.ts']);
  const other = project({ 'x.ts': '' });
  expect(await run('-p', folder, other)).toMatchObject({ code: 2, said: expect.stringMatching(/is not part of the project/) as string });
  expect(await run('-p', folder, join(folder, 'absent.ts'))).toMatchObject({ code: 2 });
});

test('projects that a project refers to', async () => {
  const folder = project({
    'tsconfig.json': JSON.stringify({ files: [], references: [{ path: './lib' }] }),
    'lib/tsconfig.json': JSON.stringify({ compilerOptions: { composite: true, module: 'NodeNext' }, include: ['*.ts'] }), 'lib/a.ts': sources['a.ts'],
  });
  expect((await run('-p', folder)).said).toMatch(/1 type written in 1 file of 1$/);
});

test.each<[args: readonly string[], said: RegExp]>([
  [['--wrong'], /there is no option --wrong/], [['-p', '/nowhere'], /NN1002 .*does not exist/],
])('misuse: %j', async (args, said) => expect(await run(...args)).toMatchObject({ code: 2, said: expect.stringMatching(said) as string }));

test('declarations of .nn files: written, renewed, taken away; those of others stay', async () => {
  const net = 'model Half(x: f32[B, N]) -> f32[B, N] = x * 0.5\nmodel Net(x: f32[B, 4]) -> f32[B, 4] = x |> Half\n';
  const folder = project({ 'tsconfig.json': tsconfig(), 'net.nn': net, 'wrong.nn': 'model M(x: f32[B, 4]) -> f32[B, 3] = x', 'other.nn': net, 'other.d.nn.ts': 'export const Net: unknown;\n', 'a.ts': '' });
  expect(await run('--declarations', '--check', '-p', folder)).toMatchObject({ code: 1, said: expect.stringMatching(/net\.d\.nn\.ts: written\n.*wrong\.nn: has mistakes, so nothing is declared/) as string });
  await run('--declarations', '-p', folder);
  const texts = textsOf(folder);
  expect(Object.keys(texts)).toEqual(['a.ts', 'net.d.nn.ts', 'net.nn', 'other.d.nn.ts', 'other.nn', 'wrong.nn']);
  expect(texts['other.d.nn.ts']).toBe('export const Net: unknown;\n');
  expect(texts['net.d.nn.ts']).toMatch(/^\/\/ Written by cotangent codemod from net\.nn\.\nexport declare const Half: [^]*"Net\(x: f32\[B, 4\]\) -> f32\[B, 4\]"[^]*export default Net;\n$/);
  expect((await run('--declarations', '--check', '-p', folder)).code).toBe(0);
  expect(await run('--declarations', '--remove', '-p', folder, join(folder, 'net.nn'))).toMatchObject({ code: 0 });
  expect(Object.keys(textsOf(folder))).toEqual(['a.ts', 'net.nn', 'other.d.nn.ts', 'other.nn', 'wrong.nn']);
});

test('TypeScript takes what is written: one declaration per file, and a wrong call is told', async () => {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const user = "import type { Tensor } from 'cotangent';\nimport { Mlp } from './a.ts';\ndeclare const x: Tensor<[2, 783], 'f32'>;\nMlp(Mlp.init(null!), x);\nimport Net from './c.nn';\nNet(Net.init(null!), x);\n";
  const folder = project({
    'tsconfig.json': tsconfig({ isolatedDeclarations: true, declaration: true, allowImportingTsExtensions: true, allowArbitraryExtensions: true, paths: { cotangent: [`${root}index.ts`] } }), 'a.ts': sources['a.ts'], 'b.ts': user,
    'c.nn': 'model Net(x: f32[B, 4]) -> f32[B, 4] = x |> linear(4)\n',
  });
  const compiled = (): string[] => {
    const { stdout } = spawnSync(process.execPath, [join(root, 'node_modules/typescript7/bin/tsc'), '-p', '.', '--pretty', 'false'], { cwd: folder, encoding: 'utf8' });
    return stdout.split('\n').filter((line) => /^[ab]\.ts/.test(line)).map((line) => line.replace(/: error (TS\d+): (.*)/, (_, code: string, message: string) => (sentenceOf(message) === message ? ` ${code}` : ` ${code} ${sentenceOf(message)}`)));
  };
  expect(compiled()).toEqual(['a.ts(4,15) TS9010', 'b.ts(5,17) TS2307']);
  await run('--declarations', '-p', folder);
  expect(compiled()).toEqual(['b.ts(4,22) TS2345 Mlp: axis 1 of x must be 784, but got 783 in f32[2, 783]', 'b.ts(6,22) TS2345 Net: axis 1 of x must be 4, but got 783 in f32[2, 783]']);
});
