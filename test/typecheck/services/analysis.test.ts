import { describe, expect, test } from 'vitest';
import { holeFromType } from '../../../typecheck/holes.ts';
import type { HoleReader } from '../../../typecheck/services/service.ts';
import { ask, asked } from './ask.ts';

const enc = 'const Enc = nn`model Enc(x: f32[B, 784]) -> f32[B, 32] = x |> linear(32)`;';
const said = (text: string, holes?: HoleReader): string[] => asked(text, holes).file.diagnostics.map((d) => `${d.code} ${d.message} @${text.slice(d.span.start, d.span.end)}`);

describe('holes', () => {
  const use = (hole: string): string => `${enc}\nconst M = nn\`model M(x: f32[B, 100]) -> f32[B, 32] = x |> \${${hole}}\`;`;
  const wrong = 'NN0319 Enc: axis 1 of x must be 784, but got 100 in f32[B, 100]';
  test('a model of the file', () => expect(said(use('Enc'))).toEqual([`${wrong} @\${Enc}`]));
  test('what nobody knows', () => expect(said(use('make()'))).toEqual([]));
  test('what its type says', () => {
    const type = 'Model<"Enc(x: f32[B, 784]) -> f32[B, 32]">';
    expect(said(use('make()'), (hole) => (use('make()').slice(hole.start, hole.end) === 'make()' ? holeFromType(type) : undefined))).toEqual([`${wrong} @\${make()}`]);
  });
  test('a type that says otherwise than the file is believed', () => {
    expect(said(use('Enc'), () => holeFromType('Model<"Enc(x: f32[B, 100]) -> f32[B, 32]">'))).toEqual([]);
  });
  test('of a model in the file more is known than its type says', () => {
    const { file } = asked(use('Enc').replace('100', '784'), () => holeFromType('Model<"Enc(x: f32[B, 784]) -> f32[B, 32]">'));
    expect(file.templates[1]!.main!.parameters.map((p) => p.path)).toEqual(['hole0.linear.weight', 'hole0.linear.bias']);
  });
  test('a number', () => {
    expect(said('nn`model M(x: f32[B, 4]) -> f32[B, 3] = x |> linear(${2})`')).toEqual(['NN0310 M returns f32[B, 2], but its signature says f32[B, 3] @linear(${2})']);
    expect(said('nn`model M(x: f32[B, 4]) -> f32[B, 3] = x |> linear(${n})`')).toEqual([]);
    expect(said('nn`model M(x: f32[B, 4]) -> f32[B, 3] = x |> linear(${n})`', () => ({ kind: 'number', value: 2 }))).toHaveLength(1);
  });
  test('places in the text of another template are not told', () => {
    const text = 'const A = nn`model A(x: f32[B, H]) -> f32[B, H] where H % 4 == 0 = x`;\nconst M = nn`model M(x: f32[B, 6]) -> f32[B, 6] = x |> ${A}`;';
    const { file } = asked(text);
    expect(file.diagnostics.map((d) => [d.code, d.related ?? []])).toEqual([['NN0320', []]]);
  });
  test('an import is used before a template of its name', () => {
    expect(said('const M = nn`model M(x: f32[B, 100]) -> f32[B, 32] = x |> ${Enc}`;')).toEqual([]);
  });
});

describe('the template at a place', () => {
  const text = 'const M = nn`model M(x: f32[B]) -> f32[B] = x |> ${f(nn`model A(y: f32[B]) -> f32[B] = y`)} |> relu`; // nn`no`';
  const { file } = asked(text), at = (place: string, by = 0): string | undefined => file.templateAt(text.indexOf(place) + by)?.main?.name;
  test.each<[string, number, string | undefined]>([
    ['const', 0, undefined], ['nn`', 0, undefined], ['model M', -1, undefined], ['model M', 0, 'M'], ['${f', 0, 'M'], ['f(nn', 0, undefined], ['nn`model A', 0, undefined], ['model A', 0, 'A'],
    ['= y`', 3, 'A'], ['= y`', 4, undefined], [')}', 1, undefined], [')}', 2, 'M'], ['relu`', 4, 'M'], ['relu`', 5, undefined], ['no`', 0, undefined],
  ])('%s + %i', (place, by, name) => expect(at(place, by)).toBe(name));
});

test('spans of all that is said count in the file', () => {
  const text = 'const a = 1;\r\nconst M = nn`\r\n  model M(x: f32[B, 4]) -> f32[B, 2] {\r\n    let y = x |> lienar(2)\r\n    return y\r\n  }`;\r\n';
  const { file } = asked(text), [d] = file.diagnostics;
  expect(text.slice(d!.span.start, d!.span.end)).toBe('lienar');
  expect(ask.fixes(file, d!.span).map((f) => f.edits.map((e) => text.slice(e.span.start, e.span.end)))).toEqual([['lienar']]);
});

test('a .nn file is one template', () => {
  const { file } = asked('\ufeffmodel M(x: f32[B, 4]) -> f32[B, 2] = x |> linear(2)\n');
  expect(file.templates.map((t) => [t.kind, t.main?.name, t.holes])).toEqual([['file', 'M', []]]);
  expect(file.diagnostics).toEqual([]);
});
