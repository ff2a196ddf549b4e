/** The polynomials of FLOPs are what the lowered graphs carry out, for numbers. */
import { expect, test } from 'vitest';
import { substitute } from '../../../core/dim.ts';
import type { Graph, Node } from '../../../core/graph.ts';
import { parse } from '../../../dsl/parse.ts';
import { source } from '../../../dsl/source.ts';
import { elaborate } from '../../../lowering/elaborate.ts';
import { flopsOfNode } from '../../../lowering/flops.ts';
import { layers } from '../../../nn/library.ts';
import { check } from '../../../typecheck/check.ts';
import { productFlops } from '../../../typecheck/services/cost.ts';
import { bindSignature } from '../../../typecheck/signature.ts';
import { models } from '../../dsl/models.ts';

const products = new Set(['matmul', 'dot', 'conv']);

function ofNode(node: Node): number {
  const { op, params } = node;
  if (op.control === 'scan') return (params['length'] as number) * ofGraph(params['body'] as Graph);
  if (op.control === 'call') return ofGraph(params['body'] as Graph);
  return products.has(op.name) ? flopsOfNode(node) : 0;
}
const ofGraph = (graph: Graph): number => graph.nodes.reduce((n, node) => n + ofNode(node), 0);

test.each<[name: string, sizes: Record<string, number>, inputs: Record<string, number[]>]>([
  ['mlp:Mlp', {}, { x: [3, 784] }],
  ['gpt:Gpt', { V: 50, Tmax: 16, C: 24, H: 3, L: 2 }, { ids: [2, 5] }],
  ['gpt:Attention', { C: 12, H: 3 }, { x: [2, 5, 12] }],
  ['lstm:Lstm', { C: 5, H: 7 }, { x: [2, 4, 5], h0: [2, 7], c0: [2, 7] }],
  ['vae:Vae', { Z: 6 }, { x: [3, 784] }],
  ['vit:Vit', { S: 32, P: 8, C: 12, H: 3, L: 2, Classes: 10 }, { img: [2, 3, 32, 32] }],
  ['resnet18:ResNet18', { Classes: 10 }, { x: [1, 3, 224, 224] }],
  ['resnet18:BasicBlock', { Cin: 4, C: 8, S: 2 }, { x: [2, 4, 8, 8] }],
])('%s', (which, sizes, shapes) => {
  const [file, name] = which.split(':'), { text } = models.find((m) => m.name === file)!;
  const { tree } = parse(source(text)), checked = check(tree, layers), model = checked.models.find((m) => m.name === name)!;
  const at = model.node, given = at.inputs.map((p) => ({ type: { shape: shapes[p.name.text]!, dtype: p.type.dtype.text as 'f32' }, at }));
  const bound = bindSignature(at, { sizes: at.sizes.map((s) => (s.name.text in sizes ? { dim: sizes[s.name.text], at } : undefined)), inputs: given, at, facts: [] }, (d) => { throw new Error(d.message); })!;
  const template = { text, holes: [], library: layers, models: new Map(checked.models.map((m) => [m.name, m])) };
  const { graph } = elaborate({ model, sizes: bound.sizes, inputs: bound.inputs, given: bound.inputs.length, train: false, templateOf: () => template });
  const flops = productFlops({ tree, checked, models: checked.models }, model, model.node.body, bound.sizes);
  expect(ofGraph(graph)).toBeGreaterThan(1000);
  expect(flops === undefined ? undefined : substitute(flops, bound.sizes)).toBe(ofGraph(graph));
});
