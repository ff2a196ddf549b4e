/** `cotangent fmt`: templates in files and .nn files in the one format of the language. What stands around templates is not touched. */
import { readFileSync, writeFileSync } from 'node:fs';
import { positionAt } from '../../core/diagnostic.ts';
import { kindOfFile, readTexts } from '../files.ts';
import type { Library } from '../layer.ts';
import { analyse } from '../services/analysis.ts';
import { format } from '../services/format.ts';
import { readArguments, type Output } from './arguments.ts';
import { count, tellUnread } from './report.ts';

export const fmtHelp = `cotangent fmt [--check] PATH…
cotangent fmt --stdin --file NAME

Formats the nn templates in files (.ts .tsx .mts .cts .js .jsx .mjs .cjs), .nn files, and all of these in folders.
What stands around templates and in their holes stays as it is. A template with a mistake of syntax stays too, and is named.

  --check       write nothing; name the files whose templates are not formatted
  --stdin       read the text from the standard input, write it formatted to the standard output
  --file NAME   how that text would be called: its ending tells what it is

Exit code: 0 when all is formatted, 1 when a template has a mistake of syntax or, with --check, is not formatted,
2 when the command is wrong or a path cannot be read or written.`;

const options = { flags: ['--check', '--stdin', '--help'], values: ['--file'], short: { '-h': '--help' } } as const;

interface Formatted {
  readonly text: string;
  /** Where templates stand that are left alone: `a.ts:3:12`. */
  readonly broken: readonly string[];
}

/** A file's text with its templates formatted. */
export function formatText(path: string, text: string, library: Library): Formatted {
  const analysis = analyse(path, text, library);
  const broken = analysis.templates.filter((t) => t.syntax.length > 0).map(({ span, syntax }) => {
    const { line, column } = positionAt(text, span.start + syntax[0]!.span.start);
    return `${path}:${line}:${column}  ${syntax[0]!.code}  ${syntax[0]!.message}`;
  });
  let done = '', from = 0;
  for (const { span, newText } of [...format(analysis)].sort((a, b) => a.span.start - b.span.start)) {
    done += text.slice(from, span.start) + newText;
    from = span.end;
  }
  return { text: done + text.slice(from), broken };
}

/** Runs the command; returns the exit code. `input` gives the standard input. */
export function fmtCommand(args: readonly string[], library: Library, { out, err }: Output, write: (text: string) => void, input: () => string = () => readFileSync(0, 'utf8')): number {
  const read = readArguments('fmt', args, options);
  const wrong = 'wrong' in read ? read : misuse(read);
  if (wrong) { err(`cotangent fmt: ${wrong.wrong}\nhint: ${wrong.hint}`); return 2; }
  const { flags, values, paths } = read as Exclude<typeof read, { wrong: string }>;
  if (flags.has('--help')) { out(fmtHelp); return 0; }
  const leftAlone = (broken: readonly string[]): void => { for (const place of broken) err(`${place}\nleft as it is`); };

  if (flags.has('--stdin')) {
    const name = values['--file']!, text = input(), formatted = formatText(name, text, library);
    leftAlone(formatted.broken);
    if (flags.has('--check')) return formatted.text === text && formatted.broken.length === 0 ? 0 : 1;
    write(formatted.text);
    return formatted.broken.length > 0 ? 1 : 0;
  }

  const { files, unread } = readTexts(paths);
  const other: string[] = [], unwritten: string[] = [];
  let broken = 0;
  for (const { path, text } of files) {
    const formatted = formatText(path, text, library);
    leftAlone(formatted.broken);
    broken += formatted.broken.length;
    if (formatted.text === text) continue;
    other.push(path);
    out(flags.has('--check') ? `${path} is not formatted` : path);
    if (!flags.has('--check') && !replace(path, text, formatted.text)) unwritten.push(path);
  }
  tellUnread(unread, err, 'fmt');
  for (const path of unwritten) err(`cotangent fmt: ${path} cannot be written, or is not UTF-8`);
  const told = flags.has('--check') ? `${count(other.length, 'file')} of ${files.length} not formatted` : `${count(other.length - unwritten.length, 'file')} of ${files.length} formatted`;
  out(broken > 0 ? `${told}, ${count(broken, 'template')} with mistakes left alone` : told);
  return unread.length + unwritten.length > 0 ? 2 : broken > 0 || (flags.has('--check') && other.length > 0) ? 1 : 0;
}

function misuse({ flags, values, paths }: { readonly flags: ReadonlySet<string>; readonly values: { readonly '--file'?: string }; readonly paths: readonly string[] }) {
  if (flags.has('--help')) return undefined;
  const name = values['--file'], hint = 'cotangent fmt --stdin --file src/net.ts < TEXT';
  if (!flags.has('--stdin')) return name !== undefined ? { wrong: '--file goes with --stdin', hint } : paths.length === 0 ? { wrong: 'which files or folders?', hint: 'cotangent fmt src' } : undefined;
  if (paths.length > 0) return { wrong: '--stdin takes no paths', hint };
  if (name === undefined) return { wrong: '--stdin needs the name of a file', hint };
  return kindOfFile(name) === undefined ? { wrong: `${name} is of no kind that holds templates`, hint } : undefined;
}

/** Writes a file anew; false when that fails, or when not all that it held was read as text. */
function replace(path: string, before: string, after: string): boolean {
  try {
    const bytes = readFileSync(path), mark = bytes.subarray(0, 3).equals(Buffer.from('\ufeff')) ? '\ufeff' : '';
    if (!Buffer.from(mark + before).equals(bytes)) return false;
    writeFileSync(path, mark + after);
    return true;
  } catch (e) {
    if (typeof (e as NodeJS.ErrnoException).code !== 'string') throw e;
    return false;
  }
}
