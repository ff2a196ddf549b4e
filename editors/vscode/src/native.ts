/**
 * What TypeScript 7.1 lets us do beside it: it hands out its hovers before they are shown, and takes in files of other languages.
 * Of an older one nothing is asked.
 */
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { Server } from './server.ts';
import { nativeApi } from './typescript.ts';

/** `found` is told the folder of the TypeScript that the window uses. */
export async function joinNative(server: Server, found: (typescript: string) => void): Promise<vscode.Disposable> {
  const api = await nativeApi();
  return vscode.Disposable.from(...[
    // Of a template it knows that it is a string: where the language server has a hover, that stands alone. Elsewhere the server's own TypeScript
    // knows the types of models.
    api.registerLspMiddleware?.('textDocument/hover', async (theirs, { params }) => {
      if (await server.ask('textDocument/hover', params)) return null;
      return (await server.ask('cotangent/hover', params)) ?? theirs;
    }),
    api.onLanguageServerInitialized?.(({ packageJsonPath }) => { if (packageJsonPath !== undefined) found(dirname(packageJsonPath)); }),
    // The tsconfig names the mapper; this has open `.nn` files sent to TypeScript as they are edited.
    api.registerContentMappers?.('cotangent', [{ extensions: ['.nn'] }]),
  ].filter((d) => d !== undefined));
}
