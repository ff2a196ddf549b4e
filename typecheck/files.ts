/** The texts that a list of paths means: files as they are, folders with all that may hold templates. */
import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface FileText { readonly path: string; readonly text: string }

/** A path that gives no text, and why. */
export interface Unread { readonly path: string; readonly why: string; readonly hint?: string }

/** nn: the whole file is a text in the language. */
const endings: Readonly<Record<string, 'nn' | 'ts' | 'jsx'>> = {
  '.nn': 'nn', '.ts': 'ts', '.mts': 'ts', '.cts': 'ts', '.tsx': 'jsx', '.jsx': 'jsx', '.js': 'jsx', '.mjs': 'jsx', '.cjs': 'jsx',
};
export const kindOfFile = (path: string): 'nn' | 'ts' | 'jsx' | undefined => endings[/\.[a-z]+$/.exec(path)?.[0] ?? ''];

/** A source in TypeScript or JavaScript, as people write them: no declarations, nothing of packages. */
export function isSource(path: string): boolean {
  const kind = kindOfFile(path);
  return (kind === 'ts' || kind === 'jsx') && !/\.d\.(?:[^./]+\.)?[cm]?ts$/.test(path) && !path.includes('/node_modules/');
}
/** Of TypeScript 7.1 they are sources too, through a content mapper. */
export const isModelFile = (path: string): boolean => kindOfFile(path) === 'nn';

/** Folders whose files are not written by hand, and hidden ones. */
const passedOver = new Set(['node_modules', 'dist', 'build', 'coverage']);
export const isPassedOver = (name: string): boolean => name.startsWith('.') || passedOver.has(name);
/** Without the byte order mark, which editors and TypeScript do not count. */
export const withoutMark = (text: string): string => (text.startsWith('\ufeff') ? text.slice(1) : text);
const largest = 32 * 1024 * 1024;

/** Reads what `paths` mean, in order, each file once. */
export function readTexts(paths: readonly string[]): { readonly files: readonly FileText[]; readonly unread: readonly Unread[] } {
  const files: FileText[] = [], unread: Unread[] = [];
  const seen = new Set<string>();
  const file = (path: string, asked: boolean): void => {
    if (seen.has(path)) return;
    seen.add(path);
    const found = attempt(() => {
      const { size } = statSync(path);
      return size > largest ? size : readFileSync(path);
    });
    if ('code' in found) unread.push({ path, why: `cannot be read: ${reasons[found.code] ?? found.code}` });
    else if (typeof found.value === 'number') unread.push({ path, why: `has ${found.value} bytes, but at most ${largest} are read` });
    else if (!found.value.subarray(0, 8192).includes(0)) files.push({ path, text: withoutMark(found.value.toString('utf8')) });
    // Among the files of a folder something that is no text is nothing to speak of.
    else if (asked) unread.push({ path, why: 'is not a text' });
  };
  const folder = (path: string): void => {
    const found = attempt(() => readdirSync(path, { withFileTypes: true }));
    if ('code' in found) { unread.push({ path, why: `cannot be read: ${reasons[found.code] ?? found.code}` }); return; }
    for (const entry of found.value.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (isPassedOver(entry.name)) continue;
      const inner = join(path, entry.name);
      // Links are not followed: they may lead in circles.
      if (entry.isDirectory()) folder(inner);
      else if (entry.isFile() && (isSource(entry.name) || isModelFile(entry.name))) file(inner, false);
    }
  };
  for (const path of paths) {
    const found = attempt(() => (lstatSync(path).isSymbolicLink() ? statSync(path) : lstatSync(path)));
    if ('code' in found) unread.push({ path, why: found.code === 'ENOENT' ? 'does not exist' : `cannot be read: ${reasons[found.code] ?? found.code}` });
    else if (found.value.isDirectory()) folder(path);
    else if (!found.value.isFile()) unread.push({ path, why: 'is neither a file nor a folder' });
    else if (kindOfFile(path)) file(path, true);
    else unread.push({ path, why: 'is of no kind that holds templates', hint: `give a folder or one of ${Object.keys(endings).join(' ')}` });
  }
  return { files, unread };
}

const reasons: Readonly<Record<string, string>> = { EACCES: 'permission denied', EPERM: 'permission denied', ELOOP: 'too many links', ENAMETOOLONG: 'the name is too long', ENOTDIR: 'a part of the path is not a folder' };

/** The value, or the code with which the system refuses. */
function attempt<T>(read: () => T): { readonly value: T } | { readonly code: string } {
  try {
    return { value: read() };
  } catch (e) {
    const { code } = e as NodeJS.ErrnoException;
    if (typeof code !== 'string') throw e;
    return { code };
  }
}
