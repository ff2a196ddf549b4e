/**
 * The build step in every bundler, with the configurations of docs/guide/build.md: the numbers of the program as written, no parser
 * in it, and mistakes that stop the build.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build as esbuild } from 'esbuild';
import { rolldown, type RolldownOptions } from 'rolldown';
import { rollup, type OutputOptions, type RollupLog, type RollupOptions } from 'rollup';
import { build as vite, createServer, type Rollup } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import webpack, { type Configuration, type Stats } from 'webpack';
import { gelu, nn, random, type Tensor } from '../../index.ts';
import { filesOf } from '../docs/markdown.ts';
import { install, type Installed } from './installed.ts';

const guide = filesOf(readFileSync(fileURLToPath(new URL('../../docs/guide/build.md', import.meta.url)), 'utf8'));
const mlp = 'model Half(x: f32[B, N]) -> f32[B, N] = x * 0.5\n// the whole\nmodel Mlp(x: f32[B, 4]) -> f32[B, 2] = x |> linear(8) |> relu |> Half |> linear(2)\n';
const files = {
  'src/mlp.nn': mlp,
  'src/models.ts': [
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
    'export const identity = <T>(x: T): T => x;',
    '',
  ].join('\r\n'),
  'src/main.ts': [
    "import { device, random, type Tensor } from 'cotangent';",
    "import main, { Half, Mlp } from './mlp.nn';",
    "import { identity, Net, Other } from './models.ts';",
    "device('cpu', { threads: 2 });",
    'const x: Tensor = random.normal(random.key(1), [3, 4]);',
    'const y = Other({}, Net(Net.init(random.key(0)), x)), z = identity(Mlp(Mlp.init(random.key(2)), x));',
    'const large = random.normal(random.key(3), [300, 300]), sum = await large.matmul(large).sum().item();',
    'console.log(JSON.stringify([Net.signature, Other.signature, Half.signature, main === Mlp, ...await y.data(), ...await z.data(), sum]));',
  ].join('\n'),
};
const wrong = { 'src/main.ts': "import { nn } from 'cotangent';\nexport const A = nn`model A(x: f32[B, 4]) -> f32[B, 3] = x |> linear(2)`;\nexport const B = nn`\n  model B(x: f32[B, 4]) -> f32[B, 2] = x\n    |> linaer(2)`;\n" };

/** The program as written, without a build. */
async function asWritten(): Promise<readonly unknown[]> {
  const Net = nn`model Net(x: f32[B, 4]) -> f32[B, 2] = x |> linear(${2}) |> ${gelu}`, Other = nn('model Other(x: f32[B, 2]) -> f32[B, 2] = x |> tanh'), Mlp = nn(mlp);
  const x: Tensor = random.normal(random.key(1), [3, 4]), y = Other({}, Net(Net.init(random.key(0)), x)), z = Mlp(Mlp.init(random.key(2)), x), large = random.normal(random.key(3), [300, 300]);
  return [Net.signature, Other.signature, 'Half(x: f32[B, N]) -> f32[B, N]', true, ...await y.data(), ...await z.data(), await large.matmul(large).sum().item()];
}

let installed: Installed;
beforeAll(async () => { installed = await install(); });
afterAll(() => installed.remove());

interface Outcome { readonly warnings: readonly string[] }

const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));
const esbuildAt = JSON.stringify(createRequire(import.meta.url).resolve('esbuild'));
/**
 * What the guide's configurations import beside the bundlers, in as many lines as it takes. As with theirs, what package.json says of
 * effects is only known of a package's entry.
 */
