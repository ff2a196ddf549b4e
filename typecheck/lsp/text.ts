/** A text with its lines: offsets, in UTF-16 code units, to positions and back. Places beyond the end mean the end. */
import type { Position, Range, TextDocumentContentChangeEvent } from 'vscode-languageserver-protocol';
import type { Span } from '../../core/diagnostic.ts';

export interface Text {
  readonly text: string;
  /** Where each line begins. A line ends with \n, \r\n or \r, as the protocol says. */
  readonly lines: readonly number[];
}

export function asText(text: string): Text {
  const lines = [0];
  if (!text.includes('\r')) for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines.push(at + 1);
  else for (let at = 0; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (c === 10 || (c === 13 && text.charCodeAt(at + 1) !== 10)) lines.push(at + 1);
  }
  return { text, lines };
}

export function offsetAt({ text, lines }: Text, { line, character }: Position): number {
  if (line < 0) return 0;
  if (line >= lines.length) return text.length;
  const end = endOfLine({ text, lines }, line);
  return Math.max(lines[line], Math.min(lines[line] + character, end));
}

/** Without the characters that end it. */
export function endOfLine({ text, lines }: Text, line: number): number {
  if (line + 1 >= lines.length) return text.length;
  const end = lines[line + 1] - 1;
  return text[end] === '\n' && text[end - 1] === '\r' && end > lines[line] ? end - 1 : end;
}

export function positionAt({ text, lines }: Text, offset: number): Position {
  const at = Math.max(0, Math.min(offset, text.length));
  let low = 0, high = lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (lines[middle] <= at) low = middle;
    else high = middle - 1;
  }
  return { line: low, character: at - lines[low] };
}

export const rangeOf = (text: Text, { start, end }: Span): Range => ({ start: positionAt(text, start), end: positionAt(text, end) });
export const spanOf = (text: Text, { start, end }: Range): Span => ({ start: offsetAt(text, start), end: offsetAt(text, end) });

export function changed(text: Text, changes: readonly TextDocumentContentChangeEvent[]): Text {
  return changes.reduce<Text>((before, change) => {
    if (!('range' in change)) return asText(change.text);
    const { start, end } = spanOf(before, change.range);
    return asText(before.text.slice(0, start) + change.text + before.text.slice(Math.max(start, end)));
  }, text);
}
