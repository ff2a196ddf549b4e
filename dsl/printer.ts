/**
 * Tree → text in the one canonical format. Keeps comments and single empty lines; printing what was printed changes
 * nothing. A list, a pipe, a condition stays on its line while it fits and has one part per line when it does not.
 * Expects a tree without mistakes: what is missing is printed as nothing.
 */
import type { Span } from '../core/diagnostic.ts';
import { Comments } from './comments.ts';
import type { Entries } from './comments.ts';
import { group, hardline, indent, join, layout, line, softline, suffix } from './layout.ts';
import type { Doc } from './layout.ts';
import type {
  Arg, Axes, AxisList, Binary, Block, Call, Carry, Comment, Compare, Condition, Constraint, Expr, File, IndexItem, Model, Node, Outputs,
  Pipe, Port, Size, Stage, Statement, Type,
} from './tree.ts';

export interface PrintOptions {
  readonly width?: number;
  /** The text of a hole; `${0}`, `${1}` … by default. */
  readonly hole?: (index: number) => string;
}

export function print(file: File, options: PrintOptions = {}): string {
  return layout(new Printer(file, options).file(file), options.width ?? 120);
}

const unplaced = { comments: [], paragraphs: [] };

/** A part of a tree on one line, as messages quote it. */
export function show(node: Expr | Stage | Type | Condition | IndexItem | Constraint): string {
  const printer = new Printer(unplaced);
  return layout(node.kind === 'type' ? printer.type(node) : node.kind === 'constraint' ? printer.constraint(node) : printer.any(node), Infinity);
}

/** `Mlp(x: f32[B, 784]) -> f32[B, 10]`. */
export function signature({ name, inputs, result }: Model): string {
  const printer = new Printer(unplaced);
  return layout([name.text, printer.ports(inputs), ' -> ', printer.result(result)], Infinity);
}

/** How tightly a form binds. Where a tighter one is needed, it stands in parentheses. */
const binding = { if: 0, pipe: 1, sum: 2, product: 3, unary: 4, power: 5, postfix: 6, atom: 7 } as const;

const bindingOfOperator: Readonly<Record<Binary['op'], number>> = {
  '+': binding.sum, '-': binding.sum, '*': binding.product, '/': binding.product, '%': binding.product, '@': binding.product,
  '**': binding.power,
};

function bindingOf(node: Expr): number {
  switch (node.kind) {
    case 'if': return binding.if;
    case 'pipe': return binding.pipe;
    case 'binary': return bindingOfOperator[node.op];
    case 'negate': return binding.unary;
    case 'member': case 'index': return binding.postfix;
    default: return binding.atom;
  }
}

class Printer {
  private readonly comments: Comments;
  private readonly paragraphs: ReadonlySet<number>;
  private readonly hole: (index: number) => string;
  /** In a size, `<` would be read as a comparison. */
  private inSize = false;

  constructor({ comments, paragraphs }: Pick<File, 'comments' | 'paragraphs'>, { hole }: PrintOptions = {}) {
    this.comments = new Comments(comments);
    this.paragraphs = new Set(paragraphs);
    this.hole = hole ?? (index => `\${${index}}`);
  }

  // Models and signatures

  file({ models, span }: File): Doc {
    const docs = models.map(model => this.model(model));
    const { entries, below } = this.comments.assign(models, span, { tall: () => true });
    const parts = entries.map(({ item, above, behind }, i) => [
      // Models stand apart by one empty line.
      i === 0 ? '' : hardline, this.above(above, true), this.gap(item, above.length === 0), docs[i]!, this.behind(behind), hardline,
    ]);
    return [parts, below.length > 0 && models.length > 0 ? hardline : '', this.above(below, true)];
  }

  model({ name, sizes, inputs, result, where, body }: Model): Doc {
    const header = group([
      'model ', name.text,
      sizes.length === 0 ? '' : this.list('<', sizes, size => this.sizeOf(size), '>', { start: name.span.end, end: inputs[0]?.span.start ?? result.span.start }, true),
      this.ports(inputs, { start: Math.max(name.span.end, endOf(sizes)), end: result.span.start }),
      ' -> ', this.result(result),
      where.length === 0 ? '' : indent([line, this.where(where)]),
    ]);
    if (body.kind === 'block') return [header, ' ', this.block(body)];
    return group([header, ' =', indent([line, this.expr(body)])]);
  }

