/**
 * The scalar functions of core/scalar.ts as instructions: once for numbers by themselves, once for four lanes.
 * Each function is written once for both; only what the two instruction sets do differently stands in `Floats` and `Integers`.
 */
import type { DType } from '../../../core/dtype.ts';
import { invariant } from '../../../core/diagnostic.ts';
import type { ScalarName } from '../../../core/scalar.ts';
import { f32, f32x4, f64, i32, i32x4, select, v128, type Expr, type FunctionBuilder, type ValueType } from '../wasm/assembler.ts';
import { quotientSigned, quotientUnsigned, remainderSigned, remainderUnsigned } from '../wasm/maths/integer.ts';
import { constant, constantLanes, constantOf, registerOf, reusable, settle, settleScalar, type Register, type Vector } from './formats.ts';

/** Functions that are longer than a few instructions, and where they come from. */
export interface Library {
  /** Four lanes of f32. */
  lanes(f: FunctionBuilder, name: ScalarName, args: readonly Vector[]): Vector;
  /** One f64. */
  double(f: FunctionBuilder, name: ScalarName, args: readonly Expr<'f64'>[]): Expr<'f64'>;
}

type One<T extends ValueType> = (a: Expr<T>) => Expr<T>;
type Two<T extends ValueType, R extends ValueType = T> = (a: Expr<T>, b: Expr<T>) => Expr<R>;

/** An instruction set for floats of type T, with truth values of type C. */
interface Floats<T extends ValueType, C extends ValueType> {
  readonly add: Two<T>; readonly sub: Two<T>; readonly mul: Two<T>; readonly div: Two<T>; readonly max: Two<T>; readonly min: Two<T>;
  readonly neg: One<T>; readonly abs: One<T>; readonly floor: One<T>; readonly ceil: One<T>; readonly nearest: One<T>; readonly sqrt: One<T>;
  readonly eq: Two<T, C>; readonly ne: Two<T, C>; readonly lt: Two<T, C>; readonly le: Two<T, C>; readonly gt: Two<T, C>; readonly ge: Two<T, C>;
  readonly number: (x: number) => Expr<T>;
  readonly copysign: Two<T>;
  readonly choose: (yes: Expr<T>, no: Expr<T>, test: Expr<C>) => Expr<T>;
}

const floatLanes: Floats<'v128', 'v128'> = {
  ...f32x4, number: f32x4.const,
  copysign: (a, b) => v128.bitselect(b, a, i32x4.const(0x8000_0000 | 0)),
  choose: v128.bitselect,
};
const singles: Floats<'f32', 'i32'> = { ...f32, number: f32.const, choose: select };
const doubles: Floats<'f64', 'i32'> = { ...f64, number: f64.const, choose: select };

/** An instruction set for integers of 32 bits; narrower ones are extended to them. */
interface Integers<T extends 'i32' | 'v128'> {
  readonly add: Two<T>; readonly sub: Two<T>; readonly mul: Two<T>;
  readonly and: Two<T>; readonly or: Two<T>; readonly xor: Two<T>;
  readonly eq: Two<T>; readonly ne: Two<T>;
  readonly less: Two<T>; readonly lessEqual: Two<T>;
  readonly shiftLeft: Two<T>; readonly shiftRight: Two<T>; readonly shiftRightLogical: Two<T>;
  readonly quotient: Two<T>;
  readonly remainder: Two<T>;
  readonly number: (x: number) => Expr<T>;
  readonly choose: (yes: Expr<T>, no: Expr<T>, test: Expr<T>) => Expr<T>;
}

const perLane = (f: FunctionBuilder, a: Vector, b: Vector, op: Two<'i32'>): Vector => {
  const p = reusable(f, a), q = reusable(f, b);
  return [0, 1, 2, 3].reduce<Vector>((v, lane) => i32x4.replace_lane(v, op(i32x4.extract_lane(p, lane), i32x4.extract_lane(q, lane)), lane), i32x4.const(0));
};
/** A shift of all lanes by one amount is an instruction; by an amount of their own it is not. */
const shiftLanes = (f: FunctionBuilder, all: (a: Vector, by: Expr<'i32'>) => Vector, one: Two<'i32'>) => (a: Vector, b: Vector): Vector => {
  const amount = constantOf(b);
  return amount === undefined ? perLane(f, a, b, one) : all(a, i32.const(amount));
};

