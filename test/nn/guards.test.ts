/** Sizes that TypeScript leaves open (`number`) are held against the signature when the call runs: the sentence names the model, the input and the axis. */
import { describe, expect, test } from 'vitest';
import { pack } from '../../dsl/packed.ts';
import { parse } from '../../dsl/parse.ts';
import { source } from '../../dsl/source.ts';
import { nn, ones, random, type Model } from '../../index.ts';
import { built } from '../../nn/built.ts';

// The same text three times: TypeScript reads a call's by itself where it stands there.
const text = 'model Gate(q: f32[B, T, 8], gate: f32[B, T], k: f32[B, T + 1] = zeros) -> f32[B, T, 8] where T <= 16, T % 2 == 0 = linear(q, 8) * sum(gate) + sum(k)';
const call = nn('model Gate(q: f32[B, T, 8], gate: f32[B, T], k: f32[B, T + 1] = zeros) -> f32[B, T, 8] where T <= 16, T % 2 == 0 = linear(q, 8) * sum(gate) + sum(k)');
const tag = nn`model Gate(q: f32[B, T, 8], gate: f32[B, T], k: f32[B, T + 1] = zeros) -> f32[B, T, 8] where T <= 16, T % 2 == 0 = linear(q, 8) * sum(gate) + sum(k)`;
const packed: Model = built(pack({ tree: parse(source(text)).tree, text: text.split('\n').map((line) => line.length), signature: tag.signature }));

/** A size of which TypeScript knows no more than that it is a number: it takes every call below. */
const n = (size: number): number => size;
const parameters = call.init(random.key(0));

describe.each<[form: string, gate: typeof call]>([['call', call], ['tag', tag as typeof call], ['built', packed as typeof call]])('%s', (_, gate) => {
  test('what fits runs', () => {
    expect(gate(parameters, ones([n(2), n(4), n(8)]), ones([n(2), n(4)]), ones([n(2), n(5)])).shape).toEqual([2, 4, 8]);
  });
  test.each<[what: string, run: () => unknown, code: string, said: string]>([
    ['a size', () => gate(parameters, ones([n(2), n(4), n(7)]), ones([n(2), n(4)])), 'NN0319', 'Gate: axis 2 of q must be 8, but got 7 in f32[2, 4, 7]'],
    ['a size that another input brings', () => gate(parameters, ones([n(2), n(4), n(8)]), ones([n(3), n(4)])), 'NN0319', 'Gate: axis 0 of gate must be B, here 2, but got 3 in f32[3, 4]'],
    ['a later one', () => gate(parameters, ones([n(2), n(4), n(8)]), ones([n(2), n(6)])), 'NN0319', 'Gate: axis 1 of gate must be T, here 4, but got 6 in f32[2, 6]'],
    ['a size made of others, of an input that may be left out', () => gate(parameters, ones([n(2), n(4), n(8)]), ones([n(2), n(4)]), ones([n(2), n(4)])), 'NN0319', 'Gate: axis 1 of k must be T + 1, here 5, but got 4 in f32[2, 4]'],
    ['a rank', () => gate(parameters, ones([n(2), n(4), n(8)]), ones(Array.from({ length: n(3) }, () => 2))), 'NN0319', 'Gate: gate is f32[B, T], but got f32[2, 2, 2]'],
    ['a dtype', () => gate(parameters, ones([n(2), n(4), n(8)]), ones([n(2), n(4)]).astype(['i32' as const, 'f32' as const][n(0)]!)), 'NN0319', 'Gate: gate is f32[B, T], but got i32[2, 4]'],
    ['a condition', () => gate(parameters, ones([n(2), n(18), n(8)]), ones([n(2), n(18)])), 'NN0320', 'Gate: where T <= 16 fails: it is 18 <= 16'],
    ['a remainder', () => gate(parameters, ones([n(2), n(3), n(8)]), ones([n(2), n(3)])), 'NN0320', 'Gate: where T % 2 == 0 fails: it is 1'],
    ['by apply', () => gate.apply(parameters, [ones([n(2), n(4), n(7)]), ones([n(2), n(4)])]), 'NN0319', 'Gate: axis 2 of q must be 8, but got 7 in f32[2, 4, 7]'],
    ['with sizes put in', () => gate.with({})(parameters, ones([n(2), n(4), n(7)]), ones([n(2), n(4)])), 'NN0319', 'Gate: axis 2 of q must be 8, but got 7 in f32[2, 4, 7]'],
    ['its parameters', () => gate({ linear: { ...parameters.linear, weight: ones([n(8), n(9)]) } }, ones([n(2), n(4), n(8)]), ones([n(2), n(4)])), 'NN0525', 'Gate: the parameter linear.weight is f32[8, 9], expected f32[8, 8]'],
  ])('%s', (_, run, code, said) => expect(run).toThrow(expect.objectContaining({ code, message: said })));
});