  private sizeOf({ name, default: value }: Size): Doc {
    return [name.text, value ? [' = ', this.dim(value)] : ''];
  }

  ports(ports: readonly Port[], range: Span = { start: 0, end: 0 }): Doc {
    return this.list('(', ports, port => this.port(port), ')', range);
  }

  private port({ name, type, default: value }: Port): Doc {
    return [name.text, ': ', this.type(type), value ? [' = ', this.expr(value, binding.sum)] : ''];
  }

  type({ dtype, dims }: Type): Doc {
    return [dtype.text, '[', join(dims.map(dim => this.dim(dim)), ', '), ']'];
  }

  result(result: Type | Outputs): Doc {
    return result.kind === 'type' ? this.type(result) : this.ports(result.ports, result.span);
  }

  private where(where: readonly Constraint[]): Doc {
    return ['where ', group(indent(join(where.map(constraint => this.constraint(constraint)), [',', line])))];
  }

  constraint({ op, left, right }: Constraint): Doc {
    return [this.dim(left), ` ${op} `, this.dim(right)];
  }

  // Statements

  private block({ statements, span }: Block): Doc {
    const docs = statements.map(statement => this.statement(statement));
    const { entries, below } = this.comments.assign(statements, span, { tall: ({ kind }) => kind === 'scan' });
    const parts = entries.map(({ item, above, behind }, i) => [
      hardline, this.above(above, i === 0), this.gap(item, i === 0 && above.length === 0), docs[i]!, this.behind(behind),
    ]);
    return ['{', indent([parts, this.below(below, statements.length === 0)]), hardline, '}'];
  }

  private statement(node: Statement): Doc {
    switch (node.kind) {
      case 'param': case 'state': return [node.kind, ' ', node.name.text, ': ', this.type(node.type), ' = ', this.expr(node.init, binding.sum)];
      case 'layer': return ['layer ', node.name.text, ' = ', this.stage(node.value)];
      case 'let': return ['let ', node.names.map(name => name.text).join(', '), ' = ', this.expr(node.value)];
      case 'return': return ['return ', this.expr(node.value)];
      case 'next': case 'emit': return [node.kind, ' ', node.name.text, ' = ', this.expr(node.value)];
      case 'scan': return [
        'scan ', node.item.text, ' in ', this.expr(node.sequence), ' over ', this.dim(node.over), ' from ',
        group(indent(join(node.carries.map(carry => this.carry(carry)), [',', line]))), ' ', this.block(node.body),
      ];
    }
  }

  private carry({ name, init }: Carry): Doc {
    return [name.text, ' = ', this.expr(init, binding.sum)];
  }

  // Expressions

  any(node: Expr | Stage | Condition | IndexItem): Doc {
    switch (node.kind) {
      case 'compare': case 'and': return this.condition(node);
      case 'slice': case 'ellipsis': return this.index(node);
      case 'residual': case 'repeat': case 'axes': return this.stage(node);
      default: return this.expr(node);
    }
  }

  /** An expression where nothing looser than `least` may stand without parentheses. */
  private expr(node: Expr, least: number = binding.if): Doc {
    const parenthesised = bindingOf(node) < least || (this.inSize && node.kind === 'call' && node.sizes.length > 0);
    return parenthesised ? ['(', this.outsideSize(() => this.bare(node)), ')'] : this.bare(node);
  }

  private bare(node: Expr): Doc {
    switch (node.kind) {
      case 'number': case 'name': return node.text;
      case 'string': return `"${node.value}"`;
      case 'hole': return this.hole(node.index);
      case 'missing': return '';
      case 'negate': return ['-', this.expr(node.value, binding.unary)];
      case 'binary': return this.binary(node);
      case 'member': return [this.object(node.object), '.', node.name.text];
      case 'index': return [this.object(node.object), this.list('[', node.items, item => this.index(item), ']', within(node.object.span, node.span))];
      case 'call': return this.call(node, node.sizes.length === 0 ? '()' : '');
      case 'tuple': return this.list('(', node.items, (item, last) => this.item(item, last), ')', node.span);
      case 'if': return this.if(node);
      case 'pipe': return this.pipe(node);
    }
  }

