/**
 * Stands in for the extension that brings TypeScript 7 to VS Code, which is only in the marketplace: under its name, the language server of the
 * package in the folder COTANGENT_TYPESCRIPT, and of the extension's API what ours asks for: the middleware of hovers, and where that package is.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as vscode from 'vscode';
import { LanguageClient, type Hover } from 'vscode-languageclient/node';

type Transform = (result: unknown, context: { readonly params: unknown }) => unknown;

let client: LanguageClient | undefined;

export async function activate() {
  const hovers = new Set<Transform>();
  const folder = process.env['COTANGENT_TYPESCRIPT']!;
  const { default: executable } = await import(pathToFileURL(join(folder, 'lib/getExePath.js')).href) as { default: () => string };
  const run = { command: executable(), args: ['--lsp', '--stdio'] };
  client = new LanguageClient('native', 'TypeScript 7', { run, debug: run }, {
    documentSelector: ['typescript', 'typescriptreact', 'javascript', 'javascriptreact'].map((language) => ({ scheme: 'file', language })),
    middleware: {
      async provideHover(document, position, token, next) {
        const theirs = await next(document, position, token);
        const params = client!.code2ProtocolConverter.asTextDocumentPositionParams(document, position);
        let result: unknown = theirs;
        for (const transform of hovers) result = await transform(result, { params });
        // What was put in its place is of the protocol.
        return result === theirs ? theirs : client!.protocol2CodeConverter.asHover(result as Hover | null);
      },
    },
  });
  await client.start();
  return {
    registerLspMiddleware(method: string, transform: Transform) {
      if (method === 'textDocument/hover') hovers.add(transform);
      return new vscode.Disposable(() => hovers.delete(transform));
    },
    onLanguageServerInitialized(listener: (sdk: unknown) => void) {
      listener({ packageJsonPath: join(folder, 'package.json') });
      return new vscode.Disposable(() => undefined);
    },
  };
}

export const deactivate = () => client?.stop();
