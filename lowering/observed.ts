/**
 * A graph with observers as one without: what they are shown becomes further results, and `Showing` says how the results
 * of a run are told to whom, in the order in which the work is written.
 *
 *     scan … { observe %0 … }            →  every turn's %0 as one more sequence that the scan gives
 *     cond … then { observe %0 … }       →  %0, or zeros, and a bool: whether this side was taken
 *     whileLoop … { observe %0 … }       →  a carried buffer of the first turns' %0, and the number of turns
 */
import { CotangentError } from '../core/diagnostic.ts';
import { inline, type Graph, type Type, type Value } from '../core/graph.ts';
import type { Params } from '../core/op.ts';
import { known } from '../core/shape.ts';
import { graphBuilder, type Builder } from '../ops/builder.ts';
import type { CondParams } from '../ops/cond.ts';
import type { ObserveParams } from '../ops/observe.ts';
import type { ScanParams } from '../ops/scan.ts';
import type { WhileParams } from '../ops/whileLoop.ts';
import { zeros } from './derivative/rules.ts';
import { hasEffects } from './effects.ts';
import { rewriteInto } from './passes/rewrite.ts';

/** Turns of a loop of unknown length that are kept; the last place is the last turn's. */
const keptTurns = 256;

/** What is shown, in order. Numbers are positions among the further results. */
export type Showing =
  | { readonly kind: 'values'; readonly params: ObserveParams; readonly values: readonly number[] }
  /** Every value inside has one more axis in front: the turns. */
  | { readonly kind: 'turns'; readonly count: number; readonly reverse: boolean; readonly inside: readonly Showing[] }
  /** The same, for as many turns as the integer says, of which the first are kept and the last. */
  | { readonly kind: 'counted'; readonly turns: number; readonly kept: number; readonly inside: readonly Showing[] }
  /** Inside is shown only where the bool equals `when`. */
  | { readonly kind: 'side'; readonly test: number; readonly when: boolean; readonly inside: readonly Showing[] };

export interface Observed {
  /** The given graph's results, then the further ones. */
  readonly graph: Graph;
  readonly showing: readonly Showing[];
}

/** Further results while they are collected. */
class Extra {
  readonly values: Value[] = [];
  readonly showing: Showing[] = [];
  add(value: Value): number {
    return this.values.push(value) - 1;
  }
  /** What a body shows, now that its further results are these values. */
  include(inside: readonly Showing[], values: readonly Value[]): readonly Showing[] {
    const base = this.values.length;
    this.values.push(...values);
    return inside.map((s) => moved(s, base));
  }
}

function moved(s: Showing, by: number): Showing {
  if (s.kind === 'values') return { ...s, values: s.values.map((i) => i + by) };
  const inside = s.inside.map((t) => moved(t, by));
  return s.kind === 'side' ? { ...s, test: s.test + by, inside } : s.kind === 'counted' ? { ...s, turns: s.turns + by, inside } : { ...s, inside };
}

export function observed(graph: Graph): Observed {
  if (!hasEffects(graph)) return { graph, showing: [] };
  const b = graphBuilder(graph.name), extra = new Extra();
  const outputs = rewriteInto(b, graph, graph.inputs.map((x) => b.input(x.type)), (b, node, x) => {
    const { op, params } = node;
    if (op.effect) {
      extra.showing.push({ kind: 'values', params: params as unknown as ObserveParams, values: x.map((v) => extra.add(v)) });
      return [];
    }
    if (op.control === 'call') return node.params['again'] ? undefined : throughCall(b, x, params['body'] as Graph, extra);
    if (op.control === 'scan') return throughScan(b, x, params as unknown as ScanParams, extra);
    if (op.control === 'cond') return throughCond(b, x, params as unknown as CondParams, extra);
    if (op.control === 'while') return throughWhile(b, x, params as unknown as WhileParams, extra);
    return undefined;
  });
  return { graph: b.finish([...outputs, ...extra.values]), showing: extra.showing };
}

