/**
 * TypeScript's answers without what is not in the user's text: one function for each request whose answer has places or edits.
 * What is no place of a file with templates goes through as it came.
 */
import {
  LSPErrorCodes, ResponseError,
  type CallHierarchyIncomingCall, type CallHierarchyItem, type CallHierarchyOutgoingCall, type CodeAction, type CodeLens, type Command, type CompletionItem, type CompletionList, type Diagnostic, type DocumentDiagnosticReport, type DocumentHighlight,
  type DocumentSymbol, type FoldingRange, type Hover, type InlayHint, type Location, type LocationLink, type Position, type Range, type SelectionRange, type SemanticTokens, type SymbolInformation, type TextEdit, type WorkspaceEdit, type WorkspaceSymbol,
} from 'vscode-languageserver-protocol';
import type { TailName } from '../rewrite.ts';
import { sentenceOf } from '../sentence.ts';
import { original, safeEdit, tailNameAt, type Shown } from './shown.ts';
import { positionAt } from './text.ts';
import { decode, encode } from './tokens.ts';

export interface Place {
  /** The file that was asked about, where TypeScript sees another text of it. */
  readonly here: Shown | undefined;
  /** The same of any file. */
  shown(uri: string): Shown | undefined;
  /** Of a file that the editor has open, its version there; null of one that it has not; undefined of a file we know nothing of. */
  version(uri: string): number | null | undefined;
  /** Where a template makes the parameter that TypeScript sees declared in the tail. */
  parameterPlace(shown: Shown, name: TailName): Range | undefined;
  /** All places of the name in its template; undefined where the library has named it, or `newName` cannot be its name. */
  namePlaces(shown: Shown, name: TailName, newName?: string): readonly Range[] | undefined;
}

const isKept = (shown: Shown | undefined, range: Range): boolean => original(shown, range) !== undefined;

function located<T extends { readonly range: Range }>(found: readonly T[], shown: (each: T) => Shown | undefined): T[] {
  return found.flatMap((each) => {
    const range = original(shown(each), each.range);
    return range === undefined ? [] : [range === each.range ? each : { ...each, range }];
  });
}

// Places

type Target = Location | LocationLink;

function target(t: Target, { shown, parameterPlace }: Place): Target[] {
  const [uri, at] = 'targetUri' in t ? [t.targetUri, t.targetSelectionRange] : [t.uri, t.range];
  const file = shown(uri);
  let range = original(file, at);
  if (range === at) return [t];
  if (range === undefined && file) {
    const name = tailNameAt(file, at);
    range = name && parameterPlace(file, name);
  }
  if (range === undefined) return [];
  return ['targetUri' in t ? { ...t, targetRange: range, targetSelectionRange: range } : { ...t, range }];
}

function targets(answer: Target | readonly Target[], place: Place): readonly Target[] | Target | null {
  return Array.isArray(answer) ? (answer as readonly Target[]).flatMap((t) => target(t, place)) : target(answer as Target, place)[0] ?? null;
}

/** A name of the tail is every place of it in the template. */
function references(found: readonly Location[], place: Place): readonly Location[] {
  return found.flatMap((l) => {
    const file = place.shown(l.uri), name = file && tailNameAt(file, l.range), ranges = name && place.namePlaces(file, name);
    return ranges ? ranges.map((range) => ({ uri: l.uri, range })) : target(l, place) as Location[];
  });
}

// Diagnostics

/** A type that carries a sentence of ours is said as that sentence. */
const plain = (d: Diagnostic): Diagnostic => {
  const message = typeof d.message === 'string' ? sentenceOf(d.message) : d.message;
  return message === d.message ? d : { ...d, message };
};

export const diagnostics = (found: readonly Diagnostic[], file: Shown | undefined, { shown }: Pick<Place, 'shown'>): Diagnostic[] =>
  located(found, () => file).map((d) => plain(d.relatedInformation
    ? { ...d, relatedInformation: d.relatedInformation.filter(({ location }) => isKept(shown(location.uri), location.range)) } : d));

function report(r: DocumentDiagnosticReport, place: Place): DocumentDiagnosticReport {
  const related = r.relatedDocuments && Object.fromEntries(Object.entries(r.relatedDocuments).map(([uri, each]) =>
    [uri, each.kind === 'full' ? { ...each, items: diagnostics(each.items, place.shown(uri), place) } : each]));
  return { ...r, ...(r.kind === 'full' && { items: diagnostics(r.items, place.here, place) }), ...(related && { relatedDocuments: related }) };
}

