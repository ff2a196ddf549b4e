/** `cotangent check`: what is wrong in the templates of files and folders, and in a project's TypeScript beside them. */
import { existsSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';
import { CotangentError, type Diagnostic } from '../../core/diagnostic.ts';
import { readTexts } from '../files.ts';
import { tsconfigAt } from '../host/tsconfig.ts';
import type { Library } from '../layer.ts';
import { checkFile } from '../program.ts';
import { openProject, type Project } from '../project.ts';
import { readArguments, type Misuse, type Output } from './arguments.ts';
import { exitCode, formats, type Format, type Report } from './report.ts';
import { interruption, told, watchProject } from './watch.ts';

export const checkHelp = `cotangent check [-p PATH] [--format FORMAT] [--watch] [PATH…]

Checks the nn templates in files (.ts .tsx .mts .cts .js .jsx .mjs .cjs), .nn files, and all of these in folders.
With -p, or without a PATH where a tsconfig.json is: the TypeScript of a project and its templates, as one list; needs
the package typescript (5.9, 6, 7.0 or 7.1). A PATH is then checked beside the project.

  -p, --project PATH   a tsconfig.json, or its folder; the projects that it refers to are checked too
  --typescript PATH    the TypeScript to use, a folder such as node_modules/typescript
  --format FORMAT      pretty, json, or github (annotations of a workflow)
  --json               the same as --format json
  --watch              check again whenever a file of the project changes, until interrupted

Exit code: 0 without errors, 1 with errors, 2 when the command is wrong or a path cannot be read.`;

const options = {
  flags: ['--json', '--watch', '--help'], values: ['--project', '--typescript', '--format'],
  short: { '-p': '--project', '-h': '--help', '-w': '--watch' },
} as const;

/** Runs the command; returns the exit code. `signal` ends a watch; by default an interruption does. */
export async function checkCommand(args: readonly string[], library: Library, output: Output, signal?: AbortSignal): Promise<number> {
  const read = readArguments('check', args, options);
  if ('wrong' in read) return misused(read, output);
  const { flags, values, paths } = read;
  if (flags.has('--help')) { output.out(checkHelp); return 0; }
  const format = values['--format'] ?? (flags.has('--json') ? 'json' : 'pretty');
  if (!isFormat(format)) return misused({ wrong: `there is no format ${format}`, hint: `one of ${Object.keys(formats).join(', ')}` }, output);
  const project = values['--project'] ?? (paths.length === 0 && existsSync('tsconfig.json') ? '.' : undefined);
  if (project === undefined) {
    if (paths.length === 0) return misused({ wrong: 'which files or folders?', hint: 'cotangent check src, or cotangent check -p . for a project' }, output);
    const alone = (['--typescript', '--watch'] as const).find((o) => flags.has(o as '--watch') || values[o as '--typescript'] !== undefined);
    if (alone !== undefined) return misused({ wrong: `${alone} is for projects`, hint: 'name one with -p PATH' }, output);
    return say(withPaths(paths, library, { files: [], general: [], unread: [] }), format, output);
  }

  const tsconfig = tsconfigAt(project);
  const open = (): Promise<Project> => openProject({ tsconfig, library, typescript: values['--typescript'] });
  const check = (opened: Project): number => {
    const { files, general } = opened.check();
    return say(withPaths(paths, library, { files: files.map((f) => ({ ...f, path: shown(f.path), diagnostics: f.diagnostics.map(fromHere) })), general: general.map(fromHere), unread: [] }), format, output);
  };
  try {
    if (flags.has('--watch')) return await watchProject({ tsconfig, open, check, output: format === 'pretty' ? output : { ...output, out: () => {} }, signal: signal ?? interruption() });
    const opened = await open();
    try {
      return check(opened);
    } finally {
      opened.close();
    }
  } catch (e) {
    if (!(e instanceof CotangentError)) throw e;
    output.err(told(e));
    return 2;
  }
}

const isFormat = (name: string): name is Format => Object.hasOwn(formats, name);

function misused({ wrong, hint }: Misuse, { err }: Output): number {
  err(`cotangent check: ${wrong}\nhint: ${hint}`);
  return 2;
}

function say(report: Report, format: Format, output: Output): number {
  formats[format](report, output);
  return exitCode(report);
}

/** With the templates in files and folders that are not in the report yet. */
function withPaths(paths: readonly string[], library: Library, { files: before, general }: Report): Report {
  if (paths.length === 0) return { files: before, general, unread: [] };
  const known = new Set(before.map((f) => resolve(f.path))), { files, unread } = readTexts(paths);
  return { files: [...before, ...files.filter((f) => !known.has(resolve(f.path))).map((f) => checkFile(f, library))], general, unread };
}

/** As seen from the working directory, unless it lies elsewhere. */
function shown(path: string): string {
  const here = relative(process.cwd(), path);
  return isAbsolute(here) || here.startsWith('../..') || here === '' ? path : here.replaceAll('\\', '/');
}

const fromHere = (d: Diagnostic): Diagnostic => (d.related?.some((r) => r.file !== undefined && r.text !== undefined)
  ? { ...d, related: d.related.map((r) => (r.file !== undefined && r.text !== undefined ? { ...r, file: shown(r.file) } : r)) } : d);
