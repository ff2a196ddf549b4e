import { expectType } from 'tsd';
import { lax, nanargmax, nansum, special, type Shape, type Tensor } from 'cotangent';

declare const x: Tensor<[2, 3], 'f32'>;

expectType<Tensor<[2, 3], 'f32'>>(lax.exp(x));
expectType<Tensor<[2, 3], 'bool'>>(lax.isFinite(x));
expectType<Tensor<[2, 3], 'f32'>>(lax.add(x, {} as Tensor<[1, 3], 'f32'>));
expectType<Tensor<[2, 3], 'bool'>>(lax.lt(x, 1));
lax.add(x, {} as Tensor<[3], 'f32'>); // ~ lax.add: operands have one rank, got f32[2, 3] and f32[3]
lax.mul(x, {} as Tensor<[2, 3], 'i32'>); // ~ lax.mul: operands are of one dtype, got f32[2, 3] and i32[2, 3]

expectType<Tensor<[3], 'f32'>>(nansum(x, { axis: 0 }));
expectType<Tensor<[2], 'i32'>>(nanargmax(x, { axis: 1 }));

declare const named: Tensor<['B', 3, 4], 'i32'>;
declare const any: Tensor;
declare const axes: readonly number[];

// Reductions: axes are counted from the front and go.
expectType<Tensor<[2], 'f32'>>(lax.reduceSum(x, [1]));
expectType<Tensor<['B'], 'i32'>>(lax.reduceMax(named, [2, 1]));
expectType<Tensor<[], 'i32'>>(lax.reduceXor(named, [0, 1, 2]));
expectType<Tensor<Shape, 'f32'>>(lax.reduceSum(x, axes));
expectType<Tensor<[3], 'f32'>>(lax.reduce(x, 0, (p, q) => lax.add(p, q), [0]));
expectType<Tensor<['B', 4], 'u32'>>(lax.argmax(named, 1, 'u32'));
expectType<Tensor<[2], 'i32'>>(lax.argmin(x, 1));
expectType<Tensor>(lax.reduceMin(any, [0]));
lax.reduceSum(x, [-1]); // ~ lax.reduceSum: axis -1 does not exist in a tensor of rank 2
lax.reduceSum(x, [0, 0]); // ~ lax.reduceSum: axis 0 is named twice in [0, 0]
lax.reduceSum(x, [0, 0, 5]); // ~ lax.reduceSum: axis 5 does not exist in a tensor of rank 2
lax.argmax(x, 2); // ~ lax.argmax: axis 2 does not exist in a tensor of rank 2

// Running folds: the shape stays.
expectType<Tensor<[2, 3], 'f32'>>(lax.cumsum(x));
expectType<Tensor<['B', 3, 4], 'i32'>>(lax.cummax(named, { axis: 2, reverse: true }));
lax.cumprod(x, { axis: 2 }); // ~ lax.cumprod: axis 2 does not exist in a tensor of rank 2

