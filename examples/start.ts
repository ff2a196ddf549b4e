/**
 * npm start [-- --model gpt|mlp|resnet|lstm|vae|vit] [--steps N] [--resume] [--out FILE] [--device NAME] [--threads N]
 * Trains a model written as an nn template, shows what it learns, and keeps a checkpoint to go on from.
 */
import { parseArgs } from 'node:util';
import { CotangentError, device } from '../index.ts';
import * as gpt from './gpt.ts';
import * as lstm from './lstm.ts';
import * as mlp from './mlp.ts';
import * as resnet from './resnet.ts';
import * as vae from './vae.ts';
import * as vit from './vit.ts';
import type { Example } from './example.ts';

const examples: Readonly<Record<string, Example>> = { gpt, mlp, resnet, lstm, vae, vit };

function readOptions(): { readonly example: Example; readonly name: string; readonly steps: number; readonly resume: boolean; readonly out: string } {
  const { values } = parseArgs({
    options: {
      model: { type: 'string', default: 'gpt' }, steps: { type: 'string' }, resume: { type: 'boolean', default: false },
      out: { type: 'string' }, device: { type: 'string', default: 'auto' }, threads: { type: 'string' },
    },
  });
  const { model } = values;
  const example = Object.hasOwn(examples, model) ? examples[model] : undefined;
  if (!example) throw new CotangentError(`there is no example '${model}'`, { code: 'NN0901', hint: `use one of ${Object.keys(examples).join(', ')}` });
  const steps = values.steps === undefined ? example.steps : Number(values.steps);
  if (!Number.isInteger(steps) || steps < 1) throw new CotangentError(`--steps is ${values.steps}`, { code: 'NN0901', hint: 'give a whole number of 1 or more' });
  device(values.device, values.threads === undefined ? {} : { threads: Number(values.threads) });
  return { example, name: model, steps, resume: values.resume, out: values.out ?? `runs/${model}.safetensors` };
}

try {
  const { example, steps, resume, out } = readOptions();
  await example.run({ steps, resume, out });
} catch (e) {
  if (!(e instanceof CotangentError) && (e as { code?: string }).code?.startsWith('ERR_PARSE_ARGS') !== true) throw e;
  const { code, message, hint } = e as CotangentError;
  console.error(`${code}  ${message}${hint ? `\nhint: ${hint}` : ''}`);
  process.exitCode = 1;
}
