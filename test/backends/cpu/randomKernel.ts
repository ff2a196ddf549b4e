/** Random kernels, each from a seed: nests of loops with every dtype, all kinds of index, folds, locals, tests and scratch memory. */
import { addIndex, at, axis, bitcast, constant, convert, int, load, local, mulIndex, scalar, select } from '../../../core/build.ts';
import { bytesOf, dtypes, isFloat, kindOf, sumDType, viewOf, type DType, type TypedArray } from '../../../core/dtype.ts';
import { encode } from '../../../core/encode.ts';
import type { Axis, Expr, Fold, Local } from '../../../core/expr.ts';
import { Random } from '../../random.ts';
import { startOf } from '../../../core/fold.ts';
import type { Buffer, Kernel, Statement } from '../../../core/kernel.ts';
import { scalars, type ScalarName } from '../../../core/scalar.ts';

export interface Case { readonly kernel: Kernel; readonly data: readonly TypedArray[] }

/** Functions whose results are exact: the engines must agree to the bit. */
const exact: readonly ScalarName[] = [
  'add', 'sub', 'mul', 'div', 'quot', 'rem', 'max', 'min', 'neg', 'abs', 'sign', 'floor', 'ceil', 'round', 'sqrt',
  'and', 'or', 'xor', 'not', 'shl', 'shrLogical', 'shr', 'eq', 'ne', 'lt', 'le', 'gt', 'ge',
];
const takes = (name: ScalarName, dtype: DType): boolean => {
  const kind = kindOf(dtype);
  switch (scalars[name].on) {
    case 'float': return kind === 'float';
    case 'integer': return kind === 'signed' || kind === 'unsigned';
    case 'number': return kind !== 'bool';
    case 'bits': return kind !== 'float';
    default: return true;
  }
};

const specials = [0, -0, 1, -1, 0.5, -2.5, 1e-40, -3e38, 65504, 65520, 2 ** -24, 3 * 2 ** -26, Infinity, -Infinity, NaN, 2 ** 31, -(2 ** 31), 2 ** 24 + 1, 255.5, -128.5, 1e300];
const integers = [0, 1, -1, 2, 7, 127, 128, 255, 256, -128, 2 ** 31 - 1, -(2 ** 31), 2 ** 24 + 1, 31, 32, 33, 0x7fff_ff80 | 0];

const rounded = (dtype: DType, x: number): number => {
  if (dtype === 'f16' || dtype === 'bf16') return decodeOne(dtype, encode([x], dtype));
  const one = viewOf(dtype, new ArrayBuffer(8), 0, 1);
  one[0] = dtype === 'bool' ? Number(x !== 0) : x;
  return one[0]!;
};
const decodeOne = (dtype: DType, bits: TypedArray): number => [...decoded(dtype, bits)][0]!;
export function* decoded(dtype: DType, bits: TypedArray): Generator<number> {
  for (const b of bits) {
    if (dtype === 'bf16') yield new Float32Array(new Uint32Array([b << 16]).buffer)[0]!;
    else if (dtype === 'f16') {
      const sign = b & 0x8000 ? -1 : 1, exponent = (b >> 10) & 31, fraction = b & 1023;
      yield exponent === 31 ? (fraction ? NaN : sign * Infinity) : exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
    } else yield b;
  }
}

/** Numbers whose sums and products are exact in any order, so that the order of a fold does not matter. */
const foldable = (fold: Fold, dtype: DType): readonly number[] =>
  fold === 'prod' ? (isFloat(dtype) ? [1, -1, 1, 1, 2, 0.5] : [1, 2, 3, 255]) : fold === 'sum' ? [0, 1, 2, 3, -1, -2] : [...(isFloat(dtype) ? specials : integers)];

class Maker extends Random {
  readonly buffers: { dtype: DType; elements: number; role: Buffer['role']; data: TypedArray }[] = [];

  /** A number that the dtype holds, edges among them. */
  number(dtype: DType): number {
    const x = isFloat(dtype) ? (this.chance(50) ? this.one(specials) : (this.below(1e6) - 5e5) / 4096) : this.chance(50) ? this.one(integers) : this.below(600) - 300;
    return rounded(dtype, x);
  }

  buffer(dtype: DType, role: Buffer['role'], values: readonly number[]): number {
    this.buffers.push({ dtype, elements: values.length, role, data: encode(values.map((x) => rounded(dtype, x)), dtype) });
    return this.buffers.length - 1;
  }
  numbers(dtype: DType, count: number, among?: readonly number[]): number[] {
    const some = among ?? range(7).map(() => this.number(dtype));
    return range(count).map((i) => some[(i * 7 + (i >> 3)) % some.length]!);
  }

