// The matrix product as WebAssembly functions:  c[.., i, j] (+)= Σ_k a[.., i, k] · b[.., k, j],  for any sizes and strides, in batches,
// by all threads together. Blocks of a and b are packed into scratch memory (gemm/pack.ts), tiles of c are claimed by the threads one by one
// (gemm/macro.ts); products with few rows or columns read their larger operand as it lies (gemm/thin.ts).
// Goto & van de Geijn 2008, "Anatomy of high-performance matrix multiplication"; Van Zee & van de Geijn 2015 (BLIS).
//
// Every element of c is a sum over blocks of k, each summed in a fixed order. The shapes and strides alone decide on path and blocks, so any
// number of threads gives the same bits. The relaxed variant (fused multiply-add) gives other bits than the plain one.

import { i32, f64, select } from './assembler.ts';
import { elementOf, tileColumns, tileRows } from './gemm/element.ts';
import { macro, tileBytes } from './gemm/macro.ts';
import { pack } from './gemm/pack.ts';
import { dot, stream, streamColumns } from './gemm/thin.ts';
import { forClaimed, threadFunctions } from './threads.ts';
import type { Assembler, Expr, Func, Local } from './assembler.ts';
import type { Element, GemmDType } from './gemm/element.ts';

export type { GemmDType } from './gemm/element.ts';

/** Turns of k between two visits to c: a panel of b this long stays in the first cache. */
const blockK = 256;
/** Rows of a and columns of b that are packed at a time. */
const chunk = (e: Element): number => 4096 / e.bytes;
/** Neighbours packed by one claim. */
const packGroup = 64;
/** Largest piece of c that one claim computes; smaller when there would be too few for all threads. */
const taskRows = 64, taskColumns = 128;
const leastTaskColumns = 32, leastTaskRows = 16;
const tasksPerThread = 4;
/** Up to this many rows the product reads b as it lies. */
const thinRows = 6;
const dotGroup = 32;
/** Below this many multiplications the threads' meeting would take longer than the work of one. */
const smallWork = 64 ** 3;

/** Ticket counters (threads.ts) that the product uses. */
const tickets = { batch: 0, pack: 1, task: 2 } as const;
/** The first ticket counter that is free for other loops that may run beside a product. */
export const firstFreeTicket = 3;

/** Rows of a or columns of b in panels at a time, whole tiles. */
const packed = (e: Element, count: number): number => Math.ceil(Math.min(count, chunk(e)) / wholeTiles) * wholeTiles;
const wholeTiles = 8;

/** Bytes of scratch memory, aligned to 64, with which so many threads may make a product of this size. A larger piece serves as well. */
export function gemmScratchBytes(threads: number, { dtype, m, n, k }: { dtype: GemmDType; m: number; n: number; k: number }): number {
  const e = elementOf(dtype, false);
  return threads * (tileBytes + (packed(e, m) + packed(e, n)) * Math.min(k, blockK) * e.bytes);
}

/** Called when a piece of c is finished: rows i0 … i1 − 1, columns j0 … j1 − 1 of matrix number `batch`. `tid` is the thread that calls. */
export const epilogueParams = { batch: 'i32', i0: 'i32', i1: 'i32', j0: 'i32', j1: 'i32', tid: 'i32' } as const;
export type Epilogue = Func<typeof epilogueParams, 'none'>;

/** Address in bytes, strides in elements. */
const operand = <N extends string>(name: N) => ({
  [name]: 'i32', [`${name}Row`]: 'i32', [`${name}Column`]: 'i32', [`${name}Batch0`]: 'i32', [`${name}Batch1`]: 'i32', [`${name}Batch2`]: 'i32',
}) as { [K in N | `${N}Row` | `${N}Column` | `${N}Batch0` | `${N}Batch1` | `${N}Batch2`]: 'i32' };

const gemmParams = {
  tid: 'i32', threads: 'i32', scratch: 'i32', m: 'i32', n: 'i32', k: 'i32', batch0: 'i32', batch1: 'i32', batch2: 'i32', accumulate: 'i32',
  /** A place in the module's table (Assembler.tableIndex) holding an Epilogue, or −1. */
  epilogue: 'i32',
  ...operand('a'), ...operand('b'), ...operand('c'),
} as const;

/**
 * All threads call it with the same arguments but for `tid`; a barrier must stand between this call and whatever uses c, a, b or the scratch
 * memory next.
 */
export type Gemm = Func<typeof gemmParams, 'none'>;

const made = new WeakMap<Assembler, Map<string, Gemm>>();

