import fc from 'fast-check';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { layers } from '../../nn/library.ts';
import { holeFromType } from '../../typecheck/holes.ts';
import { importedFrom } from '../../typecheck/imports.ts';
import { rewrite, type Rewritten } from '../../typecheck/rewrite.ts';
import { analyse } from '../../typecheck/services/analysis.ts';
import { spent } from '../spent.ts';
import { analysed } from './analysed.ts';

const read = (text: string, path?: string): Rewritten => rewrite(text, analysed(text, true), path);
/** The file as TypeScript sees it, without the tail. */
const body = (text: string): string => read(text).text.slice(0, text.length);
const tail = (text: string, path?: string): string => read(text, path).text.slice(text.length);
/** With what the file tells of its holes. */
const wholeTail = (text: string): string => rewrite(text, analyse('a.ts', text, layers).templates).text.slice(text.length);

const mlp = "import { nn } from './ml.ts';\nexport const Mlp = nn`model Net(x: f32[B, 4]) -> f32[B, 2] = x |> linear(2)`;\n";

describe('the file', () => {
  test.each<[what: string, text: string, seen: string]>([
    ['a tag is a call', 'a = nn`model`;', 'a = nn(_0   );'],
    ['holes are its arguments', 'nn`m ${a} n ${b, c}`', 'nn(_0,(a)   ,(b, c))'],
    ['line breaks stay', 'nn`\n a\r\n\u2028  ${\n  h // `\n}\n`+1', 'nn(\n_0\r\n\u2028  ,(\n  h // `\n)\n)+1'],
    ['templates in holes', 'nn`abc ${f(nn`def`, `${nn`ghi`}`)} z`', 'nn(_0  ,(f(nn(_1 ), `${nn(_2 )}`))  )'],
    ['characters outside of the first plane take two places', 'nn`𝑥𝑥𝑥`; "𝑥"', 'nn(_0    ); "𝑥"'],
    ['comments and blanks behind the tag', 'nn /* ` */ `abc`', 'nn /* ` */ (_0 )'],
    ['a member', 'ct.nn`abc`', 'ct.nn(_0 )'],
    ['an element', '<A m={nn`abc`}>nn`abc`</A>', '<A m={nn(_0 )}>nn`abc`</A>'],
    ['the name goes where there is room', 'nn`\na\nbcd`', 'nn(\n \n_0 )'],
    ['names that the file has are left to it', 'let _0; nn`abc`', 'let _0; nn(_$0)'],
    ['a call stays', 'nn(`model`)', 'nn(`model`)'],
    ['written types stay', 'nn<"A() -> f32[]">`model`', 'nn<"A() -> f32[]">`model`'],
    ['another tag stays', 'model`model`; css`a`', 'model`model`; css`a`'],
    ['comments and strings stay', '// nn`abc`\n/nn`abc`/; "nn`abc`"', '// nn`abc`\n/nn`abc`/; "nn`abc`"'],
    ['no room: as it is', 'nn``; nn`a`; nn`${a} long`; nn`\na\nb`', 'nn``; nn`a`; nn`${a} long`; nn`\na\nb`'],
    ['an open template: as it is', 'nn`abc', 'nn`abc'],
  ])('%s', (_, text, seen) => expect(body(`export {};${text}`)).toBe(`export {};${seen}`));

  test('without a template to rewrite nothing is added', () => {
    for (const text of ['', '\ufeff', 'let a = 1;\r\n', 'nn``', 'nn(`abc`)']) expect(read(text).text).toBe(text);
  });
});

