/** Calls: of layers and functions of the library, of models by their signature, and of layers named by `layer`. */
import { didYouMean } from '../core/diagnostic.ts';
import { isKnown, showDim, type Dim } from '../core/dim.ts';
import { isFloat } from '../core/dtype.ts';
import type { Type, Value } from '../core/graph.ts';
import { promote } from '../core/promote.ts';
import type { Arg, Call, Expr, Node, Port } from '../dsl/tree.ts';
import { attempt, dimContext, fail, Names, ofSizes, Told, type Frame } from './frame.ts';
import { initOf } from './init.ts';
import type { ArgKinds, ArgSpec, Init, Layer, Site } from './layer.ts';
import { resultOf, showResult, tensorOf, unknown, type Result, type TensorResult } from './result.ts';
import type { Callee } from './run.ts';
import { bindSignature } from './signature.ts';
import { join, sitesOf } from './sites.ts';
import { dimOf, openNames } from './sizes.ts';

/**
 * A call in an expression or as a stage. `before`: what comes before its arguments, as the value of a pipe does.
 * `path`: where its parameters live, when that is given by `layer`.
 */
export function call(f: Frame, e: Call, before: readonly Result[], path = join(f.path, sitesOf(f.model).get(e) ?? '')): Result {
  const { callee } = e;
  if (callee.kind === 'hole') {
    const value = f.run.hole(callee.index);
    switch (value.kind) {
      case 'model': return callModel(f, value.model, e, before, path);
      case 'layer': return callLayer(f, value.layer, e, before, path);
      case 'unknown': evaluateArguments(f, e); return unknown;
      case 'number': return fail(f, 'NN0335', '${…} is a number here, but a layer, a model or a function is called', callee);
    }
  }
  if (callee.text === '') return unknown;
  const binding = f.names.get(callee.text);
  if (binding?.layer) {
    binding.used = true;
    f.run.refer(callee, binding.at);
    return shared(f, binding.layer, e, before);
  }
  const model = f.models.get(callee.text);
  if (model) {
    f.run.refer(callee, model.node.name);
    return callModel(f, model, e, before, path);
  }
  const layer = f.library.get(callee.text);
  if (layer) return callLayer(f, layer, e, before, path);
  if (!binding) return unknownLayer(f, e);
  binding.used = true;
  if (binding.result.kind === 'unknown') return unknown;
  return fail(f, 'NN0305', `'${callee.text}' is ${showResult(binding.result)}, not a layer`, callee, 'write layer NAME = … for a layer that is called by name');
}

/** Whether a call has something to call; otherwise that is told. */
export function resolves(f: Frame, { callee }: Call): boolean {
  if (callee.kind === 'hole') return true;
  if (callee.text === '') return false;
  return f.models.has(callee.text) || f.library.has(callee.text) || f.names.get(callee.text) !== undefined;
}

export function unknownLayer(f: Frame, { callee }: Call): Result {
  if (callee.kind === 'hole' || callee.text === '') return unknown;
  const layers = [...f.names.all()].filter(([, b]) => b.layer).map(([name]) => name);
  // Told once in a body, however often it is called.
  const key = `${callee.text}()`;
  if (f.lost.anyName || f.lost.names.has(key)) return unknown;
  f.lost.names.add(key);
  const near = didYouMean(callee.text, [...layers, ...f.models.keys(), ...f.library.keys()]);
  if (f.lost.models && !near) return unknown;
  return fail(f, 'NN0302', `unknown layer '${callee.text}'`, callee, near ? `did you mean ${near}?` : 'a layer is one of the library, a model of this text, or named by layer');
}

/** Uses the names in the arguments, whatever they mean. */
function evaluateArguments(f: Frame, e: Call): void {
  for (const { value } of e.args) f.evaluate(f, value);
}