  /** An index expression over the axes, with the number of elements it needs. */
  index(axes: readonly Axis[]): { index: Expr; elements: number } {
    const last = this.chance(50) ? axes.at(-1)! : this.one(axes), sizes = axes.map((a) => a.extent), all = sizes.reduce((a, b) => a * b, 1);
    const rowMajor = axes.reduce<Expr>((sum, a) => addIndex(mulIndex(sum, a.extent), at(a)), int(0));
    const columnMajor = [...axes].reverse().reduce<Expr>((sum, a) => addIndex(mulIndex(sum, a.extent), at(a)), int(0));
    const first = this.one(axes);
    switch (this.one(['row', 'row', 'row', 'last', 'first', 'column', 'strided', 'reversed', 'one', 'gather', 'rem', 'quot', 'clamped'] as const)) {
      case 'row': return { index: rowMajor, elements: all };
      case 'last': return { index: at(last), elements: last.extent };
      case 'first': return { index: addIndex(at(first), int(2)), elements: first.extent + 2 };
      case 'column': return { index: columnMajor, elements: all };
      case 'strided': return { index: addIndex(mulIndex(rowMajor, 3), int(1)), elements: 3 * all };
      case 'reversed': return { index: scalar('sub', int(all - 1), rowMajor), elements: all };
      case 'one': return { index: int(3), elements: 4 };
      case 'gather': {
        const size = 11, from = this.buffer(this.one(['i32', 'u8'] as const), 'in', range(last.extent).map((i) => (i * 5 + 3) % size));
        const loaded = load(from, this.buffers[from]!.dtype, [at(last)]);
        return { index: addIndex(convert('i32', loaded), mulIndex(at(first), size)), elements: size * first.extent };
      }
      case 'rem': return { index: scalar('rem', rowMajor, int(5)), elements: 5 };
      case 'quot': return { index: addIndex(scalar('quot', at(last), int(3)), mulIndex(at(first), 2)), elements: Math.floor((last.extent + 2) / 3) + 2 * first.extent };
      case 'clamped': return { index: scalar('max', scalar('min', scalar('sub', at(last), int(2)), int(last.extent - 1)), int(0)), elements: last.extent };
    }
  }

  load(dtype: DType, axes: readonly Axis[]): Expr {
    const { index, elements } = this.index(axes);
    return load(this.buffer(dtype, 'in', this.numbers(dtype, elements)), dtype, [index]);
  }

  expr(dtype: DType, axes: readonly Axis[], locals: readonly Local[], depth: number): Expr {
    const leaf = depth === 0 || this.chance(15), here = locals.filter((l) => l.dtype === dtype);
    if (leaf) {
      if (here.length > 0 && this.chance(50)) return local(this.one(here));
      if (dtype === 'i32' && this.chance(30)) return at(this.one(axes));
      return this.chance(25) ? constant(dtype, this.number(dtype)) : this.load(dtype, axes);
    }
    const inner = (d: DType): Expr => this.expr(d, axes, locals, depth - 1);
    const kind = this.one(['scalar', 'scalar', 'scalar', 'scalar', 'select', 'convert', 'bitcast'] as const);
    if (kind === 'select') return select(inner('bool'), inner(dtype), inner(dtype));
    if (kind === 'convert') return convert(dtype, inner(this.one(dtypes)));
    // Which NaN a calculation gives is nobody's promise, so only what memory holds is read as other bits.
    if (kind === 'bitcast' && !isFloat(dtype)) {
      const from = this.one(dtypes.filter((d) => bytesOf(d) === bytesOf(dtype) && (d === 'bool') === (dtype === 'bool')));
      return bitcast(dtype, this.load(from, axes));
    }
    const of = dtype === 'bool' && this.chance(70) ? this.one(dtypes) : dtype;
    const names = exact.filter((n) => takes(n, of) && (scalars[n].gives === 'bool' ? dtype === 'bool' : of === dtype));
    if (names.length === 0) return inner(dtype);
    const name = this.one(names);
    return scalar(name, ...range(scalars[name].arity).map(() => inner(of)));
  }

  store(axes: readonly Axis[], locals: readonly Local[], depth: number): Statement {
    const dtype = this.one(dtypes), elements = axes.reduce((n, a) => n * a.extent, 1);
    const layout = this.one(['row', 'row', 'reversed', 'strided'] as const);
    const row = axes.reduce<Expr>((sum, a) => addIndex(mulIndex(sum, a.extent), at(a)), int(0));
    const index = layout === 'row' ? row : layout === 'reversed' ? scalar('sub', int(elements - 1), row) : addIndex(mulIndex(row, 2), int(1));
    const isInPlace = layout === 'row' && this.chance(30), size = layout === 'strided' ? 2 * elements : elements;
    const to = this.buffer(dtype, isInPlace ? 'inout' : 'out', this.numbers(dtype, size)), value = this.expr(dtype, axes, locals, depth);
    const old = load(to, dtype, [index]);
    return { kind: 'store', to, index, value: isInPlace ? (dtype === 'bool' ? scalar('xor', old, value) : scalar('max', old, value)) : value };
  }

