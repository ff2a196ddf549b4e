/** vmap is a loop over the examples: for any function, axes, nesting, and under and over the other transformations. */
import { describe, expect, test } from 'vitest';
import { cond, device, grad, jit, jvp, lax, matmul, mul, random, reshape, scan, sin, stack, sum, take, tensor, vectorize, vmap, vjp, whileLoop, Tensor } from '../../index.ts';

device('reference');
const values = async (x: Tensor): Promise<unknown> => x.array();
const numbers = (shape: readonly number[], seed = 1): Tensor => random.normal(random.key(seed), shape);
/** Example i of x along the axis. */
const example = (x: Tensor, i: number, axis: number): Tensor => take(x, tensor(i, { dtype: 'i32' }), { axis });

/** What a loop over the examples gives, the results stacked along `out`. */
function looped(f: (...x: Tensor[]) => Tensor, args: readonly Tensor[], axes: readonly (number | null)[], out = 0): Tensor {
  const k = axes.findIndex((a) => a !== null), size = args[k]!.shape.at(axes[k]!)!;
  return stack(Array.from({ length: size }, (_, i) => f(...args.map((x, j) => (axes[j] === null ? x : example(x, i, axes[j]!))))), { axis: out });
}

describe('axes of arguments and results', () => {
  const f = (x: Tensor, y: Tensor): Tensor => sum(mul(sin(x), y), { axis: 0 });
  test.each([
    { inAxes: [0, 0], shapes: [[3, 2, 4], [3, 2, 4]] },
    { inAxes: [1, 0], shapes: [[2, 3, 4], [3, 2, 4]] },
    { inAxes: [-1, null], shapes: [[2, 4, 3], [2, 4]] },
    { inAxes: [null, 2], shapes: [[2, 4], [2, 4, 3]] },
    { inAxes: [0, 0], shapes: [[1, 2, 4], [1, 2, 4]] },
    { inAxes: [0, null], shapes: [[0, 2, 4], [2, 4]] },
  ])('$inAxes', async ({ inAxes, shapes }) => {
    const args = shapes.map((s, i) => numbers(s, i + 1)) as [Tensor, Tensor];
    for (const outAxes of [0, 1, -1]) {
      const y = vmap(f, { inAxes, outAxes })(...args);
      if (y.size > 0) expect(await values(y)).toEqual(await values(looped(f as (...x: Tensor[]) => Tensor, args, inAxes, outAxes)));
      else expect(y.shape).toEqual([4].toSpliced(outAxes < 0 ? 1 : outAxes, 0, 0));
    }
  });

  test('trees, by prefix', async () => {
    const p = { w: numbers([3, 2, 2]), b: [numbers([2], 2), numbers([2, 3], 3)] as const };
    const f = (q: { w: Tensor; b: readonly [Tensor, Tensor] }, s: Tensor): { y: Tensor; rest: Tensor[] } =>
      ({ y: matmul(q.w, q.b[0]).add(q.b[1]).mul(s), rest: [q.b[0], q.b[1]] });
    const { y, rest } = vmap(f, { inAxes: [{ w: 0, b: [null, 1] }, null], outAxes: { y: 1, rest: [null, 0] } })(p, tensor(2));
    expect(y.shape).toEqual([2, 3]);
    expect(await values(y)).toEqual(await values(stack([0, 1, 2].map((i) => f({ w: example(p.w, i, 0), b: [p.b[0], example(p.b[1], i, 1)] }, tensor(2)).y), { axis: 1 })));
    expect(await values(rest[0]!)).toEqual(await values(p.b[0]));
    expect(rest[1]!.shape).toEqual([3, 2]);
  });

  test('what is the same for all examples repeats, unless it need not', async () => {
    const f = (x: Tensor): [Tensor, Tensor] => [x, tensor([1, 2])];
    expect(await values(vmap(f)(tensor([5, 6]))[1])).toEqual([[1, 2], [1, 2]]);
    expect(await values(vmap(f, { outAxes: [0, 1] })(tensor([5, 6, 7]))[1])).toEqual([[1, 1, 1], [2, 2, 2]]);
    expect(await values(vmap(f, { outAxes: [0, null] })(tensor([5, 6]))[1])).toEqual([1, 2]);
    expect(await values(vmap(() => tensor(3), { inAxes: null, axisSize: 2 })())).toEqual([3, 3]);
  });

  test('numbers that all share, and data that is fixed', async () => {
    const f = (x: Tensor, s: number | Tensor, how: string): Tensor => (how === 'twice' ? mul(mul(x, s), 2) : mul(x, s));
    expect(await values(vmap(f, { inAxes: [0, null, null] })(tensor([1, 2]), 3, 'twice'))).toEqual([6, 12]);
    expect(vmap(f, { inAxes: [0, null, null] })(tensor([1, 2], { dtype: 'i32' }), 3, 'twice').dtype).toBe('i32');
  });
});

