/** Functions as methods of tensors, where JAX has them: x.add(1).sum({ axis: 0 }). */
import type { DType } from '../core/dtype.ts';
import { showType } from '../core/shape.ts';
import * as f from './functions.ts';
import { Tensor } from './tensor.ts';
import { valuesText } from './text.ts';
import type { TensorLike } from './trace.ts';

const methods = {
  add: f.add, sub: f.sub, mul: f.mul, div: f.div, pow: f.pow, neg: f.neg, abs: f.abs, rem: f.rem,
  exp: f.exp, log: f.log, sqrt: f.sqrt, tanh: f.tanh, square: f.square,
  maximum: f.maximum, minimum: f.minimum, clip: f.clip,
  equal: f.equal, notEqual: f.notEqual, less: f.less, lessEqual: f.lessEqual, greater: f.greater, greaterEqual: f.greaterEqual,
  sum: f.sum, mean: f.mean, max: f.max, min: f.min, prod: f.prod, variance: f.variance, var: f.var, std: f.std, ptp: f.ptp, any: f.any, all: f.all,
  argmax: f.argmax, argmin: f.argmin, cumsum: f.cumsum, cumprod: f.cumprod, sort: f.sort, argsort: f.argsort, argpartition: f.argpartition, searchsorted: f.searchsorted,
  matmul: f.matmul, dot: f.dot, trace: f.trace, diagonal: f.diagonal, round: f.round,
  reshape: f.reshape, ravel: f.ravel, flatten: f.ravel, transpose: f.transpose, swapaxes: f.swapaxes, broadcastTo: f.broadcastTo, expandDims: f.expandDims, squeeze: f.squeeze,
  slice: f.slice, take: f.take, get: f.index, repeat: f.repeat, nonzero: f.nonzero, choose: f.choose, astype: f.astype, copy: f.copy,
} as const;

type Methods = typeof methods;
type WithoutFirst<F> = F extends (x: infer _X, ...rest: infer R extends readonly unknown[]) => infer Y ? (...rest: R) => (Y extends Tensor<infer S, unknown> ? (unknown extends S ? Tensor : Y) : Y) : never;

declare module './tensor.ts' {
  interface Tensor extends TensorMethods {
    /** Axes reversed. */
    readonly T: Tensor;
    /** The last two axes exchanged. */
    readonly mT: Tensor;
    /** The elements where the condition is true. */
    compress(condition: Tensor, options?: f.CompressOptions): Tensor;
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
Object.defineProperty(Tensor.prototype, 'mT', { get(this: Tensor): Tensor { return f.matrixTranspose(this); } });
Object.defineProperty(Tensor.prototype, 'compress', { value(this: Tensor, condition: Tensor, options?: f.CompressOptions): Tensor { return f.compress(condition, this, options); } });
Object.defineProperty(Tensor.prototype, 'at', { value(this: Tensor, ...expression: readonly f.Index[]): f.At { return f.at(this, ...expression); } });

/** Type and values; the type alone while tracing, after the memory is gone, and where a device cannot be read at once. */
function text(x: Tensor): string {
  const type = `Tensor(${showType(x)})`;
  try {
    return x.isTraced ? type : `${type}${x.rank > 1 ? '\n' : ' '}${valuesText(x)}`;
  } catch {
    return type;
  }
}
Object.defineProperty(Tensor.prototype, 'toString', { value(this: Tensor): string { return text(this); } });
// Within an object or a list, as in a tree of parameters, the type says enough.
Object.defineProperty(Tensor.prototype, Symbol.for('nodejs.util.inspect.custom'), {
  value(this: Tensor, depth: number, options: { readonly depth?: number | null }): string {
    return depth === options.depth ? text(this) : `Tensor(${showType(this)})`;
  },
});