/** gates(x) with `layer gates = linear(n)` is linear(x, n), with its parameters in one place for all uses. */
function shared(f: Frame, { call: made, path }: { readonly call: Call; readonly path: string }, e: Call, before: readonly Result[]): Result {
  const name = nameOf(e);
  if (e.sizes.length > 0) return fail(f, 'NN0315', `${name} takes no sizes here; they are given where it is named`, e.sizes[0]);
  const named = e.args.find((a) => a.name);
  if (named) return fail(f, 'NN0317', `${name} takes its inputs only; other arguments are given where it is named`, named);
  const given = [...before, ...e.args.map((a) => f.evaluate(f, a.value))];
  if (given.length === 0) return fail(f, 'NN0316', `${name} needs its input`, e, `write ${name}(x)`);
  if (given.some((g) => g.kind === 'unknown')) return unknown;
  // Mistakes are shown where the layer is used.
  const at: Call = { ...made, span: e.span, callee: { ...made.callee, span: e.callee.span } };
  return call(f, at, given, path);
}

export const nameOf = (e: Call): string => (e.callee.kind === 'hole' ? '${…}' : e.callee.text);

// Layers of the library

type Matched = { readonly node: Node; readonly result?: Result; readonly expr?: Expr };

/** Pairs arguments with their specifications, in order or by name. Undefined after a mistake. */
function match(f: Frame, layer: Layer, e: Call, before: readonly Result[]): ReadonlyMap<string, readonly Matched[]> | undefined {
  const specs = Object.entries(layer.args);
  const matched = new Map<string, Matched[]>(specs.map(([name]) => [name, []]));
  const fits = ([name, spec]: readonly [string, ArgSpec]): boolean => spec.rest === true || matched.get(name)!.length === 0;
  const positional: Matched[] = [
    ...before.map((result) => ({ node: e.callee, result })),
    ...e.args.filter((a) => !a.name).map((a) => ({ node: a as Node, expr: a.value })),
  ];
  for (const value of positional) {
    const free = specs.find(fits);
    if (!free) {
      const { length } = specs;
      fail(f, 'NN0316', `${layer.name} takes ${length === 1 ? '1 argument' : `${length} arguments`}${before.length > 0 ? ', the value of the pipe among them' : ''}, but ${positional.length} are given`,
        value.node, `it is ${usage(layer)}`);
      return undefined;
    }
    matched.get(free[0])!.push(value);
  }
  for (const arg of e.args) {
    if (!arg.name) continue;
    const { text } = arg.name, spec = Object.hasOwn(layer.args, text) ? layer.args[text] : undefined;
    if (!spec) {
      if (text === '') return undefined;
      const near = didYouMean(text, Object.keys(layer.args));
      fail(f, 'NN0317', `${layer.name} has no argument '${text}'`, arg.name, near ? `did you mean ${near}?` : `it is ${usage(layer)}`);
      return undefined;
    }
    if (matched.get(text)!.length > 0 && !spec.rest) {
      fail(f, 'NN0316', `${layer.name}: ${text} is given twice`, arg, `it is ${usage(layer)}`);
      return undefined;
    }
    matched.get(text)!.push({ node: arg, expr: arg.value });
  }
  const absent = specs.find(([name, spec]) => matched.get(name)!.length === 0 && !spec.rest && spec.default === undefined);
  if (absent) {
    fail(f, 'NN0316', `${layer.name} needs the argument '${absent[0]}'`, e.callee, `it is ${usage(layer)}`);
    return undefined;
  }
  return matched;
}

/** `conv(x, channels, kernel, stride = 1)` */
export const usage = (layer: Layer): string =>
  `${layer.name}(${Object.entries(layer.args).map(([name, spec]) => (spec.rest ? `${name}, …` : spec.default === undefined ? name : `${name} = ${spec.default === null ? '…' : String(spec.default)}`)).join(', ')})`;

