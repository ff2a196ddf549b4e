/**
 * The namespace `tree`: functions on trees of values, as jax.tree. A tree is a leaf, or a plain object, list, Map or registered container
 * of trees; null and undefined are trees without leaves. Leaves come in one order: keys of objects sorted.
 */
import { CotangentError } from '../core/diagnostic.ts';
import * as core from '../core/tree.ts';
import type { Tensor } from './tensor.ts';

export type { TreeDef } from '../core/tree.ts';
/** The keys that lead to a leaf. */
export type KeyPath = readonly string[];

/** Keys that a tree has in its type alone. */
type Unseen = symbol | `~${string}`;
type Whole = Tensor | ArrayBufferView | ((...args: never[]) => unknown) | string | number | boolean | bigint | symbol;
/** What the leaves of a tree are. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- of a tree of which nothing is known
export type LeafOf<T> = unknown extends T ? any : T extends null | undefined ? never : T extends Whole ? T
  : T extends readonly (infer E)[] ? LeafOf<E> : T extends ReadonlyMap<unknown, infer V> ? LeafOf<V>
  : T extends object ? LeafOf<T[Exclude<keyof T, Unseen>]> : T;
/** The tree with other leaves. */
export type Mapped<T, R> = unknown extends T ? unknown : T extends null | undefined ? T : T extends Whole ? R
  : T extends ReadonlyMap<infer K, infer V> ? Map<K, Mapped<V, R>>
  : T extends object ? { -readonly [K in keyof T]: K extends Unseen ? T[K] : Mapped<T[K], R> } : R;

export interface TreeOptions {
  /** What counts as a leaf though it could be taken apart; null and undefined too. */
  readonly isLeaf?: (x: unknown) => boolean;
}

const isOptions = (x: unknown): x is TreeOptions => typeof x === 'object' && x !== null && Object.keys(x).length === 1 && typeof (x as TreeOptions).isLeaf === 'function';

/**
 * f of every leaf; of several trees of one structure, of the leaves at the same place.   As jax.tree.map.
 * @example
 * tree.map((x) => x * 2, { a: 1, b: [2, 3] }) // { a: 2, b: [4, 6] }
 * tree.map((x, y) => x + y, [1, 2], [10, 20]) // [11, 22]
 */
export function map<T, R>(f: (leaf: LeafOf<T>) => R, first: T): Mapped<T, R>;
export function map<L>(f: (leaf: L) => unknown, first: unknown, options: Required<TreeOptions>): unknown;
export function map<T, R>(f: (leaf: LeafOf<T>, ...others: LeafOf<T>[]) => R, first: T, ...rest: readonly unknown[]): Mapped<T, R>;
export function map(f: (...leaves: never[]) => unknown, first: unknown, ...rest: readonly unknown[]): unknown {
  return mapped((_, ...leaves) => (f as (...leaves: unknown[]) => unknown)(...leaves), first, rest);
}

/**
 * f of the path and the leaf, for every leaf.   As jax.tree.map_with_path.
 * @example
 * tree.mapWithPath((path, x) => `${tree.keystr(path)} = ${x}`, { a: [1, 2] }) // { a: ['a.0 = 1', 'a.1 = 2'] }
 */
export function mapWithPath<T, R>(f: (path: KeyPath, leaf: LeafOf<T>, ...others: LeafOf<T>[]) => R, first: T, ...rest: readonly unknown[]): Mapped<T, R>;
export function mapWithPath(f: (path: KeyPath, ...leaves: never[]) => unknown, first: unknown, ...rest: readonly unknown[]): unknown {
  return mapped(f as (path: KeyPath, ...leaves: unknown[]) => unknown, first, rest);
}

function mapped(f: (path: KeyPath, ...leaves: unknown[]) => unknown, first: unknown, rest: readonly unknown[]): unknown {
  const last = rest.at(-1), isLeaf = isOptions(last) ? last.isLeaf : undefined, trees = isLeaf ? rest.slice(0, -1) : rest;
  const { leaves, def } = core.flatten(first, isLeaf), paths = pathsOf(def);
  const others = trees.map((t, i) => {
    const other = core.flatten(t, isLeaf), differs = core.difference(def, other.def);
    if (differs !== undefined) throw new CotangentError(`tree.map: trees differ in structure: ${differs}`, { code: 'NN0501', hint: `make tree ${i + 2} hold the same keys as the first` });
    return other.leaves;
  });
  return core.unflatten(def, leaves.map((x, i) => f(paths[i]!, x, ...others.map((o) => o[i]))));
}

/**
 * The leaves, in order.   As jax.tree.leaves.
 * @example
 * tree.leaves({ b: 1, a: [2, null, 3] }) // [2, 3, 1]
 */
export const leaves = <T>(t: T, { isLeaf }: TreeOptions = {}): LeafOf<T>[] => core.flatten(t, isLeaf).leaves as LeafOf<T>[];

/**
 * The tree without its leaves.   As jax.tree.structure.
 * @example
 * tree.unflatten(tree.structure({ a: 1, b: [2] }), ['x', 'y']) // { a: 'x', b: ['y'] }
 */