const integerLanes = (f: FunctionBuilder, signed: boolean): Integers<'v128'> => ({
  add: i32x4.add, sub: i32x4.sub, mul: i32x4.mul, and: v128.and, or: v128.or, xor: v128.xor, eq: i32x4.eq, ne: i32x4.ne,
  less: signed ? i32x4.lt_s : i32x4.lt_u, lessEqual: signed ? i32x4.le_s : i32x4.le_u,
  shiftLeft: shiftLanes(f, i32x4.shl, i32.shl), shiftRight: shiftLanes(f, i32x4.shr_s, i32.shr_s), shiftRightLogical: shiftLanes(f, i32x4.shr_u, i32.shr_u),
  quotient: (a, b) => (signed ? quotientSigned : quotientUnsigned)(f, f.keep(a), f.keep(b)),
  remainder: (a, b) => (signed ? remainderSigned : remainderUnsigned)(f, f.keep(a), f.keep(b)),
  number: (x) => constantLanes('i32', x), choose: v128.bitselect,
});

const integers = (f: FunctionBuilder, signed: boolean): Integers<'i32'> => ({
  add: i32.add, sub: i32.sub, mul: i32.mul, and: i32.and, or: i32.or, xor: i32.xor, eq: i32.eq, ne: i32.ne,
  less: signed ? i32.lt_s : i32.lt_u, lessEqual: signed ? i32.le_s : i32.le_u,
  shiftLeft: i32.shl, shiftRight: i32.shr_s, shiftRightLogical: i32.shr_u,
  quotient(a, b) {
    const by = constantOf(b) ?? 0;
    if (by > 0) return (signed ? i32.div_s : i32.div_u)(a, b);
    const x = reusable(f, a), y = reusable(f, b);
    // The instructions trap on x / 0, and on the least number by -1, for which -x is right.
    if (!signed) return select(i32.const(-1), i32.div_u(x, i32.or(y, i32.eqz(y))), i32.eqz(y));
    const isPlain = f.keep(i32.gt_u(i32.add(y, i32.const(1)), i32.const(1)));
    const whole = f.keep(i32.div_s(x, select(y, i32.const(1), isPlain)));
    return select(whole, select(i32.const(-1), i32.sub(i32.const(0), x), i32.eqz(y)), isPlain);
  },
  remainder(a, b) {
    const by = constantOf(b) ?? 0;
    if (by > 0) return (signed ? i32.rem_s : i32.rem_u)(a, b);
    const x = reusable(f, a), y = reusable(f, b);
    return select(x, (signed ? i32.rem_s : i32.rem_u)(x, i32.or(y, i32.eqz(y))), i32.eqz(y));
  },
  number: (x) => constant('i32', x) as Expr<'i32'>, choose: select,
});

type Context = { readonly f: FunctionBuilder; readonly dtype: DType };
type FloatRule = <T extends ValueType, C extends ValueType>(s: Floats<T, C>, c: Context, a: Expr<T>, b: Expr<T>) => Expr<T>;
type IntegerRule = <T extends 'i32' | 'v128'>(s: Integers<T>, c: Context, a: Expr<T>, b: Expr<T>) => Expr<T>;

