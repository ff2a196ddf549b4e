import { isFloat } from '../core/dtype.ts';
import type { Graph, Type, Value } from '../core/graph.ts';
import { called, fits } from './call.ts';
import type { Op } from './op.ts';

/** Operands: the function's own x, then tensors from outside that its body uses, then those that its rule uses. */
export interface CustomJvpParams {
  /** (x, outside) → y */
  readonly body: Graph;
  /** (x, ẋ of the floats, outside) → (y, ẏ of the floats); inside a rule that uses its own function, the rule's name. */
  readonly rule: Graph | string;
  /** The rule's name. */
  readonly name: string;
  /** How many operands are x, and how many are the body's from outside. */
  readonly own: number;
  readonly outside: number;
}

const floats = (types: readonly Type[]): readonly Type[] => types.filter((t) => isFloat(t.dtype));

/** y = body(x), with a tangent by a rule of the user's own. */
export const customJvp: Op<CustomJvpParams, [operands: readonly Value[]], readonly Value[]> = {
  name: 'customJvp', arity: undefined, manyOutputs: true, control: 'call',
  type(inputs, { body, rule, own, outside }) {
    const x = inputs.slice(0, own), y = called('customJvp', inputs.slice(0, own + outside), body);
    if (typeof rule !== 'string') {
      fits('customJvp', 'what the rule is given', [...x, ...floats(x), ...inputs.slice(own + outside)], rule.inputs.map((v) => v.type));
      fits('customJvp', 'what the rule gives', rule.outputs.map((v) => v.type), [...y, ...floats(y)]);
    }
    return y;
  },
  // Differentiated by its rule.
  samples: [],
};
