import { expect, test } from 'vitest';
import { models } from '../../dsl/models.ts';
import { ask, asked, golden } from './ask.ts';

golden('definition', ({ file, offset, text }) => {
  const found = ask.definition(file, offset), places = ask.references(file, offset);
  if (!found) return 'nothing';
  // Every place in brackets, the definition in double ones.
  const marks = (places ?? [found.target]).map((span, i) => ({ ...span, open: i === 0 ? '⟦' : '[', close: i === 0 ? '⟧' : ']' })).sort((a, b) => b.start - a.start);
  return `${found.isHole ? 'in TypeScript: ' : ''}${marks.reduce((t, m) => `${t.slice(0, m.start)}${m.open}${t.slice(m.start, m.end)}${m.close}${t.slice(m.end)}`, text)}`;
});

test.each<[name: string, refused: string | undefined, marked: string]>([
  ['k', undefined, 'model M(x: f32[B]) -> f32[B] { let ‸h = x\n return h }'],
  ['h', undefined, 'model M(x: f32[B]) -> f32[B] { let ‸h = x\n return h }'],
  ['x', "'x' is an input already", 'model M(x: f32[B]) -> f32[B] { let ‸h = x\n return h }'],
  ['B', "'B' is a size already", 'model M(x: f32[B]) -> f32[B] { let ‸h = x\n return h }'],
  ['M', "'M' is a model already", 'model M(x: f32[B]) -> f32[B] { let ‸h = x\n return h }'],
  ['2h', "'2h' is not a name: names are made of letters, digits and _, and do not begin with a digit", 'model M(x: f32[B]) -> f32[B] { let ‸h = x\n return h }'],
  ['', "'' is not a name: names are made of letters, digits and _, and do not begin with a digit", 'model M(x: f32[B]) -> f32[B] { let ‸h = x\n return h }'],
  ['scan', "'scan' is a word of the language", 'model M(x: f32[B]) -> f32[B] { let ‸h = x\n return h }'],
  ['linear', "'linear' is a layer of the library", 'model ‸M(x: f32[B]) -> f32[B] = x'],
  ['N', "'N' is a model already", 'model ‸M(x: f32[B]) -> f32[B] = x\nmodel N(x: f32[B]) -> f32[B] = x'],
  ['relu', "'relu' is used here and means something else", 'model M(‸x: f32[B]) -> f32[B] = x |> relu'],
  ['b', undefined, 'model M(x: f32[4, 2]) -> f32[2, 4] = x |> [‸a, c] -> [c, a] |> [b, d] -> [d, b] |> [a, c] -> [c, a]'],
  ['x', undefined, 'model M(x: f32[B]) -> (‸y: f32[B], z: f32[B]) = (x, x)'],
  ['z', "'z' is an output already", 'model M(x: f32[B]) -> (‸y: f32[B], z: f32[B]) = (x, x)'],
  ['y', 'no name stands here', 'model M(x: f32[B]) ‸-> f32[B] = x'],
])('renaming to %j: %s', (name, refused, marked) => {
  const { file, offset } = asked(marked);
  expect(ask.refusal(file, offset, name)).toBe(refused);
});

test.each(models)('$name: names lead where the checker says they lead', ({ text }) => {
  const file = ask.analyse('a.nn', text), { definitions } = file.templates[0]!.checked;
  expect(definitions.size).toBeGreaterThan(3);
  for (const [use, target] of definitions) {
    if (use.kind !== 'name' && use.kind !== 'identifier') continue;
    expect(ask.definition(file, use.span.start)?.target.start, text.slice(use.span.start, use.span.end)).toBe(target.span.start);
  }
});
