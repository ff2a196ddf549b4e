/** Linear algebra on matrices that are drawn: factors multiply to what they came from, also of batches, singular and badly scaled ones. What is refused. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { device, fft, grad, image, jit, lax, linalg, matmul, ones, sum, tensor, transpose, vmap, zeros, type CotangentError, type DType, type Tensor } from '../../index.ts';
import { untyped } from '../untyped.ts';

beforeAll(() => { device('cpu', { threads: 1 }); });

const turned = (x: Tensor): Tensor => transpose(x, x.shape.map((_, i) => (i < x.rank - 2 ? i : 2 * x.rank - 3 - i)));
const data = (x: Tensor): number[] => [...x.dataSync()];
const rows = (x: Tensor): Tensor => x.reshape([...x.shape.slice(0, -1), 1, x.shape.at(-1)!]);

function expectSame(have: Tensor, want: Tensor | readonly number[], tolerance: number, what = ''): void {
  const right = Array.isArray(want) ? want as readonly number[] : data(want as Tensor), found = data(have), scale = Math.max(1e-30, ...right.map(Math.abs), ...found.map(Math.abs));
  const wrong = right.findIndex((w, i) => !(Math.abs(found[i]! - w) <= tolerance * scale));
  expect(wrong < 0 && found.length === right.length ? '' : `${what}: element ${wrong} is ${found[wrong]}, should be ${right[wrong]}`).toBe('');
}
const identity = (n: number, batch: number): number[] => Array.from({ length: batch * n * n }, (_, i) => (Math.floor(i / n) % n === i % n ? 1 : 0));
const expectOrthonormal = (columns: Tensor, tolerance: number): void => {
  const n = columns.shape.at(-1)!, batch = columns.size === 0 ? 0 : columns.size / (n * columns.shape.at(-2)!);
  expectSame(matmul(turned(columns), columns), identity(n, batch), tolerance, 'orthonormal');
};

/** Batches of matrices with elements of very different sizes, with zeros, and of low rank. */
const matrices = (square = false): fc.Arbitrary<readonly [x: Tensor, tolerance: number]> =>
  fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }), fc.constantFrom(1, 2), fc.integer({ min: 1, max: 6 }), fc.constantFrom('f32' as const, 'f64' as const), fc.integer({ min: -12, max: 12 }), fc.integer())
    .map(([m, columns, batch, rank, dtype, exponent, seed]) => {
      const n = square ? m : columns;
      let state = seed >>> 0;
      const draw = (): number => { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; return state < 2 ** 29 ? 0 : (state / 2 ** 31 - 1) * 10 ** exponent; };
      const of = (a: number, b: number): Tensor => tensor(Array.from({ length: batch * a * b }, draw), { dtype }).reshape([batch, a, b]);
      const x = rank < Math.min(m, n) ? matmul(of(m, rank), of(rank, n)) : of(m, n);
      return [x, dtype === 'f32' ? 5e-6 : 1e-13] as const;
    });
const holds = (arbitrary: fc.Arbitrary<readonly [Tensor, number]>, check: (x: Tensor, tolerance: number) => void): void =>
  fc.assert(fc.property(arbitrary, ([x, tolerance]) => check(x, tolerance)), { numRuns: 25, seed: 5 });

