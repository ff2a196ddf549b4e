/**
 * A model in hand: called like a function, with parameters that `init` draws and state that goes in and comes out.
 * Its text has been parsed and checked; graphs are made for the sizes and modes that calls ask for, once each.
 */
import { CotangentError, didYouMean, type Diagnostic } from '../core/diagnostic.ts';
import { isKnown, type Dim } from '../core/dim.ts';
import type { DType } from '../core/dtype.ts';
import type { Type } from '../core/graph.ts';
import { known, showType } from '../core/shape.ts';
import { elaborate, type Elaborated, type Owned, type Template } from '../lowering/elaborate.ts';
import { elementsOf } from '../lowering/kernel/plain.ts';
import type { CheckedModel, Parameter } from '../typecheck/model.ts';
import { parametersWith, shownInputs, shownWhere, signatureOf, sizesWith } from '../typecheck/model.ts';
import { bindSignature, inputCount, sizesNotGiven } from '../typecheck/signature.ts';
import { Tensor } from '../tensor/tensor.ts';
import { flopsOf } from '../lowering/flops.ts';
import { programOf } from '../tensor/run.ts';
import { call } from '../tensor/trace.ts';
import { foldIn, type Key } from '../tensor/random.ts';
import { draw } from './initial.ts';
import type { CallOptions, Model, Output, Tree } from './modelType.ts';
import { callTable, summaryTable } from './summary.ts';

// The sentences, which the types in modelType.ts say too.
export const notATensor = <const N extends string, const I extends string, const W extends string>(name: N, input: I, what: W): notATensor<N, I, W> => `${name}: input ${input} is ${what}, not a tensor`;
export type notATensor<N extends string, I extends string, W extends string> = `${N}: input ${I} is ${W}, not a tensor`;
/** Only types know whose a tree is. */
export type parametersOfAnother<N extends string, Other extends string> = `${N}: these are the parameters of ${Other}`;
export const parameterMissing = <const N extends string, const W extends string, const P extends string>(name: N, what: W, path: P): parameterMissing<N, W, P> => `${name}: the ${what} ${path} is missing`;
export type parameterMissing<N extends string, W extends string, P extends string> = `${N}: the ${W} ${P} is missing`;
export const parameterMustBe = <const N extends string, const W extends string, const P extends string, const F extends string, const E extends string>(name: N, what: W, path: P, found: F, expected: E): parameterMustBe<N, W, P, F, E> =>
  `${name}: the ${what} ${path} is ${found}, expected ${expected}`;
export type parameterMustBe<N extends string, W extends string, P extends string, F extends string, E extends string> = `${N}: the ${W} ${P} is ${F}, expected ${E}`;

const nowhere = { kind: 'missing', span: { start: 0, end: 0 } } as const;

export function makeModel(checked: CheckedModel, template: Template, given: Readonly<Record<string, number>> = {}): Model {
  const { name, node } = checked;
  const own = ownSizes(checked, given), signature = signatureOf(checked, given);
  const variants = new Map<string, Elaborated>();
  for (const m of template.models.values()) templates.set(m.node, template);

  const apply = (parameters: Tree, inputs: readonly Tensor[], { train = false, key, state }: CallOptions = {}): readonly [Output, Tree] => {
    const found = inputs.map((x, i) => {
      if (x instanceof Tensor) return x;
      throw new CotangentError(notATensor(name, `${i + 1}`, x === null ? 'null' : typeof x), { code: 'NN0520', hint: `call ${name}(parameters, ${node.inputs.map((p) => p.name.text).join(', ')})` });
    });
    const variant = variantFor(found.map((x) => x.type), train);
    if (variant.needsKey && !key)
      throw new CotangentError(`${name} draws random numbers${train ? ' in training' : ''} and needs a key`, { code: 'NN0521', hint: `call ${name}(…, { ${train ? 'train: true, ' : ''}key: random.key(0) })` });
    const outs = call(variant.graph, [
      ...leaves(checked, 'parameter', parameters, variant.parameters), ...leaves(checked, 'state', state ?? (variant.states.length ? initState() : {}), variant.states),
      ...(variant.needsKey ? [key!] : []), ...found,
    ]);
    const count = outs.length - variant.states.length;
    const next = treeOf(variant.states, outs.slice(count));
    return [named(checked, outs.slice(0, count)), variant.states.length > 0 ? next : (state ?? {})];
  };

  const variantFor = (inputs: readonly Type[], train: boolean): Elaborated => {
    const key = `${train} ${inputs.map(showType).join()}`;
    let variant = variants.get(key);
    if (!variant) variants.set(key, variant = make(inputs, train));
    return variant;
  };
  const make = (inputs: readonly Type[], train: boolean): Elaborated => {
    let mistake: Diagnostic | undefined;
    if (inputs.length > node.inputs.length || inputs.length < node.inputs.filter((p) => !p.default).length)
      throw new CotangentError(inputCount(name, node.inputs.map((p) => p.name.text).join(', '), `${inputs.length}`), { code: 'NN0522', hint: signature });
    const bound = bindSignature(node, {
      sizes: node.sizes.map(({ name: { text } }) => (own.has(text) ? { dim: own.get(text), at: nowhere } : undefined)), holes: checked.holes, shown: shownInputs(checked, given), shownWhere: shownWhere(checked, given),
      inputs: node.inputs.map((_, i) => inputs[i] && { type: inputs[i], at: nowhere }), at: nowhere, facts: [],
    }, (d) => { mistake ??= d; });
    if (!bound) throw new CotangentError(mistake?.message ?? `${name}: sizes are missing`, { code: mistake?.code ?? 'NN0523', ...(mistake?.hint === undefined ? {} : { hint: mistake.hint }) });
    return elaborate({ model: checked, sizes: bound.sizes, inputs: bound.inputs, given: inputs.length, train, templateOf: (n) => templates.get(n)! });
  };

  const owned = (which: readonly Parameter[]): readonly Owned[] => {
    const open = checked.sizes.filter((s) => !own.has(s.name)).map((s) => s.name);
    if (open.length > 0) throw new CotangentError(sizesNotGiven(name, open.length === 1 ? `the size ${open[0]} is` : `the sizes ${open.join(', ')} are`), { code: 'NN0523', hint: `use ${name}.with({ ${open.map((s) => `${s}: …`).join(', ')} })` });
    return parametersWith(which, own).map(({ path, type, init, repeats }) => ({ path, init, dtype: type.dtype, turns: repeats.length, shape: known([...repeats, ...type.shape]) }));
  };
  const init = (key: Key): Tree => {
    const list = owned(checked.parameters);
    return treeOf(list, list.map((p, i) => draw(p, foldIn(key, i))));
  };
  const initState = (): Tree => {
    const list = owned(checked.states);
    return treeOf(list, list.map((p) => draw(p, undefined)));
  };

  const model = (parameters: Tree, ...rest: readonly (Tensor | CallOptions)[]): Output => {
    const last = rest.at(-1);
    return isOptions(last) ? apply(parameters, rest.slice(0, -1) as readonly Tensor[], last)[0] : apply(parameters, rest as readonly Tensor[])[0];
  };
  const face: Omit<Model, 'parameterCount'> = Object.assign(model, {
    modelName: name, signature, checked, template, init, initState, apply,
    with: (sizes: Readonly<Record<string, number>>): Model => makeModel(checked, template, { ...given, ...sizes }),
    summary(shapes?: Readonly<Record<string, readonly number[]>>): string {
      if (!shapes) return summaryTable(owned(checked.parameters), owned(checked.states));
      const given = node.inputs.filter((p) => Object.hasOwn(shapes, p.name.text));
      const variant = variantFor(given.map((p) => ({ shape: shapes[p.name.text]!, dtype: p.type.dtype.text as DType })), false);
      return callTable(variant, flopsOf(variant.graph), programOf(variant.graph).arenaBytes);
    },
  });
  return Object.defineProperty(face, 'parameterCount', {
    enumerable: true,
    get: () => owned(checked.parameters).reduce((n, p) => n + elementsOf(p), 0),
  }) as Model;
}

