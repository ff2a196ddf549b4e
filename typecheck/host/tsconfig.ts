/** What we read of tsconfig.json ourselves. TypeScript reads all the rest. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** JSON with comments and commas before closing brackets, as in tsconfig.json and settings.json; undefined when it is none. */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(plainJson(readFileSync(path, 'utf8').replace(/^\ufeff/, '')));
  } catch {
    return undefined;
  }
}

const jsonTokens = /"(?:[^"\\]|\\.)*"?|\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)|[,\]}]|[^\s"/,\]}]+|\//g;

function plainJson(text: string): string {
  const tokens = (text.match(jsonTokens) ?? []).filter((token) => !/^\/[/*]/.test(token));
  return tokens.filter((token, i) => token !== ',' || !/^[\]}]/.test(tokens[i + 1] ?? '')).join('');
}

/** `path` may name a folder: then its tsconfig.json. */
export function tsconfigAt(path: string): string {
  const whole = resolve(path);
  return existsSync(whole) && statSync(whole).isDirectory() ? join(whole, 'tsconfig.json') : whole;
}

/** The projects that one refers to, and theirs: what is referred to first comes first, the asked one last. */
export function projectsOf(tsconfig: string): readonly string[] {
  const projects = new Set<string>(), seen = new Set<string>();
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    const { references } = (readJson(path) ?? {}) as { readonly references?: unknown };
    for (const reference of Array.isArray(references) ? references as readonly unknown[] : []) {
      const { path: to } = (reference ?? {}) as { readonly path?: unknown };
      const target = typeof to === 'string' ? tsconfigAt(join(dirname(path), to)) : undefined;
      // A reference that leads nowhere is reported by TypeScript.
      if (target !== undefined && existsSync(target)) visit(target);
    }
    projects.add(path);
  };
  visit(tsconfig);
  return [...projects];
}
