/**
 * Draws by rejection, in loops that end when every element has been accepted. The loops are JAX's, key for key, so the draws are too,
 * up to the last digits of logarithms and powers; where an acceptance hangs on such a digit, the draw is another one.
 */
import { boundsOf, isInteger, type DType, type FloatDType } from '../../core/dtype.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import type { Value } from '../../core/graph.ts';
import { count } from '../../core/shape.ts';
import { graphBuilder, type Builder } from '../../ops/builder.ts';
import { normalValue, uniformValue } from '../../ops/draw.ts';
import { checkDType, checkShape, type Sized } from '../create.ts';
import { astype, broadcastTo, full, reshape, softmax } from '../functions.ts';
import { op } from '../operation.ts';
import type { Absent } from '../signatures.ts';
import { Tensor } from '../tensor.ts';
import { jit } from '../transform/jit.ts';
import { vmap } from '../transform/vmap.ts';
import { exponentialValue } from './continuous.ts';
import type { Both } from '../../core/types/axes.ts';
import type { Fits, Gives, HasRank, Mistake, Shape } from '../../core/types/dim.ts';
import { begin, draw, floatDType, shapeWith, wrongDType, type DrawnWith, type Drawn, type DrawOptions, type FloatFor, type IntegerFor, type Key, type LastOf, type MaybeShape, type Parameter, type ParameterFor, type ShapeFor, type Stretched, type Together, type WithSizes } from './draw.ts';
import { keysOf } from './key.ts';
import { rademacherValue } from './integers.ts';

type Turn = (b: Builder, carry: readonly Value[], constants: readonly Value[]) => readonly Value[];

/** A loop in a graph: its functions see what it carries, and constants. */
function loop(b: Builder, constants: readonly Value[], carry: readonly Value[], condition: (b: Builder, carry: readonly Value[], constants: readonly Value[]) => Value, body: Turn): readonly Value[] {
  const all = [...constants, ...carry], n = constants.length;
  const graph = (name: string, f: Turn): ReturnType<Builder['finish']> => {
    const t = graphBuilder(name), x = all.map((v) => t.input(v.type));
    return t.finish(f(t, x.slice(n), x.slice(0, n)));
  };
  return b.whileLoop(all, { condition: graph('condition', (t, c, k) => [condition(t, c, k)]), body: graph('turn', body), constants: n });
}

const constants = (b: Builder, dtype: DType) => (value: number): Value => b.full({ value, shape: [], dtype });

/** One draw: Marsaglia & Tsang 2000, and below a = 1 their boost by a power of a uniform draw. In logarithms where `logs`. */
function gammaOne(b: Builder, key: Value, a: Value, dtype: FloatDType, logs: boolean): Value {
  const c = constants(b, dtype), third = c(1 / 3);
  const large = b.ge(a, 1), d = b.sub(b.select(large, a, b.add(a, 1)), third), scale = b.div(third, b.sqrt(d));
  const [start, last] = keysOf(b, key, 2) as [Value, Value];
  // Carried: the key, the square of a normal draw x, v = (1 + scale · x)³, and a uniform draw u.
  const [, , v] = loop(b, [d, scale], [start, c(0), c(1), c(2)],
    (b, [, square, v, u], [d]) => b.and(
      b.ge(u!, b.sub(1, b.mul(b.mul(square!, square!), 0.0331))),
      b.ge(b.log(u!), b.add(b.mul(square!, 0.5), b.mul(d!, b.add(b.sub(1, v!), b.log(v!)))))),
    (b, [key], [, scale]) => {
      const [next, forX, forU] = keysOf(b, key!, 3) as [Value, Value, Value], c = constants(b, dtype);
      const [, x, root] = loop(b, [scale!], [forX, c(0), c(-1)],
        (b, [, , root]) => b.le(root!, 0),
        (b, [key], [scale]) => {
          const [next, now] = keysOf(b, key!, 2) as [Value, Value], x = normalValue(b, now, [], dtype);
          return [next, x, b.add(b.mul(x, scale!), 1)];
        });
      return [next, b.mul(x!, x!), b.mul(b.mul(root!, root!), root!), uniformValue(b, forU, [], 0, 1, dtype)];
    });
  if (logs) {
    const log = b.neg(exponentialValue(b, last, [], dtype));
    return b.add(b.add(b.log(d), b.log(v!)), b.select(b.or(large, b.eq(log, 0)), c(0), b.mul(log, b.div(1, a))));
  }
  return b.mul(b.mul(d, v!), b.select(large, c(1), b.pow(b.sub(1, uniformValue(b, last, [], 0, 1, dtype)), b.div(1, a))));
}

