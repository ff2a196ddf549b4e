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
const modes: Readonly<Record<Engine, string>> = { tsserver: '--standalone', native: '--companion' };

export class Server {
  #client: LanguageClient | undefined;

  /** Stops the one that runs, and starts `script` for this engine. `typescript`: the folder of the one that the window uses, if it is known. */
  async restart(script: string, engine: Engine, typescript: string | undefined): Promise<void> {
    await this.stop();
    const run = { module: script, transport: TransportKind.stdio, args: [modes[engine], ...(engine === 'native' && typescript !== undefined ? ['--typescript', typescript] : [])] };
    const options: LanguageClientOptions = {
      documentSelector: languages[engine].flatMap((language) => ['file', 'untitled'].map((scheme) => ({ scheme, language }))),
      middleware: {
        provideInlayHints: (document, range, token, next) => (vscode.workspace.getConfiguration('cotangent', document).get('inlayHints') ? next(document, range, token) : []),
      },
    };
    const client = new LanguageClient('cotangent', 'cotangent', { run, debug: run }, options);
    this.#client = client;
    await client.start();
    client.info(`${script} ${run.args.join(' ')}`);
  }

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
