/**
 * From a model's text to its graph: the body is read once more, with numbers for sizes, and what it builds is kept.
 * `repeat` and `scan` become loops with a body, so that the graph does not grow with their length; a parameter inside
 * a `repeat` is one tensor with an axis for the turns in front.
 */
import { CotangentError, invariant, positionAt, renderDiagnostic, type Diagnostic } from '../core/diagnostic.ts';
import type { Dim } from '../core/dim.ts';
import type { DType } from '../core/dtype.ts';
import { inline, type Graph, type Type, type Value } from '../core/graph.ts';
import { known, ShapeError } from '../core/shape.ts';
import type { Model, Node, Scan } from '../dsl/tree.ts';
import { graphBuilder, type Builder } from '../ops/builder.ts';
import { evaluate, readBody } from '../typecheck/body.ts';
import { Names, nothingLost, type Frame } from '../typecheck/frame.ts';
import { initOf } from '../typecheck/init.ts';
import type { Init, Library } from '../typecheck/layer.ts';
import type { Result } from '../typecheck/result.ts';
import { join, sitesOf } from '../typecheck/sites.ts';
import type { Callee, HoleValue, ModelCall, Run, ScanCall, Variable } from '../typecheck/run.ts';
import { closeOver } from './close.ts';
import { flopsOfNode } from './flops.ts';

/** A text with models, as the elaborator needs it. */
export interface Template {
  readonly text: string;
  readonly models: ReadonlyMap<string, Callee>;
  readonly holes: readonly HoleValue[];
  readonly library: Library;
}

/** A tensor that the model owns. */
export interface Owned {
  /** `block.attention.linear.weight` */
  readonly path: string;
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly init: Init;
  /** Axes in front that count turns of repeats: each turn is drawn by itself. */
  readonly turns: number;
}

/** A call of a layer, as the model makes it. */
export interface Use {
  readonly path: string;
  readonly input: Type | undefined;
  readonly outputs: readonly Type[];
  /** Of one turn, where it stands in a loop. */
  readonly flops: number;
  /** How often it runs. */
  readonly times: number;
}

export interface Elaborated {
  /** (parameters, states, key if it is needed, inputs) → (results, states) */
  readonly graph: Graph;
  readonly parameters: readonly Owned[];
  readonly states: readonly Owned[];
  readonly needsKey: boolean;
  readonly uses: readonly Use[];
}

/** Where nodes go: the model itself, or one turn of a loop within. */
interface Level {
  readonly b: Builder;
  readonly outer: Level | undefined;
  /** Turns with parameters of their own; undefined in a scan, whose turns share. */
  readonly repeats: number | undefined;
  readonly turns: number;
  /** What each turn gets a slice of. */
  readonly xs: Value[];
  /** What each turn gives a slice of, and who takes the whole. */
  readonly ys: { readonly value: Value; readonly take: (whole: Value) => void }[];
  readonly seen: Map<string, Value>;
  key: Value | undefined;
}

export interface ElaborateOptions {
  readonly model: Callee;
  /** Every size of the model. */
  readonly sizes: ReadonlyMap<string, Dim>;
  /** Types of the inputs. Those from `given` on are left out by the caller: they are what the signature says then. */
  readonly inputs: readonly Type[];
  readonly given: number;
  readonly train: boolean;
  /** The text that a model stands in. */
  readonly templateOf: (node: Model) => Template;
}

export function elaborate({ model, sizes, inputs, given, train, templateOf }: ElaborateOptions): Elaborated {
  const run = new Elaboration(model.name, train, templateOf);
  const values = inputs.slice(0, given).map((type) => run.b.input(type));
  const outputs = run.read(model, sizes, inputs.map((type, i) => values[i] ?? type), '');
  invariant(outputs, `the body of ${model.name} gave nothing, although it has been checked`);
  return run.finish(values, outputs);
}

class Elaboration implements Run {
  readonly train: boolean;
  readonly #root: Level;
  #level: Level;
  readonly #templateOf: (node: Model) => Template;
  #template: Template | undefined;
  #frame: Frame | undefined;
  #scanAxes: Callee['scanAxes'];
  readonly #uses: Use[] = [];
  readonly #parameters = new Map<string, Owned & { readonly value: Value }>();
  readonly #states = new Map<string, Owned & { readonly value: Value; next: Value }>();
  readonly #sites = new Map<string, number>();
  #key: Value | undefined;

  constructor(name: string, train: boolean, templateOf: (node: Model) => Template) {
    this.train = train;
    this.#templateOf = templateOf;
    this.#root = this.#level = levelOn(graphBuilder(name), undefined, 1, undefined);
  }

