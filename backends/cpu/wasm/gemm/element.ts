// What the matrix product needs to know of an element type: its size, its register operations, and the tile that fits the registers.

import { f32, f32x4, f64, f64x2, i32, i32x4, v128 } from '../assembler.ts';
import type { Expr, ValueType } from '../assembler.ts';

export type GemmDType = 'f32' | 'f64' | 'i32' | 'u32';

type Address = Expr<'i32'>;
type Vector = Expr<'v128'>;

export interface Element<T extends ValueType = ValueType> {
  /** In names of functions. u32 wraps around like i32 and shares its functions. */
  readonly name: string;
  readonly type: T;
  readonly bytes: 4 | 8;
  readonly lanes: 4 | 2;
  readonly zero: Vector;
  readonly splatLoad: (at: Address, offset?: number) => Vector;
  readonly add: (a: Vector, b: Vector) => Vector;
  /** a · b + c */
  readonly multiplyAdd: (a: Vector, b: Vector, c: Vector) => Vector;
  readonly lane: (v: Vector, lane: number) => Expr<T>;
  readonly scalar: {
    readonly zero: Expr<T>;
    readonly load: (at: Address, offset?: number) => Expr<T>;
    readonly store: (at: Address, value: Expr<T>, offset?: number) => Expr<'none'>;
    readonly add: (a: Expr<T>, b: Expr<T>) => Expr<T>;
    readonly mul: (a: Expr<T>, b: Expr<T>) => Expr<T>;
  };
}

const f32Element: Element<'f32'> = {
  name: 'f32', type: 'f32', bytes: 4, lanes: 4, zero: f32x4.const(0),
  splatLoad: v128.load32_splat, add: f32x4.add,
  multiplyAdd: (a, b, c) => f32x4.add(c, f32x4.mul(a, b)),
  lane: f32x4.extract_lane,
  scalar: { zero: f32.const(0), load: f32.load, store: f32.store, add: f32.add, mul: f32.mul },
};

const f64Element: Element<'f64'> = {
  name: 'f64', type: 'f64', bytes: 8, lanes: 2, zero: f64x2.const(0),
  splatLoad: v128.load64_splat, add: f64x2.add,
  multiplyAdd: (a, b, c) => f64x2.add(c, f64x2.mul(a, b)),
  lane: f64x2.extract_lane,
  scalar: { zero: f64.const(0), load: f64.load, store: f64.store, add: f64.add, mul: f64.mul },
};

const i32Element: Element<'i32'> = {
  name: 'i32', type: 'i32', bytes: 4, lanes: 4, zero: i32x4.const(0),
  splatLoad: v128.load32_splat, add: i32x4.add,
  multiplyAdd: (a, b, c) => i32x4.add(c, i32x4.mul(a, b)),
  lane: i32x4.extract_lane,
  scalar: { zero: i32.const(0), load: i32.load, store: i32.store, add: i32.add, mul: i32.mul },
};

const elements: Readonly<Record<GemmDType, Element>> = { f32: f32Element as Element, f64: f64Element as Element, i32: i32Element as Element, u32: i32Element as Element };

/**
 * The element type's facts. With `relaxed`, floats use the fused multiply-add of relaxed SIMD: faster, and rounded once instead of twice,
 * so the bits differ from those of the plain variant.
 */
export function elementOf(dtype: GemmDType, relaxed: boolean): Element {
  const element = elements[dtype];
  if (!relaxed || element.type === 'i32') return element;
  return { ...element, name: `${element.name}_relaxed`, multiplyAdd: element.bytes === 4 ? f32x4.relaxed_madd : f64x2.relaxed_madd };
}

/** Rows of the register tile. 4 × 2 registers of sums, 2 of b and 1 of a leave some of the 16 of x86-64 free; larger tiles spill. */
export const tileRows = 4;
/** Registers side by side in a row of the tile. */
export const tileVectors = 2;
export const tileColumns = (e: Element): number => tileVectors * e.lanes;
