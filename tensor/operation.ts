/** An operation asked for by a user: operands checked, shape errors as errors of the library. What the functions on tensors are made with. */
import { CotangentError } from '../core/diagnostic.ts';
import type { DType } from '../core/dtype.ts';
import type { Value } from '../core/graph.ts';
import { ShapeError } from '../core/shape.ts';
import type { Builder } from '../ops/builder.ts';
import type { Operand } from '../ops/op.ts';
import { Tensor } from './tensor.ts';
import { apply, type ApplyOptions, type TensorLike } from './trace.ts';

/** Runs `build`, with shape errors as errors of the library: one sentence and what to do. */
export function op(key: string, operands: readonly TensorLike[], build: (b: Builder, x: readonly Operand[]) => Value | readonly Value[], options: ApplyOptions = {}): Tensor[] {
  operands.forEach((x, i) => {
    if (!(x instanceof Tensor) && typeof x !== 'number' && typeof x !== 'boolean')
      throw new CotangentError(`${key.split(' ')[0]}: operand ${i + 1} is ${x === null ? 'null' : typeof x}, not a tensor`, { code: 'NN0516', hint: 'make one with tensor(…)' });
  });
  return checked(() => apply(key, operands, build, options));
}

/** What `f` gives, with shape errors as errors of the library. */
export function checked<T>(f: () => T): T {
  try {
    return f();
  } catch (e) {
    if (e instanceof ShapeError) throw new CotangentError(e.message, { code: e.code, hint: e.hint, cause: e });
    throw e;
  }
}

type Part = number | string | boolean | null | undefined | readonly Part[];
const shown = (x: Part): string => (Array.isArray(x) ? `[${x.map(shown).join()}]` : typeof x === 'string' ? JSON.stringify(x) : Object.is(x, -0) ? '-0' : String(x));
/** What an operation with these parameters is remembered by. */
export const keyOf = (name: string, ...params: readonly Part[]): string => [name, ...params.map(shown)].join(' ');

/** Makes a number into a value where a record wants one. */
export const asValue = (b: Builder, x: Operand, dtype: DType = 'f32'): Value => (typeof x === 'number' ? b.full({ value: x, shape: [], dtype }) : x);
