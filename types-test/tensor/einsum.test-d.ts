import { expectType } from 'tsd';
import { einsum, type Tensor } from 'cotangent';

declare const x: Tensor<[2, 3], 'f32'>, w: Tensor<[3, 4], 'f32'>, batch: Tensor<['B', 5, 3], 'f32'>, some: Tensor;

// The result follows from the letters.
expectType<Tensor<[2, 4], 'f32'>>(einsum('ij,jk->ik', x, w));
expectType<Tensor<[3, 2], 'f32'>>(einsum('ij->ji', x));
expectType<Tensor<['B', 5, 4], 'f32'>>(einsum('bti,ij->btj', batch, w));
expectType<Tensor<[], 'f32'>>(einsum('ij,ij->', x, x));
einsum('ij,jk->ik', some, w);
einsum('ij,jk->ik', x, x); // ~ einsum 'ij,jk->ik': label j has size 3 in operand 1 and 2 in operand 2
einsum('ijk->i', x); // ~ einsum 'ijk->i': operand 1 has 2 axes, and 3 labels

// Sizes that are type parameters go through.
const projected = <B extends number, T extends number>(x: Tensor<[B, T, 8], 'f32'>): Tensor<[B, T, 5], 'f32'> => einsum('bti,ij->btj', x, {} as Tensor<[8, 5], 'f32'>);
expectType<Tensor<[2, 3, 5], 'f32'>>(projected({} as Tensor<[2, 3, 8], 'f32'>));
