/** What is said about a text that does not parse: sentences of our own for what Chevrotain found, and its place. */
import { EOF, tokenLabel, tokenMatcher } from 'chevrotain';
import type { ILexingError, IParserErrorMessageProvider, IRecognitionException, IToken, TokenType } from 'chevrotain';
import { didYouMean } from '../core/diagnostic.ts';
import type { Diagnostic, Related, Span } from '../core/diagnostic.ts';
import {
  anchors, Comma, Equals, Greater, HoleToken, Identifier, isNumber, keywords, LeftBrace, LeftBracket, LeftParen, Less, NumberToken, PipeTo,
  RelationOp, reserved, RightBrace, RightBracket, RightParen, spanOf, statementWords, StringToken,
} from './lexer.ts';
import type { Lexed } from './lexer.ts';
import type { Source } from './source.ts';

const closers = new Set([RightParen, RightBracket, RightBrace, Greater]);
const opening = new Map([[RightParen, LeftParen], [RightBracket, LeftBracket], [RightBrace, LeftBrace], [Greater, Less]]);

/** What a rule with alternatives is, and the code when none of them is there. */
const beginnings: Readonly<Record<string, readonly [code: string, what: string]>> = {
  atom: ['NN0103', 'an expression'],
  expr: ['NN0103', 'an expression'],
  index: ['NN0103', 'an index or a slice'],
  callee: ['NN0104', 'a layer or a model'],
  stage: ['NN0104', 'a stage (a layer, residual, repeat or an axes pattern)'],
  result: ['NN0105', 'a type such as f32[B, 10]'],
  statement: ['NN0106', 'a statement'],
  body: ['NN0102', "'{' or '='"],
  axis: ['NN0102', 'an axis'],
  axisItem: ['NN0102', 'an axis'],
};

/** A rule that ends with a bracket: what it lists, how that is separated, and the bracket. */
const lists: Readonly<Record<string, readonly [item: string, separator: string | null, end: TokenType]>> = {
  sizes: ['a name', ',', Greater], sizeArgs: ['a size', ',', Greater], inputs: ['an input', ',', RightParen],
  outputs: ['an output', ',', RightParen], args: ['an argument', ',', RightParen], parenthesised: ['an expression', ',', RightParen],
  dims: ['a size', ',', RightBracket], indices: ['an index', ',', RightBracket], axisList: ['an axis', ',', RightBracket],
  axisGroup: ['an axis', null, RightParen], stages: ['a stage', '|>', RightBrace], block: ['a statement', null, RightBrace],
};

/** Chevrotain asks for messages; it gets what was expected, which `syntaxErrors` then puts into a sentence. */
export const expected: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected, previous, ruleName }) => {
    if (expected === EOF) return 'a model';
    const [item, separator, end] = lists[ruleName] ?? [];
    if (expected !== end) return tokenLabel(expected);
    const betweenItems = separator && previous.tokenType !== opening.get(expected) && previous.image !== separator;
    return `${betweenItems ? `'${separator}'` : item} or ${tokenLabel(expected)}`;
  },
  buildNoViableAltMessage: ({ ruleName }) => beginnings[ruleName]?.[1] ?? 'something else',
  buildEarlyExitMessage: ({ ruleName }) => beginnings[ruleName]?.[1] ?? 'something else',
  buildNotAllInputParsedMessage: () => 'a model',
};

/** A token as it is quoted: what is long is known by its beginning. */
const shown = (image: string): string => image.length > 40 ? `${image.slice(0, 40)}…` : image;

const ruleOf = ({ context }: IRecognitionException): string => context.ruleStack[context.ruleStack.length - 1] ?? '';

function codeOf(error: IRecognitionException): string {
  if (error.message === 'a model') return 'NN0107';
  if (error.name !== 'MismatchedTokenException') return beginnings[ruleOf(error)]?.[0] ?? 'NN0102';
  return ruleOf(error) === 'block' && error.message.startsWith('a statement') ? 'NN0106' : 'NN0102';
}

