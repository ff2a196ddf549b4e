/** The messages between TypeScript 7.1 (beta) and a content mapper, as far as this one needs them. Positions count UTF-16 code units. */

export interface InitializeParams { readonly positionEncodings?: readonly string[] }

export interface InitializeResult { readonly positionEncoding: 'utf-16'; readonly diagnosticSource: string }

export interface TransformParams { readonly fileName: string; readonly content: string; readonly projectHandle: string }

/** Verbatim: the same text on both sides. Alias: another text, and errors show the user's. */
export const spanKind = { verbatim: 0, alias: 2 } as const;

/** Which services may go through a mapping: bits. */
export const feature = { definition: 1 << 3, typeDefinition: 1 << 4, implementation: 1 << 5, all: (1 << 20) - 1 } as const;

export type SpanMapping = readonly [virtualStart: number, virtualLength: number, originalStart: number, originalLength: number, kind: number, features: number];

export interface MapperDiagnostic { readonly messageText: string; readonly start: number; readonly length: number; readonly code: number }

/** An error must lie in the virtual range; when none does, the unused directive is one, with the text at `unused`. */
export const directive = { expect: 1 } as const;

export type DiagnosticDirective = readonly [originalStart: number, originalLength: number, virtualStart: number, virtualEnd: number, policy: number, unused: number];

export interface TransformResult {
  readonly text: string;
  readonly extension: '.ts';
  readonly mappings: readonly SpanMapping[];
  /** These count as syntax errors. */
  readonly diagnostics: readonly MapperDiagnostic[];
  readonly diagnosticDirectives?: {
    readonly unusedExpectDirectiveDiagnostics: readonly { readonly code: number; readonly messageText: string }[];
    readonly directives: readonly DiagnosticDirective[];
  };
}
