/** The whole way from a graph with known sizes to a program. */
import type { Graph } from '../core/graph.ts';
import { plan } from './plan.ts';
import type { Program } from './program.ts';
import { schedule, sizeBytes } from './schedule.ts';
import { whole } from './slot.ts';

export interface CompileOptions {
  /** Passes from graph to graph that run first. */
  readonly passes?: readonly ((graph: Graph) => Graph)[];
  /** False gives every operation a kernel of its own, as the reference has it. */
  readonly fuse?: boolean;
}

export function compileGraph(graph: Graph, { passes = [], fuse = true }: CompileOptions = {}): Program {
  const ready = passes.reduce((g, pass) => pass(g), graph);
  const inputs = ready.inputs.map((x) => x.type), outputs = ready.outputs.map((y) => y.type);
  const steps = schedule(ready,
    inputs.map((t, index) => whole({ bytes: sizeBytes(t), fixed: { space: 'input', index } })),
    outputs.map((t, index) => whole({ bytes: sizeBytes(t), fixed: { space: 'output', index } })), { fuse });
  return plan({ name: ready.name, inputs, outputs, steps });
}
