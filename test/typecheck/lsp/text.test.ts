/** Texts, tokens and what TypeScript is told of them: the plain parts of the language server. */
import fc from 'fast-check';
import type { TextDocumentContentChangeEvent } from 'vscode-languageserver-protocol';
import { describe, expect, test } from 'vitest';
import type { Document } from '../../../typecheck/lsp/documents.ts';
import { mayHoldTemplates, pathOf } from '../../../typecheck/lsp/documents.ts';
import { difference } from '../../../typecheck/difference.ts';
import { askableHoles, typeInHover } from '../../../typecheck/lsp/holes.ts';
import { Mirror } from '../../../typecheck/lsp/mirror.ts';
import { changesBetween, shownAs, type Shown } from '../../../typecheck/lsp/shown.ts';
import { asText, changed, offsetAt, positionAt, rangeOf, spanOf } from '../../../typecheck/lsp/text.ts';
import { decode, encode, legendWith, placed } from '../../../typecheck/lsp/tokens.ts';
import { analyse } from '../../../typecheck/services/analysis.ts';
import { layers } from '../../../nn/library.ts';
import { rewrite } from '../../../typecheck/rewrite.ts';

const texts = fc.string({ unit: fc.constantFrom('a', 'é', '𝒙', ' ', '\n', '\r\n', '\r'), maxLength: 40 });

describe('places', () => {
  test('an offset and its position mean each other', () => fc.assert(fc.property(texts, fc.nat(50), (text, n) => {
    const t = asText(text), offset = Math.min(n, text.length), back = offsetAt(t, positionAt(t, offset));
    // Between \r and \n there is no position of its own.
    expect(back).toBe(text[offset - 1] === '\r' && text[offset] === '\n' ? offset - 1 : offset);
  })));

  test('what lies beyond is the end of its line, or of the text', () => {
    const t = asText('ab\r\ncd');
    expect([[0, 99], [1, 99], [9, 0], [-1, 0]].map(([line, character]) => offsetAt(t, { line, character }))).toEqual([2, 6, 6, 0]);
  });

  test('changes come one after the other', () => fc.assert(fc.property(texts, fc.array(fc.tuple(fc.nat(50), fc.nat(10), texts), { maxLength: 4 }), (text, edits) => {
    let expected = text;
    const changes = edits.map(([from, length, by]): TextDocumentContentChangeEvent => {
      const range = rangeOf(asText(expected), { start: from, end: from + length }), { start, end } = spanOf(asText(expected), range);
      expected = expected.slice(0, start) + by + expected.slice(end);
      return { range, text: by };
    });
    expect(changed(asText(text), changes)).toEqual(asText(expected));
    expect(changed(asText(text), [{ text: 'new' }]).text).toBe('new');
  })));
});

describe('what is told of an edit', () => {
  const applied = (before: string, after: string): string => {
    const { start, end, newEnd } = difference(before, after);
    return before.slice(0, start) + after.slice(start, newEnd) + before.slice(end);
  };
  test('leads from one text to the other, by whole characters', () => fc.assert(fc.property(texts, texts, texts, texts, fc.nat(3), (a, b, c, d, n) => {
    const before = a.repeat(1 + 99 * n) + b + c.repeat(1 + 50 * n), after = a.repeat(1 + 99 * n) + d + c.repeat(1 + 50 * n), { start, end, newEnd } = difference(before, after);
    expect(applied(before, after)).toBe(after);
    expect(changed(asText(before), [{ range: rangeOf(asText(before), { start, end }), text: after.slice(start, newEnd) }])).toEqual(asText(after));
    expect(after.slice(start, newEnd).isWellFormed()).toBe(true);
  }), { numRuns: 1000 }));

  const model = (i: number, width: number, line = '\n'): string => `export const M${i} = nn\`model M${i}(𝒙: f32[B, 4]) -> f32[B, 4] {${line}  let h = 𝒙 |> linear(${width})${line}  return h |> linear(4)${line}}\`;${line}`;
  const shown = (text: string): Shown => shownAs({ uri: 'file:///a.ts', path: '/a.ts', languageId: 'typescript', version: 1, ...asText(text) }, rewrite(text, analyse('/a.ts', text, layers).templates));
  const files = (line: string): string[] => [[5, 5, 5], [5, 6, 5], [7, 5, 5], [5], [5, 5, 5, 5], []].map((widths) => `import { nn } from 'cotangent';${line}${widths.map((w, i) => model(i, w, line)).join('')}`);
  test.each(['\n', '\r\n', '\r'])('with line ends %j', (line) => {
    for (const a of files(line).map(shown)) for (const b of files(line).map(shown)) {
      const changes = changesBetween(a, b), isWhole = line === '\r' || [a, b].some((s) => s.rewritten.text === s.document.text);
      expect(changes === undefined).toBe(isWhole);
      if (changes) expect(changed(asText(a.rewritten.text), changes).text).toBe(b.rewritten.text);
    }
  });
  test('is little where little is edited', () => {
    const [a, b] = files('\n').map(shown);
    expect(JSON.stringify(changesBetween(a, b)).length).toBeLessThan(400);
  });
});

