/** What stands at an offset of a file: its template, the nodes around it, the name. */
import type { Span } from '../../core/diagnostic.ts';
import { namesOf, type Names, type NnSymbol } from '../../dsl/names.ts';
import { nodesAt } from '../../dsl/services.ts';
import type { File, Model, Node } from '../../dsl/tree.ts';
import type { CheckedModel } from '../model.ts';
import { moved } from './analysis.ts';
import type { AnalysedTemplate, Analysis } from './service.ts';

export interface Place {
  readonly template: AnalysedTemplate;
  /** The offset in the template. */
  readonly at: number;
  /** From the file inwards. */
  readonly nodes: readonly Node[];
  readonly names: Names;
  readonly symbol: NnSymbol | undefined;
  readonly model: Model | undefined;
  inFile(span: Span): Span;
}

export function placeAt(file: Analysis, offset: number): Place | undefined {
  const template = file.templateAt(offset);
  if (!template) return undefined;
  const { start } = template.span, at = offset - start, nodes = nodesAt(template.tree, at), names = namesIn(template.tree);
  return {
    template, at, nodes, names, symbol: names.at(at), model: nodes.find((n) => n.kind === 'model'),
    inFile: (span) => moved(span, start),
  };
}

const found = new WeakMap<File, Names>();

export function namesIn(tree: File): Names {
  let names = found.get(tree);
  if (!names) found.set(tree, names = namesOf(tree));
  return names;
}

export const checkedOf = ({ models }: Pick<AnalysedTemplate, 'models'>, node: Model | undefined): CheckedModel | undefined => models.find((m) => m.node === node);

/** Whether two stretches of text have a place in common; those that touch do. */
export const touches = (a: Span, b: Span): boolean => a.start <= b.end && b.start <= a.end;
