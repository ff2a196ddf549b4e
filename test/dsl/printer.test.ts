import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lex, spanOf } from '../../dsl/lexer.ts';
import { parse } from '../../dsl/parse.ts';
import { print, show, signature } from '../../dsl/printer.ts';
import { source } from '../../dsl/source.ts';
import { models } from './models.ts';
import { bare, file } from './trees.ts';

const tree = (text: string) => {
  const { tree, diagnostics } = parse(source(text));
  expect(diagnostics, text).toEqual([]);
  return tree;
};
const format = (text: string, width?: number): string => print(tree(text), { width });

/** Mistakes of form apart (they are not the printer's), what is printed is read as what it was. */
function reads(text: string) {
  const parsed = parse(source(['', ...text.split(/\$\{\d+\}/)].slice(1)));
  expect(parsed.diagnostics.filter(({ code }) => code < 'NN0110'), text).toEqual([]);
  return parsed.tree;
}

test.each([120, 40, 1])('a tree at random, printed in %d columns, is read as it was', width => {
  fc.assert(fc.property(file, tree => {
    const text = print(tree, { width, hole: index => `\${${index}}` });
    const holes: number[] = [];
    const again = reads(text.replace(/\$\{(\d+)\}/g, (hole, index: string) => { holes.push(Number(index)); return hole; }));
    const restored = JSON.parse(JSON.stringify(bare(again), (_, value: unknown) =>
      isHole(value) ? { ...value, index: holes[value.index] } : value)) as unknown;
    expect(restored).toEqual(bare(tree));
    expect(print(again, { width, hole: index => `\${${holes[index]}}` })).toBe(text);
  }), { numRuns: 200 });
});

const isHole = (value: unknown): value is { kind: 'hole'; index: number } =>
  typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'hole';

test.each(models)('$name: the format is stable and keeps the tree', ({ text }) => {
  for (const width of [120, 60, 20]) {
    const once = format(text, width);
    expect(bare(tree(once))).toEqual(bare(tree(text)));
    expect(format(once, width)).toBe(once);
  }
});

test.each(models)('$name: comments anywhere are kept, in order, and the format stays stable', ({ text }) => {
  const ends = lex(text).tokens.map(token => spanOf(token).end);
  const kinds = [' // c% ', '\n// c%\n', ' /* c% */ ', '\n\n/* c% */\n\n', '\n  // c%\n\n  // d%\n', ' /* c%\n   more */ '];
  const some = fc.array(fc.tuple(fc.nat(ends.length - 1), fc.constantFrom(...kinds)), { minLength: 1, maxLength: 12 });
  fc.assert(fc.property(some, fc.constantFrom(120, 40), (comments, width) => {
    let commented = text, number = comments.length;
    for (const [at, kind] of [...comments].sort(([a], [b]) => b - a)) {
      const end = ends[at]!;
      const piece = kind.replaceAll('%', `${number--};`);
      commented = `${commented.slice(0, end)}${piece.includes('//') && !piece.endsWith('\n') ? `${piece}\n` : piece}${commented.slice(end)}`;
    }
    const once = format(commented, width);
    expect(bare(tree(once))).toEqual(bare(tree(text)));
    const all = (text: string): string[] => (text.match(/[cd]\d+;/g) ?? []).sort();
    expect(all(once)).toEqual(all(commented));
    expect(format(once, width)).toBe(once);
  }), { numRuns: 80 });
});

test('comments stay where they were written', () => {
  const text = `// what it is

// one more
model M<
  A, // a size
  B = 3
>(
  // the input
  x: f32[A, B]
) -> f32[A, B] {
  // first
  let a = x // from here
    |> relu // act
    // then
    |> pool(
      3, // rows
      2
    )
    |> residual {
      layernorm // norm
      |> linear(B)
    }

  /* apart */
  let b = a // b
  return a // last
  // nothing more
} // end

// the end
`;
  expect(format(text)).toBe(text);
});

