// WebAssembly instructions as typed functions that build expression trees: i32.add(a, b), f32x4.mul(x, y), v128.load(p, 16).
// A tree is only a description. It is evaluated where it is emitted into a function (assembler.ts), and as often as it is emitted:
// a value that is needed twice belongs in a local.
//
// Names are the specification's; dots after the first become underscores: i32.atomic.rmw.add is i32.atomic_rmw_add.

import { invariant } from '../../../core/diagnostic.ts';
import { code, lane, laneMemory, memory as memoryTable, plain } from './opcodes.ts';
import type { Bytes } from './bytes.ts';

export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128';
/** What a function or an instruction leaves behind. */
export type ResultType = ValueType | 'none';

/** What stands in an instruction besides its operands. Asked only when the module is complete, so that indices are known. */
export interface Immediate {
  write(out: Bytes): void;
  text(): string;
}

export interface Expr<T extends ResultType = ResultType> {
  readonly type: T;
  /** The specification's name of the instruction. */
  readonly op: string;
  readonly code: number;
  readonly args: readonly Expr[];
  readonly immediate?: Immediate;
}

export function expr<T extends ResultType>(type: T, op: string, opcode: number, args: readonly Expr[], immediate?: Immediate): Expr<T> {
  return { type, op, code: opcode, args, immediate };
}

const letters = { i: 'i32', l: 'i64', f: 'f32', d: 'f64', v: 'v128' } as const;
type Letters = typeof letters;

type Operands<S extends string> = S extends `${infer H extends keyof Letters}${infer R}` ? [Expr<Letters[H]>, ...Operands<R>] : [];
type Result<S extends string> = S extends keyof Letters ? Letters[S] : 'none';
type Instruction<S extends string, More extends unknown[] = []> =
  S extends `${infer P}>${infer R}` ? (...args: [...Operands<P>, ...More]) => Expr<Result<R>> : never;

type Undot<S extends string> = S extends `${infer A}.${infer B}` ? `${A}_${Undot<B>}` : S;
type In<Table, Space extends string> = Extract<keyof Table, `${Space}.${string}`>;
type Short<Name, Space extends string> = Name extends `${Space}.${infer R}` ? Undot<R> : never;

type Namespace<Space extends string> =
  & { readonly [K in In<typeof plain, Space> as Short<K, Space>]: Instruction<(typeof plain)[K][1]> }
  & { readonly [K in In<typeof memoryTable, Space> as Short<K, Space>]: Instruction<(typeof memoryTable)[K][1], [offset?: number]> }
  & { readonly [K in In<typeof lane, Space> as Short<K, Space>]: Instruction<(typeof lane)[K][1], [lane: number]> }
  & { readonly [K in In<typeof laneMemory, Space> as Short<K, Space>]: Instruction<(typeof laneMemory)[K][1], [lane: number, offset?: number]> };

/** Operand types are checked here too: generated code is put together from tables, where the compiler cannot look. */
function operands(op: string, types: string, args: readonly unknown[]): Expr[] {
  return [...types].map((letter, i) => {
    const arg = args[i] as Expr | undefined, expected = letters[letter as keyof Letters];
    if (arg?.type !== expected) invariant(false, `${op}: operand ${i} is ${arg?.type ?? 'absent'}, expected ${expected}`);
    return arg;
  });
}

const split = (types: string): [string, ResultType] => {
  const [from, to] = types.split('>') as [string, string];
  return [from, to === '' ? 'none' : letters[to as keyof Letters]];
};

function address(align: number, offset: number, laneIndex?: number): Immediate {
  return {
    write(out) { out.unsigned(align); out.unsigned(offset); if (laneIndex !== undefined) out.byte(laneIndex); },
    text: () => [offset === 0 ? '' : `offset=${offset}`, laneIndex === undefined ? '' : `${laneIndex}`].filter(part => part !== '').join(' '),
  };
}

