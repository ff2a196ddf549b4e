/** In which dtype products are formed and added up: what preferredElementType asks for, as XLA's dot understands it. */
import { isFloat, type DType } from '../../core/dtype.ts';
import { CotangentError } from '../../core/diagnostic.ts';
import { promote } from '../../core/promote.ts';
import { checkDType } from '../create.ts';

export function checkElementType(name: string, dtype: DType | undefined): void {
  if (dtype !== undefined) checkDType(name, dtype);
}

/** Operands of `own` are multiplied in `inner`, and what comes out is `result`. Truth values are counted, and the count is true or false. */
export function innerDType(own: DType, preferred: DType | undefined): { readonly inner: DType; readonly result: DType } {
  const result = preferred ?? own;
  if (preferred !== undefined && isFloat(own) && !isFloat(preferred))
    throw new CotangentError(`products of ${own} do not add up to ${preferred}`, { code: 'NN0205', hint: 'choose a float for preferredElementType' });
  const inner = promote(own, result);
  return { inner: inner === 'bool' ? 'i32' : inner, result };
}