// Shapes and orders.
expectType<Tensor<[5, 2, 3], 'f32'>>(lax.broadcast(x, [5]));
expectType<Tensor<[2, 7, 3], 'f32'>>(lax.broadcastInDim(x, [2, 7, 3], [0, 2]));
expectType<Tensor<[3, 2], 'f32'>>(lax.reshape(x, [3, 2], { dimensions: [1, 0] }));
expectType<Tensor<[4, 'B', 3], 'i32'>>(lax.transpose(named, [2, 0, 1]));
expectType<Tensor<['B', 3, 4], 'i32'>>(lax.rev(named, [0, 2]));
expectType<Tensor<[1, 2, 3, 1], 'f32'>>(lax.expandDims(x, [0, -1]));
expectType<Tensor<[2, 3], 'f32'>>(lax.squeeze(lax.expandDims(x, [0, -1]), [0, 3]));
expectType<Tensor<['B', 12], 'i32'>>(lax.collapse(named, 1));
expectType<Tensor<[number, 4], 'i32'>>(lax.collapse(named, 0, 2));
expectType<Tensor<[2, 10], 'f32'>>(lax.concatenate([x, {} as Tensor<[2, 7], 'f32'>], 1));
expectType<[Tensor<['B', 1, 4], 'i32'>, Tensor<['B', 2, 4], 'i32'>]>(lax.split(named, [1, 2], { axis: 1 }));
expectType<Tensor<[2, 2, 3], 'f32'>>(lax.stack([x, x], { axis: 1 }));
expectType<[Tensor<[2], 'f32'>, Tensor<[2], 'f32'>, Tensor<[2], 'f32'>]>(lax.unstack(x, { axis: -1 }));
expectType<Tensor<[3, 4], 'i32'>[]>(lax.unstack(named));
expectType<Tensor<[4, 3], 'f32'>>(lax.tile(x, [2, 1]));
expectType<Tensor<[1, 1, 2, 3], 'f32'>>(lax.broadcastToRank(x, 4));
expectType<Tensor<Shape, 'f32'>>(lax.reshape(x, axes));
expectType<Tensor>(lax.transpose(any, [1, 0]));
lax.broadcast(x, [-1]); // ~ lax.broadcast: [-1] is not a shape
lax.broadcastInDim(x, [2, 7, 3], [2, 0]); // ~ broadcast: [2, 3] does not stretch to [2, 7, 3] with its axes at [2, 0]
lax.reshape(x, [4]); // ~ reshape [2, 3] to [4]: 6 elements against 4
lax.transpose(x, [-1, 0]); // ~ transpose: [-1, 0] is not an order of the 2 axes of [2, 3]
lax.rev(x, [2]); // ~ lax.rev: axis 2 does not exist in a tensor of rank 2
lax.squeeze(x, [0]); // ~ squeeze: axis 0 of f32[2, 3] has size 2, not 1
lax.collapse(x, 1, 1); // ~ lax.collapse: axes 1 to 1 of f32[2, 3] are not a range
lax.concatenate([x, {} as Tensor<[2, 7], 'f32'>], 0); // ~ concat along axis 0: f32[2, 3] and f32[2, 7] differ elsewhere
lax.concatenate([x, {} as Tensor<[2, 7], 'i32'>], 1); // ~ lax.concatenate: operands are of one dtype, got f32[2, 3] and i32[2, 7]
lax.split(x, [1, 1], { axis: 1 }); // ~ split: the parts 1 + 1 of axis 1 of f32[2, 3] make 2
lax.stack([x, {} as Tensor<[2, 7], 'f32'>]); // ~ stack: f32[2, 3] and f32[2, 7] differ
lax.tile(x, [2]); // ~ lax.tile: [2] repeats for f32[2, 3]

// Orders of elements.
expectType<Tensor<[2, 3], 'f32'>>(lax.sort(x));
expectType<[Tensor<[2, 3], 'f32'>, Tensor<[2, 3], 'i32'>]>(lax.sort([x, {} as Tensor<[2, 3], 'i32'>]));
expectType<[Tensor<[2, 3], 'f32'>, Tensor<[2, 3], 'i32'>]>(lax.sortKeyVal(x, {} as Tensor<[2, 3], 'i32'>));
expectType<Tensor<[2, 2], 'f32'>>(lax.topK(x, 2)[0]);
expectType<Tensor<['B', 2, 4], 'i32'>>(lax.topK(named, 2, { axis: 1 })[1]);
lax.topK(x, 4); // ~ lax.topK: axis 1 of f32[2, 3] does not have 4 elements
lax.sort(x, { dimension: 2 }); // ~ lax.sort: axis 2 does not exist in a tensor of rank 2

