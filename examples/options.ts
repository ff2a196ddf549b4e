/** What `npm start --` is asked for: which example, for how many steps, where its checkpoint lies, on which device. */
import { parseArgs } from 'node:util';
import { CotangentError } from '../index.ts';
import * as gpt from './gpt.ts';
import * as lstm from './lstm.ts';
import * as mlp from './mlp.ts';
import * as resnet from './resnet.ts';
import * as vae from './vae.ts';
import * as vit from './vit.ts';
import type { Example, RunOptions } from './example.ts';

const examples: Readonly<Record<string, Example>> = { gpt, mlp, resnet, lstm, vae, vit };

export interface Options extends Omit<RunOptions, 'steps'> {
  readonly example: Example;
  /** As many as the example says when absent. */
  readonly steps: number | undefined;
  readonly device: string;
  readonly threads: number | undefined;
}

export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      model: { type: 'string', default: 'gpt' }, steps: { type: 'string' }, resume: { type: 'boolean', default: false },
      out: { type: 'string' }, device: { type: 'string', default: 'auto' }, threads: { type: 'string' },
    },
  });
  const { model, resume, device } = values;
  const example = Object.hasOwn(examples, model) ? examples[model] : undefined;
  if (!example) throw new CotangentError(`there is no example '${model}'`, { code: 'NN0901', hint: `use one of ${Object.keys(examples).join(', ')}` });
  const steps = values.steps === undefined ? undefined : Number(values.steps);
  if (steps !== undefined && !(Number.isInteger(steps) && steps >= 1)) throw new CotangentError(`--steps is ${values.steps}`, { code: 'NN0902', hint: 'give a whole number of 1 or more' });
  const threads = values.threads === undefined ? undefined : Number(values.threads);
  return { example, device, threads, steps, resume, out: values.out ?? `runs/${model}.safetensors` };
}
