/** An editor of few words: speaks to the language server over streams in this process, and remembers what it is told. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import {
  createMessageConnection, StreamMessageReader, StreamMessageWriter,
  type ClientCapabilities, type InitializeResult, type MessageConnection, type Position, type PublishDiagnosticsParams, type Range,
} from 'vscode-languageserver-protocol/node';
import { layers } from '../../../nn/library.ts';
import { serve, type ServerOptions } from '../../../typecheck/lsp/server.ts';
import { services } from '../../../typecheck/services/services.ts';

export const typescripts = ['typescript7', 'typescript71'] as const;
export const folderOf = (typescript: string): string => join(import.meta.dirname, '../../../node_modules', typescript);

/** A folder of files that is gone after the test. */
export function folderOfFiles(files: Readonly<Record<string, string>>): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'cotangent-lsp-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** What an editor of today can do. */
const modern: ClientCapabilities = {
  general: { positionEncodings: ['utf-8', 'utf-16'] },
  workspace: { configuration: true, workspaceEdit: { documentChanges: true }, diagnostics: { refreshSupport: true } },
  textDocument: {
    hover: { contentFormat: ['markdown'] }, diagnostic: {}, rename: { prepareSupport: true }, publishDiagnostics: { relatedInformation: true }, documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    completion: { completionItem: { snippetSupport: true } }, codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'source.organizeImports'] } } },
    semanticTokens: { requests: { full: true, range: true }, tokenTypes: ['variable', 'function', 'type', 'property', 'parameter', 'interface'], tokenModifiers: ['declaration', 'readonly'], formats: ['relative'] },
  },
};
/** One that is told of mistakes instead of asking. */
export const told: ClientCapabilities = { ...modern, textDocument: { ...modern.textDocument, diagnostic: undefined } };

export interface Client {
  readonly initialized: InitializeResult;
  readonly connection: MessageConnection;
  uri(name: string): string;
  open(name: string, text: string): Editing;
  /** Requests about no file. */
  ask<T>(method: string, params?: unknown): Promise<T>;
  notify(method: string, params?: unknown): void;
  /** Everything shown to the user. */
  readonly messages: readonly string[];
  readonly logs: readonly string[];
  /** The first publication about a file that `wanted` takes, of those that came or will come. */
  published(name: string, wanted?: (p: PublishDiagnosticsParams) => boolean): Promise<PublishDiagnosticsParams>;
  readonly refreshed: number;
  leave(): Promise<number>;
  /** Ends without a word. */
  hangUp(): void;
  readonly left: Promise<number>;
}

/** A text that is open. Places are told by the text that stands there: `at('relu')` is where relu begins. */
export interface Editing {
  readonly text: string;
  at(text: string, offset?: number): Position;
  range(text: string): Range;
  ask<T>(feature: string, params?: object): Promise<T>;
  askAt<T>(feature: string, text: string, params?: object, offset?: number): Promise<T>;
  /** Types `by` in the place of `text`. */
  replace(text: string, by: string): void;
  set(text: string): void;
  change(contentChanges: readonly object[], text: string): void;
  close(): void;
}

export const positionIn = (text: string, offset: number): Position => {
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length - 1, character: lines.at(-1)!.length };
};

export async function start(folder: string, options: Partial<ServerOptions> & { readonly capabilities?: ClientCapabilities; readonly initializationOptions?: object }): Promise<Client> {
  const toServer = new PassThrough(), toEditor = new PassThrough();
  const { capabilities = modern, initializationOptions, ...rest } = options;
  const left = serve(new StreamMessageReader(toServer), new StreamMessageWriter(toEditor), { mode: 'wrapper', services: services(layers), version: '0.0.0', ...rest });
  const connection = createMessageConnection(new StreamMessageReader(toEditor), new StreamMessageWriter(toServer));
  const messages: string[] = [], logs: string[] = [], publications: PublishDiagnosticsParams[] = [];
  let listeners: ((p: PublishDiagnosticsParams) => void)[] = [], refreshed = 0;
  connection.onRequest((method, params) => {
    if (method === 'workspace/diagnostic/refresh') refreshed++;
    return method === 'workspace/configuration' ? (params as unknown as { items: unknown[] }).items.map(() => null) : null;
  });
  connection.onNotification((method, params) => {
    if (method === 'window/showMessage') messages.push((params as unknown as { message: string }).message);
    if (method === 'window/logMessage') logs.push((params as unknown as { message: string }).message);
    if (method === 'textDocument/publishDiagnostics') {
      publications.push(params as unknown as PublishDiagnosticsParams);
      for (const listener of listeners) listener(params as unknown as PublishDiagnosticsParams);
    }
  });
  connection.listen();
  const rootUri = pathToFileURL(folder).href;
  const uri = (name: string): string => (name.includes(':') ? name : `${rootUri}/${name}`);
  const initialized = await connection.sendRequest<InitializeResult>('initialize', { processId: process.pid, rootUri, workspaceFolders: [{ uri: rootUri, name: 'app' }], capabilities, initializationOptions });
  void connection.sendNotification('initialized', {});
  const notify = (method: string, params?: unknown): void => void (params === undefined ? connection.sendNotification(method) : connection.sendNotification(method, params));
  return {
    initialized, connection, uri, messages, logs, notify, left,
    hangUp: () => { toServer.end(); },
    get refreshed() { return refreshed; },
    ask: (method, params) => (params === undefined ? connection.sendRequest(method) : connection.sendRequest(method, params)),
    open: (name, text) => editing(connection, uri(name), text),
    published: (name, wanted = () => true) => new Promise((done) => {
      const check = (p: PublishDiagnosticsParams): void => { if (p.uri === uri(name) && wanted(p)) { listeners = listeners.filter((l) => l !== check); done(p); } };
      listeners.push(check);
      publications.forEach(check);
    }),
    async leave() {
      await connection.sendRequest('shutdown');
      notify('exit');
      const code = await left;
      connection.dispose();
      return code;
    },
  };
}

const languages: Readonly<Record<string, string>> = { ts: 'typescript', tsx: 'typescriptreact', nn: 'nn', js: 'javascript' };

function editing(connection: MessageConnection, uri: string, first: string): Editing {
  let text = first, version = 1;
  void connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: languages[uri.split('.').at(-1)!] ?? 'plaintext', version, text } });
  const find = (what: string): number => {
    const found = text.indexOf(what);
    if (found < 0) throw new Error(`there is no ${what} in ${uri}`);
    return found;
  };
  const at = (what: string, offset = 0): Position => positionIn(text, find(what) + offset);
  const range = (what: string): Range => ({ start: at(what), end: at(what, what.length) });
  const change = (contentChanges: readonly object[], after: string): void => {
    text = after;
    void connection.sendNotification('textDocument/didChange', { textDocument: { uri, version: ++version }, contentChanges });
  };
  const ask = <T>(feature: string, params: object = {}): Promise<T> => connection.sendRequest(`textDocument/${feature}`, { textDocument: { uri }, ...params });
  return {
    get text() { return text; },
    at, range, ask, change,
    askAt: (feature, what, params = {}, offset = 0) => ask(feature, { position: at(what, offset), ...params }),
    replace: (what, by) => change([{ range: range(what), text: by }], text.replace(what, () => by)),
    set: (after) => change([{ text: after }], after),
    close: () => void connection.sendNotification('textDocument/didClose', { textDocument: { uri } }),
  };
}
