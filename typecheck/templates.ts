/**
 * Finds the templates of a TypeScript or JavaScript text: nn`…`, and nn(`…`) with its text in a template literal. Reads
 * strings, comments, regular expressions, nested `${}` and JSX as far as is needed to tell them from templates; it is
 * no parser of TypeScript and needs none. Time is linear in the text, which may be anything.
 */
import type { Span } from '../core/diagnostic.ts';
import { source, type Source } from '../dsl/source.ts';

export interface Template {
  readonly kind: 'tag' | 'call';
  /** Where its `nn` stands in the file. */
  readonly tag: number;
  /** What stands between `<` and `>` in nn<"…">`…`. */
  readonly types: Span | undefined;
  /** Where the text of the template begins in the file: an offset of `source.text` is one of the file less `start`. */
  readonly start: number;
  readonly source: Source;
  /** The expressions in the holes, between `${` and `}`, in the file. */
  readonly holes: readonly Span[];
  /** The name in `const Name = nn…`, if that is how it stands. */
  readonly name: string | undefined;
}

/** A template literal of any tag: where it is, and what its `${}` are, with `${` and `}`. */
export interface Literal { readonly span: Span; readonly holes: readonly Span[] }

export function findTemplates(text: string, options: ScanOptions = {}): Template[] {
  const { literals, tagged } = scan(text, options);
  return literals.flatMap((literal): Template[] => {
    const tag = tagged.get(literal.span.start);
    // In a call the holes are filled before the language sees the text, with what only the running program knows.
    if (!tag || (tag.kind === 'call' && literal.holes.length > 0)) return [];
    const { span, holes } = literal, start = span.start + 1, end = span.end - 1;
    const pieces: string[] = [];
    let from = start;
    for (const hole of holes) {
      pieces.push(text.slice(from, hole.start));
      from = hole.end;
    }
    pieces.push(text.slice(from, end));
    return [{
      kind: tag.kind, tag: tag.tag, types: tag.types, start, name: tag.name,
      source: source(pieces, holes.map((h) => h.end - h.start)), holes: holes.map((h) => ({ start: h.start + 2, end: h.end - 1 })),
    }];
  });
}

export interface ScanOptions {
  /** Whether `<` where a value is expected opens an element. Not in .ts, where it is a type assertion. */
  readonly jsx?: boolean;
}

type Tag = Pick<Template, 'kind' | 'tag' | 'types' | 'name'>;

/** What the scanner is inside of, innermost last. */
type Inside =
  /** Code up to a `}`, or to the end. `conditions`: for every open `(`, whether it follows `if` and the like. `value`: whether the closing `}` ends a value. */
  | { readonly kind: 'code'; readonly from: 'file' | 'brace' | 'hole' | 'element'; readonly value: boolean; readonly conditions: boolean[]; readonly start: number }
  | { readonly kind: 'template'; readonly start: number; readonly holes: Span[] }
  /** Between `<` and `>` of an element. */
  | { readonly kind: 'opening' }
  /** Between the opening and the closing of an element. */
  | { readonly kind: 'children' };

