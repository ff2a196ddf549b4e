/**
 * The language server, in three modes.
 *
 *   wrapper     stands before TypeScript's server: all goes through to it, over the texts of rewrite.ts, and comes back merged
 *   companion   stands beside a TypeScript that the editor runs itself: templates, and the type errors that only rewriting shows
 *   standalone  templates alone
 *
 * A fault of ours costs what we would have added, never what TypeScript says.
 */
import {
  CancellationToken, createMessageConnection, ErrorCodes, LSPErrorCodes, MessageType, ResponseError,
  type ClientCapabilities, type CompletionParams, type Diagnostic, type DidChangeTextDocumentParams, type DidChangeWatchedFilesParams, type DidOpenTextDocumentParams, type DocumentDiagnosticReport,
  type InitializeParams, type InitializeResult, type MessageConnection, type MessageReader, type MessageWriter, type PublishDiagnosticsParams, type Registration, type SemanticTokensLegend,
  type ServerCapabilities, type TextDocumentIdentifier, type WorkspaceEdit,
} from 'vscode-languageserver-protocol/node';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { CotangentError } from '../../core/diagnostic.ts';
import { kindOfFile } from '../files.ts';
import type { Analysis, Services } from '../services/service.ts';
import { resolved } from './answers.ts';
import { Backend } from './backend.ts';
import { hiddenParams, initializeParams, isForModelFiles, isUnwanted, mergedCapabilities, ownResult, pulls } from './capabilities.ts';
import { diagnostics as cleanDiagnostics, wholeEdit } from './clean.ts';
import { isModelFile, keyOf, pathOf, type Document } from './documents.ts';
import { handlers, isOurs, type Question } from './features.ts';
import { findSources, isFound, readSource, type Found } from './project.ts';
import { Readings } from './readings.ts';
import { asText, changed } from './text.ts';
import { legendWith } from './tokens.ts';
import { findServer, type ChildEvents } from './typescript.ts';

export type Mode = 'wrapper' | 'companion' | 'standalone';

export interface ServerOptions {
  readonly mode: Mode;
  readonly services: Services;
  /** The folder of TypeScript's package, when it is not the workspace's own. */
  readonly typescript?: string;
  readonly version: string;
}

/** Serves one editor until it leaves; gives the exit code. */
export function serve(reader: MessageReader, writer: MessageWriter, options: ServerOptions): Promise<number> {
  return new Server(reader, writer, options).left;
}

interface AnyParams { readonly textDocument?: TextDocumentIdentifier; readonly context?: CompletionParams['context'] }

/** How long an early request waits for the files that nobody has open, and how soon mistakes are told after an edit. */
const searchMs = 3000, tellMs = 30;
/** How long a search for files is good, where nobody tells of new ones. */
const searchAgainMs = 60_000;

/** Of these TypeScript's refusal is the answer. */
const passedOn: ReadonlySet<number> = new Set<number>([LSPErrorCodes.RequestCancelled, LSPErrorCodes.ContentModified, LSPErrorCodes.ServerCancelled, LSPErrorCodes.RequestFailed, ErrorCodes.MethodNotFound]);

/**
 * A request of our own: what a companion's TypeScript says at a place, as to textDocument/hover. It knows the types of models; an editor that can
 * shows it in place of what its own TypeScript says.
 */
const typedHover = 'cotangent/hover';

class Server {
  /** The exit code, once the editor has left. */
  readonly left: Promise<number>;
  readonly #leave: (code: number) => void;
  readonly #editor: MessageConnection;
  readonly #options: ServerOptions;
  readonly #documents = new Map<string, Document>();
  readonly #readings: Readings;
  #mode: Mode;
  #client: ClientCapabilities = {};
  #folders: readonly string[] = [];
  #typescript: Backend | undefined;
  /** A TypeScript that sees files as they are written: what it finds, the editor shows already. Only in a companion, once it is needed. */
  #unwrapped: Promise<Backend> | undefined;
  #params: InitializeParams | undefined;
  #legend: SemanticTokensLegend = legendWith(undefined);
  /** Where TypeScript itself wants to be asked, by request. */
  #triggers: ReadonlyMap<string, ReadonlySet<string>> = new Map();
  #registered: Registration[] = [];
  /** Otherwise TypeScript hears nothing of .nn files. */
  #takesModelFiles = false;
  #searched: Promise<unknown> = Promise.resolve();
  #searchedAt = 0;
  #offered: ReadonlyMap<string, string> = new Map();
  #toTell: NodeJS.Timeout | undefined;
  #isShutDown = false;
  #hasLeft = false;

