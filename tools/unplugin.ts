/** The build step for each bundler: the plugin of typecheck/transform with the layers, through unplugin, which users install. */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { UnpluginInstance } from 'unplugin';
import { CotangentError } from '../core/diagnostic.ts';
import { layers } from '../nn/library.ts';
import type { BuildOptions } from '../typecheck/transform/build.ts';
import { bundlerPlugin } from '../typecheck/transform/bundler.ts';
import { filesWithEffects } from './package.ts';

type Instance = UnpluginInstance<BuildOptions | undefined, false>;
export type Bundler = 'vite' | 'rollup' | 'rolldown' | 'esbuild' | 'webpack';

const ending = import.meta.url.slice(import.meta.url.lastIndexOf('.')), fileAt = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const worker = { module: fileAt(`../backends/cpu/pool${ending}`), file: fileAt('../backends/cpu/worker.mjs') };

let instance: Instance | undefined;

export function pluginFor<B extends Bundler>(bundler: B, options: BuildOptions | undefined): ReturnType<Instance[B]> {
  instance ??= unplugin(bundler).createUnplugin(bundlerPlugin({ library: layers, worker, home: fileAt('../'), withEffects: filesWithEffects() }));
  return instance[bundler](options) as ReturnType<Instance[B]>;
}

/** At once, for a bundler's configuration does not wait; only when it is asked for, so that nobody else needs the package. */
function unplugin(bundler: Bundler): typeof import('unplugin') {
  try {
    return createRequire(import.meta.url)('unplugin') as typeof import('unplugin');
  } catch (cause) {
    if ((cause as { code?: string }).code !== 'MODULE_NOT_FOUND') throw cause;
    throw new CotangentError(`cotangent/${bundler} needs the package unplugin, which is not installed`, { code: 'NN1023', cause, hint: 'npm install --save-dev unplugin' });
  }
}
