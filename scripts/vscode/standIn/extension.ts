/**
 * Stands in for the extension that brings TypeScript 7 to VS Code, which is only in the marketplace: under its name, the language server in the
 * program that COTANGENT_TYPESCRIPT names, and of the extension's API what ours asks for, the middleware of hovers.
 */
import * as vscode from 'vscode';
import { LanguageClient } from 'vscode-languageclient/node';

type Transform = (result: unknown, context: { readonly params: unknown }) => unknown;

let client: LanguageClient | undefined;

export async function activate() {
  const hovers = new Set<Transform>();
  const run = { command: process.env['COTANGENT_TYPESCRIPT']!, args: ['--lsp', '--stdio'] };
  client = new LanguageClient('native', 'TypeScript 7', { run, debug: run }, {
    documentSelector: ['typescript', 'typescriptreact', 'javascript', 'javascriptreact'].map((language) => ({ scheme: 'file', language })),
    middleware: {
      async provideHover(document, position, token, next) {
        const theirs = await next(document, position, token);
        const params = client!.code2ProtocolConverter.asTextDocumentPositionParams(document, position);
        let result: unknown = theirs;
        for (const transform of hovers) result = await transform(result, { params });
        return result as vscode.Hover | null;
      },
    },
  });
  await client.start();
  return {
    registerLspMiddleware(method: string, transform: Transform) {
      if (method === 'textDocument/hover') hovers.add(transform);
      return new vscode.Disposable(() => hovers.delete(transform));
    },
  };
}

export const deactivate = () => client?.stop();
