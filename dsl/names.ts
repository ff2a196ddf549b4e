/**
 * Which name means what: every declaration of a file with the places that use it, for hover, rename, go to definition
 * and completion. Follows the scopes of the language; what a name's value or shape is, it does not ask.
 */
import type { Span } from '../core/diagnostic.ts';
import { children } from './tree.ts';
import type { Axes, Block, Call, Expr, File, Model, Node, Scan, Statement } from './tree.ts';

export type SymbolKind =
  | 'model' | 'size' | 'dim' | 'input' | 'output' | 'param' | 'state' | 'layer' | 'let' | 'item' | 'carry' | 'emit' | 'axis';

export interface NnSymbol {
  readonly kind: SymbolKind;
  readonly name: string;
  /** The name where it is declared; for a dim and an axis, where it is first mentioned. */
  readonly definition: Span;
  /** The other places, in the order of the text. */
  readonly uses: readonly Span[];
  /** Where the name means this, unless something nearer has it too. */
  readonly scope: Span;
  /** What declares it: the model, port, statement … */
  readonly node: Node;
}

export interface Names {
  readonly symbols: readonly NnSymbol[];
  /** Names that nothing in the file declares: layers and operations of the library, or mistakes. */
  readonly free: readonly { readonly name: string; readonly span: Span }[];
  /** The symbol whose definition or use stands at an offset. */
  at(offset: number): NnSymbol | undefined;
  /** What can be named at an offset, the nearest first, each name once. */
  visible(offset: number): NnSymbol[];
}

export function namesOf(file: File): Names {
  const table = new Table();
  for (const model of file.models) table.declare('model', model.name, file.span, model, table.models);
  for (const model of file.models) table.model(model);
  table.namedArguments();
  const { symbols, free } = table;
  for (const { uses } of symbols) uses.sort((a, b) => a.start - b.start);
  symbols.sort((a, b) => a.definition.start - b.definition.start);
  return {
    symbols, free,
    at: offset => symbols.find(({ definition, uses }) => [definition, ...uses].some(span => holds(span, offset))),
    visible: offset => {
      const seen = new Set<string>();
      // The later it begins, the nearer it is.
      return symbols.filter(({ scope, kind }) => holds(scope, offset) && kind !== 'output')
        .sort((a, b) => b.scope.start - a.scope.start || b.definition.start - a.definition.start)
        .filter(({ name }) => !seen.has(name) && seen.add(name));
    },
  };
}

const holds = ({ start, end }: Span, offset: number): boolean => start <= offset && offset <= end;

type Draft = { -readonly [K in keyof NnSymbol]: K extends 'uses' ? Span[] : NnSymbol[K] };
type Scope = Map<string, Draft>;
interface Named { readonly text: string; readonly span: Span }

class Table {
  readonly symbols: Draft[] = [];
  readonly free: { name: string; span: Span }[] = [];
  readonly models: Scope = new Map();
  private readonly given: { readonly model: Model; readonly name: Named }[] = [];

  declare(kind: SymbolKind, { text, span }: Named, scope: Span, node: Node, into: Scope): void {
    if (text === '') return;
    const symbol: Draft = { kind, name: text, definition: span, uses: [], scope, node };
    this.symbols.push(symbol);
    into.set(text, symbol);
  }

  model(model: Model): void {
    const scope: Scope = new Map();
    const whole = model.span;
    for (const size of model.sizes) this.declare('size', size.name, whole, size, scope);
    for (const size of model.sizes) this.expr(size.default, scope);
    // Sizes of the inputs that are not declared are declared by their first mention; the checker says which may be.
    for (const port of model.inputs) for (const dim of port.type.dims) this.dims(dim, whole, scope);
    for (const port of model.inputs) this.expr(port.default, scope);
    for (const { left, right } of model.where) { this.dims(left, whole, scope); this.dims(right, whole, scope); }
    const results = model.result.kind === 'type' ? [model.result] : model.result.ports.map(({ type }) => type);
    for (const { dims } of results) for (const dim of dims) this.expr(dim, scope);
    for (const port of model.inputs) this.declare('input', port.name, whole, port, scope);
    // The name of an output is what the caller sees; inside, it names nothing.
    if (model.result.kind === 'outputs') for (const port of model.result.ports) this.declare('output', port.name, whole, port, new Map());
    if (model.body.kind === 'block') this.block(model.body, scope, model.body.span.end);
    else this.expr(model.body, scope);
  }