const helpers = {
  'node_modules/@rollup/plugin-node-resolve/index.cjs': `const { createRequire } = require('node:module'), { join } = require('node:path');
    const hasEffects = (path) => /\\/dist\\/(index|tensor\\/methods)\\.js$/.test(path);
    exports.nodeResolve = () => ({ name: 'resolve', resolveId(id, from) {
      if (/^@?chevrotain/.test(id)) return join(${JSON.stringify(modules)}, id, 'lib/src/api.js');
      const path = /^cotangent/.test(id) ? createRequire(from).resolve(id) : undefined;
      return path && { id: path, moduleSideEffects: hasEffects(path) };
    } });`,
  'node_modules/@rollup/plugin-node-resolve/package.json': '{ "main": "index.cjs" }',
  'node_modules/rollup-plugin-esbuild/index.js': `import { transform } from ${esbuildAt}; export default () => ({ name: 'strip', transform: async (code, id) => (id.endsWith('.ts') ? (await transform(code, { loader: 'ts' })).code : null) });`,
  'node_modules/rollup-plugin-esbuild/package.json': '{ "type": "module", "main": "index.js" }',
  'node_modules/esbuild-loader/index.js': `module.exports = function (code) { return require(${esbuildAt}).transformSync(code, { loader: 'ts' }).code; };`,
};
const configOf = async <C>(folder: string, file: string): Promise<C> => ((await import(pathToFileURL(join(folder, file)).href)) as { default: C }).default;

