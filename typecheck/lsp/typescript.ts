/**
 * TypeScript's own language server (7.0 and later) as a child process: found in the workspace, started, and started again when it
 * has stopped by itself, a few times. What was asked of it when it stopped is answered with nothing.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createMessageConnection, StreamMessageReader, StreamMessageWriter, type CancellationToken, type MessageConnection,
} from 'vscode-languageserver-protocol/node';
import { CotangentError } from '../../core/diagnostic.ts';
import { findTypeScript, type TypeScript } from '../host/open.ts';

/** The TypeScript that a workspace uses, or that of the package in `folder`, when it has a server. Throws NN1000, NN1050. */
export function findServer(workspace: string, folder?: string): TypeScript {
  const found = findTypeScript({ from: workspace, folder: folder === undefined ? undefined : resolve(workspace, folder) });
  if (!found) {
    throw new CotangentError(folder === undefined ? `${workspace} has no TypeScript` : `${folder} is no TypeScript: there is no package.json with a version`, {
      code: 'NN1000', hint: folder === undefined ? 'npm install --save-dev typescript, or --typescript PATH' : 'give the folder of the package, such as node_modules/typescript',
    });
  }
  if (found.api === 'ts70' || found.api === 'ts71') return found;
  throw new CotangentError(`TypeScript ${found.version} in ${found.folder} has no language server: 7.0 and 7.1 have`, {
    code: 'NN1050', hint: 'in editors that run tsserver add the plugin cotangent/ts-plugin; or npm install --save-dev typescript@7',
  });
}

/** Its program alone where that can be found; else the script that calls it, which costs a second process. */
async function commandOf({ folder }: TypeScript): Promise<{ readonly file: string; readonly args: readonly string[] }> {
  const args = ['--lsp', '--stdio'];
  try {
    const { default: find } = await import(pathToFileURL(join(folder, 'lib/getExePath.js')).href) as { default: () => string };
    return { file: find(), args };
  } catch {
    return { file: process.execPath, args: [join(folder, 'bin/tsc'), ...args] };
  }
}

export interface ChildEvents {
  /** A request of TypeScript's to the editor. */
  request(method: string, params: unknown, token: CancellationToken): Promise<unknown>;
  notification(method: string, params: unknown): void;
  /** It has stopped by itself. `again`: it is being started anew; else no more. */
  stopped(why: string, again: boolean): void;
  /** It has been started anew: it knows of nothing yet. */
  restarted(): void;
  log(message: string): void;
}

/** How often it is started anew within `restartsMs`. */
const restarts = 3, restartsMs = 180_000;

export class Child {
  readonly #typescript: TypeScript;
  readonly #folder: string;
  readonly #events: ChildEvents;
  #connection: MessageConnection | undefined;
  #end: () => void = () => undefined;
  #initialize: unknown;
  #starting: Promise<unknown> | undefined;
  #starts: number[] = [];
  #isStopping = false;

  constructor(typescript: TypeScript, folder: string, events: ChildEvents) {
    this.#typescript = typescript;
    this.#folder = folder;
    this.#events = events;
  }

  /** Starts it; gives its answer to `initialize`. */
  async start(initialize: unknown): Promise<unknown> {
    this.#initialize = initialize;
    const { file, args } = await commandOf(this.#typescript);
    const child = spawn(file, args, { cwd: existsSync(this.#folder) ? this.#folder : undefined, stdio: ['pipe', 'pipe', 'pipe'] });
    const connection = createMessageConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
    const ended = new Promise<string>((done) => {
      child.on('error', (e) => done(e.message));
      child.on('exit', (code, signal) => done(signal ?? `exit code ${code}`));
    });
    child.stderr.on('data', (text: Buffer) => this.#events.log(`TypeScript: ${text.toString().trimEnd()}`));
    // A pipe whose reader has gone is told by the end of the process.
    child.stdin.on('error', () => undefined);
    connection.onError(([error]) => this.#events.log(`TypeScript: ${error.message}`));
    connection.onRequest((method, params, token) => this.#events.request(method, params, token));
    connection.onNotification((method, params) => this.#events.notification(method, params));
    connection.onUnhandledProgress((params) => this.#events.notification('$/progress', params));
    connection.listen();
    this.#connection = connection;
    this.#end = () => child.kill();
    void ended.then((why) => this.#ended(connection, why));
    return connection.sendRequest('initialize', initialize);
  }

  #ended(connection: MessageConnection, why: string): void {
    if (this.#connection === connection) this.#connection = undefined;
    // Answers what is open with an error, see request().
    connection.dispose();
    if (this.#isStopping) return;
    const now = Date.now();
    this.#starts = [...this.#starts.filter((t) => now - t < restartsMs), now];
    const again = this.#starts.length <= restarts;
    this.#events.stopped(why, again);
    if (!again) return;
    this.#starting = this.start(this.#initialize).then(() => {
      this.#starting = undefined;
      this.notify('initialized', {});
      this.#events.restarted();
    }, (e: unknown) => {
      this.#starting = undefined;
      this.#events.log(`TypeScript could not be started again: ${String(e)}`);
    });
  }

  /** Its answer; null when it has stopped, or stops meanwhile. Its refusal is thrown. */
  async request(method: string, params: unknown, token?: CancellationToken): Promise<unknown> {
    await this.#starting;
    const connection = this.#connection;
    if (!connection) return null;
    try {
      return await (params === undefined || params === null ? connection.sendRequest(method, ...(token ? [token] : [])) : connection.sendRequest(method, params, ...(token ? [token] : [])));
    } catch (e) {
      if (this.#connection !== connection) return null;
      throw e;
    }
  }

  /** Nothing while it is not there: who starts it anew tells it all again. */
  notify(method: string, params: unknown): void {
    const sent = params === undefined || params === null ? this.#connection?.sendNotification(method) : this.#connection?.sendNotification(method, params);
    sent?.catch((e: unknown) => this.#events.log(`TypeScript: ${method} was not sent: ${String(e)}`));
  }

  stop(): void {
    this.#isStopping = true;
    this.#end();
    this.#connection?.dispose();
    this.#connection = undefined;
  }
}
