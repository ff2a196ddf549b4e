/**
 * An index as a sum: constant + Σ factor · atom. An atom is a node that is no sum itself: a loop's axis, a loaded index, a quotient.
 * Exact modulo 2^32, as the index arithmetic of a kernel is.
 */
import type { Node } from './nodes.ts';

export interface Affine {
  readonly constant: number;
  /** Factors are not zero. In the order of node ids, so that equal sums read equally. */
  readonly terms: readonly { readonly atom: Node; readonly factor: number }[];
}

const sum = (a: Affine, b: Affine, sign: number): Affine => {
  const factors = new Map(a.terms.map(({ atom, factor }) => [atom, factor]));
  for (const { atom, factor } of b.terms) factors.set(atom, (factors.get(atom) ?? 0) + sign * factor | 0);
  return make(a.constant + sign * b.constant, factors);
};

const make = (constant: number, factors: ReadonlyMap<Node, number>): Affine => ({
  constant: constant | 0,
  terms: [...factors].filter(([, factor]) => factor !== 0).sort(([a], [b]) => a.id - b.id).map(([atom, factor]) => ({ atom, factor })),
});

export const scale = (a: Affine, by: number): Affine => make(Math.imul(a.constant, by), new Map(a.terms.map(({ atom, factor }) => [atom, Math.imul(factor, by)])));

const cache = new WeakMap<Node, Affine>();

export function affine(node: Node): Affine {
  let found = cache.get(node);
  if (!found) cache.set(node, found = decompose(node));
  return found;
}

function decompose(node: Node): Affine {
  const { expr: e, args: [a, b] } = node;
  const atom: Affine = { constant: 0, terms: [{ atom: node, factor: 1 }] };
  if (e.kind === 'const') return make(e.value, new Map());
  // i32 and u32 are the same ring.
  if (e.kind === 'convert' && (a!.dtype === 'i32' || a!.dtype === 'u32') && (e.dtype === 'i32' || e.dtype === 'u32')) return affine(a!);
  if (e.kind !== 'scalar' || (e.dtype !== 'i32' && e.dtype !== 'u32')) return atom;
  switch (e.name) {
    case 'add': return sum(affine(a!), affine(b!), 1);
    case 'sub': return sum(affine(a!), affine(b!), -1);
    case 'neg': return scale(affine(a!), -1);
    case 'mul': {
      const p = affine(a!), q = affine(b!);
      return p.terms.length === 0 ? scale(q, p.constant) : q.terms.length === 0 ? scale(p, q.constant) : atom;
    }
    case 'shl': {
      const by = affine(b!);
      return by.terms.length === 0 && by.constant >>> 0 < 32 ? scale(affine(a!), 1 << by.constant) : atom;
    }
    default: return atom;
  }
}
