/**
 * The record of an operation: all that the system knows of it, in one place.
 * From the records are derived the graph builder, the tensor functions, the names in the language, the kernels and the tests.
 */
import type { DType } from './dtype.ts';
import type { Poly } from './dim.ts';
import type { Expr, Axis } from './expr.ts';
import type { Kernel } from './kernel.ts';
import type { Graph, GraphBuilder, Type, Value } from './graph.ts';

/** A parameter is data that prints and reads back: numbers, strings, flags, lists of them, dtypes, and for operations that hold them, graphs. */
export type Param = number | Poly | string | boolean | undefined | Graph | readonly Param[] | { readonly [key: string]: Param };
export type Params = { readonly [key: string]: Param };

export interface SampleInput {
  readonly shape: readonly number[];
  readonly dtype?: DType;
  /** Values lie in this interval; [-2, 2] when absent. */
  readonly range?: readonly [number, number];
  /** Added to the diagonal of the last two axes, once to its first element, twice to the second and so on: matrices with an inverse, and eigenvalues that lie apart. */
  readonly diagonal?: number;
}

/** One case of the test matrix: shapes (f32 unless a dtype is given) and parameters. */
export interface Sample<P = Params> {
  readonly inputs: readonly (readonly number[] | SampleInput)[];
  readonly params?: P;
}

/** What a rule of differentiation may use. */
export interface At<P> {
  readonly x: readonly Value[];
  readonly y: readonly Value[];
  readonly params: P;
  /** Which inputs are differentiated, in reverse mode; all of them when absent. */
  readonly active?: readonly boolean[];
}

/** What a rule of batching may use. */
export interface Batch<P> {
  /** The operands. Those that are batched have the batch as axis 0; the others lack that axis. */
  readonly x: readonly Value[];
  readonly batched: readonly boolean[];
  /** How many there are in the batch. */
  readonly size: number;
  readonly params: P;
}

/** A result of a rule for a named axis: whether it differs from one element of the batch to the next, and then has the batch as axis 0. */
export interface Batched {
  readonly value: Value;
  readonly isBatched: boolean;
}

/** Several loops and sums, each output element by itself: y[axes] = body. */
export interface Definition {
  readonly axes: readonly Axis[];
  readonly body: Expr;
}

/**
 * P: the parameters.  B: the builder that rules use; ops/ gives one with a method for every operation.
 */
export interface Op<P = Params, B extends GraphBuilder = GraphBuilder> {
  readonly name: string;
  /** Number of inputs, or undefined when any number will do. */
  readonly arity: number | undefined;
  /** Types of the outputs from the types of the inputs. Throws a ShapeError with the sentence for the user. */
  type(inputs: readonly Type[], params: P): readonly Type[];
  /** Parameters in their one form, in which everything else in the record sees them: axes counted from the front. */
  normal?(inputs: readonly Type[], params: P): P;

  /** Scalar operations promote their operands to one dtype; here the first operand keeps its own (select). */
  readonly mixed?: true;
  /** The builder's method returns a list even when there is one output (scan, split). */
  readonly manyOutputs?: true;

  // Exactly one meaning:
  /** The same work on every element; all inputs have one shape. `x[i]` is the element of input i. */
  readonly scalar?: (x: readonly Expr[], params: P) => Expr;
  /** Every output element as an expression of input elements (with reductions over further axes): fusable. */
  readonly define?: (inputs: readonly Type[], output: Type, params: P) => Definition;
  /** Loops over buffers, inputs first, then outputs, for what cannot be said element by element (scatter, sort). */
  readonly kernel?: (inputs: readonly Type[], outputs: readonly Type[], params: P) => Kernel;
  /** Made of other operations. */
  readonly expand?: (b: B, x: readonly Value[], params: P) => readonly Value[];
  /** Seen from outside: done in its turn though nobody uses its results. */
  readonly effect?: true;
  /** Holds graphs (scan, cond, while); the lowering knows how to run it by this word. */
  readonly control?: 'scan' | 'cond' | 'while' | 'call' | 'barrier' | 'observe';
  /** Meets other elements of the batch along the axis that `params.axisName` names: what it is when that axis is the batch. Gone before anything runs. */
  readonly across?: (b: B, at: Batch<P>) => readonly Batched[];

  // Derivatives. A scalar op gives `partials`; an op made of others needs nothing, but may give a shorter rule; a linear op says so.
  /** dy/dx_i for every input, as values made with b; undefined where the derivative is zero everywhere. */
  readonly partials?: (b: B, at: At<P>) => readonly (Value | undefined)[];
  /** Inputs in each of which (the others held fixed) the op is linear; with it jvp is derived: sum of op(.., t_i, ..). */
  readonly linear?: readonly number[] | 'together';
  /** Cotangents of the inputs from cotangents of the outputs (absent where zero). */
  readonly vjp?: (b: B, at: At<P>, g: readonly (Value | undefined)[]) => readonly (Value | undefined)[];
  /** Tangents of the outputs from tangents of the inputs (absent where zero). */
  readonly jvp?: (b: B, at: At<P>, t: readonly (Value | undefined)[]) => readonly (Value | undefined)[];

  /** The operation on every element of a batch at once: the outputs, each with the batch as axis 0. A scalar op and one made of others need none. */
  readonly batch?: (b: B, at: Batch<P>) => readonly Value[];

  readonly samples: readonly Sample<P>[];
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- records with different parameters in one list
export type AnyOp = Op<any, any>;
