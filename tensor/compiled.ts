/**
 * Compiled programs, found again by what they compute: a gradient taken anew in every turn of a loop makes a new graph each time,
 * but the same program. A graph that was met before finds its program without a look at its nodes.
 */
import type { Backend, Executable } from '../backends/backend.ts';
import type { Graph } from '../core/graph.ts';
import { graphKey } from '../core/key.ts';
import { compileGraph } from '../lowering/compile.ts';
import { standard } from '../lowering/passes/pipeline.ts';
import { observed, type Showing } from '../lowering/observed.ts';
import type { Program } from '../lowering/program.ts';

export interface Compiled {
  readonly program: Program;
  readonly executable: Executable;
  /** What of the results is for observers: the last ones. */
  readonly showing: readonly Showing[];
}

// By graph, for one device and one set of donated inputs; these entries go when the graph does.
const byGraph = new WeakMap<Graph, Map<Backend, Map<string, Compiled>>>();

// By structure. A program lives as long as a graph that uses it, or while it is among the last ones used: these hold at most so many
// programs, and so many bytes of temporaries.
const byStructure = new Map<string, WeakRef<Compiled>>();
const recent = new Map<string, Compiled>();
const mostPrograms = 512, mostBytes = 1 << 28;
let recentBytes = 0;

const numbers = new WeakMap<Backend, number>();
let nextNumber = 0;
function numberOf(backend: Backend): number {
  let n = numbers.get(backend);
  if (n === undefined) numbers.set(backend, n = nextNumber++);
  return n;
}

let compilations = 0;
/** How many programs have been compiled in this process. */
export const compilationCount = (): number => compilations;

export function compile(graph: Graph, backend: Backend, donate: readonly number[]): Compiled {
  let onDevices = byGraph.get(graph);
  if (!onDevices) byGraph.set(graph, onDevices = new Map());
  let variants = onDevices.get(backend);
  if (!variants) onDevices.set(backend, variants = new Map());
  const donated = donate.join();
  let c = variants.get(donated);
  if (!c) {
    const key = `${numberOf(backend)} ${donated} ${graphKey(graph)}`;
    c = byStructure.get(key)?.deref() ?? made(graph, backend, donate);
    keep(key, c);
    variants.set(donated, c);
  }
  return c;
}

function made(graph: Graph, backend: Backend, donate: readonly number[]): Compiled {
  compilations++;
  // The reference keeps one kernel per operation: nothing clever stands between a record and its meaning.
  const { graph: whole, showing } = observed(graph);
  const program = compileGraph(whole, { passes: standard, donate, fuse: backend.name !== 'reference' });
  return { program, executable: backend.compile(program), showing };
}

function keep(key: string, c: Compiled): void {
  if (recent.delete(key)) recentBytes -= c.executable.arenaBytes;
  recent.set(key, c);
  recentBytes += c.executable.arenaBytes;
  byStructure.set(key, new WeakRef(c));
  for (const [oldest, { executable }] of recent) {
    if (recent.size <= mostPrograms && recentBytes <= mostBytes) break;
    recent.delete(oldest);
    recentBytes -= executable.arenaBytes;
  }
  // Structures whose programs are gone.
  if (byStructure.size > 4 * mostPrograms) for (const [k, ref] of byStructure) if (!ref.deref()) byStructure.delete(k);
}
