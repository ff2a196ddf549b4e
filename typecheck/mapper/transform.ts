/**
 * What TypeScript 7.1 sees in place of a .nn file, by its content mappers: one export for each model, and the model that no other
 * calls as the default.
 *
 *     model Mlp(x: f32[B, 784]) -> f32[B, 10] = x |> linear(10)
 *
 *     export declare const Mlp: import('cotangent').ModelWith<"Mlp(x: f32[B, 784]) -> f32[B, 10]", MlpParameters>;
 *     interface MlpParameters { readonly linear: { readonly weight: Tensor<[784, 10], 'f32'>; … } }
 *     export default Mlp;
 *
 * Names are mapped to where they are written, so definition, references and rename go through files of both kinds. Mistakes of form
 * are syntax errors. Any other would be lost where TypeScript has no error of its own: it is a directive that expects an error which
 * never comes, and says our sentence instead. Such a mistake leaves the errors of other files to be told, which a syntax error does not.
 */
import type { Diagnostic } from '../../core/diagnostic.ts';
import { parse } from '../../dsl/parse.ts';
import { source } from '../../dsl/source.ts';
import { check } from '../check.ts';
import type { Library } from '../layer.ts';
import { mainModel, type CheckedModel } from '../model.ts';
import { parameterPlaces } from '../parameterPlaces.ts';
import { parameterTypes } from '../parameterTypes.ts';
import { resultTypes } from '../signature.ts';
import { directive, feature, spanKind, type MapperDiagnostic, type SpanMapping, type TransformResult } from './protocol.ts';

/** Before the number of a code: NN0302 is number 302 of this source. */
export const diagnosticSource = 'NN0';

export function transform(text: string, library: Library, module = 'cotangent'): TransformResult {
  const { tree, diagnostics: syntax } = parse(source(text)), checked = check(tree, library, { syntax });
  const output = new Output(), from = `import(${JSON.stringify(module)})`;
  for (const model of checked.models) exportModel(output, model, from);
  const main = mainModel(tree, checked.models);
  output.write(main ? `export default ${main.name};\n` : 'export {};\n');
  const mistakes = checked.diagnostics.filter(isError);
  return {
    text: output.text, extension: '.ts', mappings: output.mappings, diagnostics: syntax.filter(isError).map(told),
    ...(mistakes.length > 0 && {
      diagnosticDirectives: {
        unusedExpectDirectiveDiagnostics: mistakes.map(({ code, message, hint }) => ({ code: numberOf(code), messageText: sentence(message, hint) })),
        directives: mistakes.map(({ span }, i) => [span.start, span.end - span.start, output.text.length, output.text.length, directive.expect, i] as const),
      },
    }),
  };
}

function exportModel(output: Output, model: CheckedModel, from: string): void {
  const { name } = model.node, parameters = `${name.text}Parameters`;
  const isKnown = model.inputs.length === model.node.inputs.length && model.outputs.length === resultTypes(model.node).length;
  output.write('export declare const ');
  output.mapped(name.text, name.span.start, spanKind.verbatim);
  output.write(`: ${from}.${!isKnown ? 'Model' : model.ok ? `ModelWith<${JSON.stringify(model.signature)}, ${parameters}>` : `Model<${JSON.stringify(model.signature)}>`};\n`);
  if (!isKnown || !model.ok) return;
  const types = parameterTypes(model, `${from}.Tensor`), places = parameterPlaces({ main: model, span: { start: 0, end: 0 } });
  output.write(`interface ${parameters} {`);
  let done = 0;
  for (const { path, at } of types.names) {
    const last = path.slice(path.lastIndexOf('.') + 1), place = places.get(path)?.span ?? name.span;
    output.write(types.text.slice(done, at));
    output.mapped(last, place.start, spanKind.alias, place.end - place.start, navigation);
    done = at + last.length;
  }
  output.write(`${types.text.slice(done)}}\n`);
}

/** A parameter leads to the call that makes it. As an alias it is never renamed there, though it may have the same name. */
const navigation = feature.definition | feature.typeDefinition | feature.implementation;

class Output {
  text = '';
  readonly mappings: SpanMapping[] = [];

  write(text: string): void { this.text += text; }
  mapped(text: string, start: number, kind: number, length = text.length, features: number = feature.all): void {
    this.mappings.push([this.text.length, text.length, start, length, kind, features]);
    this.text += text;
  }
}

const isError = ({ severity }: Diagnostic): boolean => severity === 'error';
const numberOf = (code: string): number => Number(code.slice(diagnosticSource.length));
const sentence = (message: string, hint: string | undefined): string => (hint === undefined ? message : `${message}; ${hint}`);
const told = ({ code, message, hint, span }: Diagnostic): MapperDiagnostic => ({ messageText: sentence(message, hint), start: span.start, length: span.end - span.start, code: numberOf(code) });
