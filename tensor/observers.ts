/** Those on the host who are shown values of running programs, and the showing once a program has run. */
import { count } from '../core/shape.ts';
import type { Showing } from '../lowering/observed.ts';
import { fromElements } from './create.ts';
import type { Tensor } from './tensor.ts';

export type Observer = (values: readonly Tensor[]) => void;

// A graph knows its observers by number, for what a graph holds must print.
const observers: Observer[] = [];

export const addObserver = (f: Observer): number => observers.push(f) - 1;

/** Calls the observers, in the order in which the work is written. `results`: the further results of a graph with observers. */
export function show(showing: readonly Showing[], results: readonly Tensor[]): void {
  const data = results.map((x) => x.dataSync());
  /** The part of a result at a place: a number for each of its first axes. */
  const part = (i: number, at: readonly number[]): { readonly from: number; readonly size: number; readonly shape: readonly number[] } => {
    const { shape } = results[i]!, inner = shape.slice(at.length), size = count(inner);
    return { from: at.reduce((n, k, axis) => n * shape[axis]! + k, 0) * size, size, shape: inner };
  };
  const number = (i: number, at: readonly number[]): number => data[i]![part(i, at).from]!;
  const visit = (list: readonly Showing[], turns: readonly number[]): void => {
    for (const s of list) {
      switch (s.kind) {
        case 'values': {
          const { observer, levels } = s.params;
          const each = (level: number, places: readonly (readonly number[])[]): void => {
            if (level === levels.length) {
              observers[observer]!(s.values.map((i, k) => {
                const { from, size, shape } = part(i, places[k]!);
                return fromElements(data[i]!.slice(from, from + size), shape, results[i]!.dtype);
              }));
              return;
            }
            const { size, batched } = levels[level]!;
            for (let n = 0; n < size; n++) each(level + 1, places.map((p, k) => (batched[k] ? [...p, n] : p)));
          };
          each(0, s.values.map(() => turns));
          break;
        }
        case 'turns': for (let n = 0; n < s.count; n++) visit(s.inside, [...turns, s.reverse ? s.count - 1 - n : n]); break;
        case 'counted': {
          const count = number(s.turns, turns);
          // Of a longer loop the first turns are kept, and the last.
          for (let n = 0; n < count; n++) if (n < s.kept - 1 || n === count - 1) visit(s.inside, [...turns, Math.min(n, s.kept - 1)]);
          break;
        }
        case 'side': if ((number(s.test, turns) !== 0) === s.when) visit(s.inside, turns); break;
      }
    }
  };
  visit(showing, []);
}
