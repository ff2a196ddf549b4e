import { Matrix, mul, parallel } from '../core/routine.ts';
import type { Dim } from '../core/dim.ts';
import { count, known, ShapeError, showType } from '../core/shape.ts';
import { clampIndex } from './place.ts';
import { oneAxisMore } from './batching.ts';
import { needsIndex, needsRank } from './rules.ts';
import type { Op } from './op.ts';

/**
 * The order of rows after row i has been exchanged with row pivots[i], for i = 0, 1 …: what `lu` gives beside its pivots.
 * pivots: i32[..s, k]   order: i32[..s, size], with size ≥ k.   Numbers beyond the rows clamp.
 */
export const luPivotsToPermutation: Op<{ size: Dim }> = {
  name: 'luPivotsToPermutation', arity: 1,
  type([pivots], { size }) {
    needsIndex('luPivotsToPermutation', 'pivots', pivots);
    needsRank('luPivotsToPermutation', pivots, 1, '[..s, pivots]');
    const k = pivots.shape.at(-1)!;
    if (typeof k === 'number' && typeof size === 'number' && size < k)
      throw new ShapeError('NN0282', `luPivotsToPermutation: ${showType(pivots)} holds more pivots than there are rows, ${size}`, 'give the number of rows of the matrix');
    return [{ shape: [...pivots.shape.slice(0, -1), size], dtype: 'i32' }];
  },
  kernel([pivots], [order]) {
    const shape = known(pivots.shape), batch = count(shape.slice(0, -1)), k = shape.at(-1)!, n = order.shape.at(-1) as number;
    return {
      buffers: [{ dtype: pivots.dtype, elements: batch * k, role: 'in' }, { dtype: 'i32', elements: batch * n, role: 'out' }],
      scratch: [],
      body: parallel(batch, (r, item) => {
        const from = new Matrix(0, pivots.dtype, k, mul(item, k)), to = new Matrix(1, 'i32', n, mul(item, n));
        r.for(n, (i) => to.put(r, 0, i, i));
        r.for(k, (i) => to.exchangeElements(r, i, r.let(clampIndex(from.at(0, i), n))));
      }),
    };
  },
  vjp: () => [undefined],
  jvp: () => [undefined],
  batch: oneAxisMore((b, [pivots], params) => b.luPivotsToPermutation(pivots, params)),
  samples: [
    { inputs: [{ shape: [3], dtype: 'i32', range: [0, 2] }], params: { size: 3 } },
    { inputs: [{ shape: [2, 3], dtype: 'i32', range: [0, 4] }], params: { size: 5 } },
    { inputs: [{ shape: [0], dtype: 'i32' }], params: { size: 2 } },
  ],
};