describe('together with other transformations', () => {
  const w = numbers([3, 3], 9), x = numbers([4, 3], 2), y = numbers([4, 3], 3);
  const f = (x: Tensor): Tensor => sum(sin(matmul(w, mul(x, x))));
  const df = grad(f);
  const rows = (f: (x: Tensor) => Tensor): Promise<unknown> => values(looped(f, [x], [0]));
  const close = async (a: Tensor, b: Promise<unknown>): Promise<void> => {
    const want = (await b as unknown[]).flat(3) as number[];
    [...a.dataSync()].forEach((v, i) => expect(Math.abs(v - want[i]!)).toBeLessThan(1e-5));
  };
  test('vmap of grad', () => close(vmap(df)(x), rows(df)));
  test('grad of vmap', () => close(grad((x: Tensor) => sum(vmap(f)(x)))(x), rows(df)));
  test('jit of vmap, vmap of jit', async () => {
    await close(jit(vmap(f))(x), rows(f));
    await close(vmap(jit(f))(x), rows(f));
  });
  test('vmap of jvp, jvp of vmap', async () => {
    const want = values(stack(Array.from({ length: 4 }, (_, i) => jvp(f, [example(x, i, 0)], [example(y, i, 0)])[1])));
    await close(vmap((x: Tensor, t: Tensor) => jvp(f, [x], [t])[1])(x, y), want);
    await close(jvp(vmap(f), [x], [y])[1], want);
  });
  test('vmap of vjp over cotangents alone', async () => {
    const g = (x: Tensor): Tensor => sin(matmul(w, x)), at = example(x, 0, 0), [, back] = vjp(g, at);
    await close(vmap((c: Tensor) => back(c)[0])(y), values(stack(Array.from({ length: 4 }, (_, i) => back(example(y, i, 0))[0]))));
  });
  test('nested, the inner over what the outer shares', async () => {
    const table = vmap(vmap((a: Tensor, b: Tensor) => sum(mul(a, b)), { inAxes: [null, 0] }), { inAxes: [0, null], outAxes: 1 })(x, y);
    await close(table, values(matmul(y, x.T)));
  });
  test('vmap of grad of vmap of grad', async () => {
    const inner = (x: Tensor): Tensor => sum(mul(vmap(grad((a: Tensor) => mul(sin(a), a)))(x), x));
    const outer = grad(inner);
    await close(vmap(outer)(x), rows(outer));
  });
});

test('random numbers under vmap over keys are those of each key', async () => {
  const keys = stack(random.split(random.key(7), 3));
  for (const draw of [(k: Tensor) => random.uniform(k, [5]), (k: Tensor) => random.normal(k, [2, 2]), (k: Tensor) => random.randint(k, [4], 0, 10), (k: Tensor) => random.permutation(k, 6), (k: Tensor) => random.foldIn(k, 3), (k: Tensor) => stack(random.split(k, 2))])
    expect(await values(vmap(draw)(keys))).toEqual(await values(looped(draw, [keys], [0])));
});

