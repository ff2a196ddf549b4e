/**
 * Who answers what: inside a template the services do, outside TypeScript does, and what speaks of a whole file is both together.
 * One entry for each request of the protocol in which we have a say.
 */
import {
  ErrorCodes, ResponseError,
  type CodeAction, type Command, type CompletionItem, type CompletionList, type CompletionParams, type CodeActionParams, type Diagnostic, type DocumentDiagnosticReport, type DocumentHighlight,
  type DocumentSymbol, type FoldingRange, type InlayHint, type Location, type LocationLink, type Position, type Range, type ReferenceContext, type SemanticTokens, type SemanticTokensLegend,
  type SymbolInformation, type TextEdit, type WorkspaceEdit,
} from 'vscode-languageserver-protocol';
import type { Span } from '../../core/diagnostic.ts';
import * as ours from './answers.ts';
import type { Asked, CompletionData } from './answers.ts';
import { isModelFile, keyOf } from './documents.ts';
import { offsetAt, spanOf } from './text.ts';
import { decode, encode, placed } from './tokens.ts';

interface Params {
  readonly position: Position;
  readonly range: Range;
  readonly context: ReferenceContext & CodeActionParams['context'] & CompletionParams['context'];
  readonly newName: string;
}

export interface Question extends Asked {
  readonly params: Params;
  /** What the editor shows of TypeScript: its answer, cleaned; null where it shows nothing of it through us. */
  theirs<T>(): Promise<T | null>;
  /** What TypeScript says of something else. */
  typescript<T>(method: string, params: unknown): Promise<T | null>;
  /** Mistakes that only the rewritten text shows, where TypeScript's own are shown by another. */
  typeErrors(): Promise<readonly Diagnostic[]>;
  /** Where TypeScript is shown a name of a template that is defined at an offset, when it is. */
  tailPosition(definition: number): Position | undefined;
  readonly legend: SemanticTokensLegend;
  /** The texts of what was last offered. */
  offer(texts: ReadonlyMap<string, string>): void;
}

type Handler = (q: Question) => unknown;

const isInside = ({ analysis, document, params }: Question): boolean => analysis.templateAt(offsetAt(document, params.position)) !== undefined;

/** Ours inside of templates. In a .nn file TypeScript may know more: what it is to other files. */
const inside = (answer: Handler): Handler => async (q) => {
  if (!isInside(q)) return q.theirs();
  return (await answer(q)) ?? (isModelFile(q.document) ? q.theirs() : null);
};

/** Ours and theirs, each place once. */
const joined = <T>(ourList: (q: Question) => readonly T[] | undefined, key: (item: T) => unknown = (item) => item): Handler => async (q) => {
  const mine = ourList(q) ?? [], theirs = await q.theirs<readonly T[]>();
  const seen = new Set(mine.map((m) => JSON.stringify(key(m))));
  return [...mine, ...(theirs ?? []).filter((t) => !seen.has(JSON.stringify(key(t))))];
};

async function definition(q: Question): Promise<unknown> {
  const found = ours.definition(q, q.params.position);
  if (!found) return null;
  if (!found.hole) return found.location;
  const beyond = await q.typescript<Location | (Location | LocationLink)[]>('textDocument/definition', { textDocument: { uri: q.document.uri }, position: found.hole });
  return beyond === null || (Array.isArray(beyond) && beyond.length === 0) ? found.location : beyond;
}

/** What TypeScript says of a name of a template that is one of a tree of parameters: `h` of `parameters.h.linear`. */
async function fromTree<T>(q: Question, method: string, params: object): Promise<T | null> {
  const [definition] = q.services.references(q.analysis, offsetAt(q.document, q.params.position)) ?? [];
  const position = definition && q.tailPosition(definition.start);
  return position ? q.typescript<T>(method, { ...params, textDocument: { uri: q.document.uri }, position }) : null;
}

async function references(q: Question): Promise<readonly Location[] | null> {
  const mine = ours.references(q, q.params.position, q.params.context.includeDeclaration);
  const theirs = isModelFile(q.document) ? await q.theirs<readonly Location[]>() : await fromTree<readonly Location[]>(q, 'textDocument/references', { context: q.params.context });
  if (!mine && !theirs) return null;
  const seen = new Set(mine?.map((l) => JSON.stringify(l)));
  return [...(mine ?? []), ...(theirs ?? []).filter(({ uri, range }) => !seen.has(JSON.stringify({ uri, range })))];
}

async function rename(q: Question): Promise<WorkspaceEdit | null> {
  const { params: { position, newName }, services, analysis, document } = q;
  const refusal = services.refusal(analysis, offsetAt(document, position), newName);
  if (refusal !== undefined) throw new ResponseError(ErrorCodes.InvalidParams, refusal);
  const mine = ours.rename(q, position, newName);
  const theirs = isModelFile(document) ? await q.theirs<WorkspaceEdit>() : await fromTree<WorkspaceEdit>(q, 'textDocument/rename', { newName });
  if (!mine || !theirs) return mine ?? theirs;
  // Both know of the places in the template.
  const edits = new Map<string, { readonly uri: string; readonly edits: Map<string, TextEdit> }>();
  const all = [...Object.entries(mine.changes ?? {}), ...Object.entries(theirs.changes ?? {}), ...(theirs.documentChanges ?? []).flatMap((c): [string, TextEdit[]][] => ('edits' in c ? [[c.textDocument.uri, c.edits as TextEdit[]]] : []))];
  for (const [uri, each] of all) {
    const file = edits.get(keyOf(uri)) ?? { uri, edits: new Map<string, TextEdit>() };
    edits.set(keyOf(uri), file);
    for (const e of each) file.edits.set(JSON.stringify(e.range), e);
  }
  return { changes: Object.fromEntries([...edits.values()].map((file) => [file.uri, [...file.edits.values()]])) };
}