function namespace<Space extends string>(space: Space): Namespace<Space> {
  const out: Record<string, unknown> = {};
  const add = (name: string, make: (...args: unknown[]) => Expr): void => {
    if (name.startsWith(`${space}.`)) out[name.slice(space.length + 1).replaceAll('.', '_')] = make;
  };
  for (const [name, [opcode, types]] of Object.entries(plain)) {
    const [from, to] = split(types);
    add(name, (...args) => expr(to, name, opcode, operands(name, from, args)));
  }
  for (const [name, [opcode, types, align]] of Object.entries(memoryTable)) {
    const [from, to] = split(types);
    add(name, (...args) => expr(to, name, opcode, operands(name, from, args), address(align, (args[from.length] as number | undefined) ?? 0)));
  }
  for (const [name, [opcode, types]] of Object.entries(lane)) {
    const [from, to] = split(types);
    add(name, (...args) => {
      const index = args[from.length] as number;
      return expr(to, name, opcode, operands(name, from, args), { write: o => o.byte(index), text: () => `${index}` });
    });
  }
  for (const [name, [opcode, types, align]] of Object.entries(laneMemory)) {
    const [from, to] = split(types);
    add(name, (...args) => expr(to, name, opcode, operands(name, from, args),
      address(align, (args[from.length + 1] as number | undefined) ?? 0, args[from.length] as number)));
  }
  return out as Namespace<Space>;
}

const floatText = (value: number): string => Number.isNaN(value) ? 'nan' : Number.isFinite(value) ? (Object.is(value, -0) ? '-0' : `${value}`) : value < 0 ? '-inf' : 'inf';

const constI32 = (value: number): Expr<'i32'> => {
  if (!Number.isInteger(value) || value < -0x8000_0000 || value > 0xffff_ffff) invariant(false, `i32.const of ${value}: expected a whole number of 32 bits`);
  return expr('i32', 'i32.const', code['i32.const'], [], { write: o => o.signed(value | 0), text: () => `${value | 0}` });
};
const constI64 = (value: bigint | number): Expr<'i64'> =>
  expr('i64', 'i64.const', code['i64.const'], [], { write: o => o.signed(BigInt.asIntN(64, BigInt(value))), text: () => `${BigInt.asIntN(64, BigInt(value))}` });
const constF32 = (value: number): Expr<'f32'> =>
  expr('f32', 'f32.const', code['f32.const'], [], { write: o => o.f32(value), text: () => floatText(Math.fround(value)) });
const constF64 = (value: number): Expr<'f64'> =>
  expr('f64', 'f64.const', code['f64.const'], [], { write: o => o.f64(value), text: () => floatText(value) });

/** A register from 16 bytes. */
const constV128 = (bytes: Uint8Array): Expr<'v128'> => {
  if (bytes.length !== 16) invariant(false, `v128.const of ${bytes.length} bytes: expected 16`);
  return expr('v128', 'v128.const', code['v128.const'], [], { write: o => o.bytes(bytes), text: () => `i8x16 ${[...bytes].join(' ')}` });
};
const bytesOf = (lanes: Float32Array | Float64Array | Int32Array | BigInt64Array): Uint8Array => new Uint8Array(lanes.buffer.slice(0));

/** The same value in all lanes, as a constant: one load from the code, no splat. */
const constF32x4 = (value: number): Expr<'v128'> => constV128(bytesOf(new Float32Array(4).fill(value)));
const constF64x2 = (value: number): Expr<'v128'> => constV128(bytesOf(new Float64Array(2).fill(value)));
const constI32x4 = (value: number): Expr<'v128'> => constV128(bytesOf(new Int32Array(4).fill(value)));
const constI64x2 = (value: bigint | number): Expr<'v128'> => constV128(bytesOf(new BigInt64Array(2).fill(BigInt(value))));

