/** nn<"Mlp(x: f32[B, 784]) -> f32[B, 10]">`…`: the signature written for TypeScript without tools, held against the template's own. */
import type { Diagnostic, Span } from '../core/diagnostic.ts';
import type { CheckedModel } from './model.ts';
import { wholeSignature } from './rewrite.ts';

export interface WrittenSignature {
  readonly signature: string;
  /** Without its quotes. */
  readonly span: Span;
  /** No other type stands beside it. */
  readonly isAlone: boolean;
}

// Where the type argument begins with a literal; of others TypeScript alone knows what they are.
const literal = /^(\s*)(?:"([^"\\]*)"|'([^'\\]*)'|`([^`\\$]*)`)\s*(,|$)/;

/** `types` is what stands between `<` and `>`. */
export function writtenSignature(text: string, types: Span | undefined): WrittenSignature | undefined {
  const found = types && literal.exec(text.slice(types.start, types.end)), signature = found?.[2] ?? found?.[3] ?? found?.[4];
  if (!types || !found || signature === undefined) return undefined;
  const start = types.start + found[1]!.length + 1;
  return { signature, span: { start, end: start + signature.length }, isAlone: found[5] === '' };
}

/** Undefined where nothing is written, or where either side is not known. */
export function staleTypes(text: string, types: Span | undefined, main: CheckedModel | undefined): Diagnostic | undefined {
  const written = writtenSignature(text, types), signature = main && wholeSignature(main);
  if (!types || !written || signature === undefined || written.signature === signature) return undefined;
  return {
    code: 'NN1004', severity: 'error', span: types,
    message: `the type says ${written.signature}, but the template is ${signature}`,
    hint: 'npx cotangent codemod writes the types of all templates anew',
  };
}
