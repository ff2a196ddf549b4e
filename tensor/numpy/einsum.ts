/**
 * Einstein's sums: products of tensors whose axes have labels, summed over the labels that the result does not have.
 * Two tensors become one `dot`; more are contracted two at a time, in an order found by counting multiplications.
 */
import { CotangentError } from '../../core/diagnostic.ts';
import type { DType } from '../../core/dtype.ts';
import type { Value } from '../../core/graph.ts';
import type { Builder } from '../../ops/builder.ts';
import type { Fits, Gives, HasRank } from '../../core/types/dim.ts';
import { tensorOf } from '../operand.ts';
import type { Met, ShapesOf } from '../signatures.ts';
import { keyOf, op } from '../operation.ts';
import { Tensor } from '../tensor.ts';
import type { TensorLike } from '../trace.ts';
import { contractionOrder, type Order } from './contraction.ts';
import { axesAndLabels, diagonalOf, einsumRefuses, labelTwice, noSuchLabel, notALabel, operandsNamed, sizesOfLabel, twoEllipses, type EinsumShape } from './einsumShape.ts';
import { innerDType, checkElementType } from './precision.ts';

export interface EinsumOptions {
  /** What products are added up in, and the dtype of the result. */
  readonly preferredElementType?: DType;
}
/** A label of an axis by number, or all axes that have none. */
export type AxisLabel = number | '...';
type Argument = TensorLike | readonly AxisLabel[] | EinsumOptions;

/** Also one whose sizes are type parameters, of which TypeScript does not know that they are sizes. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- see above
type AnyTensor = Tensor<any, any>;
/** The tensors and numbers among the arguments; of a list of which the length is open, one of any shape. */
type OperandsIn<Xs, R extends unknown[] = []> =
  Xs extends readonly [infer X, ...infer More] ? OperandsIn<More, X extends TensorLike | AnyTensor ? [...R, X] : R> : HasRank<Xs> extends true ? R : [Tensor];
type Preferred<Xs, D> = Xs extends readonly [...unknown[], { readonly preferredElementType: infer P extends DType }] ? P : D;

/** The labels of the operands' axes and of the result's, ellipses written out, and every label's size. */
interface Sum {
  readonly text: string;
  readonly terms: readonly (readonly string[])[];
  readonly result: readonly string[];
  readonly sizes: ReadonlyMap<string, number>;
}

const refuse = (text: string, what: string, hint: string): never => { throw new CotangentError(einsumRefuses(text, what), { code: 'NN0273', hint }); };

/** Labels as they are written: letters, and an ellipsis as one of them. */
function lettersOf(text: string, term: string): string[] {
  const letters = term.match(/\.\.\.|[A-Za-z]|[^]/g) ?? [], other = letters.find((l) => l !== '...' && !/^[A-Za-z]$/.test(l));
  if (other !== undefined) refuse(text, notALabel(other), 'labels are letters; the axes without one are written ...');
  return letters;
}

/** Unlabelled axes are counted from the last: `.0` is the last of them. */
function written(sum: string, letters: readonly string[], rank: number, operand: number): string[] {
  const own = letters.filter((l) => l !== '...').length, dots = letters.length - own;
  if (dots > 1) refuse(sum, twoEllipses(`${operand + 1}`), 'one stands for all axes without a label');
  if (dots === 0 ? own !== rank : own > rank) refuse(sum, axesAndLabels(`${operand + 1}`, `${rank}`, `${own}`), 'give every axis a label, or write ... for the rest');
  return letters.flatMap((l) => (l === '...' ? Array.from({ length: rank - own }, (_, i) => `.${rank - own - 1 - i}`) : [l]));
}
const isDot = (label: string): boolean => label.startsWith('.');

