/** `cotangent doctor`: what cotangent finds where it is asked, and what to do about it. */
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findTypeScript, type TypeScript } from '../host/open.ts';
import { configsOf, projectsOf, readJson, tsconfigAt } from '../host/tsconfig.ts';
import { readArguments, type Output } from './arguments.ts';

export const doctorHelp = `cotangent doctor [-p PATH] [--json]

Tells which Node, TypeScript and cotangent a project uses, whether its editors can see into templates, and what to do.

  -p, --project PATH   the project's tsconfig.json, or its folder; by default this folder
  --json               print one JSON object instead of text

Exit code: 0 when nothing is wrong, 1 when something is, 2 when the command is wrong.`;

export interface Finding {
  readonly about: string;
  /** note: it may be as it is meant to be. */
  readonly state: 'good' | 'note' | 'wrong';
  readonly found: string;
  readonly todo?: string;
}

interface Patient {
  /** Where the project lies, and its tsconfig.json if it has one. */
  readonly folder: string;
  readonly tsconfig: string | undefined;
  readonly typescript: TypeScript | undefined;
  /** The package that this command is part of. */
  readonly home: string;
  readonly node: string;
}

type Check = (patient: Patient) => readonly Finding[];

/** In the order in which they are told. */
const checks: readonly Check[] = [node, ownPackage, copies, configuration, typeScript, typeScripts, plugin, server, vscode, peers];

export function doctorCommand(args: readonly string[], { out, err }: Output, { home = ownFolder(), node = process.versions.node }: Partial<Pick<Patient, 'home' | 'node'>> = {}): number {
  const read = readArguments('doctor', args, { flags: ['--json', '--help'], values: ['--project'], short: { '-p': '--project', '-h': '--help' } });
  const wrong = 'wrong' in read ? read : read.paths.length > 0 ? { wrong: `a path is given with -p, not ${read.paths[0]} alone`, hint: 'cotangent doctor --help' } : undefined;
  if (wrong || 'wrong' in read) { err(`cotangent doctor: ${wrong!.wrong}\nhint: ${wrong!.hint}`); return 2; }
  if (read.flags.has('--help')) { out(doctorHelp); return 0; }

  const asked = tsconfigAt(read.values['--project'] ?? '.'), folder = dirname(asked);
  if (read.values['--project'] !== undefined && !existsSync(asked)) { err(`cotangent doctor: ${asked} does not exist\nhint: -p takes a tsconfig.json or its folder`); return 2; }
  const patient = { folder, tsconfig: existsSync(asked) ? asked : undefined, typescript: findTypeScript({ from: folder }), home, node };
  const findings = checks.flatMap((check) => check(patient)), sick = findings.filter((f) => f.state === 'wrong').length;
  if (read.flags.has('--json')) out(JSON.stringify({ findings, wrong: sick }, undefined, 2));
  else {
    for (const { about, state, found, todo } of findings) out(`${state.padEnd(5)}  ${about}: ${found}${todo === undefined ? '' : `\n       ${todo}`}`);
    out(sick === 0 ? '\nnothing is wrong' : `\n${sick === 1 ? 'one thing is' : `${sick} things are`} wrong`);
  }
  return sick === 0 ? 0 : 1;
}

function ownFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

interface Manifest {
  readonly version?: string;
  readonly engines?: { readonly node?: string };
  readonly peerDependencies?: Readonly<Record<string, string>>;
}
const manifestIn = (folder: string): Manifest => (readJson(join(folder, 'package.json')) ?? {}) as Manifest;

/** As seen from the project. */
const shown = (path: string, { folder }: Patient): string => {
  const from = relative(folder, path).replaceAll('\\', '/');
  return from === '' ? '.' : from.startsWith('../..') ? path : from;
};

/** Where a package is that files in `folder` import. */
function packageFrom(folder: string, name: string): string | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const here = join(at, 'node_modules', name);
    if (existsSync(join(here, 'package.json'))) return realpathSync(here);
    if (at === dirname(at)) return undefined;
  }
}

/** Every copy of a package in the node_modules around and beneath a folder, down to the packages of packages. */
function copiesOf(folder: string, name: string): readonly string[] {
  const found = new Set<string>();
  for (let at = resolve(folder); ; at = dirname(at)) {
    const modules = join(at, 'node_modules');
    for (const inner of [modules, ...packagesIn(modules).map((p) => join(p, 'node_modules'))]) {
      const here = join(inner, name);
      if (existsSync(join(here, 'package.json'))) found.add(realpathSync(here));
    }
    if (at === dirname(at)) return [...found];
  }
}

function packagesIn(modules: string): readonly string[] {
  const names = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder).filter((n) => !n.startsWith('.')).map((n) => join(folder, n)) : []);
  return names(modules).flatMap((path) => (relative(modules, path).startsWith('@') ? names(path) : [path]));
}

