import { expectType } from 'tsd';
import { image, resize, type Dim, type Shape, type Tensor } from 'cotangent';

declare const photo: Tensor<['B', 64, 48, 3], 'u8'>;
declare const planes: Tensor<['B', 3, 64, 48], 'f32'>;
declare const sizes: number[];

expectType<Tensor<[8, 32, 24, 3], 'f32'>>(image.resize(photo, [8, 32, 24, 3], 'cubic'));
expectType<Tensor<[8, 32, 24, 3], 'u8'>>(image.resize(photo, [8, 32, 24, 3], 'nearest'));
expectType<Tensor<Shape, 'f32'>>(image.resize(planes, sizes, 'linear'));
image.resize(photo, [32, 24, 3], 'cubic'); // ~ image.resize: the shape [32, 24, 3] has 3 axes, the image u8[B, 64, 48, 3] has 4

expectType<Tensor<[8, 32, 24, 3], 'f32'>>(image.scaleAndTranslate(photo, [8, 32, 24, 3], [1, 2], [0.5, 0.5], {} as Tensor<[2], 'f32'>, 'linear'));
image.scaleAndTranslate(photo, [8, 32, 24, 4], [1, 2], [0.5, 0.5], [0, 0], 'linear'); // ~ image.scaleAndTranslate: axis 3 of u8[B, 64, 48, 3] becomes 4, but is not among spatialDims
image.scaleAndTranslate(photo, [8, 32, 24, 3], [1, -2], [0.5], [0, 0], 'linear'); // ~ image.scaleAndTranslate: scale is [1], for 2 axes

expectType<Tensor<['B', 3, 10, 20], 'f32'>>(image.gridSample(planes, {} as Tensor<['B', 10, 20, 2], 'f16'>));
image.gridSample(planes, {} as Tensor<['B', 10, 20, 3], 'f32'>); // ~ image.gridSample: the grid f32[B, 10, 20, 3] does not go with the image f32[B, 3, 64, 48]
const warped = <B extends Dim>(x: Tensor<[B, 3, 8, 8], 'f32'>, grid: Tensor<[B, 4, 4, 2], 'f32'>): Tensor<[B, 3, 4, 4], 'f32'> => image.gridSample(x, grid);
expectType<Tensor<[2, 3, 4, 4], 'f32'>>(warped({} as Tensor<[2, 3, 8, 8], 'f32'>, {} as Tensor<[2, 4, 4, 2], 'f32'>));

expectType<Tensor<[5, 2], 'u8'>>(resize(photo, [5, 2]));
expectType<Tensor<[7], 'u8'>>(resize(photo, 7));
resize(photo, [5, -1]); // ~ resize: [5,-1] is not a shape
