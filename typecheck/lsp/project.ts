/** The TypeScript files of a workspace that hold templates, for TypeScript to see them in their other form though nobody opens them. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isPassedOver, isSource, withoutMark } from '../files.ts';
import { mayHoldTemplates } from './documents.ts';

export interface Found { readonly path: string; readonly text: string }

/** How many files are looked into. Beyond, a file with templates is typed when it is opened. */
const most = 20_000;

/** JavaScript is of a project only where that says so: it is typed when it is opened. */
export const isFound = (path: string): boolean => isSource(path) && /tsx?$/.test(path);

export async function findSources(folders: readonly string[], log: (message: string) => void): Promise<Found[]> {
  const found: Found[] = [], left = [...folders];
  let looked = 0;
  for (let folder = left.pop(); folder !== undefined; folder = left.pop()) {
    // What cannot be read is nothing to speak of here: nobody asked for it.
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (isPassedOver(entry.name)) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) left.push(path);
      else if (entry.isFile() && isFound(entry.name)) {
        if (++looked > most) {
          log(`the workspace has more than ${most} source files; templates in the others are typed when they are opened`);
          return found;
        }
        const source = await readSource(path);
        if (source) found.push(source);
      }
    }
  }
  return found;
}

/** Undefined where there is no template. */
export async function readSource(path: string): Promise<Found | undefined> {
  const text = withoutMark(await readFile(path, 'utf8').catch(() => ''));
  return mayHoldTemplates({ path, text }) ? { path, text } : undefined;
}
