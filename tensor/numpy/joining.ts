/** numpy: tensors joined along an axis, and taken apart. */
import { CotangentError } from '../../core/diagnostic.ts';
import { showShape } from '../../core/dim.ts';
import type { DType } from '../../core/dtype.ts';
import type { Value } from '../../core/graph.ts';
import { axisAt, tensorOf } from '../operand.ts';
import { op } from '../operation.ts';
import { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import { astype } from './dtypes.ts';
import { atleast1d, atleast2d, atleast3d, expandDims, ravel, reshape, transpose, type AtLeast1, type AtLeast2, type AtLeast3 } from './shape.ts';
import type { noAxis } from '../../core/shape.ts';
import type { Along, AnyOpen, Around, AtDefault, Expanded, Joined, RankOf, Unsized, With } from '../../core/types/axes.ts';
import type { FirstOf, Fits, Gives, HasRank, Mistake, Repeated, Shape, ShowDim, ShowShape, SomeDiffer, Unknown } from '../../core/types/dim.ts';
import type { Add, DivMod, Less, Sub } from '../../core/types/number.ts';
import type { Promote, Weak } from '../../core/types/promote.ts';
import { noTensors, type Concatenated } from '../../ops/concat.ts';
import type { AllCounts } from '../create.ts';
import type { WithRank } from './creation.ts';
import type { As, DTypeOf, Met, Operand, Own, ShapeOf, ShapesOf } from '../signatures.ts';

export interface JoinOptions<A = number | null, E = DType> {
  /** The axis along which they stand one after the other; null joins the flat tensors. */
  readonly axis?: A;
  /** Of the result; where the dtypes meet when absent. */
  readonly dtype?: E;
}

/** A list of tensors, or the parts of one along its first axis. */
type Tensors = readonly TensorLike[] | Tensor;
const listOf = (name: string, xs: Tensors): readonly Tensor[] => (xs instanceof Tensor ? unstack(xs) : xs.map((x) => tensorOf(name, x)));

/** Of a list its tensors; of one tensor its parts along the first axis. */
export type PartsOf<Ts> = Ts extends Tensor<infer S, infer D> ? Apart<S, D, 0> : Ts;
/** The tensors that stand along an axis. */
export type Apart<S, D, A> =
  HasRank<S> extends false ? Tensor<Unknown<S>, D>[] : AnyOpen<A> extends true ? Tensor<Shape, D>[]
  : Around<S, A> extends readonly [infer P extends unknown[], infer N, infer Q extends unknown[]] ? Repeated<Tensor<[...P, ...Q], D>, N> : Tensor<Shape, D>[];
type ConcatOf<Op extends string, Ts, A, E = undefined> = Concatenated<Op, ShapesOf<PartsOf<Ts>>, A, As<E, Met<PartsOf<Ts>>>>;
export interface Concat<Op extends string> {
  <const Ts extends Tensors, const A extends number | null = 0, E extends DType | undefined = undefined>(xs: Fits<ConcatOf<Op, Ts, A, E>, Ts>, options?: JoinOptions<A, E>): Tensor<Gives<ConcatOf<Op, Ts, A, E>>, As<E, Met<PartsOf<Ts>>>>;
}

function joinedAlong(name: string, xs: Tensors, { axis = 0, dtype }: JoinOptions): Tensor {
  const given = listOf(name, xs).map((x) => (dtype === undefined ? x : astype(x, dtype)));
  if (given.length === 0) throw new CotangentError(noTensors(name), { code: 'NN0218', hint: 'give at least one' });
  if (axis === null) return joinedAlong(name, given.map((x) => ravel(x)), {});
  const at = axisAt(name, axis, given[0]!.rank);
  return op(`${name} ${at}`, given, (b, list) => b.concat(list as readonly Value[], { axis: at }), { promote: true })[0]!;
}
/**
 * Tensors one after the other along an axis.   xᵢ: [..a, nᵢ, ..c]   y: [..a, Σ nᵢ, ..c]   As numpy's concat.
 * @example
 * concat([tensor([1, 2]), tensor([3])]) // [1, 2, 3]
 * concat([tensor([[1], [2]]), tensor([[3], [4]])], { axis: 1 }) // [[1, 3], [2, 4]]
 */
export const concat = ((xs: Tensors, options: JoinOptions = {}): Tensor => joinedAlong('concat', xs, options)) as Concat<'concat'>;
/**
 * Tensors one after the other along an axis: `concat` under numpy's older name.
 * @example
 * concatenate([tensor([1, 2]), tensor([3])]) // [1, 2, 3]
 */
export const concatenate = ((xs: Tensors, options: JoinOptions = {}): Tensor => joinedAlong('concatenate', xs, options)) as Concat<'concatenate'>;

const besideOthers = <const S extends string, const T extends string>(first: S, other: T): besideOthers<S, T> => `stack: ${first} and ${other} do not stand side by side`;
type besideOthers<S extends string, T extends string> = `stack: ${S} and ${T} do not stand side by side`;
type Alike<Shapes, First> = Shapes extends readonly [infer S, ...infer R] ? (HasRank<S> extends false ? Unknown<S> : SomeDiffer<First, S> extends true ? Mistake<besideOthers<ShowShape<First>, ShowShape<S>>> : Alike<R, First>) : First;
export type Stacked<Shapes, A> =
  HasRank<Shapes> extends false ? Unknown<Shapes>
  : Shapes extends readonly [infer First, ...infer R]
    ? HasRank<First> extends false ? Unknown<First> : number extends A ? Shape
    : Alike<R, First> extends infer S
      ? S extends Mistake<string> ? S : HasRank<S> extends false ? Unknown<S>
      : Expanded<'expandDims', First, A> extends infer T ? (T extends Mistake<string> ? T : With<T, A, RankOf<Shapes>>) : never
      : never
    : Mistake<noTensors<'stack'>>;
/**
 * Tensors of one shape side by side along a new axis.   xᵢ: [..s]   y: [.. k ..], k tensors   As numpy's stack.
 * @example
 * stack([tensor([1, 2]), tensor([3, 4])]) // [[1, 2], [3, 4]]
 * stack([tensor([1, 2]), tensor([3, 4])], { axis: -1 }) // [[1, 3], [2, 4]]
 */
export function stack<const Ts extends Tensors, const A extends number = 0, E extends DType | undefined = undefined>(xs: Fits<Stacked<ShapesOf<PartsOf<Ts>>, A>, Ts>, options?: { axis?: A; dtype?: E }): Tensor<Gives<Stacked<ShapesOf<PartsOf<Ts>>, A>>, As<E, Met<PartsOf<Ts>>>>;
export function stack(xs: Tensors, { axis = 0, dtype }: { axis?: number; dtype?: DType } = {}): Tensor {
  const given = listOf('stack', xs), differs = given.find((x) => showShape(x.shape) !== showShape(given[0]!.shape));
  if (differs) throw new CotangentError(besideOthers(showShape(given[0]!.shape), showShape(differs.shape)), { code: 'NN0218', hint: 'all sizes must be equal' });
  return joinedAlong('stack', given.map((x) => expandDims(x, axis)), { axis, ...(dtype && { dtype }) });
}
/** The tensors with N axes at least, and the axis along which they are joined then. */
type WithAxes<Shapes, N> = { [I in keyof Shapes]: N extends 1 ? AtLeast1<Shapes[I]> : N extends 2 ? AtLeast2<Shapes[I]> : AtLeast3<Shapes[I]> };
type JoinAxis<Shapes, N> = N extends 2 ? 0 : N extends 3 ? 2 : Shapes extends readonly [readonly [unknown], ...unknown[]] ? 0 : HasRank<FirstOf<Shapes>> extends true ? 1 : number;
type StackedOf<Op extends string, Ts, N, E> = WithAxes<ShapesOf<PartsOf<Ts>>, N> extends infer Shapes ? Concatenated<Op, Shapes, JoinAxis<Shapes, N>, As<E, Met<PartsOf<Ts>>>> : never;
export interface Stacking<Op extends string, N> {
  <const Ts extends Tensors, E extends DType | undefined = undefined>(xs: Fits<StackedOf<Op, Ts, N, E>, Ts>, options?: { dtype?: E }): Tensor<Gives<StackedOf<Op, Ts, N, E>>, As<E, Met<PartsOf<Ts>>>>;
}
/**
 * Tensors one above the other: vectors as rows, others along their first axis.   As numpy's vstack.
 * @example
 * vstack([tensor([1, 2]), tensor([3, 4])]) // [[1, 2], [3, 4]]
 */
export const vstack = ((xs: Tensors, { dtype }: { dtype?: DType } = {}): Tensor => joinedAlong('vstack', listOf('vstack', xs).map((x) => atleast2d(x)), dtype ? { dtype } : {})) as Stacking<'vstack', 2>;
/**
 * Tensors beside each other: vectors one after the other, others along their second axis.   As numpy's hstack.
 * @example
 * hstack([tensor([1, 2]), tensor([3])]) // [1, 2, 3]
 */
export function hstack<const Ts extends Tensors, E extends DType | undefined = undefined>(xs: Fits<StackedOf<'hstack', Ts, 1, E>, Ts>, options?: { dtype?: E }): Tensor<Gives<StackedOf<'hstack', Ts, 1, E>>, As<E, Met<PartsOf<Ts>>>>;
export function hstack(xs: Tensors, { dtype }: { dtype?: DType } = {}): Tensor {
  const given = listOf('hstack', xs).map((x) => atleast1d(x));
  return joinedAlong('hstack', given, { axis: given[0]?.rank === 1 ? 0 : 1, ...(dtype && { dtype }) });
}
/**
 * Tensors behind each other, along a third axis.   As numpy's dstack.
 * @example
 * dstack([tensor([1, 2]), tensor([3, 4])]) // [[[1, 3], [2, 4]]]
 */
export const dstack = ((xs: Tensors, { dtype }: { dtype?: DType } = {}): Tensor => joinedAlong('dstack', listOf('dstack', xs).map((x) => atleast3d(x)), { axis: 2, ...(dtype && { dtype }) })) as Stacking<'dstack', 3>;
/**
 * Vectors as the columns of a matrix; matrices beside each other.   As numpy's column_stack.
 * @example
 * columnStack([tensor([1, 2]), tensor([3, 4])]) // [[1, 3], [2, 4]]
 */
export const columnStack = ((xs: Tensors): Tensor =>
  joinedAlong('columnStack', listOf('columnStack', xs).map((x) => (x.rank < 2 ? transpose(atleast2d(x)) : x)), { axis: 1 })) as <const Ts extends Tensors>(xs: Fits<Columns<Ts>, Ts>) => Tensor<Gives<Columns<Ts>>, Met<PartsOf<Ts>>>;
type Columns<Ts> = { [I in keyof ShapesOf<PartsOf<Ts>>]: Column<ShapesOf<PartsOf<Ts>>[I]> } extends infer Shapes ? Concatenated<'columnStack', Shapes, 1, Met<PartsOf<Ts>>> : never;
type Column<S> = S extends readonly [] ? [1, 1] : S extends readonly [infer N] ? [N, 1] : S;

/** Tensors in nested lists, as they lie beside and above each other. */
export type Blocks = TensorLike | readonly Blocks[];
const noBlock = 'block: an empty list holds no block', otherDepth = 'block: the lists are not of one depth';
/** A tensor, or what lists make: its shape, how deep the lists are, its dtype. Or the mistake in it. */
export interface Block<S = unknown, Depth extends unknown[] = unknown[], D = unknown> { shape: S; depth: Depth; dtype: D }
type BlockOf<T> =
  [TensorLike] extends [T] ? Block<Unknown<T>, unknown[], DType> : T extends readonly [infer A, ...infer R] ? BlockOf<A> extends infer B ? (B extends Block<infer S, infer E, infer F> ? Blocked<R, E, [S], F, RankOf<S>> : B) : never
  : T extends Tensor<infer S, infer D> ? Block<S, [0], D> : T extends readonly [] ? Mistake<typeof noBlock> : T extends readonly unknown[] ? Block<Shape, unknown[], Met<T>> : Block<ShapeOf<T>, [0], DTypeOf<T>>;
/** Lists gone through: the shapes so far, their dtype and their rank; unknown where they have several. */
type Blocked<T, Depth extends unknown[], Shapes extends unknown[], D, Rank> =
  T extends readonly [infer A, ...infer R]
    ? BlockOf<A> extends infer B
      ? B extends Block<infer S, infer E, infer F> ? Blocked<R, Depth extends E ? Depth : E extends Depth ? E : [], [...Shapes, S], Promote<D, F>, RankOf<S> extends Rank ? Rank : unknown> : B
      : never
    : Depth extends [] ? Mistake<typeof otherDepth>
    : (number extends Depth['length'] ? Shape : Concatenated<'block', Even<Shapes, Rank, Depth['length']>, Negative<Depth['length']>, D>) extends infer S ? (S extends Mistake<string> ? S : Block<S, [...Depth, 0], D>) : never;
/** With as many axes each as the one that has most, and as the lists are deep. */
type Even<Shapes, Rank, Depth> = unknown extends Rank ? Ranked<Shapes, Highest<Shapes, Depth>> : Less<Rank, Depth> extends true ? Ranked<Shapes, Depth> : Shapes;
type Highest<Shapes, N> = Shapes extends readonly [infer S, ...infer R] ? Highest<R, Less<N, RankOf<S>> extends true ? RankOf<S> : N> : N;
type Ranked<Shapes, N> = { [I in keyof Shapes]: WithRank<Shapes[I], N> };
type Negative<N extends number> = `-${N}` extends `${infer M extends number}` ? M : never;
/**
 * A tensor made of blocks: the innermost lists are joined along the last axis, those around them along the one before.   As numpy's block.
 * @example
 * block([[tensor([[1]]), tensor([[2]])], [tensor([[3]]), tensor([[4]])]]) // [[1, 2], [3, 4]]
 */
export const block = ((xs: Blocks): Tensor => blockOf(xs).whole) as <const T extends Blocks>(xs: Fits<BlockOf<T>, T>) => BlockOf<T> extends Block<infer S, unknown[], infer D> ? Tensor<S, D> : Tensor<Gives<BlockOf<T>>>;
function blockOf(xs: Blocks): { readonly whole: Tensor; readonly depth: number } {
  if (!Array.isArray(xs)) return { whole: tensorOf('block', xs as TensorLike), depth: 1 };
  const parts = (xs as readonly Blocks[]).map(blockOf), depth = parts[0]?.depth;
  if (depth === undefined) throw new CotangentError(noBlock, { code: 'NN0218', hint: 'give at least one tensor' });
  if (parts.some((p) => p.depth !== depth)) throw new CotangentError(otherDepth, { code: 'NN0510', hint: 'nest all tensors equally deep' });
  const rank = Math.max(depth, ...parts.map((p) => p.whole.rank));
  const whole = joinedAlong('block', parts.map((p) => reshape(p.whole, [...Array.from({ length: rank - p.whole.rank }, () => 1), ...p.whole.shape])), { axis: -depth });
  return { whole, depth: depth + 1 };
}

/**
 * `values` after x along the axis; both flat when none is given.   As numpy's append.
 * @example
 * append(tensor([1, 2]), tensor([3])) // [1, 2, 3]
 */
export const append = ((x: TensorLike, values: TensorLike, { axis = null }: { axis?: number | null } = {}): Tensor => joinedAlong('append', [x, values], { axis })) as <A = [], D = Weak, B = [], E = Weak, const I extends number | null = null>(x: Operand<A, D>, values: Fits<Concatenated<'append', [A, B], I, Promote<D, E>>, Operand<B, E>>, options?: { axis?: I }) => Tensor<Gives<Concatenated<'append', [A, B], I, Promote<D, E>>>, Promote<D, E>>;

const cannotCut = <const Op extends string, const A extends string, const S extends string, const D extends string, const Why extends string>(op: Op, axis: A, shape: S, size: D, why: Why): cannotCut<Op, A, S, D, Why> =>
  `${op}: axis ${axis} of ${shape} has size ${size}, ${why}`;
type cannotCut<Op extends string, A extends string, S extends string, D extends string, Why extends string> = `${Op}: axis ${A} of ${S} has size ${D}, ${Why}`;
const notInto = <const N extends number>(n: N): notInto<N> => `which does not divide into ${n} parts`;
type notInto<N extends number> = `which does not divide into ${N} parts`;
const notBefore = <const Places extends string>(places: Places): notBefore<Places> => `and cannot be cut before [${places}]`;
type notBefore<Places extends string> = `and cannot be cut before [${Places}]`;

type CannotCut<Op extends string, S, A, D, Why extends string> = Mistake<cannotCut<Op, `${A & number}`, ShowShape<S>, ShowDim<D>, Why>>;
/** The shapes of the parts, as a list where it is known how many there are. Rest: whether parts may be unequal. */
type Cut<Op extends string, S, N, A, Rest> =
  HasRank<S> extends false ? Unknown<S>[]
  : Around<S, A> extends readonly [infer P extends unknown[], infer D, infer Q extends unknown[]]
    ? (N extends number ? CutInto<Op, S, A, D, N, Rest> : CutBefore<Op, S, A, D, N>) extends infer Sizes ? (Sizes extends Mistake<string> ? Sizes : { -readonly [I in keyof Sizes]: [...P, Sizes[I], ...Q] }) : never
    : number extends A ? Unsized<S>[] : Mistake<noAxis<Op, `${A & number}`, `${RankOf<S> & number}`>>;
type CutInto<Op extends string, S, A, D, N extends number, Rest> =
  number extends N ? number[]
  : `${N}` extends '0' | `-${string}` | `${string}.${string}` ? CannotCut<Op, S, A, D, notInto<N>>
  : D extends number ? (DivMod<D, N> extends readonly [infer Size, infer More] ? (More extends 0 ? Repeated<Size, N> : number extends More ? Repeated<number, N> : Rest extends true ? [...Repeated<Add<Size, 1>, More>, ...Repeated<Size, Sub<N, More>>] : CannotCut<Op, S, A, D, notInto<N>>) : never)
  : Repeated<number, N>;
type CutBefore<Op extends string, S, A, D, All, Places = All, At = 0, R extends unknown[] = []> =
  HasRank<All> extends false ? number[]
  : Places extends readonly [infer P, ...infer More] ? (AllCounts<[P]> extends false ? CannotCut<Op, S, A, D, notBefore<Joined<All>>> : Less<P, At> extends true ? CannotCut<Op, S, A, D, notBefore<Joined<All>>> : CutBefore<Op, S, A, D, All, More, P, [...R, Sub<P, At>]>)
  : D extends number ? (Less<D, At> extends true ? CannotCut<Op, S, A, D, notBefore<Joined<All>>> : [...R, Sub<D, At>])
  : [...R, At extends 0 ? D : number];
type TensorsOf<Ss, D> = { -readonly [I in keyof Ss]: Tensor<Ss[I], D> };
export interface Splitting<Op extends string, Rest> {
  <A = [], D = Weak, const N extends Sections = Sections, const I extends number = 0>(x: Operand<A, D>, sections: Fits<Cut<Op, A, N, I, Rest>, N>, options?: { axis?: I }): TensorsOf<Gives<Cut<Op, A, N, I, Rest>>, Own<D>>;
}
/** Along axis I, of a vector along V. */
interface SplittingAt<Op extends string, I, V = I> {
  <A = [], D = Weak, const N extends Sections = Sections>(x: Operand<A, D>, sections: Fits<Cut<Op, A, N, A extends readonly [unknown] ? V : I, false>, N>): TensorsOf<Gives<Cut<Op, A, N, A extends readonly [unknown] ? V : I, false>>, Own<D>>;
}

/** Where to cut: into so many parts, or before these places. */
export type Sections = number | readonly number[];
const cut = (name: string, rest: 'refused' | 'spread' = 'refused') => (given: TensorLike, sections: Sections, { axis = 0 }: { axis?: number } = {}): Tensor[] => {
  const x = tensorOf(name, given), at = axisAt(name, axis, x.rank), size = x.shape[at]!;
  const bad = (what: string, hint: string): never => { throw new CotangentError(cannotCut(name, `${axis}`, showShape(x.shape), `${size}`, what), { code: 'NN0517', hint }); };
  const whole = (n: number): boolean => Number.isInteger(n);
  if (typeof sections === 'number') {
    if (!(whole(sections) && sections > 0)) return bad(notInto(sections), 'give a whole number, 1 or more');
    if (rest === 'refused' && size % sections !== 0) return bad(notInto(sections), 'give a number that divides it, the places where to cut, or use arraySplit');
    const part = Math.floor(size / sections), more = size % sections;
    return parts(name, x, Array.from({ length: sections }, (_, i) => part + Number(i < more)), at);
  }
  const sizes = [...sections, size].map((stop, i) => stop - (sections[i - 1] ?? 0));
  if (!sizes.every((n) => whole(n) && n >= 0)) return bad(notBefore(sections.join(', ')), `name places from 0 to ${size} in order`);
  return parts(name, x, sizes, at);
};
const parts = (name: string, x: Tensor, sizes: readonly number[], axis: number): Tensor[] =>
  op(`${name} ${sizes.join()} ${axis}`, [x], (b, [v]) => b.split(v as Value, { sizes, axis }));

/**
 * Parts along an axis: as many equal ones as a number says, or cut before the places listed.   As numpy's split.
 * @example
 * split(tensor([1, 2, 3, 4]), 2) // [[1, 2], [3, 4]]
 * split(tensor([1, 2, 3, 4]), [1, 3]) // [[1], [2, 3], [4]]
 */
export const split = cut('split') as Splitting<'split', false>;
/**
 * As `split`, also where the parts cannot be equal: the first ones are longer by one.   As numpy's array_split.
 * @example
 * arraySplit(tensor([1, 2, 3, 4, 5]), 3) // [[1, 2], [3, 4], [5]]
 */
export const arraySplit = cut('arraySplit', 'spread') as Splitting<'arraySplit', true>;
/**
 * Parts along the second axis, of a vector along its only one.   As numpy's hsplit.
 * @example
 * hsplit(tensor([[1, 2], [3, 4]]), 2) // [[[1], [3]], [[2], [4]]]
 */
export const hsplit = ((x: TensorLike, sections: Sections): Tensor[] => cut('hsplit')(x, sections, { axis: tensorOf('hsplit', x).rank === 1 ? 0 : 1 })) as SplittingAt<'hsplit', 1, 0>;
/**
 * Parts along the first axis.   As numpy's vsplit.
 * @example
 * vsplit(tensor([[1, 2], [3, 4]]), 2) // [[[1, 2]], [[3, 4]]]
 */
export const vsplit = ((x: TensorLike, sections: Sections): Tensor[] => cut('vsplit')(x, sections)) as SplittingAt<'vsplit', 0>;
/**
 * Parts along the third axis.   As numpy's dsplit.
 * @example
 * dsplit(tensor([[[1, 2]]]), 2) // [[[[1]]], [[[2]]]]
 */
export const dsplit = ((x: TensorLike, sections: Sections): Tensor[] => cut('dsplit')(x, sections, { axis: 2 })) as SplittingAt<'dsplit', 2>;
/**
 * The tensors that stand along an axis, without it.   x: [.. n ..]   y: n of [..s]   As numpy's unstack.
 * @example
 * unstack(tensor([[1, 2], [3, 4]])) // [[1, 2], [3, 4]]
 */
export function unstack<S = [], D = Weak, const A extends number = 0>(x: AtDefault<A, 0, Along<'unstack', S, A>, Operand<S, D>>, options?: { axis?: Fits<Along<'unstack', S, A>, A> }): Apart<S, Own<D>, A>;
export function unstack(given: TensorLike, { axis = 0 }: { axis?: number } = {}): Tensor[] {
  const x = tensorOf('unstack', given), at = axisAt('unstack', axis, x.rank);
  return x.shape[at] === 0 ? [] : op(`unstack ${at}`, [x], (b, [v]) => b.unstack(v as Value, { axis: at }));
}
