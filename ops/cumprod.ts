import { byFold, cumulative } from './cumulative.ts';

/** y_i = x_0 · … · x_i along the axis; integers wrap around.   x, y: [..s] */
export const cumprod = cumulative('cumprod', 'number', byFold('prod'), (b, p, q) => ({ z: b.mul(p, q), partials: [q, p] }));
