/**
 * The language server, started and stopped with what it is needed for: beside tsserver, whose plugin answers for TypeScript, it
 * answers for `.nn` files alone; beside TypeScript 7 for templates too.
 */
import * as vscode from 'vscode';
import { LanguageClient, TransportKind, type LanguageClientOptions } from 'vscode-languageclient/node';
import type { Engine } from './typescript.ts';

const languages: Readonly<Record<Engine, readonly string[]>> = {
  tsserver: ['nn'],
  native: ['nn', 'typescript', 'typescriptreact', 'javascript', 'javascriptreact'],
};

export interface Setup {
  /** The server's program. */
  readonly script: string;
  readonly engine: Engine;
  /** The folder of the TypeScript that the window uses, if it is known; else the server looks for one in the workspace. */
  readonly typescript: string | undefined;
  readonly trusted: boolean;
}

/** Nothing of a workspace runs that is not trusted: no TypeScript that lies in it either. */
const argumentsOf = ({ engine, typescript, trusted }: Setup): string[] =>
  (engine === 'tsserver' || (typescript === undefined && !trusted) ? ['--standalone'] : ['--companion', ...(typescript === undefined ? [] : ['--typescript', typescript])]);

export class Server {
  #client: LanguageClient | undefined;

  /** Stops the one that runs, and starts another. */
  async restart(setup: Setup): Promise<void> {
    await this.stop();
    const run = { module: setup.script, transport: TransportKind.stdio, args: argumentsOf(setup) };
    const options: LanguageClientOptions = {
      documentSelector: languages[setup.engine].flatMap((language) => ['file', 'untitled'].map((scheme) => ({ scheme, language }))),
      middleware: {
        provideInlayHints: (document, range, token, next) => (vscode.workspace.getConfiguration('cotangent', document).get('inlayHints') ? next(document, range, token) : []),
      },
    };
    const client = new LanguageClient('cotangent', 'cotangent', { run, debug: run }, options);
    this.#client = client;
    await client.start();
    client.info(`${run.module} ${run.args.join(' ')}`);
  }

  /** Whether it has been started, with or without success. */
  get isStarted(): boolean { return this.#client !== undefined; }

  /** What it answers to a request; nothing while it does not run. */
  ask(method: string, params: unknown): Promise<unknown> {
    return this.#client?.isRunning() ? this.#client.sendRequest(method, params) : Promise.resolve(null);
  }

  async stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    // One that has not come up cannot be stopped, and there is nothing to stop.
    await client?.dispose().catch(() => undefined);
  }
}
