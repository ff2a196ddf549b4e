/** An edit costs what it changes; and nothing takes long, whatever the text. Bounds are of processor time. */
import { describe, expect, test } from 'vitest';
import { budget } from '../../../dsl/budget.ts';
import { layers } from '../../../nn/library.ts';
import { services } from '../../../typecheck/services/services.ts';
import { spent } from '../../spent.ts';

const statements = Array.from({ length: 29 }, (_, i) => `  let h${i + 1} = h${i} |> ${['linear(64)', 'relu', 'layernorm', 'residual { linear(64) |> gelu }', 'dropout(0.1)'][i % 5]}`).join('\n');
const model = (i: number): string => `export const M${i} = nn\`\nmodel M${i}(h0: f32[B, 64]) -> f32[B, 64] {\n${statements}\n  return h29\n}\`;\n`;
const file = Array.from({ length: 50 }, (_, i) => model(i)).join('\n');

describe('a file of 50 models of 30 statements', () => {
  test('an edit is read in less than 15 ms', () => {
    const ask = services(layers);
    ask.analyse('a.ts', file);
    const edits = 20, texts = Array.from({ length: edits }, (_, i) => file.replace(`model M${i + 7}(h0: f32[B, 64]) -> f32[B, 64]`, `model M${i + 7}(h0: f32[B, 64]) -> f32[B, 65]`));
    const time = spent(() => { for (const text of texts) expect(ask.analyse('a.ts', text).diagnostics.length).toBeGreaterThan(0); });
    expect(time / edits).toBeLessThan(15);
  });
  test('what has not changed is the same object', () => {
    const ask = services(layers), before = ask.analyse('a.ts', file), after = ask.analyse('a.ts', file.replace('linear(64)', 'linear(63)'));
    const same = after.templates.filter((t, i) => t.checked === before.templates[i]!.checked);
    expect(same).toHaveLength(49);
  });
  test('a template is read again when a model in its holes has changed, and no other is', () => {
    const ask = services(layers), text = `${model(0)}${model(1)}export const C = nn\`model C(x: f32[B, 64]) -> f32[B, 64] = x |> \${M0}\`;`;
    const before = ask.analyse('a.ts', text), after = ask.analyse('a.ts', text.replace('linear(64)', 'linear(64, bias = false)'));
    expect(after.templates.map((t, i) => t.checked === before.templates[i]!.checked)).toEqual([false, true, false]);
  });
  test('a template that has moved answers from its new place', () => {
    const ask = services(layers);
    ask.analyse('a.ts', file);
    const text = `// one line more\n${file}`, after = ask.analyse('a.ts', text), at = text.indexOf('h3 |>', text.indexOf('M40('));
    expect(text.slice(ask.definition(after, at)!.target.start).startsWith('h3 = h2')).toBe(true);
  });
});

describe('answers soon', () => {
  const ask = services(layers);
  const fill = (piece: string): string => piece.repeat(Math.ceil(budget.characters / piece.length)).slice(0, budget.characters);
  test.each<[string, string, string]>([
    ['a long pipe', 'a.nn', `model M(x: f32[B, 4]) -> f32[B, 4] = x ${'|> relu '.repeat(2000)}`],
    ['mistakes', 'a.nn', `model M(x: f32[B, 4]) -> f32[B, 4] {\n${Array.from({ length: 400 }, (_, i) => `  let y${i} = x |> lienar(4)`).join('\n')}\n  return x\n}`],
    ['openers', 'a.nn', fill('model M(x: f32[B] |> f( < [ { ')],
    ['names', 'a.nn', fill('let a = b + ')],
    ['a comment that does not end', 'a.nn', fill('/* a ')],
    ['strings', 'a.nn', fill('"a')],
    ['too long to be read', 'a.nn', fill('model M(x: f32[B]) -> f32[B] = x\n').repeat(4)],
    ['a megabyte of TypeScript', 'a.ts', `${'const a = `x` + /`/.source;\n'.repeat(38_000)}nn\`model M(x: f32[B, 4]) -> f32[B, 2] = x |> linear(2)\``],
    ['many templates', 'a.ts', 'nn`model M(x: f32[B, 4]) -> f32[B, 2] = x |> linear(2)`;\n'.repeat(1000)],
  ])('%s', (_, path, text) => {
    expect(spent(() => {
      const read = ask.analyse(path, text), all = { start: 0, end: text.length };
      for (const at of [0, text.length >> 1, text.length - 2]) {
        ask.hover(read, at);
        ask.completions(read, at);
        ask.signatureHelp(read, at);
        ask.references(read, at);
        ask.fixes(read, { start: at, end: at });
      }
      ask.tokens(read, all);
      ask.inlays(read, all);
      ask.symbols(read);
      ask.folding(read);
      ask.format(read);
    })).toBeLessThan(4000);
  });
});