  private dims(node: Expr, whole: Span, scope: Scope): void {
    if (node.kind === 'name' && !scope.has(node.text)) this.declare('dim', node, whole, node, scope);
    else if (node.kind === 'name') this.use(node, scope);
    else for (const child of children(node)) this.dims(child as Expr, whole, scope);
  }

  private block({ statements }: Block, scope: Scope, end: number): void {
    for (const statement of statements) this.statement(statement, scope, end);
  }

  private statement(node: Statement, scope: Scope, end: number): void {
    const from = { start: node.span.end, end };
    switch (node.kind) {
      case 'param': case 'state':
        for (const dim of node.type.dims) this.expr(dim, scope);
        this.expr(node.init, scope);
        return this.declare(node.kind, node.name, from, node, scope);
      case 'layer':
        this.expr(node.value, scope);
        return this.declare('layer', node.name, from, node, scope);
      case 'let':
        this.expr(node.value, scope);
        for (const name of node.names) this.declare('let', name, from, node, scope);
        return;
      case 'return': return this.expr(node.value, scope);
      case 'next':
        this.expr(node.value, scope);
        return this.use(node.name, scope);
      case 'emit':
        return this.expr(node.value, scope);
      case 'scan': return this.scan(node, scope, end);
    }
  }

  /** The item and what the block declares stay in it; the carried and the emitted names are known after it too. */
  private scan(node: Scan, scope: Scope, end: number): void {
    this.expr(node.sequence, scope);
    this.expr(node.over, scope);
    for (const { init } of node.carries) this.expr(init, scope);
    for (const carry of node.carries) this.declare('carry', carry.name, { start: node.body.span.start, end }, carry, scope);
    const inner: Scope = new Map(scope);
    this.declare('item', node.item, node.body.span, node, inner);
    this.block(node.body, inner, node.body.span.end);
    for (const statement of node.body.statements) {
      if (statement.kind === 'emit') this.declare('emit', statement.name, { start: node.span.end, end }, statement, scope);
    }
  }

  private expr(node: Node | null, scope: Scope): void {
    if (!node) return;
    switch (node.kind) {
      case 'name': return this.use(node, scope);
      case 'call': return this.call(node, scope);
      case 'axes': return this.axes(node, scope);
      // The names of members and arguments belong to what they are members and arguments of; see namedArguments.
      case 'identifier': return;
      default: for (const child of children(node)) this.expr(child, scope);
    }
  }

  private call(node: Call, scope: Scope): void {
    if (node.callee.kind === 'identifier') {
      this.use(node.callee, scope);
      const called = scope.get(node.callee.text) ?? this.models.get(node.callee.text);
      if (called?.kind === 'model') for (const { name } of node.args) if (name) this.given.push({ model: called.node as Model, name });
    }
    for (const child of [...node.sizes, ...node.args]) this.expr(child, scope);
  }

  /** `x` in `M(x = …)` is the input of M, once the inputs of all models are known. */
  namedArguments(): void {
    const inputs = new Map(this.symbols.filter(({ kind }) => kind === 'input').map(symbol => [symbol.node, symbol]));
    for (const { model, name } of this.given) {
      const port = model.inputs.find(input => input.name.text === name.text);
      if (port && name.text !== '') inputs.get(port)?.uses.push(name.span);
    }
  }

  /** A label is the size of that name, or an axis of this pattern alone. */
  private axes(node: Axes, scope: Scope): void {
    const inner: Scope = new Map(scope);
    for (const item of [...node.from.items, ...node.to.items]) {
      for (const axis of item.kind === 'axisGroup' ? item.items : [item]) {
        if (axis.kind === 'number') continue;
        const known = inner.get(axis.text)?.kind;
        if (known === 'size' || known === 'dim' || known === 'axis') this.use(axis, inner);
        else this.declare('axis', axis, node.span, axis, inner);
      }
    }
    for (const { name, value } of node.sizes) {
      this.use(name, inner);
      this.expr(value, scope);
    }
  }

  private use({ text, span }: Named, scope: Scope): void {
    if (text === '') return;
    const symbol = scope.get(text) ?? this.models.get(text);
    if (symbol) symbol.uses.push(span);
    else this.free.push({ name: text, span });
  }
}
