/** Creation, ranges, running sums and differences: against the oracle, as written, and the calls that are refused. */
import { expect, test } from 'vitest';
import { tensor } from '../../../tensor/create.ts';
import { device } from '../../../tensor/device.ts';
import * as f from '../../../tensor/functions.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { checkCase, functions, groupsOf } from './oracle.ts';
import { refuses } from './refused.ts';
import { untyped } from '../../untyped.ts';

const u = untyped(f);

test.each(groupsOf('numpyCreation'))('%s against the oracle', (_, cases) => cases.forEach((c) => checkCase(c, functions)));

test('tensors of lists', async () => {
  device('cpu', { threads: 1 });
  expect(await f.asarray([[tensor([1, 2]), [3, 4]], [[5, 6], tensor([7, 8])]]).array()).toEqual([[[1, 2], [3, 4]], [[5, 6], [7, 8]]]);
  expect(f.asarray(3).shape).toEqual([]);
  expect(f.asarray([true]).dtype).toBe('bool');
  expect(f.asarray(new Int32Array([1])).dtype).toBe('i32');
  expect(f.array([1, 2], { ndmin: 3, dtype: 'u8' }).type).toEqual({ shape: [1, 1, 2], dtype: 'u8' });
  const x = tensor([1, 2]), y = f.copy(x);
  x.dispose();
  expect(await y.array()).toEqual([1, 2]);
});

test('numbers at the ends of a range take the dtype beside them', () => {
  const h = f.full([2], 8, { dtype: 'f16' });
  for (const spaced of [u.linspace, u.logspace, u.geomspace]) expect([spaced(1, h, 4).dtype, spaced(0.5, h, 4).dtype, spaced(1, 8, 4).dtype]).toEqual(['f16', 'f16', 'f32']);
});

test('a function of places', async () => {
  expect(await f.fromfunction((i, j) => f.add(f.mul(i, 10), j), [2, 3]).array()).toEqual([[0, 1, 2], [10, 11, 12]]);
  expect(await f.fromfunction(() => 3, [2], { dtype: 'i32' }).array()).toEqual([3, 3]);
});

const x = (): Tensor => f.ones([2, 3]);
refuses([
  ['a size with a fraction', () => u.zeros([1.5]), 'NN0507', /not a shape/],
  ['a size below 0', () => u.full(-1, 0), 'NN0507', /full: \[-1\] is not a shape/],
  ['no dtype', () => f.ones([1], { dtype: 'f99' as never }), 'NN0508', /f99/],
  ['a value of more axes', () => u.full([3], u.ones([2, 3])), 'NN0206', /broadcastTo: \[2, 3\] has more axes than \[3\]/],
  ['endless ranges', () => f.arange(0, 1, 0), 'NN0517', /never ends/],
  ['an endless end', () => f.arange(Infinity), 'NN0517', /never ends/],
  ['a count with a fraction', () => u.linspace(0, 1, 2.5), 'NN0517', /linspace: 2.5 is no number of elements/],
  ['an axis beyond', () => u.linspace(0, 1, 2, { axis: 1 }), 'NN0202', /linspace: axis 1/],
  ['ends that do not broadcast', () => u.linspace(f.ones([2]), f.ones([3])), 'NN0201', /linspace \[2\] and \[3\]/],
  ['another indexing', () => f.meshgrid(f.ones([2]), { indexing: 'ji' as never }), 'NN0592', /meshgrid: there is no indexing 'ji'/],
  ['a grid of matrices', () => f.meshgrid(x()), 'NN0217', /meshgrid: \[2, 3\] is not a vector/],
  ['a window of half a place', () => f.hamming(0.5), 'NN0517', /hamming: 0.5/],
  ['a diagonal with a fraction', () => f.eye(2, { k: 0.5 }), 'NN0517', /eye: k is 0.5/],
  ['running along no axis', () => f.cumsum(x(), { axis: 2 }), 'NN0202', /cumsum: axis 2/],
  ['a standard running sum without an axis', () => f.cumulativeSum(x()), 'NN0202', /cumulativeSum of \[2, 3\] needs an axis/],
  ['a running product of a scalar', () => u.cumulativeProd(2), 'NN0217', /cumulativeProd of a scalar/],
  ['differences of a scalar', () => u.diff(2), 'NN0202', /diff: axis -1/],
  ['less than no differences', () => u.diff(x(), { n: -1 }), 'NN0517', /diff: n is -1/],
]);
