/** lax: convolution over any number of axes of space, in any layout. Source of all: jax.lax. */
import { CotangentError } from '../../core/diagnostic.ts';
import type { Value } from '../../core/graph.ts';
import { count, showType } from '../../core/shape.ts';
import type { Builder } from '../../ops/builder.ts';
import { checkDType } from '../create.ts';
import { op } from '../operation.ts';
import type { Tensor } from '../tensor.ts';
import { inDType } from './productDType.ts';
import type { ProductOptions } from './products.ts';
import { oneDType } from './strict.ts';
import { dilated, paddingOf, windowsOver, type Padding } from './windowPadding.ts';

/** Where the axes lie: batch, channels and space of the operand and the result, output channels, input channels and space of the kernel. */
export interface ConvDimensionNumbers {
  readonly lhsSpec: readonly number[];
  readonly rhsSpec: readonly number[];
  readonly outSpec: readonly number[];
}

/** Three words with a letter for each axis: N and C for batch and channels, O and I for the channels of the kernel, any others for space. */
export type ConvLayout = ConvDimensionNumbers | readonly [lhs: string, rhs: string, out: string];

export interface ConvOptions extends ProductOptions {
  /** Distance between neighbouring elements of the operand: 2 puts one zero between them. 1 when absent. */
  readonly lhsDilation?: readonly number[];
  /** Distance between neighbouring places of the kernel. 1 when absent. */
  readonly rhsDilation?: readonly number[];
  /** ['NCHW', 'OIHW', 'NCHW'] for two axes of space, and so on, when absent. */
  readonly dimensionNumbers?: ConvLayout;
  /** Channels fall into this many groups that do not see each other. */
  readonly featureGroupCount?: number;
  /** The batch falls into this many parts, each with output channels of its own. */
  readonly batchGroupCount?: number;
}

const wrong = (name: string, message: string, hint: string): CotangentError => new CotangentError(`${name}: ${message}`, { code: 'NN0260', hint });

/**
 * Where the axes lie that three words name, one letter for each axis.
 * @example
 * lax.convDimensionNumbers([1, 4, 4, 3], [3, 3, 3, 8], ['NHWC', 'HWIO', 'NHWC']).rhsSpec // [3, 2, 0, 1]
 */
export function convDimensionNumbers(lhsShape: readonly number[], rhsShape: readonly number[], dimensionNumbers?: ConvLayout): ConvDimensionNumbers {
  const name = 'lax.convDimensionNumbers', rank = lhsShape.length;
  if (rank !== rhsShape.length) throw wrong(name, `an operand of ${rank} axes stands against a kernel of ${rhsShape.length}`, 'both have one axis more than space, twice');
  if (dimensionNumbers === undefined) {
    const plain = lhsShape.map((_, i) => i);
    return { lhsSpec: plain, rhsSpec: plain, outSpec: plain };
  }
  if ('lhsSpec' in dimensionNumbers) return dimensionNumbers;
  const letters = [['N', 'C'], ['O', 'I'], ['N', 'C']] as const, [, kernel] = dimensionNumbers;
  const spaceOf = (word: string, i: number): string[] => [...word].filter((c) => !letters[i]!.includes(c as never));
  dimensionNumbers.forEach((word, i) => {
    if (word.length !== rank || new Set(word).size !== rank || letters[i]!.some((c) => !word.includes(c)) || spaceOf(word, i).sort().join() !== spaceOf(kernel, 1).sort().join())
      throw wrong(name, `'${word}' does not name the axes of a tensor of rank ${rank} beside [${dimensionNumbers.join(', ')}]`, `one letter for each axis, ${letters[i]!.join(' and ')} among them, and the same letters for space in all three`);
  });
  const [lhsSpec, rhsSpec, outSpec] = dimensionNumbers.map((word, i) => [...letters[i]!, ...spaceOf(kernel, 1)].map((c) => word.indexOf(c))) as [number[], number[], number[]];
  return { lhsSpec, rhsSpec, outSpec };
}