describe('the tail', () => {
  test('says the signature and the parameters', () => {
    expect(tail(mlp)).toBe("\n;type _1<S, D> = import(\"./ml.ts\").Tensor<S, D>;\ntype _1_4_2f32 = _1<[4, 2], 'f32'>;\ntype _1_2f32 = _1<[2], 'f32'>;\n"
      + 'interface MlpParameters { readonly linear: { readonly weight: _1_4_2f32; readonly bias: _1_2f32; }; }\n'
      + 'declare var _0: import("./ml.ts").Written<"Net(x: f32[B, 4]) -> f32[B, 2]", MlpParameters>;\n');
  });
  test.each<[what: string, text: string, declared: string]>([
    ['sizes that are open are any number', 'nn`model A<H>(x: f32[B, 4]) -> f32[B, H] = x |> linear(H)`', "type _1_4_numberf32 = _1<[4, number], 'f32'>"],
    ['default sizes are known', 'nn`model A<H = 3>(x: f32[B, 4]) -> f32[B, H] = x |> linear(H)`', '_1<[4, 3]'],
    ['a repeat adds its axis', 'nn`model A(x: f32[B, 4]) -> f32[B, 4] = x |> repeat 3 { linear(4) }`', '_1<[3, 4, 4]'],
    ['two of one name in two scopes', '{ const A = nn`model X(x: f32[2]) -> f32[2] = x`; } { const A = nn`model X(x: f32[3]) -> f32[3] = x`; }', 'Written<"X(x: f32[3]) -> f32[3]", AParameters2>'],
    ['a name that the file has', 'type AParameters = 1; const A = nn`model X(x: f32[2]) -> f32[2] = x`', '", AParameters2>'],
    ['a mistake in the body leaves the signature', 'nn`model A(x: f32[B, 4]) -> f32[B, 2] = x |> linear(3)`', 'Written<"A(x: f32[B, 4]) -> f32[B, 2]", any>'],
    ['a mistake in the header leaves nothing', 'nn`model A(x: f33[B, 4]) -> f32[B, 2] = x`', 'Written<string, any>'],
    ['nor does a text that is no model', 'nn`abc`', 'Written<string, any>'],
    ['what an unknown hole holds may have parameters', 'nn`model A(x: f32[B, 4]) -> f32[B, 2] = x |> ${Enc}`', 'Written<"A(x: f32[B, 4]) -> f32[B, 2]", any>'],
    ['a number in a hole is known', 'nn`model A(x: f32[B, 4]) -> f32[B, 2] = x |> linear(${2})`', '_1<[4, 2]'],
    ['parameters of one mode', 'nn`model A(x: f32[B, 2]) -> f32[B, 2] { let a = if train then x |> linear(2) else x\n let b = if train then a |> layernorm |> dropout(0.1) else a |> rmsnorm\n return b |> linear(2) }`',
      'readonly \'~sometimes\'?: "a.linear.weight" | "a.linear.bias" | "b.layernorm.weight" | "b.layernorm.bias" | "b.rmsnorm.weight"; }\n'],
    ['no parameters of one mode', 'nn`model A(x: f32[B, 2]) -> f32[B, 2] { layer l = linear(2)\n let a = if train then l(x) else l(x) |> dropout(0.1)\n return a }`', "readonly bias: _1_2f32; }; }\n"],
    ['a member is of the module of its owner', "import * as ct from './ct.ts'; ct . nn`model A(x: f32[2]) -> f32[2] = x`", 'import("./ct.ts").Written'],
    ['the last model counts', 'nn`model A(x: f32[2]) -> f32[2] = x\nmodel B(x: f32[3]) -> f32[3] = x`', 'Written<"B(x: f32[3]) -> f32[3]", BParameters>'],
  ])('%s', (_, text, declared) => expect(tail(`import { nn } from 'cotangent';\n${text}`)).toContain(declared));

  const enc = "import { nn } from 'm';\nconst Enc = nn`model Enc(x: f32[B, 4]) -> f32[B, 4] = x |> linear(4)`;\n";
  test.each<[what: string, text: string, declared: string]>([
    ['a model in a hole has its tree already', 'const A = nn`model A(x: f32[B, 4]) -> f32[B, 2] = x |> ${Enc} |> linear(2)`', '{ readonly hole0: EncParameters; readonly linear: { readonly weight: _2_4_2f32; readonly bias: _2_2f32; }; }'],
    ['also in a model that another calls', 'const A = nn`model H(x: f32[B, 4]) -> f32[B, 4] = x |> ${Enc}\nmodel A(x: f32[B, 4]) -> f32[B, 4] = x |> H`', '{ readonly H: { readonly hole0: EncParameters; }; }'],
    ['by its own name', 'const A = nn`model A(x: f32[B, 4]) -> f32[B, 4] { layer e = ${Enc}\nlet y = x |> e\nreturn e(y) }`', '{ readonly e: EncParameters; }'],
    ['in a repeat it is another', 'const A = nn`model A(x: f32[B, 4]) -> f32[B, 4] = x |> repeat 3 { ${Enc} }`', '{ readonly hole0: { readonly linear: { readonly weight: _2_3_4_4f32; readonly bias: _2_3_4f32; }; }; }'],
    ['and where its sizes are given', 'const H = nn`model H<D>(x: f32[B, D]) -> f32[B, D] = x |> linear(D)`; const A = nn`model A(x: f32[B, 4]) -> f32[B, 4] = x |> ${H}<4>`', '{ readonly hole0: { readonly linear: { readonly weight: _3_4_4f32;'],
  ])('%s', (_, text, declared) => expect(wholeTail(enc + text)).toContain(`interface AParameters ${declared}`));

  const told = (text: string, models: Readonly<Record<string, string>>): string => {
    const whole = `import { nn } from 'm';\nimport { Enc, Mix, type Last as End } from './enc.ts';\nimport * as all from './all.ts';\n${text}`;
    return rewrite(whole, analyse('a.ts', whole, layers, ({ start, end }) => {
      const type = models[whole.slice(start, end).trim()];
      return type === undefined ? undefined : holeFromType(`Model<"${type}">`);
    }).templates).text.slice(whole.length);
  };
  const signature = 'Enc(x: f32[B, 4]) -> f32[B, 4]', linear = 'readonly linear: { readonly weight: _2_4_2f32; readonly bias: _2_2f32; }; }\n';
  test.each<[what: string, text: string, models: Readonly<Record<string, string>>, declared: string]>([
    ['an imported model has the tree of its own type', 'const A = nn`model A(x: f32[B, 4]) -> f32[B, 2] = x |> ${Enc} |> linear(2)`', { Enc: signature }, `{ readonly hole0: _1; ${linear}`],
    ['which its name says', 'const A = nn`model A(x: f32[B, 4]) -> f32[B, 4] = x |> ${all.deep.Enc} |> ${all.deep.Enc}`', { 'all.deep.Enc': signature }, `type _1 = typeof all.deep.Enc extends { readonly signature: "${signature}"; init(...given: never): infer P } ? P : any;\n`],
    ['beside an unknown hole it is not asked for', 'const A = nn`model A(x: f32[B, 4]) -> f32[B, 2] = x |> ${Enc} |> ${Other} |> linear(2)`', { Enc: signature }, ', any>'],
    ['what is no name of an import is not known, but where it stands', 'const A = nn`model A(x: f32[B, 4]) -> f32[B, 2] = x |> ${made()} |> linear(2)`', { 'made()': signature }, '{ readonly hole0: any; readonly linear'],
    ['nor of two names of one signature', 'const A = nn`model A(x: f32[B, 4]) -> f32[B, 4] = x |> ${Enc} |> ${Mix}`', { Enc: signature, Mix: signature }, '{ readonly hole0: any; readonly hole1: any; }'],
    ['nor with sizes of the call', 'const A = nn`model A(x: f32[B, 4]) -> f32[B, 4] = x |> ${Enc}<4>`', { Enc: 'Enc<D>(x: f32[B, D]) -> f32[B, D]' }, '{ readonly hole0: any; }'],
    ['sizes that its signature does not show may change all', 'const A = nn`model A(x: f32[B, 4]) -> f32[B, 2] = x |> ${Enc}<4> |> linear(2)`', { Enc: signature }, ', any>'],
    ['in a repeat, too', 'const A = nn`model A(x: f32[B, 4]) -> f32[B, 4] = x |> repeat 3 { ${Enc} }`', { Enc: signature }, ', any>'],
    ['or where it may not be called', 'const A = nn`model A(x: f32[B, 4]) -> f32[B, 4] { layer e = ${Enc}\nlet y = e(x)\nlet z = if train then e(y) else y\nreturn z }`', { Enc: signature }, ', any>'],
    ['in a model that another calls', 'const A = nn`model H(x: f32[B, 4]) -> f32[B, 4] = x |> ${Enc}\nmodel A(x: f32[B, 4]) -> f32[B, 4] = x |> H`', { Enc: signature }, '{ readonly H: { readonly hole0: _1; }; }'],
    ['in a model of this file', 'const A = nn`model A(x: f32[B, 4]) -> f32[B, 4] = x |> ${Enc}`; const C = nn`model C(x: f32[B, 4]) -> f32[B, 4] = x |> ${A}`', { Enc: signature, A: 'A(x: f32[B, 4]) -> f32[B, 4]' }, 'interface CParameters { readonly hole0: AParameters; }'],
  ])('%s', (_, text, models, declared) => expect(told(text, models)).toContain(declared));

  test('in a chain of models it is as long as the chain', () => {
    const length = (n: number): number => wholeTail(enc + Array.from({ length: n }, (_, i) => `const M${i} = nn\`model M${i}(x: f32[B, 4]) -> f32[B, 4] = x |> linear(4) |> \${${i === 0 ? 'Enc' : `M${i - 1}`}}\`;\n`).join('')).length;
    expect(length(40)).toBeLessThan(2.2 * length(20));
  });

  test('where its names come from', () => {
    const { text, tail: names } = read(mlp);
    expect(names.map((n) => [n.path, text.slice(n.span.start, n.span.end), n.template])).toEqual([['linear', 'linear', 0], ['linear.weight', 'weight', 0], ['linear.bias', 'bias', 0]]);
  });
  test('files that share one scope do not share names', () => {
    const text = 'const A = nn`model X(x: f32[2]) -> f32[2] = x`;';
    const names = ['a.ts', 'b.ts'].map((path) => [...read(text, path).tailNames]);
    expect(new Set(names.flat()).size).toBe(6);
  });
});

