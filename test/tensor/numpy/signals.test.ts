/** Polynomials, sampled functions and bits: against the oracle, and the calls that are refused. */
import { expect, test } from 'vitest';
import * as f from '../../../tensor/functions.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { checkCase, functions, groupsOf } from './oracle.ts';
import { untyped } from '../../untyped.ts';
import { refuses } from './refused.ts';

test.each(groupsOf('numpySignals'))('%s against the oracle', (_, cases) => cases.forEach((c) => checkCase(c, functions)));

test('a quotient of polynomials takes the dtype beside plain numbers', () => {
  expect(f.polydiv(f.ones([2], { dtype: 'f16' }), 3).map((y) => y.dtype)).toEqual(['f16', 'f16']);
});

const x = (): Tensor => f.ones([2, 3]), v = (): Tensor => f.ones([3]);
refuses([
  ['a matrix of coefficients', () => f.polyadd(x(), v()), 'NN0217', /polyadd: \[2, 3\] are no coefficients/],
  ['a scalar of coefficients', () => untyped(f).polyval(2, v()), 'NN0217', /polyval/],
  ['a derivative less than none', () => untyped(f).polyder(v(), { m: -1 }), 'NN0517', /polyder: m is -1/],
  ['constants that do not fit', () => untyped(f).polyint(v(), { m: 3, k: f.ones([2]) }), 'NN0519', /2 constants for 3 integrals/],
  ['points that do not pair', () => f.polyfit(v(), f.ones([2]), 1), 'NN0595', /x is \[3\] and y is \[2\]/],
  ['too few points', () => f.polyfit(v(), v(), 2, { cov: true }), 'NN0595', /3 points determine 3 coefficients/],
  ['weights that do not fit', () => f.polyfit(v(), v(), 1, { w: f.ones([2]) }), 'NN0594', /weights of \[2\] for 3 points/],
  ['matrices to convolve', () => f.convolve(x(), v()), 'NN0217', /convolve of \[2, 3\] and \[3\]/],
  ['nothing to convolve', () => f.correlate(f.zeros([0]), v()), 'NN0217', /correlate of \[0\] and \[3\]/],
  ['another mode', () => f.convolve(v(), v(), { mode: 'half' as never }), 'NN0592', /there is no mode 'half'/],
  ['one sample', () => untyped(f).gradient(f.ones([1])), 'NN0595', /gradient: axis 0 of \[1\] has size 1/],
  ['places that do not fit', () => f.gradient(v(), { spacing: [f.ones([2])] }), 'NN0519', /places of \[2\] for the 3 samples/],
  ['spacings that do not fit', () => f.gradient(x(), { spacing: [1, 2, 3] }), 'NN0519', /3 spacings for 2 axes/],
  ['places without values', () => f.interp(0, v(), f.ones([2])), 'NN0595', /xp is \[3\] and fp is \[2\]/],
  ['another word for the outside', () => f.interp(0, v(), v(), { left: 'clip' as never }), 'NN0592', /left is 'clip'/],
  ['bits of floats', () => f.packbits(v()), 'NN0205', /packbits: f32 has no bits/],
  ['bytes of 32 bits', () => untyped(f).unpackbits(f.ones([1], { dtype: 'i32' })), 'NN0205', /unpackbits: i32 is not a byte/],
  ['another order of bits', () => f.packbits(v(), { bitorder: 'middle' as never }), 'NN0592', /bitorder 'middle'/],
]);
