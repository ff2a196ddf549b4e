/** Every question at any place of any text is answered: without a throw, in the text, and so that the answers agree with one another. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Span } from '../../../core/diagnostic.ts';
import { lex, spanOf } from '../../../dsl/lexer.ts';
import { layers } from '../../../nn/library.ts';
import type { Analysis } from '../../../typecheck/services/service.ts';
import { models } from '../../dsl/models.ts';
import { applied } from './edits.ts';
import { ask } from './ask.ts';

function isIn(file: Analysis, spans: readonly Span[], what: string): void {
  for (const { start, end } of spans) if (!(start >= 0 && start <= end && end <= file.text.length)) throw new Error(`${what}: ${start}..${end} is not in the text\n${file.text}`);
}
function inOrder(spans: readonly Span[], what: string): void {
  spans.forEach((s, i) => { if (i > 0 && s.start < spans[i - 1]!.end) throw new Error(`${what}: ${s.start} comes before ${spans[i - 1]!.end}`); });
}

/** All that can be asked of a file as a whole. */
function outline(file: Analysis): void {
  const all = { start: 0, end: file.text.length };
  isIn(file, file.diagnostics.map((d) => d.span), 'diagnostics');
  isIn(file, file.diagnostics.flatMap((d) => (d.related ?? []).map((r) => r.span)), 'related places');
  const tokens = ask.tokens(file, all).map((t) => t.span);
  isIn(file, tokens, 'tokens');
  if (file.templates.length === 1) inOrder(tokens, 'tokens');
  isIn(file, ask.inlays(file, all).map((i) => ({ start: i.at, end: i.at })), 'inlays');
  isIn(file, ask.folding(file), 'folding');
  for (const s of ask.symbols(file)) {
    isIn(file, [s.span, s.nameSpan, ...s.children.flatMap((c) => [c.span, c.nameSpan])], 'symbols');
    if (!(s.span.start <= s.nameSpan.start && s.nameSpan.end <= s.span.end)) throw new Error(`the name of ${s.name} stands outside of it`);
  }
  const edits = ask.format(file);
  isIn(file, edits.map((e) => e.span), 'format');
  if (edits.length > 0) {
    const formatted = ask.analyse(file.path, applied(file.text, edits));
    expect(ask.format(formatted)).toEqual([]);
    expect(formatted.diagnostics.map((d) => d.code).sort()).toEqual(file.diagnostics.map((d) => d.code).sort());
  }
}

