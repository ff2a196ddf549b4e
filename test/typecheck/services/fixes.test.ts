import { expect, test } from 'vitest';
import { ask, asked, golden } from './ask.ts';
import { applied } from './edits.ts';

golden('fixes', ({ file, offset, text }) => {
  const fixes = ask.fixes(file, { start: offset, end: offset });
  const said = file.diagnostics.map((d) => `${d.code} ${d.message}`);
  return [...said, ...fixes.map(({ title, edits, codes }) => {
    const mended = applied(text, edits), again = ask.analyse(file.path, mended);
    // It does what it says, whatever the golden file holds.
    expect(again.diagnostics.filter((d) => codes.includes(d.code)).length).toBeLessThan(file.diagnostics.filter((d) => codes.includes(d.code)).length);
    const lines = text.split('\n');
    return [`- ${title}`, ...mended.split('\n').filter((line) => !lines.includes(line))].join('\n');
  })].join('\n');
});

test('only mistakes in the span are mended', () => {
  const { file, text } = asked('model A(x: f32[B, 4]) -> f32[B, 4] = x |> reluu\nmodel C(x: f32[B, 4]) -> f32[B, 4] = x |> tanhh');
  const from = text.indexOf('model C');
  expect(ask.fixes(file, { start: from, end: text.length }).map((f) => f.title)).toEqual(["change 'tanhh' to 'tanh'"]);
  expect(ask.fixes(file, { start: 0, end: text.length })).toHaveLength(2);
});

test.each([
  ["import { nn } from 'cotangent';\nexport const M = nn`model M(x: f32[B, 4]) -> f32[B, 2] = x |> linear(2)`;", "import { nn, type Model } from 'cotangent';\nexport const M: Model<\"M(x: f32[B, 4]) -> f32[B, 2]\"> = nn<\"M(x: f32[B, 4]) -> f32[B, 2]\">`model M(x: f32[B, 4]) -> f32[B, 2] = x |> linear(2)`;"],
  ['import * as ct from "cotangent";\nexport const M = (ct.nn(`model M(x: f32[B]) -> f32[B] = x`));', 'import * as ct from "cotangent";\nexport const M: ct.Model<"M(x: f32[B]) -> f32[B]"> = (ct.nn(`model M(x: f32[B]) -> f32[B] = x`));'],
])('what TypeScript wants written of an export is written: %s', (text, mended) => {
  const file = ask.analyse('m.ts', text), at = text.indexOf('M =');
  const [fix, ...others] = ask.fixes(file, { start: at, end: at + 1 });
  expect({ codes: fix?.codes, text: applied(text, fix?.edits ?? []), others }).toEqual({ codes: ['TS9010'], text: mended, others: [] });
});
