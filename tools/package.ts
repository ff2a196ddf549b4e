/** What package.json says, of the package that this file is part of, as written or as built. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

interface PackageJson { readonly version: string; readonly sideEffects: readonly string[] }

function packageJson(): { readonly at: URL; readonly json: PackageJson } | undefined {
  for (const place of ['../package.json', '../../package.json']) {
    const at = new URL(place, import.meta.url);
    if (existsSync(at)) return { at, json: JSON.parse(readFileSync(at, 'utf8')) as PackageJson };
  }
  return undefined;
}

export const version = (): string => packageJson()?.json.version ?? 'unknown';

/** The files that do something when they are imported; all others may be left out where nobody uses them. */
export function filesWithEffects(): readonly string[] {
  const found = packageJson();
  return found ? found.json.sideEffects.map((path) => fileURLToPath(new URL(path, found.at))) : [];
}
