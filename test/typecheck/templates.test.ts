import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { findTemplates, scan } from '../../typecheck/templates.ts';
import { spent } from '../spent.ts';

const texts = (code: string, jsx = false): string[] => findTemplates(code, { jsx }).map((t) => t.source.text);

describe('finds', () => {
  test.each<[what: string, code: string, found: string[]]>([
    ['a tag', 'const m = nn`model A`', ['model A']],
    ['a call', 'const m = nn(`model A`)', ['model A']],
    ['with blanks and comments between', 'nn /* a ` */ `b`; nn( // `\n `c`)', ['b', 'c']],
    ['with type arguments', 'nn<"A(x: f32[B]) -> f32[B]">`d`', ['d']],
    ['a member', 'ct.nn`e`', ['e']],
    ['templates in holes', 'nn`a ${f(nn`b`)} c`', ['a ${        } c', 'b']],
    ['no call with holes', 'nn(`a ${b}`); nn(`c`)', ['c']],
    ['no other tag', 'xnn`a`; nnx`b`; css`c`; nn.x`d`', []],
    ['nothing in strings', `"nn\`a\`"; 'nn\`b\`'; 'it\\'s nn\`c\`'`, []],
    ['nothing in comments', '// nn`a`\n/* nn`b` */ nn`c`', ['c']],
    ['nothing in regular expressions', 'x = /nn`a`/; if (y) /nn`b`/.test(z); a / b / nn`c`', ['c']],
    ['templates after divisions', 'const q = a[0] / 2; nn`a`; (b) / 3; nn`b`; f(x)/g; nn`c`; i++ / 2; nn`d`', ['a', 'b', 'c', 'd']],
    ['templates after classes of characters', 'x = /[/`]/; nn`a`', ['a']],
    ['templates after blocks', 'if (x) { y } /`/.test(z); nn`a`', ['a']],
    ['templates after objects', 'const o = { a: 1 } / 2; nn`a`', ['a']],
    ['templates after a lone apostrophe', "a ' b\nnn`c`", ['c']],
    ['templates in templates', '`a ${`b ${nn`c`}`}`', ['c']],
    ['escaped backticks', 'nn`a \\` b`', ['a \\` b']],
    ['braces in holes', 'nn`a ${ { b: {} }.b } c`', ['a ${             } c']],
    ['a shebang', '#!/usr/bin/env `\nnn`a`', ['a']],
    ['templates after a byte order mark', '\ufeffnn`a`', ['a']],
    ['templates with line ends of Windows', 'const a = 1;\r\nnn`\r\na`;\r\n// `\r\nnn`b`', ['\r\na', 'b']],
    ['nothing in classes within classes of characters', 'x = /[[`]]/v; nn`a`', ['a']],
    ['templates after regular expressions in lists and choices', 'x = [/`/, /`/]; y = a ? /`/ : /`/g; nn`a`', ['a']],
    ['templates after regular expressions on a line of their own', 'f()\n;/`/.test(x)\nnn`a`', ['a']],
    ['templates after types as values', 'x = y as any / 2; nn`a`; z = w! / 3; nn`b`', ['a', 'b']],
    ['templates after words that are members', 'a.return / 2; nn`a`; b.if / 3; nn`b`', ['a', 'b']],
    ['templates with all kinds of text in holes', 'nn`a ${"`"} b ${/`/} c ${\'}\'} d ${`${`}`}`} e ${/* ` } */ 1}`; nn`f`', ['a ${   } b ${   } c ${   } d ${        } e ${           }', 'f']],
    ['templates over lines', 'nn\n`a`; nn // `\n`b`', ['a', 'b']],
    ['types with arrows', 'const f: Map<string, (x: number) => void> = g; nn`a`', ['a']],
  ])('%s', (_, code, found) => expect(texts(code)).toEqual(found));

  test.each<[what: string, code: string, found: string[]]>([
    ['text of elements is not code', "const a = <p>it's `x` nn`y`</p>; nn`b`", ['b']],
    ['code in elements is', 'const a = <p x={nn`a`}>{nn`b`} nn`c`</p>', ['a', 'b']],
    ['elements in elements', '<A><B/>{x ? <C>`</C> : nn`a`}</A>; nn`b`', ['a', 'b']],
    ['fragments', '<>don\'t</>; nn`a`', ['a']],
    ['comparisons are no elements', 'a < b; nn`a`; c > d', ['a']],
    ['type parameters are no elements', 'const f = <T,>(x: T) => nn`a`; const g = <T extends U>(x: T) => nn`b`', ['a', 'b']],
    ['nor are those that are const', 'const f = <const T,>(x: T) => nn`a`; nn`b`', ['a', 'b']],
    ['type arguments of elements', "<A<string, () => void> a={nn`a`}>it's `</A>; nn`b`", ['a', 'b']],
    ['comments in elements', "<p>{/* don't ` */}{nn`a`}</p>; nn`b`", ['a', 'b']],
    ['comparisons in elements', '<p>{a < b ? <i>`</i> : nn`a`}</p>; nn`b`', ['a', 'b']],
    ['members and spreads in elements', "<A.B x-y='`' {...p}/>; nn`a`", ['a']],
    ['attributes with quotes', '<a title="it\'s `">x</a>; nn`a`', ['a']],
  ])('in JSX %s', (_, code, found) => expect(texts(code, true)).toEqual(found));

  test('names of declarations', () => expect(findTemplates('const A = nn`a`; let B: Model = nn(`b`); f(nn`c`)').map((t) => t.name)).toEqual(['A', 'B', undefined]));

  test('where the tag and its type arguments stand', () => {
    const code = 'const a = ct.nn /* < */ <"A(x: f32[B]) -> f32[B]"> `a`; nn(`b`)';
    expect(findTemplates(code).map(({ tag, types }) => [code.slice(tag, tag + 2), types && code.slice(types.start, types.end)])).toEqual([['nn', '"A(x: f32[B]) -> f32[B]"'], ['nn', undefined]]);
  });

  test('offsets are those of the file', () => {
    const code = 'const h = 3;\nconst m = nn`model ${h} x`;', [t] = findTemplates(code);
    expect(code.slice(t.start + t.source.text.indexOf('x'))).toBe('x`;');
    expect(t.holes.map((h) => code.slice(h.start, h.end))).toEqual(['h']);
    expect(t.source.holes.map((h) => code.slice(t.start + h.start, t.start + h.end))).toEqual(['${h}']);
  });
});

