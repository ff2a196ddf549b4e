/** cotangent: models as templates, shapes checked before anything runs, compiled to fused programs. */
import './tensor/methods.ts';

export { nn, type Model } from './nn/nn.ts';
export { tensor, type TensorOptions } from './tensor/create.ts';
export * as debug from './tensor/debug.ts';
export { device } from './tensor/device.ts';
export { numericPromotion, rankPromotion, type RankPromotion } from './tensor/promotion.ts';
export * from './tensor/functions.ts';
export * from './tensor/nn/layers.ts';
export { grad, valueAndGrad, jvp, vjp } from './tensor/transform/grad.ts';
export { jit, makeGraph } from './tensor/transform/jit.ts';
export { explain } from './tensor/transform/explain.ts';
export * as random from './tensor/random.ts';
export * as lax from './tensor/lax/lax.ts';
export { Tensor } from './tensor/tensor.ts';
export { mapTree, flatten, unflatten, leafPaths, registerTreeNode } from './core/tree.ts';
export { printGraph } from './core/print.ts';
export type { DType } from './core/dtype.ts';
export { CotangentError, type Diagnostic } from './core/diagnostic.ts';
export { sgd } from './train/optim/sgd.ts';
export { adam, adamw } from './train/optim/adam.ts';
export { clipped, clipByGlobalNorm, globalNorm, type Optimizer, type Schedule } from './train/optim/optimizer.ts';
export { warmupCosine } from './train/optim/schedules.ts';
export { trainStep, type TrainState } from './train/step.ts';
export { fit, NonFiniteLoss } from './train/fit.ts';
export { arrayBatches, tokenBatches, type Batches } from './train/data/batches.ts';
export { saveCheckpoint, loadCheckpoint, saveTensors, loadTensors } from './train/checkpoint/checkpoint.ts';
