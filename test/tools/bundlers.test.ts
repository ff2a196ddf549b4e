/** The build step in every bundler: the numbers of the program as written, no parser in it, and mistakes that stop the build. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build as esbuild, transform, type BuildFailure } from 'esbuild';
import { rolldown } from 'rolldown';
import { rollup, type Plugin, type RollupLog } from 'rollup';
import { build as vite, createServer, type Rollup } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import webpack, { type Stats } from 'webpack';
import { gelu, nn, random, type Tensor } from '../../index.ts';
import { install, type Installed } from './installed.ts';

const mlp = 'model Half(x: f32[B, N]) -> f32[B, N] = x * 0.5\n// the whole\nmodel Mlp(x: f32[B, 4]) -> f32[B, 2] = x |> linear(8) |> relu |> Half |> linear(2)\n';
const files = {
  'mlp.nn': mlp,
  'models.tsx': [
    "import { nn, gelu, type Model } from 'cotangent';",
    "import * as ct from 'cotangent';",
    'const width: number = 2 as number;',
    'export const Net: Model = nn`model Net(x: f32[B, 4]) -> f32[B, 2] =',
    '  x |> linear(${width})',
    '    |> ${gelu}',
    '`;',
    'export const Other = ct.nn(`model Other(x: f32[B, 2]) -> f32[B, 2] = x |> tanh`);',
    'export const Unused = nn`model Unused(x: f32[B, 2]) -> f32[B, 2] {',
    '  let y = relu(x)',
    '  return x',
    '}`;',
    'export const identity = <T,>(x: T): T => x;',
    '',
  ].join('\r\n'),
  'main.ts': [
    "import { device, random, type Tensor } from 'cotangent';",
    "import main, { Half, Mlp } from './mlp.nn';",
    "import { identity, Net, Other } from './models.tsx';",
    "device('cpu', { threads: 1 });",
    'const x: Tensor = random.normal(random.key(1), [3, 4]);',
    'const y = Other({}, Net(Net.init(random.key(0)), x)), z = identity(Mlp(Mlp.init(random.key(2)), x));',
    'console.log(JSON.stringify([Net.signature, Other.signature, Half.signature, main === Mlp, ...await y.data(), ...await z.data()]));',
  ].join('\n'),
};
const wrong = { 'main.ts': "import { nn } from 'cotangent';\nexport const A = nn`model A(x: f32[B, 4]) -> f32[B, 3] = x |> linear(2)`;\nexport const B = nn`\n  model B(x: f32[B, 4]) -> f32[B, 2] = x\n    |> linaer(2)`;\n" };

/** The program as written, without a build. */
async function asWritten(): Promise<readonly unknown[]> {
  const Net = nn`model Net(x: f32[B, 4]) -> f32[B, 2] = x |> linear(${2}) |> ${gelu}`, Other = nn('model Other(x: f32[B, 2]) -> f32[B, 2] = x |> tanh'), Mlp = nn(mlp);
  const x: Tensor = random.normal(random.key(1), [3, 4]), y = Other({}, Net(Net.init(random.key(0)), x)), z = Mlp(Mlp.init(random.key(2)), x);
  return [Net.signature, Other.signature, 'Half(x: f32[B, N]) -> f32[B, N]', true, ...await y.data(), ...await z.data()];
}

let installed: Installed;
beforeAll(async () => { installed = await install(); });
afterAll(() => installed.remove());

interface Outcome { readonly file: string; readonly warnings: readonly string[] }
const inOrder = (lines: readonly string[]): string => lines.join('\n');

/** As @rollup/plugin-node-resolve and an esbuild plugin do. */
const resolved = (folder: string): Plugin => ({
  name: 'resolved',
  resolveId(id, from) {
    if (id === 'chevrotain') return { id, external: true, moduleSideEffects: false };
    const path = /^cotangent/.test(id) ? createRequire(join(folder, 'main.ts')).resolve(id) : id.startsWith('.') && from!.includes('/cotangent/') ? join(from!, '..', id) : undefined;
    return path === undefined ? null : { id: path, moduleSideEffects: /\/dist\/(index|tensor\/methods)\.js$/.test(path) };
  },
  transform: async (code, id) => (/\.tsx?$/.test(id) ? (await transform(code, { loader: id.endsWith('x') ? 'tsx' : 'ts' })).code : null),
});

