/** What depends on what from turn to turn of a loop, by its body: (constants, carries, what else each turn is given) → (carries, what else it gives). */
import { isFloat } from '../../core/dtype.ts';
import type { Graph } from '../../core/graph.ts';
import { influenced, influencing } from './dependence.ts';

export interface Loop {
  readonly body: Graph;
  readonly constants: number;
  readonly carries: number;
}

/** Which inputs of the body move when the `active` ones do: a carried value also moves by what becomes of it. */
export function moving({ body, constants, carries }: Loop, active: readonly boolean[]): readonly boolean[] {
  let moves = body.inputs.map((x, i) => active[i] && isFloat(x.type.dtype));
  for (;;) {
    const set = influenced(body, moves);
    const next = moves.map((m, i) => m || (i >= constants && i < constants + carries && set.has(body.outputs[i - constants])));
    if (next.every((m, i) => m === moves[i])) return moves;
    moves = next;
  }
}

/** Which results of the body can have a cotangent when those of the loop that are `wanted` have one. */
export function returning({ body, constants, carries }: Loop, wanted: readonly boolean[], moves: readonly boolean[]): readonly boolean[] {
  let back = wanted;
  for (;;) {
    const set = influencing(body, body.outputs.filter((_, i) => back[i]));
    const next = back.map((w, i) => w || (i < carries && set.has(body.inputs[constants + i])));
    if (next.every((w, i) => w === back[i])) break;
    back = next;
  }
  const set = influenced(body, moves);
  return back.map((w, i) => w && (i < carries ? moves[constants + i] : set.has(body.outputs[i])));
}
