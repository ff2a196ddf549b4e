/** The VS Code extension with an editor of a few lines: what it starts for which TypeScript, what it asks and shows; and its manifest, which promises no more than there is. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type * as vscode from 'vscode';
import { grammars } from '../../editors/grammar/grammars.ts';
import { activate, deactivate } from '../../editors/vscode/src/extension.ts';

const fake = vi.hoisted(() => {
  const state = {
    settings: new Map<string, unknown>(), extensions: new Map<string, unknown>(), folders: [] as string[], trusted: true,
    commands: new Map<string, (...args: unknown[]) => unknown>(), providers: new Set<unknown>(), told: [] as string[], shown: [] as string[],
    clients: [] as { module: string; args: readonly string[]; languages: readonly string[]; running: boolean }[], middleware: [] as { provideInlayHints(...args: unknown[]): unknown }[],
    answer: null as unknown, fails: false, documents: [] as { languageId: string; getText(): string }[],
    open(languageId: string, text = '') {
      state.documents.push({ languageId, getText: () => text });
      for (const listener of state.listeners.documents) listener();
    },
    listeners: { documents: new Set<() => void>(), configuration: new Set<(e: { affectsConfiguration(s: string): boolean }) => void>(), extensions: new Set<() => void>(), trust: new Set<() => void>() },
    change(name: string, value: unknown) {
      state.settings.set(name, value);
      for (const listener of state.listeners.configuration) listener({ affectsConfiguration: (s) => name === s || name.startsWith(`${s}.`) });
    },
  };
  return state;
});

vi.mock('vscode', () => {
  const listen = <T>(set: Set<T>) => (listener: T) => { set.add(listener); return { dispose: () => set.delete(listener) }; };
  return {
    workspace: {
      getConfiguration: (section = '') => ({ get: (key: string, other?: unknown) => fake.settings.get(section === '' ? key : `${section}.${key}`) ?? other }),
      onDidChangeConfiguration: listen(fake.listeners.configuration), onDidGrantWorkspaceTrust: listen(fake.listeners.trust),
      onDidOpenTextDocument: listen(fake.listeners.documents), textDocuments: fake.documents,
      get isTrusted() { return fake.trusted; },
      get workspaceFolders() { return fake.folders.map((fsPath) => ({ uri: { fsPath }, name: 'folder' })); },
    },
    extensions: { getExtension: (id: string) => fake.extensions.get(id), onDidChange: listen(fake.listeners.extensions) },
    commands: {
      registerCommand: (name: string, run: (...args: unknown[]) => unknown) => { fake.commands.set(name, run); return { dispose: () => fake.commands.delete(name) }; },
      executeCommand: (name: string, ...args: unknown[]) => { fake.told.push(`${name} ${JSON.stringify(args)}`); return Promise.resolve(fake.answer); },
    },
    languages: { registerInlayHintsProvider: (_: unknown, provider: unknown) => { fake.providers.add(provider); return { dispose: () => fake.providers.delete(provider) }; } },
    window: {
      createOutputChannel: () => ({ clear: () => undefined, show: () => undefined, appendLine: (line: string) => fake.shown.push(line), dispose: () => undefined }),
      showErrorMessage: (text: string) => { fake.shown.push(text); return Promise.resolve(); },
    },
    Disposable: { from: (...all: readonly { dispose(): void }[]) => ({ dispose: () => { for (const d of all) d.dispose(); } }) },
    InlayHint: class {
      readonly position: unknown;
      readonly label: string;
      constructor(position: unknown, label: string) {
        this.position = position;
        this.label = label;
      }
    },
    InlayHintKind: { Type: 1 },
  };
});

vi.mock('vscode-languageclient/node', () => ({
  TransportKind: { stdio: 0 },
  LanguageClient: class {
    readonly #own: (typeof fake.clients)[number];
    constructor(_id: string, _name: string, { run }: { run: { module: string; args: readonly string[] } }, options: { documentSelector: readonly { language: string; scheme: string }[]; middleware: (typeof fake.middleware)[number] }) {
      this.#own = { module: run.module, args: run.args, languages: options.documentSelector.filter((d) => d.scheme === 'file').map((d) => d.language), running: false };
      fake.clients.push(this.#own);
      fake.middleware.push(options.middleware);
    }
    start() { if (fake.fails) return Promise.reject(new Error('no such file')); this.#own.running = true; return Promise.resolve(); }
    dispose() { this.#own.running = false; return Promise.resolve(); }
    isRunning() { return this.#own.running; }
    info() { /* the log */ }
    sendRequest(method: string) { return Promise.resolve((fake.answer as Readonly<Record<string, unknown>> | null)?.[method] ?? null); }
  },
}));