describe('factors multiply to the matrix', () => {
  test.each([false, true])('svd, with all vectors: %s', (fullMatrices) => holds(matrices(), (x, tolerance) => {
    const [u, s, vt] = linalg.svd(x, { fullMatrices }), k = s.shape.at(-1)!;
    const own = (v: Tensor, axis: number): Tensor => lax.sliceInDim(v, 0, k, 1, axis);
    expectSame(matmul(own(u, 2).mul(rows(s)), own(vt, 1)), x, tolerance, 'x');
    expectOrthonormal(u, tolerance);
    expectOrthonormal(turned(vt), tolerance);
    const values = data(s);
    values.forEach((v, i) => expect(v >= 0 && (i % k === 0 || v <= values[i - 1]!)).toBe(true));
  }));

  test.each(['reduced', 'complete'] as const)('qr, %s', (mode) => holds(matrices(), (x, tolerance) => {
    const [q, r] = linalg.qr(x, { mode });
    expectSame(matmul(q, r), x, tolerance, 'x');
    expectOrthonormal(q, tolerance);
    const n = r.shape.at(-1)!, k = r.shape.at(-2)!;
    data(r).forEach((v, i) => { if (Math.floor(i / n) % k > i % n) expect(v).toBe(0); });
  }));

  test('lu', () => holds(matrices(), (x, tolerance) => {
    const [factors, , order] = lax.linalg.lu(x), [batch, m, n] = x.shape as [number, number, number], k = Math.min(m, n), f = data(factors), p = data(order), given = data(x);
    const product = Array.from({ length: batch * m * n }, (_, e) => {
      const b = Math.floor(e / (m * n)), i = Math.floor(e / n) % m, j = e % n;
      return Array.from({ length: k }, (_, l) => (l < i ? f[b * m * n + i * n + l]! : l === i ? 1 : 0) * (l <= j ? f[b * m * n + l * n + j]! : 0)).reduce((s, v) => s + v, 0);
    });
    const permuted = product.map((_, e) => { const b = Math.floor(e / (m * n)), i = Math.floor(e / n) % m; return given[b * m * n + p[b * m + i]! * n + e % n]!; });
    expectSame(tensor(product, { dtype: 'f64' }), permuted, tolerance, 'P x');
  }));

  test('eigh', () => holds(matrices(true), (given, tolerance) => {
    const x = given.add(turned(given)), [w, v] = linalg.eigh(x);
    expectSame(matmul(v.mul(rows(w)), turned(v)), x, tolerance, 'x');
    expectOrthonormal(v, tolerance);
    const n = w.shape.at(-1)!, values = data(w);
    values.forEach((u, i) => expect(i % n === 0 || u >= values[i - 1]!).toBe(true));
  }));

  test('cholesky', () => holds(matrices(true), (given, tolerance) => {
    const n = given.shape.at(-1)!, scale = Math.max(1e-6, ...data(given).map(Math.abs)) ** 2;
    const x = matmul(given, turned(given)).add(tensor(identity(n, 1), { dtype: given.dtype }).reshape([n, n]).mul(scale)), l = linalg.cholesky(x);
    expectSame(matmul(l, turned(l)), x, tolerance, 'x');
  }));

  test('pinv fulfils the first two of Penrose’s equations', () => holds(matrices(), (x) => {
    const p = linalg.pinv(x);
    expectSame(matmul(matmul(x, p), x), x, 1e-3, 'x p x');
    expectSame(matmul(matmul(p, x), p), p, 1e-3, 'p x p');
  }));
});

test.each([
  ['equal elements', () => 1], ['graded', (i: number, j: number) => 10 ** (-(i + j) / 4)], ['of rank 2', (i: number, j: number) => ((i * j) % 3) - 1],
  ['zeros', () => 0], ['Hilbert’s', (i: number, j: number) => 1 / (i + j + 1)], ['of equal eigenvalues', (i: number, j: number) => Number(i === j)], ['tiny', (i: number, j: number) => 1e-30 * Math.cos(i * j)],
] as const)('vectors stay orthonormal where what is left is next to nothing: %s', (_, f) => {
  const n = 31, x = tensor(Array.from({ length: n * n }, (_, e) => (f as (i: number, j: number) => number)(Math.floor(e / n), e % n))).reshape([n, n]), s = x.add(turned(x)).mul(0.5);
  const [w, v] = linalg.eigh(s), [q, r] = linalg.qr(x), [u, sv, vt] = linalg.svd(x);
  for (const vectors of [v, q, u, vt]) expectOrthonormal(vectors, 3e-6);
  expectSame(matmul(v.mul(rows(w)), turned(v)), s, 3e-5);
  expectSame(matmul(q, r), x, 3e-6);
  expectSame(matmul(u.mul(rows(sv)), vt), x, 3e-6);
});

