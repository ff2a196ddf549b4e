/**
 * What TypeScript 7.1 lets us do beside it: it hands out its hovers before they are shown, and takes in files of other languages.
 * Of an older one nothing is asked.
 */
import * as vscode from 'vscode';
import type { Server } from './server.ts';
import { nativeApi } from './typescript.ts';

export async function joinNative(server: Server): Promise<vscode.Disposable> {
  const api = await nativeApi();
  return vscode.Disposable.from(...[
    // Of a template it knows that it is a string: where the language server has a hover, that stands alone. Elsewhere the server's own TypeScript
    // knows the types of models.
    api.registerLspMiddleware?.('textDocument/hover', async (theirs, { params }) => {
      if (await server.ask('textDocument/hover', params)) return null;
      return (await server.ask('cotangent/hover', params)) ?? theirs;
    }),
    // The tsconfig names the mapper; this has open `.nn` files sent to TypeScript as they are edited.
    api.registerContentMappers?.('cotangent', [{ extensions: ['.nn'] }]),
  ].filter((d) => d !== undefined));
}
