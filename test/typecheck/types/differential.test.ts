/**
 * Random models, by the checker and by the types: what one refuses the other refuses, in the checker's words and at its line; what
 * both accept has one signature. One run of TypeScript looks at all of them.
 */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lex, spanOf } from '../../../dsl/lexer.ts';
import { parse } from '../../../dsl/parse.ts';
import { source } from '../../../dsl/source.ts';
import { layers } from '../../../nn/library.ts';
import { check } from '../../../typecheck/check.ts';
import { mainModel } from '../../../typecheck/model.ts';
import { models as six } from '../../dsl/models.ts';
import { project, root, type Project } from '../../types/project.ts';
import { randomModel } from './randomModel.ts';

const models = 2000;

/** The checker's sentences with their lines, or the signature. */
function byChecker(text: string): { readonly signature?: string; readonly sentences: readonly string[] } {
  const { tree, diagnostics } = parse(source(text)), checked = check(tree, layers);
  const sentences = [...diagnostics, ...checked.diagnostics].filter((d) => d.severity === 'error').map((d) => `line ${text.slice(0, d.span.start).split('\n').length}: ${d.message}`);
  return sentences.length > 0 ? { sentences } : { sentences, signature: mainModel(tree, checked.models)!.signature };
}

let users: Project;
beforeAll(async () => { users = await project({ noEmit: false, declaration: true, emitDeclarationOnly: true, outDir: 'out' }); }, 120_000);
afterAll(() => users?.remove());

/** What the types find of each text: [the mistake, the signature]. */
async function byTypes(texts: readonly string[]): Promise<readonly (readonly [string | undefined, string])[]> {
  rmSync(join(users.folder, 'out'), { recursive: true, force: true });
  users.write('models.ts', `import type { MistakeIn, SignatureOf } from './node_modules/cotangent/dist/typecheck/types/source.js';\ndeclare const found: <T extends string>() => { readonly mistake: MistakeIn<T>; readonly signature: SignatureOf<T> };\n${texts.map((t, i) => `export const m${i} = found<${JSON.stringify(t)}>();`).join('\n')}\n`);
  const said = await users.check('7.0');
  expect(said).toBe('');
  return readFileSync(join(users.folder, 'out/models.d.ts'), 'utf8').split('export declare const m').slice(1).map((text) => {
    // No half sentence, `line 1: ${string}`, is among them.
    const [, mistake, signature] = /mistake: (undefined|"(?:[^"\\]|\\.)*");\s*readonly signature: (string|"(?:[^"\\]|\\.)*");/.exec(text)!;
    const plain = (t: string): string => (t.startsWith('"') ? JSON.parse(t) as string : t);
    return [mistake === 'undefined' ? undefined : plain(mistake!), plain(signature!)] as const;
  });
}

test(`${models} random models: the types refuse what the checker refuses, in its words`, async () => {
  const texts = Array.from({ length: models }, (_, seed) => randomModel(seed)), found = await byTypes(texts);
  let refused = 0;
  const differences = texts.flatMap((text, i) => {
    const { sentences, signature } = byChecker(text), [mistake, typed] = found[i]!;
    if (mistake !== undefined) refused++;
    // A size that types do not work out is shown as ?.
    const same = mistake === undefined ? sentences.length === 0 : sentences.some((s) => pattern(mistake).test(s));
    return same && (signature === undefined || typed === signature) ? [] : [{ text, sentences, mistake, signature, typed }];
  });
  expect(differences).toEqual([]);
  expect(refused).toBeGreaterThan(models / 3);
  expect(refused).toBeLessThan(models * 0.8);
}, 120_000);

test('the models of the tests are accepted, with their signatures', async () => {
  const folder = join(root, 'test/models'), texts = readdirSync(folder).filter((f) => f.endsWith('.nn')).map((f) => readFileSync(join(folder, f), 'utf8'));
  const found = await byTypes(texts);
  expect(found.map(([mistake]) => mistake)).toEqual(texts.map(() => undefined));
  expect(found.map(([, signature], i) => (signature === 'string' ? signature : signature === byChecker(texts[i]!).signature))).toEqual(texts.map((_, i) => (found[i]![1] === 'string' ? 'string' : true)));
}, 120_000);