const manifest = JSON.parse(readFileSync(new URL('../../editors/vscode/package.json', import.meta.url), 'utf8')) as {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly grammars: readonly { readonly scopeName: string; readonly path: string; readonly injectTo?: readonly string[] }[];
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
    readonly languages: readonly { readonly configuration: string }[];
    readonly typescriptServerPlugins: readonly { readonly name: string }[];
  };
};

const context = { extensionPath: '/extension', subscriptions: [] as { dispose(): void }[] };
const start = (): Promise<void> => activate(context as unknown as vscode.ExtensionContext);
const settled = (): Promise<void> => new Promise((done) => { setTimeout(done, 5); });
const running = () => fake.clients.filter((c) => c.running);

beforeEach(() => {
  fake.extensions.set('vscode.typescript-language-features', { activate: () => Promise.resolve({ getAPI: () => ({ configurePlugin: (name: string, c: unknown) => fake.told.push(`${name} ${JSON.stringify(c)}`) }) }) });
  fake.settings.set('cotangent.inlayHints', true);
  fake.open('nn');
});
afterEach(async () => {
  await deactivate();
  for (const d of context.subscriptions.splice(0)) d.dispose();
  for (const part of [fake.settings, fake.extensions, fake.commands, fake.providers]) part.clear();
  for (const part of [fake.folders, fake.told, fake.shown, fake.clients, fake.middleware, fake.documents]) part.length = 0;
  Object.assign(fake, { trusted: true, fails: false, answer: null });
});

const native = (api: unknown): void => {
  fake.extensions.set('TypeScriptTeam.native-preview', { activate: () => Promise.resolve(api) });
  fake.change('js/ts.experimental.useTsgo', true);
};

describe('beside tsserver', () => {
  test('the plugin answers for TypeScript, the server for .nn files alone', async () => {
    await start();
    expect(running()).toEqual([{ module: '/extension/server/lsp.cjs', args: ['--standalone'], languages: ['nn'], running: true }]);
    expect(fake.told).toEqual(['cotangent/ts-plugin {"inlayHints":false}']);
    expect(manifest.contributes.typescriptServerPlugins.map((p) => p.name)).toEqual(['cotangent/ts-plugin']);
  });

  test('shapes come from the plugin by a command', async () => {
    await start();
    const [provider] = [...fake.providers] as vscode.InlayHintsProvider[];
    const document = (text: string) => ({ uri: 'file:///a.ts', getText: () => text, offsetAt: (n: number) => n, positionAt: (n: number) => n }) as unknown as vscode.TextDocument;
    const ask = (text: string) => provider.provideInlayHints(document(text), { start: 3, end: 10 } as unknown as vscode.Range, {} as vscode.CancellationToken);
    fake.answer = { success: true, body: [{ at: 7, text: '[B, 4]' }] };
    expect(await ask('nn`model`')).toEqual([expect.objectContaining({ position: 7, label: '[B, 4]', paddingLeft: true })]);
    expect(fake.told.at(-1)).toBe('typescript.tsserverRequest ["_cotangent.inlays",{"file":"file:///a.ts","start":3,"length":7},{},{}]');
    fake.answer = { success: false };
    expect(await ask('nn`model`')).toEqual([]);
    fake.answer = undefined;
    expect(await ask('nn`model`')).toEqual([]);

    const asked = fake.told.length;
    await ask('const a = 1;');
    fake.settings.set('cotangent.inlayHints', false);
    await ask('nn`model`');
    expect(fake.told).toHaveLength(asked);
  });

  test('the server starts with the first .nn file', async () => {
    fake.documents.length = 0;
    await start();
    fake.open('typescript', 'nn`model`');
    await settled();
    expect(fake.clients).toEqual([]);
    fake.open('nn');
    fake.open('nn');
    await settled();
    expect(fake.clients).toHaveLength(1);
  });

  test('the setting alone, without TypeScript 7, changes nothing', async () => {
    fake.settings.set('js/ts.experimental.useTsgo', true);
    await start();
    expect(running()[0].languages).toEqual(['nn']);
  });
});

