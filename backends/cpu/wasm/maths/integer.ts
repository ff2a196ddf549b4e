// Division of whole numbers on four lanes, which SIMD128 does not have. Through f64, whose 53 bits hold every quotient of 32-bit numbers
// closely enough that cutting off the fraction is exact. Nothing traps: x / 0 has all bits set, x rem 0 is x, −2³¹ / −1 wraps around to −2³¹.

import { f64x2, i32x4 } from '../assembler.ts';
import { choose } from './polynomial.ts';
import type { FunctionBuilder, Local } from '../assembler.ts';
import type { Vector } from './polynomial.ts';

export type IntegerBinary = (f: FunctionBuilder, a: Local<'v128'>, b: Local<'v128'>) => Vector;

const ops = {
  signed: { widen: f64x2.convert_low_i32x4_s, cut: i32x4.trunc_sat_f64x2_s_zero },
  unsigned: { widen: f64x2.convert_low_i32x4_u, cut: i32x4.trunc_sat_f64x2_u_zero },
} as const;

const high = (v: Vector): Vector => i32x4.shuffle(v, v, [2, 3, 2, 3]);

function quotient(kind: keyof typeof ops): IntegerBinary {
  const { widen, cut } = ops[kind];
  return (_, a, b) => {
    const half = (part: (v: Vector) => Vector): Vector => cut(f64x2.div(widen(part(a)), widen(part(b))));
    const value = i32x4.shuffle(half(v => v), half(high), [0, 1, 4, 5]);
    const byZero = choose(i32x4.eq(b, i32x4.const(0)), i32x4.const(-1), value);
    if (kind === 'unsigned') return byZero;
    // 2³¹ is cut to 2³¹ − 1; −a is −2³¹ again.
    return choose(i32x4.eq(b, i32x4.const(-1)), i32x4.neg(a), byZero);
  };
}

export const quotientSigned = quotient('signed');
export const quotientUnsigned = quotient('unsigned');

/** a − b·(a / b); with the quotient −1 by which division by 0 is answered it is a. */
const remainder = (divide: IntegerBinary): IntegerBinary => (f, a, b) => i32x4.sub(a, i32x4.mul(b, f.keep(divide(f, a, b))));
export const remainderSigned = remainder(quotientSigned);
export const remainderUnsigned = remainder(quotientUnsigned);