// Parts by bounds; what is put into a tensor leaves its shape.
declare const at: number;
expectType<Tensor<[1, 2], 'f32'>>(lax.slice(x, [0, 0], [1, 3], [1, 2]));
expectType<Tensor<[number, 2, 4], 'i32'>>(lax.slice(named, [0, 1, 0], [2, 3, 4]));
expectType<Tensor<['B', 3, 2], 'i32'>>(lax.sliceInDim(named, -3, null, 2, 2));
expectType<Tensor<[number, 3], 'f32'>>(lax.sliceInDim(x, at, null));
expectType<Tensor<[2, 1], 'f32'>>(lax.indexInDim(x, -1, 1));
expectType<Tensor<[2], 'f32'>>(lax.dynamicIndexInDim(x, at, 1, { keepDims: false }));
expectType<Tensor<[1, 2], 'f32'>>(lax.dynamicSlice(x, [at, 0], [1, 2]));
expectType<Tensor<['B', 2, 4], 'i32'>>(lax.dynamicSliceInDim(named, at, 2, 1));
expectType<Tensor<['B', 3, 4], 'i32'>>(lax.dynamicUpdateSlice(named, any, [0, 0, 0]));
expectType<Tensor<[2, 3], 'f32'>>(lax.dynamicUpdateIndexInDim(x, any, 0, 1));
expectType<Tensor<[2, 3], 'f32'>>(lax.scatterAdd(x, {} as Tensor<[1, 1], 'i32'>, any, { updateWindowDims: [1], insertedWindowDims: [0], scatterDimsToOperandDims: [0] }));
expectType<Tensor<[5, 2], 'f32'>>(lax.pad(x, 0, [[1, 0, 2], [-1, 0, 0]]));
expectType<Tensor<['B', 4, 4], 'i32'>>(lax.pad(named, 0, [[0, 0, 0], [1, 0, 0], [0, 0, 0]]));
lax.slice(x, [0, 0], [1, 4]); // ~ slice: 0 to 4 does not lie within axis 1 of f32[2, 3]
lax.dynamicSlice(x, [0, 0], [1, 4]); // ~ dynamicSlice: 4 elements do not lie within axis 1 of f32[2, 3]
lax.dynamicSliceInDim(x, 0, 1, 2); // ~ lax.dynamicSliceInDim: axis 2 does not exist in a tensor of rank 2

// Element by element, and tensors made by a rule.
expectType<Tensor<[2, 3], 'f32'>>(lax.clamp(0, lax.abs(lax.round(x)), 1));
expectType<Tensor<[2, 3], 'f32'>>(lax.div(x, {} as Tensor<[1, 3], 'f32'>));
expectType<Tensor<['B', 3, 4], 'f16'>>(lax.convertElementType(lax.max(named, 2), 'f16'));
expectType<Tensor<[5], 'i32'>>(lax.iota('i32', 5));
expectType<Tensor<[2, 5], 'u8'>>(lax.broadcastedIota('u8', [2, 5], 1));
expectType<Tensor<[2, 5], 'f64'>>(lax.full([2, 5], 1, { dtype: 'f64' }));
expectType<Tensor<['B', 3, 4], 'i32'>>(lax.fullLike(named, 7));
lax.div(named, {} as Tensor<['B', 5, 4], 'i32'>); // ~ quot [B, 3, 4] and [B, 5, 4]: 3 and 5 do not broadcast
lax.broadcastedIota('u8', [2, 5], -1); // ~ lax.broadcastedIota: axis -1 does not exist in a tensor of rank 2

