/** TypeScript 7.0: `typescript/unstable/sync`. */
import { dirname } from 'node:path';
import type { Changes, Host, HostOptions } from './host.ts';
import { endProcess, openNative, type NativeProject } from './native.ts';

/** What we use of that module. */
export interface Sync70 {
  readonly API: new (options: { readonly cwd: string; readonly fs: { readonly readFile: (path: string) => string | undefined } }) => {
    updateSnapshot(params: { readonly openProjects?: readonly string[]; readonly fileChanges?: Changes }): Snapshot;
    close(): void;
  };
}
interface Snapshot { getProject(tsconfig: string): NativeProject | undefined; dispose(): void }

export function openTs70(version: string, { API }: Sync70, options: HostOptions): Host {
  const api = new API({ cwd: dirname(options.tsconfig), fs: { readFile: options.textOf } });
  const state = (s: Snapshot) => ({ project: (tsconfig: string) => s.getProject(tsconfig), dispose: () => s.dispose() });
  return openNative(version, {
    open: (openProjects) => state(api.updateSnapshot({ openProjects })),
    update: (_, fileChanges) => state(api.updateSnapshot({ fileChanges })),
    close() {
      endProcess(api);
      api.close();
    },
  }, options);
}