test.each<[text: string, module: string | undefined]>([
  ["import { nn } from 'm'", 'm'], ['import a, { b, c as nn } from "m"', 'm'], ["import nn from 'm'", 'm'], ["import * as nn from 'm'", 'm'],
  ["const { nn } = require('m')", 'm'], ["const { c: nn } = await import('m')", 'm'], ["import nn = require('m')", 'm'], ["import {\n  a,\n  nn,\n} from 'm'", 'm'],
  ["import { a } from 'x'; import { nn } from 'm'", 'm'], ["import 'x';\nimport { nn } from 'm'", 'm'],
  ["import { nn as a } from 'm'", undefined], ["import { a } from 'nn'", undefined], ['', undefined], ["export { nn } from 'm'", undefined],
])('in %s nn is of %s', (text, module) => expect(importedFrom(text, 'nn')).toBe(module));

describe('spans', () => {
  const text = 'import { nn } from "x"; const A = nn`abc ${ Enc } d`; A;\n', seen = read(text);
  const at = (part: string): number => text.indexOf(part);
  const span = (part: string, length = part.length) => ({ start: at(part), end: at(part) + length });
  test.each<[what: string, part: string, hidden: boolean]>([
    ['the tag is seen', 'nn`'.slice(0, 2), false], ['text is not', 'abc', true], ['a hole is', 'Enc', false], ['what holds both is not', 'nn`abc', true], ['behind it', '; A', false],
  ])('%s', (_, part, hidden) => expect(seen.isTemplateText(span(part))).toBe(hidden));
  test('places between characters', () => {
    const hidden = (offset: number): boolean => seen.isTemplateText({ start: offset, end: offset });
    expect([at('`abc'), at('abc'), at(' Enc'), at('`; A') + 1, text.length, text.length + 1].map(hidden)).toEqual([false, true, false, false, false, true]);
  });
  test('templates that TypeScript sees are no more to be edited', () => {
    const code = 'nn(`abc`); nn<"A() -> f32[]">`${a} b`; nn``; css`d`', { isTemplateText } = read(code);
    const hidden = (part: string): boolean => isTemplateText({ start: code.indexOf(part), end: code.indexOf(part) + part.length });
    expect(['abc', 'a} b', '``', ' b', 'a', 'd', 'A()'].map(hidden)).toEqual([true, true, true, true, true, false, false]);
  });
  test('mean the text of the user', () => {
    expect(seen.toOriginal(span('Enc'))).toEqual(span('Enc'));
    // TypeScript's parentheses around the hole.
    expect(seen.toOriginal({ start: at('{ Enc'), end: at('} d') + 1 })).toEqual(span(' Enc '));
    expect(seen.toOriginal(span('A ='))).toEqual(span('A ='));
    expect(seen.toOriginal(span('abc'))).toBeUndefined();
    expect(seen.toOriginal({ start: text.length + 5, end: text.length + 6 })).toBeUndefined();
    expect(seen.toOriginal({ start: at('A;'), end: text.length + 9 })).toEqual({ start: at('A;'), end: text.length });
    expect(seen.toOriginal({ start: text.length, end: text.length })).toEqual({ start: text.length, end: text.length });
  });
});

