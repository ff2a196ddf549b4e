/** Types that functions and their results have and that nobody needs to write: here so that declaration files of other packages can name them. Made by test/types/declarations.test.ts. */
export type { Broadcast } from './core/types/broadcast.ts';
export type { Fits, Gives } from './core/types/dim.ts';
export type { Inexact, Promote } from './core/types/promote.ts';
export type { Output, OwnedBy } from './nn/modelType.ts';
export type { Labels, Logits } from './ops/crossEntropy.ts';
export type { Product } from './ops/matmul.ts';
export type { Sized } from './tensor/create.ts';
export type { Draw } from './tensor/random/draw.ts';
export type { As, Counted, Elementwise, Elementwise2, Operand, Own } from './tensor/signatures.ts';
export type { Compiled } from './tensor/transform/jit.ts';
export type { AdamState, AdamWOptions } from './train/optim/adam.ts';
export type { TrainStep } from './train/step.ts';
