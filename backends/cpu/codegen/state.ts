/**
 * Where the emitter stands: the function under construction, the scope, which lanes run, and what axes and locals are at the moment.
 * One object that values, addresses and statements share; it generates nothing itself.
 */
import { invariant } from '../../../core/diagnostic.ts';
import type { DType } from '../../../core/dtype.ts';
import type { Axis, Local } from '../../../core/expr.ts';
import type { Expr, FunctionBuilder, Local as Variable } from '../wasm/assembler.ts';
import type { Library } from './arithmetic.ts';
import type { Register } from './formats.ts';
import { dependsOn, type Cause, type Node } from './nodes.ts';
import { Scope } from './scope.ts';

export interface BufferPlace { readonly dtype: DType; readonly base: Expr<'i32'> }

/** How the vector loop that is being emitted lies in registers. */
export interface Lanes {
  readonly axis: Axis;
  readonly varying: ReadonlySet<Cause>;
  readonly parts: number;
  /** Lanes in use in the last part. */
  readonly last: number;
  /** Partial results of folds into locals from outside. */
  readonly folds: ReadonlyMap<Local, readonly Variable<'v128'>[]>;
}

/** One number, or in lanes one register for each part. */
export type Variables = Variable<Register> | readonly Variable<'v128'>[];

export class State {
  readonly f: FunctionBuilder;
  readonly library: Library;
  readonly buffers: readonly BufferPlace[];
  scope = new Scope();
  lanes: Lanes | undefined;
  /** A number while the axis stands still. In lanes it is the position of the first. */
  readonly axes = new Map<Axis, number | Expr<'i32'>>();
  readonly locals = new Map<Local, Variables>();

  constructor(f: FunctionBuilder, library: Library, buffers: readonly BufferPlace[]) {
    this.f = f;
    this.library = library;
    this.buffers = buffers;
  }

  /** Whether the value differs from lane to lane. */
  varies(node: Node): boolean { return this.lanes !== undefined && dependsOn(node, this.lanes.varying); }

  lanesIn(part: number): number {
    const { parts, last } = this.lanes!;
    return part === parts - 1 ? last : 4;
  }

  variable(local: Local): Variables {
    const found = this.locals.get(local);
    invariant(found, 'a kernel uses a local before its definition');
    return found;
  }

  /** What is computed inside is forgotten afterwards. */
  within(changed: ReadonlySet<Cause>, run: () => void): void {
    const outer = this.scope;
    this.scope = new Scope(outer, changed);
    run();
    this.scope = outer;
  }
}

export const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i);
