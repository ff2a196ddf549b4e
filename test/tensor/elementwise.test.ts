/** Element-wise functions on zeros, infinities, NaN, ties and the ends of integers: what jax.numpy gives, with its slopes; at once, compiled and on the reference. */
import { afterAll, expect, test } from 'vitest';
import type { DType } from '../../core/dtype.ts';
import { decode, encode } from '../../core/encode.ts';
import { fromElements } from '../../tensor/create.ts';
import { device } from '../../tensor/device.ts';
import * as f from '../../tensor/functions.ts';
import { jit } from '../../tensor/transform/jit.ts';
import { grad } from '../../tensor/transform/grad.ts';
import { vjp } from '../../tensor/transform/vjp.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { vectors, type VectorCase, type VectorTensor } from '../vectors/vectors.ts';

type Call = (...x: readonly Tensor[]) => Tensor | readonly Tensor[];
const functions = f as unknown as Readonly<Record<string, Call>>;
const made = ({ shape, dtype, data }: VectorTensor): Tensor => fromElements(encode(data, dtype as DType), shape, dtype as DType);
const list = (y: Tensor | readonly Tensor[]): readonly Tensor[] => (Array.isArray(y) ? (y as readonly Tensor[]) : [y as Tensor]);

/** Three units in the last place; slopes have a difference in them. Of integers JAX computes in f32, and makes 0 of what is less than a normal number. */
const tolerance = { value: { relative: 3.6e-7, absolute: 1e-16 }, slope: { relative: 1e-5, absolute: 2e-8 } } as const, leastNormal = 2 ** -126;
const same = (have: number, want: number, { relative, absolute }: (typeof tolerance)[keyof typeof tolerance]): boolean =>
  Object.is(have + 0, want + 0) || Math.abs(have - want) <= relative * Math.abs(want) + absolute || (want === 0 && Math.abs(have) < leastNormal);

function wrong(what: keyof typeof tolerance, have: Tensor, want: VectorTensor, inputs: readonly VectorTensor[]): string[] {
  if (have.dtype !== want.dtype || have.shape.join() !== want.shape.join()) return [`${have.toString()} should be ${want.dtype}[${want.shape.join()}]`];
  const got = decode(have.dataSync(), have.dtype);
  return want.data.flatMap((w, i) => (same(got[i]!, w, tolerance[what]) ? [] : [`at ${inputs.map((x) => x.data[i]).join(', ')}: ${got[i]} should be ${w}`]));
}

function slopes(call: Call, inputs: readonly Tensor[]): readonly Tensor[] {
  const first = (...x: Tensor[]): Tensor => list(call(...x))[0]!;
  const [y, back] = vjp(first, ...inputs);
  return back(f.onesLike(y)) as unknown as readonly Tensor[];
}

const cases = vectors('numpyElementwise');
afterAll(() => { device('auto'); });
test.each([...new Set(cases.map((c) => c.op))])('%s', (name) => {
  const call = functions[name]!;
  for (const c of cases.filter(({ op }) => op === name)) check(call, c);
});

function check(call: Call, { inputs, outputs, grads }: VectorCase): void {
  const title = inputs.map((x) => x.dtype).join();
  for (const [how, run] of [['cpu', call], ['cpu', jit(call)], ['reference', call]] as const) {
    device(how, how === 'cpu' ? { threads: 1 } : {});
    const y = list(run(...inputs.map(made)));
    expect({ title, how, wrong: outputs.flatMap((w, i) => wrong('value', y[i]!, w, inputs)) }).toEqual({ title, how, wrong: [] });
    if (!grads || run !== call) continue;
    const d = slopes(call, inputs.map(made));
    expect({ title, how, slopes: grads.flatMap((w, i) => (w ? wrong('slope', d[i]!, w, inputs) : [])) }).toEqual({ title, how, slopes: [] });
  }
}

test('other names are the same functions', () => {
  const names = {
    subtract: 'sub', multiply: 'mul', divide: 'div', trueDivide: 'div', remainder: 'mod', rem: 'fmod', power: 'pow', negative: 'neg', absolute: 'abs', arctan2: 'atan2',
    arcsin: 'asin', arccos: 'acos', arctan: 'atan', arcsinh: 'asinh', arccosh: 'acosh', arctanh: 'atanh', deg2rad: 'radians', rad2deg: 'degrees', fix: 'trunc', around: 'round',
    bitwiseInvert: 'bitwiseNot', invert: 'bitwiseNot', bitwiseLeftShift: 'leftShift', bitwiseRightShift: 'rightShift', issubdtype: 'isSubdtype',
  };
  expect(Object.entries(names).filter(([alias, name]) => functions[alias] !== functions[name] || !functions[name])).toEqual([]);
});

