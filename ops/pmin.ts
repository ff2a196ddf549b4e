import { reducedAcross, type Across } from './collective.ts';
import type { Op } from './op.ts';

/** y = the least x of all elements of the batch along the named axis, for each of them. Not differentiated, as in JAX.   x, y: [..s] */
export const pmin: Op<Across> = reducedAcross('pmin', 'min', (_, x) => x);
