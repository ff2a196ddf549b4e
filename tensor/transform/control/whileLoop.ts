/** Loops that end by what they carry, as jax.lax.while_loop and fori_loop. */
import { CotangentError } from '../../../core/diagnostic.ts';
import { isInteger, kindOf } from '../../../core/dtype.ts';
import { showType } from '../../../core/shape.ts';
import { add, astype, less } from '../../functions.ts';
import { Tensor } from '../../tensor.ts';
import type { TensorLike } from '../../trace.ts';
import { callOn, traceBody, withConstants } from './body.ts';
import { scan, settle, type ScanOptions } from './scan.ts';
import { readTree, rebuild, type Tensors } from './tree.ts';
import type { Carried } from '../types.ts';

export interface WhileOptions {
  /** The loop ends after so many turns also where its condition holds on. With it the loop can be differentiated in reverse. */
  readonly maxSteps?: number;
}

/**
 * While condition(carry) holds: carry = body(carry). → the last carry, which is the first when the condition does not hold at all.
 * carry: a tree of [..s] that keeps its form, shapes and dtypes   condition(carry): bool[]
 * The loop is one operation and turns where it runs. Forward mode goes through it; reverse mode does when `maxSteps` bounds the turns
 * (memory for what the way back needs is kept for so many). Under vmap it turns until the condition holds for no element.
 * As jax.lax.while_loop; maxSteps is our own.
 * @example
 * whileLoop((x) => less(x, 100), (x) => mul(x, 3), tensor(1)) // 243
 * @example
 * grad((x) => whileLoop((y) => less(y, 100), (y) => mul(y, x), x, { maxSteps: 8 }))(tensor(3)) // 405
 */
export function whileLoop<C, K>(condition: (carry: Tensors<NoInfer<C>>) => TensorLike, body: (carry: Tensors<NoInfer<C>>) => Carried<'whileLoop', C, K>, init: C, { maxSteps }: WhileOptions = {}): Tensors<C> {
  const what = 'whileLoop';
  if (maxSteps !== undefined && !(Number.isInteger(maxSteps) && maxSteps >= 0 && maxSteps < 2 ** 31))
    throw new CotangentError(`whileLoop: maxSteps is ${String(maxSteps)}`, { code: 'NN0517', hint: 'give a whole number, 0 or more' });
  const { first, body: turn, carry } = settle(what, readTree(what, 'carry', init), (first) => {
    const traced = traceBody(what, first.tensors, (x) => ({ name: 'carry', tree: body(rebuild(first, x) as Tensors<C>) }));
    return { body: traced, carry: traced.result };
  });
  const test = traceBody(what, first.tensors, (x) => ({ name: 'the condition', tree: condition(rebuild(first, x) as Tensors<C>) }));
  const [one, ...more] = test.result.tensors;
  if (!one || more.length > 0 || one.dtype !== 'bool' || one.rank > 0 || test.result.def.kind !== 'leaf')
    throw new CotangentError(`whileLoop: the condition gives ${test.result.tensors.map(showType).join(', ') || 'nothing'}, not one bool`, { code: 'NN0566', hint: 'compare, and reduce many tests with all or any' });
  const { constants, graphs } = withConstants([test, turn]);
  const out = callOn(what, [...constants, ...first.tensors], (b, x) => b.whileLoop(x, { condition: graphs[0]!, body: graphs[1]!, constants: constants.length, ...(maxSteps !== undefined && { maxSteps }) }));
  return rebuild(carry, out) as Tensors<C>;
}

export interface ForiOptions extends WhileOptions {
  /** As for scan; where the bounds are known. */
  readonly unroll?: number | boolean;
}

/**
 * For i = lower … upper − 1: carry = body(i, carry). → the last carry.
 * lower, upper: integers; carry: a tree of [..s] that keeps its form, shapes and dtypes
 * Between numbers that are known, this is a scan, which can be differentiated. A bound that is traced makes it a whileLoop. As jax.lax.fori_loop.
 * @example
 * foriLoop(1, 5, (i, product) => mul(product, i), 1) // 24
 */
export function foriLoop<C, K>(lower: Tensor | number, upper: Tensor | number, body: (i: Tensor<[]>, carry: Tensors<NoInfer<C>>) => Carried<'foriLoop', C, K>, init: C, { unroll, maxSteps }: ForiOptions = {}): Tensors<C> {
  for (const [name, x] of [['lower', lower], ['upper', upper]] as const)
    if (x instanceof Tensor ? x.rank > 0 || !isInteger(x.dtype) : !Number.isInteger(x))
      throw new CotangentError(`foriLoop: ${name} is ${x instanceof Tensor ? showType(x) : String(x)}, not one integer`, { code: 'NN0566', hint: 'bounds are whole numbers, or tensors of shape [] and an integer dtype' });
  const dtype = [lower, upper].find((x) => x instanceof Tensor)?.dtype ?? 'i32', shown = [lower, upper].map((x) => (x instanceof Tensor ? showType(x) : String(x)));
  // A number is an i32 that becomes another signed integer.
  if ([lower, upper].some((x) => (x instanceof Tensor ? x.dtype !== dtype : kindOf(dtype) !== 'signed')))
    throw new CotangentError(`foriLoop: lower is ${shown[0]}, upper ${shown[1]}`, { code: 'NN0566', hint: 'give both bounds one dtype' });
  const [first, end] = [lower, upper].map(numberOf);
  if (first !== undefined && end !== undefined) {
    const turn = ([i, carry]: Counted<C>): readonly [unknown, null] => [[add(i, 1), body(i as Tensor<[]>, carry)], null];
    const [[, last]] = (scan as unknown as Loop<C>)(turn, [first, init], null, { length: Math.max(0, end - first), ...(unroll !== undefined && { unroll }) });
    return last;
  }
  const [from, to] = [lower, upper].map((x) => (x instanceof Tensor ? x : astype(x, dtype))) as [Tensor, Tensor];
  const going = ([i]: Counted<C>): Tensor => less(i, to), turn = ([i, carry]: Counted<C>): readonly unknown[] => [add(i, 1), body(i as Tensor<[]>, carry)];
  const [, last] = (whileLoop as unknown as CountedWhile<C>)(going, turn, [from, init], maxSteps === undefined ? {} : { maxSteps });
  return last;
}

/** A bound's number, unless it is being traced. */
const numberOf = (x: Tensor | number): number | undefined => (typeof x === 'number' ? x : x.isTraced ? undefined : x.dataSync()[0]);

// What the loops carry for foriLoop: the compiler does not look into Tensors<[Tensor, C]> while C is open.
type Counted<C> = [Tensor, Tensors<C>];
type Loop<C> = (f: (carry: Counted<C>) => readonly [unknown, null], init: unknown, xs: null, options: ScanOptions) => [Counted<C>, null];
type CountedWhile<C> = (condition: (carry: Counted<C>) => Tensor, body: (carry: Counted<C>) => readonly unknown[], init: unknown, options: WhileOptions) => Counted<C>;
