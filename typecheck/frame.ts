/** One activation of a model's body: its sizes, the names in reach, and where its parameters live. */
import { CotangentError, didYouMean, type Diagnostic } from '../core/diagnostic.ts';
import { tooLarge } from '../core/dim.ts';
import { ShapeError } from '../core/shape.ts';
import type { Call, Expr, Identifier, Model, Node } from '../dsl/tree.ts';
import type { Library } from './layer.ts';
import { type Result, unknown, type Unknown } from './result.ts';
import type { Callee, Run } from './run.ts';
import { error, type DimContext, type Sizes } from './sizes.ts';

export type Role = 'input' | 'let' | 'param' | 'state' | 'layer' | 'item' | 'carry' | 'emit';

/** A name of the body. */
export interface Binding {
  readonly role: Role;
  readonly at: Identifier;
  /** Renewed by `next` where that is allowed. */
  result: Result;
  used: boolean;
  /** Of a `layer`: the call that makes it, and where its parameters live. */
  readonly layer?: { readonly call: Call; readonly path: string };
  readonly next?: (result: Result, at: Node) => void;
  /** Other names of the same let: reading one of them is enough. */
  readonly beside?: readonly Identifier[];
}

/** Names, innermost first. */
export class Names {
  readonly #own = new Map<string, Binding>();
  readonly outer: Names | undefined;
  constructor(outer?: Names) {
    this.outer = outer;
  }
  get(name: string): Binding | undefined {
    return this.#own.get(name) ?? this.outer?.get(name);
  }
  set(name: string, binding: Binding): void {
    this.#own.set(name, binding);
  }
  own(): Iterable<[string, Binding]> {
    return this.#own;
  }
  *all(): Iterable<[string, Binding]> {
    if (this.outer) yield* this.outer.all();
    yield* this.#own;
  }
}

/**
 * What earlier mistakes in this body may have taken away. What follows from them is not told again: a name that may be
 * lost is unknown in silence, and where an equation may be lost, nothing is blamed for not following.
 */
export interface Lost {
  /** Names that have been told to be unknown; layers as `name()`, sizes that only inputs give as `<name>`. */
  readonly names: Set<string>;
  /** A name was lost, and it is not known which. */
  anyName: boolean;
  /** Sizes may be unequal only because something that relates them is lost. */
  equations: boolean;
  /** Models of this text may be lost to a mistake of form. */
  readonly models: boolean;
}
export const nothingLost = (models: boolean): Lost => ({ names: new Set(), anyName: false, equations: false, models });

export interface Frame {
  readonly run: Run;
  readonly model: Model;
  readonly sizes: Sizes;
  readonly names: Names;
  /** Where the parameters of this activation live; '' for the outermost model. */
  readonly path: string;
  readonly library: Library;
  readonly models: ReadonlyMap<string, Callee>;
  /** What an expression stands for; body.ts gives it. */
  readonly evaluate: (f: Frame, e: Expr) => Result;
  readonly lost: Lost;
}

/** Reports a mistake at a node; what stands there is unknown from now on. */
export function fail(f: Frame, code: string, message: string, at: Node, hint?: string, related?: Diagnostic['related']): Unknown {
  f.run.report(error(code, message, at, hint, related));
  return unknown;
}

/** Thrown where something stops that has been reported already. */
export class Told extends Error {}

/** What may be said of shapes only because an equation between sizes is lost. */
export const ofSizes = new Set(['NN0201', 'NN0208', 'NN0215', 'NN0218', 'NN0319', 'NN0320']);

/** Does what an operation's rule may refuse; its sentence is reported at the node, or at the argument that it names. */
export function attempt<T>(f: Frame, at: Node, make: () => T, argument: (name: string) => Node | undefined = () => undefined): T | Unknown {
  try {
    return make();
  } catch (e) {
    if (e instanceof Told) return unknown;
    if (e instanceof ShapeError && f.lost.equations && ofSizes.has(e.code)) return unknown;
    if (e instanceof CotangentError && e.code === tooLarge) return fail(f, e.code, e.message, at, e.hint);
    if (!(e instanceof ShapeError)) throw e;
    return fail(f, e.code, e.message, (e.argument === undefined ? undefined : argument(e.argument)) ?? at, e.hint);
  }
}

/** Reports that something is not known to hold, unless what makes it hold may be lost. */
export const undecided = (f: Frame, code: string, message: string, at: Node, hint: string): Unknown => (f.lost.equations ? unknown : fail(f, code, message, at, hint));

/** Reports a name that means nothing, once. */
export function unknownName(f: Frame, what: 'name' | 'size', name: string, at: Node): Unknown {
  // With an equation the sizes that it introduces are lost.
  if (f.lost.anyName || f.lost.names.has(name) || (what === 'size' && f.lost.equations)) return unknown;
  f.lost.names.add(name);
  const code = what === 'size' ? 'NN0303' : 'NN0301';
  if (f.library.has(name) || f.models.has(name)) return fail(f, 'NN0305', `'${name}' is a ${f.models.has(name) ? 'model' : 'layer'}, not a ${what === 'size' ? 'size' : 'tensor'}`, at, what === 'size' ? undefined : `call it: ${name}(x), or x |> ${name}`);
  if (what === 'size') f.lost.equations = true;
  const near = didYouMean(name, [...f.sizes.env.keys(), ...[...f.names.all()].map(([n]) => n), ...(what === 'size' ? [] : ['train'])]);
  const hint = near ? `did you mean ${near}?`
    : f.model.body.kind === 'block' && f.model.body.statements.some((s) => s.kind === 'let' && s.names.some((n) => n.text === name && n.span.start > at.span.start)) ? `${name} is defined below; move its let up`
    : what === 'size' ? 'sizes are named in <…>, in the types of the inputs, or in where' : 'names are inputs, sizes, and what let, param, state or scan define';
  return fail(f, code, `unknown ${what} '${name}'`, at, hint);
}

/** How size expressions in the body see names: sizes first, then numbers named by let. */
export function dimContext(f: Frame): DimContext {
  return {
    size(name, at) {
      const size = f.sizes.env.get(name);
      if (size !== undefined) {
        const place = f.sizes.places.get(name);
        if (place) f.run.refer(at, place);
        return size;
      }
      const binding = f.names.get(name);
      if (!binding) { unknownName(f, 'size', name, at); return undefined; }
      binding.used = true;
      f.run.refer(at, binding.at);
      const { result } = binding;
      if (result.kind === 'unknown') return undefined;
      if (result.kind === 'number' && result.dim !== undefined) return result.dim;
      fail(f, 'NN0305', `'${name}' is not a size`, at, 'a size is named in <…>, in the types of the inputs, or in where');
      return undefined;
    },
    hole: (index) => f.run.hole(index),
    report: (d) => f.run.report(d),
    undecided(d) {
      if (!f.lost.equations) f.run.report(d);
      f.lost.equations = true;
    },
  };
}
