/** Random calls of the functions on tensors, as data: TypeScript is asked about their text, the engine runs them. */
import type { DType } from '../../core/dtype.ts';

export interface Operand { readonly shape: readonly number[]; readonly dtype: DType }
export interface Call { readonly name: string; readonly args: readonly unknown[] }

/** A function of the package, by its name. */
export interface Named { readonly named: string }
export const isNamed = (x: unknown): x is Named => typeof x === 'object' && x !== null && 'named' in x;

/** Whole numbers below n. */
type Draw = (n: number) => number;

export const isOperand = (x: unknown): x is Operand => typeof x === 'object' && x !== null && 'shape' in x && 'dtype' in x && Object.keys(x).length === 2;

const sizes = [1, 2, 3, 4, 6, 8, 12];
const pick = <T>(d: Draw, list: readonly T[]): T => list[d(list.length)]!;
const size = (d: Draw): number => pick(d, sizes);
const shape = (d: Draw, rank = d(5)): number[] => Array.from({ length: rank }, () => size(d));
const t = (shape: readonly number[], dtype: DType = 'f32'): Operand => ({ shape, dtype });
const dtypes: readonly DType[] = ['f32', 'f32', 'f32', 'f16', 'bf16', 'f64', 'i32', 'u8', 'i8', 'u32', 'bool'];
const x = (d: Draw, rank?: number): Operand => t(shape(d, rank), pick(d, dtypes));
const real = (d: Draw, rank?: number): Operand => t(shape(d, rank), pick(d, ['f32', 'f32', 'f64', 'f16']));
/** One shape like another: the same, with sizes of 1, cut from the left, or wrong in one place. */
function like(d: Draw, s: readonly number[]): number[] {
  const cut = s.slice(d(3) === 0 ? d(s.length + 1) : 0), wrong = d(4) === 0 ? d(Math.max(1, cut.length)) : -1;
  return cut.map((n, i) => (i === wrong ? size(d) : d(4) === 0 ? 1 : n));
}
/** Truth values for a tensor: such as fit, mostly. */
const mask = (d: Draw, s: readonly number[]): Operand => t(like(d, d(6) === 0 ? [size(d), ...s] : s), d(12) === 0 ? 'f32' : 'bool');
/** An axis of a tensor of such a rank, also from the end; sometimes one that is not there. */
const axis = (d: Draw, rank: number): number => (d(10) === 0 ? rank + d(2) : rank === 0 ? 0 : d(rank) - (d(2) === 0 ? rank : 0));
const axes = (d: Draw, rank: number): number | number[] => (d(2) === 0 ? axis(d, rank) : [...new Set(Array.from({ length: 1 + d(2) }, () => axis(d, rank)))]);
const options = (d: Draw, all: Readonly<Record<string, unknown>>): unknown[] => {
  const kept = Object.entries(all).filter(() => d(3) > 0);
  return kept.length === 0 ? [] : [Object.fromEntries(kept)];
};
const shuffled = (d: Draw, n: number): number[] => Array.from({ length: n }, (_, i) => i).map((i) => ({ i, at: d(1000) })).sort((a, b) => a.at - b.at).map(({ i }) => i);

/** Factors of n, in some order, of a random number of axes; now and then of another number. */
function factors(d: Draw, n: number): number[] {
  const out: number[] = [];
  let rest = d(6) === 0 ? n + 1 : n;
  while (rest > 1 && out.length < 4) {
    const f = pick(d, [2, 3, 4, rest].filter((f) => rest % f === 0).concat(rest));
    out.push(f);
    rest /= f;
  }
  if (rest > 1 || out.length === 0) out.push(rest);
  return out;
}
const count = (s: readonly number[]): number => s.reduce((p, n) => p * n, 1);

/** Several arguments that are like the first, in one list. */
const list = (d: Draw, make: (first: readonly number[]) => number[]): Operand[] => {
  const first = shape(d, 1 + d(3)), dtype = pick(d, dtypes);
  return [t(first, dtype), ...Array.from({ length: d(3) }, () => t(make(first), d(3) === 0 ? pick(d, dtypes) : dtype))];
};

/** What slides over 0 to 2 axes of space in lax. */
function windows(d: Draw): { readonly operand: Operand; readonly kernel: Operand; readonly strides: number[]; readonly padding: unknown; readonly dilations: number[][]; readonly axes: number } {
  const axes = d(8) === 0 ? 0 : 1 + d(2), c = size(d), dtype = pick(d, dtypes), each = (most: number): number[] => Array.from({ length: d(30) === 0 ? axes + 1 : axes }, () => (d(40) === 0 ? 0 : 1 + d(most)));
  const operand = t([size(d), c, ...shape(d, axes)].slice(d(30) === 0 ? 2 : 0), dtype), kernel = t([pick(d, [2, 4, 6, size(d)]), d(5) === 0 ? size(d) : c, ...Array.from({ length: axes }, () => 1 + d(4))], d(20) === 0 ? pick(d, dtypes) : dtype);
  return { operand, kernel, strides: each(3), padding: d(2) === 0 ? pick(d, ['SAME', 'VALID', 'SAME_LOWER']) : each(1).map(() => [d(5) - 2, d(4) - 1]), dilations: [each(2), each(2)], axes };
}
/** The same over all axes. */
function slidingOver(d: Draw): Pick<ReturnType<typeof windows>, 'operand' | 'strides' | 'padding' | 'dilations'> & { readonly kernel: number[] } {
  const { operand, kernel, ...others } = windows(d);
  return { ...others, operand: t(operand.shape.slice(2), pick(d, ['f32', 'f64', 'i32', 'u8'])), kernel: kernel.shape.slice(d(30) === 0 ? 1 : 2) };
}
/** The letters of axes of space with those of batch and channels among them, three times. */
const layouts = (d: Draw, axes: number): string[] => ['NC', 'OI', 'NC'].map((own) => { const all = [...own, ...'HWD'.slice(0, axes)]; return shuffled(d, all.length).map((i) => all[i]!).join(''); });
/** [b, c, ..n] or [o, i, ..k] with the axes where a word has their letters. */
const laidOut = ({ shape, dtype }: Operand, word: string): Operand => t([...word].flatMap((l) => shape[(['NO', 'CI'].findIndex((own) => own.includes(l)) + 1 || 'HWD'.indexOf(l) + 3) - 1] ?? []), dtype);
/** An axes pattern: names in groups on both sides, sizes of some; now and then a name or a size is wrong. */
function pattern(d: Draw): unknown[] {
  const names = [...'abcde'].slice(0, 1 + d(5)), sizes = new Map(names.map((n) => [n, n === 'e' ? pick(d, [2, 3]) : size(d)]));
  const side = (): string[][] => {
    const axes: string[][] = [];
    for (const i of shuffled(d, names.length)) if (axes.length > 0 && d(3) === 0) axes.at(-1)!.push(names[i]!); else axes.push([names[i]!]);
    return axes;
  };
  // The size of e is written as a number.
  const written = (n: string): string => (n === 'e' ? `${sizes.get('e')}` : n), from = side(), to = side();
  const text = (axes: string[][]): string => axes.map((a) => (a.length === 1 ? written(a[0]!) : `(${a.map(written).join(' ')})`)).join(' ');
  const given = from.flatMap((axis) => axis.filter((n) => n !== 'e').slice(d(12) === 0 ? 0 : d(2), d(12) === 0 ? -1 : undefined)).map((n) => [n, d(12) === 0 ? size(d) : sizes.get(n)!] as const);
  if (d(15) === 0) from.push([pick(d, ['a', 'f', '1'])]);
  if (d(15) === 0) to.push([pick(d, ['a', 'f', '1', '+'])]);
  const shape = from.map((axis) => axis.reduce((p, n) => p * (sizes.get(n) ?? 1), 1));
  return [t(d(20) === 0 ? shape.slice(1) : shape, pick(d, dtypes)), `${text(from)} -> ${text(to)}${d(25) === 0 ? ')' : ''}`, ...(given.length === 0 && d(2) === 0 ? [] : [Object.fromEntries(given)])];
}
/** Of draws: the key, the shape that is asked for, at times a wrong one, and a parameter that stretches to it, at times not. */
const key = t([2], 'u32');
const askedShape = (d: Draw): number[] => (d(12) === 0 ? [-1, 2] : shape(d));
const asked = (d: Draw, s: readonly number[], dtypes?: readonly DType[]): unknown[] => (d(3) === 0 ? [] : [d(12) === 0 ? [-1, 2] : [...shape(d, d(2)), ...s], ...(dtypes ? options(d, { dtype: pick(d, dtypes) }) : [])]);
const parameter = (d: Draw, s: readonly number[]): unknown => (d(4) === 0 ? 0.5 : t(like(d, s), pick(d, ['f32', 'f32', 'f16'])));

/** A shape of the same rank, at times of another. */
const alike = (d: Draw, s: readonly number[]): number[] => (d(8) === 0 ? shape(d) : d(6) === 0 ? [] : s.map((n) => (d(12) === 0 ? size(d) : d(4) === 0 ? 1 : n)));