/** Every element with a key of its own. Traced once for each number and dtype of elements.   key: u32[2]   a: [n] */
const gammasOf = jit((key: Key, a: Tensor, logs: boolean): Tensor => {
  const dtype = a.dtype as FloatDType, keys = op(`random.gamma keys ${a.size}`, [key], (b, [k]) => b.splitKey(k as Value, { shape: [a.size] }))[0]!;
  return vmap((k: Tensor, a: Tensor) => op(`random.gamma ${logs} ${dtype}`, [k, a], (b, [k, a]) => gammaOne(b, k as Value, a as Value, dtype, logs))[0]!)(keys, a);
}, { name: 'random.gamma' });

export function gammas(key: Key, a: Parameter, shape: readonly number[], dtype: FloatDType, logs: boolean): Tensor {
  const each = reshape(broadcastTo(a instanceof Tensor ? astype(a, dtype) : full([], a, { dtype }), shape), [count(shape)]);
  return reshape(gammasOf(key, each, logs), shape);
}

/** The parts of a key, for draws that are made of others. */
export const parts = (key: Key, n: number): Key[] => op(`random.keys ${n}`, [key], (b, [k]) => keysOf(b, k as Value, n));

/**
 * The gamma distribution: density x^(a−1) e^−x / Γ(a).   a: a number, or floats that stretch to the shape   x: [..shape]
 * As jax.random.gamma, up to rounding (an acceptance may hang on a last digit). There is no gradient by a.
 * @example
 * random.gamma(random.key(0), 2, [3]).shape // [3]
 */
export function gamma<A = [], D = DType, const T extends MaybeShape = undefined, const E extends DType = 'f32'>(key: Key, a: ParameterFor<'gamma', T, A, D>, shape?: ShapeFor<'gamma', T>, options?: DrawOptions<FloatFor<'gamma', E>>): Tensor<Drawn<'gamma', T, A>, NoInfer<E>>;
export function gamma(key: Key, a: Parameter, shape?: readonly number[], { dtype }: DrawOptions = {}): Tensor {
  const whole = shapeWith('gamma', shape, [a]), type = floatDType('gamma', dtype);
  begin('gamma', key, whole, gamma);
  return gammas(key, a, whole, type, false);
}

/**
 * The logarithm of a gamma draw, exact also where the draw itself would be 0.   a: as for gamma   x: [..shape]   As jax.random.loggamma.
 * @example
 * random.loggamma(random.key(0), 0.001, [3]).shape // [3]
 */
export function loggamma<A = [], D = DType, const T extends MaybeShape = undefined, const E extends DType = 'f32'>(key: Key, a: ParameterFor<'loggamma', T, A, D>, shape?: ShapeFor<'loggamma', T>, options?: DrawOptions<FloatFor<'loggamma', E>>): Tensor<Drawn<'loggamma', T, A>, NoInfer<E>>;
export function loggamma(key: Key, a: Parameter, shape?: readonly number[], { dtype }: DrawOptions = {}): Tensor {
  const whole = shapeWith('loggamma', shape, [a]), type = floatDType('loggamma', dtype);
  begin('loggamma', key, whole, loggamma);
  return gammas(key, a, whole, type, true);
}

/**
 * The beta distribution: density ∝ x^(a−1) (1 − x)^(b−1).   a, b: as for gamma   x: [..shape] in [0, 1]   As jax.random.beta, up to rounding.
 * @example
 * random.beta(random.key(0), 2, 3, [4]).shape // [4]
 */