/** The module's matrix product for an element type, made when first asked for. */
export function gemm(m: Assembler, dtype: GemmDType, { relaxed = false }: { relaxed?: boolean } = {}): Gemm {
  const e = elementOf(dtype, relaxed), known = made.get(m) ?? new Map<string, Gemm>();
  made.set(m, known);
  const found = known.get(e.name) ?? batched(m, e);
  known.set(e.name, found);
  return found;
}

const zero = i32.const(0), one = i32.const(1);
const product = (...factors: Expr<'i32'>[]): Expr<'i32'> => factors.reduce((a, b) => i32.mul(a, b));
const sum = (...terms: Expr<'i32'>[]): Expr<'i32'> => terms.reduce((a, b) => i32.add(a, b));
const least = (a: Expr<'i32'>, b: Expr<'i32'>): Expr<'i32'> => select(a, b, i32.lt_u(a, b));
const ceilDiv = (a: Expr<'i32'>, b: Expr<'i32'>): Expr<'i32'> => i32.div_u(i32.sub(i32.add(a, b), one), b);
const constant = i32.const;
/** gemmScratchBytes's sizes, as generated code finds them. */
const panelBytes = (e: Element, count: Expr<'i32'>, k: Expr<'i32'>): Expr<'i32'> =>
  product(i32.and(i32.add(least(count, constant(chunk(e))), constant(wholeTiles - 1)), constant(-wholeTiles)), least(k, constant(blockK)), constant(e.bytes));

function batched(m: Assembler, e: Element): Gemm {
  const oneMatrix = matrix(m, e), { barrier } = threadFunctions(m);
  return m.func(`gemm_${e.name}`, gemmParams, 'none', (f, p) => {
    const count = f.keep(product(p.batch0, p.batch1, p.batch2), 'count'), index = f.local('i32', 'index');
    const panels = i32.add(panelBytes(e, p.m, p.k), panelBytes(e, p.n, p.k));
    const area = f.keep(i32.add(p.scratch, i32.mul(p.tid, i32.add(constant(tileBytes), panels))), 'area');
    const [i0, i1, i2] = [f.local('i32', 'i0'), f.local('i32', 'i1'), f.local('i32', 'i2')];
    const bytes = (x: Expr<'i32'>): Expr<'i32'> => i32.mul(x, constant(e.bytes));
    const at = (base: Expr<'i32'>, s0: Expr<'i32'>, s1: Expr<'i32'>, s2: Expr<'i32'>): Expr<'i32'> => i32.add(base, bytes(sum(i32.mul(i0, s0), i32.mul(i1, s1), i32.mul(i2, s2))));

    const run = (batch: Local<'i32'>, alone: boolean): void => {
      f.set(i2, i32.rem_u(batch, p.batch2));
      f.set(i1, i32.rem_u(i32.div_u(batch, p.batch2), p.batch1));
      f.set(i0, i32.div_u(batch, i32.mul(p.batch1, p.batch2)));
      f.emit(oneMatrix.call({
        caller: p.tid, threads: alone ? constant(1) : p.threads, tile: area, panels: i32.add(alone ? area : p.scratch, constant(tileBytes)),
        batch, m: p.m, n: p.n, k: p.k, accumulate: p.accumulate, epilogue: p.epilogue,
        a: at(p.a, p.aBatch0, p.aBatch1, p.aBatch2), aRow: bytes(p.aRow), aColumn: bytes(p.aColumn),
        b: at(p.b, p.bBatch0, p.bBatch1, p.bBatch2), bRow: bytes(p.bRow), bColumn: bytes(p.bColumn),
        c: at(p.c, p.cBatch0, p.cBatch1, p.cBatch2), cRow: bytes(p.cRow), cColumn: bytes(p.cColumn),
      }));
    };
    const wide = (x: Expr<'i32'>) => f64.convert_i32_u(x);
    const small = f64.lt(f64.mul(f64.mul(wide(p.m), wide(p.n)), wide(p.k)), f64.const(smallWork));
    // Many matrices, or small ones: each is one thread's work. Few large ones: all threads work on each.
    f.if(i32.or(small, i32.ge_u(count, i32.mul(p.threads, constant(tasksPerThread)))), () => {
      forClaimed(m, f, tickets.batch, count, p.threads, turn => run(turn, true));
    }, () => {
      f.forRange(index, zero, count, 1, () => {
        f.if(index, () => f.emit(barrier.call({ threads: p.threads })));
        run(index, false);
      });
    });
  });
}

