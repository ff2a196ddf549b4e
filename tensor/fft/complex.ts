/**
 * Complex numbers as a pair of tensors. No dtype is complex: what a transform gives is a node of a tree with two leaves, so that grad, vmap, jit
 * and checkpoints see plain floats. A gradient by a complex number is the pair of gradients by its parts.
 */
import { registerTreeNode } from '../../core/tree.ts';
import type { DType } from '../../core/dtype.ts';
import type { Value } from '../../core/graph.ts';
import { broadcastShapes } from '../../core/shape.ts';
import type { Broadcast } from '../../core/types/broadcast.ts';
import type { Fits, Gives, Shape } from '../../core/types/dim.ts';
import type { Inexact, Promote, Weak } from '../../core/types/promote.ts';
import { floats, stretched } from '../linalg/operands.ts';
import { add, atan2, mul, neg, sub } from '../numpy/arithmetic.ts';
import { tensorOf } from '../operand.ts';
import { op } from '../operation.ts';
import type { OfTensors, Operand } from '../signatures.ts';
import type { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';

/** z = real + i · imag, element by element.   real, imag: [..s] */
export class Complex<out S = Shape, out D = DType> {
  readonly real: Tensor<S, D>;
  readonly imag: Tensor<S, D>;

  constructor(real: Tensor<S, D>, imag: Tensor<S, D>) {
    this.real = real;
    this.imag = imag;
  }
  get shape(): Tensor<S, D>['shape'] {
    return this.real.shape;
  }
  /** |z|, without overflow between; its gradient at 0 is 0. */
  abs(): Tensor<S, D> {
    return op('complex abs', [this.real as Tensor, this.imag as Tensor], (b, x) => {
      const [re, im] = x as [Value, Value], larger = b.stopGradient(b.maximum(b.abs(re), b.abs(im))), isPlain = b.and(b.gt(larger, 0), b.lt(larger, Infinity));
      const scale = b.select(isPlain, larger, 1), squares = b.add(b.square(b.div(re, scale)), b.square(b.div(im, scale)));
      // 0, ∞ and NaN are what they are.
      return b.select(isPlain, b.mul(scale, b.sqrt(b.select(isPlain, squares, 1))), larger);
    })[0]! as Tensor<S, D>;
  }
  /** The angle of z from the positive axis, -π … π. */
  angle<A, F>(this: Complex<A, F>): Tensor<A, Inexact<F>> {
    return atan2(this.imag as Tensor, this.real as Tensor) as Tensor<A, Inexact<F>>;
  }
  conj(): Complex<S, D> {
    return new Complex(this.real, neg(this.imag as Tensor) as Tensor<S, D>);
  }
  add<A, F, B = [], E = Weak>(this: Complex<A, F>, w: Beside<'add', A, B, E>): Met<'add', A, F, B, E>;
  add(this: Complex, w: Complex | TensorLike): Complex {
    return w instanceof Complex ? new Complex(add(this.real, w.real), add(this.imag, w.imag)) : complex(add(this.real, w), this.imag);
  }
  sub<A, F, B = [], E = Weak>(this: Complex<A, F>, w: Beside<'sub', A, B, E>): Met<'sub', A, F, B, E>;
  sub(this: Complex, w: Complex | TensorLike): Complex {
    return w instanceof Complex ? new Complex(sub(this.real, w.real), sub(this.imag, w.imag)) : complex(sub(this.real, w), this.imag);
  }
  mul<A, F, B = [], E = Weak>(this: Complex<A, F>, w: Beside<'mul', A, B, E>): Met<'mul', A, F, B, E>;
  mul(this: Complex, w: Complex | TensorLike): Complex {
    if (!(w instanceof Complex)) return new Complex(mul(this.real, w), mul(this.imag, w));
    return new Complex(sub(mul(this.real, w.real), mul(this.imag, w.imag)), add(mul(this.real, w.imag), mul(this.imag, w.real)));
  }
}
/** The other operand, complex or real, and what the two give. */
type Beside<Op extends string, A, B, E> = Fits<Broadcast<Op, A, B>, Complex<B, E> | Operand<B, E>>;
type Met<Op extends string, A, D, B, E> = Complex<Gives<Broadcast<Op, A, B>>, Promote<D, E>>;

registerTreeNode(Complex, 'complex', {
  flatten: (z) => ({ keys: ['imag', 'real'], children: [z.imag, z.real] }),
  unflatten: ([imag, real]) => new Complex(real as Tensor, imag as Tensor),
});

/**
 * The complex numbers real + i · imag.   real, imag: [..s], made alike; integers become f32.   As jax.lax.complex.
 * @example
 * complex(tensor([1, 2]), tensor([0, -1])).abs() // [1, 2.23607]
 */
export function complex<A = [], D = Weak, B = [], E = Weak>(real: Operand<A, D>, imag: Fits<Broadcast<'complex', A, B>, Operand<B, E>>): Complex<Gives<Broadcast<'complex', A, B>>, Inexact<OfTensors<D, E>>>;
export function complex(real: TensorLike, imag: TensorLike): Complex {
  const [re, im] = op('complex', [tensorOf('complex', real), tensorOf('complex', imag)], (b, x) => {
    const [re, im] = x as [Value, Value], shape = broadcastShapes('complex', re.type.shape, im.type.shape);
    return [stretched(b, re, shape), stretched(b, im, shape)];
  }, floats);
  return new Complex(re!, im!);
}