describe('beside TypeScript 7', () => {
  test('the server answers for templates too', async () => {
    native(undefined);
    await start();
    expect(running()).toEqual([expect.objectContaining({ args: ['--companion'], languages: ['nn', 'typescript', 'typescriptreact', 'javascript', 'javascriptreact'] })]);
    expect(fake.told).toEqual([]);
    expect(fake.providers.size).toBe(0);
  });

  test('the server starts where there are templates, or the package', async () => {
    fake.documents.length = 0;
    native({});
    await start();
    fake.open('typescript', 'const nn = 1;');
    await settled();
    expect(fake.clients).toEqual([]);
    fake.open('typescript', 'nn`model`');
    await settled();
    expect(running()).toHaveLength(1);
  });

  test('one that fails takes nothing with it', async () => {
    fake.extensions.set('TypeScriptTeam.native-preview', { activate: () => Promise.reject(new Error('broken')) });
    fake.change('js/ts.experimental.useTsgo', true);
    await start();
    expect(running().map((c) => c.args)).toEqual([['--companion']]);
  });

  test('in a workspace that is not trusted, no TypeScript of it runs', async () => {
    fake.trusted = false;
    native({});
    await start();
    expect(running()).toEqual([expect.objectContaining({ args: ['--standalone'], languages: ['nn', 'typescript', 'typescriptreact', 'javascript', 'javascriptreact'] })]);
  });

  test('shapes come from the server, if they are wanted', async () => {
    native({});
    await start();
    const ask = () => fake.middleware.at(-1)!.provideInlayHints({}, {}, {}, () => ['[B, 4]']);
    expect(ask()).toEqual(['[B, 4]']);
    fake.change('cotangent.inlayHints', false);
    await settled();
    expect(ask()).toEqual([]);
    expect(running()).toHaveLength(1);
  });

  test('when it is switched on and off, one server runs, the right one', async () => {
    await start();
    native({});
    await settled();
    expect(running().map((c) => c.args)).toEqual([['--companion']]);
    expect(fake.providers.size).toBe(0);
    fake.change('js/ts.experimental.useTsgo', false);
    fake.change('js/ts.experimental.useTsgo', true);
    fake.change('js/ts.experimental.useTsgo', false);
    await settled();
    expect(running().map((c) => c.args)).toEqual([['--standalone']]);
    expect(fake.providers.size).toBe(1);
  });

  test('7.1: the server uses the TypeScript that the window uses, also when that changes', async () => {
    let initialized: ((sdk: unknown) => void) | undefined;
    native({ onLanguageServerInitialized: (tell: (sdk: unknown) => void) => { tell({ packageJsonPath: '/ts/package.json' }); initialized = tell; return { dispose: () => undefined }; } });
    await start();
    await settled();
    expect(fake.clients.map((c) => c.args)).toEqual([['--companion', '--typescript', '/ts']]);
    fake.extensions.set('TypeScriptTeam.native-preview', { activate: () => Promise.resolve({}) });
    initialized!({ packageJsonPath: '/other/package.json' });
    await settled();
    expect(running().map((c) => c.args)).toEqual([['--companion', '--typescript', '/other']]);
    fake.change('js/ts.experimental.useTsgo', false);
    await settled();
    expect(running().map((c) => c.args)).toEqual([['--standalone']]);
  });

  test('7.1: its hover gives way to ours, to what knows the types of models, and stays where there is neither', async () => {
    let hover: ((theirs: unknown, context: { params: unknown }) => unknown) | undefined;
    const disposed: string[] = [];
    native({
      registerLspMiddleware: (method: string, transform: typeof hover) => { expect(method).toBe('textDocument/hover'); hover = transform; return { dispose: () => disposed.push('hover') }; },
      registerContentMappers: (_: string, [{ extensions }]: readonly { extensions: readonly string[] }[]) => { expect(extensions).toEqual(['.nn']); return { dispose: () => disposed.push('mapper') }; },
    });
    await start();
    fake.answer = { 'textDocument/hover': 'linear: …', 'cotangent/hover': 'string' };
    expect(await hover!('theirs', { params: {} })).toBeNull();
    fake.answer = { 'cotangent/hover': 'const Net: Model<"…">' };
    expect(await hover!('theirs', { params: {} })).toBe('const Net: Model<"…">');
    fake.answer = null;
    expect(await hover!('theirs', { params: {} })).toBe('theirs');
    fake.change('js/ts.experimental.useTsgo', false);
    await settled();
    expect(disposed).toEqual(['hover', 'mapper']);
  });
});

