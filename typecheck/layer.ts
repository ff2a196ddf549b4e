/**
 * The record of a function of the nn language: a layer (`linear`), or a plain function of tensors (`softmax`).
 * The records themselves live in nn/; the checker and the elaborator are given a library of them and know none by name.
 *
 * `build` is run twice in a model's life: by the checker, with symbolic dims, where only types matter, and by the
 * elaborator, with numbers, where the graph that it builds is kept. It throws a ShapeError when something does not fit.
 */
import type { Dim } from '../core/dim.ts';
import type { Type, Value } from '../core/graph.ts';
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

/** What one argument of a call may be. */
export type ArgKind =
  /** A size expression: a Dim. */
  | 'dim'
  /** A number known before running (a Dim is one too): rates, epsilons. NaN while checking when it depends on a symbolic size. */
  | 'number'
  | 'flag'
  | 'word'
  /** Any tensor; a number becomes a scalar constant. */
  | 'tensor';

export interface ArgSpec {
  readonly name: string;
  readonly kind: ArgKind;
  /** Takes all further positional arguments: `mean(2, 3)`. */
  readonly rest?: true;
  /** Absent: the argument must be given. */
  readonly default?: number | boolean | string | null;
}

export type ArgValue = Dim | boolean | string | Value | null | readonly (Dim | Value)[];
export type ArgValues = { readonly [name: string]: ArgValue };

/** What a layer may ask for while it is built. */
export interface Site {
  readonly b: Builder;
  /** Training or inference: two different graphs. */
  readonly train: boolean;
  /** A learned tensor owned by this place in the model. Its dims may depend on the model's <sizes> only. */
  param(name: string, shape: readonly Dim[], init: Init): Value;
  /** A tensor kept from call to call: read it here; `next` says what it becomes. */
  state(name: string, shape: readonly Dim[], init: Init): { readonly value: Value; next(value: Value): void };
  /** A random key (u32[2]) of this place's own; undefined at inference. Asking for one makes the model need a key. */
  key(): Value | undefined;
}

export interface Layer {
  readonly name: string;
  /** One sentence with formula and shapes, shown on hover. */
  readonly doc: string;
  /** In the order of positional arguments. The value of a pipe comes before them as the first tensor. */
  readonly args: readonly ArgSpec[];
  build(site: Site, args: ArgValues): Value | readonly Value[];
}

export type Library = ReadonlyMap<string, Layer>;

/** What is known of a model from outside: enough to call it. */
export interface Port {
  readonly name: string;
  readonly type: Type;
}
