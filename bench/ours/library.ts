/** What the benchmarks use of this library. */
import '../../tensor/methods.ts';

export { tensor } from '../../tensor/create.ts';
export { device } from '../../tensor/device.ts';
export * from '../../tensor/functions.ts';
export * from '../../tensor/network.ts';
export { jit } from '../../tensor/jit.ts';
export * as random from '../../tensor/random.ts';
export { Tensor } from '../../tensor/tensor.ts';
export { sgd } from '../../train/optim/sgd.ts';
export { adam, adamw } from '../../train/optim/adam.ts';
export type { Optimizer } from '../../train/optim/optimizer.ts';
export { trainStep } from '../../train/step.ts';
