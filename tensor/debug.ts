/** Looking inside functions while they run: also where they are compiled, differentiated, batched or in a loop, on every device. */
import { CotangentError } from '../core/diagnostic.ts';
import type { Graph } from '../core/graph.ts';
import { checkedIndices, type Checked } from '../lowering/checkedIndices.ts';
import { readArguments } from './arguments.ts';
import { addObserver, type Observer } from './observers.ts';
import { asText } from './text.ts';
import type { Tensor } from './tensor.ts';
import { frame } from './frame.ts';
import { describe, inspect, worstIn } from './nonfinite.ts';
import { checkRuns, prepareRuns, type Check } from './run.ts';
import { observeIn } from './trace.ts';

/**
 * Calls `f` with the values of the arguments, trees of tensors: at once, or once the compiled function that it stands in has run,
 * in the order in which calls are written, in every turn of a loop, and for every element of a batch. f computes nothing that
 * the traced function could use; what it throws ends the call of the compiled function. Of a `whileLoop` of more than 256 turns
 * the first 255 and the last are seen.   As jax.debug.callback.
 * @example
 * const seen = [];
 * const f = jit((x) => { debug.callback((v) => seen.push(v.dataSync()[0]), mul(x, 2)); return x; });
 * f(tensor(3));
 * seen // [6]
 */
export function callback<A extends readonly unknown[]>(f: (...values: NoInfer<A>) => void, ...args: A): void {
  const { tensors, rebuild, key } = readArguments(args);
  const observer = (values: readonly Tensor[]): void => f(...(rebuild(values) as unknown as NoInfer<A>));
  if (!observeIn(tensors, () => numberOf(f, key, observer))) observer(tensors);
}

// One number for one function on one kind of arguments, so that a function traced anew finds the program made before.
const numbers = new WeakMap<object, Map<string, number>>();
function numberOf(f: object, key: string, observer: Observer): number {
  let byKey = numbers.get(f);
  if (!byKey) numbers.set(f, byKey = new Map());
  let n = byKey.get(key);
  if (n === undefined) byKey.set(key, n = addObserver(observer));
  return n;
}

/**
 * From now on every operation and every compiled function that gives NaN is an error that names the operation which made the
 * first one, its place in the program or in the model, and whether that is in the gradient. Such a function runs once more for it,
 * operation by operation; a good one costs a look at its results. `infinities` finds these too.   As jax_debug_nans.
 * @example
 * debug.checkNans();
 * const kept = jit((x) => log(x))(tensor(1));
 * debug.checkNans(false);
 * kept // 0
 */
export function checkNans(on = true, { infinities = false }: { readonly infinities?: boolean } = {}): void {
  const isBad = (x: Tensor): boolean => { const worst = worstIn(x); return Number.isNaN(worst) || (infinities && worst !== 0); };
  const look: Check = (graph, args, results) => {
    if (within || !unchecked(() => results.some(isBad))) return;
    const cause = unchecked(() => inspect(graph, args).cause), given = args.findIndex((x) => unchecked(() => worstIn(x)) !== 0);
    const from = cause ? `${describe(cause)}${cause.node.origin ? '' : ` (called at ${frame(look).label})`}` : given >= 0 ? `argument ${given} is not finite` : 'run alone, each operation gives finite numbers';
    throw new CotangentError(`${graph.name.split(' ')[0]}: ${from}`, { code: 'NN0533', hint: 'see what goes into it with debug.print; guard its argument with where or maximum' });
  };
  checkRuns(on ? look : undefined);
}

let within = false;
/** Runs f without checks of its own; those would not end. */
function unchecked<R>(f: () => R): R {
  within = true;
  try {
    return f();
  } finally {
    within = false;
  }
}

/**
 * From now on an index out of range is an error that names the operation, the index, the size of the axis and the place in the program:
 * in every function that takes elements by index or puts them, also where it is compiled, in loops and in gradients. Without this such
 * an index is clipped, dropped or gives NaN, as each function says. Where a call says with `mode` what shall happen, it may be out of
 * range. Costs a look at all indices.   As JAX's checkify with index_checks.
 * @example
 * debug.checkIndices();
 * const kept = tensor([1, 2, 3]).get(tensor([2, 0], { dtype: 'i32' }));
 * debug.checkIndices(false);
 * kept // [3, 1]
 */
export function checkIndices(on = true): void {
  prepareRuns(on ? withIndicesChecked : undefined);
}

// Every graph once: a graph made anew would be compiled anew.
const checkedGraphs = new WeakMap<Graph, Graph>();
function withIndicesChecked(graph: Graph): Graph {
  let checked = checkedGraphs.get(graph);
  if (!checked) checkedGraphs.set(graph, checked = checkedIndices(graph, (at) => addObserver((values) => reportIndex(graph, at, values))));
  return checked;
}

function reportIndex(graph: Graph, { node, axis, size, last, wrapped }: Checked, [any, first]: readonly Tensor[]): void {
  if (any!.dataSync()[0] === 0) return;
  const found = first!.dataSync()[0]!, given = wrapped && found < 0 ? found - size : found, window = size - last;
  throw new CotangentError(`${graph.name.split(' ')[0]}: ${node.op.name} at ${node.origin?.label ?? frame(reportIndex).label}: index ${given} is out of bounds for axis ${axis} with size ${size}${window === 1 ? '' : `, of which ${window} are taken`}`,
    { code: 'NN0570', hint: wrapped ? `use ${-size} to ${last}, or say with mode what shall happen` : `use 0 to ${last}` });
}

const place = /\{(\w*)\}/g;

/**
 * Prints a line with values in the places of its braces: `{}` in turn, `{name}` from an object that is the only argument.
 * When and how often, see `callback`.   As jax.debug.print.   A brace without a value is an error before anything runs.
 * @example
 * jit((x) => { debug.print('x is {}, its double {}', x, mul(x, 2)); return x; })(tensor([1, 2])) // [1, 2]
 */
export function print(text: string, ...args: readonly unknown[]): void {
  const names = [...text.matchAll(place)].map((m) => m[1]!), [first] = args;
  const byName = names.some((n) => n !== ''), values = byName ? names.map((n) => (first as Readonly<Record<string, unknown>> | undefined)?.[n]) : args;
  if (names.length !== values.length || values.includes(undefined))
    throw new CotangentError(`debug.print: '${text}' has ${names.length} ${names.length === 1 ? 'place' : 'places'} ${byName ? `(${names.join(', ')})` : ''} for ${byName ? Object.keys((first as object | undefined) ?? {}).length : args.length} values`,
      { code: 'NN0532', hint: 'write {} for each value, or {name} and give one object with these names' });
  callback(printer(text), ...values);
}

const printers = new Map<string, (...shown: readonly unknown[]) => void>();
function printer(text: string): (...shown: readonly unknown[]) => void {
  let f = printers.get(text);
  if (!f) {
    printers.set(text, f = (...shown) => {
      let next = 0;
      console.log(text.replace(place, () => asText(shown[next++])));
    });
  }
  return f;
}
