import { expect, test } from 'vitest';
import { parse } from '../../dsl/parse.ts';
import { classify, nodeAt, nodesAt } from '../../dsl/services.ts';
import { source } from '../../dsl/source.ts';
import { models } from './models.ts';

const read = (text: string) => ({ text, tree: parse(source(text)).tree });

test('nodesAt goes from the file to the innermost node', () => {
  const { text, tree } = read('model M(x: f32[B, 2 * C]) -> f32[B] = x |> linear(4 * C)');
  const kinds = (word: string, by = 0) => nodesAt(tree, text.indexOf(word) + by).map(({ kind }) => kind);
  expect(kinds('2 * C', 4)).toEqual(['file', 'model', 'port', 'type', 'binary', 'name']);
  expect(kinds('4 * C', 2)).toEqual(['file', 'model', 'pipe', 'call', 'arg', 'binary']);
  expect(kinds('linear', 3)).toEqual(['file', 'model', 'pipe', 'call', 'identifier']);
  expect(nodeAt(tree, text.indexOf('f32') + 1)).toMatchObject({ kind: 'identifier', text: 'f32' });
});

test('the end of a name is the name', () => {
  const { text, tree } = read('model M(x: f32[B]) -> f32[B] = relu(x)');
  expect(nodeAt(tree, text.lastIndexOf('x') + 1)).toMatchObject({ kind: 'name', text: 'x' });
  expect(nodeAt(tree, text.indexOf('relu') + 4)).toMatchObject({ kind: 'identifier', text: 'relu' });
});

test('every token has its class', () => {
  const { text, tree } = read(`// a model
model M<H>(state: f32[B, H]) -> f32[B, H] {
  layer l = linear(H, bias = 0.5)
  let y = state.T |> l |> [B, h] -> [h, B] |> M<H> |> pad("same")
  return y
}`);
  const classes = classify(source(text), tree).map(({ span, class: is }) => `${text.slice(span.start, span.end)}/${is}`);
  expect(classes.filter(token => !token.endsWith('/operator'))).toEqual([
    '// a model/comment', 'model/keyword', 'M/model', 'H/size', 'state/input', 'f32/dtype', 'B/dim', 'H/size', 'f32/dtype', 'B/dim', 'H/size',
    'layer/keyword', 'l/layer', 'linear/function', 'H/size', 'bias/property', '0.5/number',
    'let/keyword', 'y/let', 'state/input', 'T/property', 'l/layer', 'B/dim', 'h/axis', 'h/axis', 'B/dim', 'M/model', 'H/size', 'pad/function', '"same"/string',
    'return/keyword', 'y/let',
  ]);
});

test.each(models)('$name: the classes cover the text, blanks apart', ({ text }) => {
  const { tree } = read(text);
  let end = 0;
  for (const { span } of classify(source(text), tree)) {
    expect(text.slice(end, span.start).trim()).toBe('');
    end = span.end;
  }
  expect(text.slice(end).trim()).toBe('');
});

test('holes are tokens of their own', () => {
  const hole = source(['model M(x: f32[B]) -> f32[B] = x |> ', '(2)']);
  const found = classify(hole, parse(hole).tree).find(({ class: is }) => is === 'hole')!;
  expect(hole.text.slice(found.span.start, found.span.end)).toBe('${0}');
});
