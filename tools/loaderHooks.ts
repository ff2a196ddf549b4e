/** The hooks of `cotangent/loader`, with the layers; on older versions of Node they run in a thread of their own. */
import { layers } from '../nn/library.ts';
import { explained, loadBuilt, loadLanguage, type Loaded } from '../typecheck/transform/loader.ts';

/** In the thread that imports. */
export function loadNow(url: string, next: () => Loaded): Loaded {
  const language = loadLanguage(url, layers);
  if (language) return language;
  let loaded: Loaded;
  try {
    loaded = next();
  } catch (e) {
    throw explained(url, e);
  }
  return loadBuilt(url, loaded, layers);
}

/** As module.register wants it. */
export async function load(url: string, context: unknown, next: (url: string, context: unknown) => Promise<Loaded>): Promise<Loaded> {
  const language = loadLanguage(url, layers);
  if (language) return language;
  const loaded = await next(url, context).catch((e: unknown) => { throw explained(url, e); });
  return loadBuilt(url, loaded, layers);
}