async function diagnostic(q: Question): Promise<DocumentDiagnosticReport> {
  const mine = ours.diagnostics(q);
  const theirs = isModelFile(q.document) ? null : await q.theirs<DocumentDiagnosticReport>();
  const items = [...mine, ...(theirs?.kind === 'full' ? theirs.items : []), ...await q.typeErrors()];
  return { kind: 'full', items, ...(theirs?.relatedDocuments && { relatedDocuments: theirs.relatedDocuments }) };
}

async function symbols(q: Question): Promise<unknown> {
  const theirs = (isModelFile(q.document) ? null : await q.theirs<(DocumentSymbol | SymbolInformation)[]>()) ?? [];
  const mine = ours.symbols(q);
  const isTree = q.client.textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true;
  if (!isTree || theirs.some((s) => 'location' in s)) {
    return [...theirs, ...mine.map(({ name, kind, range }): SymbolInformation => ({ name, kind, location: { uri: q.document.uri, range } }))];
  }
  return mine.reduce<readonly DocumentSymbol[]>((tree, symbol) => placedIn(tree, symbol, q), theirs as DocumentSymbol[]);
}

/** A symbol of a template belongs to the innermost of TypeScript's around it. */
function placedIn(tree: readonly DocumentSymbol[], symbol: DocumentSymbol, q: Question): readonly DocumentSymbol[] {
  const inner = spanOf(q.document, symbol.range);
  const holds = ({ range }: DocumentSymbol): boolean => {
    const outer = spanOf(q.document, range);
    return outer.start <= inner.start && inner.end <= outer.end;
  };
  const parent = tree.findIndex(holds);
  return parent < 0 ? [...tree, symbol] : tree.map((s, i) => (i === parent ? { ...s, children: [...placedIn(s.children ?? [], symbol, q)] } : s));
}

const tokens = (rangeOf: (q: Question) => Span): Handler => async (q) => {
  const { document, services, analysis, legend } = q;
  const theirs = isModelFile(document) ? null : await q.theirs<SemanticTokens>();
  const mine = placed(services.tokens(analysis, rangeOf(q)), legend);
  return { data: encode(document, [...decode(document, theirs?.data ?? []), ...mine]) };
};

const editKey = ({ range }: TextEdit): unknown => range;

export const handlers: Readonly<Record<string, Handler>> = {
  'textDocument/hover': inside((q) => ours.hover(q, q.params.position)),
  'textDocument/completion': inside((q): CompletionList => {
    const found = ours.completion(q, q.params.position);
    if (found) q.offer(found.texts);
    return found?.list ?? { isIncomplete: false, items: [] };
  }),
  'textDocument/signatureHelp': inside((q) => ours.signatureHelp(q, q.params.position)),
  'textDocument/definition': inside(definition),
  'textDocument/declaration': inside(definition),
  'textDocument/typeDefinition': inside(() => null),
  'textDocument/implementation': inside(() => null),
  'textDocument/references': (q) => (isInside(q) ? references(q) : q.theirs()),
  'textDocument/documentHighlight': inside((q): DocumentHighlight[] | undefined => ours.highlights(q, q.params.position)),
  'textDocument/prepareRename': inside((q) => ours.prepareRename(q, q.params.position)),
  'textDocument/rename': (q) => (isInside(q) ? rename(q) : q.theirs()),
  'textDocument/linkedEditingRange': inside(() => null),
  'textDocument/onTypeFormatting': inside(() => null),
  'textDocument/prepareCallHierarchy': inside(() => null),
  'textDocument/diagnostic': diagnostic,
  'textDocument/codeAction': async (q): Promise<(CodeAction | Command)[]> => {
    const { only, diagnostics } = q.params.context;
    const isAsked = only === undefined || only.some((kind) => 'quickfix'.startsWith(kind));
    const found = isAsked ? ours.codeActions(q, q.params.range, diagnostics) : [];
    // For a mistake of TypeScript's that we mend, it would write types that only our tools see.
    const isAlone = isModelFile(q.document) || found.some((a) => a.diagnostics?.some((d) => d.source !== 'cotangent'));
    return [...found, ...(isAlone ? [] : await q.theirs<(CodeAction | Command)[]>() ?? [])];
  },
  'textDocument/inlayHint': joined<InlayHint>((q) => ours.inlayHints(q, q.params.range)),
  'textDocument/foldingRange': joined<FoldingRange>((q) => ours.foldings(q), ({ startLine, endLine }) => [startLine, endLine]),
  'textDocument/documentSymbol': symbols,
  'textDocument/formatting': joined<TextEdit>((q) => ours.formatting(q), editKey),
  'textDocument/rangeFormatting': joined<TextEdit>((q) => ours.formatting(q, q.params.range), editKey),
  'textDocument/semanticTokens/full': tokens(({ document }) => ({ start: 0, end: document.text.length })),
  'textDocument/semanticTokens/range': tokens(({ document, params }) => spanOf(document, params.range)),
};

/** Whether a completion item is one of ours. */
export const isOurs = (item: unknown): item is CompletionItem => typeof ((item as CompletionItem | undefined)?.data as CompletionData | undefined)?.cotangent === 'string';
