/**
 * The text that is parsed: one string, in which every `${}` of a template is a placeholder. It knows where the holes
 * are and which template piece an offset came from; it does not know files or lines.
 */
import type { Span } from '../core/diagnostic.ts';

export interface Source {
  /** The pieces of the template, joined by placeholders. All spans count in this text. */
  readonly text: string;
  /** Where the placeholders stand, in order. */
  readonly holes: readonly Span[];
}

/**
 * A source from a plain string (call form), or from the pieces of a template (tag form; give `strings.raw`, which is
 * the text as it stands in the file). `holeLengths` are the lengths that the holes have in the file, `${` and `}`
 * counted; with them every offset of `text` is an offset in the file less that of the template's first character.
 */
export function source(text: string | readonly string[], holeLengths: readonly number[] = []): Source {
  if (typeof text === 'string') return { text, holes: [] };
  const holes: Span[] = [];
  let joined = '';
  text.forEach((piece, i) => {
    if (i > 0) {
      const start = joined.length;
      joined += placeholder(i - 1, holeLengths[i - 1]);
      holes.push({ start, end: joined.length });
    }
    joined += piece;
  });
  return { text: joined, holes };
}

/** `${3}`, or blanks between the braces when a length is asked for: `${      }`. */
function placeholder(index: number, length?: number): string {
  return length === undefined ? `\${${index}}` : `\${${' '.repeat(Math.max(0, length - 3))}}`;
}

/** The template piece an offset lies in, and the offset there. Inside a hole: the end of the piece before it. */
export function pieceAt({ holes }: Source, offset: number): { piece: number; offset: number } {
  let piece = 0, start = 0;
  for (const hole of holes) {
    if (offset <= hole.start) break;
    if (offset < hole.end) return { piece, offset: hole.start - start };
    piece++;
    start = hole.end;
  }
  return { piece, offset: offset - start };
}
