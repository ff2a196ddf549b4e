/** Calls that are refused: each throws a CotangentError with this code and sentence, at once and while tracing. */
import { describe, expect, test } from 'vitest';
import { device } from '../../../tensor/device.ts';
import { jit } from '../../../tensor/transform/jit.ts';
import type { Tensor } from '../../../tensor/tensor.ts';

export type Refused = readonly (readonly [what: string, call: () => unknown, code: string, message: RegExp])[];

export function refuses(list: Refused): void {
  describe('what cannot be is refused, in a sentence', () => {
    test.each(list)('%s', (_, call, code, message) => {
      device('cpu', { threads: 1 });
      const error = expect.objectContaining({ name: 'CotangentError', message: expect.stringMatching(message) as unknown, code });
      expect(call).toThrow(error);
      expect(() => jit(() => call() as Tensor)()).toThrow(error);
    });
  });
}
