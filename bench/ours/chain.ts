/** Small operations in a row: what calls and compilation cost, not arithmetic. */
import { add, jit, mul, sin, tensor, type Tensor } from '../../index.ts';
import type { Run } from '../child.ts';
import { uniform } from '../inputs.ts';
import type { SpecOf } from '../workloads.ts';

export const chain = ({ n, links, compiled, at }: SpecOf<'chain'>): Run => {
  const repeated = (x: Tensor): Tensor => {
    for (let i = 0; i < links; i++) x = sin(add(mul(x, 0.99), 0.01));
    return x;
  };
  const f = compiled ? jit(repeated) : repeated, x = tensor(uniform(n, 6));
  return {
    // Operation by operation the values between are left to the collector, as in any program.
    step: () => f(x).dispose(),
    check: async () => {
      const elements = await f(x).data();
      return at.map((p) => elements[p]!);
    },
  };
};