/** Builds the project in `folder`, as the bundler's command would. Rejects with all that it says. */
const bundlers: Readonly<Record<string, (folder: string) => Promise<Outcome>>> = {
  async esbuild(folder) {
    const { status, stderr } = spawnSync(process.execPath, ['build.js'], { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return { warnings: stderr.split(/^(?=▲)/m).filter((text) => text.includes('▲')) };
  },
  async rolldown(folder) {
    const warnings: string[] = [], { output, ...input } = await configOf<RolldownOptions>(folder, 'rolldown.config.js');
    const bundle = await rolldown({ ...input, cwd: folder, onLog: (_, { message }) => { warnings.push(message); } });
    await bundle.write({ ...output as object, file: join(folder, 'dist/main.js') });
    return { warnings };
  },
  async vite(folder) {
    const warnings: string[] = [];
    await vite({ root: folder, configFile: join(folder, 'vite.config.js'), logLevel: 'silent', build: { minify: false, rolldownOptions: { onLog: (_: string, { message }: Rollup.RollupLog) => { warnings.push(message); } } } });
    return { warnings };
  },
  async rollup(folder) {
    const warnings: string[] = [], { output, ...input } = await configOf<RollupOptions>(folder, 'rollup.config.js');
    const bundle = await rollup({ ...input, input: join(folder, input.input as string), onwarn: ({ code, message }) => { if (code !== 'CIRCULAR_DEPENDENCY') warnings.push(message); } });
    await bundle.write({ ...output as OutputOptions, file: join(folder, (output as OutputOptions).file!) });
    return { warnings };
  },
  async webpack(folder) {
    const config = await configOf<Configuration>(folder, 'webpack.config.js');
    const stats = await new Promise<Stats>((done, fail) => {
      webpack({ ...config, context: folder, optimization: { minimize: false }, output: { ...config.output, path: join(folder, 'dist') } }, (e, stats) => { if (e) fail(e); else done(stats!); });
    });
    const { errors = [], warnings = [] } = stats.toJson({ all: false, errors: true, warnings: true });
    if (errors.length > 0) throw new Error(errors.map((e) => e.message).join('\n'));
    return { warnings: warnings.map((w) => w.message) };
  },
};

const projectOf = (project: Readonly<Record<string, string>>): string =>
  installed.project({ ...helpers, ...guide, ...project }, ['vite', 'rollup', 'rolldown', 'esbuild', 'webpack']);
const pluginOf = async (folder: string, name: string): Promise<never> =>
  ((await import(pathToFileURL(join(folder, 'node_modules/cotangent/dist/tools', `${name}.js`)).href)) as { default: () => never }).default();

// The parser's package where it is imported, and a class of it where it is bundled.
const parserMarks = /chevrotain|NoViableAltException/;

test.each(Object.keys(bundlers).filter((name) => name === 'rolldown'))('the program of the guide runs (%s)', async (name) => {
  const folder = projectOf({});
  expect(await bundlers[name]!(folder)).toEqual({ warnings: [] });
  expect(spawnSync(process.execPath, [join(folder, 'dist/main.js')], { encoding: 'utf8' }).stdout).toBe("Net(x: f32[B, 4]) -> f32[B, 2] [ 3, 2 ]\n");
});

describe.each(Object.keys(bundlers))('%s', (name) => {
  test('gives the numbers of the program as written, without a parser', async () => {
    const folder = projectOf(files), { warnings } = await bundlers[name]!(folder), file = join(folder, 'dist/main.js'), text = readFileSync(file, 'utf8');
    const { stdout, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8' });
    // Nor is a warning there: the file of the threads lies beside the bundle.
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(await asWritten())));
    expect(text).not.toMatch(parserMarks);
    expect(text).toContain('model Other');
    // webpack leaves what nobody uses to its minifier.
    if (name !== 'webpack') expect(text).not.toContain('model Unused');
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/models\.ts:10:7 {2}warning NN0390 {2}.*y is never used/);
  });

  test('stops at mistakes, with all of a file, their places and their lines', async () => {
    const said = await bundlers[name]!(projectOf(wrong)).then(() => '', (e: Error) => e.message);
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

test('a bundle without the file of the threads computes on one, and says so', async () => {
  const folder = installed.project({ 'main.ts': "import { device, ones } from 'cotangent';\ndevice('cpu', { threads: 2 });\nconsole.log(await ones([3]).sum().item());" });
  await esbuild({ entryPoints: [join(folder, 'main.ts')], bundle: true, format: 'esm', platform: 'node', outfile: join(folder, 'out.mjs'), logLevel: 'silent' });
  const { stdout, stderr } = spawnSync(process.execPath, [join(folder, 'out.mjs')], { encoding: 'utf8' });
  expect(stdout).toBe('3\n');
  expect(stderr).toMatch(/\[NN0406\] CotangentWarning: the program of the threads, worker\.mjs, does not lie beside the bundle/);
});

test('esbuild loads files as it is told, with templates and without', async () => {
  const folder = installed.project({
    'main.js': "import { Net } from './net.js';\nimport { page } from './page.js';\nconsole.log(Net.signature, page);",
    'net.js': "import { nn } from 'cotangent';\nexport const h = (name) => name, Net = nn`model Net(x: f32[B, 4]) -> f32[B, 4] = x`, b = <b/>;",
    'page.js': "const h = (name) => name;\nexport const page = <p/>;",
  });
  const { outputFiles: [file] } = await esbuild({
    entryPoints: [join(folder, 'main.js')], bundle: true, write: false, outdir: join(folder, 'out'), format: 'esm', platform: 'node', external: ['cotangent'], loader: { '.js': 'jsx' }, jsxFactory: 'h', plugins: [await pluginOf(folder, 'esbuild')],
  });
  installed.write(folder, { 'out.mjs': file!.text });
  expect(spawnSync(process.execPath, ['out.mjs'], { cwd: folder, encoding: 'utf8' })).toMatchObject({ stderr: '', stdout: 'Net(x: f32[B, 4]) -> f32[B, 4] p\n' });
});

test('esbuild puts the file of the threads beside every output that needs it, also of those it hands back', async () => {
  const text = "import { ones } from 'cotangent';\nexport const x = ones([3]);", folder = installed.project({ 'a/b.ts': text, 'c.ts': text, 'd.ts': 'export const none = 1;' });
  const { outputFiles } = await esbuild({ entryPoints: ['a/b.ts', 'c.ts', 'd.ts'], absWorkingDir: folder, bundle: true, format: 'esm', platform: 'node', outdir: 'out', write: false, plugins: [await pluginOf(folder, 'esbuild')] });
  expect(outputFiles.map((f) => f.path.slice(folder.length + 1)).sort()).toEqual(['out/a/b.js', 'out/a/worker.mjs', 'out/c.js', 'out/d.js', 'out/worker.mjs']);
});

test('a position for bundlers that show one', async () => {
  const folder = installed.project(wrong), id = join(folder, 'src/main.ts');
  const error = await rollup({ input: id, plugins: [await pluginOf(folder, 'rollup')] }).then(() => undefined, (e: RollupLog) => e);
  expect(error).toMatchObject({ plugin: 'cotangent', id, loc: { file: id, line: 2, column: 62 }, pluginCode: 'NN0310' });
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
