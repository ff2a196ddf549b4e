import { expect, test } from 'vitest';
import type { Symbol } from '../../../typecheck/services/service.ts';
import { ask, asked, golden } from './ask.ts';
import { applied } from './edits.ts';

const all = (text: string) => ({ start: 0, end: text.length });
golden('inlays', ({ file, text }) => {
  const found = ask.inlays(file, all(text));
  return found.toReversed().reduce((t, { at, text: inlay }) => `${t.slice(0, at)} ⟨${inlay}⟩${t.slice(at)}`, text);
});

const outline = (symbols: readonly Symbol[], depth: string, text: string): string =>
  symbols.map((s) => `${depth}${s.name} ${s.detail} @${text.slice(s.nameSpan.start, s.nameSpan.end)} ${s.span.end - s.span.start}\n${outline(s.children, `${depth}  `, text)}`).join('');
golden('symbols', ({ file, text }) => outline(ask.symbols(file), '', text));

golden('folding', ({ file, text }) => ask.folding(file).map((s) => `${text.slice(s.start, text.indexOf('\n', s.start))} … ${text.slice(text.lastIndexOf('\n', s.end - 1) + 1, s.end)}`).join('\n'));

golden('tokens', ({ file, text }) => ask.tokens(file, all(text)).filter((t) => t.class !== 'operator').map((t) => `${t.class} ${text.slice(t.span.start, t.span.end)}`).join('\n'));

golden('format', ({ file, text }) => {
  const once = applied(text, ask.format(file)), again = asked(once);
  return `${once}${ask.format(again.file).length > 0 ? '\nNOT THE SAME AGAIN' : ''}`;
});

test('only the templates asked for are answered for', () => {
  const { file, text } = asked('const A = nn`model A(x: f32[B, 4]) -> f32[B, 2] = x|>linear(2)`\nconst C = nn`model C(x: f32[B, 4]) -> f32[B, 3] = x|>linear(3)`');
  const second = { start: text.indexOf('const C'), end: text.length };
  expect(ask.inlays(file, second).map((i) => i.text)).toEqual(['[B, 3]']);
  expect(ask.format(file, second)).toHaveLength(1);
  expect(ask.tokens(file, second)[0]?.span.start).toBe(text.lastIndexOf('model C'));
});
test('an edit says no more than what changes', () => {
  const { file, text } = asked('model A(x: f32[B, 4]) -> f32[B, 2] = x|> linear(2)\n');
  expect(ask.format(file)).toEqual([{ span: { start: text.indexOf('|>'), end: text.indexOf('|>') }, newText: ' ' }]);
});
