// Products with few rows:  c[i, j] (+)= Σ_k a[i, k] · b[k, j]  for small m, where packing b would cost more than the product itself.
// b is read once, as it lies. Two ways, by which stride of b is one element: along its rows (stream), or along k (dot).

import { i32, memory, v128 } from '../assembler.ts';
import type { Assembler, Expr, Func, FunctionBuilder, Local, ValueType } from '../assembler.ts';
import type { Element } from './element.ts';

/** Strides in bytes. */
export type ThinParams = {
  a: 'i32'; aRow: 'i32'; aColumn: 'i32'; b: 'i32'; bStride: 'i32'; c: 'i32'; cRow: 'i32'; cColumn: 'i32'; m: 'i32'; n: 'i32'; k: 'i32'; accumulate: 'i32';
};
export type Thin = Func<ThinParams, 'none'>;
const params: ThinParams = {
  a: 'i32', aRow: 'i32', aColumn: 'i32', b: 'i32', bStride: 'i32', c: 'i32', cRow: 'i32', cColumn: 'i32', m: 'i32', n: 'i32', k: 'i32', accumulate: 'i32',
};

/** Columns of c kept near while all of k goes by. */
export const streamColumns = 512;
const streamRows = 4;

/** Rows of b are contiguous, and so are rows of c: c[i, :] += a[i, k] · b[k, :], four k at a time. Sums are added in the order of k. */
export function stream(m: Assembler, e: Element): Thin {
  return m.func(`gemm_${e.name}_stream`, params, 'none', (f, p) => {
    const i = f.local('i32', 'i'), j = f.local('i32', 'j'), kk = f.local('i32', 'k'), width = f.local('i32', 'width'), end = f.local('i32', 'end'), whole = f.local('i32', 'whole');
    const at = f.local('i32', 'at'), out = f.local('i32', 'out');
    const q = Array.from({ length: streamRows }, (_, r) => f.local('i32', `q${r}`)), factor = q.map((_, r) => f.local('v128', `a${r}`)), sum = f.local('v128', 'sum');

    const update = (rows: number): void => {
      f.forRange(i, i32.const(0), p.m, 1, () => {
        f.set(at, i32.add(p.a, i32.add(i32.mul(i, p.aRow), i32.mul(kk, p.aColumn))));
        for (let r = 0; r < rows; r++) {
          f.set(factor[r] as Local<'v128'>, e.splatLoad(at));
          if (r < rows - 1) f.set(at, i32.add(at, p.aColumn));
          f.set(q[r] as Local<'i32'>, i32.add(r === 0 ? i32.add(p.b, i32.mul(kk, p.bStride)) : q[r - 1] as Expr<'i32'>, r === 0 ? i32.mul(j, i32.const(e.bytes)) : p.bStride));
        }
        f.set(out, i32.add(p.c, i32.add(i32.mul(i, p.cRow), i32.mul(j, i32.const(e.bytes)))));
        f.set(end, i32.add(out, i32.mul(width, i32.const(e.bytes))));
        f.set(whole, i32.add(out, i32.mul(i32.and(width, i32.const(-e.lanes)), i32.const(e.bytes))));
        const step = (bytes: number): void => {
          for (let r = 0; r < rows; r++) f.set(q[r] as Local<'i32'>, i32.add(q[r] as Expr<'i32'>, i32.const(bytes)));
        };
        f.forRange(out, out, whole, 16, () => {
          f.set(sum, v128.load(out));
          for (let r = 0; r < rows; r++) f.set(sum, e.multiplyAdd(factor[r] as Expr<'v128'>, v128.load(q[r] as Expr<'i32'>), sum));
          f.emit(v128.store(out, sum));
          step(16);
        });
        f.forRange(out, out, end, e.bytes, () => {
          for (let r = 0; r < rows; r++) {
            f.emit(e.scalar.store(out, e.scalar.add(e.scalar.load(out), e.scalar.mul(e.lane(factor[r] as Expr<'v128'>, 0), e.scalar.load(q[r] as Expr<'i32'>)))));
          }
          step(e.bytes);
        });
      });
    };

    f.forRange(j, i32.const(0), p.n, streamColumns, () => {
      f.set(width, i32.sub(p.n, j));
      f.if(i32.gt_u(width, i32.const(streamColumns)), () => f.set(width, i32.const(streamColumns)));
      f.if(i32.eqz(p.accumulate), () => {
        f.forRange(i, i32.const(0), p.m, 1, () => {
          f.emit(memory.fill(i32.add(p.c, i32.add(i32.mul(i, p.cRow), i32.mul(j, i32.const(e.bytes)))), i32.const(0), i32.mul(width, i32.const(e.bytes))));
        });
      });
      f.forRange(kk, i32.const(0), i32.and(p.k, i32.const(-streamRows)), streamRows, () => update(streamRows));
      f.forRange(kk, kk, p.k, 1, () => update(1));
    });
  });
}

