/** Axes by name: taken apart, reordered and joined by a pattern, as in the language's stage of the same kind. */
import { CotangentError } from '../core/diagnostic.ts';
import type { Dim } from '../core/dim.ts';
import type { Value } from '../core/graph.ts';
import { arrangement, measured, misnamed, noPartSize, unnamed, type Axes, type Misfit, type Part } from '../core/pattern.ts';
import type { Fits, Gives, HasRank, Mistake, Shape, Unknown } from '../core/types/dim.ts';
import type { Arranged, Before, ReadAxes } from '../core/types/pattern.ts';
import type { Weak } from '../core/types/promote.ts';
import { rearranged } from '../ops/rearranged.ts';
import { tensorOf } from './operand.ts';
import { keyOf, op } from './operation.ts';
import type { Operand, Own } from './signatures.ts';
import type { Tensor } from './tensor.ts';
import type { TensorLike } from './trace.ts';

/** Sizes of parts of axes, by name. */
export type PartSizes = Readonly<Record<string, number>>;

export const rearrangeRefuses = <const Text extends string, const What extends string>(text: Text, what: What): rearrangeRefuses<Text, What> => `rearrange '${text}': ${what}`;
export type rearrangeRefuses<Text extends string, What extends string> = `rearrange '${Text}': ${What}`;
const unpaired = 'its parentheses do not pair, or stand in one another';
type unpaired = typeof unpaired;
const notAPart = <const W extends string>(word: W): notAPart<W> => `'${word}' is neither a name nor a number`;
type notAPart<W extends string> = `'${W}' is neither a name nor a number`;

const refuse = (code: string, text: string, what: string, hint?: string): CotangentError => new CotangentError(rearrangeRefuses(text, what), { code, ...(hint !== undefined && { hint }) });

/** `b t (h d)`: the parts of each axis. */
function readAxes(text: string, whole: string): Axes {
  const axes: Part[][] = [];
  let group: Part[] | undefined;
  for (const word of text.match(/[()]|[^\s()]+/g) ?? []) {
    if (word === '(' ? group !== undefined : word === ')' && group === undefined) throw refuse('NN0285', whole, unpaired, 'write (h d) for an axis that is made of h and d');
    if (word === '(') axes.push(group = []);
    else if (word === ')') group = undefined;
    else if (!/^(\d+|[A-Za-z_]\w*)$/.test(word)) throw refuse('NN0285', whole, notAPart(word), 'names are of letters, digits and _, with blanks between them');
    else {
      const part: Part = { kind: /^\d/.test(word) ? 'number' : 'axis', text: word };
      if (group) group.push(part); else axes.push([part]);
    }
  }
  if (group) throw refuse('NN0285', whole, unpaired, 'write (h d) for an axis that is made of h and d');
  return axes;
}

/**
 * Axes taken apart, reordered and joined, by a pattern: the left side names every axis of x, the right side says where each goes. `(h d)` is
 * one axis made of two, the left one outermost; of its parts all but one must have a size. A number is an axis of that size; 1 may come and go.
 * x: [..s]   y: what the right side says.   As einops' rearrange.
 * @example
 * rearrange(tensor([[1, 2, 3], [4, 5, 6]]), 'a b -> b a') // [[1, 4], [2, 5], [3, 6]]
 * rearrange(tensor([[1, 2, 3, 4]]), 'b (h d) -> b h d', { h: 2 }) // [[[1, 2], [3, 4]]]
 * shape(rearrange(zeros([4, 3, 224, 224]), 'b c (h p) (w q) -> b (h w) (p q c)', { p: 16, q: 16 })) // [4, 196, 768]
 */
export function rearrange<S = [], D = Weak, const P extends string = string, const Z extends PartSizes = Record<never, never>>(x: Operand<S, D>, pattern: Fits<Rearranged<S, P, Z>, P>, sizes?: Z): Tensor<Gives<Rearranged<S, P, Z>>, Own<D>>;
export function rearrange(given: TensorLike, text: string, sizes: PartSizes = {}): Tensor {
  const x = tensorOf('rearrange', given), sides = text.split('->');
  if (sides.length !== 2) throw refuse('NN0285', text, sides.length === 1 ? 'it has no arrow' : 'it has two arrows', "write what is there -> what is wanted: 'a b -> b a'");
  const pattern = { from: readAxes(sides[0]!, text), to: readAxes(sides[1]!, text) };
  const told = ({ code, message, hint, open }: Misfit): CotangentError => refuse(code, text, message, open ? `give all but one: { ${open.text}: … }` : hint);
  const wrong = misnamed(pattern, x.shape);
  if (wrong) throw told(wrong);
  const known = new Map<string, Dim>();
  for (const [name, size] of Object.entries(sizes)) {
    const lost = unnamed(pattern, name);
    if (lost) throw told(lost);
    if (!Number.isInteger(size) || size < 0) throw refuse('NN0517', text, noPartSize(name, `${size}`), 'sizes are whole numbers, 0 or more');
    known.set(name, size);
  }
  const misfit = measured(pattern, x.shape, known);
  if (misfit) throw told(misfit);
  const arranged = arrangement(pattern, known);
  return op(keyOf('rearrange', text, arranged.apart as readonly number[]), [x], (b, [v]) => rearranged(b, v as Value, arranged))[0]!;
}

/** The shape that a literal pattern gives, or the mistake in it. */
export type Rearranged<S, P, Z> =
  P extends string ? (string extends P ? Shape : HasRank<S> extends false ? Unknown<S> : Told<P, Read<P, S, Z>>) : never;
type Told<P extends string, R> = R extends Mistake<infer M> ? Mistake<rearrangeRefuses<P, M>> : R;
type Read<P extends string, S, Z> =
  P extends `${infer From}->${infer To}` ? (To extends `${string}->${string}` ? Mistake<'it has two arrows'> : Sides<PlainBlanks<From>, PlainBlanks<To>, S, Z>) : Mistake<'it has no arrow'>;
type Sides<From extends string, To extends string, S, Z> =
  `${From} ${To}` extends WithSign ? FirstWrong<`${From} ${To} `>
  : [ReadAxes<From>, ReadAxes<To>] extends [infer A extends string[][], infer B extends string[][]] ? Arranged<A, B, S, Before<',', Z, false>> : Mistake<unpaired>;
type PlainBlanks<T extends string> = T extends `${infer A}\n${infer B}` ? PlainBlanks<`${A} ${B}`> : T extends `${infer A}\t${infer B}` ? PlainBlanks<`${A} ${B}`> : T;
type WithSign = `${string}${'!' | '"' | '#' | '$' | '%' | '&' | "'" | '*' | '+' | ',' | '-' | '.' | '/' | ':' | ';' | '<' | '=' | '>' | '?' | '@' | '[' | '\\' | ']' | '^' | '\`' | '{' | '|' | '}' | '~'}${string}`;
type FirstWrong<T extends string> =
  T extends `${infer A}(${infer B}` ? FirstWrong<`${A} ${B}`> : T extends `${infer A})${infer B}` ? FirstWrong<`${A} ${B}`>
  : T extends `${infer W} ${infer R}` ? (W extends WithSign ? Mistake<notAPart<W>> : FirstWrong<R>) : never;
