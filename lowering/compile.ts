/** The whole way from a graph with known sizes to a program. */
import { debugging, debugPrint, verifying } from '../core/debug.ts';
import type { Graph } from '../core/graph.ts';
import { sizeBytes } from './kernel/plain.ts';
import { runPasses } from './passes/pipeline.ts';
import type { Pass } from './passes/rewrite.ts';
import { plan } from './plan.ts';
import { prepare } from './prepare.ts';
import type { Program } from './program.ts';
import { printProgram } from './programText.ts';
import { schedule } from './schedule.ts';
import { whole } from './slot.ts';
import { verifyProgram } from './verifyProgram.ts';

export interface CompileOptions {
  /** Inputs whose memory the caller gives up: outputs of the same type are written there, in place where that is safe. */
  readonly donate?: readonly number[];
  /** Passes from graph to graph that run first. */
  readonly passes?: readonly Pass[];
  /** False gives every operation a kernel of its own, as the reference has it. */
  readonly fuse?: boolean;
  /** Sees the graph after every pass. */
  readonly watch?: (pass: string, after: Graph) => void;
}

export function compileGraph(graph: Graph, { passes = [], fuse = true, donate = [], watch }: CompileOptions = {}): Program {
  const ready = runPasses(graph, fuse ? [...passes, ...prepare] : passes, watch);
  const inputs = ready.inputs.map((x) => x.type), outputs = ready.outputs.map((y) => y.type);
  const { steps, alias } = schedule(ready,
    inputs.map((t, index) => whole({ bytes: sizeBytes(t), fixed: { space: 'input', index } })),
    outputs.map((t, index) => whole({ bytes: sizeBytes(t), fixed: { space: 'output', index } })), { fuse, donated: donate });
  const program = plan({ name: ready.name, inputs, outputs, steps, alias });
  if (verifying()) verifyProgram(program);
  if (debugging(4)) debugPrint(printProgram(program));
  return program;
}
