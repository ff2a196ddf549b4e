/**
 * What we say when something is wrong: diagnostics about a text (a list, never thrown), errors of a run (thrown, with a
 * code), and defects of our own. Nothing here knows the language or the graph.
 */

/** Offsets into the joined text: `start` included, `end` not. */
export interface Span { readonly start: number; readonly end: number }

export interface Related {
  readonly span: Span;
  readonly message: string;
  /** Where it is in another file than the diagnostic; without `text`, the place in that file is not shown. */
  readonly file?: string;
  readonly text?: string;
}

/** One mistake in a text. `message` is one sentence; `hint` says what to do; every code stands in docs/errors.md. */
export interface Diagnostic {
  readonly code: string;
  readonly message: string;
  readonly span: Span;
  readonly severity: 'error' | 'warning';
  readonly hint?: string;
  readonly related?: readonly Related[];
}

export interface ErrorDetails {
  readonly code: string;
  readonly hint?: string;
  readonly cause?: unknown;
  /** Set when the error reports a text: all that was found in it. */
  readonly diagnostics?: readonly Diagnostic[];
}

/** A mistake in the use of the library, found while running. `code` is stable, the words are not. */
export class CotangentError extends Error {
  override readonly name: string = 'CotangentError';
  readonly code: string;
  readonly hint: string | undefined;
  readonly diagnostics: readonly Diagnostic[];

  constructor(message: string, { code, hint, cause, diagnostics = [] }: ErrorDetails) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.hint = hint;
    this.diagnostics = diagnostics;
  }
}

/** Throws when what we hold for certain is not so: then the compiler is wrong, not the program it was given. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) {
    throw new CotangentError(`${message}; this is a defect of cotangent, not of your program`, {
      code: 'NN0001', hint: 'please report it with the smallest program that shows it',
    });
  }
}

/** The candidate that `name` was most likely meant to be, or undefined when none is near. */
export function didYouMean(name: string, candidates: Iterable<string>): string | undefined {
  // Long names are not misspelt, they are something else; the bound also keeps the work small.
  if (name.length > 64) return undefined;
  // One letter is near to every other, so only its case may be wrong.
  let best: string | undefined, least = name.length === 1 ? 1 : Math.floor(name.length / 3) + 1.5;
  for (const candidate of candidates) {
    if (candidate === name || Math.abs(candidate.length - name.length) >= least) continue;
    // A wrong case alone is the likeliest mistake.
    const cost = candidate.toLowerCase() === name.toLowerCase() ? 0.5 : editDistance(name, candidate);
    if (cost < least) { least = cost; best = candidate; }
  }
  return best;
}

/** Insertions, deletions, substitutions and swaps of neighbours that lead from `a` to `b` (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let before: number[] = [], last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const differs = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + differs);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2]! + 1);
      row.push(cost);
    }
    before = last;
    last = row;
  }
  return last[b.length]!;
}

export interface Position { readonly line: number; readonly column: number }

/** Line and column, both counted from 1, of an offset. */
export function positionAt(text: string, offset: number): Position {
  const at = Math.max(0, Math.min(offset, text.length));
  let line = 1, start = 0;
  for (let end = text.indexOf('\n'); end >= 0 && end < at; end = text.indexOf('\n', start)) { line++; start = end + 1; }
  return { line, column: at - start + 1 };
}

export interface RenderOptions {
  readonly file?: string;
  /** Lines of the file that stand above the text. */
  readonly lineOffset?: number;
}

/**
 * A diagnostic as people read it:
 *
 *     mlp.nn:3:17  NN0101  here a ')' is missing
 *       3 |   let y = f(x
 *         |              ^
 *     hint: …
 */
export function renderDiagnostic(diagnostic: Diagnostic, text: string, options: RenderOptions = {}): string {
  const { code, message, span, severity, hint, related = [] } = diagnostic;
  const kind = severity === 'warning' ? 'warning ' : '';
  return [
    `${place(text, span, options)}  ${kind}${code}  ${message}`,
    ...frame(text, span, options),
    ...related.flatMap((r) => (r.file === undefined ? note(r, text, options) : r.text === undefined ? [`${r.file}  ${r.message}`] : note(r, r.text, { file: r.file }))),
    ...(hint === undefined ? [] : [`hint: ${hint}`]),
  ].join('\n');
}

const note = ({ span, message }: Related, text: string, options: RenderOptions): string[] => [`${place(text, span, options)}  ${message}`, ...frame(text, span, options)];

function place(text: string, span: Span, { file, lineOffset = 0 }: RenderOptions): string {
  const { line, column } = positionAt(text, span.start);
  return `${file === undefined ? '' : `${file}:`}${line + lineOffset}:${column}`;
}

const frameWidth = 120;

function frame(text: string, span: Span, { lineOffset = 0 }: RenderOptions): string[] {
  const { line, column } = positionAt(text, span.start);
  const from = Math.min(span.start, text.length) - (column - 1);
  const newline = text.indexOf('\n', from);
  const end = newline < 0 ? text.length : newline;
  // A very long line is cut to a window around the place.
  const left = column > frameWidth - 20 ? column - 1 - Math.floor(frameWidth / 2) : 0;
  const shown = plain(text.slice(from + left, Math.min(end, from + left + frameWidth)).replace(/\r$/, ''));
  // Nothing to see: the end of a text, or one that was left out of a build.
  if (shown.trim() === '') return [];
  const indent = shown.slice(0, column - 1 - left).replace(/[^\t]/g, ' ').padEnd(column - 1 - left);
  const carets = Math.max(1, Math.min(span.end - span.start, shown.length - indent.length));
  const number = String(line + lineOffset), gutter = number.padStart(3);
  const cut = left > 0 ? '…' : '';
  return [`${gutter} | ${cut}${shown}`, `${' '.repeat(gutter.length)} | ${cut && ' '}${indent}${'^'.repeat(carets)}`];
}

// Control and direction marks could make a terminal show another text than the one that is wrong.
// eslint-disable-next-line no-control-regex
const unprintable = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const plain = (text: string): string => text.replace(unprintable, '\ufffd');
