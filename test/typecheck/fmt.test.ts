import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { layers } from '../../nn/library.ts';
import { fmtCommand, formatText } from '../../typecheck/commands/fmt.ts';
import { blocksOf } from '../docs/markdown.ts';
import { write } from './projects.ts';

const root = mkdtempSync(join(tmpdir(), 'cotangent-fmt-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function run(args: readonly string[], input = ''): { code: number; out: string; err: string; written: string } {
  let out = '', err = '', written = '';
  const code = fmtCommand(args, layers, { out: (l) => { out += `${l}\n`; }, err: (l) => { err += `${l}\n`; } }, (text) => { written += text; }, () => input);
  return { code, out: out.replaceAll(root, ''), err: err.replaceAll(root, ''), written };
}

let count = 0;
function file(name: string, text: string): string {
  const path = join(root, String(count++), name);
  write(path, text);
  return path;
}

const loose = 'import { nn } from "cotangent";\n\nexport  const A = nn`model A(x:f32[B,4])->f32[B,2]=x|>linear(2)`;  // kept  \n';
const neat = loose.replace('model A(x:f32[B,4])->f32[B,2]=x|>linear(2)', 'model A(x: f32[B, 4]) -> f32[B, 2] = x |> linear(2)');

describe('files', () => {
  test('are written, and then nothing more is to be done', () => {
    const path = file('a.ts', loose);
    expect(run([path])).toEqual({ code: 0, err: '', written: '', out: expect.stringMatching(/^\/\d+\/a\.ts\n1 file of 1 formatted\n$/) });
    expect(readFileSync(path, 'utf8')).toBe(neat);
    expect(run([path])).toMatchObject({ code: 0, out: '0 files of 1 formatted\n' });
  });
  test('--check writes nothing', () => {
    const path = file('a.ts', loose);
    expect(run(['--check', path])).toMatchObject({ code: 1, out: expect.stringMatching(/a\.ts is not formatted\n1 file of 1 not formatted\n$/) });
    expect(readFileSync(path, 'utf8')).toBe(loose);
    expect(run(['--check', file('b.ts', neat)])).toMatchObject({ code: 0, out: '0 files of 1 not formatted\n' });
  });
  test('a byte order mark and line ends of Windows stay', () => {
    const path = file('a.nn', '\ufeffmodel A(x:f32[B,4])->f32[B,2] {\r\nreturn x|>linear(2)\r\n}\r\n');
    expect(run([path]).code).toBe(0);
    expect(readFileSync(path, 'utf8')).toBe('\ufeffmodel A(x: f32[B, 4]) -> f32[B, 2] = x |> linear(2)\r\n'.replace('= x |> linear(2)', '{\r\n  return x |> linear(2)\r\n}'));
  });
  test('what is not UTF-8 is not written', () => {
    const path = file('a.ts', '');
    write(path, loose);
    const latin = Buffer.concat([Buffer.from([0x2f, 0x2f, 0xe9, 0x0a]), Buffer.from(loose)]);
    write(path, latin as unknown as string);
    expect(run([path])).toMatchObject({ code: 2, err: expect.stringMatching(/a\.ts cannot be written, or is not UTF-8/) });
    expect(readFileSync(path)).toEqual(latin);
  });
  test('folders, and what cannot be read', () => {
    const path = file('in/a.ts', loose);
    expect(run([join(path, '../..'), join(root, 'none')])).toMatchObject({ code: 2, out: expect.stringContaining('1 file of 1 formatted'), err: 'cotangent fmt: /none does not exist\n' });
  });
});

describe('templates', () => {
  test('with mistakes of syntax are left alone, and said; the others are formatted', () => {
    const wrong = 'const B = nn`model B(x:f32[B,4])->f32[B,2]=x|>linear(`;\n', path = file('a.ts', wrong + loose);
    expect(run([path])).toMatchObject({ code: 1, out: expect.stringContaining('1 file of 1 formatted, 1 template with mistakes left alone'), err: expect.stringMatching(/a\.ts:1:\d+ {2}NN0102 {2}[^\n]+\nleft as it is\n$/) });
    expect(readFileSync(path, 'utf8')).toBe(wrong + neat);
  });
  test('mistakes of shape are no hindrance', () =>
    expect(formatText('a.ts', 'nn`model A(x:f32[B,4])->f32[B,3]=x|>linear(2)`', layers)).toEqual({ text: 'nn`model A(x: f32[B, 4]) -> f32[B, 3] = x |> linear(2)`', broken: [] }));
  test('holes and all around stay as they are', () => {
    const text = 'const s = `a  b`, r = /`/;\nf( nn`model A(x:f32[B,4])->f32[B,2]=x|>${ g( nn`model I(x:f32[B])->f32[B]=x`,`x  ${1}` ) }|>linear(2)` );\n';
    expect(formatText('a.ts', text, layers).text).toBe('const s = `a  b`, r = /`/;\nf( nn`model A(x: f32[B, 4]) -> f32[B, 2] = x |> ${ g( nn`model I(x: f32[B]) -> f32[B] = x`,`x  ${1}` ) } |> linear(2)` );\n');
  });
  test('formatting twice is formatting once', () => {
    const models = blocksOf(readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8')).filter((b) => b.language === 'nn').map((b) => b.text.replaceAll(', ', ',  '));
    const sound = models.filter((text) => formatText('a.nn', text, layers).broken.length === 0);
    expect(sound.length).toBeGreaterThan(100);
    const once = sound.map((text) => formatText('a.nn', text, layers).text);
    expect(once.map((text) => formatText('a.nn', text, layers).text)).toEqual(once);
  });
});

describe('the standard input', () => {
  test('is read, and written formatted', () => {
    expect(run(['--stdin', '--file', 'a.ts'], loose)).toEqual({ code: 0, out: '', err: '', written: neat });
    expect(run(['--stdin', '--file=a.nn'], 'model A(x:f32[B])->f32[B]=x')).toMatchObject({ code: 0, written: 'model A(x: f32[B]) -> f32[B] = x\n' });
  });
  test('a mistake of syntax: the text comes back as it was', () => {
    expect(run(['--stdin', '--file', 'a.nn'], 'model A(')).toMatchObject({ code: 1, written: 'model A(', err: expect.stringMatching(/^a\.nn:1:9 {2}NN0102/) });
  });
  test('--check', () => {
    expect(run(['--stdin', '--check', '--file', 'a.ts'], loose)).toMatchObject({ code: 1, written: '' });
    expect(run(['--stdin', '--check', '--file', 'a.ts'], neat)).toMatchObject({ code: 0, written: '' });
  });
});

test.each<[string, readonly string[], RegExp]>([
  ['without paths', [], /which files or folders\?/],
  ['--stdin without a name', ['--stdin'], /--stdin needs the name of a file/],
  ['--stdin with a name of another kind', ['--stdin', '--file', 'a.md'], /a\.md is of no kind that holds templates/],
  ['--stdin with paths', ['--stdin', '--file', 'a.ts', 'b.ts'], /--stdin takes no paths/],
  ['--file alone', ['--file', 'a.ts'], /--file goes with --stdin/],
  ['another option', ['--chekc', 'a'], /there is no option --chekc\nhint: did you mean --check\?/],
])('misuse: %s', (_, args, message) => expect(run(args)).toMatchObject({ code: 2, err: expect.stringMatching(message) }));
test('help', () => expect(run(['--help'])).toMatchObject({ code: 0, out: expect.stringContaining('cotangent fmt [--check] PATH…') }));