// Edits

const textEdits = <E extends TextEdit>(edits: readonly E[], shown: Shown | undefined): E[] => edits.flatMap((e) => safeEdit(shown, e) ?? []);

/** Part of a change may be worse than none: where one edit is not safe, none is made. */
const allOrNone = (edits: readonly TextEdit[], shown: Shown | undefined): TextEdit[] | undefined => {
  const safe = textEdits(edits, shown);
  return safe.length === edits.length ? safe : undefined;
};

/** `each` gives the edits of one file, or undefined when there must be none in any. */
function workspaceEdit(edit: WorkspaceEdit, { shown, version }: Place, each: (edits: readonly TextEdit[], shown: Shown | undefined) => readonly TextEdit[] | undefined): WorkspaceEdit | undefined {
  const changes: [string, TextEdit[]][] = [], documentChanges: NonNullable<WorkspaceEdit['documentChanges']> = [];
  for (const [uri, edits] of Object.entries(edit.changes ?? {})) {
    const left = each(edits, shown(uri));
    if (!left) return undefined;
    if (left.length > 0) changes.push([uri, [...left]]);
  }
  for (const change of edit.documentChanges ?? []) {
    if (!('edits' in change)) { documentChanges.push(change); continue; }
    const { uri } = change.textDocument, known = version(uri);
    const left = each(change.edits as readonly TextEdit[], shown(uri));
    if (!left) return undefined;
    if (left.length > 0) documentChanges.push({ textDocument: { uri, version: known === undefined ? change.textDocument.version : known }, edits: [...left] });
  }
  return { ...edit, ...(edit.changes && { changes: Object.fromEntries(changes) }), ...(edit.documentChanges && { documentChanges }) };
}

export const wholeEdit = (edit: WorkspaceEdit, place: Place): WorkspaceEdit | undefined => workspaceEdit(edit, place, allOrNone);
const partialEdit = (edit: WorkspaceEdit, place: Place): WorkspaceEdit | undefined => workspaceEdit(edit, place, textEdits);

/** A name of the tail is renamed in its template. What the library has named keeps its name. */
function rename(edit: WorkspaceEdit, place: Place): WorkspaceEdit | undefined {
  return workspaceEdit(edit, place, (edits, shown) => edits.flatMap((e): TextEdit[] => {
    const safe = safeEdit(shown, e), name = shown && tailNameAt(shown, e.range);
    if (safe || !name) return safe ? [safe] : [];
    const ranges = place.namePlaces(shown, name, e.newText);
    if (!ranges) throw new ResponseError(LSPErrorCodes.RequestFailed, `'${name.path.slice(name.path.lastIndexOf('.') + 1)}' cannot be called ${e.newText}: its name comes from the template`);
    return ranges.map((range) => ({ range, newText: e.newText }));
  }));
}

const edits = (found: readonly TextEdit[], { here }: Place): TextEdit[] => textEdits(found, here);

function completionItems(items: readonly CompletionItem[], { here }: Place): CompletionItem[] {
  return items.filter((i) => !here?.rewritten.tailNames.has(i.label)).map((i) => (i.additionalTextEdits ? { ...i, additionalTextEdits: textEdits(i.additionalTextEdits, here) } : i));
}

// Outlines

function documentSymbols<S extends DocumentSymbol | SymbolInformation>(found: readonly S[], here: Shown | undefined): S[] {
  return found.filter((s) => isKept(here, 'location' in s ? s.location.range : s.selectionRange))
    .map((s) => ('children' in s && s.children ? { ...s, children: documentSymbols(s.children, here) } : s));
}

function foldings(found: readonly FoldingRange[], { here }: Place): readonly FoldingRange[] {
  if (!here) return found;
  const { text, lines } = here.document;
  const endOf = (line: number): Position => positionAt(here.document, (lines[line + 1] ?? text.length + 1) - 1);
  return found.flatMap((f) => {
    if (f.startLine >= lines.length) return [];
    const at = f.startCharacter === undefined ? endOf(f.startLine) : { line: f.startLine, character: f.startCharacter };
    return isKept(here, { start: at, end: at }) ? [{ ...f, endLine: Math.min(f.endLine, lines.length - 1) }] : [];
  });
}

