/**
 * What we ask of TypeScript, whichever one it is: the projects of a tsconfig.json, read through texts of ours, their
 * mistakes, and the type of an expression. Behind it stand ts6.ts (5.9 and 6), ts70.ts and ts71.ts; open.ts chooses.
 */
import type { Span } from '../../core/diagnostic.ts';

export interface HostOptions {
  /** Absolute; its references belong to it. */
  readonly tsconfig: string;
  /** What TypeScript sees in place of a file; undefined where that is the file itself. Offsets of answers count in it. */
  readonly textOf: (path: string) => string | undefined;
}

export interface Changes {
  readonly changed?: readonly string[];
  readonly created?: readonly string[];
  readonly deleted?: readonly string[];
}

export interface HostDiagnostic {
  /** None: it is about the project as a whole. */
  readonly path: string | undefined;
  readonly span: Span;
  /** As in TS2322. */
  readonly code: number;
  readonly severity: 'error' | 'warning';
  /** A mistake of the parser. */
  readonly isSyntax: boolean;
  /** Chained messages are lines, two spaces further in for each step. */
  readonly message: string;
  readonly related: readonly HostRelated[];
}

/** In a library of TypeScript's own `path` is the file's name alone: where those lie and what they hold differs from version to version. */
export interface HostRelated { readonly path: string | undefined; readonly span: Span; readonly message: string }

export interface Host {
  /** Of TypeScript. */
  readonly version: string;
  /** Every tsconfig.json: the one asked for, and those it refers to. */
  readonly projects: readonly string[];
  /** The sources of all projects, without declarations and packages; sorted. */
  files(): readonly string[];
  /** Of every kind that tsc reports, each once, sorted by path and place. */
  diagnostics(): readonly HostDiagnostic[];
  /** The type, in full, of the expression in a span that reaches to the tokens around it, as in `(x)`; undefined where there is none. */
  typeAt(path: string, span: Span): string | undefined;
  /** Files whose text is another now, on disk or through `textOf`. A changed tsconfig.json needs a new host. */
  update(changes: Changes): void;
  close(): void;
}
