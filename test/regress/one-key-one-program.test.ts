/** Programs of eager operations are found again by a key, so that what two functions share must be all that they do. */
import { expect, test } from 'vitest';
import { add, associativeScan, device, jacrev, logSumExp, mul, special, tensor, type Tensor } from '../../index.ts';

device('cpu', { threads: 1 });
const sums = (): readonly number[] => [...(associativeScan(add, tensor([1, 2, 3])) as Tensor).dataSync()];
const slopes = (): readonly number[] => [...jacrev((x: Tensor) => ({ a: mul(x, tensor([2, 3])), b: mul(x, 5) }))(tensor(1)).a.dataSync()];

test.each([['a scan', [sums, slopes, sums]], ['a Jacobian', [slopes, sums, slopes]]])('parts of %s first', (_, calls) => {
  for (const call of calls) expect(call()).toEqual(call === sums ? [1, 3, 6] : [2, 3]);
});

test("numpy's logSumExp and scipy's", () => {
  const x = tensor([[0, 0], [0, 0]]), wanted = Float32Array.of(Math.LN2, Math.LN2);
  for (const y of [logSumExp(x, { axis: 0 }), special.logSumExp(x, { axis: 0 }), logSumExp(x, { axis: 0 })]) expect(y.dataSync()).toEqual(wanted);
});
