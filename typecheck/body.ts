/** The meaning of a model's body: its statements and expressions, read once from top to bottom. */
import { didYouMean } from '../core/diagnostic.ts';
import { isKnown, sameDim, showDim, substitute, type Dim } from '../core/dim.ts';
import { isDType } from '../core/dtype.ts';
import type { Type, Value } from '../core/graph.ts';
import { sameShape, showType } from '../core/shape.ts';
import type { Compare, Condition, Expr, Identifier, If, Let, Name, Next, Node, Scan, Statement, Type as TypeNode } from '../dsl/tree.ts';
import { call, ownShape, resolves, unknownLayer } from './calls.ts';
import { attempt, dimContext, fail, Names, unknownName, type Binding, type Frame, type Role } from './frame.ts';
import { index } from './indexing.ts';
import { initOf } from './init.ts';
import { binary, member, negate } from './operators.ts';
import { numberOf, showResult, sizeResult, tensorOf, unknown, type Result, type TupleResult } from './result.ts';
import type { Guard, Test, Variable } from './run.ts';
import { resultTypes } from './signature.ts';
import { join } from './sites.ts';
import { dimOf, factOf, relation } from './sizes.ts';
import { stages } from './stages.ts';

/** Reads the body with its inputs bound; the values that the model returns, or undefined after a mistake. */
export function readBody(f: Frame, inputs: readonly (Value | undefined)[]): readonly Value[] | undefined {
  const { model } = f;
  model.inputs.forEach((port, i) => {
    const value = inputs[i];
    declare(f, port.name, 'input', value ? tensorOf(value) : unknown);
  });
  if (model.body.kind !== 'block') return returned(f, model.body, evaluate(f, model.body));
  for (const s of model.body.statements) {
    if (s.kind === 'return') return returned(f, s.value, evaluate(f, s.value));
    statement(f, s);
  }
  return undefined;
}

/** The type that a type in the text means. Undefined after a mistake. */
export function typeOf(f: Frame, t: TypeNode): Type | undefined {
  const shape = t.dims.map((d) => dimOf(d, dimContext(f)));
  return isDType(t.dtype.text) && shape.every((d) => d !== undefined) ? { shape, dtype: t.dtype.text } : undefined;
}

/** What the body returns against what the signature promises. */
function returned(f: Frame, at: Expr, result: Result): readonly Value[] | undefined {
  const { name: { text: name } } = f.model, promised = resultTypes(f.model);
  if (result.kind === 'unknown') return undefined;
  const items = result.kind === 'tuple' ? result.items : [result];
  if (items.length !== promised.length) {
    fail(f, 'NN0311', `${name} returns ${items.length === 1 ? '1 value' : `${items.length} values`}, but its signature has ${promised.length}`, lastStage(at), undefined,
      [{ span: f.model.result.span, message: 'the signature' }]);
    return undefined;
  }
  let told = false;
  const values = items.map((item, i): Value | undefined => {
    const type = typeOf(f, promised[i].type);
    if (!type || item.kind === 'unknown') return undefined;
    const place = at.kind === 'tuple' && at.items.length === items.length ? at.items[i] : at;
    const value = item.kind === 'number' ? f.run.b.full({ value: item.value, shape: [], dtype: type.dtype })
      : item.kind === 'tensor' && item.weak && item.value.type.dtype !== type.dtype ? f.run.b.convert(item.value, { dtype: type.dtype })
      : item.kind === 'tensor' ? item.value : undefined;
    if (value && value.type.dtype === type.dtype && sameShape(value.type.shape, type.shape)) return value;
    const { name: port } = promised[i];
    // Outputs in another order are one mistake.
    if (!told && !f.lost.equations) fail(f, 'NN0310', `${name} returns ${value ? showType(value.type) : showResult(item)}${port ? ` as ${port}` : ''}, but its signature says ${showType(type)}`, lastStage(place),
      value && difference(value.type, type), [{ span: promised[i].type.span, message: 'the signature' }]);
    told = true;
    return undefined;
  });
  return values.every((v) => v !== undefined) ? values : undefined;
}

