import { at, axis, load, reduce, scalar } from '../core/build.ts';
import { sameDim, showDim, showShape } from '../core/dim.ts';
import { known, ShapeError } from '../core/shape.ts';
import type { Around, AxisOf, AxisUnion, Both, Without } from '../core/types/axes.ts';
import type { Differ, Mistake, ShowDim, ShowShape } from '../core/types/dim.ts';
import { needs, sameDType } from './rules.ts';
import { axisTo } from './batching.ts';
import type { Value } from '../core/graph.ts';
import type { Op } from './op.ts';

export const pairDiffers = <const X extends string, const Y extends string, const I extends string, const D extends string, const J extends string, const E extends string>(x: X, y: Y, i: I, d: D, j: J, e: E): pairDiffers<X, Y, I, D, J, E> =>
  `dot ${x} and ${y}: axis ${i} of the left has ${d}, axis ${j} of the right has ${e}`;
export type pairDiffers<X extends string, Y extends string, I extends string, D extends string, J extends string, E extends string> = `dot ${X} and ${Y}: axis ${I} of the left has ${D}, axis ${J} of the right has ${E}`;

/** Σ x · y over pairs of axes, those of P in x and of Q in y; the others remain. */
export type Contracted<A, B, P, Q, WholeP = P, WholeQ = Q> =
  P extends readonly [infer I, ...infer R]
    ? Q extends readonly [infer J, ...infer T]
      ? [Around<A, I>, Around<B, J>] extends [[unknown, infer D, unknown], [unknown, infer E, unknown]]
        ? Differ<D, E> extends true ? Mistake<pairDiffers<ShowShape<A>, ShowShape<B>, `${AxisOf<A, I> & number}`, ShowDim<D>, `${AxisOf<B, J> & number}`, ShowDim<E>>> : Contracted<A, B, R, T, WholeP, WholeQ>
        : never
      : never
    : Both<Without<A, AxisUnion<A, WholeP>>, Without<B, AxisUnion<B, WholeQ>>>;

export interface DotAxes {
  /** Axes that x and y share and the result keeps, in pairs. */
  readonly batch: readonly [readonly number[], readonly number[]];
  /** Axes that are multiplied and summed over, in pairs. */
  readonly contract: readonly [readonly number[], readonly number[]];
}

const free = (rank: number, ...used: readonly (readonly number[])[]): readonly number[] =>
  Array.from({ length: rank }, (_, i) => i).filter((i) => !used.some((u) => u.includes(i)));

const inOrder = (axes: readonly number[]): boolean => axes.every((a, i) => a === i);

/**
 * z = Σ x · y over the contracted axes: matrix product in its general form.
 * x: [b.., m.., k..]   y: [b.., n.., k..]   z: [b.., m.., n..]   (axes of x and y in any order)
 */
