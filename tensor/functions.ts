/**
 * The functions on tensors, by family: numpy's names in camelCase. They promote and broadcast as numpy does, work at
 * once or while tracing, and take numbers where a tensor of one element will do.
 */
export * from './nn/activations.ts';
export * from './nn/losses.ts';
export { rearrange, type PartSizes, type Rearranged } from './rearrange.ts';
export * from './numpy/arithmetic.ts';
export { at, index, type At, type AtOptions, type GetOptions, type IndexMode } from './numpy/at.ts';
export * from './numpy/counting.ts';
export * from './numpy/creation.ts';
export * from './numpy/cumulative.ts';
export * from './numpy/dtypes.ts';
export * from './numpy/exponential.ts';
export { s, type Index, type IndexedBy, type Slice } from './numpy/indexExpression.ts';
export * from './numpy/indexing.ts';
export * from './numpy/logic.ts';
export { einsum, einsumPath, type AxisLabel, type EinsumOptions } from './numpy/einsum.ts';
export * from './numpy/places.ts';
export * from './numpy/products.ts';
export * from './numpy/nan.ts';
export * from './numpy/padding.ts';
export * from './numpy/bits.ts';
export * from './numpy/polynomials.ts';
export * from './numpy/signals.ts';
export * from './numpy/ranges.ts';
export * from './numpy/sorting.ts';
export * from './numpy/statistics.ts';
export * from './numpy/reductions.ts';
export * from './numpy/arranging.ts';
export * from './numpy/diagonals.ts';
export * from './numpy/joining.ts';
export * from './numpy/rounding.ts';
export { argwhere, digitize, flatnonzero, nonzero, searchsorted, type ListOnly, type NonzeroOptions, type SearchOptions } from './numpy/searching.ts';
export * from './numpy/segments.ts';
export * from './numpy/sets.ts';
export * from './numpy/shape.ts';