function throughCall(b: Builder, x: readonly Value[], body: Graph, extra: Extra): readonly Value[] | undefined {
  const { graph, showing } = observed(body);
  if (showing.length === 0) return undefined;
  const out = inline(b, graph, x), results = body.outputs.length;
  extra.showing.push(...extra.include(showing, out.slice(results)));
  return out.slice(0, results);
}

function throughScan(b: Builder, x: readonly Value[], params: ScanParams, extra: Extra): readonly Value[] | undefined {
  const { graph: body, showing } = observed(params.body);
  if (showing.length === 0) return undefined;
  const results = params.body.outputs.length, out = b.scan(x, { ...params, body });
  const inside = extra.include(showing, out.slice(results));
  extra.showing.push({ kind: 'turns', count: known([params.length])[0], reverse: params.reverse, inside });
  return out.slice(0, results);
}

function throughCond(b: Builder, x: readonly Value[], { then, otherwise }: CondParams, extra: Extra): readonly Value[] | undefined {
  const yes = observed(then), no = observed(otherwise);
  if (yes.showing.length + no.showing.length === 0) return undefined;
  const results = then.outputs.length;
  const further = (o: Observed): readonly Value[] => o.graph.outputs.slice(results);
  const nothing = (t: Builder, list: readonly Value[]): readonly Value[] => list.map(({ type }) => zeros(t, type));
  const side = (o: Observed, together: (t: Builder, own: readonly Value[]) => readonly Value[]): Graph => {
    const t = graphBuilder(o.graph.name), out = inline(t, o.graph, o.graph.inputs.map((v) => t.input(v.type)));
    return t.finish([...out.slice(0, results), ...together(t, out.slice(results))]);
  };
  const out = b.cond(x, {
    then: side(yes, (t, own) => [...own, ...nothing(t, further(no))]),
    otherwise: side(no, (t, own) => [...nothing(t, further(yes)), ...own]),
  } as unknown as CondParams);
  const test = extra.add(x[0]), split = results + further(yes).length;
  extra.showing.push({ kind: 'side', test, when: true, inside: extra.include(yes.showing, out.slice(results, split)) });
  extra.showing.push({ kind: 'side', test, when: false, inside: extra.include(no.showing, out.slice(split)) });
  return out.slice(0, results);
}

function throughWhile(b: Builder, x: readonly Value[], params: WhileParams, extra: Extra): readonly Value[] | undefined {
  if (hasEffects(params.condition))
    throw new CotangentError('a value is observed in the condition of a while loop', { code: 'NN0702', hint: 'observe it in the body' });
  const { graph: body, showing } = observed(params.body);
  if (showing.length === 0) return undefined;
  const carries = params.body.outputs.length, shown = body.outputs.slice(carries);
  const integer: Type = { shape: [], dtype: 'i32' }, buffers = shown.map(({ type }) => ({ shape: [keptTurns, ...type.shape], dtype: type.dtype }));
  const withMore = (graph: Graph, results: (t: Builder, out: readonly Value[], turn: Value, kept: readonly Value[]) => readonly Value[]): Graph => {
    const t = graphBuilder(graph.name), own = graph.inputs.map((v) => t.input(v.type)), turn = t.input(integer), kept = buffers.map((type) => t.input(type));
    return t.finish(results(t, inline(t, graph, own), turn, kept));
  };
  const out = b.whileLoop([...x, b.full({ value: 0, ...integer }), ...buffers.map((type) => b.full({ value: 0, ...type }))], {
    ...params,
    condition: withMore(params.condition, (_, out) => out),
    body: withMore(body, (t, out, turn, kept) => [...out.slice(0, carries), t.add(turn, 1), ...kept.map((buffer, i) => {
      const value = out[carries + i], place = t.minimum(turn, keptTurns - 1), zero = t.full({ value: 0, ...integer });
      return t.dynamicUpdateSlice([buffer, t.expandDims(value, { axes: [0] }), place, ...value.type.shape.map(() => zero)]);
    })]),
  } as unknown as Params as never);
  const turns = extra.add(out[carries]);
  extra.showing.push({ kind: 'counted', turns, kept: keptTurns, inside: extra.include(showing, out.slice(carries + 1)) });
  return out.slice(0, carries);
}
