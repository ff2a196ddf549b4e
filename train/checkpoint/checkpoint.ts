/**
 * Checkpoints: a tree of tensors and plain data in one safetensors file, with a hash over all of it.
 * Saving is crash-safe (file.ts); loading refuses a file in which one bit has changed.
 */
import { createHash } from 'node:crypto';
import { CotangentError } from '../../core/diagnostic.ts';
import { showShape } from '../../core/dim.ts';
import { viewOf, bytesOf } from '../../core/dtype.ts';
import { flatten, leafPaths, unflatten } from '../../core/tree.ts';
import { fromElements } from '../../tensor/create.ts';
import { Tensor } from '../../tensor/tensor.ts';
import { readWhole, replaceFile } from './file.ts';
import { readSafetensors, writeSafetensors, type Contents, type Entry } from './safetensors.ts';

const version = '1';

/** Over every name, dtype, shape, byte and word of metadata but the hash itself. */
function hashOf({ tensors, metadata }: Contents): string {
  const hash = createHash('sha256');
  // In the order of names: a file does not keep any other.
  const byName = <T>(map: ReadonlyMap<string, T>): [string, T][] => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [name, { dtype, shape, data }] of byName(tensors)) hash.update(`${JSON.stringify([name, dtype, shape])}\n`).update(data);
  for (const [key, value] of byName(metadata)) if (key !== 'sha256') hash.update(`${JSON.stringify([key, value])}\n`);
  return hash.digest('hex');
}

/**
 * Saves a tree in one safetensors file, which replaces the one there was at once or not at all. Leaves that are not tensors must
 * be JSON data; they go into the file's metadata, and so does a hash of everything.
 * @example
 * await saveCheckpoint(`${folder}/run.safetensors`, { w: tensor([1, 2]), step: 3 });
 * loadCheckpoint(`${folder}/run.safetensors`, { w: zeros([2]), step: 0 }) // { step: 3, w: [1, 2] }
 */
export async function saveCheckpoint(path: string, tree: unknown): Promise<void> {
  const { leaves, def } = flatten(tree);
  const paths = leafPaths(def);
  const tensors = new Map<string, Entry>(), plain: Record<string, unknown> = {};
  for (const [i, x] of leaves.entries()) {
    const name = paths[i]!;
    if (x instanceof Tensor) {
      const data = await x.data();
      tensors.set(name, { dtype: x.dtype, shape: x.shape, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) });
    } else Object.defineProperty(plain, name, { value: x, enumerable: true });
  }
  const metadata = new Map([['format', 'cotangent checkpoint'], ['version', version], ['plain', JSON.stringify(plain)]]);
  metadata.set('sha256', hashOf({ tensors, metadata }));
  replaceFile(path, writeSafetensors({ tensors, metadata }));
}

/**
 * The tree in the file, in the form of `like`: same paths, shapes and dtypes, or an error that lists what differs.
 * Nothing of `like` changes.
 * @example
 * await saveCheckpoint(`${folder}/a.safetensors`, [tensor([1, 2]), 'note']);
 * loadCheckpoint(`${folder}/a.safetensors`, [zeros([2]), '']) // [[1, 2], 'note']
 */
export function loadCheckpoint<T>(path: string, like: T): T {
  const contents = readSafetensors(readWhole(path));
  const { tensors, metadata } = contents;
  if (metadata.get('format') !== 'cotangent checkpoint')
    throw new CotangentError(`'${path}' holds tensors, but is not a checkpoint of a training run`, { code: 'NN0612', hint: 'load parameters alone with loadTensors' });
  if (metadata.get('version') !== version)
    throw new CotangentError(`'${path}' has checkpoint version ${metadata.get('version')}, this library reads ${version}`, { code: 'NN0612', hint: 'use the release that wrote it' });
  if (metadata.get('sha256') !== hashOf(contents))
    throw new CotangentError(`'${path}' has been damaged: its hash does not fit its contents`, { code: 'NN0613', hint: 'go back to an earlier checkpoint' });
  const plain = new Map(Object.entries(JSON.parse(metadata.get('plain') ?? '{}') as object));
  return restore(path, tensors, plain, like);
}

/**
 * The tensors of any safetensors file, by name.
 * @example
 * await saveTensors(`${folder}/w.safetensors`, { layer: { w: tensor([1, 2]) } });
 * loadTensors(`${folder}/w.safetensors`) // Map { layer.w: [1, 2] }
 */
export function loadTensors(path: string): Map<string, Tensor> {
  return new Map([...readSafetensors(readWhole(path)).tensors].map(([name, entry]) => [name, toTensor(entry)]));
}

/**
 * Saves the tensors of a tree by their paths, and nothing else, for other programs to read.
 * @example
 * await saveTensors(`${folder}/b.safetensors`, { bias: tensor([0.5]) });
 * loadTensors(`${folder}/b.safetensors`).get('bias') // [0.5]
 */
export async function saveTensors(path: string, tree: unknown): Promise<void> {
  const { leaves, def } = flatten(tree);
  const paths = leafPaths(def);
  const tensors = new Map<string, Entry>();
  for (const [i, x] of leaves.entries()) {
    if (!(x instanceof Tensor)) throw new CotangentError(`saveTensors: '${paths[i]}' is not a tensor`, { code: 'NN0614', hint: 'save other data with saveCheckpoint' });
    const data = await x.data();
    tensors.set(paths[i]!, { dtype: x.dtype, shape: x.shape, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) });
  }
  replaceFile(path, writeSafetensors({ tensors, metadata: new Map() }));
}

/** Copied first: the bytes of a file lie at any offset, elements on multiples of their size. */
function toTensor({ dtype, shape, data }: Entry): Tensor {
  const aligned = new Uint8Array(data);
  return fromElements(viewOf(dtype, aligned.buffer, 0, aligned.byteLength / bytesOf(dtype)), shape, dtype);
}

function restore<T>(path: string, tensors: ReadonlyMap<string, Entry>, plain: ReadonlyMap<string, unknown>, like: T): T {
  const { leaves, def } = flatten(like);
  const paths = leafPaths(def), wrong: string[] = [];
  leaves.forEach((x, i) => {
    const name = paths[i]!;
    if (!(x instanceof Tensor)) {
      if (!plain.has(name)) wrong.push(`${name} is missing`);
      return;
    }
    const entry = tensors.get(name);
    if (!entry) wrong.push(`${name} is missing`);
    else if (entry.dtype !== x.dtype || entry.shape.join() !== x.shape.join())
      wrong.push(`${name} is ${entry.dtype}${showShape(entry.shape)} in the file and ${x.dtype}${showShape(x.shape)} here`);
  });
  const wanted = new Set(paths);
  for (const name of [...tensors.keys(), ...plain.keys()]) if (!wanted.has(name)) wrong.push(`${name} is in the file only`);
  if (wrong.length > 0)
    throw new CotangentError(`'${path}' does not fit: ${wrong.slice(0, 5).join('; ')}${wrong.length > 5 ? `; and ${wrong.length - 5} more` : ''}`, { code: 'NN0615', hint: 'resume with the model, optimiser and sizes that the checkpoint was made with' });
  return unflatten(def, leaves.map((x, i) => (x instanceof Tensor ? toTensor(tensors.get(paths[i]!)!) : plain.get(paths[i]!)))) as T;
}
