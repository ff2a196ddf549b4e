/**
 * Tokens → tree: the grammar of the language, as a Chevrotain parser that builds the tree on its way. grammar.md shows
 * the same rules as EBNF. After a mistake the innermost rule that knows how to go on is left, and its `recoveryValue`
 * takes the place of what was not understood, so that one run finds several mistakes. Messages are made in messages.ts.
 */
import { createTokenInstance, EmbeddedActionsParser, EOF } from 'chevrotain';
import type { IOrAlt, IParserErrorMessageProvider, IRecognitionException, IToken, ParserMethod, TokenType } from 'chevrotain';
import type { Span } from '../core/diagnostic.ts';
import {
  anchors, AndAnd, Arrow, Colon, Comma, Dot, Dots, Equals, Greater, HoleToken, Identifier, isNumber, keywords, LeftBrace, LeftBracket, LeftParen, Less,
  Minus, Name, NumberToken, PipeTo, Power, ProductOp, RelationOp, RightBrace, RightBracket, RightParen, spanOf, StringToken, SumOp,
  vocabulary,
} from './lexer.ts';
import { expected } from './messages.ts';
import type {
  Arg, Axes, Axis, AxisGroup, AxisList, AxisSize, BinaryOp, Block, Call, Carry, Compare, Condition, Constraint, Emit, Expr, Hole,
  Identifier as IdentifierNode, IndexItem, Layer, Let, Missing, Model, Next, NumberLiteral, Outputs, Param, Port, Relation, Repeat,
  Residual, Return, Scan, Size, Stage, State, Statement, Type,
} from './tree.ts';

type Rule<T> = ParserMethod<[], T>;

/** A missing one of these is not made up: there would be no telling which, or it would begin something new. */
const notInserted = new Set([...anchors, EOF, LeftParen, RelationOp, NumberToken, StringToken, HoleToken]);

/** After so many mistakes the rest is not read: recovery costs more than parsing, and nobody reads more messages. */
export const mostErrors = 25;

class TooManyErrors extends Error {}

interface Outcome {
  readonly models: Model[];
  /** The last of them, where the text ends in it. */
  readonly unfinished: Model | undefined;
  /** Their messages say what was expected. */
  readonly errors: IRecognitionException[];
}

export class Grammar extends EmbeddedActionsParser {
  private holes = new Map<number, number>();
  /** Those that have been read: a mistake in the last takes none of them away. */
  private models: Model[] = [];
  /** The model that is being read, as far as it is known, and the statements of its blocks: a text may end anywhere. */
  private draft: Model | null = null;
  private blocks: Statement[][] = [];
  /** The statement that is being read, as far as it is known, for when the rest of it is not understood. */
  private pending: Statement | null = null;
  /** In a size, `<` compares instead of opening size arguments; in a list, a comma separates its items. */
  private place: 'size' | 'list' | 'open' = 'open';
  private readonly count: { errors: number };

  constructor({ skipValidations = true } = {}) {
    const count = { errors: 0 };
    // Chevrotain's validations call Object.groupBy, which Node 20 lacks; a test runs them in our place.
    super(vocabulary, { recoveryEnabled: true, maxLookahead: 2, skipValidations, errorMessageProvider: limited(count) });
    this.count = count;
    this.performSelfAnalysis();
  }

  /** `holes`: where the placeholders stand, in order. */
  run(tokens: IToken[], holes: readonly Span[]): Outcome {
    this.holes = new Map(holes.map(({ start }, index) => [start, index]));
    this.place = 'open';
    this.draft = null;
    this.count.errors = 0;
    this.input = tokens;
    try {
      const models = this.file();
      return { models, unfinished: this.draft ? models.at(-1) : undefined, errors: this.errors };
    } catch (error) {
      if (error instanceof TooManyErrors) return { models: [], unfinished: undefined, errors: this.errors };
      throw error;
    }
  }

  // Models and signatures

  readonly file: Rule<Model[]> = this.rule('file', () => {
    this.models = [];
    this.MANY(() => {
      const model = this.SUBRULE(this.model);
      if (model) this.models.push(model);
    });
    return this.models;
  }, () => [...this.models, ...this.unfinished()]);

