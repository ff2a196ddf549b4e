/** Our side of the benchmark: this library on its CPU engine, one workload per process. */
import { readFileSync } from 'node:fs';
import { device } from '../../index.ts';
import { serve } from '../child.ts';
import { chain } from './chain.ts';
import { conv } from './conv.ts';
import { gelu, layerNorm, softmax } from './elementwise.ts';
import { gptForward, gptTrain } from './gpt.ts';
import { matmul } from './matmul.ts';
import { mlp, tiny } from './mlp.ts';

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string };
const { name: backend } = device('cpu', { threads: Number(process.argv[3]) });

await serve({ matmul, gelu, softmax, layerNorm, conv, chain, tiny, mlp, gptForward, gptTrain }, { version, backend });
