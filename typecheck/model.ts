/** What the checker knows of a model: its interface, its parameters, and what follows from them for given sizes. */
import { addDims, bounded, isKnown, mulDims, showDim, sizeOf, substitute, type Dim } from '../core/dim.ts';
import type { Type } from '../core/graph.ts';
import { showType } from '../core/shape.ts';
import { show } from '../dsl/printer.ts';
import { walk, type Expr, type File, type Model, type Node, type Size as SizeNode } from '../dsl/tree.ts';
import type { Init } from './layer.ts';
import type { Callee, Guard } from './run.ts';
import { bindSignature } from './signature.ts';
import { relation, showSize } from './sizes.ts';

export interface Parameter {
  /** `h.Block.qkv.linear.weight`: names from the text, from the outside in. */
  readonly path: string;
  /** Of one turn, where it stands in a `repeat`. */
  readonly type: Type;
  /** How often it is there, by the `repeat`s around it, outermost first: the leading axes of what is stored. */
  readonly repeats: readonly Dim[];
  readonly init: Init;
  /** It exists where all of these hold. */
  readonly guards: readonly Guard[];
  /** Calls in training alone use it, or in inference alone; undefined where both do. */
  readonly mode: boolean | undefined;
}

export interface PortType { readonly name: string | undefined; readonly type: Type }

export interface CheckedModel extends Callee {
  readonly name: string;
  readonly node: Model;
  /** Canonical: `Mlp(x: f32[B, 784]) -> f32[B, 10]`, with default sizes put in when all have one. */
  readonly signature: string;
  readonly sizes: readonly { readonly name: string; readonly default: Dim | undefined }[];
  /** Absent types were wrong. */
  readonly inputs: readonly (PortType & { readonly optional: boolean })[];
  readonly outputs: readonly PortType[];
  readonly parameters: readonly Parameter[];
  /** The models that it calls once and without conditions, by where their parameters live. */
  readonly callees: ReadonlyMap<string, CheckedModel>;
  readonly states: readonly Parameter[];
  /** Some of what it owns is unknown, because a hole is that it calls or takes a size from. */
  readonly partial: boolean;
  /** And that is more than what models own of which only the signature is known, at the places that `callees` has for them. */
  readonly lost: boolean;
  /** When a call needs a random key. */
  readonly key: 'never' | 'training' | 'always';
  /** No error in it, nor in a model that it calls. */
  readonly ok: boolean;
}

const nowhere: Node = { kind: 'missing', span: { start: 0, end: 0 } };

/** The sizes that follow from those given, and from the defaults of the others: what a call without inputs would bind. */
export function sizesWith({ node, holes }: Pick<CheckedModel, 'node' | 'holes'>, given: Readonly<Record<string, number>> = {}): ReadonlyMap<string, Dim> {
  const sizes = node.sizes.map(({ name: { text } }) => (Object.hasOwn(given, text) ? { dim: given[text], at: nowhere } : undefined));
  const bound = bindSignature(node, { sizes, inputs: node.inputs.map(() => undefined), at: nowhere, facts: [], holes, partial: true }, () => undefined);
  return bound?.sizes ?? new Map();
}

/** The parameters that exist for these sizes, with their dims in terms of them. */
export function parametersWith(parameters: readonly Parameter[], sizes: ReadonlyMap<string, Dim>): readonly Parameter[] {
  const dims = (ds: readonly Dim[]): readonly Dim[] => ds.map((d) => substitute(d, sizes));
  return parameters.flatMap((p) => {
    if (isFixed(p)) return [p];
    const guards: Guard[] = [];
    for (const g of p.guards) {
      const { holds, guard } = resolveGuard(g, sizes);
      if (holds === false) return [];
      if (holds === undefined) guards.push(guard);
    }
    const { init } = p;
    return [{
      ...p, guards, repeats: dims(p.repeats), type: { ...p.type, shape: dims(p.type.shape) },
      init: init.kind === 'scaled' ? { ...init, fan: substitute(init.fan, sizes) } : init,
    }];
  });
}

/** Whether it is the same for all sizes. */
export const isFixed = ({ guards, repeats, type, init }: Parameter): boolean =>
  guards.length === 0 && repeats.every(isKnown) && type.shape.every(isKnown) && (init.kind !== 'scaled' || isKnown(init.fan));

export function resolveGuard(g: Guard, sizes: ReadonlyMap<string, Dim>): { readonly holds: boolean | undefined; readonly guard: Guard } {
  const tests = g.tests.map((t) => ({ ...t, left: substitute(t.left, sizes), right: substitute(t.right, sizes) }));
  const each = tests.map((t) => relation(t.op, t.left, t.right));
  const all = each.includes(false) ? false : each.every((x) => x === true) ? true : undefined;
  return { holds: all === undefined ? undefined : all !== g.negated, guard: { tests, negated: g.negated } };
}