const floatRules: { readonly [K in ScalarName]?: FloatRule } = {
  add: (s, _, a, b) => s.add(a, b),
  sub: (s, _, a, b) => s.sub(a, b),
  mul: (s, _, a, b) => s.mul(a, b),
  div: (s, _, a, b) => s.div(a, b),
  max: (s, _, a, b) => s.max(a, b),
  min: (s, _, a, b) => s.min(a, b),
  neg: (s, _, a) => s.neg(a),
  abs: (s, _, a) => s.abs(a),
  floor: (s, _, a) => s.floor(a),
  ceil: (s, _, a) => s.ceil(a),
  round: (s, _, a) => s.nearest(a),
  sqrt: (s, _, a) => s.sqrt(a),
  rsqrt: (s, _, a) => s.div(s.number(1), s.sqrt(a)),
  // ±0 and NaN are their own signs.
  sign(s, { f }, a) {
    const x = reusable(f, a);
    return s.choose(s.copysign(s.number(1), x), x, s.gt(s.abs(x), s.number(0)));
  },
};

const floatTests: { readonly [K in ScalarName]?: 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge' } = { eq: 'eq', ne: 'ne', lt: 'lt', le: 'le', gt: 'gt', ge: 'ge' };

const width = (dtype: DType): number => (dtype === 'u8' || dtype === 'i8' ? 8 : 32);

/** Shifts by the width or more leave nothing (or only the sign). The instruction looks at the low bits of the amount alone. */
const shift = (by: 'shiftLeft' | 'shiftRightLogical'): IntegerRule => (s, { f, dtype }, a, b) => {
  const known = constantOf(b);
  if (known !== undefined) return known >>> 0 < width(dtype) ? s[by](a, b) : s.number(0);
  const amount = reusable(f, b);
  return s.choose(s[by](a, amount), s.number(0), s.eq(s.and(amount, s.number(-width(dtype))), s.number(0)));
};

const integerRules: { readonly [K in ScalarName]?: IntegerRule } = {
  add: (s, _, a, b) => s.add(a, b),
  sub: (s, _, a, b) => s.sub(a, b),
  mul: (s, _, a, b) => s.mul(a, b),
  quot: (s, _, a, b) => s.quotient(a, b),
  rem: (s, _, a, b) => s.remainder(a, b),
  max(s, { f }, a, b) {
    const x = reusable(f, a), y = reusable(f, b);
    return s.choose(y, x, s.less(x, y));
  },
  min(s, { f }, a, b) {
    const x = reusable(f, a), y = reusable(f, b);
    return s.choose(x, y, s.less(x, y));
  },
  neg: (s, _, a) => s.sub(s.number(0), a),
  abs(s, { f, dtype }, a) {
    if (!isSigned(dtype)) return a;
    const x = reusable(f, a);
    return s.choose(s.sub(s.number(0), x), x, s.less(x, s.number(0)));
  },
  sign(s, { f, dtype }, a) {
    const x = reusable(f, a), positive = s.choose(s.number(1), s.number(0), s.ne(x, s.number(0)));
    return isSigned(dtype) ? s.choose(s.number(-1), positive, s.less(x, s.number(0))) : positive;
  },
  and: (s, _, a, b) => s.and(a, b),
  or: (s, _, a, b) => s.or(a, b),
  xor: (s, _, a, b) => s.xor(a, b),
  not: (s, _, a) => s.xor(a, s.number(-1)),
  shl: shift('shiftLeft'),
  shrLogical: (s, c, a, b) => shift('shiftRightLogical')(s, c, c.dtype === 'i8' ? s.and(a, s.number(0xff)) : a, b),
  shr(s, { f }, a, b) {
    const known = constantOf(b), signs = (x: typeof a): typeof a => s.shiftRight(x, s.number(31));
    if (known !== undefined) return known >>> 0 < 32 ? s.shiftRight(a, b) : signs(a);
    const x = reusable(f, a), amount = reusable(f, b);
    return s.choose(s.shiftRight(x, amount), signs(x), s.eq(s.and(amount, s.number(-32)), s.number(0)));
  },
};

const integerTests: { readonly [K in ScalarName]?: IntegerRule } = {
  eq: (s, _, a, b) => s.eq(a, b),
  ne: (s, _, a, b) => s.ne(a, b),
  lt: (s, _, a, b) => s.less(a, b),
  le: (s, _, a, b) => s.lessEqual(a, b),
  gt: (s, _, a, b) => s.less(b, a),
  ge: (s, _, a, b) => s.lessEqual(b, a),
};

/** Truth values order false before true. `yes` is 1, or all bits of a lane. */
const truthRules: { readonly [K in ScalarName]?: <T extends 'i32' | 'v128'>(s: Integers<T>, a: Expr<T>, b: Expr<T>, yes: Expr<T>) => Expr<T> } = {
  and: (s, a, b) => s.and(a, b),
  or: (s, a, b) => s.or(a, b),
  xor: (s, a, b) => s.xor(a, b),
  not: (s, a, _, yes) => s.xor(a, yes),
  eq: (s, a, b, yes) => s.xor(s.xor(a, b), yes),
  ne: (s, a, b) => s.xor(a, b),
  lt: (s, a, b, yes) => s.and(s.xor(a, yes), b),
  le: (s, a, b, yes) => s.or(s.xor(a, yes), b),
  gt: (s, a, b, yes) => s.and(a, s.xor(b, yes)),
  ge: (s, a, b, yes) => s.or(a, s.xor(b, yes)),
  max: (s, a, b) => s.or(a, b),
  min: (s, a, b) => s.and(a, b),
};

const isSigned = (dtype: DType): boolean => dtype === 'i32' || dtype === 'i8';

const absent = (name: ScalarName, dtype: DType): never => invariant(false, `a kernel calls ${name} on ${dtype}`) as never;

/** A scalar function on four lanes of `dtype`. */
export function onLanes(f: FunctionBuilder, library: Library, name: ScalarName, dtype: DType, args: readonly Vector[]): Vector {
  const [a, b = a] = args as [Vector, Vector?];
  if (dtype === 'bool') return truthRules[name]?.(integerLanes(f, true), a, b, i32x4.const(-1)) ?? absent(name, dtype);
  if (registerOf(dtype) === 'f32') {
    const test = floatTests[name];
    if (test) return floatLanes[test](a, b);
    return settle(f, dtype, floatRules[name]?.(floatLanes, { f, dtype }, a, b) ?? library.lanes(f, name, args));
  }
  const set = integerLanes(f, isSigned(dtype));
  return integerTests[name]?.(set, { f, dtype }, a, b) ?? settle(f, dtype, integerRules[name]?.(set, { f, dtype }, a, b) ?? absent(name, dtype));
}

/** The same on one number; for f32 with the same bits. */
export function onScalars(f: FunctionBuilder, library: Library, name: ScalarName, dtype: DType, args: readonly Expr<Register>[]): Expr<Register> {
  const [x, y = x] = args as [Expr<Register>, Expr<Register>?];
  switch (registerOf(dtype)) {
    case 'f32': {
      const test = floatTests[name], a = x as Expr<'f32'>, b = y as Expr<'f32'>;
      if (test) return singles[test](a, b);
      const plain = floatRules[name]?.(singles, { f, dtype }, a, b);
      return settleScalar(f, dtype, plain ?? f32x4.extract_lane(library.lanes(f, name, args.map((v) => f32x4.splat(v as Expr<'f32'>))), 0));
    }
    case 'f64': {
      const test = floatTests[name], a = x as Expr<'f64'>, b = y as Expr<'f64'>;
      if (test) return doubles[test](a, b);
      return floatRules[name]?.(doubles, { f, dtype }, a, b) ?? library.double(f, name, args as readonly Expr<'f64'>[]);
    }
    case 'i32': {
      const a = x as Expr<'i32'>, b = y as Expr<'i32'>;
      if (dtype === 'bool') return truthRules[name]?.(integers(f, true), a, b, i32.const(1)) ?? absent(name, dtype);
      const set = integers(f, isSigned(dtype));
      return integerTests[name]?.(set, { f, dtype }, a, b) ?? settleScalar(f, dtype, integerRules[name]?.(set, { f, dtype }, a, b) ?? absent(name, dtype));
    }
  }
}
