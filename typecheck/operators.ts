/** Arithmetic between results: numbers are calculated, tensors become operations, and a number takes the dtype of the tensor it meets. */
import { isFloat, type DType } from '../core/dtype.ts';
import type { Value } from '../core/graph.ts';
import { promote } from '../core/promote.ts';
import type { Binary, BinaryOp, Member, Negate, Node } from '../dsl/tree.ts';
import { attempt, fail, type Frame } from './frame.ts';
import { numberOf, sizeResult, showResult, tensorOf, unknown, type NumberResult, type Result, type TensorResult } from './result.ts';
import { addDims, divideDims, isKnown, mulDims, remDims, showShape, subDims, type Dim } from '../core/dim.ts';

const calculated: Readonly<Record<Exclude<BinaryOp, '@'>, { readonly number: (a: number, b: number) => number; readonly dim?: (a: Dim, b: Dim) => Dim | undefined }>> = {
  '+': { number: (a, b) => a + b, dim: addDims },
  '-': { number: (a, b) => a - b, dim: subDims },
  '*': { number: (a, b) => a * b, dim: mulDims },
  '/': { number: (a, b) => a / b, dim: divideDims },
  // The sign of the divisor, as between tensors.
  '%': { number: (a, b) => a - b * Math.floor(a / b), dim: (a, b) => (b === 0 ? undefined : remDims(a, b)) },
  '**': { number: (a, b) => a ** b },
};

const operations = { '+': 'add', '-': 'sub', '*': 'mul', '/': 'div', '%': 'mod', '**': 'pow' } as const;

export function binary(f: Frame, e: Binary, left: Result, right: Result): Result {
  if (left.kind === 'unknown' || right.kind === 'unknown') return unknown;
  for (const [side, at] of [[left, e.left], [right, e.right]] as const)
    if (side.kind !== 'tensor' && side.kind !== 'number') return fail(f, 'NN0337', `${e.op} needs tensors or numbers, but the ${at === e.left ? 'left' : 'right'} side is ${showResult(side)}`, at, hintFor(side));
  const a = left as TensorResult | NumberResult, b = right as TensorResult | NumberResult;
  const at = operatorNode(e);
  if (e.op === '@') {
    if (a.kind === 'number' || b.kind === 'number') return fail(f, 'NN0216', `@ multiplies matrices, but one side is ${showResult(a.kind === 'number' ? a : b)}`, at, 'write *');
    return matmul(f, a, b, at);
  }
  const { op } = e;
  if (a.kind === 'number' && b.kind === 'number') return calculate(f, op, a, b, at);
  return attempt(f, at, () => tensorOf(f.run.b[operations[op]](...meet(f, op, a, b)), weak(a) && weak(b)));
}

const hintFor = (r: Result): string | undefined => (r.kind === 'tuple' ? 'name its parts: let a, b = …' : undefined);
const weak = (r: TensorResult | NumberResult): boolean => r.kind === 'number' || r.weak;

/** Where a mistake of the operator is shown: at the operator with its right side, after the left side. */
function operatorNode(e: Binary): Node {
  return { ...e, span: { start: e.left.span.end, end: e.right.span.end } };
}

function calculate(f: Frame, op: Exclude<BinaryOp, '@'>, a: NumberResult, b: NumberResult, at: Node): Result {
  const { number, dim } = calculated[op];
  const size = a.dim === undefined || b.dim === undefined || !dim ? undefined : attempt(f, at, () => dim(a.dim!, b.dim!));
  if (size !== undefined && typeof size === 'object' && 'kind' in size) return unknown;
  if (size !== undefined && !isKnown(size)) return sizeResult(size);
  return numberOf(number(a.value, b.value));
}

type Operand = Value | number;

/** Both operands, converted so that numbers and what was made of numbers only do not change the other's dtype. */
function meet(f: Frame, op: keyof typeof operations, a: TensorResult | NumberResult, b: TensorResult | NumberResult): [Operand, Operand] {
  const dtype = (r: TensorResult | NumberResult): DType | undefined => (r.kind === 'tensor' && !r.weak ? r.value.type.dtype : undefined);
  const whole = (r: TensorResult | NumberResult): boolean => r.kind === 'number' && (r.dim !== undefined || Number.isInteger(r.value));
  const strong = [dtype(a), dtype(b)].filter((d) => d !== undefined);
  let to: DType = strong.length === 0 ? 'f32' : strong.reduce(promote);
  // 2 * ids stays i32, 0.5 * ids and ids / 2 are f32.
  const fractional = op === '/' || op === '**' || [a, b].some((r) => weak(r) && !whole(r));
  if (!isFloat(to) && fractional) to = 'f32';
  if (to === 'bool' && strong.length < 2) to = 'i32';
  const operand = (r: TensorResult | NumberResult): Operand =>
    (r.kind === 'number' ? r.value : r.value.type.dtype === to ? r.value : f.run.b.convert(r.value, { dtype: to }));
  return [operand(a), operand(b)];
}

function matmul(f: Frame, a: TensorResult, b: TensorResult, at: Node): Result {
  const p = a.value.type.shape, q = b.value.type.shape;
  return attempt(f, at, () => {
    const k = p.at(-1), l = q.length > 1 ? q.at(-2) : q[0];
    if (k !== undefined && l !== undefined && subDims(k, l) !== 0) {
      if (f.lost.equations) return unknown;
      const transposed = q.at(-1) !== undefined && subDims(k, q.at(-1)!) === 0;
      return fail(f, 'NN0215', `@ of ${showShape(p)} and ${showShape(q)}: the inner sizes ${String(k)} and ${String(l)} differ`, at,
        transposed ? 'transpose the right side with .T' : 'the last size of the left must equal the second last of the right');
    }
    const [x, y] = meet(f, '*', a, b);
    return tensorOf(f.run.b.matmul(x as Value, y as Value));
  });
}

export function negate(f: Frame, e: Negate, value: Result): Result {
  switch (value.kind) {
    case 'number': return value.dim === undefined ? numberOf(-value.value) : sizeResult(mulDims(value.dim, -1));
    case 'tensor': return attempt(f, e, () => tensorOf(f.run.b.neg(value.value), value.weak));
    case 'unknown': return unknown;
    default: return fail(f, 'NN0337', `- needs a tensor or a number, but found ${showResult(value)}`, e.value, hintFor(value));
  }
}

/** x.T: the last two axes change places. */
export function member(f: Frame, e: Member, object: Result): Result {
  if (object.kind === 'unknown' || e.name.text === '') return unknown;
  if (e.name.text !== 'T') return fail(f, 'NN0333', `there is no '.${e.name.text}'`, e.name, 'a tensor has .T, which swaps its last two axes');
  if (object.kind !== 'tensor') return fail(f, 'NN0337', `.T needs a tensor, but found ${showResult(object)}`, e.object, hintFor(object));
  const { value } = object, rank = value.type.shape.length;
  if (rank < 2) return fail(f, 'NN0333', `.T needs a tensor of two axes or more, but found ${showResult(object)}`, e);
  const order = Array.from({ length: rank }, (_, i) => (i < rank - 2 ? i : 2 * rank - 3 - i));
  return tensorOf(f.run.b.transpose(value, { order }));
}
