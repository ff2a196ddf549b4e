/**
 * npm start [-- --model gpt|mlp|resnet|lstm|vae|vit] [--steps N] [--resume] [--out FILE] [--device NAME] [--threads N]
 * Trains a model written as an nn template, shows what it learns, and keeps a checkpoint to go on from.
 */
import { CotangentError, device } from '../index.ts';
import { stepsFor } from './example.ts';
import { readOptions } from './options.ts';

try {
  const { example, device: name, threads, steps, resume, out } = readOptions(process.argv.slice(2));
  device(name, threads === undefined ? {} : { threads });
  await example.run({ steps: steps ?? stepsFor(example, resume, out), resume, out });
} catch (e) {
  if (!(e instanceof CotangentError) && (e as { code?: string }).code?.startsWith('ERR_PARSE_ARGS') !== true) throw e;
  const { code, message, hint } = e as CotangentError;
  console.error(`${code}  ${message}${hint ? `\nhint: ${hint}` : ''}`);
  process.exitCode = 1;
}