test('a matrix of 128 rows, with threads and without', () => {
  const n = 128, x = tensor(Array.from({ length: n * n }, (_, i) => Math.sin(1 + i * i))).reshape([n, n]);
  const [u, s, vt] = linalg.svd(x), [w, v] = linalg.eigh(x.add(turned(x)));
  expectSame(matmul(u.mul(rows(s)), vt), x, 2e-5);
  expectSame(matmul(v.mul(rows(w)), turned(v)), x.add(turned(x)), 2e-5);
  expectSame(matmul(x, linalg.inv(x)), identity(n, 1), 2e-2);
  device('cpu', { threads: 2 });
  expect(data(linalg.svdvals(x))).toEqual(data(s));
  device('cpu', { threads: 1 });
});

describe('where there is no answer', () => {
  const nan = tensor([[NaN, 1], [1, 1]]), infinite = tensor([[1, Infinity], [Infinity, 4]]), singular = tensor([[1, 2], [2, 4]]);
  const all = (x: Tensor, v: number): void => expect(data(x).every((u) => Object.is(u, v))).toBe(true);

  test('NaN and infinity make all of eigh and svd NaN', () => {
    for (const x of [nan, infinite]) for (const y of [...linalg.eigh(x), ...linalg.svd(x)]) all(y, NaN);
  });
  test('what is not positive definite has a triangle of NaN', () => {
    expect(data(linalg.cholesky(tensor([[1, 2], [2, 1]])))).toEqual([NaN, 0, NaN, NaN]);
    expect(data(linalg.cholesky(zeros([2, 2])))).toEqual([NaN, 0, NaN, NaN]);
    expect(data(linalg.cholesky(tensor([[1, NaN], [NaN, 4]])))).toEqual([1, 0, NaN, NaN]);
    expect(data(linalg.cholesky(tensor([[[4, 0], [0, 9]], [[1, 2], [2, 1]]])))).toEqual([2, 0, 0, 3, NaN, 0, NaN, NaN]);
  });
  test('singular systems divide by zero', () => {
    expect(data(linalg.inv(singular))).toEqual([-Infinity, Infinity, Infinity, -Infinity]);
    expect(data(linalg.solve(singular, ones([2])))).toEqual([-Infinity, Infinity]);
    expect([...data(linalg.det(singular)), ...linalg.slogdet(singular).flatMap(data), ...data(linalg.cond(singular, { p: 1 }))]).toEqual([0, 0, -Infinity, Infinity]);
    expect(data(linalg.lstsq(ones([3, 2]), tensor([1, 2, 3]))[0]).map((v) => Number(v.toPrecision(5)))).toEqual([1, 1]);
  });
  test('equal eigenvalues have vectors without a derivative, and values with one', () => {
    const one = tensor(identity(3, 1)).reshape([3, 3]);
    expect(data(grad((x: Tensor) => sum(linalg.eigvalsh(x).mul(tensor([1, 2, 4]))))(one)).some(Number.isNaN)).toBe(false);
    expect(data(grad((x: Tensor) => sum(linalg.eigh(x)[1]))(one)).every(Number.isFinite)).toBe(false);
  });
  test('singular vectors that x does not determine have none', () => {
    let found: unknown;
    try { grad((x: Tensor) => sum(linalg.svd(x)[0]))(ones([3, 2])); } catch (e) { found = e; }
    expect((found as CotangentError).code).toBe('NN0281');
  });
});

