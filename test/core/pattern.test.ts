/** Axes patterns: what they refuse, and where; sizes may be named. The language and `rearrange` have tests of their own. */
import { expect, test } from 'vitest';
import { mulDims, namedDim, type Dim } from '../../core/dim.ts';
import { arrangement, measured, misnamed, type Axes, type Pattern } from '../../core/pattern.ts';

const side = (text: string): Axes => (text.match(/\([^)]*\)|\S+/g) ?? []).map((axis) => (axis.match(/\w+/g) ?? []).map((text) => ({ kind: /^\d/.test(text) ? 'number' : 'axis', text })));
const pattern = (text: string): Pattern => { const [from, to] = text.split('->') as [string, string]; return { from: side(from), to: side(to) }; };

const [B, C, H] = ['B', 'C', 'H'].map((n) => namedDim(n)) as [Dim, Dim, Dim];

test.each<[string, readonly Dim[], Record<string, Dim>, readonly Dim[]]>([
  ['a b -> b a', [B, 4], {}, [4, B]], ['b (h d) -> b h d', [B, mulDims(C, 8)], { h: 8 }, [B, 8, C]], ['b (3 h d) -> 3 b (h d)', [2, mulDims(3, mulDims(H, C))], { h: H }, [3, 2, mulDims(H, C)]],
  ['(2 2 a) -> a 2 2', [12], {}, [3, 2, 2]], ['1 a -> a', [1, 5], {}, [5]], ['a 1 -> 1 1 a 1', [5, 1], {}, [1, 1, 5, 1]], ['() a -> (a) ()', [1, 5], {}, [5, 1]], ['->', [], {}, []], ['a (b c) -> (c b) a', [0, 6], { b: 2 }, [6, 0]],
])('%s', (text, shape, sizes, wanted) => {
  const p = pattern(text), known = new Map(Object.entries(sizes));
  expect([misnamed(p, shape), measured(p, shape, known)]).toEqual([undefined, undefined]);
  expect(String(arrangement(p, known).joined)).toBe(String(wanted));
});

test.each<[string, readonly Dim[], Record<string, Dim>, string, unknown]>([
  ['a b -> b a', [2], {}, 'the pattern has 2 axes on the left, but the tensor is [2]', 'left'],
  ['a a -> a', [2, 2], {}, "the axis 'a' stands twice on one side of the pattern", 'a'],
  ['a -> a a', [2], {}, "the axis 'a' stands twice on one side of the pattern", 'a'],
  ['a -> a b', [2], {}, "the axis 'b' does not stand on the left side of the pattern", 'b'],
  ['(2 a) -> 2 2 a', [4], {}, "the axis '2' does not stand on the left side of the pattern", '2'],
  ['a b -> b', [2, 2], {}, "the axis 'a' does not stand on the right side of the pattern", 'a'],
  ['a (b c) -> a b c', [2, 4], {}, 'the sizes of b and c in axis 1 of [2, 4] are not known', 1],
  ['a (b c) -> a b c', [2, 4], { b: 3 }, 'axis 1 of [2, 4] is 4, which does not divide by 3', 1],
  ['a (b c) -> a b c', [2, 0], { b: 0 }, 'axis 1 of [2, 0] is 0, which does not divide by 0', 1],
  ['a 3 -> 3 a', [2, 4], {}, 'axis 1 of [2, 4] is 4, but the pattern says 3', 1],
  ['(h d) -> h d', [C], { h: H }, 'axis 0 of [C] is C, which is not known to divide by H', 0],
])('%s of %s is refused', (text, shape, sizes, message, at) => {
  const p = pattern(text), wrong = misnamed(p, shape) ?? measured(p, shape, new Map(Object.entries(sizes)))!;
  expect([wrong.message, typeof wrong.at === 'object' ? wrong.at.text : wrong.at]).toEqual([message, at]);
});
