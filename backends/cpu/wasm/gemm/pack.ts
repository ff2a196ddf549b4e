// Packing: a block of a matrix is copied into panels that the product then reads front to back.
// A panel holds `width` neighbours p for every k, k running slowest:  out[panel][k][p] = x[panel·width + p, k].  What is missing in the
// last panel is filled with zeros, so the product never meets an edge.
// Goto & van de Geijn 2008, "Anatomy of high-performance matrix multiplication", section 4.

import { i32, i32x4, i64x2, v128 } from '../assembler.ts';
import type { Assembler, Expr, Func, FunctionBuilder, Local } from '../assembler.ts';
import type { Element } from './element.ts';

/** Strides in bytes: `across` from one neighbour in a panel to the next, `along` from one k to the next. `count` is the number of neighbours. */
type PackParams = { from: 'i32'; across: 'i32'; along: 'i32'; to: 'i32'; count: 'i32'; k: 'i32' };
export type Pack = Func<PackParams, 'none'>;

export function pack(m: Assembler, e: Element, width: number): Pack {
  const size = e.bytes, vectors = width / e.lanes;
  const edge = packEdge(m, e, width);
  return m.func(`gemm_${e.name}_pack${width}`, { from: 'i32', across: 'i32', along: 'i32', to: 'i32', count: 'i32', k: 'i32' }, 'none', (f, { from, across, along, to, count, k }) => {
    const p = f.local('i32', 'p'), left = f.local('i32', 'left'), rows = Array.from({ length: width }, (_, r) => f.local('i32', `row${r}`));
    const source = rows[0] as Local<'i32'>;
    const next = (bytes: number): void => f.set(to, i32.add(to, i32.const(bytes)));
    const startRows = (): void => rows.forEach((row, r) => f.set(row, r === 0 ? from : i32.add(rows[r - 1] as Expr<'i32'>, across)));

    f.if(i32.eqz(k), () => f.return());
    f.block(done => {
      f.loop(panels => {
        f.brIf(done, i32.gt_u(i32.add(p, i32.const(width)), count));
        f.set(left, k);
        f.if(i32.eq(across, i32.const(size)), () => {
          // Neighbours lie side by side: copy whole registers.
          f.set(source, from);
          f.loop(again => {
            for (let v = 0; v < vectors; v++) f.emit(v128.store(to, v128.load(source, 16 * v), 16 * v));
            f.set(source, i32.add(source, along));
            next(width * size);
            f.brIf(again, f.tee(left, i32.sub(left, i32.const(1))));
          });
        }, () => {
          startRows();
          f.if(i32.eq(along, i32.const(size)), () => {
            // Each row lies along k: read a square of registers and store it transposed.
            f.block(tail => f.loop(again => {
              f.brIf(tail, i32.lt_u(left, i32.const(e.lanes)));
              for (let v = 0; v < vectors; v++) {
                transposed(f, e, rows.slice(v * e.lanes, (v + 1) * e.lanes)).forEach((row, i) => f.emit(v128.store(to, row, i * width * size + 16 * v)));
              }
              for (const row of rows) f.set(row, i32.add(row, i32.const(16)));
              next(width * size * e.lanes);
              f.set(left, i32.sub(left, i32.const(e.lanes)));
              f.br(again);
            }));
          });
          f.block(none => {
            f.brIf(none, i32.eqz(left));
            f.loop(again => {
              rows.forEach((row, r) => f.emit(e.scalar.store(to, e.scalar.load(row), r * size)));
              for (const row of rows) f.set(row, i32.add(row, along));
              next(width * size);
              f.brIf(again, f.tee(left, i32.sub(left, i32.const(1))));
            });
          });
        });
        f.set(from, i32.add(from, i32.mul(across, i32.const(width))));
        f.set(p, i32.add(p, i32.const(width)));
        f.br(panels);
      });
    });
    f.if(i32.lt_u(p, count), () => f.emit(edge.call({ from, across, along, to, count: i32.sub(count, p), k })));
  });
}

/** One panel with fewer neighbours than its width: element by element. */
function packEdge(m: Assembler, e: Element, width: number): Pack {
  return m.func(`gemm_${e.name}_packEdge${width}`, { from: 'i32', across: 'i32', along: 'i32', to: 'i32', count: 'i32', k: 'i32' }, 'none', (f, { from, across, along, to, count, k }) => {
    const p = f.local('i32', 'p'), q = f.local('i32', 'q');
    f.loop(again => {
      f.set(q, from);
      f.forRange(p, i32.const(0), count, 1, () => {
        f.emit(e.scalar.store(i32.add(to, i32.mul(p, i32.const(e.bytes))), e.scalar.load(q)));
        f.set(q, i32.add(q, across));
      });
      f.forRange(p, count, i32.const(width), 1, () => f.emit(e.scalar.store(i32.add(to, i32.mul(p, i32.const(e.bytes))), e.scalar.zero)));
      f.set(from, i32.add(from, along));
      f.set(to, i32.add(to, i32.const(width * e.bytes)));
      f.brIf(again, f.tee(k, i32.sub(k, i32.const(1))));
    });
  });
}

/** Registers loaded from the rows, transposed: lane i of row j becomes lane j of result i. */
function transposed(f: FunctionBuilder, e: Element, rows: readonly Local<'i32'>[]): Expr<'v128'>[] {
  const loaded = rows.map(row => f.keep(v128.load(row)));
  if (e.lanes === 2) {
    const [a, b] = loaded as [Local<'v128'>, Local<'v128'>];
    return [i64x2.shuffle(a, b, [0, 2]), i64x2.shuffle(a, b, [1, 3])];
  }
  const [a, b, c, d] = loaded as [Local<'v128'>, Local<'v128'>, Local<'v128'>, Local<'v128'>];
  const ab01 = f.keep(i32x4.shuffle(a, b, [0, 4, 1, 5])), ab23 = f.keep(i32x4.shuffle(a, b, [2, 6, 3, 7]));
  const cd01 = f.keep(i32x4.shuffle(c, d, [0, 4, 1, 5])), cd23 = f.keep(i32x4.shuffle(c, d, [2, 6, 3, 7]));
  return [i64x2.shuffle(ab01, cd01, [0, 2]), i64x2.shuffle(ab01, cd01, [1, 3]), i64x2.shuffle(ab23, cd23, [0, 2]), i64x2.shuffle(ab23, cd23, [1, 3])];
}
