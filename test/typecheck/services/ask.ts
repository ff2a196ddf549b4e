/**
 * Questions to the services as the tests put them: a text with ‸ where one asks, in golden files of what is answered.
 * A text with nn`…` in it is TypeScript, any other is in the language.
 */
import { expect, test } from 'vitest';
import { layers } from '../../../nn/library.ts';
import type { Analysis, HoleReader } from '../../../typecheck/services/service.ts';
import { services } from '../../../typecheck/services/services.ts';
import { readCases, updating, writeCases } from '../../golden/cases.ts';

export const ask = services(layers);

export interface Asked { readonly file: Analysis; readonly offset: number; readonly text: string }

export function asked(marked: string, holes?: HoleReader): Asked {
  const offset = marked.indexOf('‸'), text = marked.replace('‸', '');
  return { file: ask.analyse(text.includes('nn`') ? 'a.ts' : 'a.nn', text, holes), offset, text };
}

export function golden(name: string, answer: (asked: Asked) => string): void {
  const file = new URL(`../../golden/services/${name}.txt`, import.meta.url), cases = readCases(file);
  const found = cases.map((c) => answer(asked(c.input)).trimEnd());
  if (updating) writeCases(file, cases.map((c, i) => ({ ...c, expected: found[i]! })));
  test.each(cases.map((c, i) => ({ ...c, found: found[i]! })))(`${name}: $title`, (c) => {
    if (!updating) expect(c.found).toBe(c.expected);
  });
}
