/** Replaces stretches of a text, and says in a source map (version 3) where what is left comes from. */
import type { Span } from '../../core/diagnostic.ts';

export interface Edit { readonly span: Span; readonly text: string }

/** As bundlers and Node read it; `mappings` in base 64 VLQ. */
export interface SourceMap {
  readonly version: 3;
  readonly sources: string[];
  readonly sourcesContent: string[];
  readonly names: string[];
  readonly mappings: string;
}

/** Edits must not overlap; their order is free. */
export function edited(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let done = 0;
  for (const { span, text: added } of inOrder(edits)) {
    parts.push(text.slice(done, span.start), added);
    done = span.end;
  }
  return parts.join('') + text.slice(done);
}

const inOrder = (edits: readonly Edit[]): readonly Edit[] => [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);

/** Every word and every mark that was kept has a place in the map; what was put in stands where it replaced something. */
export function sourceMapOf(path: string, text: string, edits: readonly Edit[]): SourceMap {
  const mappings = new Mappings();
  const from = new Place(), to = new Place();
  const keep = (kept: string): void => {
    for (const [word] of kept.matchAll(/\n|[^\S\n]+|\w+|[^\w\s]/g)) {
      mappings.add(to, from);
      from.pass(word);
      to.pass(word);
    }
  };
  let done = 0;
  for (const { span, text: added } of inOrder(edits)) {
    keep(text.slice(done, span.start));
    mappings.add(to, from);
    to.pass(added);
    from.pass(text.slice(span.start, span.end));
    done = span.end;
  }
  keep(text.slice(done));
  return { version: 3, sources: [path], sourcesContent: [text], names: [], mappings: mappings.text };
}

/** Line and column, both counted from 0. */
class Place {
  line = 0;
  column = 0;
  pass(text: string): void {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n')) {
      this.line++;
      this.column = 0;
      text = text.slice(at + 1);
    }
    this.column += text.length;
  }
}

/** Segments: column, source, line, column in the source; each but the first counted from the segment before, which starts anew on every line. */
class Mappings {
  text = '';
  #line = 0;
  #column = 0;
  #fromLine = 0;
  #fromColumn = 0;
  #isFirst = true;

  add(to: Place, from: Place): void {
    if (this.#line < to.line) {
      this.text += ';'.repeat(to.line - this.#line);
      this.#line = to.line;
      this.#column = 0;
      this.#isFirst = true;
    }
    this.text += (this.#isFirst ? '' : ',') + vlq(to.column - this.#column) + vlq(0) + vlq(from.line - this.#fromLine) + vlq(from.column - this.#fromColumn);
    this.#isFirst = false;
    this.#column = to.column;
    this.#fromLine = from.line;
    this.#fromColumn = from.column;
  }
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Five bits a digit, the lowest first, the sign in the lowest bit of all. */
function vlq(n: number): string {
  let rest = n < 0 ? (-n << 1) | 1 : n << 1, text = '';
  do {
    const five = rest & 31;
    rest >>>= 5;
    text += digits[rest > 0 ? five | 32 : five];
  } while (rest > 0);
  return text;
}