describe('agrees with TypeScript', () => {
  function literals(code: string, file: string): string[] {
    const tree = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, false), found: [number, number][] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateExpression(node)) found.push([node.getStart(tree), node.end]);
      if (ts.isTemplateLiteralTypeNode(node)) found.push([node.getStart(tree), node.end]);
      ts.forEachChild(node, visit);
    };
    visit(tree);
    return found.map(([a, b]) => `${a}-${b}`).sort();
  }
  const agree = (code: string, file: string): void =>
    expect(scan(code, { jsx: !file.endsWith('.ts') }).literals.map(({ span }) => `${span.start}-${span.end}`).sort()).toEqual(literals(code, file));

  const root = new URL('../../', import.meta.url);
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile() && e.name.endsWith('.ts') && !/node_modules|dist|\.git/.test(e.parentPath)).map((e) => `${e.parentPath}/${e.name}`);
  test('on all files here', () => {
    expect(files.length).toBeGreaterThan(100);
    for (const file of files) agree(readFileSync(file, 'utf8'), file);
  });
  test('on a large program', () => {
    const code = readFileSync(new URL('node_modules/typescript/lib/typescript.js', root), 'utf8').slice(0, 1_500_000);
    agree(code.slice(0, code.lastIndexOf('\n}\n') + 3), 'large.js');
  });
});

test('ends, whatever the text', () => fc.assert(fc.property(fc.array(fc.constantFrom('nn', '`', '${', '}', '{', '/', '*', "'", '"', '<', '>', '</', '(', ')', '\n', 'a', '\\', '//', '=>', ' '), { maxLength: 60 }), fc.boolean(), (parts, jsx) => {
  for (const t of findTemplates(parts.join(''), { jsx })) expect(t.start).toBeGreaterThan(0);
}), { numRuns: 2000 }));

test('is quick on hostile text', () => {
  for (const text of ['`${', 'nn<', '/', '<a ', "'", 'const a = nn ', '{(', '</a>'].map((part) => part.repeat(30_000))) {
    expect(spent(() => { findTemplates(text, { jsx: true }); })).toBeLessThan(2000);
  }
});
