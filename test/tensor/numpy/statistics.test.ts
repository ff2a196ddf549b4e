/** Order, statistics and padding: against the oracle, and the calls that are refused. */
import { test } from 'vitest';
import * as f from '../../../tensor/functions.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { checkCase, functions, groupsOf } from './oracle.ts';
import { untyped } from '../../untyped.ts';
import { refuses } from './refused.ts';

test.each([...groupsOf('numpyStatistics'), ...groupsOf('numpyPadding')])('%s against the oracle', (_, cases) => cases.forEach((c) => checkCase(c, functions)));

const x = (): Tensor => f.ones([2, 3]);
refuses([
  ['an order along no axis', () => f.sort(x(), { axis: 2 }), 'NN0202', /sort: axis 2/],
  ['no keys', () => untyped(f).lexsort([]), 'NN0218', /there are no keys/],
  ['keys of two shapes', () => f.lexsort([x(), f.ones([3])]), 'NN0218', /keys of \[3\] and \[2, 3\]|keys of \[2, 3\] and \[3\]/],
  ['a place beyond', () => f.partition(x(), 3), 'NN0592', /partition: there is no place 3 on an axis of size 3/],
  ['more than there are', () => f.topK(x(), 4), 'NN0234', /topK/],
  ['another method', () => f.quantile(x(), 0.5, { method: 'hazen' as never }), 'NN0592', /there is no method 'hazen'/],
  ['weights of another method', () => untyped(f).quantile(x(), 0.5, { weights: x() }), 'NN0591', /method linear has no weights/],
  ['weights that do not fit', () => f.quantile(x(), 0.5, { weights: f.ones([2]), method: 'inverted_cdf', axis: 1 }), 'NN0594', /weights of \[2\] for \[2, 3\] along \[1\]/],
  ['a matrix of shares', () => f.quantile(x(), x()), 'NN0217', /q is \[2, 3\]/],
  ['the median of nothing', () => f.median(f.zeros([0])), 'NN0214', /quantile of no elements/],
  ['weights without an axis', () => f.average(x(), { weights: f.ones([3]) }), 'NN0594', /average: weights of \[3\] for \[2, 3\]/],
  ['three axes of variables', () => untyped(f).cov(f.ones([2, 2, 2])), 'NN0217', /more than two axes/],
  ['half an observation', () => f.cov(x(), { fweights: f.ones([3]) }), 'NN0594', /fweights are f32\[3\] for 3 observations/],
  ['covariances of integers', () => untyped(f).cov(x(), { dtype: 'i32' }), 'NN0205', /a covariance is a float/],
  ['another mode', () => f.pad(x(), 1, { mode: 'mirror' as never }), 'NN0592', /there is no mode 'mirror'/],
  ['an option of another mode', () => f.pad(x(), 1, { mode: 'edge', constantValues: 1 }), 'NN0591', /mode edge has no option 'constantValues'/],
  ['fewer than no elements', () => f.pad(x(), -1), 'NN0517', /-1 elements cannot be added/],
  ['widths of three axes', () => f.pad(x(), [[1, 1], [1, 1], [1, 1]]), 'NN0519', /width does not fit 2 axes/],
  ['nothing to continue', () => f.pad(f.zeros([0]), 1, { mode: 'edge' }), 'NN0214', /has no elements to continue/],
  ['a statistic of nothing', () => f.pad(x(), 1, { mode: 'mean', statLength: 0 }), 'NN0517', /a statistic of no elements/],
]);
