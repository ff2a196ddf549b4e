/**
 * What one element of a value is, as an expression of elements in memory: the definitions of operations put into each
 * other, with the indices composed. The heart of fusion; it knows operations only by their definitions.
 */
import type { Axis, Expr } from '../core/expr.ts';
import type { Node, Value } from '../core/graph.ts';
import type { Definition } from '../core/op.ts';
import { known } from '../core/shape.ts';
import { definitionOf } from './kernel/plain.ts';
import { linearPosition, type Pool } from './kernel/pool.ts';
import { childrenOf } from './kernel/walk.ts';

/** What a node does per element, with what fusion asks about it. */
export interface Meaning extends Definition {
  /** The body is one load and nothing else: another view of the input. */
  readonly view: boolean;
  /** For a sum over whole axes of an operand: all its axes in the operand's order in memory. */
  readonly swept: readonly Axis[] | undefined;
  readonly reduces: boolean;
}

const meanings = new WeakMap<Node, Meaning>();

export function meaningOf(node: Node): Meaning | undefined {
  const before = meanings.get(node);
  if (before) return before;
  const { op } = node;
  if (!op.define && !op.scalar) return undefined;
  const d = definitionOf(op, node.inputs.map((x) => x.type), node.outputs[0]!.type, node.params);
  const reduced = new Set<Axis>();
  walk(d.body, (e) => { if (e.kind === 'reduce') e.axes.forEach((a) => reduced.add(a)); });
  const meaning: Meaning = { ...d, view: d.body.kind === 'load', reduces: reduced.size > 0, swept: reduced.size > 0 ? sweptBy(d, reduced) : undefined };
  meanings.set(node, meaning);
  return meaning;
}

function walk(e: Expr, visit: (e: Expr) => void): void {
  visit(e);
  for (const child of childrenOf(e)) walk(child, visit);
}

/** The axes of a load that runs through an operand once as the axes of the result and of the sum do; the sum's axes are all its own. */
function sweptBy({ axes, body }: Definition, reduced: ReadonlySet<Axis>): readonly Axis[] | undefined {
  const all = axes.length + reduced.size;
  let found: readonly Axis[] | undefined;
  walk(body, (e) => {
    if (found || e.kind !== 'load' || e.index.length !== all) return;
    const plain = e.index.flatMap((i) => (i.kind === 'axis' ? [i.axis] : []));
    if (plain.length === all && new Set(plain).size === all) found = plain;
  });
  if (!found) return undefined;
  // The result's axes keep their order: then a position in the result is a position among the row axes.
  const rows = found.filter((a) => !reduced.has(a));
  return rows.every((a, i) => a === axes[i]) ? found : undefined;
}

export interface Sources {
  /** The number of the buffer that holds the value, or undefined when it is to be worked out here. */
  readonly buffer: (v: Value) => number | undefined;
  /** Told of every load, with its position in memory. */
  readonly read?: (v: Value, position: Expr) => void;
  /** Which axes a sum over the definition's axes runs over here, and what the definition's axes are in terms of them. */
  readonly sweep?: (node: Node, axes: readonly Axis[]) => { readonly axes: readonly Axis[]; readonly index: ReadonlyMap<Axis, Expr> } | undefined;
}

/** The element of `v` at an index, and so on for as many as one likes; equal questions get the same object. */
export function elements(pool: Pool, { buffer, read, sweep }: Sources): (v: Value, index: readonly Expr[]) => Expr {
  const seen = new Map<string, Expr>();
  const element = (v: Value, index: readonly Expr[]): Expr => {
    const key = `${v.id}:${index.map((e) => pool.id(e)).join()}`;
    let e = seen.get(key);
    if (!e) { e = made(v, index); seen.set(key, e); }
    return e;
  };
  const made = (v: Value, index: readonly Expr[]): Expr => {
    const from = buffer(v);
    if (from !== undefined) {
      const position = linearPosition(pool, index, known(v.type.shape));
      read?.(v, position);
      return pool.load(from, v.type.dtype, [position]);
    }
    const node = v.node!, { axes, body } = meaningOf(node)!;
    const env = new Map<Axis, Expr>();
    axes.forEach((a, i) => env.set(a, index[i]!));
    const rebuild = (e: Expr, swept: ReadonlyMap<Axis, Expr>): Expr => pool.rebuild(e, {
      axis: (a) => swept.get(a) ?? env.get(a),
      load: (input, _, at) => element(node.inputs[input]!, at),
      whole: (r) => {
        if (r.kind !== 'reduce') return undefined;
        const own = sweep?.(node, r.axes);
        return pool.reduce(r.fold, r.dtype, own?.axes ?? r.axes, rebuild(r.body, own ? new Map([...swept, ...own.index]) : swept));
      },
    });
    return rebuild(body, new Map());
  };
  return element;
}
