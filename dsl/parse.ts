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
const mostDiagnostics = 100;

let grammar: Grammar | undefined;

export function parse(source: Source): Parsed {
  const { text, holes } = source;
  const span = { start: 0, end: text.length };
  const empty = (diagnostics: readonly Diagnostic[]): Parsed =>
    ({ tree: { kind: 'file', models: [], comments: [], span }, diagnostics });

  const tooLong = checkLength(text);
  if (tooLong.length > 0) return empty(tooLong);
  const lexed = lex(text);
  const tooDeep = checkDepth(lexed.tokens);
  if (tooDeep.length > 0) return empty(tooDeep);

  grammar ??= new Grammar();
  const { models, errors } = grammar.run(lexed.tokens, holes);
  const tree: File = { kind: 'file', models, comments: commentsOf(lexed, source), span };
  const strange = tokenErrors(lexed, source);
  const syntax = [...strange, ...syntaxErrors(errors, lexed.tokens, strange.map(({ span }) => span.start))];
  // In a model that was not understood, a rule that seems broken may not be.
  const whole = models.filter(({ span }) => !syntax.some(({ span: { start } }) => start >= span.start && start <= span.end));
  const diagnostics = [...syntax, ...wellFormed(whole)];
  diagnostics.sort((a, b) => a.span.start - b.span.start);
  return { tree, diagnostics: diagnostics.slice(0, mostDiagnostics) };
}

function commentsOf({ comments }: Lexed, { text, holes }: Source): Comment[] {
  return comments.map(token => {
    const span = spanOf(token);
    let shown = '', from = span.start;
    holes.forEach((hole, index) => {
      if (hole.start < span.start || hole.end > span.end) return;
      shown += `${text.slice(from, hole.start)}\${${index}}`;
      from = hole.end;
    });
    return { kind: 'comment', text: (shown + text.slice(from, span.end)).trimEnd(), span };
  });
}
