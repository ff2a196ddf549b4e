/**
 * The text of a graph (print.ts shows it) read back. Names of values are free; types may be left out where the operation's rule
 * gives them; `#` begins a comment. What is read is checked: a mistake is a CotangentError with its place in the text.
 *
 *     graph   = "graph" name "(" [%x ":" type {"," %x ":" type}] ")" "{" {line} "return" [%x {"," %x}] "}"
 *     line    = [%y {"," %y} "="] op [%x {"," %x}] ["{" [key ":" param {"," key ":" param}] "}"] [":" type {"," type}]
 *     type    = dtype "[" [dim {"," dim}] "]"
 *     param   = number | "text" | true | false | undefined | dtype | dim | "(" dim ")" | "[" params "]" | "{" keys "}" | graph
 */
import { CotangentError, didYouMean, positionAt, type Diagnostic } from './diagnostic.ts';
import { addDims, floorDiv, mulDims, namedDim, Poly, subDims, type Dim } from './dim.ts';
import { isDType, type DType } from './dtype.ts';
import { GraphBuilder, type Graph, type Type, type Value } from './graph.ts';
import type { AnyOp, Param, Params } from './op.ts';
import { ShapeError, showType } from './shape.ts';
import { sameType } from './verify.ts';

/** `ops`: the operations the text may use, by name. */
export function readGraph(text: string, ops: Readonly<Record<string, AnyOp>>): Graph {
  const reader = new Reader(text, ops);
  const graph = reader.graph();
  reader.end();
  return graph;
}

const isDim = (d: unknown): d is Dim => d instanceof Poly || (Number.isInteger(d) && (d as number) >= 0);

// Deeper nesting than any graph of ours has; it keeps hostile text from filling the stack.
const deepest = 64;

class Reader {
  readonly #text: string;
  readonly #ops: Readonly<Record<string, AnyOp>>;
  #at = 0;
  #depth = 0;

  constructor(text: string, ops: Readonly<Record<string, AnyOp>>) {
    this.#text = text;
    this.#ops = ops;
  }