test('of texts while they are written the types refuse none that the checker accepts, and say whole sentences', async () => {
  const texts = six.flatMap(({ text }) => lex(text).tokens.filter((_, i) => i % 3 === 0).map(spanOf).map(({ start, end }) => text.slice(0, start) + text.slice(end)));
  expect(texts.length).toBeGreaterThan(300);
  const found = await byTypes(texts);
  expect(texts.flatMap((text, i) => (found[i]![0] !== undefined && byChecker(text).sentences.length === 0 ? [{ text, mistake: found[i]![0] }] : []))).toEqual([]);
}, 120_000);

test('of the models in the docs, wrong ones among them, the types refuse none that the checker accepts', async () => {
  const pages = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.md')).map((f) => readFileSync(join(root, 'docs', f), 'utf8'));
  const texts = pages.flatMap((page) => [...page.matchAll(/```nn\n([^]*?)```/g)].map(([, text]) => text!));
  expect(texts.length).toBeGreaterThan(100);
  const found = await byTypes(texts);
  expect(texts.filter((text, i) => found[i]![0] !== undefined && byChecker(text).sentences.length === 0)).toEqual([]);
}, 120_000);

type Kind = (x: string) => string;
const layered: readonly Kind[] = [(x) => `${x} |> linear(64) |> relu`, (x) => `${x} + ${x}`, (x) => `${x} |> residual { layernorm |> linear(64) |> gelu }`, (x) => `${x} |> softmax |> dropout(0.1)`];
const arithmetic: readonly Kind[] = [(x) => `reshape(${x}, B, 384)`, (x) => `reshape(${x}, B, 24, 16)`, (x) => `${x} @ w`, (x) => `${x} |> reshape(B, 16, 24)`, (x) => `${x} + x`, (x) => `${x} @ v`];
/** A model with statements of these kinds, over and over. */
const long = (statements: number, kinds = layered, inputs = 'x: f32[B, 64]', output = 'f32[B, 64]'): string => {
  const lines = Array.from({ length: statements }, (_, i) => `  let h${i} = ${kinds[i % kinds.length]!(i === 0 ? 'x' : `h${i - 1}`)}`);
  return `model M(${inputs}) -> ${output} {\n${lines.join('\n')}\n  return h${statements - 1}\n}`;
};
const calculating = (statements: number, kinds: readonly Kind[]): string => long(statements, kinds, 'x: f32[B, 16, 24], w: f32[16, 16], v: f32[24, 24]', 'f32[B, 16, 24]');
const instantiations = async (text: string): Promise<number> => {
  users.write('models.ts', `import type { MistakeIn } from './node_modules/cotangent/dist/typecheck/types/source.js';\nexport const m: MistakeIn<${JSON.stringify(text)}> = undefined;\n`);
  const said = await users.check('6.0', ['--extendedDiagnostics', '--noEmit']);
  expect(said).not.toContain('error TS');
  return Number(/Instantiations:\s+(\d+)/.exec(said)![1]);
};

test('a model of 30 statements is little work for TypeScript 6, and one of 400 is not too much', async () => {
  // Against a model with the same constructs, once each: what there is of them is worked out before.
  const few = await instantiations(long(4)), some = await instantiations(long(34));
  expect(some - few).toBeLessThan(12_000);
  await instantiations(long(400));
}, 120_000);

test.each([
  ['products, sums and shapes', arithmetic], ['products', [(x: string) => `${x} @ v`]], ['sums', [(x: string) => `${x} + x`]], ['shapes', arithmetic.filter((kind) => kind('').includes('reshape'))],
])('one of 30 %s is no more', async (_, kinds) => {
  const few = await instantiations(calculating(6, kinds)), some = await instantiations(calculating(36, kinds));
  expect(some - few).toBeLessThan(12_000);
}, 120_000);

test.each([
  ['layers', (i: number): Kind => (x) => `${x} |> linear(${20 + i})`], ['products', (i: number): Kind => (x) => `${x} @ w${i}`],
])('nor is one of 30 %s, each of another size', async (_, kind) => {
  const weights = Array.from({ length: 36 }, (_, i) => `, w${i}: f32[${19 + i}, ${20 + i}]`).join('');
  const sized = (statements: number): string => long(statements, Array.from({ length: statements }, (_, i) => kind(i)), `x: f32[B, 19]${weights}`, `f32[B, ${19 + statements}]`);
  const few = await instantiations(sized(6)), some = await instantiations(sized(36));
  expect(some - few).toBeLessThan(12_000);
}, 120_000);

const pattern = (sentence: string): RegExp => new RegExp(`^${sentence.split('?').map((part) => part.replace(/[.*+^${}()|[\]\\]/g, '\\$&')).join('[^,\\]]+')}$`);