export const structure = (t: unknown, { isLeaf }: TreeOptions = {}): core.TreeDef => core.flatten(t, isLeaf).def;

/**
 * The leaves and the structure: [leaves, structure].   As jax.tree.flatten.
 * @example
 * tree.flatten({ b: 1, a: 2 })[0] // [2, 1]
 */
export function flatten<T>(t: T, { isLeaf }: TreeOptions = {}): [LeafOf<T>[], core.TreeDef] {
  const { leaves, def } = core.flatten(t, isLeaf);
  return [leaves as LeafOf<T>[], def];
}

/**
 * The tree of a structure and as many leaves as it has places.   As jax.tree.unflatten.
 * @example
 * const [leaves, def] = tree.flatten([1, [2, 3]]);
 * tree.unflatten(def, leaves.map((x) => x * 10)) // [10, [20, 30]]
 */
export function unflatten(def: core.TreeDef, leaves: readonly unknown[]): unknown {
  const places = core.leafCount(def);
  if (places !== leaves.length) throw new CotangentError(`tree.unflatten: ${leaves.length} leaves for a structure with ${places}`, { code: 'NN0553', hint: 'give the leaves that tree.flatten lists' });
  return core.unflatten(def, leaves);
}

/**
 * Every leaf with the keys that lead to it, and the structure.   As jax.tree.flatten_with_path.
 * @example
 * tree.flattenWithPath({ a: [1, 2] })[0] // [[['a', '0'], 1], [['a', '1'], 2]]
 */
export function flattenWithPath<T>(t: T, { isLeaf }: TreeOptions = {}): [[KeyPath, LeafOf<T>][], core.TreeDef] {
  const { leaves, def } = core.flatten(t, isLeaf), paths = pathsOf(def);
  return [leaves.map((x, i) => [paths[i]!, x as LeafOf<T>]), def];
}

/**
 * Every leaf with the keys that lead to it.   As jax.tree.leaves_with_path.
 * @example
 * tree.leavesWithPath({ a: 1 }) // [[['a'], 1]]
 */
export const leavesWithPath = <T>(t: T, options: TreeOptions = {}): [KeyPath, LeafOf<T>][] => flattenWithPath(t, options)[0];

/**
 * f(f(f(initial, x₁), x₂) …) over the leaves; without an initial value the first leaf is it.   As jax.tree.reduce.
 * @example
 * tree.reduce((n, x) => n + x, { a: 1, b: [2, 3] }) // 6
 */
export function reduce<T>(f: (sum: LeafOf<T>, leaf: LeafOf<T>) => LeafOf<T>, t: T): LeafOf<T>;
export function reduce<T, R>(f: (sum: R, leaf: LeafOf<T>) => R, t: T, initial: R): R;
export function reduce(f: (sum: never, leaf: never) => unknown, t: unknown, ...initial: readonly unknown[]): unknown {
  const all = [...initial, ...core.flatten(t).leaves];
  if (all.length === 0) throw new CotangentError('tree.reduce: a tree without leaves, and no initial value', { code: 'NN0553', hint: 'give an initial value' });
  return all.reduce(f as (sum: unknown, leaf: unknown) => unknown);
}

/**
 * Whether every leaf is true; of no leaves, true.   As jax.tree.all.
 * @example
 * tree.all({ a: true, b: [true, false] }) // false
 */
export const all = (t: unknown): boolean => core.flatten(t).leaves.every(Boolean);

/**
 * A tree of structure `outer` with trees of structure `inner` in its places, the other way around.   As jax.tree.transpose.
 * @example
 * tree.transpose(tree.structure([0, 0]), tree.structure({ a: 0, b: 0 }), [{ a: 1, b: 2 }, { a: 3, b: 4 }]) // { a: [1, 3], b: [2, 4] }
 */
export function transpose(outer: core.TreeDef, inner: core.TreeDef, t: unknown): unknown {
  const { leaves, def } = core.flatten(t), n = core.leafCount(inner);
  const fill = (d: core.TreeDef): core.TreeDef => (d.kind === 'leaf' ? inner : d.kind === 'none' ? d : { ...d, children: d.children.map(fill) });
  const differs = core.difference(fill(outer), def);
  if (differs !== undefined) throw new CotangentError(`tree.transpose: the tree is not one of the structures given: ${differs}`, { code: 'NN0501', hint: 'outer is its upper part, inner what stands in each place of that' });
  return core.unflatten(inner, Array.from({ length: n }, (_, j) => core.unflatten(outer, leaves.filter((_, i) => i % n === j))));
}

/**
 * A path as text, as it stands in messages.   As jax.tree_util.keystr.
 * @example
 * tree.keystr(['layers', '0', 'w']) // 'layers.0.w'
 */
export const keystr = (path: KeyPath): string => path.join('.');

function pathsOf(def: core.TreeDef): KeyPath[] {
  const paths: KeyPath[] = [];
  const visit = (d: core.TreeDef, path: KeyPath): void => {
    if (d.kind === 'leaf') paths.push(path);
    else if (d.kind === 'node') d.children.forEach((c, i) => visit(c, [...path, d.keys[i]!]));
  };
  visit(def, []);
  return paths;
}
