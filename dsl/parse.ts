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
  const { models, errors, bareAssignments } = grammar.run(lexed.tokens, holes);
  const tree: File = { kind: 'file', models, comments: commentsOf(lexed, source), span };
  const syntax = [
    ...tokenErrors(lexed, source),
    ...syntaxErrors(errors, lexed.tokens),
    ...bareAssignments.map(span => ({
      code: 'NN0106', severity: 'error' as const, span, message: `expected a statement, but found '${text.slice(span.start, span.end)} ='`,
      hint: `write let ${text.slice(span.start, span.end)} = …`,
    })),
  ];
  const diagnostics = [...syntax, ...wellFormed(tree, syntax.length === 0)];
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
