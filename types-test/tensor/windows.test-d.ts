import { expectType } from 'tsd';
import { arraySplit, avgPool, conv, maxPool, split, type Dim, type Tensor } from 'cotangent';

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

// Parts of one size are a list of so many.
const [q, k, v] = split(row, 3, { axis: 1 });
expectType<Tensor<['B', 4], 'f32'>>(q);
expectType<Tensor<['B', 4], 'f32'>>(k);
expectType<Tensor<['B', 4], 'f32'>>(v);
split(row, 5, { axis: 1 }); // ~ split: axis 1 of [B, 12] has size 12, which does not divide into 5 parts
expectType<Tensor<['B', 3], 'f32'>>(arraySplit(row, 5, { axis: -1 })[0]);