export const dot: Op<DotAxes, [x: Value, y: Value]> = {
  name: 'dot', arity: 2,
  type([x, y], { batch, contract }) {
    const p = x.shape, q = y.shape;
    needs('dot', 'number', x);
    sameDType('dot', [x, y]);
    for (const [xs, ys] of [batch, contract])
      xs.forEach((a, i) => {
        if (!sameDim(p[a], q[ys[i]]))
          throw new ShapeError('NN0209', pairDiffers(showShape(p), showShape(q), `${a}`, showDim(p[a]), `${ys[i]}`, showDim(q[ys[i]])));
      });
    const shape = [...batch[0].map((a) => p[a]), ...free(p.length, batch[0], contract[0]).map((a) => p[a]), ...free(q.length, batch[1], contract[1]).map((a) => q[a])];
    return [{ shape, dtype: x.dtype }];
  },
  define([x, y], z, { batch, contract }) {
    const p = known(x.shape).map(axis), q = known(y.shape).map(axis);
    for (const [xs, ys] of [batch, contract]) xs.forEach((a, i) => { q[ys[i]] = p[a]; });
    const axes = [...batch[0].map((a) => p[a]), ...free(p.length, batch[0], contract[0]).map((a) => p[a]), ...free(q.length, batch[1], contract[1]).map((a) => q[a])];
    const product = scalar('mul', load(0, z.dtype, p.map(at)), load(1, z.dtype, q.map(at)));
    return { axes, body: reduce('sum', contract[0].map((a) => p[a]), product) };
  },
  linear: [0, 1],
  // dx = g · yᵀ, dy = gᵀ · x, with axes put back in their places
  vjp(b, { x: [x, y], params: { batch, contract } }, [g]) {
    if (!g) return [undefined, undefined];
    const side = (from: Value, other: Value, mine: 0 | 1): Value => {
      const yours = mine === 0 ? 1 : 0;
      const myFree = free(from.type.shape.length, batch[mine], contract[mine]), yourFree = free(other.type.shape.length, batch[yours], contract[yours]);
      const nb = batch[0].length, first = nb + (mine === 0 ? myFree.length : 0);
      const inG = yourFree.map((_, i) => (mine === 0 ? first + i : nb + i));
      const contractedByAxis = contract[yours].map((a, i) => [a, contract[mine][i]] as const).sort((p, q) => p[0] - q[0]).map(([, a]) => a);
      // Which axis of `from` each axis of the product is; g stands second where that leaves nothing to transpose.
      const gFirst = [...batch[mine], ...myFree, ...contractedByAxis], gSecond = [...batch[mine], ...contractedByAxis, ...myFree];
      const second = inOrder(gSecond) && !inOrder(gFirst), places = second ? gSecond : gFirst;
      const batchInG = batch[0].map((_, i) => i);
      const d = second
        ? b.dot(other, g, { batch: [batch[yours], batchInG], contract: [yourFree, inG] })
        : b.dot(g, other, { batch: [batchInG, batch[yours]], contract: [inG, yourFree] });
      return inOrder(places) ? d : b.transpose(d, { order: places.map((_, a) => places.indexOf(a)) });
    };
    return [side(x, y, 0), side(y, x, 1)];
  },
  // A batch of both is one more shared axis; a batch of one is a free axis, which the result then has first.
  batch(b, { x: [x, y], batched: [ofX, ofY], params: { batch, contract } }) {
    const further = ([xs, ys]: DotAxes['batch']): DotAxes['batch'] => [ofX ? xs.map((a) => a + 1) : xs, ofY ? ys.map((a) => a + 1) : ys];
    const [bx, by] = further(batch), axes = further(contract);
    if (ofX && ofY) return [b.dot(x, y, { batch: [[0, ...bx], [0, ...by]], contract: axes })];
    const z = b.dot(x, y, { batch: [bx, by], contract: axes });
    return [axisTo(b, z, ofX ? bx.length : x.type.shape.length - axes[0].length, 0)];
  },
  samples: [
    { inputs: [[], []], params: { batch: [[], []], contract: [[], []] } },
    { inputs: [{ shape: [2, 3], dtype: 'f64' }, { shape: [4, 3], dtype: 'f64' }], params: { batch: [[], []], contract: [[1], [1]] } },
    { inputs: [{ shape: [2, 3], dtype: 'i32' }, { shape: [3], dtype: 'i32' }], params: { batch: [[], []], contract: [[1], [0]] } },
    { inputs: [[2, 3], [3, 4]], params: { batch: [[], []], contract: [[1], [0]] } },
    { inputs: [[2, 5, 3], [2, 4, 3]], params: { batch: [[0], [0]], contract: [[2], [2]] } },
    { inputs: [[3, 2, 4], [4, 3, 5]], params: { batch: [[], []], contract: [[0, 2], [1, 0]] } },
    { inputs: [[0, 3], [3, 4]], params: { batch: [[], []], contract: [[1], [0]] } },
    { inputs: [[2, 0], [0, 4]], params: { batch: [[], []], contract: [[1], [0]] } },
  ],
};