  readonly model: Rule<Model | null> = this.rule('model', (): Model | null => {
    const start = this.start();
    this.CONSUME(keywords.model);
    this.draft = null;
    this.blocks = [];
    this.pending = null;
    const name = this.SUBRULE(this.identifier);
    const sizes = this.OPTION(() => this.SUBRULE(this.sizes)) ?? [];
    const inputs = this.SUBRULE(this.inputs);
    this.draft = { kind: 'model', name, sizes, inputs, result: this.noType(), where: [], body: this.missing(), span: this.since(start) };
    this.CONSUME(Arrow);
    const result = this.SUBRULE(this.result);
    this.draft = { ...this.draft, result, body: this.missing() };
    const where = this.OPTION1(() => this.SUBRULE(this.where)) ?? [];
    this.draft = { ...this.draft, where, body: this.missing() };
    const body = this.SUBRULE(this.body);
    this.draft = null;
    return { kind: 'model', name, sizes, inputs, result, where, body, span: this.since(start) };
  }, () => null);

  /** What there is of a model when the text ends in it. */
  private unfinished(): Model[] {
    if (!this.draft) return [];
    const { span: { start } } = this.draft, [statements] = this.blocks;
    const body: Expr | Block = statements ? { kind: 'block', statements: this.pending ? [...statements, this.pending] : statements, span: this.since(this.draft.body.span.end) } : this.draft.body;
    return [{ ...this.draft, body, span: this.since(start) }];
  }

  readonly identifier: Rule<IdentifierNode> = this.rule('identifier', (): IdentifierNode => {
    const token = this.CONSUME(Name);
    return { kind: 'identifier', text: token.image, span: spanOf(token) };
  }, () => this.noName());

  readonly sizes: Rule<Size[]> = this.rule('sizes', () => {
    this.CONSUME(Less);
    const sizes = this.oneOrMore(Comma, this.size);
    this.CONSUME(Greater);
    return sizes;
  }, () => []);

  readonly size: Rule<Size> = this.rule('size', (): Size => {
    const start = this.start();
    const name = this.SUBRULE(this.identifier);
    const value = this.OPTION(() => {
      this.CONSUME(Equals);
      return this.SUBRULE(this.dim);
    }) ?? null;
    return { kind: 'size', name, default: value, span: this.since(start) };
  }, () => ({ kind: 'size', name: this.noName(), default: null, span: this.here() }));

  readonly inputs: Rule<Port[]> = this.rule('inputs', () => {
    this.CONSUME(LeftParen);
    const ports = this.zeroOrMore(Comma, this.port);
    this.CONSUME(RightParen);
    return ports;
  }, () => []);

  readonly port: Rule<Port> = this.rule('port', (): Port => {
    const start = this.start();
    const name = this.SUBRULE(this.identifier);
    this.CONSUME(Colon);
    const type = this.SUBRULE(this.type);
    const value = this.OPTION(() => this.SUBRULE(this.initial)) ?? null;
    return { kind: 'port', name, type, default: value, span: this.since(start) };
  }, () => ({ kind: 'port', name: this.noName(), type: this.noType(), default: null, span: this.here() }));

  readonly type: Rule<Type> = this.rule('type', (): Type => {
    const start = this.start();
    const dtype = this.SUBRULE(this.identifier);
    const dims = this.SUBRULE(this.dims);
    return { kind: 'type', dtype, dims, span: this.since(start) };
  }, () => this.noType());

  readonly dims: Rule<Expr[]> = this.rule('dims', () => {
    this.CONSUME(LeftBracket);
    const dims = this.zeroOrMore(Comma, this.dim);
    this.CONSUME(RightBracket);
    return dims;
  }, () => []);

  readonly result: Rule<Type | Outputs> = this.rule('result', () => this.oneOf<Type | Outputs>([
    { ALT: () => this.SUBRULE(this.outputs) },
    { ALT: () => this.SUBRULE(this.type) },
  ]), () => this.noType());

