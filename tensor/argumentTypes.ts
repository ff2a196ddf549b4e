/** Arguments of which only shapes and dtypes are given: trees with tensors or `{ shape, dtype }` for leaves. */
import { isDType, type DType } from '../core/dtype.ts';
import { flatten, leafPaths, unflatten } from '../core/tree.ts';
import { numberType } from './promotion.ts';
import { Tensor } from './tensor.ts';
import type { Like } from './trace.ts';

/** What is known of a tensor before there is one. */
export interface TensorType {
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** The tree with types where tensors may stand. */
export type TypeTree<T> = T extends Tensor ? Tensor | TensorType
  : T extends (...args: never[]) => unknown ? T
  : T extends object ? { readonly [K in keyof T]: TypeTree<T[K]> }
  : T;

const isType = (x: unknown): x is TensorType => {
  if (typeof x !== 'object' || x === null || x instanceof Tensor) return false;
  const { shape, dtype } = x as Partial<TensorType>;
  return Array.isArray(shape) && shape.every((d) => Number.isInteger(d) && d >= 0) && isDType(dtype as string);
};

export interface ArgumentTypes {
  readonly tensors: readonly Like[];
  readonly paths: readonly string[];
  /** For each argument, which of `tensors` it holds: [start, end). */
  readonly ranges: readonly (readonly [number, number])[];
  readonly rebuild: (tensors: readonly Tensor[]) => unknown[];
}

const typeOf = (x: Tensor | TensorType | number): Like => (typeof x === 'number' ? { ...numberType(x), shape: [] } : { shape: x.shape, dtype: x.dtype, weak: x instanceof Tensor && x.weak });

/** As readArguments, for tracing alone. */
export function readTypes(args: readonly unknown[], fixed: readonly number[] = [], fixedNames: readonly string[] = []): ArgumentTypes {
  const { leaves, def } = flatten([...args], isType), names = leafPaths(def).map((path) => path.split('.'));
  const isFixed = ([argument, member]: readonly string[]): boolean => fixed.includes(Number(argument)) || (member !== undefined && fixedNames.includes(member));
  const at = leaves.flatMap((x, i) => ((x instanceof Tensor || typeof x === 'number' || isType(x)) && !isFixed(names[i]!) ? [i] : []));
  const before = (argument: number): number => at.filter((i) => Number(names[i]![0]) < argument).length;
  return {
    ranges: args.map((_, i) => [before(i), before(i + 1)]),
    tensors: at.map((i) => typeOf(leaves[i] as Tensor | TensorType | number)),
    paths: at.map((i) => [`arguments[${names[i]![0]}]`, ...names[i]!.slice(1)].join('.')),
    rebuild(tensors) {
      const filled = [...leaves];
      at.forEach((i, k) => { filled[i] = tensors[k]; });
      return unflatten(def, filled) as unknown[];
    },
  };
}
