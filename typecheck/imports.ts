/**
 * From which module a file has a name: `import { nn } from 'm'`, `import { x as nn }`, `import nn from`, `import * as nn from`,
 * `const { nn } = require('m')`. Reads the text alone; what it takes for an import may stand in a comment, so it is a guess.
 */

/** Undefined when no import of the name is found. */
export function importedFrom(text: string, name: string): string | undefined {
  for (const { names, module } of imports(text)) {
    if (names.includes(name)) return module;
  }
  return undefined;
}

/** The name that a template's `nn` hangs on, and where it stands: `nn` itself, or `ct` in ct.nn`…`. */
export function nameOfTag(text: string, tag: number): { readonly name: string; readonly start: number } {
  const before = text.slice(Math.max(0, tag - 200), tag).trimEnd();
  if (!before.endsWith('.')) return { name: 'nn', start: tag };
  const object = before.slice(0, -1).trimEnd(), name = object.split(/[^\p{ID_Continue}$]/u).at(-1)!;
  return { name, start: Math.max(0, tag - 200) + object.length - name.length };
}

interface Import { readonly names: readonly string[]; readonly module: string }

const longest = 10_000;

function* imports(text: string): Generator<Import> {
  // Backwards from each module's name to the keyword before it: nothing is read twice.
  const from = /\b(?:from|require\s?\(|import\s?\()\s*(["'])([^"'\n]+)\1/g;
  let done = 0;
  for (const found of text.matchAll(from)) {
    const start = Math.max(done, found.index - longest), before = text.slice(start, found.index);
    done = found.index + found[0].length;
    const keyword = Math.max(...['import', 'const', 'let', 'var'].map((word) => before.lastIndexOf(word)));
    if (keyword >= 0) yield { names: bound(before.slice(keyword)), module: found[2]! };
  }
}

/** The names that `import a, { b, c as d, type e } from` and `const { b, c: d } = ` bind. */
const bound = (clause: string): readonly string[] =>
  clause.split(/[{},:=]/).map((part) => part.trim().split(/\s+/).at(-1)!);