/** In what two types differ, for a hint. */
function difference(found: Type, wanted: Type): string | undefined {
  if (found.shape.length !== wanted.shape.length) return `it has ${found.shape.length} axes, not ${wanted.shape.length}`;
  const axis = found.shape.findIndex((d, i) => !sameDim(d, wanted.shape[i]));
  return axis < 0 ? `its dtype is ${found.dtype}, not ${wanted.dtype}` : `axis ${axis} is ${showDim(found.shape[axis])}, not ${showDim(wanted.shape[axis])}`;
}

/** Where the value of a pipe is made. */
const lastStage = (e: Expr): Node => (e.kind === 'pipe' ? e.stages.at(-1)! : e);

// Names

/** Makes a name known. A name has one meaning in a model. */
function declare(f: Frame, at: Identifier, role: Role, result: Result, more: Partial<Binding> = {}): void {
  if (at.text === '') return;
  const before = f.names.get(at.text);
  f.run.note(at, result);
  const twice = before !== undefined || f.sizes.env.has(at.text);
  // Which of both is meant by it from now on is not known.
  f.names.set(at.text, { role, at, result: twice ? unknown : result, used: twice, ...(twice ? {} : more) });
  if (!twice) return;
  // Where a name was missing before, this may be the one, renamed.
  if (f.lost.anyName || f.lost.names.size > 0) return;
  // The name that was meant is lost.
  f.lost.anyName = true;
  if (before) fail(f, 'NN0304', `'${at.text}' has a meaning already`, at, 'choose another name', [{ span: before.at.span, message: 'the first meaning' }]);
  else {
    const place = f.sizes.places.get(at.text);
    fail(f, 'NN0304', `'${at.text}' is a size already`, at, 'choose another name', place && [{ span: place.span, message: 'the size' }]);
  }
}

function name(f: Frame, e: Name): Result {
  const binding = f.names.get(e.text);
  if (binding) {
    binding.used = true;
    f.run.refer(e, binding.at);
    if (binding.layer && binding.result.kind !== 'unknown') return fail(f, 'NN0305', `'${e.text}' is a layer, not a tensor`, e, `call it: ${e.text}(x)`);
    return binding.result;
  }
  const size = f.sizes.env.get(e.text);
  if (size !== undefined) {
    const place = f.sizes.places.get(e.text);
    if (place) f.run.refer(e, place);
    return sizeResult(size);
  }
  if (e.text === 'train') return { kind: 'flag', value: f.run.train };
  if (e.text === 'true' || e.text === 'false') return { kind: 'flag', value: e.text === 'true' };
  return unknownName(f, 'name', e.text, e);
}

// The sentences, which the type level says too.
const branchesDiffer = <const A extends string, const B extends string>(one: A, other: B): branchesDiffer<A, B> => `the branches of if differ: ${one} and ${other}`;
export type branchesDiffer<A extends string, B extends string> = `the branches of if differ: ${A} and ${B}`;
const keepsType = <const N extends string, const F extends string, const T extends string>(name: N, found: F, type: T): keepsType<N, F, T> => `next ${name} is ${found}, but ${name} is ${type}`;
export type keepsType<N extends string, F extends string, T extends string> = `next ${N} is ${F}, but ${N} is ${T}`;

// Expressions

export function evaluate(f: Frame, e: Expr): Result {
  const result = valueOf(f, e);
  f.run.note(e, result);
  return result;
}

