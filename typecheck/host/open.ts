/** Chooses the host for the TypeScript that a project has. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type ts from 'typescript';
import { CotangentError } from '../../core/diagnostic.ts';
import type { Host, HostOptions } from './host.ts';
import { openTs6 } from './ts6.ts';
import { openTs70, type Sync70 } from './ts70.ts';
import { openTs71, type Fs71, type Sync71 } from './ts71.ts';
import { readJson } from './tsconfig.ts';

/** An installed TypeScript. */
export interface TypeScript { readonly folder: string; readonly version: string; readonly api: keyof typeof openers | undefined }

/** The TypeScript in `folder`, or else the one that files beside `from` import; undefined when there is none. */
export function findTypeScript({ from, folder = resolved(from) }: { readonly from: string; readonly folder?: string | undefined }): TypeScript | undefined {
  const { version, exports } = (folder === undefined ? {} : readJson(join(folder, 'package.json')) ?? {}) as { readonly version?: unknown; readonly exports?: object };
  if (folder === undefined || typeof version !== 'string') return undefined;
  // 7.1 and 7.0 are told by what they export, so that the nightly versions between are too.
  const has = (entry: string): boolean => exports !== undefined && Object.hasOwn(exports, entry);
  const [major, minor] = version.split('.').map(Number) as [number, number];
  const api = has('./sync') && has('./fs') ? 'ts71' : has('./unstable/sync') ? 'ts70' : major === 6 || (major === 5 && minor >= 9) ? 'ts6' : undefined;
  return { folder: resolve(folder), version, api };
}

function resolved(from: string): string | undefined {
  try {
    return dirname(createRequire(join(resolve(from), 'x.js')).resolve('typescript/package.json'));
  } catch {
    return undefined;
  }
}

const openers = {
  async ts6(found: TypeScript, options: HostOptions) {
    const module = await entry<{ readonly default?: typeof ts } & typeof ts>(found, '');
    return openTs6(module.default ?? module, options);
  },
  ts70: async (found: TypeScript, options: HostOptions) => openTs70(found.version, await entry<Sync70>(found, '/unstable/sync'), options),
  ts71: async (found: TypeScript, options: HostOptions) => openTs71(found.version, await entry<Sync71>(found, '/sync'), await entry<Fs71>(found, '/fs'), options),
};

/** A module of that very installation. */
function entry<T>({ folder }: TypeScript, path: string): Promise<T> {
  const require = createRequire(join(folder, 'package.json'));
  const { name } = require('./package.json') as { readonly name: string };
  return import(pathToFileURL(path === '' ? require.resolve(folder) : require.resolve(`${name}${path}`)).href) as Promise<T>;
}

/**
 * Opens the project with the TypeScript that it resolves, or with the one in the folder `typescript`.
 * Throws NN1000 when there is none, NN1001 when it is not one of 5.9, 6, 7.0 and 7.1, NN1002 when there is no such tsconfig.json,
 * NN1003 when it does not start.
 */
export async function openHost(options: HostOptions & { readonly typescript?: string | undefined }): Promise<Host> {
  const { tsconfig, typescript } = options;
  if (!existsSync(tsconfig)) throw new CotangentError(`${tsconfig} does not exist`, { code: 'NN1002', hint: 'name a tsconfig.json or its folder: cotangent check -p PATH' });
  const found = findTypeScript({ from: dirname(tsconfig), folder: typescript });
  if (!found) {
    throw new CotangentError(typescript === undefined ? `${dirname(tsconfig)} has no TypeScript` : `${typescript} is no TypeScript: there is no package.json with a version`, {
      code: 'NN1000', hint: typescript === undefined ? 'npm install --save-dev typescript, or --typescript PATH' : 'give the folder of the package, such as node_modules/typescript',
    });
  }
  if (!found.api) {
    throw new CotangentError(`TypeScript ${found.version} in ${found.folder} is not one that cotangent works with: these are 5.9, 6, 7.0 and 7.1`, {
      code: 'NN1001', hint: 'npm install --save-dev typescript@latest, or --typescript PATH',
    });
  }
  try {
    return await openers[found.api](found, options);
  } catch (cause) {
    if (cause instanceof CotangentError) throw cause;
    throw new CotangentError(`TypeScript ${found.version} in ${found.folder} does not start: ${(cause as Error).message}`, { code: 'NN1003', cause, hint: 'install it anew for this platform: npm install' });
  }
}
