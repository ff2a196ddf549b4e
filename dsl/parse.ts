/** A source → its tree and everything wrong with its form. Never throws, and answers quickly whatever the text. */
import type { Diagnostic } from '../core/diagnostic.ts';
import { checkDepth, checkLength } from './budget.ts';
import { Grammar } from './grammar.ts';
import { lex, spanOf } from './lexer.ts';
import type { Lexed } from './lexer.ts';
import { syntaxErrors, tokenErrors } from './messages.ts';
import type { Source } from './source.ts';
import type { Comment, File } from './tree.ts';
import { wellFormed } from './wellformed.ts';

export interface Parsed { readonly tree: File; readonly diagnostics: readonly Diagnostic[] }

/** More mistakes than these are not told. */
const mostDiagnostics = 50;

let grammar: Grammar | undefined;

export function parse(source: Source): Parsed {
  const { text, holes } = source;
  const span = { start: 0, end: text.length };
  const empty = (diagnostics: readonly Diagnostic[]): Parsed =>
    ({ tree: { kind: 'file', models: [], comments: [], paragraphs: [], span }, diagnostics });

  const tooLong = checkLength(text);
  if (tooLong.length > 0) return empty(tooLong);
  const lexed = lex(text);
  const tooDeep = checkDepth(lexed.tokens);
  if (tooDeep.length > 0) return empty(tooDeep);

  grammar ??= new Grammar();
  const { models, unfinished, errors } = grammar.run(lexed.tokens, holes);
  const tree: File = { kind: 'file', models, comments: commentsOf(lexed, source), paragraphs: paragraphsOf(text), span };
  const strange = tokenErrors(lexed, source);
  const syntax = [...strange, ...syntaxErrors(errors, lexed.tokens, strange.map(({ span }) => span.start))];
  // In a model that was not understood, a rule that seems broken may not be.
  const whole = models.filter(model => model !== unfinished).filter(({ span }) => !syntax.some(({ span: { start } }) => start >= span.start && start <= span.end));
  const diagnostics = [...syntax, ...wellFormed(whole)];
  diagnostics.sort((a, b) => a.span.start - b.span.start);
  return { tree, diagnostics: diagnostics.slice(0, mostDiagnostics) };
}

function commentsOf({ comments }: Lexed, { text, holes }: Source): Comment[] {
  let end = 0, ownLine = true, hole = 0;
  return comments.map(token => {
    const span = spanOf(token);
    const between = text.slice(end, span.start);
    const newline = between.lastIndexOf('\n');
    ownLine = (newline >= 0 || ownLine) && between.slice(newline + 1).trim() === '';
    end = span.end;

    let shown = '', from = span.start;
    while (hole < holes.length && holes[hole]!.start < span.start) hole++;
    for (; hole < holes.length && holes[hole]!.end <= span.end; hole++) {
      shown += `${text.slice(from, holes[hole]!.start)}\${${hole}}`;
      from = holes[hole]!.end;
    }
    shown += text.slice(from, span.end);
    return { kind: 'comment', text: shown.replaceAll('\r\n', '\n').trimEnd(), ownLine, span };
  });
}

function paragraphsOf(text: string): number[] {
  const found: number[] = [];
  let offset = 0, empty = false;
  for (const line of text.split('\n')) {
    const indent = line.length - line.trimStart().length;
    if (indent === line.length) empty = true;
    else {
      if (empty) found.push(offset + indent);
      empty = false;
    }
    offset += line.length + 1;
  }
  return found;
}
