/**
 * The safetensors format (github.com/huggingface/safetensors, "Format"): 8 bytes with the length of the header, the
 * header in JSON, the tensors' bytes. Reading never runs code, never allocates by a number it has not checked, and is
 * stricter than the reference in two places: a name may occur once, and the header starts with `{`.
 */
import type { DType } from '../../core/dtype.ts';
import { bytesOf } from '../../core/dtype.ts';
import { CotangentError } from '../../core/diagnostic.ts';

export interface Entry {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Bytes, row-major, little-endian. */
  readonly data: Uint8Array;
}

export interface Contents {
  readonly tensors: ReadonlyMap<string, Entry>;
  readonly metadata: ReadonlyMap<string, string>;
}

const names: Readonly<Record<DType, string>> = { bool: 'BOOL', u8: 'U8', i8: 'I8', u32: 'U32', i32: 'I32', f16: 'F16', bf16: 'BF16', f32: 'F32', f64: 'F64' };
const dtypes = new Map(Object.entries(names).map(([dtype, name]) => [name, dtype as DType]));

const headerLimit = 100_000_000;

const bad = (what: string, hint = 'the file is damaged or not a safetensors file; load another copy'): CotangentError =>
  new CotangentError(`safetensors: ${what}`, { code: 'NN0610', hint });

/** Header and data as one block of bytes. Tensors follow one another in the order of the map, without gaps. */
export function writeSafetensors({ tensors, metadata }: Contents): Uint8Array {
  const header = Object.create(null) as Record<string, unknown>;
  if (metadata.size > 0) header['__metadata__'] = Object.fromEntries(metadata);
  let end = 0;
  for (const [name, { dtype, shape, data }] of tensors) {
    if (name === '__metadata__') throw bad(`a tensor cannot be named '${name}'`, 'rename it');
    header[name] = { dtype: names[dtype], shape, data_offsets: [end, end += data.byteLength] };
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  // Spaces at the end put the first tensor on a multiple of 8.
  const headerLength = Math.ceil(text.length / 8) * 8;
  const out = new Uint8Array(8 + headerLength + end);
  new DataView(out.buffer).setBigUint64(0, BigInt(headerLength), true);
  out.fill(0x20, 8, 8 + headerLength);
  out.set(text, 8);
  let at = 8 + headerLength;
  for (const { data } of tensors.values()) {
    out.set(data, at);
    at += data.byteLength;
  }
  return out;
}

/** The tensors are views of `file`. */
export function readSafetensors(file: Uint8Array): Contents {
  if (file.byteLength < 8) throw bad(`the file has ${file.byteLength} bytes, a header alone has 8`);
  const length = new DataView(file.buffer, file.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(headerLimit) || length > BigInt(file.byteLength - 8)) throw bad(`the header claims ${length} bytes, the file has ${file.byteLength - 8} after its length`);
  const dataStart = 8 + Number(length);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(file.subarray(8, dataStart));
  } catch (cause) {
    throw new CotangentError('safetensors: the header is not UTF-8', { code: 'NN0610', hint: 'the file is damaged or not a safetensors file; load another copy', cause });
  }
  const { slots, metadata } = readHeader(text);
  const available = file.byteLength - dataStart;
  let at = 0;
  const inOrder = [...slots].sort(([, a], [, b]) => a.start - b.start || a.end - b.end);
  for (const [name, { start, end }] of inOrder) {
    if (start !== at) throw bad(`tensor '${name}' starts at ${start}, the one before it ends at ${at}`);
    at = end;
  }
  if (at !== available) throw bad(`the tensors take ${at} bytes, the file has ${available}`);
  const tensors = new Map<string, Entry>();
  for (const [name, { dtype, shape, start, end }] of slots)
    tensors.set(name, { dtype, shape, data: file.subarray(dataStart + start, dataStart + end) });
  return { tensors, metadata };
}

interface Slot {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

/** Reads just the JSON that a header may hold; everything else is an error at a position. */
function readHeader(text: string): { readonly slots: ReadonlyMap<string, Slot>; readonly metadata: ReadonlyMap<string, string> } {
  let at = 0;
  const fail = (what: string): never => {
    throw bad(`${what} at byte ${at} of the header`);
  };
  const space = (): void => {
    while (at < text.length && ' \t\n\r'.includes(text[at]!)) at++;
  };
  const take = (c: string): boolean => {
    space();
    if (text[at] !== c) return false;
    at++;
    return true;
  };
  const expect = (c: string): void => {
    if (!take(c)) fail(`expected '${c}', found ${text[at] === undefined ? 'the end' : `'${text[at]}'`}`);
  };
  const string = (): string => {
    space();
    const from = at;
    if (text[at++] !== '"') fail('expected a string');
    while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
    if (at >= text.length) fail('a string does not end');
    at++;
    try {
      return JSON.parse(text.slice(from, at)) as string;
    } catch {
      return fail('a string is malformed');
    }
  };
  const integer = (): number => {
    space();
    const from = at;
    while (at < text.length && text[at]! >= '0' && text[at]! <= '9') at++;
    const digits = text.slice(from, at), value = Number(digits);
    if (digits === '' || (digits.length > 1 && digits[0] === '0') || !Number.isSafeInteger(value)) fail('expected a whole number');
    return value;
  };
  const object = (member: (key: string) => void): void => {
    expect('{');
    if (take('}')) return;
    const seen = new Set<string>();
    do {
      const key = string();
      if (seen.has(key)) fail(`'${key}' occurs twice`);
      seen.add(key);
      expect(':');
      member(key);
    } while (take(','));
    expect('}');
  };
  const integers = (): number[] => {
    expect('[');
    const out: number[] = [];
    if (take(']')) return out;
    do out.push(integer());
    while (take(','));
    expect(']');
    return out;
  };

  const slots = new Map<string, Slot>(), metadata = new Map<string, string>();
  if (text[0] !== '{') fail("expected '{'");
  object((name) => {
    if (name === '__metadata__') return object((key) => void metadata.set(key, string()));
    let dtypeName: string | undefined, shape: number[] | undefined, offsets: number[] | undefined;
    object((key) => {
      if (key === 'dtype') dtypeName = string();
      else if (key === 'shape') shape = integers();
      else if (key === 'data_offsets') offsets = integers();
      else fail(`a tensor has no '${key}'`);
    });
    if (dtypeName === undefined || shape === undefined || offsets?.length !== 2) return fail(`tensor '${name}' lacks dtype, shape or two data_offsets`);
    const dtype = dtypes.get(dtypeName);
    if (dtype === undefined) throw bad(`tensor '${name}' has dtype ${dtypeName}`, `convert the file to one of ${[...dtypes.keys()].join(', ')}`);
    const bytes = shape.reduce((n, d) => n * BigInt(d), BigInt(bytesOf(dtype)));
    const [start, end] = offsets as [number, number];
    if (BigInt(end) - BigInt(start) !== bytes) throw bad(`tensor '${name}' of shape [${shape.join(', ')}] needs ${bytes} bytes, its offsets give ${end - start}`);
    slots.set(name, { dtype, shape, start, end });
  });
  space();
  if (at !== text.length) fail('something follows the header');
  return { slots, metadata };
}
