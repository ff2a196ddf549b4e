/**
 * How elements of each dtype lie in memory and in registers.
 *
 * In registers there are three kinds of number: f32 (which also carries f16 and bf16, rounded after each operation), f64, and i32
 * (which carries all integers and bool). Four lanes of f32 or i32 fill a v128; f64 has no lanes here.
 * A bool is 0 or 1 as an i32, and all bits or none in a lane, where it serves as a mask.
 */
import { bytesOf, type DType } from '../../../core/dtype.ts';
import { rounding } from '../../reference/round.ts';
import { f32, f32x4, f64, i16x8, i32, i32x4, i8x16, v128, type Expr, type FunctionBuilder, type ValueType } from '../wasm/assembler.ts';

export type Register = 'f32' | 'f64' | 'i32';
export type Vector = Expr<'v128'>;
export type Address = Expr<'i32'>;

export const registerOf = (dtype: DType): Register =>
  dtype === 'f64' ? 'f64' : dtype === 'f32' || dtype === 'f16' || dtype === 'bf16' ? 'f32' : 'i32';

/** Whether an expression costs nothing to repeat. */
export const isCheap = (e: Expr): boolean => e.op === 'local.get' || e.op.endsWith('.const');
/** The value in a form that can be used several times. */
export const reusable = <T extends ValueType>(f: FunctionBuilder, e: Expr<T>): Expr<T> => (isCheap(e) ? e : f.keep(e));

const zero = i32x4.const(0);

/** `bytes` neighbouring bytes from an address, at the low end of a register; the rest is zero. */
function loadBytes(address: Address, offset: number, bytes: number): Vector {
  if (bytes === 16) return v128.load(address, offset);
  let value: Vector = zero;
  for (let at = 0; at < bytes;) {
    const size = largestPower(bytes - at);
    if (at === 0 && size === 8) value = v128.load64_zero(address, offset);
    else if (at === 0 && size === 4) value = v128.load32_zero(address, offset);
    else value = loadLane[size](address, value, at / size, offset + at);
    at += size;
  }
  return value;
}

function storeBytes(f: FunctionBuilder, address: Address, offset: number, bytes: number, value: Vector): void {
  if (bytes === 16) return f.emit(v128.store(address, value, offset));
  for (let at = 0; at < bytes;) {
    const size = largestPower(bytes - at);
    f.emit(storeLane[size](address, value, at / size, offset + at));
    at += size;
  }
}

const largestPower = (n: number): Size => (n >= 8 ? 8 : n >= 4 ? 4 : n >= 2 ? 2 : 1);
type Size = 1 | 2 | 4 | 8;
const loadLane = { 1: v128.load8_lane, 2: v128.load16_lane, 4: v128.load32_lane, 8: v128.load64_lane } as const;
const storeLane = { 1: v128.store8_lane, 2: v128.store16_lane, 4: v128.store32_lane, 8: v128.store64_lane } as const;
const sizeOf = (dtype: DType): Size => bytesOf(dtype) as Size;

/** Four neighbours, or the first `lanes` of them. The address must be cheap. */
export const loadRow = (f: FunctionBuilder, dtype: DType, address: Address, offset: number, lanes: number): Vector =>
  widen(f, dtype, loadBytes(address, offset, lanes * bytesOf(dtype)));

export function storeRow(f: FunctionBuilder, dtype: DType, address: Address, offset: number, lanes: number, value: Vector): void {
  const packed = narrow(f, dtype, value);
  storeBytes(f, address, offset, lanes * bytesOf(dtype), lanes === 4 ? packed : reusable(f, packed));
}

export interface Spot { readonly address: Address; readonly offset: number }

/** Every lane from its own place. */
export function loadSpots(f: FunctionBuilder, dtype: DType, spots: readonly Spot[]): Vector {
  const size = sizeOf(dtype);
  let value: Vector = zero;
  spots.forEach(({ address, offset }, lane) => {
    value = lane === 0 && size === 4 ? v128.load32_zero(address, offset) : loadLane[size](address, value, lane, offset);
  });
  return widen(f, dtype, value);
}

export function storeSpots(f: FunctionBuilder, dtype: DType, spots: readonly Spot[], value: Vector): void {
  const packed = reusable(f, narrow(f, dtype, value));
  spots.forEach(({ address, offset }, lane) => f.emit(storeLane[sizeOf(dtype)](address, packed, lane, offset)));
}

