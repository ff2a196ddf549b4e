/** First values of parameters and states. */
import { isKnown } from '../core/dim.ts';
import { invariant } from '../core/diagnostic.ts';
import type { Owned } from '../lowering/elaborate.ts';
import { full, mul } from '../tensor/functions.ts';
import { normal, truncatedNormal, uniform, type Key } from '../tensor/random.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** Draws a tensor as its `init` says; each turn of a repeat is drawn by itself. */
export function draw({ init, shape, dtype, path }: Owned, key: Key | undefined): Tensor {
  const random = (): Key => {
    invariant(key, `${path} is drawn without a key`);
    return key;
  };
  switch (init.kind) {
    case 'zeros': return full(shape, 0, { dtype });
    case 'ones': return full(shape, 1, { dtype });
    case 'constant': return full(shape, init.value, { dtype });
    case 'normal': return mul(normal(random(), shape), init.std);
    case 'uniform': return uniform(random(), shape, { minval: -init.bound, maxval: init.bound });
    case 'scaled': {
      invariant(isKnown(init.fan), `the fan of ${path} is not known`);
      const variance = init.scale / Math.max(1, init.fan);
      switch (init.law) {
        case 'normal': return mul(normal(random(), shape), Math.sqrt(variance));
        case 'uniform': return uniform(random(), shape, { minval: -Math.sqrt(3 * variance), maxval: Math.sqrt(3 * variance) });
        case 'truncatedNormal': return mul(truncatedNormal(random(), -2, 2, shape), Math.sqrt(variance) / truncatedDeviation);
      }
    }
  }
}

// Standard deviation of a standard normal cut off at two deviations.
const truncatedDeviation = 0.87962566103423978;
