/** Rules for shapes, dtypes and sums: what moves elements or repeats them and need not. simplify.ts says which laws are used. */
import { addDims, isKnown, mulDims, sameDim, sizeOf, subDims, type Dim } from '../../core/dim.ts';
import { isFloat, kindOf, type DType } from '../../core/dtype.ts';
import type { Value } from '../../core/graph.ts';
import { sameShape } from '../../core/shape.ts';
import type { Builder } from '../../ops/builder.ts';
import type { DotAxes } from '../../ops/dot.ts';
import type { PadParams } from '../../ops/pad.ts';
import { rounded } from './constant.ts';
import { applied, numberOf, paramsOf, rule, value, values, type Rule } from './pattern.ts';

const x = value(), y = value(), xs = values();
const convert = applied('convert'), transpose = applied('transpose'), reshape = applied('reshape'), broadcast = applied('broadcast');
const slidingWindows = applied('slidingWindows'), sliding = paramsOf('slidingWindows');
const sum = applied('sum'), dot = applied('dot'), slice = applied('slice'), pad = applied('pad'), concat = applied('concat'), add = applied('add'), stopGradient = applied('stopGradient');
const to = paramsOf('convert'), by = paramsOf('convert'), order = paramsOf('transpose'), earlier = paramsOf('transpose');
const shape = paramsOf('reshape'), mid = paramsOf('reshape'), spread = paramsOf('broadcast'), inner = paramsOf('broadcast');
const over = paramsOf('sum'), first = paramsOf('sum'), product = paramsOf('dot');
const part = paramsOf('slice'), whole = paramsOf('slice'), around = paramsOf('pad'), around2 = paramsOf('pad'), along = paramsOf('concat');

const ascending = (axes: readonly number[]): boolean => axes.every((a, i) => i === 0 || axes[i - 1] < a);
const axesOf = (v: Value): readonly number[] => v.type.shape.map((_, i) => i);
const without = (axes: readonly number[], gone: readonly number[]): readonly number[] => axes.filter((a) => !gone.includes(a));
const reshaped = (b: Builder, v: Value, shape: readonly Dim[]): Value => b.reshape(v, { shape });

/** Where the axes of `from` lie in `into`, when `into` has only sizes of 1 besides; undefined when it has not. */
function placesIn(from: readonly Dim[], into: readonly Dim[]): readonly number[] | undefined {
  const places: number[] = [];
  into.forEach((d, i) => { if (places.length < from.length && sameDim(d, from[places.length])) places.push(i); });
  return places.length === from.length && into.every((d, i) => d === 1 || places.includes(i)) ? places : undefined;
}

const wider: Readonly<Record<DType, readonly DType[]>> = {
  bool: ['u8', 'i8', 'u32', 'i32', 'f16', 'bf16', 'f32', 'f64'],
  u8: ['u32', 'i32', 'f16', 'bf16', 'f32', 'f64'],
  i8: ['i32', 'f16', 'bf16', 'f32', 'f64'],
  u32: ['f64'],
  i32: ['f64'],
  f16: ['f32', 'f64'],
  bf16: ['f32', 'f64'],
  f32: ['f64'],
  f64: [],
};
// Integers wrap around on their way to other integers, floats saturate: then the way matters.
const sameBy = (from: DType, by: DType, to: DType): boolean =>
  wider[from].includes(by) && (from === 'bool' || isFloat(from) === isFloat(by) || isFloat(to) || kindOf(to) === 'bool');

const rest = (shape: readonly Dim[], gone: readonly number[]): readonly Dim[] => shape.filter((_, i) => !gone.includes(i));
/** How many elements lie along the axes, if their sizes are known. */
function count(shape: readonly Dim[], axes: readonly number[]): number | undefined {
  const n = sizeOf(axes.map((a) => shape[a]));
  return isKnown(n) ? n : undefined;
}

/** The axes of a product whose operand on one side is no longer transposed; undefined when its free axes would change places. */
function turn({ batch, contract }: DotAxes, order: readonly number[], side: 0 | 1): DotAxes | undefined {
  const back = ([p, q]: DotAxes['batch']): DotAxes['batch'] => (side === 0 ? [p.map((a) => order[a]), q] : [p, q.map((a) => order[a])]);
  const used = [...batch[side], ...contract[side]];
  return ascending(order.filter((_, i) => !used.includes(i))) ? { batch: back(batch), contract: back(contract) } : undefined;
}