/** The same element in all lanes. */
export const loadSplat = (f: FunctionBuilder, dtype: DType, address: Address, offset: number): Vector =>
  sizeOf(dtype) === 4 ? v128.load32_splat(address, offset) : splat(dtype, loadScalar(f, dtype, address, offset));

export function loadScalar(f: FunctionBuilder, dtype: DType, address: Address, offset: number): Expr<Register> {
  switch (dtype) {
    case 'f32': return f32.load(address, offset);
    case 'f64': return f64.load(address, offset);
    case 'i32': case 'u32': return i32.load(address, offset);
    case 'u8': return i32.load8_u(address, offset);
    case 'i8': return i32.load8_s(address, offset);
    case 'bool': return i32.ne(i32.load8_u(address, offset), i32.const(0));
    case 'f16': return f32x4.extract_lane(widen(f, dtype, i32x4.splat(i32.load16_u(address, offset))), 0);
    case 'bf16': return f32.reinterpret_i32(i32.shl(i32.load16_u(address, offset), i32.const(16)));
  }
}

export function storeScalar(f: FunctionBuilder, dtype: DType, address: Address, offset: number, value: Expr<Register>): void {
  switch (dtype) {
    case 'f32': return f.emit(f32.store(address, value as Expr<'f32'>, offset));
    case 'f64': return f.emit(f64.store(address, value as Expr<'f64'>, offset));
    case 'i32': case 'u32': return f.emit(i32.store(address, value as Expr<'i32'>, offset));
    case 'u8': case 'i8': case 'bool': return f.emit(i32.store8(address, value as Expr<'i32'>, offset));
    case 'f16': case 'bf16': return f.emit(i32.store16(address, i32x4.extract_lane(narrow(f, dtype, f32x4.splat(value as Expr<'f32'>)), 0), offset));
  }
}

/** A scalar in all lanes; a bool becomes a mask. */
export function splat(dtype: DType, value: Expr<Register>): Vector {
  if (dtype === 'bool') return i32x4.splat(i32.sub(i32.const(0), value as Expr<'i32'>));
  return value.type === 'f32' ? f32x4.splat(value as Expr<'f32'>) : i32x4.splat(value as Expr<'i32'>);
}

const constants = new WeakMap<Expr, number>();
const known = <E extends Expr>(e: E, value: number): E => { constants.set(e, value); return e; };
/** The number that an expression of `constant` or `constantLanes` stands for. */
export const constantOf = (e: Expr): number | undefined => constants.get(e);

export function constant(dtype: DType, value: number): Expr<Register> {
  switch (registerOf(dtype)) {
    case 'f32': return known(f32.const(rounding[dtype](value)), value);
    case 'f64': return known(f64.const(value), value);
    case 'i32': return known(i32.const(rounding[dtype](value)), value);
  }
}

export const constantLanes = (dtype: DType, value: number): Vector =>
  known(registerOf(dtype) === 'f32' ? f32x4.const(rounding[dtype](value)) : i32x4.const(dtype === 'bool' ? -rounding.bool(value) : rounding[dtype](value) | 0), value);

/** One lane as a scalar. */
export function laneOf(dtype: DType, value: Vector, lane: number): Expr<Register> {
  if (registerOf(dtype) === 'f32') return f32x4.extract_lane(value, lane);
  const raw = i32x4.extract_lane(value, lane);
  return dtype === 'bool' ? i32.and(raw, i32.const(1)) : raw;
}

const bits = i32x4.const;
const lowHalves = [0, 1, 4, 5, 8, 9, 12, 13, 0, 0, 0, 0, 0, 0, 0, 0], lowBytes = [0, 4, 8, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

/** Elements packed at the low end of a register → lanes. */
export function widen(f: FunctionBuilder, dtype: DType, packed: Vector): Vector {
  switch (dtype) {
    case 'u8': return i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(packed));
    case 'i8': return i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(packed));
    case 'bool': return i32x4.ne(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(packed)), bits(0));
    case 'bf16': return i32x4.shl(i32x4.extend_low_i16x8_u(packed), i32.const(16));
    case 'f16': return halfToFloat(f, i32x4.extend_low_i16x8_u(packed));
    default: return packed;
  }
}