export function beta<A = [], D = DType, B = [], F = DType, const T extends MaybeShape = undefined, const E extends DType = 'f32'>(key: Key, a: ParameterFor<'beta', T, A, D>, b: ParameterFor<'beta', T, B, F, Together<'beta', A, B>>, shape?: ShapeFor<'beta', T>, options?: DrawOptions<FloatFor<'beta', E>>): Tensor<Drawn<'beta', T, Together<'beta', A, B>>, NoInfer<E>>;
export function beta(key: Key, a: Parameter, b: Parameter, shape?: readonly number[], { dtype }: DrawOptions = {}): Tensor {
  const whole = shapeWith('beta', shape, [a, b]), type = floatDType('beta', dtype);
  begin('beta', key, whole, beta);
  const [forA, forB] = parts(key, 2) as [Key, Key], p = gammas(forA, a, whole, type, true), q = gammas(forB, b, whole, type, true);
  // Scaled by the greater of the two, so that neither overflows nor both vanish.
  return op('random.beta', [p, q], (b, [p, q]) => {
    const most = b.maximum(p!, q!), x = b.exp(b.sub(p!, most)), y = b.exp(b.sub(q!, most));
    return b.div(x, b.add(x, y));
  })[0]!;
}

/**
 * The Dirichlet distribution: gamma draws divided by their sum.   alpha: [..s, n]   x: [..shape, n] with sums of 1   As jax.random.dirichlet, up to rounding.
 * @example
 * random.dirichlet(random.key(0), tensor([1, 2, 3]), [4]).shape // [4, 3]
 */
export function dirichlet<A = Shape, D = DType, const T extends MaybeShape = undefined, const E extends DType = 'f32'>(key: Key, alpha: Fits<ClassesOf<T, A, D>, Tensor<A, D>>, shape?: ShapeFor<'dirichlet', T>, options?: DrawOptions<FloatFor<'dirichlet', E>>): Tensor<Absent<T> extends true ? A : Both<Gives<Sized<'random.dirichlet', T>>, LastOf<A>>, NoInfer<E>>;
export function dirichlet(key: Key, alpha: Tensor, shape?: readonly number[], { dtype }: DrawOptions = {}): Tensor {
  if (!(alpha instanceof Tensor) || alpha.rank === 0)
    throw new CotangentError(noClasses, { code: 'NN0528', hint: 'give a tensor [..s, n]' });
  checkShape('random.dirichlet', shape ?? []);
  const whole = shapeWith('dirichlet', [...shape ?? alpha.shape.slice(0, -1), alpha.shape.at(-1)!], [alpha]), type = floatDType('dirichlet', dtype);
  begin('dirichlet', key, whole, dirichlet);
  return softmax(gammas(key, alpha, whole, type, true));
}
const noClasses = 'random.dirichlet: alpha has no axis of classes';
type ClassesOf<T, A, D> = HasRank<A> extends false ? A : A extends readonly [] ? Mistake<typeof noClasses> : Absent<T> extends true ? A : Stretched<'dirichlet', T, A, D, LastOf<A>>;

/**
 * The Poisson distribution with mean lam.   lam: a number, or a tensor that stretches to the shape   k: [..shape], i32 when no dtype is given; −1 where lam is
 * not a mean.   As jax.random.poisson: below 10 by products of uniform draws (Knuth), else by rejection (Hörmann 1993), where large means
 * make the test a difference of large logarithms: at 10⁵ two draws in a hundred are not JAX's.
 * @example
 * random.poisson(random.key(0), 4, [3]).shape // [3]
 */
