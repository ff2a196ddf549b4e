/**
 * Patterns over graphs, in which rules of algebra are written:
 *     rule(neg(neg(x)), (m) => m(x))
 * A hole stands for something a rule wants to use: a value, the number of a constant, the parameters of an operation. The same
 * hole twice in a pattern is the same thing twice.
 */
import type { Value } from '../../core/graph.ts';
import type { AnyOp, Params } from '../../core/op.ts';
import * as ops from '../../ops/all.ts';
import type { Builder } from '../../ops/builder.ts';
import type { Op } from '../../ops/op.ts';

type Ops = typeof ops;
type ParamsOf<T> = T extends Op<infer P, infer _A, infer _R> ? P : never;

export interface Hole<K extends 'value' | 'values' | 'constant' | 'params', T> {
  readonly kind: K;
  /** For the compiler: what the hole holds. */
  readonly holds?: T;
}
interface Exactly {
  readonly kind: 'number';
  readonly number: number;
}
interface Applied {
  readonly kind: 'applied';
  readonly op: AnyOp;
  readonly params: Hole<'params', object> | undefined;
  readonly args: readonly Pattern[];
}
export type Pattern = Hole<'value', Value> | Hole<'values', readonly Value[]> | Hole<'constant', number> | Exactly | Applied;

/** Any value. */
export const value = (): Hole<'value', Value> => ({ kind: 'value' });
/** All operands from here on. */
export const values = (): Hole<'values', readonly Value[]> => ({ kind: 'values' });
/** A tensor with one number everywhere; the hole holds the number. */
export const constant = (): Hole<'constant', number> => ({ kind: 'constant' });
/** A tensor with this number everywhere. */
export const exactly = (number: number): Exactly => ({ kind: 'number', number });
/** The parameters of an operation. */
export const paramsOf = <K extends keyof Ops>(_op: K): Hole<'params', ParamsOf<Ops[K]>> => ({ kind: 'params' });

/** Patterns of an operation applied to others; a hole for its parameters, where a rule wants them, stands first. */
export const applied = (name: keyof Ops) => (...parts: readonly (Pattern | Hole<'params', object>)[]): Applied => {
  const params = parts.find((p): p is Hole<'params', object> => p.kind === 'params');
  return { kind: 'applied', op: ops[name] as AnyOp, params, args: parts.filter((p): p is Pattern => p.kind !== 'params') };
};

/** What a hole holds. */
type Match = <T>(hole: Hole<'value' | 'values' | 'constant' | 'params', T>) => T;

export interface Rule {
  readonly pattern: Applied;
  /** What may stand in the place of the match; undefined when the rule does not hold after all. */
  readonly result: (m: Match, b: Builder) => Value | undefined;
}

export const rule = (pattern: Applied, result: Rule['result']): Rule => ({ pattern, result });

/** Tries a rule on an operation that is about to be applied to `inputs`. */
export function attempt({ pattern, result }: Rule, b: Builder, inputs: readonly Value[], params: Params): Value | undefined {
  const held = new Map<object, unknown>();
  return fits(pattern, inputs, params, held) ? result((hole) => held.get(hole) as never, b) : undefined;
}

function fits({ args, params: hole }: Applied, inputs: readonly Value[], params: Params, held: Map<object, unknown>): boolean {
  if (hole) held.set(hole, params);
  return args.every((arg, i) => (arg.kind === 'values' ? held.set(arg, inputs.slice(i)) !== undefined : matches(arg, inputs[i], held)));
}

function matches(pattern: Exclude<Pattern, Hole<'values', readonly Value[]>>, v: Value, held: Map<object, unknown>): boolean {
  if (pattern.kind === 'applied') return v.node?.op === pattern.op && fits(pattern, v.node.inputs, v.node.params, held);
  if (pattern.kind === 'number') return numberOf(v) === pattern.number;
  const found = pattern.kind === 'value' ? v : numberOf(v);
  if (found === undefined || (held.has(pattern) && held.get(pattern) !== found)) return false;
  held.set(pattern, found);
  return true;
}

/** The number that a tensor holds everywhere, if that is known. */
export const numberOf = (v: Value): number | undefined => (v.node?.op === (ops.full as AnyOp) ? (v.node.params['value'] as number) : undefined);
