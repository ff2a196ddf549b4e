/** From the tree of a template, read from text or from what a build step made of it, to its models, checked. */
import { CotangentError, renderDiagnostic, type Diagnostic } from '../core/diagnostic.ts';
import type { File } from '../dsl/tree.ts';
import type { Template } from '../lowering/elaborate.ts';
import { check } from '../typecheck/check.ts';
import { mainModel, type CheckedModel } from '../typecheck/model.ts';
import { readHoles, type Hole } from './hole.ts';
import { layers } from './library.ts';

export interface TemplateText {
  readonly tree: File;
  /** As spans count in it. */
  readonly text: string;
  readonly holes: readonly Hole[];
  /** What the parser has said of the text. */
  readonly syntax?: readonly Diagnostic[];
}

export interface TemplateModels {
  /** The one that no other calls, the last such. */
  readonly main: CheckedModel;
  readonly models: readonly CheckedModel[];
  /** What `makeModel` needs beside the model. */
  readonly template: Template;
}

export function modelsOf({ tree, text, holes, syntax = [] }: TemplateText): TemplateModels {
  const { symbolic, known } = readHoles(holes);
  const { models, diagnostics } = check(tree, layers, { holes: symbolic, syntax });
  const wrong = [...syntax, ...diagnostics].filter((d) => d.severity === 'error');
  if (wrong.length > 0)
    throw new CotangentError(wrong.map((d) => renderDiagnostic(d, text)).join('\n\n'), { code: wrong[0]!.code, diagnostics: wrong, hint: 'npx cotangent check shows such mistakes before anything runs' });
  const main = mainModel(tree, models);
  if (!main) throw new CotangentError('nn: the text has no model', { code: 'NN0526', hint: 'write nn`model Name(x: f32[B, 4]) -> f32[B, 2] = x |> linear(2)`' });
  return { main, models, template: { text, holes: known, library: layers, models: new Map(models.map((m) => [m.name, m])) } };
}
