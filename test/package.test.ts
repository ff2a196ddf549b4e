/** What the package promises: few dependencies, no install scripts, an honest list of its parts, a shape that tools accept. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const json = (path: string): Record<string, never> => JSON.parse(readFileSync(`${root}/${path}`, 'utf8'));

test('at most three runtime dependencies, chevrotain among them', () => {
  const names = Object.keys(json('package.json')['dependencies']!);
  expect(names.length).toBeLessThanOrEqual(3);
  expect(names).toContain('chevrotain');
});

test('versions are exact', () => {
  const { dependencies, devDependencies } = json('package.json') as unknown as Record<string, Record<string, string>>;
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) expect(version, name).toMatch(/^(npm:[\w/@-]+@)?\d+\.\d+\.\d+(-beta)?$/);
});

interface Locked { readonly dev?: boolean; readonly optional?: boolean; readonly hasInstallScript?: boolean; readonly resolved?: string; readonly integrity?: string; readonly link?: boolean }
const locked = (): [string, Locked][] => Object.entries(json('package-lock.json')['packages'] as Record<string, Locked>).filter(([path]) => path !== '');

test('no package that users install runs a script on installation', () => {
  const scripts = Object.keys(json('package.json')['scripts']!);
  expect(scripts.filter((s) => /^(pre|post)?install$|^prepare$/.test(s))).toEqual([]);
  expect(locked().filter(([, p]) => !p.dev && p.hasInstallScript).map(([path]) => path)).toEqual([]);
});

test('the lockfile pins every package by its hash', () => {
  expect(locked().filter(([, p]) => !p.link && p.integrity === undefined).map(([path]) => path)).toEqual([]);
});

test('npm sbom lists what users install', () => {
  const bom = JSON.parse(execFileSync('npm', ['sbom', '--omit=dev', '--sbom-format=cyclonedx', '--package-lock-only'], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })) as { components: { name: string; version: string }[] };
  const production = locked().filter(([, p]) => !p.dev).map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length));
  expect(bom.components.map((c) => c.name).sort()).toEqual(production.sort());
});

describe('built', () => {
  // Beside the checkout, so that a build there is neither needed nor disturbed. `user` is the project of someone who installed the package: no file that is not packed is there.
  const folder = mkdtempSync(join(tmpdir(), 'package-')), whole = join(folder, 'whole'), built = join(folder, 'cotangent'), user = join(folder, 'user');
  interface Packed { readonly unpackedSize: number; readonly files: readonly { readonly path: string }[] }
  let packed: Packed;
  const node = (args: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } =>
    spawnSync(process.execPath, args, { cwd: user, encoding: 'utf8' });

  beforeAll(() => {
    mkdirSync(whole);
    execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'tsconfig.build.json'),
      '--outDir', join(whole, 'dist'), '--incremental', 'false', '--tsBuildInfoFile', 'null'], { cwd: root, stdio: 'inherit' });
    execFileSync(process.execPath, [join(root, 'scripts/bundle.mjs'), join(whole, 'dist')], { cwd: root, stdio: 'inherit' });
    for (const name of ['package.json', 'ts-plugin', 'README.md', 'LICENSE', 'CHANGELOG.md', 'SECURITY.md', 'docs', 'test']) cpSync(join(root, name), join(whole, name), { recursive: true });
    [packed] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: whole, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })) as readonly [Packed];
    for (const { path } of packed.files) cpSync(join(whole, path), join(built, path));
    symlinkSync(join(root, 'node_modules'), join(built, 'node_modules'));
    mkdirSync(join(user, 'node_modules'), { recursive: true });
    symlinkSync(built, join(user, 'node_modules/cotangent'));
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  test('publint has nothing to say', async () => {
    const { messages, pkg } = await publint({ pkgDir: built, strict: true, pack: false });
    expect(messages.map((m) => formatMessage(m, pkg!))).toEqual([]);
  });

  test('it holds what users need and nothing else, in less than 5 MB', () => {
    const paths = packed.files.map((f) => f.path);
    expect(paths).toEqual(expect.arrayContaining(['dist/index.js', 'dist/index.d.ts', 'dist/cli.js', 'dist/backends/cpu/worker.mjs', 'LICENSE', 'README.md', 'docs/errors.md']));
    expect(paths.filter((p) => !/^(dist|docs|ts-plugin)\/|^(package\.json|LICENSE|README\.md|CHANGELOG\.md|SECURITY\.md)$/.test(p) || /^dist\/(test|bench|examples)\/|tsbuildinfo/.test(p))).toEqual([]);
    // 4.7 MB now, more than a quarter of it types, a seventh what editors start.
    expect(packed.unpackedSize).toBeLessThan(5e6);
  });

  test('every entry of package.json is there', () => {
    const entries = (x: unknown): string[] => (typeof x === 'string' ? [x] : Object.values(x as object).flatMap(entries));
    const { exports, bin, sideEffects } = json('package.json');
    for (const path of entries([exports, bin, sideEffects])) expect(existsSync(join(built, path)), path).toBe(true);
  });

  test('a project imports it by name, and computes on threads', () => {
    const program = `import { device, nn, ones, random } from 'cotangent';
      device('cpu', { threads: 2 });
      const Net = nn\`model Net(x: f32[B, 4]) -> f32[B, 2] = x |> linear(2) |> softmax\`;
      console.log(await Net(Net.init(random.key(0)), ones([3, 4])).sum().item());`;
    const { stdout, stderr, status } = node(['--input-type=module', '-e', program]);
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(Number(stdout)).toBeCloseTo(3, 5);
  });

  test('a strict project sees its types, and those of a package of models, from declaration files alone', () => {
    // No library but the language, and declaration files are looked at too.
    const compilerOptions = { strict: true, module: 'NodeNext', target: 'ES2022', lib: ['ES2022'], types: [], skipLibCheck: false };
    const tsc = (name: string, ...args: readonly string[]): string => node([join(root, 'node_modules', name, 'bin/tsc'), '-p', ...args, '--pretty', 'false']).stdout;
    writeFileSync(join(user, 'package.json'), '{ "type": "module" }');
    mkdirSync(join(user, 'zoo'));
    writeFileSync(join(user, 'zoo/tsconfig.json'), JSON.stringify({ compilerOptions: { ...compilerOptions, declaration: true, emitDeclarationOnly: true, outDir: '../node_modules/zoo' }, files: ['index.ts'] }));
    writeFileSync(join(user, 'zoo/index.ts'), `import { jit, nn, random, type Tensor } from 'cotangent';
export const Enc = nn<'Enc(x: f32[B, 784]) -> f32[B, 32]'>\`model Enc(x: f32[B, 784]) -> f32[B, 32] = x |> linear(32)\`;
export const Call = nn('model Call(x: f32[B, 32]) -> f32[B, 2] = x |> linear(2)');
export const parameters = () => ({ enc: Enc.init(random.key(0)), call: Call.init(random.key(1)) });
export const both = jit((p: ReturnType<typeof parameters>, x: Tensor<[number, 784], 'f32'>) => Call(p.call, Enc(p.enc, x)));\n`);
    expect(tsc('typescript7', 'zoo')).toBe('');
    rmSync(join(user, 'zoo'), { recursive: true });
    writeFileSync(join(user, 'node_modules/zoo/package.json'), '{ "name": "zoo", "type": "module", "types": "index.d.ts" }');
    writeFileSync(join(user, 'tsconfig.json'), JSON.stringify({ compilerOptions: { ...compilerOptions, noEmit: true }, files: ['right.ts', 'wrong.ts'] }));
    writeFileSync(join(user, 'right.ts'), `import { grad, tensor, zeros, type Tensor } from 'cotangent';
import { both, parameters } from 'zoo';
export const g: Tensor = grad((x: Tensor) => x.square().sum())(tensor([1, 2])).mul(2);
export const y: Tensor<[number, 2], 'f32'> = both(parameters(), zeros([3, 784]));\n`);
    writeFileSync(join(user, 'wrong.ts'), "import { tensor, zeros } from 'cotangent';\nimport { Enc, parameters } from 'zoo';\nexport const x: number = tensor([1, 2]).sum();\nexport const y = Enc(parameters().enc, zeros([3, 783]));\nexport const z = Enc(parameters().call, zeros([3, 784]));\n");
    for (const name of ['typescript5', 'typescript', 'typescript7', 'typescript71']) {
      expect(tsc(name, '.').split(/\n(?! )/).map((m) => m.replace(/^(\S+): error TS\d+: [^]*?(?:type '"?([^"']+?)\u00a0?"?'\.[^]*)?$/, '$1 $2')), name).toEqual([
        'wrong.ts(3,14) number', 'wrong.ts(4,40) Enc: axis 1 of x must be 784, but got 783 in f32[3, 783]', 'wrong.ts(5,22) Enc: these are the parameters of Call', '',
      ]);
    }
  }, 180_000);

  test('its language server and its content mapper answer, with nothing else installed', async () => {
    const ask = (program: string, ...args: string[]): Promise<string> => new Promise((done) => {
      const text = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { capabilities: {}, positionEncodings: ['utf-16'] } });
      const child = spawn(process.execPath, [program, ...args], { cwd: folder });
      let said = '';
      child.stdout.on('data', (d: Buffer) => {
        said += d.toString();
        if (said.includes('"id":1')) child.stdin.end();
      });
      child.on('exit', () => done(said));
      child.stdin.write(`Content-Length: ${text.length}\r\n\r\n${text}`);
    });
    const alone = (path: string): string => {
      for (const file of [path, 'dist/shared.cjs']) cpSync(join(built, file), join(folder, 'alone', basename(file)));
      return join(folder, 'alone', basename(path));
    };
    expect(await ask(alone(json('package.json')['bin']!['cotangent-lsp']!), '--standalone')).toContain('"serverInfo":{"name":"cotangent-lsp"');
    const [, mapper] = json('package.json')['typescript']!['contentMapper']!['exec'] as unknown as string[];
    expect(await ask(alone(mapper!))).toContain('"positionEncoding":"utf-16"');
  });

  test('its build step and its loader work', () => {
    const program = "for (const name of ['built', 'esbuild', 'rolldown', 'rollup', 'vite', 'webpack']) { const m = await import(`cotangent/${name}`); console.log(name, typeof (m.built ?? m.default())); }";
    expect(node(['--input-type=module', '-e', program])).toMatchObject({ stderr: '', stdout: 'built function\nesbuild object\nrolldown object\nrollup object\nvite object\nwebpack object\n' });
    writeFileSync(join(user, 'net.nn'), 'model Net(x: f32[B, 4]) -> f32[B, 2] = x |> linear(2)\n');
    writeFileSync(join(user, 'net.mjs'), "import { nn } from 'cotangent';\nimport Net from './net.nn';\nconsole.log(nn`model Twice(x: f32[B, 4]) -> f32[B, 2] = x |> ${Net} |> linear(2)`.signature);\n");
    expect(node(['--import', 'cotangent/loader', 'net.mjs'])).toMatchObject({ stderr: '', stdout: 'Twice(x: f32[B, 4]) -> f32[B, 2]\n' });
  });

  test('TypeScript finds its plugin, which needs nothing but itself', () => {
    const find = `const ts = require(${JSON.stringify(join(root, 'node_modules/typescript/lib/typescript.js'))}); const path = ts.resolveJSModule('cotangent/ts-plugin', process.cwd(), ts.sys);
      const made = require(path)({ typescript: ts }); console.log(JSON.stringify({ path, methods: Object.keys(made), required: Object.keys(require.cache).filter((p) => !p.includes('typescript.js')) }));`;
    const { path, methods, required } = JSON.parse(node(['-e', find]).stdout) as { path: string; methods: string[]; required: string[] };
    expect(required.sort()).toEqual([join(built, 'dist/shared.cjs'), path]);
    expect(methods).toContain('create');
    // 600 kB now, chevrotain among them; the language server and the mapper share them.
    expect(required.reduce((n, file) => n + readFileSync(file).length, 0)).toBeLessThan(800e3);
  });

  test('its command checks a file', () => {
    writeFileSync(join(user, 'net.ts'), 'const Net = nn`model Net(x: f32[B, 4]) -> f32[B, 3] = x |> linear(2)`;\n');
    const { stdout, status } = node([join(built, json('package.json')['bin']!['cotangent']!), 'check', 'net.ts']);
    expect(stdout).toMatch(/^net\.ts:1:\d+ {2}NN\d{4} {2}/);
    expect(status).toBe(1);
    expect(readFileSync(join(built, 'dist/cli.js'), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  test.each(['typescript5', 'typescript', 'typescript7', 'typescript71'])('its commands see a project, with %s', (name) => {
    const place = join(folder, `user-${name}`), cli = join(built, json('package.json')['bin']!['cotangent']!);
    const run = (...args: readonly string[]) => spawnSync(process.execPath, [cli, ...args], { cwd: place, encoding: 'utf8' });
    mkdirSync(join(place, 'node_modules'), { recursive: true });
    symlinkSync(built, join(place, 'node_modules/cotangent'));
    symlinkSync(join(root, 'node_modules', name), join(place, 'node_modules/typescript'));
    const compilerOptions = { noEmit: true, strict: true, module: 'NodeNext', target: 'ES2022', lib: ['ES2023', 'ESNext.Disposable', 'DOM'], types: [], skipLibCheck: true };
    writeFileSync(join(place, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(place, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['use.ts'] }));
    writeFileSync(join(place, 'net.ts'), "import { nn } from 'cotangent';\nexport const Net = nn`model Net(x: f32[B, 4]) -> f32[B, 3] = x|>lienar(3)`;\n");
    writeFileSync(join(place, 'use.ts'), "import { random } from 'cotangent';\nimport { Net } from './net.js';\nexport const n: number = Net.init(random.key(0)).linear;\nexport const s: number = Net.signature;\n");
    const checked = run('check');
    expect(checked.stderr).toBe('');
    expect(checked.stdout.match(/^\S+:\d+:\d+ {2}\S+/gm)).toEqual(['net.ts:2:65  NN0302', 'use.ts:4:14  TS2322']);
    expect(checked.status).toBe(1);
    expect(run('fmt', 'net.ts').stdout).toBe('net.ts\n1 file of 1 formatted\n');
    expect(readFileSync(join(place, 'net.ts'), 'utf8')).toContain('= x |> lienar(3)`');
    const { findings } = JSON.parse(run('doctor', '--json').stdout) as { findings: readonly { about: string; state: string }[] };
    expect(findings.filter((f) => f.state === 'wrong')).toEqual([]);
  }, 60_000);

  test('a watched project is let go when interrupted', async () => {
    const place = join(folder, 'watched');
    mkdirSync(place);
    writeFileSync(join(place, 'tsconfig.json'), '{ "compilerOptions": { "types": [], "lib": ["es2022"] } }');
    writeFileSync(join(place, 'a.ts'), 'export const n: number = "x";\n');
    const child = spawn(process.execPath, [join(built, json('package.json')['bin']!['cotangent']!), 'check', '--watch', '--typescript', join(root, 'node_modules/typescript7')], { cwd: place });
    let out = '';
    for await (const text of child.stdout) {
      out += String(text);
      if (out.includes('watching for changes')) break;
    }
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([1, null]);
    expect(out).toMatch(/^a\.ts:1:14 {2}TS2322 /);
  });
});
