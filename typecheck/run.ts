/**
 * Who reads a body. The language's meaning (body.ts and its neighbours) is written once, against this interface: the checker
 * runs it with symbolic sizes and keeps what it learns; the elaborator runs it with numbers and keeps the graph.
 */
import type { Diagnostic } from '../core/diagnostic.ts';
import type { Dim } from '../core/dim.ts';
import type { Type, Value } from '../core/graph.ts';
import type { Call, Model, Node, Scan } from '../dsl/tree.ts';
import type { Builder } from '../ops/builder.ts';
import type { Init, Layer } from './layer.ts';
import type { Result } from './result.ts';
import type { Frame, Role } from './frame.ts';

/** A model that can be called: from this text, or put into a hole. */
export interface Callee {
  readonly name: string;
  readonly node: Model;
  /** What the holes of its text hold. */
  readonly holes: readonly HoleValue[];
  /** Along which axis each scan in it goes, as found while sizes were names: in a call, another axis may happen to have the same size. */
  readonly scanAxes?: ReadonlyMap<Scan, number>;
  /** It has mistakes that its signature may be the cause of, so calls of it cannot be judged. */
  readonly unsound?: boolean;
  /** Nothing but its signature is known: neither what it owns, nor which sizes a text with defaults for all of them would take. */
  readonly opaque?: boolean;
}

/** What a hole `${…}` holds, as far as it is known before running. */
export type HoleValue =
  | { readonly kind: 'number'; readonly value: number | undefined }
  | { readonly kind: 'model'; readonly model: Callee }
  | { readonly kind: 'layer'; readonly layer: Layer }
  | { readonly kind: 'unknown' };

export interface Variable {
  readonly path: string;
  readonly type: Type;
  readonly init: Init;
}

/** A comparison of sizes that decides a static `if`. */
export interface Test { readonly left: Dim; readonly op: '==' | '!=' | '<=' | '>=' | '<' | '>'; readonly right: Dim }

/** Holds where all tests hold, or, with `negated`, where one fails. */
export interface Guard { readonly tests: readonly Test[]; readonly negated: boolean }

/** The call of a model whose sizes and inputs are bound. */
export interface ModelCall {
  readonly callee: Callee;
  readonly caller: Frame;
  readonly at: Call;
  /** Every size name of the callee, in the caller's sizes. */
  readonly sizes: ReadonlyMap<string, Dim>;
  readonly inputs: readonly Value[];
  /** The types that the callee's signature promises for these sizes. */
  readonly outputs: readonly Type[];
  /** Where the callee's parameters live. */
  readonly path: string;
}

export interface ScanCall {
  readonly sequence: Value;
  readonly axis: number;
  readonly length: Dim;
  readonly carries: readonly Value[];
  /** One turn. Undefined after a mistake. */
  body(item: Value, carries: readonly Value[]): { readonly carries: readonly Value[]; readonly emits: readonly Value[] } | undefined;
}

export interface Run {
  /** Where nodes go now. */
  readonly b: Builder;
  /** undefined: for both. */
  readonly train: boolean | undefined;
  report(diagnostic: Diagnostic): void;
  /** What a node of the tree has turned out to be, and what a stage was given. */
  note(node: Node, result: Result, input?: Result): void;
  /** `use` means what stands at `definition`. */
  refer(use: Node, definition: Node): void;
  hole(index: number): HoleValue;
  /** What stands here is not known before sizes are numbers. */
  unclear(): void;

  /** The same path again is the same parameter; then a ShapeError says when it would have another shape. */
  param(variable: Variable): Value;
  state(variable: Variable): { readonly value: Value; next(value: Value): void };
  key(path: string): Value;
  /** Builds a layer for training, for inference, or for both. */
  build<T>(make: (train: boolean) => T): T;

  /** x is given to the body `count` times in a row, with parameters of its own each time. */
  repeat(count: Dim, x: Value, body: (x: Value) => Value | undefined): Value | undefined;
  /** The axis that a scan goes along; -1 when there is none. */
  scanAxis(at: Scan, find: () => number): number;
  scan(scan: ScanCall): { readonly carries: readonly Value[]; readonly ys: readonly Value[] } | undefined;
  model(call: ModelCall): readonly Value[] | undefined;
  /** Both sides of an `if` whose condition is not known yet. */
  either<T>(guard: Guard | 'train', then: () => T, otherwise: () => T): readonly [T, T];
  /** x as it is where the sizes named have these values. Only used inside of `either`. */
  assume(x: Value, sizes: ReadonlyMap<string, Dim>): Value;
  /** A name that is given a meaning and never read. */
  unused(name: string, role: Role, at: Node): void;
}
