/** Shapes, joining, arranging and diagonals: against the oracle, and the calls that are refused. */
import { test } from 'vitest';
import { tensor } from '../../../tensor/create.ts';
import * as f from '../../../tensor/functions.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { jit } from '../../../tensor/transform/jit.ts';
import { checkCase, functions, groupsOf } from './oracle.ts';
import { refuses } from './refused.ts';
import { untyped } from '../../untyped.ts';

const u = untyped(f);

test.each(groupsOf('numpyShape'))('%s against the oracle', (_, cases) => cases.forEach((c) => checkCase(c, functions)));

const x = (): Tensor => f.ones([2, 3]);
refuses([
  ['a size that does not divide', () => f.reshape(x(), [4, -1]), 'NN0208', /6 elements do not divide by 4/],
  ['two open sizes', () => f.reshape(x(), [-1, -1]), 'NN0208', /reshape \[2, 3\] to \[-1, -1\]/],
  ['another order', () => f.reshape(x(), [6], { order: 'K' as never }), 'NN0592', /there is no order 'K'/],
  ['an order with an axis twice', () => f.transpose(x(), [0, 0]), 'NN0207', /transpose/],
  ['an axis to exchange that is not there', () => f.swapaxes(x(), 0, 2), 'NN0202', /swapaxes: axis 2/],
  ['a matrix with one axis', () => u.matrixTranspose(u.ones([2])), 'NN0217', /matrixTranspose/],
  ['more axes than places', () => f.moveaxis(x(), [0, 1], 0), 'NN0213', /moveaxis: \[0, 1\] cannot go to \[0\]/],
  ['a new axis too far', () => f.expandDims(x(), 3), 'NN0202', /expandDims: axis 3/],
  ['a new axis twice', () => f.expandDims(x(), [0, -4]), 'NN0213', /expandDims: axis 0 is named twice/],
  ['an axis that is not 1', () => f.squeeze(x(), 0), 'NN0529', /squeeze: axis 0 of \[2, 3\] has size 2/],
  ['fewer axes', () => u.broadcastTo(u.ones([1, 3]), [3]), 'NN0206', /\[1, 3\] has more axes than \[3\]/],
  ['sizes that do not stretch', () => f.broadcastTo(x(), [2, 4]), 'NN0206', /broadcast/],
  ['shapes that do not meet', () => u.broadcastArrays(u.ones([2]), u.ones([3])), 'NN0201', /broadcastShapes \[2\] and \[3\]/],
  ['nothing to join', () => u.concat([]), 'NN0218', /concat of no tensors/],
  ['tensors that differ elsewhere', () => u.concat([u.ones([2, 2]), u.ones([3, 3])]), 'NN0218', /concat along axis 0/],
  ['scalars to join', () => u.concat([1, 2]), 'NN0202', /concat: axis 0/],
  ['tensors of two shapes side by side', () => u.stack([u.ones([2]), u.ones([3])]), 'NN0218', /stack: \[2\] and \[3\]/],
  ['lists of two depths', () => u.block([[f.ones([1])], f.ones([1])]), 'NN0510', /block: the lists are not of one depth/],
  ['parts that cannot be equal', () => u.split(f.ones([5]), 2), 'NN0517', /split: axis 0 of \[5\] has size 5, which does not divide into 2/],
  ['cuts out of order', () => u.split(f.ones([5]), [3, 1]), 'NN0517', /cannot be cut before \[3, 1\]/],
  ['shifts that do not fit', () => f.roll(x(), [1, 2, 3], { axis: [0, 1] }), 'NN0519', /roll: the shifts \[1, 2, 3\]/],
  ['a plane of one axis', () => f.rot90(x(), { axes: [1, -1] }), 'NN0213', /rot90: axis 1 is named twice/],
  ['counts below 0', () => u.tile(x(), -1), 'NN0517', /tile: \[-1\] are not counts/],
  ['one count too many', () => f.repeat(x(), [1, 2, 3], { axis: 0 }), 'NN0519', /the counts \[1, 2, 3\] for the 2 elements of axis 0/],
  ['traced counts without a length', () => jit((n: Tensor) => f.repeat(x(), n, { axis: 0 }))(tensor([1, 2], { dtype: 'i32' })), 'NN0593', /totalRepeatLength|how long the result is/],
  ['a place beyond the end', () => u.insert(f.ones([3]), 4, 0), 'NN0592', /insert: there is no place 4 on an axis of size 3/],
  ['values that do not fit', () => u.insert(x(), [0, 1], f.ones([3, 3])), 'NN0201', /insert/],
  ['nothing to delete there', () => u.deleteAt(f.ones([3]), 3), 'NN0592', /delete: there is no place 3/],
  ['a diagonal of one axis', () => u.diagonal(u.ones([3])), 'NN0202', /diagonal: axis 1/],
  ['a diagonal of three axes', () => u.diag(u.ones([2, 2, 2])), 'NN0217', /diag: \[2, 2, 2\]/],
  ['a triangle of a vector', () => u.tril(u.ones([3])), 'NN0217', /tril: \[3\] is no matrix/],
  ['a fraction of a diagonal', () => f.triu(x(), { k: 0.5 }), 'NN0517', /triu: k is 0.5/],
]);
