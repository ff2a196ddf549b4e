import { expectType } from 'tsd';
import { dot, inner, kron, matmul, matvec, outer, tensordot, vdot, vecdot, vecmat, type Shape, type Tensor } from 'cotangent';

declare const x: Tensor<[32, 784], 'f32'>;
declare const w: Tensor<[784, 128], 'f32'>;
declare const batch: Tensor<['B', 8, 5, 64], 'bf16'>;
declare const column: Tensor<[784], 'f32'>;
declare const any: Tensor;

expectType<Tensor<[32, 128], 'f32'>>(matmul(x, w));
expectType<Tensor<[32], 'f32'>>(matmul(x, column));
expectType<Tensor<[128], 'f32'>>(matmul(column, w));
expectType<Tensor<[], 'f32'>>(matmul(column, column));
expectType<Tensor<['B', 8, 5, 5], 'bf16'>>(matmul(batch, batch.mT));
expectType<Tensor<[32, 128], 'f64'>>(matmul(x, w, { preferredElementType: 'f64' }));
expectType<Tensor<Shape, 'f32'>>(matmul(x, {} as Tensor<Shape, 'f32'>));
matmul(x, {} as Tensor<[783, 128], 'f32'>); // ~ matmul [32, 784] and [783, 128]: the inner sizes 784 and 783 differ
matmul({} as Tensor<[3, 2, 2], 'f32'>, {} as Tensor<[4, 2, 2], 'f32'>); // ~ matmul [3, 2, 2] and [4, 2, 2]: 3 and 4 do not broadcast
matmul({} as Tensor<[], 'f32'>, w); // ~ matmul needs operands with axes, got f32[] and f32[784, 128]

expectType<Tensor<[32, 128], 'f32'>>(dot(x, w));
expectType<Tensor<[32, 784], 'f32'>>(dot(x, 2));
expectType<Tensor<[32, 128], 'f32'>>(tensordot(x, w, 1));
expectType<Tensor<[784, 784], 'f32'>>(tensordot(x, x, [[0], [0]]));
expectType<Tensor<[], 'f32'>>(tensordot(x, x, [[0, 1], [0, -1]]));
expectType<Tensor<[32, 32], 'f32'>>(inner(x, x));
expectType<Tensor<[32], 'f32'>>(vecdot(x, column));
expectType<Tensor<[32], 'f32'>>(matvec(x, column));
expectType<Tensor<[128], 'f32'>>(vecmat(column, w));
expectType<Tensor<[25088, 784], 'f32'>>(outer(x, column));
expectType<Tensor<[], 'f32'>>(vdot(x, x));
expectType<Tensor<[32, 614656], 'f32'>>(kron(x, column));
dot(x, x); // ~ dot [32, 784] and [32, 784]: axis 1 of the left has 784, axis 0 of the right has 32
tensordot(x, w, 3); // ~ tensordot [32, 784] and [784, 128]: there are no 3 axes to contract
tensordot(x, w, [[0, 1], [0]]); // ~ tensordot [32, 784] and [784, 128]: axes [0, 1] do not pair with [0]
vecdot(x, w); // ~ vecdot [32, 784] and [784, 128]: axis -1 has 784 elements on the left and 128 on the right
matvec(column, column); // ~ matvec: [784] has 1 axes

const attention = <B extends number, T extends number>(q: Tensor<[B, 8, T, 64], 'f32'>, k: Tensor<[B, 8, T, 64], 'f32'>): Tensor<[B, 8, T, T], 'f32'> => matmul(q, k.mT);
expectType<Tensor<[2, 8, 5, 5], 'f32'>>(attention({} as Tensor<[2, 8, 5, 64], 'f32'>, {} as Tensor<[2, 8, 5, 64], 'f32'>));
export const product = matmul(any, any);