/** All that can be asked at a place. */
function place(file: Analysis, offset: number): void {
  const hover = ask.hover(file, offset), completions = ask.completions(file, offset), help = ask.signatureHelp(file, offset);
  isIn(file, [hover, completions, help].flatMap((x) => (x ? [x.span] : [])), 'hover, completions, signature help');
  if (hover) expect(`${hover.code} ${hover.text}`).not.toMatch(/undefined|NaN|\[object/);
  if (completions) expect(completions.span.start <= offset && offset <= completions.span.end, 'completions are for the place').toBe(true);
  if (help) for (const a of help.arguments) expect(help.label.slice(a.span.start, a.span.end)).not.toBe('');
  for (const fix of ask.fixes(file, { start: offset, end: offset })) isIn(file, fix.edits.map((e) => e.span), 'fixes');

  const definition = ask.definition(file, offset), references = ask.references(file, offset), rename = ask.rename(file, offset);
  if (!definition || definition.isHole) return;
  expect(definition.span.start <= offset && offset <= definition.span.end).toBe(true);
  expect(ask.definition(file, definition.target.start)?.target).toEqual(definition.target);
  expect(references?.[0]).toEqual(definition.target);
  expect(references).toContainEqual(definition.span);
  expect(new Set(references!.map((r) => r.start)).size).toBe(references!.length);
  for (const r of references!) expect(file.text.slice(r.start, r.end)).toBe(rename!.name);
}

/** A name that nothing else has makes no difference. */
function renamed(file: Analysis, offset: number): void {
  const rename = ask.rename(file, offset), name = 'fresh_name';
  if (!rename || file.diagnostics.some((d) => d.code.startsWith('NN01')) || ask.refusal(file, offset, name) !== undefined) return;
  const text = applied(file.text, rename.places.map((span) => ({ span, newText: name })));
  const codes = (of: Analysis): readonly string[] => of.diagnostics.map((d) => d.code).sort();
  expect(codes(ask.analyse(file.path, text)), `${rename.name} to ${name} in\n${file.text}`).toEqual(codes(file));
}

const pieces = models.map(({ text }) => lex(text).tokens.map(spanOf).map(({ end }, i, all) => text.slice(i === 0 ? 0 : all[i - 1]!.end, end)));
const words = [...new Set([...pieces.flat(), ...[...layers.keys()].slice(0, 12).map((w) => ` ${w}`), ' "f32"', ' ;', ' [', ' ]', ' {', ' }', ' (', ' )', ' <', ' >', ' |>', ' =', ' let', ' model', '\n', ' /*', ' //', ' é', ' state', ' next', ' \u0000'])];
const edit = fc.record({ at: fc.nat(), kind: fc.constantFrom('delete', 'insert', 'replace', 'cut'), word: fc.constantFrom(...words), length: fc.integer({ min: 1, max: 6 }) });
const broken = fc.tuple(fc.constantFrom(...pieces), fc.array(edit, { maxLength: 3 })).map(([tokens, edits]) => {
  let list = [...tokens];
  for (const { at, kind, word, length } of edits) {
    const i = list.length === 0 ? 0 : at % list.length;
    if (kind === 'cut') list = list.slice(0, i);
    else list.splice(i, kind === 'insert' ? 0 : kind === 'delete' ? length : 1, ...(kind === 'delete' ? [] : [word]));
  }
  return list.join('');
});
const wrapped = fc.tuple(broken, fc.constantFrom('nn', 'ts', 'holes', 'crlf', 'bom')).map(([text, how]): [path: string, text: string] => {
  switch (how) {
    case 'nn': return ['a.nn', text];
    case 'ts': return ['a.ts', `const before = 1;\nexport const M = nn\`\n${text}\n\`;\nconst after = \`x\`;`];
    case 'holes': return ['a.ts', `const A = nn\`model A(x: f32[B, 4]) -> f32[B, 4] = x\`;\nconst M = nn\`${text.replace('relu', '${A}').replace(/\b10\b/, '${ 10 }')}\`;`];
    case 'crlf': return ['a.nn', text.replaceAll('\n', '\r\n')];
    default: return ['a.nn', `\ufeff${text}`];
  }
});

test('the six models, broken', () => {
  fc.assert(fc.property(wrapped, fc.array(fc.nat(), { minLength: 3, maxLength: 3 }), ([path, text], at) => {
    const file = ask.analyse(path, text);
    outline(file);
    for (const n of at) { place(file, n % (text.length + 1)); renamed(file, n % (text.length + 1)); }
  }), { numRuns: 150 });
}, 60_000);

test.each(models)('$name at every third word', ({ text }) => {
  const file = ask.analyse('a.nn', text);
  outline(file);
  for (const [i, { startOffset }] of lex(text).tokens.entries()) if (i % 3 === 0) { place(file, startOffset); renamed(file, startOffset); }
}, 60_000);

test('any text at all', () => {
  fc.assert(fc.property(fc.string({ maxLength: 120, unit: 'binary' }), fc.nat(), fc.constantFrom('a.nn', 'a.ts', 'a.tsx'), (text, n, path) => {
    const whole = path === 'a.nn' ? text : `nn\`${text}\``, file = ask.analyse(path, whole);
    outline(file);
    place(file, n % (whole.length + 1));
  }), { numRuns: 150 });
});
