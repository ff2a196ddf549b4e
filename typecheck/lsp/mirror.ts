/**
 * What TypeScript has open: the editor's documents, and besides them the files with templates that nobody has open, so that
 * their types are known everywhere. Each is given as it is to be shown; nothing is sent that TypeScript has already.
 */
import type { TextDocumentContentChangeEvent } from 'vscode-languageserver-protocol';
import type { Rewritten } from '../rewrite.ts';
import { keyOf, plainUri, type Document } from './documents.ts';
import { changesBetween, shownAs, type Shown } from './shown.ts';

interface Seen {
  readonly document: Document;
  readonly isEditors: boolean;
  readonly shown: Shown | undefined;
  /** TypeScript's count of it; the editor's own is another, as some of its changes change nothing here. */
  readonly version: number;
}

type Notify = (method: string, params: unknown) => void;

export class Mirror {
  readonly #seen = new Map<string, Seen>();
  readonly #notify: Notify;
  readonly #rewrite: (document: Document) => Rewritten | undefined;

  /** `rewrite`: what is shown in place of a document; undefined for the document itself. */
  constructor(notify: Notify, rewrite: (document: Document) => Rewritten | undefined) {
    this.#notify = notify;
    this.#rewrite = rewrite;
  }

  shown(uri: string): Shown | undefined { return this.#seen.get(keyOf(uri))?.shown; }
  /** The document, as TypeScript has it now. */
  document(uri: string): Document | undefined { return this.#seen.get(keyOf(uri))?.document; }
  /** Files that only we have open. */
  get ownDocuments(): readonly Document[] { return [...this.#seen.values()].filter((s) => !s.isEditors).map((s) => s.document); }

  open(document: Document, isEditors: boolean): void {
    if (this.#seen.has(keyOf(document.uri))) this.close(document.uri);
    const seen: Seen = { document, isEditors, shown: this.#shown(document), version: 1 };
    this.#seen.set(keyOf(document.uri), seen);
    this.#tell(seen);
  }

  /** `changes`: what led from the document before to this one, where they are known. */
  change(document: Document, changes?: readonly TextDocumentContentChangeEvent[]): void {
    const before = this.#seen.get(keyOf(document.uri));
    if (!before) return;
    const { uri } = before.document;
    const shown = this.#shown(document), text = shown?.rewritten.text ?? document.text;
    const isSame = text === (before.shown?.rewritten.text ?? before.document.text);
    const version = isSame ? before.version : before.version + 1;
    this.#seen.set(keyOf(uri), { document, isEditors: before.isEditors, shown, version });
    if (isSame) return;
    const contentChanges = before.shown && shown ? changesBetween(before.shown, shown) : changes && !before.shown && !shown ? changes : undefined;
    this.#notify('textDocument/didChange', { textDocument: { uri: plainUri(uri), version }, contentChanges: contentChanges ?? [{ text }] });
  }

  close(uri: string): void {
    const seen = this.#seen.get(keyOf(uri));
    if (!seen) return;
    this.#seen.delete(keyOf(uri));
    this.#notify('textDocument/didClose', { textDocument: { uri: plainUri(uri) } });
  }

  /** Tells all of it to a TypeScript that knows of nothing. */
  tellAgain(): void {
    for (const [key, seen] of this.#seen) {
      const fresh = { ...seen, version: 1 };
      this.#seen.set(key, fresh);
      this.#tell(fresh);
    }
  }

  #tell({ document: { uri, languageId, text }, shown, version }: Seen): void {
    this.#notify('textDocument/didOpen', { textDocument: { uri: plainUri(uri), languageId, version, text: shown?.rewritten.text ?? text } });
  }

  #shown(document: Document): Shown | undefined {
    const rewritten = this.#rewrite(document);
    return rewritten && rewritten.text !== document.text ? shownAs(document, rewritten) : undefined;
  }
}
