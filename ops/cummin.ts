import { byFold, cumulative, extremeOfTwo } from './cumulative.ts';

/** y_i = the least of x_0 … x_i along the axis, NaN from the first NaN on.   x, y: [..s].   Equal elements share the gradient two by two, as in JAX. */
export const cummin = cumulative('cummin', 'number', byFold('min'), extremeOfTwo('minimum', 'lt'));
