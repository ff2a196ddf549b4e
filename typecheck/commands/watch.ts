/** Checks a project again whenever it has changed on disk, until interrupted. */
import { basename, relative } from 'node:path';
import { CotangentError } from '../../core/diagnostic.ts';
import { configsOf } from '../host/tsconfig.ts';
import type { Project } from '../project.ts';
import type { Output } from './arguments.ts';
import { Folders } from './folders.ts';

export interface Watched {
  readonly tsconfig: string;
  open(): Promise<Project>;
  /** Tells what is wrong; returns the exit code. */
  check(project: Project): number;
  /** Told that a check begins, and why, and that it has ended. */
  readonly output: Output;
  /** Ends the watch. */
  readonly signal: AbortSignal;
}

/** Returns the exit code of the last check. */
export async function watchProject({ tsconfig, open, check, output, signal }: Watched): Promise<number> {
  let project: Project | undefined, code = 2, configs: ReadonlySet<string> = new Set();
  const opened = async (): Promise<void> => {
    project?.close();
    project = undefined;
    try {
      project = await open();
    } catch (e) {
      // What is wrong with the configuration can be mended while we watch.
      if (!(e instanceof CotangentError)) throw e;
      output.err(told(e));
      code = 2;
    }
    configs = new Set([tsconfig, ...(project?.tsconfigs ?? [])].flatMap(configsOf));
  };
  const folders = new Folders();
  try {
    await opened();
    for (;;) {
      // Before the check, so that what changes while it runs is seen.
      folders.look([...configs], project?.files() ?? []);
      if (project) code = check(project);
      output.out('\nwatching for changes');
      const changes = await folders.changes(signal);
      if (!changes) return code;
      const paths = [...changes.changed, ...changes.created, ...changes.deleted];
      output.out(`\n${relative(process.cwd(), paths[0]!)}${paths.length > 1 ? ` and ${paths.length - 1} more` : ''} changed\n`);
      if (!project || paths.some((path) => configs.has(path) || basename(path) === 'package.json')) await opened();
      else project.update(changes);
    }
  } finally {
    folders.close();
    project?.close();
  }
}

export const told = ({ code, message, hint }: CotangentError): string => `cotangent check: ${code} ${message}${hint === undefined ? '' : `\nhint: ${hint}`}`;

/** Aborted by Ctrl+C, or when the process is asked to end. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => { controller.abort(); });
  return controller.signal;
}