describe('wrong calls are refused before anything runs', () => {
  const f = (x: Tensor, y: Tensor): Tensor => mul(x, y);
  test.each<[string, string, () => unknown]>([
    ['NN0540', 'inAxes is a list of length 1, but the call has 2 arguments', () => vmap(f, { inAxes: [0] })(tensor([1]), tensor([1]))],
    ['NN0540', 'inAxes must be a number, null, or a list', () => vmap(f, { inAxes: { x: 0 } })(tensor([1]), tensor([1]))],
    ['NN0540', 'inAxes does not have the form of arguments[0].p', () => vmap((a: { p: Tensor[] }) => a.p[0]!, { inAxes: [{ p: [0, 0] }] })({ p: [tensor([1])] })],
    ['NN0540', 'outAxes does not have the form of the result', () => vmap(f, { outAxes: [0, 0] })(tensor([1]), tensor([1]))],
    ['NN0540', 'inAxes does not have the form of arguments[0]', () => vmap(f, { inAxes: ['0', 0] as never })(tensor([1]), tensor([1]))],
    ['NN0541', 'inAxes names axis 1 of arguments[1], which is f32[1]', () => vmap(f, { inAxes: [0, 1] })(tensor([1]), tensor([1]))],
    ['NN0541', 'inAxes names axis -2 of arguments[0]', () => vmap(f, { inAxes: -2 })(tensor([1]), tensor([1]))],
    ['NN0541', 'inAxes names axis 0.5 of arguments[0]', () => vmap(f, { inAxes: 0.5 })(tensor([1]), tensor([1]))],
    ['NN0541', 'inAxes names axis 0 of arguments[1], which is i32[]', () => vmap(f)(tensor([1]), 3 as never)],
    ['NN0541', 'outAxes names axis 1 of the result, which for one example is f32[]', () => vmap(f, { outAxes: 1 })(tensor([1]), tensor([1]))],
    ['NN0541', 'outAxes names axis -3 of result a', () => vmap((x: Tensor) => ({ a: x }), { outAxes: -3 })(tensor([[1]]))],
    ['NN0542', 'arguments[0].w has 3 along axis 0, arguments[1] has 4 along axis 1', () => vmap((p: { w: Tensor }, y: Tensor) => mul(p.w, y), { inAxes: [0, 1] })({ w: numbers([3]) }, numbers([2, 4]))],
    ['NN0542', 'axisSize is 2, arguments[0] has 3', () => vmap(sin, { axisSize: 2 })(numbers([3]))],
    ['NN0542', 'axisSize is -1', () => vmap(sin, { axisSize: -1 })(numbers([3]))],
    ['NN0542', 'nothing is mapped', () => vmap(sin, { inAxes: null })(numbers([3]))],
    ['NN0542', 'nothing is mapped', () => vmap(() => tensor(1))()],
    ['NN0543', 'the same for all examples', () => vmap(sin, { outAxes: null })(numbers([3]))],
    ['NN0543', 'result b.0', () => vmap((x: Tensor) => ({ a: x, b: [x] }), { outAxes: { a: 0, b: null } })(numbers([3]))],
    ['NN0544', "no axis is named 'j' here; there is 'i'", () => vmap((x: Tensor) => lax.psum(x, 'j'), { axisName: 'i' })(numbers([3]))],
    ['NN0544', "no axis is named 'i' here", () => lax.psum(numbers([3]), 'i')],
    ['NN0544', "no axis is named 'i' here", () => { const f = jit((x: Tensor) => lax.psum(x, 'i')); vmap(f, { axisName: 'i' })(numbers([3])); f(numbers([3])); }],
  ])('%s %s', (code, message, call) => {
    expect(call).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) as string }) as Error);
  });
});