const bundlers: Readonly<Record<string, (folder: string, plugin: never) => Promise<Outcome>>> = {
  async esbuild(folder, plugin) {
    const file = join(folder, 'out.mjs');
    const { warnings } = await esbuild({ entryPoints: [join(folder, 'main.ts')], bundle: true, format: 'esm', platform: 'node', outfile: file, plugins: [plugin], logLevel: 'silent' })
      .catch((e: BuildFailure) => { throw new Error(inOrder(e.errors.map(({ text, location }) => `${text}\nat ${location?.file}:${location?.line}:${location?.column}`))); });
    return { file, warnings: warnings.map((w) => w.text) };
  },
  async rolldown(folder, plugin) {
    const file = join(folder, 'out.mjs'), warnings: string[] = [];
    const bundle = await rolldown({ input: join(folder, 'main.ts'), platform: 'node', plugins: [plugin], onLog: (_, { message }) => { warnings.push(message); } });
    await bundle.write({ file, format: 'esm' });
    return { file, warnings };
  },
  async vite(folder, plugin) {
    const warnings: string[] = [];
    await vite({
      root: folder, configFile: false, logLevel: 'silent', plugins: [plugin], ssr: { noExternal: true },
      build: { ssr: 'main.ts', minify: false, rolldownOptions: { onLog: (_: string, { message }: Rollup.RollupLog) => { warnings.push(message); } } },
    });
    return { file: join(folder, 'dist/main.js'), warnings };
  },
  async rollup(folder, plugin) {
    const file = join(folder, 'out.mjs'), warnings: string[] = [];
    const bundle = await rollup({ input: join(folder, 'main.ts'), external: /^node:/, plugins: [plugin, resolved(folder)], onwarn: ({ message }) => { warnings.push(message); } });
    await bundle.write({ file, format: 'esm' });
    return { file, warnings };
  },
  async webpack(folder, plugin) {
    const stats = await new Promise<Stats>((done, fail) => {
      webpack({
        mode: 'production', optimization: { minimize: false }, target: 'node', context: folder, entry: './main.ts', devtool: false, plugins: [plugin],
        experiments: { outputModule: true }, output: { path: folder, filename: 'out.mjs', module: true },
        module: { rules: [{ test: /\.tsx?$/, use: { loader: join(folder, 'strip.cjs') } }] },
      }, (e, stats) => { if (e) fail(e); else done(stats!); });
    });
    const { errors = [], warnings = [] } = stats.toJson({ all: false, errors: true, warnings: true });
    if (errors.length > 0) throw new Error(inOrder(errors.map((e) => e.message)));
    return { file: join(folder, 'out.mjs'), warnings: warnings.map((w) => w.message) };
  },
};
const strip = `const { transformSync } = require(${JSON.stringify(createRequire(import.meta.url).resolve('esbuild'))});\nmodule.exports = function (code) { return transformSync(code, { loader: 'tsx' }).code; };\n`;

const pluginOf = async (folder: string, name: string): Promise<never> =>
  ((await import(pathToFileURL(join(folder, 'node_modules/cotangent/dist/tools', `${name}.js`)).href)) as { default: () => never }).default();
async function bundled(name: string, project: Readonly<Record<string, string>>): Promise<Outcome> {
  const folder = installed.project({ ...project, 'strip.cjs': strip });
  return bundlers[name]!(folder, await pluginOf(folder, name));
}

// The parser's package where it is imported, and a class of it where it is bundled.
const parserMarks = /chevrotain|NoViableAltException/;

