/**
 * The expressions of one kernel as nodes: equal expressions become one node, which knows what it depends on.
 * Not a pass: nothing is simplified here, and nothing is generated.
 */
import type { DType } from '../../../core/dtype.ts';
import type { Axis, Expr, Local } from '../../../core/expr.ts';
import { invariant } from '../../../core/diagnostic.ts';
import { childrenOf } from '../../../lowering/kernel/walk.ts';

/** What can change between two evaluations of a node: a loop's axis, a local, the content of a buffer. */
export type Cause = Axis | Local | number;

export interface Node {
  readonly id: number;
  readonly expr: Expr;
  readonly dtype: DType;
  readonly args: readonly Node[];
  readonly causes: ReadonlySet<Cause>;
  /** Reads memory, here or in an argument. */
  readonly reads: boolean;
  /** In how many places of the kernel it stands. */
  uses: number;
}

export interface Nodes {
  /** The node of an expression. Each call counts as one use. */
  of(e: Expr): Node;
  /** Numbers axes and locals in the order of their first use. */
  identity(o: Axis | Local): number;
  /** Every node's definition: equal for kernels that are equal but for the identity of their axes and locals. */
  text(): string;
}

const none: ReadonlySet<Cause> = new Set();

export function nodes(): Nodes {
  const known = new Map<Expr, Node>(), byKey = new Map<string, Node>(), identities = new Map<object, number>();
  const identity = (o: object): number => {
    const found = identities.get(o);
    if (found !== undefined) return found;
    identities.set(o, identities.size);
    return identities.size - 1;
  };
  const own = (e: Expr): string => {
    switch (e.kind) {
      case 'const': return Object.is(e.value, -0) ? '-0' : `${e.value}`;
      case 'axis': return `${identity(e.axis)}<${e.axis.extent}`;
      case 'local': return `${identity(e.local)}`;
      case 'load': return `${e.from}`;
      case 'scalar': return e.name;
      default: return '';
    }
  };
  const cause = (e: Expr): Cause | undefined => (e.kind === 'axis' ? e.axis : e.kind === 'local' ? e.local : e.kind === 'load' ? e.from : undefined);

  const build = (e: Expr): Node => {
    const seen = known.get(e);
    if (seen) return seen;
    invariant(e.kind !== 'reduce', 'a kernel holds a reduction that is not written as a loop');
    const parts = childrenOf(e).map(build);
    const key = `${e.kind} ${e.dtype} ${own(e)} ${parts.map((p) => p.id).join()}`;
    let node = byKey.get(key);
    if (!node) {
      const mine = cause(e), causes = new Set<Cause>(mine === undefined ? none : [mine]);
      for (const p of parts) { p.uses++; for (const c of p.causes) causes.add(c); }
      node = { id: byKey.size, expr: e, dtype: e.dtype, args: parts, causes, reads: e.kind === 'load' || parts.some((p) => p.reads), uses: 0 };
      byKey.set(key, node);
    }
    known.set(e, node);
    return node;
  };
  return {
    of(e) {
      const node = build(e);
      node.uses++;
      return node;
    },
    identity,
    text: () => [...byKey.keys()].join('\n'),
  };
}

export const dependsOn = (node: Node, changed: ReadonlySet<Cause>): boolean => {
  for (const c of node.causes) if (changed.has(c)) return true;
  return false;
};
