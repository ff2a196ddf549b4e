/** Conversions between dtypes, by value and by bits, for numbers by themselves and for four lanes. core/expr.ts says what they mean. */
import { bytesOf, isFloat, kindOf, type DType } from '../../../core/dtype.ts';
import { f32, f32x4, f64, i32, i32x4, select, v128, type Expr, type FunctionBuilder } from '../wasm/assembler.ts';
import { narrow, registerOf, reusable, settle, settleScalar, widen, type Register, type Vector } from './formats.ts';

const isWide = (dtype: DType): boolean => dtype === 'i32' || dtype === 'u32';
const limits = { i8: [-128, 127], u8: [0, 255] } as const;

export function convertLanes(f: FunctionBuilder, from: DType, to: DType, value: Vector): Vector {
  if (from === to) return value;
  const floatFrom = isFloat(from), floatTo = isFloat(to);
  if (to === 'bool') return floatFrom ? f32x4.ne(value, f32x4.const(0)) : i32x4.ne(value, i32x4.const(0));
  if (from === 'bool') return v128.and(value, floatTo ? f32x4.const(1) : i32x4.const(1));
  if (floatFrom && floatTo) return settle(f, to, value);
  if (floatFrom) {
    if (to === 'u32') return i32x4.trunc_sat_f32x4_u(value);
    const whole = i32x4.trunc_sat_f32x4_s(value);
    if (to === 'i32') return whole;
    const [least, most] = limits[to as 'i8' | 'u8'];
    return i32x4.max_s(i32x4.min_s(whole, i32x4.const(most)), i32x4.const(least));
  }
  if (floatTo) {
    const convert = from === 'u32' ? f32x4.convert_i32x4_u : f32x4.convert_i32x4_s;
    if (to !== 'bf16' || !isWide(from)) return settle(f, to, convert(value));
    // Rounding to f32 first could make a tie of what is none: the low byte becomes one sticky bit, which f32 holds exactly.
    const x = reusable(f, value), signed = from === 'i32', byte = i32x4.const(0xff);
    const upper = (signed ? i32x4.shr_s : i32x4.shr_u)(x, i32.const(8)), sticky = v128.and(i32x4.ne(v128.and(x, byte), i32x4.const(0)), i32x4.const(1));
    const large = f32x4.mul(convert(v128.or(upper, sticky)), f32x4.const(256));
    const magnitude = signed ? i32x4.abs(x) : x;
    return settle(f, to, v128.bitselect(large, convert(x), i32x4.ge_u(magnitude, i32x4.const(1 << 24))));
  }
  return settle(f, to, value);
}

export function convertScalar(f: FunctionBuilder, from: DType, to: DType, value: Expr<Register>): Expr<Register> {
  if (from === to) return value;
  if (from !== 'f64' && to !== 'f64') return scalarByLanes(f, from, to, value);
  if (to === 'f64') {
    if (registerOf(from) === 'f32') return f64.promote_f32(value as Expr<'f32'>);
    return (from === 'u32' ? f64.convert_i32_u : f64.convert_i32_s)(value as Expr<'i32'>);
  }
  const x = value as Expr<'f64'>;
  switch (to) {
    case 'bool': return f64.ne(x, f64.const(0));
    case 'i32': return i32.trunc_sat_f64_s(x);
    case 'u32': return i32.trunc_sat_f64_u(x);
    case 'f32': return f32.demote_f64(x);
    case 'f16': case 'bf16': return settleScalar(f, to, demoteToOdd(f, x));
    case 'i8': case 'u8': {
      const [least, most] = limits[to], whole = f.keep(i32.trunc_sat_f64_s(x)), capped = f.keep(select(i32.const(most), whole, i32.gt_s(whole, i32.const(most))));
      return select(i32.const(least), capped, i32.lt_s(capped, i32.const(least)));
    }
    default: return x;
  }
}

// One number is converted as the first of four lanes, unless an instruction does it: the same bits either way.
function scalarByLanes(f: FunctionBuilder, from: DType, to: DType, value: Expr<Register>): Expr<Register> {
  const integer = value as Expr<'i32'>, float = value as Expr<'f32'>;
  if (to === 'bool') return value.type === 'f32' ? f32.ne(float, f32.const(0)) : i32.ne(integer, i32.const(0));
  if (!isFloat(from) && !isFloat(to)) return settleScalar(f, to, value);
  if (isFloat(from) && isFloat(to)) return settleScalar(f, to, value);
  if (to === 'f32') return (from === 'u32' ? f32.convert_i32_u : f32.convert_i32_s)(integer);
  if (to === 'i32') return i32.trunc_sat_f32_s(float);
  if (to === 'u32') return i32.trunc_sat_f32_u(float);
  if (isFloat(to)) return f32x4.extract_lane(convertLanes(f, from === 'bool' ? 'i32' : from, to, i32x4.splat(integer)), 0);
  return i32x4.extract_lane(convertLanes(f, from, to, f32x4.splat(float)), 0);
}

/** f64 → f32 rounded to odd: where bits are lost the last bit is set, so that rounding once more to fewer bits gives what one rounding would have given. */
function demoteToOdd(f: FunctionBuilder, value: Expr<'f64'>): Expr<'f32'> {
  const x = reusable(f, value), nearest = f.keep(f32.demote_f64(x)), back = f.keep(f64.promote_f32(nearest));
  const raw = f.keep(i32.reinterpret_f32(nearest));
  // Truncated towards zero, then made odd. Infinity that came from a finite number is left: every narrower format overflows there too.
  const away = f64.gt(f64.abs(back), f64.abs(x));
  const odd = f32.reinterpret_i32(i32.or(i32.sub(raw, away), i32.const(1)));
  const inexact = i32.and(f64.ne(back, x), i32.and(f64.eq(x, x), f64.ne(f64.abs(back), f64.const(Infinity))));
  return select(odd, nearest, inexact);
}

/** Bits stay, their reading changes. Both dtypes have one size. */
export function bitcastLanes(f: FunctionBuilder, from: DType, to: DType, value: Vector): Vector {
  if (from === to || bytesOf(from) === 4) return value;
  if (kindOf(from) === 'bool') return v128.and(value, i32x4.const(1));
  if (kindOf(to) === 'bool') return i32x4.ne(value, i32x4.const(0));
  return bytesOf(from) === 1 ? settle(f, to, value) : widen(f, to, narrow(f, from, value));
}

export function bitcastScalar(f: FunctionBuilder, from: DType, to: DType, value: Expr<Register>): Expr<Register> {
  if (from === to) return value;
  switch (bytesOf(from)) {
    case 4: {
      if (registerOf(from) === registerOf(to)) return value;
      return to === 'f32' ? f32.reinterpret_i32(value as Expr<'i32'>) : i32.reinterpret_f32(value as Expr<'f32'>);
    }
    case 2: return f32x4.extract_lane(bitcastLanes(f, from, to, f32x4.splat(value as Expr<'f32'>)), 0);
    case 1: return to === 'bool' ? i32.ne(value as Expr<'i32'>, i32.const(0)) : settleScalar(f, to, value);
    default: return value;
  }
}
