/** A project whose models stand in a .nn file, for TypeScript 7.1 with the content mapper of this package. */
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { bundleAll } from '../../../scripts/bundle.mjs';
import { types } from '../lsp/app.ts';
import { folderOfFiles } from '../lsp/client.ts';

export const mlp = `model Mlp(x: f32[B, 784]) -> f32[B, 10] {
  let h = x |> linear(64) |> relu
  return h |> linear(10)
}

model Half(x: f32[B, 8]) -> f32[B, 4] = x |> rleu
`;

export const use = `import { zeros } from 'cotangent';
import { Mlp } from './mlp.nn';
import Half from './mlp.nn';

const parameters = Mlp.init(0);
export const ok = Mlp(parameters, zeros([32, 784]));
export const wrong = Mlp(parameters, zeros([32, 783]));
export const weight = parameters.h.linear.weight;
export const text: string = Half.signature.length;
`;

const tsconfig = JSON.stringify({
  compilerOptions: { strict: true, target: 'es2022', module: 'esnext', moduleResolution: 'bundler', types: [], lib: ['es2022'], outDir: 'out', declaration: true, rootDir: 'src' },
  contentMappers: [{ package: 'cotangent', extensions: ['.nn'] }], include: ['src'],
});

/** With the mapper as it ships, and the types that the tests of the language server use. */
export async function program(): Promise<ReturnType<typeof folderOfFiles>> {
  const project = folderOfFiles({
    'src/mlp.nn': mlp, 'src/use.ts': use, 'tsconfig.json': tsconfig,
    'node_modules/cotangent/index.d.ts': types,
    'node_modules/cotangent/package.json': JSON.stringify({ name: 'cotangent', version: '0.0.0', types: './index.d.ts', typescript: { contentMapper: { exec: ['node', './dist/mapper.cjs'] } } }),
  });
  await bundleAll(join(project.folder, 'node_modules/cotangent/dist'), ['mapper.cjs']);
  symlinkSync(join(import.meta.dirname, '../../../node_modules/typescript71'), join(project.folder, 'node_modules/typescript'));
  return project;
}
