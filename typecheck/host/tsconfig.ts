/** What we read of tsconfig.json ourselves. TypeScript reads all the rest. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { withoutMark } from '../files.ts';

/** JSON with comments and commas before closing brackets, as in tsconfig.json and settings.json; undefined when it is none. */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(plainJson(withoutMark(readFileSync(path, 'utf8'))));
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

/** A tsconfig.json and those that it extends, the one asked for first. */
export function configsOf(tsconfig: string): readonly string[] {
  const configs = new Set<string>();
  const visit = (path: string): void => {
    if (configs.has(path)) return;
    configs.add(path);
    const { extends: bases } = (readJson(path) ?? {}) as { readonly extends?: unknown };
    for (const base of Array.isArray(bases) ? bases as readonly unknown[] : [bases]) {
      const found = typeof base === 'string' ? extended(path, base) : undefined;
      if (found !== undefined) visit(found);
    }
  };
  visit(tsconfig);
  return [...configs];
}

/** The file that `extends` names: a path, with or without .json, or a module. */
function extended(from: string, name: string): string | undefined {
  if (isAbsolute(name) || /^\.\.?(?:\/|$)/.test(name)) return [name, `${name}.json`].map((n) => resolve(dirname(from), n)).find((p) => existsSync(p) && statSync(p).isFile());
  const { resolve: find } = createRequire(from);
  for (const path of [name, `${name}.json`, `${name}/tsconfig.json`]) {
    try {
      return find(path);
    } catch {
      // The next one, then.
    }
  }
  return undefined;
}

/** The packages whose content mappers a project and those that it refers to would start. */
export function mappersOf(tsconfig: string): readonly string[] {
  return projectsOf(tsconfig).flatMap(configsOf).flatMap((path) => {
    const { contentMappers } = (readJson(path) ?? {}) as { readonly contentMappers?: unknown };
    return (Array.isArray(contentMappers) ? contentMappers as readonly unknown[] : []).map((m) => String((m as { readonly package?: unknown } | null)?.package));
  });
}
