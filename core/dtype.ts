/** The element types of tensors: their sizes, kinds and typed arrays. Promotion between them is in promote.ts. */

export const dtypes = ['bool', 'u8', 'i8', 'u32', 'i32', 'f16', 'bf16', 'f32', 'f64'] as const;
export type DType = (typeof dtypes)[number];
export type FloatDType = 'f16' | 'bf16' | 'f32' | 'f64';

export type Kind = 'bool' | 'unsigned' | 'signed' | 'float';

interface Facts {
  readonly kind: Kind;
  readonly bytes: number;
}

const facts: Readonly<Record<DType, Facts>> = {
  bool: { kind: 'bool', bytes: 1 },
  u8: { kind: 'unsigned', bytes: 1 },
  i8: { kind: 'signed', bytes: 1 },
  u32: { kind: 'unsigned', bytes: 4 },
  i32: { kind: 'signed', bytes: 4 },
  f16: { kind: 'float', bytes: 2 },
  bf16: { kind: 'float', bytes: 2 },
  f32: { kind: 'float', bytes: 4 },
  f64: { kind: 'float', bytes: 8 },
};

export const isDType = (name: string): name is DType => Object.hasOwn(facts, name);
export const kindOf = (dtype: DType): Kind => facts[dtype].kind;
/** Size of one element in memory, in bytes. A bool takes one byte, 0 or 1. */
export const bytesOf = (dtype: DType): number => facts[dtype].bytes;
export const isFloat = (dtype: DType): boolean => facts[dtype].kind === 'float';
export const isInteger = (dtype: DType): boolean => facts[dtype].kind === 'signed' || facts[dtype].kind === 'unsigned';
/** What sums and products of many elements run in: in f16, 2048 + 1 is still 2048. */
export const sumDType = (dtype: DType): DType => (dtype === 'f16' || dtype === 'bf16' ? 'f32' : dtype);

/** The least and the greatest value of an integer dtype, or -∞ and ∞; false and true. */
const bounds: Readonly<Record<DType, readonly [number, number]>> = {
  bool: [0, 1], u8: [0, 255], i8: [-128, 127], u32: [0, 2 ** 32 - 1], i32: [-(2 ** 31), 2 ** 31 - 1],
  f16: [-Infinity, Infinity], bf16: [-Infinity, Infinity], f32: [-Infinity, Infinity], f64: [-Infinity, Infinity],
};
export const boundsOf = (dtype: DType): readonly [number, number] => bounds[dtype];

export type TypedArray = Uint8Array | Int8Array | Uint32Array | Int32Array | Uint16Array | Float32Array | Float64Array;

/** The view that shows a buffer's elements as they lie. f16 and bf16 show their bits; decode them with `halfToFloat` and `brainToFloat`. */
const views = {
  bool: Uint8Array, u8: Uint8Array, i8: Int8Array, u32: Uint32Array, i32: Int32Array,
  f16: Uint16Array, bf16: Uint16Array, f32: Float32Array, f64: Float64Array,
} as const;

export const viewOf = (dtype: DType, buffer: ArrayBufferLike, byteOffset = 0, length?: number): TypedArray =>
  new views[dtype](buffer as ArrayBuffer, byteOffset, length);
export const allocate = (dtype: DType, length: number): TypedArray => new views[dtype](length);
