/** Running graphs: compiled once per graph and device, then called with memory. */
import type { Backend, Memory } from '../backends/backend.ts';
import { GraphBuilder, type Graph, type Node, type Type, type Value } from '../core/graph.ts';
import { verifying } from '../core/debug.ts';
import { graphKey } from '../core/key.ts';
import { showType } from '../core/shape.ts';
import { sizeBytes } from '../lowering/kernel/plain.ts';
import type { Program } from '../lowering/program.ts';
import { CotangentError, invariant } from '../core/diagnostic.ts';
import { compile } from './compiled.ts';
import { currentDevice } from './device.ts';
import { show } from './observers.ts';
import { leaked, Tensor } from './tensor.ts';

/** The program that a graph becomes on the current device. */
export const programOf = (graph: Graph, donate: readonly number[] = []): Program => compile(graph, currentDevice(), donate).program;

const memoryOn = (backend: Backend, x: Tensor): Memory => {
  const home = x.home;
  if (home.kind === 'traced') throw leaked(x, home);
  if (home.backend === backend) return home.memory;
  const copy = backend.alloc(home.memory.bytes);
  backend.write(copy, new Uint8Array(home.backend.readSync(home.memory)));
  return copy;
};

/** Looks at what every run gives; it may throw. */
export type Check = (graph: Graph, args: readonly Tensor[], results: readonly Tensor[]) => void;
let check: Check | undefined;
/** Sets the check, or takes it away. While there is one, donated tensors keep their memory: a check may ask for them. */
export function checkRuns(f: Check | undefined): void {
  check = f;
}

let prepared: ((graph: Graph) => Graph) | undefined;
/** Sets what every graph becomes before it runs, with the same results, or takes it away. */
export function prepareRuns(f: ((graph: Graph) => Graph) | undefined): void {
  prepared = f;
}

/** Runs a graph on tensors in memory. A donated tensor is gone afterwards; its memory may hold an output. */
export function runGraph(graph: Graph, args: readonly Tensor[], donated: readonly number[]): Tensor[] {
  const donate = check ? [] : donated;
  const backend = currentDevice();
  const { program, executable, showing } = compile(prepared?.(graph) ?? graph, backend, donate);
  const inputs = args.map((x) => memoryOn(backend, x));
  for (const i of donate)
    if (inputs.indexOf(inputs[i]!) !== inputs.lastIndexOf(inputs[i]!))
      throw new CotangentError(`a ${showType(args[i]!)} is donated and given a second time in the same call`, { code: 'NN0530', hint: 'give each argument a tensor of its own' });
  const outputs = program.outputs.map((t, i) => (program.alias[i]! >= 0 ? inputs[program.alias[i]!]! : backend.alloc(sizeBytes(t))));
  backend.run(executable, inputs, outputs);
  const used = new Set(program.alias), given = new Set(donate);
  args.forEach((x, i) => {
    const home = x.home, isCopy = home.kind === 'memory' && home.memory !== inputs[i];
    if (isCopy && !used.has(i)) inputs[i]!.dispose();
    if (!given.has(i)) return;
    if (used.has(i) && !isCopy) x.release();
    else x.dispose();
  });
  const results = program.outputs.map((type, i) => new Tensor(type, { kind: 'memory', backend, memory: outputs[i]! }));
  if (showing.length > 0) {
    const shown = results.splice(graph.outputs.length);
    show(showing, shown);
    shown.forEach((x) => x.dispose());
  }
  check?.(graph, args, results);
  return results;
}

// Graphs of single operations, by what they do and on which types; the oldest go first.
const cached = new Map<string, Graph>();
const cacheLimit = 2048;
/** In tests: whether what a key finds is what would be made, for a key that says too little gives wrong values silently. */
const checksKeys = verifying();

export function runCached(key: string, args: readonly Tensor[], build: (types: readonly Type[]) => Graph): Tensor[] {
  const full = `${key}|${args.map((x) => `${x.dtype}[${x.shape.join()}]`).join('|')}`;
  let graph = cached.get(full);
  if (!graph) {
    graph = build(args.map((x) => x.type));
    if (cached.size >= cacheLimit) cached.delete(cached.keys().next().value!);
    cached.set(full, graph);
  } else if (checksKeys) invariant(graphKey(build(args.map((x) => x.type))) === graphKey(graph), `two functions share the key '${key}'`);
  return runGraph(graph, args, []);
}

export interface Evaluated {
  readonly node: Node;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
}

// Each node's own graph, so that the turns of a loop compile it once.
const alone = new WeakMap<Node, Graph>();
function graphOf(node: Node): Graph {
  let graph = alone.get(node);
  if (!graph) {
    const b = new GraphBuilder(node.op.name);
    alone.set(node, graph = b.finish(b.append(node.op, node.inputs.map((x) => b.input(x.type)), node.params, node.outputs.map((y) => y.type))));
  }
  return graph;
}

/** Runs a graph node by node, showing each one's values: for looking inside, not for speed. */
export function* evaluateNodes(graph: Graph, args: readonly Tensor[]): Generator<Evaluated> {
  const values = new Map<Value, Tensor>(graph.inputs.map((x, i) => [x, args[i]!]));
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((x) => values.get(x)!);
    const outputs = runGraph(graphOf(node), inputs, []);
    node.outputs.forEach((y, i) => values.set(y, outputs[i]!));
    yield { node, inputs, outputs };
  }
}
