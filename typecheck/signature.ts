/**
 * The signature of a model as text, and the call of a model by its signature: sizes and inputs are unified with what
 * the caller gives, `where` is solved and tested. The body plays no part.
 */
import type { Diagnostic } from '../core/diagnostic.ts';
import { addDims, divideDims, isKnown, mulDims, namedDim, namesIn, powerDim, rootDim, sameDim, showDim, subDims, substitute, type Dim } from '../core/dim.ts';
import { isDType } from '../core/dtype.ts';
import type { Type as TensorType } from '../core/graph.ts';
import { showType } from '../core/shape.ts';
import type { Binary, Constraint, Expr, Model, Node, Type } from '../dsl/tree.ts';
import type { HoleValue } from './run.ts';
import { dimOf, error, relation, showConstraint, showSize, type DimContext } from './sizes.ts';

// The sentences, which the type level says too.
export const sizeMissing = <const N extends string, const S extends string>(name: N, size: S): sizeMissing<N, S> => `${name} needs the size ${size}`;
export type sizeMissing<N extends string, S extends string> = `${N} needs the size ${S}`;
export const sizesNotGiven = <const N extends string, const S extends string>(name: N, sizesAre: S): sizesNotGiven<N, S> => `${name}: ${sizesAre} not given`;
export type sizesNotGiven<N extends string, S extends string> = `${N}: ${S} not given`;
export const inputMustBe = <const N extends string, const P extends string, const W extends string, const G extends string>(name: N, port: P, wanted: W, got: G): inputMustBe<N, P, W, G> =>
  `${name}: ${port} is ${wanted}, but got ${got}`;
export type inputMustBe<N extends string, P extends string, W extends string, G extends string> = `${N}: ${P} is ${W}, but got ${G}`;
export const axisMustBe = <const N extends string, const A extends string, const P extends string, const W extends string, const G extends string, const T extends string>(name: N, axis: A, port: P, wanted: W, got: G, type: T): axisMustBe<N, A, P, W, G, T> =>
  `${name}: axis ${axis} of ${port} must be ${wanted}, but got ${got} in ${type}`;
export type axisMustBe<N extends string, A extends string, P extends string, W extends string, G extends string, T extends string> = `${N}: axis ${A} of ${P} must be ${W}, but got ${G} in ${T}`;
export const inputCount = <const N extends string, const Ports extends string, const K extends string>(name: N, ports: Ports, given: K): inputCount<N, Ports, K> => `${name} takes ${ports}, but ${given === '1' ? '1 input is' : `${given} inputs are`} given` as inputCount<N, Ports, K>;
export type inputCount<N extends string, Ports extends string, K extends string> = `${N} takes ${Ports}, but ${K extends '1' ? '1 input is' : `${K} inputs are`} given`;

export const whereFails = <const N extends string, const C extends string, const W extends string>(name: N, condition: C, why: W): whereFails<N, C, W> => `${name}: where ${condition} fails: ${why}`;
export type whereFails<N extends string, C extends string, W extends string> = `${N}: where ${C} fails: ${W}`;
export const leaving = <const R extends string>(rest: R): leaving<R> => `it is ${rest}`;
export type leaving<R extends string> = `it is ${R}`;
export const notHolding = <const A extends string, const O extends string, const B extends string>(a: A, op: O, b: B): notHolding<A, O, B> => `it is ${a} ${op} ${b}`;
export type notHolding<A extends string, O extends string, B extends string> = `it is ${A} ${O} ${B}`;
export const notEqual = <const A extends string, const B extends string>(a: A, b: B): notEqual<A, B> => `${a} is not ${b}`;
export type notEqual<A extends string, B extends string> = `${A} is not ${B}`;
export const notDividing = <const A extends string, const B extends string>(a: A, by: B): notDividing<A, B> => `${a} does not divide by ${by}`;
export type notDividing<A extends string, B extends string> = `${A} does not divide by ${B}`;
export const noWhole = <const N extends string, const A extends string>(name: N, a: A): noWhole<N, A> => `no whole ${name} gives ${a}`;
export type noWhole<N extends string, A extends string> = `no whole ${N} gives ${A}`;

