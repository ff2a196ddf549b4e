/** What the package promises: few dependencies, no install scripts, an honest list of its parts, a shape that tools accept. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const json = (path: string): Record<string, never> => JSON.parse(readFileSync(`${root}/${path}`, 'utf8'));

test('at most three runtime dependencies, chevrotain among them', () => {
  const names = Object.keys(json('package.json')['dependencies']!);
  expect(names.length).toBeLessThanOrEqual(3);
  expect(names).toContain('chevrotain');
});

test('versions are exact', () => {
  const { dependencies, devDependencies } = json('package.json') as unknown as Record<string, Record<string, string>>;
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
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