describe('which server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'extension-')), own = join(folder, 'node_modules/cotangent');
  beforeEach(() => {
    mkdirSync(join(own, 'dist/tools'), { recursive: true });
    mkdirSync(join(folder, 'packages/app'), { recursive: true });
    writeFileSync(join(own, 'package.json'), '{ "bin": { "cotangent-lsp": "dist/tools/lsp.js", "cotangent": "cli.js" } }');
    writeFileSync(join(own, 'dist/tools/lsp.js'), '');
    writeFileSync(join(own, 'cli.js'), 'console.log(process.argv[2], "says all is well")');
    fake.folders.push(join(folder, 'packages/app'));
  });
  afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

  test('the workspace\'s, from a folder above', async () => {
    await start();
    expect(running()[0].module).toBe(join(own, 'dist/tools/lsp.js'));
  });

  test('the extension\'s, until the workspace is trusted', async () => {
    fake.trusted = false;
    await start();
    expect(running()[0].module).toBe('/extension/server/lsp.cjs');
    fake.trusted = true;
    for (const granted of fake.listeners.trust) granted();
    await settled();
    expect(running().map((c) => c.module)).toEqual([join(own, 'dist/tools/lsp.js')]);
  });

  test('the one in the settings', async () => {
    await start();
    fake.change('cotangent.server', '/elsewhere/lsp.js');
    await settled();
    expect(running().map((c) => c.module)).toEqual(['/elsewhere/lsp.js']);
  });

  test('the doctor speaks for each folder', async () => {
    await start();
    await fake.commands.get('cotangent.doctor')!();
    expect(fake.shown.at(-1)).toBe('doctor says all is well\n');
    fake.folders[0] = '/nowhere';
    await fake.commands.get('cotangent.doctor')!();
    expect(fake.shown.at(-1)).toContain('has no package cotangent');
    fake.trusted = false;
    await fake.commands.get('cotangent.doctor')!();
    expect(fake.shown.at(-1)).toContain('not trusted');
  });
});

test('a server that does not start is told of, and can be started later', async () => {
  fake.fails = true;
  await start();
  expect(fake.shown).toEqual(['cotangent: the language server does not start: no such file']);
  fake.fails = false;
  await fake.commands.get('cotangent.restartServer')!();
  expect(running()).toHaveLength(1);
});

test('the manifest names what there is', async () => {
  const { commands, grammars: named, configuration, languages } = manifest.contributes;
  await start();
  expect(commands.map((c) => c.command).sort()).toEqual([...fake.commands.keys()].sort());
  expect(named.map(({ path, scopeName }) => [path.slice('./grammar/'.length), scopeName]).sort()).toEqual(Object.entries(grammars).map(([file, { scopeName }]) => [file, scopeName]).sort());
  for (const { injectTo, path } of named) for (const scope of injectTo ?? []) expect(grammars[path.slice('./grammar/'.length)].injectionSelector).toContain(`L:${scope}`);
  expect(existsSync(new URL(`../../editors/${languages[0].configuration}`, import.meta.url))).toBe(true);
  expect(Object.keys(configuration.properties)).toEqual(['cotangent.inlayHints', 'cotangent.server', 'cotangent.trace.server']);
});
