import { expectType } from 'tsd';
import { arraySplit, avgPool, conv, convolve, correlate, lax, maxPool, split, type ConvOptions, type Dim, type Shape, type Tensor } from 'cotangent';

declare const images: Tensor<[8, 3, 224, 224], 'f32'>;
declare const kernel: Tensor<[64, 3, 7, 7], 'f32'>;
declare const row: Tensor<['B', 12], 'f32'>;

// Windows over the axes of space.
expectType<Tensor<[8, 64, 218, 218], 'f32'>>(conv(images, kernel));
expectType<Tensor<[8, 64, 112, 112], 'f32'>>(conv(images, kernel, { stride: 2, padding: 3 }));
expectType<Tensor<[8, 64, 218, 106], 'f32'>>(conv(images, kernel, { stride: [1, 2], dilation: [1, 2], padding: [[0, 0], [0, 0]] }));
expectType<Tensor<[8, 6, 112, 112], 'f32'>>(conv({} as Tensor<[8, 4, 112, 112], 'f32'>, {} as Tensor<[6, 2, 3, 3], 'f32'>, { groups: 2, padding: 1 }));
expectType<Tensor<['B', 64, number, 218], 'f32'>>(conv({} as Tensor<['B', 3, number, 224], 'f32'>, kernel));
conv(images, {} as Tensor<[64, 4, 7, 7], 'f32'>); // ~ conv: f32[8, 3, 224, 224] has 3 channels, but the kernel f32[64, 4, 7, 7] takes 4
conv(images, {} as Tensor<[64, 3, 7], 'f32'>); // ~ conv: f32[8, 3, 224, 224] needs a kernel of 4 axes, got f32[64, 3, 7]
conv({} as Tensor<[8, 3, 5, 5], 'f32'>, kernel); // ~ conv: a window of 7 does not fit into 5 elements with padding [0, 0]
conv(images, kernel, { stride: [1, 1, 1] }); // ~ conv: stride lists 3 entries for 2 axes of space

expectType<Tensor<[8, 3, 112, 112], 'f32'>>(maxPool(images, [2, 2]));
expectType<Tensor<[8, 3, 112, 112], 'f32'>>(avgPool(images, [3, 3], { stride: 2, padding: [[1, 1], [1, 1]] }));
maxPool(row, [2, 2, 2]); // ~ maxPool: a window of 3 axes does not fit over f32[B, 12]

const stem = <B extends Dim>(x: Tensor<[B, 3, 224, 224], 'f32'>) => maxPool(conv(x, kernel, { stride: 2, padding: 3 }), [3, 3], { stride: 2, padding: 1 });
expectType<Tensor<[16, 64, 56, 56], 'f32'>>(stem({} as Tensor<[16, 3, 224, 224], 'f32'>));
// Options that may say anything leave sizes open.
expectType<Tensor<[8, 64, number, number], 'f32'>>(conv(images, kernel, {} as ConvOptions));

declare const anything: any;
expectType<Tensor<[8, 64, number, number], 'f32'>>(conv(images, kernel, { stride: anything, padding: anything }));
expectType<Tensor<[8, 64, number, number], 'f32'>>(lax.conv(images, kernel, anything, 'VALID'));
expectType<Tensor<[8, 64, number, number], 'f32'>>(lax.conv(images, kernel, [1, 1], anything));
expectType<Tensor<[8, 64, number, number], any>>(lax.convGeneralDilated(images, kernel, [1, 1], 'VALID', { rhsDilation: anything, preferredElementType: anything }));
expectType<Tensor<Shape, 'f32'>>(lax.convGeneralDilated(images, kernel, [1, 1], 'VALID', { dimensionNumbers: anything }));

