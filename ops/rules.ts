/** Shape-and-dtype rules that several records share. */
import { isFloat, isInteger, type DType, type FloatDType } from '../core/dtype.ts';
import type { Dim } from '../core/dim.ts';
import type { Type } from '../core/graph.ts';
import { sameShape, ShapeError, showType } from '../core/shape.ts';
import type { HasRank, Mistake, ShowType } from '../core/types/dim.ts';
import type { Weak } from '../core/types/promote.ts';

/** The dtypes an operation takes, in the words of the scalar table. */
export type Domain = 'float' | 'integer' | 'number' | 'bits' | 'any';

const domains: Readonly<Record<Domain, { readonly has: (d: DType) => boolean; readonly words: string; readonly hint: string }>> = {
  float: { has: isFloat, words: 'floats', hint: 'convert it first, for example to f32' },
  integer: { has: isInteger, words: 'integers', hint: 'convert it first, for example to i32' },
  number: { has: (d) => d !== 'bool', words: 'numbers', hint: 'convert it first, for example to f32' },
  bits: { has: (d) => !isFloat(d), words: 'integers and bools', hint: 'convert it first, or bitcast it to u32 for its bits' },
  any: { has: () => true, words: 'all dtypes', hint: '' },
};

export const definedFor = <const Op extends string, const Words extends string, const Found extends string>(op: Op, words: Words, found: Found): definedFor<Op, Words, Found> => `${op} is defined for ${words}, got ${found}`;
export type definedFor<Op extends string, Words extends string, Found extends string> = `${Op} is defined for ${Words}, got ${Found}`;

/** Throws when t is not of a dtype that the operation takes. */
export function needs(op: string, domain: Domain, t: Type): void {
  const { has, words, hint } = domains[domain];
  if (!has(t.dtype)) throw new ShapeError('NN0205', definedFor(op, words, showType(t)), hint);
}

/** Throws when the inputs are not all of one dtype. */
export function sameDType(op: string, inputs: readonly Type[]): void {
  if (inputs.some((t) => t.dtype !== inputs[0].dtype))
    throw new ShapeError('NN0212', `${op} needs operands of one dtype, got ${inputs.map(showType).join(' and ')}`, 'convert one of them');
}

/** All inputs of one shape and dtype; the output like them, or of the dtype given. The builder has already broadcast and promoted. */
export const elementwise = (op: string, domain: Domain, gives?: DType) => (inputs: readonly Type[]): readonly Type[] => {
  const first = inputs[0];
  for (const t of inputs) {
    needs(op, domain, t);
    if (!sameShape(t.shape, first.shape) || t.dtype !== first.dtype)
      throw new ShapeError('NN0204', `${op} needs operands of one shape and dtype, got ${inputs.map(showType).join(' and ')}`);
  }
  return [{ shape: first.shape, dtype: gives ?? first.dtype }];
};

export const notIntegers = <const Op extends string, const What extends string, const T extends string>(op: Op, what: What, found: T): notIntegers<Op, What, T> => `${op}: ${what} must be integers, got ${found}`;
export type notIntegers<Op extends string, What extends string, T extends string> = `${Op}: ${What} must be integers, got ${T}`;
export const mustBe = <const Op extends string, const What extends string, const T extends string, const Found extends string>(op: Op, what: What, wanted: T, found: Found): mustBe<Op, What, T, Found> => `${op}: ${what} must be ${wanted}, got ${found}`;
export type mustBe<Op extends string, What extends string, T extends string, Found extends string> = `${Op}: ${What} must be ${T}, got ${Found}`;
export const needsForm = <const Op extends string, const Form extends string, const Found extends string>(op: Op, form: Form, found: Found): needsForm<Op, Form, Found> => `${op} needs a tensor ${form}, got ${found}`;
export type needsForm<Op extends string, Form extends string, Found extends string> = `${Op} needs a tensor ${Form}, got ${Found}`;

/** S, where D is one of integers. */
export type Indices<Op extends string, What extends string, S, D> = DType extends D ? S : D extends FloatDType | 'bool' ? Mistake<notIntegers<Op, What, ShowType<S, D>>> : S;
/** S, where D is one of floats. */
export type Floats<Op extends string, S, D> = DType extends D ? S : D extends FloatDType | Weak ? S : Mistake<definedFor<Op, 'floats', ShowType<S, D>>>;
/** S, where D is not one of truth values. */
export type Numbers<Op extends string, S, D> = D extends 'bool' ? (DType extends D ? S : Mistake<definedFor<Op, 'numbers', ShowType<S, D>>>) : S;
/** S, where it has at least as many axes as the list Axes is long. */
export type WithAxes<Op extends string, S, Axes, Form extends string, D> = HasRank<S> extends false ? S : Missing<S, Axes> extends true ? Mistake<needsForm<Op, Form, ShowType<S, D>>> : S;
type Missing<S, Axes> = Axes extends readonly [unknown, ...infer R] ? (S extends readonly [unknown, ...infer T] ? Missing<T, R> : true) : false;

/** Throws when the tensor cannot be an index. `what` says which operand it is. */
export function needsIndex(op: string, what: string, t: Type): void {
  if (!isInteger(t.dtype)) throw new ShapeError('NN0221', notIntegers(op, what, showType(t)), 'convert them to i32');
}

/** Throws when an operand has another shape than the other operands call for. */
export function needsShape(op: string, what: string, t: Type, shape: readonly Dim[]): void {
  if (!sameShape(t.shape, shape))
    throw new ShapeError('NN0227', mustBe(op, what, showType({ shape, dtype: t.dtype }), showType(t)));
}

/** Throws when a tensor has fewer axes than the operation works on. `form` shows them. */
export function needsRank(op: string, t: Type, rank: number, form: string): void {
  if (t.shape.length < rank) throw new ShapeError('NN0217', needsForm(op, form, showType(t)), `it must have at least ${rank} axes`);
}
