/** All that the nn language can call by name, in the order in which editors offer it: what learns first. */
import { library } from '../typecheck/layer.ts';
import { functions } from './functions.ts';
import { batchnorm } from './layers/batchnorm.ts';
import { conv } from './layers/conv.ts';
import { dropout } from './layers/dropout.ts';
import { embedding } from './layers/embedding.ts';
import { layernorm } from './layers/layernorm.ts';
import { linear } from './layers/linear.ts';
import { avgpool, maxpool } from './layers/pooling.ts';
import { rmsnorm } from './layers/rmsnorm.ts';

export const layers = library([linear, conv, embedding, layernorm, rmsnorm, batchnorm, dropout, maxpool, avgpool, ...functions]);
