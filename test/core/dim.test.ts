import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDims, divideDims, floorDiv, isAtLeast, mulDims, namedDim, namesIn, powerDim, remDims, rootDim, sameDim, showDim, showShape, sizeOf, subDims, substitute, withMeanings,
  type Dim, type Meaning,
} from '../../core/dim.ts';

const names = ['B', 'H', 'S', 'T'] as const;
const [B, H, S, T] = names.map((n) => namedDim(n)) as [Dim, Dim, Dim, Dim];

const term = fc.tuple(fc.integer({ min: -9, max: 9 }), fc.array(fc.constantFrom(...names), { maxLength: 3 }))
  .map(([c, fs]) => fs.reduce<Dim>((p, f) => mulDims(p, namedDim(f)), c));
const dim = fc.array(term, { maxLength: 4 }).map((terms) => terms.reduce<Dim>((p, t) => addDims(p, t), 0));
const monomial = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.array(fc.constantFrom(...names), { maxLength: 2 }))
  .map(([c, fs]) => fs.reduce<Dim>((p, f) => mulDims(p, namedDim(f)), c));
const sizes = fc.record(Object.fromEntries(names.map((n) => [n, fc.integer({ min: 1, max: 12 })])) as Record<(typeof names)[number], fc.Arbitrary<number>>);
const given = (env: object): ReadonlyMap<string, Dim> => new Map(Object.entries(env));
const same = (a: Dim | undefined, b: Dim): void => { if (a === undefined || !sameDim(a, b)) throw new Error(`${String(a)} is not ${String(b)}`); };

describe('dims are a commutative ring', () => {
  test('sums', () => fc.assert(fc.property(dim, dim, dim, (a, b, c) => {
    same(addDims(a, b), addDims(b, a));
    same(addDims(addDims(a, b), c), addDims(a, addDims(b, c)));
    same(addDims(a, 0), a);
    same(subDims(a, a), 0);
  })));
  test('products', () => fc.assert(fc.property(dim, dim, dim, (a, b, c) => {
    same(mulDims(a, b), mulDims(b, a));
    same(mulDims(mulDims(a, b), c), mulDims(a, mulDims(b, c)));
    same(mulDims(a, 1), a);
    same(mulDims(a, 0), 0);
    same(mulDims(a, addDims(b, c)), addDims(mulDims(a, b), mulDims(a, c)));
  })));
});

describe('division', () => {
  test('undoes multiplication, by any dim but 0', () => fc.assert(fc.property(dim, dim.filter((b) => b !== 0), (a, b) => same(divideDims(mulDims(a, b), b), a))));
  test('is exact or none', () => fc.assert(fc.property(dim, dim, (a, b) => {
    const q = divideDims(a, b);
    if (q !== undefined) same(mulDims(q, b), a);
  })));
  test.each<[Dim, Dim, string | undefined]>([
    [mulDims(B, T), T, 'B'], [addDims(mulDims(B, T), T), addDims(B, 1), 'T'], [H, 2, undefined], [6, 4, undefined], [6, 0, undefined], [B, 0, undefined], [0, B, '0'],
  ])('%s / %s = %s', (a, b, q) => expect(divideDims(a, b)?.toString()).toBe(q));
});

describe('powers', () => {
  test('have roots', () => fc.assert(fc.property(monomial, fc.integer({ min: 1, max: 3 }), (d, n) => same(rootDim(powerDim(d, n), n), d))));
  test.each<[Dim, number]>([[8, 2], [H, 2], [mulDims(H, S), 2], [addDims(H, 1), 2], [mulDims(mulDims(H, H), 2), 2]])('%s has no root of order %i', (d, n) => expect(rootDim(d, n)).toBeUndefined());
});

describe('evaluation with numbers', () => {
  test('commutes with arithmetic', () => fc.assert(fc.property(dim, dim, sizes, (a, b, env) => {
    const value = (d: Dim): Dim => substitute(d, given(env));
    expect(value(addDims(a, b))).toBe(addDims(value(a), value(b)));
    expect(value(mulDims(a, b))).toBe(mulDims(value(a), value(b)));
  })));
  test('commutes with substitution by dims', () => fc.assert(fc.property(dim, dim, sizes, (a, b, env) => {
    const b0 = substitute(b, given(env));
    expect(substitute(substitute(a, new Map([['H', b]])), given(env))).toBe(substitute(a, given({ ...env, H: b0 })));
  })));
  test('of ⌊a/b⌋ is the floor of the quotient of numbers', () => fc.assert(fc.property(dim, monomial, sizes, (a, b, env) => {
    const value = (d: Dim): number => substitute(d, given(env)) as number;
    expect(value(floorDiv(a, b))).toBe(Math.floor(value(a) / value(b)) + 0);
    expect(value(remDims(a, b))).toBe(value(a) - value(b) * Math.floor(value(a) / value(b)));
  }), { numRuns: 500 }));
  test('of a quotient of quotients, too', () => fc.assert(fc.property(dim, monomial, fc.integer({ min: -5, max: 5 }), monomial, sizes, (a, b, c, d, env) => {
    const value = (x: Dim): number => substitute(x, given(env)) as number;
    const twice = floorDiv(addDims(floorDiv(a, b), c), d);
    expect(value(twice)).toBe(Math.floor((Math.floor(value(a) / value(b)) + c) / value(d)) + 0);
  }), { numRuns: 500 }));
  test('in two steps is evaluation in one', () => fc.assert(fc.property(dim, monomial, sizes, (a, b, { H, ...rest }) => {
    const q = floorDiv(a, b);
    expect(substitute(substitute(q, given({ H })), given(rest))).toBe(substitute(q, given({ H, ...rest })));
  })));
});

