import { expectType } from 'tsd';
import { cross, dot, inner, kron, lax, linalg, matmul, matvec, multiDot, outer, tensordot, vdot, vecdot, vecmat, type Dim, type Shape, type Tensor } from 'cotangent';

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

// Vector products, and chains of matrices.
declare const directions: Tensor<['B', 3], 'f32'>;
expectType<Tensor<['B', 3], 'f32'>>(cross(directions, {} as Tensor<[3], 'f32'>));
expectType<Tensor<['B', 3], 'f32'>>(cross(directions, {} as Tensor<[2], 'i32'>));
expectType<Tensor<[5], 'f32'>>(cross({} as Tensor<[2, 5], 'f32'>, {} as Tensor<[2, 1], 'f32'>, { axis: 0 }));
expectType<Tensor<[3, 'B'], 'f32'>>(cross(directions, directions, { axisc: 0 }));
expectType<Tensor<['B', 3], 'f32'>>(linalg.cross(directions, {} as Tensor<['B', number], 'f32'>));
expectType<Tensor<[3, 784], 'f32'>>(linalg.outer({} as Tensor<[3], 'f32'>, column));
expectType<Tensor<[32, 10], 'f32'>>(multiDot([x, w, {} as Tensor<[128, 10], 'f32'>]));
expectType<Tensor<[], 'f32'>>(linalg.multiDot([{} as Tensor<[32], 'f32'>, x, column]));
expectType<Tensor<Shape>>(multiDot([any, any]));
cross(x, x); // ~ cross: axis 1 of [32, 784] has size 784
cross({} as Tensor<[3, 4], 'f32'>, directions, { axis: 1 }); // ~ cross: axis 1 of [3, 4] has size 4
linalg.cross(directions, {} as Tensor<[2], 'f32'>); // ~ linalg.cross: f32[2] has no vectors of three elements along axis -1
linalg.outer(x, column); // ~ linalg.outer multiplies vectors, got f32[32, 784] and f32[784]
multiDot([x, x]); // ~ multiDot: operand 1 is [32, 784], the next [32, 784]: the inner sizes 784 and 32 differ
multiDot([x]); // ~ multiDot: a chain of 1 has no product
multiDot([x, column, w]); // ~ multiDot: operand 2 is [784]

// lax: over the axes that are named, without broadcasting.
expectType<Tensor<['B', 8, 5, 5], 'bf16'>>(lax.dotGeneral(batch, batch, [[[3], [3]], [[0, 1], [0, 1]]]));
expectType<Tensor<[32, 128], 'f64'>>(lax.dotGeneral(x, w, [[[1], [0]], [[], []]], { preferredElementType: 'f64' }));
expectType<Tensor<Shape, 'f32'>>(lax.dotGeneral(x, w, {} as [[number[], number[]], [[], []]]));
expectType<Tensor<Shape>>(lax.dotGeneral(x, any, [[[1], [0]], [[], []]]));
expectType<Tensor<[4, 3, 5], 'f32'>>(lax.dotGeneral({} as Tensor<[number, 3], 'f32'>, {} as Tensor<[4, 5], 'f32'>, [[[], []], [[0], [0]]]));
expectType<Tensor<[32, 128], 'f32'>>(lax.dot(x, w));
expectType<Tensor<[], 'f32'>>(lax.dot(column, {} as Tensor<[784], 'i32'>));
expectType<Tensor<[784, 784], 'f32'>>(lax.dot(x, x, { dimensionNumbers: [[[0], [0]], [[], []]] }));
expectType<Tensor<['B', 8, 5, 5], 'bf16'>>(lax.batchMatmul(batch, batch.mT));
lax.dotGeneral(x, x, [[[1], [0]], [[], []]]); // ~ dot [32, 784] and [32, 784]: axis 1 of the left has 784, axis 0 of the right has 32
lax.dotGeneral(x, w, [[[1], []], [[], []]]); // ~ lax.dotGeneral of f32[32, 784] and f32[784, 128]: 1 contracted axes of the left stand against 0 of the right
lax.dotGeneral(x, w, [[[-1], [0]], [[], []]]); // ~ lax.dotGeneral of f32[32, 784] and f32[784, 128]: [-1] are not different axes of the left
lax.dotGeneral(x, w, [[[1], [0]], [[0], [0]]]); // ~ lax.dotGeneral of f32[32, 784] and f32[784, 128]: [0, 0] are not different axes of the right
lax.dot(batch, w); // ~ lax.dot of bf16[B, 8, 5, 64] and f32[784, 128]: without dimensionNumbers the operands are vectors and matrices
lax.batchMatmul(x, batch); // ~ lax.batchMatmul of f32[32, 784] and bf16[B, 8, 5, 64]: the operands have one rank, at least 2
const scores = <B extends Dim, T extends Dim>(q: Tensor<[B, T, 64], 'f32'>, k: Tensor<[B, T, 64], 'f32'>): Tensor<[B, T, T], 'f32'> => lax.dotGeneral(q, k, [[[2], [2]], [[0], [0]]]);
expectType<Tensor<[2, 5, 5], 'f32'>>(scores({} as Tensor<[2, 5, 64], 'f32'>, {} as Tensor<[2, 5, 64], 'f32'>));
