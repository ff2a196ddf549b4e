/** How strictly dtypes and ranks of operands must agree, and the dtype in which they meet. */
import { CotangentError } from '../core/diagnostic.ts';
import { inexact, meet, type Met, type Promotion } from '../core/promote.ts';
import { showType } from '../core/shape.ts';
import { Tensor } from './tensor.ts';
import type { ApplyOptions, TensorLike } from './trace.ts';

/** What happens where operands of several ranks, none of them 0, meet in one operation. */
export type RankPromotion = 'allow' | 'warn' | 'raise';

const rules: { numeric: Promotion; rank: RankPromotion } = { numeric: 'standard', rank: 'allow' };

function setting<K extends keyof typeof rules>(name: K, allowed: readonly (typeof rules)[K][]) {
  return <T = void>(mode: (typeof rules)[K], within?: () => T): T => {
    if (!allowed.includes(mode))
      throw new CotangentError(`${name}Promotion: there is no mode '${String(mode)}'`, { code: 'NN0586', hint: `use one of ${allowed.join(', ')}` });
    const before = rules[name];
    rules[name] = mode;
    if (!within) return undefined as T;
    try {
      return within();
    } finally {
      rules[name] = before;
    }
  };
}

/**
 * How dtypes promote, from now on or while `within` runs: `standard`, or `strict`, where tensors of different dtypes do not meet
 * and only numbers and other weak operands are converted.   As jax_numpy_dtype_promotion. A function that is already compiled stays as it is.
 * @example
 * numericPromotion('strict', () => add(tensor([1, 2]), 0.5)) // [1.5, 2.5]
 */
export const numericPromotion = setting('numeric', ['standard', 'strict']);

/**
 * Whether tensors of different ranks broadcast, from now on or while `within` runs: `allow`, `warn` on the console, or `raise`.
 * Scalars always do.   As jax_numpy_rank_promotion.
 * @example
 * rankPromotion('raise', () => add(tensor([[1, 2]]), 1)) // [[2, 3]]
 */
export const rankPromotion = setting('rank', ['allow', 'warn', 'raise']);

const isWhole = (x: number): boolean => Number.isInteger(x);
/** A number alone is an integer where i32 has it. -0 is a float: an integer would lose its sign. */
const isInt = (x: number): boolean => isWhole(x) && Math.abs(x) < 2 ** 31 && !Object.is(x, -0);
const metOf = (x: TensorLike, isInteger: (x: number) => boolean): Met =>
  (x instanceof Tensor ? x : typeof x === 'boolean' ? { dtype: 'bool', weak: false } : { dtype: isInteger(x) ? 'i32' : 'f32', weak: true });

/** What a number becomes by itself: JAX's Python int where it is whole, else its Python float. */
export const numberType = (x: number): Met => metOf(x, isInt);

/** Where the operands meet, and whether all of them are weak. */
export function meetingOf(name: string, operands: readonly TensorLike[], { float = false, promote = false }: ApplyOptions): Met & { readonly all: boolean } {
  if (operands.length === 0) return { dtype: 'f32', weak: false, all: false };
  const beside = operands.some((x) => x instanceof Tensor), mets = operands.map((x) => metOf(x, beside ? isWhole : isInt));
  const met = meet(mets, promote ? rules.numeric : 'standard');
  if (!met)
    throw new CotangentError(`${name}: ${operands.map(shown).join(' and ')} do not meet in one dtype by themselves`, { code: 'NN0584', hint: "convert one of them with astype, or leave numericPromotion('strict')" });
  return { ...(float ? inexact(met) : met), all: mets.every((m) => m.weak) };
}
const shown = (x: TensorLike): string => (x instanceof Tensor ? showType(x) : `the ${typeof x} ${String(x)}`);

/** Throws or warns where operands of different ranks would broadcast and must not. */
export function checkRanks(name: string, operands: readonly TensorLike[]): void {
  if (rules.rank === 'allow') return;
  const ranked = operands.filter((x): x is Tensor => x instanceof Tensor && x.rank > 0);
  if (ranked.every((x) => x.rank === ranked[0]!.rank)) return;
  const message = `${name}: operands of ranks ${ranked.map((x) => x.rank).join(' and ')} broadcast: ${ranked.map(showType).join(' and ')}`;
  if (rules.rank === 'raise') throw new CotangentError(message, { code: 'NN0585', hint: "give the smaller one axes of size 1 with expandDims, or leave rankPromotion('raise')" });
  console.warn(message);
}