// Windows where indices say they start.
declare const rows: Tensor<[5, 1], 'i32'>;
const byRow = { offsetDims: [1], collapsedSliceDims: [0], startIndexMap: [0] } as const;
expectType<Tensor<[5, 3], 'f32'>>(lax.gather(x, rows, byRow, [1, 3]));
expectType<Tensor<[2, 5, 4], 'i32'>>(lax.gather(named, {} as Tensor<[5, 2], 'i32'>, { offsetDims: [0, 2], collapsedSliceDims: [1], startIndexMap: [0, 1] }, [2, 1, 4]));
expectType<Tensor<['B', 7, 4], 'i32'>>(lax.gather(named, {} as Tensor<['B', 7, 1], 'i32'>, { offsetDims: [2], collapsedSliceDims: [1], startIndexMap: [1], operandBatchingDims: [0], startIndicesBatchingDims: [0] }, [1, 1, 4]));
expectType<Tensor<Shape, 'f32'>>(lax.gather(x, rows, {} as lax.GatherDimensionNumbers, [1, 3]));
expectType<Tensor<Shape, 'f32'>>(lax.gather(x, rows, byRow, axes));
expectType<Tensor<[6, 4], 'i32'>>(lax.indexTake(named, [{} as Tensor<[6], 'i32'>, {} as Tensor<[6], 'u8'>], [1, 0]));
expectType<Tensor<[number, 'B', 4], 'i32'>>(lax.indexTake(named, {} as Tensor<[6], 'i32'>[], [1]));
lax.gather(x, rows, byRow, [1, 4]); // ~ gather: a window of 4 does not lie within axis 1 of f32[2, 3]
lax.gather(x, rows, byRow, [2, 3]); // ~ gather: axis 0 is collapsed, but the window has size 2 along it
lax.gather(x, x, byRow, [1, 3]); // ~ gather: the indices must be integers, got f32[2, 3]
lax.gather(x, rows, { ...byRow, offsetDims: [2] }, [1, 3]); // ~ gather: offsetDims [2] names axis 2, which is not one of 0 to 1
lax.indexTake(named, [rows], [1]); // ~ lax.indexTake: the indices are i32[5, 1], not integers of one length
lax.indexTake(named, [{} as Tensor<[6], 'i32'>], [0, 1]); // ~ lax.indexTake: 1 lists of indices for 2 axes

// Powers, special functions, choices and bits.
expectType<Tensor<[2, 3], 'f32'>>(lax.pow(x, {} as Tensor<[2, 1], 'i32'>));
expectType<Tensor<[2, 3], 'f32'>>(lax.igamma(2, x));
expectType<Tensor<[2, 3], 'f32'>>(lax.betainc(x, 2, {} as Tensor<[1, 3], 'f32'>));
expectType<Tensor<[2, 3], 'f32'>>(special.betainc(2, {} as Tensor<[2, 1], 'i32'>, {} as Tensor<[3], 'u8'>));
expectType<Tensor<['B', 3, 4], 'i32'>>(lax.select({} as Tensor<[], 'bool'>, named, named));
expectType<Tensor<[2, 3], 'f32'>>(lax.selectN({} as Tensor<[2, 3], 'u8'>, x, x, x));
expectType<Tensor<[2, 3, 4], 'u8'>>(lax.bitcastConvertType(x, 'u8'));
expectType<Tensor<['B', 3], 'f32'>>(lax.bitcastConvertType({} as Tensor<['B', 3, 2], 'bf16'>, 'f32'));
expectType<Tensor<Shape, 'u8'>>(lax.bitcastConvertType(any, 'u8'));
lax.pow(named, 2); // ~ lax.pow is defined for powers of floats, got i32[B, 3, 4]
lax.pow(x, {} as Tensor<[2, 3], 'f16'>); // ~ lax.pow: operands are of one dtype, got f32[2, 3] and f16[2, 3]
lax.igammac(x, {} as Tensor<[3], 'f32'>); // ~ lax.igammac: operands have one rank, got f32[2, 3] and f32[3]
lax.betainc(x, x, {} as Tensor<[3, 3], 'f32'>); // ~ betainc [2, 3] and [3, 3]: 2 and 3 do not broadcast
special.betainc(2, x, {} as Tensor<[2], 'f32'>); // ~ betainc [2, 3] and [2]: 3 and 2 do not broadcast
lax.select({} as Tensor<[3], 'bool'>, x, x); // ~ lax.selectN: the choice is bool[3], but must be a scalar or of shape [2, 3]
lax.select({} as Tensor<[], 'bool'>, x, {} as Tensor<[3], 'f32'>); // ~ lax.selectN: operands are of one shape, got f32[3] and f32[2, 3]
lax.selectN({} as Tensor<[], 'bool'>, x, x, x); // ~ lax.selectN: a bool chooses between two cases, not 3
lax.bitcastConvertType(x, 'f64'); // ~ lax.bitcastConvertType: f32[2, 3] is not taken apart into or made of f64
