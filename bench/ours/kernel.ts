/** One jitted function, run again and again on the same tensors. */
import { jit, type Tensor } from '../../index.ts';
import type { Run } from '../child.ts';

export const kernel = (f: (...inputs: Tensor[]) => Tensor, inputs: Tensor[], at: number[]): Run => {
  const compiled = jit(f);
  return {
    step: () => compiled(...inputs).dispose(),
    check: async () => {
      const elements = await compiled(...inputs).data();
      return at.map((p) => elements[p]!);
    },
  };
};