describe('vmap is the batch', () => {
  const draw = (...shape: number[]): Tensor => tensor(Array.from({ length: shape.reduce((p, n) => p * n, 1) }, (_, i) => Math.sin(1 + i * i))).reshape(shape);
  const x = draw(3, 4, 4), y = draw(3, 4, 2), cases: readonly (readonly [name: string, f: (...x: Tensor[]) => unknown, args: readonly Tensor[]])[] = [
    ...(['inv', 'det', 'slogdet', 'qr', 'svd', 'eigh', 'pinv', 'expm', 'cond', 'matrixRank', 'luFactor'] as const).map((name) => [name, (x: Tensor) => (linalg[name] as (x: Tensor) => unknown)(x), [x]] as const),
    ['cholesky', (x) => linalg.cholesky(matmul(x!, turned(x!))), [x]],
    ['solve', (a, x) => linalg.solve(a!, x!), [x, y]],
    ['solve of vectors', (a, x) => linalg.solve(a!, x!), [x, draw(3, 4)]],
    ['solve of one matrix for all', (a) => linalg.solve(a!, draw(4, 4)), [x]],
    ['triangularSolve', (a, x) => lax.linalg.triangularSolve(a!, x!, { leftSide: true }), [x, y]],
    ['fft', (x) => { const z = fft.fft(x!, { axis: 0 }); return [z.real, z.imag]; }, [x]],
    ['resize', (x) => image.resize(x!, [3, 6], 'cubic'), [x]],
    ['gridSample', (x, g) => image.gridSample(x!.reshape([1, 1, 4, 4]), g!.reshape([1, 2, 2, 2])), [x, draw(3, 8)]],
  ];
  test.each(cases)('%s', (_, f, args) => {
    const list = (y: unknown): Tensor[] => (Array.isArray(y) ? y : [y]) as Tensor[];
    const each = [0, 1, 2].map((i) => list(f(...args.map((a) => lax.sliceInDim(a, i, i + 1).reshape(a.shape.slice(1))))));
    list(vmap(f)(...args)).forEach((y, k) => expectSame(y, each.flatMap((one) => data(one[k]!)), 1e-5));
  });
  test('the gradient too', () => {
    const f = (x: Tensor): Tensor => sum(linalg.svdvals(x)).add(linalg.slogdet(x)[1]);
    expectSame(vmap(grad(f))(x), [0, 1, 2].flatMap((i) => data(grad(f)(lax.sliceInDim(x, i, i + 1).reshape([4, 4])))), 1e-4);
  });
});

test('a right side that is a matrix goes with every matrix of a batch', () => {
  const a = tensor([[[2, 0], [0, 4]], [[1, 0], [0, 2]]]);
  expect(data(linalg.solve(a, tensor([[2, 4], [4, 8]])))).toEqual([1, 2, 1, 2, 2, 4, 2, 4]);
});

test('products and diagonals are those of the last axes', () => {
  const x = tensor([[[1, 2], [3, 4]], [[5, 6], [7, 8]]]);
  expect([data(linalg.diagonal(x)), data(linalg.diagonal(x, { offset: -1 })), data(linalg.trace(x))]).toEqual([[1, 4, 5, 8], [3, 7], [5, 13]]);
  expect([data(linalg.outer(tensor([1, 2]), tensor([3, 4]))), data(linalg.cross(tensor([1, 0, 0]), tensor([0, 1, 0])))]).toEqual([[3, 4, 6, 8], [0, 0, 1]]);
});

test('no rows', () => {
  const none = zeros([0, 0]);
  expect([linalg.inv(none).shape, linalg.cholesky(none).shape, linalg.eigh(none)[0].shape, linalg.qr(none)[1].shape, linalg.pinv(zeros([0, 3])).shape]).toEqual([[0, 0], [0, 0], [0], [0, 0], [3, 0]]);
  expect([...data(linalg.det(none)), ...linalg.slogdet(none).flatMap(data), ...data(linalg.norm(none))]).toEqual([1, 1, 0, 0]);
  expect(data(linalg.svd(zeros([0, 3]))[2])).toEqual(identity(3, 1));
  expect(data(linalg.solve(zeros([2, 0, 0]), zeros([2, 0, 3])))).toEqual([]);
});

test('compiled, the factors may lie where their matrix lay', () => {
  const x = (): Tensor => tensor([[4, 2], [2, 5]]), f = jit((x: Tensor) => linalg.cholesky(x, { symmetrizeInput: false }), { donate: [0] });
  expect(data(f(x()))).toEqual([2, 0, 1, 2]);
  expect(data(jit((x: Tensor) => linalg.qr(x, { mode: 'r' }), { donate: [0] })(tensor([[3, 1], [4, 2]]))).map((v) => Number(v.toFixed(5)))).toEqual([-5, -2.2, 0, 0.4]);
  expect(data(jit((x: Tensor) => lax.linalg.lu(x)[0], { donate: [0] })(tensor([[1, 2], [4, 4]])))).toEqual([4, 4, 0.25, 1]);
  expect(data(jit((a: Tensor, y: Tensor) => linalg.solveTriangular(a, y), { donate: [1] })(tensor([[2, 1], [0, 4]]), tensor([[4], [8]])))).toEqual([1, 2]);
});

