/** Where the text of a model makes a parameter: for tools that lead from `parameters.h.linear.weight` to the call `linear(…)`. */
import type { Span } from '../core/diagnostic.ts';
import { walk } from '../dsl/tree.ts';
import type { CheckedModel } from './model.ts';
import { sitesOf } from './sites.ts';

/** The name of the call, or of the statement, under which a path lies; the model's own name when there is none. */
export function parameterPlace({ node }: Pick<CheckedModel, 'node'>, path: string): Span {
  let found = node.name.span, length = 0;
  const consider = (site: string, span: Span): void => {
    if (site.length > length && (path === site || path.startsWith(`${site}.`))) [found, length] = [span, site.length];
  };
  walk(node, (n) => { if (n.kind === 'param' || n.kind === 'state' || n.kind === 'layer') consider(n.name.text, n.name.span); });
  walk(node, (n) => { if (n.kind === 'let') consider(n.names.map(({ text }) => text).join(''), n.names[0]!.span); });
  for (const [call, site] of sitesOf(node)) consider(site, call.callee.span);
  return found;
}
