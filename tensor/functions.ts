/**
 * The functions on tensors: numpy's names in camelCase. They promote and broadcast as numpy does, work at once or
 * while tracing, and take numbers where a tensor of one element will do.
 */
import type { DType } from '../core/dtype.ts';
import { isFloat, isInteger } from '../core/dtype.ts';
import type { Value } from '../core/graph.ts';
import { promote } from '../core/promote.ts';
import { axisIn } from '../core/shape.ts';
import { CotangentError } from '../core/diagnostic.ts';
import type { Builder } from '../ops/builder.ts';
import type { Operand } from '../ops/op.ts';
import { checkDType, checkShape } from './create.ts';
import { Tensor } from './tensor.ts';
import { asValue, op } from './operation.ts';
import type { TensorLike } from './trace.ts';

type UnaryName = { [K in keyof Builder]: Builder[K] extends (x: Value) => Value ? K : never }[keyof Builder];
type BinaryName = { [K in keyof Builder]: Builder[K] extends (x: Operand, y: Operand) => Value ? K : never }[keyof Builder];

const unary = (name: UnaryName) => (x: TensorLike): Tensor => op(name, [x], (b, [x]) => (b[name] as (x: Value) => Value)(asValue(b, x!)))[0]!;
/** Integers become f32 first, as in JAX. */
const unaryFloat = (name: UnaryName) => (x: TensorLike): Tensor => op(name, [x], (b, [x]) => (b[name] as (x: Value) => Value)(floating(b, asValue(b, x!))))[0]!;
const binary = (name: BinaryName) => (x: TensorLike, y: TensorLike): Tensor => op(name, [x, y], (b, [x, y]) => pair(b, name, x!, y!))[0]!;
const binaryFloat = (name: BinaryName) => (x: TensorLike, y: TensorLike): Tensor =>
  op(name, [x, y], (b, [x, y]) => pair(b, name, ...floatingPair(b, x!, y!)), { float: true })[0]!;

const pair = (b: Builder, name: BinaryName, x: Operand, y: Operand): Value =>
  (b[name] as (x: Operand, y: Operand) => Value)(typeof y === 'number' ? asValue(b, x) : x, y);
const floating = (b: Builder, x: Value): Value => (isFloat(x.type.dtype) ? x : b.convert(x, { dtype: 'f32' }));
/** Both as floats: of the dtype where they meet, or f32 where two integers do. */
function floatingPair(b: Builder, x: Operand, y: Operand): readonly [Operand, Operand] {
  const met = [x, y].filter((v) => typeof v !== 'number').map((v) => v.type.dtype).reduce(promote, 'bool'), dtype = isFloat(met) ? met : 'f32';
  const converted = (v: Operand): Operand => (typeof v === 'number' || v.type.dtype === dtype ? v : b.convert(v, { dtype }));
  return [converted(x), converted(y)];
}

const truth = (b: Builder, x: Operand): Value => (typeof x === 'number' ? asValue(b, Number(x !== 0), 'bool') : x.type.dtype === 'bool' ? x : b.convert(x, { dtype: 'bool' }));
const logical = (name: 'and' | 'or') => (x: TensorLike, y: TensorLike): Tensor => op(`logical ${name}`, [x, y], (b, [x, y]) => b[name](truth(b, x!), truth(b, y!)))[0]!;

/** All of one dtype, the one in which theirs meet. */
function promoted(b: Builder, xs: readonly Value[]): readonly Value[] {
  const dtype = xs.map((x) => x.type.dtype).reduce(promote);
  return xs.map((x) => (x.type.dtype === dtype ? x : b.convert(x, { dtype })));
}
/** Integers are whole already. */
const rounding = (name: 'floor' | 'ceil' | 'round') => (x: TensorLike): Tensor =>
  op(name, [x], (b, [x0]) => {
    const x = asValue(b, x0!);
    return isInteger(x.type.dtype) ? x : b[name](floating(b, x));
  })[0]!;

