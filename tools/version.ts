/** Of the package that this file is part of, as written or as built. */
import { existsSync, readFileSync } from 'node:fs';

export function version(): string {
  for (const place of ['../package.json', '../../package.json']) {
    const url = new URL(place, import.meta.url);
    if (existsSync(url)) return (JSON.parse(readFileSync(url, 'utf8')) as { version: string }).version;
  }
  return 'unknown';
}
