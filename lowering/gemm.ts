/** From a contraction over strided operands to one matrix product with batch axes, wherever the strides allow it. */
import type { DType } from '../core/dtype.ts';
import type { Axis } from '../core/expr.ts';
import type { Contraction } from './contraction.ts';
import type { Matrix } from './program.ts';
import type { FreeStep, Ref } from './slot.ts';

/** An operand in memory: how many elements each axis strides over. An axis it lacks has stride 0. */
export interface Strided {
  readonly ref: Ref;
  readonly strides: ReadonlyMap<Axis, number>;
}

/** Axes that run as one: the stride of the innermost of them in each operand. */
interface Group {
  readonly extent: number;
  readonly strides: readonly number[];
}

/** Undefined when the summed axes do not run as one in both operands: then one of them must be copied first. */
export function gemmOf(c: Contraction, x: Strided, y: Strided, z: Strided, dtype: DType, label: string): FreeStep | undefined {
  const has = (list: readonly Axis[]) => (a: Axis): boolean => list.includes(a);
  const inX = has(c.x), inY = has(c.y);
  const operands = [x, y, z];
  const grouped = (axes: readonly Axis[]): Group[] => join(axes.map((a) => ({ extent: a.extent, strides: operands.map((o) => o.strides.get(a) ?? 0) })));

  const k = grouped(c.summed);
  if (k.length > 1) return undefined;
  const rows = largest(grouped(c.z.filter((a) => inX(a) && !inY(a))));
  const columns = largest(grouped(c.z.filter((a) => inY(a) && !inX(a))));
  const batch = [...grouped(c.z.filter((a) => inX(a) && inY(a))), ...rows.others, ...columns.others];
  const one: Group = { extent: 1, strides: [0, 0, 0] };
  const m = rows.first ?? one, n = columns.first ?? one, sum = k[0] ?? one;
  const matrix = (i: 0 | 1 | 2, row: Group, column: Group): Matrix<Ref> =>
    ({ place: operands[i]!.ref, rowStride: row.strides[i]!, columnStride: column.strides[i]!, batchStrides: batch.map((g) => g.strides[i]!) });
  const common = { kind: 'gemm', dtype, label, accumulate: false, batch: batch.map((g) => g.extent), k: sum.extent } as const;
  // Rows of the result lie together; where columns do, the other product is made: zᵀ = yᵀ · xᵀ.
  return n.strides[2] !== 1 && m.strides[2] === 1
    ? { ...common, m: n.extent, n: m.extent, a: matrix(1, n, sum), b: matrix(0, sum, m), c: matrix(2, n, m) }
    : { ...common, m: m.extent, n: n.extent, a: matrix(0, m, sum), b: matrix(1, sum, n), c: matrix(2, m, n) };
}

/** Joins neighbours that run as one in every operand. The axes may come in any order. */
function join(axes: readonly Group[]): Group[] {
  const order = axes.filter((g) => g.extent !== 1).sort((p, q) => {
    for (const i of [2, 0, 1]) if (p.strides[i] !== q.strides[i]) return q.strides[i]! - p.strides[i]!;
    return 0;
  });
  const out: Group[] = [];
  for (const inner of order) {
    const outer = out.at(-1);
    if (outer?.strides.every((s, i) => s === inner.strides[i]! * inner.extent))
      out[out.length - 1] = { extent: outer.extent * inner.extent, strides: inner.strides };
    else out.push(inner);
  }
  return out;
}

function largest(groups: readonly Group[]): { readonly first: Group | undefined; readonly others: readonly Group[] } {
  const first = groups.reduce<Group | undefined>((best, g) => (best && best.extent >= g.extent ? best : g), undefined);
  return { first, others: groups.filter((g) => g !== first) };
}

/** Row-major strides of a tensor with these axes. */
export function rowMajor(axes: readonly Axis[]): ReadonlyMap<Axis, number> {
  const strides = new Map<Axis, number>();
  axes.reduceRight((stride, a) => { strides.set(a, stride); return stride * a.extent; }, 1);
  return strides;
}
