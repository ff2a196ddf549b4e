/** A text, parsed and checked, as the tests of the checker look at it. */
import { parse } from '../../dsl/parse.ts';
import { source } from '../../dsl/source.ts';
import { layers } from '../../nn/library.ts';
import { check, type Checked, type CheckOptions } from '../../typecheck/check.ts';

export function read(text: string, options: CheckOptions = {}): Checked {
  const { tree, diagnostics } = parse(source(text.split(/\$\{\d+\}/)));
  const checked = check(tree, layers, { syntax: diagnostics, ...options });
  return { ...checked, diagnostics: [...diagnostics, ...checked.diagnostics] };
}

/** Codes and the text they point at. */
export const found = (text: string, options?: CheckOptions): string[] => read(text, options).diagnostics.map((d) => `${d.code} ${text.slice(d.span.start, d.span.end)}`);