describe('tokens', () => {
  const legend = legendWith({ tokenTypes: ['variable', 'class'], tokenModifiers: ['readonly'] });

  test('theirs keep their numbers, and ours are among them', () => {
    expect(legend.tokenTypes.slice(0, 2)).toEqual(['variable', 'class']);
    expect(new Set(legend.tokenTypes).size).toBe(legend.tokenTypes.length);
    expect(placed([{ span: { start: 0, end: 1 }, class: 'model' }, { span: { start: 2, end: 3 }, class: 'hole' }], legend)).toEqual([{ span: { start: 0, end: 1 }, type: 1, modifiers: 0 }]);
  });

  test('as numbers they say the same', () => fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', 'b', '\n'), minLength: 1, maxLength: 30 }), fc.array(fc.nat(4), { maxLength: 20 }), (text, kinds) => {
    const tokens = kinds.flatMap((type, i) => (i < text.length && text[i] !== '\n' ? [{ span: { start: i, end: i + 1 }, type, modifiers: type % 2 }] : []));
    expect(decode(asText(text), encode(asText(text), tokens))).toEqual(tokens);
  })));

  test('one of several lines becomes several', () => {
    expect(encode(asText('/* a\r\nbc */ d'), [{ span: { start: 0, end: 11 }, type: 3, modifiers: 0 }])).toEqual([0, 0, 4, 3, 0, 1, 0, 5, 3, 0]);
  });
});

describe('documents', () => {
  test.each([['file:///a/b.ts', 'typescript', '/a/b.ts'], ['untitled:Untitled-1', 'typescript', 'untitled:Untitled-1.ts'], ['untitled:Untitled-2', 'nn', 'untitled:Untitled-2.nn'], ['file:///a/b', 'plaintext', '/a/b'], ['file://%zz', 'nn', 'file://%zz.nn']])('%s is %s', (uri, languageId, path) => {
    expect(pathOf(uri, languageId)).toBe(path);
  });

  test('most texts are told by a glance to hold no template', () => {
    expect(['const a = `b`', 'nn(text)', 'const n = innner`x`'].filter((text) => mayHoldTemplates({ path: 'a.ts', text }))).toEqual([]);
    expect(mayHoldTemplates({ path: 'a.ts', text: 'nn`x`' })).toBe(true);
    expect(mayHoldTemplates({ path: 'a.nn', text: '' })).toBe(true);
    expect(mayHoldTemplates({ path: 'a.ts', text: `nn\`x\`${' '.repeat(1 << 20)}` })).toBe(false);
  });
});

describe('what TypeScript is told', () => {
  const document = (text: string, version = 1): Document => ({ uri: 'file:///a.ts', path: '/a.ts', languageId: 'typescript', version, ...asText(text) });
  const mirrored = (): { readonly mirror: Mirror; readonly told: unknown[] } => {
    const told: unknown[] = [];
    const mirror = new Mirror((method, params) => told.push([method.slice('textDocument/'.length), params]), (d) => rewrite(d.text, analyse(d.path, d.text, layers).templates));
    return { mirror, told };
  };
  const template = "import { nn } from 'cotangent';\nconst A = nn`model A(x: f32[B, 4]) -> f32[B, 4] = x |> relu`;\n";

  test('a file without templates as it is, and its changes as they are', () => {
    const { mirror, told } = mirrored(), changes = [{ range: rangeOf(asText('a'), { start: 1, end: 1 }), text: 'b' }];
    mirror.open(document('a'), true);
    mirror.change(document('ab', 2), changes);
    expect(told).toEqual([['didOpen', { textDocument: { uri: 'file:///a.ts', languageId: 'typescript', version: 1, text: 'a' } }], ['didChange', { textDocument: { uri: 'file:///a.ts', version: 2 }, contentChanges: changes }]]);
    expect(mirror.shown('file:///a.ts')).toBeUndefined();
  });

  test('a file with templates as it is shown, and nothing of a change that shows nothing', () => {
    const { mirror, told } = mirrored();
    mirror.open(document(template), true);
    expect((told[0] as [string, { textDocument: { text: string } }])[1].textDocument.text).toContain('const A = nn(_0 ');
    mirror.change(document(template.replace('relu', 'gelu'), 2));
    expect(told).toHaveLength(1);
    expect(mirror.document('file:///a.ts')?.version).toBe(2);
    mirror.change(document(template.replace('4]) ->', '5]) ->'), 3));
    expect(told).toHaveLength(2);
    mirror.close('file:///a.ts');
    mirror.close('file:///a.ts');
    expect(told).toHaveLength(3);
  });

  test('all of it again', () => {
    const { mirror, told } = mirrored();
    mirror.open(document(template), true);
    mirror.change(document(template.replace('4]) ->', '5]) ->'), 2));
    mirror.tellAgain();
    expect(told.at(-1)).toMatchObject(['didOpen', { textDocument: { version: 1, text: expect.stringContaining('A(x: f32[B, 5])') } }]);
  });
});

describe('holes', () => {
  test.each([
    ['```typescript\nconst Enc: Model<"Enc(x: f32[B, 4]) -> f32[B, 2]">\n```\n', 'Model<"Enc(x: f32[B, 4]) -> f32[B, 2]">'],
    ['```typescript\n(alias) const Enc: ModelWith<"E(x: f32[2]) -> f32[2]", EP>\nimport Enc\n```\nwords', 'ModelWith<"E(x: f32[2]) -> f32[2]", EP>'],
    ['```ts\n(parameter) width: number\n```', 'number'],
    ['(property) sizes.width: 128', '128'],
    ['```typescript\nfunction make(n: number): Model\n```', undefined],
    ['', undefined],
  ])('%j says %j', (value, type) => expect(typeInHover({ contents: { kind: 'markdown', value } })).toBe(type));

  test('a name that the file does not tell of is asked for, at its end', () => {
    const text = 'const A = nn`model A(x: f32[4]) -> f32[4] = x`; nn`model B(x: f32[4]) -> f32[4] = x |> ${A} |> ${ a.b } |> ${f(1)} |> linear(${n})`';
    expect(askableHoles(analyse('/a.ts', text, layers)).map(({ at }) => text.slice(at - 2, at + 1))).toEqual(['a.b', '${n']);
  });
});