describe('collectives', () => {
  const x = tensor([0, 1, 2]), named = (f: (x: Tensor) => Tensor, x_: Tensor = x): Promise<unknown> => values(vmap(f, { axisName: 'i' })(x_));
  const both = (f: (x: Tensor) => Tensor, x: Tensor): Promise<unknown> => values(vmap(vmap(f, { axisName: 'j' }), { axisName: 'i' })(x));
  const table = reshape(tensor([0, 1, 2, 3, 4, 5]), [2, 3]);

  const slope = (f: (x: Tensor) => Tensor): ((x: Tensor) => Tensor) => { const df = grad(f); return df; };

  // Values from jax 0.10.2.
  test.each<[string, () => Promise<unknown>, unknown]>([
    ['psum', () => named((x) => lax.psum(x, 'i')), [3, 3, 3]],
    ['psum of truth values counts', () => named((x) => lax.psum(x.greater(0), 'i')), [2, 2, 2]],
    ['psum of what all share', () => named(() => lax.psum(tensor(2), 'i')), [6, 6, 6]],
    ['pmean of integers', () => named((x) => lax.pmean(x, 'i'), tensor([0, 1, 3], { dtype: 'i32' })), [4 / 3, 4 / 3, 4 / 3].map(Math.fround)],
    ['pmax', () => named((x) => lax.pmax(x, 'i')), [2, 2, 2]],
    ['pmin', () => named((x) => lax.pmin(x.add(1), 'i')), [1, 1, 1]],
    ['axisIndex', () => named(() => lax.axisIndex('i')), [0, 1, 2]],
    ['ppermute', () => named((x) => lax.ppermute(x, 'i', [[0, 1], [1, 2], [2, 0]])), [2, 0, 1]],
    ['allGather', () => named((x) => lax.allGather(x, 'i')), [[0, 1, 2], [0, 1, 2], [0, 1, 2]]],
    ['allGather on another axis', () => named((x) => lax.allGather(stack([x, x]), 'i', { axis: 1 })), Array(3).fill([[0, 1, 2], [0, 1, 2]])],
    ['allGather tiled', () => named((x) => lax.allGather(stack([x, x]), 'i', { axis: -1, tiled: true })), Array(3).fill([0, 0, 1, 1, 2, 2])],
    ['allGather of what all share', () => named(() => lax.allGather(tensor(1), 'i')), Array(3).fill([1, 1, 1])],
    ['psumScatter', () => named((x) => lax.psumScatter(mul(tensor([0, 1, 2]), x), 'i')), [0, 3, 6]],
    ['psumScatter tiled', () => named((x) => lax.psumScatter(mul(tensor([0, 1, 2, 3, 4, 5]), x), 'i', { tiled: true })), [[0, 3], [6, 9], [12, 15]]],
    ['allToAll', () => named((x) => lax.allToAll(tensor([0, 1, 2]).add(x.mul(10)), 'i', 0, 0)), [[0, 10, 20], [1, 11, 21], [2, 12, 22]]],
    ['allToAll between axes', () => named((x) => lax.allToAll(table.add(x.mul(10)), 'i', 1, 0)), [[[0, 3], [10, 13], [20, 23]], [[1, 4], [11, 14], [21, 24]], [[2, 5], [12, 15], [22, 25]]]],
    ['allToAll tiled', () => named((x) => lax.allToAll(reshape(table, [6, 1]).add(x.mul(10)), 'i', 0, 1, { tiled: true })),
      [[[0, 10, 20], [1, 11, 21]], [[2, 12, 22], [3, 13, 23]], [[4, 14, 24], [5, 15, 25]]]],
    ['psum over two axes', () => both((x) => lax.psum(x, ['i', 'j']), table), [[15, 15, 15], [15, 15, 15]]],
    ['axisIndex over two axes', () => both(() => lax.axisIndex(['i', 'j']), table), [[0, 1, 2], [3, 4, 5]]],
    ['psum over the outer axis', () => both((x) => lax.psum(x, 'i'), table), [[3, 5, 7], [3, 5, 7]]],
    ['the inner axis of one name counts', () => values(vmap(vmap((x: Tensor) => lax.psum(x, 'i'), { axisName: 'i' }), { axisName: 'i' })(table)), [[3, 3, 3], [12, 12, 12]]],
    ['collectives over the outer axis, of rows', () => both((x) => lax.allGather(lax.ppermute(x, 'i', [[0, 1], [1, 0]]), 'i'), table), [[[3, 0], [4, 1], [5, 2]], [[3, 0], [4, 1], [5, 2]]]],
    ['grad of psum', () => named(slope((x) => lax.psum(mul(x, x), 'i'))), [0, 6, 12]],
    ['grad of pmean', () => named(slope((x) => lax.pmean(mul(x, x), 'i'))), [0, 2, 4]],
    ['grad of allGather', () => named(slope((x) => example(lax.allGather(mul(x, x), 'i'), 1, 0))), [0, 6, 0]],
    ['grad of ppermute', () => named(slope((x) => mul(lax.ppermute(mul(x, x), 'i', [[0, 1], [1, 2], [2, 0]]), x))), [4, 4, 1]],
    ['inside a loop', () => named((x) => scan((c: Tensor) => [c.add(lax.psum(x, 'i')), lax.axisIndex('i')], tensor(0), null, { length: 2 })[1]), [[0, 0], [1, 1], [2, 2]]],
    ['in the test of a choice', () => named((x) => cond(lax.psum(x, 'i').greater(2), (y: Tensor) => mul(y, 2), (y: Tensor) => y, x)), [0, 2, 4]],
    ['in the condition of a loop', () => named((x) => whileLoop((c: Tensor) => lax.psum(c, 'i').less(20), (c: Tensor) => c.add(1), x)), [6, 7, 8]],
    ['tangents', () => named((x) => jvp((x: Tensor) => lax.psum(mul(x, x), 'i'), [x], [tensor(1)])[1]), [6, 6, 6]],
    ['grad of psumScatter', () => named(slope((x) => lax.psumScatter(stack([x, mul(x, x), mul(x, mul(x, x))]), 'i'))), [1, 6, 17]],
    ['whole numbers stay whole', () => named(() => lax.allGather(3 as never, 'i')), Array(3).fill([3, 3, 3])],
    ['NaN among the examples', () => named((x) => lax.pmax(x, 'i'), tensor([NaN, 1, 2])), [NaN, NaN, NaN]],
    ['grad through the batch', () => values(grad((x: Tensor) => sum(vmap((x: Tensor) => mul(x, lax.psum(x, 'i')), { axisName: 'i' })(x)))(x)), [6, 6, 6]],
  ])('%s', async (_, have, want) => expect(await have()).toEqual(want));

  test('numbers and trees', async () => {
    const y = vmap((x: Tensor) => { const t = lax.psum({ a: x, b: 2 }, 'i'); return mul(t.a, t.b); }, { axisName: 'i' })(x);
    expect(await values(y)).toEqual([18, 18, 18]);
    expect(await values(vmap((x: Tensor) => mul(x, lax.axisSize('i')), { axisName: 'i' })(x))).toEqual([0, 3, 6]);
  });
  test('what is no permutation, or does not fall into parts, is refused', () => {
    for (const pairs of [[[0, 1]], [[0, 1], [1, 1], [2, 0]], [[0, 0], [1, 1], [3, 2]]] as const)
      expect(() => vmap((x: Tensor) => lax.ppermute(x, 'i', pairs), { axisName: 'i' })(x)).toThrow(/not a permutation/);
    expect(() => vmap((x: Tensor) => lax.psumScatter(stack([x, x]), 'i'), { axisName: 'i' })(x)).toThrow(/does not fall into one part/);
    expect(() => vmap((x: Tensor) => lax.allToAll(stack([x, x]), 'i', 0, 0, { tiled: true }), { axisName: 'i' })(x)).toThrow(/does not fall into one part/);
    expect(() => vmap((x: Tensor) => lax.allGather(x, 'i', { axis: 1 }), { axisName: 'i' })(x)).toThrow(/axis 1 does not exist/);
    expect(() => vmap(grad((x: Tensor) => lax.pmax(x, 'i')), { axisName: 'i' })(x)).toThrow(/pmax\.ts has no/);
  });
  test('a compiled function knows which axes it was compiled for', async () => {
    const f = jit((x: Tensor) => lax.psum(x, 'i'));
    expect(await named(f)).toEqual([3, 3, 3]);
    expect(await named(f, tensor([1, 2]))).toEqual([3, 3]);
    expect(await values(vmap(() => f(tensor(1)), { inAxes: null, axisName: 'i', axisSize: 5 })())).toEqual([5, 5, 5, 5, 5]);
  });
});