describe('whatever the text', () => {
  const word = fc.constantFrom('nn', 'nn`', '`', '${', '}', '{', '/', '/*', '*/', "'", '"', '<', '>', '(', ')', '\n', '\r\n', '\u2028', 'a', '\\', '//', '=>', ' ', 'model A(x: f32[B]) -> f32[B] = x', 'nn`abc ${b} c`', '_0', '\ufeff', '𝑥');
  const texts = fc.array(word, { maxLength: 40 }).map((parts) => parts.join(''));
  const lines = (text: string): readonly number[] => ts.createSourceFile('a.ts', text, ts.ScriptTarget.Latest).getLineStarts();
  test('outside of templates and in holes every character keeps its place, and every line', () => fc.assert(fc.property(texts, (text) => {
    const templates = analysed(text, true), { text: seen, isTemplateText } = rewrite(text, templates);
    const from = seen.slice(0, text.length);
    expect(lines(from)).toEqual(lines(text));
    for (let i = 0; i < text.length; i++) if (!isTemplateText({ start: i, end: i + 1 }) && seen[i] !== text[i]) expect.fail(`${i}: ${seen[i]} for ${text[i]}`);
    for (const { span } of templates.filter((t) => t.kind === 'call')) expect(seen.slice(span.start, span.end)).toBe(text.slice(span.start, span.end));
    for (const { holes } of templates) for (const h of holes) if (!text.slice(h.start, h.end).includes('`')) expect(seen.slice(h.start, h.end)).toBe(text.slice(h.start, h.end));
  }), { numRuns: 3000 }));
  test('what TypeScript parses without a mistake, it parses so again', () => fc.assert(fc.property(fc.array(fc.constantFrom(
    'let a = nn`model A(x: f32[B]) -> f32[B] = x`;', 'f(nn`abc ${b} c ${nn`def`}`);', 'nn`abc`.init;', 'if (x) { nn`abc` }', '// nn`\n', '/nn`/;', 'const c = <T,>(x: T) => nn`abc ${x}`;', "import { nn } from 'm';", 'nn`a`;', 'class C { m = nn`abc ${this.x}` }', 'const j = <p>{nn`abc`}</p>;', 'async () => nn`abc ${await x}`;'), { maxLength: 8 }), (parts) => {
    const text = parts.join('\n');
    const mistakes = (code: string): number => (ts.createSourceFile('a.tsx', code, ts.ScriptTarget.Latest) as unknown as { parseDiagnostics: unknown[] }).parseDiagnostics.length;
    expect([mistakes(text), mistakes(read(text).text)]).toEqual([0, 0]);
  }), { numRuns: 300 }));
  test('templates that are told wrong stay as they are', () => {
    const text = 'let a = nn`abc`;', wrong = { ...analysed(text)[0]!, span: { start: 3, end: 9 } };
    expect(rewrite(text, [wrong, { ...wrong, span: { start: -5, end: 900 } }]).text).toBe(text);
  });
});

