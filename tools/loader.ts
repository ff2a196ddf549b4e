/**
 * `node --import cotangent/loader script.ts`: templates are checked and built while modules are loaded, and .nn files can be
 * imported.   docs/guide/build.md
 */
import * as module from 'node:module';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import type { Loaded } from '../typecheck/transform/loader.ts';

interface RegisterHooks {
  registerHooks?(hooks: { load(url: string, context: unknown, next: (url: string, context: unknown) => Loaded): Loaded }): void;
}

const home = new URL('..', import.meta.url).href, { registerHooks } = module as RegisterHooks;

// Threads load this file too, and those of the engine hold no templates.
if (!process.argv[1]?.startsWith(fileURLToPath(home))) {
  // All at once: in the midst of loading, a hook could not load modules that the program loads too.
  if (registerHooks) {
    const { loadNow } = await import('./loaderHooks.ts');
    registerHooks({ load: (url, context, next) => (url.startsWith(home) ? next(url, context) : loadNow(url, () => next(url, context))) });
  } else if (isMainThread) {
    // Before Node 22.15.
    module.register(`./loaderHooks${import.meta.url.slice(import.meta.url.lastIndexOf('.'))}`, import.meta.url);
  }
}