/**
 * Cross-correlation of an operand with a kernel:  y[b, o, ..i] = Σ x[b, c, ..(i · stride + j · rhsDilation - low)] · w[o, c, ..j], zeros beyond the border,
 * with the axes where dimensionNumbers say.   lhs: [b, c, ..n]   rhs: [o, c / groups, ..k]   y: [b, o, ..m]
 * padding: 'VALID' for none, 'SAME' for ⌈n / stride⌉ windows (an odd place at the end, with 'SAME_LOWER' at the front), or [low, high] for each axis
 * of space; negative ones leave elements out.
 * @example
 * lax.convGeneralDilated(tensor([[[1, 2, 3, 4]]]), tensor([[[1, 1]]]), [1], [[1, 0]]) // [[[1, 3, 5, 7]]]
 */
export function convGeneralDilated(lhs: Tensor, rhs: Tensor, windowStrides: readonly number[], padding: Padding, options: ConvOptions = {}): Tensor {
  const name = 'lax.convGeneralDilated', space = lhs.rank - 2, ones = Array.from({ length: Math.max(0, space) }, () => 1);
  const { lhsDilation = ones, rhsDilation = ones, featureGroupCount = 1, batchGroupCount = 1, preferredElementType } = options;
  if (preferredElementType !== undefined) checkDType(name, preferredElementType);
  if (space < 0) throw wrong(name, `${showType(lhs)} has no axes for batch and channels`, 'give [b, c, ..n]');
  oneDType(name, [lhs, rhs]);
  const { lhsSpec, rhsSpec, outSpec } = convDimensionNumbers(lhs.shape, rhs.shape, options.dimensionNumbers);
  if (typeof padding === 'string' && lhsDilation.some((d) => d !== 1))
    throw wrong(name, `padding '${padding}' has no meaning beside lhsDilation [${lhsDilation.join(', ')}]`, 'give the padding in numbers, or use lax.convTranspose');
  for (const [what, n] of [['featureGroupCount', featureGroupCount], ['batchGroupCount', batchGroupCount]] as const)
    if (!(Number.isInteger(n) && n >= 1)) throw wrong(name, `${what} is ${n}`, 'give a whole number of at least 1');
  if (featureGroupCount > 1 && batchGroupCount > 1) throw wrong(name, 'featureGroupCount and batchGroupCount are both more than 1', 'group one of them');
  const [batch, , ...n] = lhsSpec.map((a) => lhs.shape[a]!) as [number, number, ...number[]], [o, , ...k] = rhsSpec.map((a) => rhs.shape[a]!) as [number, number, ...number[]];
  if (batch % batchGroupCount !== 0 || o % batchGroupCount !== 0)
    throw wrong(name, `a batch of ${batch} and ${o} output channels do not divide into ${batchGroupCount} groups`, 'batchGroupCount divides both');
  const pads = paddingOf(name, padding, n, dilated(k, rhsDilation), windowStrides);
  const counts = windowsOver(name, { lhs: n, window: k, strides: windowStrides, padding: pads, baseDilation: lhsDilation, windowDilation: rhsDilation });
  const key = JSON.stringify([windowStrides, pads, lhsDilation, rhsDilation, lhsSpec, rhsSpec, outSpec, featureGroupCount, batchGroupCount, preferredElementType]);
  return op(`${name} ${key}`, [lhs, rhs], (b, [x, w]) => {
    const ordered = (v: Value, order: readonly number[]): Value => (order.every((a, i) => a === i) ? v : b.transpose(v, { order }));
    const plain = inDType(b, [ordered(x as Value, lhsSpec), ordered(w as Value, rhsSpec)], preferredElementType, (x, w) => {
      const grouped = batchGroupCount === 1 ? x : batchAsChannels(b, x, batchGroupCount), groups = featureGroupCount * batchGroupCount;
      // Where no window fits there is nothing to calculate; without axes of space there is one window.
      if (counts.includes(0)) return b.full({ value: 0, shape: [batch / batchGroupCount, o, ...counts], dtype: x.type.dtype });
      const spread = (v: Value): Value => (space > 0 ? v : b.reshape(v, { shape: [...v.type.shape, 1] })), none = space > 0 ? ones : [1];
      const y = b.conv(spread(grouped), spread(w), {
        stride: space > 0 ? windowStrides : none, padding: space > 0 ? pads : [[0, 0]], dilation: space > 0 ? rhsDilation : none, inputDilation: space > 0 ? lhsDilation : none, groups,
      });
      return space > 0 ? y : b.reshape(y, { shape: y.type.shape.slice(0, 2) });
    });
    return ordered(plain, outSpec.map((_, a) => outSpec.indexOf(a)));
  })[0]!;
}

