/** The content mapper as a process: answers TypeScript over standard input and output. */
import { createMessageConnection, type MessageReader, type MessageWriter } from 'vscode-languageserver-protocol/node';
import type { Library } from '../layer.ts';
import type { InitializeResult, TransformParams } from './protocol.ts';
import { diagnosticSource, transform } from './transform.ts';

/** Serves until TypeScript leaves. */
export function serveMapper(reader: MessageReader, writer: MessageWriter, library: Library): Promise<void> {
  const connection = createMessageConnection(reader, writer);
  connection.onRequest('initialize', (): InitializeResult => ({ positionEncoding: 'utf-16', diagnosticSource }));
  // Every file is read by itself, so there is nothing that a project could set.
  connection.onRequest('openProject', () => ({}));
  connection.onRequest('closeProject', () => null);
  connection.onRequest('transform', ({ content }: TransformParams) => transform(content, library));
  const left = new Promise<void>((done) => { connection.onClose(() => done()); });
  connection.listen();
  return left;
}
