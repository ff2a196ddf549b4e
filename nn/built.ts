/**
 * What stands in a built program where nn`…` stood: the template's tree as data, so that neither the parser nor its
 * grammar is needed any more. Build steps write these calls (docs/guide/build.md); nobody else should.
 */
// A program may have no other import of cotangent left.
import '../tensor/methods.ts';
import { CotangentError } from '../core/diagnostic.ts';
import { unpack, type Packed } from '../dsl/packed.ts';
import type { Hole } from './hole.ts';
import { makeModel } from './model.ts';
import type { Model } from './modelType.ts';
import { modelsOf, type TemplateModels } from './template.ts';

/**
 * The model of a built template, given as its data or the JSON of it. It is checked again, with what its holes hold, and has to be what was built.
 * Errors: NN1020 for data that was changed or made by another version, NN1021 when the model has become another one.
 */
export function built(data: Packed | string, ...holes: readonly Hole[]): Model {
  const { main, template } = read(data, holes);
  return makeModel(main, template);
}

/** Every model of a built .nn file by its name; the one that no other calls is the `default`. */
export function builtFile(data: Packed | string): Readonly<Record<string, Model>> {
  const { main, models, template } = read(data, []);
  const byName = new Map(models.map((m) => [m, makeModel(m, template)]));
  return { ...Object.fromEntries([...byName].map(([{ name }, model]) => [name, model])), default: byName.get(main)! };
}

function read(data: Packed | string, holes: readonly Hole[]): TemplateModels {
  const { tree, text, signature } = unpack(data);
  // Where the text was left out, blank lines of the same length: a message still shows line and column.
  const blank = typeof text === 'string' ? text : text.map((length) => ' '.repeat(length)).join('\n');
  const read = modelsOf({ tree, text: blank, holes }), { main } = read;
  if (signature === '' || signature === main.signature) return read;
  throw new CotangentError(`${main.name} was built as ${signature}, but is ${main.signature} here`, { code: 'NN1021', hint: 'build again, with the version of cotangent that runs' });
}
