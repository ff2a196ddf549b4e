/** nn<"Mlp(x: f32[B, 784]) -> f32[B, 10]">`…`: the signature written for TypeScript without tools, held against the template's own. */
import type { Diagnostic, Span } from '../core/diagnostic.ts';
import type { CheckedModel } from './model.ts';
import { wholeSignature } from './rewrite.ts';

// Where the type argument begins with a literal; of others TypeScript alone knows what they are.
const literal = /^\s*(?:"([^"\\]*)"|'([^'\\]*)'|`([^`\\$]*)`)\s*(?:,|$)/;

/** `types` is what stands between `<` and `>`. Undefined where nothing is written, or where either side is not known. */
export function staleTypes(text: string, types: Span | undefined, main: CheckedModel | undefined): Diagnostic | undefined {
  const found = types && literal.exec(text.slice(types.start, types.end)), signature = main && wholeSignature(main);
  const written = found?.[1] ?? found?.[2] ?? found?.[3];
  if (!types || written === undefined || signature === undefined || written === signature) return undefined;
  return {
    code: 'NN1004', severity: 'error', span: types,
    message: `the type says ${written}, but the template is ${signature}`,
    hint: 'npx cotangent codemod writes the types of all templates anew',
  };
}