/** Whether a version, as in 20.19.1, is at least another. */
function isAtLeast(version: string, least: string): boolean {
  const [a, b] = [version, least].map((v) => v.split('.').map((n) => parseInt(n, 10) || 0)) as [number[], number[]];
  const at = [0, 1, 2].find((i) => (a[i] ?? 0) !== (b[i] ?? 0));
  return at === undefined || (a[at] ?? 0) > (b[at] ?? 0);
}

function node({ home, node: version }: Patient): readonly Finding[] {
  const least = /\d[\d.]*/.exec(manifestIn(home).engines?.node ?? '')?.[0] ?? '0';
  const about = 'Node', isNew = isAtLeast(version, least);
  return [isNew ? { about, state: 'good', found: version } : { about, state: 'wrong', found: `${version}, but cotangent needs ${least}`, todo: 'install a newer Node: https://nodejs.org' }];
}

function ownPackage(patient: Patient): readonly Finding[] {
  const about = 'cotangent', { folder, home } = patient, version = manifestIn(home).version ?? 'unknown';
  const used = packageFrom(folder, 'cotangent');
  if (used === realpathSync(home)) return [{ about, state: 'good', found: `${version} in ${shown(home, patient)}` }];
  if (used === undefined) {
    // Within the package itself its files are imported by their paths.
    if (resolve(folder).startsWith(realpathSync(home))) return [{ about, state: 'good', found: `${version}, its own checkout` }];
    return [{ about, state: 'wrong', found: `no cotangent is found from ${folder}; this command is that of ${home}`, todo: 'npm install cotangent' }];
  }
  return [{
    about, state: 'wrong', found: `the project imports ${manifestIn(used).version ?? 'one'} in ${shown(used, patient)}, but this command is ${version} in ${home}`,
    todo: 'use the command of the project: npx cotangent doctor',
  }];
}

function copies(patient: Patient): readonly Finding[] {
  const found = copiesOf(patient.folder, 'cotangent');
  return found.length < 2 ? [] : [{
    about: 'cotangent', state: 'wrong', todo: 'npm dedupe, or one version for all of them: npm ls cotangent',
    found: `${found.length} copies, and the tensors of one are none to another: ${found.map((p) => `${manifestIn(p).version ?? '?'} in ${shown(p, patient)}`).join(', ')}`,
  }];
}

function configuration({ tsconfig, folder }: Patient): readonly Finding[] {
  const about = 'tsconfig.json';
  if (tsconfig === undefined) return [{ about, state: 'note', found: `none in ${folder}`, todo: 'cotangent check PATH… needs none; for types add one: npx tsc --init' }];
  return readJson(tsconfig) === undefined ? [{ about, state: 'wrong', found: `${tsconfig} is no JSON`, todo: 'npx tsc -p . says where' }] : [{ about, state: 'good', found: tsconfig }];
}

function typeScript(patient: Patient): readonly Finding[] {
  const about = 'TypeScript', { typescript } = patient;
  if (!typescript) return [{ about, state: patient.tsconfig === undefined ? 'note' : 'wrong', found: 'none is installed', todo: 'npm install --save-dev typescript' }];
  const found = `${typescript.version} in ${shown(typescript.folder, patient)}`;
  return [typescript.api ? { about, state: 'good', found } : { about, state: 'wrong', found: `${found}, but cotangent works with 5.9, 6, 7.0 and 7.1`, todo: 'npm install --save-dev typescript@latest' }];
}

function typeScripts(patient: Patient): readonly Finding[] {
  const { folder, tsconfig, typescript } = patient, about = 'TypeScript';
  const told = (paths: Iterable<string>): string => [...paths].map((p) => `${manifestIn(p).version ?? '?'} in ${shown(p, patient)}`).join(', ');
  // What counts is which of them the projects use; that packages bring their own is common.
  const used = new Set((tsconfig === undefined ? [] : projectsOf(tsconfig)).map((p) => packageFrom(dirname(p), 'typescript')).filter((p) => p !== undefined));
  if (used.size > 1) return [{ about, state: 'wrong', found: `the projects use ${used.size} copies, which may say different things: ${told(used)}`, todo: 'install one, at the root of the workspace' }];
  const others = copiesOf(folder, 'typescript').filter((p) => p !== (typescript && realpathSync(typescript.folder)));
  return others.length === 0 ? [] : [{ about, state: 'note', found: `packages have their own: ${told(others)}`, todo: 'see that the editor takes the first one' }];
}

const usesPlugins = ({ typescript }: Patient): boolean => typescript?.api === 'ts6';
const pluginName = 'cotangent/ts-plugin';
const isListed = (tsconfig: string): boolean => configsOf(tsconfig).some((path) => {
  const { compilerOptions } = (readJson(path) ?? {}) as { readonly compilerOptions?: { readonly plugins?: unknown } };
  return Array.isArray(compilerOptions?.plugins) && compilerOptions.plugins.some((p: { readonly name?: unknown } | null) => p?.name === pluginName);
});

