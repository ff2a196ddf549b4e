/** What of a file TypeScript sees in place of its text (rewrite.ts), in positions: what its places mean, and what its edits may touch. */
import type { Position, Range, TextDocumentContentChangeEvent, TextEdit } from 'vscode-languageserver-protocol';
import { difference } from '../difference.ts';
import type { Rewritten, TailName } from '../rewrite.ts';
import type { Document } from './documents.ts';
import { asText, offsetAt, positionAt, rangeOf, spanOf, type Text } from './text.ts';

/** A document that TypeScript is shown in another form. */
export interface Shown {
  readonly document: Document;
  readonly rewritten: Rewritten;
  /** With its tail. */
  readonly text: Text;
}

export function shownAs(document: Document, rewritten: Rewritten): Shown {
  let text: Text | undefined;
  // Most answers name no place in it.
  return { document, rewritten, get text() { return (text ??= asText(rewritten.text)); } };
}

/** What leads from one form to the other; undefined where only the whole of it does. */
export function changesBetween(before: Shown, { rewritten }: Shown): TextDocumentContentChangeEvent[] | undefined {
  const from = before.rewritten.originalLength, to = rewritten.originalLength;
  // Where a file ends with \r, the tail begins within a line end, which is no place.
  if ([before.rewritten, rewritten].some(({ text, originalLength: end }) => end === text.length || text[end - 1] === '\r')) return undefined;
  // An edit of a model changes the file and its tail. The tail goes first: the file's places stay what they are.
  return [[from, to, undefined, undefined] as const, [0, 0, from, to] as const].flatMap(([a, b, endA, endB]) => {
    const seen = rewritten.text.slice(b, endB), { start, end, newEnd } = difference(before.rewritten.text.slice(a, endA), seen);
    return start === end && start === newEnd ? [] : [{ range: rangeOf(before.text, { start: a + start, end: a + end }), text: seen.slice(start, newEnd) }];
  });
}

const same = (a: Position, b: Position): boolean => a.line === b.line && a.character === b.character;

/** Where the user has written what a range of TypeScript's means; undefined when that is nowhere. Without `shown` the file is as it is. */
export function original(shown: Shown | undefined, range: Range): Range | undefined {
  if (!shown) return range;
  const span = spanOf(shown.text, range), found = shown.rewritten.toOriginal(span);
  if (!found) return undefined;
  return found.start === span.start && found.end === span.end ? range : rangeOf(shown.document, found);
}

/** The name of a parameter that a range in the tail declares. */
export function tailNameAt(shown: Shown, range: Range): TailName | undefined {
  const { start } = spanOf(shown.text, range);
  return shown.rewritten.tail.find(({ span }) => span.start <= start && start < span.end);
}

export function isInTail({ text, rewritten }: Shown, position: Position): boolean { return offsetAt(text, position) > rewritten.originalLength; }

/** An edit that leaves templates as they are and brings no name of the tail into the file. What is put behind the tail goes to the file's end. */
export function safeEdit<E extends TextEdit>(shown: Shown | undefined, edit: E): E | undefined {
  if (!shown) return edit;
  const { rewritten, document } = shown;
  if ([...rewritten.tailNames].some((name) => edit.newText.includes(name))) return undefined;
  const isInsertion = same(edit.range.start, edit.range.end);
  if (isInsertion && edit.newText.trim() !== '' && isInTail(shown, edit.range.start)) {
    const end = positionAt(document, document.text.length);
    return { ...edit, range: { start: end, end } };
  }
  return rewritten.isTemplateText(spanOf(shown.text, edit.range)) ? undefined : edit;
}
