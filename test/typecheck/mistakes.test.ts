/**
 * Mistakes seeded into the six models: each gives exactly one message, at the right place. A case is an edit of a model,
 * `from` on one line, `to` on the next.
 */
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { renderDiagnostic } from '../../core/diagnostic.ts';
import { parse } from '../../dsl/parse.ts';
import { source } from '../../dsl/source.ts';
import { layers } from '../../nn/library.ts';
import { check } from '../../typecheck/check.ts';
import { goldenFiles, readCases, updating, writeCases } from '../golden/cases.ts';

const folder = new URL('../golden/mistakes/', import.meta.url);

function edited(model: string, edit: string): string {
  const [from, to = ''] = edit.split('\n');
  const text = readFileSync(new URL(`../models/${model}.nn`, import.meta.url), 'utf8');
  const unescaped = (s: string): string => s.replaceAll('\\n', '\n');
  if (!text.includes(unescaped(from))) throw new Error(`${model}.nn has no ${from}`);
  return text.replace(unescaped(from), () => unescaped(to));
}

let mistakes = 0;
for (const name of goldenFiles(folder)) {
  const model = name.replace('.txt', ''), file = new URL(name, folder), cases = readCases(file);
  mistakes += cases.length;
  const found = cases.map((c) => {
    const text = edited(model, c.input), { tree, diagnostics } = parse(source(text));
    return [...diagnostics, ...check(tree, layers, { syntax: diagnostics }).diagnostics].map((d) => renderDiagnostic(d, text, { file: `${model}.nn` }));
  });
  if (updating) writeCases(file, cases.map((c, i) => ({ ...c, expected: found[i].join('\n\n') })));
  describe(model, () => {
    test.each(cases.map((c, i) => ({ ...c, found: found[i] })))('$title', (c) => {
      expect(c.found).toHaveLength(1);
      if (!updating) expect(c.found[0]).toBe(c.expected);
    });
  });
}
afterAll(() => expect(mistakes).toBeGreaterThanOrEqual(60));