/** One matrix product. Strides in bytes; `tile` is the caller's own, `panels` is shared by the `threads` that work on it. */
const matrixParams = {
  caller: 'i32', threads: 'i32', tile: 'i32', panels: 'i32', batch: 'i32', m: 'i32', n: 'i32', k: 'i32', accumulate: 'i32', epilogue: 'i32',
  a: 'i32', aRow: 'i32', aColumn: 'i32', b: 'i32', bRow: 'i32', bColumn: 'i32', c: 'i32', cRow: 'i32', cColumn: 'i32',
} as const;

function matrix(m: Assembler, e: Element): Func<typeof matrixParams, 'none'> {
  const { barrier } = threadFunctions(m);
  const packA = pack(m, e, tileRows), packB = tileColumns(e) === tileRows ? packA : pack(m, e, tileColumns(e)), tiles = macro(m, e), streamThin = stream(m, e), dotThin = dot(m, e);
  const size = constant(e.bytes), chunkSize = constant(chunk(e)), kBytes = (k: Expr<'i32'>): Expr<'i32'> => i32.mul(k, size);

  return m.func(`gemm_${e.name}_matrix`, matrixParams, 'none', (f, p) => {
    const swapped = f.local('i32', 'swapped'), turns = f.local('i32', 'turns');
    const swap = (x: Local<'i32'>, y: Local<'i32'>): void => {
      const held = f.keep(x);
      f.set(x, y);
      f.set(y, held);
    };
    const finished = (i0: Expr<'i32'>, i1: Expr<'i32'>, j0: Expr<'i32'>, j1: Expr<'i32'>): void => f.if(i32.ge_s(p.epilogue, zero), () => {
      const call = (rows: [Expr<'i32'>, Expr<'i32'>], columns: [Expr<'i32'>, Expr<'i32'>]): void =>
        f.emit(m.callIndirect(p.epilogue, epilogueParams, 'none', { batch: p.batch, i0: rows[0], i1: rows[1], j0: columns[0], j1: columns[1], tid: p.caller }));
      f.if(swapped, () => call([j0, j1], [i0, i1]), () => call([i0, i1], [j0, j1]));
    });

    f.if(i32.or(i32.eqz(p.m), i32.eqz(p.n)), () => f.return());

    // cᵀ = bᵀ · aᵀ: makes the columns of c contiguous where its rows were, and few columns into few rows.
    const columnsOfCApart = i32.and(i32.ne(p.cColumn, size), i32.eq(p.cRow, size));
    const thinBySwap = i32.or(i32.eq(p.aColumn, size), i32.and(i32.eq(p.aRow, size), i32.eq(p.cRow, size)));
    const fewColumns = i32.and(i32.and(i32.le_u(p.n, constant(thinRows)), i32.gt_u(p.m, p.n)), thinBySwap);
    f.if(i32.or(columnsOfCApart, fewColumns), () => {
      swap(p.m, p.n);
      swap(p.a, p.b);
      swap(p.aRow, p.bColumn);
      swap(p.aColumn, p.bRow);
      swap(p.cRow, p.cColumn);
      f.set(swapped, one);
    });

    const thin = (way: typeof streamThin, columns: number, bStride: Expr<'i32'>): void => {
      f.set(turns, ceilDiv(p.n, constant(columns)));
      const j = f.local('i32', 'j'), width = f.local('i32', 'width');
      forClaimed(m, f, tickets.task, turns, p.threads, turn => {
        f.set(j, i32.mul(turn, constant(columns)));
        f.set(width, least(constant(columns), i32.sub(p.n, j)));
        f.emit(way.call({
          a: p.a, aRow: p.aRow, aColumn: p.aColumn, b: i32.add(p.b, i32.mul(j, p.bColumn)), bStride,
          c: i32.add(p.c, i32.mul(j, p.cColumn)), cRow: p.cRow, cColumn: p.cColumn, m: p.m, n: width, k: p.k, accumulate: p.accumulate,
        }));
        finished(zero, p.m, j, i32.add(j, width));
      });
      f.return();
    };
    f.if(i32.le_u(p.m, constant(thinRows)), () => {
      f.if(i32.and(i32.eq(p.bColumn, size), i32.eq(p.cColumn, size)), () => thin(streamThin, streamColumns, p.bRow));
      f.if(i32.and(i32.eq(p.bRow, size), i32.eq(p.aColumn, size)), () => thin(dotThin, dotGroup, p.bColumn));
    });

    const panelsB = f.keep(i32.add(p.panels, panelBytes(e, p.m, p.k)), 'panelsB');
    const ic = f.local('i32', 'ic'), jc = f.local('i32', 'jc'), kc = f.local('i32', 'kc');
    const rows = f.local('i32', 'rows'), columns = f.local('i32', 'columns'), depth = f.local('i32', 'depth'), again = f.local('i32', 'again');
    const from = f.local('i32', 'from'), aGroups = f.local('i32', 'aGroups');
    const taskM = f.local('i32', 'taskM'), taskN = f.local('i32', 'taskN'), across = f.local('i32', 'across'), i = f.local('i32', 'i'), j = f.local('i32', 'j');
    const together = (): void => f.emit(barrier.call({ threads: p.threads }));

    f.forRange(jc, zero, p.n, chunkSize, () => {
      f.set(columns, least(chunkSize, i32.sub(p.n, jc)));
      f.set(kc, zero);
      // At least one turn, also for k = 0: then c becomes zero.
      f.loop(nextK => {
        f.set(depth, least(constant(blockK), i32.sub(p.k, kc)));
        f.forRange(ic, zero, p.m, chunkSize, () => {
          f.set(rows, least(chunkSize, i32.sub(p.m, ic)));
          // Panels may be written over only when everybody has used them.
          f.if(again, together);
          f.set(again, one);
          f.set(aGroups, ceilDiv(rows, constant(packGroup)));
          f.set(turns, i32.add(aGroups, select(zero, ceilDiv(columns, constant(packGroup)), ic)));
          forClaimed(m, f, tickets.pack, turns, p.threads, turn => {
            f.if(i32.lt_u(turn, aGroups), () => {
              f.set(from, i32.mul(turn, constant(packGroup)));
              f.emit(packA.call({
                from: sum(p.a, i32.mul(i32.add(ic, from), p.aRow), i32.mul(kc, p.aColumn)), across: p.aRow, along: p.aColumn,
                to: i32.add(p.panels, i32.mul(from, kBytes(depth))), count: least(constant(packGroup), i32.sub(rows, from)), k: depth,
              }));
            }, () => {
              f.set(from, i32.mul(i32.sub(turn, aGroups), constant(packGroup)));
              f.emit(packB.call({
                from: sum(p.b, i32.mul(i32.add(jc, from), p.bColumn), i32.mul(kc, p.bRow)), across: p.bColumn, along: p.bRow,
                to: i32.add(panelsB, i32.mul(from, kBytes(depth))), count: least(constant(packGroup), i32.sub(columns, from)), k: depth,
              }));
            });
          });
          together();

          f.set(taskM, constant(taskRows));
          f.set(taskN, constant(taskColumns));
          const count = (): Expr<'i32'> => i32.mul(ceilDiv(rows, taskM), ceilDiv(columns, taskN));
          const tooFew = (): Expr<'i32'> => i32.lt_u(count(), i32.mul(p.threads, constant(tasksPerThread)));
          f.if(i32.ne(p.threads, one), () => {
            f.loop(smaller => f.if(i32.and(tooFew(), i32.gt_u(taskN, constant(leastTaskColumns))), () => { f.set(taskN, i32.shr_u(taskN, one)); f.br(smaller); }));
            f.loop(smaller => f.if(i32.and(tooFew(), i32.gt_u(taskM, constant(leastTaskRows))), () => { f.set(taskM, i32.shr_u(taskM, one)); f.br(smaller); }));
          });
          f.set(across, ceilDiv(columns, taskN));
          f.set(turns, count());
          forClaimed(m, f, tickets.task, turns, p.threads, turn => {
            f.set(i, i32.mul(i32.div_u(turn, across), taskM));
            f.set(j, i32.mul(i32.rem_u(turn, across), taskN));
            const height = least(taskM, i32.sub(rows, i)), width = least(taskN, i32.sub(columns, j));
            f.emit(tiles.call({
              a: i32.add(p.panels, i32.mul(i, kBytes(depth))), b: i32.add(panelsB, i32.mul(j, kBytes(depth))),
              c: sum(p.c, i32.mul(i32.add(ic, i), p.cRow), i32.mul(i32.add(jc, j), p.cColumn)), row: p.cRow, column: p.cColumn,
              m: height, n: width, k: depth, accumulate: i32.or(p.accumulate, kc), tile: p.tile,
            }));
            f.if(i32.ge_u(i32.add(kc, depth), p.k), () => {
              finished(i32.add(ic, i), sum(ic, i, height), i32.add(jc, j), sum(jc, j, width));
            });
          });
        });
        f.set(kc, i32.add(kc, depth));
        f.brIf(nextK, i32.lt_u(kc, p.k));
      });
    });
  });
}