  private object(node: Expr): Doc {
    // `3.T` would be read as a number.
    return node.kind === 'number' ? ['(', node.text, ')'] : this.expr(node, binding.postfix);
  }

  private binary(node: Binary): Doc {
    if (node.op === '**') return [this.expr(node.left, binding.postfix), ' ** ', this.expr(node.right, binding.unary)];
    // a + b - c is one chain, however deep its tree is.
    const least = bindingOfOperator[node.op];
    const tail: Doc[] = [];
    let first: Expr = node;
    while (first.kind === 'binary' && bindingOf(first) === least) {
      tail.unshift([` ${first.op}`, line, this.expr(first.right, least + 1)]);
      first = first.left;
    }
    return group([this.expr(first, least), indent(tail)]);
  }

  private index(item: IndexItem): Doc {
    if (item.kind === 'ellipsis') return '...';
    if (item.kind !== 'slice') return this.expr(item, binding.sum);
    return [item.start ? this.expr(item.start, binding.sum) : '', ':', item.end ? this.expr(item.end, binding.sum) : ''];
  }

  /** `bare`: what stands for no arguments at all. */
  private call({ callee, sizes, args, span }: Call, bare: string): Doc {
    return [
      callee.kind === 'hole' ? this.hole(callee.index) : callee.text,
      sizes.length === 0 ? '' : this.list('<', sizes, size => this.dim(size), '>', { start: callee.span.end, end: args[0]?.span.start ?? span.end }, args.length > 0),
      args.length === 0 ? bare : this.list('(', args, (arg, last) => this.arg(arg, last), ')', { start: Math.max(callee.span.end, endOf(sizes)), end: span.end }),
    ];
  }

  private arg({ name, value }: Arg, last: boolean): Doc {
    return this.outsideSize(() => [name ? `${name.text} = ` : '', this.item(value, last)]);
  }

  /** An item between commas. One that ends with `with a = b` could be read as going on after the comma. */
  private item(node: Expr, last: boolean): Doc {
    return !last && endsWithSizes(node) ? ['(', this.expr(node), ')'] : this.expr(node);
  }

  private if(node: Expr): Doc {
    const arms: Doc[] = [];
    let rest: Expr = node;
    while (rest.kind === 'if') {
      arms.push(['if ', this.condition(rest.condition), ' then ', this.expr(rest.then)]);
      rest = rest.else;
    }
    return group([arms[0]!, indent([...arms.slice(1), this.expr(rest)].map(arm => [line, 'else ', arm]))]);
  }

  private condition(node: Condition): Doc {
    if (node.kind !== 'and') return this.comparison(node);
    return group(indent(join(node.items.map(item => this.comparison(item)), [' &&', line])));
  }

  private comparison(node: Compare | Expr): Doc {
    return node.kind === 'compare' ? [this.dim(node.left), ` ${node.op} `, this.dim(node.right)] : this.dim(node);
  }

  private dim(node: Expr): Doc {
    const outer = this.inSize;
    this.inSize = true;
    const doc = this.expr(node, binding.sum);
    this.inSize = outer;
    return doc;
  }

  private outsideSize(print: () => Doc): Doc {
    const outer = this.inSize;
    this.inSize = false;
    const doc = print();
    this.inSize = outer;
    return doc;
  }

  // Pipes and stages

  private pipe({ head, stages, span }: Pipe): Doc {
    const first = this.expr(head, binding.sum);
    const docs = stages.map(stage => this.stage(stage));
    const placed = this.comments.assign<Node>([head, ...stages], span, { headed: true });
    const [start, ...entries] = placed.entries;
    const [second, ...rest] = entries.map(({ above, behind }, i) => (before: Doc): Doc => [
      above.map(comment => [hardline, this.comment(comment)]), above.length > 0 ? hardline : before, '|> ', docs[i]!, this.behind(behind),
    ]);
    // The first stage stays on the line of what is piped, if no comment stands between.
    const apart = start!.behind.length + entries[0]!.above.length > 0;
    return group([
      first, this.behind(start!.behind), apart ? '' : second!(' '),
      indent([apart ? second!(hardline) : '', rest.map(stage => stage(line)), this.below(placed.below, false)]),
    ], hasComments(placed));
  }