  readonly outputs: Rule<Outputs> = this.rule('outputs', (): Outputs => {
    const start = this.start();
    this.CONSUME(LeftParen);
    const ports = this.oneOrMore(Comma, this.port);
    this.CONSUME(RightParen);
    return { kind: 'outputs', ports, span: this.since(start) };
  }, () => ({ kind: 'outputs', ports: [], span: this.here() }));

  readonly where: Rule<Constraint[]> = this.rule('where', () => {
    this.CONSUME(keywords.where);
    return this.oneOrMore(Comma, this.constraint).filter(constraint => constraint !== null);
  }, () => []);

  readonly constraint: Rule<Constraint | null> = this.rule('constraint', (): Constraint | null => {
    const start = this.start();
    const left = this.SUBRULE(this.dim);
    const op = this.CONSUME(RelationOp).image as Relation | '=';
    const right = this.SUBRULE1(this.dim);
    return { kind: 'constraint', op, left, right, span: this.since(start) };
  }, () => null);

  readonly body: Rule<Expr | Block> = this.rule('body', () => this.oneOf<Expr | Block>([
    { ALT: () => this.SUBRULE(this.block) },
    { ALT: () => this.SUBRULE(this.definition) },
  ]), () => this.missing());

  // Statements

  readonly block: Rule<Block> = this.rule('block', (): Block => {
    const start = this.start();
    const statements: Statement[] = [];
    this.CONSUME(LeftBrace);
    this.blocks.push(statements);
    this.MANY(() => {
      this.pending = null;
      const statement = this.SUBRULE(this.statement);
      if (statement) statements.push(statement);
      this.pending = null;
    });
    this.CONSUME(RightBrace);
    this.blocks.pop();
    return { kind: 'block', statements, span: this.since(start) };
  }, () => ({ kind: 'block', statements: [], span: this.here() }));

  readonly statement: Rule<Statement | null> = this.rule('statement', () => this.oneOf<Statement | null>([
    { ALT: () => this.SUBRULE(this.param) },
    { ALT: () => this.SUBRULE(this.state) },
    { ALT: () => this.SUBRULE(this.layer) },
    { ALT: () => this.SUBRULE(this.let) },
    { ALT: () => this.SUBRULE(this.return) },
    { ALT: () => this.SUBRULE(this.scan) },
    { ALT: () => this.SUBRULE(this.next) },
    { ALT: () => this.SUBRULE(this.emit) },
  ]), () => this.pending);

  readonly param: Rule<Param> = this.rule('param', (): Param => {
    const start = this.start();
    this.CONSUME(keywords.param);
    const name = this.SUBRULE(this.identifier);
    this.pending = { kind: 'param', name, type: this.noType(), init: this.missing(), span: this.since(start) };
    this.CONSUME(Colon);
    const type = this.SUBRULE(this.type);
    const init = this.SUBRULE(this.initial);
    return { kind: 'param', name, type, init, span: this.since(start) };
  });

  readonly state: Rule<State> = this.rule('state', (): State => {
    const start = this.start();
    this.CONSUME(keywords.state);
    const name = this.SUBRULE(this.identifier);
    this.pending = { kind: 'state', name, type: this.noType(), init: this.missing(), span: this.since(start) };
    this.CONSUME(Colon);
    const type = this.SUBRULE(this.type);
    const init = this.SUBRULE(this.initial);
    return { kind: 'state', name, type, init, span: this.since(start) };
  });

  readonly layer: Rule<Layer> = this.rule('layer', (): Layer => {
    const start = this.start();
    this.CONSUME(keywords.layer);
    const name = this.SUBRULE(this.identifier);
    this.pending = { kind: 'layer', name, value: this.missing(), span: this.since(start) };
    this.CONSUME(Equals);
    const value = this.SUBRULE(this.call);
    return { kind: 'layer', name, value, span: this.since(start) };
  });

  readonly let: Rule<Let> = this.rule('let', (): Let => {
    const start = this.start();
    this.CONSUME(keywords.let);
    const names = this.oneOrMore(Comma, this.identifier);
    this.pending = { kind: 'let', names, value: this.missing(), span: this.since(start) };
    const value = this.SUBRULE(this.definition);
    return { kind: 'let', names, value, span: this.since(start) };
  });