function sumOf(text: string, terms: readonly (readonly string[])[], result: readonly string[] | undefined, shapes: readonly (readonly number[])[]): Sum {
  if (terms.length !== shapes.length) refuse(text, operandsNamed(`${terms.length}`, `${shapes.length}`), 'give one tensor for each part between commas');
  const labelled = terms.map((letters, i) => written(text, letters, shapes[i]!.length, i)), sizes = new Map<string, number>();
  labelled.forEach((labels, i) => labels.forEach((l, axis) => {
    const size = shapes[i]![axis]!, known = sizes.get(l);
    if (known === undefined || known === 1) sizes.set(l, size);
    else if (size !== 1 && size !== known) {
      const before = labelled.findIndex((other, k) => other.some((m, a) => m === l && shapes[k]![a] === known));
      throw new CotangentError(einsumRefuses(text, sizesOfLabel(isDot(l) ? 'an axis of the ellipsis' : `label ${l}`, `${known}`, `${before + 1}`, `${size}`, `${i + 1}`)),
        { code: 'NN0274', hint: 'axes with one label must be of one size, or of size 1' });
    }
  }));
  const dots = [...sizes.keys()].filter(isDot).sort((p, q) => Number(q.slice(1)) - Number(p.slice(1))), all = labelled.flat();
  const named = [...sizes.keys()].filter((l) => !isDot(l));
  // Without a result of its own: the ellipsis, then all labels that stand once, in order.
  const once = (): string[] => [...dots, ...named.filter((l) => all.indexOf(l) === all.lastIndexOf(l)).sort(byOrder)];
  const wanted = result === undefined ? once() : result.flatMap((l) => (l === '...' ? dots : [l]));
  const unknown = wanted.find((l) => !sizes.has(l)), twice = wanted.find((l, i) => wanted.indexOf(l) !== i);
  if (unknown !== undefined) refuse(text, noSuchLabel(unknown), 'take its labels from the operands');
  if (twice !== undefined) refuse(text, labelTwice(twice), 'name each label once');
  return { text, terms: labelled, result: wanted, sizes };
}
/** Letters by their codes, as numpy sorts them; numbers by size. */
const byOrder = (p: string, q: string): number => (/^\d/.test(p) ? Number(p) - Number(q) : p < q ? -1 : 1);

interface Call {
  readonly sum: Sum;
  readonly operands: readonly Tensor[];
  readonly options: EinsumOptions;
}
const isOptions = (x: unknown): x is EinsumOptions => typeof x === 'object' && x !== null && !(x instanceof Tensor) && !Array.isArray(x);

function read(args: readonly (string | Argument)[]): Call {
  const last = args.at(-1), options = isOptions(last) ? last : {}, rest = isOptions(last) ? args.slice(0, -1) : args;
  if (typeof rest[0] === 'string') {
    const text = rest[0], [from, to, ...more] = text.replaceAll(/\s/g, '').split('->');
    if (more.length > 0) refuse(text, 'it has two arrows', 'write operands -> result');
    const operands = rest.slice(1).map((x) => tensorOf('einsum', x as TensorLike));
    return { sum: sumOf(text, from!.split(',').map((t) => lettersOf(text, t)), to === undefined ? undefined : lettersOf(text, to), operands.map((x) => x.shape)), operands, options };
  }
  // einsum(x, [0, 1], y, [1, 2], [0, 2]): tensors and their labels in turn, then those of the result.
  const labels = (list: unknown): string[] => {
    if (!Array.isArray(list) || !list.every((l) => l === '...' || (Number.isInteger(l) && l >= 0))) return refuse('[…]', `labels are ${JSON.stringify(list)}`, "give a list of whole numbers, 0 or more, and '...'");
    return list.map(String);
  };
  const pairs = Math.floor(rest.length / 2), operands = Array.from({ length: pairs }, (_, i) => tensorOf('einsum', rest[2 * i] as TensorLike));
  const terms = operands.map((_, i) => labels(rest[2 * i + 1])), result = rest.length % 2 === 1 ? labels(rest.at(-1)) : undefined;
  if (pairs === 0) refuse('', 'there is nothing to multiply', 'give subscripts and tensors');
  return { sum: sumOf(`${terms.map((t) => `[${t.join()}]`).join()}${result ? ` -> [${result.join()}]` : ''}`, terms, result, operands.map((x) => x.shape)), operands, options };
}

const orderOf = ({ terms, result, sizes }: Sum): Order => contractionOrder(terms.map((t) => [...new Set(t)]), result, sizes);

