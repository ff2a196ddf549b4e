/**
 * Projects as texts: `--- path` and the file, `--- path bom crlf` for one with a byte order mark and line ends of Windows.
 * The cases under `projects/` are such projects with what is said of them.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

const modules = fileURLToPath(new URL('../../node_modules/', import.meta.url));
/** Folders of the TypeScripts by version. */
export const typeScripts: Readonly<Record<string, string>> = {
  '5.9': `${modules}typescript5`, '6.0': `${modules}typescript`, '7.0': `${modules}typescript7`, '7.1': `${modules}typescript71`,
};

export function projectFiles(input: string): Record<string, string> {
  const parts = input.split(/^--- (.*)\n/m).slice(1);
  return Object.fromEntries(parts.flatMap((head, i) => {
    if (i % 2 === 1) return [];
    const [path, ...flags] = head.trim().split(' ') as [string, ...string[]];
    const text = flags.includes('crlf') ? parts[i + 1]!.replaceAll('\n', '\r\n') : parts[i + 1]!;
    return [[path, `${flags.includes('bom') ? '\ufeff' : ''}${text}`]];
  }));
}

// Packages above a project would be found from it.
const base = [tmpdir(), '/var/tmp'].find((folder) => !existsSync(join(folder, 'node_modules'))) ?? tmpdir();

/** Folders that are gone after the tests of the file. */
export function scratch(): (files: Readonly<Record<string, string>>) => string {
  const root = mkdtempSync(join(base, 'cotangent-projects-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  let made = 0;
  return (files) => {
    const folder = join(root, String(made++));
    mkdirSync(folder);
    for (const [path, text] of Object.entries(files)) write(join(folder, path), text);
    return folder;
  };
}

export function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
