/**
 * A program: what a graph has become once kernels are chosen and every value has its place. A backend runs it as it stands.
 * Steps run in order. All sizes and offsets are numbers; a run allocates nothing.
 */
import type { DType } from '../core/dtype.ts';
import type { Type } from '../core/graph.ts';
import type { Kernel } from '../core/kernel.ts';

/** Where a buffer begins: an offset in bytes from one of the program's inputs or outputs, or from the arena that all temporaries share. */
export interface Place {
  readonly space: 'input' | 'output' | 'arena';
  /** Which input or output; 0 for the arena. */
  readonly index: number;
  readonly offset: number;
  /** Bytes to go on per turn of each enclosing loop, outermost first; shorter than the nesting when the inner ones are zero. */
  readonly strides: readonly number[];
}

/** One operand of a matrix product, strides in elements. */
export interface Matrix<P = Place> {
  readonly place: P;
  readonly rowStride: number;
  readonly columnStride: number;
  /** One per batch axis. */
  readonly batchStrides: readonly number[];
}

/** P: how memory is named; a `Place` in a program, something less definite before the plan. */
export type Step<P = Place> =
  /** `args` are the kernel's buffers, in order. */
  | { readonly kind: 'kernel'; readonly kernel: Kernel; readonly args: readonly P[]; readonly label: string }
  /** c[b.., i, j] = Σ_k a[b.., i, k] · b[b.., k, j] (added to c when `accumulate`); f16 and bf16 are summed in f32. */
  | {
    readonly kind: 'gemm'; readonly dtype: DType; readonly batch: readonly number[];
    readonly m: number; readonly n: number; readonly k: number;
    readonly a: Matrix<P>; readonly b: Matrix<P>; readonly c: Matrix<P>; readonly accumulate: boolean; readonly label: string;
  }
  | { readonly kind: 'copy'; readonly from: P; readonly to: P; readonly bytes: number }
  /** Runs the steps `count` times, from the last turn to the first when `reverse`: strides then count down. */
  | { readonly kind: 'loop'; readonly count: number; readonly reverse: boolean; readonly steps: readonly Step<P>[] }
  /** Runs `condition`, which writes the bool at `test`, then while that holds `body` and `condition` again. Strides do not move. */
  | { readonly kind: 'while'; readonly condition: readonly Step<P>[]; readonly test: P; readonly body: readonly Step<P>[] }
  /** One of two lists of steps, by a bool in memory. */
  | { readonly kind: 'branch'; readonly test: P; readonly then: readonly Step<P>[]; readonly otherwise: readonly Step<P>[] };

export interface Program {
  readonly name: string;
  readonly inputs: readonly Type[];
  readonly outputs: readonly Type[];
  /** alias[i] = j: output i is written into input j, which the caller gives up (donation). -1: the output is a buffer of its own. */
  readonly alias: readonly number[];
  readonly arenaBytes: number;
  readonly steps: readonly Step[];
}
