/** Templates of a text as the services analyse them, as far as rewriting needs them. */
import { layers } from '../../nn/library.ts';
import { check } from '../../typecheck/check.ts';
import { parse } from '../../dsl/parse.ts';
import { mainModel } from '../../typecheck/model.ts';
import { findTemplates } from '../../typecheck/templates.ts';
import type { RewrittenTemplate } from '../../typecheck/rewrite.ts';

export function analysed(text: string, jsx = false): RewrittenTemplate[] {
  return findTemplates(text, { jsx }).map((t) => {
    const { tree, diagnostics: syntax } = parse(t.source);
    const holes = t.holes.map((h) => (/^\d+$/.test(text.slice(h.start, h.end)) ? { kind: 'number' as const, value: Number(text.slice(h.start, h.end)) } : { kind: 'unknown' as const }));
    const { models } = check(tree, layers, { holes, syntax });
    return { kind: t.kind, tag: t.tag, types: t.types, name: t.name, span: { start: t.start, end: t.start + t.source.text.length }, holes: t.holes, main: mainModel(tree, models) };
  });
}