// Arrays are inputs that someone forgot to make tensors of.
const isOptions = (x: unknown): x is CallOptions => typeof x === 'object' && x !== null && !(x instanceof Tensor) && !Array.isArray(x) && !ArrayBuffer.isView(x);

// Where each model's text is, for bodies that are read when another template calls them.
const templates = new WeakMap<object, Template>();

/** The sizes that are known without an input: given, by default, or by `where`. */
function ownSizes(checked: CheckedModel, given: Readonly<Record<string, number>>): ReadonlyMap<string, Dim> {
  const { name, sizes } = checked;
  for (const [size, value] of Object.entries(given)) {
    if (!sizes.some((s) => s.name === size)) {
      const near = didYouMean(size, sizes.map((s) => s.name));
      throw new CotangentError(`${name} has no size ${size}`, { code: 'NN0524', hint: near ? `did you mean ${near}?` : sizes.length === 0 ? 'it has no <…>' : `its sizes are ${sizes.map((s) => s.name).join(', ')}` });
    }
    if (!Number.isInteger(value) || value < 1) throw new CotangentError(`${name}: the size ${size} is ${value}`, { code: 'NN0524', hint: 'give a whole number of 1 or more' });
  }
  return new Map([...sizesWith(checked, given)].filter(([, d]) => isKnown(d)));
}

function named({ outputs }: CheckedModel, values: readonly Tensor[]): Output {
  if (outputs[0]?.name === undefined) return values[0] as Output;
  return Object.fromEntries(outputs.map((o, i) => [o.name!, values[i]!])) as unknown as Output;
}

/** `a.b.weight` and `a.c` as { a: { b: { weight }, c } }. */
function treeOf(owned: readonly Owned[], tensors: readonly Tensor[]): Tree {
  type Tree = { [name: string]: Tree | Tensor };
  const root: Tree = {};
  owned.forEach(({ path }, i) => {
    const names = path.split('.'), last = names.pop()!;
    const node = names.reduce((tree, name) => (tree[name] ??= {}) as Tree, root);
    node[last] = tensors[i]!;
  });
  return root;
}

/** The tensors of a tree in the graph's order; every one there, of the right type. */
function leaves({ name: model, partial: isPartial }: CheckedModel, what: string, tree: Tree, owned: readonly Owned[]): readonly Tensor[] {
  return owned.map(({ path, shape, dtype }) => {
    const x = path.split('.').reduce<unknown>((node, name) => (typeof node === 'object' && node !== null && Object.hasOwn(node, name) ? (node as Record<string, unknown>)[name] : undefined), tree);
    if (!(x instanceof Tensor)) throw new CotangentError(parameterMissing(model, what, path), { code: 'NN0525', hint: isPartial ? 'it stands behind a function in a hole whose result is not known before sizes are numbers; put the function at the end, or give it a signature as a model' : `give the tree that ${what === 'state' ? 'initState' : 'init'} returns` });
    if (x.dtype !== dtype || x.shape.join() !== shape.join())
      throw new CotangentError(parameterMustBe(model, what, path, showType(x), showType({ dtype, shape })), { code: 'NN0525', hint: 'it was made for other sizes' });
    return x;
  });
}
