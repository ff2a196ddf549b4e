/** The language server over the package's own types, not the few that the other tests have. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Hover } from 'vscode-languageserver-protocol';
import { folderOf, folderOfFiles, start, typescripts } from './client.ts';
import { problems } from './scenario.ts';

const root = join(import.meta.dirname, '../../..');

const files = {
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      strict: true, target: 'es2022', module: 'esnext', moduleResolution: 'bundler', types: ['node'], typeRoots: [join(root, 'node_modules/@types')], lib: ['ES2023', 'ESNext.Disposable', 'DOM'],
      noEmit: true, allowImportingTsExtensions: true, skipLibCheck: true, paths: { cotangent: [join(root, 'index.ts')] },
    },
    include: ['*.ts'],
  }),
  'models.ts': "import { nn } from 'cotangent';\n\nexport const Enc = nn`model Enc(x: f32[B, 784]) -> f32[B, 32] = x |> linear(32)`;\n",
  'use.ts': `import { nn, random, type Tensor } from 'cotangent';
import { Enc } from './models.ts';

declare const right: Tensor<[32, 784], 'f32'>, wrong: Tensor<[32, 783], 'f32'>;
const Net = nn\`model Net(x: f32[B, 784]) -> f32[B, 10] = x |> \${Enc} |> linear(10)\`;
const key = random.key(0), ofEnc = Enc.init(key), ofNet = Net.init(key);
export const y = Enc(ofEnc, right), z = Net(ofNet, right);
export const tooNarrow = Enc(ofEnc, wrong);
export const anothers = Enc(ofNet, right);
export const weight: number = ofEnc.linear.weight;
export const ofHole: number = ofNet.hole0.linear.weight;
`,
};

test.each(typescripts)('%s', async (typescript) => {
  const { folder, remove } = folderOfFiles(files);
  const client = await start(folder, { typescript: folderOf(typescript) });
  const u = client.open('use.ts', files['use.ts']);
  expect(await problems(u)).toEqual([
    '8:37 ts2345 Enc: axis 1 of x must be 784, but got 783 in f32[32, 783]',
    '9:29 ts2345 Enc: these are the parameters of Net',
    "10:14 ts2322 Type 'Tensor<[784, 32], \"f32\">' is not assignable to type 'number'.",
    "11:14 ts2322 Type 'Tensor<[784, 32], \"f32\">' is not assignable to type 'number'.",
  ]);
  expect((await u.askAt<Hover>('hover', 'y = Enc')).contents).toMatchObject({ value: expect.stringContaining('const y: Tensor<[32, 32], "f32">') });
  expect(await client.leave()).toBe(0);
  remove();
});