  constructor(reader: MessageReader, writer: MessageWriter, options: ServerOptions) {
    this.#options = options;
    this.#mode = options.mode;
    this.#readings = new Readings(options.services);
    const { promise, resolve } = withResolve<number>();
    [this.left, this.#leave] = [promise, resolve];
    const editor = this.#editor = createMessageConnection(reader, writer);
    editor.onRequest((method, params, token) => this.#request(method, params, token));
    editor.onNotification((method, params) => this.#notification(method, params));
    editor.onUnhandledProgress((params) => this.#typescript?.notify('$/progress', params));
    editor.onError(([error]) => this.#log(error.message));
    editor.onClose(() => this.#exit(1));
    editor.listen();
  }

  // To the editor

  #send(method: string, params: unknown): void {
    if (!this.#hasLeft) void this.#editor.sendNotification(method, params).catch(() => undefined);
  }
  /** Of an editor that has left nothing more is heard. */
  async #ask(method: string, params?: unknown, token?: CancellationToken): Promise<unknown> {
    if (this.#hasLeft) return null;
    return params === undefined || params === null ? this.#editor.sendRequest(method, ...(token ? [token] : [])) : this.#editor.sendRequest(method, params, ...(token ? [token] : []));
  }
  #log(message: string): void { this.#send('window/logMessage', { type: MessageType.Warning, message: `cotangent: ${message}` }); }
  #show(message: string): void { this.#send('window/showMessage', { type: MessageType.Error, message }); }

  /** Runs what is ours alone; a fault in it is logged, and gives what there is without us. */
  async #guarded<T>(what: string, ours: () => T | Promise<T>, without: () => T | Promise<T>): Promise<T> {
    try {
      return await ours();
    } catch (e) {
      if (e instanceof ResponseError) throw e;
      this.#log(`${what}: ${e instanceof Error ? e.stack ?? e.message : String(e)}`);
      return without();
    }
  }

  // Requests

  async #request(method: string, params: unknown, token: CancellationToken): Promise<unknown> {
    if (method === 'initialize') return this.#initialize(params as InitializeParams);
    if (method === 'shutdown') {
      this.#isShutDown = true;
      return this.#spared(async () => this.#typescript?.ask(method, undefined) ?? null);
    }
    if (method === 'completionItem/resolve' && isOurs(params)) return resolved(params, this.#offered);
    await this.#searched;
    const { textDocument, context } = (params ?? {}) as AnyParams;
    const theirs = once(() => this.#theirs(method, params, token, context?.triggerCharacter));
    const document = textDocument && this.#documents.get(keyOf(textDocument.uri));
    if (method === typedHover) return document ? this.#typedHover(params, document, token) : null;
    if (!document || !Object.hasOwn(handlers, method)) return theirs();
    return this.#guarded(method, async () => {
      await this.#settle(document);
      const analysis = this.#readings.of(document) ?? (method === 'textDocument/diagnostic' ? nothing(document) : undefined);
      return analysis ? handlers[method](this.#question(params, document, analysis, theirs, token)) : theirs();
    }, theirs);
  }

  #question(params: unknown, document: Document, analysis: Analysis, theirs: () => Promise<unknown>, token: CancellationToken): Question {
    return {
      params: params as Question['params'], document, analysis, services: this.#options.services, client: this.#client, legend: this.#legend,
      theirs: async <T>() => (await this.#spared(theirs)) as T | null,
      typescript: async <T>(method: string, asked: unknown) => (await this.#spared(async () => this.#typescript?.ask(method, asked, token) ?? null)) as T | null,
      typeErrors: async () => (this.#mode === 'companion' ? (await this.#spared(() => this.#typeErrors(document.uri)) ?? []) as readonly Diagnostic[] : []),
      tailPosition: (definition) => this.#typescript?.tailPosition(document, definition),
      offer: (texts) => { this.#offered = texts; },
    };
  }

  /** What TypeScript would have said, null where it fails: what is ours is said all the same. */
  async #spared(ask: () => Promise<unknown>): Promise<unknown> {
    try {
      return await ask();
    } catch (e) {
      if (e instanceof ResponseError && passedOn.has(e.code)) throw e;
      this.#log(`TypeScript: ${String(e)}`);
      return null;
    }
  }

  async #theirs(method: string, params: unknown, token: CancellationToken, trigger: string | undefined): Promise<unknown> {
    if (this.#mode !== 'wrapper' || !this.#typescript) {
      if (Object.hasOwn(handlers, method)) return method === 'textDocument/diagnostic' ? { kind: 'full', items: [] } : null;
      throw new ResponseError(ErrorCodes.MethodNotFound, `cotangent-lsp does not know ${method}`);
    }
    const triggers = this.#triggers.get(method);
    // A character that only we wait for is nothing to TypeScript.
    if (trigger !== undefined && triggers && !triggers.has(trigger)) return null;
    return this.#typescript.ask(method, params, token);
  }

  async #typedHover(params: unknown, document: Document, token: CancellationToken): Promise<unknown> {
    if (this.#mode !== 'companion') return null;
    return this.#spared(async () => {
      await this.#settle(document);
      return this.#typescript?.ask('textDocument/hover', params, token) ?? null;
    });
  }

  async #settle(document: Document): Promise<void> {
    if (this.#mode === 'standalone') return;
    if (await this.#typescript?.settle(document)) this.#refresh();
  }

  /** Of a file in a companion: what TypeScript finds in the rewritten texts and not in those that are written. */
  async #typeErrors(uri: string): Promise<readonly Diagnostic[]> {
    const found = await this.#typescript?.diagnostics(uri) ?? [];
    if (found.length === 0) return [];
    const unwrapped = await (this.#unwrapped ??= this.#startUnwrapped());
    const key = ({ range, code, message }: Diagnostic): string => JSON.stringify([range, code, message]);
    const shown = new Set((await unwrapped.diagnostics(uri)).map(key));
    return found.filter((d) => !shown.has(key(d)));
  }

  async #startUnwrapped(): Promise<Backend> {
    const backend = this.#backend(undefined, hiddenEvents((message) => this.#log(message)));
    await backend.start(hiddenParams(this.#params!));
    backend.notify('initialized', {});
    for (const document of this.#documents.values()) if (!isModelFile(document)) backend.mirror.open(document, true);
    return backend;
  }

  // The beginning

  async #initialize(params: InitializeParams): Promise<InitializeResult> {
    this.#params = params;
    this.#client = params.capabilities;
    this.#folders = (params.workspaceFolders?.map(({ uri }) => uri) ?? [params.rootUri ?? undefined]).flatMap((uri) => (uri?.startsWith('file:') ? [fileURLToPath(uri)] : []));
    if (this.#mode === 'standalone') return ownResult(this.#client, this.#options.version);
    try {
      const isWrapper = this.#mode === 'wrapper';
      const backend = this.#backend(this.#readings, isWrapper ? this.#events() : hiddenEvents((message) => this.#log(message), () => this.#refresh()));
      const result = await backend.start(isWrapper ? initializeParams(params) : hiddenParams(params));
      this.#typescript = backend;
      if (!isWrapper) return ownResult(this.#client, this.#options.version);
      return this.#merged(result);
    } catch (e) {
      // Half of what was wanted is more than nothing.
      this.#show(`cotangent: ${e instanceof CotangentError ? `${e.code} ${e.message}; ${e.hint}` : `TypeScript could not be started: ${String(e)}`}. Templates alone are served.`);
      this.#mode = 'standalone';
      return ownResult(this.#client, this.#options.version);
    }
  }

  #backend(readings: Readings | undefined, events: ChildEvents): Backend {
    const folder = this.#folders[0] ?? process.cwd();
    return new Backend({ typescript: findServer(folder, this.#options.typescript), folder, readings, events, editorVersion: (uri) => this.#documents.get(keyOf(uri))?.version });
  }

  #merged({ capabilities, serverInfo }: InitializeResult): InitializeResult {
    const merged: ServerCapabilities = mergedCapabilities(capabilities, this.#client);
    this.#legend = legendWith(capabilities.semanticTokensProvider?.legend);
    this.#triggers = new Map([
      ['textDocument/completion', new Set(capabilities.completionProvider?.triggerCharacters)],
      ['textDocument/signatureHelp', new Set([...capabilities.signatureHelpProvider?.triggerCharacters ?? [], ...capabilities.signatureHelpProvider?.retriggerCharacters ?? []])],
    ]);
    return { capabilities: merged, serverInfo: { name: 'cotangent-lsp', version: `${this.#options.version} (TypeScript ${serverInfo?.version ?? 'unknown'})` } };
  }

  // TypeScript to the editor

  #events(): ChildEvents {
    return {
      request: (method, params, token) => this.#fromTypeScript(method, params, token),
      notification: (method, params) => (method === 'textDocument/publishDiagnostics' ? this.#publishedByTypeScript(params as PublishDiagnosticsParams) : this.#send(method, params)),
      stopped: (why, again) => {
        this.#show(`TypeScript's language server has stopped (${why}). ${again ? 'It is being started again.' : 'It has stopped too often and is not started again; templates are served without it.'}`);
        this.#unregister(this.#registered).catch(() => undefined);
        this.#takesModelFiles = false;
      },
      restarted: () => this.#refresh(),
      log: (message) => this.#log(message),
    };
  }

  #fromTypeScript(method: string, params: unknown, token: CancellationToken): Promise<unknown> {
    if (method === 'client/registerCapability') return this.#register((params as { registrations: Registration[] }).registrations);
    if (method === 'client/unregisterCapability') return this.#unregister((params as { unregisterations: Registration[] }).unregisterations);
    if (method === 'workspace/applyEdit') {
      const { edit, ...rest } = params as { edit: WorkspaceEdit };
      const safe = wholeEdit(edit, this.#typescript!.place());
      return safe ? this.#ask(method, { ...rest, edit: safe }, token) : Promise.resolve({ applied: false, failureReason: 'the edit touches a template' });
    }
    return this.#ask(method, params, token);
  }

  async #register(asked: readonly Registration[]): Promise<unknown> {
    // A content mapper gives TypeScript the .nn files.
    if (asked.some(isForModelFiles) && !this.#takesModelFiles) {
      this.#takesModelFiles = true;
      for (const document of this.#documents.values()) if (isModelFile(document)) this.#typescript?.mirror.open(document, true);
    }
    const registrations = asked.filter((r) => !isForModelFiles(r) && !isUnwanted(r, this.#client));
    if (registrations.length === 0) return null;
    this.#registered.push(...registrations);
    return this.#ask('client/registerCapability', { registrations });
  }

  async #unregister(asked: readonly { readonly id: string; readonly method: string }[]): Promise<unknown> {
    const unregisterations = asked.filter(({ id }) => this.#registered.some((r) => r.id === id));
    this.#registered = this.#registered.filter((r) => !unregisterations.some(({ id }) => r.id === id));
    return unregisterations.length === 0 ? null : this.#ask('client/unregisterCapability', { unregisterations: unregisterations.map(({ id, method }) => ({ id, method })) });
  }

  /** TypeScript tells by itself of files that hold no program, such as tsconfig.json. Of programs it is asked. */
  #publishedByTypeScript(params: PublishDiagnosticsParams): void {
    if (kindOfFile(pathOf(params.uri, '')) !== undefined) return;
    const place = this.#typescript!.place(params.uri);
    this.#send('textDocument/publishDiagnostics', { ...params, diagnostics: cleanDiagnostics(params.diagnostics, place.here, place) });
  }

  /** To an editor that does not ask. */
  async #publish(document: Document): Promise<void> {
    const { uri, version } = document;
    const report = await this.#request('textDocument/diagnostic', { textDocument: { uri } }, CancellationToken.None) as DocumentDiagnosticReport;
    // Meanwhile the text may have become another.
    if (document === this.#documents.get(keyOf(uri))) this.#send('textDocument/publishDiagnostics', { uri, version, diagnostics: report.kind === 'full' ? report.items : [] });
  }

  /** Soon, and once for many edits. */
  #tellSoon(): void {
    if (pulls(this.#client)) return;
    clearTimeout(this.#toTell);
    this.#toTell = setTimeout(() => { for (const document of this.#documents.values()) this.#publish(document).catch((e: unknown) => this.#log(`diagnostics of ${document.uri}: ${String(e)}`)); }, tellMs);
  }

  /** What was answered may be another thing now. */
  #refresh(): void {
    this.#tellSoon();
    for (const [of, method] of [['diagnostics', 'diagnostic'], ['semanticTokens', 'semanticTokens'], ['inlayHint', 'inlayHint']] as const) {
      if (this.#client.workspace?.[of]?.refreshSupport) void this.#ask(`workspace/${method}/refresh`).catch(() => undefined);
    }
  }

  // The editor's notifications

  #notification(method: string, params: unknown): void {
    const handle = this.#notifications[method];
    if (handle) handle(params);
    else if (this.#mode === 'wrapper') this.#typescript?.notify(method, params);
  }

  readonly #notifications: Readonly<Record<string, ((params: unknown) => void) | undefined>> = {
    'initialized': (params) => {
      this.#typescript?.notify('initialized', params ?? {});
      this.#search();
      this.#watch();
    },
    'exit': () => this.#exit(this.#isShutDown ? 0 : 1),
    'textDocument/didOpen': (params) => {
      const { uri, languageId, version, text } = (params as DidOpenTextDocumentParams).textDocument;
      this.#opened({ uri, languageId, version, path: pathOf(uri, languageId), ...asText(text) });
    },
    'textDocument/didChange': (params) => {
      const { textDocument: { uri, version }, contentChanges } = params as DidChangeTextDocumentParams, before = this.#documents.get(keyOf(uri));
      if (!before) return;
      const document: Document = { ...before, version, ...changed(before, contentChanges) };
      this.#documents.set(keyOf(uri), document);
      this.#typescript?.mirror.change(document, contentChanges);
      void this.#unwrapped?.then(({ mirror }) => mirror.change(document, contentChanges));
      this.#tellSoon();
    },
    'textDocument/didClose': (params) => this.#closed((params as { textDocument: TextDocumentIdentifier }).textDocument.uri),
    'textDocument/didSave': (params) => {
      if (this.#mode === 'wrapper') this.#typescript?.notify('textDocument/didSave', params);
      // An editor that watches no files tells at least when something has been written.
      if (!this.#client.workspace?.didChangeWatchedFiles?.dynamicRegistration) this.#lookAgain();
    },
    'workspace/didChangeWatchedFiles': (params) => {
      this.#typescript?.notify('workspace/didChangeWatchedFiles', params);
      void this.#unwrapped?.then((backend) => backend.notify('workspace/didChangeWatchedFiles', params));
      for (const { uri } of (params as DidChangeWatchedFilesParams).changes) this.#before(this.#changedOnDisk(uri));
      this.#tellSoon();
    },
    'workspace/didChangeWorkspaceFolders': (params) => {
      const { added, removed } = (params as { event: { added: { uri: string }[]; removed: { uri: string }[] } }).event;
      const paths = (folders: { uri: string }[]): string[] => folders.flatMap(({ uri }) => (uri.startsWith('file:') ? [fileURLToPath(uri)] : []));
      const gone = new Set(paths(removed));
      this.#folders = [...this.#folders.filter((f) => !gone.has(f)), ...paths(added)];
      this.#typescript?.notify('workspace/didChangeWorkspaceFolders', params);
      this.#search();
    },
  };

  #opened(document: Document): void {
    this.#documents.set(keyOf(document.uri), document);
    if (!isModelFile(document) || this.#takesModelFiles) {
      this.#typescript?.mirror.open(document, true);
      void this.#unwrapped?.then(({ mirror }) => mirror.open(document, true));
    }
    this.#tellSoon();
  }

  #closed(uri: string): void {
    this.#documents.delete(keyOf(uri));
    this.#readings.forget(uri);
    this.#typescript?.mirror.close(uri);
    void this.#unwrapped?.then(({ mirror }) => mirror.close(uri));
    if (!pulls(this.#client)) this.#send('textDocument/publishDiagnostics', { uri, diagnostics: [] });
    this.#before(this.#changedOnDisk(uri));
  }

  #exit(code: number): void {
    this.#hasLeft = true;
    clearTimeout(this.#toTell);
    this.#typescript?.notify('exit', undefined);
    this.#typescript?.stop();
    void this.#unwrapped?.then((backend) => backend.stop());
    this.#leave(code);
  }

  // Files that nobody has open

  /** At the files that are known; for new ones now and then. */
  #lookAgain(): void {
    const known = this.#typescript?.mirror.ownDocuments ?? [];
    this.#before(Promise.all(known.map(({ uri }) => this.#changedOnDisk(uri))));
    if (Date.now() - this.#searchedAt > searchAgainMs) this.#search();
  }

  #search(): void {
    const backend = this.#typescript;
    if (!backend) return;
    this.#searchedAt = Date.now();
    const searched = findSources(this.#folders, (message) => this.#log(message)).then((found) => {
      const paths = new Set(found.map(({ path }) => path));
      for (const { uri, path } of backend.mirror.ownDocuments) if (!paths.has(path)) backend.mirror.close(uri);
      if (found.filter((each) => this.#seen(each)).length > 0) this.#refresh();
    }).catch((e: unknown) => this.#log(`looking for templates: ${String(e)}`));
    this.#before(searched);
  }

  /** What is asked from now on waits for this, but not for long. */
  #before(work: Promise<unknown>): void {
    this.#searched = Promise.race([Promise.all([this.#searched, work]), new Promise((done) => { setTimeout(done, searchMs).unref(); })]);
  }

  /** Opens a file for TypeScript, or gives it the new text of one; whether there was anything to tell. */
  #seen({ path, text }: Found): boolean {
    const uri = pathToFileURL(path).href, { mirror } = this.#typescript!, known = mirror.document(uri);
    if (this.#isOpen(path) || known?.text === text) return false;
    const document: Document = { uri, path, version: 0, languageId: kindOfFile(path) === 'jsx' ? 'typescriptreact' : 'typescript', ...asText(text) };
    if (known) mirror.change(document);
    else mirror.open(document, false);
    return true;
  }

  #isOpen(path: string): boolean { return this.#documents.has(keyOf(pathToFileURL(path).href)); }

  async #changedOnDisk(uri: string): Promise<void> {
    const backend = this.#typescript;
    if (!backend || !uri.startsWith('file:')) return;
    const path = pathOf(uri, '');
    if (!isFound(path) || this.#isOpen(path)) return;
    const found = await readSource(path);
    if (found) this.#seen(found);
    else if (!this.#isOpen(path)) backend.mirror.close(pathToFileURL(path).href);
  }

  #watch(): void {
    if (!this.#typescript || !this.#client.workspace?.didChangeWatchedFiles?.dynamicRegistration) return;
    const registrations = [{ id: 'cotangent-files', method: 'workspace/didChangeWatchedFiles', registerOptions: { watchers: [{ globPattern: '**/*.{ts,tsx,mts,cts}' }] } }];
    this.#ask('client/registerCapability', { registrations }).catch((e: unknown) => this.#log(`files are not watched: ${String(e)}`));
  }
}

const nothing = ({ path, text }: Document): Analysis => ({ path, text, templates: [], diagnostics: [], templateAt: () => undefined });

/** Of a TypeScript that the editor does not see. */
const hiddenEvents = (log: (message: string) => void, restarted: () => void = () => undefined): ChildEvents => ({
  request: (method, params) => Promise.resolve(method === 'workspace/configuration' ? (params as { items: unknown[] }).items.map(() => null) : null),
  notification: () => undefined,
  stopped: (why, again) => log(`the TypeScript behind the companion has stopped (${why})${again ? ' and is started again' : ''}`),
  restarted, log,
});

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

function withResolve<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((done) => { resolve = done; });
  return { promise, resolve };
}
