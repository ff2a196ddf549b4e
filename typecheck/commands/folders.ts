/**
 * The folders of a project, watched. The system tells when something happens in one of them; then, once it has been quiet for a
 * moment, the times and sizes of all files are compared with those before. Between events nothing runs.
 */
import { readdirSync, statSync, watch, type Dirent, type FSWatcher } from 'node:fs';
import { dirname, join } from 'node:path';
import { CotangentError } from '../../core/diagnostic.ts';
import { isPassedOver } from '../files.ts';
import type { Changes } from '../host/host.ts';

const quietMs = 60, longestMs = 1000;

/** Sources, declarations, configurations. */
const isOfInterest = (path: string): boolean => /\.(?:[cm]?[jt]sx?|json|nn)$/.test(path);

export class Folders {
  readonly #watchers = new Map<string, FSWatcher>();
  /** Time and size of every file. */
  #seen: ReadonlyMap<string, string> = new Map();
  #configs: readonly string[] = [];
  #files: readonly string[] = [];
  #touched = false;
  #wake = (): void => {};

  /** From now on: the folders of these configurations with all beneath, and those of these files. */
  look(configs: readonly string[], files: readonly string[]): void {
    this.#configs = configs;
    this.#files = files;
    const seen = this.#scan();
    // What is new since the last look came with the new list; what is another has still to be told.
    this.#seen = new Map([...seen].map(([path, now]) => [path, this.#seen.get(path) ?? now]));
  }

  /** The next changes; undefined when the watch is over. */
  async changes(signal: AbortSignal): Promise<Required<Changes> | undefined> {
    for (;;) {
      await this.#quiet(signal);
      if (signal.aborted) return undefined;
      this.#touched = false;
      const before = this.#seen, now = this.#scan();
      this.#seen = now;
      const created = [...now.keys()].filter((path) => !before.has(path)), deleted = [...before.keys()].filter((path) => !now.has(path));
      const changed = [...now].filter(([path, state]) => before.has(path) && before.get(path) !== state).map(([path]) => path);
      if (changed.length + created.length + deleted.length > 0) return { changed, created, deleted };
    }
  }

  close(): void {
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #scan(): ReadonlyMap<string, string> {
    const seen = new Map<string, string>(), entered = new Set<string>();
    const enter = (folder: string, below: boolean): void => {
      const entries = entered.has(folder) ? [] : entriesOf(folder);
      if (!entries) return;
      entered.add(folder);
      this.#watch(folder);
      for (const entry of entries) {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) {
          if (below && !isPassedOver(entry.name)) enter(path, true);
        } else if (isOfInterest(entry.name)) {
          const stat = statSync(path, { throwIfNoEntry: false });
          if (stat?.isFile()) seen.set(path, `${stat.mtimeMs} ${stat.size}`);
        }
      }
    };
    for (const config of this.#configs) enter(dirname(config), true);
    for (const folder of new Set(this.#files.map((path) => dirname(path)))) enter(folder, false);
    for (const folder of [...this.#watchers.keys()]) if (!entered.has(folder)) this.#unwatch(folder);
    return seen;
  }

  #watch(folder: string): void {
    if (this.#watchers.has(folder)) return;
    try {
      const watcher = watch(folder, (_, name) => {
        // Logs and the like are nothing to us; a name without an ending may be that of a folder.
        if (name !== null && !isOfInterest(name) && !isFolder(join(folder, name)) && !this.#watchers.has(join(folder, name))) return;
        this.#touched = true;
        this.#wake();
      });
      // It may be removed; the folder around it tells of that.
      watcher.on('error', () => { this.#unwatch(folder); });
      this.#watchers.set(folder, watcher);
    } catch (cause) {
      throw new CotangentError(`${folder} cannot be watched: ${(cause as Error).message}`, {
        code: 'NN1005', cause, hint: 'check without --watch, or let the system watch more folders (on Linux fs.inotify.max_user_watches and max_user_instances)',
      });
    }
  }

  #unwatch(folder: string): void {
    this.#watchers.get(folder)?.close();
    this.#watchers.delete(folder);
  }

  /** When something was touched, and nothing more for a moment. */
  #quiet(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      let first: number | undefined, timer: NodeJS.Timeout | undefined;
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.#wake = () => {};
        resolve();
      };
      this.#wake = () => {
        first ??= performance.now();
        clearTimeout(timer);
        timer = setTimeout(done, Math.min(quietMs, Math.max(0, first + longestMs - performance.now())));
      };
      signal.addEventListener('abort', done);
      if (signal.aborted) done();
      else if (this.#touched) this.#wake();
    });
  }
}

function entriesOf(folder: string): readonly Dirent[] | undefined {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return undefined;
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
