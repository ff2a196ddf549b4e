/** The trees that loops and branches are given, and those their functions give back: as tensors, compared leaf by leaf. */
import { CotangentError } from '../../../core/diagnostic.ts';
import type { DType } from '../../../core/dtype.ts';
import { meet } from '../../../core/promote.ts';
import { showType } from '../../../core/shape.ts';
import { flatten, leafPaths, unflatten, type TreeDef } from '../../../core/tree.ts';
import { scalarOf } from '../../create.ts';
import { astype, full } from '../../functions.ts';
import { numberType } from '../../promotion.ts';
import { Tensor } from '../../tensor.ts';
import { isTracing } from '../../trace.ts';
import { changes } from '../types.ts';

/** The same tree with a tensor in the place of every number. */
export type Tensors<T> =
  T extends Tensor | null | undefined ? T
  : T extends number | boolean ? Tensor<[]>
  : T extends ReadonlyMap<infer K, infer V> ? Map<K, Tensors<V>>
  : T extends object ? { -readonly [K in keyof T]: Tensors<T[K]> }
  : T;

export interface Tree {
  readonly tensors: readonly Tensor[];
  readonly def: TreeDef;
  /** How a message calls each leaf: `carry.h`, or `carry` where the tree is one leaf. */
  readonly names: readonly string[];
}

/** `name` stands for the tree in messages: `init`, `carry`. */
export function readTree(what: string, name: string, tree: unknown): Tree {
  const { leaves, def } = flatten(tree), names = leafPaths(def).map((path) => (path === '' ? name : `${name}.${path}`));
  return { tensors: leaves.map((x, i) => asTensor(what, names[i]!, x)), def, names };
}

/** The tree with other tensors, weak where its own are. */
export const rebuild = ({ def, tensors: own }: Tree, tensors: readonly Tensor[]): unknown => unflatten(def, tensors.map((x, i) => x.weakened(own[i]!.weak)));

function asTensor(what: string, name: string, x: unknown): Tensor {
  if (x instanceof Tensor) return x;
  if (typeof x === 'number') return scalar(x, numberType(x).dtype).weakened(true);
  if (typeof x === 'boolean') return scalar(Number(x), 'bool');
  const found = x instanceof Promise ? 'a promise' : typeof x === 'function' ? 'a function' : typeof x === 'object' ? 'an object of a class' : `a ${typeof x}`;
  throw new CotangentError(`${what}: ${name} is ${found}, not a tensor`, { code: 'NN0516', hint: 'trees are made of plain objects, arrays and Maps, with tensors and numbers at their ends' });
}

const scalar = (value: number, dtype: DType): Tensor => (isTracing() ? full([], value, { dtype }) : scalarOf(value, dtype));

const describe = (def: TreeDef): string => {
  if (def.kind === 'leaf') return 'a tensor';
  if (def.kind === 'none') return 'nothing';
  if (def.name === 'array') return def.children.length === 1 ? 'an array of 1' : `an array of ${def.children.length}`;
  return `${def.name === 'object' ? '' : `${def.name} `}{ ${def.keys.join(', ')} }`.replace('{  }', '{}');
};

/** Where two trees first differ in structure: the path, and what stands there in each. */
export function difference(a: TreeDef, b: TreeDef, path: string): { readonly path: string; readonly a: string; readonly b: string } | undefined {
  if (a.kind === 'none' && b.kind === 'none' || a.kind === 'leaf' && b.kind === 'leaf') return undefined;
  const same = a.kind === 'node' && b.kind === 'node' && a.name === b.name && a.keys.length === b.keys.length && a.keys.every((key, i) => key === b.keys[i]) && JSON.stringify(a.aux) === JSON.stringify(b.aux);
  if (!same) return { path, a: describe(a), b: describe(b) };
  for (const [i, child] of a.children.entries()) {
    const found = difference(child, b.children[i]!, `${path}.${a.keys[i]}`);
    if (found) return found;
  }
  return undefined;
}

/** The leaves of one tree, each with the type it should have and the one it has, where those differ. */
export const mismatches = (expected: Tree, found: Tree): readonly { readonly name: string; readonly expected: string; readonly found: string }[] =>
  expected.tensors.flatMap((x, i) => {
    const [a, b] = [showType(x), showType(found.tensors[i]!)];
    return a === b ? [] : [{ name: expected.names[i]!, expected: a, found: b }];
  });

/** The first carried values, those that are weak converted to what becomes of them where that is wider; undefined when nothing changes. */
export function promoted(first: Tree, next: Tree): Tree | undefined {
  if (difference(first.def, next.def, '')) return undefined;
  let changed = false;
  const tensors = first.tensors.map((x, i) => {
    const y = next.tensors[i]!;
    if (!x.weak || showType(x) === showType(y)) return x;
    changed = true;
    return astype(x, meet([x, y])!.dtype);
  });
  return changed ? { ...first, tensors } : undefined;
}

/** Throws unless a loop gives back what it carries, with the types it started with. */
export function checkCarry(what: string, first: Tree, next: Tree): void {
  const differs = difference(first.def, next.def, 'carry');
  if (differs) throw new CotangentError(`${what}: ${differs.path} starts as ${differs.a} and becomes ${differs.b}`, { code: 'NN0560', hint: 'return the carry in the form in which it came' });
  const wrong = mismatches(first, next);
  if (wrong.length > 0)
    throw new CotangentError(`${what}: ${wrong.map((w) => changes(w.name, w.expected, w.found)).join('; ')}`, { code: 'NN0561', hint: 'a carried value keeps its shape and dtype: convert the first value or the result with astype' });
}