  private stage(node: Stage): Doc {
    switch (node.kind) {
      case 'call': return this.call(node, '');
      case 'residual': return ['residual ', this.stages(node.stages, node.span)];
      case 'repeat': return ['repeat ', this.dim(node.count), ' ', this.stages(node.stages, { start: node.count.span.end, end: node.span.end })];
      case 'axes': return this.axes(node);
      case 'missing': return '';
    }
  }

  private stages(stages: readonly Stage[], range: Span): Doc {
    const docs = stages.map(stage => this.stage(stage));
    const placed = this.comments.assign(stages, range);
    const parts = placed.entries.map(({ above, behind }, i) => [
      line, above.map(comment => [this.comment(comment), hardline]), i === 0 ? '' : '|> ', docs[i]!, this.behind(behind),
    ]);
    return group(['{', indent([parts, this.below(placed.below, false)]), line, '}'], hasComments(placed));
  }

  private axes({ from, to, sizes }: Axes): Doc {
    const bound = sizes.map(({ name, value }) => [name.text, ' = ', this.dim(value)]);
    return group([this.axisList(from), ' -> ', this.axisList(to), sizes.length === 0 ? '' : indent([line, 'with ', join(bound, ', ')])]);
  }

  private axisList({ items }: AxisList): Doc {
    return ['[', items.map(item => item.kind === 'axisGroup' ? `(${item.items.map(axis => axis.text).join(' ')})` : item.text).join(', '), ']'];
  }

  // Lists and comments

  /** Items between brackets, with commas: on one line, or one on each. */
  private list<T extends Node>(open: string, items: readonly T[], print: (item: T, last: boolean) => Doc, close: string, range: Span, neighbour = false): Doc {
    const docs = items.map((item, i) => print(item, i === items.length - 1));
    const placed = this.comments.assign(items, range, { neighbour });
    const parts = placed.entries.map(({ above, behind }, i) => [
      i === 0 ? softline : line, above.map(comment => [this.comment(comment), hardline]),
      docs[i]!, i < items.length - 1 ? ',' : '', this.behind(behind),
    ]);
    return group([open, indent([parts, this.below(placed.below, false)]), softline, close], hasComments(placed));
  }

  private above(comments: readonly Comment[], first: boolean): Doc {
    return comments.map((comment, i) => [this.gap(comment, i === 0 && first), this.comment(comment), hardline]);
  }

  private behind(comments: readonly Comment[]): Doc {
    return comments.map(comment => suffix(` ${this.comment(comment)}`));
  }

  private below(comments: readonly Comment[], first: boolean): Doc {
    return comments.map((comment, i) => [
      hardline, this.gap(comment, i === 0 && first), this.comment(comment),
    ]);
  }

  /** An empty line, where one was and something stands above. */
  private gap({ span }: Node, first: boolean): Doc {
    return !first && this.paragraphs.has(span.start) ? hardline : '';
  }

  private comment({ text }: Comment): string {
    return text.replace(/\$\{(\d+)\}/g, (_, index: string) => this.hole(Number(index)));
  }
}

function endsWithSizes(node: Expr): boolean {
  if (node.kind === 'if') return endsWithSizes(node.else);
  const end = node.kind === 'pipe' ? node.stages[node.stages.length - 1] : undefined;
  return end?.kind === 'axes' && end.sizes.length > 0;
}

const endOf = (nodes: readonly Node[]): number => nodes[nodes.length - 1]?.span.end ?? 0;
const within = (before: Span, whole: Span): Span => ({ start: before.end, end: whole.end });
const hasComments = ({ entries, below }: Entries<unknown>): boolean =>
  below.length > 0 || entries.some(({ above, behind }) => above.length + behind.length > 0);
