/**
 * What may stand at an offset of a text, judged by the tokens before it alone: it answers where the parser cannot, while a
 * text is being written. What comes after the offset plays no part.
 */
import { tokenMatcher, type IToken } from 'chevrotain';
import type { Span } from '../core/diagnostic.ts';
import { HoleToken, keywords, lex, Name, NumberToken, RelationOp, spanOf, statementWords, StringToken } from './lexer.ts';

/** What is asked for. `nothing`: a name of the writer's own, or a place where no name stands. */
export type Wanted =
  | 'model' | 'stage' | 'layer' | 'value' | 'size' | 'argument' | 'condition' | 'dtype' | 'initial' | 'axis' | 'member' | 'renewed' | 'word' | 'nothing';

type Bracket =
  | 'sizes' | 'sizeArguments' | 'inputs' | 'outputs' | 'arguments' | 'group' | 'dims' | 'index' | 'axes' | 'axisGroup' | 'block' | 'scan' | 'stages';

export interface Open {
  readonly kind: Bracket;
  /** The bracket. */
  readonly at: number;
  /** In arguments and sizes: what is called, and whether a pipe gives it its first argument. */
  readonly callee?: IToken;
  readonly piped?: boolean;
  /** How many commas stand in it so far. */
  commas: number;
  /** The arguments that have been given by name. */
  readonly named: string[];
  /** The name of the argument that is being written. */
  name: string | undefined;
  /** Keywords that must still come: `then`, `else`. */
  readonly pending: string[];
}

export interface Context {
  readonly wanted: Wanted;
  /** The word around the offset. */
  readonly word: Span;
  /** The brackets that are open, the innermost last. */
  readonly open: readonly Open[];
  /** Where `word` is wanted: the keywords that may come. */
  readonly keywords: readonly string[];
  /** In an axes pattern: the labels of its left side. */
  readonly labels: readonly string[];
  /** What ends the text behind the word, so that it can be read. */
  readonly closing: string;
  /** Where the word stands inside of a string: it is all of it. */
  readonly inString: boolean;
}

/** Undefined inside of comments. */
export function contextAt(text: string, at: number): Context | undefined {
  const { tokens, comments } = lex(text);
  if (comments.some((c) => within(c, at, c.image.startsWith('//') || !c.image.endsWith('*/')))) return undefined;
  const string = tokens.find((t) => t.tokenType === StringToken && within(t, at, !isClosed(t)));
  const word = string ? { start: string.startOffset + 1, end: Math.max(at, spanOf(string).end - (isClosed(string) ? 1 : 0)) } : wordAt(text, at);
  const before = tokens.filter((t) => t.startOffset < word.start && t !== string);
  const reader = new Reader();
  for (const [i, token] of before.entries()) reader.read(token, before[i + 1]);
  // A number is not completed.
  const isNumber = !string && /\d/.test(text[word.start] ?? '');
  return { ...reader.context(), ...(isNumber && { wanted: 'nothing' }), word, inString: string !== undefined };
}

const isClosed = ({ image }: IToken): boolean => image.length > 1 && image.endsWith('"');
const within = (token: IToken, at: number, openEnded: boolean): boolean => token.startOffset < at && (at < spanOf(token).end || (openEnded && at === spanOf(token).end));

function wordAt(text: string, at: number): Span {
  let start = at, end = at;
  while (start > 0 && /\w/.test(text[start - 1]!)) start--;
  while (end < text.length && /\w/.test(text[end]!)) end++;
  return { start, end };
}

/** In which part of a model the tokens are, outside of all brackets. */
type Part = 'none' | 'name' | 'inputs' | 'result' | 'where' | 'body' | 'done';

const openers = new Set(['(', '[', '{', '<']);
const closers = new Map<string, readonly Bracket[]>([
  [')', ['inputs', 'outputs', 'arguments', 'group', 'axisGroup']], [']', ['dims', 'index', 'axes']], ['}', ['block', 'scan', 'stages']], ['>', ['sizes', 'sizeArguments']],
]);
const closerOf = (kind: Bracket): string => [...closers].find(([, kinds]) => kinds.includes(kind))![0];

