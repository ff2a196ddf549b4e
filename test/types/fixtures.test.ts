/**
 * types-test/ under every TypeScript: a line that ends in `// ~ SENTENCE` must be refused with it (or with the code, `// ~ TS2322`, where
 * the words are TypeScript's own), all others must pass; and tsd, for which `expectType` means the very same type.
 */
import { cpSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sentenceOf } from '../../typecheck/sentence.ts';
import { project, read, root, typescripts, type Project, type Version } from './project.ts';

const { default: tsd } = createRequire(import.meta.url)('tsd') as typeof import('tsd');
const fixtures = readdirSync(join(root, 'types-test'), { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.test-d.ts')).sort();

/** `path:line` and what is said there. */
type Said = readonly string[];

const expected: Said = fixtures.flatMap((path) => read(`types-test/${path}`).split('\n').flatMap((line, i) => {
  const sentence = /\/\/ ~ (.*)$/.exec(line)?.[1];
  return sentence === undefined ? [] : [`${path}:${i + 1} ${sentence}`];
}));
const wanted = new Map(expected.map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]));
/** The sentence, or TypeScript's code where that is what is wanted of the line. */
const said = (path: string, line: number, code: string, message: string): string => `${path}:${line} ${wanted.get(`${path}:${line}`) === code ? code : sentenceOf(message)}`;

let users: Project;
beforeAll(async () => {
  users = await project();
  cpSync(join(root, 'types-test'), users.folder, { recursive: true, filter: (from) => !from.endsWith('tsconfig.json') });
}, 120_000);
afterAll(() => users?.remove());

test.each(Object.keys(typescripts) as Version[])('TypeScript %s', async (version) => {
  // What does not begin a line of its own goes on with the message before.
  const messages = (await users.check(version)).trim().split(/\n(?! )/);
  const found = messages.flatMap((text) => {
    const [, path, line, code, message] = /^(.+?)\((\d+),\d+\): error (TS\d+): ([^]*)$/.exec(text) ?? [];
    return path === undefined ? (text === '' ? [] : [text]) : [said(path, Number(line), code!, message!)];
  });
  expect(found.sort()).toEqual([...expected].sort());
}, 120_000);

test('tsd', async () => {
  const found = (await tsd({ cwd: users.folder, typingsFile: 'index.d.ts', testFiles: fixtures }))
    .filter(({ fileName }) => fileName.endsWith('.test-d.ts'))
    .map(({ fileName, line, message }) => {
      const path = fixtures.find((f) => fileName.endsWith(f))!, at = `${path}:${line}`;
      // tsd gives no codes.
      return /^TS\d+$/.test(wanted.get(at) ?? '') ? `${at} ${wanted.get(at)}` : `${at} ${sentenceOf(message)}`;
    });
  expect(found.sort()).toEqual([...expected].sort());
}, 120_000);
