/**
 * Complex numbers as a pair of tensors. No dtype is complex: what a transform gives is a node of a tree with two leaves, so that grad, vmap, jit
 * and checkpoints see plain floats. A gradient by a complex number is the pair of gradients by its parts.
 */
import { registerTreeNode } from '../../core/tree.ts';
import type { Value } from '../../core/graph.ts';
import { broadcastShapes } from '../../core/shape.ts';
import { floats, stretched } from '../linalg/operands.ts';
import { add, atan2, mul, neg, sub } from '../numpy/arithmetic.ts';
import { op } from '../operation.ts';
import type { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';

/** z = real + i · imag, element by element.   real, imag: [..s] */
export class Complex {
  readonly real: Tensor;
  readonly imag: Tensor;

  constructor(real: Tensor, imag: Tensor) {
    this.real = real;
    this.imag = imag;
  }
  get shape(): readonly number[] {
    return this.real.shape;
  }
  /** |z|, without overflow between; its gradient at 0 is 0. */
  abs(): Tensor {
    return op('complex abs', [this.real, this.imag], (b, x) => {
      const [re, im] = x as [Value, Value], larger = b.stopGradient(b.maximum(b.abs(re), b.abs(im))), isPlain = b.and(b.gt(larger, 0), b.lt(larger, Infinity));
      const scale = b.select(isPlain, larger, 1), squares = b.add(b.square(b.div(re, scale)), b.square(b.div(im, scale)));
      // 0, ∞ and NaN are what they are.
      return b.select(isPlain, b.mul(scale, b.sqrt(b.select(isPlain, squares, 1))), larger);
    })[0]!;
  }
  /** The angle of z from the positive axis, -π … π. */
  angle(): Tensor {
    return atan2(this.imag, this.real);
  }
  conj(): Complex {
    return new Complex(this.real, neg(this.imag));
  }
  add(w: Complex | TensorLike): Complex {
    return w instanceof Complex ? new Complex(add(this.real, w.real), add(this.imag, w.imag)) : new Complex(add(this.real, w), this.imag);
  }
  sub(w: Complex | TensorLike): Complex {
    return w instanceof Complex ? new Complex(sub(this.real, w.real), sub(this.imag, w.imag)) : new Complex(sub(this.real, w), this.imag);
  }
  mul(w: Complex | TensorLike): Complex {
    if (!(w instanceof Complex)) return new Complex(mul(this.real, w), mul(this.imag, w));
    return new Complex(sub(mul(this.real, w.real), mul(this.imag, w.imag)), add(mul(this.real, w.imag), mul(this.imag, w.real)));
  }
}

registerTreeNode(Complex, 'complex', {
  flatten: (z) => ({ keys: ['imag', 'real'], children: [z.imag, z.real] }),
  unflatten: ([imag, real]) => new Complex(real as Tensor, imag as Tensor),
});

/**
 * The complex numbers real + i · imag.   real, imag: [..s], made alike; integers become f32.   As jax.lax.complex.
 * @example
 * complex(tensor([1, 2]), tensor([0, -1])).abs() // [1, 2.23607]
 */
export function complex(real: TensorLike, imag: TensorLike): Complex {
  const [re, im] = op('complex', [real, imag], (b, x) => {
    const [re, im] = x as [Value, Value], shape = broadcastShapes('complex', re.type.shape, im.type.shape);
    return [stretched(b, re, shape), stretched(b, im, shape)];
  }, floats);
  return new Complex(re!, im!);
}
