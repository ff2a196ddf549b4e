/**
 * The record of an operation as it is written in this folder: core's record with a builder that has a method for every operation.
 *
 * A new operation is a file of its name and a line in all.ts. Good ones to start from, by what they mean: softplus.ts (`scalar`:
 * one element), sum.ts (`define`: an element of the result from elements of the operands), softmax.ts (`expand`: made of other
 * operations), cumsum.ts (`kernel`: loops). `npx vitest run test/ops` then holds it to its samples: types, loads in range, derivatives.
 */
import type { Op as CoreOp } from '../core/op.ts';
import type { Value } from '../core/graph.ts';
import type { Builder } from './builder.ts';

export type None = Record<never, never>;

/** A plain number stands for a constant of the other operand's dtype. */
export type Operand = Value | number;

/**
 * P: parameters ({} for none).  A: operands, by name.  R: what the builder's method returns.
 * `signature` exists for the compiler only: it carries A and R to the builder.
 */
export interface Op<P extends object = None, A extends readonly unknown[] = [x: Value], R = Value> extends CoreOp<P, Builder> {
  readonly signature?: (p: P, ...operands: A) => R;
}

export type Unary = [x: Value];
export type Binary = [x: Operand, y: Operand];
