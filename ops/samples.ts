/** Samples that many records share. */
import type { DType } from '../core/dtype.ts';
import type { Sample } from '../core/op.ts';

type Range = readonly [number, number];

/** What every element-wise operation is tried on: several axes, one element, none, no axes. */
const shapes: readonly (readonly number[])[] = [[2, 3], [1], [0, 3], []];

/** Element-wise samples, one range per operand: all shapes in the first dtype, one in each further dtype. */
export const elements = (dtypes: readonly DType[], ...ranges: readonly Range[]): readonly Sample<never>[] => {
  const sample = (shape: readonly number[], dtype: DType): Sample<never> => ({ inputs: ranges.map((range) => ({ shape, dtype, range })) });
  return [...shapes.map((s) => sample(s, dtypes[0])), ...dtypes.slice(1).map((d) => sample([5], d))];
};

export const floats: readonly DType[] = ['f32', 'f64'];
export const numbers: readonly DType[] = ['f32', 'f64', 'i32', 'u32'];
export const everything: readonly DType[] = ['f32', 'f64', 'i32', 'u32', 'bool'];
export const integers: readonly DType[] = ['i32', 'u32'];
export const shifted: readonly DType[] = ['i32', 'u32', 'i8', 'u8'];
export const bits: readonly DType[] = ['i32', 'u32', 'bool'];
/** [-2, 2] and what lies above zero. */
export const around: Range = [-2, 2];
export const positive: Range = [0.1, 4];

/** What every reduction is tried on: any axes of any rank, sizes of one, an empty result, integers. */
export const reductions: readonly Sample<{ readonly axes: readonly number[] }>[] = [
  { inputs: [[3]], params: { axes: [0] } },
  { inputs: [[]], params: { axes: [] } },
  { inputs: [[2, 3]], params: { axes: [0] } },
  { inputs: [[2, 3]], params: { axes: [-1] } },
  { inputs: [[2, 3]], params: { axes: [] } },
  { inputs: [[2, 3, 4]], params: { axes: [0, 2] } },
  { inputs: [[2, 3, 4]], params: { axes: [0, 1, 2] } },
  { inputs: [[1, 4]], params: { axes: [0] } },
  { inputs: [[0, 3]], params: { axes: [1] } },
  { inputs: [{ shape: [4, 5], dtype: 'f64' }], params: { axes: [1] } },
];

export const truths: readonly Sample<{ readonly axes: readonly number[] }>[] = [
  ...reductions.map(({ inputs, params }) => ({ inputs: inputs.map((x) => ({ shape: 'shape' in x ? x.shape : x, dtype: 'bool' as const })), params })),
  { inputs: [{ shape: [2, 0], dtype: 'bool' }], params: { axes: [1] } },
];

/** Integers of every width and bools: some elements, none, all axes and one. */
export const bitReductions: readonly Sample<{ readonly axes: readonly number[] }>[] = [
  ...(['i32', 'u32', 'i8', 'u8', 'bool'] as const).map((dtype) => ({ inputs: [{ shape: [3, 19], dtype, range: [-90, 90] as const }], params: { axes: [1] } })),
  { inputs: [{ shape: [2, 3, 4], dtype: 'i32', range: [-90, 90] }], params: { axes: [0, 2] } },
  { inputs: [{ shape: [21, 5], dtype: 'u32', range: [0, 900] }], params: { axes: [0] } },
  { inputs: [{ shape: [], dtype: 'i32' }], params: { axes: [] } },
  { inputs: [{ shape: [2, 0], dtype: 'u8' }], params: { axes: [1] } },
  { inputs: [{ shape: [2, 0], dtype: 'i32' }], params: { axes: [1] } },
];

/** What works along one axis is tried on these. */
export const alongAxis: readonly Sample<{ readonly axis: number }>[] = [
  { inputs: [[5]], params: { axis: 0 } },
  { inputs: [[3, 4]], params: { axis: 0 } },
  { inputs: [[3, 4]], params: { axis: -1 } },
  { inputs: [[2, 3, 4]], params: { axis: 1 } },
  { inputs: [[2, 1]], params: { axis: 1 } },
  { inputs: [[0, 3]], params: { axis: 1 } },
  { inputs: [{ shape: [4, 5], dtype: 'f64' }], params: { axis: -1 } },
];