// lax: layouts, groups, padding in words.
declare const channelsLast: Tensor<['B', 224, 224, 3], 'f32'>;
declare const filters: Tensor<[7, 7, 3, 64], 'f32'>;
const nhwc = ['NHWC', 'HWIO', 'NHWC'] as const;
expectType<Tensor<[8, 64, 112, 112], 'f32'>>(lax.conv(images, kernel, [2, 2], 'SAME'));
expectType<Tensor<[8, 64, 218, 109], 'f64'>>(lax.conv(images, kernel, [1, 2], 'VALID', { preferredElementType: 'f64' }));
expectType<Tensor<[8, 64, 223, 218], 'f32'>>(lax.convWithGeneralPadding(images, kernel, [2, 1], [[0, 5], [1, -1]], [2, 1]));
expectType<Tensor<['B', 112, 112, 64], 'f32'>>(lax.convGeneralDilated(channelsLast, filters, [2, 2], 'SAME', { dimensionNumbers: nhwc }));
expectType<Tensor<['B', 224, 212, 64], 'f32'>>(lax.convGeneralDilated(channelsLast, filters, [1, 1], [[3, 3], [0, 0]], { dimensionNumbers: nhwc, rhsDilation: [1, 2] }));
expectType<Tensor<[224, 'B', 224, 64], 'f32'>>(lax.convGeneralDilated(channelsLast, filters, [1, 1], 'SAME', { dimensionNumbers: { lhsSpec: [0, 3, 1, 2], rhsSpec: [3, 2, 0, 1], outSpec: [1, 3, 0, 2] } }));
expectType<Tensor<[4, 64, 224, 224], 'f32'>>(lax.convGeneralDilated(images, kernel, [1, 1], 'SAME', { batchGroupCount: 2 }));
expectType<Tensor<[8, 6, 'H', number], 'f32'>>(lax.convGeneralDilated({} as Tensor<[8, 4, 'H', number], 'f32'>, {} as Tensor<[6, 2, 3, 3], 'f32'>, [1, 2], 'SAME', { featureGroupCount: 2 }));
expectType<Tensor<['B', 448, 448, 64], 'f32'>>(lax.convTranspose(channelsLast, filters, [2, 2], 'SAME'));
expectType<Tensor<['B', 453, 453, 64], 'f32'>>(lax.convTranspose(channelsLast, filters, [2, 2], 'VALID'));
expectType<Tensor<['B', 452, 449, 64], 'f32'>>(lax.convTranspose(channelsLast, {} as Tensor<[7, 7, 64, 3], 'f32'>, [2, 2], [[0, 1], [2, 2]], { transposeKernel: true, useConsistentPadding: true }));
expectType<Tensor<[8, 147, 112, 112], 'f32'>>(lax.convGeneralDilatedPatches(images, [7, 7], [2, 2], 'SAME'));
expectType<Tensor<Shape, 'f32'>>(lax.convGeneralDilated(images, kernel, [1, 1], 'SAME', {} as { dimensionNumbers: readonly [string, string, string] }));
expectType<Tensor<[8, 64, number, number], 'f32'>>(lax.conv(images, kernel, {} as number[], 'VALID'));
lax.conv(images, {} as Tensor<[64, 4, 7, 7], 'f32'>, [1, 1], 'SAME'); // ~ conv: f32[8, 3, 224, 224] has 3 channels, but the kernel f32[64, 4, 7, 7] takes 4
lax.conv(images, {} as Tensor<[64, 3, 7, 7], 'f16'>, [1, 1], 'SAME'); // ~ lax.convGeneralDilated: operands are of one dtype, got f32[8, 3, 224, 224] and f16[64, 3, 7, 7]
lax.conv(images, kernel, [1], 'SAME'); // ~ lax.convGeneralDilated: the strides are [1] for 2 axes
lax.conv(images, kernel, [1, 1], [[3, 3]]); // ~ lax.convGeneralDilated: the padding is [[3,3]] for 2 axes
lax.conv(images, kernel, [1, 1], [[3, 3], [-200, -25]]); // ~ lax.convGeneralDilated: the padding [-200, -25] takes more from an axis of 224 elements than it has
lax.convGeneralDilated(channelsLast, filters, [1, 1], 'SAME', { dimensionNumbers: ['NHWC', 'HWIO', 'NHC'] }); // ~ lax.convDimensionNumbers: 'NHC' does not name the axes of a tensor of rank 4 beside [NHWC, HWIO, NHC]
lax.convGeneralDilated(images, kernel, [1, 1], 'SAME', { lhsDilation: [2, 2] }); // ~ lax.convGeneralDilated: padding 'SAME' has no meaning beside lhsDilation [2, 2]
lax.convGeneralDilated(images, kernel, [1, 1], 'SAME', { batchGroupCount: 3 }); // ~ lax.convGeneralDilated: a batch of 8 and 64 output channels do not divide into 3 groups
lax.convTranspose(channelsLast, filters, [2], 'SAME'); // ~ lax.convTranspose: 1 strides for 2 axes of space
const down = <B extends Dim, C extends number>(x: Tensor<[B, 8, 8, C], 'f32'>, w: Tensor<[3, 3, C, 16], 'f32'>) => lax.convGeneralDilated(x, w, [2, 2], 'SAME', { dimensionNumbers: nhwc });
expectType<Tensor<[5, 4, 4, 16], 'f32'>>(down({} as Tensor<[5, 8, 8, 2], 'f32'>, {} as Tensor<[3, 3, 2, 16], 'f32'>));