function tensorArgument(f: Frame, layer: Layer, name: string, m: Matched): TensorResult | undefined {
  const r = m.result ?? f.evaluate(f, m.expr!);
  if (r.kind === 'tensor') return r;
  // A whole number does not make integers beside it into floats.
  if (r.kind === 'number') return tensorOf(f.run.b.full({ value: r.value, shape: [], dtype: r.dim === undefined && !Number.isInteger(r.value) ? 'f32' : 'i32' }), true);
  if (r.kind !== 'unknown') fail(f, 'NN0318', `${layer.name}: ${name} is a tensor, but found ${showResult(r)}`, m.node, r.kind === 'tuple' ? 'name its parts: let a, b = …' : undefined);
  return undefined;
}

/** What is made of numbers takes the dtype of the tensors beside it; alone it is f32. */
function inCompany(f: Frame, r: TensorResult, all: readonly TensorResult[]): Value {
  if (!r.weak) return r.value;
  const own = r.value.type.dtype, strong = all.filter((s) => !s.weak).map((s) => s.value.type.dtype);
  const met = strong.length === 0 ? 'f32' : strong.reduce(promote), dtype = isFloat(met) ? met : isFloat(own) ? 'f32' : met === 'bool' ? own : met;
  return own === dtype ? r.value : f.run.b.convert(r.value, { dtype });
}
const scalarOf = (f: Frame, value: number): Value => f.run.b.full({ value, shape: [], dtype: 'f32' });

/** The value of one argument that is not a tensor, as its kind asks. Undefined after a mistake or when it is not known. */
function convert(f: Frame, layer: Layer, name: string, spec: ArgSpec, m: Matched): Exclude<ArgKinds[keyof ArgKinds], Value> | undefined {
  const bad = (wanted: string, found?: string): undefined => {
    fail(f, 'NN0318', `${layer.name}: ${name} is ${wanted}${found === undefined ? '' : `, but found ${found}`}`, m.node);
  };
  const result = (): Result => m.result ?? f.evaluate(f, m.expr!);
  switch (spec.kind) {
    case 'tensor': return undefined;
    case 'dim': case 'integer': {
      const d = sizeOf(f, m, bad);
      if (d === undefined || spec.kind === 'dim' || isKnown(d)) return d;
      return bad('a number that is known here', showDim(d));
    }
    case 'number': {
      const r = result();
      return r.kind === 'number' ? r.value : r.kind === 'unknown' ? undefined : bad('a number', showResult(r));
    }
    case 'flag': {
      const r = result();
      if (r.kind === 'flag' && r.value !== undefined) return r.value;
      return r.kind === 'unknown' ? undefined : bad('true or false', showResult(r));
    }
    case 'word': {
      const r = result();
      return r.kind === 'word' ? r.value : r.kind === 'unknown' ? undefined : bad('a word in "…"', showResult(r));
    }
  }
}

function sizeOf(f: Frame, m: Matched, bad: (wanted: string, found?: string) => undefined): Dim | undefined {
  const { expr } = m;
  const isSize = expr && (expr.kind === 'name' || expr.kind === 'number' || expr.kind === 'negate' || expr.kind === 'binary' || expr.kind === 'hole' || expr.kind === 'missing');
  if (isSize) return dimOf(expr, dimContext(f));
  const r = m.result ?? f.evaluate(f, expr!);
  if (r.kind === 'number' && r.dim !== undefined) return r.dim;
  return r.kind === 'unknown' ? undefined : bad('a size', showResult(r));
}