function valueOf(f: Frame, e: Expr): Result {
  switch (e.kind) {
    case 'missing': return unknown;
    case 'number': return numberOf(e.value);
    case 'string': return { kind: 'word', value: e.value };
    case 'name': return name(f, e);
    case 'hole': return hole(f, e.index, e);
    case 'negate': return negate(f, e, evaluate(f, e.value));
    case 'binary': return binary(f, e, evaluate(f, e.left), evaluate(f, e.right));
    case 'member': return member(f, e, evaluate(f, e.object));
    case 'index': return index(f, e, evaluate(f, e.object));
    case 'call': return call(f, e, []);
    case 'if': return conditional(f, e);
    case 'tuple': return tuple(e.items.map((item) => evaluate(f, item)));
    case 'pipe': return stages(f, e.stages, evaluate(f, e.head));
  }
}

const tuple = (items: readonly Result[]): Result => ({ kind: 'tuple', items } satisfies TupleResult);

function hole(f: Frame, index: number, at: Node): Result {
  const value = f.run.hole(index);
  switch (value.kind) {
    case 'unknown': return unknown;
    case 'number': return value.value === undefined ? { kind: 'number', value: NaN, dim: dimOf({ kind: 'hole', index, span: at.span }, dimContext(f)) } : numberOf(value.value);
    default: return fail(f, 'NN0335', `\${…} is a ${value.kind} here, but a number stands in a formula`, at, 'call it: x |> ${…}');
  }
}

// Conditions

type Decided = boolean | 'train' | Guard;

function conditional(f: Frame, e: If): Result {
  const condition = decide(f, e.condition);
  if (condition === undefined) {
    evaluate(f, e.then);
    evaluate(f, e.else);
    return unknown;
  }
  if (typeof condition === 'boolean') return evaluate(f, condition ? e.then : e.else);
  const inThen = condition === 'train' ? f : assuming(f, condition.tests);
  const same = condition === 'train' ? new Map<string, Dim>() : equalities(condition.tests);
  const [a, b] = f.run.either(condition, () => evaluate(inThen, e.then), () => evaluate(f, e.else));
  for (const [n, binding] of inThen.names.all()) if (binding.used) { const outer = f.names.get(n); if (outer) outer.used = true; }
  return agree(f, e, a, b, same);
}

/** What a condition comes to before running. Undefined after a mistake. */
function decide(f: Frame, c: Condition): Decided | undefined {
  const items = c.kind === 'and' ? c.items : [c];
  const tests: Test[] = [];
  let trains = false, never = false;
  for (const item of items) {
    const part = item.kind === 'compare' ? compare(f, item) : flag(f, item);
    if (part === undefined) return undefined;
    if (part === false) never = true;
    else if (part === 'train') trains = true;
    else if (part !== true) tests.push(part);
  }
  if (never) return false;
  if (trains && tests.length > 0) {
    fail(f, 'NN0327', 'a condition is of sizes or of train, not of both', c, 'use one if inside of the other');
    return undefined;
  }
  return trains ? 'train' : tests.length === 0 ? true : { tests, negated: false };
}

function compare(f: Frame, c: Compare): boolean | Test | undefined {
  const number = (e: Expr): Dim | undefined => {
    const r = evaluate(f, e);
    if (r.kind === 'number' && r.dim !== undefined) return r.dim;
    if (r.kind === 'number' && !Number.isNaN(r.value)) return r.value;
    if (r.kind !== 'unknown') fail(f, 'NN0327', `if decides before running, by sizes and train, but found ${showResult(r)}`, e, 'use where(condition, x, y) to choose between elements');
    return undefined;
  };
  const left = number(c.left), right = number(c.right);
  if (left === undefined || right === undefined) return undefined;
  return relation(c.op, left, right, f.sizes.facts) ?? { left, op: c.op, right };
}

function flag(f: Frame, e: Expr): boolean | 'train' | undefined {
  const r = evaluate(f, e);
  if (r.kind === 'flag') return r.value ?? 'train';
  if (r.kind !== 'unknown') fail(f, 'NN0327', `if decides before running, by sizes and train, but found ${showResult(r)}`, e, 'use where(condition, x, y) to choose between elements');
  return undefined;
}

