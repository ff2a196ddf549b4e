/**
 * The checker: reads every model of a text once, with symbolic sizes, and says everything that is wrong. A call of a model
 * looks at its signature only. Never throws on a mistake of the user; browser-safe.
 */
import type { Diagnostic } from '../core/diagnostic.ts';
import { sameDim, substitute, type Dim } from '../core/dim.ts';
import type { Value } from '../core/graph.ts';
import { sameShape, ShapeError, showType } from '../core/shape.ts';
import { walk, type Call, type File, type Identifier, type Model, type Node, type Scan } from '../dsl/tree.ts';
import { graphBuilder } from '../ops/builder.ts';
import { evaluate, readBody, typeOf, unusedNames } from './body.ts';
import { ownShape } from './calls.ts';
import { attempt, Names, nothingLost, type Frame, type Role } from './frame.ts';
import { initOf } from './init.ts';
import type { Library } from './layer.ts';
import { parametersWith, signatureOf, type CheckedModel, type Parameter } from './model.ts';
import type { Result } from './result.ts';
import type { Callee, Guard, HoleValue, ModelCall, Run, ScanCall, Variable } from './run.ts';
import { bindSignature, resultTypes } from './signature.ts';
import { error, symbolicSizes } from './sizes.ts';

export interface CheckOptions {
  /** What the holes of the template hold, in order; a hole beyond is unknown. */
  readonly holes?: readonly HoleValue[];
  /** What the parser has said of the text. In a model with a mistake of form only what cannot follow from it is told. */
  readonly syntax?: readonly Diagnostic[];
  /** Only this model is read, and those that it calls. */
  readonly only?: Model;
}

/** What a node has turned out to be; a stage was given `input`. */
export interface Noted { readonly result: Result; readonly input?: Result }

export interface Checked {
  readonly diagnostics: readonly Diagnostic[];
  readonly models: readonly CheckedModel[];
  /** For editors: every expression, stage and name of the tree. */
  readonly notes: ReadonlyMap<Node, Noted>;
  /** From a name to where it is defined. */
  readonly definitions: ReadonlyMap<Node, Node>;
}

export function check(tree: File, library: Library, { holes = [], syntax = [], only }: CheckOptions = {}): Checked {
  const diagnostics: Diagnostic[] = [];
  const isBroken = brokenModels(tree, syntax);
  const told = new Set<string>();
  const report = (d: Diagnostic): void => {
    // A layer that is named once and used twice is read twice.
    const key = `${d.code} ${d.span.start} ${d.span.end} ${d.message}`;
    if (!told.has(key)) diagnostics.push(d);
    told.add(key);
  };
  const notes = new Map<Node, Noted>(), definitions = new Map<Node, Node>();
  const done = new Map<string, CheckedModel>();
  const nodes = new Map<string, Model>();
  let modelsLost = syntax.length > 0;
  for (const node of tree.models) {
    const { text } = node.name, first = nodes.get(text);
    if (text === '') continue;
    if (first) modelsLost = true;
    if (first) report(error('NN0304', `the model '${text}' is defined twice`, node.name, 'choose another name', [{ span: first.name.span, message: 'the first' }]));
    else nodes.set(text, node);
  }
  // A called model comes before its caller; a circle of calls is cut where it closes, by a call that is not judged.
  const open: string[] = [];
  const models = new Map<string, Callee>([...nodes].map(([name, node]) => [name, { name, node, holes, unsound: true }]));
  const need = (name: string): void => {
    const node = nodes.get(name);
    if (!node || done.has(name)) return;
    open.push(name);
    for (const { callee } of callsIn(node)) {
      if (callee.kind !== 'identifier' || !nodes.has(callee.text)) continue;
      if (!open.includes(callee.text)) { need(callee.text); continue; }
      const circle = [...open.slice(open.indexOf(callee.text)), callee.text];
      report(error('NN0314', circle.length === 2 ? `${name} calls itself` : `the models call each other in a circle: ${circle.join(' → ')}`, callee, 'a model has a fixed depth; use repeat for many layers, and scan for steps in time'));
    }
    open.pop();
    const checked = checkModel(node);
    done.set(name, checked);
    models.set(name, checked);
  };
  const checkModel = (node: Model): CheckedModel => {
    const before = diagnostics.length;
    const broken = isBroken(node);
    const run = new Checker(modelsLost, (d) => { if (!broken || unmistakable.has(d.code)) report(d); }, notes, definitions, holes);
    const result = readModel(node, run, library, models);
    const ok = !broken && !diagnostics.slice(before).some((d) => d.severity === 'error') && run.calleesOk;
    if (ok) run.warnings.forEach(report);
    const doubtful = result.unsound === true || diagnostics.slice(before).some((d) => d.severity === 'error' && !local.has(d.code));
    return { ...result, unsound: doubtful || broken, ok };
  };
  for (const [name, node] of nodes) if (!only || node === only) need(name);
  // A second model of the same name is checked too, for its own mistakes.
  for (const node of tree.models) if (nodes.get(node.name.text) !== node && (!only || node === only)) checkModel(node);
  diagnostics.sort((a, b) => a.span.start - b.span.start);
  return { diagnostics, models: [...nodes.keys()].flatMap((name) => done.get(name) ?? []), notes, definitions };
}

