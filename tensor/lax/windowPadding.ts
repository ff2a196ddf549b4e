/** lax: how many places stand beyond the border, in words or numbers, and how many windows fit then. */
import { CotangentError } from '../../core/diagnostic.ts';

/** 'VALID': none. 'SAME': as many as give ⌈n / stride⌉ windows, an odd one at the end; 'SAME_LOWER': at the front. Or [low, high] for each axis. */
export type Padding = 'SAME' | 'VALID' | 'SAME_LOWER' | readonly (readonly [low: number, high: number])[];

export interface Windows {
  readonly lhs: readonly number[];
  readonly window: readonly number[];
  readonly strides: readonly number[];
  readonly padding: readonly (readonly [low: number, high: number])[];
  readonly baseDilation: readonly number[];
  readonly windowDilation: readonly number[];
}

const wrong = (name: string, message: string, hint: string): CotangentError => new CotangentError(`${name}: ${message}`, { code: 'NN0261', hint });

/** Places from the first to the last of n, `dilation` apart. */
export const dilated = (sizes: readonly number[], dilation: readonly number[]): readonly number[] => sizes.map((n, i) => (n === 0 ? 0 : (n - 1) * dilation[i]! + 1));

/** Padding in numbers for windows of these sizes over axes of these sizes. */
export function paddingOf(name: string, padding: Padding, sizes: readonly number[], windows: readonly number[], strides: readonly number[]): readonly (readonly [number, number])[] {
  if (typeof padding !== 'string') {
    const bad = padding.find((p) => !Array.isArray(p) || p.length !== 2 || !p.every(Number.isInteger));
    if (bad !== undefined || padding.length !== sizes.length)
      throw wrong(name, `the padding is ${JSON.stringify(padding)} for ${sizes.length} axes`, "give [low, high] in whole numbers for each axis, or 'SAME', 'SAME_LOWER' or 'VALID'");
    return padding;
  }
  if (padding === 'VALID') return sizes.map(() => [0, 0]);
  if (padding !== 'SAME' && padding !== 'SAME_LOWER') throw wrong(name, `the padding is '${String(padding)}'`, "the words are 'SAME', 'SAME_LOWER' and 'VALID'");
  return sizes.map((n, i) => {
    const whole = Math.max(0, (Math.ceil(n / strides[i]!) - 1) * strides[i]! + windows[i]! - n), less = Math.floor(whole / 2);
    return padding === 'SAME' ? [less, whole - less] : [whole - less, less];
  });
}

/** How many windows fit along each axis; none where a window is larger than what there is. */
export function windowsOver(name: string, { lhs, window, strides, padding, baseDilation, windowDilation }: Windows): readonly number[] {
  for (const [what, list] of [['the window', window], ['the strides', strides], ['the dilation', baseDilation], ['the dilation of the window', windowDilation]] as const)
    if (list.length !== lhs.length || list.some((n) => !Number.isInteger(n) || n < 1))
      throw wrong(name, `${what} ${list.length === 1 && what === 'the window' ? 'is' : 'are'} [${list.join(', ')}] for ${lhs.length} axes`, 'give whole numbers of at least 1, one for each axis');
  const there = dilated(lhs, baseDilation).map((n, i) => n + padding[i]![0] + padding[i]![1]), size = dilated(window, windowDilation);
  const gone = there.findIndex((n) => n < 0);
  if (gone >= 0) throw wrong(name, `the padding [${padding[gone]!.join(', ')}] takes more from an axis of ${lhs[gone]} elements than it has`, 'pad less');
  return there.map((n, i) => Math.max(0, Math.floor((n - size[i]!) / strides[i]!) + 1));
}
