/** What a part of a model costs: the parameters that live there, and the arithmetic of its products, as polynomials of the sizes. */
import { addDims, bounded, isKnown, mulDims, sizeOf, type Dim } from '../../core/dim.ts';
import type { Node as GraphNode, Type, Value } from '../../core/graph.ts';
import { walk, type Call, type Node } from '../../dsl/tree.ts';
import type { Noted } from '../check.ts';
import type { CheckedModel, Parameter } from '../model.ts';
import type { Result } from '../result.ts';
import { sitesOf } from '../sites.ts';
import type { AnalysedTemplate } from './service.ts';

/** The parameters of a call, with their names in it. `turns`: by how many repeats around it they are multiplied. */
export function parametersAt(model: CheckedModel, call: Call): readonly Parameter[] {
  const path = sitesOf(model.node).get(call);
  if (path === undefined) return [];
  return model.parameters.filter((p) => p.path.startsWith(`${path}.`)).map((p) => ({ ...p, path: p.path.slice(path.length + 1) }));
}

/** How many numbers that is, in one turn of what stands around the call. */
export function countAt(model: CheckedModel, call: Call, repeats: number): Dim | undefined {
  const parameters = parametersAt(model, call);
  if (parameters.length === 0) return undefined;
  return bounded(() => parameters.reduce<Dim>((sum, p) => addDims(sum, mulDims(sizeOf(p.repeats.slice(repeats)), sizeOf(p.type.shape))), 0));
}

/** How many products the sum behind one element of the output has. */
const depth: Readonly<Record<string, (inputs: readonly Type[], params: GraphNode['params']) => Dim>> = {
  matmul: ([x]) => x!.shape.at(-1) ?? 1,
  dot: ([x], params) => sizeOf((params['contract'] as readonly (readonly number[])[])[0]!.map((axis) => x!.shape[axis]!)),
  // weight: [o, c / groups, ..kernel]
  conv: ([, weight]) => sizeOf(weight!.shape.slice(1)),
};

/** More operations than these behind one name are not gone through. */
const mostNodes = 10_000;

/**
 * The FLOPs of the matrix products and convolutions of a call, stage or expression: a multiplication and an addition count one
 * each. Undefined where there are none, or where it holds what is not one graph: other models, repeats, scans.
 */
export function productFlops({ checked: { notes, models } }: Pick<AnalysedTemplate, 'checked'>, node: Node): Dim | undefined {
  const noted = notes.get(node);
  if (!noted) return undefined;
  const called = new Set(models.map((m) => m.name)), before = new Set<Value>();
  const take = (r: Result | undefined): void => {
    if (r?.kind === 'tensor') before.add(r.value);
    if (r?.kind === 'tuple') r.items.forEach(take);
  };
  take(noted.input);
  let closed = true;
  walk(node, (n) => {
    if (n.kind === 'repeat' || n.kind === 'hole' || (n.kind === 'call' && n.callee.kind === 'identifier' && called.has(n.callee.text))) closed = false;
    if (n.kind === 'name' || (n.kind === 'arg' && node.kind === 'call')) take(notes.get(n.kind === 'arg' ? n.value : n)?.result);
  });
  return closed ? bounded(() => flopsBetween(noted.result, before)) : undefined;
}

function flopsBetween(result: Noted['result'], before: ReadonlySet<Value>): Dim | undefined {
  const open = result.kind === 'tensor' ? [result.value] : result.kind === 'tuple' ? result.items.flatMap((r) => (r.kind === 'tensor' ? [r.value] : [])) : [];
  const seen = new Set<GraphNode>();
  let sum: Dim = 0;
  while (open.length > 0 && seen.size < mostNodes) {
    const value = open.pop()!, { node } = value;
    if (!node || before.has(value) || seen.has(node)) continue;
    seen.add(node);
    open.push(...node.inputs);
    const terms = depth[node.op.name]?.(node.inputs.map((x) => x.type), node.params);
    if (terms !== undefined) sum = addDims(sum, mulDims(2, mulDims(sizeOf(node.outputs[0]!.type.shape), terms)));
  }
  return isKnown(sum) && sum === 0 ? undefined : sum;
}
