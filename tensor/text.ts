/**
 * Values as text, numpy's way: nested brackets, numbers in columns with as many digits as tell them apart (at most eight),
 * of a large tensor only its corners.
 */
import { isFloat } from '../core/dtype.ts';
import { flatten } from '../core/tree.ts';
import { brainToFloat, halfToFloat } from '../core/encode.ts';
import { Tensor } from './tensor.ts';

export interface TextOptions {
  /** Significant digits, at most. */
  readonly digits?: number;
  /** A tensor with more elements is shown by its corners. */
  readonly threshold?: number;
  /** So many elements at either end of an axis of a large tensor. */
  readonly edge?: number;
}

/**
 * The elements as text: nested brackets, numbers in columns, of a large tensor the corners. The tensor must have its values.   As numpy's array2string.
 * @example
 * arrayToString(tensor([1, 2.5])) // '[1.0 2.5]'
 */
export function valuesText(x: Tensor, { digits = 8, threshold = 1000, edge = 3 }: TextOptions = {}): string {
  const { shape, dtype } = x, bits = x.dataSync(), cut = x.size > threshold;
  const read = dtype === 'f16' ? halfToFloat : dtype === 'bf16' ? brainToFloat : (v: number): number => v;
  const rows = shape.map((n) => (cut && n > 2 * edge ? [...Array.from({ length: edge }, (_, i) => i), -1, ...Array.from({ length: edge }, (_, i) => n - edge + i)] : Array.from({ length: n }, (_, i) => i)));
  const shown: number[] = [];
  const collect = (axis: number, at: number): void => {
    if (axis === shape.length) shown.push(read(bits[at]!));
    else for (const i of rows[axis]!) if (i >= 0) collect(axis + 1, at * shape[axis]! + i);
  };
  collect(0, 0);
  const texts = columns(shown.map((v) => (dtype === 'bool' ? String(v !== 0) : v)), isFloat(dtype), digits);
  let next = 0;
  const build = (axis: number): string => {
    if (axis === shape.length) return texts[next++]!;
    const last = axis === shape.length - 1, parts = rows[axis]!.map((i) => (i < 0 ? '...' : build(axis + 1)));
    return `[${parts.join(last ? ' ' : `${'\n'.repeat(shape.length - axis - 1)}${' '.repeat(axis + 1)}`)}]`;
  };
  return build(0);
}

/** All of one width; floats with their points under each other, or all with an exponent where sizes differ much. */
function columns(values: readonly (number | string)[], floats: boolean, digits: number): readonly string[] {
  const padded = (texts: readonly string[]): readonly string[] => {
    const width = Math.max(0, ...texts.map((t) => t.length));
    return texts.map((t) => t.padStart(width));
  };
  if (!floats) return padded(values.map(String));
  const numbers = values as readonly number[], finite = numbers.filter((v) => Number.isFinite(v) && v !== 0).map(Math.abs);
  const least = Math.min(...finite), most = Math.max(...finite);
  const words = (v: number): string => (Number.isNaN(v) ? 'nan' : v > 0 ? 'inf' : '-inf');
  if (finite.length > 0 && (most >= 1e16 || least < 1e-4 || most / least > 1e6)) {
    const parts = Math.max(1, ...numbers.filter(Number.isFinite).map((v) => fraction(Number(v.toPrecision(digits)).toExponential().split('e')[0]!)));
    return padded(numbers.map((v) => (Number.isFinite(v) ? v.toExponential(Math.min(parts, digits - 1)) : words(v))));
  }
  const whole = most >= 1 ? Math.floor(Math.log10(most)) + 1 : 1;
  const places = Math.max(0, ...numbers.filter(Number.isFinite).map((v) => Math.min(Math.max(0, digits - whole), fraction(decimal(v, digits)))));
  // A point says that these are floats.
  return padded(numbers.map((v) => (Number.isFinite(v) ? `${v.toFixed(places)}${places === 0 ? '.' : ''}` : words(v))));
}

const decimal = (v: number, digits: number): string => withoutZeros(Number(v.toPrecision(digits)).toFixed(12));
function withoutZeros(text: string): string {
  let end = text.length;
  while (text[end - 1] === '0') end--;
  return text.slice(0, end);
}
const fraction = (text: string): number => (text.includes('.') ? text.length - text.indexOf('.') - 1 : 0);

/** A tree of tensors and other values. */
export function asText(x: unknown): string {
  if (x instanceof Tensor) return valuesText(x);
  if (typeof x !== 'object' || x === null) return String(x);
  const { def } = flatten(x);
  if (def.kind !== 'node') return String(x);
  return Array.isArray(x) ? `[${x.map(asText).join(', ')}]` : `{ ${Object.entries(x).map(([k, v]) => `${k}: ${asText(v)}`).join(', ')} }`;
}