/** The types that a model returns, with their names where it has several. */
export const resultTypes = (model: Model): readonly { readonly name: string | undefined; readonly type: Type }[] =>
  (model.result.kind === 'outputs' ? model.result.ports.map((p) => ({ name: p.name.text, type: p.type })) : [{ name: undefined, type: model.result }]);

/** What a caller gives. */
export interface Given {
  /** In order; undefined where the default is taken. */
  readonly sizes: readonly ({ readonly dim: Dim | undefined; readonly at: Node } | undefined)[];
  /** By port; undefined where the caller leaves it out, 'unknown' after a mistake. */
  readonly inputs: readonly ({ readonly type: TensorType; readonly at: Node } | 'unknown' | undefined)[];
  /** The whole call. */
  readonly at: Node;
  /** What the caller knows of its own sizes. */
  readonly facts: readonly Dim[];
  /** How the sizes of the inputs are shown; as they are written when absent. */
  readonly shown?: readonly (readonly string[])[];
  /** The same of the conditions in `where`. */
  readonly shownWhere?: readonly (string | undefined)[];
  /** What the holes of the model's text hold. */
  readonly holes?: readonly HoleValue[];
  /** Only the sizes are wanted, as many as follow from what is given. */
  readonly partial?: true;
}

export interface Bound {
  readonly sizes: ReadonlyMap<string, Dim>;
  readonly inputs: readonly TensorType[];
  readonly outputs: readonly TensorType[];
}

// Names of the callee that are not bound yet, in dims of the caller: no name of the language looks like this.
const open = (name: string): string => `?${name}`;
const isOpen = (name: string): boolean => name.startsWith('?');

