/** Devices: which engine runs what comes next, and the engines that have been started. */
import type { Backend } from '../backends/backend.ts';
import { cpu } from '../backends/cpu/index.ts';
import { referenceBackend as reference } from '../backends/reference/engine.ts';
import { CotangentError, didYouMean } from '../core/diagnostic.ts';

export interface DeviceOptions {
  /** CPU threads; the number of cores when absent. */
  readonly threads?: number;
}

const engines: Readonly<Record<string, (options: DeviceOptions) => Backend>> = { cpu, reference, auto: cpu };

const started = new Map<string, Backend>();
let current: Backend | undefined;

/**
 * Chooses the device for all tensors made from now on, and returns it: `cpu` (compiled, on all cores unless `threads` says
 * fewer), `reference` (plain and slow; it defines what is right), or `auto`, the fastest there is.
 * @example
 * device('cpu', { threads: 1 }).name // 'cpu'
 */
export function device(name: 'auto' | 'cpu' | 'reference' | (string & {}), options: DeviceOptions = {}): Backend {
  const start = Object.hasOwn(engines, name) ? engines[name] : undefined;
  if (!start) {
    const near = didYouMean(name, Object.keys(engines));
    throw new CotangentError(`there is no device '${name}'`, { code: 'NN0505', hint: near ? `did you mean '${near}'?` : `use one of ${Object.keys(engines).join(', ')}` });
  }
  const { threads } = options;
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1 && threads <= 64))
    throw new CotangentError(`device: threads is ${threads}`, { code: 'NN0506', hint: 'give a whole number from 1 to 64' });
  const key = `${start === cpu ? 'cpu' : name} ${threads ?? ''}`;
  current = started.get(key);
  if (!current) started.set(key, current = start(options));
  return current;
}

export const currentDevice = (): Backend => (current ??= device('auto'));
