/** A tree as data is the tree again, small, frozen, and refused when it is anything else. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pack, unpack, type Packed } from '../../dsl/packed.ts';
import { parse } from '../../dsl/parse.ts';
import { source } from '../../dsl/source.ts';
import type { File } from '../../dsl/tree.ts';
import { models } from './models.ts';
import { file } from './trees.ts';

const lines = (text: string): number[] => text.split('\n').map((line) => line.length);
const sent = (packed: Packed): unknown => JSON.parse(JSON.stringify(packed));
const through = (tree: File, text: string | readonly number[] = ''): File => unpack(sent(pack({ tree, text, signature: '' }))).tree;

describe.each(models)('$name', ({ text }) => {
  const { tree } = parse(source(text));

  test('is what it was, with its text and without', () => {
    expect(through(tree, text)).toStrictEqual(tree);
    expect(through(tree, lines(text))).toStrictEqual(tree);
    expect(unpack(JSON.stringify(pack({ tree, text, signature: '' }))).tree).toStrictEqual(tree);
  });

  test('takes less than five times the bytes of the text', () => {
    const bare = { ...tree, comments: [], paragraphs: [] };
    expect(JSON.stringify(pack({ tree: bare, text, signature: '' })).length).toBeLessThan(5 * text.length);
  });

  test('is frozen, every node of it', () => {
    const thawed: unknown[] = [];
    const visit = (x: unknown): void => {
      if (typeof x !== 'object' || x === null) return;
      if (!Object.isFrozen(x)) thawed.push(x);
      Object.values(x).forEach(visit);
    };
    visit(unpack(pack({ tree, text: lines(text), signature: '' })));
    expect(thawed).toEqual([]);
  });
});

test('random trees', () => {
  fc.assert(fc.property(file, fc.string(), (tree, text) => { expect(through(tree, text)).toEqual(tree); }), { numRuns: 300 });
});

test('random texts, whatever the parser makes of them', () => {
  const words = fc.array(fc.constantFrom('model', 'M', '(', ')', 'x', ':', 'f32', '[', ']', 'B', ',', '->', '=', '|>', 'relu', '{', '}', 'let', 'return', '3', '// c\n', '\n', '${0}', '"s"', '-', 'scan'), { maxLength: 60 });
  fc.assert(fc.property(words, (ws) => {
    const text = ws.join(' '), { tree } = parse(source(text));
    expect(through(tree, text)).toStrictEqual(tree);
  }), { numRuns: 300 });
});

const text = models[0].text, whole = pack({ tree: parse(source(text)).tree, text, signature: 'Mlp(x: f32[B, 784]) -> f32[B, 10]' });
const numberOfNegate = 25;
const refused = expect.objectContaining({ code: 'NN1020' });
const thrown = (data: unknown): unknown => {
  try {
    return unpack(data);
  } catch (e) {
    return e;
  }
};
/** With a checksum that is right. */
const resigned = (items: readonly unknown[]): Packed => {
  const [, , ...content] = items;
  let hash = 0x811c9dc5;
  for (const c of JSON.stringify(content)) hash = Math.imul(hash ^ c.charCodeAt(0), 0x01000193);
  return ['nn1', hash >>> 0, ...content] as Packed;
};

describe('refuses', () => {
  test.each<[what: string, data: unknown, said: RegExp]>([
    ['what is no list', 7, /it is no template/],
    ['what is no JSON', '["nn1",', /it is no template/],
    ['JSON of something else', '{"nn1":1}', /it is no template/],
    ['nothing', undefined, /it is no template/],
    ['an empty list', [], /it is no template/],
    ['another version', ['nn0', ...whole.slice(1)], /of the form nn0, and this version reads nn1/],
    ['one number changed', whole.map((x) => (x === 784 ? 785 : x)), /it has been changed/],
    ['the end missing', whole.slice(0, -1), /it has been changed/],
    ['more at the end', resigned([...whole, 0]), /1 items are left over/],
    ['the end missing, checksum renewed', resigned(whole.slice(0, -1)), /item \d+ is missing/],
    ['no text', resigned(['nn1', 0, 7, '', 0]), /it has no text/],
    ['lines of no length', resigned(['nn1', 0, [1, -1], '', 0]), /it has no text/],
    ['no signature', resigned(['nn1', 0, '', 0, 0]), /it has no text/],
    ['a name beyond the text', resigned(['nn1', 0, '', ...whole.slice(3)]), /beyond the text/],
    ['a kind where it cannot stand', resigned(['nn1', 0, '', '', 2, 0, 0]), /the kind model, which cannot stand here/],
    ['a kind that is none', resigned(['nn1', 0, '', '', 999, 0, 0]), /no kind of node/],
    ['a place before the text', resigned(['nn1', 0, '', '', 0, -1, 0]), /item 2 is -1/],
  ])('%s', (_, data, said) => {
    const e = thrown(data);
    expect(e).toEqual(refused);
    expect(String(e)).toMatch(said);
  });

  test('a tree without end', () => {
    const opening = whole.slice(0, whole.indexOf(256) - 3), negates = Array.from({ length: 100_000 }, () => [numberOfNegate, 0, 0]).flat();
    expect(thrown(resigned([...opening, ...negates]))).toEqual(refused);
    expect(String(thrown(resigned([...opening, ...negates])))).toMatch(/nested too deeply/);
  });

  test('anything, with an error and no crash', () => {
    const item = fc.oneof(fc.integer({ min: -3, max: 50 }), fc.string({ maxLength: 3 }), fc.constant(null), fc.constant([1]), fc.double());
    fc.assert(fc.property(fc.array(item, { maxLength: 40 }), (items) => { expect(thrown(resigned(['nn1', 0, 'abc', '', 0, 0, 3, 1, 2, 0, 3, ...items]))).toEqual(refused); }), { numRuns: 300 });
  });

  test('every single change, though the checksum be renewed: an error, or another tree', () => {
    const places = fc.integer({ min: 2, max: whole.length - 1 });
    fc.assert(fc.property(places, fc.oneof(fc.integer({ min: -3, max: 60 }), fc.constant('x')), (at, item) => {
      const e = thrown(resigned(whole.with(at, item)));
      if (e instanceof Error) expect(e).toEqual(refused);
      else expect(Object.isFrozen(e)).toBe(true);
    }), { numRuns: 300 });
  });
});

test('the order of kinds and fields is the format: a change of it needs another mark', () => {
  const from = source(`// c
model A<N = -2, M>(x: f32[B, N], y: f32[B] = zeros) -> (u: f32[B], v: f32[B]) where N == M, M = 2 * N {
  param p: f32[N] = zeros
  state s: f32[N] = zeros
  layer l = linear<N>(3, bias = true)
  scan t in x over B from h = p { next h = h + t emit hs = h.T }
  let a, b = (x[1:, ...], "s")
  return if N > 1 && train then a else x |> HOLE |> residual { relu } |> repeat 2 { gelu } |> [b, (h p)] -> [b, h, 2] with p = 3
}`.split('HOLE'));
  const { tree, diagnostics } = parse(from);
  expect(diagnostics).toEqual([]);
  expect(pack({ tree, text: from.text, signature: '' }).slice(0, 2)).toEqual(['nn1', 2147064488]);
});
