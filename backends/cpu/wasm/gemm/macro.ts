// The inner product of packed panels:  c[i, j] (+)= Σ_k a[i, k] · b[k, j]  over one block, register tile by register tile.
// A tile's sums stay in registers for the whole of k and are added in the order of k. At an edge, and where the columns of c do not lie
// side by side, the tile goes through a small buffer from which only the valid part is taken.

import { i32, select, v128 } from '../assembler.ts';
import { tileColumns, tileRows, tileVectors } from './element.ts';
import type { Assembler, Expr, Func } from '../assembler.ts';
import type { Element } from './element.ts';

/** `a`, `b`: packed panels. `row`, `column`: strides of c in bytes. `tile`: room for one tile. */
export type Macro = Func<{ a: 'i32'; b: 'i32'; c: 'i32'; row: 'i32'; column: 'i32'; m: 'i32'; n: 'i32'; k: 'i32'; accumulate: 'i32'; tile: 'i32' }, 'none'>;

/** Turns of k up to which a tile's stores cost more than its sums. */
const shortK = 64;

export const tileBytes = tileRows * tileVectors * 16;

export function macro(m: Assembler, e: Element): Macro {
  const columns = tileColumns(e), size = e.bytes, rowBytes = columns * size;
  const valid = copyValid(m, e);
  const each = <T>(make: (r: number, v: number) => T): T[][] => Array.from({ length: tileRows }, (_, r) => Array.from({ length: tileVectors }, (_, v) => make(r, v)));

  return m.func(`gemm_${e.name}_macro`, { a: 'i32', b: 'i32', c: 'i32', row: 'i32', column: 'i32', m: 'i32', n: 'i32', k: 'i32', accumulate: 'i32', tile: 'i32' }, 'none', (f, p) => {
    const i = f.local('i32', 'i'), j = f.local('i32', 'j'), a = f.local('i32', 'a'), b = f.local('i32', 'b'), left = f.local('i32', 'left'), out = f.local('i32', 'out');
    const sums = each((r, v) => f.local('v128', `c${r}${v}`)), bs = Array.from({ length: tileVectors }, (_, v) => f.local('v128', `b${v}`)), splat = f.local('v128', 'a');
    const forSums = (run: (sum: (typeof sums)[0][0], r: number, v: number) => void): void => sums.forEach((row, r) => row.forEach((sum, v) => run(sum, r, v)));
    const storeRows = (stride: Expr<'i32'>, value: (sum: Expr<'v128'>, v: number) => Expr<'v128'>): void => sums.forEach((row, r) => {
      row.forEach((sum, v) => f.emit(v128.store(out, value(sum, v), 16 * v)));
      if (r < tileRows - 1) f.set(out, i32.add(out, stride));
    });

    // Along k the panel of b stays near while rows of a go by. When k is short, what counts is to write c row by row.
    const byRows = f.keep(i32.le_u(p.k, i32.const(shortK)), 'byRows');
    const aTiles = f.keep(i32.div_u(i32.add(p.m, i32.const(tileRows - 1)), i32.const(tileRows)), 'aTiles'), bTiles = f.keep(i32.div_u(i32.add(p.n, i32.const(columns - 1)), i32.const(columns)), 'bTiles');
    const outer = f.local('i32', 'outer'), inner = f.local('i32', 'inner');
    f.forRange(outer, i32.const(0), select(aTiles, bTiles, byRows), 1, () => {
      f.forRange(inner, i32.const(0), select(bTiles, aTiles, byRows), 1, () => {
        f.set(i, i32.mul(select(outer, inner, byRows), i32.const(tileRows)));
        f.set(j, i32.mul(select(inner, outer, byRows), i32.const(columns)));
        f.set(a, i32.add(p.a, i32.mul(i32.mul(i, p.k), i32.const(size))));
        f.set(b, i32.add(p.b, i32.mul(i32.mul(j, p.k), i32.const(size))));
        f.set(left, p.k);
        forSums(sum => f.set(sum, e.zero));
        f.block(empty => {
          f.brIf(empty, i32.eqz(left));
          // Not unrolled here: V8 unrolls it by four itself, and does worse with a body that is already long.
          f.loop(again => {
            bs.forEach((register, v) => f.set(register, v128.load(b, 16 * v)));
            for (let r = 0; r < tileRows; r++) {
              f.set(splat, e.splatLoad(a, r * size));
              sums[r]?.forEach((sum, v) => f.set(sum, e.multiplyAdd(splat, bs[v] as Expr<'v128'>, sum)));
            }
            f.set(a, i32.add(a, i32.const(tileRows * size)));
            f.set(b, i32.add(b, i32.const(rowBytes)));
            f.brIf(again, f.tee(left, i32.sub(left, i32.const(1))));
          });
        });
        f.set(out, i32.add(p.c, i32.add(i32.mul(i, p.row), i32.mul(j, p.column))));
        const inside = i32.and(i32.and(i32.le_u(i32.add(i, i32.const(tileRows)), p.m), i32.le_u(i32.add(j, i32.const(columns)), p.n)), i32.eq(p.column, i32.const(size)));
        f.if(inside, () => {
          f.if(p.accumulate, () => storeRows(p.row, (sum, v) => e.add(v128.load(out, 16 * v), sum)), () => storeRows(p.row, sum => sum));
        }, () => {
          forSums((sum, r, v) => f.emit(v128.store(p.tile, sum, r * rowBytes + 16 * v)));
          f.emit(valid.call({ tile: p.tile, c: out, row: p.row, column: p.column, m: i32.sub(p.m, i), n: i32.sub(p.n, j), accumulate: p.accumulate }));
        });
      });
    });
  });
}

/** Takes the first min(m, rows) × min(n, columns) elements of a tile into c. */
function copyValid(m: Assembler, e: Element): Func<{ tile: 'i32'; c: 'i32'; row: 'i32'; column: 'i32'; m: 'i32'; n: 'i32'; accumulate: 'i32' }, 'none'> {
  const columns = tileColumns(e);
  return m.func(`gemm_${e.name}_valid`, { tile: 'i32', c: 'i32', row: 'i32', column: 'i32', m: 'i32', n: 'i32', accumulate: 'i32' }, 'none', (f, p) => {
    const i = f.local('i32', 'i'), j = f.local('i32', 'j'), from = f.local('i32', 'from'), to = f.local('i32', 'to');
    f.if(i32.gt_u(p.m, i32.const(tileRows)), () => f.set(p.m, i32.const(tileRows)));
    f.if(i32.gt_u(p.n, i32.const(columns)), () => f.set(p.n, i32.const(columns)));
    f.forRange(i, i32.const(0), p.m, 1, () => {
      f.set(from, i32.add(p.tile, i32.mul(i, i32.const(columns * e.bytes))));
      f.set(to, i32.add(p.c, i32.mul(i, p.row)));
      f.forRange(j, i32.const(0), p.n, 1, () => {
        f.if(p.accumulate,
          () => f.emit(e.scalar.store(to, e.scalar.add(e.scalar.load(to), e.scalar.load(from)))),
          () => f.emit(e.scalar.store(to, e.scalar.load(from))));
        f.set(from, i32.add(from, i32.const(e.bytes)));
        f.set(to, i32.add(to, p.column));
      });
    });
  });
}
