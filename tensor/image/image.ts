/** image: resampling of jax.image, and sampling at computed places of torch's grid_sample and scipy's map_coordinates. */
export * from './resample.ts';
export * from './sample.ts';