  graph(): Graph {
    return this.#nested(() => {
      this.#expect('graph');
      const b = new GraphBuilder(this.#name());
      const values = new Map<string, Value>();
      this.#expect('(');
      this.#list(')', () => {
        const start = this.#skip(), name = this.#valueName();
        this.#expect(':');
        this.#define(values, name, start, b.input(this.#type()));
      });
      this.#expect('{');
      while (!this.#take('return')) this.#line(b, values);
      const outputs = this.#peek('%') ? this.#some(() => this.#use(values)) : [];
      this.#expect('}');
      return b.finish(outputs);
    });
  }

  end(): void {
    if (this.#skip() < this.#text.length) this.#fail('NN0801', 'the graph has ended, but the text goes on', this.#at, this.#text.length);
  }

  #line(b: GraphBuilder, values: Map<string, Value>): void {
    const start = this.#skip();
    const targets: { readonly name: string; readonly at: number }[] = [];
    if (this.#peek('%')) {
      targets.push(...this.#some(() => ({ at: this.#skip(), name: this.#valueName() })));
      this.#expect('=');
    }
    const opStart = this.#skip(), op = this.#op();
    const inputs = this.#peek('%') ? this.#some(() => this.#use(values)) : [];
    const params = this.#take('{') ? this.#keys() : {};
    const typesAt = this.#skip();
    const written = this.#take(':') ? this.#some(() => this.#type()) : undefined;
    const end = this.#at;
    if (op.arity !== undefined && op.arity !== inputs.length)
      this.#fail('NN0804', `${op.name} takes ${op.arity} operands, here are ${inputs.length}`, opStart, end);
    const types = this.#typesOf(op, inputs, params, opStart, end);
    if (written && !(written.length === types.length && written.every((t, i) => sameType(t, types[i]))))
      this.#fail('NN0804', `${op.name} gives ${types.map(showType).join(', ')}, the text says ${written.map(showType).join(', ')}`, typesAt, end);
    if (targets.length !== types.length)
      this.#fail('NN0804', `${op.name} gives ${types.length} values, the text names ${targets.length}`, start, opStart);
    const outputs = b.append(op, inputs, params, types);
    targets.forEach(({ name, at }, i) => this.#define(values, name, at, outputs[i]));
  }

  #typesOf(op: AnyOp, inputs: readonly Value[], params: Params, start: number, end: number): readonly Type[] {
    // Rules trust their parameters; text may lack them.
    const unfit = `${op.name} cannot have these parameters`;
    try {
      const types = op.type(inputs.map((x) => x.type), params);
      if (types.every((t) => isDType(t.dtype) && t.shape.every(isDim))) return types;
    } catch (error) {
      return this.#fail('NN0804', error instanceof ShapeError ? error.message : unfit, start, end);
    }
    return this.#fail('NN0804', unfit, start, end);
  }

  #op(): AnyOp {
    const start = this.#at, name = this.#match(/[A-Za-z_]\w*/y);
    if (name === undefined) return this.#fail('NN0801', 'here an operation is expected');
    if (Object.hasOwn(this.#ops, name)) return this.#ops[name];
    const near = didYouMean(name, Object.keys(this.#ops));
    return this.#fail('NN0802', `there is no operation ${name}`, start, this.#at, near && `did you mean ${near}?`);
  }

  // Values

  #valueName(): string {
    return this.#match(/%\w+/y) ?? this.#fail('NN0801', 'here a value such as %0 is expected');
  }

  #use(values: ReadonlyMap<string, Value>): Value {
    const start = this.#skip(), name = this.#valueName();
    return values.get(name) ?? this.#fail('NN0803', `${name} is not defined above`, start, this.#at);
  }

  #define(values: Map<string, Value>, name: string, at: number, value: Value): void {
    if (values.has(name)) this.#fail('NN0803', `${name} is defined twice`, at, at + name.length);
    values.set(name, value);
  }

  // Types and dims

  #type(): Type {
    const start = this.#skip(), dtype = this.#match(/\w+/y);
    if (dtype === undefined || !isDType(dtype)) return this.#fail('NN0801', 'here a type such as f32[2, 3] is expected', start);
    this.#expect('[');
    return { dtype, shape: this.#list(']', () => this.#dim()) };
  }

  #dim(): Dim {
    return this.#nested(() => {
      let sum = this.#take('-') ? mulDims(-1, this.#product()) : this.#product();
      for (;;) {
        if (this.#take('+')) sum = addDims(sum, this.#product());
        else if (this.#take('-')) sum = subDims(sum, this.#product());
        else return sum;
      }
    });
  }

  #product(): Dim {
    let product = this.#factor();
    while (this.#take('*')) product = mulDims(product, this.#factor());
    return product;
  }

  #factor(): Dim {
    const start = this.#skip(), over = this.#atom();
    // A whole quotient is a size of its own with the name H/S.
    if (!this.#take('/')) return over;
    const by = this.#atom();
    return namedDim(this.#text.slice(start, this.#at), { kind: 'quotient', over, by });
  }

  #atom(): Dim {
    const number = this.#match(/\d+/y);
    if (number !== undefined) return Number(number);
    if (this.#match(/floor\(/y) !== undefined) {
      const over = this.#atom();
      this.#expect('/');
      const by = this.#atom();
      this.#expect(')');
      return floorDiv(over, by);
    }
    if (this.#take('(')) {
      const dim = this.#dim();
      this.#expect(')');
      return dim;
    }
    return namedDim(this.#match(/[A-Za-z_]\w*/y) ?? this.#fail('NN0801', 'here a size is expected'));
  }

  // Parameters

  #keys(): Params {
    const entries = this.#list('}', () => {
      const key = this.#match(/[A-Za-z_$][\w$]*/y) ?? this.#string() ?? this.#fail('NN0801', 'here the name of a parameter is expected');
      this.#expect(':');
      return [key, this.#param()] as const;
    });
    return Object.fromEntries(entries);
  }

  #param(): Param {
    return this.#nested((): Param => {
      const number = this.#match(/-?(?:(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Infinity)(?![\w.])(?!\s*[*+/-])|NaN\b)/y);
      if (number !== undefined) return Number(number);
      const text = this.#string();
      if (text !== undefined) return text;
      if (this.#take('[')) return this.#list(']', () => this.#param());
      if (this.#take('{')) return this.#keys();
      if (this.#peek('graph')) return this.graph();
      const word = this.#match(/(?:true|false|undefined|bool|u8|i8|u32|i32|f16|bf16|f32|f64)\b/y);
      if (word !== undefined) return isDType(word) ? word satisfies DType : word === 'undefined' ? undefined : word === 'true';
      return this.#dim();
    });
  }

  #string(): string | undefined {
    const start = this.#skip(), literal = this.#match(/"(?:[^"\\\n]|\\[^\n])*"/y);
    if (literal === undefined) return undefined;
    try {
      return JSON.parse(literal) as string;
    } catch {
      return this.#fail('NN0801', 'this text in quotes cannot be read', start, this.#at);
    }
  }

  #name(): string {
    return this.#match(/[\w$./-]+/y) ?? this.#string() ?? this.#fail('NN0801', 'here the name of the graph is expected');
  }

  // Text

  /** Items with commas between them, up to `close`, which is taken. */
  #list<T>(close: string, item: () => T): readonly T[] {
    if (this.#take(close)) return [];
    const items = this.#some(item);
    this.#expect(close);
    return items;
  }

  #some<T>(item: () => T): readonly T[] {
    const items = [item()];
    while (this.#take(',')) items.push(item());
    return items;
  }

  #nested<T>(read: () => T): T {
    if (++this.#depth > deepest) this.#fail('NN0801', `more than ${deepest} levels deep`);
    const result = read();
    this.#depth--;
    return result;
  }

  /** Moves over blanks and comments; the place where the next word begins. */
  #skip(): number {
    while (this.#matchHere(/\s+|#[^\n]*/y) !== undefined);
    return this.#at;
  }

  #match(pattern: RegExp): string | undefined {
    this.#skip();
    return this.#matchHere(pattern);
  }

  #matchHere(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #peek(word: string): boolean {
    const at = this.#skip();
    return this.#text.startsWith(word, at) && !(/\w$/.test(word) && /\w/.test(this.#text.charAt(at + word.length)));
  }

  #take(word: string): boolean {
    const found = this.#peek(word);
    if (found) this.#at += word.length;
    return found;
  }

  #expect(word: string): void {
    if (!this.#take(word)) this.#fail('NN0801', `here '${word}' is expected`);
  }

  #fail(code: string, message: string, start = this.#skip(), end = start + 1, hint?: string): never {
    const { line, column } = positionAt(this.#text, start);
    const diagnostic: Diagnostic = { code, message, span: { start, end: Math.min(end, this.#text.length) }, severity: 'error', ...(hint && { hint }) };
    throw new CotangentError(`graph text ${line}:${column}: ${message}`, { code, hint, diagnostics: [diagnostic] });
  }
}
