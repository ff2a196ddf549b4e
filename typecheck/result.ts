/** What an expression stands for while a body is read: a tensor, a number, a flag, a word, several of these, or nothing that is known. */
import type { Dim } from '../core/dim.ts';
import { showDim } from '../core/dim.ts';
import type { Type, Value } from '../core/graph.ts';
import { showType } from '../core/shape.ts';

export interface TensorResult {
  readonly kind: 'tensor';
  readonly value: Value;
  /** Made of numbers only: it takes the dtype of what it meets, as a number does. */
  readonly weak: boolean;
}

/** A number known before running. `value` is NaN where it depends on a symbolic size; `dim` is there when it is a size. */
export interface NumberResult { readonly kind: 'number'; readonly value: number; readonly dim: Dim | undefined }

/** `value` is undefined while both are checked, as of `train`. */
export interface FlagResult { readonly kind: 'flag'; readonly value: boolean | undefined }
export interface WordResult { readonly kind: 'word'; readonly value: string }
export interface TupleResult { readonly kind: 'tuple'; readonly items: readonly Result[] }

/** After a mistake, which has been told: whatever is made of it is unknown too, and silent. */
export interface Unknown { readonly kind: 'unknown' }

export type Result = TensorResult | NumberResult | FlagResult | WordResult | TupleResult | Unknown;

export const unknown: Unknown = { kind: 'unknown' };
export const tensorOf = (value: Value, weak = false): TensorResult => ({ kind: 'tensor', value, weak });
export const numberOf = (value: number): NumberResult => ({ kind: 'number', value, dim: Number.isSafeInteger(value) ? value : undefined });
export const sizeResult = (dim: Dim): NumberResult => ({ kind: 'number', value: typeof dim === 'number' ? dim : NaN, dim });
export const resultOf = (values: readonly Value[] | Value): Result =>
  Array.isArray(values) ? { kind: 'tuple', items: values.map((v: Value) => tensorOf(v)) } : tensorOf(values as Value);

/** For messages: `f32[B, T]`, `the number 3`, `a tuple of 2`. */
export function showResult(r: Result): string {
  switch (r.kind) {
    case 'tensor': return showType(r.value.type);
    case 'number': return `the number ${r.dim === undefined ? r.value : showDim(r.dim)}`;
    case 'flag': return 'a flag';
    case 'word': return `the word "${r.value}"`;
    case 'tuple': return `a tuple of ${r.items.length}`;
    case 'unknown': return 'unknown';
  }
}

export const typeOf = (r: Result): Type | undefined => (r.kind === 'tensor' ? r.value.type : undefined);