/** Sizes that tests say are equal to something. */
function equalities(tests: readonly Test[]): Map<string, Dim> {
  const out = new Map<string, Dim>();
  for (const { left, op, right } of tests) {
    if (op !== '==') continue;
    for (const [a, b] of [[left, right], [right, left]] as const) {
      if (isKnown(a) || a.terms.size !== 1) continue;
      const [n, c] = [...a.terms][0];
      if (c === 1 && !n.includes('·') && !out.has(n)) { out.set(n, b); break; }
    }
  }
  return out;
}

/** The frame in which the tests hold. */
function assuming(f: Frame, tests: readonly Test[]): Frame {
  const same = equalities(tests), names = new Names();
  for (const [n, binding] of f.names.all()) {
    const { result } = binding;
    names.set(n, { ...binding, result: assumed(f, result, same) });
  }
  const env = new Map([...f.sizes.env].map(([n, d]) => [n, substitute(d, same)]));
  const facts = [...f.sizes.facts, ...tests.flatMap((t) => factOf(t.op, t.left, t.right))].map((d) => substitute(d, same));
  return { ...f, names, sizes: { ...f.sizes, env, facts } };
}
function assumed(f: Frame, r: Result, same: ReadonlyMap<string, Dim>): Result {
  if (r.kind === 'tensor') return { ...r, value: f.run.assume(r.value, same) };
  if (r.kind === 'tuple') return { ...r, items: r.items.map((i) => assumed(f, i, same)) };
  return r.kind === 'number' && r.dim !== undefined ? sizeResult(substitute(r.dim, same)) : r;
}

/** The value of an `if` of which both sides may come: the type of `else`, which `then` has too where the condition holds. */
function agree(f: Frame, e: If, a: Result, b: Result, same: ReadonlyMap<string, Dim>): Result {
  if (a.kind === 'unknown' || b.kind === 'unknown') return unknown;
  if (a.kind === 'number' && b.kind === 'number') return { kind: 'number', value: NaN, dim: a.dim !== undefined && b.dim !== undefined && sameDim(a.dim, b.dim) ? a.dim : undefined };
  if (a.kind === 'tuple' && b.kind === 'tuple' && a.items.length === b.items.length) return tuple(a.items.map((x, i) => agree(f, e, x, b.items[i], same)));
  const there = assumed(f, b, same);
  if (a.kind === 'tensor' && there.kind === 'tensor' && a.value.type.dtype === there.value.type.dtype && sameShape(a.value.type.shape, there.value.type.shape)) return b;
  if (f.lost.equations) return unknown;
  return fail(f, 'NN0328', branchesDiffer(showResult(a), showResult(b)), { ...e, span: { start: e.span.start, end: e.span.start + 2 } }, 'both must have one shape and dtype');
}

// Statements

function statement(f: Frame, s: Statement): void {
  switch (s.kind) {
    case 'param': case 'state': {
      const type = typeOf(f, s.type);
      const init = initOf(f, s.init, type?.shape ?? [], 'variable');
      if (!type || !init) return declare(f, s.name, s.kind, unknown);
      if (f.names.get(s.name.text)) return declare(f, s.name, s.kind, unknown);
      const variable: Variable = { path: join(f.path, s.name.text), type, init };
      const made = attempt(f, s.name, () => {
        ownShape(f, type.shape, `${s.kind} ${s.name.text}`, s.name);
        return s.kind === 'param' ? { value: f.run.param(variable) } : f.run.state(variable);
      });
      if ('kind' in made) return declare(f, s.name, s.kind, unknown);
      return declare(f, s.name, s.kind, tensorOf(made.value), 'next' in made ? { next: (r, at) => renewState(f, s.name.text, type, made.next, r, at) } : {});
    }
    case 'layer': {
      if (s.value.kind === 'missing') return declare(f, s.name, 'layer', unknown, { used: true });
      const found = resolves(f, s.value);
      if (!found) unknownLayer(f, s.value);
      return declare(f, s.name, 'layer', found ? { kind: 'tuple', items: [] } : unknown, found ? { layer: { call: s.value, path: join(f.path, s.name.text) } } : {});
    }
    case 'let': return bind(f, s);
    case 'return': return undefined;
    case 'scan': return scan(f, s);
    case 'next': return next(f, s);
    case 'emit': return void evaluate(f, s.value);
  }
}