const show = (y: Tensor): string => `${y.weak ? '~' : ''}${y.dtype} ${Array.from(decode(y.dataSync(), y.dtype)).map((v) => Number(v.toPrecision(6))).join()}`;
const of = (dtype: DType, ...x: number[]): Tensor => fromElements(encode(x, dtype), [x.length], dtype);
// What jax.numpy gives for the same calls.
const written: readonly (readonly [string, () => Tensor, string])[] = [
  ['whole powers of integers', () => f.pow(of('i32', 3, -2), 5), 'i32 243,-32'],
  ['whole powers wrap', () => f.pow(of('u8', 3), 6), 'u8 217'],
  ['whole powers of bf16', () => f.pow(of('bf16', 1.5), 3), 'bf16 3.375'],
  ['powers of truth values', () => f.pow(of('bool', 1, 0), 2), 'i32 1,0'],
  ['the power 0', () => f.pow(of('f32', NaN, 0), 0), 'f32 1,1'],
  ['negative powers of floats', () => f.pow(of('f32', 2, 0), -2), 'f32 0.25,Infinity'],
  ['a number to an integer', () => f.pow(2, of('i32', 3, 0)), 'i32 8,1'],
  ['numbers alone', () => f.pow(2, 3), '~i32 8'],
  ['a power with a fraction', () => f.pow(of('i32', 4), 0.5), '~f32 2'],
  ['floatPower of integers', () => f.floatPower(of('i32', 2), -1), 'f32 0.5'],
  ['one bound', () => f.clip(of('i32', 1, 5, 9), null, 7), 'i32 1,5,7'],
  ['no bound', () => f.clip(of('i32', 1, 5)), 'i32 1,5'],
  ['a bound with a fraction', () => f.clip(of('i32', 1, 5), 2.5, 7), '~f32 2.5,5'],
  ['bounds that cross', () => f.clip(of('f32', 1, 9), 8, 2), 'f32 2,2'],
  ['decimals', () => f.round(of('f32', 1.25, -1.35, 125), { decimals: 1 }), 'f32 1.2,-1.4,125'],
  ['decimals before the point', () => f.round(of('f32', 1250, 1350, 15), { decimals: -2 }), 'f32 1200,1400,0'],
  ['decimals of integers', () => f.round(of('i32', 7), { decimals: 2 }), 'i32 7'],
  ['decimals in f16', () => f.round(of('f16', 1000.5), { decimals: 2 }), 'f16 1000.5'],
  ['nanToNum as told', () => f.nanToNum(of('f32', NaN, Infinity, -Infinity), { nan: 1, posInf: 2, negInf: 3 }), 'f32 1,2,3'],
  ['ldexp down to the least number', () => f.ldexp(of('f32', 1, 2, 1), of('i32', -149, -150, 200)), `f32 ${Number((2 ** -149).toPrecision(6))},${Number((2 ** -149).toPrecision(6))},Infinity`],
  ['ldexp of a number', () => f.ldexp(0.5, of('i32', 3)), 'f32 4'],
  ['shifts by the width and more', () => f.leftShift(of('i32', 1, 1), of('i32', 31, 32)), 'i32 -2147480000,0'],
  ['shifts of bytes to the right', () => f.rightShift(of('u8', 200), 1), 'u8 100'],
  ['NaN is close to NaN when told so', () => f.isClose(of('f32', NaN), of('f32', NaN), { equalNaN: true }), 'bool 1'],
  ['closeness of integers', () => f.isClose(of('i32', 100, 100), of('i32', 100, 101)), 'bool 1,0'],
  ['one shape and elements', () => f.arrayEqual(of('i32', 1, 2), of('f32', 1, 2)), 'bool 1'],
  ['another shape', () => f.arrayEqual(of('i32', 1, 1), of('i32', 1)), 'bool 0'],
  ['NaN as equal', () => f.arrayEqual(of('f32', NaN), of('f32', NaN), { equalNaN: true }), 'bool 1'],
  ['broadcast', () => f.arrayEquiv(of('i32', 1, 1), of('i32', 1)), 'bool 1'],
  ['what does not broadcast', () => f.arrayEquiv(of('i32', 1, 1), of('i32', 1, 1, 1)), 'bool 0'],
  ['all close', () => f.allClose(of('f32', 1, 2), of('f32', 1, 2.000001)), 'bool 1'],
  ['sinc at 0, and where it is 0', () => f.sinc(of('f64', 0, 0.5)), 'f64 1,0.63662'],
  ['no shift at all of a weak one', () => f.trunc(2.5), '~f32 2'],
];
test.each(written)('%s', (_, call, wanted) => {
  for (const how of ['cpu', 'reference'] as const) {
    device(how, how === 'cpu' ? { threads: 1 } : {});
    expect(show(call())).toBe(wanted);
    expect(show(jit(() => call())())).toBe(wanted);
  }
});

