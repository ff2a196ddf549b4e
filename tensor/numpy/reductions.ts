/** numpy: reductions over axes. */
import type { Value } from '../../core/graph.ts';
import { axisIn } from '../../core/shape.ts';
import type { Builder } from '../../ops/builder.ts';
import { astype } from './dtypes.ts';
import { floating, truth, axesOf, keeping, countable, widened } from '../operand.ts';
import { asValue, op } from '../operation.ts';
import { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';

export interface ReduceOptions {
  /** One axis or several, negative ones from the end; all when absent. */
  readonly axis?: number | readonly number[];
  /** Keeps reduced axes with size 1. */
  readonly keepDims?: boolean;
}


type AxesOp = (x: Value, params: { axes: readonly number[] }) => Value;
type ReduceName = { [K in keyof Builder]: Builder[K] extends AxesOp ? K : never }[keyof Builder];

const reduction = (name: ReduceName, prepare: (b: Builder, x: Value) => Value) => (x: TensorLike, { axis, keepDims = false }: ReduceOptions = {}): Tensor =>
  op(`${name} ${JSON.stringify(axis)} ${keepDims}`, [x], (b, [x0]) => {
    const x = prepare(b, asValue(b, x0!)), axes = axesOf(name, x, axis);
    return keeping(b, x, (b[name] as AxesOp)(x, { axes }), axes, keepDims);
  }, { strong: true })[0]!;
/** The greatest of truth values is one of them again. */
const extreme = (name: 'max' | 'min') => {
  const reduce = reduction(name, countable);
  return (x: TensorLike, options: ReduceOptions = {}): Tensor => (x instanceof Tensor && x.dtype === 'bool' ? astype(reduce(x, options), 'bool') : reduce(x, options));
};

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
  }, { strong: true })[0]!;
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
  }, { strong: true })[0]!;
/** Where the largest element lies along the axis (of the flat tensor when absent), the first of equals; i32. */
export const argmax = position('argmax');
export const argmin = position('argmin');
