/** Text → tokens. Every pattern takes linear time. Comments are kept apart from the tokens, for the printer. */
import { createToken, Lexer } from 'chevrotain';
import type { ILexingError, IToken, TokenType } from 'chevrotain';
import type { Span } from '../core/diagnostic.ts';

/** What may be a name: an ordinary identifier, or a word that is a keyword only in its own place. */
export const Name = createToken({ name: 'Name', label: 'a name', pattern: Lexer.NA });
export const Identifier = createToken({ name: 'Identifier', label: 'a name', pattern: /[A-Za-z_]\w*/, categories: Name });

/** Words that are never names. */
export const reserved = ['model', 'let', 'return', 'if', 'then', 'else', 'residual', 'repeat'] as const;
/** Words that are names wherever a keyword cannot stand. */
export const contextual = [
  'where', 'param', 'state', 'layer', 'scan', 'in', 'over', 'from', 'next', 'emit', 'with',
] as const;

export type Keyword = (typeof reserved)[number] | (typeof contextual)[number];

const keyword = (word: Keyword, categories: TokenType[]): [Keyword, TokenType] => [word, createToken({
  name: `keyword ${word}`, label: `'${word}'`, pattern: word, longer_alt: Identifier, categories,
})];
export const keywords = Object.fromEntries([
  ...reserved.map(word => keyword(word, [])),
  ...contextual.map(word => keyword(word, [Name])),
]) as Record<Keyword, TokenType>;

/** The words that begin a statement. */
export const statementWords = ['let', 'param', 'state', 'layer', 'return', 'scan', 'next', 'emit'] as const satisfies Keyword[];
/** With these a text gets a new hold: no mistake before one of them says anything about what follows it. */
export const anchors: ReadonlySet<TokenType> = new Set(['model' as const, ...statementWords].map(word => keywords[word]));

/** Whatever begins like a number, `12px` and `1.5.2` too, so that a wrong number is one token and gets one message. */
export const NumberToken = createToken({
  name: 'Number', label: 'a number', pattern: /\.?\d[\w.]*(?:(?<=[eE])[+-]\d+)?/, start_chars_hint: [...'.0123456789'], line_breaks: false,
});
export const isNumber = (text: string): boolean =>
  /^(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) && Number.isFinite(Number(text));

/** Also takes a string that is not closed on its line. */
export const StringToken = createToken({ name: 'String', label: 'a string', pattern: /"[^"\n]*"?/ });
/** A placeholder of the source, or in a plain string what was meant as a hole. */
export const HoleToken = createToken({ name: 'Hole', label: "'${…}'", pattern: /\$\{[^{}\n]*\}/ });

const category = (name: string, label: string): TokenType => createToken({ name, label, pattern: Lexer.NA });
export const SumOp = category('SumOp', "'+' or '-'");
export const ProductOp = category('ProductOp', "'*', '/', '%' or '@'");
/** `=` among them: it relates in `where`, and in a condition it is a mistake with a message of its own. */
export const RelationOp = category('RelationOp', "'==', '!=', '<=', '>=', '<', '>' or '='");

const symbol = (name: string, text: string, categories: TokenType[] = []): TokenType =>
  createToken({ name, label: `'${text}'`, pattern: text, categories });

export const Arrow = symbol('Arrow', '->'), PipeTo = symbol('PipeTo', '|>'), AndAnd = symbol('AndAnd', '&&');
const EqualEqual = symbol('EqualEqual', '==', [RelationOp]), NotEqual = symbol('NotEqual', '!=', [RelationOp]);
const LessEqual = symbol('LessEqual', '<=', [RelationOp]), GreaterEqual = symbol('GreaterEqual', '>=', [RelationOp]);
export const Power = symbol('Power', '**'), Dots = symbol('Dots', '...');
export const LeftParen = symbol('LeftParen', '('), RightParen = symbol('RightParen', ')');
export const LeftBracket = symbol('LeftBracket', '['), RightBracket = symbol('RightBracket', ']');
export const LeftBrace = symbol('LeftBrace', '{'), RightBrace = symbol('RightBrace', '}');
export const Comma = symbol('Comma', ','), Colon = symbol('Colon', ':'), Equals = symbol('Equals', '=', [RelationOp]);
const Plus = symbol('Plus', '+', [SumOp]);
export const Minus = symbol('Minus', '-', [SumOp]);
const Star = symbol('Star', '*', [ProductOp]), Slash = symbol('Slash', '/', [ProductOp]);
const Percent = symbol('Percent', '%', [ProductOp]), At = symbol('At', '@', [ProductOp]);
export const Less = symbol('Less', '<', [RelationOp]), Greater = symbol('Greater', '>', [RelationOp]), Dot = symbol('Dot', '.');

const Blank = createToken({ name: 'Blank', pattern: /\s+/, group: Lexer.SKIPPED });
const LineComment = createToken({ name: 'LineComment', pattern: /\/\/[^\n]*/, group: 'comments' });
/** Without its end it takes the rest of the text. */
const BlockComment = createToken({
  name: 'BlockComment', group: 'comments', line_breaks: true, start_chars_hint: ['/'],
  pattern: (text, offset) => {
    if (!text.startsWith('/*', offset)) return null;
    const end = text.indexOf('*/', offset + 2);
    return [text.slice(offset, end < 0 ? text.length : end + 2)] as unknown as RegExpExecArray;
  },
});

// The first that matches wins, so the longer symbols stand first.
export const vocabulary: TokenType[] = [
  Blank, LineComment, BlockComment, ...Object.values(keywords), Identifier, NumberToken, StringToken, HoleToken,
  Arrow, PipeTo, AndAnd, EqualEqual, NotEqual, LessEqual, GreaterEqual, Power, Dots,
  LeftParen, RightParen, LeftBracket, RightBracket, LeftBrace, RightBrace, Comma, Colon, Equals,
  Plus, Minus, Star, Slash, Percent, At, Less, Greater, Dot, Name, SumOp, ProductOp, RelationOp,
];

const lexer = new Lexer(vocabulary, { positionTracking: 'onlyOffset', ensureOptimizations: true, skipValidations: true });

export interface Lexed {
  readonly tokens: IToken[];
  readonly comments: IToken[];
  /** Characters that belong to no token. */
  readonly errors: readonly ILexingError[];
}

export function lex(text: string): Lexed {
  const { tokens, groups, errors } = lexer.tokenize(text);
  return { tokens, comments: groups['comments'] ?? [], errors };
}

export const spanOf = (token: IToken): Span => ({ start: token.startOffset, end: token.startOffset + token.image.length });