function bind(f: Frame, s: Let): void {
  const result = evaluate(f, s.value);
  if (s.names.length === 1) return declare(f, s.names[0], 'let', result);
  const items = result.kind === 'tuple' ? result.items : undefined;
  if (result.kind !== 'unknown' && items?.length !== s.names.length) {
    if (!items || items.length > s.names.length) f.lost.anyName = true;
    fail(f, 'NN0312', `let names ${s.names.length} values, but the right side is ${items ? `a tuple of ${items.length}` : showResult(result)}`, lastStage(s.value));
    return s.names.forEach((n) => declare(f, n, 'let', unknown));
  }
  s.names.forEach((n, i) => declare(f, n, 'let', items ? items[i] : unknown, { beside: s.names }));
}

function next(f: Frame, s: Next): void {
  const result = evaluate(f, s.value);
  if (s.name.text === '') return;
  const binding = f.names.get(s.name.text);
  if (!binding) {
    const near = didYouMean(s.name.text, renewable(f));
    if (!f.lost.anyName && !f.lost.names.has(s.name.text)) fail(f, 'NN0331', `next ${s.name.text}: there is no such name`, s.name, near ? `did you mean ${near}?` : undefined);
    f.lost.anyName = true;
    return;
  }
  f.run.refer(s.name, binding.at);
  if (binding.next) {
    binding.next(result, s.name);
    return;
  }
  if (binding.result.kind === 'unknown') return;
  f.lost.anyName = true;
  const names = renewable(f);
  fail(f, 'NN0331', `next ${s.name.text}: '${s.name.text}' is neither carried by the scan nor a state`, s.name, names.length > 0 ? `next renews ${names.join(', ')}` : 'use let for a new name');
}
const renewable = (f: Frame): string[] => [...f.names.all()].filter(([, b]) => b.next).map(([n]) => n);

function renewState(f: Frame, name: string, type: Type, set: (value: Value) => void, result: Result, at: Node): void {
  const binding = f.names.get(name)!;
  if (result.kind === 'unknown') { binding.result = unknown; return; }
  const value = renewed(f, result, type);
  if (!value) { fail(f, 'NN0330', keepsType(name, showResult(result), showType(type)), at, 'a state keeps its shape and dtype'); return; }
  set(value);
  binding.result = tensorOf(value);
}

/** A result as a value of this type, if it has it. */
function renewed(f: Frame, result: Result, type: Type): Value | undefined {
  if (result.kind === 'number' && type.shape.length === 0) return f.run.b.full({ value: result.value, ...type });
  if (result.kind !== 'tensor') return undefined;
  const value = result.weak && result.value.type.dtype !== type.dtype ? f.run.b.convert(result.value, { dtype: type.dtype }) : result.value;
  return value.type.dtype === type.dtype && sameShape(value.type.shape, type.shape) ? value : undefined;
}

// Scans

