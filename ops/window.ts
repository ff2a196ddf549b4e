/** Windows that slide along an axis with stride, padding and dilation: how many fit, and which element a place in one meets. */
import { addIndex, int, mulIndex, scalar } from '../core/build.ts';
import { addDims, floorDiv, isKnown, mulDims, showDim, subDims, type Dim } from '../core/dim.ts';
import type { Expr } from '../core/expr.ts';
import { known, ShapeError } from '../core/shape.ts';
import type { Mistake } from '../core/types/dim.ts';
import type { Add, Div, Mul, Sub } from '../core/types/number.ts';

export interface Window<D = Dim> {
  /** How many places it has. */
  readonly size: D;
  /** How far one window lies from the next. */
  readonly stride: D;
  /** How many places lie before the first element and after the last; negative ones leave elements out. */
  readonly padding: readonly [low: D, high: D];
  /** How far a place lies from the next. */
  readonly dilation: D;
  /** How far an element lies from the next, with nothing between them. */
  readonly inputDilation: D;
}

/** Places from the first element to the last, when they stand `dilation` apart. */
export const extentOf = (n: Dim, dilation: Dim): Dim => (n === 0 ? 0 : addDims(mulDims(subDims(n, 1), dilation), 1));

/** Throws when a number that counts or measures is not at least 1. */
export function atLeastOne(op: string, what: string, d: Dim): void {
  if (isKnown(d) && !(Number.isInteger(d) && d >= 1)) throw new ShapeError('NN0229', `${op}: ${what} must be a whole number of at least 1, got ${d}`);
}

export const otherLength = <const Op extends string, const What extends string, const N extends string, const Axes extends string>(op: Op, what: What, n: N, axes: Axes): otherLength<Op, What, N, Axes> => `${op}: ${what} has length ${n}, but there are ${axes} axes`;
export type otherLength<Op extends string, What extends string, N extends string, Axes extends string> = `${Op}: ${What} has length ${N}, but there are ${Axes} axes`;
/** Throws when a list of numbers does not have one for every axis. */
export function onePerAxis(op: string, what: string, list: readonly unknown[], axes: number): void {
  if (list.length !== axes) throw new ShapeError('NN0228', otherLength(op, what, `${list.length}`, `${axes}`), 'give one number for each axis');
}

export const windowTooLarge = <const Op extends string, const Span extends string, const N extends string, const Low extends string, const High extends string>(op: Op, span: Span, n: N, low: Low, high: High): windowTooLarge<Op, Span, N, Low, High> =>
  `${op}: a window of ${span} does not fit into ${n} elements with padding [${low}, ${high}]`;
export type windowTooLarge<Op extends string, Span extends string, N extends string, Low extends string, High extends string> = `${Op}: a window of ${Span} does not fit into ${N} elements with padding [${Low}, ${High}]`;

/** A number that is known and not below 0. */
type IsCount<N> = N extends number ? (number extends N ? false : `${N}` extends `-${string}` | `${string}.${string}` ? false : true) : false;
/** Whether several are. */
export type AreCounts<Ns> = Ns extends readonly [infer N, ...infer R] ? (IsCount<N> extends true ? AreCounts<R> : false) : true;
/** How many windows of size K fit over N elements; `number` where one of the numbers is not known, or is none of elements. */
export type WindowCount<Op extends string, N, K, Stride, Low, High, Dilation> =
  [N | K | Stride | Low | High | Dilation] extends [number]
    ? number extends N | K | Stride | Low | High | Dilation ? number
    : [Extract<`${N | K | Stride | Low | High | Dilation}`, `-${string}` | `${string}.${string}`>] extends [never]
      ? 0 extends K | Stride | Dilation ? number : Fitting<Op, N, Add<Mul<Sub<K, 1>, Dilation>, 1>, Add<Stride, Add<Low, High>>, Stride, Low, High>
      : number
    : number;
// ⌊(n + low + high - span) / stride⌋ + 1 = ⌊(n + room - span) / stride⌋, where room - span is much the same for all axes, and worked out once.
type Fitting<Op extends string, N, Span, Room, Stride, Low, High> =
  (Sub<Room, Span> extends infer More ? ([More] extends [never] ? Sub<N, Sub<Span, Room>> : Add<N, More>) : never) extends infer There
    ? [There] extends [never] ? TooLarge<Op, N, Span, Low, High> : Div<There, Stride> extends infer Count ? (Count extends 0 ? TooLarge<Op, N, Span, Low, High> : Count) : never
    : never;
type TooLarge<Op extends string, N, Span, Low, High> = N extends 0 ? 0 : Mistake<windowTooLarge<Op, `${Span & number}`, `${N & number}`, `${Low & number}`, `${High & number}`>>;

/** How many windows fit over n elements. */
export function windowCount(op: string, n: Dim, { size, stride, padding: [low, high], dilation, inputDilation }: Window): Dim {
  atLeastOne(op, 'the window', size);
  atLeastOne(op, 'the stride', stride);
  atLeastOne(op, 'the dilation', dilation);
  atLeastOne(op, 'the dilation of the input', inputDilation);
  const span = extentOf(size, dilation), there = addDims(extentOf(n, inputDilation), addDims(low, high));
  const room = subDims(there, span);
  if (isKnown(room) && room < 0 && n === 0) return 0;
  if (isKnown(room) && room < 0)
    throw new ShapeError('NN0224', windowTooLarge(op, showDim(span), showDim(n), showDim(low), showDim(high)), 'pad more, or make the window smaller');
  return addDims(floorDiv(room, stride), 1);
}

/** A window whose sizes are numbers. */
export function knownWindow({ size, stride, padding, dilation, inputDilation }: Window): Window<number> {
  const [k, s, low, high, d, e] = known([size, stride, ...padding, dilation, inputDilation]);
  return { size: k, stride: s, padding: [low, high], dilation: d, inputDilation: e };
}

/**
 * The element that `place` of window number `out` meets among n > 0 elements, of `count` windows.
 * `index` is in range always; `inside` tells whether there is an element at that place (undefined: at every place).
 */
export function meeting(n: number, out: Expr, count: number, place: Expr, w: Window<number>): { readonly index: Expr; readonly inside: Expr | undefined } {
  const [low] = w.padding, last = (n - 1) * w.inputDilation, furthest = (count - 1) * w.stride + (w.size - 1) * w.dilation - low;
  const from = addIndex(mulIndex(out, w.stride), mulIndex(place, w.dilation));
  const position = low > 0 ? scalar('sub', from, int(low)) : addIndex(from, int(-low));
  const tests: Expr[] = [];
  let index = w.inputDilation === 1 ? position : scalar('quot', position, int(w.inputDilation));
  if (w.inputDilation > 1) tests.push(scalar('eq', scalar('rem', position, int(w.inputDilation)), int(0)));
  if (low > 0) {
    tests.push(scalar('ge', position, int(0)));
    index = scalar('max', index, int(0));
  }
  if (furthest > last) {
    tests.push(scalar('le', position, int(last)));
    index = scalar('min', index, int(n - 1));
  }
  return { index, inside: allOf(tests) };
}

/** Whether every test that there is holds. */
export const allOf = (tests: readonly (Expr | undefined)[]): Expr | undefined =>
  tests.reduce((p, q) => (p && q ? scalar('and', p, q) : p ?? q), undefined);
