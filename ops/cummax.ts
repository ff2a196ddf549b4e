import { byFold, cumulative, extremeOfTwo } from './cumulative.ts';

/** y_i = the greatest of x_0 … x_i along the axis, NaN from the first NaN on.   x, y: [..s].   Equal elements share the gradient two by two, as in JAX. */
export const cummax = cumulative('cummax', 'number', byFold('max'), extremeOfTwo('maximum', 'gt'));