function plugin(patient: Patient): readonly Finding[] {
  const about = 'editor plugin', { tsconfig, folder } = patient;
  if (tsconfig === undefined || !usesPlugins(patient)) return [];
  if (!isListed(tsconfig)) {
    return [{ about, state: 'note', found: 'not listed in tsconfig.json', todo: `the extension for VS Code brings it; for other editors: "compilerOptions": { "plugins": [{ "name": "${pluginName}" }] }` }];
  }
  return [canResolve(folder, pluginName)
    ? { about, state: 'good', found: `${pluginName} is listed in tsconfig.json` }
    : { about, state: 'wrong', found: `${pluginName} is listed in tsconfig.json, but is not found from ${folder}`, todo: 'npm install cotangent, and restart the TypeScript server of the editor' }];
}

function canResolve(folder: string, name: string): boolean {
  try {
    return existsSync(createRequire(join(folder, 'x.js')).resolve(name));
  } catch {
    return false;
  }
}

function server(patient: Patient): readonly Finding[] {
  const { typescript, tsconfig } = patient;
  if (!typescript?.api || usesPlugins(patient)) return [];
  const listed = tsconfig !== undefined && isListed(tsconfig) ? '; that tsconfig.json lists one has no effect' : '';
  return [{
    about: 'language server', state: 'note', found: `TypeScript ${typescript.version} loads no plugins${listed}`,
    todo: 'editors see into templates through cotangent-lsp: the extension for VS Code starts it, other editors start it in place of tsc --lsp',
  }];
}

/** Names of one setting, the newest first. */
const tsdk = ['js/ts.tsdk.path', 'typescript.tsdk'];

function vscode(patient: Patient): readonly Finding[] {
  const { folder, typescript, tsconfig } = patient, about = 'VS Code';
  const home = around(folder).find((at) => existsSync(join(at, '.vscode', 'settings.json')));
  if (home === undefined || !typescript) return [];
  const settings = (readJson(join(home, '.vscode', 'settings.json')) ?? {}) as Readonly<Record<string, unknown>>;
  const name = tsdk.find((key) => typeof settings[key] === 'string'), path = name === undefined ? undefined : resolve(home, String(settings[name]));
  if (settings['js/ts.experimental.useTsgo'] === true && usesPlugins(patient)) {
    return [{ about, state: 'note', found: `answers with TypeScript 7 (js/ts.experimental.useTsgo), while the project has ${typescript.version}`, todo: 'mistakes may be worded differently; npm install --save-dev typescript@latest' }];
  }
  if (path !== undefined) {
    const version = manifestIn(dirname(path)).version;
    if (version === undefined) return [{ about, state: 'wrong', found: `${name!} is ${String(settings[name!])}, where no TypeScript is`, todo: `set it to ${shown(join(typescript.folder, 'lib'), { ...patient, folder: home })}` }];
    if (version !== typescript.version) return [{ about, state: 'wrong', found: `${name!} is TypeScript ${version}, but the project has ${typescript.version}`, todo: `set it to ${shown(join(typescript.folder, 'lib'), { ...patient, folder: home })}` }];
    return [{ about, state: 'good', found: `${name!} is the project's TypeScript ${version}` }];
  }
  // Plugins of the workspace run in the workspace's TypeScript alone.
  return tsconfig !== undefined && usesPlugins(patient) && isListed(tsconfig) ? [{
    about, state: 'note', found: 'takes its own TypeScript, which does not load the plugin that tsconfig.json lists',
    todo: `install the extension; or set typescript.tsdk to ${shown(join(typescript.folder, 'lib'), { ...patient, folder: home })} and run "TypeScript: Select TypeScript Version"`,
  }] : [];
}

function around(folder: string): readonly string[] {
  const parent = dirname(folder);
  return [resolve(folder), ...(parent === folder ? [] : around(parent))];
}

/** What each optional package is for. */
const uses: Readonly<Record<string, string>> = { 'ts-morph': 'cotangent codemod', unplugin: 'the build step (cotangent/vite and its like)', webgpu: 'WebGPU in Node' };

function peers({ home, folder }: Patient): readonly Finding[] {
  return Object.entries(manifestIn(home).peerDependencies ?? {}).filter(([name]) => Object.hasOwn(uses, name)).map(([name, range]): Finding => {
    const at = packageFrom(folder, name), version = at === undefined ? undefined : manifestIn(at).version;
    if (version === undefined) return { about: name, state: 'note', found: `not installed; ${uses[name]!} needs it`, todo: `npm install --save-dev ${name}` };
    return isWithin(version, range) ? { about: name, state: 'good', found: version } : { about: name, state: 'wrong', found: `${version}, but ${uses[name]!} needs ${range}`, todo: `npm install --save-dev ${name}@"${range}"` };
  });
}

/** Of ranges as our package.json has them: `>=28`, `^3.7.0`. */
function isWithin(version: string, range: string): boolean {
  const least = range.replace(/^\D+/, '');
  return isAtLeast(version, least) && (!range.startsWith('^') || version.split('.')[0] === least.split('.')[0]);
}
