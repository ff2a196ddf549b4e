/** The plugin with the types that the library has. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cleanUp, Editor, type Body } from './tsserver.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const models = `import { nn, random, type Tensor } from 'cotangent';
export const Enc = nn\`model Enc(x: f32[B, 784]) -> f32[B, 32] = x |> linear(32) |> relu\`;
export const Mlp = nn\`model Mlp(x: f32[B, 784]) -> f32[B, 10] {
  let h = x |> \${Enc}
  return h |> linear(10)
}\`;
const parameters = Enc.init(random.key(0));
declare const x: Tensor<[8, 784], 'f32'>, narrow: Tensor<[8, 783], 'f32'>;
export const right = Enc(parameters, x);
export const wrong = Enc(parameters, narrow);
export const another = Mlp(parameters, x);
parameters.linear.weight satisfies 1;
parameters.lineal;
`;

const outer = `import { nn, random } from 'cotangent';
import { Enc } from './models.ts';
export const Outer = nn\`model Outer(x: f32[B, 784]) -> f32[B, 10] = x |> \${Enc} |> linear(10)\`;
const parameters = Outer.init(random.key(0));
export const { weight } = parameters.hole0.linear, { bias } = parameters.linear;
parameters.hole0.lineal;
`;

let editor: Editor;
beforeAll(async () => {
  editor = await Editor.start('typescript', { 'models.ts': models, 'outer.ts': outer }, {
    compilerOptions: { paths: { cotangent: [`${root}/index.ts`] }, lib: ['ES2023', 'ESNext.Disposable', 'DOM'], types: ['node'], typeRoots: [`${root}/node_modules/@types`] },
  });
  await editor.open('models.ts');
  await editor.open('outer.ts');
}, 60_000);
afterAll(() => { editor.stop(); cleanUp(); });

test('mistakes are sentences', async () => {
  expect(await editor.errors('models.ts')).toEqual([
    'narrow: TS2345 Enc: axis 1 of x must be 784, but got 783 in f32[8, 783]',
    'parameters: TS2345 Mlp: these are the parameters of Enc',
    "satisfies: TS1360 Type 'Tensor<[784, 32], \"f32\">' does not satisfy the expected type '1'.",
    expect.stringMatching(/^lineal: TS2551 Property 'lineal' does not exist .* Did you mean 'linear'\?$/),
  ]);
});

test.each([
  ['const ^Enc', 'const Enc: Model<"Enc(x: f32[B, 784]) -> f32[B, 32]">'], ['${^Enc}', 'const Enc: Model<"Enc(x: f32[B, 784]) -> f32[B, 32]">'],
  ['const ^right', 'const right: Tensor<[8, 32], "f32">'], ['^linear(10)', 'linear: f32[B, 32] -> f32[B, 10]'],
])('hover at %s', async (marked, shown) => expect((await editor.request('quickinfo', editor.at('models.ts', marked))).displayString).toBe(shown));

describe('an imported model in a hole', () => {
  test('has its parameters in those of the outer one', async () => {
    expect(await editor.errors('outer.ts')).toEqual([expect.stringMatching(/^lineal: TS2551 Property 'lineal' does not exist on type 'EncParameters & OwnedBy<.*>'\. Did you mean 'linear'\?$/)]);
  });
  test.each([
    ['const { ^weight', 'const weight: Tensor<[784, 32], "f32">'], ['{ ^bias', 'const bias: Tensor<[10], "f32">'], ['hole0.^linear', '(property) EncParameters.linear: {\n    readonly weight: Tensor<[784, 32], "f32">;\n    readonly bias: Tensor<[32], "f32">;\n}'],
  ])('hover at %s', async (marked, shown) => expect((await editor.request('quickinfo', editor.at('outer.ts', marked))).displayString).toBe(shown));
  test('is renamed and found where the user has written it', async () => {
    const at = editor.at('outer.ts', '${^Enc}'), everywhere = ['models.ts:10', 'models.ts:2', 'models.ts:4', 'models.ts:7', 'models.ts:9', 'outer.ts:2', 'outer.ts:3'];
    const places = (file: string, spans: readonly Body[]): string[] => spans.map((s) => `${file.slice(editor.folder.length + 1)}:${s.start.line}`);
    expect((await editor.request('references', at)).refs.flatMap((r: Body) => places(r.file, [r])).sort()).toEqual(everywhere);
    expect((await editor.request('rename', at)).locs.flatMap((l: Body) => places(l.file, l.locs)).sort()).toEqual(everywhere);
  });
});