/** A tensor with labels, in the graph. */
interface Term {
  readonly x: Value;
  readonly labels: readonly string[];
}
const sizeAt = (x: Value, axis: number): number => x.type.shape[axis] as number;
const toOrder = (b: Builder, { x, labels }: Term, wanted: readonly string[]): Value => {
  const order = wanted.map((l) => labels.indexOf(l));
  return order.every((a, i) => a === i) ? x : b.transpose(x, { order });
};

/** Every label once, at its full size or not at all: diagonals are taken, axes of size 1 that stretch are left out. */
function plain(b: Builder, { text, sizes }: Sum, x: Value, labels: readonly string[]): Term {
  const dropped = labels.map((l, a) => sizeAt(x, a) === 1 && sizes.get(l) !== 1);
  let term: Term = { x: dropped.includes(true) ? b.reshape(x, { shape: x.type.shape.filter((_, a) => !dropped[a]) }) : x, labels: labels.filter((_, a) => !dropped[a]) };
  for (const l of new Set(labels)) {
    const places = labels.flatMap((m, a) => (m === l ? [sizeAt(x, a)] : []));
    if (new Set(places).size > 1) throw new CotangentError(einsumRefuses(text, diagonalOf(l, `${places[0]}`, places.slice(1).join(' and '))), { code: 'NN0274', hint: 'axes of a diagonal are of one size' });
  }
  for (let twice; (twice = term.labels.find((l, i) => term.labels.indexOf(l) !== i)) !== undefined;) term = diagonal(b, term, twice);
  return term;
}
/** The first two axes of a label become one, at the end: of [.., n, n], flat, every element n + 1 after the last. */
function diagonal(b: Builder, { x, labels }: Term, label: string): Term {
  const p = labels.indexOf(label), q = labels.indexOf(label, p + 1), rest = labels.map((_, a) => a).filter((a) => a !== p && a !== q);
  const n = sizeAt(x, p), lead = rest.map((a) => sizeAt(x, a)), square = b.transpose(x, { order: [...rest, p, q] });
  const y = n === 0 ? b.reshape(square, { shape: [...lead, 0] })
    : b.slice(b.reshape(square, { shape: [...lead, n * n] }), { start: [...lead.map(() => 0), 0], stop: [...lead, n * n], step: [...lead.map(() => 1), n + 1] });
  return { x: y, labels: [...rest.map((a) => labels[a]!), label] };
}
/** Summed over the labels that nobody needs. */
function summed(b: Builder, { x, labels }: Term, needed: ReadonlySet<string>): Term {
  const axes = labels.flatMap((l, a) => (needed.has(l) ? [] : [a]));
  return axes.length === 0 ? { x, labels } : { x: b.sum(x, { axes }), labels: labels.filter((l) => needed.has(l)) };
}

/** The product of two, summed over what they share and nobody needs. `last` are the labels of the result, when this is its last step. */
function contracted(b: Builder, p: Term, q: Term, needed: ReadonlySet<string>, last: readonly string[] | undefined): Term {
  const shared = p.labels.filter((l) => q.labels.includes(l)), batch = shared.filter((l) => needed.has(l)), gone = shared.filter((l) => !needed.has(l));
  const free = ({ labels }: Term): readonly string[] => labels.filter((l) => !shared.includes(l));
  if (gone.length === 0) {
    // Nothing is summed: element by element, over the axes of both.
    const labels = last ?? [...batch, ...free(p), ...free(q)], shape = labels.map((l) => { const t = p.labels.includes(l) ? p : q; return sizeAt(t.x, t.labels.indexOf(l)); });
    const spread = (t: Term): Value => {
      const own = labels.filter((l) => t.labels.includes(l)), x = toOrder(b, t, own);
      return own.length === labels.length ? x : b.broadcast(x, { shape, axes: own.map((l) => labels.indexOf(l)) });
    };
    return { x: b.mul(spread(p), spread(q)), labels };
  }
  // The operands may change places, if that leaves nothing to transpose.
  const inOrder = (u: Term, v: Term): readonly string[] => [...batch, ...free(u), ...free(v)];
  const [x, y] = last && inOrder(q, p).join() === last.join() && inOrder(p, q).join() !== last.join() ? [q, p] : [p, q];
  const axes = (t: Term, ls: readonly string[]): readonly number[] => ls.map((l) => t.labels.indexOf(l));
  return { x: b.dot(x.x, y.x, { batch: [axes(x, batch), axes(y, batch)], contract: [axes(x, gone), axes(y, gone)] }), labels: inOrder(x, y) };
}

