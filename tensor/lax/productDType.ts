/** The dtype in which a product of two operands runs, and that of its result. */
import { dtypes, type DType } from '../../core/dtype.ts';
import type { Value } from '../../core/graph.ts';
import { promote } from '../../core/promote.ts';
import type { Builder } from '../../ops/builder.ts';
import { converted } from '../../ops/converted.ts';
import type { Same } from '../../core/types/dim.ts';

/** XLA's order of the dtypes: that of the greater operand is the result's. */
export type Later<D, E, All = typeof dtypes> =
  Same<D, E> extends true ? D : DType extends D ? D : DType extends E ? E
  : All extends readonly [infer First, ...infer R] ? ([D] extends [First] ? E : [E] extends [First] ? D : Later<D, E, R>) : DType;
const later = (d: DType, e: DType): DType => dtypes[Math.max(dtypes.indexOf(d), dtypes.indexOf(e))]!;

/** Calls `product` on operands of the dtype in which it runs, and converts what it gives to the dtype wanted. Truth values give whether any pair is true. */
export function inDType(b: Builder, [x, y]: readonly [Value, Value], preferred: DType | undefined, product: (x: Value, y: Value) => Value): Value {
  const given = later(x.type.dtype, y.type.dtype), runs = preferred === undefined ? given : promote(given, preferred), counted = runs === 'bool' ? 'i32' : runs;
  return converted(b, product(converted(b, x, counted), converted(b, y, counted)), preferred ?? given);
}