/** Mistakes that lie in a word or two, and cannot come of a wrong signature. */
const local = new Set(['NN0301', 'NN0302', 'NN0304', 'NN0305', 'NN0316', 'NN0317', 'NN0318', 'NN0332', 'NN0333', 'NN0240']);
/** Nor of a mistake of form somewhere before. */
const unmistakable = new Set(['NN0302', 'NN0317', 'NN0332']);

/** Which models have a mistake of form: it may have taken away names, statements, or the end of the model. */
function brokenModels(tree: File, syntax: readonly Diagnostic[]): (node: Model) => boolean {
  const starts = tree.models.map((m) => m.span.start);
  // What stands before the first model may have been the beginning of one.
  const broken = new Set(syntax.map(({ span }) => Math.max(0, starts.filter((s) => s <= span.start).length - 1)));
  return (node) => broken.has(tree.models.indexOf(node));
}

function callsIn(node: Model): Call[] {
  const calls: Call[] = [];
  walk(node, (n) => { if (n.kind === 'call') calls.push(n); });
  return calls;
}

function readModel(node: Model, run: Checker, library: Library, models: Frame['models']): Omit<CheckedModel, 'ok'> {
  const lost = nothingLost(run.modelsLost);
  const sizes = symbolicSizes(node, (index) => run.hole(index), (d) => run.report(d), lost);
  if (run.mistakes > 0) lost.equations = true;
  const frame: Frame = { run, model: node, sizes, names: new Names(), path: '', library, models, evaluate, lost };
  const inputs = node.inputs.map((port) => {
    const type = typeOf(frame, port.type);
    if (type && port.default) initOf(frame, port.default, type.shape, 'input');
    return type;
  });
  const outputs = resultTypes(node).map(({ type }) => typeOf(frame, type));
  // One mistake in a signature is likely to cause the next.
  if (run.mistakes === 0) attempt(frame, node.name, () => underdetermined(node, frame, inputs));
  const inSignature = run.mistakes;
  if (inSignature > 0) frame.lost.equations = true;
  const given = inputs.map((type) => type && run.b.input(type));
  attempt(frame, node.name, () => readBody(frame, given));
  unusedNames(frame);
  if (run.mistakes === 0) attempt(frame, node.name, () => badDefaults(node, run));
  const unsound = inSignature > 0;
  const face = {
    name: node.name.text, node, holes: run.holes, unsound, scanAxes: run.scanAxes,
    inputs: node.inputs.flatMap((p, i) => (inputs[i] ? [{ name: p.name.text, type: inputs[i], optional: p.default !== null }] : [])),
    outputs: resultTypes(node).flatMap((r, i) => (outputs[i] ? [{ name: r.name, type: outputs[i] }] : [])),
  };
  return {
    ...face, signature: signatureOf(face),
    sizes: node.sizes.map((s) => ({ name: s.name.text, default: s.default?.kind === 'number' ? s.default.value : undefined })),
    parameters: [...run.parameters.values()], callees: run.callees, states: [...run.states.values()], partial: run.partial, lost: run.lost, key: run.keys,
  };
}

