/** Where in a template the names in its tree of parameters come from: `h` of `params.h.linear.weight` from `let h = …`, `linear` from the call. */
import type { Span } from '../core/diagnostic.ts';
import { walk, type Model, type Node } from '../dsl/tree.ts';
import type { AnalysedTemplate } from './services/service.ts';
import { sitesOf } from './sites.ts';

/** `isName`: the text may call it otherwise, and the tree with it. */
export interface ParameterPlace { readonly span: Span; readonly isName: boolean }

/** By path; spans count in the file. What a layer or another model has inside leads to its call. */
export function parameterPlaces({ main, span }: Pick<AnalysedTemplate, 'main' | 'span'>): { get(path: string): ParameterPlace | undefined } {
  const places = main ? placesIn(main.node) : new Map<string, ParameterPlace>();
  return {
    get(path) {
      for (let p = path; ; p = p.slice(0, p.lastIndexOf('.'))) {
        const place = places.get(p);
        if (place) return { isName: place.isName && p === path, span: { start: place.span.start + span.start, end: place.span.end + span.start } };
        if (!p.includes('.')) return undefined;
      }
    },
  };
}

const found = new WeakMap<Model, Map<string, ParameterPlace>>();

function placesIn(model: Model): Map<string, ParameterPlace> {
  let places = found.get(model);
  if (!places) found.set(model, places = findPlaces(model));
  return places;
}

function findPlaces(model: Model): Map<string, ParameterPlace> {
  const places = new Map<string, ParameterPlace>();
  const put = (path: string, { span }: Node, isName: boolean): void => { if (!places.has(path)) places.set(path, { span, isName }); };
  walk(model.body, (node) => {
    // Names of one `let` share a path that is none of them.
    if (node.kind === 'let') put(node.names.map((n) => n.text).join(''), node.names[0]!, node.names.length === 1);
    if (node.kind === 'param' || node.kind === 'layer') put(node.name.text, node.name, true);
  });
  for (const [call, path] of sitesOf(model)) put(path, call.callee, false);
  return places;
}
