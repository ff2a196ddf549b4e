/** Keys that are used twice: the second draw would be the first once more. Looked for when asked to, and at DEBUG=1 and above. */
import { debugging } from '../../core/debug.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import { frame } from '../frame.ts';
import type { Tensor } from '../tensor.ts';

let asked: boolean | undefined;
/** What has used a key, and where. A key that is traced is another tensor in every trace. */
const used = new WeakMap<Tensor, { readonly what: string; readonly place: { readonly label: string } }>();

/**
 * From now on, or while `within` runs, a key that is used twice is an error that names both places. `split` and all draws use a
 * key; `foldIn` does not, and `clone` gives one that counts as new. Seen are the calls a program makes, and inside of a compiled
 * function those of its trace: not two calls of a compiled function with one key, nor the turns of a loop that capture one.
 * On by itself at DEBUG=1 and above. As jax_debug_key_reuse.
 * @example
 * random.checkReuse(true, () => random.split(random.key(0)).map((key) => random.bits(key, [2]).shape)) // [[2], [2]]
 */
export function checkReuse<T = void>(on = true, within?: () => T): T {
  const before = asked;
  asked = on;
  if (!within) return undefined as T;
  try {
    return within();
  } finally {
    asked = before;
  }
}

/** Notes that `what` uses the key. `asking`: the function that users call. */
export function consume(what: string, key: Tensor, asking: (...args: never[]) => unknown): void {
  if (!(asked ?? debugging(1))) return;
  const first = used.get(key), place = frame(asking);
  if (first)
    throw new CotangentError(`random.${what} at ${place.label} uses a key that random.${first.what} has used at ${first.place.label}`, { code: 'NN0569', hint: 'split the key, and use each part once; clone it where the same numbers are wanted' });
  used.set(key, { what, place });
}
