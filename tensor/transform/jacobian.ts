/** All derivatives of all results by all elements of arguments: Jacobians and Hessians, by vmap of jvp and vjp over unit vectors. JAX's names and meaning. */
import { isFloat } from '../../core/dtype.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import { showType } from '../../core/shape.ts';
import { flatten, leafPaths, unflatten } from '../../core/tree.ts';
import type { HasRank, Shape, Unknown } from '../../core/types/dim.ts';
import type { Value } from '../../core/graph.ts';
import { readArguments, type Arguments } from '../arguments.ts';
import { op } from '../operation.ts';
import { Tensor } from '../tensor.ts';
import { argumentOf, requireFloat, type Chosen, type Gradients } from './chosen.ts';
import { jvp } from './jvp.ts';
import { vjp } from './vjp.ts';
import { vmap } from './vmap.ts';
import type { AnyFunction } from './traced.ts';

export interface JacobianOptions extends Chosen {
  /** f returns [value, aux]: aux is carried out unchanged, and [Jacobian, aux] is given back. */
  readonly hasAux?: boolean;
}

export interface JacrevOptions extends JacobianOptions {
  /** Integers among the chosen arguments are not refused: derivatives by them are 0. */
  readonly allowInt?: boolean;
}

/** The tree R with a tree G in the place of each tensor: a tensor of shape t in R and one of shape s in G are one of shape [..t, ..s]. */
type Outer<R, G> = R extends Tensor<infer T, unknown> ? Before<T, G> : R extends number ? G
  : R extends readonly unknown[] ? { -readonly [K in keyof R]: Outer<R[K], G> }
    : R extends object ? { [K in keyof R]: Outer<R[K], G> } : R;
type Before<T, G> = 0 extends 1 & G ? G : G extends Tensor<infer S, infer D> ? Tensor<HasRank<T> extends false ? Unknown<T> : HasRank<S> extends false ? Unknown<S> : [...Extract<T, Shape>, ...Extract<S, Shape>], D>
  : G extends number ? Tensor<T>
  : G extends readonly unknown[] ? { -readonly [K in keyof G]: Before<T, G[K]> }
    : G extends object ? { [K in keyof G]: Before<T, G[K]> } : G;
type WithAux<F extends AnyFunction, O, J> = O extends { readonly hasAux: true } ? [J, ReturnType<F>[1]] : J;
type ValueOf<F extends AnyFunction, O> = O extends { readonly hasAux: true } ? ReturnType<F>[0] : ReturnType<F>;
type Jacobian<F extends AnyFunction, O> = WithAux<F, O, Outer<ValueOf<F, O>, Gradients<F, O>>>;
type Hessian<F extends AnyFunction, O> = WithAux<F, O, Outer<Outer<ValueOf<F, O>, Gradients<F, O>>, Gradients<F, O>>>;

/**
 * (…args) → ∂f/∂argnums, all of it, column by column in forward mode: best where f has more results than arguments.
 * x: [..s]   f(x): [..t]   ∂f/∂x: [..t, ..s], its element [..i, ..j] the derivative of f(x)[..i] by x[..j].
 * For trees: the tree of f's result, with the tree of the argument in the place of each tensor.   As jax.jacfwd.
 * @example
 * jacfwd((x) => square(x))(tensor([1, 2])) // [[2, 0], [0, 4]]
 * jacfwd((x, y) => mul(x, y), { argnums: [0, 1] })(tensor([1, 2]), tensor(3)) // [[[3, 0], [0, 3]], [1, 2]]
 */
export function jacfwd<F extends AnyFunction, const O extends JacobianOptions = Record<never, never>>(f: F, options?: O): (...args: Parameters<F>) => Jacobian<F, O> {
  const { argnums = 0, hasAux = false }: JacobianOptions = options ?? {};
  return (...args) => {
    const { g, own, read } = chosenPart('jacfwd', f, args, argnums, false), { tensors } = read;
    // y is not wanted here: what depends on the point alone is computed once, and the batch is of tangents.
    const along = (...t: unknown[]): unknown[] => (jvp as AnyFunction)(g, own, t, { hasAux }).slice(1) as unknown[];
    const [columns, ...aux] = vmap(along, { outAxes: hasAux ? [-1, null] : [-1] })(...read.rebuild(units(tensors)));
    const starts = startsOf(tensors);
    read.dispose();
    const jacobian = inPlaces(columns, (d) => {
      const y = d.shape.slice(0, -1);
      return ownTree(read, argnums, tensors.map((x, i) => part(d, y.length, starts[i]!, x.size, [...y, ...x.shape])));
    });
    return (hasAux ? [jacobian, ...aux] : jacobian) as Jacobian<F, O>;
  };
}

/**
 * (…args) → ∂f/∂argnums, all of it, row by row in reverse mode: best where f has fewer results than arguments.
 * x: [..s]   f(x): [..t]   ∂f/∂x: [..t, ..s], its element [..i, ..j] the derivative of f(x)[..i] by x[..j].
 * For trees: the tree of f's result, with the tree of the argument in the place of each tensor.   As jax.jacrev.
 * @example
 * jacrev((x) => square(x))(tensor([1, 2])) // [[2, 0], [0, 4]]
 * jacrev((p) => ({ y: mul(p.w, p.b) }))({ w: tensor([1, 2]), b: tensor(3) }) // { y: { b: [1, 2], w: [[3, 0], [0, 3]] } }
 */