// Arithmetic
export const add = binary('add');
export const sub = binary('sub');
export const mul = binary('mul');
/** True division: integers become f32. */
export const div = binaryFloat('div');
export const rem = binary('rem');
export const pow = binaryFloat('pow');
export const maximum = binary('maximum');
export const minimum = binary('minimum');
export const atan2 = binaryFloat('atan2');
export const neg = unary('neg');
export const abs = unary('abs');
export const sign = unary('sign');
export const square = unary('square');
export const floor = rounding('floor');
export const ceil = rounding('ceil');
/** To the nearest whole number; halves to the even one. */
export const round = rounding('round');

// Exponentials, trigonometry, special functions
export const exp = unaryFloat('exp');
export const expm1 = unaryFloat('expm1');
export const log = unaryFloat('log');
export const log1p = unaryFloat('log1p');
export const sqrt = unaryFloat('sqrt');
export const rsqrt = unaryFloat('rsqrt');
export const reciprocal = unaryFloat('reciprocal');
export const sin = unaryFloat('sin');
export const cos = unaryFloat('cos');
export const tan = unaryFloat('tan');
export const asin = unaryFloat('asin');
export const acos = unaryFloat('acos');
export const atan = unaryFloat('atan');
export const sinh = unaryFloat('sinh');
export const cosh = unaryFloat('cosh');
export const tanh = unaryFloat('tanh');
export const erf = unaryFloat('erf');
export const erfc = unaryFloat('erfc');
export const erfInv = unaryFloat('erfInv');

// Activations
export const sigmoid = unaryFloat('sigmoid');
export const relu = unary('relu');
export const silu = unaryFloat('silu');
export const softplus = unaryFloat('softplus');
/** x · Φ(x), or the tanh form of it (Hendrycks & Gimpel 2016). */
export const gelu = (x: TensorLike, { approximate = 'none' }: { approximate?: 'none' | 'tanh' } = {}): Tensor =>
  op(`gelu ${approximate}`, [x], (b, [x]) => b.gelu(floating(b, asValue(b, x!)), { approximate }))[0]!;

// Comparison and logic
export const equal = binary('eq');
export const notEqual = binary('ne');
export const less = binary('lt');
export const lessEqual = binary('le');
export const greater = binary('gt');
export const greaterEqual = binary('ge');
/** Of truth values: anything but 0 is true. */
export const logicalAnd = logical('and');
export const logicalOr = logical('or');
export const bitwiseAnd = binary('and');
export const bitwiseOr = binary('or');
export const bitwiseXor = binary('xor');
export const logicalNot = (x: TensorLike): Tensor => op('logicalNot', [x], (b, [x]) => b.not(truth(b, x!)))[0]!;
/** Elements of `yes` where the condition holds, of `no` elsewhere. */
export const where = (condition: TensorLike, yes: TensorLike, no: TensorLike): Tensor =>
  op('where', [condition, yes, no], (b, [c, y, n]) => {
    const [p, q] = typeof y === 'number' && typeof n === 'number' ? [asValue(b, y), n] : [y!, n!];
    return b.select(truth(b, c!), p, q);
  }, { mixed: true })[0]!;
export const clip = (x: TensorLike, low: TensorLike, high: TensorLike): Tensor => minimum(maximum(x, low), high);
/** The same value; gradients stop here. */
export const stopGradient = unary('stopGradient');
export function astype(x: TensorLike, dtype: DType): Tensor {
  checkDType('astype', dtype);
  return op(`astype ${dtype}`, [x], (b, [x]) => b.convert(asValue(b, x!), { dtype }))[0]!;
}

// Reductions
export interface ReduceOptions {
  /** One axis or several, negative ones from the end; all when absent. */
  readonly axis?: number | readonly number[];
  /** Keeps reduced axes with size 1. */
  readonly keepDims?: boolean;
}

const axesOf = (name: string, x: Value, axis: number | readonly number[] | undefined): readonly number[] => {
  const rank = x.type.shape.length;
  return axis === undefined ? x.type.shape.map((_, i) => i) : [...new Set((typeof axis === 'number' ? [axis] : axis).map((a) => axisIn(name, a, rank)))].sort((a, b) => a - b);
};

type AxesOp = (x: Value, params: { axes: readonly number[] }) => Value;
type ReduceName = { [K in keyof Builder]: Builder[K] extends AxesOp ? K : never }[keyof Builder];