  /** Local and loop of a fold over `over`, with numbers whose fold is exact. */
  fold(axes: readonly Axis[], over: Axis, how: 'serial' | 'vector'): { local: Local; statements: Statement[] } {
    const fold = this.one(['sum', 'prod', 'max', 'min'] as const);
    const dtype = this.one(dtypes.filter((d) => d !== 'bool' && (fold === 'max' || fold === 'min' || d === sumDType(d))));
    const sum: Local = { dtype }, inner = [...axes, over], { index, elements } = this.index(inner);
    const from = this.buffer(dtype, 'in', this.numbers(dtype, elements, foldable(fold, dtype).map((x) => rounded(dtype, x))));
    return {
      local: sum,
      statements: [
        { kind: 'let', local: sum, value: constant(dtype, startOf(fold, dtype)) },
        { kind: 'for', how, axis: over, body: [{ kind: 'fold', local: sum, fold, value: load(from, dtype, [index]) }] },
      ],
    };
  }

  finish(body: readonly Statement[], scratch: Kernel['scratch'] = []): Case {
    return { kernel: { buffers: this.buffers.map(({ dtype, elements, role }) => ({ dtype, elements, role })), scratch, body }, data: this.buffers.map((b) => b.data) };
  }
}

const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i);
export const extents = [0, 1, 2, 3, 4, 5, 7, 8, 9, 31, 33, 70] as const;

/** for a { for b { stores } }, with locals between. */
const elementwise = (m: Maker): Case => {
  const i = axis(m.one([1, 2, 3, 5])), j = axis(m.one(extents)), rows = m.chance(60), axes = rows ? [i, j] : [j];
  const body: Statement[] = [], locals: Local[] = [];
  if (m.chance(40)) {
    const l: Local = { dtype: m.one(dtypes) };
    body.push({ kind: 'let', local: l, value: m.expr(l.dtype, axes, [], 2) });
    locals.push(l);
  }
  for (let n = m.chance(30) ? 2 : 1; n > 0; n--) body.push(m.store(axes, locals, 3));
  if (m.chance(20)) body.push({ kind: 'if', test: m.expr('bool', m.chance(50) && rows ? [i] : axes, [], 1), then: [m.store(axes, locals, 1)] });
  const how = m.one(['vector', 'vector', 'vector', 'serial'] as const);
  const inner: Statement = { kind: 'for', how: rows ? how : m.one(['vector', 'parallel'] as const), axis: j, body };
  return m.finish(rows ? [{ kind: 'for', how: 'parallel', axis: i, body: [inner] }] : [inner]);
};

/** Rows folded, the folds used over the row again, through scratch memory. */
const rows = (m: Maker): Case => {
  const i = axis(m.one([1, 2, 3, 5])), j = axis(m.one(extents.filter((e) => e > 0))), k = axis(j.extent);
  const first = m.fold([i], j, m.one(['vector', 'serial'] as const)), dtype = m.one(dtypes);
  const keep: Statement = { kind: 'for', how: 'vector', axis: k, body: [] }, at0 = axis(j.extent);
  const parts = [m.store([i], [first.local], 2)];
  const write = m.expr(dtype, [i, k], [first.local], 2), second = m.store([i, at0], [first.local], 1);
  const row = m.buffers.length;
  const useRow = second.kind === 'store' && dtype !== 'bool' ? { ...second, value: select(scalar('gt', load(row, dtype, [at(at0)]), constant(dtype, 0)), second.value, constant(second.value.dtype, 1)) } : second;
  const body: Statement[] = [...first.statements, ...parts, { ...keep, body: [{ kind: 'store', to: row, index: at(k), value: write }] }, { kind: 'for', how: 'vector', axis: at0, body: [useRow] }];
  return m.finish([{ kind: 'for', how: 'parallel', axis: i, body }], [{ dtype, elements: j.extent }]);
};

/** Columns folded: a vector loop that holds serial ones. */
const columns = (m: Maker): Case => {
  const i = axis(m.one([1, 2, 3, 5])), j = axis(m.one(extents)), k = axis(m.one([0, 1, 3, 6])), nested = m.chance(50);
  const axes = nested ? [i, j] : [j], { local: sum, statements } = m.fold(axes, k, 'serial');
  const loop: Statement = { kind: 'for', how: 'vector', axis: j, body: [...statements, m.store(axes, [sum], 2)] };
  return m.finish(nested ? [{ kind: 'for', how: 'parallel', axis: i, body: [loop] }] : [loop]);
};

/** A nest of two parallel axes, and a second loop that needs what the first has written. */
const sequence = (m: Maker): Case => {
  const i = axis(m.one([1, 2, 3])), j = axis(m.one([1, 2, 5])), k = axis(m.one(extents));
  const body: Statement[] = [{ kind: 'for', how: 'parallel', axis: i, body: [{ kind: 'for', how: 'parallel', axis: j, body: [{ kind: 'for', how: 'vector', axis: k, body: [m.store([i, j, k], [], 2)] }] }] }];
  return m.finish(body);
};

export function randomKernel(seed: number): Case {
  const m = new Maker(seed);
  return m.one([elementwise, elementwise, rows, columns, sequence])(m);
}
