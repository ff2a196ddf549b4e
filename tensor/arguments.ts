/**
 * Arguments and results of traced functions: trees of tensors with plain data between them.
 * Tensors and numbers are inputs of the graph (a number is a weak scalar, an integer where it is whole); everything else is
 * fixed: it is part of what a trace is remembered by.
 */
import { flatten, leafPaths, treeKey, unflatten, type TreeDef } from '../core/tree.ts';
import { CotangentError } from '../core/diagnostic.ts';
import { showType } from '../core/shape.ts';
import { scalarOf } from './create.ts';
import { numberType } from './promotion.ts';
import { Tensor } from './tensor.ts';
import { boundAxesKey } from './namedAxes.ts';
import { isTracing } from './trace.ts';
import { full } from './functions.ts';

export interface Arguments {
  readonly tensors: readonly Tensor[];
  /** Path of each tensor in its argument, for messages: `arguments[0].w`. */
  readonly paths: readonly string[];
  /** For each top-level argument, which of `tensors` it holds: [start, end). */
  readonly ranges: readonly (readonly [number, number])[];
  /** The arguments with other tensors in the places of these. */
  readonly rebuild: (tensors: readonly Tensor[]) => unknown[];
  /** Equal for calls that trace to the same graph. */
  readonly key: string;
  /** Frees the scalars that were made of numbers here, once they have been used. */
  readonly dispose: () => void;
}

// Functions and objects of unknown classes count as equal when they are the same object.
const identities = new WeakMap<object, number>();
let nextIdentity = 0;
function staticKey(x: unknown): string {
  if ((typeof x === 'object' && x !== null) || typeof x === 'function') {
    let id = identities.get(x);
    if (id === undefined) identities.set(x, id = nextIdentity++);
    return `#${id}`;
  }
  if (typeof x === 'number') return Object.is(x, -0) ? '-0' : String(x);
  return typeof x === 'bigint' || typeof x === 'symbol' ? `${typeof x} ${String(x)}` : JSON.stringify(x);
}

/** Leaves that are inputs and outputs of a graph; the others are fixed. */
export const isDynamic = (x: unknown): x is Tensor | number => x instanceof Tensor || typeof x === 'number';

function asTensor(x: number, float: boolean): Tensor {
  const { dtype, weak } = float ? { dtype: 'f32', weak: true } as const : numberType(x);
  return (isTracing() ? full([], x, { dtype }) : scalarOf(x, dtype)).weakened(weak);
}

const pathOf = (argument: number, name: string): string => `arguments[${argument}]${name === '' ? '' : `.${name}`}`;
const isNamed = (path: string, names: readonly string[]): boolean => names.includes(path.includes('.') ? path.slice(0, path.indexOf('.')) : path);

/**
 * `fixed`: arguments that are data as they stand.  `floats`: those whose numbers are floats also where they are whole, because they move.
 * `fixedNames`: members of arguments that are data.
 */
export function readArguments(args: readonly unknown[], fixed: readonly number[] = [], floats: readonly number[] | 'all' = [], fixedNames: readonly string[] = []): Arguments {
  const tensors: Tensor[] = [], ranges: [number, number][] = [], scalars: Tensor[] = [];
  const parts: { def: TreeDef; leaves: readonly unknown[]; dynamic: readonly boolean[] }[] = [];
  // The same function computes something else where axes have other names or sizes.
  let key = boundAxesKey();
  args.forEach((arg, i) => {
    const { leaves, def } = flatten(arg);
    const start = tensors.length, names = fixedNames.length > 0 ? leafPaths(def) : [];
    const dynamic = leaves.map((x, j) => !fixed.includes(i) && isDynamic(x) && !(fixedNames.length > 0 && isNamed(names[j]!, fixedNames)));
    key += `${treeKey(def)}(`;
    leaves.forEach((x, j) => {
      if (dynamic[j]) {
        const t = typeof x === 'number' ? asTensor(x, floats === 'all' || floats.includes(i)) : (x as Tensor);
        if (t !== x) scalars.push(t);
        tensors.push(t);
        key += `${t.weak ? '~' : ''}${showType(t)};`;
      } else key += `${staticKey(x)};`;
    });
    key += ')';
    parts.push({ def, leaves, dynamic });
    ranges.push([start, tensors.length]);
  });
  const rebuild = (others: readonly Tensor[]): unknown[] => {
    let next = 0;
    return parts.map(({ def, leaves, dynamic }) => unflatten(def, leaves.map((x, j) => (dynamic[j] ? others[next++]! : x))));
  };
  let paths: readonly string[] | undefined;
  return {
    tensors, ranges, rebuild, key, dispose: () => scalars.forEach((x) => x.dispose()),
    // Messages want them, and calls of compiled functions, which come this way every time, do not.
    get paths() { return (paths ??= parts.flatMap(({ def, dynamic }, i) => leafPaths(def).filter((_, j) => dynamic[j]).map((name) => pathOf(i, name)))); },
  };
}

/** What a trace for these arguments depends on, by the places it stands at: types of tensors, and data as it is. */
export function describeArguments(args: readonly unknown[], fixed: readonly number[], fixedNames: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  args.forEach((arg, i) => {
    const { leaves, def } = flatten(arg), names = leafPaths(def);
    if (leaves.length === 0) found.set(`arguments[${i}]`, treeKey(def));
    leaves.forEach((x, j) => {
      const isData = fixed.includes(i) || !isDynamic(x) || isNamed(names[j]!, fixedNames);
      const { dtype, weak, shape } = typeof x === 'number' ? { ...numberType(x), shape: [] } : x as Tensor;
      found.set(pathOf(i, names[j]!), isData ? showData(x) : `${weak ? 'weak ' : ''}${showType({ dtype, shape })}`);
    });
  });
  return found;
}

const showData = (x: unknown): string => (typeof x === 'function' ? `the function ${x.name || 'without a name'}` : typeof x === 'object' ? `a ${x?.constructor.name ?? 'object'}` : staticKey(x));

export interface Results {
  readonly tensors: readonly Tensor[];
  readonly rebuild: (tensors: readonly Tensor[]) => unknown;
  readonly paths: readonly string[];
}

/** What a traced function returned. Numbers become tensors; `float`: also whole ones floats. */
export function readResults(result: unknown, float = false): Results {
  if (result instanceof Promise)
    throw new CotangentError('a traced function returned a promise', { code: 'NN0511', hint: 'functions under jit, grad and the like are not async: read values after the call' });
  const { leaves, def } = flatten(result);
  const tensors: Tensor[] = [], paths: string[] = [], names = leafPaths(def);
  const dynamic = leaves.map(isDynamic);
  leaves.forEach((x, i) => {
    if (!dynamic[i]) return;
    tensors.push(typeof x === 'number' ? asTensor(x, float) : (x as Tensor));
    paths.push(names[i]!);
  });
  const weak = tensors.map((x) => x.weak);
  const rebuild = (others: readonly Tensor[]): unknown => {
    let next = 0;
    return unflatten(def, leaves.map((x, i) => (dynamic[i] ? others[next]!.weakened(weak[next++]!) : x)));
  };
  return { tensors, rebuild, paths };
}
