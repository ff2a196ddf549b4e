/** Making tensors from numbers, nested arrays and typed arrays. */
import type { DType, TypedArray } from '../core/dtype.ts';
import { allocate, dtypes, isDType, isFloat } from '../core/dtype.ts';
import { CotangentError } from '../core/diagnostic.ts';
import { encode } from '../core/encode.ts';
import { showShape } from '../core/dim.ts';
import { count } from '../core/shape.ts';
import { sizeBytes } from '../lowering/kernel/plain.ts';
import { currentDevice } from './device.ts';
import { Tensor, type Nested } from './tensor.ts';
import type { Copied, Fits, Gives, HasRank, Head, Mistake, Same, Shape, Text, Unknown } from '../core/types/dim.ts';
import type { As } from './signatures.ts';

export interface TensorOptions<E = DType, T = readonly number[]> {
  readonly dtype?: E;
  readonly shape?: T;
}
/** Nested lists as TypeScript reads them: with the lengths of those that are written out. */
type Written = number | boolean | readonly Written[] | [];
type Lists<T, Depth extends unknown[] = []> = Depth['length'] extends 8 ? number[] : T extends readonly (infer E)[] ? [T['length'], ...(T extends readonly [] ? [] : Lists<E, [...Depth, 0]>)] : [];
/** What stands in nested lists. */
export type Leaf<T, Depth extends unknown[] = []> = Depth['length'] extends 8 ? number | boolean : T extends readonly (infer E)[] ? Leaf<E, [...Depth, 0]> : T;
export type OwnDType<T> =
  [Nested] extends [T] ? DType : T extends Float32Array ? 'f32' : T extends Float64Array ? 'f64' : T extends Int32Array ? 'i32' : T extends Uint32Array ? 'u32' : T extends Int8Array ? 'i8' : T extends Uint8Array ? 'u8' : T extends TypedArray ? DType
  : [Leaf<T>] extends [boolean] ? ([Leaf<T>] extends [never] ? 'f32' : 'bool') : [Leaf<T>] extends [number] ? 'f32' : DType;
/** Lists that differ in rank or length make no shape. */
export type OwnShape<T> = [Nested] extends [T] ? Shape : T extends TypedArray ? [number] : T extends number | boolean ? [] : Nested extends T ? Shape : Uniform<Lists<T>>;
type Uniform<S> = [S] extends [readonly unknown[]] ? (IsOne<S> extends true ? S : Shape) : Shape;
type IsOne<N, M = N> = N extends unknown ? ([M] extends [N] ? true : false) : never;

const dtypeOfArray = new Map<unknown, DType>([[Float32Array, 'f32'], [Float64Array, 'f64'], [Int32Array, 'i32'], [Uint32Array, 'u32'], [Int8Array, 'i8'], [Uint8Array, 'u8']]);

/** Elements as they lie in memory, on the current device. */
export function fromElements(elements: TypedArray, shape: readonly number[], dtype: DType): Tensor {
  const backend = currentDevice();
  const type = { shape, dtype };
  const memory = backend.alloc(sizeBytes(type));
  backend.write(memory, elements);
  return new Tensor(type, { kind: 'memory', backend, memory });
}

export const scalarOf = (value: number, dtype: DType): Tensor => fromElements(encode([value], dtype), [], dtype);

const notAShape = <const Op extends string, const T extends string>(op: Op, shape: T): notAShape<Op, T> => `${op}: ${shape} is not a shape`;
type notAShape<Op extends string, T extends string> = `${Op}: ${T} is not a shape`;
export type IsCount<D> = `${D & number}` extends `-${string}` | `${string}.${string}` ? false : true;
/** Whether all are whole numbers, 0 or more. */
export type AllCounts<T> = T extends readonly [infer D, ...infer R] ? (IsCount<D> extends false ? false : AllCounts<R>) : true;
type Listed<T, R extends string = ''> = T extends readonly [infer D, ...infer M] ? Listed<M, R extends '' ? `${D & number}` : `${R},${D & number}`> : `[${R}]`;
/** Whether one of the sizes is surely no count; see Note: Asked at once. */
type SomeNoCount<T> = T extends readonly [unknown, ...infer R] ? (Same<Head<Counts<T>>, false> extends true ? true : SomeNoCount<R>) : false;
type Counts<T> = { [I in keyof T]: Count<Text<`${T[I] & number}`>> };
type Count<X> = X extends Text<never> ? undefined : X extends Text<`-${string}` | `${string}.${string}`> ? false : true;
/** The sizes given, or the one. */
export type Sized<Op extends string, T> =
  T extends number ? SizedBy<Op, readonly [T]> : HasRank<T> extends false ? Unknown<T> : SomeNoCount<T> extends true ? Mistake<notAShape<Op, Listed<T>>> : Copied<T>;
/** Sizes that are arguments of their own. */
export type SizedBy<Op extends string, Ns> = AllCounts<Ns> extends false ? Mistake<notAShape<Op, Listed<Ns>>> : Copied<Ns>;

const badShape = (shape: readonly number[]): boolean => !Array.isArray(shape) || shape.some((d) => !Number.isInteger(d) || d < 0);
export function checkShape(what: string, shape: readonly number[]): void {
  if (badShape(shape)) throw new CotangentError(notAShape(what, JSON.stringify(shape)), { code: 'NN0507', hint: 'a shape is a list of whole numbers, 0 or more' });
}

