/** Indexing: numpy's expressions, functions by index, gather and scatter, against the oracle; what is refused; what is checked while running. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CotangentError } from '../../../core/diagnostic.ts';
import * as debug from '../../../tensor/debug.ts';
import * as f from '../../../tensor/functions.ts';
import * as lax from '../../../tensor/lax/lax.ts';
import '../../../tensor/methods.ts';
import { tensor } from '../../../tensor/create.ts';
import { device } from '../../../tensor/device.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { grad } from '../../../tensor/transform/grad.ts';
import { cond } from '../../../tensor/transform/control/cond.ts';
import { scan } from '../../../tensor/transform/control/scan.ts';
import { jit } from '../../../tensor/transform/jit.ts';
import { vmap } from '../../../tensor/transform/vmap.ts';
import { untyped } from '../../untyped.ts';
import { checkCase, functions, groupsOf, type Functions } from './oracle.ts';

const i32 = (x: readonly unknown[] | number): Tensor => tensor(x as number[], { dtype: 'i32' });

/** How the vectors call what takes index expressions. */
const calls: Functions = {
  ...functions,
  index: (x: Tensor, expression: f.Index[], options?: f.GetOptions) => x.at(...expression).get(options),
  at: (x: Tensor, expression: f.Index[], method: 'set', y: Tensor, options?: f.AtOptions) => x.at(...expression)[method](y, options),
  s: (x: Tensor, start: number, stop: number, step: number) => x.get(f.s(start, stop, step)),
  uniqueAll: (x: Tensor, options: f.UniqueOptions) => { const { values, indices, inverse, counts } = f.uniqueAll(x, options); return [values, indices, inverse, counts]; },
};

test.each(groupsOf('numpyIndexing'))('%s against the oracle', (_, cases) => cases.forEach((c) => checkCase(c, calls)));
test.each(groupsOf('numpyIndexingKnown'))('%s of known values against the oracle', (_, cases) => cases.forEach((c) => checkCase(c, calls, { compiled: false })));
test.each(groupsOf('laxIndexing'))('lax.%s against the oracle', (_, cases) => cases.forEach((c) => checkCase(c, lax as unknown as Functions)));

/** Nested arrays, NaN as it is. */
const show = (y: Tensor): string => `${y.dtype}[${y.shape.join()}] ${Array.from(y.dataSync()).join()}`;

describe('as written', () => {
  beforeEach(() => { device('cpu', { threads: 1 }); });
  const x = (): Tensor => tensor([[1, 2, 3], [4, 5, 6]]);
  const cases: readonly (readonly [string, () => Tensor, string])[] = [
    ['s of one number', () => f.arange(5).get(f.s(2)), 'i32[2] 0,1'],
    ['s from somewhere', () => f.arange(5).get(f.s(3, undefined)), 'i32[2] 3,4'],
    ['a slice in words', () => x().get('-1:', '::2'), 'f32[1,2] 4,6'],
    ['a nested array', () => x().get([[0, 1]], [-1, 0]), 'f32[1,2] 3,4'],
    ['truth values', () => x().get([true, false]), 'f32[1,3] 1,2,3'],
    ['a mask set under jit', () => jit((v: Tensor) => v.at(v.greater(3)).set(0))(x()), 'f32[2,3] 1,2,3,0,0,0'],
    ['a mask of rows added to under jit', () => jit((v: Tensor) => v.at(v.sum({ axis: 1 }).greater(10)).add(tensor([[1, 2, 3]])))(x()), 'f32[2,3] 1,2,3,5,7,9'],
    ['apply', () => x().at(0).apply((v) => f.neg(v)), 'f32[2,3] -1,-2,-3,4,5,6'],
    ['apply where indices are unique', () => x().at(i32([1, 0]), 1).apply((v) => f.neg(v), { uniqueIndices: true }), 'f32[2,3] 1,-2,3,4,-5,6'],
    ['the last of equal places stays', () => f.zeros([2]).at(i32([1, 1, 1])).set(tensor([5, 6, 7])), 'f32[2] 0,7'],
    ['piecewise with functions', () => f.piecewise(i32([-2, 3]), [tensor([true, false])], [(v) => f.mul(v, 10), 1.5]), 'i32[2] -20,1'],
    ['a number beside integers', () => i32([1, 2]).at(0).set(5), 'i32[2] 5,2'],
    ['places among the values of one element', () => f.uniqueAll(tensor([7])).inverse, 'i32[1] 0'],
    ['places among the values of a scalar', () => f.uniqueAll(tensor(7)).inverse, 'i32[] 0'],
    ['how often rows of nothing occur', () => f.uniqueAll(f.zeros([3, 0]), { axis: 0 }).counts, 'i32[1] 3'],
    ['put into a scalar', () => f.put(tensor(1), i32([0, 0]), tensor([5, 6])), 'f32[] 6'],
    ['nothing set', () => f.zeros([3]).at('2:1').set(7), 'f32[3] 0,0,0'],
    ['integers of a wide histogram', () => f.histogram(i32([1, 2, 2]), { bins: 2 })[0], 'f32[2] 1,2'],
  ];
  test.each(cases)('%s', (_, call, wanted) => expect(show(call())).toBe(wanted));
});