/** Of a shape that only the engine is told. */
const of = (shape: readonly number[], dtype: DType = 'f32'): Tensor => ones(shape, { dtype });
const square = of([2, 2]), refused: readonly (readonly [code: string, call: () => unknown])[] = [
  ...([linalg.inv, linalg.det, linalg.slogdet, linalg.cholesky, linalg.eigh, linalg.eigvalsh, linalg.expm] as readonly ((x: Tensor) => unknown)[]).map((f) => ['NN0279', () => f(of([2, 3]))] as const),
  ['NN0279', () => linalg.matrixPower(of([2, 3]), 2)],
  ['NN0279', () => linalg.pinv(of([2, 3]), { hermitian: true })],
  ['NN0279', () => linalg.cond(of([2, 3]), { p: 1 })],
  ['NN0279', () => linalg.tensorinv(of([2, 3]), { ind: 1 })],
  ...([linalg.inv, linalg.svd, linalg.qr, linalg.pinv, linalg.luFactor] as readonly ((x: Tensor) => unknown)[]).map((f) => ['NN0217', () => f(of([3]))] as const),
  ['NN0205', () => linalg.inv(of([2, 2], 'f16'))],
  ['NN0205', () => lax.linalg.lu(of([2, 2], 'i32'))],
  ['NN0212', () => lax.linalg.triangularSolve(square, of([2, 2], 'f64'))],
  ['NN0280', () => linalg.solve(square, of([3]))],
  ['NN0280', () => linalg.solve(square, tensor(1))],
  ['NN0280', () => linalg.solve(of([3, 2, 2]), of([3, 2]))],
  ['NN0280', () => linalg.solveTriangular(of([3, 2, 2]), of([2, 2]))],
  ['NN0201', () => linalg.solve(of([3, 2, 2]), of([2, 2, 1]))],
  ['NN0280', () => linalg.lstsq(of([3, 2]), of([2]))],
  ['NN0280', () => linalg.tensorsolve(of([2, 3]), of([2]))],
  ['NN0596', () => linalg.norm(square, { ord: 3 })],
  ['NN0596', () => linalg.norm(of([3]), { ord: 'fro' })],
  ['NN0597', () => linalg.norm(of([2, 2, 2]), { ord: 2 })],
  ['NN0202', () => linalg.norm(square, { axis: 2 })],
  ['NN0214', () => linalg.norm(zeros([0, 2]), { ord: -2, axis: [0, 1] })],
  ['NN0214', () => linalg.cond(zeros([0, 2]))],
  ['NN0214', () => linalg.matrixRank(zeros([0, 2]))],
  ['NN0596', () => linalg.qr(square, { mode: 'raw' as never })],
  ['NN0596', () => linalg.eigh(square, { UPLO: 'X' as never })],
  ['NN0596', () => linalg.solveTriangular(square, of([2]), { trans: 3 as never })],
  ['NN0596', () => untyped(linalg).matrixPower(square, 0.5)],
  ['NN0596', () => linalg.pinv(square, { rtol: 1, rcond: 1 })],
  ['NN0275', () => untyped(linalg).multiDot([square])],
  ['NN0597', () => linalg.outer(square, of([2]))],
  ['NN0597', () => linalg.cross(of([2]), of([2]))],
  ['NN0597', () => linalg.blockDiag([of([1, 2, 2])])],
  ['NN0282', () => lax.linalg.householderProduct(of([2, 3]), of([1]))],
  ['NN0516', () => linalg.inv([[1]] as never)],
];
test.each(refused)('%s', (code, call) => {
  let found: unknown;
  try { call(); } catch (e) { found = e; }
  expect((found as CotangentError | undefined)?.code, String(found)).toBe(code);
});