/** Bytes chosen from 32: lane k of the result is byte lanes[k] of a followed by b. */
const shuffle = (a: Expr<'v128'>, b: Expr<'v128'>, lanes: readonly number[]): Expr<'v128'> => {
  if (lanes.length !== 16 || lanes.some(k => !(k >= 0 && k < 32))) invariant(false, `i8x16.shuffle: expected 16 lane numbers below 32, found ${lanes.join(' ')}`);
  return expr('v128', 'i8x16.shuffle', code['i8x16.shuffle'], operands('i8x16.shuffle', 'vv', [a, b]), { write: o => o.bytes(lanes), text: () => lanes.join(' ') });
};
const bytesOfLanes = (lanes: readonly number[], size: number): number[] => lanes.flatMap(k => Array.from({ length: size }, (_, byte) => k * size + byte));

export const i32 = { ...namespace('i32'), const: constI32 };
export const i64 = { ...namespace('i64'), const: constI64 };
export const f32 = { ...namespace('f32'), const: constF32 };
export const f64 = { ...namespace('f64'), const: constF64 };
export const v128 = { ...namespace('v128'), const: constV128 };
export const i8x16 = { ...namespace('i8x16'), shuffle };
export const i16x8 = namespace('i16x8');
/** `const` fills all lanes; `shuffle` chooses 4 of the 8 lanes of a followed by b. */
export const i32x4 = { ...namespace('i32x4'), const: constI32x4, shuffle: (a: Expr<'v128'>, b: Expr<'v128'>, lanes: readonly number[]) => shuffle(a, b, bytesOfLanes(lanes, 4)) };
export const i64x2 = { ...namespace('i64x2'), const: constI64x2, shuffle: (a: Expr<'v128'>, b: Expr<'v128'>, lanes: readonly number[]) => shuffle(a, b, bytesOfLanes(lanes, 8)) };
export const f32x4 = { ...namespace('f32x4'), const: constF32x4 };
export const f64x2 = { ...namespace('f64x2'), const: constF64x2 };

const zeroByte: Immediate = { write: o => o.byte(0), text: () => '' };
const twoZeroBytes: Immediate = { write: o => { o.byte(0); o.byte(0); }, text: () => '' };

export const memory = {
  ...namespace('memory'),
  /** Pages of 64 KiB. */
  size: (): Expr<'i32'> => expr('i32', 'memory.size', code['memory.size'], [], zeroByte),
  grow: (pages: Expr<'i32'>): Expr<'i32'> => expr('i32', 'memory.grow', code['memory.grow'], operands('memory.grow', 'i', [pages]), zeroByte),
  copy: (to: Expr<'i32'>, from: Expr<'i32'>, bytes: Expr<'i32'>): Expr<'none'> =>
    expr('none', 'memory.copy', code['memory.copy'], operands('memory.copy', 'iii', [to, from, bytes]), twoZeroBytes),
  fill: (to: Expr<'i32'>, byte: Expr<'i32'>, bytes: Expr<'i32'>): Expr<'none'> =>
    expr('none', 'memory.fill', code['memory.fill'], operands('memory.fill', 'iii', [to, byte, bytes]), zeroByte),
};

export const atomic = {
  fence: (): Expr<'none'> => expr('none', 'atomic.fence', code['atomic.fence'], [], zeroByte),
};

/** a where the condition is not 0, else b. Both are evaluated. */
export function select<T extends ValueType>(a: Expr<T>, b: Expr<T>, condition: Expr<'i32'>): Expr<T> {
  if (a.type !== b.type) invariant(false, `select: ${a.type} and ${b.type} differ`);
  // `select` without a type is for numbers only; a vector is chosen by a type annotation (opcode 0x1c).
  return a.type === 'v128'
    ? expr(a.type, 'select', 0x1c, [a, b, condition], { write: o => { o.unsigned(1); o.byte(0x7b); }, text: () => '(result v128)' })
    : expr(a.type, 'select', code.select, [a, b, condition]);
}
