/**
 * The account of a file: its templates found, parsed and checked. A template is read again only when its text has changed, or
 * what one of its holes holds. Holes that name a model of the same file, or are a number, are known from the file itself.
 */
import type { Diagnostic, Span } from '../../core/diagnostic.ts';
import { parse } from '../../dsl/parse.ts';
import { source } from '../../dsl/source.ts';
import { check } from '../check.ts';
import { kindOfFile } from '../files.ts';
import type { Library } from '../layer.ts';
import { mainModel, type CheckedModel } from '../model.ts';
import type { HoleValue } from '../run.ts';
import { findTemplates } from '../templates.ts';
import { staleTypes } from '../writtenTypes.ts';
import type { Analysis, AnalysedTemplate, HoleReader } from './service.ts';

/** `before`: what the file was when it was last looked at. */
export function analyse(path: string, text: string, library: Library, holes: HoleReader = () => undefined, before?: Analysis): Analysis {
  const read = new Map<string, AnalysedTemplate[]>();
  for (const t of before?.templates ?? []) read.set(t.source.text, [...(read.get(t.source.text) ?? []), t]);
  const named = new Map<string, CheckedModel>();
  const templates = places(path, text).map(({ start, ...place }): AnalysedTemplate => {
    const values = place.holes.map((hole) => holeValue(text.slice(hole.start, hole.end), holes(hole), named));
    const known = read.get(place.source.text)?.find((t) => t.values.length === values.length && t.values.every((v, i) => sameValue(v, values[i]!)));
    const template = { ...(known ?? readTemplate(place.source, values, library)), ...place, values, span: { start, end: start + place.source.text.length } };
    if (place.name !== undefined && template.main) named.set(place.name, template.main);
    return template;
  });
  const diagnostics = templates.flatMap((t) => {
    const stale = staleTypes(text, t.types, t.main);
    return [...(stale ? [stale] : []), ...[...t.syntax, ...t.checked.diagnostics].map((d) => inFile(d, t.span.start))];
  });
  diagnostics.sort((a, b) => a.span.start - b.span.start);
  return { path, text, templates, diagnostics, templateAt: (offset) => templates.findLast((t) => isInside(t, offset)) };
}

type Place = Pick<AnalysedTemplate, 'kind' | 'tag' | 'types' | 'source' | 'holes' | 'name'> & { readonly start: number };

function places(path: string, text: string): readonly Place[] {
  const kind = kindOfFile(path) ?? 'nn';
  return kind === 'nn' ? [{ kind: 'file', tag: undefined, types: undefined, start: 0, source: source(text), holes: [], name: undefined }] : findTemplates(text, { jsx: kind === 'jsx' });
}

type Reading = Pick<AnalysedTemplate, 'tree' | 'syntax' | 'checked' | 'models' | 'main'>;

function readTemplate(from: AnalysedTemplate['source'], holes: readonly HoleValue[], library: Library): Reading {
  const { tree, diagnostics: syntax } = parse(from), checked = check(tree, library, { holes, syntax });
  return { tree, syntax, checked, models: checked.models, main: mainModel(tree, checked.models) };
}

function holeValue(expression: string, told: HoleValue | undefined, named: ReadonlyMap<string, CheckedModel>): HoleValue {
  const text = expression.trim(), model = named.get(text);
  // Of a model in this file more is known than its type says.
  if (model && (told === undefined || (told.kind === 'model' && (told.model as CheckedModel).signature === model.signature))) return { kind: 'model', model };
  if (told) return told;
  return /^\d+(\.\d+)?$/.test(text) ? { kind: 'number', value: Number(text) } : { kind: 'unknown' };
}

function sameValue(a: HoleValue, b: HoleValue): boolean {
  if (a.kind === 'number') return b.kind === 'number' && Object.is(a.value, b.value);
  if (a.kind === 'model') return b.kind === 'model' && a.model === b.model;
  return a.kind === 'layer' ? b.kind === 'layer' && a.layer === b.layer : b.kind === a.kind;
}

const isInside = ({ span, holes }: AnalysedTemplate, offset: number): boolean =>
  span.start <= offset && offset <= span.end && !holes.some((h) => h.start <= offset && offset <= h.end);

function inFile(d: Diagnostic, by: number): Diagnostic {
  if (by === 0) return d;
  return { ...d, span: moved(d.span, by), ...(d.related && { related: d.related.map((r) => ({ ...r, span: moved(r.span, by) })) }) };
}

/** A span of a template as one of its file, or back. */
export const moved = ({ start, end }: Span, by: number): Span => ({ start: start + by, end: end + by });
