/** `cotangent check -p`: the same list whichever TypeScript a project has. */
import { readFileSync, realpathSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { layers } from '../../nn/library.ts';
import { checkCommand } from '../../typecheck/commands/check.ts';
import { readCases, updating, writeCases } from '../golden/cases.ts';
import { projectFiles, scratch, typeScripts } from './projects.ts';

const project = scratch();
const versions = Object.entries(typeScripts);
const types = readFileSync(new URL('projects/cotangent.types', import.meta.url), 'utf8');
const standIn = {
  'tsconfig.json': '{ "compilerOptions": { "strict": true, "target": "es2022", "lib": ["es2022"], "module": "preserve", "moduleResolution": "bundler", "types": [], "noEmit": true } }',
  'node_modules/cotangent/package.json': '{ "name": "cotangent", "version": "0.0.0", "type": "module", "types": "index.d.ts" }',
  'node_modules/cotangent/index.d.ts': types,
};
const made = (files: Readonly<Record<string, string>>): string => realpathSync(project({ ...standIn, ...files }));

const from = process.cwd();
afterAll(() => { process.chdir(from); });

async function run(folder: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '', err = '';
  process.chdir(folder);
  const code = await checkCommand(args, layers, { out: (l) => { out += `${l}\n`; }, err: (l) => { err += `${l}\n`; } });
  return { code, out: out.replaceAll(folder, '.'), err: err.replaceAll(folder, '.') };
}

const cases = new URL('projects/check.txt', import.meta.url);
describe('mistakes', () => {
  const all = readCases(cases), written: string[] = [];
  test.each(all.map((c, i) => ({ ...c, i })))('$title', async ({ input, expected, i }) => {
    const folder = made(projectFiles(input));
    for (const [version, typescript] of versions) {
      const { code, out, err } = await run(folder, '--typescript', typescript);
      written[i] ??= out.trimEnd();
      expect(out.trimEnd(), version).toBe(updating ? written[i] : expected);
      expect({ code, err }).toEqual({ code: 1, err: '' });
    }
    if (updating && i === all.length - 1) writeCases(cases, all.map((c, at) => ({ ...c, expected: written[at]! })));
  });
});
