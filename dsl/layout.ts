/**
 * Text with places where it may break, and its layout in lines of a width: Wadler, A prettier printer, 2003, with the
 * greedy layout that fits a group on the line or breaks all its places. Knows nothing of the language.
 */

export type Doc = string | readonly Doc[] | Break | Indent | Group | Suffix;

/** A blank, or nothing when `soft`, if its group fits on the line; else, or always when `hard`, a new line. */
interface Break { readonly kind: 'break'; readonly soft: boolean; readonly hard: boolean }
interface Indent { readonly kind: 'indent'; readonly doc: Doc }
interface Group { readonly kind: 'group'; readonly doc: Doc; readonly broken: boolean }
/** What comes to the end of the line, wherever on it this stands: a comment, one that runs to the line's end behind the others. */
interface Suffix { readonly kind: 'suffix'; readonly text: string }

export const line: Doc = { kind: 'break', soft: false, hard: false };
export const softline: Doc = { kind: 'break', soft: true, hard: false };
export const hardline: Doc = { kind: 'break', soft: false, hard: true };
export const indent = (doc: Doc): Doc => ({ kind: 'indent', doc });
export const suffix = (text: string): Doc => ({ kind: 'suffix', text });
/** A group that holds a hard line is broken. */
export const group = (doc: Doc, broken = false): Doc => ({ kind: 'group', doc, broken: broken || mustBreak(doc) });

export function join(docs: readonly Doc[], separator: Doc): Doc[] {
  return docs.flatMap((doc, i) => i === 0 ? [doc] : [separator, doc]);
}

function mustBreak(doc: Doc): boolean {
  if (typeof doc === 'string') return false;
  if (isList(doc)) return doc.some(mustBreak);
  if (doc.kind === 'break') return doc.hard;
  if (doc.kind === 'group') return doc.broken;
  return doc.kind === 'indent' && mustBreak(doc.doc);
}

const isList = (doc: Doc): doc is readonly Doc[] => Array.isArray(doc);

interface Item { readonly doc: Doc; readonly depth: number; readonly flat: boolean }

/** The text of a document; lines end without blanks. Indentation goes in steps of two. */
export function layout(doc: Doc, width: number): string {
  const out: string[] = [];
  const stack: Item[] = [{ doc, depth: 0, flat: false }];
  let column = 0, suffixes: readonly string[] = [];
  const write = (text: string): void => {
    out.push(text);
    const newline = text.lastIndexOf('\n');
    column = newline < 0 ? column + text.length : text.length - newline - 1;
  };
  for (let item = stack.pop(); item; item = stack.pop()) {
    const { doc, depth, flat } = item;
    if (typeof doc === 'string') write(doc);
    else if (isList(doc)) for (let i = doc.length - 1; i >= 0; i--) stack.push({ doc: doc[i]!, depth, flat });
    else if (doc.kind === 'indent') stack.push({ doc: doc.doc, depth: depth + 1, flat });
    else if (doc.kind === 'suffix') suffixes = [...suffixes, doc.text];
    else if (doc.kind === 'group') {
      const inner = { doc: doc.doc, depth, flat: true };
      stack.push(!doc.broken && fits(inner, stack, width - column) ? inner : { ...inner, flat: false });
    } else if (flat && !doc.hard) write(doc.soft ? '' : ' ');
    else {
      write(lineEnd(suffixes));
      suffixes = [];
      write(`\n${'  '.repeat(depth)}`);
    }
  }
  write(lineEnd(suffixes));
  return out.join('').split('\n').map(text => text.trimEnd()).join('\n');
}

const lineEnd = (suffixes: readonly string[]): string => {
  const runsOn = (text: string): boolean => text.trimStart().startsWith('//');
  return [...suffixes.filter((text) => !runsOn(text)), ...suffixes.filter(runsOn)].join('');
};

/** Whether `first`, and what follows it up to the next place that breaks, has room on the line. */
function fits(first: Item, rest: readonly Item[], room: number): boolean {
  const stack = [first];
  let next = rest.length;
  while (room >= 0) {
    const item = stack.pop() ?? rest[--next];
    if (!item) return true;
    const { doc, depth, flat } = item;
    if (typeof doc === 'string') {
      const newline = doc.indexOf('\n');
      room -= newline < 0 ? doc.length : newline;
      if (newline >= 0) return room >= 0;
    } else if (isList(doc)) for (let i = doc.length - 1; i >= 0; i--) stack.push({ doc: doc[i]!, depth, flat });
    else if (doc.kind === 'indent') stack.push({ doc: doc.doc, depth, flat });
    else if (doc.kind === 'group') stack.push({ doc: doc.doc, depth, flat: flat && !doc.broken });
    else if (doc.kind === 'break') {
      if (!flat || doc.hard) return true;
      room -= doc.soft ? 0 : 1;
    }
  }
  return false;
}