  readonly return: Rule<Return> = this.rule('return', (): Return => {
    const start = this.start();
    this.CONSUME(keywords.return);
    this.pending = { kind: 'return', value: this.missing(), span: this.since(start) };
    const value = this.SUBRULE(this.expr);
    return { kind: 'return', value, span: this.since(start) };
  });

  readonly scan: Rule<Scan> = this.rule('scan', (): Scan => {
    const start = this.start();
    this.CONSUME(keywords.scan);
    const item = this.SUBRULE(this.identifier);
    this.CONSUME(keywords.in);
    const sequence = this.SUBRULE(this.expr);
    this.CONSUME(keywords.over);
    const over = this.SUBRULE(this.dim);
    const carries = this.SUBRULE(this.carries);
    this.pending = null;
    const body = this.SUBRULE(this.block);
    return { kind: 'scan', item, sequence, over, carries, body, span: this.since(start) };
  });

  readonly carries: Rule<Carry[]> = this.rule('carries', () => {
    this.CONSUME(keywords.from);
    const carries = this.oneOrMore(Comma, this.carry);
    return carries;
  }, () => []);

  readonly carry: Rule<Carry> = this.rule('carry', (): Carry => {
    const start = this.start();
    const name = this.SUBRULE(this.identifier);
    const init = this.SUBRULE(this.initial);
    return { kind: 'carry', name, init, span: this.since(start) };
  }, () => ({ kind: 'carry', name: this.noName(), init: this.missing(), span: this.here() }));

  readonly next: Rule<Next> = this.rule('next', (): Next => {
    const start = this.start();
    this.CONSUME(keywords.next);
    const name = this.SUBRULE(this.identifier);
    this.pending = { kind: 'next', name, value: this.missing(), span: this.since(start) };
    const value = this.SUBRULE(this.definition);
    return { kind: 'next', name, value, span: this.since(start) };
  });

  readonly emit: Rule<Emit> = this.rule('emit', (): Emit => {
    const start = this.start();
    this.CONSUME(keywords.emit);
    const name = this.SUBRULE(this.identifier);
    this.pending = { kind: 'emit', name, value: this.missing(), span: this.since(start) };
    const value = this.SUBRULE(this.definition);
    return { kind: 'emit', name, value, span: this.since(start) };
  });

  readonly definition: Rule<Expr> = this.rule('definition', (): Expr => {
    this.CONSUME(Equals);
    return this.SUBRULE(this.expr);
  }, () => this.missing());

  readonly initial: Rule<Expr> = this.rule('initial', (): Expr => {
    this.CONSUME(Equals);
    return this.SUBRULE(this.sum);
  }, () => this.missing());

  // Expressions, the weakest binding first

  readonly expr: Rule<Expr> = this.rule('expr', () => this.oneOf<Expr>([
    { ALT: () => this.SUBRULE(this.if) },
    { ALT: () => this.SUBRULE(this.pipe) },
  ]), () => this.missing());

  readonly if: Rule<Expr> = this.rule('if', (): Expr => {
    const start = this.start();
    this.CONSUME(keywords.if);
    const condition = this.SUBRULE(this.condition);
    this.CONSUME(keywords.then);
    const then = this.SUBRULE(this.expr);
    this.CONSUME(keywords.else);
    const otherwise = this.SUBRULE1(this.expr);
    return { kind: 'if', condition, then, else: otherwise, span: this.since(start) };
  }, () => this.missing());

  readonly condition: Rule<Condition> = this.rule('condition', (): Condition => {
    const start = this.start();
    const items = this.oneOrMore(AndAnd, this.comparison);
    return items.length === 1 ? items[0]! : { kind: 'and', items, span: this.since(start) };
  }, () => this.missing());

  readonly comparison: Rule<Compare | Expr> = this.rule('comparison', (): Compare | Expr => {
    const start = this.start();
    const left = this.SUBRULE(this.dim);
    return this.OPTION((): Compare => {
      const op = this.CONSUME(RelationOp).image as Relation;
      const right = this.SUBRULE1(this.dim);
      return { kind: 'compare', op, left, right, span: this.since(start) };
    }) ?? left;
  }, () => this.missing());