const reduction = (name: ReduceName, prepare: (b: Builder, x: Value) => Value) => (x: TensorLike, { axis, keepDims = false }: ReduceOptions = {}): Tensor =>
  op(`${name} ${JSON.stringify(axis)} ${keepDims}`, [x], (b, [x0]) => {
    const x = prepare(b, asValue(b, x0!)), axes = axesOf(name, x, axis);
    return keeping(b, x, (b[name] as AxesOp)(x, { axes }), axes, keepDims);
  })[0]!;
/** The greatest of truth values is one of them again. */
const extreme = (name: 'max' | 'min') => {
  const reduce = reduction(name, countable);
  return (x: TensorLike, options: ReduceOptions = {}): Tensor => (x instanceof Tensor && x.dtype === 'bool' ? astype(reduce(x, options), 'bool') : reduce(x, options));
};
const keeping = (b: Builder, x: Value, y: Value, axes: readonly number[], keepDims: boolean): Value =>
  (keepDims ? b.reshape(y, { shape: x.type.shape.map((d, i) => (axes.includes(i) ? 1 : d)) }) : y);
const countable = (b: Builder, x: Value): Value => (x.type.dtype === 'bool' ? b.convert(x, { dtype: 'i32' }) : x);
/** Sums and products of bytes run in 32 bits, as in numpy. */
const widened = (b: Builder, x: Value): Value => (x.type.dtype === 'u8' ? b.convert(x, { dtype: 'u32' }) : x.type.dtype === 'i8' ? b.convert(x, { dtype: 'i32' }) : countable(b, x));

export const sum = reduction('sum', widened);
export const prod = reduction('prod', widened);
export const max = extreme('max');
export const min = extreme('min');
export const mean = reduction('mean', floating);
/** Mean of squared distances from the mean: divided by the count less `correction`. */
export const variance = (x: TensorLike, { axis, keepDims = false, correction = 0 }: ReduceOptions & { readonly correction?: number } = {}): Tensor =>
  op(`variance ${JSON.stringify(axis)} ${keepDims} ${correction}`, [x], (b, [x0]) => {
    const x = floating(b, asValue(b, x0!)), axes = axesOf('variance', x, axis);
    return keeping(b, x, b.variance(x, { axes, correction }), axes, keepDims);
  })[0]!;
export const logSumExp = reduction('logSumExp', floating);
export const any = reduction('any', truth);
export const all = reduction('all', truth);

const position = (name: 'argmax' | 'argmin') => (x: TensorLike, { axis, keepDims = false }: { axis?: number; keepDims?: boolean } = {}): Tensor =>
  op(`${name} ${axis} ${keepDims}`, [x], (b, [x0]) => {
    const given = countable(b, asValue(b, x0!));
    const flat = axis === undefined ? b.reshape(given, { shape: [given.type.shape.reduce((n: number, d) => n * Number(d), 1)] }) : given;
    const at = axisIn(name, axis ?? 0, flat.type.shape.length);
    const y = b[name](flat, { axis: at });
    return keepDims ? b.reshape(y, { shape: given.type.shape.map((d, i) => (axis === undefined || i === at ? 1 : d)) }) : y;
  })[0]!;
/** Where the largest element lies along the axis (of the flat tensor when absent), the first of equals; i32. */
export const argmax = position('argmax');
export const argmin = position('argmin');

const alongAxis = (name: 'softmax' | 'logSoftmax') => (x: TensorLike, { axis = -1 }: { axis?: number } = {}): Tensor =>
  op(`${name} ${axis}`, [x], (b, [x0]) => {
    const x = floating(b, asValue(b, x0!));
    return b[name](x, { axis: axisIn(name, axis, x.type.shape.length) });
  })[0]!;
export const softmax = alongAxis('softmax');
export const logSoftmax = alongAxis('logSoftmax');

// Products
/** numpy's matmul: the last two axes multiply, the others broadcast; 1-D operands are vectors. */
export const matmul = (x: TensorLike, y: TensorLike): Tensor =>
  op('matmul', [x, y], (b, [x, y]) => {
    const [p, q] = promoted(b, [asValue(b, x!), asValue(b, y!)]) as [Value, Value];
    return b.matmul(p, q);
  })[0]!;

