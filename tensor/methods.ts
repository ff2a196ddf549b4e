/** Functions as methods of tensors, where JAX has them: x.add(1).sum({ axis: 0 }). */
import type { DType } from '../core/dtype.ts';
import * as f from './functions.ts';
import { Tensor } from './tensor.ts';
import type { TensorLike } from './trace.ts';

const methods = {
  add: f.add, sub: f.sub, mul: f.mul, div: f.div, pow: f.pow, neg: f.neg, abs: f.abs, rem: f.rem,
  exp: f.exp, log: f.log, sqrt: f.sqrt, tanh: f.tanh, square: f.square,
  maximum: f.maximum, minimum: f.minimum, clip: f.clip,
  equal: f.equal, notEqual: f.notEqual, less: f.less, lessEqual: f.lessEqual, greater: f.greater, greaterEqual: f.greaterEqual,
  sum: f.sum, mean: f.mean, max: f.max, min: f.min, prod: f.prod, variance: f.variance, any: f.any, all: f.all, argmax: f.argmax, argmin: f.argmin, cumsum: f.cumsum,
  matmul: f.matmul, reshape: f.reshape, transpose: f.transpose, broadcastTo: f.broadcastTo, expandDims: f.expandDims, squeeze: f.squeeze, slice: f.slice, take: f.take, get: f.index, astype: f.astype,
} as const;

type Methods = typeof methods;
type WithoutFirst<F> = F extends (x: infer _X, ...rest: infer R extends readonly unknown[]) => Tensor ? (...rest: R) => Tensor : never;

declare module './tensor.ts' {
  interface Tensor extends TensorMethods {
    /** Axes reversed. */
    readonly T: Tensor;
    /** The part that an index expression names, to be read or replaced: x.at(0, ':').set(y). */
    at(...expression: f.Index[]): f.At;
  }
}
export type TensorMethods = { readonly [K in keyof Methods]: WithoutFirst<Methods[K]> };

for (const [name, method] of Object.entries(methods))
  Object.defineProperty(Tensor.prototype, name, {
    value(this: Tensor, ...rest: readonly (TensorLike | DType)[]): Tensor {
      return (method as (...args: readonly unknown[]) => Tensor)(this, ...rest);
    },
  });
Object.defineProperty(Tensor.prototype, 'T', { get(this: Tensor): Tensor { return f.transpose(this); } });
Object.defineProperty(Tensor.prototype, 'at', { value(this: Tensor, ...expression: readonly f.Index[]): f.At { return f.at(this, ...expression); } });
