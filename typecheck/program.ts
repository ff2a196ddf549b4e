/**
 * Checks files: every template in them, and every .nn file. Holes that name a model of the same file, or are a number, are
 * known; others are not, and nothing is said about what depends on them.
 */
import type { Diagnostic, Span } from '../core/diagnostic.ts';
import { parse } from '../dsl/parse.ts';
import { source } from '../dsl/source.ts';
import { check } from './check.ts';
import { kindOfFile, type FileText } from './files.ts';
import type { Library } from './layer.ts';
import { mainModel, type CheckedModel } from './model.ts';
import type { HoleValue } from './run.ts';
import { findTemplates, type Template } from './templates.ts';

export interface CheckedFile extends FileText {
  readonly templates: number;
  readonly models: readonly CheckedModel[];
  /** Spans count in the file. */
  readonly diagnostics: readonly Diagnostic[];
}

export function checkFile(file: FileText, library: Library): CheckedFile {
  const { path, text } = file, kind = kindOfFile(path) ?? 'nn';
  const templates = kind === 'nn' ? [wholeText(text)] : findTemplates(text, { jsx: kind === 'jsx' });
  const diagnostics: Diagnostic[] = [], models: CheckedModel[] = [], named = new Map<string, CheckedModel>();
  for (const template of templates) {
    const { tree, diagnostics: syntax } = parse(template.source);
    const checked = check(tree, library, { holes: template.holes.map((h) => holeValue(text.slice(h.start, h.end), named)), syntax });
    models.push(...checked.models);
    const main = mainModel(tree, checked.models);
    if (template.name !== undefined && main) named.set(template.name, main);
    diagnostics.push(...[...syntax, ...checked.diagnostics].map((d) => shifted(d, template.start)));
  }
  return { ...file, templates: templates.length, models, diagnostics: diagnostics.sort((a, b) => a.span.start - b.span.start) };
}

const wholeText = (text: string): Template => ({ kind: 'call', tag: 0, types: undefined, start: 0, source: source(text), holes: [], name: undefined });

function holeValue(expression: string, named: ReadonlyMap<string, CheckedModel>): HoleValue {
  const text = expression.trim(), model = named.get(text);
  if (model) return { kind: 'model', model };
  return /^\d+(\.\d+)?$/.test(text) ? { kind: 'number', value: Number(text) } : { kind: 'unknown' };
}

function shifted(d: Diagnostic, by: number): Diagnostic {
  if (by === 0) return d;
  const move = ({ start, end }: Span): Span => ({ start: start + by, end: end + by });
  return { ...d, span: move(d.span), ...(d.related && { related: d.related.map((r) => ({ ...r, span: move(r.span) })) }) };
}