const one = (names: readonly string[], make: (d: Draw) => readonly unknown[]): [string, (d: Draw) => readonly unknown[]][] => names.map((name) => [name, make]);

/** A place on an axis of size n, from either end; now and then one that is not there. */
const place = (d: Draw, n: number): number => d(2 * n + (d(8) === 0 ? 4 : 0)) - n;
/** Coefficients of a polynomial, now and then none. */
const coefficients = (d: Draw): Operand => t(d(10) === 0 ? shape(d, pick(d, [0, 2])) : d(10) === 0 ? [0] : [size(d)], pick(d, dtypes));
/** Nested lists of so many. */
const nested = (d: Draw, sizes: readonly number[], leaf: () => unknown): unknown => (sizes.length === 0 ? leaf() : Array.from({ length: sizes[0]! }, () => nested(d, sizes.slice(1), leaf)));
/** Nested lists of tensors of one shape, now and then of lists of numbers in their place, or of another shape. */
const tensors = (d: Draw, sizes: readonly number[], shape: readonly number[]): unknown =>
  nested(d, sizes, () => (d(4) === 0 ? nested(d, shape, () => d(5)) : t(d(20) === 0 ? like(d, shape) : shape, pick(d, dtypes))));
/** Where to begin and to stop, and in how many steps; and how the steps are taken. */
const ends = (d: Draw): unknown[] => { const a = x(d, d(4)), b = t(like(d, a.shape), pick(d, dtypes)); return [d(6) === 0 ? 1 : a, d(6) === 0 ? 2.5 : b, d(16) === 0 ? -1 : d(3)]; };
const spacing = (d: Draw): object => Object.assign({}, ...options(d, { axis: axis(d, 1 + d(3)), endpoint: d(2) === 0, dtype: pick(d, dtypes) })) as object;

