/** Texts that nobody writes: the parser answers all of them, with a tree whose spans lie in the text. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lex, spanOf } from '../../dsl/lexer.ts';
import { namesOf } from '../../dsl/names.ts';
import { parse } from '../../dsl/parse.ts';
import { print } from '../../dsl/printer.ts';
import { classify, nodesAt } from '../../dsl/services.ts';
import { source } from '../../dsl/source.ts';
import { walk } from '../../dsl/tree.ts';
import { models } from './models.ts';

function answers(text: string): void {
  const from = source(text);
  const { tree, diagnostics } = parse(from);
  for (const { span, message, code } of diagnostics) {
    expect(code).toMatch(/^NN01\d\d$/);
    expect(message).not.toMatch(/undefined|something else/);
    expect(0 <= span.start && span.start <= span.end && span.end <= text.length, `${message} at ${span.start}..${span.end}`).toBe(true);
  }
  walk(tree, (node, parent) => {
    const { start, end } = node.span;
    expect(0 <= start && start <= end && end <= text.length, `${node.kind} at ${start}..${end}`).toBe(true);
    if (parent && diagnostics.length === 0) expect(parent.span.start <= start && end <= parent.span.end, `${node.kind} in ${parent.kind}`).toBe(true);
  });
  namesOf(tree);
  classify(from, tree);
  nodesAt(tree, text.length >> 1);
  if (diagnostics.length === 0) expect(parse(source(print(tree))).diagnostics).toEqual([]);
}

const words = ['model', 'let', 'return', 'if', 'then', 'else', 'residual', 'repeat', 'where', 'param', 'state', 'layer', 'scan', 'in', 'over', 'from',
  'next', 'emit', 'with', 'M', 'x', 'B', 'f32', '12', '0.5', '"s"', '"', '${0}', '->', '|>', '&&', '==', '<=', '**', '...', '(', ')', '[', ']', '{', '}',
  ',', ':', '=', '+', '-', '*', '/', '%', '@', '<', '>', '.', '//c\n', '/*', '*/', '\n', 'é', '\\', '$'];

test('any string', () => {
  fc.assert(fc.property(fc.string({ maxLength: 200, unit: 'binary' }), answers), { numRuns: 300 });
});

test('any words of the language', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom(...words), { maxLength: 60 }).map(list => list.join(' ')), answers), { numRuns: 500 });
});

test('the six models, cut, doubled and stirred', () => {
  const pieces = models.map(({ text }) => lex(text).tokens.map(spanOf).map(({ start, end }) => text.slice(start, end)));
  const edit = fc.record({ at: fc.nat(), kind: fc.constantFrom('delete', 'insert', 'replace', 'swap'), word: fc.constantFrom(...words), length: fc.integer({ min: 1, max: 12 }) });
  fc.assert(fc.property(fc.constantFrom(...pieces), fc.array(edit, { minLength: 1, maxLength: 6 }), (tokens, edits) => {
    const list = [...tokens];
    for (const { at, kind, word, length } of edits) {
      const i = at % list.length;
      if (kind === 'delete') list.splice(i, length);
      else if (kind === 'insert') list.splice(i, 0, word);
      else if (kind === 'replace') list.splice(i, 1, word);
      else list.splice(i, 2, ...list.slice(i, i + 2).reverse());
      if (list.length === 0) break;
    }
    answers(list.join(' '));
  }), { numRuns: 400 });
});
