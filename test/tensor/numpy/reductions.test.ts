/** Reductions: every option and dtype against the oracle, and the calls that are refused. */
import { expect, test } from 'vitest';
import { tensor } from '../../../tensor/create.ts';
import * as f from '../../../tensor/functions.ts';
import { checkCase, functions, groupsOf } from './oracle.ts';
import { refuses } from './refused.ts';
import { untyped } from '../../untyped.ts';

const u = untyped(f);

test.each(groupsOf('numpyReductions'))('%s against the oracle', (_, cases) => cases.forEach((c) => checkCase(c, functions)));

refuses([
  ['an axis that is not there', () => u.sum(u.ones([2, 3]), { axis: 2 }), 'NN0202', /sum: axis 2 does not exist in a tensor of rank 2/],
  ['an axis named twice', () => u.mean(u.ones([2, 3]), { axis: [0, -2] }), 'NN0213', /mean: axis 0 is named twice/],
  ['an axis with a fraction', () => u.max(u.ones([2]), { axis: 0.5 }), 'NN0202', /max: axis 0.5/],
  ['the greatest of nothing', () => f.max(f.zeros([2, 0]), { axis: 1 }), 'NN0214', /max of no elements/],
  ['the least of no truth values', () => f.min(f.zeros([0], { dtype: 'bool' })), 'NN0214', /min of no elements/],
  ['the least of what a mask may leave', () => f.min(f.ones([2]), { where: tensor([true, false]) }), 'NN0590', /min: where may leave no elements/],
  ['a mask of numbers', () => u.sum(u.ones([2]), { where: u.ones([2]) }), 'NN0205', /sum: where is f32\[2\], not truth values/],
  ['a mask with more elements', () => u.sum(u.ones([2]), { where: u.ones([3, 2], { dtype: 'bool' }) }), 'NN0201', /sum: where is \[3, 2\], which does not broadcast to \[2\]/],
  ['a start that the dtype does not have', () => f.sum(f.ones([2], { dtype: 'u32' }), { initial: -1 }), 'NN0531', /sum: initial is -1, which u32 does not have/],
  ['two corrections', () => f.variance(f.ones([2]), { correction: 1, ddof: 1 }), 'NN0591', /variance: correction 1 and ddof 1/],
  ['a deviation of integers', () => f.std(f.ones([2]), { dtype: 'i32' }), 'NN0205', /std: .* not i32/],
  ['a deviation of integers among NaN', () => f.nanstd(f.ones([2], { dtype: 'i32' }), { dtype: 'i32' }), 'NN0205', /^nanstd: .* not i32/],
  ['a variance of truth', () => f.nanvar(f.ones([2]), { dtype: 'bool' }), 'NN0205', /^nanvar: /],
  ['a mean of truth', () => f.mean(f.ones([2]), { dtype: 'bool' }), 'NN0205', /mean/],
  ['no dtype', () => f.sum(f.ones([2]), { dtype: 'f99' as never }), 'NN0508', /sum: 'f99' is not a dtype/],
  ['where the greatest of nothing lies', () => f.argmax(f.zeros([0])), 'NN0214', /argmax of no elements/],
  ['several axes for a place', () => f.argmax(f.ones([2, 2]), { axis: [0, 1] as never }), 'NN0202', /argmax/],
  ['no tensor', () => f.sum(null as never), 'NN0516', /sum: operand 1 is null/],
]);

test('a variance in integers is a float, and NaN are left out before they are converted', () => {
  const x = tensor([1, NaN, 4, 5]), y = f.nanvar(x, { dtype: 'i32', correction: 1 });
  expect([y.dtype, y.itemSync()]).toEqual(['f32', f.variance(tensor([1, 4, 5]), { dtype: 'i32', correction: 1 }).itemSync()]);
  expect(f.nanvar(x, { dtype: 'i32', where: tensor([true, true, false, true]) }).itemSync()).toBe(4);
  expect(f.nanvar(tensor([1, 3], { dtype: 'i32' }), { dtype: 'i32' }).dtype).toBe('f32');
});