  /** The results of a model's body. Holes and models in it are those of the text it stands in; an input that is a type alone has been left out. */
  read({ node: model, scanAxes }: Callee, sizes: ReadonlyMap<string, Dim>, inputs: readonly (Value | Type)[], path: string): readonly Value[] | undefined {
    const template = this.#templateOf(model), outer = this.#template, outerFrame = this.#frame, outerAxes = this.#scanAxes;
    const frame: Frame = {
      run: this, model, path, evaluate, names: new Names(), library: template.library, models: template.models,
      sizes: { env: new Map(sizes), own: new Set(sizes.keys()), facts: [], places: new Map() }, lost: nothingLost(false),
    };
    this.#template = template;
    this.#frame = frame;
    this.#scanAxes = scanAxes;
    try {
      return readBody(frame, inputs.map((x, i) => ('type' in x ? x : this.#leftOut(frame, i, x))));
    } finally {
      this.#template = outer;
      this.#frame = outerFrame;
      this.#scanAxes = outerAxes;
    }
  }

  get b(): Builder {
    return this.#level.b;
  }
  #leftOut(frame: Frame, input: number, { shape, dtype }: Type): Value {
    const init = initOf(frame, frame.model.inputs[input]!.default!, shape, 'input');
    return this.b.full({ value: init?.kind === 'constant' ? init.value : init?.kind === 'ones' ? 1 : 0, shape, dtype });
  }

  /** The checker has read the body before: what is wrong now depends on these numbers. */
  report(diagnostic: Diagnostic): void {
    if (diagnostic.severity !== 'error') return;
    const { code, hint } = diagnostic;
    throw new CotangentError(renderDiagnostic(diagnostic, this.#template!.text), { code, diagnostics: [diagnostic], ...(hint === undefined ? {} : { hint }) });
  }
  note(node: Node, result: Result, input?: Result): void {
    const { text, library, models } = this.#template!, { model, path } = this.#frame!;
    const { line, column } = positionAt(text, node.span.start);
    const source = text.slice(node.span.start, node.span.end).replace(/\s+/g, ' ');
    const nodes = this.b.place({ label: `${model.name.text} ${line}:${column} ${source.length > 60 ? `${source.slice(0, 59)}…` : source}`, span: node.span });
    if (node.kind !== 'call' || node.callee.kind !== 'identifier' || models.has(node.callee.text) || !library.has(node.callee.text)) return;
    let times = 1;
    for (let level: Level | undefined = this.#level; level; level = level.outer) times *= level.turns;
    this.#uses.push({
      path: join(path, sitesOf(model).get(node) ?? node.callee.text), times, input: input && typesOf(input)[0], outputs: typesOf(result),
      flops: nodes.reduce((n, x) => n + flopsOfNode(x), 0),
    });
  }
  refer(): void {}
  unused(): void {}
  hole(index: number): HoleValue {
    return this.#template!.holes[index] ?? { kind: 'unknown' };
  }
  unclear(): void {}

  param({ path, type, init }: Variable): Value {
    return this.#owned(path, type, this.#level, (shape, turns) => {
      const value = this.#root.b.input({ shape, dtype: type.dtype });
      this.#parameters.set(path, { path, shape, dtype: type.dtype, init, turns, value });
      return value;
    });
  }

  state({ path, type, init }: Variable): { readonly value: Value; next(value: Value): void } {
    const level = this.#level;
    const value = this.#owned(path, type, level, (shape, turns) => {
      const value = this.#root.b.input({ shape, dtype: type.dtype });
      this.#states.set(path, { path, shape, dtype: type.dtype, init, turns, value, next: value });
      return value;
    });
    return { value, next: (y) => this.#become(path, level, y) };
  }

  #become(path: string, level: Level, y: Value): void {
    if (!level.outer) this.#states.get(path)!.next = y;
    else if (level.repeats === undefined) throw new ShapeError('NN0341', `the state '${path}' cannot change inside a scan`, 'carry the value with from and next instead');
    else level.ys.push({ value: y, take: (whole) => this.#become(path, level.outer!, whole) });
    level.seen.set(path, y);
  }

  /** The tensor at `path` as this level sees it: whole at the root, a slice for this turn inside a repeat. */
  #owned(path: string, type: Type, level: Level, create: (shape: readonly number[], turns: number) => Value): Value {
    const seen = level.seen.get(path);
    if (seen) return seen;
    let value: Value;
    if (!level.outer) value = create(known(type.shape), 0);
    else if (level.repeats === undefined) value = this.#owned(path, type, level.outer, create);
    else {
      const count = level.repeats;
      const whole = this.#owned(path, type, level.outer, (shape, turns) => create([...shape.slice(0, turns), count, ...shape.slice(turns)], turns + 1));
      level.xs.push(whole);
      value = level.b.input({ shape: whole.type.shape.slice(1), dtype: whole.type.dtype });
    }
    level.seen.set(path, value);
    return value;
  }

