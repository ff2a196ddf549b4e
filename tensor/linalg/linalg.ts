/** linalg: linear algebra on matrices in the last two axes, numpy's names in camelCase (numpy.linalg, and what scipy.linalg adds for training). */
export * from './factor.ts';
export * from './functions.ts';
export * from './norms.ts';
export * from './products.ts';
export * from './solve.ts';
