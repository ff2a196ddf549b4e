/**
 * A library's own declaration files: whatever it exports that came from this package can be named there, by `cotangent` and `cotangent/types`.
 * Without that TypeScript refuses the export ("cannot be named without a reference to …"). types.ts is made from what it asks for: UPDATE=1.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { updating } from '../golden/cases.ts';
import { project, read, root, type Project } from './project.ts';

/** Functions under names of the library's own. */
const functions = `import * as c from 'cotangent';
export const exp = c.exp, activation = c.gelu, normal = c.softmax, loss = c.crossEntropy, distance = c.mse, plus = c.add, product = c.matmul, total = c.sum, mean = c.mean, join = c.concat, pile = c.stack,
  order = c.sort, top = c.topK, shape = c.reshape, swap = c.transpose, zeros = c.zeros, like = c.onesLike, random = c.random.normal, optimizer = c.adamw, slow = c.sgd, power = c.pow, bits = c.bitwiseAnd;
`;

const results = `import { adam, grad, jit, nn, random, sgd, trainStep, tree, valueAndGrad, zeros, type Dim, type Tensor, type Written } from 'cotangent';
interface EncParameters { readonly linear: { readonly weight: Tensor<[784, 32], 'f32'> } }
declare const _0: Written<'Enc(x: f32[B, 784]) -> f32[B, 32]', EncParameters>;
export const Enc = nn(_0), Call = nn('model Call<C = 8>(x: f32[B, 4]) -> f32[B, C] = x |> linear(C)'), Tag = nn\`model Tag(x: f32[B, 4]) -> f32[B, 4] = x\`;
const x = zeros([3, 784]), key = random.key(0);
export const enc = Enc.init(key), call = Call.init(key), tag = Tag.init(key), wide = Call.with({ C: 9 });
export const y = Enc(enc, x), tagged = Tag(tag, x), applied = Enc.apply(enc, [x]), part = { weights: enc.linear, all: [enc, enc] };
const loss = (p: typeof enc, x: Tensor<[3, 784], 'f32'>) => Enc(p, x).sum();
export const gradient = grad(loss), given = valueAndGrad(loss)(enc, x), compiled = jit(loss), doubled = tree.map((w: Tensor) => w.mul(2), enc);
export const step = trainStep(loss, sgd({ learningRate: 1 })), state = step.init(enc, key), optimizer = adam({ learningRate: 1 });
export const layer = <B extends Dim>(h: Tensor<[B, 784], 'f32'>) => Enc(enc, h).exp();
`;

/** types.ts, from the files that types are in and their names. */
function written(wanted: ReadonlyMap<string, ReadonlySet<string>>): string {
  const seen = new Set<string>();
  const lines = [...wanted].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, names]) => {
    const list = [...names].sort().map((name) => {
      const other = seen.has(name) ? `${name} as ${name}Of${path.replace(/^.*\/(\w)|.*/, (_, c: string) => c.toUpperCase())}` : name;
      seen.add(name);
      return other;
    });
    return `export type { ${list.join(', ')} } from './${path}.ts';\n`;
  });
  return `/** Types that functions and their results have and that nobody needs to write: here so that declaration files of other packages can name them. Made by test/types/declarations.test.ts. */\n${lines.join('')}`;
}

let users: Project;
beforeAll(async () => {
  if (updating) {
    const wanted = new Map<string, Set<string>>();
    for (let size = -1, count = 0; size < count;) {
      size = count;
      writeFileSync(join(root, 'types.ts'), written(wanted));
      const draft = await project({ declaration: true });
      draft.write('functions.ts', functions);
      draft.write('results.ts', results);
      for (const [, name, path] of (await draft.check('7.0')).matchAll(/(?:reference to|using name) '(\w+)' from (?:external module )?['"][^'"]*\/node_modules\/cotangent\/dist\/([\w/]+)(?:\.js)?['"]/g)) {
        const names = wanted.get(path!) ?? new Set();
        wanted.set(path!, names.add(name!));
      }
      draft.remove();
      count = [...wanted.values()].reduce((n, names) => n + names.size, 0);
    }
  }
  users = await project({ declaration: true });
}, 300_000);
afterAll(() => users?.remove());

test.each(['5.9', '6.0', '7.0', '7.1'] as const)('TypeScript %s', async (version) => {
  users.write('functions.ts', functions);
  users.write('results.ts', results);
  expect(await users.check(version)).toBe('');
}, 120_000);

test('types.ts exports types alone', () => expect(read('types.ts').split('\n').slice(1, -1).filter((line) => !line.startsWith('export type { '))).toEqual([]));
