/** What an editor asks about a text besides its names: the nodes at a place, and the class of every token. */
import { tokenMatcher } from 'chevrotain';
import type { IToken } from 'chevrotain';
import type { Span } from '../core/diagnostic.ts';
import { HoleToken, keywords, lex, Name, NumberToken, spanOf, StringToken } from './lexer.ts';
import { namesOf } from './names.ts';
import type { SymbolKind } from './names.ts';
import type { Source } from './source.ts';
import { children, walk } from './tree.ts';
import type { File, Node } from './tree.ts';

/** The nodes around an offset, the file first, the innermost last. A node also holds the offset right behind it. */
export function nodesAt(file: File, offset: number): Node[] {
  const path: Node[] = [file];
  for (let inner: Node | undefined = file; inner;) {
    const around: Node[] = children(inner).filter(({ span }) => span.start <= offset && offset <= span.end);
    // Between two neighbours, the one that begins here is meant.
    inner = around[around.length - 1];
    if (inner) path.push(inner);
  }
  return path;
}

export const nodeAt = (file: File, offset: number): Node => nodesAt(file, offset).at(-1)!;

export type TokenClass =
  | 'keyword' | 'operator' | 'number' | 'string' | 'comment' | 'hole' | 'dtype' | 'function' | 'property' | 'name' | SymbolKind;

export interface ClassifiedToken { readonly span: Span; readonly class: TokenClass }

/** Every token and comment, in order, with what it is: names by what they mean, as far as the text says. */
export function classify({ text }: Source, file: File): ClassifiedToken[] {
  const meaning = new Map<number, TokenClass>();
  walk(file, node => {
    if (node.kind === 'type') meaning.set(node.dtype.span.start, 'dtype');
    if (node.kind === 'member') meaning.set(node.name.span.start, 'property');
    if (node.kind === 'arg' && node.name) meaning.set(node.name.span.start, 'property');
    if (node.kind === 'call') meaning.set(node.callee.span.start, 'function');
    if (node.kind === 'name' || node.kind === 'identifier' || node.kind === 'axis') {
      if (!meaning.has(node.span.start)) meaning.set(node.span.start, 'name');
    }
  });
  for (const { kind, definition, uses } of namesOf(file).symbols) {
    for (const { start } of [definition, ...uses]) meaning.set(start, kind);
  }
  const { tokens, comments } = lex(text);
  return [
    ...tokens.map(token => ({ span: spanOf(token), class: classOf(token, meaning.get(token.startOffset)) })),
    ...comments.map(token => ({ span: spanOf(token), class: 'comment' as const })),
  ].sort((a, b) => a.span.start - b.span.start);
}

const words = new Set(Object.values(keywords));

function classOf(token: IToken, meaning: TokenClass | undefined): TokenClass {
  // A contextual keyword that the tree has as a name is one.
  if (tokenMatcher(token, Name) && meaning) return meaning;
  if (words.has(token.tokenType)) return 'keyword';
  if (tokenMatcher(token, Name)) return 'name';
  if (token.tokenType === NumberToken) return 'number';
  if (token.tokenType === StringToken) return 'string';
  return token.tokenType === HoleToken ? 'hole' : 'operator';
}
