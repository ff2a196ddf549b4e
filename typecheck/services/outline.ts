/** What can be seen of a file's templates at a glance: colours, what folds, what is declared. */
import type { Span } from '../../core/diagnostic.ts';
import { budget } from '../../dsl/budget.ts';
import { show } from '../../dsl/printer.ts';
import { classify } from '../../dsl/services.ts';
import { walk, type File, type Model, type Node, type Statement } from '../../dsl/tree.ts';
import { moved } from './analysis.ts';
import { brief } from './hover.ts';
import { checkedOf, touches } from './place.ts';
import type { AnalysedTemplate, Analysis, Symbol, Token } from './service.ts';

/** On one line each; what stands in a hole is TypeScript's. */
export function tokens(file: Analysis, span: Span): readonly Token[] {
  return file.templates.filter((t) => touches(t.span, span) && t.source.text.length <= budget.characters).flatMap((t) =>
    tokensOf(t).map((token) => ({ span: moved(token.span, t.span.start), class: token.class })).filter((token) => touches(token.span, span)));
}

const known = new WeakMap<File, readonly Token[]>();

/** Counted from the beginning of the template. */
function tokensOf({ source, tree }: AnalysedTemplate): readonly Token[] {
  let found = known.get(tree);
  if (!found) {
    found = classify(source, tree).filter((t) => t.class !== 'hole')
      .flatMap((t) => withoutHoles(t.span, source.holes).flatMap((piece) => lines(source.text, piece)).map((piece) => ({ span: piece, class: t.class })));
    known.set(tree, found);
  }
  return found;
}

function withoutHoles(span: Span, holes: readonly Span[]): readonly Span[] {
  const pieces: Span[] = [];
  let from = span.start;
  for (const hole of holes) {
    if (hole.end <= from || hole.start >= span.end) continue;
    pieces.push({ start: from, end: hole.start });
    from = hole.end;
  }
  return [...pieces, { start: from, end: span.end }].filter((p) => p.start < p.end);
}

function lines(text: string, { start, end }: Span): readonly Span[] {
  const found: Span[] = [];
  for (let at = start; at < end;) {
    const newline = text.indexOf('\n', at), stop = newline < 0 ? end : Math.min(newline, end);
    const last = text[stop - 1] === '\r' ? stop - 1 : stop;
    if (at < last) found.push({ start: at, end: last });
    at = stop + 1;
  }
  return found;
}

const folds = new Set<Node['kind']>(['model', 'residual', 'repeat', 'scan']);

/** Models, blocks and comments of several lines. */
export function folding(file: Analysis): readonly Span[] {
  return file.templates.flatMap(({ span: { start }, source: { text }, tree }) => {
    const found: Span[] = tree.comments.map((c) => c.span);
    walk(tree, (node) => { if (folds.has(node.kind)) found.push(node.span); });
    return found.filter((s) => text.slice(s.start, s.end).includes('\n')).map((s) => moved(s, start)).sort((a, b) => a.start - b.start || b.end - a.end);
  });
}

export function symbols(file: Analysis): readonly Symbol[] {
  return file.templates.flatMap((t) => t.tree.models.filter((m) => m.name.text !== '').map((m) => symbolOf(t, m)));
}

type Declared = { readonly name: { readonly text: string; readonly span: Span }; readonly detail: string; readonly node: Node };

function symbolOf(template: AnalysedTemplate, model: Model): Symbol {
  const by = template.span.start, signature = checkedOf(template, model)?.signature ?? '';
  const children: Declared[] = [
    ...model.sizes.map((s) => ({ name: s.name, detail: s.default ? `= ${show(s.default)}` : '', node: s })),
    ...model.inputs.map((p) => ({ name: p.name, detail: show(p.type), node: p })),
    ...(model.body.kind === 'block' ? model.body.statements.flatMap((s) => declaredBy(template, s)) : []),
  ];
  return {
    name: model.name.text, detail: signature.slice(model.name.text.length), span: moved(model.span, by), nameSpan: moved(model.name.span, by),
    children: children.filter((c) => c.name.text !== '').map((c) => ({ name: c.name.text, detail: c.detail, span: moved(c.node.span, by), nameSpan: moved(c.name.span, by), children: [] })),
  };
}

function declaredBy(template: AnalysedTemplate, s: Statement): readonly Declared[] {
  const typed = (name: Declared['name'] & Node): Declared => {
    const result = template.checked.notes.get(name)?.result;
    return { name, detail: result && result.kind !== 'unknown' ? brief(result) : '', node: s };
  };
  switch (s.kind) {
    case 'param': case 'state': return [{ name: s.name, detail: show(s.type), node: s }];
    case 'layer': return [{ name: s.name, detail: show(s.value), node: s }];
    case 'let': return s.names.map(typed);
    case 'emit': return [typed(s.name)];
    case 'scan': return [...s.carries.map((c) => ({ ...typed(c.name), node: c })), ...s.body.statements.flatMap((inner) => declaredBy(template, inner))];
    default: return [];
  }
}
