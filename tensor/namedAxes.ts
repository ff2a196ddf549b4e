/** Names of the axes that vmap is mapping over while it traces a function: what collectives such as lax.psum refer to. The innermost of one name counts. */
import { CotangentError } from '../core/diagnostic.ts';

interface NamedAxis {
  readonly name: string;
  readonly size: number;
}

const bound: NamedAxis[] = [];

/** Runs f where `name`, if there is one, means an axis of this size. */
export function withNamedAxis<T>(name: string | undefined, size: number, f: () => T): T {
  if (name === undefined) return f();
  bound.push({ name, size });
  try {
    return f();
  } finally {
    bound.pop();
  }
}

/** The size of the axis of this name; `what` asks. */
export function namedAxisSize(what: string, name: string): number {
  const axis = bound.findLast((a) => a.name === name);
  if (axis) return axis.size;
  const names = [...new Set(bound.map((a) => `'${a.name}'`))];
  throw new CotangentError(`${what}: no axis is named '${name}' here${names.length > 0 ? `; there is ${names.join(', ')}` : ''}`,
    { code: 'NN0544', hint: `call it in a function that is mapped by vmap(f, { axisName: '${name}' })` });
}

/** Equal where the same names mean axes of the same sizes. */
export const boundAxesKey = (): string => bound.map(({ name, size }) => `${JSON.stringify(name)}:${size};`).join('');
