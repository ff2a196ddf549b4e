/** `cotangent codemod`: writes the types of templates into the sources, holds them against the templates, or takes them away. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { CotangentError, positionAt } from '../../core/diagnostic.ts';
import { readTexts, withoutMark, type FileText } from '../files.ts';
import { projectsOf, tsconfigAt } from '../host/tsconfig.ts';
import type { Library } from '../layer.ts';
import { analyse } from '../services/analysis.ts';
import { wholeSignature } from '../rewrite.ts';
import type { Analysis } from '../services/service.ts';
import { removed, written, type Codemod } from '../transform/codemod.ts';
import { declarationOf, declarationPath, isWritten } from '../transform/declarations.ts';
import { edited } from '../transform/edits.ts';
import { openSources, type Source } from '../transform/sources.ts';
import { readArguments, type Output } from './arguments.ts';
import { tellUnread } from './report.ts';

export const codemodHelp = `cotangent codemod [--check] [--remove] [--annotate] [--declarations] [-p PATH] [PATH…]

Writes into the sources what their templates are, so that TypeScript knows it without tools:
nn<"Mlp(x: f32[B, 784]) -> f32[B, 10]">\`…\`. What is written and out of date is made right; all else stays as it is.
Needs the package ts-morph. Without a PATH: all of the project.

  -p, --project PATH   a tsconfig.json, or its folder; by default the one here
  --annotate           exported models get their type too, as : Model<"…">; by default with isolatedDeclarations
  --declarations       .nn files get a declaration beside them, mlp.d.nn.ts, for TypeScript before 7.1
  --remove             takes the written types away
  --check              changes nothing, and tells which files would be changed

Exit code: 0 when all is done, 1 when --check finds something to do, 2 when the command is wrong or a path cannot be read.`;

const options = { flags: ['--check', '--remove', '--annotate', '--declarations', '--help'], values: ['--project'], short: { '-p': '--project', '-h': '--help' } } as const;

/** Runs the command; returns the exit code. */
export async function codemodCommand(args: readonly string[], library: Library, { out, err }: Output): Promise<number> {
  const read = readArguments('codemod', args, options);
  const misused = (wrong: string, hint: string | undefined): number => { err(`cotangent codemod: ${wrong}${hint === undefined ? '' : `\nhint: ${hint}`}`); return 2; };
  if ('wrong' in read) return misused(read.wrong, read.hint);
  const { flags, values, paths } = read;
  if (flags.has('--help')) { out(codemodHelp); return 0; }
  const project = values['--project'] ?? (existsSync('tsconfig.json') ? '.' : undefined);
  if (project === undefined && paths.length === 0) return misused('which files or folders?', 'cotangent codemod src, or cotangent codemod -p . for a project');

  const { files, unread } = readTexts(paths);
  tellUnread(unread, err, 'codemod');
  try {
    const sources = await openSources(project === undefined ? { files: files.map((f) => f.path) } : { tsconfigs: existing(tsconfigAt(project)) });
    const asked = sources.filter(({ path }) => paths.length === 0 || paths.some((p) => isWithin(path, p)));
    const outside = project === undefined || flags.has('--declarations') ? [] : paths.filter((p) => existsSync(p) && !sources.some(({ path }) => isWithin(path, p)));
    for (const path of outside) err(`cotangent codemod: ${path} is not part of the project\nhint: name its own with -p PATH`);

    let changes = 0, changed = 0;
    for (const source of asked) {
      const { file, mod } = changesIn(source, library, { remove: flags.has('--remove'), annotate: flags.has('--annotate') });
      for (const { tag = 0 } of mod.unknown) {
        const { line, column } = positionAt(source.text, tag);
        out(`${shown(source.path)}:${line}:${column}  what this template is depends on a hole that is not known`);
      }
      if (mod.edits.length === 0) continue;
      changed++;
      changes += mod.changes;
      out(`${shown(source.path)}: ${count(mod.changes, 'type')}`);
      if (!flags.has('--check')) write(source.path, edited(file.text, mod.edits));
    }
    const declarations = flags.has('--declarations') ? declare(project === undefined ? files : readTexts(paths.length > 0 ? paths : [dirname(tsconfigAt(project))]).files, library, flags, out) : 0;
    out(`${count(changes, 'type')} ${flags.has('--check') ? 'to be ' : ''}${flags.has('--remove') ? 'removed' : 'written'} in ${count(changed, 'file')} of ${asked.length}`);
    return unread.length + outside.length > 0 ? 2 : flags.has('--check') && changed + declarations > 0 ? 1 : 0;
  } catch (e) {
    if (!(e instanceof CotangentError)) throw e;
    return misused(`${e.code} ${e.message}`, e.hint);
  }
}

/** Writes the declarations of the .nn files among these, or takes them away; returns how many were to be changed. */
function declare(files: readonly FileText[], library: Library, flags: ReadonlySet<string>, out: Output['out']): number {
  let changed = 0;
  for (const file of files.filter(({ path }) => path.endsWith('.nn'))) {
    const path = declarationPath(file.path), before = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
    const after = flags.has('--remove') ? undefined : declarationOf(file, library);
    if (after === undefined && !flags.has('--remove')) { out(`${shown(file.path)}: has mistakes, so nothing is declared; see cotangent check`); continue; }
    if (before === after || (before !== undefined && !isWritten(before))) continue;
    changed++;
    out(`${shown(path)}: ${after === undefined ? 'removed' : 'written'}`);
    if (flags.has('--check')) continue;
    if (after === undefined) rmSync(path);
    else writeFileSync(path, after);
  }
  return changed;
}

function existing(tsconfig: string): readonly string[] {
  if (!existsSync(tsconfig)) throw new CotangentError(`${tsconfig} does not exist`, { code: 'NN1002', hint: 'name a tsconfig.json or its folder: cotangent codemod -p PATH' });
  return projectsOf(tsconfig);
}

function changesIn(source: Source, library: Library, { remove, annotate }: { readonly remove: boolean; readonly annotate: boolean }): { readonly file: Analysis; readonly mod: Codemod } {
  const facts = { declarationOf: source.declarationOf, isolated: source.isolated || annotate };
  const alone = analyse(source.path, source.text, library);
  if (remove) return { file: alone, mod: removed(alone, facts) };
  // TypeScript is asked only for what the file itself does not say.
  const isKnown = alone.templates.every((t) => t.holes.length === 0 || (t.main && wholeSignature(t.main) !== undefined));
  const file = isKnown ? alone : analyse(source.path, source.text, library, source.hole, alone);
  return { file, mod: written(file, facts) };
}

const isWithin = (path: string, folder: string): boolean => {
  const whole = resolve(folder);
  return path === whole || path.startsWith(whole.endsWith(sep) ? whole : whole + sep);
};
const shown = (path: string): string => relative('', path).replaceAll('\\', '/');
const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

/** With the byte order mark that the file had. */
function write(path: string, text: string): void {
  const before = readFileSync(path, 'utf8');
  writeFileSync(path, before.slice(0, before.length - withoutMark(before).length) + text);
}
