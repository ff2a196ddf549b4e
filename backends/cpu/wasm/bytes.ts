// A growing byte buffer with the number formats of the WebAssembly binary format (LEB128, IEEE 754 little endian, names).
// WebAssembly Core Specification 2.0, section 5.2. Knows nothing of instructions or sections.

import { invariant } from '../../../core/diagnostic.ts';

export interface Bytes {
  readonly length: number;
  byte(value: number): void;
  bytes(values: ArrayLike<number>): void;
  /** Unsigned LEB128 of a whole number 0 … 2³² − 1. */
  unsigned(value: number): void;
  /** Signed LEB128 of an i32 or i64. */
  signed(value: number | bigint): void;
  f32(value: number): void;
  f64(value: number): void;
  /** Byte count, then UTF-8. */
  name(text: string): void;
  /** Byte count, then the bytes: a section's or a function body's content. */
  sized(content: Bytes): void;
  finish(): Uint8Array<ArrayBuffer>;
}

const scratch = new DataView(new ArrayBuffer(8));
const utf8 = new TextEncoder();

export function bytes(): Bytes {
  let buffer = new Uint8Array(256);
  let length = 0;

  const reserve = (count: number): void => {
    if (length + count <= buffer.length) return;
    const larger = new Uint8Array(Math.max(buffer.length * 2, length + count));
    larger.set(buffer.subarray(0, length));
    buffer = larger;
  };
  const self: Bytes = {
    get length() { return length; },
    byte(value) { reserve(1); buffer[length++] = value; },
    bytes(values) { reserve(values.length); buffer.set(values, length); length += values.length; },
    unsigned(value) {
      if (!Number.isInteger(value) || value < 0 || value > 0xffff_ffff) invariant(false, `unsigned LEB128 of ${value}: expected a whole number below 2^32`);
      let rest = value;
      if (rest < 0x80) { self.byte(rest); return; }
      while (rest >= 0x80) { self.byte((rest & 0x7f) | 0x80); rest = rest >>> 7; }
      self.byte(rest);
    },
    signed(value) {
      if (typeof value === 'number' && (value | 0) === value) {
        let small = value;
        while (small < -64 || small > 63) { self.byte((small & 0x7f) | 0x80); small >>= 7; }
        self.byte(small & 0x7f);
        return;
      }
      let rest = BigInt(value);
      // The last byte's bit 6 is the sign: stop once everything above it is a copy of it.
      while (rest < -64n || rest > 63n) { self.byte(Number(rest & 0x7fn) | 0x80); rest >>= 7n; }
      self.byte(Number(rest & 0x7fn));
    },
    f32(value) { scratch.setFloat32(0, value, true); for (let i = 0; i < 4; i++) self.byte(scratch.getUint8(i)); },
    f64(value) { scratch.setFloat64(0, value, true); for (let i = 0; i < 8; i++) self.byte(scratch.getUint8(i)); },
    name(text) { const encoded = utf8.encode(text); self.unsigned(encoded.length); self.bytes(encoded); },
    sized(content) { self.unsigned(content.length); self.bytes(content.finish()); },
    finish: () => buffer.slice(0, length),
  };
  return self;
}
