/** The operands of a matrix product where they lie: transposes, slices and reshapes fold into strides when they can. */
import { bytesOf } from '../core/dtype.ts';
import type { Axis } from '../core/expr.ts';
import type { Node, Value } from '../core/graph.ts';
import { contractionOf, type Contraction } from './contraction.ts';
import { elements, meaningOf } from './element.ts';
import { gemmOf, rowMajor } from './gemm.ts';
import { elementsOf } from './kernel/plain.ts';
import { Pool } from './kernel/pool.ts';
import { whole } from './slot.ts';

/** Value `base` is in memory; the operand's element at `axes` is `offset` bytes and so many elements per axis into it. */
export interface Operand {
  readonly base: Value;
  readonly offset: number;
  readonly strides: ReadonlyMap<Axis, number>;
}

export interface Product {
  readonly contraction: Contraction;
  readonly x: Operand;
  readonly y: Operand;
}

/** The matrix product that a node is, its operands read through views where one product can do that; undefined for other nodes. */
export function productOf(node: Node, throughViews: boolean): Product | undefined {
  const m = meaningOf(node), contraction = m && contractionOf(m);
  if (!contraction) return undefined;
  const [x, y] = node.inputs as [Value, Value];
  const { x: xs, y: ys, z } = contraction;
  const plain = (v: Value, axes: readonly Axis[]): Operand => ({ base: v, offset: 0, strides: rowMajor(axes) });
  const fits = (p: Operand, q: Operand): boolean =>
    gemmOf(contraction, { ref: nowhere, strides: p.strides }, { ref: nowhere, strides: q.strides }, { ref: nowhere, strides: rowMajor(z) }, node.outputs[0]!.type.dtype, '') !== undefined;
  const left = throughViews && viewed(x, xs) || plain(x, xs), right = throughViews && viewed(y, ys) || plain(y, ys);
  const found = ([[left, right], [plain(x, xs), right], [left, plain(y, ys)]] as const).find(([p, q]) => fits(p, q));
  const [p, q] = found ?? [plain(x, xs), plain(y, ys)];
  return { contraction, x: p, y: q };
}

const nowhere = whole({ bytes: 0 });

/** The value behind views of v, when the position in it is a sum of multiples of the axes. */
function viewed(v: Value, axes: readonly Axis[]): Operand | undefined {
  let base = v;
  for (let node = base.node; node && meaningOf(node)?.view; node = base.node) base = node.inputs[(meaningOf(node)!.body as { readonly from: number }).from]!;
  if (base === v || elementsOf(v.type) === 0) return undefined;
  const pool = new Pool();
  const others: Value[] = [];
  const element = elements(pool, { buffer: (u) => (u === base ? 0 : u.node && meaningOf(u.node)?.view ? undefined : others.push(u)) });
  const e = element(v, axes.map((a) => pool.axis(a)));
  if (e.kind !== 'load' || e.from !== 0) return undefined;
  const { constant, terms } = pool.affine(e.index[0]!);
  const strides = new Map<Axis, number>();
  for (const { atom, by } of terms) {
    if (atom.kind !== 'axis' || by < 0) return undefined;
    strides.set(atom.axis, by);
  }
  return { base, offset: constant * bytesOf(base.type.dtype), strides };
}
