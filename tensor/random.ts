/**
 * Random numbers from keys: the same key gives the same numbers, on every device and for any number of threads.
 * Bits, and what is made of them here, are equal to JAX's (threefry2x32, Salmon et al. 2011; JAX with
 * jax_threefry_partitionable, its default since 0.5): same key, same draw.
 */
export { type Key, type DrawOptions } from './random/draw.ts';
export { key, split, foldIn, clone, keyData, wrapKeyData } from './random/key.ts';
export { checkReuse } from './random/reuse.ts';
export { uniform, normal, exponential, laplace, logistic, cauchy, gumbel, truncatedNormal, bernoulli, type UniformOptions } from './random/continuous.ts';
export { bits, randint, rademacher, categorical, permutation, choice, type CategoricalOptions, type ChoiceOptions } from './random/integers.ts';
export { gamma, loggamma, beta, dirichlet, poisson, generalizedNormal, ball } from './random/gamma.ts';
export { multivariateNormal, orthogonal, type MultivariateNormalOptions } from './random/matrices.ts';
export { pareto, rayleigh, lognormal, wald, weibullMin, triangular, maxwell, geometric, chisquare, t, f } from './random/parametric.ts';
