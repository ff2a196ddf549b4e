/**
 * The entry to the language: nn`model …` or nn('model …'). The text is parsed and checked at once; a mistake is an error
 * with all that was found. Of several models in a text it gives the one that no other calls, the last such.
 */
import { CotangentError, renderDiagnostic } from '../core/diagnostic.ts';
import { parse } from '../dsl/parse.ts';
import { source } from '../dsl/source.ts';
import { check } from '../typecheck/check.ts';
import { mainModel } from '../typecheck/model.ts';
import type { Template } from '../lowering/elaborate.ts';
import { readHoles, type Hole } from './hole.ts';
import { layers } from './library.ts';
import { makeModel, type Model } from './model.ts';

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
  const { symbolic, known } = readHoles(holes);
  const { tree, diagnostics } = parse(from);
  const checked = check(tree, layers, { holes: symbolic, syntax: diagnostics });
  const wrong = [...diagnostics, ...checked.diagnostics].filter((d) => d.severity === 'error');
  if (wrong.length > 0)
    throw new CotangentError(wrong.map((d) => renderDiagnostic(d, from.text)).join('\n\n'), { code: wrong[0]!.code, diagnostics: wrong, hint: 'npx cotangent check shows such mistakes before anything runs' });
  const { models } = checked, main = mainModel(tree, models);
  if (!main) throw new CotangentError('nn: the text has no model', { code: 'NN0526', hint: 'write nn`model Name(x: f32[B, 4]) -> f32[B, 2] = x |> linear(2)`' });
  const template: Template = { text: from.text, holes: known, library: layers, models: new Map(models.map((m) => [m.name, m])) };
  return makeModel(main, template);
}
