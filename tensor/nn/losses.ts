/** Losses. */
import type { Value } from '../../core/graph.ts';
import { sub, square } from '../numpy/arithmetic.ts';
import { mean } from '../numpy/reductions.ts';
import { op } from '../operation.ts';
import type { Tensor } from '../tensor.ts';

/** −log softmax(logits)[label], averaged over all labels.   logits: [.., c]   labels: [..] integers */
export const crossEntropy = (logits: Tensor, labels: Tensor): Tensor => mean(op('crossEntropy', [logits, labels], (b, [x, t]) => b.crossEntropy(x as Value, t as Value))[0]!);
/** Mean of (x − y)². */
export const mse = (x: Tensor, y: Tensor): Tensor => mean(square(sub(x, y)));