/** Unifies a signature with what a caller gives; reports at most one mistake and is then undefined. */
export function bindSignature(model: Model, given: Given, report: (d: Diagnostic) => void): Bound | undefined {
  const { name: { text: name } } = model;
  let failed = false, malformed = false;
  const fail = (d: Diagnostic): undefined => {
    if (!failed) report(d);
    failed = true;
  };
  const env = new Map<string, Dim>();
  // Names that `where` makes one go by the one that the signature shows.
  const names = new Map<string, string>(), named = (text: string): string => names.get(text) ?? text;
  const shownNames = new Set(given.shown?.flat().flatMap((text) => text.match(/[A-Za-z_]\w*/g) ?? []));
  const pairs = model.where.flatMap(({ op, left, right }) => ((op === '=' || op === '==') && left.kind === 'name' && right.kind === 'name' ? [[left.text, right.text], [right.text, left.text]] as const : []));
  for (const _ of pairs) for (const [one, other] of pairs) if (shownNames.has(named(one)) && !shownNames.has(other) && !model.sizes.some((s) => s.name.text === other)) names.set(other, named(one));
  // Mistakes inside the callee's own signature are told where it stands, not here.
  const context: DimContext = {
    size: (text) => env.get(named(text)) ?? namedDim(open(named(text))),
    hole: (index) => given.holes?.[index] ?? { kind: 'number', value: undefined },
    report: () => { malformed = true; },
  };
  const read = (e: Expr): Dim | undefined => dimOf(e, context);
  const fails = (c: Constraint, why: string): string => whereFails(name, given.shownWhere?.[model.where.indexOf(c)] ?? showConstraint(c), why);

  if (given.sizes.length > model.sizes.length) {
    return fail(error('NN0315', `${name} takes ${count(model.sizes.length, 'size')}, but ${given.sizes.length} are given`, given.sizes[model.sizes.length]?.at ?? given.at,
      model.sizes.length === 0 ? 'leave out <…>' : `its sizes are <${model.sizes.map((s) => s.name.text).join(', ')}>`));
  }
  for (const [i, size] of model.sizes.entries()) {
    const argument = given.sizes[i];
    if (argument && argument.dim === undefined && !given.partial) return undefined;
    const dim = argument?.dim ?? (size.default ? read(size.default) : undefined);
    if (dim === undefined) {
      if (given.partial) continue;
      if (size.default) return undefined;
      return fail(error('NN0315', sizeMissing(name, size.name.text), given.at, `write ${name}<${model.sizes.map((s) => s.name.text).join(', ')}>`));
    }
    if (isKnown(dim) && dim < 1 && argument) return fail(error('NN0315', `${name}: the size ${size.name.text} is at least 1, but found ${dim}`, argument.at));
    env.set(size.name.text, dim);
  }

  // Dims and equations with one open name give its value; what has several waits for the others.
  const waiting: (() => 'done' | 'wait')[] = [];
  model.inputs.forEach((port, i) => {
    const input = given.inputs[i];
    if (input === undefined || input === 'unknown') return;
    const dims = port.type.dims, shown = given.shown?.[i] ?? dims.map(showSize);
    const wrongType = (): string => inputMustBe(name, port.name.text, `${port.type.dtype.text}[${shown.join(', ')}]`, showType(input.type));
    if (dims.length !== input.type.shape.length) {
      fail(error('NN0319', wrongType(), input.at, `it has ${dims.length === 1 ? '1 axis' : `${dims.length} axes`}, not ${input.type.shape.length}`));
      return;
    }
    if (isDType(port.type.dtype.text) && input.type.dtype !== port.type.dtype.text)
      fail(error('NN0319', wrongType(), input.at, `it must have dtype ${port.type.dtype.text}, not ${input.type.dtype}`));
    dims.forEach((e, axis) => {
      const actual = input.type.shape[axis]!;
      if (e.kind === 'name' && !env.has(named(e.text))) { env.set(named(e.text), actual); return; }
      waiting.push(() => {
        const want = read(e);
        if (want === undefined) return 'done';
        const solved = settle(want, actual);
        if (solved === 'wait') return 'wait';
        if (solved === 'differ') {
          const written = shown[axis]!, wanted = written === showDim(want) || [...namesIn(want)].some(isOpen) ? written : `${written}, here ${showDim(want)}`;
          fail(error('NN0319', axisMustBe(name, `${axis}`, port.name.text, wanted, showDim(actual), showType(input.type)), input.at));
        }
        return 'done';
      });
    });
  });
  for (const c of model.where) {
    if (c.op === '=' || (c.op === '==' && !isRemainder(c))) waiting.push(() => equation(c));
  }

  /** want = actual, where want may have open names. */
  const settle = (want: Dim, actual: Dim): 'same' | 'differ' | 'wait' | 'solved' => {
    const names = [...namesIn(want)].filter(isOpen);
    if ([...namesIn(actual)].some(isOpen)) return 'wait';
    if (names.length === 0) return subDims(want, actual) === 0 ? 'same' : 'differ';
    if (names.length > 1) return 'wait';
    const unknown = names[0]!;
    const rest = substitute(want, new Map([[unknown, 0]]));
    const factor = subDims(substitute(want, new Map([[unknown, 1]])), rest);
    // Solved where it occurs once: as it is, or as a square or cube.
    const power = [1, 2, 3].find((n) => sameDim(want, addDims(rest, mulDims(factor, powerDim(namedDim(unknown), n)))));
    if (power === undefined) return 'wait';
    const quotient = divideDims(subDims(actual, rest), factor), value = quotient === undefined ? undefined : rootDim(quotient, power);
    if (value === undefined && given.partial && !(isKnown(actual) && isKnown(factor))) return 'wait';
    if (value === undefined || (isKnown(value) && value < 1)) return 'differ';
    env.set(unknown.slice(1), value);
    return 'solved';
  };

  const equation = (c: Constraint): 'done' | 'wait' => {
    // D = C / H is C = D * H.
    for (const [side, other] of [[c.left, c.right], [c.right, c.left]] as const) {
      if (other.kind !== 'binary' || other.op !== '/') continue;
      const over = read(other.left), by = read(other.right), whole = read(side);
      if (over === undefined || by === undefined || whole === undefined || [...namesIn(over), ...namesIn(by)].some(isOpen)) continue;
      return conclude(c, settle(mulDims(whole, by), over), over, mulDims(whole, by));
    }
    const left = read(c.left), right = read(c.right);
    if (left === undefined || right === undefined) return 'done';
    return [...namesIn(left)].some(isOpen)
      ? conclude(c, settle(left, right), right, left)
      : conclude(c, settle(right, left), left, right);
  };
  const conclude = (c: Constraint, outcome: ReturnType<typeof settle>, left: Dim, right: Dim): 'done' | 'wait' => {
    if (outcome === 'wait') return 'wait';
    if (outcome === 'differ') {
      const unknown = [...namesIn(right)].find(isOpen);
      const by = unknown === undefined ? right : substitute(right, new Map([[unknown, 1]]));
      const why = unknown === undefined ? notEqual(showDim(left), showDim(right))
        : sameDim(right, mulDims(by, namedDim(unknown))) ? notDividing(showDim(left), showDim(by)) : noWhole(unknown.slice(1), showDim(left));
      fail(error('NN0320', fails(c, why), given.at, undefined, [{ span: c.span, message: 'the condition' }]));
    }
    return 'done';
  };

  for (let before = Infinity; waiting.length > 0 && waiting.length < before && !failed;) {
    before = waiting.length;
    const left = waiting.filter((step) => !failed && step() === 'wait');
    waiting.splice(0, waiting.length, ...left);
  }
  if (failed) return undefined;
  if (given.inputs.includes('unknown')) return undefined;

  for (const c of model.where) {
    if (isRemainder(c)) remainder(c, c.left.left, c.left.right);
    else if (c.op !== '=' && c.op !== '==') inequality(c);
  }
  function remainder(c: Constraint, over: Expr, by: Expr): void {
    const a = read(over), b = read(by);
    if (a === undefined || b === undefined || divideDims(a, b) !== undefined) return;
    if (given.partial && !(isKnown(a) && isKnown(b))) return;
    const why = isKnown(a) && isKnown(b) ? leaving(`${a % b}`) : `${showDim(a)} is not known to divide by ${showDim(b)}`;
    fail(error('NN0320', fails(c, why), given.at,
      isKnown(a) && isKnown(b) ? undefined : `add where ${showDim(a)} % ${showDim(b)} == 0`, [{ span: c.span, message: 'the condition' }]));
  }
  function inequality(c: Constraint): void {
    const a = read(c.left), b = read(c.right);
    if (a === undefined || b === undefined || c.op === '=') return;
    // What depends on sizes of the caller is tested when these are known.
    if (relation(c.op, a, b, given.facts) === false)
      fail(error('NN0320', fails(c, notHolding(showDim(a), c.op, showDim(b))), given.at, undefined, [{ span: c.span, message: 'the condition' }]));
  }
  if (failed) return undefined;
  for (const [written, shown] of names) if (env.has(shown)) env.set(written, env.get(shown)!);

  const typeAs = (t: Type): TensorType | undefined => {
    const shape = t.dims.map(read);
    if (!isDType(t.dtype.text) || shape.some((d) => d === undefined)) return undefined;
    const unbound = shape.flatMap((d) => [...namesIn(d!)]).find(isOpen);
    return unbound === undefined ? { dtype: t.dtype.text, shape: shape as Dim[] } : undefined;
  };
  const inputs = model.inputs.map((p) => typeAs(p.type)), outputs = resultTypes(model).map((r) => typeAs(r.type));
  if (given.partial) return { sizes: env, inputs: [], outputs: [] };
  // Otherwise the signature itself is wrong, and that is told there.
  return !malformed && isComplete(inputs) && isComplete(outputs) ? { sizes: env, inputs, outputs } : undefined;
}

const isComplete = (types: readonly (TensorType | undefined)[]): types is readonly TensorType[] => types.every((t) => t !== undefined);
const isRemainder = (c: Constraint): c is Constraint & { readonly left: Binary } =>
  c.op === '==' && c.left.kind === 'binary' && c.left.op === '%' && c.right.kind === 'number' && c.right.value === 0;

const count = (n: number, noun: string): string => `${n} ${n === 1 ? noun : `${noun}s`}`;
