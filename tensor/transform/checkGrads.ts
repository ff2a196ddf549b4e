/**
 * Derivatives held against differences: forward mode along one random direction, reverse mode against forward differences by an
 * inner product, and both again on the derivatives themselves.   As jax.test_util.check_grads.
 */
import { isFloat, type DType } from '../../core/dtype.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import { decode, encode } from '../../core/encode.ts';
import { readArguments, readResults, type Arguments } from '../arguments.ts';
import { fromElements } from '../create.ts';
import type { Tensor } from '../tensor.ts';
import { jvp } from './jvp.ts';
import type { AnyFunction } from './traced.ts';
import { vjp } from './vjp.ts';

export interface CheckGradsOptions {
  /** Derivatives up to this order; 1 when absent. */
  readonly order?: number;
  readonly modes?: readonly ('fwd' | 'rev')[];
  /** How far the point moves for a difference, times a direction of standard normal numbers; 1e-4 when absent. */
  readonly eps?: number;
  /** |found - expected| ≤ (atol + rtol · |expected|) · elements. By dtype when absent: 1e-5 for f64, 2e-3 for f32, 1e-2 for f16, 1e-1 for bf16. */
  readonly atol?: number;
  readonly rtol?: number;
}

const tolerances: Partial<Record<DType, number>> = { f64: 1e-5, f32: 2e-3, f16: 1e-2, bf16: 1e-1 };
const ownTolerances: Partial<Record<DType, number>> = { f64: 1e-15, f32: 1e-6, f16: 1e-3, bf16: 1e-2 };

/** The elements of each float among the tensors; none for others, which do not move. */
type Point = readonly (readonly number[])[];
const elementsOf = (tensors: readonly Tensor[]): Point => tensors.map((x) => (isFloat(x.dtype) ? Array.from(decode(x.dataSync(), x.dtype)) : []));

/**
 * Throws where the derivatives of f at args are not what differences say, with the place and both numbers. Differences are as exact
 * as the dtype: functions of f64 are checked best.
 * @example
 * checkGrads((x) => sin(square(x)), [tensor([0.5, 1], { dtype: 'f64' })], { order: 2 }) // undefined
 */
export function checkGrads<A extends readonly unknown[]>(f: (...args: A) => unknown, args: A, options: CheckGradsOptions = {}): void {
  check(f, args, options.order ?? 1, options, '');
}

function check(f: AnyFunction, args: readonly unknown[], order: number, options: CheckGradsOptions, way: string): void {
  const { modes = ['fwd', 'rev'] } = options;
  if (modes.includes('fwd')) {
    checkForward(f, args, options, `${way}jvp`);
    if (order > 1) check((x: never[], t: never[]) => jvp(f, x as never, t as never), [args, args], order - 1, options, `${way}jvp of `);
  }
  if (modes.includes('rev')) {
    checkReverse(f, args, options, `${way}vjp`);
    if (order > 1) check((...x: never[]) => { const [y, pull] = vjp(f, ...x) as [unknown, (g: unknown) => unknown]; return pull(y); }, args, order - 1, options, `${way}vjp of `);
  }
}

function checkForward(f: AnyFunction, args: readonly unknown[], options: CheckGradsOptions, title: string): void {
  const read = readArguments(args, [], 'all'), along = direction(read.tensors, 0), [y, dy] = jvp(f, args as never, moved(read, read.tensors.map(() => []), along, 1) as never);
  compare(`${title}: the value`, y, elementsOf(readResults(f(...args)).tensors), options, ownTolerances);
  compare(title, dy, differences(f, read, along, options), options, tolerances);
}

function checkReverse(f: AnyFunction, args: readonly unknown[], options: CheckGradsOptions, title: string): void {
  const read = readArguments(args, [], 'all'), along = direction(read.tensors, 0);
  const [y, pull] = vjp(f, ...args) as [unknown, (g: unknown) => unknown];
  compare(`${title}: the value`, y, elementsOf(readResults(f(...args)).tensors), options, ownTolerances);
  const expected = differences(f, read, along, options), result = readResults(y), g = direction(result.tensors, 1);
  const back = elementsOf(readArguments(pull(result.rebuild(result.tensors.map((x, i) => like(x, g[i]!)))) as unknown[]).tensors);
  const found = inner(along, back), wanted = inner(expected, g), dtype = result.tensors.find((x) => isFloat(x.dtype))?.dtype ?? 'f32';
  if (!near(found, wanted, 1, dtype, options, tolerances)) throw failed(`${title}: ȳ · (∂f · ẋ) is ${wanted} by differences, and (ȳ · ∂f) · ẋ is ${found}`);
}

/** (f(x + ε · ẋ) - f(x - ε · ẋ)) / 2ε */
function differences(f: AnyFunction, read: Arguments, along: Point, { eps = 1e-4 }: CheckGradsOptions): Point {
  const at = elementsOf(read.tensors), there = (h: number): Point => elementsOf(readResults((f as (...args: unknown[]) => unknown)(...moved(read, at, along, h))).tensors);
  const above = there(eps), below = there(-eps);
  // Equal infinities do not differ.
  return above.map((list, i) => list.map((v, k) => (v === below[i]![k] ? 0 : (v - below[i]![k]!) * (0.5 / eps))));
}

const moved = (read: Arguments, at: Point, along: Point, h: number): unknown[] => read.rebuild(read.tensors.map((x, i) => (isFloat(x.dtype) ? like(x, along[i]!.map((d, k) => (at[i]![k] ?? 0) + h * d)) : x)));
const like = (x: Tensor, elements: readonly number[]): Tensor => (isFloat(x.dtype) ? fromElements(encode(elements, x.dtype), x.shape, x.dtype).weakened(x.weak) : x);

function compare(title: string, found: unknown, expected: Point, options: CheckGradsOptions, own: typeof tolerances): void {
  const { tensors, paths } = readResults(found);
  elementsOf(tensors).forEach((list, i) => list.forEach((v, k) => {
    const wanted = expected[i]?.[k];
    if (wanted === undefined || !near(v, wanted, list.length, tensors[i]!.dtype, options, own))
      throw failed(`${title}${paths[i] === '' ? '' : ` at ${paths[i]}`}[${k}] is ${v}, but ${own === tolerances ? 'differences say' : 'f gives'} ${wanted}`);
  }));
}

function near(found: number, wanted: number, elements: number, dtype: DType, { atol, rtol }: CheckGradsOptions, own: typeof tolerances): boolean {
  if (Object.is(found, wanted) || found === wanted || (Number.isNaN(found) && Number.isNaN(wanted))) return true;
  const whole = own[dtype] ?? 0;
  return Math.abs(found - wanted) <= ((own === tolerances ? atol : undefined) ?? whole) * elements + ((own === tolerances ? rtol : undefined) ?? whole) * elements * Math.abs(wanted);
}

const failed = (message: string): CotangentError => new CotangentError(`checkGrads: ${message}`, { code: 'NN0552', hint: 'the derivative is wrong, or the function has a corner or a jump here: move the point, or give atol and rtol' });

const inner = (a: Point, b: Point): number => a.reduce((sum, list, i) => sum + list.reduce((s, v, k) => s + v * b[i]![k]!, 0), 0);

/** Standard normal numbers (Box & Muller 1958), the same in every run. */
function direction(tensors: readonly Tensor[], seed: number): Point {
  let state = 0x9e3779b9 + seed;
  // Mulberry32.
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return tensors.map((x) => (isFloat(x.dtype) ? Array.from({ length: x.size }, () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())) : []));
}
