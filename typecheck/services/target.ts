/** What is called by a name or a hole, as far as its arguments go: a layer of the library, a model, or a layer with a name. */
import { showType } from '../../core/shape.ts';
import { show } from '../../dsl/printer.ts';
import type { ArgKind, ArgSpec, Library } from '../layer.ts';
import type { CheckedModel } from '../model.ts';
import { namesIn } from './place.ts';
import type { AnalysedTemplate } from './service.ts';

export interface Argument { readonly name: string; readonly kind: ArgKind; readonly rest: boolean; readonly code: string; readonly text: string }

export interface Target {
  readonly name: string;
  readonly text: string;
  readonly sizes: readonly string[];
  readonly args: readonly Argument[];
  /** ` -> f32[B, 2]` of a model. */
  readonly result: string;
}

export function targetOf(word: string, at: number, { source, tree, models, values }: Pick<AnalysedTemplate, 'source' | 'tree' | 'models' | 'values'>, library: Library): Target | undefined {
  const hole = source.holes.findIndex((h) => h.start === at), value = values[hole];
  const named = namesIn(tree).symbols.find((s) => s.kind === 'layer' && s.name === word)?.node;
  const made = named?.kind === 'layer' && named.value.kind === 'call' && named.value.callee.kind === 'identifier' ? named.value.callee.text : word;
  const model = value?.kind === 'model' ? (value.model as CheckedModel) : hole < 0 ? models.find((m) => m.name === made) : undefined;
  const name = hole < 0 ? word : '${…}';
  if (model) {
    const { node, inputs, signature } = model;
    return {
      name, text: '', result: signature.slice(signature.lastIndexOf(' -> ')),
      // A name may be missing still.
      sizes: named ? [] : node.sizes.map((s) => (s.name.text || '?') + (s.default ? ` = ${show(s.default)}` : '')),
      args: node.inputs.map((p) => {
        const input = inputs.find((i) => i.name === p.name.text);
        return { name: p.name.text, kind: 'tensor', rest: false, code: `${p.name.text}: ${input ? showType(input.type) : show(p.type)}`, text: p.default ? 'May be left out.' : '' };
      }),
    };
  }
  const layer = value?.kind === 'layer' ? value.layer : hole < 0 ? library.get(made) : undefined;
  // A layer with a name has its other arguments already.
  return layer && {
    name, text: layer.doc, sizes: [], result: '',
    args: Object.entries(layer.args).filter(([, { kind }]) => !named || kind === 'tensor').map(([n, spec]) => ({ name: n, kind: spec.kind, rest: spec.rest === true, code: showArgument(n, spec), text: argumentWords(spec) })),
  };
}

export const showArgument = (name: string, spec: ArgSpec): string =>
  `${name}${spec.rest ? ', …' : ''}: ${spec.kind === 'dim' ? 'size' : spec.kind}${spec.default === undefined || spec.default === null ? '' : ` = ${String(spec.default)}`}`;

const kinds: Readonly<Record<ArgKind, string>> = {
  tensor: 'a tensor', dim: 'a size', integer: 'a whole number that is known before running', number: 'a number', flag: 'true or false', word: 'a word in "…"',
};
export const argumentWords = (spec: ArgSpec): string =>
  `${kinds[spec.kind]}${spec.rest ? '; any number of them' : ''}${spec.default === undefined ? '' : spec.default === null ? '; may be left out' : `; ${String(spec.default)} when left out`}`;
