/**
 * Batches in a reproducible order: which examples come is a function of the seed and of a cursor, a few whole numbers
 * that a checkpoint keeps. Going to a cursor costs nothing.
 */
import { CotangentError } from '../../core/diagnostic.ts';
import type { TypedArray } from '../../core/dtype.ts';
import { count } from '../../core/shape.ts';
import { tensor } from '../../tensor/create.ts';
import * as random from '../../tensor/random.ts';
import type { Tensor } from '../../tensor/tensor.ts';

export interface Batches<B> {
  /** Where the next batch comes from; JSON data. */
  cursor: Cursor;
  /** Tensors made for this call: who calls disposes of them. */
  next(): B;
  /** Batches in one pass over the data; undefined where there are no passes. */
  readonly perEpoch: number | undefined;
}

export interface Cursor {
  readonly epoch: number;
  readonly batch: number;
}

const checkSize = (what: string, n: number): void => {
  if (!Number.isInteger(n) || n < 1) throw new CotangentError(`${what}: the batch size is ${n}`, { code: 'NN0620', hint: 'give a whole number of 1 or more' });
};

/** The numbers of a draw, with nothing left behind. */
function drawn(root: random.Key, part: number, draw: (key: random.Key) => Tensor): ArrayLike<number> {
  const key = random.foldIn(root, part), numbers = draw(key);
  const values = numbers.dataSync();
  for (const x of [root, key, numbers]) x.dispose();
  return values;
}

/** Columns of examples: `data` row-major, the first size of `shape` counts the examples. */
export interface Column {
  readonly data: TypedArray;
  readonly shape: readonly number[];
}

export interface ArrayBatchesOptions {
  readonly batchSize: number;
  readonly seed: number;
  /** In a new random order each epoch; true when absent. What does not fill a batch at the end of an epoch is left for a later one. */
  readonly shuffle?: boolean;
}

/**
 * Batches of rows of several columns: `{ x, label }` gives `{ x: [b, ..], label: [b] }`.
 * @example
 * const columns = { x: { data: Float32Array.of(1, 2, 3, 4), shape: [2, 2] }, label: { data: Int32Array.of(7, 8), shape: [2] } };
 * arrayBatches(columns, { batchSize: 2, seed: 0, shuffle: false }).next() // { x: [[1, 2], [3, 4]], label: [7, 8] }
 */
export function arrayBatches<K extends string>(columns: Readonly<Record<K, Column>>, { batchSize, seed, shuffle = true }: ArrayBatchesOptions): Batches<Record<K, Tensor>> {
  checkSize('arrayBatches', batchSize);
  const entries = Object.entries(columns) as [K, Column][];
  const rows = entries[0]?.[1].shape[0] ?? 0;
  for (const [name, { data, shape }] of entries) {
    if (shape[0] !== rows || count(shape) !== data.length)
      throw new CotangentError(`arrayBatches: column '${name}' of shape [${shape.join(', ')}] has ${data.length} elements; the first column has ${rows} rows`, { code: 'NN0621', hint: 'all columns have one row per example' });
  }
  const perEpoch = Math.floor(rows / batchSize);
  if (perEpoch === 0) throw new CotangentError(`arrayBatches: ${rows} examples do not fill one batch of ${batchSize}`, { code: 'NN0620', hint: 'use a smaller batch or more data' });

  let order: ArrayLike<number> = [], orderOf = -1;
  const orderFor = (epoch: number): ArrayLike<number> => {
    if (!shuffle) return Array.from({ length: rows }, (_, i) => i);
    if (orderOf !== epoch) {
      order = drawn(random.key(seed), epoch, (key) => random.permutation(key, rows));
      orderOf = epoch;
    }
    return order;
  };
  return {
    cursor: { epoch: 0, batch: 0 },
    perEpoch,
    next() {
      const { epoch, batch } = this.cursor;
      const chosen = orderFor(epoch);
      const out = entries.map(([name, { data, shape }]) => {
        const width = data.length / rows, part = data.slice(0, batchSize * width);
        for (let i = 0; i < batchSize; i++) {
          const row = chosen[batch * batchSize + i]!;
          part.set(data.subarray(row * width, (row + 1) * width), i * width);
        }
        return [name, tensor(part, { shape: [batchSize, ...shape.slice(1)] })] as const;
      });
      this.cursor = batch + 1 < perEpoch ? { epoch, batch: batch + 1 } : { epoch: epoch + 1, batch: 0 };
      return Object.fromEntries(out) as Record<K, Tensor>;
    },
  };
}

export interface TokenBatchesOptions {
  readonly batchSize: number;
  /** Tokens per example. */
  readonly length: number;
  readonly seed: number;
}

/**
 * Windows at random places of one long text: ids [b, t] and, one further on, targets [b, t].
 * @example
 * const { ids, targets } = tokenBatches(Int32Array.of(0, 1, 2, 3, 4, 5), { batchSize: 3, length: 2, seed: 0 }).next();
 * all(equal(targets, add(ids, 1))) // true
 */
export function tokenBatches(tokens: Int32Array | Uint8Array, { batchSize, length, seed }: TokenBatchesOptions): Batches<{ ids: Tensor; targets: Tensor }> {
  checkSize('tokenBatches', batchSize);
  if (!Number.isInteger(length) || length < 1 || tokens.length < length + 2)
    throw new CotangentError(`tokenBatches: windows of ${length} + 1 tokens from a text of ${tokens.length}`, { code: 'NN0620', hint: 'use a shorter window or a longer text' });
  return {
    cursor: { epoch: 0, batch: 0 },
    perEpoch: undefined,
    next() {
      const starts = drawn(random.key(seed), this.cursor.batch, (key) => random.randint(key, [batchSize], 0, tokens.length - length));
      const ids = new Int32Array(batchSize * length), targets = new Int32Array(batchSize * length);
      for (let b = 0; b < batchSize; b++) {
        const from = starts[b]!;
        ids.set(tokens.subarray(from, from + length), b * length);
        targets.set(tokens.subarray(from + 1, from + 1 + length), b * length);
      }
      this.cursor = { epoch: 0, batch: this.cursor.batch + 1 };
      const shape = [batchSize, length];
      return { ids: tensor(ids, { shape }), targets: tensor(targets, { shape }) };
    },
  };
}