describe('a file that breaks off', () => {
  // TypeScript's own mistakes of form, where it sees the file as it is and where it sees it rewritten.
  const mistakes = (text: string, code = text): string[] => {
    const { parseDiagnostics } = ts.createSourceFile('a.ts', code, ts.ScriptTarget.Latest) as unknown as { parseDiagnostics: ts.Diagnostic[] };
    return [...new Set(parseDiagnostics.map((d) => Math.min(d.start!, text.length)))].map(String);
  };
  test.each(['/* a', 'const a = `b', 'function f() {', 'const a =', 'if (a) { b(', 'class A {', 'const a = { b:', "import { a } from '", '"abc'])('%s: its mistake is told still', (end) => {
    const text = `${mlp}${end}`;
    expect(mistakes(text).length).toBeGreaterThan(0);
    expect(mistakes(text, read(text).text)).toEqual(expect.arrayContaining(mistakes(text).slice(0, 1)));
  });
});

test('a megabyte is rewritten in little time', () => {
  const text = Array.from({ length: 2000 }, (_, i) => `export const M${i} = nn\`model M(x: f32[B, 4]) -> f32[B, 2] {\n${'  // a comment\n'.repeat(30)}  return x |> linear(\${2})\n}\`;\n`).join('');
  expect(text.length).toBeGreaterThan(1e6);
  const templates = analysed(text);
  expect(spent(() => { rewrite(text, templates); })).toBeLessThan(2000);
}, 120_000);