function callLayer(f: Frame, layer: Layer, e: Call, before: readonly Result[], path: string): Result {
  if (e.sizes.length > 0) return fail(f, 'NN0315', `${layer.name} takes no sizes in <…>`, e.sizes[0], `it is ${usage(layer)}`);
  // A tuple in a pipe gives its parts to a layer that takes any number of tensors.
  const spread = before.flatMap((r) => (r.kind === 'tuple' && Object.values(layer.args)[0]?.rest ? r.items : [r]));
  const matched = match(f, layer, e, spread);
  if (!matched) return unknown;
  const args: Record<string, unknown> = {}, nodes = new Map<string, Node>();
  const tensors = new Map<string, TensorResult[]>();
  let good = true;
  for (const [name, spec] of Object.entries(layer.args)) {
    const given = matched.get(name)!;
    given.forEach(({ node }, i) => nodes.set(name, node).set(`${name}[${i}]`, node));
    if (spec.kind === 'tensor') {
      const results = given.map((m) => tensorArgument(f, layer, name, m)).filter((r) => r !== undefined);
      if (results.length < given.length) good = false;
      tensors.set(name, results);
    }
    const values = spec.kind === 'tensor' ? [] : given.map((m) => convert(f, layer, name, spec, m));
    if (values.includes(undefined)) good = false;
    args[name] = spec.rest ? values : values.length > 0 ? values[0] : spec.default;
  }
  if (!good) return unknown;
  const all = [...tensors.values()].flat();
  for (const [name, results] of tensors) {
    const values = results.map((r) => inCompany(f, r, all));
    if (layer.args[name].rest) args[name] = values;
    else if (values.length > 0) [args[name]] = values;
  }
  // Made of numbers only, it is one: sqrt(D) takes the dtype of what it divides.
  const weak = all.length > 0 && all.every((r) => r.weak);
  return attempt(f, e.callee, () => f.run.build((train) => {
    const made = layer.build(siteOf(f, layer, e.callee, path, train), args as never);
    if (made === undefined) {
      f.run.unclear();
      return unknown;
    }
    return weak && !isMany(made) ? tensorOf(made, true) : resultOf(made);
  }), (name) => nodes.get(name));
}

const isMany = (made: Value | readonly Value[]): made is readonly Value[] => Array.isArray(made);

function siteOf(f: Frame, layer: Layer, at: Node, path: string, train: boolean): Site {
  const variable = (name: string, shape: readonly Dim[], init: Init) => {
    ownShape(f, shape, `the ${name} of ${layer.name}`, at);
    return { path: join(path, name), type: { shape, dtype: 'f32' as const }, init };
  };
  return {
    b: f.run.b, train,
    param: (name, shape, init) => f.run.param(variable(name, shape, init)),
    state: (name, shape, init) => f.run.state(variable(name, shape, init)),
    key: () => f.run.key(path),
  };
}

/** Parameters are made before there is an input, so their sizes must be known by then. Each size that is not is told once. */
export function ownShape(f: Frame, shape: readonly Dim[], what: string, at: Node): void {
  for (const d of shape) {
    const [name] = openNames(d, f.sizes), key = `<${name}>`;
    if (name === undefined) continue;
    const sizes = [...f.model.sizes.map((s) => s.name.text), name];
    if (!f.lost.equations && !f.lost.names.has(key)) fail(f, 'NN0309', `${what} depends on ${name}, which is only known from an input`, at, `declare it: model ${f.model.name.text}<${sizes.join(', ')}>`);
    f.lost.names.add(key);
    throw new Told();
  }
}

// Models