/** [groups · b, c, ..n] to [b, groups · c, ..n]: parts of the batch as groups of channels. */
function batchAsChannels(b: Builder, x: Value, groups: number): Value {
  const [batch, channels, ...space] = x.type.shape as [number, number, ...number[]], each = batch / groups;
  const apart = b.transpose(b.reshape(x, { shape: [groups, each, channels, ...space] }), { order: [1, 0, 2, ...space.map((_, i) => i + 3)] });
  return b.reshape(apart, { shape: [each, groups * channels, ...space] });
}

/**
 * convGeneralDilated in the order [b, c, ..n], without dilation.   lhs: [b, c, ..n]   rhs: [o, c, ..k]   y: [b, o, ..m]
 * @example
 * lax.conv(tensor([[[1, 2, 3]]]), tensor([[[1, 1]]]), [1], 'VALID') // [[[3, 5]]]
 */
export const conv = (lhs: Tensor, rhs: Tensor, windowStrides: readonly number[], padding: Padding, options: ProductOptions = {}): Tensor =>
  convGeneralDilated(lhs, rhs, windowStrides, padding, options);

/**
 * convGeneralDilated in the order [b, c, ..n], with dilation.   lhs: [b, c, ..n]   rhs: [o, c, ..k]   y: [b, o, ..m]
 * @example
 * lax.convWithGeneralPadding(tensor([[[1, 2, 3]]]), tensor([[[1, 1]]]), [1], [[0, 0]], [1], [2]) // [[[4]]]
 */
export const convWithGeneralPadding = (
  lhs: Tensor, rhs: Tensor, windowStrides: readonly number[], padding: Padding, lhsDilation?: readonly number[], rhsDilation?: readonly number[], options: ProductOptions = {},
): Tensor => convGeneralDilated(lhs, rhs, windowStrides, padding, { ...options, lhsDilation, rhsDilation });

export interface ConvTransposeOptions extends ProductOptions {
  readonly rhsDilation?: readonly number[];
  /** ['NHWC', 'HWIO', 'NHWC'] for two axes of space, and so on, when absent. */
  readonly dimensionNumbers?: ConvLayout;
  /** Turns the kernel round and exchanges its channels: then this is the gradient of a convolution with that kernel. */
  readonly transposeKernel?: boolean;
  /** Padding in numbers is that of the convolution this is the gradient of, as it is in words; that of the result when absent. */
  readonly useConsistentPadding?: boolean;
}

const layouts: readonly (readonly [string, string, string])[] = [['NC', 'IO', 'NC'], ['NHC', 'HIO', 'NHC'], ['NHWC', 'HWIO', 'NHWC'], ['NHWDC', 'HWDIO', 'NHWDC']];

/** What stands before and after the spread-out operand, so that the convolution from k places in steps of s is undone. */
function transposedPadding(k: number, s: number, padding: string | readonly [number, number]): readonly [number, number] {
  if (typeof padding !== 'string') return [k - padding[0] - 1, k - padding[1] - 1];
  const whole = k + s - 2 + (padding === 'VALID' ? Math.max(k - s, 0) : 0);
  const before = padding === 'VALID' || s > k - 1 ? k - 1 : Math.ceil(whole / 2);
  return [before, whole - before];
}

/**
 * A convolution whose operand is spread out by the strides: it makes space larger where a strided convolution makes it smaller.
 * lhs: [b, ..n, c]   rhs: [..k, c, o]   y: [b, ..m, o].   With 'SAME' m = n · stride, with 'VALID' m = n · stride + max(k - stride, 0).
 * @example
 * lax.convTranspose(tensor([[[1], [2]]]), tensor([[[1]], [[10]]]), [2], 'VALID') // [[[10], [1], [20], [2]]]
 */