function build(b: Builder, sum: Sum, operands: readonly Value[], { path }: Order): Value {
  const neededBeside = (terms: readonly { readonly labels: readonly string[] }[]): Set<string> => new Set([...sum.result, ...terms.flatMap((t) => t.labels)]);
  const all = operands.map((x, i) => plain(b, sum, x, sum.terms[i]!));
  let terms: Term[] = all.map((t, i) => summed(b, t, neededBeside(all.filter((_, k) => k !== i))));
  for (const step of operands.length === 1 ? [] : path) {
    const [p, q] = [terms[step[0]!]!, terms[step[1]!]!], others = terms.filter((t) => t !== p && t !== q), needed = neededBeside(others);
    terms = [...others, contracted(b, p, q, needed, others.length === 0 ? sum.result.filter((l) => p.labels.includes(l) || q.labels.includes(l)) : undefined)];
  }
  const [term] = terms as [Term], own = sum.result.filter((l) => term.labels.includes(l)), y = toOrder(b, term, own);
  return own.length === sum.result.length ? y : b.broadcast(y, { shape: sum.result.map((l) => sum.sizes.get(l)!), axes: own.map((l) => sum.result.indexOf(l)) });
}

/**
 * Sums of products by Einstein's convention: axes of one label belong together, and what the result does not name is summed.
 * Operands stand between commas, the result after an arrow; without one it has every label that stands once, in order. A label twice
 * in one operand is its diagonal; ... stands for axes without labels, which broadcast. Labels may be lists of numbers instead.
 * As numpy's einsum; the order of contraction is the one with the fewest multiplications (see einsumPath).
 * @example
 * einsum('ij,jk->ik', tensor([[1, 2], [3, 4]]), tensor([[1, 0], [0, 2]])) // [[1, 4], [3, 8]]
 * einsum('ii', tensor([[1, 2], [3, 4]])) // 5
 * einsum('...i->...', tensor([[1, 2], [3, 4]])) // [3, 7]
 * einsum(tensor([1, 2]), [0], tensor([3, 4]), [1], [1, 0]) // [[3, 6], [4, 8]]
 */
export function einsum<const T extends string | TensorLike, const Xs extends readonly Argument[]>(subscripts: Fits<EinsumShape<T, ShapesOf<OperandsIn<Xs>>>, T>, ...others: Xs): Tensor<Gives<EinsumShape<T, ShapesOf<OperandsIn<Xs>>>>, Preferred<Xs, Met<OperandsIn<T extends string ? Xs : [T, ...Xs]>>>> {
  const { sum, operands, options } = read([subscripts as T, ...others]), order = orderOf(sum);
  checkElementType('einsum', options.preferredElementType);
  return op(keyOf('einsum', sum.terms, sum.result, order.path, options.preferredElementType), operands, (b, xs) => {
    const given = xs as readonly Value[], own = given[0]!.type.dtype, { inner, result } = innerDType(own, options.preferredElementType);
    const y = build(b, sum, given.map((x) => (own === inner ? x : b.convert(x, { dtype: inner }))), order);
    return inner === result ? y : b.convert(y, { dtype: result });
  }, { promote: true, ranksFree: true, strong: options.preferredElementType !== undefined })[0] as never;
}

/**
 * The order in which einsum contracts these operands, and what it costs: each step names two places of the list of what is left, they
 * leave it, and their product is put at its end. The best order there is for up to eight operands, a good one for more. As numpy's einsum_path.
 * @example
 * einsumPath('ij,jk,k->i', zeros([50, 50]), zeros([50, 50]), zeros([50])) // { path: [[1, 2], [0, 1]], flops: 10000 }
 */
export function einsumPath(subscripts: string, ...operands: readonly TensorLike[]): Order;
export function einsumPath(x: TensorLike, labels: readonly AxisLabel[], ...more: readonly Argument[]): Order;
export function einsumPath(...args: readonly (string | Argument)[]): Order {
  return orderOf(read(args).sum);
}
