/** What becomes of a function: every stage on its way to a program, as text. Nothing runs. */
import type { Graph } from '../../core/graph.ts';
import { printGraph } from '../../core/print.ts';
import { compileGraph } from '../../lowering/compile.ts';
import { observed } from '../../lowering/observed.ts';
import { standard } from '../../lowering/passes/pipeline.ts';
import { costOf } from '../../lowering/programCost.ts';
import { printProgram } from '../../lowering/programText.ts';
import { readArguments } from '../arguments.ts';
import { traceCall } from './traced.ts';

/** The stages, in order: the graph as traced with the places it comes from, after each pass that changed it, the program with its kernels, its cost. */
export interface Explanation {
  readonly stages: readonly { readonly name: string; readonly text: string }[];
  toString(): string;
}

/**
 * (…args) → the stages of f on its way to a program for arguments of these types. `String(…)` of it is all of them; what each
 * means is told in docs/explain/how-it-works.md. Other functions of the library stand in it as in any function: explain(grad(f)).
 * @example
 * explain((x) => add(mul(x, 2), 1))(tensor([1, 2])).stages.map((s) => s.name) // ['traced', 'program', 'cost']
 */
export function explain<A extends readonly unknown[]>(f: (...args: A) => unknown): (...args: A) => Explanation {
  return (...args) => {
    const read = readArguments(args), { graph } = traceCall(f.name || 'f', f as (...args: never[]) => unknown, read);
    read.dispose();
    const stages: { readonly name: string; readonly text: string }[] = [];
    const add = (name: string, graph: Graph): void => {
      const text = printGraph(graph, { origins: true });
      if (text !== stages.at(-1)?.text) stages.push({ name, text });
    };
    add('traced', graph);
    const program = compileGraph(observed(graph).graph, { passes: standard, watch: (pass, after) => add(`after ${pass}`, after) });
    const { flops, bytes, memoryBytes } = costOf(program);
    stages.push({ name: 'program', text: printProgram(program) }, { name: 'cost', text: `${flops} float operations, ${bytes} bytes moved, ${memoryBytes} bytes held` });
    return { stages, toString: () => stages.map(({ name, text }) => `# ${name}\n${text}\n`).join('\n') };
  };
}