function selection({ range, parent }: SelectionRange, here: Shown): SelectionRange {
  return { range: original(here, range) ?? range, ...(parent && { parent: selection(parent, here) }) };
}

function semanticTokens(answer: SemanticTokens, { here }: Place): SemanticTokens {
  if (!here) return answer;
  const tokens = decode(here.text, answer.data).filter(({ span }) => here.rewritten.toOriginal(span) !== undefined);
  return { ...answer, data: encode(here.document, tokens) };
}

const calls = <C>(found: readonly C[], item: (call: C) => CallHierarchyItem, { shown }: Place): C[] => found.filter((c) => isKept(shown(item(c).uri), item(c).selectionRange));

type Cleaner = (answer: never, place: Place) => unknown;

/** An answer `null` is cleaned by nobody. */
export const cleaners: Readonly<Record<string, Cleaner>> = {
  'textDocument/hover': (h: Hover, { here }) => (h.range === undefined ? h : located([h as Hover & { range: Range }], () => here)[0] ?? null),
  'textDocument/definition': targets,
  'textDocument/declaration': targets,
  'textDocument/typeDefinition': targets,
  'textDocument/implementation': targets,
  'textDocument/references': references,
  'custom/textDocument/sourceDefinition': targets,
  'textDocument/documentHighlight': (found: readonly DocumentHighlight[], { here }) => located(found, () => here),
  'textDocument/completion': (found: CompletionList | readonly CompletionItem[], place) =>
    ('items' in found ? { ...found, items: completionItems(found.items, place) } : completionItems(found, place)),
  'completionItem/resolve': (item: CompletionItem, place) => completionItems([item], place)[0] ?? item,
  'textDocument/codeAction': (found: readonly (CodeAction | Command)[], place) => found.flatMap((a) => {
    if (!('edit' in a) || !a.edit) return [a];
    const edit = wholeEdit(a.edit, place);
    return edit ? [{ ...a, edit }] : [];
  }),
  'codeAction/resolve': (a: CodeAction, place) => (a.edit ? { ...a, edit: wholeEdit(a.edit, place) ?? { changes: {} } } : a),
  'textDocument/rename': rename,
  'workspace/willRenameFiles': partialEdit,
  'textDocument/formatting': edits,
  'textDocument/rangeFormatting': edits,
  'textDocument/onTypeFormatting': edits,
  'textDocument/documentSymbol': (found: readonly DocumentSymbol[] | readonly SymbolInformation[], { here }) => documentSymbols<DocumentSymbol | SymbolInformation>(found, here),
  'workspace/symbol': (found: readonly (SymbolInformation | WorkspaceSymbol)[], { shown }) => found.filter(({ location }) => !('range' in location) || isKept(shown(location.uri), location.range)),
  'textDocument/foldingRange': foldings,
  'textDocument/selectionRange': (found: readonly SelectionRange[], { here }) => (here ? found.map((r) => selection(r, here)) : found),
  'textDocument/semanticTokens/full': semanticTokens,
  'textDocument/semanticTokens/range': semanticTokens,
  'textDocument/inlayHint': (found: readonly InlayHint[], { here }) => found.filter(({ position }) => isKept(here, { start: position, end: position }))
    .map((hint) => (hint.textEdits ? { ...hint, textEdits: allOrNone(hint.textEdits, here) } : hint)),
  'textDocument/codeLens': (found: readonly CodeLens[], { here }) => located(found, () => here),
  'textDocument/prepareCallHierarchy': (found: readonly CallHierarchyItem[], place) => calls(found, (i) => i, place),
  'callHierarchy/incomingCalls': (found: readonly CallHierarchyIncomingCall[], place) => calls(found, ({ from }) => from, place),
  'callHierarchy/outgoingCalls': (found: readonly CallHierarchyOutgoingCall[], place) => calls(found, ({ to }) => to, place),
  'textDocument/diagnostic': report,
};

/** TypeScript's answer to a request, cleaned. */
export const clean = (method: string, answer: unknown, place: Place): unknown =>
  (answer === null || answer === undefined || !Object.hasOwn(cleaners, method) ? answer ?? null : (cleaners[method] as (answer: unknown, place: Place) => unknown)(answer, place));