// Folds over windows along every axis.
declare const scores: Tensor<['B', 12], 'f32'>;
declare const places: Tensor<['B', 12], 'i32'>;
expectType<Tensor<['B', 6], 'f32'>>(lax.reduceWindow(scores, -Infinity, lax.max, [1, 2], [1, 2], 'VALID'));
expectType<Tensor<['B', 12], 'f32'>>(lax.reduceWindow(scores, 0, (p, q) => lax.add(p, q), [1, 3], [1, 1], [[0, 0], [1, 1]]));
expectType<Tensor<['B', 8], 'f32'>>(lax.reduceWindow(scores, 0, lax.add, [1, 3], [1, 1], 'VALID', { windowDilation: [1, 2] }));
expectType<[Tensor<['B', 4], 'f32'>, Tensor<['B', 4], 'i32'>]>(lax.reduceWindow([scores, places], [0, 0], (p, q) => [lax.max(p[0]!, q[0]!), lax.max(p[1]!, q[1]!)], [1, 3], [1, 3], 'SAME'));
expectType<Tensor<['B', 12], 'f32'>>(lax.selectAndScatterAdd({} as Tensor<['B', 6], 'f32'>, scores, 'ge', [1, 2], [1, 2], 'VALID'));
expectType<Tensor<['B', 6], 'f32'>>(lax.selectAndGatherAdd(scores, scores, 'ge', [1, 2], [1, 2], 'VALID'));
lax.reduceWindow(scores, 0, lax.add, [2], [1, 1], 'VALID'); // ~ lax.reduceWindow: the window is [2] for 2 axes
lax.reduceWindow(scores, {} as Tensor<[2], 'f32'>, lax.add, [1, 2], [1, 1], 'VALID'); // ~ lax.reduceWindow: the initial value must be a scalar, got f32[2]
lax.reduceWindow(scores, {} as Tensor<[], 'i32'>, lax.add, [1, 2], [1, 1], 'VALID'); // ~ lax.reduceWindow: operands are of one dtype, got f32[B, 12] and i32[]
lax.selectAndScatterAdd(scores, scores, 'ge', [1, 2], [1, 2], 'VALID'); // ~ lax.selectAndScatterAdd: the source is f32[B, 12], but there are [B, 6] windows
lax.selectAndGatherAdd(scores, {} as Tensor<['B', 6], 'f32'>, 'ge', [1, 2], [1, 2], 'VALID'); // ~ lax.selectAndGatherAdd: the tangents are f32[B, 12], the operand f32[B, 6]

// Signals.
declare const wave: Tensor<[100], 'f32'>;
expectType<Tensor<[104], 'f32'>>(convolve(wave, {} as Tensor<[5], 'i32'>));
expectType<Tensor<[96], 'f32'>>(correlate({} as Tensor<[5], 'f32'>, wave));
expectType<Tensor<[100], 'f64'>>(convolve(wave, {} as Tensor<[5], 'f32'>, { mode: 'same', preferredElementType: 'f64' }));
expectType<Tensor<[number], 'f32'>>(convolve({} as Tensor<['T'], 'f32'>, wave));
convolve(wave, scores); // ~ convolve of [100] and [B, 12]

// Parts of one size are a list of so many.
const [q, k, v] = split(row, 3, { axis: 1 });
expectType<Tensor<['B', 4], 'f32'>>(q);
expectType<Tensor<['B', 4], 'f32'>>(k);
expectType<Tensor<['B', 4], 'f32'>>(v);
split(row, 5, { axis: 1 }); // ~ split: axis 1 of [B, 12] has size 12, which does not divide into 5 parts
expectType<Tensor<['B', 3], 'f32'>>(arraySplit(row, 5, { axis: -1 })[0]);
