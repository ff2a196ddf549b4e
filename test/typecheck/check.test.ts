import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { layers } from '../../nn/library.ts';
import { checkCommand } from '../../typecheck/commands/check.ts';
import { spent } from '../spent.ts';

let root = '';
const from = process.cwd();
beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'cotangent-check-')));
  // No tsconfig.json is here.
  process.chdir(root);
});
afterAll(() => {
  process.chdir(from);
  rmSync(root, { recursive: true, force: true });
});

function write(name: string, content: string | Uint8Array): string {
  const path = join(root, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '', err = '';
  const code = await checkCommand(args, layers, { out: (l) => { out += `${l}\n`; }, err: (l) => { err += `${l}\n`; } });
  return { code, out: out.replaceAll(root, ''), err: err.replaceAll(root, '') };
}

const good = 'export const M = nn`model M(x: f32[B, 4]) -> f32[B, 2] = x |> linear(2)`;\n';
const wrong = 'import x from "y";\n\nexport const M = nn`\n  model M(x: f32[B, 4]) -> f32[B, 2] = x |> lienar(2)\n`;\n';

describe('files', () => {
  test('without mistakes', async () => expect(await run(write('a/good.ts', good))).toEqual({ code: 0, out: 'no mistakes in 1 model, 1 file\n', err: '' }));
  test('with one', async () => expect(await run(write('a/wrong.ts', wrong))).toEqual({
    code: 1, err: '',
    out: `/a/wrong.ts:4:45  NN0302  unknown layer 'lienar'\n  4 |   model M(x: f32[B, 4]) -> f32[B, 2] = x |> lienar(2)\n    |                                             ^^^^^^\nhint: did you mean linear?\n\n1 error in 1 model, 1 file\n`,
  }));
  test('warnings do not fail', async () => {
    const { code, out } = await run(write('a/unused.nn', 'model M(x: f32[B]) -> f32[B] { let y = x\n return x }'));
    expect(code).toBe(0);
    expect(out).toContain('1:36  warning NN0390  let y is never used');
    expect(out).toContain('1 warning in 1 model, 1 file');
  });
  test('line ends of Windows and a byte order mark', async () => {
    const { code, out } = await run(write('a/windows.ts', `\ufeff${wrong.replaceAll('\n', '\r\n')}`));
    expect(code).toBe(1);
    expect(out).toContain("windows.ts:4:45  NN0302  unknown layer 'lienar'\n  4 |   model M(x: f32[B, 4]) -> f32[B, 2] = x |> lienar(2)\n");
    expect((await run(write('a/mark.nn', '\ufeffmodel M(x: f32[B]) -> f32[B] = x'))).code).toBe(0);
  });
  test('holes: models of the file, numbers, and what is not known', async () => {
    const code = `${good}const A = nn\`model A(x: f32[B, 4]) -> f32[B, 3] = x |> \${M} |> linear(\${3})\`;
const C = nn\`model C(x: f32[B, 5]) -> f32[B, 3] = x |> \${M}\`;
const D = nn\`model D(x: f32[B, 5]) -> f32[B, 3] = x |> \${other(nn\`model E(x: f32[B]) -> f32[C] = x\`)} |> linear(4)\`;`;
    expect((await run(write('a/holes.ts', code))).out.match(/^\/a.*$/gm)).toEqual([
      '/a/holes.ts:3:56  NN0319  M: axis 1 of x must be 4, but got 5 in f32[B, 5]',
      '/a/holes.ts:4:93  NN0303  unknown size \'C\'',
    ]);
  });
  test('a text of a megabyte', async () => {
    const path = write('a/large.ts', `${good}${'// `\n'.repeat(200_000)}`);
    let done: ReturnType<typeof run> | undefined;
    expect(spent(() => { done = run(path); })).toBeLessThan(2000);
    expect((await done!).code).toBe(0);
  });
});

describe('folders', () => {
  test('are searched, but for what is not ours', async () => {
    write('b/one.ts', good);
    write('b/in/two.nn', 'model N(x: f32[B]) -> f32[C] = x');
    write('b/node_modules/p/index.js', wrong);
    write('b/.hidden/x.ts', wrong);
    write('b/types.d.ts', wrong);
    write('b/image.ts', new Uint8Array([0, 1, 2, 0]));
    write('b/read.md', wrong);
    symlinkSync(join(root, 'b'), join(root, 'b/circle'));
    const { code, out, err } = await run(join(root, 'b'));
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toContain("/b/in/two.nn:1:27  NN0303  unknown size 'C'");
    expect(out).toContain('1 error in 2 models, 2 files');
  });
  test('a file named twice is checked once', async () => {
    const path = write('c/one.ts', good);
    expect((await run(path, join(root, 'c'), path)).out).toBe('no mistakes in 1 model, 1 file\n');
  });
});

describe('what cannot be read', () => {
  test.each<[string, () => string, RegExp]>([
    ['nothing there', () => join(root, 'none.ts'), /none\.ts does not exist/],
    ['not a text', () => write('d/x.nn', new Uint8Array([0, 1])), /x\.nn is not a text/],
    ['another kind', () => write('d/x.png', 'x'), /x\.png is of no kind that holds templates\nhint: give a folder or one of \.nn \.ts/],
    ['a name that is too long', () => join(root, 'x'.repeat(5000)), /the name is too long/],
    ['a file used as a folder', () => join(write('d/y.ts', good), 'z.ts'), /a part of the path is not a folder/],
  ])('%s', async (_, path, message) => {
    const { code, err } = await run(path());
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });
  test('the others are checked all the same', async () => {
    const { code, out, err } = await run(join(root, 'none.ts'), write('d/wrong.ts', wrong));
    expect(code).toBe(2);
    expect(out).toContain('NN0302');
    expect(err).toContain('does not exist');
  });
});

describe('the command', () => {
  test('without paths', async () => expect(await run()).toMatchObject({ code: 2, err: expect.stringContaining('which files or folders?') }));
  test('with an option that is not there', async () => expect(await run('--jsn', 'x')).toMatchObject({ code: 2, err: expect.stringContaining('there is no option --jsn\nhint: did you mean --json?') }));
  test('help', async () => expect(await run('--help')).toMatchObject({ code: 0, out: expect.stringContaining('cotangent check [-p PATH]') }));
  test('a path that begins with a dash', async () => expect((await run('--', '-x.ts')).err).toContain('-x.ts does not exist'));
  test('as JSON', async () => {
    const { code, out } = await run('--json', write('e/wrong.ts', wrong));
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual({
      files: 1, models: 1, errors: 1, warnings: 0, unread: [],
      diagnostics: [{ file: '/e/wrong.ts', line: 4, column: 45, endLine: 4, endColumn: 51, code: 'NN0302', severity: 'error', message: "unknown layer 'lienar'", hint: 'did you mean linear?', related: [] }],
    });
  });
});