export function jacrev<F extends AnyFunction, const O extends JacrevOptions = Record<never, never>>(f: F, options?: O): (...args: Parameters<F>) => Jacobian<F, O> {
  const { argnums = 0, hasAux = false, allowInt = false }: JacrevOptions = options ?? {};
  return (...args) => {
    const { g, own, read } = chosenPart('jacrev', f, args, argnums, allowInt);
    const [y, pull, aux] = (vjp as AnyFunction)(g, ...own, { hasAux }) as [unknown, (g: unknown) => unknown[], unknown];
    const { leaves, def } = flatten(y), paths = leafPaths(def), values = leaves.filter((x) => x instanceof Tensor);
    leaves.forEach((x, i) => {
      if (x instanceof Tensor && !isFloat(x.dtype))
        throw new CotangentError(`jacrev: result${paths[i] === '' ? '' : ` ${paths[i]}`} is ${showType(x)}; only floats have gradients`, { code: 'NN0513', hint: 'return it as aux with hasAux, or take jacfwd, where derivatives of integers are 0' });
    });
    const basis = units(values)[Symbol.iterator](), starts = startsOf(values);
    const rows = readArguments(vmap(pull)(unflatten(def, leaves.map((x) => (x instanceof Tensor ? basis.next().value! : x))))).tensors;
    read.dispose();
    let next = 0;
    const jacobian = inPlaces(y, (v) => {
      const start = starts[next++]!;
      return ownTree(read, argnums, rows.map((d) => part(d, 0, start, v.size, [...v.shape, ...d.shape.slice(1)])));
    });
    return (hasAux ? [jacobian, aux] : jacobian) as Jacobian<F, O>;
  };
}

/**
 * (…args) → ∂²f/∂argnums², all second derivatives, forward over reverse.
 * x: [..s]   f(x): [..t]   the Hessian: [..t, ..s, ..s].   For trees: f's result, with the argument twice in the place of each tensor.   As jax.hessian.
 * @example
 * hessian((x) => prod(x))(tensor([1, 2, 3])) // [[0, 3, 2], [3, 0, 1], [2, 1, 0]]
 */
export function hessian<F extends AnyFunction, const O extends JacobianOptions = Record<never, never>>(f: F, options?: O): (...args: Parameters<F>) => Hessian<F, O> {
  return jacfwd(jacrev(f, options), options) as (...args: Parameters<F>) => Hessian<F, O>;
}

/** f as a function of the arguments that are chosen. */
function chosenPart(what: string, f: AnyFunction, args: readonly unknown[], argnums: number | readonly number[], allowInt: boolean): { readonly g: AnyFunction; readonly own: readonly unknown[]; readonly read: Arguments } {
  const chosen = (typeof argnums === 'number' ? [argnums] : argnums).map((n) => argumentOf(what, n, args.length));
  if (chosen.length === 0 || new Set(chosen).size !== chosen.length)
    throw new CotangentError(`${what}: argnums [${chosen.join(', ')}] must name at least one argument, and each once`, { code: 'NN0512', hint: 'arguments are counted from 0, or from the end with -1' });
  const own = chosen.map((i) => args[i]), read = readArguments(own, [], 'all');
  if (!allowInt) read.tensors.forEach((_, i) => requireFloat(what, read, i));
  const g = (...x: readonly unknown[]): unknown => f(...args.map((arg, i) => (chosen.includes(i) ? x[chosen.indexOf(i)] : arg)));
  return { g: Object.defineProperty(g, 'name', { value: f.name }), own, read };
}

/** The trees of the chosen arguments with these tensors in them: one, or a list. */
const ownTree = (read: Arguments, argnums: number | readonly number[], tensors: readonly Tensor[]): unknown => {
  const trees = read.rebuild(tensors);
  return typeof argnums === 'number' ? trees[0] : trees;
};

/** A tree with what `f` makes of them in the places of its tensors. */
function inPlaces(tree: unknown, f: (x: Tensor) => unknown): unknown {
  const { leaves, def } = flatten(tree);
  return unflatten(def, leaves.map((x) => (x instanceof Tensor ? f(x) : x)));
}

/** Where the elements of each tensor begin when all are counted in a row. */
const startsOf = (tensors: readonly Tensor[]): readonly number[] => {
  let sum = 0;
  return tensors.map((x) => (sum += x.size) - x.size);
};

/** The unit vectors of all elements of the tensors together: a tensor [n, ..s] for each [..s], n elements in all. */
function units(tensors: readonly Tensor[]): readonly Tensor[] {
  const n = tensors.reduce((sum, x) => sum + x.size, 0), starts = startsOf(tensors);
  return tensors.map(({ shape, dtype, size }, i) => op(`units ${n} ${starts[i]} ${dtype} ${shape.join()}`, [], (b) => {
    const along = (axis: number): Value => b.iota({ shape: [n, size], axis, dtype: 'i32' });
    return b.reshape(b.convert(b.eq(along(0), b.add(along(1), starts[i]!)), { dtype }), { shape: [n, ...shape] });
  })[0]!);
}

/** `size` places of an axis from `start` on, under another shape. */
const part = (x: Tensor, axis: number, start: number, size: number, shape: readonly number[]): Tensor =>
  op(`jacobian part ${axis} ${start} ${size} ${shape.join()}`, [x], (b, [x0]) => {
    const x = x0 as Value, all = x.type.shape;
    return b.reshape(b.slice(x, { start: all.map((_, i) => (i === axis ? start : 0)), stop: all.with(axis, start + size), step: all.map(() => 1) }), { shape });
  })[0]!;