/** Goes through the tokens and keeps what is open. */
class Reader {
  private part: Part = 'none';
  private open: Open[] = [];
  /** Outside of all brackets. */
  private pending: string[] = [];
  private previous: IToken | undefined;
  private last: IToken | undefined;
  /** The word of the statement, and whether its `=` has been read. */
  private statement = '';
  private defined = false;
  /** In `where`: whether the relation of the condition has been read. */
  private related = false;
  /** A bracket `{` that comes now belongs to it. */
  private braces: Bracket | undefined;
  /** What `<…>` belonged to, for the `(` behind it. */
  private closed: Open | undefined;
  private labels: string[] = [];

  read(token: IToken, next: IToken | undefined): void {
    const { image } = token, top = this.open.at(-1);
    if (token.tokenType === keywords.model) this.begin();
    else if (this.part === 'body' && this.beginsStatement(token, next)) this.startStatement(image);
    else if (openers.has(image)) this.push(token);
    else if (closers.has(image) && !(image === '>' && top?.kind !== 'sizes' && top?.kind !== 'sizeArguments')) this.pop(image);
    else if (image === ',') this.comma();
    else if (image === '->' && !top && (this.part === 'inputs' || this.part === 'name')) this.part = 'result';
    else if (token.tokenType === keywords.where && !top && this.part === 'result') { this.part = 'where'; this.related = false; }
    else if (tokenMatcher(token, RelationOp)) this.relation(token);
    else this.word(token);
    this.previous = this.last;
    this.last = token;
    if (image !== '>') this.closed = undefined;
  }

  private begin(): void {
    this.part = 'name';
    this.open = [];
    this.pending = [];
    this.statement = '';
    this.braces = undefined;
  }

  private beginsStatement(token: IToken, next: IToken | undefined): boolean {
    if (!(statementWords as readonly string[]).includes(token.image)) return false;
    if (!this.open.some((o) => o.kind === 'block' || o.kind === 'scan')) return false;
    // `state` and the like are names elsewhere.
    return !tokenMatcher(token, Name) || ((next === undefined || tokenMatcher(next, Name)) && (this.last?.image === '{' || this.endsValue()));
  }

  private startStatement(word: string): void {
    // What was left open before it stays so no longer.
    while (this.open.length > 0 && this.open.at(-1)!.kind !== 'block' && this.open.at(-1)!.kind !== 'scan') this.open.pop();
    this.open.at(-1)?.pending.splice(0);
    this.statement = word;
    this.defined = false;
    this.braces = undefined;
    if (word === 'scan') this.pendingHere().push('from', 'over', 'in');
  }

  private pendingHere(): string[] {
    return this.open.at(-1)?.pending ?? this.pending;
  }

  private push(token: IToken): void {
    const kind = this.bracket(token);
    if (!kind) return;
    const isCall = kind === 'arguments' || kind === 'sizeArguments';
    const callee = isCall ? this.closed?.callee ?? this.last : undefined;
    const piped = isCall ? this.closed?.piped ?? (this.previous?.image === '|>' || (this.previous?.image === '{' && this.open.at(-1)?.kind === 'stages')) : false;
    if (kind === 'axes' && this.last?.image !== '->') this.labels = [];
    if (kind === 'block' || kind === 'scan') this.statement = '';
    this.open.push({ kind, at: token.startOffset, ...(callee && { callee, piped }), commas: 0, named: [], name: undefined, pending: [] });
  }

  private bracket({ image }: IToken): Bracket | undefined {
    const top = this.open.at(-1)?.kind, header = !top && (this.part === 'name' || this.part === 'inputs' || this.part === 'result' || this.part === 'where');
    switch (image) {
      case '<':
        if (header && this.part === 'name') return 'sizes';
        return this.last && (tokenMatcher(this.last, Name) || this.last.tokenType === HoleToken) && !this.inSize() ? 'sizeArguments' : undefined;
      case '(':
        if (header && this.part === 'name') { this.part = 'inputs'; return 'inputs'; }
        if (header && this.part === 'result' && this.last?.image === '->') return 'outputs';
        if (top === 'axes') return 'axisGroup';
        return this.endsCallee() ? 'arguments' : 'group';
      case '[':
        if (this.last?.image === '->' && !header) return 'axes';
        if (this.afterDType()) return 'dims';
        return this.endsValue() && this.last?.image !== '}' ? 'index' : 'axes';
      default: {
        const { braces } = this;
        this.braces = undefined;
        if (braces) return braces;
        if (header) { this.part = 'body'; return 'block'; }
        return 'stages';
      }
    }
  }

