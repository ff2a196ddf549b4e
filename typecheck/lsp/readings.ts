/** What the services read in documents: once for each version, and again when TypeScript has told more of what holes hold. */
import { holeFromType } from '../holes.ts';
import type { Analysis, HoleReader, Services } from '../services/service.ts';
import { mayHoldTemplates, type Document } from './documents.ts';

/** The type that TypeScript gives an expression in a hole. */
export interface HoleType { readonly at: number; readonly expression: string; readonly type: string }

interface Known { readonly document: Document; readonly types: readonly HoleType[] }

export class Readings {
  readonly services: Services;
  readonly #known = new Map<string, Known>();
  readonly #read = new WeakMap<Document, { readonly known: Known | undefined; readonly analysis: Analysis | undefined }>();

  constructor(services: Services) { this.services = services; }

  /** Undefined where the document can hold no template. */
  of(document: Document): Analysis | undefined {
    const known = this.#known.get(document.uri), found = this.#read.get(document);
    if (found && found.known === known) return found.analysis;
    const analysis = mayHoldTemplates(document) ? this.services.analyse(document.path, document.text, known && readerOf(document, known)) : undefined;
    this.#read.set(document, { known, analysis });
    return analysis;
  }

  /** Whether any type is another than it was. */
  learn(document: Document, types: readonly HoleType[]): boolean {
    const before = this.#known.get(document.uri)?.types ?? [];
    if (before.length === types.length && before.every((b, i) => b.expression === types[i].expression && b.type === types[i].type)) return false;
    this.#known.set(document.uri, { document, types });
    return true;
  }

  forget(uri: string): void { this.#known.delete(uri); }
}

/** After an edit an expression is taken to be of the type that it had, until TypeScript is asked again. */
function readerOf({ text }: Document, { document, types }: Known): HoleReader {
  return ({ start, end }) => {
    const expression = text.slice(start, end).trim(), same = types.filter((t) => t.expression === expression);
    const type = same.find((t) => text === document.text && t.at === start)?.type ?? (same.every((t) => t.type === same[0]?.type) ? same[0]?.type : undefined);
    return type === undefined ? undefined : holeFromType(type);
  };
}
