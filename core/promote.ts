/** The dtype in which two dtypes meet: JAX's lattice (Type Promotion Semantics, docs.jax.dev), strong types only. */
import type { DType } from './dtype.ts';

// Each dtype's next steps up. Two dtypes meet at the lowest dtype that both can climb to.
const up: Readonly<Record<DType, readonly DType[]>> = {
  bool: ['u8', 'i8'],
  u8: ['u32'],
  i8: ['i32'],
  // JAX without 64-bit integers: what would be i64 is i32.
  u32: ['i32'],
  i32: ['f16', 'bf16'],
  f16: ['f32'],
  bf16: ['f32'],
  f32: ['f64'],
  f64: [],
};

const above = (d: DType): ReadonlySet<DType> => new Set([d, ...up[d].flatMap((u) => [...above(u)])]);

export function promote(a: DType, b: DType): DType {
  if (a === b) return a;
  const left = above(a), right = above(b);
  const common = [...left].filter((d) => right.has(d));
  return common.find((d) => common.every((e) => above(d).has(e)))!;
}