/** Every size must follow from <…> and the inputs: a caller gives nothing else. */
function underdetermined(node: Model, f: Frame, inputs: readonly (Value['type'] | undefined)[]): void {
  if (inputs.includes(undefined)) return;
  let wrong = false;
  const bound = bindSignature(node, {
    sizes: node.sizes.map((s) => ({ dim: f.sizes.env.get(s.name.text), at: s })), at: node.name, facts: f.sizes.facts, holes: f.models.get(node.name.text)?.holes ?? [],
    inputs: inputs.map((type, i) => ({ type: type!, at: node.inputs[i] })), partial: true,
  }, () => { wrong = true; });
  if (wrong || !bound) return;
  const [name, place] = [...f.sizes.places].find(([n]) => !bound.sizes.has(n)) ?? [];
  // One name is told: in C = H * D, D follows when H is given.
  if (name !== undefined && place) f.run.report(error('NN0308', `the size ${name} follows neither from <…> nor from an input`, place, `declare it: model ${node.name.text}<${[...node.sizes.map((s) => s.name.text), name].join(', ')}>`));
}

/** The default sizes must fulfil the conditions, or no call without sizes could. */
function badDefaults(node: Model, run: Checker): void {
  if (!node.sizes.some((s) => s.default)) return;
  bindSignature(node, { sizes: [], inputs: node.inputs.map(() => undefined), at: node.name, facts: [], holes: run.holes, partial: true }, (d) => {
    const at = node.where.find((c) => c.span.start === d.related?.[0]?.span.start);
    if (at) run.report(error('NN0307', `${d.message}, with the default sizes`, at, 'change a default'));
  });
}

/** More names than these no one has given: they come of models that call each other twice and twice again. */
const mostParameters = 4_000;

/** Reads with symbolic sizes; values are types only. */
class Checker implements Run {
  readonly b = graphBuilder('check');
  train: boolean | undefined = undefined;
  readonly parameters = new Map<string, Parameter>();
  readonly callees = new Map<string, CheckedModel>();
  readonly states = new Map<string, Parameter>();
  readonly warnings: Diagnostic[] = [];
  keys: CheckedModel['key'] = 'never';
  readonly scanAxes = new Map<Scan, number>();
  calleesOk = true;
  partial = false;
  lost = false;

  /** To a mistake of form, or a name given twice. */
  readonly modelsLost: boolean;
  /** How many errors have been reported. */
  mistakes = 0;
  readonly #report: (d: Diagnostic) => void;
  readonly #notes: Map<Node, Noted>;
  readonly #definitions: Map<Node, Node>;
  readonly holes: readonly HoleValue[];
  readonly #repeats: Dim[] = [];
  readonly #guards: Guard[] = [];
  /** In which branch of an `if train` this is. `train` says so too, but also while a layer is built in each mode. */
  #mode: boolean | undefined = undefined;
  #asked = false;

  constructor(modelsLost: boolean, report: (d: Diagnostic) => void, notes: Map<Node, Noted>, definitions: Map<Node, Node>, holes: readonly HoleValue[]) {
    this.modelsLost = modelsLost;
    this.#report = report;
    this.#notes = notes;
    this.#definitions = definitions;
    this.holes = holes;
  }

  report(d: Diagnostic): void {
    this.mistakes++;
    this.#report(d);
  }
  note(node: Node, result: Result, input?: Result): void {
    this.#notes.set(node, input === undefined ? { result } : { result, input });
  }
  refer(use: Node, definition: Node): void {
    this.#definitions.set(use, definition);
  }
  unused(name: string, role: Role, at: Identifier): void {
    this.warnings.push({ ...error('NN0390', `${role} ${name} is never used`, at, 'remove it, or begin its name with _'), severity: 'warning' });
  }
  hole(index: number): HoleValue {
    const value = this.holes[index] ?? { kind: 'unknown' };
    if (value.kind === 'unknown') this.unclear();
    return value;
  }
  unclear(): void {
    this.partial = this.lost = true;
  }

