/** `cotangent check PATH…`: what is wrong in the templates of files and folders, for people or as JSON. */
import { positionAt, renderDiagnostic, type Diagnostic, type Span } from '../core/diagnostic.ts';
import { readTexts, type Unread } from './files.ts';
import type { Library } from './layer.ts';
import { checkFile, type CheckedFile } from './program.ts';

export interface Output { out(line: string): void; err(line: string): void }

export const checkHelp = `cotangent check [--json] PATH…

Checks the nn templates in files (.ts .tsx .mts .cts .js .jsx .mjs .cjs), .nn files, and all of these in folders.

  --json   print one JSON object instead of text

Exit code: 0 without errors, 1 with errors, 2 when the command is wrong or a path cannot be read.`;

/** Runs the command; returns the exit code. */
export function checkCommand(args: readonly string[], library: Library, { out, err }: Output): number {
  const end = args.indexOf('--');
  const options = (end < 0 ? args : args.slice(0, end)).filter((a) => a.startsWith('-') && a !== '-');
  const paths = args.filter((a, i) => (end >= 0 && i > end) || (i !== end && !options.includes(a)));
  if (options.includes('--help') || options.includes('-h')) { out(checkHelp); return 0; }
  const wrong = options.find((o) => o !== '--json');
  if (wrong !== undefined) { err(`cotangent check: there is no option ${wrong}\nhint: cotangent check --help`); return 2; }
  if (paths.length === 0) { err('cotangent check: which files or folders?\nhint: cotangent check src'); return 2; }

  const { files, unread } = readTexts(paths);
  const checked = files.map((file) => checkFile(file, library));
  if (options.includes('--json')) out(JSON.stringify(asJson(checked, unread), undefined, 2));
  else {
    for (const { path, text, diagnostics } of checked) for (const d of diagnostics) out(`${renderDiagnostic(d, text, { file: path })}\n`);
    for (const { path, why, hint } of unread) err(`cotangent check: ${path} ${why}${hint === undefined ? '' : `\nhint: ${hint}`}`);
    out(summary(checked));
  }
  return unread.length > 0 ? 2 : checked.some((f) => f.diagnostics.some(isError)) ? 1 : 0;
}

const isError = (d: Diagnostic): boolean => d.severity === 'error';
const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

function summary(files: readonly CheckedFile[]): string {
  const all = files.flatMap((f) => f.diagnostics), errors = all.filter(isError).length, warnings = all.length - errors;
  const models = count(files.reduce((n, f) => n + f.models.length, 0), 'model');
  const found = errors + warnings === 0 ? 'no mistakes' : [...(errors > 0 ? [count(errors, 'error')] : []), ...(warnings > 0 ? [count(warnings, 'warning')] : [])].join(' and ');
  return `${found} in ${models}, ${count(files.length, 'file')}`;
}

function asJson(files: readonly CheckedFile[], unread: readonly Unread[]) {
  const all = files.flatMap((f) => f.diagnostics);
  return {
    files: files.length, models: files.reduce((n, f) => n + f.models.length, 0),
    errors: all.filter(isError).length, warnings: all.filter((d) => !isError(d)).length,
    unread,
    diagnostics: files.flatMap(({ path, text, diagnostics }) => diagnostics.map(({ code, severity, message, span, hint, related = [] }) =>
      ({ file: path, ...place(text, span), code, severity, message, hint, related: related.map((r) => ({ ...place(text, r.span), message: r.message })) }))),
  };
}

function place(text: string, span: Span) {
  const start = positionAt(text, span.start), end = positionAt(text, span.end);
  return { line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}
