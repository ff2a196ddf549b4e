/** Activations of networks. */
import { axisIn } from '../../core/shape.ts';
import { unary, unaryFloat, floating } from '../operand.ts';
import { asValue, op } from '../operation.ts';
import type { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';

export const sigmoid = unaryFloat('sigmoid');
export const relu = unary('relu');
export const silu = unaryFloat('silu');
export const softplus = unaryFloat('softplus');
/** x · Φ(x), or the tanh form of it (Hendrycks & Gimpel 2016). */
export const gelu = (x: TensorLike, { approximate = 'none' }: { approximate?: 'none' | 'tanh' } = {}): Tensor =>
  op(`gelu ${approximate}`, [x], (b, [x]) => b.gelu(floating(b, asValue(b, x!)), { approximate }), { strong: true })[0]!;

const alongAxis = (name: 'softmax' | 'logSoftmax') => (x: TensorLike, { axis = -1 }: { axis?: number } = {}): Tensor =>
  op(`${name} ${axis}`, [x], (b, [x0]) => {
    const x = floating(b, asValue(b, x0!));
    return b[name](x, { axis: axisIn(name, axis, x.type.shape.length) });
  }, { strong: true })[0]!;
export const softmax = alongAxis('softmax');
export const logSoftmax = alongAxis('logSoftmax');
