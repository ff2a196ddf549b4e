/** jax.lax: one function for each primitive operation, with its exact types: operands of one dtype and rank, nothing promoted, axes counted from 0. */
export * from './collectives.ts';
export * from './choice.ts';
export * from './conversion.ts';
export * from './convolution.ts';
export * from './creation.ts';
export * from './cumulative.ts';
export * from './elementwise.ts';
export * from './fft.ts';
export * from './indexing.ts';
export * from './products.ts';
export * from './reductions.ts';
export * from './shape.ts';
export * from './sorting.ts';
export * from './special.ts';
export * from './windows.ts';
export * from '../transform/control.ts';
export * as linalg from './linalg.ts';
export { stopGradient } from '../numpy/dtypes.ts';
