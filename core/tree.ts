/**
 * Trees of values (pytrees): plain objects, arrays and Maps, nested at will, and other containers once they are registered.
 * `flatten` lists the leaves in a fixed order (keys of objects sorted, as JAX does); `unflatten` puts others in their places.
 */
import { CotangentError } from './diagnostic.ts';

/** How a class of containers comes apart and together again. `aux` is what is not a leaf; it must print with JSON. */
export interface NodeKind<T> {
  readonly flatten: (node: T) => { readonly keys: readonly string[]; readonly children: readonly unknown[]; readonly aux?: unknown };
  readonly unflatten: (children: readonly unknown[], keys: readonly string[], aux: unknown) => T;
}

type Constructor = abstract new (...args: never[]) => unknown;
const registered = new Map<Constructor, { readonly name: string; readonly kind: NodeKind<unknown> }>();

/**
 * Makes a class of containers a node of trees: `flatten` takes an instance apart, `unflatten` makes one of other children. `name` tells its
 * structure from others.   As jax.tree_util.register_pytree_with_keys.
 * @example
 * class Pair { constructor(first, second) { this.first = first; this.second = second; } }
 * registerTreeNode(Pair, 'pair', { flatten: (p) => ({ keys: ['first', 'second'], children: [p.first, p.second] }), unflatten: ([a, b]) => new Pair(a, b) });
 * grad((p) => mul(p.first, p.second))(new Pair(tensor(2), tensor(3))).first // 3
 */
export function registerTreeNode<T>(type: abstract new (...args: never[]) => T, name: string, kind: NodeKind<T>): void {
  registered.set(type, { name, kind: kind as NodeKind<unknown> });
}

registerTreeNode(Map, 'map', {
  flatten: (m: Map<unknown, unknown>) => {
    const entries = [...m].map(([key, value]) => ({ key, name: String(key), value })).sort((p, q) => (p.name < q.name ? -1 : p.name > q.name ? 1 : 0));
    return { keys: entries.map((e) => e.name), children: entries.map((e) => e.value), aux: entries.map((e) => e.key) };
  },
  unflatten: (children, _, keys) => new Map((keys as readonly unknown[]).map((k, i) => [k, children[i]])),
});

/** The shape of a tree without its leaves. Two trees have one structure when their `key`s are equal. */
export type TreeDef =
  | { readonly kind: 'leaf' }
  | { readonly kind: 'none'; readonly value: null | undefined }
  | { readonly kind: 'node'; readonly name: string; readonly keys: readonly string[]; readonly children: readonly TreeDef[]; readonly aux: unknown; readonly unflatten: NodeKind<unknown>['unflatten'] };

const leaf: TreeDef = { kind: 'leaf' };

const arrays: NodeKind<readonly unknown[]> = {
  flatten: (a) => ({ keys: a.map((_, i) => String(i)), children: a }),
  unflatten: (children) => [...children],
};
const objects: NodeKind<Readonly<Record<string, unknown>>> = {
  flatten: (o) => {
    const keys = Object.keys(o).sort();
    return { keys, children: keys.map((k) => o[k]) };
  },
  // fromEntries defines own properties: a key named __proto__ is a key like any other.
  unflatten: (children, keys) => Object.fromEntries(keys.map((k, i) => [k, children[i]])),
};

function kindOf(x: object): { readonly name: string; readonly kind: NodeKind<unknown> } | undefined {
  if (Array.isArray(x)) return { name: 'array', kind: arrays as NodeKind<unknown> };
  const proto: unknown = Object.getPrototypeOf(x);
  // Plain objects of another realm (a frame, a vm context) have another Object.prototype; nothing stands above that either.
  if (proto === null || Object.getPrototypeOf(proto) === null) return { name: 'object', kind: objects as NodeKind<unknown> };
  return registered.get((proto as { constructor: Constructor }).constructor);
}

/** `isLeaf`: what counts as a leaf though it could be taken apart. */
export function flatten(tree: unknown, isLeaf: (x: unknown) => boolean = () => false): { readonly leaves: unknown[]; readonly def: TreeDef } {
  const leaves: unknown[] = [];
  const visit = (x: unknown): TreeDef => {
    const whole = isLeaf(x);
    if (!whole && (x === null || x === undefined)) return { kind: 'none', value: x };
    const node = typeof x === 'object' && x !== null && !whole ? kindOf(x) : undefined;
    if (!node) {
      leaves.push(x);
      return leaf;
    }
    const { keys, children, aux } = node.kind.flatten(x);
    return { kind: 'node', name: node.name, keys, children: children.map(visit), aux, unflatten: node.kind.unflatten };
  };
  const def = visit(tree);
  return { leaves, def };
}

