/** `cotangent check -p`: the same list whichever TypeScript a project has. */
import { mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { layers } from '../../nn/library.ts';
import { checkCommand } from '../../typecheck/commands/check.ts';
import { readCases, updating, writeCases } from '../golden/cases.ts';
import { program } from './mapper/program.ts';
import { projectFiles, scratch, typeScripts } from './projects.ts';

const project = scratch();
const versions = Object.entries(typeScripts);
const types = readFileSync(new URL('projects/cotangent.types', import.meta.url), 'utf8');
const standIn = {
  'tsconfig.json': '{ "compilerOptions": { "strict": true, "target": "es2022", "lib": ["es2022"], "module": "preserve", "moduleResolution": "bundler", "types": [], "noEmit": true } }',
  'node_modules/cotangent/package.json': '{ "name": "cotangent", "version": "0.0.0", "type": "module", "types": "index.d.ts" }',
  'node_modules/cotangent/index.d.ts': types,
};
const made = (files: Readonly<Record<string, string>>): string => realpathSync(project({ ...standIn, ...files }));

const from = process.cwd();
afterAll(() => { process.chdir(from); });

async function run(folder: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '', err = '';
  process.chdir(folder);
  const code = await checkCommand(args, layers, { out: (l) => { out += `${l}\n`; }, err: (l) => { err += `${l}\n`; } });
  return { code, out: out.replaceAll(folder, '.'), err: err.replaceAll(folder, '.') };
}

const cases = new URL('projects/check.txt', import.meta.url);
describe('mistakes', () => {
  const all = readCases(cases), written: string[] = [];
  test.each(all.map((c, i) => ({ ...c, i })))('$title', async ({ input, expected, i }) => {
    const folder = made(projectFiles(input));
    for (const [version, typescript] of versions) {
      const { code, out, err } = await run(folder, '--typescript', typescript);
      written[i] ??= out.trimEnd();
      expect(out.trimEnd(), version).toBe(updating ? written[i] : expected);
      expect({ code, err }).toEqual({ code: 1, err: '' });
    }
    if (updating && i === all.length - 1) writeCases(cases, all.map((c, at) => ({ ...c, expected: written[at]! })));
  }, 180_000);
});

const wrong = {
  'src/a.ts': "import { nn, tensor } from 'cotangent';\nexport const A = nn`model A(x: f32[B, 4]) -> f32[B, 2] = x |> lienar(2)`;\n",
  'src/b.ts': "import { tensor } from 'cotangent';\nimport { A } from './a.js';\nA(A.init(),\n  tensor([1,\n    5]));\n",
};
const typescript = ['--typescript', typeScripts['7.0']!];

describe('the command', () => {
  test('without arguments where a tsconfig.json is; with its folder; with its path', async () => {
    const folder = made(wrong), expected = { code: 1, err: '', out: expect.stringMatching(/^src\/a\.ts:2:63 {2}NN0302 [^]*^src\/b\.ts:4:3 {2}TS2345 [^]*^2 errors in 1 model, 2 files\n$/m) };
    expect(await run(folder, ...typescript)).toEqual(expected);
    expect(await run(folder, '-p', '.', ...typescript)).toEqual(expected);
    expect(await run(folder, '--project=tsconfig.json', ...typescript)).toEqual(expected);
    expect((await run(join(folder, 'src'), '-p', '..', ...typescript)).out).toMatch(/^a\.ts:2:63/);
  });
  test('paths beside a project are checked too, each file once', async () => {
    const folder = made({ ...wrong, 'more/c.nn': 'model C(x: f32[B]) -> f32[C] = x' });
    const { code, out } = await run(folder, '-p', '.', ...typescript, 'more', 'src/a.ts');
    expect(code).toBe(1);
    expect(out.match(/^\S+:\d+:\d+ {2}\S+/gm)).toEqual(['src/a.ts:2:63  NN0302', 'src/b.ts:4:3  TS2345', 'more/c.nn:1:27  NN0305']);
  });
  test('with paths alone no TypeScript is needed', async () =>
    expect((await run(made({ ...wrong, 'tsconfig.json': '{}' }), 'src')).out).toMatch(/^src\/a\.ts:2:63 {2}NN0302 [^]*^1 error in 1 model, 2 files\n$/m));
  test('without mistakes', async () => expect(await run(made({ 'a.ts': 'export {};\n' }), ...typescript)).toEqual({ code: 0, err: '', out: 'no mistakes in 0 models, 1 file\n' }));
  test('as JSON', async () => {
    const { code, out } = await run(made(wrong), '--format', 'json', ...typescript);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      files: 2, models: 1, errors: 2, warnings: 0, unread: [],
      diagnostics: [
        { file: 'src/a.ts', line: 2, column: 63, endLine: 2, endColumn: 69, code: 'NN0302', hint: 'did you mean linear?' },
        { file: 'src/b.ts', line: 4, column: 3, endLine: 5, endColumn: 8, code: 'TS2345', severity: 'error', message: 'x: f32[B, 4] got axis 1 of 5: it must be 4', related: [] },
      ],
    });
  });
  test('for GitHub', async () => {
    const { code, out } = await run(made({ ...wrong, 'src/%,:.ts': 'export const x: { a: { b: string } } = {} as { a: { b: number } };\n' }), '--format=github', ...typescript);
    expect(code).toBe(1);
    expect(out.split('\n')).toEqual([
      "::error file=src/%25%2C%3A.ts,line=1,endLine=1,col=14,endColumn=15,title=TS2322::Type '{ a: { b: number; }; }' is not assignable to type '{ a: { b: string; }; }'.%0A  The types of 'a.b' are incompatible between these types.%0A    Type 'number' is not assignable to type 'string'.",
      "::error file=src/a.ts,line=2,endLine=2,col=63,endColumn=69,title=NN0302::unknown layer 'lienar'%0Ahint: did you mean linear?",
      '::error file=src/b.ts,line=4,endLine=5,title=TS2345::x: f32[B, 4] got axis 1 of 5: it must be 4',
      '3 errors in 1 model, 3 files', '',
    ]);
  });
  test.each<[string, readonly string[], RegExp]>([
    ['a tsconfig.json that is not there', ['-p', 'gone'], /NN1002 \.\/gone does not exist\nhint: /],
    ['no such TypeScript', ['--typescript', 'gone'], /NN1000 gone is no TypeScript/],
    ['no such format', ['--format', 'xml'], /there is no format xml\nhint: one of pretty, json, github/],
    ['an option without its value', ['-p'], /-p needs a value/],
    ['a value for an option that has none', ['--json=1'], /--json takes no value/],
    ['--watch without a project', ['--watch', '.'], /--watch is for projects\nhint: name one with -p PATH/],
  ])('%s', async (_, args, message) => expect(await run(made({}), ...args)).toMatchObject({ code: 2, out: '', err: expect.stringMatching(message) }));
  test('a file that cannot be read', async () => {
    const { code, err } = await run(made(wrong), '-p', '.', ...typescript, 'gone.ts');
    expect({ code, err }).toEqual({ code: 2, err: 'cotangent check: gone.ts does not exist\n' });
  });
  test('a file of a megabyte', async () => {
    const { code, out } = await run(made({ 'a.ts': `${'// nn`\n'.repeat(150_000)}${wrong['src/a.ts']}` }), ...typescript);
    expect(code).toBe(1);
    expect(out).toMatch(/^a\.ts:150002:63 {2}NN0302/);
  });
});

test('.nn files are read through TypeScript 7.1, and checked here', async () => {
  const { folder, remove } = await program();
  const { out, err } = await run(folder);
  remove();
  expect(err).toBe('');
  expect(out.match(/^\S+:\d+:\d+ {2}\S+/gm)).toEqual(['src/mlp.nn:6:46  NN0302', 'src/use.ts:7:38  TS2345', 'src/use.ts:9:14  TS2322']);
  expect(out).toMatch(/3 errors in 2 models, 2 files\n$/);
});

test('when TypeScript breaks down, that is what is said', async () => {
  const api = "export class API { updateSnapshot() { return { getProject() { throw new Error('out of order'); }, dispose() {} }; } close() {} }";
  const typescript = { 'node_modules/typescript/package.json': '{ "name": "typescript", "version": "7.0.9", "type": "module", "exports": { "./package.json": "./package.json", "./unstable/sync": "./api.js" } }', 'node_modules/typescript/api.js': api };
  expect(await run(made(typescript))).toEqual({ code: 2, out: '', err: expect.stringMatching(/^cotangent check: NN1006 TypeScript 7\.0\.9 broke down: out of order\nhint: /) });
});

describe.each([['6.0'], ['7.0'], ['7.1']])('a watched project, TypeScript %s', (version) => {
  test('is checked again when it has changed', async () => {
    const folder = made({ ...wrong, 'src/a.ts': wrong['src/a.ts'].replace('lienar', 'linear') });
    let out = '', told = (): void => {};
    const controller = new AbortController();
    process.chdir(folder);
    const code = checkCommand(['--watch', '--typescript', typeScripts[version]!], layers, { out: (l) => { out += `${l}\n`; told(); }, err: (l) => { out += `${l}\n`; } }, controller.signal);
    /** What is said up to the next pause. */
    const said = async (): Promise<string> => {
      while (!out.includes('watching for changes\n')) await new Promise<void>((resolve) => { told = resolve; });
      const text = out;
      out = '';
      return text;
    };
    expect(await said()).toMatch(/^src\/b\.ts:4:3 {2}TS2345 [^]*^1 error in 1 model, 2 files\n\nwatching for changes\n$/m);
    // The signature of another file.
    writeFileSync(join(folder, 'src/a.ts'), wrong['src/a.ts'].replace('lienar', 'linear').replace('B, 4]', 'B, 5]'));
    expect(await said()).toBe('\nsrc/a.ts changed\n\nno mistakes in 1 model, 2 files\n\nwatching for changes\n');
    // Not a file of the project; then one that comes, in a folder that comes, and goes.
    writeFileSync(join(folder, 'src/notes.txt'), 'x');
    mkdirSync(join(folder, 'src/new'));
    writeFileSync(join(folder, 'src/new/c.ts'), 'export const c: string = 1;\n');
    expect(await said()).toMatch(/^\nsrc\/new\/c\.ts changed\n\nsrc\/new\/c\.ts:1:14 {2}TS2322 /);
    rmSync(join(folder, 'src/new'), { recursive: true });
    expect(await said()).toBe('\nsrc/new/c.ts changed\n\nno mistakes in 1 model, 2 files\n\nwatching for changes\n');
    // The configuration, wrong and mended.
    const config = readFileSync(join(folder, 'tsconfig.json'), 'utf8');
    writeFileSync(join(folder, 'tsconfig.json'), config.replace('"strict"', '"noUnusedLocals": true, "strict"'));
    expect(await said()).toMatch(/^\ntsconfig\.json changed\n\nsrc\/a\.ts:1:14 {2}TS6133 {2}'tensor' is declared but its value is never read\./);
    rmSync(join(folder, 'tsconfig.json'));
    expect(await said()).toMatch(/^\ntsconfig\.json changed\n\ncotangent check: NN1002 /);
    writeFileSync(join(folder, 'tsconfig.json'), config);
    expect(await said()).toMatch(/no mistakes in 1 model, 2 files/);
    controller.abort();
    expect(await code).toBe(0);
    expect(out).toBe('');
  });
});