/** What numpy and others call them. */
const elsewhere = new Map<unknown, string>([
  ['float16', 'f16'], ['half', 'f16'], ['bfloat16', 'bf16'], ['float32', 'f32'], ['float', 'f32'], ['float64', 'f64'], ['double', 'f64'], ['int8', 'i8'], ['uint8', 'u8'], ['int32', 'i32'], ['int', 'i32'], ['uint32', 'u32'], ['bool_', 'bool'], ['boolean', 'bool'],
].map(([theirs, ours]) => [theirs, `it is called '${ours}' here`]));
for (const wide of ['int64', 'uint64', 'int16', 'uint16', 'complex64', 'complex128', 'i64', 'u64', 'i16', 'u16']) elsewhere.set(wide, `there is no ${wide} here: dtypes are ${dtypes.join(', ')}`);

export function checkDType(what: string, dtype: DType): void {
  if (!isDType(dtype)) throw new CotangentError(`${what}: '${String(dtype)}' is not a dtype`, { code: 'NN0508', hint: elsewhere.get(dtype) ?? `dtypes are ${dtypes.join(', ')}` });
}

/** A mean may be an integer, a standard deviation is none. */
export function numbersOnly(name: string, dtype: DType | undefined): void {
  if (dtype === undefined) return;
  checkDType(name, dtype);
  if (dtype === 'bool') throw new CotangentError(`${name}: a mean is not a truth value`, { code: 'NN0205', hint: 'choose a dtype of numbers, for example f32' });
}
export function floatsOnly(name: string, dtype: DType | undefined): void {
  if (dtype !== undefined && !isFloat(dtype)) throw new CotangentError(`${name}: a standard deviation is a float, not ${dtype}`, { code: 'NN0205', hint: 'choose f32 or another float' });
}

/**
 * A tensor of the numbers given: a number, nested arrays, or a typed array with `shape`.
 * dtype: that of a typed array; f32 for numbers (also whole ones), bool for booleans; or as `dtype` says.
 * @example
 * tensor([[1, 2], [3, 4]]) // [[1, 2], [3, 4]]
 * tensor(Int32Array.of(1, 2, 3, 4), { shape: [2, 2] }) // [[1, 2], [3, 4]]
 * tensor([1.7, -2], { dtype: 'i32' }) // [1, -2]
 */
export function tensor<T extends Written | TypedArray, const S extends readonly number[] | undefined = undefined, E extends DType | undefined = undefined>(data: T | Nested, options?: TensorOptions<E, Fits<Sized<'tensor', S>, S>>): Tensor<Gives<S extends readonly number[] ? Sized<'tensor', S> : OwnShape<T>>, As<E, OwnDType<T>>>;
export function tensor(data: Nested | TypedArray, options: TensorOptions = {}): Tensor {
  const { dtype: wanted } = options;
  if (wanted !== undefined) checkDType('tensor', wanted);
  if (ArrayBuffer.isView(data)) {
    const own = dtypeOfArray.get(data.constructor);
    if (own === undefined) throw new CotangentError(`tensor: ${data.constructor.name} has no dtype`, { code: 'NN0508', hint: 'use Float32Array, Int32Array or another of the dtypes' });
    const elements = data as TypedArray;
    const shape = options.shape ?? [elements.length];
    checkShape('tensor', shape);
    checkCount(elements.length, shape);
    const dtype = wanted ?? own;
    return fromElements(dtype === own ? elements : encode(elements, dtype), shape, dtype);
  }
  const { flat, shape: own } = flattenNested(data as Nested);
  const shape = options.shape ?? own;
  checkShape('tensor', shape);
  checkCount(flat.length, shape);
  const dtype = wanted ?? (typeof flat[0] === 'boolean' ? 'bool' : 'f32');
  return fromElements(encode(flat.map(Number), dtype), shape, dtype);
}

function checkCount(given: number, shape: readonly number[]): void {
  const wanted = count(shape);
  if (given !== wanted) throw new CotangentError(`tensor: ${given} elements do not fill ${showShape(shape)}, which has ${wanted}`, { code: 'NN0509', hint: 'give as many elements as the shape has places' });
}

function flattenNested(data: Nested): { readonly flat: (number | boolean)[]; readonly shape: readonly number[] } {
  const shape: number[] = [];
  for (let x: Nested = data; Array.isArray(x); x = x[0] as Nested) {
    shape.push(x.length);
    if (x.length === 0) break;
  }
  const flat: (number | boolean)[] = [];
  const visit = (x: Nested, axis: number, path: string): void => {
    if (Array.isArray(x) !== axis < shape.length || (Array.isArray(x) && x.length !== shape[axis]))
      throw new CotangentError(`tensor: the arrays are not of equal length: expected ${shape[axis] ?? 'a number'} at data${path}, found ${Array.isArray(x) ? x.length : String(x)}`, { code: 'NN0510', hint: 'make all rows of one length' });
    if (Array.isArray(x)) x.forEach((y: Nested, i) => visit(y, axis + 1, `${path}[${i}]`));
    else if (typeof x === 'number' || typeof x === 'boolean') flat.push(x);
    else throw new CotangentError(`tensor: data${path} is ${String(x)}, not a number`, { code: 'NN0510', hint: 'use numbers or booleans' });
  };
  visit(data, 0, '');
  return { flat, shape };
}

export const zerosOf = (shape: readonly number[], dtype: DType): Tensor => fromElements(allocate(dtype, count(shape)), shape, dtype);

/** The same elements in memory of their own. */
export function copyOf(x: Tensor): Tensor {
  return fromElements(x.dataSync(), x.shape, x.dtype);
}
