import { isFloat } from '../core/dtype.ts';
import type { Graph, Type, Value } from '../core/graph.ts';
import { called, fits } from './call.ts';
import type { Op } from './op.ts';

/** Operands: the function's own x, then tensors from outside that its body uses, then those that its rule uses. */
export interface CustomVjpParams {
  /** (x, outside) → y */
  readonly body: Graph;
  /** (x, outside) → (y, residuals); inside a rule that uses its own function, the rule's name. */
  readonly forward: Graph | string;
  /** (residuals, ȳ of the floats, outside) → x̄ of the floats; or the rule's name. */
  readonly backward: Graph | string;
  /** The rule's name. */
  readonly name: string;
  /** How many operands are x, and how many are the body's from outside. */
  readonly own: number;
  readonly outside: number;
}

const floats = (types: readonly Type[]): readonly Type[] => types.filter((t) => isFloat(t.dtype));
const typesOf = (values: readonly Value[]): readonly Type[] => values.map((v) => v.type);

/** y = body(x), with cotangents by a rule of the user's own. */
export const customVjp: Op<CustomVjpParams, [operands: readonly Value[]], readonly Value[]> = {
  name: 'customVjp', arity: undefined, manyOutputs: true, control: 'call',
  type(inputs, { body, forward, backward, own, outside }) {
    const x = inputs.slice(0, own), y = called('customVjp', inputs.slice(0, own + outside), body), ofRule = inputs.slice(own + outside);
    if (typeof forward !== 'string' && typeof backward !== 'string') {
      const residuals = typesOf(forward.outputs).slice(y.length);
      fits('customVjp', 'what the way forward is given', [...x, ...ofRule], typesOf(forward.inputs));
      fits('customVjp', 'what the way forward gives', typesOf(forward.outputs).slice(0, y.length), y);
      fits('customVjp', 'what the way back is given', [...residuals, ...floats(y), ...ofRule], typesOf(backward.inputs));
      fits('customVjp', 'what the way back gives', typesOf(backward.outputs), floats(x));
    }
    return y;
  },
  // Differentiated by its rule.
  samples: [],
};