/** How many numbers the parameters hold, as a polynomial of the sizes that are left open. Undefined while a guard is undecided or a hole unknown, or when the polynomial is too large to be one. */
export function parameterCount(model: Pick<CheckedModel, 'node' | 'holes' | 'parameters' | 'partial'>, given: Readonly<Record<string, number>> = {}): Dim | undefined {
  return model.partial ? undefined : countOf(parametersWith(model.parameters, sizesWith(model, given)));
}

export function countOf(parameters: readonly Parameter[]): Dim | undefined {
  if (parameters.some((p) => p.guards.length > 0)) return undefined;
  return bounded(() => parameters.reduce<Dim>((sum, p) => addDims(sum, mulDims(sizeOf(p.repeats), sizeOf(p.type.shape))), 0));
}

type Signed = Pick<CheckedModel, 'name' | 'node' | 'holes' | 'inputs' | 'outputs'>;

/** The sizes that are put in where the signature is shown: those given, and once every size has a value, all that follow. */
function shownSizes({ node, holes }: Signed, given: Readonly<Record<string, number>>): { readonly open: readonly SizeNode[]; readonly sizes: ReadonlyMap<string, Dim> } {
  const left = node.sizes.filter((s) => !Object.hasOwn(given, s.name.text));
  return left.every((s) => s.default) ? { open: [], sizes: sizesWith({ node, holes }, given) } : { open: left, sizes: new Map(Object.entries(given)) };
}

/** The sizes of the inputs as the signature shows them. */
export function shownInputs(model: Signed, given: Readonly<Record<string, number>> = {}): readonly (readonly string[])[] {
  const { sizes } = shownSizes(model, given);
  return model.inputs.map((p) => p.type.shape.map((d) => showDim(substitute(d, sizes))));
}

/** The conditions of `where` as the signature shows them, with sizes put in; undefined where no call can break one, or not all of it is known. */
export function shownWhere(model: Signed, given: Readonly<Record<string, number>> = {}): readonly (string | undefined)[] {
  const { sizes } = shownSizes(model, given);
  return model.node.where.map((c) => {
    let isOpen = false, isLost = false;
    const put = (e: Expr): Expr => {
      if (e.kind === 'binary') return { ...e, left: put(e.left), right: put(e.right) };
      if (e.kind === 'negate') return { ...e, value: put(e.value) };
      const hole = e.kind === 'hole' ? model.holes[e.index] : undefined, value = e.kind === 'name' ? sizes.get(e.text) : hole?.kind === 'number' ? hole.value : undefined;
      if (typeof value === 'number') return { kind: 'number', span: e.span, value, integer: true, text: `${value}` };
      if (e.kind === 'name') isOpen = true;
      else if (e.kind !== 'number') isLost = true;
      return e;
    };
    const shown = show({ ...c, left: put(c.left), right: put(c.right) });
    return isOpen && !isLost ? shown : undefined;
  });
}

/** The signature: as it is written, or, where every size has a value, with these put in. Inputs that may be left out have a question mark; what `where` asks of a call stands at the end. */
export function signatureOf(model: Signed, given: Readonly<Record<string, number>> = {}): string {
  const { name, node, inputs, outputs } = model, { open, sizes } = shownSizes(model, given);
  const typed = (t: Type): string => showType({ ...t, shape: t.shape.map((d) => substitute(d, sizes)) });
  const port = (p: PortType & { readonly optional?: boolean }): string => (p.name === undefined ? typed(p.type) : `${p.name}${p.optional ? '?' : ''}: ${typed(p.type)}`);
  const header = open.length === 0 ? '' : `<${open.map((s) => s.name.text + (s.default ? ` = ${showSize(s.default)}` : '')).join(', ')}>`;
  const results = outputs.map(port).join(', '), where = shownWhere(model, given).filter((c) => c !== undefined);
  return `${name}${header}(${inputs.map(port).join(', ')}) -> ${node.result.kind === 'outputs' ? `(${results})` : results}${where.length > 0 ? ` where ${where.join(', ')}` : ''}`;
}

/** The model that a template stands for: the last that no other in it calls. */
export function mainModel(tree: File, models: readonly CheckedModel[]): CheckedModel | undefined {
  const called = new Set<string>();
  walk(tree, (node) => { if (node.kind === 'call' && node.callee.kind === 'identifier') called.add(node.callee.text); });
  return models.findLast((m) => !called.has(m.name));
}

export const showCount = (count: Dim): string => (isKnown(count) ? count.toLocaleString('en') : showDim(count));
