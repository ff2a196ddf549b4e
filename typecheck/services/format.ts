/**
 * Templates in the one format of the language, as edits that touch neither what stands around a template nor its holes. The
 * text keeps the indentation of its first line; one that begins behind the backtick is indented as the line it stands on.
 */
import type { Span } from '../../core/diagnostic.ts';
import { print } from '../../dsl/printer.ts';
import { touches } from './place.ts';
import type { AnalysedTemplate, Analysis, TextEdit } from './service.ts';

export function format(file: Analysis, span: Span = { start: 0, end: file.text.length }): readonly TextEdit[] {
  return file.templates.filter((t) => touches(t.span, span)).flatMap((t) => formatTemplate(file.text, t));
}

function formatTemplate(file: string, template: AnalysedTemplate): readonly TextEdit[] {
  const { tree, syntax, source: { text, holes }, span: { start } } = template;
  if (syntax.length > 0 || tree.models.length === 0) return [];
  const placeholder = (index: number): string => `\${${' '.repeat(Math.max(0, holes[index]!.end - holes[index]!.start - 3))}}`;
  const indent = indentOf(file, template);
  // The lines of a comment are indented with the others.
  const comments = tree.comments.map((c) => ({ ...c, text: c.text.replaceAll(`\n${indent}`, '\n') }));
  const whole = laidOut(print({ ...tree, comments }, { hole: placeholder }), indent, template), printed = holes.length === 0 ? [whole] : whole.split(/\$\{ *\}/);
  const pieces = [...holes.map((h, i) => ({ start: i === 0 ? 0 : holes[i - 1]!.end, end: h.start })), { start: holes.at(-1)?.end ?? 0, end: text.length }];
  // A hole in a comment that is no more, for example: then the text stays as it is.
  if (printed.length !== pieces.length) return [];
  return pieces.flatMap((piece, i) => edit(text.slice(piece.start, piece.end), printed[i]!, piece.start + start));
}

const leading = (text: string): string => /^\s*/.exec(text)![0];

function indentOf(file: string, { kind, source: { text }, span: { start } }: AnalysedTemplate): string {
  if (kind === 'file') return '';
  const before = leading(text);
  if (before.includes('\n')) return before.slice(before.lastIndexOf('\n') + 1);
  return /^[^\S\r\n]*/.exec(file.slice(file.lastIndexOf('\n', start - 1) + 1))![0];
}

/** The printed text with the line ends and the indentation of its place, and what stands between it and the backticks. */
function laidOut(printed: string, indent: string, { kind, source: { text } }: AnalysedTemplate): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n', body = printed.trimEnd();
  if (kind === 'file') return `${text.startsWith('\ufeff') ? '\ufeff' : ''}${body.replaceAll('\n', newline)}${newline}`;
  const ownLine = leading(text).includes('\n'), end = text.slice(text.trimEnd().length);
  const lines = body.split('\n').map((l, i) => (l === '' || (i === 0 && !ownLine) ? l : indent + l)).join(newline);
  return `${ownLine ? newline : ''}${lines}${end.includes('\n') ? `${newline}${end.slice(end.lastIndexOf('\n') + 1)}` : ''}`;
}

/** One edit that changes no more than must change. */
function edit(from: string, to: string, at: number): readonly TextEdit[] {
  if (from === to) return [];
  let start = 0, end = 0;
  while (start < from.length && start < to.length && from[start] === to[start]) start++;
  while (end < from.length - start && end < to.length - start && from[from.length - 1 - end] === to[to.length - 1 - end]) end++;
  return [{ span: { start: at + start, end: at + from.length - end }, newText: to.slice(start, to.length - end) }];
}