/** Functions by name, and how their arguments are drawn; of a method, `at().set`, those of the function that makes its object in a list before its own. */
export const families: ReadonlyMap<string, (d: Draw) => readonly unknown[]> = new Map([
  ...one(['add', 'sub', 'mul', 'div', 'maximum', 'minimum', 'mod', 'floorDivide', 'arctan2', 'equal', 'less', 'greaterEqual', 'logicalAnd', 'logAddExp', 'hypot', 'fmod', 'floatPower', 'nextafter', 'logAddExp2', 'copysign', 'heaviside', 'fmax', 'fmin', 'notEqual', 'lessEqual', 'greater', 'logicalOr', 'logicalXor', 'bitwiseAnd', 'bitwiseXor', 'gcd', 'lcm', 'leftShift', 'rightShift'], (d) => {
    const a = x(d), b = t(like(d, a.shape), pick(d, dtypes));
    return d(8) === 0 ? [a, 2] : d(2) === 0 ? [a, b] : [b, a];
  }),
  ...one(['pow', 'power', 'divmod'], (d) => {
    const a = x(d), b = t(like(d, a.shape), pick(d, dtypes));
    return d(3) === 0 ? [a, a.dtype.startsWith('u') ? 2 : pick(d, [2, 3, 0.5, -1, -2, 1e-7])] : d(8) === 0 ? [2, b] : d(2) === 0 ? [a, b] : [b, a];
  }),
  ...one(['ldexp'], (d) => { const a = x(d), b = t(like(d, a.shape), pick(d, ['i32', 'i32', 'u8', 'bool', 'f32'])); return d(6) === 0 ? [a, 2] : d(6) === 0 ? [0.5, b] : [a, b]; }),
  ...one(['frexp', 'modf'], (d) => [x(d)]),
  ...one(['exp', 'log', 'tanh', 'neg', 'abs', 'square', 'sqrt', 'floor', 'sign', 'isNaN', 'relu', 'gelu', 'sigmoid', 'silu', 'softplus', 'logicalNot', 'reciprocal', 'positive', 'fabs', 'exp2', 'cbrt', 'sinc', 'erf', 'radians', 'ceil', 'trunc', 'rint', 'round', 'isFinite', 'isInf', 'isPosInf', 'signbit', 'bitwiseNot', 'bitwiseCount', 'relu6', 'elu', 'leakyRelu', 'selu', 'mish', 'hardTanh', 'logSigmoid', 'nanToNum', 'sin', 'acosh'], (d) => [x(d)]),
  ...one(['clip'], (d) => { const a = real(d); return [a, -1, 1]; }),
  ...one(['matmul'], (d) => {
    const [n, k, m] = [size(d), size(d), size(d)], batch = shape(d, d(3)), k2 = d(5) === 0 ? size(d) : k;
    const left = d(6) === 0 ? [k] : [...batch, n, k], right = d(6) === 0 ? [k2] : d(2) === 0 ? [k2, m] : [...like(d, batch), k2, m];
    return [t(left, pick(d, dtypes)), t(right, pick(d, dtypes))];
  }),
  ...one(['dot', 'inner'], (d) => { const k = size(d), k2 = d(5) === 0 ? size(d) : k; return [t([...shape(d, d(2)), k]), t(d(2) === 0 ? [k2] : [k2, size(d)])]; }),
  ...one(['outer'], (d) => [t(shape(d, 1)), t(shape(d, 1))]),
  ...one(['cross', 'linalg.cross'], (d) => {
    const a = x(d, 1 + d(3)), at = axis(d, a.shape.length), vectors = (s: readonly number[], n: number): number[] => s.map((m, i) => (i === (at < 0 ? at + s.length : at) ? n : m));
    return [t(vectors(a.shape, d(3) === 0 ? 2 + d(3) : 3), a.dtype), t(vectors(like(d, a.shape), d(3) === 0 ? 2 + d(3) : 3), pick(d, dtypes)), ...(at === -1 ? [] : [{ axis: at }])];
  }),
  ...one(['linalg.outer'], (d) => [x(d, d(6) === 0 ? d(3) : 1), x(d, d(6) === 0 ? d(3) : 1)]),
  ...one(['multiDot', 'linalg.multiDot'], (d) => {
    const links = Array.from({ length: 2 + d(4) }, () => size(d)), chain = links.slice(1).map((n, i) => t([d(12) === 0 ? size(d) : links[i]!, n], pick(d, dtypes)));
    const cut = (i: number, from: number, to: number): void => { if (chain.length > 0 && d(4) === 0) chain[i] = t(chain[i]!.shape.slice(from, to), chain[i]!.dtype); };
    cut(0, 1, 2);
    cut(d(8) === 0 ? d(chain.length) : chain.length - 1, 0, 1);
    return [chain];
  }),
  ...one(['convolve', 'correlate'], (d) => [x(d, d(12) === 0 ? d(3) : 1), x(d, d(12) === 0 ? d(3) : 1), ...options(d, { mode: pick(d, ['full', 'same', 'valid']), ...(d(3) === 0 ? { preferredElementType: pick(d, dtypes) } : {}) })]),
  ...one(['linalg.matrixPower'], (d) => { const n = size(d); return [t(d(6) === 0 ? shape(d, d(4)) : [...shape(d, d(3)), n, n], pick(d, dtypes)), d(6) - 2]; }),
  ...one(['linalg.toeplitz'], (d) => { const a = x(d, d(4)); return d(3) === 0 ? [a] : [a, t([...like(d, a.shape.slice(0, -1)), size(d)], pick(d, dtypes))]; }),
  ...one(['linalg.blockDiag'], (d) => { const dtype = pick(d, dtypes); return [Array.from({ length: d(4) }, () => t(shape(d, d(12) === 0 ? 3 : d(3)), d(3) === 0 ? pick(d, dtypes) : dtype))]; }),
  ...one(['linalg.lstsq'], (d) => { const m = size(d); return [t(d(8) === 0 ? shape(d, d(4)) : [m, size(d)], pick(d, dtypes)), t([d(5) === 0 ? size(d) : m, ...shape(d, d(2) + (d(12) === 0 ? 1 : 0))], pick(d, dtypes))]; }),
  ...one(['linalg.tensorinv'], (d) => { const s = pick(d, [[4, 2, 2, 4], [6, 2, 3], [2, 3, 6], [6, 6], [2, 2, 4], shape(d)]); return [t(s, pick(d, dtypes)), ...options(d, { ind: d(4) })]; }),
  ...one(['linalg.tensorsolve'], (d) => {
    const s = pick(d, [[4, 2, 2], [2, 3, 6], [2, 3, 3, 2], [6, 6], shape(d, 1 + d(3))]), order = shuffled(d, s.length), own = d(3) === 0, last = order.slice(1 + d(s.length)), axes = last.map((i) => (d(20) === 0 ? i + 1 : d(2) === 0 ? i : i - s.length));
    const given = own ? [...s.map((_, i) => i).filter((i) => !last.includes(i)), ...last].reduce<number[]>((to, from, i) => to.with(from, s[i]!), [...s]) : s;
    return [t(given, pick(d, dtypes)), t(d(5) === 0 ? shape(d, d(3)) : s.slice(0, s.length === 3 && s[0] === 4 ? 1 : s.length === 2 ? 1 : 2), pick(d, dtypes)), ...(own ? [{ axes }] : [])];
  }),
  ...one(['resize'], (d) => [x(d), d(8) === 0 ? -1 : d(3) === 0 ? size(d) : shape(d, d(4))]),
  ...one(['image.resize'], (d) => { const a = x(d, 1 + d(3)); return [a, d(6) === 0 ? shape(d, d(4)) : shape(d, a.shape.length), pick(d, ['nearest', 'linear', 'cubic'])]; }),
  ...one(['image.scaleAndTranslate'], (d) => {
    const a = x(d, 1 + d(3)), along = shuffled(d, a.shape.length).slice(d(a.shape.length)), at = along.map((i) => (d(30) === 0 ? a.shape.length : d(2) === 0 ? i : i - a.shape.length)), numbers = (): unknown => (d(3) === 0 ? t([d(12) === 0 ? 3 : at.length]) : at.map(() => 2).slice(d(12) === 0 ? 1 : 0));
    return [a, a.shape.map((n, i) => (along.includes(i) || d(12) === 0 ? size(d) : n)), at, numbers(), numbers(), 'linear'];
  }),
  ...one(['image.gridSample'], (d) => { const space = 1 + d(2), a = x(d, 2 + space); return [a, t([d(6) === 0 ? size(d) : a.shape[0]!, ...shape(d, d(8) === 0 ? d(4) : space), d(8) === 0 ? size(d) : space], pick(d, dtypes))]; }),
  ...one(['lax.gather'], (d) => {
    const a = x(d, 1 + d(3)), rank = a.shape.length, map = shuffled(d, rank).slice(d(rank)), collapsed = map.filter(() => d(2) === 0).sort(), front = shape(d, d(3)), total = front.length + rank - collapsed.length, wrong = (n: number): number => (d(40) === 0 ? n + 1 : n);
    const offsets = shuffled(d, total).slice(0, rank - collapsed.length).sort(), batched = d(8) === 0;
    return [
      a, t([...front, wrong(map.length)], d(12) === 0 ? 'f32' : 'i32'),
      { offsetDims: offsets.map(wrong), collapsedSliceDims: collapsed.map(wrong), startIndexMap: map.map(wrong), ...(batched ? { operandBatchingDims: [d(2)], startIndicesBatchingDims: [0, 1].slice(d(2), 1) } : {}) },
      a.shape.map((n, i) => wrong(collapsed.includes(i) ? 1 : 1 + d(n))).slice(d(30) === 0 ? 1 : 0),
    ];
  }),
  ...one(['lax.indexTake'], (d) => {
    const a = x(d, 1 + d(3)), at = shuffled(d, a.shape.length).slice(d(a.shape.length)), m = size(d);
    return [a, at.slice(d(12) === 0 ? 1 : 0).map(() => t([d(20) === 0 ? size(d) : m].slice(d(30) === 0 ? 1 : 0), d(20) === 0 ? 'f32' : 'i32')), at.map((i) => (d(20) === 0 ? i - 2 : d(30) === 0 ? a.shape.length : i))];
  }),
  ...one(['einsum'], (d) => {
    const label = new Map([...'ijkbt'].map((l) => [l, size(d)])), sizeOf = (l: string): number => (d(20) === 0 ? size(d) : label.get(l)!);
    const text = pick(d, ['ij,jk->ik', 'bij,bjk->bik', 'ij->ji', 'ij->i', 'ii->i', 'i,j->ij', 'bij,bkj->bik', 'ij,ij->', 'ij,jk', 'b...i,ij->b...j', 'ijk->', 'bt,bt->b']);
    return [text, ...text.split('->')[0]!.split(',').map((term) => t([...term.replace('...', 't')].map(sizeOf)))];
  }),
  ...one(['tensordot'], (d) => { const s = shape(d, 2), r = d(5) === 0 ? size(d) : s[1]!; return [t(s), t([r, size(d)]), 1]; }),
  ...one(['transpose'], (d) => { const a = x(d); return d(2) === 0 ? [a] : [a, shuffled(d, a.shape.length)]; }),
  ...one(['matrixTranspose'], (d) => [x(d)]),
  ...one(['swapaxes', 'moveaxis'], (d) => { const a = x(d); return [a, axis(d, a.shape.length), axis(d, a.shape.length)]; }),
  ...one(['reshape'], (d) => {
    const a = x(d), s = factors(d, count(a.shape)), open = d(3) === 0 ? d(s.length) : -1;
    return [a, s.map((n, i) => (i === open ? -1 : n))];
  }),
  ...one(['rearrange'], pattern),
  ...one(['ravel'], (d) => [x(d)]),
  ...one(['expandDims'], (d) => { const a = x(d); return [a, axis(d, a.shape.length + 1)]; }),
  ...one(['squeeze'], (d) => { const a = x(d); return d(2) === 0 ? [a] : [a, axis(d, a.shape.length)]; }),
  ...one(['broadcastTo'], (d) => { const s = shape(d); return [t(like(d, s)), s]; }),
  ...one(['concat', 'concatenate'], (d) => { const tensors = list(d, (f) => f.map((n) => (d(3) === 0 ? size(d) : n))), [first] = tensors; return [tensors, ...(d(2) === 0 ? [{ axis: axis(d, first!.shape.length) }] : [])]; }),
  ...one(['stack'], (d) => { const tensors = list(d, (f) => (d(5) === 0 ? like(d, f) : [...f])), [first] = tensors; return [tensors, ...(d(2) === 0 ? [{ axis: axis(d, first!.shape.length + 1) }] : [])]; }),
  ...one(['variance'], (d) => { const a = x(d); return [a, ...options(d, { axis: axes(d, a.shape.length), dtype: pick(d, ['f64', 'f16', 'i32', 'u8']), where: mask(d, a.shape) })]; }),
  ...one(['sum', 'mean', 'prod', 'any', 'all', 'std', 'logSumExp'], (d) => { const a = x(d); return [a, ...options(d, { axis: axes(d, a.shape.length), keepDims: d(2) === 0, where: mask(d, a.shape) })]; }),
  ...one(['max', 'min'], (d) => { const a = x(d), among = { axis: axes(d, a.shape.length), keepDims: d(2) === 0 }; return [a, ...(d(2) === 0 ? options(d, among) : [{ ...among, initial: 0, where: mask(d, a.shape) }])]; }),
  ...one(['argmax', 'argmin'], (d) => { const a = x(d); return [a, ...options(d, { axis: axis(d, a.shape.length), keepDims: d(2) === 0 })]; }),
  ...one(['softmax', 'logSoftmax'], (d) => { const a = real(d); return [a, ...options(d, { axis: axis(d, a.shape.length), where: mask(d, a.shape) })]; }),
  ...one(['cumsum', 'cumprod', 'sort', 'argsort'], (d) => { const a = real(d); return [a, ...options(d, { axis: axis(d, a.shape.length) })]; }),
  ...one(['repeat'], (d) => { const a = x(d); return [a, 1 + d(3), { axis: axis(d, a.shape.length) }]; }),
  ...one(['split', 'arraySplit'], (d) => {
    const a = x(d), i = axis(d, a.shape.length), places = [d(4), d(5), d(8)].slice(d(3)).sort((p, q) => p - q);
    return [a, d(3) > 0 ? d(5) : d(4) === 0 ? places.reverse() : places, ...(d(4) === 0 ? [] : [{ axis: i }])];
  }),
  ...one(['hsplit', 'vsplit', 'dsplit'], (d) => { const a = x(d); return [a, d(3) > 0 ? 1 + d(3) : [d(3), d(3) + 2]]; }),
  ...one(['unstack', 'lax.unstack'], (d) => { const a = x(d); return [a, ...options(d, { axis: axis(d, a.shape.length) })]; }),
  ...one(['tile'], (d) => [x(d), shape(d, 1 + d(3))]),
  ...one(['flip'], (d) => { const a = x(d); return [a, ...options(d, { axis: axis(d, a.shape.length) })]; }),
  ...one(['pad'], (d) => { const a = x(d, d(3)); return [a, d(2) === 0 ? 1 : a.shape.map(() => [d(3), d(3)])]; }),
  ...one(['take'], (d) => { const a = x(d); return [a, t(shape(d, d(3)), 'i32'), { axis: axis(d, a.shape.length) }]; }),
  ...one(['index'], (d) => {
    const a = x(d, 1 + d(3)), bound = (n: number): string => (d(3) === 0 ? '' : `${d(2 * n + 4) - n - 2}`), dots = d(3);
    const part = (n: number): unknown => (d(3) === 0 ? `${bound(n)}:${bound(n)}${d(2) === 0 ? '' : `:${pick(d, ['', '2', '-1', '3', '-2'])}`}` : d(6) === 0 ? t(shape(d, d(3)), 'i32') : d(8) === 0 ? [0, n - 1 + (d(6) === 0 ? 1 : 0)] : pick(d, [0, -1, ':', null, n - 1, n]));
    const parts = a.shape.slice(0, 1 + d(a.shape.length + 1)).map(part);
    return [a, ...(dots === 0 ? ['...', ...parts] : dots === 1 ? [...parts, '...', ...(d(8) === 0 ? [0, '...'] : [])] : parts)];
  }),
  ...one(['diagonal', 'trace', 'tril', 'triu'], (d) => [x(d)]),
  ...one(['zeros', 'ones'], (d) => [shape(d), ...options(d, { dtype: pick(d, dtypes) })]),
  ...one(['full'], (d) => [shape(d), 2, ...options(d, { dtype: pick(d, dtypes) })]),
  ...one(['eye'], (d) => [size(d)]),
  ...one(['zerosLike', 'onesLike'], (d) => [x(d)]),
  ...one(['astype'], (d) => [x(d), pick(d, dtypes)]),
  ...one(['oneHot'], (d) => [t(shape(d, d(3)), 'i32'), size(d)]),
  ...one(['crossEntropy'], (d) => { const s = shape(d, 1 + d(2)), c = size(d); return [t([...s, c]), t(d(4) === 0 ? like(d, s) : s, d(8) === 0 ? 'f32' : 'i32')]; }),
  ...one(['mse'], (d) => { const s = shape(d); return [t(s), t(like(d, s))]; }),
  ...one(['linalg.inv', 'linalg.det', 'linalg.expm', 'linalg.cholesky', 'linalg.eigvalsh'], (d) => { const n = size(d), s = d(6) === 0 ? shape(d, d(4)) : [...shape(d, d(3)), n, n]; return [t(s, pick(d, dtypes))]; }),
  ...one(['linalg.svdvals', 'linalg.pinv'], (d) => [t(shape(d, d(6) === 0 ? 1 : 2 + d(2)), pick(d, dtypes))]),
  ...one(['linalg.solve', 'linalg.solveTriangular'], (d) => {
    const n = size(d), batch = shape(d, d(3)), rows = d(6) === 0 ? size(d) : n;
    return [t([...batch, n, d(12) === 0 ? size(d) : n], pick(d, dtypes)), t(d(4) === 0 ? [rows] : [...like(d, batch), rows, d(4) === 0 ? n : size(d)], pick(d, dtypes))];
  }),
  ...one(['linalg.norm', 'linalg.vectorNorm'], (d) => { const a = real(d, 1 + d(2)); return [a, ...options(d, { axis: axis(d, a.shape.length), keepDims: d(2) === 0 })]; }),
  ...one(['linalg.matrixNorm', 'linalg.matrixRank'], (d) => { const s = shape(d, 1 + d(3)); return [t(s, pick(d, ['f32', 'f64']))]; }),
  ...one(['special.gammainc', 'special.gammaincc'], (d) => { const a = x(d); return [a, t(like(d, a.shape), pick(d, dtypes))]; }),
  ...one(['special.multigammaln'], (d) => [x(d), 2]),
  ...one(['special.logSumExp'], (d) => { const a = real(d); return [a, ...options(d, { axis: axes(d, a.shape.length), keepDims: d(2) === 0 })]; }),
  ...one(['fft.dct', 'fft.idct'], (d) => { const a = x(d); return [a, ...options(d, { axis: axis(d, a.shape.length), n: size(d) })]; }),
  ...one(['fft.fftfreq', 'fft.rfftfreq'], (d) => [size(d), ...options(d, { dtype: pick(d, ['f32', 'f64']) })]),
  ...one(['fft.fft', 'fft.ifft', 'fft.rfft', 'fft.irfft'], (d) => { const a = x(d, d(4)); return [a, ...options(d, { n: size(d), axis: axis(d, a.shape.length) })]; }),
  ...one(['fft.fft2', 'fft.ifft2', 'fft.rfft2', 'fft.irfft2', 'fft.fftn', 'fft.ifftn', 'fft.rfftn', 'fft.irfftn'], (d) => {
    const a = x(d, d(12) === 0 ? 0 : 1 + d(4)), along = [axis(d, a.shape.length), axis(d, a.shape.length), axis(d, a.shape.length)].slice(d(4)), n = d(12) === 0 ? d(3) : along.length;
    return [a, ...options(d, { s: shape(d, n), axes: along })];
  }),
  ...one(['lax.fft'], (d) => {
    const a = x(d, 1 + d(3)), kind = pick(d, ['fft', 'ifft', 'rfft', 'irfft']), last = a.shape.slice(1 + d(a.shape.length + 1) - 1);
    return [a, kind, last.map((n, i) => (d(12) === 0 ? size(d) : kind === 'irfft' && i === last.length - 1 ? 2 * (n - 1) || 1 : n))];
  }),
  ...one(['complex'], (d) => { const a = x(d), b = t(like(d, a.shape), pick(d, dtypes)); return d(8) === 0 ? [a, 2] : d(2) === 0 ? [a, b] : [b, a]; }),
  ...one(['fft.fftshift', 'fft.ifftshift'], (d) => { const a = x(d); return [a, ...options(d, { axes: axes(d, a.shape.length) })]; }),
  ...one(['segmentSum'], (d) => { const s = shape(d, d(4)); return [t(s), t(d(4) === 0 ? shape(d, d(3)) : s.slice(0, 1), pick(d, ['i32', 'i32', 'u8', 'f32'])), { numSegments: size(d) }]; }),
  ...one(['linalg.diagonal', 'linalg.trace'], (d) => [x(d)]),
  ...one(['lax.reduceSum', 'lax.reduceProd', 'lax.reduceMax', 'lax.reduceMin'], (d) => { const a = real(d); return [a, [axis(d, a.shape.length), axis(d, a.shape.length)].slice(d(3)).map((i) => (d(4) === 0 || i >= 0 ? i : i + a.shape.length))]; }),
  ...one(['lax.reduceAnd', 'lax.reduceOr', 'lax.reduceXor'], (d) => { const a = t(shape(d), pick(d, ['i32', 'u8', 'bool'])); return [a, a.shape.length > 0 ? [d(a.shape.length + 1)] : []]; }),
  ...one(['lax.argmax', 'lax.argmin'], (d) => { const a = real(d); return [a, axis(d, a.shape.length), ...(d(2) === 0 ? [pick(d, ['i32', 'u32', 'u8'])] : [])]; }),
  ...one(['lax.cumsum', 'lax.cumprod', 'lax.cummax', 'lax.cummin', 'lax.cumlogsumexp'], (d) => { const a = real(d); return [a, ...options(d, { axis: axis(d, a.shape.length), reverse: d(2) === 0 })]; }),
  ...one(['conv'], (d) => {
    const axes = 1 + d(2), c = size(d), groups = d(4) === 0 ? 2 : 1, [b, o] = [size(d), size(d)], perAxis = <T>(make: () => T): T | T[] => (d(2) === 0 ? make() : Array.from({ length: axes }, make));
    const input = t([b, ...(d(12) === 0 ? [] : [c]), ...shape(d, axes)], pick(d, ['f32', 'f32', 'f16'])), kernel = t([o, d(5) === 0 ? size(d) : Math.max(1, Math.floor(c / groups)), ...Array.from({ length: d(12) === 0 ? axes + 1 : axes }, () => 1 + d(4))], input.dtype);
    return [input, kernel, ...options(d, { stride: perAxis(() => 1 + d(3)), padding: perAxis(() => d(3)), dilation: perAxis(() => 1 + d(2)), groups })];
  }),
  ...one(['maxPool', 'avgPool'], (d) => {
    const axes = 1 + d(2), input = real(d, d(8) === 0 ? axes - 1 : axes + d(3));
    return [input, Array.from({ length: axes }, () => 1 + d(4)), ...options(d, { stride: 1 + d(3), padding: Array.from({ length: axes }, () => [d(2), d(2)]) })];
  }),
  ...one(['lax.dotGeneral'], (d) => {
    const a = real(d, 1 + d(3)), b = [...a.shape], order = shuffled(d, b.length), shared = d(b.length + 1), some = order.slice(0, 1 + d(b.length));
    if (d(5) === 0) b[some[0]!] = size(d);
    const other = [...b, ...shape(d, d(2))], pairs = (axes: readonly number[]): number[][] => [axes.map((i) => (d(30) === 0 ? i - 1 : i)), d(20) === 0 ? axes.slice(1) : [...axes]];
    return [a, t(other, d(3) === 0 ? pick(d, dtypes) : a.dtype), [pairs(some.slice(shared)), pairs(some.slice(0, shared))], ...options(d, { preferredElementType: pick(d, dtypes) })];
  }),
  ...one(['lax.dot', 'lax.batchMatmul'], (d) => {
    const [n, k, m] = [size(d), size(d), size(d)], batch = shape(d, d(3) === 0 ? d(3) : 0), k2 = d(5) === 0 ? size(d) : k;
    return [t(d(4) === 0 ? [k] : [...batch, n, k], pick(d, dtypes)), t(d(4) === 0 ? [k2] : [...batch, k2, m].slice(d(12) === 0 ? 1 : 0), pick(d, dtypes)), ...(d(3) === 0 ? [{ preferredElementType: pick(d, dtypes) }] : [])];
  }),
  ...one(['lax.conv'], (d) => { const { operand, kernel, strides, padding } = windows(d); return [operand, kernel, strides, padding]; }),
  ...one(['lax.convWithGeneralPadding'], (d) => { const { operand, kernel, strides, padding, dilations } = windows(d); return [operand, kernel, strides, padding, ...dilations.slice(d(3))]; }),
  ...one(['lax.convGeneralDilated'], (d) => {
    const { operand, kernel, strides, padding, dilations: [lhsDilation, rhsDilation], axes } = windows(d), words = layouts(d, axes), numbers = words.map((w, i) => [...'NOCI'.replace(i === 1 ? /[NC]/g : /[OI]/g, ''), ...'HWD'.slice(0, axes)].map((l) => w.indexOf(l)));
    const laid = (x: Operand, i: number): Operand => laidOut(x, d(30) === 0 ? words[i]!.slice(1) : words[i]!);
    return [laid(operand, 0), laid(kernel, 1), strides, padding, {
      dimensionNumbers: d(3) === 0 ? { lhsSpec: numbers[0], rhsSpec: numbers[1], outSpec: numbers[2] } : words.map((w) => (d(30) === 0 ? w.replace('H', 'X') : w)),
      ...options(d, { lhsDilation, rhsDilation, featureGroupCount: d(2) + 1, preferredElementType: pick(d, dtypes) })[0] as object, ...(d(4) === 0 ? { batchGroupCount: d(3) } : {}),
    }];
  }),
  ...one(['lax.convTranspose'], (d) => {
    const { operand, kernel, strides, padding, dilations: [rhsDilation], axes } = windows(d), own = d(3) === 0, words = own ? layouts(d, axes) : [`N${'HWD'.slice(0, axes)}C`, `${'HWD'.slice(0, axes)}IO`, ''];
    return [laidOut(operand, words[0]!), laidOut(kernel, words[1]!), strides, padding, { ...(own ? { dimensionNumbers: words } : {}), ...options(d, { rhsDilation, transposeKernel: d(2) === 0, useConsistentPadding: d(2) === 0 })[0] as object }];
  }),
  ...one(['lax.convGeneralDilatedPatches'], (d) => {
    const { operand, kernel, strides, padding, dilations: [lhsDilation, rhsDilation], axes } = windows(d), words = layouts(d, axes);
    return [laidOut(operand, words[0]!), kernel.shape.slice(2), strides, padding, { dimensionNumbers: words, ...options(d, { lhsDilation, rhsDilation, preferredElementType: pick(d, dtypes) })[0] as object }];
  }),
  ...one(['lax.reduceWindow'], (d) => {
    const { operand, kernel, strides, padding, dilations: [baseDilation, windowDilation] } = slidingOver(d);
    return [operand, d(3) > 0 ? 0 : t(d(8) === 0 ? [1] : [], d(8) === 0 ? pick(d, dtypes) : operand.dtype), { named: 'lax.max' }, kernel, strides, padding, ...options(d, { baseDilation, windowDilation })];
  }),
  ...one(['lax.selectAndScatterAdd', 'lax.selectAndGatherAdd'], (d) => {
    const { operand, kernel, strides, padding } = slidingOver(d), other = d(4) === 0 ? size(d) : 0;
    return [t(operand.shape.map((n, i) => other || (d(2) === 0 ? n : Math.max(0, Math.floor((n - kernel[i]!) / strides[i]!) + 1))), d(12) === 0 ? 'i8' : operand.dtype), operand, 'ge', kernel, strides, d(3) === 0 ? padding : 'VALID'];
  }),
  ...one(['lax.broadcast'], (d) => [x(d), shape(d, d(3))]),
  ...one(['lax.broadcastInDim'], (d) => { const s = shape(d, 1 + d(3)), at = s.map((_, i) => i).filter(() => d(2) === 0); return [t(at.map((i) => (d(8) === 0 ? size(d) : d(4) === 0 ? 1 : s[i]!)), pick(d, dtypes)), s, d(8) === 0 ? at.map((i) => i - 1) : at]; }),
  ...one(['lax.reshape'], (d) => { const a = x(d, d(3)); return [a, factors(d, count(a.shape)), ...(d(3) === 0 ? [{ dimensions: shuffled(d, a.shape.length) }] : [])]; }),
  ...one(['lax.transpose'], (d) => { const a = x(d), order = shuffled(d, a.shape.length); return [a, d(5) === 0 ? order.map((i) => i - 1) : order]; }),
  ...one(['lax.rev'], (d) => { const a = x(d); return [a, a.shape.length > 0 ? [axis(d, a.shape.length)] : []]; }),
  ...one(['lax.squeeze'], (d) => { const a = x(d); return [a, d(2) === 0 ? a.shape.flatMap((n, i) => (n === 1 ? [i] : [])) : [axis(d, a.shape.length)]]; }),
  ...one(['lax.expandDims'], (d) => { const a = x(d); return [a, [axis(d, a.shape.length + 1)]]; }),
  ...one(['lax.collapse'], (d) => { const a = x(d); return [a, axis(d, a.shape.length), ...(d(3) === 0 ? [] : [axis(d, a.shape.length + 1)])]; }),
  ...one(['lax.concatenate'], (d) => { const tensors = list(d, (f) => f.map((n) => (d(3) === 0 ? size(d) : n))); return [tensors, d(4) === 0 ? axis(d, tensors[0]!.shape.length) : d(tensors[0]!.shape.length)]; }),
  ...one(['lax.stack'], (d) => { const tensors = list(d, (f) => (d(5) === 0 ? like(d, f) : [...f])); return [tensors, ...options(d, { axis: axis(d, tensors[0]!.shape.length + 1) })]; }),
  ...one(['lax.tile'], (d) => { const a = x(d); return [a, shape(d, d(6) === 0 ? 2 : a.shape.length)]; }),
  ...one(['lax.broadcastToRank'], (d) => [x(d), d(6)]),
  ...one(['lax.sort'], (d) => { const a = real(d); return [a, ...options(d, { dimension: axis(d, a.shape.length) })]; }),
  ...one(['lax.slice'], (d) => { const a = x(d), from = a.shape.map((n) => d(n)); return [a, from, a.shape.map((n, i) => (d(12) === 0 ? from[i]! + n : from[i]! + d(n - from[i]! + 1))), ...(d(2) === 0 ? [a.shape.map(() => 1 + d(3))] : [])]; }),
  ...one(['lax.sliceInDim'], (d) => { const a = x(d), bound = (): number | null => (d(4) === 0 ? null : d(16) - 8); return [a, bound(), bound(), 1 + d(3), axis(d, a.shape.length)]; }),
  ...one(['lax.dynamicSlice'], (d) => { const a = x(d); return [a, a.shape.map(() => 0), a.shape.map((n) => (d(8) === 0 ? size(d) : 1 + d(n)))]; }),
  ...one(['lax.dynamicSliceInDim'], (d) => { const a = x(d); return [a, 0, 1, ...(d(3) === 0 ? [] : [axis(d, a.shape.length)])]; }),
  ...one(['lax.indexInDim', 'lax.dynamicIndexInDim'], (d) => { const a = x(d); return [a, 0, axis(d, a.shape.length), ...options(d, { keepDims: d(2) === 0 })]; }),
  ...one(['lax.pad'], (d) => { const a = real(d); return [a, 0, a.shape.map((n) => [d(4) - (n > 1 ? 1 : 0), d(3), d(3)])]; }),
  ...one(['lax.div', 'lax.max', 'lax.min'], (d) => { const a = t(shape(d), pick(d, ['f32', 'f64', 'i32', 'u8'])); return [a, t(d(8) === 0 ? shape(d) : a.shape.map((n) => (d(12) === 0 ? size(d) : d(4) === 0 ? 1 : n)), d(8) === 0 ? pick(d, dtypes) : a.dtype)]; }),
  ...one(['lax.abs', 'lax.round', 'lax.zerosLike'], (d) => [real(d)]),
  ...one(['lax.broadcastedIota'], (d) => { const s = shape(d); return [pick(d, ['f32', 'i32', 'u8']), s, d(s.length + 1)]; }),
  ...one(['random.normal', 'random.exponential', 'random.maxwell'], (d) => [key, askedShape(d), ...options(d, { dtype: pick(d, ['f16', 'f32', 'f64', 'i32']) })]),
  ...one(['random.pareto', 'random.rayleigh', 'random.lognormal', 'random.wald', 'random.chisquare', 'random.t', 'random.gamma', 'random.loggamma'], (d) => { const s = shape(d, d(4)); return [key, parameter(d, s), ...asked(d, s, ['f32', 'f64', 'bf16', 'u8'])]; }),
  ...one(['random.poisson', 'random.geometric'], (d) => { const s = shape(d, d(4)); return [key, parameter(d, s), ...asked(d, s, ['i32', 'u32', 'i8', 'f32', 'bool'])]; }),
  ...one(['random.uniform'], (d) => { const s = askedShape(d); return [key, s, ...options(d, { dtype: pick(d, ['f32', 'f64', 'u8']), minval: d(2) === 0 ? -1 : t(like(d, s)), maxval: t(like(d, s)) })]; }),
  ...one(['random.randint'], (d) => { const s = askedShape(d), float = d(6) === 0, bound = (): unknown => t(float ? s : like(d, s), float ? 'f32' : pick(d, ['i32', 'u8'])); return [key, s, d(2) === 0 ? 0 : bound(), d(2) === 0 ? 9 : bound(), ...options(d, { dtype: pick(d, ['i32', 'u8', 'f32']) })]; }),
  ...one(['random.rademacher', 'random.gumbel'], (d) => [key, askedShape(d), ...options(d, { dtype: pick(d, ['f32', 'f16']) })]),
  ...one(['random.bernoulli'], (d) => { const s = shape(d, d(4)); return d(8) === 0 ? [key] : [key, parameter(d, s), ...asked(d, s)]; }),
  ...one(['random.beta', 'random.weibullMin', 'random.f', 'random.truncatedNormal'], (d) => { const s = shape(d, d(4)); return [key, d(3) === 0 ? 0.5 : t(like(d, s)), d(3) === 0 ? 2 : t(like(d, s)), ...asked(d, s, ['f32', 'f64', 'i32'])]; }),
  ...one(['random.triangular'], (d) => { const s = shape(d, d(4)); return [key, d(2) === 0 ? 0 : t(like(d, s)), t(like(d, s)), d(2) === 0 ? 4 : t(like(d, s)), ...asked(d, s, ['f32', 'f16'])]; }),
  ...one(['random.dirichlet'], (d) => { const s = shape(d, d(4)), n = d(8) === 0 ? [] : [size(d)]; return [key, t([...s, ...n]), ...asked(d, s, ['f32', 'f64'])]; }),
  ...one(['random.generalizedNormal'], (d) => [key, 1.5, askedShape(d)]),
  ...one(['random.ball'], (d) => [key, d(12) === 0 ? -1 : size(d), 2, askedShape(d)]),
  ...one(['random.orthogonal'], (d) => [key, d(12) === 0 ? 1.5 : size(d), askedShape(d), ...options(d, { m: size(d), dtype: pick(d, ['f32', 'f64']) })]),
  ...one(['random.multivariateNormal'], (d) => {
    const n = size(d), s = shape(d, d(3)), [p, q] = [pick(d, ['f32', 'f32', 'f64', 'i32'] as const), pick(d, ['f32', 'f64'] as const)];
    return [key, t(d(12) === 0 ? [] : [...like(d, s), n], p), t([...like(d, s), ...(d(12) === 0 ? [n] : [n, d(6) === 0 ? size(d) : n])], q), ...asked(d, s, ['f32', 'f64'])];
  }),
  ...one(['random.categorical'], (d) => {
    const s = shape(d, d(8) === 0 ? 0 : 1 + d(3)), at = axis(d, s.length), rest = s.filter((_, i) => i !== (at < 0 ? at + s.length : at));
    return [key, t(s, pick(d, ['f32', 'f32', 'f64', 'i32'])), ...options(d, { axis: at, shape: d(6) === 0 ? shape(d) : [...shape(d, d(2)), ...rest] })];
  }),
  ...one(['random.permutation'], (d) => { const a = x(d); return d(4) === 0 ? [key, d(6) === 0 ? -1 : size(d)] : [key, a, ...options(d, { axis: axis(d, a.shape.length) })]; }),
  ...one(['random.choice'], (d) => {
    const s = shape(d, 1 + d(3)), at = axis(d, s.length), n = s.at(at) ?? 1;
    return d(3) === 0 ? [key, n, askedShape(d), ...options(d, { p: t(d(6) === 0 ? shape(d) : [n]) })] : [key, t(s, pick(d, dtypes)), shape(d, d(3)), { axis: at, ...(d(3) === 0 ? { p: t([d(4) === 0 ? size(d) : n]) } : {}) }];
  }),
  ...one(['random.split'], (d) => [key, ...(d(4) === 0 ? [] : [d(2) === 0 ? size(d) : askedShape(d)])]),
  ...one(['random.keyData', 'random.wrapKeyData', 'random.clone'], () => [key]),
  ...one(['lax.pow'], (d) => { const a = t(shape(d), pick(d, ['f32', 'f32', 'f64', 'i32'])); return d(8) === 0 ? [a, 2] : [a, t(alike(d, a.shape), pick(d, [a.dtype, a.dtype, 'i32', 'u8', 'bool', 'f16']))]; }),
  ...one(['lax.igamma', 'lax.igammac', 'lax.polygamma'], (d) => { const a = t(shape(d), pick(d, ['f32', 'f32', 'f64', 'i32'])); return d(8) === 0 ? [1, a] : [a, t(alike(d, a.shape), d(8) === 0 ? 'f16' : a.dtype)]; }),
  ...one(['lax.betainc'], (d) => { const a = t(shape(d), pick(d, ['f32', 'f32', 'f64'])); return [a, d(4) === 0 ? 2 : t(alike(d, a.shape), d(12) === 0 ? 'f16' : a.dtype), t(alike(d, a.shape), d(12) === 0 ? 'i32' : a.dtype)]; }),
  ...one(['special.betainc'], (d) => { const a = x(d); return [a, d(4) === 0 ? 2 : t(like(d, a.shape), pick(d, dtypes)), t(like(d, a.shape), pick(d, dtypes))]; }),
  ...one(['lax.select'], (d) => { const a = x(d), b = t(d(6) === 0 ? like(d, a.shape) : a.shape, d(8) === 0 ? 'f16' : a.dtype); return [t(d(3) === 0 ? like(d, a.shape) : d(3) === 0 ? [] : a.shape, d(8) === 0 ? 'f32' : pick(d, ['bool', 'bool', 'i32'])), a, b]; }),
  ...one(['lax.selectN'], (d) => { const a = x(d), others = Array.from({ length: d(4) }, () => t(d(12) === 0 ? like(d, a.shape) : a.shape, d(12) === 0 ? 'f16' : a.dtype)); return [d(8) === 0 ? 0 : t(d(3) === 0 ? [] : a.shape, pick(d, ['bool', 'i32', 'i32', 'u8'])), a, ...others]; }),
  ...one(['lax.bitcastConvertType'], (d) => { const a = t([...shape(d, d(3)), ...(d(2) === 0 ? [pick(d, [2, 4])] : [])], pick(d, dtypes)); return [a, pick(d, dtypes)]; }),
  ...one(['glu'], (d) => { const a = x(d); return [a, ...options(d, { axis: axis(d, a.shape.length) })]; }),
  ...one(['searchsorted'], (d) => [t(shape(d, d(6) === 0 ? d(3) : 1), pick(d, dtypes)), d(6) === 0 ? 2 : x(d)]),
  ...one(['digitize'], (d) => [d(6) === 0 ? 0.5 : x(d), t(shape(d, d(6) === 0 ? d(3) : 1), pick(d, dtypes))]),
  ...one(['interp'], (d) => { const n = shape(d, d(8) === 0 ? d(3) : 1); return [d(8) === 0 ? 2 : x(d), t(n, pick(d, dtypes)), t(d(6) === 0 ? shape(d, 1) : n, pick(d, dtypes)), ...options(d, d(2) === 0 ? { left: 0, right: 'extrapolate' } : { period: 3 })]; }),
  ...one(['unwrap'], (d) => { const a = real(d); return [a, ...options(d, { axis: axis(d, a.shape.length), period: 7 })]; }),
  ...one(['where'], (d) => { const a = x(d); return d(3) === 0 ? [a, { size: d(8) === 0 ? 1.5 : size(d), ...(d(3) === 0 ? { fillValue: d(2) === 0 ? -1 : a.shape.map(() => 0).slice(d(4) === 0 ? 1 : 0) } : {}) }] : [t(like(d, a.shape), d(2) === 0 ? 'bool' : 'f32'), d(8) === 0 ? 1 : a, t(like(d, a.shape), pick(d, dtypes))]; }),
  ...one(['choose'], (d) => { const s = shape(d); return [d(8) === 0 ? 1 : t(s, pick(d, ['i32', 'u8', 'i32', 'f32'])), Array.from({ length: d(10) === 0 ? 0 : 1 + d(3) }, () => t(like(d, s), pick(d, dtypes))), { mode: 'clip' }]; }),
  ...one(['compress'], (d) => { const a = x(d, 1 + d(3)), at = axis(d, a.shape.length), n = a.shape.at(at) ?? 1; return [t(d(12) === 0 ? shape(d) : [d(4) === 0 ? size(d) : n], 'bool'), a, { ...(d(3) === 0 ? {} : { axis: at }), size: d(12) === 0 ? -1 : d(n + 2) }]; }),
  ...one(['extract'], (d) => { const a = x(d, 1 + d(3)); return [t(d(4) === 0 ? shape(d) : a.shape, 'bool'), a, { size: d(count(a.shape) + 2) }]; }),
  ...one(['select'], (d) => {
    const s = shape(d), n = 1 + d(3), dtype = pick(d, dtypes), some = (of: number, dtype: DType): Operand[] => Array.from({ length: of }, () => t(like(d, s), dtype));
    return [some(n, 'bool'), some(d(8) === 0 ? d(3) : n, dtype), ...(d(2) === 0 ? [{ default: d(4) === 0 ? true : t(like(d, s), pick(d, dtypes)) }] : [])];
  }),
  ...one(['piecewise'], (d) => {
    const a = x(d), n = 1 + d(2);
    return [a, Array.from({ length: n }, () => t(like(d, a.shape), 'bool')), Array.from({ length: d(8) === 0 ? d(5) : n + d(2) }, () => (d(2) === 0 ? 1 : t(d(4) === 0 ? like(d, a.shape) : a.shape, pick(d, dtypes))))];
  }),
  ...one(['isClose', 'allClose'], (d) => { const a = x(d), b = t(like(d, a.shape), pick(d, dtypes)); return d(2) === 0 ? [a, b] : [b, a]; }),
  ...one(['arrayEqual', 'arrayEquiv', 'isin'], (d) => [x(d), x(d)]),
  ...one(['linspace'], (d) => [...ends(d), { ...spacing(d), ...(d(3) === 0 && { retstep: true }) }]),
  ...one(['logspace'], (d) => { const [a, b, n] = ends(d), base = t(like(d, isOperand(b) ? [Math.abs(n as number), ...b.shape] : [1]), pick(d, dtypes)); return [a, b, n, { ...spacing(d), ...(d(3) === 0 && { base }) }]; }),
  ...one(['geomspace'], (d) => [...ends(d), spacing(d)]),
  ...one(['asarray', 'array'], (d) => [d(4) === 0 ? nested(d, shape(d, d(3)), () => d(5)) : d(4) === 0 ? x(d) : tensors(d, shape(d, 1 + d(2)).map((n) => Math.min(n, 3)), shape(d, d(3))), ...options(d, { dtype: pick(d, dtypes) })]),
  ...one(['insert'], (d) => {
    const a = x(d), at = axis(d, a.shape.length), n = a.shape.at(at) ?? 1, flat = d(3) === 0, size = flat ? count(a.shape) : n, places = [place(d, size), place(d, size), place(d, size)].slice(d(3));
    const more = a.shape.map((n, i) => (i === at || i === at + a.shape.length ? places.length : n));
    return [a, d(2) === 0 ? place(d, size) : places, d(3) === 0 ? 1 : flat ? t(d(3) === 0 ? [1] : [places.length], pick(d, dtypes)) : t(like(d, more)), ...(flat ? [] : [{ axis: at }])];
  }),
  ...one(['deleteAt'], (d) => {
    const a = x(d), at = axis(d, a.shape.length), n = a.shape.at(at) ?? 1, flat = d(3) === 0, size = flat ? count(a.shape) : n;
    return [a, d(3) === 0 ? Array.from({ length: d(10) === 0 ? size + 1 : size }, () => d(2) === 0) : d(2) === 0 ? place(d, size) : [place(d, size), place(d, size), place(d, size)].slice(d(4)), ...(flat ? [] : [{ axis: at }])];
  }),
  ...one(['block'], (d) => {
    const rank = d(4), s = shape(d, rank), varied = (): Operand => t(s.slice(d(8) === 0 ? 1 : 0).map((n) => (d(6) === 0 ? size(d) : n)), d(2) === 0 ? 'f32' : pick(d, dtypes));
    return [d(8) === 0 ? [[varied()], varied()] : nested(d, [1 + d(3), 1 + d(2), 1 + d(2)].slice(d(4)), varied)];
  }),
  ...one(['polyval'], (d) => { const at = shape(d, d(3)); return [t(d(10) === 0 ? [] : [size(d), ...like(d, at)], pick(d, dtypes)), d(6) === 0 ? 2 : t(at, pick(d, dtypes))]; }),
  ...one(['polyadd', 'polysub', 'polymul', 'polydiv'], (d) => { const p = coefficients(d), q = coefficients(d); return d(6) === 0 ? [2, q] : d(6) === 0 ? [p, 0.5] : [p, q]; }),
  ...one(['polyder'], (d) => [coefficients(d), ...options(d, { m: d(6) - 1 })]),
  ...one(['polyint'], (d) => { const m = d(6) - 1; return [coefficients(d), ...options(d, { m, k: d(3) === 0 ? 2 : t(d(3) === 0 ? [] : [d(3) === 0 ? size(d) : Math.max(m, 1)], pick(d, dtypes)) })]; }),
  ...one(['poly'], (d) => [coefficients(d)]),
  ...one(['polyfit'], (d) => {
    const k = 8 + size(d), b = d(6) === 0 ? size(d) : k, wide: readonly DType[] = ['f32', 'f64', 'i32', 'u8'];
    return [t(d(10) === 0 ? [k, 1] : [k], pick(d, wide)), t(d(3) === 0 ? [b, size(d)] : [b], pick(d, wide)), d(8) === 0 ? -1 : d(4), ...options(d, { cov: pick(d, [true, false, 'unscaled']), w: t([d(6) === 0 ? size(d) : k], pick(d, wide)) })];
  }),
  ...one(['lexsort'], (d) => { const keys = list(d, (f) => (d(5) === 0 ? like(d, f) : [...f])); return [d(4) === 0 ? x(d) : keys, ...options(d, { axis: axis(d, keys[0]!.shape.length) })]; }),
  ...one(['checkpointName'], (d) => [x(d), 'a']),
  ...one(['meshgrid'], (d) => [...Array.from({ length: d(5) }, () => x(d, d(16) === 0 ? d(3) : 1)), ...options(d, { indexing: pick(d, ['xy', 'ij']), sparse: d(2) === 0 })]),
  ...one(['hanning', 'bartlett'], (d) => [size(d)]),
  ...one(['quantile', 'percentile', 'nanpercentile'], (d) => { const a = x(d); return [a, d(2) === 0 ? 0.5 : t(shape(d, d(8) === 0 ? 2 : d(2))), ...options(d, { axis: axes(d, a.shape.length), keepDims: d(2) === 0 })]; }),
  ...one(['nanquantile'], (d) => {
    const a = x(d), over = axes(d, a.shape.length), sorted = (typeof over === 'number' ? [over] : over).map((i) => (i < 0 ? i + a.shape.length : i)).sort((p, q) => p - q);
    return [a, 0.5, { ...(d(6) > 0 && { method: d(8) === 0 ? 'lower' : 'inverted_cdf' }), ...(d(4) > 0 && { axis: over }), ...(d(4) > 0 && { weights: t(d(5) === 0 ? shape(d) : d(2) === 0 ? a.shape : sorted.map((i) => a.shape[i] ?? 1), pick(d, dtypes)) }) }];
  }),
  ...one(['nanmean', 'nanstd'], (d) => { const a = x(d); return [a, ...options(d, { axis: axes(d, a.shape.length), keepDims: d(2) === 0, where: mask(d, a.shape) })]; }),
  ...one(['nanvar'], (d) => { const a = x(d); return [a, ...options(d, { axis: axes(d, a.shape.length), keepDims: d(2) === 0, where: mask(d, a.shape), dtype: pick(d, ['i32', 'f64', 'f16']) })]; }),
  ...one(['median', 'nanmedian'], (d) => { const a = x(d); return [a, ...options(d, { axis: axes(d, a.shape.length), keepDims: d(2) === 0 })]; }),
  ...one(['average'], (d) => {
    const a = x(d), over = axes(d, a.shape.length), listed = typeof over === 'number' ? [over] : over, own = d(2) === 0 ? a.shape : listed.map((i) => a.shape.at(i) ?? 1);
    return [a, { ...(d(6) > 0 && { axis: over }), ...(d(4) > 0 && { weights: t(d(5) === 0 ? shape(d, own.length) : own, pick(d, dtypes)) }), ...(d(2) === 0 && { keepDims: true }) }];
  }),
  ...one(['corrcoef'], (d) => { const a = x(d, d(8) === 0 ? 3 : d(3)); return [a, ...options(d, { rowvar: d(2) === 0, ...(d(2) === 0 && { y: t(d(2) === 0 ? a.shape : shape(d, d(3)), pick(d, dtypes)) }), ...(d(4) === 0 && { dtype: pick(d, ['f32', 'f64', 'f32', 'i32']) }) })]; }),
  ...one(['cov'], (d) => {
    const a = x(d, 1 + d(2)), rowvar = d(2) === 0, n = a.shape.at(rowvar || a.shape.length === 1 ? -1 : 0)!, each = (): number[] => (d(8) === 0 ? shape(d, d(3)) : [n]);
    return [a, { rowvar, ...(d(4) === 0 && { dtype: pick(d, ['f32', 'f64', 'i32']) }), ...(d(2) === 0 && { fweights: t(each(), d(8) === 0 ? 'f32' : pick(d, ['i32', 'u8'])) }), ...(d(2) === 0 && { aweights: t(each(), pick(d, ['f32', 'f64', 'i32'])) }) }];
  }),
  ...one(['cumulativeSum', 'cumulativeProd'], (d) => { const a = x(d, d(3)); return [a, ...options(d, { axis: axis(d, a.shape.length), includeInitial: d(2) === 0, ...(d(4) === 0 && { dtype: pick(d, dtypes) }) })]; }),
  ...one(['diff'], (d) => {
    const a = x(d, d(12) === 0 ? 0 : 1 + d(3)), along = axis(d, a.shape.length), beside = (): unknown => (d(4) === 0 ? 2 : t(like(d, a.shape.map((n, i) => (i - along === 0 || i - along === a.shape.length ? size(d) : n))), pick(d, dtypes)));
    return [a, ...options(d, { ...(d(2) === 0 && { n: d(12) === 0 ? -1 : d(4) }), axis: along, ...(d(2) === 0 && { prepend: beside() }), ...(d(3) === 0 && { append: beside() }) })];
  }),
  ...one(['ediff1d'], (d) => [x(d), ...options(d, { toBegin: x(d, d(3)), toEnd: d(2) === 0 ? 1 : x(d, d(3)) })]),
  ...one(['trapezoid'], (d) => {
    const a = x(d, d(4)), along = axis(d, a.shape.length), places = t(d(2) === 0 ? [a.shape.at(along) ?? 1] : like(d, a.shape), pick(d, dtypes));
    return [a, ...options(d, { axis: along, ...(d(2) === 0 ? { x: places } : { dx: d(2) === 0 ? 0.5 : t(d(2) === 0 ? [] : like(d, a.shape.slice(1)), pick(d, dtypes)) }) })];
  }),
  ...one(['gradient'], (d) => {
    const own = x(d, d(4)), a = t(own.shape.map((n) => (d(9) === 0 ? n : n + 1)), own.dtype), over = axes(d, a.shape.length), spaced = (d(2) === 0 ? a.shape : typeof over === 'number' ? [a.shape.at(over) ?? 1] : over.map((i) => a.shape.at(i) ?? 1)).map((n) => (d(4) === 0 ? 2 : t(d(3) === 0 ? [] : [d(6) === 0 ? size(d) : n], pick(d, ['f32', 'f64', 'f16', 'i32', 'u8']))));
    return [a, ...options(d, { ...(d(2) === 0 && { axis: over }), spacing: d(3) === 0 ? spaced.slice(0, 1) : spaced })];
  }),
  ...one(['indices'], (d) => [d(8) === 0 ? [-1, 2] : shape(d), ...options(d, { sparse: d(2) === 0, dtype: pick(d, dtypes) })]),
  ...one(['ix_'], (d) => Array.from({ length: d(4) }, () => t(shape(d, d(12) === 0 ? d(3) : 1), d(16) === 0 ? 'f32' : pick(d, ['i32', 'u8'])))),
  ...one(['unravelIndex'], (d) => (d(8) === 0 ? [t(shape(d)), [2, 3]] : [t(shape(d), pick(d, ['i32', 'u8', 'u32'])), d(8) === 0 ? [2, -1] : shape(d)])),
  ...one(['ravelMultiIndex'], (d) => { const s = shape(d), n = d(8) === 0 ? 0 : 1 + d(3), dims = shape(d, d(8) === 0 ? n + 1 : n); return [Array.from({ length: n }, () => t(like(d, s), d(24) === 0 ? 'f32' : pick(d, ['i32', 'u8']))), dims, { mode: 'clip' }]; }),
  ...one(['triuIndices', 'trilIndices'], (d) => [d(12) === 0 ? -2 : d(20), ...options(d, { k: d(14) - 7, m: d(20) })]),
  ...one(['triuIndicesFrom', 'trilIndicesFrom'], (d) => [x(d, d(8) === 0 ? 3 : 2), ...(d(2) === 0 ? [d(14) - 7] : [])]),
  ...one(['diagIndices'], (d) => [d(8) === 0 ? -1 : size(d), ...(d(2) === 0 ? [d(5)] : [])]),
  ...one(['diagIndicesFrom'], (d) => { const n = size(d); return [t(Array.from({ length: d(8) === 0 ? 1 : 2 + d(2) }, () => (d(8) === 0 ? size(d) : n)), pick(d, dtypes))]; }),
  ...one(['put'], (d) => [x(d), t(shape(d, d(3)), d(8) === 0 ? 'f32' : 'i32'), x(d, d(3))]),
  ...one(['putAlongAxis'], (d) => {
    const a = x(d, 1 + d(3)), along = axis(d, a.shape.length), at = a.shape.map((n, i) => (i === along || i - along === a.shape.length ? size(d) : d(8) === 0 ? size(d) : d(4) === 0 ? 1 : n));
    const flat = d(6) === 0, ids = flat ? shape(d, d(4) === 0 ? 2 : 1) : d(10) === 0 ? [...at, 1] : at;
    return [a, t(ids, d(12) === 0 ? 'bool' : 'i32'), d(2) === 0 ? 1 : t(like(d, ids)), ...(flat ? [{ axis: null }] : d(3) === 0 && along === a.shape.length - 1 ? [] : [{ axis: along }])];
  }),
  ...one(['place'], (d) => { const a = x(d); return [a, t(d(5) === 0 ? shape(d) : [...a.shape].reverse(), 'bool'), x(d)]; }),
  ...one(['fillDiagonal'], (d) => { const n = size(d); return [t(d(3) === 0 ? shape(d) : Array.from({ length: 2 + d(2) }, () => (d(6) === 0 ? size(d) : n)), pick(d, dtypes)), d(2) === 0 ? 1 : x(d)]; }),
  ...one(['packbits'], (d) => { const a = x(d); return [a, ...options(d, { axis: axis(d, a.shape.length), bitorder: pick(d, ['big', 'little']) })]; }),
  ...one(['unpackbits'], (d) => { const a = t(shape(d), d(6) === 0 ? pick(d, dtypes) : 'u8'); return [a, ...options(d, { axis: axis(d, a.shape.length), count: d(60) - 20 })]; }),
  ...one(['nonzero', 'argwhere', 'flatnonzero'], (d) => { const a = x(d); return [a, { size: d(8) - 1, ...(d(3) === 0 && { fillValue: d(2) === 0 ? -1 : Array.from({ length: d(4) === 0 ? d(3) : Math.max(1, a.shape.length) }, () => 7) }) }]; }),
  ...one(['bincount'], (d) => { const n = size(d), a = t(d(8) === 0 ? shape(d) : [n], d(8) === 0 ? 'f32' : pick(d, ['i32', 'u8', 'bool'])); return [a, { length: d(12) - 1, ...(d(3) === 0 && { weights: t(d(5) === 0 ? shape(d, d(3)) : [n], pick(d, ['f32', 'f64', 'i32', 'u8', 'bool'])) }) }]; }),
  ...one(['histogram', 'histogramBinEdges'], (d) => { const a = real(d); return [a, ...options(d, { bins: d(3) === 0 ? t(shape(d, d(8) === 0 ? 2 : 1)) : d(12), ...(d(3) === 0 && { weights: t(d(8) === 0 ? shape(d) : a.shape, pick(d, ['f32', 'f64', 'i32'])) }) })]; }),
  ...one(['unique'], (d) => { const a = x(d); return [a, { size: d(10) - 1, ...(d(2) === 0 && { axis: axis(d, a.shape.length) }), ...(d(3) === 0 && { returnIndex: d(2) === 0 }), ...(d(3) === 0 && { returnInverse: true }), ...(d(3) === 0 && { returnCounts: true }) }]; }),
  ...one(['union1d', 'intersect1d', 'setdiff1d'], (d) => [x(d), x(d), { size: d(10) - 1 }]),
  ...one(['layerNorm', 'rmsNorm', 'causal'], (d) => [real(d)]),
  ...one(['at().set', 'at().add', 'at().divide', 'at().min'], (d) => {
    const a = real(d, 1 + d(3)), index = a.shape.slice(0, 1 + d(a.shape.length)).map((n) => pick<unknown>(d, [0, -1, ':', '::2', '1:', [0, n - 1], t(shape(d, d(3)), 'i32')]));
    return [[a, ...(d(4) === 0 ? [null] : []), ...index], d(6) === 0 ? 2 : t(like(d, d(2) === 0 ? a.shape.slice(1) : shape(d, d(3))), a.dtype)];
  }),
  ...one(['standardize'], (d) => { const a = real(d); return [a, ...options(d, { axis: axis(d, a.shape.length), where: mask(d, a.shape) })]; }),
]);