/** So many tokens must be understood after a mistake before the next one is believed. */
const trust = 3;

/**
 * The diagnostics of a parse, without those that most likely only follow from another: from the mistake before it, or
 * from a character that is no token (`strange` holds their offsets).
 */
export function syntaxErrors(errors: readonly IRecognitionException[], tokens: readonly IToken[], strange: readonly number[]): Diagnostic[] {
  const place = new Map(tokens.map((token, index) => [token, index]));
  const at = (error: IRecognitionException): number => place.get(error.token) ?? tokens.length;
  const found: Diagnostic[] = [];
  let last = -1, resumed = -Infinity;
  for (const error of [...errors].sort((a, b) => at(a) - at(b))) {
    const index = at(error);
    const diagnostic = syntaxError(error, index, tokens);
    const since = last < 0 ? [] : tokens.slice(last, index).map(({ tokenType }) => tokenType);
    const believed = last < 0 ? true
      // Where the brackets of a model are in doubt, so is its end.
      : diagnostic.code === 'NN0107' ? since.includes(keywords.model)
      : since.some(type => anchors.has(type)) || (diagnostic.code !== 'NN0106' && index - resumed >= trust);
    const before = tokens[index - 2], after = tokens[index];
    const disturbed = strange.some(offset => offset >= (before?.startOffset ?? 0) && offset < (after?.startOffset ?? Infinity));
    if (believed && !disturbed) found.push(diagnostic);
    last = index;
    resumed = index + error.resyncedTokens.length;
  }
  return found;
}

/** Whether the innermost of what a rule stack holds is a size, not an argument or a part in parentheses. */
function inSize({ context: { ruleStack } }: IRecognitionException): boolean {
  return ruleStack.lastIndexOf('dim') > Math.max(ruleStack.lastIndexOf('args'), ruleStack.lastIndexOf('parenthesised'));
}

function syntaxError(error: IRecognitionException, index: number, tokens: readonly IToken[]): Diagnostic {
  const { token } = error;
  const what = ruleOf(error) === 'atom' && inSize(error) ? 'a size' : error.message;
  const found = token.tokenType === EOF ? 'the text ends here' : `found '${shown(token.image)}'`;
  const opener = opened(what, index, tokens);
  const code = codeOf(error), hint = hintFor(error, code, tokens[index - 1], tokens[index + 1]);
  return {
    code, severity: 'error', span: placeOf(error, code, tokens[index - 1]), message: `expected ${what}, but ${found}`,
    ...(opener && { related: [opener] }),
    ...(hint !== undefined && { hint }),
  };
}

/** At the token that should not be there, or behind the one before when something is missing at the end of its statement. */
function placeOf({ token, message }: IRecognitionException, code: string, previous: IToken | undefined): Span {
  const ends = token.tokenType === EOF || (anchors.has(token.tokenType) && code !== 'NN0106' && code !== 'NN0107' && message !== 'a name');
  if (!ends) return spanOf(token);
  const end = previous ? spanOf(previous).end : 0;
  return { start: end, end };
}

/** Where the bracket was opened that is not closed. */
function opened(what: string, index: number, tokens: readonly IToken[]): Related | undefined {
  const closer = [...opening.keys()].find(type => type !== Greater && what.endsWith(tokenLabel(type)));
  if (!closer) return undefined;
  for (let i = index - 1, depth = 0; i >= 0; i--) {
    const { tokenType } = tokens[i]!;
    if (tokenType === closer) depth++;
    if (tokenType === opening.get(closer) && depth-- === 0) return { span: spanOf(tokens[i]!), message: 'opened here' };
  }
  return undefined;
}

/** What people of other languages write, and what it is here. */
const foreign = new Map([
  ['const', 'let'], ['var', 'let'], ['val', 'let'], ['def', 'model'], ['function', 'model'], ['fn', 'model'], ['class', 'model'],
  ['for', 'scan or repeat'], ['while', 'scan'], ['yield', 'emit'],
]);