export function convTranspose(lhs: Tensor, rhs: Tensor, strides: readonly number[], padding: Padding, options: ConvTransposeOptions = {}): Tensor {
  const name = 'lax.convTranspose', { rhsDilation = strides.map(() => 1), transposeKernel = false, useConsistentPadding = false, ...others } = options;
  const layout = options.dimensionNumbers ?? layouts[lhs.rank - 2];
  if (!layout) throw wrong(name, `there is no usual layout for ${showType(lhs)}`, 'give dimensionNumbers');
  if (typeof padding === 'string' && padding !== 'SAME' && padding !== 'VALID') throw wrong(name, `padding '${String(padding)}'`, "give 'SAME', 'VALID' or pairs of numbers");
  const dimensionNumbers = convDimensionNumbers(lhs.shape, rhs.shape, layout), { rhsSpec } = dimensionNumbers, [outputs, inputs, ...space] = rhsSpec as [number, number, ...number[]];
  for (const [what, list] of [['strides', strides], ['paddings', padding]] as const)
    if (typeof list !== 'string' && list.length !== space.length) throw wrong(name, `${list.length} ${what} for ${space.length} axes of space`, 'give one for each');
  const sizes = dilated(space.map((a) => rhs.shape[a]!), rhsDilation), each = (i: number): string | readonly [number, number] => (typeof padding === 'string' ? padding : padding[i]!);
  const pads = useConsistentPadding || typeof padding === 'string' ? sizes.map((k, i) => transposedPadding(k, strides[i]!, each(i))) : padding;
  const turned = !transposeKernel ? rhs : op(`${name} kernel ${rhsSpec.join()}`, [rhs], (b, [w]) => {
    const order = rhsSpec.map((_, a) => (a === outputs ? inputs : a === inputs ? outputs : a));
    return b.transpose(b.rev(w as Value, { axes: space }), { order });
  })[0]!;
  return convGeneralDilated(lhs, turned, strides.map(() => 1), pads, { ...others, lhsDilation: strides, rhsDilation, dimensionNumbers });
}

/**
 * The elements of every window, one after the other where the channels are: a convolution without its sums.
 * lhs: [b, c, ..n]   y: [b, c · Π k, ..m], channel by channel, the places of each window in row-major order
 * @example
 * lax.convGeneralDilatedPatches(tensor([[[1, 2, 3]]]), [2], [1], 'VALID') // [[[1, 2], [2, 3]]]
 */
export function convGeneralDilatedPatches(lhs: Tensor, filterShape: readonly number[], windowStrides: readonly number[], padding: Padding, options: Omit<ConvOptions, 'featureGroupCount' | 'batchGroupCount'> = {}): Tensor {
  const kernelShape = [1, 1, ...filterShape], { lhsSpec, rhsSpec, outSpec } = convDimensionNumbers(lhs.shape, kernelShape, options.dimensionNumbers);
  const channels = lhs.shape[lhsSpec[1]!]!, places = count(filterShape);
  // One kernel for each place: a 1 there and 0 elsewhere, for every channel by itself.
  const kernels = op(`lax.convGeneralDilatedPatches ${channels} ${filterShape.join()} ${rhsSpec.join()} ${lhs.dtype}`, [], (b) => {
    const along = (axis: number): Value => b.iota({ shape: [channels, places, places], axis, dtype: 'i32' });
    const ones = b.reshape(b.convert(b.eq(along(1), along(2)), { dtype: lhs.dtype }), { shape: [channels * places, 1, ...filterShape] });
    return b.transpose(ones, { order: rhsSpec.map((_, a) => rhsSpec.indexOf(a)) });
  })[0]!;
  return convGeneralDilated(lhs, kernels, windowStrides, padding, { ...options, dimensionNumbers: { lhsSpec, rhsSpec, outSpec }, featureGroupCount: channels });
}
