/** TypeScript behind the server: a process, what it has open, what it says of holes, and its answers in the user's places. */
import type { CancellationToken, Diagnostic, DocumentDiagnosticReport, Hover, InitializeParams, InitializeResult, Position, Range } from 'vscode-languageserver-protocol';
import type { TypeScript } from '../host/open.ts';
import { parameterPlaces, type ParameterPlace } from '../parameterPlaces.ts';
import { rewrite, type TailName } from '../rewrite.ts';
import { clean, type Place } from './clean.ts';
import { isModelFile, type Document } from './documents.ts';
import { askableHoles, typeInHover } from './holes.ts';
import { Mirror } from './mirror.ts';
import type { HoleType, Readings } from './readings.ts';
import type { Shown } from './shown.ts';
import { positionAt, rangeOf } from './text.ts';
import { Child, type ChildEvents } from './typescript.ts';

export interface BackendOptions {
  readonly typescript: TypeScript;
  readonly folder: string;
  /** Without them TypeScript sees every file as it is written. */
  readonly readings: Readings | undefined;
  /** Of what the editor has open, its version. */
  readonly editorVersion: (uri: string) => number | undefined;
  readonly events: ChildEvents;
}

export class Backend {
  readonly mirror: Mirror;
  readonly #child: Child;
  readonly #readings: Readings | undefined;
  readonly #editorVersion: BackendOptions['editorVersion'];
  /** Counts what may change a type anywhere. */
  #generation = 0;
  readonly #settled = new Map<string, { readonly document: Document; readonly generation: number }>();

  constructor({ typescript, folder, readings, editorVersion, events }: BackendOptions) {
    this.#readings = readings;
    this.#editorVersion = editorVersion;
    this.#child = new Child(typescript, folder, { ...events, restarted: () => { this.mirror.tellAgain(); events.restarted(); } });
    this.mirror = new Mirror((method, params) => this.notify(method, params), (document) => {
      try {
        const analysis = isModelFile(document) ? undefined : readings?.of(document);
        return analysis && rewrite(document.text, analysis.templates, document.path);
      } catch (e) {
        events.log(`${document.path} is shown to TypeScript as it is: ${e instanceof Error ? e.stack ?? e.message : String(e)}`);
        return undefined;
      }
    });
  }

  start(params: InitializeParams): Promise<InitializeResult> { return this.#child.start(params) as Promise<InitializeResult>; }
  stop(): void { this.#child.stop(); }

  notify(method: string, params: unknown): void {
    this.#generation++;
    this.#child.notify(method, params);
  }

  /** TypeScript's answer, in places of the user's text. */
  async ask(method: string, params: unknown, token?: CancellationToken): Promise<unknown> {
    const uri = (params as { textDocument?: { uri?: string } } | undefined)?.textDocument?.uri;
    // TypeScript 7.0 ends when it is asked about a file of a kind that it does not know.
    if (uri !== undefined && this.#editorVersion(uri) !== undefined && !this.mirror.document(uri)) return null;
    return clean(method, await this.#child.request(method, params, token), this.place(uri));
  }

  async diagnostics(uri: string): Promise<readonly Diagnostic[]> {
    const report = await this.ask('textDocument/diagnostic', { textDocument: { uri } }) as DocumentDiagnosticReport | null;
    return report?.kind === 'full' ? report.items : [];
  }

  place(uri?: string): Place {
    return {
      here: uri === undefined ? undefined : this.mirror.shown(uri),
      shown: (each) => this.mirror.shown(each),
      version: (each) => this.#editorVersion(each) ?? (this.mirror.document(each) ? null : undefined),
      parameterPlace: (shown, name) => {
        const place = this.#madeAt(shown, name);
        return place && rangeOf(shown.document, place.span);
      },
      namePlaces: (shown, name, newName) => this.#namePlaces(shown, name, newName),
    };
  }

  /** Asks what the holes of a document hold, where the file does not tell. Whether that is another thing than was known. */
  async settle(document: Document): Promise<boolean> {
    const analysis = this.#readings?.of(document), before = this.#settled.get(document.uri), generation = this.#generation;
    if (!analysis || (before?.document === document && before.generation === generation)) return false;
    const types = await Promise.all(askableHoles(analysis).map(async ({ hole, at }): Promise<HoleType[]> => {
      const hover = await this.#child.request('textDocument/hover', { textDocument: { uri: document.uri }, position: positionAt(document, at) }) as Hover | null;
      const type = typeInHover(hover);
      return type === undefined ? [] : [{ at: hole.start, expression: document.text.slice(hole.start, hole.end).trim(), type }];
    }));
    // Meanwhile the text may have become another.
    if (this.mirror.document(document.uri) !== document) return false;
    const isNew = this.#readings!.learn(document, types.flat());
    if (isNew) this.mirror.change(document);
    this.#settled.set(document.uri, { document, generation: this.#generation });
    return isNew;
  }

  /** The call, or the statement, that makes a parameter. */
  #madeAt({ document }: Shown, { template, path }: TailName): ParameterPlace | undefined {
    const found = this.#readings?.of(document)?.templates[template];
    return found && parameterPlaces(found).get(path);
  }

  #namePlaces(shown: Shown, name: TailName, newName?: string): readonly Range[] | undefined {
    const { document } = shown, place = this.#madeAt(shown, name), analysis = this.#readings?.of(document);
    if (!place?.isName || !analysis) return undefined;
    const { services } = this.#readings!;
    if (newName !== undefined && services.refusal(analysis, place.span.start, newName) !== undefined) return undefined;
    return services.rename(analysis, place.span.start)?.places.map((span) => rangeOf(document, span));
  }

  /** Where TypeScript sees the name of a template that is one of a tree of parameters too: a position in what it is shown. */
  tailPosition(document: Document, definition: number): Position | undefined {
    const shown = this.mirror.shown(document.uri);
    const name = shown?.rewritten.tail.find((each) => {
      const place = this.#madeAt(shown, each);
      return place?.isName === true && place.span.start === definition;
    });
    return name && positionAt(shown!.text, name.span.start);
  }
}