test('what cannot be is refused', () => {
  expect(() => f.pow(of('i32', 2), -1)).toThrow(/integerPow: i32\[1\] to the power -1/);
  expect(() => f.sub(of('bool', 1), of('bool', 1))).toThrow(/sub is defined for numbers, got bool/);
  expect(() => f.neg(of('bool', 1))).toThrow(/neg is defined for numbers/);
  expect(() => f.gcd(of('f32', 1), 2)).toThrow(/integers/);
  expect(() => f.bitwiseNot(of('f32', 1))).toThrow(/integers and bools/);
  expect(() => f.leftShift(of('f32', 1), 1)).toThrow(/integers/);
  expect(() => f.ldexp(of('f32', 1), of('f32', 1))).toThrow(/the exponent is f32/);
  expect(() => f.round(of('i32', 15), { decimals: -1 })).toThrow(/decimals is -1 for integers/);
  expect(() => f.round(of('f32', 15), { decimals: 0.5 })).toThrow(/not a number of decimals/);
  expect(() => f.finfo('i32')).toThrow(/i32 is not a float/);
  expect(() => f.iinfo('f32')).toThrow(/f32 is not an integer/);
  expect(() => f.promoteTypes('float32' as 'f32', 'f32')).toThrow(/'float32' is not a dtype/);
});

test('derivatives of sinc of every order are right at 0', () => {
  device('reference');
  let g = (x: Tensor): Tensor => f.sinc(x);
  // d²ⁿ/dx²ⁿ sinc at 0 = (-1)ⁿ π²ⁿ / (2n + 1)
  for (const wanted of [1, 0, -(Math.PI ** 2) / 3, 0, Math.PI ** 4 / 5]) {
    expect(g(f.zeros([])).dataSync()[0]).toBeCloseTo(wanted, 4);
    g = grad(g) as (x: Tensor) => Tensor;
  }
});

test('dtypes: families, limits, casts', () => {
  const dtypes = ['bool', 'u8', 'i8', 'u32', 'i32', 'f16', 'bf16', 'f32', 'f64'] as const;
  const of = (test: (d: DType) => boolean): string => dtypes.filter(test).join(' ');
  expect(of((d) => f.isSubdtype(d, 'integer'))).toBe('u8 i8 u32 i32');
  expect(of((d) => f.isSubdtype(d, 'signedInteger'))).toBe('i8 i32');
  expect(of((d) => f.isSubdtype(d, 'unsignedInteger'))).toBe('u8 u32');
  expect(of((d) => f.isSubdtype(d, 'floating'))).toBe('f16 bf16 f32 f64');
  expect(of((d) => f.isSubdtype(d, 'u8'))).toBe('u8');
  expect(of((d) => f.canCast('u8', d))).toBe('u8 u32 i32 f16 bf16 f32 f64');
  expect(of((d) => f.canCast('i32', d))).toBe('i32 f64');
  expect(of((d) => f.canCast('u32', d, 'same_kind'))).toBe('u8 i8 u32 i32 f16 bf16 f32 f64');
  expect(of((d) => f.canCast('f16', d))).toBe('f16 f32 f64');
  expect(dtypes.filter((d) => f.isSubdtype(d, 'floating')).map((d) => f.finfo(d).max)).toEqual([65504, 2 ** 127 * (2 - 2 ** -7), 2 ** 127 * (2 - 2 ** -23), Number.MAX_VALUE]);
  expect([f.finfo('f32').smallestSubnormal, f.finfo('f64').smallestSubnormal, f.finfo('f64').eps]).toEqual([2 ** -149, Number.MIN_VALUE, Number.EPSILON]);
  expect(f.iinfo('i8')).toEqual({ dtype: 'i8', bits: 8, min: -128, max: 127 });
  expect([f.resultType('i32', 0.5), f.resultType(2, 'bf16'), f.resultType(1, 2.5), f.resultType('u8', 'i8'), f.resultType('bool', 2)]).toEqual(['f32', 'bf16', 'f32', 'i32', 'i32']);
  expect(f.promoteTypes('f16', 'bf16')).toBe('f32');
});