  readonly pipe: Rule<Expr> = this.rule('pipe', (): Expr => {
    const start = this.start();
    const head = this.SUBRULE(this.sum);
    const stages: Stage[] = [];
    this.MANY(() => {
      this.CONSUME(PipeTo);
      stages.push(this.SUBRULE(this.stage));
    });
    return stages.length === 0 ? head : { kind: 'pipe', head, stages, span: this.since(start) };
  }, () => this.missing());

  /** A size: what stands in the brackets of a type, in `<…>`, in `where`, after `repeat`. */
  readonly dim: Rule<Expr> = this.rule('dim', (): Expr => {
    return this.inPlace('size', () => this.SUBRULE(this.sum));
  }, () => this.missing());

  readonly sum: Rule<Expr> = this.rule('sum', (): Expr => {
    const start = this.start();
    let value = this.SUBRULE(this.product);
    this.MANY(() => {
      const op = this.CONSUME(SumOp).image as BinaryOp;
      const right = this.SUBRULE1(this.product);
      value = { kind: 'binary', op, left: value, right, span: this.since(start) };
    });
    return value;
  }, () => this.missing());

  readonly product: Rule<Expr> = this.rule('product', (): Expr => {
    const start = this.start();
    let value = this.SUBRULE(this.unary);
    this.MANY(() => {
      const op = this.CONSUME(ProductOp).image as BinaryOp;
      const right = this.SUBRULE1(this.unary);
      value = { kind: 'binary', op, left: value, right, span: this.since(start) };
    });
    return value;
  }, () => this.missing());

  /** `-x ** 2` is -(x ** 2), and `2 ** -1` is allowed. */
  readonly unary: Rule<Expr> = this.rule('unary', (): Expr => {
    const minuses: number[] = [];
    this.MANY(() => minuses.push(this.CONSUME(Minus).startOffset));
    const value = this.SUBRULE(this.power);
    return minuses.reduceRight<Expr>((value, start) => ({ kind: 'negate', value, span: this.since(start) }), value);
  }, () => this.missing());

  /** Binds to the right: a ** b ** c is a ** (b ** c). */
  readonly power: Rule<Expr> = this.rule('power', (): Expr => {
    const start = this.start();
    const base = this.SUBRULE(this.postfix);
    return this.OPTION((): Expr => {
      this.CONSUME(Power);
      const exponent = this.SUBRULE(this.unary);
      return { kind: 'binary', op: '**', left: base, right: exponent, span: this.since(start) };
    }) ?? base;
  }, () => this.missing());

  readonly postfix: Rule<Expr> = this.rule('postfix', (): Expr => {
    const start = this.start();
    let value = this.SUBRULE(this.atom);
    this.MANY(() => this.oneOf<void>([
      {
        ALT: () => {
          this.CONSUME(Dot);
          const name = this.SUBRULE(this.identifier);
          value = { kind: 'member', object: value, name, span: this.since(start) };
        },
      },
      {
        ALT: () => {
          const items = this.SUBRULE(this.indices);
          value = { kind: 'index', object: value, items, span: this.since(start) };
        },
      },
    ]));
    return value;
  }, () => this.missing());

  readonly indices: Rule<IndexItem[]> = this.rule('indices', () => {
    this.CONSUME(LeftBracket);
    const items = this.oneOrMore(Comma, this.index);
    this.CONSUME(RightBracket);
    return items;
  }, () => []);

  readonly index: Rule<IndexItem> = this.rule('index', (): IndexItem => {
    const start = this.start();
    return this.oneOf<IndexItem>([
      { ALT: () => ({ kind: 'ellipsis', span: spanOf(this.CONSUME(Dots)) }) },
      {
        ALT: () => {
          this.CONSUME(Colon);
          const end = this.OPTION(() => this.SUBRULE(this.sum)) ?? null;
          return { kind: 'slice', start: null, end, span: this.since(start) };
        },
      },
      {
        ALT: () => {
          const first = this.SUBRULE1(this.sum);
          return this.OPTION1((): IndexItem => {
            this.CONSUME1(Colon);
            const end = this.OPTION2(() => this.SUBRULE2(this.sum)) ?? null;
            return { kind: 'slice', start: first, end, span: this.since(start) };
          }) ?? first;
        },
      },
    ]);
  }, () => this.missing());

