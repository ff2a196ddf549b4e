/** What jax.lax refuses, lax refuses: two dtypes, two ranks, negative axes, windows and layouts that do not fit. */
import { ones, zeros } from '../../../tensor/functions.ts';
import { tensor } from '../../../tensor/create.ts';
import * as lax from '../../../tensor/lax/lax.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { refuses } from '../numpy/refused.ts';

const x = (...shape: number[]): Tensor => ones(shape);
const i = (...shape: number[]): Tensor => zeros(shape, { dtype: 'i32' });
const u = (): Tensor => zeros([2], { dtype: 'u8' });
const bools = (): Tensor => tensor([true, false]);

refuses([
  ['two dtypes', () => lax.add(x(2), i(2)), 'NN0257', /lax\.add: operands are of one dtype, got f32\[2\] and i32\[2\]/],
  ['a fraction beside integers', () => lax.mul(i(2), 1.5), 'NN0257', /i32\[2\] and 1\.5/],
  ['a truth value beside numbers', () => lax.max(x(2), true), 'NN0257', /f32\[2\] and true/],
  ['two ranks', () => lax.add(x(3), x(1, 3)), 'NN0258', /lax\.add: operands have one rank/],
  ['sizes that do not stretch', () => lax.sub(x(3), x(2)), 'NN0201', /3 and 2 do not broadcast/],
  ['sums of truth values', () => lax.add(bools(), bools()), 'NN0205', /add is defined for numbers, got bool\[2\]/],
  ['the sine of integers', () => lax.sin(i(2)), 'NN0205', /sin is defined for floats, got i32\[2\]/],
  ['the size of unsigned numbers', () => lax.abs(u()), 'NN0205', /lax\.abs is defined for signed integers and floats/],
  ['bits of floats', () => lax.bitwiseAnd(x(2), x(2)), 'NN0205', /and is defined for integers and bools/],
  ['powers of integers', () => lax.pow(i(2), i(2)), 'NN0205', /lax\.pow is defined for powers of floats/],
  ['a power that is not whole', () => lax.integerPow(x(2), 0.5), 'NN0263', /the exponent 0\.5/],
  ['an integer to a negative power', () => lax.integerPow(i(2), -1), 'NN0263', /i32\[2\] to the power -1/],
  ['a bound of another shape', () => lax.clamp(0, x(3), x(1)), 'NN0258', /the upper bound is f32\[1\]/],
  ['cases of two shapes', () => lax.select(true, x(2), x(3)), 'NN0258', /lax\.selectN: operands are of one shape/],
  ['a choice of another shape', () => lax.select(bools(), x(3), x(3)), 'NN0258', /the choice is bool\[2\]/],
  ['a choice by floats', () => lax.selectN(x(2), x(2), x(2)), 'NN0205', /choices by bools or integers/],
  ['three cases for a bool', () => lax.selectN(bools(), x(2), x(2), x(2)), 'NN0581', /chooses between two cases, not 3/],
  ['no bits of exponent', () => lax.reducePrecision(x(2), 0, 3), 'NN0262', /0 bits of exponent/],
  ['the bits of a bool', () => lax.bitcastConvertType(bools(), 'u8'), 'NN0226', /bool\[2\] does not have the bits of u8/],
  ['bytes that do not make a word', () => lax.bitcastConvertType(zeros([3], { dtype: 'u8' }), 'u32' as never), 'NN0226', /the last axis of u8\[3\]/],
  ['a way to round that is none', () => lax.round(x(2), 'up' as never), 'NN0582', /'up' is no way to round/],

  ['a negative axis of a sum', () => lax.reduceSum(x(2, 3), [-1]), 'NN0202', /axis -1 does not exist/],
  ['an axis twice', () => lax.reduceMax(x(2, 3), [0, 0]), 'NN0213', /axis 0 is named twice/],
  ['a sum of truth values', () => lax.reduceSum(bools(), [0]), 'NN0205', /sum is defined for numbers/],
  ['the common bits of floats', () => lax.reduceAnd(x(2), [0]), 'NN0205', /reduceAnd is defined for integers and bools/],
  ['places in floats', () => lax.argmax(x(2), 0, 'f32'), 'NN0205', /places are counted in integers, not f32/],
  ['a place in nothing', () => lax.argmin(x(2, 0), 1), 'NN0214', /no elements/],
  ['a fold that changes the dtype', () => lax.reduce(x(3), 0, (p, q) => lax.lt(p, q), [0]), 'NN0579', /takes f32 and gives bool\[\]/],
  ['a fold that sorts', () => lax.reduce(x(3), 0, (p, q) => lax.reshape(lax.add(p, q), []), [0]), 'NN0579', /does not work element by element/],
  ['an initial value that is no scalar', () => lax.reduce(x(3), x(3), (p, q) => lax.add(p, q), [0]), 'NN0258', /the initial value must be a scalar/],
  ['a running sum of truth values', () => lax.cumsum(bools()), 'NN0205', /cumsum is defined for numbers/],
  ['a running sum along a negative axis', () => lax.cumsum(x(3), { axis: -1 }), 'NN0202', /axis -1 does not exist/],
  ['a running sum of a scalar', () => lax.cumprod(x()), 'NN0202', /a tensor of rank 0/],
  ['running log-sums of integers', () => lax.cumlogsumexp(i(3)), 'NN0205', /cumlogsumexp is defined for floats/],

  ['a reshape to an open size', () => lax.reshape(x(3), [-1, 1] as readonly number[]), 'NN0507', /lax\.reshape/],
  ['another number of elements', () => lax.reshape(x(3), [2]), 'NN0208', /3 elements against 2/],
  ['a negative axis of an order', () => lax.transpose(x(2, 3), [-1, 0]), 'NN0207', /\[-1, 0\] is not an order/],
  ['an axis to turn round twice', () => lax.rev(x(3), [0, 0]), 'NN0213', /axis 0 is named twice/],
  ['an axis that is not 1', () => lax.squeeze(x(1, 2), [1]), 'NN0225', /axis 1 of f32\[1, 2\] has size 2/],
  ['a new axis twice', () => lax.expandDims(x(3), [0, 0]), 'NN0213', /axis 0 is named twice/],
  ['tensors of two dtypes in a row', () => lax.concatenate([x(2), i(2)], 0), 'NN0257', /lax\.concatenate/],
  ['a row along a negative axis', () => lax.concatenate([x(2), x(2)], -1), 'NN0202', /axis -1/],
  ['nothing in a row', () => lax.concatenate([] as readonly Tensor[], 0), 'NN0218', /concat of no tensors/],
  ['sizes that do not stretch into a shape', () => lax.broadcastInDim(x(3), [2, 4], [1]), 'NN0206', /does not stretch/],
  ['axes out of order', () => lax.broadcastInDim(x(1, 3), [2, 3], [1, 0]), 'NN0206', /does not stretch/],
  ['a negative place', () => lax.broadcastInDim(x(1), [2, 3], [-1]), 'NN0206', /does not stretch/],
  ['padding between elements below 0', () => lax.pad(x(3), 0, [[0, 0, -1]]), 'NN0578', /\[0, 0, -1\] is not a padding/],
  ['padding that takes too much', () => lax.pad(x(3), 0, [[-5, 0, 0]]), 'NN0220', /takes more from axis 0/],
  ['padding with another dtype', () => lax.pad(x(3), i(), [[0, 0, 0]]), 'NN0257', /lax\.pad/],
  ['padding with a vector', () => lax.pad(x(3), x(3), [[0, 0, 0]]), 'NN0258', /the value must be a scalar/],
  ['counting truth values', () => lax.iota('bool', 3), 'NN0205', /lax\.iota is defined for numbers/],
  ['counting along a negative axis', () => lax.broadcastedIota('i32', [2, 3], -1 as number), 'NN0202', /axis -1/],
  ['a shape with a negative size', () => lax.iota('i32', -1 as number), 'NN0507', /\[-1\] is not a shape/],
  ['a vector as a value', () => lax.full([2], x(2)), 'NN0258', /the value must be a scalar/],

  ['elements along an axis that is not there', () => lax.indexTake(x(2, 3), [i(4)], [-1 as number]), 'NN0202', /lax\.indexTake: axis -1/],
  ['fewer lists of indices than axes', () => lax.indexTake(x(2, 3), [i(4)], [0, 1] as number[]), 'NN0228', /1 lists of indices for 2 axes/],
  ['indices that are no lists of integers', () => lax.indexTake(x(2, 3), [x(4)], [0]), 'NN0221', /the indices are f32\[4\], not integers/],

  ['a product of scalars', () => lax.dot(x(), x(3)), 'NN0259', /vectors and matrices/],
  ['inner sizes that differ', () => lax.dot(x(2, 3), x(2)), 'NN0209', /axis 1 of the left has 3/],
  ['an axis contracted twice', () => lax.dotGeneral(x(2, 2), x(2, 2), [[[1, 1], [0, 1]], [[], []]]), 'NN0259', /are not different axes of the left/],
  ['axes without partners', () => lax.dotGeneral(x(2, 2), x(2, 2), [[[1], []], [[], []]]), 'NN0259', /1 contracted axes/],
  ['a batch of vectors', () => lax.batchMatmul(x(3), x(3)), 'NN0259', /at least|one rank/],

  ['layouts of two lengths', () => lax.convGeneralDilated(x(1, 4, 4, 3), x(3, 3, 3, 8), [1, 1], 'SAME', { dimensionNumbers: ['NHWC', 'HWIO', 'NHW'] }), 'NN0260', /'NHW' does not name/],
  ['groups that do not divide', () => lax.convGeneralDilated(x(1, 3, 4), x(2, 1, 2), [1], 'VALID', { featureGroupCount: 2 }), 'NN0223', /3 channels/],
  ['groups of both kinds', () => lax.convGeneralDilated(x(2, 2, 4), x(2, 1, 2), [1], 'VALID', { featureGroupCount: 2, batchGroupCount: 2 }), 'NN0260', /both more than 1/],
  ['a batch that does not divide', () => lax.convGeneralDilated(x(3, 2, 4), x(2, 2, 2), [1], 'VALID', { batchGroupCount: 2 }), 'NN0260', /do not divide into 2 groups/],
  ['words beside a spread-out operand', () => lax.convGeneralDilated(x(1, 1, 4), x(1, 1, 2), [1], 'SAME', { lhsDilation: [2] }), 'NN0260', /has no meaning/],
  ['a word that is no padding', () => lax.conv(x(1, 1, 4), x(1, 1, 2), [1], 'FULL' as never), 'NN0261', /the padding is 'FULL'/],
  ['padding for too many axes', () => lax.conv(x(1, 1, 4), x(1, 1, 2), [1], [[0, 0], [0, 0]]), 'NN0261', /for 1 axes/],
  ['padding that takes the whole operand', () => lax.conv(x(1, 1, 4), x(1, 1, 2), [1], [[-3, -3]]), 'NN0261', /takes more from an axis/],
  ['a stride of 0', () => lax.conv(x(1, 1, 4), x(1, 1, 2), [0], 'VALID'), 'NN0261', /the strides are \[0\]/],
  ['a convolution of two dtypes', () => lax.conv(x(1, 1, 4), i(1, 1, 2), [1], 'VALID'), 'NN0257', /lax\.convGeneralDilated/],
  ['windows over too few axes', () => lax.reduceWindow(x(2, 3), 0, (p, q) => lax.add(p, q), [2], [1], 'VALID'), 'NN0261', /for 2 axes/],
  ['a source of another shape', () => lax.selectAndScatterAdd(x(3), x(4), 'ge', [2], [2], 'VALID'), 'NN0258', /there are \[2\] windows/],
  ['a choice from windows that is none', () => lax.selectAndGatherAdd(x(4), x(4), 'gt' as never, [2], [2], 'VALID'), 'NN0583', /'gt' does not decide/],

  ['a scalar to sort', () => lax.sort(x()), 'NN0202', /axis -1 does not exist/],
  ['no keys', () => lax.sort([x(3), x(3)], { numKeys: 0 }), 'NN0580', /0 keys of 2 operands/],
  ['operands of two shapes to sort', () => lax.sort([x(2), x(3)]), 'NN0258', /lax\.sort: operands f32\[2\], f32\[3\]/],
  ['more than there are', () => lax.topK(x(3), 4), 'NN0234', /does not have 4 elements/],
]);
