/** What is said about a text that does not parse: sentences of our own for what Chevrotain found, and its place. */
import { EOF, tokenLabel, tokenMatcher } from 'chevrotain';
import type { ILexingError, IParserErrorMessageProvider, IRecognitionException, IToken, TokenType } from 'chevrotain';
import { didYouMean } from '../core/diagnostic.ts';
import type { Diagnostic, Related, Span } from '../core/diagnostic.ts';
import {
  HoleToken, keywords, LeftBrace, LeftBracket, LeftParen, MalformedNumber, NumberToken, reserved, RightBrace, RightBracket, RightParen,
  spanOf, StringToken,
} from './lexer.ts';
import type { Lexed } from './lexer.ts';
import type { Source } from './source.ts';

/** What a rule's alternatives are called, and the code when none of them is there. */
const choices: Readonly<Record<string, readonly [code: string, what: string]>> = {
  atom: ['NN0103', 'an expression'],
  expr: ['NN0103', 'an expression'],
  index: ['NN0103', 'an index or a slice'],
  callee: ['NN0104', 'a layer or a model'],
  stage: ['NN0104', "a stage (a layer, residual, repeat or an axes pattern)"],
  result: ['NN0105', 'a type such as f32[B, 10]'],
  body: ['NN0102', "'{' or '='"],
  statement: ['NN0106', 'a statement'],
  axisList: ['NN0102', 'an axis'],
  axis: ['NN0102', 'an axis'],
};

/** A rule that was left at its closing bracket could also have gone on. */
const goesOn: Readonly<Record<string, string>> = {
  sizes: "',' or '>'", inputs: "',' or ')'", dims: "',' or ']'", outputs: "',' or ')'", indices: "',' or ']'", sizeArgs: "',' or '>'",
  args: "',' or ')'", parenthesised: "',' or ')'", stages: "'|>' or '}'", axisList: "',' or ']'", block: "a statement or '}'",
};

const closers = new Set<TokenType>([RightParen, RightBracket, RightBrace]);

/** Chevrotain asks for messages; it gets what was expected, which `syntaxErrors` then puts into a sentence. */
export const expected: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected, ruleName }) =>
    closers.has(expected) || expected.name === 'Greater' ? goesOn[ruleName] ?? tokenLabel(expected) : tokenLabel(expected),
  buildNoViableAltMessage: ({ ruleName }) => choices[ruleName]?.[1] ?? ruleName,
  buildEarlyExitMessage: ({ ruleName }) => choices[ruleName]?.[1] ?? ruleName,
  buildNotAllInputParsedMessage: () => 'a model',
};

const name = (error: IRecognitionException): string => error.context.ruleStack[error.context.ruleStack.length - 1] ?? '';

function codeOf(error: IRecognitionException): string {
  if (error.name === 'NotAllInputParsedException') return 'NN0107';
  if (error.name === 'NoViableAltException') return choices[name(error)]?.[0] ?? 'NN0102';
  return 'NN0102';
}

/** The diagnostics of a parse, without those that only follow from the one before. */
export function syntaxErrors(errors: readonly IRecognitionException[], tokens: readonly IToken[]): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const error of errors) found.push(syntaxError(error, tokens));
  return found;
}

function syntaxError(error: IRecognitionException, tokens: readonly IToken[]): Diagnostic {
  const { token, message: what } = error;
  const found = token.tokenType === EOF ? 'the text ends here' : `found '${token.image}'`;
  const opener = opened(error, tokens);
  return {
    code: codeOf(error), severity: 'error', span: placeOf(error, tokens),
    message: `expected ${what}, but ${found}`,
    ...(opener && { related: [opener] }),
    ...hintFor(error),
  };
}

/** At the token that should not be there; at the end of the text, behind its last token. */
function placeOf({ token }: IRecognitionException, tokens: readonly IToken[]): Span {
  if (token.tokenType !== EOF) return spanOf(token);
  const last = tokens[tokens.length - 1];
  const end = last ? spanOf(last).end : 0;
  return { start: end, end };
}

const opening = new Map([[RightParen, LeftParen], [RightBracket, LeftBracket], [RightBrace, LeftBrace]]);