  param(variable: Variable): Value {
    this.#keep(this.parameters, variable);
    return this.b.input(variable.type);
  }
  state(variable: Variable): { readonly value: Value; next(value: Value): void } {
    this.#asked = true;
    this.#keep(this.states, variable);
    return { value: this.b.input(variable.type), next: () => undefined };
  }
  #keep(kept: Map<string, Parameter>, { path, type, init }: Variable): void {
    const before = kept.get(path);
    if (before && !sameShape(before.type.shape, type.shape))
      throw new ShapeError('NN0336', `${path} is shared, but is ${showType(before.type)} at its first use and ${showType(type)} here`, 'give it inputs of one shape, or name two layers');
    // What is used on several ways is there when one of them is taken; then it is kept for all.
    const guards = before ? before.guards.filter((g) => this.#guards.includes(g)) : [...this.#guards];
    const mode = before && before.mode !== this.#mode ? undefined : this.#mode;
    kept.set(path, { path, type, init, repeats: before?.repeats ?? [...this.#repeats], guards, mode });
  }
  key(): Value {
    this.#asked = true;
    // Where both modes are read at once, the training mode asks first; `build` looks at the other.
    if (this.train === false) this.keys = 'always';
    else if (this.keys === 'never') this.keys = 'training';
    return this.b.input({ shape: [2], dtype: 'u32' });
  }
  build<T>(make: (train: boolean) => T): T {
    if (this.train !== undefined) return make(this.train);
    this.#asked = false;
    const result = this.#during(true, () => make(true));
    if (this.#asked) this.#during(false, () => make(false));
    return result;
  }
  #during<T>(train: boolean, make: () => T, mode = this.#mode): T {
    const before = { train: this.train, mode: this.#mode };
    this.train = train;
    this.#mode = mode;
    try {
      return make();
    } finally {
      this.train = before.train;
      this.#mode = before.mode;
    }
  }

  repeat(count: Dim, x: Value, body: (x: Value) => Value | undefined): Value | undefined {
    this.#repeats.push(count);
    try {
      return body(x);
    } finally {
      this.#repeats.pop();
    }
  }

  scanAxis(at: Scan, find: () => number): number {
    const axis = this.scanAxes.get(at) ?? find();
    if (axis >= 0) this.scanAxes.set(at, axis);
    return axis;
  }

  scan({ sequence, axis, length, carries, body }: ScanCall): { readonly carries: readonly Value[]; readonly ys: readonly Value[] } | undefined {
    const { shape, dtype } = sequence.type;
    const turn = body(this.b.input({ shape: shape.toSpliced(axis, 1), dtype }), carries);
    if (!turn) return undefined;
    const ys = turn.emits.map(({ type }) => this.b.input({ dtype: type.dtype, shape: type.shape.toSpliced(axis, 0, length) }));
    return { carries: turn.carries, ys };
  }

  model({ callee, caller, at, sizes, outputs, path }: ModelCall): readonly Value[] {
    const checked = callee as CheckedModel;
    if (!checked.ok) this.calleesOk = false;
    this.#callNeeds(checked.key, checked.states.length > 0);
    const isPlain = this.#repeats.length + this.#guards.length === 0 && this.#mode === undefined;
    if (isPlain) this.callees.set(path, checked);
    else this.callees.delete(path);
    if (checked.partial) this.partial = true;
    if (checked.lost || (checked.partial && (!isPlain || path === ''))) this.lost = true;
    for (const [from, to] of [[checked.parameters, this.parameters], [checked.states, this.states]] as const)
      for (const p of parametersWith(from, sizes)) {
        if (to.size >= mostParameters) throw new ShapeError('NN0338', `${caller.model.name.text} has more than ${mostParameters} parameters by name`, 'many layers of one kind are a repeat');
        ownShape(caller, [...p.repeats, ...p.type.shape], `${p.path} of ${callee.name}`, at.callee);
        const variable = { ...p, path: path === '' ? p.path : `${path}.${p.path}` };
        const before = to.get(variable.path), mode = this.#mode ?? p.mode;
        if (before && !sameShape(before.type.shape, variable.type.shape)) this.#keep(to, variable);
        to.set(variable.path, { ...variable, repeats: this.#repeats.concat(p.repeats), guards: this.#guards.concat(p.guards), mode: before && before.mode !== mode ? undefined : mode });
      }
    return outputs.map((t) => this.b.input(t));
  }
  #callNeeds(key: CheckedModel['key'], state: boolean): void {
    if (state) this.#asked = true;
    if (key === 'always' && this.train !== true) this.keys = 'always';
    else if (key !== 'never' && this.train !== false && this.keys === 'never') this.keys = 'training';
  }
  either<T>(guard: Guard | 'train', then: () => T, otherwise: () => T): readonly [T, T] {
    if (guard === 'train') return [this.#during(true, then, true), this.#during(false, otherwise, false)];
    const under = (g: Guard, f: () => T): T => {
      this.#guards.push(g);
      try {
        return f();
      } finally {
        this.#guards.pop();
      }
    };
    return [under(guard, then), under({ ...guard, negated: true }, otherwise)];
  }
  assume(x: Value, sizes: ReadonlyMap<string, Dim>): Value {
    const shape = x.type.shape.map((d) => substitute(d, sizes));
    return shape.every((d, i) => sameDim(d, x.type.shape[i])) ? x : this.b.input({ shape, dtype: x.type.dtype });
  }
}
