/** Step sizes as functions of the count of steps taken. */
import { add, astype, cos, div, maximum, minimum, mul, sub, where, less } from '../../tensor/functions.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import type { Schedule } from './optimizer.ts';

export interface WarmupCosineOptions {
  readonly peak: number;
  /** Steps from 0 to the peak, linearly. */
  readonly warmupSteps: number;
  /** Steps in all, warm-up included; the rate stays at `end` afterwards. */
  readonly totalSteps: number;
  readonly end?: number;
}

/**
 * Linear warm-up, then half a cosine (Loshchilov & Hutter 2017, without restarts).
 * η(t) = peak · t / warmup,  then  end + (peak − end) · (1 + cos(π (t − warmup) / (total − warmup))) / 2
 * @example
 * const rate = warmupCosine({ peak: 0.1, warmupSteps: 10, totalSteps: 110 });
 * [5, 10, 60, 110].map((t) => rate(tensor(t, { dtype: 'i32' }))) // [0.05, 0.1, 0.05, 0]
 */
export function warmupCosine({ peak, warmupSteps, totalSteps, end = 0 }: WarmupCosineOptions): Schedule {
  if (!(peak > 0)) throw new CotangentError(`warmupCosine: peak is ${peak}`, { code: 'NN0601', hint: 'give a number above 0' });
  if (!(totalSteps > warmupSteps && warmupSteps >= 0))
    throw new CotangentError(`warmupCosine: ${warmupSteps} warm-up steps of ${totalSteps} in all`, { code: 'NN0602', hint: 'totalSteps counts the warm-up too and must be larger' });
  return (count) => {
    const t = astype(count, 'f32');
    const progress = minimum(maximum(div(sub(t, warmupSteps), totalSteps - warmupSteps), 0), 1);
    const falling = add(mul(add(cos(mul(progress, Math.PI)), 1), (peak - end) / 2), end);
    return warmupSteps === 0 ? falling : where(less(t, warmupSteps), mul(t, peak / warmupSteps), falling);
  };
}
