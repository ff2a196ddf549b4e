#!/usr/bin/env node
/** The command `cotangent`: picks the subcommand. What each does stands in its own folder. */
import { didYouMean } from './core/diagnostic.ts';
import { layers } from './nn/library.ts';
import { version } from './tools/package.ts';
import type { Output } from './typecheck/commands/arguments.ts';
import { checkCommand } from './typecheck/commands/check.ts';
import { codemodCommand } from './typecheck/commands/codemod.ts';
import { doctorCommand } from './typecheck/commands/doctor.ts';
import { fmtCommand } from './typecheck/commands/fmt.ts';

interface Command { readonly summary: string; run(args: readonly string[], output: Output): number | Promise<number> }

const commands: Readonly<Record<string, Command>> = {
  check: { summary: 'what is wrong in nn templates, and in the TypeScript of a project', run: (args, output) => checkCommand(args, layers, output) },
  doctor: { summary: 'which Node, TypeScript and cotangent a project uses, and what to do about it', run: doctorCommand },
  fmt: { summary: 'nn templates in the one format of the language', run: (args, output) => fmtCommand(args, layers, output, (text) => { process.stdout.write(text); }) },
  codemod: { summary: 'writes the types of templates into the sources, or takes them away', run: (args, output) => codemodCommand(args, layers, output) },
};

const help = `cotangent COMMAND

${Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`).join('\n')}

  --help     this text; after a command, the text for it
  --version  the version of cotangent`;

async function main([name, ...args]: readonly string[], output: Output): Promise<number> {
  if (name === '--version' || name === '-v') { output.out(version()); return 0; }
  if (name === '--help' || name === '-h' || name === 'help') { output.out(help); return 0; }
  if (name === undefined) { output.err(help); return 2; }
  if (Object.hasOwn(commands, name)) return commands[name].run(args, output);
  const near = didYouMean(name, Object.keys(commands));
  output.err(`cotangent: there is no command ${name}\nhint: ${near ? `did you mean ${near}?` : 'cotangent --help'}`);
  return 2;
}

// The reader of a pipe may leave before all is written (`cotangent check . | head`).
process.stdout.on('error', (e: NodeJS.ErrnoException) => { if (e.code !== 'EPIPE') throw e; });
process.exitCode = await main(process.argv.slice(2), {
  out: (line) => { process.stdout.write(`${line}\n`); },
  err: (line) => { process.stderr.write(`${line}\n`); },
});