// Shapes
/** One size may be -1: what remains. */
export function reshape(x: Tensor, shape: readonly number[]): Tensor {
  const open = shape.indexOf(-1);
  const rest = shape.reduce((n, d, i) => (i === open ? n : n * d), 1);
  const full = shape.map((d, i) => (i === open ? (rest === 0 ? 0 : x.size / rest) : d));
  if (!full.every((d) => Number.isInteger(d) && d >= 0))
    throw new CotangentError(`reshape [${x.shape.join(', ')}] to [${shape.join(', ')}]: ${x.size} elements do not divide by ${rest}`, { code: 'NN0208', hint: 'sizes are whole numbers, at most one of them -1' });
  return op(`reshape ${full.join()}`, [x], (b, [x]) => b.reshape(x as Value, { shape: full }))[0]!;
}
/** Axes in another order; reversed when absent. */
export function transpose(x: Tensor, order: readonly number[] = x.shape.map((_, i) => x.rank - 1 - i)): Tensor {
  const axes = order.map((a) => (a < 0 ? a + x.rank : a));
  return op(`transpose ${axes.join()}`, [x], (b, [x]) => b.transpose(x as Value, { order: axes }))[0]!;
}
export function broadcastTo(x: Tensor, shape: readonly number[]): Tensor {
  checkShape('broadcastTo', shape);
  return op(`broadcastTo ${shape.join()}`, [x], (b, [x]) => b.broadcast(x as Value, { shape, axes: (x as Value).type.shape.map((_, i, s) => shape.length - s.length + i) }))[0]!;
}
export function expandDims(x: Tensor, axis: number): Tensor {
  const at = axisIn('expandDims', axis, x.rank + 1);
  return reshape(x, [...x.shape.slice(0, at), 1, ...x.shape.slice(at)]);
}
export function squeeze(x: Tensor, axis?: number): Tensor {
  if (axis === undefined) return reshape(x, x.shape.filter((d) => d !== 1));
  const at = axisIn('squeeze', axis, x.rank);
  if (x.shape[at] !== 1) throw new CotangentError(`squeeze: axis ${axis} of [${x.shape.join(', ')}] has size ${x.shape[at]}`, { code: 'NN0529', hint: 'only axes of size 1 can go' });
  return reshape(x, x.shape.filter((_, i) => i !== at));
}
export function concat(xs: readonly Tensor[], { axis = 0 }: { axis?: number } = {}): Tensor {
  if (xs.length === 0) throw new CotangentError('concat of no tensors has no shape', { code: 'NN0218', hint: 'give at least one' });
  const at = axisIn('concat', axis, xs[0]!.rank);
  return op(`concat ${at}`, xs, (b, xs) => b.concat(promoted(b, xs as readonly Value[]), { axis: at }))[0]!;
}
export const stack = (xs: readonly Tensor[], { axis = 0 }: { axis?: number } = {}): Tensor => concat(xs.map((x) => expandDims(x, axis)), { axis });

/** Parts along an axis: as many equal ones as a number says, or of the sizes listed. */
export function split(x: Tensor, parts: number | readonly number[], { axis = 0 }: { axis?: number } = {}): Tensor[] {
  const at = axisIn('split', axis, x.rank), size = x.shape[at]!;
  if (typeof parts === 'number' && !(Number.isInteger(parts) && parts > 0 && size % parts === 0))
    throw new CotangentError(`split: axis ${axis} of [${x.shape.join(', ')}] has size ${size}, which does not divide into ${parts} parts`, { code: 'NN0517', hint: 'give a number that divides it, or the sizes of the parts' });
  const sizes = typeof parts === 'number' ? Array.from({ length: parts }, () => size / parts) : parts;
  return op(`split ${sizes.join()} ${at}`, [x], (b, [x]) => b.split(x as Value, { sizes, axis: at }));
}