test('a comment that runs to the line\'s end comes behind one that does not', () => {
  expect(format(`model M(x: f32[A]) -> f32[2, A / 2] {
  let y = x |> [(a b)] -> [a, b] /* c
    d */ with a = 2 // e
  return y
}
`)).toBe(`model M(x: f32[A]) -> f32[2, A / 2] {
  let y = x |> [(a b)] -> [a, b] with a = 2 /* c
    d */ // e
  return y
}
`);
});

test('a long pipe has one stage on each line, a long list one item', () => {
  expect(format(`model M(x: f32[B]) -> f32[B] = x |> a(1) |> repeat 3 { b |> c(first = 1, second = 2) } |> d`, 28)).toBe(`model M(
  x: f32[B]
) -> f32[B] =
  x |> a(1)
    |> repeat 3 {
      b
      |> c(
        first = 1,
        second = 2
      )
    }
    |> d
`);
});

test('conditions, sums and where break behind their operators', () => {
  expect(format(`model M(x: f32[A]) -> f32[A] where A % 2 == 0, A > 100 {
  let y = if A == 1000 && A != 2000 then x else if A == 3000 then x + x else x + x * x - x
  return y }`, 44)).toBe(`model M(x: f32[A]) -> f32[A]
  where A % 2 == 0, A > 100 {
  let y = if A == 1000 && A != 2000 then x
    else if A == 3000 then x + x
    else x + x * x - x
  return y
}
`);
});

test.each([
  '(a + b) * c', 'a + b * c', 'a - (b - c)', 'a - b - c', '-a ** 2', '(-a) ** 2', 'a ** b ** c', '(a ** b) ** c', 'a ** -b', '--a', '(a |> f) + b',
  'a + b |> f', '(if p then a else b) |> f', 'f(x |> g, y = if p then a else b)', 'x[:, 0, ..., 1:n + 1]', '(a + b).T', '(3).T', 'q @ k.T / sqrt(D)', '(a, b)',
  'f(x, (y |> [a] -> [a] with a = 2), z)', 'f(x |> [(a b)] -> [a, b] with a = 2)', 'f<A, B>(x)', 'f()', '"same"', 'x |> f |> ${0}(1)', '${0} + 1',
  'if f(g<A>(x)) == 1 && (g<A>(x)) then a else b',
])('%s is printed as it is written', text => {
  const parsed = parse(source(['model M(x: f32[B]) -> f32[B] = ', ''].join(text).split('${0}')));
  expect(parsed.diagnostics).toEqual([]);
  const { body } = parsed.tree.models[0]!;
  expect(body.kind !== 'block' && show(body)).toBe(text);
});

test('parentheses that say nothing go', () => {
  expect(format('model M(x: f32[(B)]) -> f32[B] = ((x) + (x * x)) |> f((x))')).toBe('model M(x: f32[B]) -> f32[B] = x + x * x |> f(x)\n');
});

test('the signature is the head of the model without sizes and where', () => {
  const of = (text: string) => tree(text).models.map(signature);
  expect(of('model M<A, B = 2>(x: f32[A,B/2], y: i32[] = 0) -> (u: f32[A], v: bool[]) where A > 1 = f(x, y)'))
    .toEqual(['M(x: f32[A, B / 2], y: i32[] = 0) -> (u: f32[A], v: bool[])']);
});

test('holes are printed as asked for, in comments too', () => {
  const { tree } = parse(source(['model M(x: f32[B]) -> f32[B] = x |> ', ' /* or ', ' */'], [10, 8]));
  expect(print(tree)).toBe('model M(x: f32[B]) -> f32[B] = x |> ${0} /* or ${1} */\n');
  expect(print(tree, { hole: index => ['${Enc}', '${other()}'][index]! })).toBe('model M(x: f32[B]) -> f32[B] = x |> ${Enc} /* or ${other()} */\n');
});
