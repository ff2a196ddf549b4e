/**
 * What an editor asks about the templates of a file, and what it is told: plain data on offsets of the file, in UTF-16 code units.
 * It knows neither TypeScript nor any protocol; the plugin and the language server put it into theirs.
 */
import type { Diagnostic, Span } from '../../core/diagnostic.ts';
import type { TokenClass } from '../../dsl/services.ts';
import type { Source } from '../../dsl/source.ts';
import type { File } from '../../dsl/tree.ts';
import type { Checked } from '../check.ts';
import type { CheckedModel } from '../model.ts';
import type { HoleValue } from '../run.ts';

export interface TextEdit { readonly span: Span; readonly newText: string }

/** What stands in a hole, where the caller can tell (the type that TypeScript gives it); undefined leaves it to the file itself. */
export type HoleReader = (hole: Span) => HoleValue | undefined;

export interface Hover {
  readonly span: Span;
  /** One line of code: `linear: f32[B, 784] -> f32[B, 128]`. */
  readonly code: string;
  /** Markdown. */
  readonly text: string;
}

export interface Completion {
  readonly name: string;
  readonly kind: 'layer' | 'function' | 'model' | 'size' | 'variable' | 'parameter' | 'argument' | 'dtype' | 'keyword' | 'snippet';
  readonly detail: string;
  readonly text: string;
  /** What is put in, where it is not the name; of a snippet, with places to fill in: `${1:x}`. */
  readonly insert?: string;
}
export interface Completions {
  /** What a chosen name replaces. */
  readonly span: Span;
  readonly items: readonly Completion[];
}

export interface SignatureHelp {
  /** The call, from its name to its end. */
  readonly span: Span;
  readonly label: string;
  readonly text: string;
  /** Each argument: where it stands in `label`, and what it is. */
  readonly arguments: readonly { readonly span: Span; readonly text: string }[];
  readonly active: number;
}

export interface Fix {
  readonly title: string;
  /** The mistakes that it mends; with TS before its number one of TypeScript's, and then only where TypeScript has told of it. */
  readonly codes: readonly string[];
  readonly edits: readonly TextEdit[];
}

/** From a name to where it is defined: in this file, or what the TypeScript in a hole leads to. */
export interface Definition { readonly span: Span; readonly target: Span; readonly isHole: boolean }

export interface Rename { readonly span: Span; readonly name: string; readonly places: readonly Span[] }

export interface Inlay { readonly at: number; readonly text: string }

export interface Token { readonly span: Span; readonly class: TokenClass }

export interface Symbol { readonly name: string; readonly detail: string; readonly span: Span; readonly nameSpan: Span; readonly children: readonly Symbol[] }

/** One file's templates, parsed and checked. */
export interface Analysis {
  readonly path: string;
  readonly text: string;
  readonly templates: readonly AnalysedTemplate[];
  /** Of all templates, in order. */
  readonly diagnostics: readonly Diagnostic[];
  /** The template around an offset; none inside of its holes. */
  templateAt(offset: number): AnalysedTemplate | undefined;
}

export interface AnalysedTemplate {
  readonly kind: 'tag' | 'call' | 'file';
  /** Where its `nn` stands; undefined in a .nn file. */
  readonly tag: number | undefined;
  /** What stands between `<` and `>` in nn<"…">`…`. */
  readonly types: Span | undefined;
  /** The text of the template, without its backticks. */
  readonly span: Span;
  /** The expressions in its holes, between `${` and `}`. */
  readonly holes: readonly Span[];
  readonly models: readonly CheckedModel[];
  /** What the template as a whole is. */
  readonly main: CheckedModel | undefined;
  /** The name in `const Name = nn…`. */
  readonly name: string | undefined;

  /** What is read. Here and in all that follows from it offsets count from `span.start`. */
  readonly source: Source;
  /** What the holes hold. */
  readonly values: readonly HoleValue[];
  readonly tree: File;
  /** What the parser says. */
  readonly syntax: readonly Diagnostic[];
  readonly checked: Checked;
}

export interface Services {
  analyse(path: string, text: string, holes?: HoleReader): Analysis;
  hover(file: Analysis, offset: number): Hover | undefined;
  completions(file: Analysis, offset: number): Completions | undefined;
  signatureHelp(file: Analysis, offset: number): SignatureHelp | undefined;
  fixes(file: Analysis, span: Span): readonly Fix[];
  definition(file: Analysis, offset: number): Definition | undefined;
  /** The name's places in its template, the definition first. */
  references(file: Analysis, offset: number): readonly Span[] | undefined;
  rename(file: Analysis, offset: number): Rename | undefined;
  /** Why the name at an offset cannot become `name`; undefined when it can. */
  refusal(file: Analysis, offset: number, name: string): string | undefined;
  inlays(file: Analysis, span: Span): readonly Inlay[];
  tokens(file: Analysis, span: Span): readonly Token[];
  folding(file: Analysis): readonly Span[];
  symbols(file: Analysis): readonly Symbol[];
  format(file: Analysis, span?: Span): readonly TextEdit[];
}