/** Where the bracket was opened that is not closed. */
function opened({ message, token }: IRecognitionException, tokens: readonly IToken[]): Related | undefined {
  const closer = [...opening.keys()].find(type => message.endsWith(tokenLabel(type)));
  if (!closer) return undefined;
  const end = token.tokenType === EOF ? tokens.length : tokens.indexOf(token);
  for (let i = end - 1, depth = 0; i >= 0; i--) {
    const { tokenType } = tokens[i]!;
    if (tokenType === closer) depth++;
    if (tokenType === opening.get(closer) && depth-- === 0) return { span: spanOf(tokens[i]!), message: 'opened here' };
  }
  return undefined;
}

/** What people of other languages write, and what it is here. */
const foreign: Readonly<Record<string, string>> = {
  const: 'let', var: 'let', val: 'let', def: 'model', function: 'model', fn: 'model', class: 'model', for: 'scan or repeat', while: 'scan', yield: 'emit',
};

function hintFor(error: IRecognitionException): { hint?: string } {
  const { token } = error;
  if (token.tokenType === EOF) return {};
  const word = foreign[token.image];
  if (word !== undefined) return { hint: `here the word is ${word}` };
  const code = codeOf(error);
  if (code === 'NN0106' || code === 'NN0107') {
    const words = code === 'NN0107' ? ['model'] : ['let', 'param', 'state', 'layer', 'return', 'scan', 'next', 'emit'];
    const meant = didYouMean(token.image, words);
    return { hint: meant ? `did you mean ${meant}?` : `${code === 'NN0107' ? 'a text is a list of models, each beginning with' : 'a statement begins with'} ${listed(words)}` };
  }
  if (error.message === 'a name' && reserved.some(word => keywords[word] === token.tokenType)) {
    return { hint: `${token.image} is a keyword and cannot be a name` };
  }
  return {};
}

const listed = (words: readonly string[]): string =>
  words.length === 1 ? words[0]! : `${words.slice(0, -1).join(', ')} or ${words[words.length - 1]}`;

/** What is wrong with single characters and tokens. */
export function tokenErrors({ tokens, comments, errors }: Lexed, source: Source): Diagnostic[] {
  return [
    ...errors.map(error => unexpectedCharacter(error, source.text)),
    ...comments.filter(unclosed).map(token => ({
      code: 'NN0108', severity: 'error' as const, message: 'the comment is not closed', span: { start: token.startOffset, end: token.startOffset + 2 },
      hint: 'write */ where it ends',
    })),
    ...tokens.flatMap(token => tokenError(token, source)),
  ];
}

const unclosed = ({ image }: IToken): boolean => image.startsWith('/*') && (image.length < 4 || !image.endsWith('*/'));

/** Characters of other languages, and what to write here. */
const instead: Readonly<Record<string, string>> = {
  ';': 'a statement ends where the next begins, without a mark', "'": 'strings stand in double quotes: "same"',
  '|': 'a pipe is written |>', '&': 'conditions are joined by &&', '!': 'unequal is written !=', '#': 'a comment begins with //',
};

function unexpectedCharacter({ offset, length }: ILexingError, text: string): Diagnostic {
  const character = String.fromCodePoint(text.codePointAt(offset) ?? 0);
  const hint = instead[character] ?? (/\p{L}/u.test(character) ? 'names are made of the letters a to z, digits and _' : undefined);
  return {
    code: 'NN0101', severity: 'error', span: { start: offset, end: offset + length }, message: `unexpected character '${character}'`,
    ...(hint !== undefined && { hint }),
  };
}

function tokenError(token: IToken, { text, holes }: Source): Diagnostic[] {
  const { tokenType, image } = token;
  const error = (code: string, message: string, hint: string): Diagnostic[] => [{ code, severity: 'error', message, span: spanOf(token), hint }];
  if (tokenMatcher(token, NumberToken) && (tokenType === MalformedNumber || !Number.isFinite(Number(image)))) {
    return error('NN0109', `'${image}' is not a number`, 'numbers look like 12, 0.5 or 1e-5');
  }
  if (tokenType === StringToken && (image.length < 2 || !image.endsWith('"'))) {
    return error('NN0108', 'the string is not closed', 'write " where it ends, on the same line');
  }
  if (tokenType === HoleToken && !holes.some(({ start }) => start === token.startOffset)) {
    return error('NN0114', `'${text.slice(token.startOffset, spanOf(token).end)}' has no value: this text is a plain string`,
      'use the tag form: nn`… ${value} …`');
  }
  return [];
}