describe.each(Object.keys(bundlers))('%s', (name) => {
  test('gives the numbers of the program as written, without a parser', async () => {
    const { file, warnings } = await bundled(name, files), text = readFileSync(file, 'utf8');
    const { stdout, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(await asWritten())));
    expect(text).not.toMatch(parserMarks);
    expect(text).toContain('model Other');
    // webpack leaves what nobody uses to its minifier.
    if (name !== 'webpack') expect(text).not.toContain('model Unused');
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/models\.tsx:10:7 {2}warning NN0390 {2}.*y is never used/);
  });

  test('stops at mistakes, with all of a file, their places and their lines', async () => {
    const said = await bundled(name, wrong).then(() => '', (e: Error) => e.message);
    expect(said).toMatch(/main\.ts:2:\d+ {2}NN0310 {2}A returns/);
    expect(said).toContain('  2 | export const A = nn`model A(x: f32[B, 4])');
    expect(said).toMatch(/main\.ts:5:8 {2}NN0302 {2}unknown layer 'linaer'/);
    expect(said).toContain('  5 |     |> linaer(2)`');
    expect(said).toContain('    |        ^^^^^^');
    expect(said).toContain('hint: did you mean linear?');
  });
});

test('the parser is in the program that is not built, under the same marks, and takes 100 kB of it', async () => {
  const folder = installed.project({ 'main.ts': "import { nn } from 'cotangent';\nconsole.log(nn`model A(x: f32[B, 4]) -> f32[B, 2] = x |> linear(2)`.signature);" });
  const bundle = async (plugins: never[]): Promise<string> => {
    const { outputFiles: [file] } = await esbuild({ entryPoints: [join(folder, 'main.ts')], bundle: true, minify: true, write: false, format: 'esm', platform: 'node', plugins });
    return file!.text;
  };
  const without = await bundle([]), built = await bundle([await pluginOf(folder, 'esbuild')]);
  expect(without).toMatch(parserMarks);
  expect(built).not.toMatch(parserMarks);
  expect(without.length - built.length).toBeGreaterThan(100_000);
  // docs/guide/build.md tells the size.
  expect(built.length).toBeLessThan(650_000);
});

test('a position for bundlers that show one', async () => {
  const folder = installed.project(wrong);
  const error = await rollup({ input: join(folder, 'main.ts'), plugins: [await pluginOf(folder, 'rollup')] }).then(() => undefined, (e: RollupLog) => e);
  expect(error).toMatchObject({ plugin: 'cotangent', id: join(folder, 'main.ts'), loc: { file: join(folder, 'main.ts'), line: 2 }, pluginCode: 'NN0310' });
});

test('in Vite a changed .nn file is the new model, without a restart', async () => {
  const folder = installed.project({ 'mlp.nn': mlp, 'main.ts': "export { default } from './mlp.nn';" });
  const server = await createServer({ root: folder, configFile: false, logLevel: 'silent', server: { middlewareMode: true, ws: false, watch: null }, appType: 'custom', plugins: [await pluginOf(folder, 'vite')] });
  try {
    const signature = async (): Promise<string> => ((await server.ssrLoadModule('/main.ts')) as { default: { signature: string } }).default.signature;
    expect(await signature()).toBe('Mlp(x: f32[B, 4]) -> f32[B, 2]');
    installed.write(folder, { 'mlp.nn': 'model Mlp(x: f32[B, 7]) -> f32[B, 7] = x' });
    server.watcher.emit('change', join(folder, 'mlp.nn'));
    await expect.poll(signature).toBe('Mlp(x: f32[B, 7]) -> f32[B, 7]');
  } finally {
    await server.close();
  }
});

test('without unplugin the error says what to install', async () => {
  const bare = await install({ without: 'unplugin' });
  try {
    const folder = bare.project({ 'config.mjs': "import vite from 'cotangent/vite';\ntry { vite(); } catch (e) { console.log(e.code, e.message, e.hint); }" });
    const { stdout, stderr } = spawnSync(process.execPath, ['config.mjs'], { cwd: folder, encoding: 'utf8' });
    expect({ stdout, stderr }).toEqual({ stdout: 'NN1023 cotangent/vite needs the package unplugin, which is not installed npm install --save-dev unplugin\n', stderr: '' });
  } finally {
    bare.remove();
  }
});