  readonly atom: Rule<Expr> = this.rule('atom', () => this.oneOf<Expr>([
    { ALT: () => this.SUBRULE(this.number) },
    {
      ALT: () => {
        const token = this.CONSUME(StringToken);
        return { kind: 'string', value: token.image.replaceAll('"', ''), span: spanOf(token) };
      },
    },
    { GATE: () => !this.atStatement(), ALT: () => this.SUBRULE(this.nameOrCall) },
    { ALT: () => this.SUBRULE(this.parenthesised) },
  ]), () => this.missing());

  readonly number: Rule<NumberLiteral> = this.rule('number', (): NumberLiteral => {
    const token = this.CONSUME(NumberToken);
    // A number that is none has been reported from its token.
    const value = isNumber(token.image) ? Number(token.image) : 0;
    return { kind: 'number', value, integer: /^\d+$/.test(token.image), text: token.image, span: spanOf(token) };
  }, () => ({ kind: 'number', value: 0, integer: true, text: '0', span: this.here() }));

  readonly nameOrCall: Rule<Expr> = this.rule('nameOrCall', (): Expr => {
    const start = this.start();
    const callee = this.SUBRULE(this.callee);
    const sizes = this.OPTION({ GATE: () => this.place !== 'size', DEF: () => this.SUBRULE(this.sizeArgs) });
    const args = this.OPTION1(() => this.SUBRULE(this.args));
    if (sizes || args) return { kind: 'call', callee, sizes: sizes ?? [], args: args ?? [], span: this.since(start) };
    return callee.kind === 'hole' ? callee : { ...callee, kind: 'name' };
  }, () => this.missing());

  readonly call: Rule<Call | Missing> = this.rule('call', (): Call | Missing => {
    const start = this.start();
    const callee = this.SUBRULE(this.callee);
    const sizes = this.OPTION(() => this.SUBRULE(this.sizeArgs)) ?? [];
    const args = this.OPTION1(() => this.SUBRULE(this.args)) ?? [];
    return { kind: 'call', callee, sizes, args, span: this.since(start) };
  }, () => this.missing());

  readonly callee: Rule<IdentifierNode | Hole> = this.rule('callee', () => this.oneOf<IdentifierNode | Hole>([
    { ALT: () => this.SUBRULE(this.identifier) },
    {
      ALT: () => {
        const token = this.CONSUME(HoleToken);
        // A hole that the source does not have was reported from its token.
        return { kind: 'hole', index: this.holes.get(token.startOffset) ?? 0, span: spanOf(token) };
      },
    },
  ]), () => this.noName());

  readonly sizeArgs: Rule<Expr[]> = this.rule('sizeArgs', () => {
    this.CONSUME(Less);
    const sizes = this.oneOrMore(Comma, this.dim);
    this.CONSUME(Greater);
    return sizes;
  }, () => []);

  readonly args: Rule<Arg[]> = this.rule('args', () => {
    this.CONSUME(LeftParen);
    const args = this.inPlace('list', () => this.zeroOrMore(Comma, this.arg));
    this.CONSUME(RightParen);
    return args;
  }, () => []);

  readonly arg: Rule<Arg> = this.rule('arg', (): Arg => {
    const start = this.start();
    const name = this.OPTION({
      GATE: () => this.LA(2).tokenType === Equals,
      DEF: () => {
        const name = this.SUBRULE(this.identifier);
        this.CONSUME(Equals);
        return name;
      },
    }) ?? null;
    const value = this.SUBRULE(this.expr);
    return { kind: 'arg', name, value, span: this.since(start) };
  }, () => ({ kind: 'arg', name: null, value: this.missing(), span: this.here() }));

  readonly parenthesised: Rule<Expr> = this.rule('parenthesised', (): Expr => {
    const start = this.start();
    this.CONSUME(LeftParen);
    const items = this.inPlace('list', () => this.oneOrMore(Comma, this.expr));
    this.CONSUME(RightParen);
    return items.length === 1 ? items[0]! : { kind: 'tuple', items, span: this.since(start) };
  }, () => this.missing());

