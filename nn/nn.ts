/**
 * The entry to the language: nn`model …` or nn('model …'). The text is parsed and checked at once; a mistake is an error
 * with all that was found. Of several models in a text it gives the one that no other calls, the last such.
 */
import { parse } from '../dsl/parse.ts';
import { source } from '../dsl/source.ts';
import type { Hole } from './hole.ts';
import { makeModel, type Model } from './model.ts';
import { modelsOf } from './template.ts';

export type { Hole } from './hole.ts';
export type { Model } from './model.ts';

/**
 * A model from its text, in the nn language: read, checked for shapes, and ready to be called. Holes hold numbers, other models,
 * layers and functions on tensors. A mistake is an error that shows the place in the text.   The language: docs/guide/language.md.
 * @example
 * const Net = nn`model Net(x: f32[B, 3]) -> f32[B, 2] = x |> linear(4) |> relu |> linear(2)`;
 * Net.signature // 'Net(x: f32[B, 3]) -> f32[B, 2]'
 * Net(Net.init(random.key(0)), zeros([5, 3])).shape // [5, 2]
 */
export function nn(text: string | TemplateStringsArray, ...holes: readonly Hole[]): Model {
  const from = typeof text === 'string' ? source(text) : source(text.raw);
  const { tree, diagnostics: syntax } = parse(from);
  const { main, template } = modelsOf({ tree, text: from.text, holes, syntax });
  return makeModel(main, template);
}