/** What to write where a rule misses a token of its own. */
const hints: ReadonlyMap<string, string> = new Map([
  ["dims '['", 'the sizes follow the dtype: f32[B, 10], and f32[] is a scalar'],
  ["port ':'", 'inputs and outputs have a name and a type: x: f32[B, 10]'],
  ["initial '='", 'it needs an initialiser: = zeros, or = normal(0.02)'],
  ["sizeArgs ',' or '>'", 'after a name, < opens sizes, as in Block<64>; sizes are compared in if … then … else …'],
]);

function hintFor(error: IRecognitionException, code: string, before: IToken | undefined, after: IToken | undefined): string | undefined {
  const { token, message: what } = error;
  if (token.tokenType === EOF) return undefined;
  const word = foreign.get(token.image);
  if (word !== undefined) return `here the word is ${word}`;
  if (code === 'NN0107') {
    return didYouMean(token.image, ['model']) ? 'did you mean model?' : 'a text is a list of models; each begins with the word model';
  }
  if (code === 'NN0106') {
    if (token.tokenType === Identifier && after?.tokenType === Equals) return `write let ${shown(token.image)} = …`;
    if (token.tokenType === PipeTo) return 'a layer and an initialiser are single calls; name the value with let and pipe it on';
    if (tokenMatcher(token, RelationOp)) return 'sizes are compared in if … then … else …';
    if (opening.has(token.tokenType)) return 'no bracket is open that it could close';
    const meant = didYouMean(token.image, statementWords);
    return meant ? `did you mean ${meant}?` : `a statement begins with ${listed(statementWords)}; a stage stands after |>`;
  }
  if (what === 'a name' && reserved.some(word => keywords[word] === token.tokenType)) return `${token.image} is a keyword`;
  if (before?.tokenType === Comma && closers.has(token.tokenType)) return 'a list does not end with a comma';
  return hints.get(`${ruleOf(error)} ${what}`);
}

const listed = (words: readonly string[]): string => `${words.slice(0, -1).join(', ')} or ${words[words.length - 1]}`;

/** What is wrong with single characters and tokens. */
export function tokenErrors({ tokens, comments, errors }: Lexed, source: Source): Diagnostic[] {
  const filled = new Set(source.holes.map(({ start }) => start));
  return [
    ...errors.map(error => unexpectedCharacter(error, source.text)),
    ...comments.filter(unclosed).map(token => ({
      code: 'NN0108', severity: 'error' as const, message: 'the comment is not closed', span: { start: token.startOffset, end: token.startOffset + 2 },
      hint: 'write */ where it ends',
    })),
    ...tokens.flatMap(token => tokenError(token, filled, source.text)),
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
  const hint = instead[character]
    // As signatures show such an input.
    ?? (text.startsWith('?:', offset) ? 'what may be left out has a default: h0: f32[B] = zeros'
    : /\p{L}/u.test(character) ? 'names are made of the letters a to z, digits and _' : undefined);
  return {
    code: 'NN0101', severity: 'error', span: { start: offset, end: offset + length }, message: `unexpected character '${character}'`,
    ...(hint !== undefined && { hint }),
  };
}

function tokenError(token: IToken, filled: ReadonlySet<number>, text: string): Diagnostic[] {
  const { tokenType, image } = token;
  const error = (code: string, message: string, hint: string): Diagnostic[] => [{ code, severity: 'error', message, span: spanOf(token), hint }];
  if (tokenType === NumberToken && !isNumber(image)) {
    return error('NN0109', `'${shown(image)}' is not a number`, 'numbers look like 12, 0.5 or 1e-5');
  }
  if (tokenType === StringToken && (image.length < 2 || !image.endsWith('"'))) {
    return error('NN0108', 'the string is not closed', 'write " where it ends, on the same line');
  }
  if (tokenType === HoleToken && !filled.has(token.startOffset)) {
    return error('NN0113', `'${text.slice(token.startOffset, spanOf(token).end)}' has no value: this text is a plain string`,
      'use the tag form: nn`… ${value} …`');
  }
  return [];
}