export function poisson<A = [], D = DType, const T extends MaybeShape = undefined, const E extends DType = 'i32'>(key: Key, lam: ParameterFor<'poisson', T, A, D>, shape?: ShapeFor<'poisson', T>, options?: { readonly dtype?: IntegerFor<'poisson', E> }): Tensor<Drawn<'poisson', T, A>, NoInfer<E>>;
export function poisson(key: Key, lam: Parameter, shape?: readonly number[], { dtype = 'i32' }: { readonly dtype?: DType } = {}): Tensor {
  const whole = shapeWith('poisson', shape, [lam]);
  begin('poisson', key, whole, poisson);
  checkDType('random.poisson', dtype);
  if (!isInteger(dtype)) throw new CotangentError(wrongDType('poisson', dtype, 'an integer'), { code: 'NN0205', hint: 'draw i32; convert the result with astype' });
  const most = Math.min(boundsOf(dtype)[1], boundsOf('i32')[1]);
  return draw(`poisson ${dtype}`, key, whole, 'f32', [lam], (b, k, [given]) => {
    const mean = b.add(b.full({ value: 0, shape: whole, dtype: 'f32' }), given!);
    const small = b.or(b.isNaN(mean), b.lt(mean, 10));
    const few = knuth(b, k, b.select(small, mean, 0), whole, dtype, most), many = rejected(b, k, b.select(small, 1e5, mean), whole, most);
    return b.select(b.eq(mean, 0), b.full({ value: 0, shape: whole, dtype }), b.select(small, few, b.convert(many, { dtype })));
  });
}

const turnOf = (b: Builder): Value => b.full({ value: 0, shape: [], dtype: 'i32' });
const anyOf = (b: Builder, x: Value): Value => (x.type.shape.length === 0 ? x : b.any(x, { axes: x.type.shape.map((_, i) => i) }));

/** How many uniform draws can be multiplied before the product falls to e^-mean. */
function knuth(b: Builder, key: Value, mean: Value, shape: readonly number[], dtype: DType, most: number): Value {
  const zeros = (dtype: DType): Value => b.full({ value: 0, shape, dtype });
  const [, count] = loop(b, [mean], [turnOf(b), zeros(dtype), key, zeros('f32')],
    (b, [turn, , , log], [mean]) => b.and(anyOf(b, b.gt(log!, b.neg(mean!))), b.lt(turn!, most)),
    (b, [turn, count, key, log], [mean]) => {
      const [next, now] = keysOf(b, key!, 2) as [Value, Value];
      return [b.add(turn!, 1), b.select(b.gt(log!, b.neg(mean!)), b.add(count!, 1), count!), next, b.add(log!, b.log(uniformValue(b, now, shape, 0, 1)))];
    });
  return b.sub(count!, 1);
}

/** Transformed rejection with squeeze; the constants are Hörmann's (PTRS). */
function rejected(b: Builder, key: Value, mean: Value, shape: readonly number[], most: number): Value {
  const constant = (value: number, dtype: DType): Value => b.full({ value, shape, dtype });
  const [, count] = loop(b, [mean], [turnOf(b), constant(-1, 'f32'), constant(0, 'bool'), key],
    (b, [turn, , accepted]) => b.and(anyOf(b, b.not(accepted!)), b.lt(turn!, most)),
    (b, [turn, count, accepted, key], [mean]) => {
      const wide = b.add(b.mul(b.sqrt(mean!), 2.53), 0.931), a = b.add(b.mul(wide, 0.02483), -0.059);
      const inverse = b.add(b.div(1.1328, b.sub(wide, 3.4)), 1.1239), limit = b.sub(0.9277, b.div(3.6224, b.sub(wide, 2)));
      const [next, forU, forV] = keysOf(b, key!, 3) as [Value, Value, Value];
      const u = b.sub(uniformValue(b, forU, shape, 0, 1), 0.5), v = uniformValue(b, forV, shape, 0, 1), edge = b.sub(0.5, b.abs(u));
      const k = b.floor(b.add(b.add(b.mul(b.add(b.div(b.mul(a, 2), edge), wide), u), mean!), 0.43));
      const s = b.log(b.div(b.mul(v, inverse), b.add(b.div(a, b.mul(edge, edge)), wide)));
      const t = b.sub(b.sub(b.mul(k, b.log(mean!)), mean!), logFactorial(b, k));
      const inside = b.and(b.ge(edge, 0.07), b.le(v, limit)), outside = b.or(b.lt(k, 0), b.and(b.lt(edge, 0.013), b.gt(v, edge)));
      const accept = b.or(inside, b.and(b.not(outside), b.le(s, t)));
      return [b.add(turn!, 1), b.select(accept, k, count!), b.or(accepted!, accept), next];
    });
  return count!;
}

