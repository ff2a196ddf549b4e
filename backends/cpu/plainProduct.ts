/** A matrix product as a kernel of plain loops: for element types and numbers of batch axes that the packed product does not know. */
import { addIndex, at, axis, constant, convert, load, local, mulIndex, scalar } from '../../core/build.ts';
import { sumDType } from '../../core/dtype.ts';
import type { Expr, Local } from '../../core/expr.ts';
import type { Statement } from '../../core/kernel.ts';
import type { Matrix, Step } from '../../lowering/program.ts';

type Gemm = Step & { readonly kind: 'gemm' };

export function plainProduct({ dtype, batch, m, n, k, a, b, c, accumulate, label }: Gemm): Step & { readonly kind: 'kernel' } {
  const batches = batch.map(axis), i = axis(m), j = axis(n), inner = axis(k), sum: Local = { dtype: sumDType(dtype) };
  const index = (x: Matrix, row: Expr, column: Expr): Expr =>
    batches.reduce((e, axis, d) => addIndex(e, mulIndex(at(axis), x.batchStrides[d]!)), addIndex(mulIndex(row, x.rowStride), mulIndex(column, x.columnStride)));
  const elements = (x: Matrix, rows: number, columns: number): number =>
    1 + x.rowStride * Math.max(0, rows - 1) + x.columnStride * Math.max(0, columns - 1) + batch.reduce((e, d, at) => e + x.batchStrides[at]! * Math.max(0, d - 1), 0);
  const read = (from: number, x: Matrix, row: Expr, column: Expr): Expr => convert(sum.dtype, load(from, dtype, [index(x, row, column)]));
  const target = index(c, at(i), at(j));
  const body: readonly Statement[] = [
    { kind: 'let', local: sum, value: accumulate ? convert(sum.dtype, load(2, dtype, [target])) : constant(sum.dtype, 0) },
    { kind: 'for', how: 'serial', axis: inner, body: [{ kind: 'fold', local: sum, fold: 'sum', value: scalar('mul', read(0, a, at(i), at(inner)), read(1, b, at(inner), at(j))) }] },
    { kind: 'store', to: 2, index: target, value: convert(dtype, local(sum)) },
  ];
  const rows: Statement = { kind: 'for', how: 'parallel', axis: i, body: [{ kind: 'for', how: 'vector', axis: j, body }] };
  return {
    kind: 'kernel', label, args: [a.place, b.place, c.place],
    kernel: {
      buffers: [{ dtype, elements: elements(a, m, k), role: 'in' }, { dtype, elements: elements(b, k, n), role: 'in' }, { dtype, elements: elements(c, m, n), role: accumulate ? 'inout' : 'out' }],
      scratch: [],
      body: [batches.reduceRight<Statement>((inside, axis) => ({ kind: 'for', how: 'parallel', axis, body: [inside] }), rows)],
    },
  };
}
