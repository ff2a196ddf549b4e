/** Products and Einstein's sums: against the oracle, what they become, the order of contraction, and the calls that are refused. */
import { describe, expect, test } from 'vitest';
import * as f from '../../../tensor/functions.ts';
import { makeGraph } from '../../../tensor/transform/jit.ts';
import { rankPromotion } from '../../../tensor/promotion.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { checkCase, functions, groupsOf } from './oracle.ts';
import { refuses } from './refused.ts';
import { untyped } from '../../untyped.ts';

const u = untyped(f);

test.each([...groupsOf('numpyProducts'), ...groupsOf('numpyEinsum')])('%s against the oracle', (_, cases) => cases.forEach((c) => checkCase(c, functions)));

describe('einsum of two', () => {
  const ops = (text: string, ...shapes: readonly (readonly number[])[]): string[] =>
    makeGraph((...x: Tensor[]) => f.einsum(text, ...x))(...shapes.map((s) => f.ones(s))).nodes.map((n) => n.op.name);
  const one = [['ij,jk->ik', [2, 3], [3, 4]], ['ij,jk->ki', [2, 3], [3, 4]], ['bij,bjk->bik', [2, 3, 4], [2, 4, 5]], ['bhqd,bhkd->bhqk', [2, 3, 4, 5], [2, 3, 6, 5]], ['i,i->', [3], [3]], ['ij,ij->', [2, 3], [2, 3]]] as const;
  test.each(one)('%s is one dot', (text, p, q) => expect(ops(text, p, q)).toEqual(['dot']));
  test('without a sum it is a product of elements', () => expect(ops('i,i->i', [3], [3])).toEqual(['mul']));
});

describe('the order of contraction', () => {
  test('a chain begins where it is thinnest', () => expect(f.einsumPath('ij,jk,kl->il', f.ones([10, 2]), f.ones([2, 30]), f.ones([30, 3]))).toEqual({ path: [[1, 2], [0, 1]], flops: 2 * (2 * 30 * 3 + 10 * 2 * 3) }));
  test('labels stay while another operand has them', () => expect(f.einsumPath('ia,aj,ka->ijk', f.ones([2, 9]), f.ones([9, 2]), f.ones([2, 9])).path).toHaveLength(2));
  test('one operand has one step', () => expect(f.einsumPath('ij->j', f.ones([2, 3])).path).toEqual([[0]]));
  test('many operands are ordered in a moment', () => {
    const n = 20, letters = 'abcdefghijklmnopqrstuvwxyz', text = Array.from({ length: n }, (_, i) => letters.slice(i, i + 2)).join();
    const { path } = f.einsumPath(`${text}->a${letters[n]}`, ...Array.from({ length: n }, () => f.ones([2, 2])));
    expect(path).toHaveLength(n - 1);
    expect(f.einsum(`${text}->a${letters[n]}`, ...Array.from({ length: n }, () => f.ones([2, 2]))).dataSync()[0]).toBe(2 ** (n - 1));
  });
});

test('ranks of products are their own affair', () => expect(rankPromotion('raise', () => f.einsum('ij,j->i', f.ones([2, 3]), f.ones([3]))).shape).toEqual([2]));

const m = (): Tensor => f.ones([2, 3]);
refuses([
  ['inner sizes that differ', () => f.matmul(m(), m()), 'NN0215', /matmul \[2, 3\] and \[2, 3\]: the inner sizes 3 and 2 differ/],
  ['a scalar as a matrix', () => f.matmul(2, m()), 'NN0216', /matmul/],
  ['vectors of two lengths', () => u.dot(u.ones([2]), u.ones([3])), 'NN0209', /dot/],
  ['vectors of two lengths along an axis', () => f.vecdot(m(), f.ones([2])), 'NN0215', /vecdot/],
  ['too many axes', () => f.tensordot(m(), m(), 3), 'NN0275', /there are no 3 axes/],
  ['axes without partners', () => f.tensordot(m(), m(), [[0, 1], [0]]), 'NN0275', /do not pair/],
  ['an axis twice', () => f.tensordot(m(), m(), [[0, 0], [0, 1]]), 'NN0275', /do not pair/],
  ['a vector product in four dimensions', () => u.cross(f.ones([4]), f.ones([4])), 'NN0276', /axis 0 of \[4\] has size 4/],
  ['a chain of one', () => u.multiDot([m()]), 'NN0275', /chain of 1/],
  ['a chain whose links do not meet', () => u.multiDot([m(), f.ones([1, 4])]), 'NN0215', /operand 1 is \[2, 3\], the next \[1, 4\]: the inner sizes 3 and 1 differ/],
  ['floats added up as integers', () => f.matmul(f.ones([2]), f.ones([2]), { preferredElementType: 'i32' }), 'NN0205', /products of f32 do not add up to i32/],
  ['no dtype', () => f.dot(m(), 1, { preferredElementType: 'f8' as never }), 'NN0508', /dot: 'f8'/],
  ['labels of two sizes', () => f.einsum('ij,ij->i', m(), f.ones([2, 4])), 'NN0274', /label j has size 3 in operand 1 and 4 in operand 2/],
  ['a diagonal of two sizes', () => f.einsum('ii', m()), 'NN0274', /label i has size 2 in operand 1 and 3 in operand 1/],
  ['a diagonal through an axis of size 1', () => u.einsum('ii', u.ones([1, 3])), 'NN0274', /diagonal of label i goes through axes of 1 and 3/],
  ['unlabelled axes that do not broadcast', () => u.einsum('...,...', u.ones([2]), u.ones([3])), 'NN0274', /an axis of the ellipsis has size 2/],
  ['too few labels', () => f.einsum('i,jk', m(), m()), 'NN0273', /operand 1 has 2 axes, and 1 labels/],
  ['too many labels', () => f.einsum('ijk', m()), 'NN0273', /operand 1 has 2 axes, and 3 labels/],
  ['too few operands', () => f.einsum('ij,jk->ik', m()), 'NN0273', /names 2 operands, and there are 1/],
  ['a label of the result alone', () => f.einsum('ij->k', m()), 'NN0273', /the result has label k, which no operand has/],
  ['a label of the result twice', () => f.einsum('ij->ii', m()), 'NN0273', /label i twice/],
  ['two arrows', () => f.einsum('ij->i->j', m()), 'NN0273', /two arrows/],
  ['a sign that is no label', () => f.einsum('i1->i', m()), 'NN0273', /'1' is not a label/],
  ['two ellipses', () => f.einsum('...i...', m()), 'NN0273', /two ellipses/],
  ['labels that are no list', () => f.einsum(m(), 3 as never), 'NN0273', /labels are 3/],
]);
