/**
 * How much text is read at all. The parser and everything after it recurse over the tree, so the depth of the tree is
 * bounded before a tree exists. No model comes near these bounds; texts that do are refused with one message.
 */
import { tokenMatcher } from 'chevrotain';
import type { IToken } from 'chevrotain';
import type { Diagnostic } from '../core/diagnostic.ts';
import {
  anchors, Dot, keywords, LeftBrace, LeftBracket, LeftParen, Power, ProductOp, RightBrace, RightBracket, RightParen, spanOf, SumOp,
} from './lexer.ts';

export const budget = { characters: 1 << 16, nesting: 64, operators: 512 } as const;

export function checkLength(text: string): Diagnostic[] {
  if (text.length <= budget.characters) return [];
  return [{
    code: 'NN0110', severity: 'error', span: { start: budget.characters, end: text.length },
    message: `the text has ${text.length} characters, but at most ${budget.characters} are read`,
    hint: 'split the models over several templates',
  }];
}

const openers = new Set([LeftParen, LeftBracket, LeftBrace]);
const closers = new Set([RightParen, RightBracket, RightBrace]);
const operators = [SumOp, ProductOp, Power, Dot, LeftBracket];

/**
 * Bounds what makes a tree deep: brackets that are open, and the `if`s and operators of one statement (in a + b + c
 * each `+` holds the one before it). Counted, not measured: a bound for all of a statement is a bound for its depth.
 */
export function checkDepth(tokens: readonly IToken[]): Diagnostic[] {
  let open = 0, ifs = 0, work = 0;
  for (const token of tokens) {
    const type = token.tokenType;
    if (openers.has(type)) open++;
    else if (closers.has(type)) open = Math.max(0, open - 1);
    else if (type === keywords.if) ifs++;
    else if (anchors.has(type)) ifs = work = 0;
    if (operators.some(operator => tokenMatcher(token, operator))) work++;
    const message = open + ifs > budget.nesting ? { code: 'NN0111', message: `brackets and ifs are nested more than ${budget.nesting} deep` }
      : work > budget.operators ? { code: 'NN0112', message: `one statement has more than ${budget.operators} operators` }
      : null;
    if (message) return [{ ...message, severity: 'error', span: spanOf(token), hint: 'name the parts with let' }];
  }
  return [];
}