/** Columns of b side by side in the dot products: one load of a serves as many. */
const dotColumns = 4;

/** Columns of b are contiguous along k, and so are rows of a: one dot product per element of c, one sum per lane, the lanes added last. */
export function dot(m: Assembler, e: Element): Thin {
  return m.func(`gemm_${e.name}_dot`, params, 'none', (f, p) => {
    const i = f.local('i32', 'i'), j = f.local('i32', 'j');
    const at = f.local('i32', 'at'), end = f.local('i32', 'end'), out = f.local('i32', 'out'), value = f.local('v128', 'a');
    const q = Array.from({ length: dotColumns }, (_, r) => f.local('i32', `q${r}`)), sums = q.map((_, r) => f.local('v128', `sum${r}`)), total = q.map((_, r) => f.local(e.type, `total${r}`));
    const whole = f.keep(i32.mul(i32.and(p.k, i32.const(-e.lanes)), i32.const(e.bytes)), 'whole');

    const columns = (count: number): void => {
      f.forRange(i, i32.const(0), p.m, 1, () => {
        f.set(at, i32.add(p.a, i32.mul(i, p.aRow)));
        for (let r = 0; r < count; r++) {
          f.set(q[r] as Local<'i32'>, r === 0 ? i32.add(p.b, i32.mul(j, p.bStride)) : i32.add(q[r - 1] as Expr<'i32'>, p.bStride));
          f.set(sums[r] as Local<'v128'>, e.zero);
        }
        const step = (bytes: number): void => {
          for (let r = 0; r < count; r++) f.set(q[r] as Local<'i32'>, i32.add(q[r] as Expr<'i32'>, i32.const(bytes)));
        };
        f.set(end, i32.add(at, whole));
        f.forRange(at, at, end, 16, () => {
          f.set(value, v128.load(at));
          for (let r = 0; r < count; r++) f.set(sums[r] as Local<'v128'>, e.multiplyAdd(value, v128.load(q[r] as Expr<'i32'>), sums[r] as Expr<'v128'>));
          step(16);
        });
        for (let r = 0; r < count; r++) f.set(total[r] as Local, sumOfLanes(e, sums[r] as Expr<'v128'>));
        f.set(end, i32.add(p.a, i32.add(i32.mul(i, p.aRow), i32.mul(p.k, i32.const(e.bytes)))));
        f.forRange(at, at, end, e.bytes, () => {
          for (let r = 0; r < count; r++) f.set(total[r] as Local, e.scalar.add(total[r] as Local, e.scalar.mul(e.scalar.load(at), e.scalar.load(q[r] as Expr<'i32'>))));
          step(e.bytes);
        });
        f.set(out, i32.add(p.c, i32.add(i32.mul(i, p.cRow), i32.mul(j, p.cColumn))));
        for (let r = 0; r < count; r++) {
          storeOrAdd(f, e, out, total[r] as Local, p.accumulate);
          if (r < count - 1) f.set(out, i32.add(out, p.cColumn));
        }
      });
    };
    f.forRange(j, i32.const(0), i32.and(p.n, i32.const(-dotColumns)), dotColumns, () => columns(dotColumns));
    f.forRange(j, j, p.n, 1, () => columns(1));
  });
}

function sumOfLanes(e: Element, v: Expr<'v128'>): Expr<ValueType> {
  const { add } = e.scalar, lane = (n: number) => e.lane(v, n);
  return e.lanes === 2 ? add(lane(0), lane(1)) : add(add(lane(0), lane(1)), add(lane(2), lane(3)));
}

function storeOrAdd(f: FunctionBuilder, e: Element, out: Expr<'i32'>, value: Expr<ValueType>, accumulate: Expr<'i32'>): void {
  const { load, store, add } = e.scalar;
  f.if(accumulate, () => f.emit(store(out, add(load(out), value))), () => f.emit(store(out, value)));
}
