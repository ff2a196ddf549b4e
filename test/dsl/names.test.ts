import { expect, test } from 'vitest';
import { namesOf } from '../../dsl/names.ts';
import { parse } from '../../dsl/parse.ts';
import { source } from '../../dsl/source.ts';
import { models } from './models.ts';

const textOf = (name: string): string => models.find(model => model.name === name)!.text;

function read(text: string) {
  const { tree, diagnostics } = parse(source(text));
  expect(diagnostics).toEqual([]);
  return namesOf(tree);
}

/** `kind name: line:column …`, the definition first. */
function places(text: string): string[] {
  const at = (offset: number): string => {
    const lines = text.slice(0, offset).split('\n');
    return `${lines.length}:${lines.at(-1)!.length + 1}`;
  };
  return read(text).symbols.map(({ kind, name, definition, uses }) =>
    `${kind} ${name}: ${[definition, ...uses].map(({ start }) => at(start)).join(' ')}`);
}

test('sizes, ports, layers, carried and emitted names of the LSTM', () => {
  expect(places(textOf('lstm'))).toEqual([
    'model Lstm: 1:7',
    'size C: 1:12 1:31',
    'size H: 1:15 1:46 1:69 1:99 1:114 1:129 2:28',
    'input x: 1:18 3:14',
    'dim B: 1:25 1:43 1:66 1:93 1:111 1:126',
    'dim T: 1:28 1:96 3:21',
    'input h0: 1:35 3:32',
    'input c0: 1:58 3:40',
    'output ys: 1:85',
    'output hT: 1:103',
    'output cT: 1:118',
    'layer gates: 2:9 4:22',
    'item xt: 3:8 4:35',
    'carry h: 3:28 4:39 6:10 7:15 9:15',
    'carry c: 3:36 5:10 5:27 6:32 9:18',
    'let i: 4:9 5:39',
    'let f: 4:12 5:22',
    'let g: 4:15 5:49',
    'let o: 4:18 6:22',
    'emit ys: 7:10 9:11',
  ]);
  expect(read(textOf('lstm')).free.map(({ name }) => name)).toEqual(
    ['zeros', 'zeros', 'linear', 'concat', 'split', 'sigmoid', 'sigmoid', 'tanh', 'sigmoid', 'tanh']);
});

test('labels of a pattern are sizes where there are such, else axes of the pattern', () => {
  const vit = places(textOf('vit'));
  expect(vit.slice(0, 20)).toEqual([
    'model Vit: 1:7',
    'size S: 1:11 1:84 1:87 1:116',
    'size P: 1:20 1:124 4:81 4:88',
    'size C: 1:28 1:127 2:24 3:32 5:36 5:58 6:49',
    'size H: 1:37 1:131 6:52',
    'size L: 1:45 6:39',
    'size Classes: 1:53 1:101 7:28',
    'input img: 1:69 4:17',
    'dim B: 1:78 1:98 5:30',
    'dim G: 1:120 3:21 3:25',
    'dim D: 1:135',
    'param cls: 2:9 5:25',
    'param pos: 3:9 5:74',
    'let patches: 4:7 5:40',
    'axis b: 4:25 4:51',
    'axis c: 4:28 4:68',
    'axis gh: 4:32 4:55',
    'axis p: 4:35 4:64 4:77',
    'axis gw: 4:40 4:58',
    'axis q: 4:43 4:66 4:84',
  ]);
  expect(vit).toContain('size H: 9:20 9:66 10:49 10:65 12:25 12:45');
  expect(vit).toContain('model Attention: 9:7 15:32');
});

test('a name means the last declaration above, and its own value does not see it', () => {
  expect(places('model M(x: f32[B]) -> f32[B] {\nlet x = f(x)\nlet x = g(x)\nreturn x }')).toEqual([
    'model M: 1:7', 'input x: 1:9 2:11', 'dim B: 1:16 1:27', 'let x: 2:5 3:11', 'let x: 3:5 4:8',
  ]);
});

test('what a scan declares inside stays inside', () => {
  const names = read('model M(x: f32[T]) -> f32[] { scan a in x over T from h = 0 { let b = a next h = b } return f(a, b, h) }');
  expect(names.free.map(({ name }) => name)).toEqual(['f', 'a', 'b']);
});

test('a model used before it is declared is found', () => {
  expect(places('model A(x: f32[B]) -> f32[B] = x |> C\nmodel C(x: f32[B]) -> f32[B] = x')).toContain('model C: 2:7 1:37');
});

test('at gives the symbol under the cursor, visible what can be named there', () => {
  const text = textOf('lstm');
  const names = read(text);
  const inScan = text.indexOf('sigmoid(f)');
  expect(names.at(text.indexOf('gates(concat') + 2)).toMatchObject({ kind: 'layer', name: 'gates' });
  expect(names.at(inScan)).toBeUndefined();
  expect(names.visible(inScan).map(({ name }) => name).sort()).toEqual(
    ['B', 'C', 'H', 'Lstm', 'T', 'c', 'c0', 'f', 'g', 'gates', 'h', 'h0', 'i', 'o', 'x', 'xt']);
  expect(names.visible(text.indexOf('return')).map(({ name }) => name).sort()).toEqual(
    ['B', 'C', 'H', 'Lstm', 'T', 'c', 'c0', 'gates', 'h', 'h0', 'x', 'ys']);
});

test('renaming a symbol everywhere leaves a text with the same symbols', () => {
  for (const { text } of models) {
    const { symbols } = read(text);
    for (const { definition, uses, name } of symbols) {
      let renamed = text;
      for (const { start, end } of [definition, ...uses].sort((a, b) => b.start - a.start)) {
        expect(text.slice(start, end)).toBe(name);
        renamed = `${renamed.slice(0, start)}renamed${renamed.slice(end)}`;
      }
      const again = read(renamed).symbols;
      expect(again.map(({ kind, uses }) => [kind, uses.length])).toEqual(symbols.map(({ kind, uses }) => [kind, uses.length]));
    }
  }
});
