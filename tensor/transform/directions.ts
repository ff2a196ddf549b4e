/** Tangents and cotangents: trees that have the structure, shapes and dtypes of a point. */
import { isFloat } from '../../core/dtype.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import type { Type } from '../../core/graph.ts';
import { showType } from '../../core/shape.ts';
import { zeros } from '../functions.ts';
import type { Tensor } from '../tensor.ts';
import type { Like } from '../trace.ts';

/** Positions of the floats: what a derivative is taken by. */
export const floats = (types: readonly Type[]): readonly number[] => types.flatMap((x, i) => (isFloat(x.dtype) ? [i] : []));

/** Throws where a direction is not of the type of what it stands for. `paths` of both are compared, so that the message names the place. */
export function checkDirections(what: string, found: Place[], expected: Place[]): void {
  const at = (list: readonly Place[]): ReadonlyMap<string, Type> => new Map(list.map((p) => [p.path, p.type]));
  const given = at(found), wanted = at(expected);
  const fail = (sentence: string): never => {
    throw new CotangentError(`${what}: ${sentence}`, { code: 'NN0515', hint: 'a direction has the structure of what it moves, and the shape and dtype of every tensor in it' });
  };
  for (const { path, type } of expected) {
    const t = given.get(path);
    if (!t) fail(`${named(path)} is missing; it must be ${showType(type)}`);
    else if (showType(t) !== showType(type)) fail(`${named(path)} is ${showType(t)}, but must be ${showType(type)}`);
  }
  for (const { path, type } of found) if (!wanted.has(path)) fail(`${named(path)} is ${showType(type)}, but nothing stands there`);
}

interface Place { readonly path: string; readonly type: Type }
const named = (path: string): string => (path === '' ? 'the direction' : path);

export const places = (types: readonly Type[], paths: readonly string[]): Place[] => types.map((type, i) => ({ path: paths[i]!, type }));

/** One direction for every tensor: those of the floats as given, for integers zeros, since they do not move. What moves a weak tensor is weak. */
export function filled(like: readonly Like[], ofFloats: readonly Tensor[]): readonly Tensor[] {
  let next = 0;
  return like.map(({ shape, dtype, weak = false }) => (isFloat(dtype) ? ofFloats[next++]!.weakened(weak) : zeros(shape as readonly number[], { dtype })));
}
