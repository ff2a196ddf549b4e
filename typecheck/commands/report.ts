/** What a check has found, for people, for programs, and for the pages of GitHub. */
import { positionAt, renderDiagnostic, type Diagnostic, type Span } from '../../core/diagnostic.ts';
import type { Unread } from '../files.ts';
import type { CheckedFile } from '../program.ts';
import type { Output } from './arguments.ts';

export interface Report {
  /** Paths as they shall be shown. */
  readonly files: readonly CheckedFile[];
  /** What is wrong with no file in particular. */
  readonly general: readonly Diagnostic[];
  readonly unread: readonly Unread[];
}

export type Format = 'pretty' | 'json' | 'github';

/** 0 without errors, 1 with errors, 2 when a path cannot be read. */
export const exitCode = ({ files, general, unread }: Report): number =>
  (unread.length > 0 ? 2 : general.some(isError) || files.some((f) => f.diagnostics.some(isError)) ? 1 : 0);

export const formats: Readonly<Record<Format, (report: Report, output: Output) => void>> = {
  pretty(report, { out, err }) {
    for (const d of report.general) out(`${unplaced(d)}\n`);
    for (const { path, text, diagnostics } of report.files) for (const d of diagnostics) out(`${renderDiagnostic(d, text, { file: path })}\n`);
    tellUnread(report.unread, err);
    out(summary(report));
  },
  json(report, { out }) { out(JSON.stringify(asJson(report), undefined, 2)); },
  github(report, { out, err }) {
    for (const d of report.general) out(annotation(d));
    for (const { path, text, diagnostics } of report.files) for (const d of diagnostics) out(annotation(d, { path, text }));
    tellUnread(report.unread, err);
    out(summary(report));
  },
};

export function tellUnread(unread: readonly Unread[], err: Output['err'], command = 'check'): void {
  for (const { path, why, hint } of unread) err(`cotangent ${command}: ${path} ${why}${hint === undefined ? '' : `\nhint: ${hint}`}`);
}

const isError = (d: Diagnostic): boolean => d.severity === 'error';
export const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

const unplaced = ({ code, severity, message, related = [], hint }: Diagnostic): string => [
  `${severity === 'warning' ? 'warning ' : ''}${code}  ${message}`, ...related.flatMap((r) => (r.file !== undefined && r.text !== undefined
    ? [`${r.file}:${Object.values(positionAt(r.text, r.span.start)).join(':')}  ${r.message}`] : [r.message])), ...(hint === undefined ? [] : [`hint: ${hint}`]),
].join('\n');

const allOf = ({ files, general }: Report): readonly Diagnostic[] => [...general, ...files.flatMap((f) => f.diagnostics)];
const modelsIn = ({ files }: Report): number => files.reduce((n, f) => n + f.models.length, 0);

export function summary(report: Report): string {
  const all = allOf(report), errors = all.filter(isError).length, warnings = all.length - errors;
  const found = errors + warnings === 0 ? 'no mistakes' : [...(errors > 0 ? [count(errors, 'error')] : []), ...(warnings > 0 ? [count(warnings, 'warning')] : [])].join(' and ');
  return `${found} in ${count(modelsIn(report), 'model')}, ${count(report.files.length, 'file')}`;
}

export function asJson(report: Report) {
  const { files, general, unread } = report, all = allOf(report);
  const json = ({ code, severity, message, hint, related = [] }: Diagnostic, text: string, where: object) => ({
    ...where, code, severity, message, hint,
    related: related.map((r) => ({ file: r.file, ...(r.file !== undefined && r.text === undefined ? {} : place(r.text ?? text, r.span)), message: r.message })),
  });
  return {
    files: files.length, models: modelsIn(report), errors: all.filter(isError).length, warnings: all.filter((d) => !isError(d)).length, unread,
    diagnostics: [
      ...general.map((d) => json(d, '', {})),
      ...files.flatMap(({ path, text, diagnostics }) => diagnostics.map((d) => json(d, text, { file: path, ...place(text, d.span) }))),
    ],
  };
}

function place(text: string, span: Span) {
  const start = positionAt(text, span.start), end = positionAt(text, span.end);
  return { line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}

/** A workflow command: https://docs.github.com/actions/reference/workflow-commands-for-github-actions */
function annotation({ code, severity, message, hint, span }: Diagnostic, file?: { readonly path: string; readonly text: string }): string {
  const at = file && place(file.text, span);
  const properties = {
    ...(file && at && { file: file.path, line: at.line, endLine: at.endLine }),
    // Columns may be given only where both are on one line.
    ...(at && at.line === at.endLine && { col: at.column, endColumn: at.endColumn }),
    title: code,
  };
  const written = Object.entries(properties).map(([name, value]) => `${name}=${escaped(String(value)).replace(/:/g, '%3A').replace(/,/g, '%2C')}`);
  return `::${severity} ${written.join(',')}::${escaped(hint === undefined ? message : `${message}\nhint: ${hint}`)}`;
}

const escaped = (text: string): string => text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
