/** TypeScript 7.1: `typescript/sync` and `typescript/fs`. */
import { dirname } from 'node:path';
import type { Changes, Host, HostOptions } from './host.ts';
import { endProcess, openNative, type NativeProject } from './native.ts';
import { mappersOf } from './tsconfig.ts';

/** What we use of those modules. */
export interface Sync71 {
  readonly API: new (options: { readonly cwd: string; readonly runExternalCode: boolean; readonly fs: Readonly<Record<string, symbol | ((path: string) => string | symbol)>> }) => {
    createSnapshot(params: { readonly openProjects: readonly string[]; readonly fileNotifications?: Changes }): Snapshot;
    close(): void;
  };
}
export interface Fs71 { readonly serverFS: { readonly useOS: symbol; readonly noop: symbol } }
interface Snapshot { getConfiguredProject(tsconfig: string): NativeProject | undefined; dispose(): void }

export function openTs71(version: string, { API }: Sync71, { serverFS: { useOS, noop } }: Fs71, options: HostOptions): Host {
  const api = new API({
    cwd: dirname(options.tsconfig),
    // A content mapper is a program. Ours only reads .nn files; of others nobody here knows what they do.
    runExternalCode: mappersOf(options.tsconfig).every((name) => name === 'cotangent'),
    fs: {
      readFile: (path) => options.textOf(path) ?? useOS,
      directoryExists: useOS, fileExists: useOS, getAccessibleEntries: useOS, realpath: useOS, stat: useOS, writeFile: noop, removeFile: noop,
    },
  });
  const state = (s: Snapshot) => ({ project: (tsconfig: string) => s.getConfiguredProject(tsconfig), dispose: () => s.dispose() });
  return openNative(version, {
    open: (openProjects) => state(api.createSnapshot({ openProjects })),
    update: (openProjects, fileNotifications) => state(api.createSnapshot({ openProjects, fileNotifications })),
    close() {
      endProcess(api);
      api.close();
    },
  }, options);
}