/** ln k! for k ≥ 0, as XLA evaluates ln Γ(k + 1): Lanczos' sum with g = 7. */
function logFactorial(b: Builder, k: Value): Value {
  const sum = lanczos.reduce<Value>((s, c, i) => b.add(s, b.div(c, b.add(k, i + 1))), b.add(b.mul(k, 0), 0.99999999999980993));
  const log = b.add(b.log1p(b.div(k, 7.5)), Math.log(7.5)), rest = b.sub(b.add(k, 0.5), b.div(b.add(k, 7.5), log));
  return b.add(b.add(b.mul(rest, log), Math.log(Math.sqrt(2 * Math.PI))), b.log(sum));
}
const lanczos = [676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7];

/**
 * Density ∝ e^−|x|ᵖ: for p = 2 a normal distribution with variance ½, for p = 1 Laplace's.   p: a number   x: [..shape]   As jax.random.generalized_normal, up to rounding.
 * @example
 * random.generalizedNormal(random.key(0), 1.5, [3]).shape // [3]
 */
export function generalizedNormal<const T extends readonly number[] = [], const E extends DType = 'f32'>(key: Key, p: number, shape?: ShapeFor<'generalizedNormal', T>, options?: DrawOptions<FloatFor<'generalizedNormal', E>>): Tensor<Drawn<'generalizedNormal', T, []>, NoInfer<E>>;
export function generalizedNormal(key: Key, p: number, shape: readonly number[] = [], { dtype }: DrawOptions = {}): Tensor {
  begin('generalizedNormal', key, shape, generalizedNormal);
  return generalized(key, p, shape, floatDType('generalizedNormal', dtype));
}

function generalized(key: Key, p: number, shape: readonly number[], dtype: FloatDType): Tensor {
  if (!(p > 0)) throw new CotangentError(`random: the power p is ${p}`, { code: 'NN0517', hint: 'give a number greater than 0' });
  const [forSize, forSign] = parts(key, 2) as [Key, Key], size = gammas(forSize, 1 / p, shape, dtype, false);
  return op(`random.generalizedNormal ${p} ${dtype}`, [size, forSign], (b, [size, k]) => b.mul(rademacherValue(b, k as Value, shape, dtype), b.pow(size!, 1 / p)))[0]!;
}

/**
 * Points evenly spread over the ball Σ|xᵢ|ᵖ ≤ 1 in d dimensions.   x: [..shape, d]   As jax.random.ball, up to rounding (Barthe et al. 2005).
 * @example
 * random.ball(random.key(0), 3, 2, [5]).shape // [5, 3]
 */
export function ball<const N extends number, const T extends readonly number[] = [], const E extends DType = 'f32'>(key: Key, d: Fits<WithSizes<'ball', T, [N]>, N>, p?: number, shape?: ShapeFor<'ball', T>, options?: DrawOptions<FloatFor<'ball', E>>): Tensor<DrawnWith<'ball', T, [N]>, NoInfer<E>>;
export function ball(key: Key, d: number, p = 2, shape: readonly number[] = [], { dtype }: DrawOptions = {}): Tensor {
  checkShape('random.ball', shape);
  begin('ball', key, [...shape, d], ball);
  const type = floatDType('ball', dtype), [forPoint, forRadius] = parts(key, 2) as [Key, Key], g = generalized(forPoint, p, [...shape, d], type);
  return op(`random.ball ${p} ${type}`, [g, forRadius], (b, [g, k]) => {
    const x = g as Value, sum = b.add(b.sum(b.pow(b.abs(x), p), { axes: [shape.length] }), exponentialValue(b, k as Value, shape, type));
    return b.div(x, b.broadcast(b.pow(sum, 1 / p), { shape: [...shape, d], axes: shape.map((_, i) => i) }));
  })[0]!;
}
