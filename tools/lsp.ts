#!/usr/bin/env node
/** The command `cotangent-lsp`: the language server of typecheck/lsp, with the library of nn, over standard input and output. */
import { StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver-protocol/node';
import { layers } from '../nn/library.ts';
import { serve, type Mode } from '../typecheck/lsp/server.ts';
import { services } from '../typecheck/services/services.ts';
import { version } from './package.ts';

const help = `cotangent-lsp [--companion | --standalone] [--typescript FOLDER]

The language server for models in TypeScript 7 and for .nn files. An editor starts it in place of \`tsc --lsp --stdio\`.

  --companion          beside a TypeScript server that the editor runs itself
  --standalone         templates and .nn files alone, without TypeScript
  --typescript FOLDER  the package of TypeScript to use; that of the workspace otherwise
  --version            the version of cotangent

It speaks the Language Server Protocol on standard input and output; --stdio and --lsp are taken and mean nothing.`;

interface Options { readonly mode: Mode; readonly typescript?: string }

/** What the arguments mean, or what is to be said instead, and the exit code. */
function read(args: readonly string[]): Options | { readonly text: string; readonly code: number } {
  let mode: Mode = 'wrapper', typescript: string | undefined;
  for (let i = 0; i < args.length; i++) {
    const [name, value] = args[i].split(/=(.*)/s);
    if (name === '--help' || name === '-h') return { text: help, code: 0 };
    if (name === '--version' || name === '-v') return { text: version(), code: 0 };
    if (name === '--companion') mode = 'companion';
    else if (name === '--standalone') mode = 'standalone';
    else if (name === '--typescript') {
      typescript = value ?? args[++i];
      if (typescript === undefined) return { text: 'cotangent-lsp: --typescript needs a folder\nhint: cotangent-lsp --typescript node_modules/typescript', code: 2 };
    } else if (name !== '--stdio' && name !== '--lsp' && !name.startsWith('--clientProcessId')) return { text: `cotangent-lsp: there is no option ${args[i]}\nhint: cotangent-lsp --help`, code: 2 };
  }
  return { mode, typescript };
}

const options = read(process.argv.slice(2));
if ('text' in options) {
  (options.code === 0 ? process.stdout : process.stderr).write(`${options.text}\n`);
  process.exitCode = options.code;
} else {
  // What is written beside the protocol would break it.
  console.log = console.error;
  void serve(new StreamMessageReader(process.stdin), new StreamMessageWriter(process.stdout), { ...options, services: services(layers), version: version() }).then((code) => process.exit(code));
}
