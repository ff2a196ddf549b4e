/**
 * The dtype in which dtypes meet: JAX's lattice (Type Promotion Semantics, docs.jax.dev), without its 16- and 64-bit integers.
 * A weak dtype, that of a plain number, gives way to every other of its kind: 2 beside bf16 is bf16.
 */
import { isFloat, type DType } from './dtype.ts';

/** A dtype, and whether it is weak. Only i32 and f32, what plain numbers become by themselves, can be. */
export interface Met {
  readonly dtype: DType;
  readonly weak: boolean;
}

/** `int` and `float` are the weak dtypes. */
type Place = DType | 'int' | 'float';

// Each place's next steps up. Two of them meet at the lowest place that both can climb to.
const up = {
  bool: ['int'],
  int: ['u8', 'i8'],
  u8: ['u32'],
  i8: ['i32'],
  // JAX without 64-bit integers: what would be i64 is i32.
  u32: ['i32'],
  i32: ['float'],
  float: ['f16', 'bf16'],
  f16: ['f32'],
  bf16: ['f32'],
  f32: ['f64'],
  f64: [],
} as const satisfies Readonly<Record<Place, readonly Place[]>>;
export type Up = typeof up;
/** In strict mode only weak dtypes climb. */
const strictUp: Readonly<Record<Place, readonly Place[]>> = {
  bool: [], int: ['u8', 'i8', 'u32', 'i32', 'float'], u8: [], i8: [], u32: [], i32: [],
  float: ['f16', 'bf16', 'f32', 'f64'], f16: [], bf16: [], f32: [], f64: [],
};

type Steps = Readonly<Record<Place, readonly Place[]>>;
const above = (p: Place, steps: Steps): ReadonlySet<Place> => new Set([p, ...steps[p].flatMap((q) => [...above(q, steps)])]);

const places = Object.keys(up) as readonly Place[];
const tableOf = (steps: Steps): ReadonlyMap<Place, ReadonlyMap<Place, Place | undefined>> => {
  const reach = new Map(places.map((p) => [p, above(p, steps)]));
  const meet = (p: Place, q: Place): Place | undefined => {
    const common = [...reach.get(p)!].filter((r) => reach.get(q)!.has(r));
    return common.find((r) => common.every((s) => reach.get(r)!.has(s)));
  };
  return new Map(places.map((p) => [p, new Map(places.map((q) => [q, meet(p, q)]))]));
};
const tables = { standard: tableOf(up), strict: tableOf(strictUp) } as const;
export type Promotion = keyof typeof tables;

const placeOf = ({ dtype, weak }: Met): Place => (weak && dtype !== 'bool' ? (isFloat(dtype) ? 'float' : 'int') : dtype);
const metAt = (p: Place): Met => (p === 'int' ? { dtype: 'i32', weak: true } : p === 'float' ? { dtype: 'f32', weak: true } : { dtype: p, weak: false });

export const promote = (a: DType, b: DType): DType => metAt(tables.standard.get(a)!.get(b)!).dtype;

/** Where dtypes meet, weak ones among them; undefined where strict mode has no such place. There must be one at least. */
export function meet(all: readonly Met[], mode: Promotion = 'standard'): Met | undefined {
  let at: Place | undefined = placeOf(all[0]!);
  for (let i = 1; i < all.length && at !== undefined; i++) at = tables[mode].get(at)!.get(placeOf(all[i]!));
  return at && metAt(at);
}

/** The same for functions that have floats only: integers and bools become f32, weak ones stay weak. */
export const inexact = ({ dtype, weak }: Met): Met => (isFloat(dtype) ? { dtype, weak } : { dtype: 'f32', weak });
