/** fft: Fourier and cosine transforms, frequencies and shifts; numpy.fft's names in camelCase, and dct of scipy.fft. */
export { dct, idct, type CosineOptions } from './cosine.ts';
export * from './fourier.ts';