describe('refused before anything runs', () => {
  const x = (): Tensor => f.zeros([2, 3]), traced = (g: (v: Tensor) => unknown) => () => jit(g as (v: Tensor) => Tensor)(x());
  const rows = { offsetDims: [1], collapsedSliceDims: [0], startIndexMap: [0] }, put = { updateWindowDims: [1], insertedWindowDims: [0], scatterDimsToOperandDims: [0] };
  const gather = (numbers: object, sizes = [1, 3], ids = i32([[0]])): Tensor => lax.gather(x(), ids, { ...rows, ...numbers }, sizes);
  const scatter = (numbers: object, updates: Tensor = f.zeros([1, 3]), ids = i32([[0]])): Tensor => lax.scatter(x(), ids, updates, { ...put, ...numbers });
  const cases: readonly (readonly [string, () => unknown, string])[] = [
    ['NN0570', () => x().get(2), 'index 2 is out of bounds for axis 0 with size 2'],
    ['NN0570', () => x().get(0, -4), 'index -4 is out of bounds for axis 1 with size 3'],
    ['NN0570', () => x().at([0, 2]).set(1), 'index 2 is out of bounds for axis 0 with size 2'],
    ['NN0570', () => f.zeros([0]).get(i32(0)), 'an index for axis 0 is out of bounds: its size is 0'],
    ['NN0571', () => x().get(0, 0, 0), 'an index for 3 axes does not fit a tensor of rank 2'],
    ['NN0571', () => x().get('...', 0, '...' as string), "an index has '...' more than once"],
    ['NN0571', () => x().get('1;2' as string), "an index cannot be '1;2'"],
    ['NN0571', () => x().get(0.5), 'an index is a whole number, got 0.5 at position 0'],
    ['NN0571', () => x().get([0, 0.5]), 'an index is a whole number, got 0.5 in the array at position 0'],
    ['NN0571', () => x().get(new Date() as never), 'an index cannot be an object, as at position 0'],
    ['NN0571', () => x().get([true, false, true]), 'a mask of shape [3] does not fit axes of sizes [2]'],
    ['NN0517', () => x().get('::0'), 'a slice with a step of 0 never ends'],
    ['NN0517', () => x().get(f.s(0.5)), 'a slice goes by whole numbers, got 0.5'],
    ['NN0221', () => x().get(tensor([0])), 'an index is of whole numbers or truth values, got f32[1] at position 0'],
    ['NN0201', () => x().get([0, 1], [0, 1, 2]), 'an index [2] and [3]: 2 and 3 do not broadcast'],
    ['NN0572', traced((v) => v.get(v.greater(0))), 'the mask bool[2, 3] is being traced: how many elements it names, and so the shape of the result, is not known'],
    ['NN0572', traced((v) => v.at(v.greater(0)).set(f.zeros([2]))), 'at: the mask bool[2, 3] is being traced, so that how many elements it names is not known; f32[2] is not one value for all'],
    ['NN0573', () => x().at(0).get({ mode: 'wrap' as never }), "get: there is no mode 'wrap'"],
    ['NN0573', () => f.take(x(), i32([0]), { mode: 'raise' as never }), "take: there is no mode 'raise'"],
    ['NN0574', () => x().at(0).set(f.zeros([2])), 'at: the value f32[2] does not stretch to the part that is named, of shape [3]'],
    ['NN0574', () => x().at(0).set(f.zeros([1, 3])), 'at: the value f32[1, 3] does not stretch to the part that is named, of shape [3]'],
    ['NN0516', () => x().at(0).set('1' as never), 'at: the value is string, not a tensor or a number'],
    ['NN0531', () => tensor([1], { dtype: 'u8' }).at(0).set(300), 'at: the number 300 stands beside a tensor of u8, which goes from 0 to 255'],
    ['NN0205', () => tensor([true]).at(0).add(true), 'scatter (add) is defined for numbers, got bool[1]'],
    ['NN0575', () => x().at(i32([0, 0])).apply((v) => v), 'at(…).apply: a list of indices may name an element twice, and then f would be applied twice'],
    ['NN0253', () => grad((v: Tensor) => f.ones([3]).at(i32([0, 1, 1])).multiply(v).sum())(f.ones([3])), 'scatter (mul): the derivative by the updates is known only where no two of them meet'],
    ['NN0221', () => f.take(x(), tensor([0.5]) as Tensor), 'take: the indices are f32[1], not integers'],
    ['NN0202', () => f.take(x(), i32([0]), { axis: 2 }), 'take: axis 2 does not exist in a tensor of rank 2'],
    ['NN0214', () => f.take(f.zeros([0]), i32([0])), 'take: axis 0 of f32[0] has nothing to take'],
    ['NN0227', () => f.takeAlongAxis(x(), i32([0])), 'takeAlongAxis: the indices i32[1] do not have the 2 axes of f32[2, 3]'],
    ['NN0201', () => f.takeAlongAxis(x(), f.zeros([3, 1], { dtype: 'i32' })), 'takeAlongAxis [2, 3] and [3, 1]: 3 and 2 do not broadcast'],
    ['NN0576', traced((v) => f.nonzero(v)), 'nonzero: what comes of it depends on the values of f32[2, 3], which is being traced'],
    ['NN0576', traced((v) => f.unique(v)), 'unique: what comes of it depends on the values of i32[], which is being traced'],
    ['NN0576', traced((v) => f.bincount(f.astype(v, 'i32').reshape([6]))), 'bincount: what comes of it depends on the values of i32[6], which is being traced'],
    ['NN0576', traced((v) => f.segmentSum(v, f.astype(v.get(':', 0), 'i32'))), 'segmentSum: what comes of it depends on the values of i32[2], which is being traced'],
    ['NN0217', () => untyped(f).nonzero(tensor(1)), 'nonzero of a scalar has no places to list'],
    ['NN0228', () => f.nonzero(x(), { size: 1, fillValue: [1] }), 'nonzero: there are 1 fill values for 2 axes'],
    ['NN0205', () => untyped(f).bincount(tensor([0, 1], { dtype: 'i32' }), { weights: tensor([true, false]) }), 'bincount: the weights are bool[2], not numbers'],
    ['NN0221', () => untyped(f).bincount(tensor([0.5])), 'bincount: f32[1] is no list of whole numbers'],
    ['NN0227', () => f.segmentSum(x(), i32([0])), 'segmentSum: the segments i32[1] do not number the first axis of f32[2, 3]'],
    ['NN0570', () => f.choose(i32([2]), [1, 2]), 'choose: index 2 is out of bounds for 2 choices'],
    ['NN0570', () => f.ravelMultiIndex([i32([0]), i32([3])], [2, 3]), 'ravelMultiIndex: index 3 is out of bounds for axis 1 with size 3'],
    ['NN0217', () => untyped(f).fillDiagonal(f.zeros([3]), 1), 'fillDiagonal: f32[3] has no diagonal'],
    ['NN0217', () => f.searchsorted(x(), 1), 'searchsorted: f32[2, 3] is no list'],
    ['NN0517', () => f.compress(tensor([true]), x(), { size: 9 }), 'compress: there cannot be 9 elements of 1'],
    ['NN0517', () => untyped(f).select([], []), 'select: there are 0 conditions and 0 choices'],
    ['NN0250', () => gather({ offsetDims: [2] }), 'gather: offsetDims [2] names axis 2, which is not one of 0 to 1'],
    ['NN0250', () => gather({ collapsedSliceDims: [0, 0] }), 'gather: collapsedSliceDims [0, 0] names an axis twice'],
    ['NN0250', () => gather({ collapsedSliceDims: [] }), 'gather: offsetDims, collapsedSliceDims and operandBatchingDims make 1 axes of a window, but f32[2, 3] has 2'],
    ['NN0250', () => gather({ startIndexMap: [0, 1] }), 'gather: startIndexMap has 2 axes, but the last axis of i32[1, 1] has 1'],
    ['NN0250', () => gather({ offsetDims: [], operandBatchingDims: [1], startIndicesBatchingDims: [0] }), 'gather: axis 1 of f32[2, 3] and axis 0 of i32[1, 1] run along each other, but differ in size'],
    ['NN0250', () => gather({}, [1, 3], i32(0)), 'gather: the indices need an axis for the start index, got i32[]'],
    ['NN0251', () => gather({}, [1, 4]), 'gather: a window of 4 does not lie within axis 1 of f32[2, 3]'],
    ['NN0251', () => gather({}, [2, 3]), 'gather: axis 0 is collapsed, but the window has size 2 along it'],
    ['NN0228', () => gather({}, [1]), 'gather: sliceSizes has length 1, but there are 2 axes'],
    ['NN0221', () => gather({}, [1, 3], f.zeros([1, 1])), 'gather: the indices must be integers, got f32[1, 1]'],
    ['NN0250', () => scatter({ scatterDimsToOperandDims: [2] }), 'scatter: scatterDimsToOperandDims [2] names axis 2, which is not one of 0 to 1'],
    ['NN0251', () => scatter({}, f.zeros([1, 4])), 'scatter: a window of 4 does not lie within axis 1 of f32[2, 3]'],
    ['NN0252', () => scatter({}, f.zeros([2, 3])), 'scatter: axis 0 of the indices i32[1, 1] has size 1, but the updates f32[2, 3] have 2 there'],
    ['NN0252', () => scatter({}, f.zeros([3])), 'scatter: indices i32[1, 1] and 1 axes of a window make updates of rank 2, got f32[3]'],
    ['NN0212', () => scatter({}, f.zeros([1, 3], { dtype: 'i32' })), 'scatter needs operands of one dtype, got f32[2, 3] and i32[1, 3]'],
    ['NN0228', () => lax.dynamicSlice(x(), [0], [1, 1]), 'lax.dynamicSlice: there are 1 starts, but f32[2, 3] has 2 axes'],
    ['NN0221', () => lax.dynamicSlice(x(), [0, tensor(0.5)], [1, 1]), 'lax.dynamicSlice: start 1 is f32[], not one whole number'],
    ['NN0219', () => lax.dynamicSlice(x(), [0, 0], [3, 1]), 'dynamicSlice: 3 elements do not lie within axis 0 of f32[2, 3]'],
    ['NN0570', () => lax.indexInDim(x(), 2), 'lax.indexInDim: index 2 is out of bounds for axis 0 with size 2'],
    ['NN0219', () => lax.dynamicUpdateIndexInDim(x(), f.zeros([2, 3]), 0, 0), 'lax.dynamicUpdateIndexInDim: the update f32[2, 3] has size 2 along axis 0'],
  ];
  beforeEach(() => { device('cpu', { threads: 1 }); });
  test.each(cases)('%s %#', (code, call, message) => {
    let found: unknown;
    try { call(); } catch (e) { found = e; }
    expect(found).toBeInstanceOf(CotangentError);
    expect({ code: (found as CotangentError).code, message: (found as CotangentError).message }).toEqual({ code, message });
  });
});

