/** What a part of a model costs: the parameters that live there, and the arithmetic of its products, as polynomials of the sizes. */
import { addDims, bounded, isKnown, mulDims, sameDim, showDim, sizeOf, substitute, type Dim } from '../../core/dim.ts';
import type { Node as GraphNode, Type, Value } from '../../core/graph.ts';
import { children, type Call, type Expr, type If, type Node } from '../../dsl/tree.ts';
import { nothingLost } from '../frame.ts';
import { countOf, type CheckedModel, type Parameter } from '../model.ts';
import type { Result } from '../result.ts';
import { bindSignature } from '../signature.ts';
import { sitesOf } from '../sites.ts';
import { dimOf, relation, symbolicSizes, type Sizes } from '../sizes.ts';
import type { AnalysedTemplate } from './service.ts';

/** The parameters of a call, with their names in it. */
export function parametersAt(model: CheckedModel, call: Call): readonly Parameter[] {
  const path = sitesOf(model.node).get(call);
  if (path === undefined) return [];
  return model.parameters.filter((p) => p.path.startsWith(`${path}.`)).map((p) => ({ ...p, path: p.path.slice(path.length + 1) }));
}

/** How many numbers that is, in one turn of what stands around the call. */
export function countAt(model: CheckedModel, call: Call, repeats: number): Dim | undefined {
  const parameters = parametersAt(model, call);
  if (parameters.length === 0) return undefined;
  return countOf(parameters.map((p) => ({ ...p, repeats: p.repeats.slice(repeats), guards: [] })));
}

/** How many products the sum behind one element of the output has. */
const depth: Readonly<Record<string, (inputs: readonly Type[], params: GraphNode['params']) => Dim>> = {
  matmul: ([x]) => x!.shape.at(-1) ?? 1,
  dot: ([x], params) => sizeOf((params['contract'] as readonly (readonly number[])[])[0]!.map((axis) => x!.shape[axis]!)),
  // weight: [o, c / groups, ..kernel]
  conv: ([, weight]) => sizeOf(weight!.shape.slice(1)),
};

/** More operations than these behind one call are not gone through, and a longer polynomial tells nobody anything. */
const mostNodes = 10_000, mostTerms = 32;

type Read = Pick<AnalysedTemplate, 'tree' | 'checked' | 'models'>;

/**
 * The FLOPs of the matrix products and convolutions of a model or a part of it: a multiplication and an addition count one each.
 * Those in a `repeat` count as often as it repeats, those of a model that is called for the sizes of the call. Undefined where
 * there are none, or where they are not known: behind a hole, or in an `if` whose sides differ.
 */
export function productFlops(template: Read, model: CheckedModel | undefined, node: Node, sizes: ReadonlyMap<string, Dim> = new Map()): Dim | undefined {
  if (!model) return undefined;
  const flops = bounded(() => new Flops(template, model, sizes, new Map()).of(node));
  return flops === undefined || (isKnown(flops) && flops === 0) ? undefined : flops;
}

class Flops {
  readonly #template: Read;
  readonly #model: CheckedModel;
  /** What the sizes of the model are, where that is known. */
  readonly #given: ReadonlyMap<string, Dim>;
  /** Of models for some sizes; undefined while they are being counted, too. */
  readonly #counted: Map<string, Dim | undefined>;
  readonly #sizes: Sizes;

  constructor(template: Read, model: CheckedModel, given: ReadonlyMap<string, Dim>, counted: Map<string, Dim | undefined>) {
    this.#template = template;
    this.#model = model;
    this.#given = given;
    this.#counted = counted;
    this.#sizes = symbolicSizes(model.node, (index) => model.holes[index] ?? { kind: 'unknown' }, () => undefined, nothingLost(false));
  }

  of(node: Node): Dim | undefined {
    switch (node.kind) {
      case 'call': return this.#sum([this.#call(node), ...node.args.map((a) => this.of(a.value))]);
      case 'binary': return this.#sum([node.op === '@' ? this.#made(node, [node.left, node.right]) : 0, this.of(node.left), this.of(node.right)]);
      case 'repeat': return this.#times(node.count, this.#sum(node.stages.map((s) => this.of(s))));
      case 'scan': return this.#sum([this.of(node.sequence), ...node.carries.map((c) => this.of(c.init)), this.#times(node.over, this.of(node.body))]);
      case 'if': return this.#choice(node);
      // A layer that is named counts where it is used.
      case 'layer': case 'param': case 'state': return 0;
      default: return this.#sum(children(node).map((child) => this.of(child)));
    }
  }

