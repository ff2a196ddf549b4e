/**
 * The record of a function of the nn language: a layer (`linear`), or a plain function of tensors (`softmax`).
 * The records themselves live in nn/; the checker and the elaborator are given a library of them and know none by name.
 *
 * `build` is run twice in a model's life: by the checker, with symbolic dims, where only types matter, and by the
 * elaborator, with numbers, where the graph that it builds is kept. It throws a ShapeError when something does not fit;
 * name the argument at fault in it, and the message points there.
 */
import type { Dim } from '../core/dim.ts';
import type { Value } from '../core/graph.ts';
import { ShapeError } from '../core/shape.ts';
import type { Builder } from '../ops/builder.ts';

/** How the first value of a parameter or state is drawn. Shapes: fans are counted by the layer that asks. */
export type Init =
  | { readonly kind: 'zeros' | 'ones' }
  | { readonly kind: 'constant'; readonly value: number }
  /** mean 0 */
  | { readonly kind: 'normal'; readonly std: number }
  /** [-bound, bound) */
  | { readonly kind: 'uniform'; readonly bound: number }
  /** Variance scaling (Glorot & Bengio 2010; He et al. 2015): variance = scale / fan. Fans may be symbolic while checking. */
  | { readonly kind: 'scaled'; readonly scale: number; readonly fan: Dim; readonly law: 'normal' | 'truncatedNormal' | 'uniform' };

/** What one argument of a call may be, and what `build` gets for it. */
export interface ArgKinds {
  /** Any tensor; a number becomes a scalar constant. */
  tensor: Value;
  /** A size expression. */
  dim: Dim;
  /** A whole number that must be known while checking: an axis, a count of parts. */
  integer: number;
  /** A number known before running: rates, epsilons. NaN while checking when it depends on a symbolic size. */
  number: number;
  flag: boolean;
  word: string;
}
export type ArgKind = keyof ArgKinds;

export interface ArgSpec {
  readonly kind: ArgKind;
  /** Takes all further positional arguments, none included: `mean(2, 3)`. */
  readonly rest?: true;
  /** Absent: the argument must be given. null: it may be left out, and `build` gets null. */
  readonly default?: number | boolean | string | null;
}

// How a record writes its arguments: `{ x: tensor, size: dim, bias: flag(true) }`.
export const tensor = { kind: 'tensor' } as const;
export const tensors = { kind: 'tensor', rest: true } as const;
export const dim = { kind: 'dim' } as const;
export const dims = { kind: 'dim', rest: true } as const;
export const integer = { kind: 'integer' } as const;
export const integers = { kind: 'integer', rest: true } as const;
export const number = { kind: 'number' } as const;
export const word = { kind: 'word' } as const;
export const flag = (otherwise: boolean) => ({ kind: 'flag', default: otherwise } as const);
/** An argument that may be left out, and what it is then. */
export const optional = <S extends ArgSpec, D extends number | boolean | string | null>(spec: S, otherwise: D): S & { readonly default: D } => ({ ...spec, default: otherwise });

type ArgOf<S extends ArgSpec> =
  S extends { readonly rest: true } ? readonly ArgKinds[S['kind']][]
  : ArgKinds[S['kind']] | (S extends { readonly default: null } ? null : never);

export type Args = { readonly [name: string]: ArgSpec };
export type ArgsOf<A extends Args> = { readonly [K in keyof A]: ArgOf<A[K]> };

/** Does what a rule may refuse; what it refuses is shown at this argument, or for `axes[1]` at one of several. */
export function blame<T>(argument: string, make: () => T): T {
  try {
    return make();
  } catch (e) {
    throw e instanceof ShapeError && e.argument === undefined ? new ShapeError(e.code, e.message, e.hint, argument) : e;
  }
}

/** What a layer may ask for while it is built. Everything it asks for belongs to this place in the model. */
export interface Site {
  readonly b: Builder;
  /** Training or inference: two different graphs. */
  readonly train: boolean;
  /** A learned f32 tensor. Its dims may depend on the model's <sizes> only. */
  param(name: string, shape: readonly Dim[], init: Init): Value;
  /** An f32 tensor kept from call to call: read it here; `next` says what it becomes. */
  state(name: string, shape: readonly Dim[], init: Init): { readonly value: Value; next(value: Value): void };
  /** A random key, u32[2]. Asking makes the model need one in this mode, so ask only where it is used. */
  key(): Value;
}

export interface Layer<A extends Args = Args> {
  readonly name: string;
  /** One sentence with formula and shapes, shown on hover. */
  readonly doc: string;
  /** In the order of positional arguments. The value of a pipe comes before them as the first. */
  readonly args: A;
  /** Undefined: what it gives is not known before sizes are numbers. */
  build(site: Site, args: ArgsOf<A>): Value | readonly Value[] | undefined;
}

/** A record with its arguments typed by their specifications. */
export const layer = <const A extends Args>(record: Layer<A>): Layer => record as unknown as Layer;

export type Library = ReadonlyMap<string, Layer>;

export const library = (layers: Iterable<Layer>): Library => new Map([...layers].map((l) => [l.name, l]));