/** Lanes → elements packed at the low end; the rest is of no meaning. */
export function narrow(f: FunctionBuilder, dtype: DType, lanes: Vector): Vector {
  switch (dtype) {
    case 'u8': case 'i8': return i8x16.shuffle(lanes, zero, lowBytes);
    case 'bool': return i8x16.shuffle(v128.and(lanes, bits(1)), zero, lowBytes);
    // A bf16 is the upper half of an f32; lanes hold values that are already rounded.
    case 'bf16': return i8x16.shuffle(i32x4.shr_u(lanes, i32.const(16)), zero, lowHalves);
    case 'f16': return i8x16.shuffle(floatToHalf(f, lanes), zero, lowHalves);
    default: return lanes;
  }
}

/** Bits of an f16 in the lower half of each lane → f32. Exact: the exponent is rebased by a multiplication, which also serves subnormals. */
function halfToFloat(f: FunctionBuilder, half: Vector): Vector {
  const h = reusable(f, half);
  const magnitude = f.keep(i32x4.shl(v128.and(h, bits(0x7fff)), i32.const(13)));
  const scaled = f32x4.mul(magnitude, bits((127 + 127 - 15) << 23));
  const special = v128.and(i32x4.ge_s(magnitude, bits(0x7c00 << 13)), bits(0x7f80_0000));
  return v128.or(v128.or(scaled, special), i32x4.shl(v128.and(h, bits(0x8000)), i32.const(16)));
}

/** f32 → bits of an f16 in each lane, rounded to nearest even. */
function floatToHalf(f: FunctionBuilder, value: Vector): Vector {
  const x = reusable(f, value);
  const magnitude = f.keep(v128.and(x, bits(0x7fff_ffff)));
  // Adding 0.5 shifts the bits below 2^-24 out of the register, with the right rounding; what is left below the 0.5 is the subnormal.
  const half = bits((127 - 1) << 23);
  const subnormal = i32x4.sub(f32x4.add(magnitude, half), half);
  const odd = v128.and(i32x4.shr_u(magnitude, i32.const(13)), bits(1));
  const normal = i32x4.shr_u(i32x4.add(i32x4.add(magnitude, bits((15 - 127 << 23) + 0xfff)), odd), i32.const(13));
  const special = v128.bitselect(bits(0x7e00), bits(0x7c00), i32x4.gt_s(magnitude, bits(0x7f80_0000)));
  const finite = v128.bitselect(subnormal, normal, i32x4.lt_s(magnitude, bits((127 - 14) << 23)));
  // From 65520 on the nearest is infinity; `normal` says so by itself up to 2^16.
  const chosen = v128.bitselect(special, finite, i32x4.ge_s(magnitude, bits((127 + 16) << 23)));
  return v128.or(chosen, v128.and(i32x4.shr_u(x, i32.const(16)), bits(0x8000)));
}

/** f32 → the nearest bf16, ties to even, still as an f32. */
function roundToBrain(f: FunctionBuilder, value: Vector): Vector {
  const x = reusable(f, value);
  const odd = v128.and(i32x4.shr_u(x, i32.const(16)), bits(1));
  const rounded = v128.and(i32x4.add(i32x4.add(x, bits(0x7fff)), odd), bits(0xffff_0000 | 0));
  return v128.bitselect(rounded, bits(0x7fc0_0000), f32x4.eq(x, x));
}

/** What arithmetic in a register has made of lanes → the value that the dtype can hold: rounded, or wrapped around. */
export function settle(f: FunctionBuilder, dtype: DType, lanes: Vector): Vector {
  switch (dtype) {
    case 'u8': return v128.and(lanes, bits(0xff));
    case 'i8': return i32x4.shr_s(i32x4.shl(lanes, i32.const(24)), i32.const(24));
    case 'f16': return halfToFloat(f, floatToHalf(f, lanes));
    case 'bf16': return roundToBrain(f, lanes);
    default: return lanes;
  }
}

export function settleScalar(f: FunctionBuilder, dtype: DType, value: Expr<Register>): Expr<Register> {
  switch (dtype) {
    case 'u8': return i32.and(value as Expr<'i32'>, i32.const(0xff));
    case 'i8': return i32.extend8_s(value as Expr<'i32'>);
    case 'f16': case 'bf16': return f32x4.extract_lane(settle(f, dtype, f32x4.splat(value as Expr<'f32'>)), 0);
    default: return value;
  }
}