export function unflatten(def: TreeDef, leaves: readonly unknown[]): unknown {
  let next = 0;
  const build = (d: TreeDef): unknown => {
    if (d.kind === 'leaf') return leaves[next++];
    if (d.kind === 'none') return d.value;
    return d.unflatten(d.children.map(build), d.keys, d.aux);
  };
  return build(def);
}

export function leafCount(def: TreeDef): number {
  return def.kind === 'leaf' ? 1 : def.kind === 'none' ? 0 : def.children.reduce((n, c) => n + leafCount(c), 0);
}

/** The path of every leaf: `blocks.0.weight`. A lone leaf has the empty path. */
export function leafPaths(def: TreeDef): string[] {
  const paths: string[] = [];
  const visit = (d: TreeDef, path: string): void => {
    if (d.kind === 'leaf') paths.push(path);
    else if (d.kind === 'node') d.children.forEach((c, i) => visit(c, path === '' ? d.keys[i]! : `${path}.${d.keys[i]}`));
  };
  visit(def, '');
  return paths;
}

export function treeKey(def: TreeDef): string {
  if (def.kind === 'leaf') return '*';
  if (def.kind === 'none') return def.value === null ? 'null' : 'undefined';
  const aux = def.aux === undefined ? '' : JSON.stringify(def.aux, (_, x: unknown) => (typeof x === 'bigint' ? `${x}n` : x));
  return `${def.name}${aux}{${def.children.map((c, i) => `${JSON.stringify(def.keys[i])}:${treeKey(c)}`).join(',')}}`;
}

/**
 * What a prefix of a tree says of each of the tree's leaves: a leaf of the prefix speaks for all beneath its place.
 * `isLeaf` tells leaves of the prefix, also where they look like trees. Throws the error that `mismatch` makes where the prefix has another form.
 */
export function spreadPrefix<T>(prefix: unknown, tree: TreeDef, isLeaf: (x: unknown) => x is T, mismatch: (path: string) => Error): T[] {
  const spread: T[] = [];
  const visit = (p: unknown, d: TreeDef, path: string): void => {
    if (isLeaf(p)) {
      for (let i = leafCount(d); i > 0; i--) spread.push(p);
      return;
    }
    const node = typeof p === 'object' && p !== null ? kindOf(p) : undefined, parts = node?.kind.flatten(p);
    const fits = node && parts && d.kind === 'node' && d.name === node.name && d.keys.length === parts.keys.length && d.keys.every((k, i) => k === parts.keys[i]);
    if (!fits) throw mismatch(path);
    parts.children.forEach((child, i) => visit(child, d.children[i]!, path === '' ? d.keys[i]! : `${path}.${d.keys[i]}`));
  };
  visit(prefix, tree, '');
  return spread;
}

/** Calls f on the leaves at the same place of every tree. The trees must have one structure. */
export function mapTree(f: (...leaves: never[]) => unknown, first: unknown, ...rest: readonly unknown[]): unknown {
  const { leaves, def } = flatten(first);
  const others = rest.map((t, i) => {
    const other = flatten(t);
    const differs = difference(def, other.def);
    if (differs !== undefined) throw new CotangentError(`trees differ in structure: ${differs}`, { code: 'NN0501', hint: `make tree ${i + 2} hold the same keys as the first` });
    return other.leaves;
  });
  return unflatten(def, leaves.map((x, i) => f(...([x, ...others.map((o) => o[i])] as never[]))));
}

/** Where and how two structures first differ, in words; undefined when they are one. */
export function difference(a: TreeDef, b: TreeDef, path = ''): string | undefined {
  if (treeKey(a) === treeKey(b)) return undefined;
  if (a.kind === 'node' && b.kind === 'node' && a.name === b.name && a.keys.join() === b.keys.join()) {
    for (const [i, child] of a.children.entries()) {
      const found = difference(child, b.children[i]!, path === '' ? a.keys[i]! : `${path}.${a.keys[i]}`);
      if (found !== undefined) return found;
    }
  }
  return `${describe(a)} and ${describe(b)}${path === '' ? '' : ` at ${path}`}`;
}

const describe = (def: TreeDef): string => {
  if (def.kind === 'leaf') return 'a leaf';
  if (def.kind === 'none') return String(def.value);
  const keys = def.keys.length > 6 ? `${def.keys.slice(0, 6).join(', ')}, … ${def.keys.length} in all` : def.keys.join(', ');
  return def.name === 'array' ? `a list of ${def.keys.length}` : `${def.name === 'object' ? '' : `${def.name} `}{${keys}}`;
};
