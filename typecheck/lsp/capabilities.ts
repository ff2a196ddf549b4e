/** What the server offers: by itself, and together with TypeScript. */
import { TextDocumentSyncKind, type ClientCapabilities, type InitializeParams, type InitializeResult, type Registration, type ServerCapabilities } from 'vscode-languageserver-protocol';
import { source } from './answers.ts';
import { legendWith } from './tokens.ts';

/** Behind `|>`, in sizes, in arguments. */
const completionTriggers = ['>', ' ', '[', '<', '(', ','];
const signatureTriggers = ['(', ','];

const own: ServerCapabilities = {
  positionEncoding: 'utf-16',
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
  hoverProvider: true, definitionProvider: true, referencesProvider: true, documentHighlightProvider: true, documentSymbolProvider: true,
  completionProvider: { triggerCharacters: completionTriggers, resolveProvider: true },
  signatureHelpProvider: { triggerCharacters: signatureTriggers },
  codeActionProvider: { codeActionKinds: ['quickfix'] },
  documentFormattingProvider: true, documentRangeFormattingProvider: true,
  renameProvider: { prepareProvider: true },
  foldingRangeProvider: true, inlayHintProvider: true,
  semanticTokensProvider: { legend: legendWith(undefined), full: true, range: true },
};

const diagnosticProvider = { identifier: source, interFileDependencies: true, workspaceDiagnostics: false };

export const pulls = (client: ClientCapabilities): boolean => client.textDocument?.diagnostic !== undefined;

export function ownCapabilities(client: ClientCapabilities): ServerCapabilities {
  return {
    ...own,
    ...(client.textDocument?.rename?.prepareSupport !== true && { renameProvider: true }),
    ...(pulls(client) && { diagnosticProvider }),
  };
}

const union = (a: readonly string[] = [], b: readonly string[] = []): string[] => [...new Set([...a, ...b])];
const asObject = <T>(option: boolean | T | undefined): Partial<T> => (typeof option === 'object' ? option : {});

/** TypeScript's, and where it offers less, ours. */
export function mergedCapabilities(theirs: ServerCapabilities, client: ClientCapabilities): ServerCapabilities {
  const ours = ownCapabilities(client);
  const missing = Object.fromEntries(Object.entries(ours).filter(([key]) => !theirs[key as keyof ServerCapabilities]));
  return {
    ...theirs, ...missing,
    positionEncoding: 'utf-16', textDocumentSync: own.textDocumentSync,
    completionProvider: { ...theirs.completionProvider, resolveProvider: true, triggerCharacters: union(theirs.completionProvider?.triggerCharacters, completionTriggers) },
    signatureHelpProvider: { ...theirs.signatureHelpProvider, triggerCharacters: union(theirs.signatureHelpProvider?.triggerCharacters, signatureTriggers) },
    codeActionProvider: {
      ...asObject(theirs.codeActionProvider),
      ...(asObject(theirs.codeActionProvider).codeActionKinds && { codeActionKinds: union(asObject(theirs.codeActionProvider).codeActionKinds, ['quickfix']) }),
    },
    semanticTokensProvider: { legend: legendWith(theirs.semanticTokensProvider?.legend), full: true, range: true },
  };
}

export const ownResult = (client: ClientCapabilities, version: string): InitializeResult => ({ capabilities: ownCapabilities(client), serverInfo: { name: 'cotangent-lsp', version } });

/** What TypeScript is told of the editor: positions are counted as we count them, it ends when we do, and we take what it says of .nn files. */
export const initializeParams = (params: InitializeParams): InitializeParams => ({
  ...params, processId: process.pid,
  capabilities: {
    ...params.capabilities,
    general: { ...params.capabilities.general, positionEncodings: ['utf-16'] },
    textDocument: { ...params.capabilities.textDocument, synchronization: { ...params.capabilities.textDocument?.synchronization, dynamicRegistration: true } },
  },
});

const selectorOf = ({ registerOptions }: Registration): readonly { readonly pattern?: unknown }[] | undefined => (registerOptions as { documentSelector?: readonly { pattern?: unknown }[] } | undefined)?.documentSelector;

/** Whether TypeScript registers for .nn files alone. The editor need not know: what it gives us is settled from the beginning. */
export const isForModelFiles = (registration: Registration): boolean => {
  const selector = selectorOf(registration);
  return selector !== undefined && selector.length > 0 && selector.every(({ pattern }) => typeof pattern === 'string' && pattern.endsWith('.nn'));
};

/** Whether a registration is one that only our promise above has brought about. */
export const isUnwanted = (registration: Registration, client: ClientCapabilities): boolean =>
  /^textDocument\/did(?:Open|Change|Close)$/.test(registration.method) && client.textDocument?.synchronization?.dynamicRegistration !== true;

/** Of a TypeScript whose answers only we see. */
export const hiddenParams = ({ rootUri, workspaceFolders, initializationOptions }: InitializeParams): InitializeParams => ({
  processId: process.pid, rootUri, workspaceFolders, initializationOptions,
  capabilities: { general: { positionEncodings: ['utf-16'] }, textDocument: { diagnostic: {}, hover: { contentFormat: ['markdown'] }, publishDiagnostics: { relatedInformation: true } } },
});
