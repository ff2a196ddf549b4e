/**
 * The entry to the language: nn`model …` or nn('model …'). The text is parsed and checked at once; a mistake is an error
 * with all that was found. Of several models in a text it gives the one that no other calls, the last such.
 */
import type { Said } from '../core/types/dim.ts';
import { parse } from '../dsl/parse.ts';
import { source } from '../dsl/source.ts';
import type { MistakeIn, SignatureOf } from '../typecheck/types/source.ts';
import type { Hole } from './hole.ts';
import { makeModel } from './model.ts';
import type { ModelOf, Written } from './modelType.ts';
import { modelsOf } from './template.ts';

type Text = `${string}model ${string}`;
/** What S says of a model: it is a text with models, or a signature by itself. */
type SignatureIn<S extends string> = S extends Text ? SignatureOf<S> : S;
/** The type of the argument: what is given, or the sentence that says what is wrong with the text. A signature, which editors give for each template, is not searched for mistakes. */
type Given<S extends string, P> = [S] extends [Text] ? (MistakeIn<S> extends infer M extends string ? Said<M> : Taken<S, P>) : Taken<S, P>;
type Taken<S extends string, P> = S | Written<S, P> | TemplateStringsArray;

export type { Hole } from './hole.ts';
export type { CallOptions, Model, ModelWith, ParametersOf, Written } from './modelType.ts';

/**
 * A model from its text, in the nn language: read, checked for shapes, and ready to be called. Holes hold numbers, other models,
 * layers and functions on tensors. A mistake is an error that shows the place in the text.   The language: docs/guide/language.md.
 * @example
 * const Net = nn`model Net(x: f32[B, 3]) -> f32[B, 2] = x |> linear(4) |> relu |> linear(2)`;
 * Net.signature // 'Net(x: f32[B, 3]) -> f32[B, 2]'
 * Net(Net.init(random.key(0)), zeros([5, 3])).shape // [5, 2]
 */
export function nn<const S extends string, P = unknown>(given: Given<S, P>, ...holes: readonly Hole[]): ModelOf<SignatureIn<S>, P> {
  // Nothing but a type is ever a Written.
  const text = given as string | TemplateStringsArray, from = source(typeof text === 'string' ? text : text.raw);
  const { tree, diagnostics: syntax } = parse(from);
  const { main, template } = modelsOf({ tree, text: from.text, holes, syntax });
  return makeModel(main, template) as unknown as ModelOf<SignatureIn<S>, P>;
}
