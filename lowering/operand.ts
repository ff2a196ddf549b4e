/** The operands of a matrix product where they lie: transposes, slices and reshapes fold into strides when they can. */
import { bytesOf } from '../core/dtype.ts';
import type { Axis } from '../core/expr.ts';
import type { Node, Value } from '../core/graph.ts';
import { contractionOf, type Contraction } from './contraction.ts';
import { elements, meaningOf } from './element.ts';
import { gemmOf, rowMajor } from './gemm.ts';
import { elementsOf } from './kernel/plain.ts';
import { known } from '../core/shape.ts';
import { linearPosition, Pool } from './kernel/pool.ts';
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
  const { x: xs, y: ys } = contraction;
  const [x, y] = node.inputs.map((v, i) => {
    const axes = i === 0 ? xs : ys, plain: Operand = { base: v, offset: 0, strides: rowMajor(axes) };
    return { plain, best: throughViews && viewed(v, axes) || plain };
  }) as [Choice, Choice];
  const alone = contraction.summed.filter((a) => a.extent !== 1).length < 2;
  const found = alone ? [x.best, y.best] as const : ([[x.best, y.best], [x.plain, y.best], [x.best, y.plain]] as const).find(([p, q]) => fits(contraction, p, q));
  const [p, q] = found ?? [x.plain, y.plain];
  return { contraction, x: p, y: q };
}

interface Choice {
  readonly plain: Operand;
  readonly best: Operand;
}

function fits(c: Contraction, { strides: x }: Operand, { strides: y }: Operand): boolean {
  return gemmOf(c, { ref: nowhere, strides: x }, { ref: nowhere, strides: y }, { ref: nowhere, strides: rowMajor(c.z) }, 'f32', '') !== undefined;
}

/** Whether a product's summed axes can be taken as one, without turning an operand. */
export function runsAsOne(node: Node): boolean {
  const m = meaningOf(node), c = m && contractionOf(m);
  // One axis always does.
  if (!c || c.summed.filter((a) => a.extent !== 1).length < 2) return true;
  const p = productOf(node, true)!;
  return fits(c, p.x, p.y);
}

/**
 * A value that is a stretch of another, row by row: a reshape, or a slice of the first axis. So what reads it from memory
 * reads the other there, `offset` bytes on.
 */
export function stretchOf(v: Value): { readonly base: Value; readonly offset: number } {
  const node = v.node, m = node && meaningOf(node);
  if (!m?.view || elementsOf(v.type) === 0) return { base: v, offset: 0 };
  let offset = offsets.get(node!);
  const source = node!.inputs[(m.body as { readonly from: number }).from]!;
  if (offset === undefined) {
    const pool = new Pool(), axes = m.axes.map((a) => pool.axis(a)), shape = known(v.type.shape);
    const e = elements(pool, { buffer: (u) => (u === v ? undefined : u === source ? 0 : 1) })(v, axes);
    const gap = e.kind === 'load' && e.from === 0 ? pool.sum([[e.index[0]!, 1], [linearPosition(pool, axes, shape), -1]]) : undefined;
    offset = gap?.kind === 'const' ? gap.value : -1;
    offsets.set(node!, offset);
  }
  if (offset < 0) return { base: v, offset: 0 };
  const { base, offset: further } = stretchOf(source);
  return { base, offset: further + offset * bytesOf(v.type.dtype) };
}
const offsets = new WeakMap<Node, number>();

const nowhere = whole({ bytes: 0 });

/** The value behind views of v, when the position in it is a sum of multiples of the axes. */
function viewed(v: Value, axes: readonly Axis[]): Operand | undefined {
  const chain: Node[] = [];
  let base = v;
  for (let node = base.node; node && meaningOf(node)?.view; node = base.node) {
    chain.push(node);
    base = node.inputs[(meaningOf(node)!.body as { readonly from: number }).from]!;
  }
  if (base === v || elementsOf(v.type) === 0) return undefined;
  // The layers of a model look at their operands alike.
  const key = JSON.stringify([base.type.shape, ...chain.map(({ op, params, outputs }) => [op.name, params, outputs[0]!.type.shape])]);
  let strides = strideLists.get(key);
  if (strides === undefined) {
    if (strideLists.size >= mostStrideLists) strideLists.clear();
    strideLists.set(key, strides = stridesThrough(v, base, axes) ?? 'none');
  }
  if (strides === 'none') return undefined;
  const { offset, by } = strides;
  return { base, offset: offset * bytesOf(base.type.dtype), strides: new Map(axes.flatMap((a, i) => (by[i] === undefined ? [] : [[a, by[i]!] as const]))) };
}

/** In elements: how far the first one lies from the base's, and the next one along each axis. */
interface Strides {
  readonly offset: number;
  readonly by: readonly (number | undefined)[];
}
const strideLists = new Map<string, Strides | 'none'>();
const mostStrideLists = 4096;

function stridesThrough(v: Value, base: Value, axes: readonly Axis[]): Strides | undefined {
  const pool = new Pool();
  const others: Value[] = [];
  const element = elements(pool, { buffer: (u) => (u === base ? 0 : u.node && meaningOf(u.node)?.view ? undefined : others.push(u)) });
  const e = element(v, axes.map((a) => pool.axis(a)));
  if (e.kind !== 'load' || e.from !== 0) return undefined;
  const { constant, terms } = pool.affine(e.index[0]!);
  const by = new Map<Axis, number>();
  for (const { atom, by: factor } of terms) {
    if (atom.kind !== 'axis' || factor < 0) return undefined;
    by.set(atom.axis, factor);
  }
  return { offset: constant, by: axes.map((a) => by.get(a)) };
}