  private endsCallee(): boolean {
    const { last } = this;
    return last !== undefined && (this.closed !== undefined || tokenMatcher(last, Name) || last.tokenType === HoleToken) && !isOpening(last);
  }

  /** Whether a type begins with the last token: `x: f32`, `-> f32`. */
  private afterDType(): boolean {
    const { last, previous } = this, top = this.open.at(-1)?.kind;
    if (!last || !previous || !tokenMatcher(last, Name)) return false;
    if (previous.image === '->') return this.part === 'result' && !top;
    return previous.image === ':' && (top === 'inputs' || top === 'outputs' || this.statement === 'param' || this.statement === 'state') && top !== 'index';
  }

  /** Whether a size is being written, where `<` compares. */
  private inSize(): boolean {
    const top = this.open.at(-1)?.kind;
    return top === 'dims' || top === 'sizes' || top === 'sizeArguments' || (!top && this.part === 'where') || this.pendingHere().at(-1) === 'then';
  }

  private pop(image: string): void {
    const kinds = closers.get(image)!, i = this.open.findLastIndex((o) => kinds.includes(o.kind));
    if (i < 0) return;
    const popped = this.open[i]!;
    this.open.length = i;
    if (image === '>') this.closed = popped;
    if (popped.kind === 'block') this.part = 'done';
    if (popped.kind === 'scan') this.statement = '';
  }

  private comma(): void {
    const top = this.open.at(-1);
    if (!top && this.part === 'where') this.related = false;
    if (!top) return;
    top.commas++;
    top.name = undefined;
    top.pending.splice(0);
  }

  private relation({ image }: IToken): void {
    const top = this.open.at(-1);
    if (image !== '=') { if (!top && this.part === 'where') this.related = true; return; }
    if (!top && this.part === 'where' && !this.related) this.related = true;
    else if (!top && (this.part === 'result' || this.part === 'where')) this.part = 'body';
    else if (top?.kind === 'arguments' && this.last && tokenMatcher(this.last, Name)) {
      top.name = this.last.image;
      top.named.push(this.last.image);
    } else if (top?.kind === 'block' || top?.kind === 'scan') this.defined = true;
  }

  private word(token: IToken): void {
    const { image } = token, pending = this.pendingHere();
    if (this.open.at(-1)?.kind === 'axes' || this.open.at(-1)?.kind === 'axisGroup') { if (tokenMatcher(token, Name)) this.labels.push(image); }
    if (token.tokenType === keywords.if) pending.push('else', 'then');
    else if (pending.at(-1) === image) {
      pending.pop();
      if (image === 'from') this.braces = 'scan';
    } else if (token.tokenType === keywords.residual || token.tokenType === keywords.repeat) this.braces = 'stages';
  }

  private endsValue(): boolean {
    const { last } = this;
    if (!last) return false;
    return last.tokenType === NumberToken || last.tokenType === StringToken || last.tokenType === HoleToken || [')', ']', '}'].includes(last.image)
      || (last.image === '>' && this.closed !== undefined) || (tokenMatcher(last, Name) && !this.isKeyword(last));
  }

  /** A contextual keyword that has just been read as one. */
  private isKeyword({ image, tokenType }: IToken): boolean {
    return tokenType !== Name && ((this.statement === image && !this.defined && this.previous?.image !== image) || image === 'in' || image === 'over' || image === 'from' || image === 'with' || image === 'where');
  }

  context(): Omit<Context, 'word' | 'inString'> {
    return { wanted: this.wanted(), open: this.open, keywords: this.nextWords(), labels: [...new Set(this.labels)], closing: this.closing() };
  }