  #sum(parts: readonly (Dim | undefined)[]): Dim | undefined {
    return parts.reduce<Dim | undefined>((sum, part) => (sum === undefined || part === undefined ? undefined : readable(addDims(sum, part))), 0);
  }

  #times(count: Expr, flops: Dim | undefined): Dim | undefined {
    if (flops === 0) return 0;
    const times = this.#size(count);
    return flops === undefined || times === undefined ? undefined : mulDims(times, flops);
  }

  #size(e: Expr): Dim | undefined {
    const dim = dimOf(e, { size: (name) => this.#sizes.env.get(name), hole: (index) => this.#model.holes[index] ?? { kind: 'unknown' }, report: () => undefined });
    return dim === undefined ? undefined : substitute(dim, this.#given);
  }

  /** While not training. */
  #choice({ condition, then, else: otherwise }: If): Dim | undefined {
    if (condition.kind === 'name' && condition.text === 'train') return this.of(otherwise);
    const tests = (condition.kind === 'and' ? condition.items : [condition]).map((test) => {
      const left = test.kind === 'compare' ? this.#size(test.left) : undefined, right = test.kind === 'compare' ? this.#size(test.right) : undefined;
      return test.kind === 'compare' && left !== undefined && right !== undefined ? relation(test.op, left, right) : undefined;
    });
    if (tests.every((t) => t === true)) return this.of(then);
    const b = this.of(otherwise);
    if (tests.includes(false)) return b;
    const a = this.of(then);
    return a !== undefined && b !== undefined && sameDim(a, b) ? a : undefined;
  }

  #call(node: Call): Dim | undefined {
    const { notes, models } = this.#template.checked;
    if (node.callee.kind === 'hole') return undefined;
    const { text } = node.callee, callee = models.find((m) => m.name === text), noted = notes.get(node);
    if (!callee) return this.#made(node, node.args.map((a) => a.value), noted?.input);
    const inputs = [...(noted?.input ? [noted.input] : []), ...node.args.filter((a) => !a.name).map((a) => notes.get(a.value)?.result)];
    const bound = bindSignature(callee.node, {
      sizes: node.sizes.map((s) => ({ dim: this.#size(s), at: s })),
      inputs: callee.node.inputs.map((p, i) => {
        const named = node.args.find((a) => a.name?.text === p.name.text), given = named ? notes.get(named.value)?.result : inputs[i];
        return given?.kind === 'tensor' ? { type: { ...given.value.type, shape: given.value.type.shape.map((d) => substitute(d, this.#given)) }, at: node } : undefined;
      }),
      at: node, facts: [], holes: callee.holes, partial: true,
    }, () => undefined);
    return bound && this.#whole(callee, bound.sizes);
  }

  #whole(callee: CheckedModel, given: ReadonlyMap<string, Dim>): Dim | undefined {
    const key = `${callee.name} ${[...given].map(([name, d]) => `${name}=${showDim(d)}`).join()}`;
    // A circle of calls has been reported, and has no count.
    if (!this.#counted.has(key)) {
      this.#counted.set(key, undefined);
      this.#counted.set(key, callee.ok ? new Flops(this.#template, callee, given, this.#counted).of(callee.node.body) : undefined);
    }
    return this.#counted.get(key);
  }

  /** What stands between the operands of a call and what it makes of them. */
  #made(node: Node, operands: readonly Expr[], input?: Result): Dim | undefined {
    const { notes } = this.#template.checked, noted = notes.get(node), before = new Set<Value>();
    if (!noted || noted.result.kind === 'unknown') return undefined;
    for (const r of [input, ...operands.map((e) => notes.get(e)?.result)]) valuesOf(r).forEach((v) => before.add(v));
    const open = [...valuesOf(noted.result)], seen = new Set<GraphNode>();
    let sum: Dim = 0;
    while (open.length > 0) {
      const value = open.pop()!, { node } = value;
      if (!node || before.has(value) || seen.has(node)) continue;
      if (seen.size >= mostNodes) return undefined;
      seen.add(node);
      open.push(...node.inputs);
      const terms = depth[node.op.name]?.(node.inputs.map((x) => x.type), node.params);
      const flops = terms === undefined ? 0 : readable(mulDims(2, mulDims(sizeOf(node.outputs[0]!.type.shape), terms)));
      if (flops === undefined) return undefined;
      sum = addDims(sum, flops);
    }
    return readable(substitute(sum, this.#given));
  }
}

const readable = (d: Dim): Dim | undefined => (isKnown(d) || d.terms.size <= mostTerms ? d : undefined);

const valuesOf = (r: Result | undefined): readonly Value[] => (r?.kind === 'tensor' ? [r.value] : r?.kind === 'tuple' ? r.items.flatMap(valuesOf) : []);
