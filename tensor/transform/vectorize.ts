/** vectorize: a function of small tensors becomes one of tensors with any further axes in front, which broadcast. As jax.numpy.vectorize. */
import { CotangentError } from '../../core/diagnostic.ts';
import { showShape } from '../../core/dim.ts';
import { broadcastShapes } from '../../core/shape.ts';
import { expandDims, squeeze } from '../functions.ts';
import { checked } from '../operation.ts';
import { Tensor } from '../tensor.ts';
import { vmap } from './vmap.ts';
import type { AnyFunction } from './traced.ts';

export interface VectorizeOptions {
  /** Arguments that f gets as they are, by position. */
  readonly excluded?: readonly number[];
  /** The last axes that f works on, by name: `(m,n),(n)->(m)`. Without it f works on scalars. */
  readonly signature?: string;
}

/** Names of the last axes of each argument and each result. */
interface Signature {
  readonly text: string;
  readonly inputs: readonly (readonly string[])[];
  readonly outputs: readonly (readonly string[])[] | undefined;
}

/**
 * f on all that the axes in front hold: the last axes of the arguments are those that the signature names, the ones before them broadcast.
 * f: (m,n),(n)->(m)   x: [..s, m, n]   y: [..t, n]   z: [..u, m], where s and t broadcast to u.
 * With several results in the signature f returns a list.   As jax.numpy.vectorize.
 * @example
 * const f = vectorize((w, x) => matmul(w, x), { signature: '(m,n),(n)->(m)' });
 * f(tensor([[1, 2], [3, 4]]), tensor([[1, 0], [0, 1], [1, 1]])) // [[1, 3], [2, 4], [3, 7]]
 * vectorize((x, y) => add(x, y))(tensor([1, 2]), tensor([[10], [20]])) // [[11, 12], [21, 22]]
 */
export function vectorize<F extends AnyFunction>(f: F, { excluded = [], signature }: VectorizeOptions = {}): (...args: Parameters<F>) => ReturnType<F> {
  const parsed = signature === undefined ? undefined : parseSignature(signature);
  return (...args) => {
    const kept = args.map((_, i) => i).filter((i) => !excluded.includes(i)), tensors = kept.map((i) => args[i] as Tensor | number);
    const { inputs, outputs, text }: Signature = parsed ?? { text: 'a function of scalars', inputs: tensors.map(() => []), outputs: undefined };
    if (tensors.length !== inputs.length) throw misfit(text, `the call has ${tensors.length} ${tensors.length === 1 ? 'argument' : 'arguments'} that are not excluded, the signature ${inputs.length}`);
    const sizes = new Map<string, number>();
    const outer = tensors.map((x, k) => {
      const shape = shapeOf(x), from = shape.length - inputs[k]!.length;
      if (from < 0) throw misfit(text, `arguments[${kept[k]}] of shape ${showShape(shape)} has fewer axes than (${inputs[k]!.join()})`);
      agree(text, sizes, inputs[k]!, shape.slice(from), `arguments[${kept[k]}]`);
      return shape.slice(0, from);
    });
    const whole = checked(() => outer.reduce<readonly number[]>((p, q) => broadcastShapes('vectorize', p, q) as readonly number[], []));

    let g: AnyFunction = (...small: readonly unknown[]): unknown => {
      const result: unknown = f(...args.map((arg, i) => (kept.includes(i) ? small[kept.indexOf(i)] : arg)));
      if (outputs) checkResults(text, outputs, sizes, result);
      return result;
    };
    // Axes of size 1 stretch: they are left out, and where all are of size 1 put back.
    const reversed = outer.map((s) => s.toReversed()), missing: number[] = [];
    whole.toReversed().forEach((_, fromEnd) => {
      const inAxes = reversed.map((s) => ((s[fromEnd] ?? 1) === 1 ? null : 0));
      if (inAxes.every((a) => a === null)) missing.push(whole.length - 1 - fromEnd);
      else g = vmap(g, { inAxes });
    });
    const small = tensors.map((x, k) => (x instanceof Tensor ? squeeze(x, outer[k]!.flatMap((n, i) => (n === 1 ? [i] : []))) : x));
    const result: unknown = g(...small), grown = (y: unknown): unknown => (y instanceof Tensor && missing.length > 0 ? expandDims(y, missing) : y);
    return (Array.isArray(result) ? result.map(grown) : grown(result)) as ReturnType<F>;
  };
}

const shapeOf = (x: Tensor | number): readonly number[] => (x instanceof Tensor ? x.shape : []);

function parseSignature(text: string): Signature {
  const sides = text.split('->').map((side) => {
    const lists = side.startsWith('(') && side.endsWith(')') ? side.slice(1, -1).split('),(').map((list) => (list === '' ? [] : list.split(','))) : undefined;
    return lists?.every((list) => list.every((name) => /^\w+$/.test(name))) ? lists : undefined;
  });
  const [inputs, outputs] = sides;
  if (sides.length !== 2 || !inputs || !outputs)
    throw new CotangentError(`vectorize: '${text}' is not a signature`, { code: 'NN0711', hint: "name the last axes of each argument and each result, as in '(m,n),(n)->(m)'" });
  return { text, inputs, outputs };
}

const misfit = (text: string, what: string): CotangentError => new CotangentError(`vectorize, ${text}: ${what}`, { code: 'NN0712', hint: 'the signature names the last axes of every argument that is not excluded, and all axes of each result' });

/** Gives names their sizes. */
function agree(text: string, sizes: Map<string, number>, names: readonly string[], shape: readonly number[], what: string): void {
  names.forEach((name, i) => {
    const size = sizes.get(name) ?? shape[i]!;
    if (size !== shape[i]) throw misfit(text, `${what} has ${shape[i]} along ${name}, which is ${size}`);
    sizes.set(name, size);
  });
}

function checkResults(text: string, outputs: readonly (readonly string[])[], inputs: ReadonlyMap<string, number>, result: unknown): void {
  const results: readonly unknown[] = outputs.length > 1 || Array.isArray(result) ? result as readonly unknown[] : [result];
  if (!Array.isArray(results) || results.length !== outputs.length)
    throw misfit(text, `the function returns ${Array.isArray(results) ? `${results.length} results` : 'one result'}, the signature has ${outputs.length}`);
  const sizes = new Map(inputs);
  results.forEach((y, k) => {
    const shape = shapeOf(y as Tensor | number);
    if (shape.length !== outputs[k]!.length) throw misfit(text, `result ${k} of shape ${showShape(shape)} does not have the axes (${outputs[k]!.join()})`);
    agree(text, sizes, outputs[k]!, shape, `result ${k}`);
  });
}