// After these words a value begins, so that `/` opens a regular expression.
const beforeValue = new Set(['return', 'typeof', 'instanceof', 'in', 'of', 'new', 'delete', 'void', 'throw', 'case', 'do', 'else', 'yield', 'await', 'default', 'extends']);
const conditional = new Set(['if', 'while', 'for', 'with']);
const word = /[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/uy;
const numeral = /\d[\w.]*/y;
const blank = /\s+/y;

export function scan(text: string, { jsx = false }: ScanOptions = {}): { readonly literals: readonly Literal[]; readonly tagged: ReadonlyMap<number, Tag> } {
  const literals: Literal[] = [], tagged = new Map<number, Tag>();
  const inside: Inside[] = [{ kind: 'code', from: 'file', value: false, conditions: [], start: 0 }];
  let at = 0;
  /** Whether the last token ends a value: then `/` divides and `<` compares. */
  let value = false;
  let last = '';
  /** In `const a: T = …`: a before the `=`, and after it. */
  let declared: string | undefined, assigned: string | undefined;

  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  const to = (end: number): void => { at = end < 0 ? text.length : end; };

  function code(top: Inside & { kind: 'code' }): void {
    if (match(blank) !== undefined || comment()) return;
    const c = text[at];
    const name = match(word);
    if (name !== undefined) {
      value = last === '.' || !beforeValue.has(name);
      if (name === 'nn') tag();
      if (last === 'const' || last === 'let' || last === 'var') declared = name;
      last = name;
      return;
    }
    if (match(numeral) !== undefined) { value = true; last = '0'; return; }
    if (text.startsWith('=>', at)) { at += 2; last = '=>'; value = false; return; }
    switch (c) {
      case '"': case "'": string(c); break;
      case '`':
        inside.push({ kind: 'template', start: at++, holes: [] });
        return;
      case '/':
        if (!value && expression()) value = true;
        else { at++; value = false; }
        break;
      case '(':
        top.conditions.push(conditional.has(last));
        at++; value = false;
        break;
      case ')':
        value = !(top.conditions.pop() ?? false);
        at++;
        break;
      case '{':
        // After a value, `)`, `=>` or at the start of a statement it is a block; else an object.
        inside.push({ kind: 'code', from: 'brace', value: !(value || last === ')' || last === '=>' || last === ';' || last === '{' || last === '}' || last === '' || last === 'else' || last === 'do'), conditions: [], start: at++ });
        value = false;
        break;
      case '}':
        close(top);
        return;
      case ']':
        at++; value = true;
        break;
      case '=':
        assigned = declared;
        declared = undefined;
        at++; value = false;
        break;
      case ';':
        declared = undefined;
        at++; value = false;
        break;
      case '<':
        if (jsx && !value && element()) return;
        at++; value = false;
        break;
      default:
        // x++ and x-- are values still, and so is x! in TypeScript.
        if ((text.startsWith('++', at) || text.startsWith('--', at))) { at += 2; last = '++'; return; }
        if (c === '!' && value && text[at + 1] !== '=') { at++; return; }
        at++; value = false;
    }
    last = c;
  }

  function close(top: Inside & { kind: 'code' }): void {
    at++;
    if (top.from === 'file') return;
    inside.pop();
    value = top.value;
    last = '}';
    const outer = inside.at(-1)!;
    if (top.from === 'hole' && outer.kind === 'template') outer.holes.push({ start: top.start, end: at });
  }

  function comment(): boolean {
    if (text.startsWith('//', at)) to(text.indexOf('\n', at));
    else if (text.startsWith('/*', at)) {
      const end = text.indexOf('*/', at + 2);
      to(end < 0 ? -1 : end + 2);
    } else if (at === 0 && text.startsWith('#!')) to(text.indexOf('\n'));
    else return false;
    return true;
  }

  /** One that does not end on its line is an apostrophe in something that is not code. */
  function string(quote: string): void {
    let end = at + 1;
    while (end < text.length && text[end] !== quote && text[end] !== '\n') end += text[end] !== '\\' ? 1 : text.startsWith('\r\n', end + 1) ? 3 : 2;
    at = text[end] === quote ? end + 1 : at + 1;
    value = true;
  }

  /** A regular expression that ends on its line. */
  function expression(): boolean {
    let inClass = false;
    for (let end = at + 1; end < text.length && text[end] !== '\n'; end++) {
      const c = text[end];
      if (c === '\\') end++;
      else if (c === '[') inClass = true;
      else if (c === ']') inClass = false;
      else if (c === '/' && !inClass) { at = end + 1; return true; }
    }
    return false;
  }

  /** Remembers the template literal that follows the name `nn`, if one does. */
  function tag(): void {
    const beyond = (p: number): number => {
      for (;;) {
        blank.lastIndex = p;
        const space = blank.exec(text)?.[0].length ?? 0;
        p += space;
        if (text.startsWith('/*', p)) { const end = text.indexOf('*/', p + 2); p = end < 0 ? text.length : end + 2; }
        else if (text.startsWith('//', p)) { const end = text.indexOf('\n', p); p = end < 0 ? text.length : end; }
        else return p;
      }
    };
    const start = at - 2;
    let p = beyond(at), types: Span | undefined;
    if (text[p] === '<') {
      const end = afterTypes(p);
      if (end > p) types = { start: p + 1, end: end - 1 };
      p = beyond(end);
    }
    const kind = text[p] === '`' ? 'tag' : text[p] === '(' ? 'call' : undefined;
    if (!kind) return;
    if (kind === 'call') p = beyond(p + 1);
    if (text[p] !== '`') return;
    tagged.set(p, { kind, tag: start, types, name: last === '=' ? assigned : undefined });
  }

  /** The end of `<…>` with strings in it; `from` itself when it does not end soon. */
  function afterTypes(from: number): number {
    let depth = 0;
    for (let p = from; p < Math.min(text.length, from + 1000); p++) {
      const c = text[p];
      if (c === '<') depth++;
      else if (c === '>' && text[p - 1] !== '-' && text[p - 1] !== '=' && --depth === 0) return p + 1;
      else if (c === '"' || c === "'") {
        const end = text.indexOf(c, p + 1);
        if (end < 0) return from;
        p = end;
      }
    }
    return from;
  }

  function template(top: Inside & { kind: 'template' }): void {
    while (at < text.length) {
      const c = text[at];
      if (c === '\\') at += 2;
      else if (c === '`') {
        at++;
        inside.pop();
        literals.push({ span: { start: top.start, end: at }, holes: top.holes });
        value = true;
        last = '`';
        return;
      } else if (c === '$' && text[at + 1] === '{') {
        inside.push({ kind: 'code', from: 'hole', value: false, conditions: [], start: at });
        at += 2;
        value = false;
        last = '';
        return;
      } else at++;
    }
  }

  // Elements

  /** Enters an element at `<`, unless it opens type parameters: `<T,>`, `<const T,>` or `<T extends U>`. */
  function element(): boolean {
    const rest = /<\s*(?:>|([\p{ID_Start}$_][\p{ID_Continue}$.:-]{0,200})(\s*(?:,|extends\b|=[^>]|\())?)/uy;
    rest.lastIndex = at;
    const found = rest.exec(text);
    if (!found || found[2] !== undefined || found[1] === 'const') return false;
    at += 1 + (found[1]?.length ?? 0);
    if (found[1] === undefined) { to(text.indexOf('>', at) + 1); inside.push({ kind: 'children' }); } else inside.push({ kind: 'opening' });
    return true;
  }

  function opening(): void {
    if (match(blank) !== undefined || comment()) return;
    const c = text[at];
    if (c === '"' || c === "'") { const end = text.indexOf(c, at + 1); to(end < 0 ? -1 : end + 1); }
    else if (c === '{') inElement();
    else if (text.startsWith('/>', at)) { at += 2; ended(); }
    else if (c === '>') { at++; inside[inside.length - 1] = { kind: 'children' }; }
    // Type arguments of the element.
    else if (c === '<') at = Math.max(at + 1, afterTypes(at));
    else at++;
  }
  function children(): void {
    while (at < text.length && text[at] !== '<' && text[at] !== '{') at++;
    if (text[at] === '{') inElement();
    else if (text.startsWith('</', at)) { const end = text.indexOf('>', at); to(end < 0 ? -1 : end + 1); ended(); }
    else if (text[at] === '<' && !element()) at++;
  }
  function inElement(): void {
    inside.push({ kind: 'code', from: 'element', value: false, conditions: [], start: at++ });
    value = false;
    last = '';
  }
  function ended(): void {
    inside.pop();
    value = true;
    last = '>';
  }

  while (at < text.length) {
    const top = inside.at(-1)!;
    switch (top.kind) {
      case 'code': code(top); break;
      case 'template': template(top); break;
      case 'opening': opening(); break;
      case 'children': children(); break;
    }
  }
  literals.sort((a, b) => a.span.start - b.span.start);
  return { literals, tagged };
}