describe.each(['cpu', 'reference'] as const)('indices checked while running, on %s', (name) => {
  beforeEach(() => {
    if (name === 'cpu') device('cpu', { threads: 1 });
    else device('reference');
    debug.checkIndices();
  });
  afterEach(() => debug.checkIndices(false));
  const here = /indexing\.test\.ts:\d+:\d+/, x = (): Tensor => tensor([10, 20, 30]);
  const wrong: readonly (readonly [string, () => unknown, string])[] = [
    ['get', () => x().get(i32([0, 3])), 'index 3 is out of bounds for axis 0 with size 3'],
    ['get from the end', () => x().get(i32([-4])), 'index -4 is out of bounds for axis 0 with size 3'],
    ['set under jit', () => jit((i: Tensor) => x().at(i).set(1))(i32([1, 7, 9])), 'index 7 is out of bounds for axis 0 with size 3'],
    ['two axes', () => jit((i: Tensor) => f.zeros([2, 3]).get(i, i))(i32([0, 2])), 'index 2 is out of bounds for axis 0 with size 2'],
    ['take', () => jit((i: Tensor) => f.take(x(), i))(i32([5])), 'index 5 is out of bounds for axis 0 with size 3'],
    ['takeAlongAxis', () => f.takeAlongAxis(x(), i32([-9])), 'index -9 is out of bounds for axis 0 with size 3'],
    ['gradient', () => grad((v: Tensor) => v.get(i32([4])).sum())(x()), 'index 4 is out of bounds for axis 0 with size 3'],
    ['lax.gather', () => lax.gather(x(), i32([[2]]), { offsetDims: [1], collapsedSliceDims: [], startIndexMap: [0] }, [2]), 'index 2 is out of bounds for axis 0 with size 3, of which 2 are taken'],
    ['lax.dynamicSlice', () => lax.dynamicSlice(x(), [2], [2]), 'index 2 is out of bounds for axis 0 with size 3, of which 2 are taken'],
    ['in a batch', () => vmap((i: Tensor) => x().get(i))(i32([0, 4])), 'index 4 is out of bounds for axis 0 with size 3'],
    ['in a turn of a loop', () => scan((sum: Tensor, i: Tensor) => [f.add(sum, x().get(i)), sum], tensor(0), i32([0, 1, 5])), 'index 5 is out of bounds for axis 0 with size 3'],
    ['in the branch that is taken', () => jit((i: Tensor) => cond(i.less(9), () => x().get(i), () => tensor(-1)))(i32(7)), 'index 7 is out of bounds for axis 0 with size 3'],
    ['labels', () => f.crossEntropy(f.zeros([1, 3]), i32([3])), 'index 3 is out of bounds for axis 1 with size 3'],
  ];
  test.each(wrong)('%s', (_, call, message) => {
    let found: unknown;
    try { call(); } catch (e) { found = e; }
    expect(found).toBeInstanceOf(CotangentError);
    expect((found as CotangentError).code).toBe('NN0570');
    expect((found as CotangentError).message).toContain(message);
    expect((found as CotangentError).message).toMatch(here);
  });
  test('what is in range, or foreseen, is no error', () => {
    expect(show(x().get(i32([-3, 2])))).toBe('f32[2] 10,30');
    expect(show(x().at(i32([5])).get({ mode: 'fill', fillValue: 1 }))).toBe('f32[1] 1');
    expect(show(x().at(i32([5])).set(1, { mode: 'drop' }))).toBe('f32[3] 10,20,30');
    expect(show(f.searchsorted(x(), tensor([35, 5])))).toBe('i32[2] 3,0');
    expect(show(jit((i: Tensor) => cond(i.less(3), () => x().get(i), () => tensor(-1)))(i32(7)))).toBe('f32[] -1');
    expect(show(f.unique(tensor([3, 1, 3])))).toBe('f32[2] 1,3');
    expect(show(f.nonzero(x(), { size: 5 })[0]!)).toBe('i32[5] 0,1,2,0,0');
    expect(show(grad((v: Tensor) => v.get(i32([0, 0, -1])).sum())(x()))).toBe('f32[3] 2,0,1');
  });
  test('without the check nothing is said', () => {
    debug.checkIndices(false);
    expect(show(x().get(i32([7])))).toBe('f32[1] 30');
  });
});