describe('vectorize', () => {
  const product = vectorize((w: Tensor, x: Tensor) => matmul(w, x), { signature: '(m,n),(n)->(m)' });
  test('last axes by signature, those in front broadcast', async () => {
    const w = numbers([4, 1, 2, 3]), x = numbers([5, 3], 2), y = product(w, x);
    expect(y.shape).toEqual([4, 5, 2]);
    expect(await values(y)).toEqual(await values(vmap(vmap((w: Tensor, x: Tensor) => matmul(w, x), { inAxes: [null, 0] }), { inAxes: [0, null] })(reshape(w, [4, 2, 3]), x)));
    expect(product(numbers([1, 1, 2, 3]), numbers([1, 3])).shape).toEqual([1, 1, 2]);
    expect(product(numbers([2, 3]), numbers([3])).shape).toEqual([2]);
    expect(product(numbers([0, 2, 3]), numbers([1, 3])).shape).toEqual([0, 2]);
  });
  test('scalars, arguments left as they are, several results', async () => {
    expect(await values(vectorize((x: Tensor, y: Tensor | number) => x.add(y))(tensor([1, 2]), 3))).toEqual([4, 5]);
    const power = vectorize((x: Tensor, how: { by: number }) => mul(x, how.by), { excluded: [1] });
    expect(await values(power(tensor([[1, 2]]), { by: 3 }))).toEqual([[3, 6]]);
    const [total, same] = vectorize((x: Tensor) => [sum(x), x], { signature: '(n)->(),(n)' })(tensor([[1, 2], [3, 4]])) as [Tensor, Tensor];
    expect([await values(total), await values(same)]).toEqual([[3, 7], [[1, 2], [3, 4]]]);
  });
  test.each<[string, string, () => unknown]>([
    ['NN0711', "'(m,n),(n)->(m' is not a signature", () => vectorize(sin, { signature: '(m,n),(n)->(m' })],
    ['NN0711', "'(n)' is not", () => vectorize(sin, { signature: '(n)' })],
    ['NN0711', "'(n,)->()' is not", () => vectorize(sin, { signature: '(n,)->()' })],
    ['NN0711', "'->()' is not", () => vectorize(sin, { signature: '->()' })],
    ['NN0712', 'arguments[1] has 2 along n, which is 3', () => product(numbers([2, 3]), numbers([2]))],
    ['NN0712', 'arguments[0] of shape [3] has fewer axes', () => product(numbers([3]), numbers([3]))],
    ['NN0712', 'the call has 1 argument', () => (product as (x: Tensor) => Tensor)(numbers([2, 3]))],
    ['NN0712', 'result 0 of shape [] does not have the axes (n)', () => vectorize((x: Tensor) => sum(x), { signature: '(n)->(n)' })(numbers([3]))],
    ['NN0712', 'returns 2 results, the signature has 1', () => vectorize((x: Tensor) => [x, x], { signature: '(n)->(n)' })(numbers([3]))],
    ['NN0712', 'returns one result, the signature has 2', () => vectorize((x: Tensor) => x, { signature: '(n)->(n),(n)' })(numbers([3]))],
    ['NN0201', '2 and 3 do not broadcast', () => vectorize((x: Tensor, y: Tensor) => x.add(y))(numbers([2]), numbers([3]))],
  ])('%s %s', (code, message, call) => {
    expect(call).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) as string }) as Error);
  });
});