/** Elements start, start + step, … before stop along every axis; ends as in arrays' slice, negative ones from the end. */
export function slice(x: Tensor, start: readonly number[], stop?: readonly number[], step?: readonly number[]): Tensor {
  const from = x.shape.map((d, i) => clampEnd(start[i] ?? 0, d)), to = x.shape.map((d, i) => Math.max(from[i]!, clampEnd(stop?.[i] ?? d, d)));
  const steps = x.shape.map((_, i) => step?.[i] ?? 1);
  return op(`slice ${from.join()} ${to.join()} ${steps.join()}`, [x], (b, [x]) => b.slice(x as Value, { start: from, stop: to, step: steps }))[0]!;
}
const clampEnd = (i: number, size: number): number => Math.min(Math.max(i < 0 ? i + size : i, 0), size);

/** Rows of x (along `axis`) by index: the shape of `indices` stands in place of the axis. Indices beyond the ends are clamped. */
export const take = (x: Tensor, indices: Tensor, { axis = 0 }: { axis?: number } = {}): Tensor =>
  op(`take ${axis}`, [x, indices], (b, [x, i]) => b.take(x as Value, i as Value, { axis: axisIn('take', axis, (x as Value).type.shape.length) }))[0]!;
/** Elements of x along `axis`, one for each element of `indices`, whose other axes are those of x. */
export const takeAlongAxis = (x: Tensor, indices: Tensor, { axis = -1 }: { axis?: number } = {}): Tensor =>
  op(`takeAlongAxis ${axis}`, [x, indices], (b, [x, i]) => b.takeAlongAxis(x as Value, i as Value, { axis: axisIn('takeAlongAxis', axis, (x as Value).type.shape.length) }))[0]!;
/** 1 where the class is the index on the last axis, 0 elsewhere. */
export function oneHot(indices: Tensor, classes: number, { dtype = 'f32' }: { dtype?: DType } = {}): Tensor {
  checkDType('oneHot', dtype);
  return op(`oneHot ${classes} ${dtype}`, [indices], (b, [i]) => b.oneHot(i as Value, { classes, dtype }))[0]!;
}
/** Running sums along the axis. */
export const cumsum = (x: Tensor, { axis = 0 }: { axis?: number } = {}): Tensor =>
  op(`cumsum ${axis}`, [x], (b, [x]) => b.cumsum(countable(b, x as Value), { axis: axisIn('cumsum', axis, (x as Value).type.shape.length), reverse: false }))[0]!;

// Making
export const full = (shape: readonly number[], value: number, { dtype = 'f32' }: { dtype?: DType } = {}): Tensor => {
  checkShape('full', shape);
  checkDType('full', dtype);
  return op(`full ${shape.join()} ${Object.is(value, -0) ? '-0' : value} ${dtype}`, [], (b) => b.full({ value, shape, dtype }))[0]!;
};
export const zeros = (shape: readonly number[], options: { dtype?: DType } = {}): Tensor => full(shape, 0, options);
export const ones = (shape: readonly number[], options: { dtype?: DType } = {}): Tensor => full(shape, 1, options);
export const zerosLike = (x: Tensor): Tensor => full(x.shape, 0, { dtype: x.dtype });
export const onesLike = (x: Tensor): Tensor => full(x.shape, 1, { dtype: x.dtype });
/** start, start + step, … before stop. i32 when all are whole, else f32. */
export function arange(start: number, stop?: number, step = 1, { dtype }: { dtype?: DType } = {}): Tensor {
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  const n = Math.max(0, Math.ceil((to - from) / step));
  if (!Number.isFinite(n)) throw new CotangentError(`arange: from ${from} to ${to} in steps of ${step} never ends`, { code: 'NN0517', hint: 'give finite numbers and a step other than 0' });
  if (dtype !== undefined) checkDType('arange', dtype);
  const wanted = dtype ?? ([from, to, step].every(Number.isInteger) ? 'i32' : 'f32');
  return op(`arange ${from} ${n} ${step} ${wanted}`, [], (b) => b.add(b.mul(b.iota({ shape: [n], axis: 0, dtype: wanted }), step), from))[0]!;
}

// Losses
/** −log softmax(logits)[label], averaged over all labels.   logits: [.., c]   labels: [..] integers */
export const crossEntropy = (logits: Tensor, labels: Tensor): Tensor => mean(op('crossEntropy', [logits, labels], (b, [x, t]) => b.crossEntropy(x as Value, t as Value))[0]!);
/** Mean of (x − y)². */
export const mse = (x: Tensor, y: Tensor): Tensor => mean(square(sub(x, y)));