function callModel(f: Frame, callee: Callee, e: Call, before: readonly Result[], path: string): Result {
  const { node, name } = callee;
  // It has mistakes that a call may suffer from, which are told there; or, with a default for every size, its signature shows none of them.
  if (callee.unsound || (callee.opaque && node.sizes.length === 0 && e.sizes.length > 0)) {
    f.run.unclear();
    evaluateArguments(f, e);
    return unknown;
  }
  const sizes = e.sizes.map((s) => ({ dim: dimOf(s, dimContext(f)), at: s as Node }));
  const inputs: ({ readonly result: Result; readonly at: Node } | undefined)[] = node.inputs.map(() => undefined);
  const positional = [...before.map((result) => ({ result, at: e.callee as Node })), ...e.args.filter((a) => !a.name).map((a) => ({ result: f.evaluate(f, a.value), at: a as Node }))];
  if (positional.length > inputs.length)
    return fail(f, 'NN0316', `${name} takes ${inputs.length === 1 ? '1 input' : `${inputs.length} inputs`}, but ${positional.length} are given`, positional[inputs.length].at, `its inputs are ${portNames(node.inputs)}`);
  positional.forEach((value, i) => { inputs[i] = value; });
  for (const arg of e.args) if (arg.name && !namedInput(f, callee, arg, inputs)) return unknown;
  const absent = node.inputs.find((p, i) => !inputs[i] && !p.default);
  if (absent) return fail(f, 'NN0316', `${name} needs ${absent.name.text}`, e.callee, `its inputs are ${portNames(node.inputs)}`);

  const wrong = inputs.find((input) => input && input.result.kind !== 'tensor' && input.result.kind !== 'number' && input.result.kind !== 'unknown');
  if (wrong) return fail(f, 'NN0318', `${name} takes tensors, but found ${showResult(wrong.result)}`, wrong.at, wrong.result.kind === 'tuple' ? 'name its parts: let a, b = …' : undefined);
  const values = inputs.map((input): Value | undefined => (input?.result.kind === 'tensor' ? input.result.value
    : input?.result.kind === 'number' ? scalarOf(f, input.result.value) : undefined));
  return attempt(f, e.callee, () => {
    const bound = bindSignature(node, {
      sizes, at: e.callee, facts: f.sizes.facts, holes: callee.holes,
      inputs: inputs.map((input, i) => (input === undefined ? undefined : values[i] ? { type: values[i].type, at: input.at } : 'unknown')),
    }, (d) => {
      if (f.lost.equations && ofSizes.has(d.code)) return;
      // The text of a model in a hole is another one, and has no place here.
      f.run.report(e.callee.kind === 'hole' ? { ...d, related: [] } : d);
    });
    if (!bound) return unknown;
    const filled = values.map((v, i) => v ?? defaultInput(f, node.inputs[i], bound.inputs[i], bound.sizes));
    if (filled.some((v) => v === undefined)) return unknown;
    const out = f.run.model({ callee, caller: f, at: e, sizes: bound.sizes, inputs: filled as readonly Value[], outputs: bound.outputs, path });
    return !out ? unknown : out.length === 1 ? tensorOf(out[0]) : resultOf(out);
  });
}

/** What an input is that the caller leaves out. */
function defaultInput(f: Frame, port: Port, type: Type, sizes: ReadonlyMap<string, Dim>): Value | undefined {
  const inside: Frame = { ...f, names: new Names(), sizes: { ...f.sizes, env: new Map(sizes) } };
  const init = initOf(inside, port.default!, type.shape, 'input');
  if (!init) return undefined;
  return f.run.b.full({ value: init.kind === 'constant' ? init.value : init.kind === 'ones' ? 1 : 0, ...type });
}

const portNames = (ports: readonly Port[]): string => ports.map((p) => p.name.text).join(', ');

function namedInput(f: Frame, callee: Callee, arg: Arg, inputs: ({ readonly result: Result; readonly at: Node } | undefined)[]): boolean {
  const { text } = arg.name!, i = callee.node.inputs.findIndex((p) => p.name.text === text);
  if (i >= 0 && !inputs[i]) {
    inputs[i] = { result: f.evaluate(f, arg.value), at: arg };
    return true;
  }
  if (i >= 0) fail(f, 'NN0316', `${callee.name}: ${text} is given twice`, arg, `its inputs are ${portNames(callee.node.inputs)}`);
  else if (text !== '') {
    const near = didYouMean(text, callee.node.inputs.map((p) => p.name.text));
    fail(f, 'NN0317', `${callee.name} has no input '${text}'`, arg.name!, near ? `did you mean ${near}?` : `its inputs are ${portNames(callee.node.inputs)}`);
  }
  return false;
}
