import { expectType } from 'tsd';
import { linalg, type Shape, type Tensor } from 'cotangent';

declare const square: Tensor<['B', 3, 3], 'f32'>;
declare const tall: Tensor<[8, 5, 3], 'f64'>;
declare const counts: Tensor<[3, 3], 'i32'>;
declare const any: Tensor;

expectType<Tensor<['B', 3, 3], 'f32'>>(linalg.inv(square));
expectType<Tensor<[3, 3], 'f32'>>(linalg.inv(counts));
expectType<Tensor<['B'], 'f32'>>(linalg.det(square));
expectType<Tensor<Shape>>(linalg.inv(any));
expectType<[sign: Tensor<['B'], 'f32'>, logabsdet: Tensor<['B'], 'f32'>]>(linalg.slogdet(square));
expectType<Tensor<['B', 3, 3], 'f32'>>(linalg.cholesky(square, { upper: true }));
expectType<[w: Tensor<['B', 3], 'f32'>, v: Tensor<['B', 3, 3], 'f32'>]>(linalg.eigh(square));
linalg.inv(tall); // ~ linalg.inv needs a square matrix, got f64[8, 5, 3]
linalg.inv({} as Tensor<[2, 2], 'f16'>); // ~ linalg.inv is defined for f32 and f64, got f16[2, 2]
linalg.det({} as Tensor<[3], 'i32'>); // ~ linalg.det needs a tensor [..s, rows, columns], got f32[3]

expectType<[q: Tensor<[8, 5, 3], 'f64'>, r: Tensor<[8, 3, 3], 'f64'>]>(linalg.qr(tall));
expectType<[q: Tensor<[8, 5, 5], 'f64'>, r: Tensor<[8, 5, 3], 'f64'>]>(linalg.qr(tall, { mode: 'complete' }));
expectType<Tensor<[8, 3, 3], 'f64'>>(linalg.qr(tall, { mode: 'r' }));
expectType<[u: Tensor<[8, 5, 5], 'f64'>, s: Tensor<[8, 3], 'f64'>, vt: Tensor<[8, 3, 3], 'f64'>]>(linalg.svd(tall));
expectType<[u: Tensor<[8, 5, 3], 'f64'>, s: Tensor<[8, 3], 'f64'>, vt: Tensor<[8, 3, 3], 'f64'>]>(linalg.svd(tall, { fullMatrices: false }));
expectType<Tensor<[8, 3], 'f64'>>(linalg.svd(tall, { computeUv: false }));
expectType<[lu: Tensor<[8, 5, 3], 'f64'>, pivots: Tensor<[8, 3], 'i32'>]>(linalg.luFactor(tall));
expectType<Tensor<[8, 3, 5], 'f64'>>(linalg.pinv(tall));
expectType<Tensor<[8], 'f64'>>(linalg.matrixNorm(tall));
expectType<Tensor<[8, 1, 1], 'f64'>>(linalg.matrixNorm(tall, { keepDims: true }));
expectType<Tensor<[8], 'i32'>>(linalg.matrixRank(tall));
expectType<Tensor<[5, 3], 'f64'>>(linalg.norm(tall, { axis: 0 }));
linalg.norm(tall, { axis: 3 }); // ~ linalg.norm: axis 3 does not exist in a tensor of rank 3

expectType<Tensor<['B', 3], 'f32'>>(linalg.solve(square, {} as Tensor<[3], 'f32'>));
expectType<Tensor<['B', 3, 2], 'f64'>>(linalg.solve(square, {} as Tensor<['B', 3, 2], 'f64'>));
expectType<Tensor<['B', 3, 2], 'f32'>>(linalg.choSolve(linalg.choFactor(square), {} as Tensor<[3, 2], 'f32'>));
expectType<Tensor<[3, 2], 'f32'>>(linalg.luSolve(linalg.luFactor(counts), {} as Tensor<[3, 2], 'f32'>));
linalg.solve(square, {} as Tensor<[4, 2], 'f32'>); // ~ linalg.solve: the right side f32[4, 2] does not go with the matrix f32[B, 3, 3]

// Powers, matrices of a form, and systems in more axes.
declare const power: number;
expectType<Tensor<['B', 3, 3], 'f32'>>(linalg.matrixPower(square, 3));
expectType<Tensor<[3, 3], 'f32'>>(linalg.matrixPower(counts, -1));
expectType<Tensor<[3, 3], 'i32' | 'f32'>>(linalg.matrixPower(counts, power));
expectType<Tensor<['B', 3, 3, 5], 'f64'>>(linalg.toeplitz(square, {} as Tensor<[3, 5], 'f64'>));
expectType<Tensor<[3, 3], 'i32'>>(linalg.toeplitz({} as Tensor<[3], 'i32'>));
expectType<Tensor<[9, 7], 'f64'>>(linalg.blockDiag([counts, {} as Tensor<[5, 3], 'f64'>, {} as Tensor<[1], 'f64'>]));
expectType<Tensor<[number, number], 'f64'>>(linalg.blockDiag({} as Tensor<[2, 2], 'f64'>[]));
expectType<Tensor<[3, 2], 'f32'>>(linalg.lstsq({} as Tensor<[8, 3], 'f32'>, {} as Tensor<[8, 2], 'i32'>)[0]);
expectType<Tensor<[3], 'f32'>>(linalg.lstsq({} as Tensor<[8, 3], 'f32'>, {} as Tensor<[8, 2], 'i32'>)[3]);
expectType<Tensor<[2, 2, 4], 'f64'>>(linalg.tensorinv({} as Tensor<[4, 2, 2], 'f64'>, { ind: 1 }));
expectType<Tensor<[2, 3], 'f32'>>(linalg.tensorsolve({} as Tensor<[6, 2, 3], 'f32'>, {} as Tensor<[6], 'f32'>));
expectType<Tensor<['N'], 'f32'>>(linalg.tensorsolve({} as Tensor<['N', 'N'], 'f32'>, {} as Tensor<['N'], 'f32'>));
linalg.matrixPower(tall, 2); // ~ linalg.matrixPower needs a square matrix, got f64[8, 5, 3]
linalg.matrixPower(square, 0.5); // ~ linalg.matrixPower: the exponent 0.5 is not a whole number
linalg.blockDiag([tall]); // ~ linalg.blockDiag: f64[8, 5, 3] is no matrix
linalg.lstsq(counts, {} as Tensor<[4], 'i32'>); // ~ linalg.lstsq: the right side f32[4] does not go with the matrix f32[3, 3]
linalg.tensorinv({} as Tensor<[4, 2, 3], 'f64'>, { ind: 1 }); // ~ linalg.tensorinv: [4, 2, 3] has 4 elements before axis 1 and 6 from it on
linalg.tensorsolve({} as Tensor<[6, 2, 3], 'f32'>, {} as Tensor<[5], 'f32'>); // ~ linalg.tensorsolve: [5] does not go with [6, 2, 3]

const inverse = <N extends number>(x: Tensor<[N, N], 'f32'>): Tensor<[N, N], 'f32'> => linalg.inv(x);
expectType<Tensor<[2, 2], 'f32'>>(inverse({} as Tensor<[2, 2], 'f32'>));
