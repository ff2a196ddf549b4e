/** Choices between functions, as jax.lax.cond and switch: one of them runs. */
import { CotangentError } from '../../../core/diagnostic.ts';
import { isInteger } from '../../../core/dtype.ts';
import { inline, type Graph, type Value } from '../../../core/graph.ts';
import { showType } from '../../../core/shape.ts';
import { graphBuilder, type Builder } from '../../../ops/builder.ts';
import { scalarOf } from '../../create.ts';
import { Tensor } from '../../tensor.ts';
import { isTracing, type TensorLike } from '../../trace.ts';
import { astype, clip, full, notEqual } from '../../functions.ts';
import { callOn, traceBody, withConstants, type Body } from './body.ts';
import { difference, mismatches, readTree, rebuild, type Tensors } from './tree.ts';
import { disagree, type Agreeing } from '../types.ts';

type Operands<A extends readonly unknown[]> = { -readonly [I in keyof A]: Tensors<A[I]> };

/**
 * yes(…operands) where the test holds, no(…operands) where it does not; both give trees of one form and types.
 * test: one bool, or one number, which holds unless it is 0
 * Both functions are traced, one of them runs. Under vmap over the test both run, and each element chooses. As jax.lax.cond.
 * @example
 * cond(tensor(true), (x) => mul(x, 2), (x) => neg(x), tensor([1, 2])) // [2, 4]
 */
export function cond<const A extends readonly unknown[], R, S>(test: TensorLike, yes: (...operands: Operands<A>) => R, no: (...operands: Operands<A>) => Agreeing<R, S>, ...operands: A): Tensors<R> {
  for (const f of [yes, no] as const) checkFunction('cond', f);
  return branch('cond', [no, yes] as Branches, operands, testOf(test), (b, test, x, [otherwise, then]) => b.cond([test, ...x], { then: then!, otherwise: otherwise! })) as Tensors<R>;
}

/**
 * branches[i](…operands), where i is the index, or the nearest that there is; all give trees of one form and types.
 * index: one integer
 * All functions are traced, one of them runs. Under vmap over the index all run, and each element chooses. As jax.lax.switch.
 * @example
 * switchCase(tensor(5, { dtype: 'i32' }), [(x) => x, (x) => mul(x, 10), (x) => neg(x)], tensor([1, 2])) // [-1, -2]
 */
export function switchCase<const A extends readonly unknown[], R>(index: Tensor | number, branches: readonly ((...operands: Operands<A>) => R)[], ...operands: A): Tensors<R> {
  if (branches.length === 0) throw new CotangentError('switchCase: there are no branches', { code: 'NN0564', hint: 'give at least one function' });
  branches.forEach((f) => checkFunction('switchCase', f));
  const at = indexOf(index, branches.length);
  // Halves of halves: of n branches log₂ n tests choose one.
  const choose = (b: Builder, index: Value, x: readonly Value[], graphs: readonly Graph[], from: number): readonly Value[] => {
    if (graphs.length === 1) return inline(b, graphs[0]!, x);
    const middle = Math.ceil(graphs.length / 2);
    const half = (list: readonly Graph[], start: number): Graph => {
      const t = graphBuilder('branches'), [i, ...own] = [index, ...x].map((v) => t.input(v.type));
      return t.finish(choose(t, i!, own, list, start));
    };
    return b.cond([b.lt(index, from + middle), index, ...x], { then: half(graphs.slice(0, middle), from), otherwise: half(graphs.slice(middle), from + middle) });
  };
  return branch('switchCase', branches as Branches, operands, at, (b, index, x, graphs) => choose(b, index, x, graphs, 0)) as Tensors<R>;
}

type Branches = readonly ((...operands: unknown[]) => unknown)[];

function branch(what: string, branches: Branches, operands: readonly unknown[], test: Tensor, build: (b: Builder, test: Value, x: readonly Value[], graphs: readonly Graph[]) => readonly Value[]): unknown {
  const args = readTree(what, 'operands', operands);
  const bodies = branches.map((f) => traceBody(what, args.tensors, (x) => ({ name: 'result', tree: f(...(rebuild(args, x) as unknown[])) })));
  const first = what === 'cond' ? bodies[1]! : bodies[0]!;
  bodies.forEach((body, i) => { if (body !== first) checkResults(what, what === 'cond' ? ['yes', 'no'] : ['branch 0', `branch ${i}`], first, body); });
  const { constants, graphs } = withConstants(bodies);
  const out = callOn(what, [test, ...constants, ...args.tensors], (b, [test, ...x]) => build(b, test!, x, graphs));
  return rebuild(bodies[0]!.result, out);
}

function checkResults(what: string, [one, other]: readonly string[], a: Body, b: Body): void {
  const differs = difference(a.result.def, b.result.def, 'result');
  if (differs) throw new CotangentError(`${what}: ${differs.path} is ${differs.a} from ${one}, and ${differs.b} from ${other}`, { code: 'NN0565', hint: 'all branches return trees of one form' });
  const wrong = mismatches(a.result, b.result);
  if (wrong.length > 0)
    throw new CotangentError(`${what}: ${wrong.map((w) => disagree(w.name, w.expected, one!, w.found, other!)).join('; ')}`, { code: 'NN0565', hint: 'all branches return the same shapes and dtypes' });
}

export function checkFunction(what: string, f: unknown): void {
  if (typeof f !== 'function') throw new CotangentError(`${what}: ${f === null ? 'null' : `a ${typeof f}`} stands where a function is expected`, { code: 'NN0564', hint: 'what follows the functions is given to them as operands' });
}

function testOf(test: TensorLike): Tensor {
  if (!(test instanceof Tensor)) {
    if (typeof test !== 'boolean' && typeof test !== 'number') throw new CotangentError(`cond: the test is ${test === null ? 'null' : typeof test}`, { code: 'NN0566', hint: 'give one bool, as a tensor or as it is' });
    return isTracing() ? full([], Number(Boolean(test)), { dtype: 'bool' }) : scalarOf(Number(Boolean(test)), 'bool');
  }
  if (test.rank > 0) throw new CotangentError(`cond: the test is ${showType(test)}, not one bool`, { code: 'NN0566', hint: 'reduce it with all or any, or choose element by element with where' });
  return test.dtype === 'bool' ? test : notEqual(test, 0);
}

function indexOf(index: Tensor | number, count: number): Tensor {
  if (typeof index === 'number') {
    if (!Number.isInteger(index)) throw new CotangentError(`switchCase: the index is ${index}`, { code: 'NN0566', hint: 'give one integer' });
    const nearest = Math.min(Math.max(index, 0), count - 1);
    return isTracing() ? full([], nearest, { dtype: 'i32' }) : scalarOf(nearest, 'i32');
  }
  if (!(index instanceof Tensor) || index.rank > 0 || !isInteger(index.dtype))
    throw new CotangentError(`switchCase: the index is ${index instanceof Tensor ? showType(index) : typeof index}, not one integer`, { code: 'NN0566', hint: 'give a tensor of shape [] and an integer dtype' });
  return clip(astype(index, 'i32'), 0, count - 1);
}
