/** What runs: the language server and the command of cotangent, of the workspace where it has the package and is trusted. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Surroundings {
  /** Where the extension lies. */
  readonly extension: string;
  /** The folders of the workspace, if code of theirs may run. */
  readonly trusted: readonly string[];
  /** The setting. */
  readonly server: string;
}

/** The package cotangent that a folder uses, in it or above. */
export function packageOf(folder: string): string | undefined {
  for (let at = folder, last = ''; at !== last; last = at, at = join(at, '..')) {
    const found = join(at, 'node_modules/cotangent');
    if (existsSync(join(found, 'package.json'))) return found;
  }
  return undefined;
}

/** The script of a command of the workspace's package. */
export function commandOf(folders: readonly string[], name: string): string | undefined {
  for (const found of folders.flatMap((folder) => packageOf(folder) ?? [])) {
    const { bin } = JSON.parse(readFileSync(join(found, 'package.json'), 'utf8')) as { readonly bin?: Readonly<Record<string, string>> };
    if (bin?.[name] !== undefined && existsSync(join(found, bin[name]))) return join(found, bin[name]);
  }
  return undefined;
}

export const serverOf = ({ extension, trusted, server }: Surroundings): string =>
  (server !== '' ? server : commandOf(trusted, 'cotangent-lsp') ?? join(extension, 'server/lsp.cjs'));