describe('⌊a / b⌋ is told apart as far as it can be', () => {
  test.each<[Dim, Dim, string]>([
    [subDims(mulDims(S, T), 1), S, 'T - 1'],
    [addDims(mulDims(4, H), 3), 2, '2*H + 1'],
    [subDims(H, 1), 2, 'floor((H + 1)/2) - 1'],
    [addDims(mulDims(2, H), 1), 4, 'floor(H/2)'],
    [mulDims(5, H), 2, '2*H + floor(H/2)'],
    [7, S, 'floor(7/S)'],
    [7, mulDims(2, S), 'floor(3/S)'],
    [mulDims(H, T), mulDims(H, S), 'floor(T/S)'],
    [H, addDims(S, 1), 'floor(H/(S + 1))'],
    [mulDims(B, addDims(S, 1)), addDims(S, 1), 'B'],
    [mulDims(-3, H), -1, '3*H'],
  ])('⌊(%s) / (%s)⌋ = %s', (a, b, text) => expect(showDim(floorDiv(a, b))).toBe(text));
  test('halving twice is quartering', () => same(floorDiv(floorDiv(addDims(H, 1), 2), 2), floorDiv(addDims(H, 1), 4)));
  test('names inside are found', () => expect([...namesIn(floorDiv(addDims(H, T), S))].sort()).toEqual(['H', 'S', 'T']));
});

describe('order', () => {
  test('agrees with numbers', () => fc.assert(fc.property(dim, dim, sizes, (a, b, env) => {
    const value = (d: Dim): number => substitute(d, given(env)) as number;
    const known = isAtLeast(a, b);
    if (known !== undefined) expect(known).toBe(value(a) >= value(b));
  }), { numRuns: 500 }));
  test('agrees with numbers that fulfil the facts', () => fc.assert(fc.property(dim, dim, fc.array(dim, { maxLength: 2 }), sizes, (a, b, facts, env) => {
    const value = (d: Dim): number => substitute(d, given(env)) as number;
    fc.pre(facts.every((f) => value(f) >= 0));
    const known = isAtLeast(a, b, facts);
    if (known !== undefined) expect(known).toBe(value(a) >= value(b));
  }), { numRuns: 500 }));
  test.each<[Dim, Dim, Dim[], boolean | undefined]>([
    [B, 1, [], true], [B, 2, [], undefined], [0, B, [], false], [addDims(B, 1), B, [], true], [mulDims(B, T), B, [], true],
    [T, S, [], undefined], [T, S, [subDims(T, S)], true], [S, addDims(T, 1), [subDims(T, S)], false], [addDims(T, 3), S, [subDims(T, S)], true],
    [H, S, [subDims(H, T), subDims(T, S)], true], [floorDiv(H, 2), 0, [], true], [4, H, [subDims(3, H)], true], [3, H, [subDims(3, S), subDims(S, H)], true], [mulDims(2, T), mulDims(2, S), [subDims(T, S)], true], [mulDims(B, T), mulDims(B, S), [subDims(T, S)], true], [floorDiv(H, 2), 1, [], undefined],
  ])('%s ≥ %s given %j is %s', (a, b, facts, known) => expect(isAtLeast(a, b, facts)).toBe(known));
});

describe('text', () => {
  test.each<[Dim, string]>([
    [0, '0'], [-3, '-3'], [mulDims(mulDims(T, B), 2), '2*B*T'], [addDims(mulDims(B, T), addDims(T, -1)), 'B*T + T - 1'], [mulDims(-1, B), '-B'], [subDims(1, B), '-B + 1'],
  ])('%#', (d, text) => expect(showDim(d)).toBe(text));

  test('a form is shown by its name', () => {
    const form = mulDims(H, namedDim('D')), C: Meaning = { kind: 'alias', form };
    const c = withMeanings(form, new Map([['C', C]]));
    expect(showShape([B, mulDims(c, 3), H, mulDims(mulDims(c, c), T), addDims(c, 1)])).toBe('[B, 3*C, H, C*C*T, C + 1]');
    const sum: Meaning = { kind: 'alias', form: addDims(H, T) };
    expect(showDim(mulDims(2, withMeanings(addDims(H, T), new Map([['E', sum]]))))).toBe('2*E');
  });

  test('a whole quotient is a name that follows its parts', () => {
    const q = namedDim('H/S', { kind: 'quotient', over: H, by: S });
    const h = withMeanings(mulDims(S, q), new Map([['H', { kind: 'alias', form: mulDims(S, q) }]]));
    expect(showShape([h, q, floorDiv(subDims(h, 1), S), sizeOf([h, 2])])).toBe('[H, H/S, H/S - 1, 2*H]');
    expect(substitute(q, given({ H: 12, S: 4 }))).toBe(3);
    expect(showDim(substitute(q, given({ H: 12 })))).toBe('12/S');
    expect(showDim(substitute(h, given({ S: 2 })))).toBe('H');
    expect(showDim(substitute(q, given({ S: 2 })))).toBe('H/2');
    expect(showDim(substitute(h, given({ S: 1 })))).toBe('H');
  });
});
