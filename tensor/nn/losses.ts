/** Losses. */
import type { Value } from '../../core/graph.ts';
import { sub, square } from '../numpy/arithmetic.ts';
import { mean } from '../numpy/reductions.ts';
import { op } from '../operation.ts';
import type { Tensor } from '../tensor.ts';
import type { Broadcast } from '../../core/types/broadcast.ts';
import type { Fits } from '../../core/types/dim.ts';
import type { Inexact, Promote } from '../../core/types/promote.ts';
import type { Labels, Logits } from '../../ops/crossEntropy.ts';

/**
 * y = -ln softmax(logits)[label], averaged over all labels.   logits: [..s, c]   labels: integers [..s]   y: [].   As optax's softmax_cross_entropy_with_integer_labels, averaged.
 * @example
 * crossEntropy(tensor([[0, 0], [0, Math.log(3)]]), tensor([0, 1], { dtype: 'i32' })) // 0.490415
 */
export const crossEntropy = ((logits: Tensor, labels: Tensor): Tensor => mean(op('crossEntropy', [logits, labels], (b, [x, t]) => b.crossEntropy(x as Value, t as Value))[0]!)) as <S, D, T, E>(logits: Fits<Logits<S, D>, Tensor<S, D>>, labels: Fits<Labels<S, D, T, E>, Tensor<T, E>>) => Tensor<[], D>;
/**
 * z = the mean of (x - y)².   x, y: [..s]   z: [].
 * @example
 * mse(tensor([1, 2]), tensor([1, 4])) // 2
 */
export const mse = ((x: Tensor, y: Tensor): Tensor => mean(square(sub(x, y)))) as <A, D, B, E>(x: Tensor<A, D>, y: Fits<Broadcast<'sub', A, B>, Tensor<B, E>>) => Tensor<[], Inexact<Promote<D, E>>>;