function scan(f: Frame, s: Scan): void {
  const sequence = evaluate(f, s.sequence), length = dimOf(s.over, dimContext(f));
  const starts = s.carries.map((c) => carried(f, evaluate(f, c.init), c.init));
  if (sequence.kind !== 'tensor' && sequence.kind !== 'unknown') fail(f, 'NN0337', `scan reads a tensor, but found ${showResult(sequence)}`, s.sequence);
  let axis = -1;
  if (sequence.kind === 'tensor' && length !== undefined) {
    const { shape } = sequence.value.type;
    axis = f.run.scanAxis(s, () => shape.findIndex((d) => sameDim(d, length)));
    if (axis < 0) fail(f, 'NN0329', `scan over ${showDim(length)}: ${showType(sequence.value.type)} has no axis of that size`, s.over, `its axes are ${sequence.value.type.shape.map(showDim).join(', ')}`);
  }

  const emits: { readonly at: Identifier; readonly value: Value | undefined }[] = [];
  let ends: (Value | undefined)[] = [];
  /** One turn with what is known; its mistakes are told once. */
  const turn = (item: Value | undefined, carries: readonly (Value | undefined)[]): void => {
    emits.length = 0;
    const names = new Names(f.names), inner: Frame = { ...f, names };
    const renewedNames = new Set<string>();
    declare(inner, s.item, 'item', item ? tensorOf(item) : unknown, { used: true });
    s.carries.forEach((c, i) => {
      const start = carries[i];
      declare(inner, c.name, 'carry', start ? tensorOf(start) : unknown, {
        used: true,
        next(result, at) {
          renewedNames.add(c.name.text);
          const binding = names.get(c.name.text)!;
          const value = result.kind === 'unknown' || !start ? undefined : renewed(inner, result, start.type);
          if (result.kind !== 'unknown' && start && !value) fail(inner, 'NN0330', `next ${c.name.text} is ${showResult(result)}, but it starts as ${showType(start.type)}`, at, 'a carried value keeps its shape and dtype');
          binding.result = value ? tensorOf(value) : unknown;
        },
      });
    });
    for (const t of s.body.statements) {
      if (t.kind === 'emit') {
        const r = evaluate(inner, t.value);
        if (r.kind === 'tensor') emits.push({ at: t.name, value: r.value });
        else {
          if (r.kind !== 'unknown') fail(inner, 'NN0337', `emit needs a tensor, but found ${showResult(r)}`, t.value);
          emits.push({ at: t.name, value: undefined });
        }
      } else statement(inner, t);
    }
    for (const c of s.carries)
      if (c.name.text !== '' && !renewedNames.has(c.name.text) && !f.lost.anyName)
        fail(inner, 'NN0330', `the scan carries ${c.name.text}, but never renews it`, c.name, `write next ${c.name.text} = … in the scan, or leave it out`);
    ends = s.carries.map((c) => { const r = names.get(c.name.text)?.result; return r?.kind === 'tensor' ? r.value : undefined; });
    unusedNames(inner);
  };

  let out: { readonly carries: readonly Value[]; readonly ys: readonly Value[] } | undefined;
  if (sequence.kind === 'tensor' && axis >= 0 && starts.every((v) => v !== undefined)) {
    out = f.run.scan({
      sequence: sequence.value, axis, length: length!, carries: starts,
      body(item, carries) {
        turn(item, carries);
        const ys = emits.map((e) => e.value);
        return ends.every((v) => v !== undefined) && ys.every((v) => v !== undefined) ? { carries: ends, emits: ys } : undefined;
      },
    });
  } else turn(undefined, starts);
  // After the scan the carried names mean their last values, and what was emitted its sequence.
  s.carries.forEach((c, i) => declare(f, c.name, 'carry', out ? tensorOf(out.carries[i]) : unknown, { used: true }));
  emits.forEach(({ at }, i) => declare(f, at, 'emit', out ? tensorOf(out.ys[i]) : unknown));
}

function carried(f: Frame, r: Result, at: Expr): Value | undefined {
  if (r.kind === 'tensor') return r.value;
  if (r.kind === 'number') return f.run.b.full({ value: r.value, shape: [], dtype: 'f32' });
  if (r.kind !== 'unknown') fail(f, 'NN0337', `a scan carries tensors, but found ${showResult(r)}`, at);
  return undefined;
}

// Names that nobody reads

const watched = new Set<Role>(['let', 'layer', 'param', 'emit']);

export function unusedNames(f: Frame): void {
  for (const [name, { role, used, at, beside = [] }] of f.names.own())
    if (!used && watched.has(role) && !name.startsWith('_') && !beside.some((n) => f.names.get(n.text)?.used)) f.run.unused(name, role, at);
}