  /** Every place has its own key: the call's key with the number of the place, and of the turn, folded in. */
  key(path: string): Value {
    let site = this.#sites.get(path);
    if (site === undefined) this.#sites.set(path, site = this.#sites.size);
    return this.b.foldIn(this.#keyOf(this.#level), this.b.full({ value: site, shape: [], dtype: 'u32' }));
  }
  #keyOf(level: Level): Value {
    if (!level.outer) return (this.#key ??= level.b.input({ shape: [2], dtype: 'u32' }));
    if (!level.key) {
      const outer = this.#keyOf(level.outer);
      level.xs.push(level.outer.b.iota({ shape: [level.turns], axis: 0, dtype: 'u32' }));
      level.key = level.b.foldIn(outer, level.b.input({ shape: [], dtype: 'u32' }));
    }
    return level.key;
  }

  build<T>(make: (train: boolean) => T): T {
    return make(this.train);
  }

  repeat(count: Dim, x: Value, body: (x: Value) => Value | undefined): Value | undefined {
    const [turns] = known([count]) as [number];
    const level = levelOn(graphBuilder('turn'), this.#level, turns, turns);
    const start = level.b.input(x.type);
    const end = this.#within(level, () => body(start));
    return end && this.#loop(level, [x], [end])[0];
  }

  scanAxis(at: Scan): number {
    const axis = this.#scanAxes?.get(at);
    invariant(axis !== undefined, 'a scan whose axis the checker has not found was left standing');
    return axis;
  }

  scan({ sequence, axis, length, carries, body }: ScanCall): { readonly carries: readonly Value[]; readonly ys: readonly Value[] } | undefined {
    const [turns] = known([length]) as [number];
    const level = levelOn(graphBuilder('turn'), this.#level, turns, undefined);
    const { b } = this;
    const rank = sequence.type.shape.length;
    const front = [axis, ...Array.from({ length: rank }, (_, i) => i).filter((i) => i !== axis)];
    level.xs.push(axis === 0 ? sequence : b.transpose(sequence, { order: front }));
    const starts = carries.map((c) => level.b.input(c.type));
    const item = level.b.input({ shape: sequence.type.shape.filter((_, i) => i !== axis), dtype: sequence.type.dtype });
    const turn = this.#within(level, () => body(item, starts));
    if (!turn) return undefined;
    const ys: Value[] = [];
    turn.emits.forEach((value, i) => level.ys.push({ value, take: (whole) => {
      // The axis of turns goes where it lay in the sequence.
      const order = Array.from({ length: whole.type.shape.length - 1 }, (_, k) => k + 1);
      order.splice(axis, 0, 0);
      ys[i] = axis === 0 ? whole : b.transpose(whole, { order });
    } }));
    return { carries: this.#loop(level, carries, turn.carries), ys };
  }

  #within<T>(level: Level, f: () => T): T {
    const outer = this.#level;
    this.#level = level;
    try {
      return f();
    } finally {
      this.#level = outer;
    }
  }

  #loop(level: Level, first: readonly Value[], last: readonly Value[]): readonly Value[] {
    const { graph, free } = closeOver(level.b.finish([...last, ...level.ys.map((y) => y.value)]));
    const outs = this.b.scan([...free, ...first, ...level.xs], { body: graph, constants: free.length, carries: first.length, length: level.turns, reverse: false });
    level.ys.forEach((y, i) => y.take(outs[first.length + i]!));
    return outs.slice(0, first.length);
  }

  model({ callee, sizes, inputs, path }: ModelCall): readonly Value[] | undefined {
    return this.read(callee, sizes, inputs, path);
  }

  either(): never {
    invariant(false, 'an if was left open although every size is known');
  }
  assume(x: Value): Value {
    return x;
  }

  /** The whole graph, once the body has been read. */
  finish(inputs: readonly Value[], outputs: readonly Value[]): Elaborated {
    const parameters = [...this.#parameters.values()], states = [...this.#states.values()];
    const graph = this.#root.b.finish([...outputs, ...states.map((s) => s.next)]);
    // Inputs arose in the order in which the body met them; here they are put in theirs.
    const order = [...parameters.map((p) => p.value), ...states.map((s) => s.value), ...(this.#key ? [this.#key] : []), ...inputs];
    const b = graphBuilder(graph.name);
    const args = new Map(order.map((x) => [x, b.input(x.type)]));
    const ordered = b.finish(inline(b, graph, graph.inputs.map((x) => args.get(x)!)));
    const plain = ({ path, shape, dtype, init, turns }: Owned): Owned => ({ path, shape, dtype, init, turns });
    return { graph: ordered, parameters: parameters.map(plain), states: states.map(plain), needsKey: this.#key !== undefined, uses: this.#uses };
  }
}

const typesOf = (r: Result): readonly Type[] => (r.kind === 'tensor' ? [r.value.type] : r.kind === 'tuple' ? r.items.flatMap(typesOf) : []);

const levelOn = (b: Builder, outer: Level | undefined, turns: number, repeats: number | undefined): Level =>
  ({ b, outer, turns, repeats, xs: [], ys: [], seen: new Map(), key: undefined });
