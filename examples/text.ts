/** Real text that every clone has: the declaration files of the `typescript` package, as bytes. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export interface Corpus {
  readonly train: Uint8Array;
  /** The last tenth, never trained on. */
  readonly validation: Uint8Array;
  readonly files: number;
}

export function declarationText(): Corpus {
  const folder = dirname(createRequire(import.meta.url).resolve('typescript/lib/lib.d.ts'));
  const names = readdirSync(folder).filter((n) => /^lib\..*\.d\.ts$/.test(n)).sort();
  // Each file opens with the same licence; what is learned from it again and again says nothing.
  const texts = names.map((n) => readFileSync(join(folder, n), 'utf8').replace(/^\/\*![\s\S]*?\*\/\s*/, ''));
  // Non-ASCII characters become '?': one byte is one token.
  const bytes = Uint8Array.from(texts.join('\n'), (c) => (c.charCodeAt(0) < 128 ? c.charCodeAt(0) : 63));
  const cut = Math.floor(bytes.length * 0.9);
  return { train: bytes.subarray(0, cut), validation: bytes.subarray(cut), files: names.length };
}

/**
 * Loss in nats per byte of the best guess from the byte before alone: counts in the training text, smoothed by one count spread over all bytes,
 * measured on the validation text.
 */
export function bigramLoss({ train, validation }: Corpus): number {
  const counts = new Float64Array(256 * 256).fill(1 / 256), totals = new Float64Array(256).fill(1);
  for (let i = 1; i < train.length; i++) {
    counts[train[i - 1]! * 256 + train[i]!]!++;
    totals[train[i - 1]!]!++;
  }
  let loss = 0;
  for (let i = 1; i < validation.length; i++) loss -= Math.log(counts[validation[i - 1]! * 256 + validation[i]!]! / totals[validation[i - 1]!]!);
  return loss / (validation.length - 1);
}