  // Stages of a pipe

  readonly stage: Rule<Stage> = this.rule('stage', () => this.oneOf<Stage>([
    { ALT: () => this.SUBRULE(this.residual) },
    { ALT: () => this.SUBRULE(this.repeat) },
    { ALT: () => this.SUBRULE(this.axes) },
    { GATE: () => !this.atStatement(), ALT: () => this.SUBRULE(this.call) },
  ]), () => this.missing());

  readonly residual: Rule<Residual> = this.rule('residual', (): Residual => {
    const start = this.start();
    this.CONSUME(keywords.residual);
    const stages = this.SUBRULE(this.stages);
    return { kind: 'residual', stages, span: this.since(start) };
  });

  readonly repeat: Rule<Repeat> = this.rule('repeat', (): Repeat => {
    const start = this.start();
    this.CONSUME(keywords.repeat);
    const count = this.SUBRULE(this.dim);
    const stages = this.SUBRULE(this.stages);
    return { kind: 'repeat', count, stages, span: this.since(start) };
  });

  readonly stages: Rule<Stage[]> = this.rule('stages', () => {
    this.CONSUME(LeftBrace);
    const stages = this.inPlace('open', () => this.oneOrMore(PipeTo, this.stage));
    this.CONSUME(RightBrace);
    return stages;
  }, () => []);

  readonly axes: Rule<Axes> = this.rule('axes', (): Axes => {
    const start = this.start();
    const from = this.SUBRULE(this.axisList);
    this.CONSUME(Arrow);
    const to = this.SUBRULE1(this.axisList);
    const sizes = this.OPTION(() => {
      this.CONSUME(keywords.with);
      const sizes = [this.SUBRULE(this.axisSize)];
      this.MANY({
        // In f(x |> [a] -> [b a] with b = 2, axis = 1) the comma belongs to f.
        GATE: () => this.place !== 'list' || mentions(from, this.LA(2).image) || mentions(to, this.LA(2).image),
        DEF: () => {
          this.CONSUME(Comma);
          sizes.push(this.SUBRULE1(this.axisSize));
        },
      });
      return sizes;
    }) ?? [];
    return { kind: 'axes', from, to, sizes, span: this.since(start) };
  });

  readonly axisList: Rule<AxisList> = this.rule('axisList', (): AxisList => {
    const start = this.start();
    this.CONSUME(LeftBracket);
    const items = this.zeroOrMore(Comma, this.axisItem);
    this.CONSUME(RightBracket);
    return { kind: 'axisList', items, span: this.since(start) };
  }, () => ({ kind: 'axisList', items: [], span: this.here() }));

  readonly axisItem: Rule<Axis | NumberLiteral | AxisGroup> = this.rule('axisItem', () => this.oneOf<Axis | NumberLiteral | AxisGroup>([
    { ALT: () => this.SUBRULE(this.axis) },
    { ALT: () => this.SUBRULE(this.axisGroup) },
  ]), () => ({ kind: 'axis', text: '', span: this.here() }));

  readonly axisGroup: Rule<AxisGroup> = this.rule('axisGroup', (): AxisGroup => {
    const start = this.start();
    const items: (Axis | NumberLiteral)[] = [];
    this.CONSUME(LeftParen);
    this.MANY(() => items.push(this.SUBRULE(this.axis)));
    this.CONSUME(RightParen);
    return { kind: 'axisGroup', items, span: this.since(start) };
  }, () => ({ kind: 'axisGroup', items: [], span: this.here() }));

  readonly axis: Rule<Axis | NumberLiteral> = this.rule('axis', () => this.oneOf<Axis | NumberLiteral>([
    {
      ALT: () => {
        const token = this.CONSUME(Name);
        return { kind: 'axis', text: token.image, span: spanOf(token) };
      },
    },
    { ALT: () => this.SUBRULE(this.number) },
  ]), () => ({ kind: 'axis', text: '', span: this.here() }));

