import { join } from 'node:path';
import { realpathSync, symlinkSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { doctorCommand, type Finding } from '../../typecheck/commands/doctor.ts';
import { scratch } from './projects.ts';

const project = scratch();
const from = process.cwd();
afterAll(() => { process.chdir(from); });

const manifest = (version: string, more: object = {}): string => JSON.stringify({ name: 'x', version, ...more });
const own = manifest('1.2.3', { engines: { node: '>=20.19' }, exports: { './ts-plugin': './plugin.cjs', './package.json': './package.json' }, peerDependencies: { 'ts-morph': '>=28', unplugin: '^3.7.0', other: '1' } });
const healthy = {
  'tsconfig.json': '{ "compilerOptions": { "plugins": [{ "name": "cotangent/ts-plugin" }] } }',
  'node_modules/cotangent/package.json': own, 'node_modules/cotangent/plugin.cjs': '',
  'node_modules/typescript/package.json': manifest('6.0.3'), 'node_modules/typescript/lib/typescript.js': '',
  'node_modules/ts-morph/package.json': manifest('28.1.0'), 'node_modules/unplugin/package.json': manifest('3.8.0'),
};

function run(files: Readonly<Record<string, string>>, { args = [], node = '20.19.0', home = 'node_modules/cotangent', at = '.' }: { args?: readonly string[]; node?: string; home?: string; at?: string } = {}) {
  const folder = realpathSync(project(files));
  process.chdir(join(folder, at));
  let out = '', err = '';
  const code = doctorCommand(args, { out: (l) => { out += `${l}\n`; }, err: (l) => { err += `${l}\n`; } }, { home: join(folder, home), node });
  return { code, out: out.replaceAll(folder, ''), err: err.replaceAll(folder, '') };
}

test('a healthy project', () => expect(run(healthy)).toEqual({
  code: 0, err: '',
  out: `good   Node: 20.19.0
good   cotangent: 1.2.3 in node_modules/cotangent
good   tsconfig.json: /tsconfig.json
good   TypeScript: 6.0.3 in node_modules/typescript
good   editor plugin: cotangent/ts-plugin is listed in tsconfig.json
good   ts-morph: 28.1.0
good   unplugin: 3.8.0

nothing is wrong
`,
}));

/** What is not good, in the project with these files more; undefined takes one away. */
function unwell(files: Readonly<Record<string, string | undefined>>, options: Parameters<typeof run>[1] = {}): { code: number; findings: readonly (Finding & { todo: string })[] } {
  const all = Object.fromEntries(Object.entries({ ...healthy, ...files }).filter(([, text]) => text !== undefined)) as Record<string, string>;
  const { code, out } = run(all, { ...options, args: ['--json', ...options.args ?? []] });
  const { findings, wrong } = JSON.parse(out) as { findings: readonly (Finding & { todo: string })[]; wrong: number };
  expect(wrong).toBe(findings.filter((f) => f.state === 'wrong').length);
  expect(code).toBe(wrong > 0 ? 1 : 0);
  const others = findings.filter((f) => f.state !== 'good');
  // Whoever is told that something is amiss is told what to do.
  for (const { todo } of others) expect(todo).toMatch(/\w/);
  return { code, findings: others };
}

const native = (version: string, entries: readonly string[]): string => manifest(version, { exports: Object.fromEntries(['./package.json', ...entries].map((e) => [e, e])) });

describe('what may be amiss', () => {
  test.each<[string, Readonly<Record<string, string | undefined>>, Finding['state'], string, RegExp]>([
    ['no TypeScript', { 'node_modules/typescript/package.json': undefined, 'node_modules/typescript/lib/typescript.js': undefined }, 'wrong', 'TypeScript', /^none is installed$/],
    ['an old TypeScript', { 'node_modules/typescript/package.json': manifest('5.4.5') }, 'wrong', 'TypeScript', /^5\.4\.5 in node_modules\/typescript, but cotangent works with/],
    ['packages with a TypeScript of their own', { 'node_modules/@a/b/node_modules/typescript/package.json': manifest('5.9.3') }, 'note', 'TypeScript', /^packages have their own: 5\.9\.3 in node_modules\/@a\/b\/node_modules\/typescript$/],
    ['projects with two TypeScripts', {
      'tsconfig.json': healthy['tsconfig.json'].replace('{', '{ "references": [{ "path": "app" }],'), 'app/tsconfig.json': '{}', 'app/node_modules/typescript/package.json': manifest('5.9.3'),
    }, 'wrong', 'TypeScript', /^the projects use 2 copies.*5\.9\.3 in app\/node_modules\/typescript, 6\.0\.3 in node_modules\/typescript$/],
    ['TypeScript 7.0', { 'node_modules/typescript/package.json': native('7.0.2', ['./unstable/sync']) }, 'note', 'language server', /^TypeScript 7\.0\.2 loads no plugins; that tsconfig\.json lists one has no effect$/],
    ['TypeScript 7.1', { 'node_modules/typescript/package.json': native('7.1.0', ['./sync', './fs']), 'tsconfig.json': '{}' }, 'note', 'language server', /^TypeScript 7\.1\.0 loads no plugins$/],
    ['no tsconfig.json', { 'tsconfig.json': undefined }, 'note', 'tsconfig.json', /^none in /],
    ['a tsconfig.json that is none', { 'tsconfig.json': '{ "compilerOptions": ' }, 'wrong', 'tsconfig.json', /is no JSON$/],
    ['no plugin', { 'tsconfig.json': '{ "compilerOptions": { "plugins": [{ "name": "another" }, null] } }' }, 'note', 'editor plugin', /^not listed/],
    ['a plugin that is not there', { 'node_modules/cotangent/plugin.cjs': undefined }, 'wrong', 'editor plugin', /is listed in tsconfig\.json, but is not found from/],
    ['two copies of cotangent', { 'node_modules/models/node_modules/cotangent/package.json': manifest('1.0.0') }, 'wrong', 'cotangent', /^2 copies.*: 1\.2\.3 in node_modules\/cotangent, 1\.0\.0 in node_modules\/models\/node_modules\/cotangent$/],
    ['no ts-morph', { 'node_modules/ts-morph/package.json': undefined }, 'note', 'ts-morph', /^not installed; cotangent codemod needs it$/],
    ['an old ts-morph', { 'node_modules/ts-morph/package.json': manifest('27.9.9') }, 'wrong', 'ts-morph', /^27\.9\.9, but cotangent codemod needs >=28$/],
    ['an unplugin of another kind', { 'node_modules/unplugin/package.json': manifest('4.0.0') }, 'wrong', 'unplugin', /^4\.0\.0, but .* needs \^3\.7\.0$/],
  ])('%s', (_, files, state, about, found) => expect(unwell(files).findings[0]).toMatchObject({ state, about, found: expect.stringMatching(found) }));

  test('the plugin may stand in what tsconfig.json extends', () =>
    expect(unwell({ 'base.json': healthy['tsconfig.json'], 'tsconfig.json': '{ "extends": "./base" }' }).findings).toEqual([]));
  test('an old Node', () => expect(unwell({}, { node: '20.9.0' }).findings).toMatchObject([{ state: 'wrong', about: 'Node', found: '20.9.0, but cotangent needs 20.19' }]));
  test('a command of another copy than the project imports', () =>
    expect(unwell({ 'elsewhere/package.json': own.replace('1.2.3', '2.0.0') }, { home: 'elsewhere' }).findings).toMatchObject([{ state: 'wrong', about: 'cotangent', found: expect.stringMatching(/imports 1\.2\.3 in node_modules\/cotangent, but this command is 2\.0\.0/) }]));
  test('a command without a package in the project', () =>
    expect(unwell({ 'node_modules/cotangent/package.json': undefined, 'elsewhere/package.json': own, 'tsconfig.json': '{}' }, { home: 'elsewhere' }).findings[0]).toMatchObject({ state: 'wrong', about: 'cotangent', todo: 'npm install cotangent' }));
});

describe('VS Code', () => {
  const settings = (text: object): Readonly<Record<string, string>> => ({ '.vscode/settings.json': `// comments\n${JSON.stringify(text)}` });
  test.each<[string, object, readonly Partial<Finding>[]]>([
    ['with the TypeScript of the project', { 'typescript.tsdk': 'node_modules/typescript/lib' }, []],
    ['with a TypeScript that is not there', { 'js/ts.tsdk.path': 'gone/lib' }, [{ state: 'wrong', found: 'js/ts.tsdk.path is gone/lib, where no TypeScript is', todo: 'set it to node_modules/typescript/lib' }]],
    ['with another', { 'typescript.tsdk': 'other/lib' }, [{ state: 'wrong', found: 'typescript.tsdk is TypeScript 5.9.3, but the project has 6.0.3' }]],
    ['with its own', {}, [{ state: 'note', found: expect.stringMatching(/^takes its own TypeScript/) as unknown as string }]],
    ['with TypeScript 7', { 'js/ts.experimental.useTsgo': true }, [{ state: 'note', found: expect.stringMatching(/^answers with TypeScript 7/) as unknown as string }]],
  ])('%s', (_, text, findings) => expect(unwell({ ...settings(text), 'other/package.json': manifest('5.9.3') }).findings).toMatchObject(findings));
  test('settings of the workspace around the project', () =>
    expect(unwell({ ...settings({ 'typescript.tsdk': 'gone' }), 'app/tsconfig.json': '{}' }, { at: 'app' }).findings.at(-1)).toMatchObject({ about: 'VS Code', state: 'wrong', todo: 'set it to node_modules/typescript/lib' }));
});

test('one copy behind a link is one', () => {
  const folder = realpathSync(project({ ...healthy, 'packages/a/package.json': '{}', 'packages/a/tsconfig.json': '{}' }));
  symlinkSync(join(folder, 'node_modules'), join(folder, 'packages/a/node_modules'));
  process.chdir(join(folder, 'packages/a'));
  let out = '';
  expect(doctorCommand([], { out: (l) => { out += l; }, err: () => {} }, { home: join(folder, 'node_modules/cotangent'), node: '22.0.0' })).toBe(0);
  expect(out).not.toMatch(/copies/);
});

describe('the command', () => {
  test('the project of -p', () => expect(run({ ...healthy, 'app/tsconfig.json': '{ "compilerOptions": ' }, { args: ['-p', 'app'] })).toMatchObject({ code: 1, out: expect.stringMatching(/^wrong {2}tsconfig\.json: \/app\/tsconfig\.json is no JSON\n {7}npx tsc/m) }));
  test('help', () => expect(run(healthy, { args: ['--help'] })).toMatchObject({ code: 0, out: expect.stringContaining('cotangent doctor [-p PATH]') }));
  test.each([[['-p', 'gone'], /\/gone does not exist/], [['src'], /a path is given with -p/], [['--jsn'], /there is no option --jsn/]])('misuse: %j', (args, message) =>
    expect(run(healthy, { args })).toMatchObject({ code: 2, err: expect.stringMatching(message) }));
});
