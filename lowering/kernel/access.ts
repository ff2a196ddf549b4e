/**
 * Which elements of its buffers a kernel touches, and when: every load and store with its index as a sum of multiples of
 * loop variables. From this follow whether an output may lie where an input lies, and whether every index is in range.
 */
import type { Axis, Expr, Local } from '../../core/expr.ts';
import type { Kernel, Statement } from '../../core/kernel.ts';
import { partsOf } from './pack.ts';
import { Pool, type Affine, type Range } from './pool.ts';
import { childrenOf } from './walk.ts';

export interface Access {
  readonly buffer: number;
  readonly store: boolean;
  readonly index: Expr;
  /** Its statement's place in every list of statements around it, outermost first. */
  readonly path: readonly number[];
  /** The loops around it, with how deep in the path each stands. */
  readonly loops: readonly { readonly axis: Axis; readonly depth: number }[];
  /** Under a condition, which may keep the index in range. */
  readonly guarded: boolean;
}

export interface Accesses {
  readonly pool: Pool;
  readonly all: readonly Access[];
  /** The same by buffer. */
  readonly of: ReadonlyMap<number, readonly Access[]>;
}

const known = new WeakMap<Kernel, Accesses>();

export function accessesOf(kernel: Kernel): Accesses {
  let found = known.get(kernel);
  if (!found) known.set(kernel, found = collect(kernel));
  return found;
}

function collect(kernel: Kernel): Accesses {
  const pool = new Pool(), all: Access[] = [], values = new Map<Local, Expr>();
  const whole = (e: Expr): Expr | undefined => (e.kind === 'local' ? values.get(e.local) : undefined);
  // Locals that change stand for themselves.
  const changing = new Set<Local>();
  const findChanging = (s: Statement): void => {
    if (s.kind === 'assign' || s.kind === 'fold') changing.add(s.local);
    else if (s.kind === 'for') s.body.forEach(findChanging);
    else if (s.kind === 'if') s.then.forEach(findChanging);
  };
  kernel.body.forEach(findChanging);

  const visit = (list: readonly Statement[], loops: Access['loops'], path: readonly number[], guarded: boolean): void => {
    list.forEach((s, i) => {
      const here = [...path, i];
      const expr = (e: Expr, under = guarded): void => {
        if (e.kind === 'load') all.push({ buffer: e.from, store: false, index: pool.rebuild(e.index[0]!, { whole }), loops, path: here, guarded: under });
        if (e.kind === 'select') { expr(e.test, under); expr(e.yes, under); expr(e.no, under); } else childrenOf(e).forEach((c) => expr(c, under));
      };
      switch (s.kind) {
        case 'for': visit(s.body, [...loops, { axis: s.axis, depth: path.length }], here, guarded); break;
        case 'let':
          expr(s.value);
          if (s.local.dtype === 'i32' && !changing.has(s.local)) values.set(s.local, pool.rebuild(s.value, { whole }));
          break;
        case 'assign': case 'fold': expr(s.value); break;
        case 'store':
          expr(s.value);
          expr(s.index);
          all.push({ buffer: s.to, store: true, index: pool.rebuild(s.index, { whole }), loops, path: here, guarded });
          break;
        case 'if': expr(s.test); visit(s.then, loops, here, true); break;
      }
    });
  };
  visit(kernel.body, [], [], false);
  const of = new Map<number, Access[]>();
  for (const a of all) {
    const list = of.get(a.buffer);
    if (list) list.push(a);
    else of.set(a.buffer, [a]);
  }
  return { pool, all, of };
}

/** Between which numbers an index lies. */
export const rangeOf = ({ pool }: Accesses, a: Access): Range => pool.range(a.index);

/**
 * Whether buffer `to` may lie in the memory of buffer `from`: every element is loaded for the last time before it is
 * stored. An answer of false may mean that it was not seen.
 */
export function mayShare(kernel: Kernel, from: number, to: number): boolean {
  if (kernel.buffers[from]!.dtype !== kernel.buffers[to]!.dtype || kernel.buffers[from]!.elements !== kernel.buffers[to]!.elements) return false;
  const parts = partsOf(kernel);
  if (parts) {
    // Where one part reads and another writes, nothing says which comes first.
    const touching = parts.filter((p) => p.places.includes(from) || p.places.includes(to));
    const [only] = touching;
    return touching.length === 1 && mayShare(only!.kernel, only!.places.indexOf(from), only!.places.indexOf(to));
  }
  const { pool, of } = accessesOf(kernel);
  const loads = of.get(from) ?? [], stores = (of.get(to) ?? []).filter((a) => a.store);
  return loads.every((l) => !l.store && stores.every((s) => before(pool, l, s)));
}

function before(pool: Pool, load: Access, store: Access): boolean {
  let depth = 0;
  while (depth < load.path.length && depth < store.path.length && load.path[depth] === store.path[depth]) depth++;
  // In one list of statements the load comes first, or is part of the storing statement.
  const first = depth === load.path.length || depth === store.path.length || load.path[depth]! < store.path[depth]!;
  const common = load.loops.filter((l) => l.depth < depth).map((l) => l.axis);
  // Loops at the top of a kernel run in any order.
  if (depth === 0) { const [a, b] = [pool.range(load.index), pool.range(store.index)]; return a[1] < b[0] || b[1] < a[0]; }
  return first && disjointAcross(pool, pool.affine(load.index), pool.affine(store.index), common);
}

/** Turns of the common loops touch different elements: each loop strides over all that the loops within it can reach. */
function disjointAcross(pool: Pool, load: Affine, store: Affine, common: readonly Axis[]): boolean {
  const by = (f: Affine, a: Axis): number => f.terms.find((t) => t.atom.kind === 'axis' && t.atom.axis === a)?.by ?? 0;
  const others = (f: Affine): Range => {
    let least = f.constant, most = f.constant;
    for (const { atom, by: k } of f.terms) {
      if (atom.kind === 'axis' && common.includes(atom.axis)) continue;
      const [p, q] = pool.range(atom);
      least += Math.min(p * k, q * k);
      most += Math.max(p * k, q * k);
    }
    return [least, most];
  };
  const l = others(load), s = others(store);
  // How far the two can lie apart within one turn of all common loops taken so far, innermost first.
  let reach = Math.max(l[1], s[1]) - Math.min(l[0], s[0]);
  if (!Number.isFinite(reach)) return false;
  const order = common.filter((a) => a.extent > 1).map((a) => ({ a, stride: by(load, a) })).sort((p, q) => p.stride - q.stride);
  for (const { a, stride } of order) {
    if (stride <= 0 || stride !== by(store, a) || stride <= reach) return false;
    reach += stride * (a.extent - 1);
  }
  return true;
}