  readonly axisSize: Rule<AxisSize> = this.rule('axisSize', (): AxisSize => {
    const start = this.start();
    const name = this.SUBRULE(this.identifier);
    this.CONSUME(Equals);
    const value = this.SUBRULE(this.dim);
    return { kind: 'axisSize', name, value, span: this.since(start) };
  }, () => ({ kind: 'axisSize', name: this.noName(), value: this.missing(), span: this.here() }));

  // Short forms of Chevrotain's methods. A rule without `otherwise` hands its mistakes to the rule above.

  private rule<T>(name: string, body: () => T, otherwise?: () => T): Rule<T> {
    return this.RULE(name, body, otherwise ? { recoveryValueFunc: otherwise } : { resyncEnabled: false });
  }

  private oneOf<T>(alternatives: IOrAlt<T>[]): T {
    return this.OR(alternatives);
  }

  private oneOrMore<T>(separator: TokenType, item: Rule<T>): T[] {
    // Not AT_LEAST_ONE_SEP: that gives up the whole list when its first item is missing.
    const items = [this.SUBRULE8(item)];
    this.MANY9(() => {
      this.CONSUME9(separator);
      items.push(this.SUBRULE9(item));
    });
    return items;
  }

  private zeroOrMore<T>(separator: TokenType, item: Rule<T>): T[] {
    return this.OPTION9(() => this.oneOrMore(separator, item)) ?? [];
  }

  private inPlace<T>(place: 'size' | 'list' | 'open', read: () => T): T {
    const outer = this.place;
    this.place = place;
    try {
      return read();
    } finally {
      this.place = outer;
    }
  }

  // Spans, and what stands where something is missing

  private start(): number {
    const token = this.LA(1);
    return token.tokenType === EOF ? this.last() : token.startOffset;
  }

  private last(): number {
    const token = this.LA(0);
    return token.tokenType === EOF ? 0 : spanOf(token).end;
  }

  private since(start: number): Span {
    const end = this.last();
    // A node of which nothing was there begins after its end.
    return { start: Math.min(start, end), end };
  }

  private here(): Span {
    const end = this.last();
    return { start: end, end };
  }

  private missing(): Missing { return { kind: 'missing', span: this.here() }; }
  private noName(): IdentifierNode { return { kind: 'identifier', text: '', span: this.here() }; }
  private noType(): Type { return { kind: 'type', dtype: this.noName(), dims: [], span: this.here() }; }

  /** A contextual keyword before a name begins the next statement (`state m: …`), it is not a name itself. */
  private atStatement(): boolean {
    return anchors.has(this.LA(1).tokenType) && this.LA(2).tokenType === Identifier;
  }

  // Recovery: what Chevrotain may make up or pass over

  protected override canTokenTypeBeDeletedInRecovery(): boolean {
    const { tokenType } = this.LA(1);
    return !anchors.has(tokenType) && tokenType !== RightBrace;
  }

  protected override canTokenTypeBeInsertedInRecovery(type: TokenType): boolean {
    return !notInserted.has(type);
  }

  protected override getTokenToInsert(type: TokenType): IToken {
    const at = this.last();
    return { ...createTokenInstance(type, '', at, at, NaN, NaN, NaN, NaN), isInsertedInRecovery: true };
  }
}

/** `expected`, until it has been asked too often. It is asked once for every mistake. */
function limited(count: { errors: number }): IParserErrorMessageProvider {
  const counted = <Options>(message: (options: Options) => string) => (options: Options): string => {
    if (++count.errors > mostErrors) throw new TooManyErrors();
    return message(options);
  };
  return {
    buildMismatchTokenMessage: counted(expected.buildMismatchTokenMessage),
    buildNoViableAltMessage: counted(expected.buildNoViableAltMessage),
    buildEarlyExitMessage: counted(expected.buildEarlyExitMessage),
    buildNotAllInputParsedMessage: counted(expected.buildNotAllInputParsedMessage),
  };
}

const mentions = ({ items }: AxisList, name: string): boolean =>
  items.flatMap(item => item.kind === 'axisGroup' ? item.items : [item]).some(item => item.kind === 'axis' && item.text === name);
