/** Files that are whole or not there: written beside the old one, made durable, then put in its place. */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CotangentError } from '../../core/diagnostic.ts';

const hints: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'the permissions forbid it',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full; the earlier file is untouched',
  EISDIR: 'it is a folder',
};

export function fileError(what: string, path: string, cause: unknown): CotangentError {
  const code = (cause as { code?: string }).code ?? '';
  return new CotangentError(`${what} '${path}' failed (${code || String(cause)})`, { code: 'NN0611', hint: hints[code] ?? 'see the cause', cause });
}

/** After this returns the new contents are on the disk; until then, and if the process or machine dies, the old file is. */
export function replaceFile(path: string, contents: Uint8Array): void {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    const file = openSync(temporary, 'w', 0o644);
    try {
      for (let at = 0; at < contents.byteLength;) at += writeSync(file, contents, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
    syncFolder(dirname(path));
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw fileError('writing', path, cause);
  }
}

// The rename itself is durable once the folder is. Some systems cannot open folders; there the rename is ordered anyway.
function syncFolder(path: string): void {
  let folder: number;
  try {
    folder = openSync(path, 'r');
  } catch {
    return;
  }
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

export function readWhole(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw fileError('reading', path, cause);
  }
}
