/**
 * The kernel: loops over index spaces with loads, scalar work, folds and stores. What a backend runs.
 * A kernel sees buffers and integers only: no name of a user's ever reaches it.
 *
 * Vector loops say that their iterations are independent but for `fold` statements, so that a backend may run
 * several at once; parallel loops stand outermost and say the same to threads. The order of a fold inside one
 * iteration of a parallel loop is the backend's, but must not depend on the number of threads.
 *
 * At the top of a kernel stand either parallel loops only, none of which reads what another one writes (so they need no
 * barrier between them), or no parallel loop at all, and then one thread runs the statements.
 *
 * An input and an output may lie in the same memory (an update in place). Within one iteration loads and stores keep
 * the order of the statements, so a kernel that loads an element before the statement that stores it works in place.
 */
import type { DType } from './dtype.ts';
import type { Axis, Expr, Fold, Local } from './expr.ts';

export type Role = 'in' | 'out' | 'inout';

export interface Buffer {
  readonly dtype: DType;
  /** Number of elements. */
  readonly elements: number;
  readonly role: Role;
}

export type Statement =
  /** Serial: in order. Vector: any number at once; it may hold serial loops whose bounds are the same for all lanes. Parallel: outermost only, by any thread. */
  | { readonly kind: 'for'; readonly how: 'parallel' | 'serial' | 'vector'; readonly axis: Axis; readonly body: readonly Statement[] }
  /** Defines a local that does not change, or gives a first value to one that `assign` and `fold` change. */
  | { readonly kind: 'let'; readonly local: Local; readonly value: Expr }
  | { readonly kind: 'assign'; readonly local: Local; readonly value: Expr }
  /** local = local ⊕ value; inside a vector loop that the local outlives, lanes fold separately and are joined at the loop's end. */
  | { readonly kind: 'fold'; readonly local: Local; readonly fold: Fold; readonly value: Expr }
  /** Buffers are numbered through `buffers` and then `scratch`. */
  | { readonly kind: 'store'; readonly to: number; readonly index: Expr; readonly value: Expr }
  | { readonly kind: 'if'; readonly test: Expr; readonly then: readonly Statement[] };

export interface Kernel {
  readonly buffers: readonly Buffer[];
  /** Private to each thread, not kept between iterations of the parallel loop; small (a row). */
  readonly scratch: readonly { readonly dtype: DType; readonly elements: number }[];
  readonly body: readonly Statement[];
}
