/**
 * The graph as text; read.ts reads it back. Inputs are named %x0, %x1 …, other values %0, %1 … in order of definition;
 * a graph inside a parameter numbers its own values from the start, for it sees nothing outside itself.
 *
 *     graph mlp(%x0: f32[b, 784], %x1: f32[784, 10], %x2: f32[10]) {
 *       %0 = matmul %x0, %x1 : f32[b, 10]
 *       %1 = add %0, %x2     : f32[b, 10]
 *       return %1
 *     }
 */
import { namesIn, Poly, showDim } from './dim.ts';
import { isDType } from './dtype.ts';
import type { Graph, Value } from './graph.ts';
import type { Param, Params } from './op.ts';
import { showType } from './shape.ts';

export interface PrintOptions {
  /** Ends each line with a comment that says where the operation comes from. */
  readonly origins?: boolean;
}

/**
 * A graph as text, in the form above.
 * @example
 * printGraph(makeGraph((x) => exp(x))(tensor([1, 2]))).includes('%0 = exp %x0') // true
 */
export function printGraph(graph: Graph, options: PrintOptions = {}): string {
  return lines(graph, options).join('\n');
}

// Types stand in one column, unless a line is longer than this.
const column = 56;

function lines(graph: Graph, options: PrintOptions): string[] {
  const names = valueNames(graph);
  const show = (values: readonly Value[]): string => values.map((v) => names.get(v) ?? '%undefined').join(', ');
  const rows = graph.nodes.map(({ op, params, inputs, outputs, origin }) => {
    const call = [op.name, show(inputs)].filter(Boolean).join(' ');
    const [first = '', ...rest] = showParams(params, options);
    const text = [outputs.length === 0 ? '' : `${show(outputs)} = `, call, first && ` ${first}`].join('');
    const types = outputs.length === 0 ? '' : ` : ${outputs.map((y) => showType(y.type)).join(', ')}`;
    const comment = options.origins && origin ? `  # ${origin.label.replace(/\s+/g, ' ')}` : '';
    return { text, rest, end: types + comment };
  });
  const width = Math.max(0, ...rows.filter((r) => r.rest.length === 0 && r.text.length <= column).map((r) => r.text.length));
  return [
    `graph ${showName(graph.name)}(${graph.inputs.map((x) => `${names.get(x)!}: ${showType(x.type)}`).join(', ')}) {`,
    ...rows.flatMap(({ text, rest, end }) => {
      if (rest.length === 0) return [`  ${text.padEnd(width)}${end}`];
      return [`  ${text}`, ...rest.slice(0, -1).map((l) => `  ${l}`), `  ${rest.at(-1)!}${end}`];
    }),
    graph.outputs.length === 0 ? '  return' : `  return ${show(graph.outputs)}`,
    '}',
  ];
}

// Names come from users; what would not read back as a name stands in quotes.
const showName = (name: string): string => (/^[\w$./-]+$/.test(name) ? name : JSON.stringify(name));
const showKey = (key: string): string => (/^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key));

/** The name of every value in the text of this graph. */
export function valueNames(graph: Graph): ReadonlyMap<Value, string> {
  const names = new Map<Value, string>();
  graph.inputs.forEach((x, i) => names.set(x, `%x${i}`));
  let next = 0;
  for (const node of graph.nodes) for (const y of node.outputs) names.set(y, `%${next++}`);
  return names;
}

export const isGraph = (p: Param): p is Graph =>
  typeof p === 'object' && p !== null && 'nodes' in p && 'outputs' in p && 'inputs' in p;

/** `{axes: [1]}`; with graphs inside, one line for each of them and one for the rest. */
function showParams(params: Params, options: PrintOptions): string[] {
  const entries = Object.entries(params).filter(([, p]) => p !== undefined);
  if (entries.length === 0) return [];
  const plain = entries.filter(([, p]) => !isGraph(p)).map(([key, p]) => `${showKey(key)}: ${showParam(p, options)}`).join(', ');
  const graphs = entries.filter(([, p]) => isGraph(p));
  if (graphs.length === 0) return [`{${plain}}`];
  const bodies = graphs.flatMap(([key, p], i) => {
    const [head = '', ...tail] = lines(p as Graph, options);
    const comma = i < graphs.length - 1 || plain !== '' ? ',' : '';
    return [`  ${showKey(key)}: ${head}`, ...tail.map((l, j) => `  ${l}${j === tail.length - 1 ? comma : ''}`)];
  });
  return ['{', ...bodies, ...(plain === '' ? [] : [`  ${plain}`]), '}'];
}

/** Words that mean something else than a size of that name. */
const taken = (word: string): boolean => isDType(word) || /^(true|false|undefined|NaN|Infinity|graph)$/.test(word);

function showParam(p: Param, options: PrintOptions): string {
  if (typeof p === 'number') return Object.is(p, -0) ? '-0' : String(p);
  if (typeof p === 'string') return isDType(p) ? p : JSON.stringify(p);
  if (p === undefined || typeof p === 'boolean') return String(p);
  if (p instanceof Poly) return [...namesIn(p)].some(taken) ? `(${showDim(p)})` : showDim(p);
  if (Array.isArray(p)) return `[${p.map((q: Param) => showParam(q, options)).join(', ')}]`;
  if (isGraph(p)) return lines(p, options).join('\n');
  return `{${Object.entries(p).filter(([, q]) => q !== undefined).map(([key, q]) => `${showKey(key)}: ${showParam(q as Param, options)}`).join(', ')}}`;
}