  private wanted(): Wanted {
    const { last } = this, top = this.open.at(-1);
    if (this.part === 'none' || this.part === 'done' || !last) return 'model';
    const after = last.image;
    if (after === '.') return 'member';
    if (after === '|>') return 'stage';
    if (top?.kind === 'axisGroup') return 'axis';
    if (this.endsValue()) return this.part === 'body' && !this.namesSomething() ? 'word' : !top && (this.part === 'result' || this.part === 'where') ? 'word' : 'nothing';
    switch (top?.kind) {
      case undefined: return this.partWants(after);
      case 'sizes': return after === '<' || after === ',' ? 'nothing' : 'size';
      case 'inputs': case 'outputs': return after === ':' ? 'dtype' : after === '=' ? 'initial' : 'nothing';
      case 'dims': case 'sizeArguments': return 'size';
      case 'axes': return 'axis';
      case 'arguments': return after === '(' || after === ',' ? 'argument' : this.inside(after);
      case 'stages': return after === '{' ? 'stage' : this.inside(after);
      case 'block': case 'scan': return after === '{' ? 'word' : this.statementWants(after);
      default: return this.inside(after);
    }
  }

  /** Whether a statement is still before its `=`. */
  private namesSomething(): boolean {
    const top = this.open.at(-1)?.kind;
    return (top === 'block' || top === 'scan') && !this.defined && this.statement !== '' && this.statement !== 'return' && this.statement !== 'scan';
  }

  private partWants(after: string): Wanted {
    if (this.part === 'result') return after === '->' ? 'dtype' : 'nothing';
    if (this.part === 'where') return 'size';
    return this.part === 'body' ? this.inside(after) : 'nothing';
  }

  private statementWants(after: string): Wanted {
    if (after === this.statement) return after === 'return' ? 'value' : after === 'next' ? 'renewed' : 'nothing';
    if (this.statement === 'param' || this.statement === 'state') return after === ':' ? 'dtype' : this.inside(after) === 'value' ? 'initial' : 'nothing';
    if (this.statement === 'layer' && after === '=') return 'layer';
    if (!this.defined && (this.statement === 'let' || this.statement === 'emit')) return 'nothing';
    if (after === 'from' || (this.statement === 'scan' && after === ',')) return 'nothing';
    return this.inside(after);
  }

  /** Within an expression. */
  private inside(after: string): Wanted {
    switch (after) {
      case 'repeat': case 'over': return 'size';
      case 'if': case '&&': return 'condition';
      case 'with': return 'axis';
      default: return this.pendingHere().at(-1) === 'then' ? 'condition' : 'value';
    }
  }

  private nextWords(): readonly string[] {
    const top = this.open.at(-1)?.kind, waits = this.pendingHere().at(-1);
    if (waits !== undefined && this.last?.image !== '{') return [waits];
    if (!top) return this.part === 'result' ? ['where'] : this.part === 'body' ? [...this.patternWords(), 'model'] : [];
    if (top === 'scan') return ['let', 'next', 'emit', 'scan', ...this.patternWords()];
    return top === 'block' ? [...statementWords.filter((w) => w !== 'emit'), ...this.patternWords()] : this.patternWords();
  }

  private patternWords(): string[] {
    return this.last?.image === ']' && this.labels.length > 0 ? ['with'] : [];
  }

  /** Only the innermost block has a statement that is not at its end. */
  private restOfScan(pending: readonly string[]): string {
    const rest = pending.includes('in') ? ' in 0 over 1 from z = 0 { }' : pending.includes('over') ? ' over 1 from z = 0 { }' : pending.includes('from') ? ' from z = 0 { }' : this.braces === 'scan' ? ' { }' : '';
    this.statement = '';
    return rest;
  }

  private closing(): string {
    const choice = (pending: readonly string[]): string => (pending.includes('then') ? ' == 1 then 0 else 0' : pending.includes('else') ? ' else 0' : '');
    let text = this.braces === 'stages' ? ' { relu }' : '';
    for (const { kind, pending } of [...this.open].reverse()) {
      text += choice(pending);
      if ((kind === 'block' || kind === 'scan') && this.statement === 'scan') text += this.restOfScan(pending);
      text += ` ${closerOf(kind)}`;
    }
    text += choice(this.pending);
    const outside = this.part === 'name' || this.part === 'inputs' ? `${this.open.some((o) => o.kind === 'inputs') || this.part === 'inputs' ? '' : '()'} -> f32[] = 0`
      : this.part === 'result' ? `${this.last?.image === '->' ? '[]' : ''} = 0` : this.part === 'where' ? `${this.related ? '' : ' == 1'} = 0` : '';
    return `${text} ${outside}\n`;
  }
}

const isOpening = ({ tokenType }: IToken): boolean => tokenType === keywords.in || tokenType === keywords.over;