/** x with zeros around it and y with zeros around it added, if they differ in one axis, where y begins as x ends. */
function beside(b: Builder, x: Value, p: PadParams, y: Value, q: PadParams): Value | undefined {
  if ([p, q].some(({ value, interior, low, high }) => value !== 0 || [...low, ...high].some((d) => !isKnown(d) || d < 0) || interior.some((d) => d !== 0))) return undefined;
  const differ = axesOf(x).filter((a) => p.low[a] !== q.low[a] || p.high[a] !== q.high[a]), [axis] = differ;
  if (axis === undefined || differ.length > 1 || !sameDim(q.low[axis], addDims(p.low[axis], x.type.shape[axis]))) return undefined;
  return b.pad(b.concat([x, y], { axis }), { ...p, high: p.high.with(axis, q.high[axis]) });
}

export const form: readonly Rule[] = [
  // By now every derivative has been taken.
  rule(stopGradient(x), (m) => m(x)),

  // To the dtype that x has.
  rule(convert(to, x), (m) => (m(x).type.dtype === m(to).dtype ? m(x) : undefined)),
  // By a dtype that holds all that x can be.
  rule(convert(to, convert(by, x)), (m, b) => (sameBy(m(x).type.dtype, m(by).dtype, m(to).dtype) ? b.convert(m(x), m(to)) : undefined)),

  // Axes in their order.
  rule(transpose(order, x), (m) => (ascending(m(order).order) ? m(x) : undefined)),
  // Axis i of the result is axis earlier[order[i]] of x.
  rule(transpose(order, transpose(earlier, x)), (m, b) => b.transpose(m(x), { order: m(order).order.map((i) => m(earlier).order[i]) })),
  // Only sizes of 1 move.
  rule(transpose(order, x), (m, b) => (ascending(m(order).order.filter((i) => m(x).type.shape[i] !== 1)) ? reshaped(b, m(x), m(order).order.map((i) => m(x).type.shape[i])) : undefined)),
  // transpose(broadcast(x)) repeats x along other axes, when those of x keep their order.
  rule(transpose(order, broadcast(inner, x)), (m, b) => {
    const { axes, shape } = m(inner), moved = axes.map((a) => m(order).order.indexOf(a));
    return ascending(moved) ? b.broadcast(m(x), { shape: m(order).order.map((i) => shape[i]), axes: moved }) : undefined;
  }),

  rule(reshape(shape, x), (m) => (sameShape(m(x).type.shape, m(shape).shape) ? m(x) : undefined)),
  rule(reshape(shape, reshape(x)), (m, b) => b.reshape(m(x), m(shape))),
  // A scalar repeated is a scalar repeated, whatever the shape.
  rule(reshape(shape, broadcast(x)), (m, b) => (m(x).type.shape.length === 0 ? b.broadcast(m(x), { shape: m(shape).shape, axes: [] }) : undefined)),
  // Sizes of 1 put into a broadcast.
  rule(reshape(shape, broadcast(inner, x)), (m, b) => {
    const places = placesIn(m(inner).shape, m(shape).shape);
    return places && b.broadcast(m(x), { shape: m(shape).shape, axes: m(inner).axes.map((a) => places[a]) });
  }),

  // Nothing is repeated: at most sizes of 1 are put in.
  rule(broadcast(spread, x), (m, b) => {
    const { axes, shape } = m(spread);
    return shape.every((d, i) => d === 1 || sameDim(d, m(x).type.shape[axes.indexOf(i)] ?? -1)) ? reshaped(b, m(x), shape) : undefined;
  }),
  rule(broadcast(spread, broadcast(inner, x)), (m, b) => b.broadcast(m(x), { shape: m(spread).shape, axes: m(inner).axes.map((a) => m(spread).axes[a]) })),
  // Sizes of 1 put in before.
  rule(broadcast(spread, reshape(mid, x)), (m, b) => {
    const places = placesIn(m(x).type.shape, m(mid).shape);
    return places && b.broadcast(m(x), { shape: m(spread).shape, axes: places.map((a) => m(spread).axes[a]) });
  }),

  // Sums over nothing, or over sizes of 1.
  ...(['sum', 'prod', 'max', 'min', 'reduceAnd', 'reduceOr', 'reduceXor'] as const).map((name) => {
    const axes = paramsOf(name);
    return rule(applied(name)(axes, x), (m, b) => (m(axes).axes.every((a) => m(x).type.shape[a] === 1) ? reshaped(b, m(x), without(axesOf(m(x)), m(axes).axes).map((a) => m(x).type.shape[a])) : undefined));
  }),
  // Σ Σ x is one sum.
  rule(sum(over, sum(first, x)), (m, b) => {
    const left = without(axesOf(m(x)), m(first).axes);
    return b.sum(m(x), { axes: [...m(first).axes, ...m(over).axes.map((a) => left[a])].sort((p, q) => p - q) });
  }),
  // Σ a = n · a
  rule(sum(over, x), (m, b) => {
    const { shape, dtype } = m(x).type, { axes } = m(over), a = numberOf(m(x)), n = count(shape, axes);
    return a === undefined || n === undefined ? undefined : b.full({ value: rounded(a * n, dtype), shape: rest(shape, axes), dtype });
  }),
  // The sum of n times the same is n times it.
  rule(sum(over, broadcast(inner, x)), (m, b) => {
    const { axes, shape } = m(inner), gone = m(over).axes, n = count(shape, gone);
    if (n === undefined || axes.some((a, i) => gone.includes(a) && m(x).type.shape[i] !== 1)) return undefined;
    const stay = axes.flatMap((a, i) => (gone.includes(a) ? [] : [i])), left = without(shape.map((_, i) => i), gone);
    const one = b.reshape(m(x), { shape: stay.map((i) => m(x).type.shape[i]) });
    return b.broadcast(b.mul(one, rounded(n, one.type.dtype)), { shape: rest(shape, gone), axes: stay.map((i) => left.indexOf(axes[i])) });
  }),
  // Sums do not mind where axes lie, when those that stay keep their order.
  rule(sum(over, transpose(order, x)), (m, b) => {
    const { order: from } = m(order), gone = m(over).axes.map((i) => from[i]);
    return ascending(without(from, gone)) ? b.sum(m(x), { axes: gone.toSorted((p, q) => p - q) }) : undefined;
  }),

  // A product reads its operands in any order of axes.
  rule(dot(product, transpose(order, x), y), (m, b) => {
    const turned = turn(m(product), m(order).order, 0);
    return turned && b.dot(m(x), m(y), turned);
  }),
  rule(dot(product, x, transpose(order, y)), (m, b) => {
    const turned = turn(m(product), m(order).order, 1);
    return turned && b.dot(m(x), m(y), turned);
  }),

  // All of x.
  rule(slice(part, x), (m) => {
    const { start, stop, step } = m(part);
    return m(x).type.shape.every((n, i) => start[i] === 0 && step[i] === 1 && sameDim(stop[i], n)) ? m(x) : undefined;
  }),
  // Part of a part.
  rule(slice(part, slice(whole, x)), (m, b) => {
    const { start, stop, step } = m(part), { start: from, step: by } = m(whole);
    // Of nothing there is no last element, and the first could lie beyond x.
    if (start.some((d, i) => sameDim(d, stop[i]))) return undefined;
    const at = (d: Dim, i: number): Dim => addDims(from[i], mulDims(by[i], d));
    return b.slice(m(x), {
      start: start.map(at),
      // Up to just after the last element, which is one before `stop` in steps of the first slice.
      stop: stop.map((d, i) => addDims(at(subDims(d, 1), i), 1)),
      step: step.map((d, i) => mulDims(d, by[i])),
    });
  }),
  // Part of one of those that stand in a row.
  rule(slice(part, concat(along, xs)), (m, b) => {
    const { axis } = m(along), { start, stop } = m(part);
    let from: Dim = 0;
    for (const v of m(xs)) {
      const low = subDims(start[axis], from), high = subDims(stop[axis], from), n = v.type.shape[axis];
      if (isKnown(low) && isKnown(high) && isKnown(n) && low >= 0 && high <= n)
        return b.slice(v, { ...m(part), start: start.with(axis, low), stop: stop.with(axis, high) });
      from = addDims(from, n);
    }
    return undefined;
  }),

  // Windows of one element each, or one window of all.
  rule(slidingWindows(sliding, x), (m, b) => {
    const { size, stride, dilation } = m(sliding), { shape } = m(x).type, lead = shape.slice(0, shape.length - size.length), space = shape.slice(lead.length);
    if (size.every((k, i) => k === 1 && stride[i] === 1)) return reshaped(b, m(x), [...shape, ...size]);
    return size.every((k, i) => sameDim(k, space[i]!) && dilation[i] === 1) ? reshaped(b, m(x), [...lead, ...size.map(() => 1), ...size]) : undefined;
  }),

  // One in a row; rows in a row.
  rule(concat(xs), (m) => (m(xs).length === 1 ? m(xs)[0] : undefined)),
  rule(concat(along, xs), (m, b) => {
    const flat = m(xs).flatMap((v) => (v.node?.op === concat().op && v.node.params['axis'] === m(along).axis ? v.node.inputs : [v]));
    return flat.length > m(xs).length ? b.concat(flat, m(along)) : undefined;
  }),

  // Nothing is put around x.
  rule(pad(around, x), (m) => ([...m(around).low, ...m(around).high, ...m(around).interior].every((d) => d === 0) ? m(x) : undefined)),
  // Zeros around x plus zeros around y, when x and y lie side by side: the parts of a tensor that was split get their gradients together.
  rule(add(pad(around, x), pad(around2, y)), (m, b) => beside(b, m(x), m(around), m(y), m(around2)) ?? beside(b, m(y), m(around2), m(x), m(around))),
];
