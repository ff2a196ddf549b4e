/**
 * TypeScript's answers as the user may see them. TypeScript reads rewritten files: what it says of the tail behind their end,
 * or of blanks where templates stand, is left out; what it would write there is not written. Every method of the language service
 * has its row in `treatments`; one that is new to us is treated with the greatest care.
 */
import type ts from 'typescript';
import type { Span } from '../../core/diagnostic.ts';
import { sentenceOf } from '../sentence.ts';
import { spanOf, textSpan, type Files } from './files.ts';
import { parameterPlaces } from '../parameterPlaces.ts';

/** `answer` to a question about `fileName`, without what the user has not written. */
type Treatment = (files: Files, answer: never, fileName: string, typescript: typeof ts) => unknown;

const asItIs: Treatment = (_, answer) => answer;

// Edits

const words = /[\p{ID_Continue}$]+/gu;

/** Whether an edit leaves templates alone, and brings nothing of the tail into the user's text. */
function isAllowed(files: Files, fileName: string, asked: string, { span, newText }: ts.TextChange): boolean {
  if (files.seen(fileName)?.rewritten.isTemplateText(spanOf(span))) return false;
  const names = [fileName, asked].flatMap((f) => files.seen(f)?.rewritten.tailNames ?? []);
  return names.every((set) => !(newText.match(words) ?? []).some((word) => set.has(word)));
}

const isInTail = (files: Files, fileName: string, { span }: ts.TextChange): boolean => span.start > (files.seen(fileName)?.rewritten.originalLength ?? Infinity);

/** Edits that do without each other. */
const edits = (files: Files, answer: readonly ts.TextChange[] | undefined, fileName: string): readonly ts.TextChange[] | undefined =>
  answer?.filter((edit) => isAllowed(files, fileName, fileName, edit));

/** All edits of a file, or none. Those in the tail are nobody's loss. */
function changesOf(files: Files, changes: ts.FileTextChanges, asked: string): ts.FileTextChanges | undefined {
  const textChanges = changes.textChanges.filter((edit) => !isInTail(files, changes.fileName, edit));
  return textChanges.every((edit) => isAllowed(files, changes.fileName, asked, edit)) ? { ...changes, textChanges } : undefined;
}

const isThere = <T>(x: T | undefined): x is T => x !== undefined;

/** File by file. */
const changes = (files: Files, answer: readonly ts.FileTextChanges[], fileName: string): readonly ts.FileTextChanges[] =>
  answer.map((c) => changesOf(files, c, fileName)).filter(isThere);

const combined = (files: Files, answer: ts.CombinedCodeActions, fileName: string): ts.CombinedCodeActions => ({ ...answer, changes: changes(files, answer.changes, fileName) });

/** Whole actions. */
function actions<T extends ts.CodeAction>(files: Files, answer: readonly T[] | undefined, fileName: string): readonly T[] | undefined {
  return answer?.flatMap((action) => {
    const kept = changes(files, action.changes, fileName);
    return kept.length === action.changes.length ? [{ ...action, changes: [...kept] }] : [];
  });
}

function refactoring(files: Files, answer: ts.RefactorEditInfo | undefined, fileName: string): ts.RefactorEditInfo | undefined {
  const kept = answer && changes(files, answer.edits, fileName);
  return answer && kept!.length === answer.edits.length ? { ...answer, edits: [...kept!] } : undefined;
}

function pasted(files: Files, answer: ts.PasteEdits, fileName: string): ts.PasteEdits {
  const kept = changes(files, answer.edits, fileName);
  return kept.length === answer.edits.length ? { ...answer, edits: kept } : { edits: [] };
}

const details = (files: Files, answer: ts.CompletionEntryDetails | undefined, fileName: string): ts.CompletionEntryDetails | undefined =>
  answer && { ...answer, ...(answer.codeActions && { codeActions: [...actions(files, answer.codeActions, fileName)!] }) };

// Places

/** Where a span of TypeScript's stands in what the user wrote: in the template, for a name of the tail. */
export function placeOf(files: Files, fileName: string, span: ts.TextSpan): ts.TextSpan | undefined {
  const file = files.seen(fileName);
  if (!file) return span;
  const { rewritten, analysis } = file, place = rewritten.toOriginal(spanOf(span));
  if (place) return textSpan(place);
  const name = rewritten.tail.find((n) => n.span.start === span.start);
  const found = name && parameterPlaces(analysis.templates[name.template]!).get(name.path);
  return found && textSpan(found.span);
}

/** What an answer is about; without it there is no answer. */
const essential = ['textSpan', 'span', 'selectionSpan', 'definition', 'from', 'to'] as const;
const isSpan = (x: object): x is ts.TextSpan => 'start' in x && 'length' in x && typeof x.start === 'number' && typeof x.length === 'number' && Object.keys(x).length === 2;

/** Every part of a plain answer that has a place, moved to that place or left out. */
function places(files: Files, answer: unknown, fileName: string): unknown {
  if (Array.isArray(answer)) {
    const kept = answer.map((x) => places(files, x, fileName)).filter(isThere);
    return kept.length === answer.length && kept.every((x, i) => x === answer[i]) ? answer : kept;
  }
  if (typeof answer !== 'object' || answer === null) return answer;
  if (isSpan(answer)) {
    const place = placeOf(files, fileName, answer);
    return place && place.start === answer.start && place.length === answer.length ? answer : place;
  }
  const parts = answer as Readonly<Record<string, unknown>>;
  const own = [parts['fileName'], parts['file'], (parts['from'] as { file?: unknown } | undefined)?.file].find((x) => typeof x === 'string') as string | undefined;
  const kept = Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, places(files, part, own ?? fileName)]));
  if (essential.some((name) => parts[name] !== undefined && kept[name] === undefined)) return undefined;
  return Object.entries(parts).every(([name, part]) => kept[name] === part) ? answer : kept;
}

/** Of answers that must be lists. */
const listed = (files: Files, answer: unknown, fileName: string): unknown => places(files, answer, fileName) ?? [];

// Diagnostics

/** What is wrong in the text that the user wrote, in our words where the words are ours. */
export function diagnostics<D extends ts.Diagnostic>(files: Files, answer: readonly D[], fileName: string, typescript: typeof ts): D[] {
  const { rewritten } = files.seen(fileName) ?? {};
  return answer.flatMap((d): D[] => {
    const span = d.start === undefined || d.file?.fileName !== fileName || !rewritten ? undefined : rewritten.toOriginal({ start: d.start, end: d.start + (d.length ?? 0) });
    if (rewritten && d.start !== undefined && d.file?.fileName === fileName && !span) return [];
    // "… has or is using private name": the types of parameters stand in the tail, and in a declaration file they would not.
    if (d.code >= 4000 && d.code < 5000 && [...typescript.flattenDiagnosticMessageText(d.messageText, '\n').matchAll(/'([^']*)'/g)].some(([, name]) => files.isTailName(name!))) return [];
    return [sentence({ ...d, ...(span && textSpan(span)), ...related(files, d) }, typescript)];
  });
}

function related(files: Files, { relatedInformation }: ts.Diagnostic): Pick<ts.Diagnostic, 'relatedInformation'> {
  return relatedInformation && {
    relatedInformation: relatedInformation.flatMap((r) => {
      if (r.start === undefined || !r.file) return [r];
      const place = placeOf(files, r.file.fileName, { start: r.start, length: r.length ?? 0 });
      return place ? [{ ...r, ...place }] : [];
    }),
  } || {};
}

function sentence<D extends ts.Diagnostic>(d: D, { flattenDiagnosticMessageText }: typeof ts): D {
  const message = flattenDiagnosticMessageText(d.messageText, '\n'), told = sentenceOf(message);
  return told === message ? d : { ...d, messageText: told };
}

/** Mistakes of form. One behind the end is about the end: something is open there. The first is the user's, others follow from it. */
function syntax(files: Files, answer: readonly ts.DiagnosticWithLocation[], fileName: string): ts.DiagnosticWithLocation[] {
  const { rewritten } = files.seen(fileName) ?? {};
  if (!rewritten) return [...answer];
  const { originalLength } = rewritten;
  const isEnd = (d: ts.DiagnosticWithLocation): boolean => d.start >= originalLength && !isTypeInJavaScript(d.code);
  const atEnd = answer.find(isEnd);
  return answer.flatMap((d) => {
    if (d.start >= originalLength) return d === atEnd ? [{ ...d, start: originalLength, length: 0 }] : [];
    const span = rewritten.toOriginal({ start: d.start, end: d.start + d.length });
    return span ? [{ ...d, ...textSpan(span) }] : [];
  });
}

/** `Type annotations can only be used in TypeScript files` and its like: the tail is TypeScript in JavaScript files too. */
const isTypeInJavaScript = (code: number): boolean => code >= 8000 && code < 9000;

const region = (files: Files, answer: { readonly diagnostics: readonly ts.Diagnostic[] } | undefined, fileName: string, typescript: typeof ts): unknown =>
  answer && { ...answer, diagnostics: diagnostics(files, answer.diagnostics, fileName, typescript) };

// Words

/** `ModelWith<"…", MlpParameters>` as `Model<"…">`: the name says nothing to the user. */
function quickInfo(files: Files, answer: ts.QuickInfo | undefined, fileName: string): ts.QuickInfo | undefined {
  const shown = places(files, answer, fileName) as ts.QuickInfo | undefined;
  return shown && { ...shown, displayParts: withoutParameters(files, shown.displayParts) };
}

function withoutParameters(files: Files, parts: readonly ts.SymbolDisplayPart[] | undefined): ts.SymbolDisplayPart[] | undefined {
  if (!parts) return undefined;
  const kept: ts.SymbolDisplayPart[] = [];
  for (const [i, part] of parts.entries()) {
    const isParameters = files.isTailName(part.text) && parts[i + 1]?.text === '>' && kept.at(-1)?.text === ' ' && kept.at(-2)?.text === ',';
    if (!isParameters) { kept.push(part); continue; }
    kept.splice(-2);
    const model = kept.findLastIndex((p) => p.text === 'ModelWith');
    if (model >= 0) kept[model] = { ...kept[model]!, text: 'Model' };
  }
  return kept;
}

function hints(files: Files, answer: readonly ts.InlayHint[], fileName: string): ts.InlayHint[] {
  const { rewritten } = files.seen(fileName) ?? {};
  return answer.flatMap((hint) => {
    if (rewritten?.isTemplateText({ start: hint.position, end: hint.position }) || (rewritten && hint.position > rewritten.originalLength)) return [];
    const text = hint.text.replace(/ModelWith<("[^"]*"), ([\p{ID_Continue}$]+)>/gu, (all, signature: string, name: string) => (files.isTailName(name) ? `Model<${signature}>` : all));
    const displayParts = hint.displayParts && withoutParameters(files, hint.displayParts as ts.SymbolDisplayPart[]);
    return [{ ...hint, text, ...(displayParts && { displayParts }) }];
  });
}

const entries = (files: Files, answer: ts.WithMetadata<ts.CompletionInfo> | undefined): ts.WithMetadata<ts.CompletionInfo> | undefined =>
  answer && { ...answer, entries: answer.entries.filter((e) => !files.isTailName(e.name)) };

// Pictures of a file

const touchesTemplate = (files: Files, fileName: string, span: Span): boolean => files.seen(fileName)?.rewritten.isTemplateText(span) ?? false;

/** Triples of start, length and class. */
function classified(files: Files, answer: ts.Classifications, fileName: string): ts.Classifications {
  const spans: number[] = [];
  for (let i = 0; i + 2 < answer.spans.length; i += 3) {
    const [start, length] = answer.spans.slice(i);
    if (!touchesTemplate(files, fileName, { start: start!, end: start! + length! })) spans.push(...answer.spans.slice(i, i + 3));
  }
  return { ...answer, spans };
}

const outside = (files: Files, answer: readonly { readonly textSpan: ts.TextSpan }[], fileName: string): readonly unknown[] =>
  answer.filter(({ textSpan }) => !isHiddenStart(files, fileName, textSpan)).map((x) => places(files, x, fileName)).filter(isThere);

const isHiddenStart = (files: Files, fileName: string, span: ts.TextSpan): boolean => placeOf(files, fileName, span) === undefined;

interface Item { readonly text: string; readonly spans: readonly ts.TextSpan[]; readonly nameSpan?: ts.TextSpan; readonly childItems?: readonly Item[] }

/** The root is the file. */
function tree(files: Files, answer: Item, fileName: string): Item {
  const { originalLength = Infinity } = files.seen(fileName)?.rewritten ?? {};
  const clipped = ({ start, length }: ts.TextSpan): ts.TextSpan => ({ start, length: Math.min(length, originalLength - start) });
  const isWritten = ({ spans, text }: Item): boolean => spans.every((s) => s.start < originalLength || s.length === 0) && !(files.isTailName(text) && spans.every((s) => isHiddenStart(files, fileName, s)));
  return { ...answer, spans: answer.spans.map(clipped), ...(answer.childItems && { childItems: answer.childItems.filter(isWritten).map((c) => tree(files, c, fileName)) }) };
}

const bar = (files: Files, answer: readonly Item[], fileName: string): readonly Item[] =>
  answer.filter((x) => x.spans.every((s) => !isHiddenStart(files, fileName, s))).map((x) => tree(files, x, fileName));

/** From the inside out; the outermost is the file. */
export const levels = (range: ts.SelectionRange | undefined): ts.TextSpan[] => (range ? [range.textSpan, ...levels(range.parent)] : []);
export const nested = ([inner, ...outer]: readonly ts.TextSpan[]): ts.SelectionRange => ({ textSpan: inner!, ...(outer.length > 0 && { parent: nested(outer) }) });

const selection = (files: Files, answer: ts.SelectionRange, fileName: string): ts.SelectionRange =>
  nested(levels(answer).map((span) => placeOf(files, fileName, span)).filter(isThere));

function renaming(files: Files, answer: ts.RenameInfo, fileName: string): ts.RenameInfo {
  if (!answer.canRename || !files.seen(fileName)) return answer;
  const place = placeOf(files, fileName, answer.triggerSpan);
  return place ? { ...answer, triggerSpan: place } : { canRename: false, localizedErrorMessage: 'This stands in a template.' };
}

/** By method. Those of `asItIs` say nothing of places and write nothing, or say something of the place that was asked about. */
export const treatments: Readonly<Record<string, Treatment>> = {
  cleanupSemanticCache: asItIs, dispose: asItIs, getProgram: asItIs, getCompilerOptionsDiagnostics: asItIs, getSupportedCodeFixes: asItIs, getCompletionEntrySymbol: asItIs,
  applyCodeActionCommand: asItIs, getNameOrDottedNameSpan: asItIs, getBreakpointStatementAtPosition: asItIs, getSpanOfEnclosingComment: asItIs, getTodoComments: asItIs,
  getIndentationAtPosition: asItIs, isValidBraceCompletionAtPosition: asItIs, getDocCommentTemplateAtPosition: asItIs, getJsxClosingTagAtPosition: asItIs, toLineColumnOffset: asItIs,
  getMoveToRefactoringFileSuggestions: asItIs, getApplicableRefactors: asItIs, preparePasteEditsForFile: asItIs,
  getSourceMapper: asItIs, clearSourceMapperCache: asItIs, getAutoImportProvider: asItIs, getCurrentProgram: asItIs, getNonBoundSourceFile: asItIs, updateIsDefinitionOfReferencedSymbols: asItIs,
  // What is written for the running program comes from the text of the user: see original.ts.
  getEmitOutput: asItIs,

  getSyntacticDiagnostics: syntax, getSemanticDiagnostics: diagnostics, getSuggestionDiagnostics: diagnostics, getRegionSemanticDiagnostics: region,

  getFormattingEditsForRange: edits, getFormattingEditsForDocument: edits, getFormattingEditsAfterKeystroke: edits,
  toggleLineComment: edits, toggleMultilineComment: edits, commentSelection: edits, uncommentSelection: edits,
  organizeImports: changes, getEditsForFileRename: changes, mapCode: changes,
  getCodeFixesAtPosition: actions, getCombinedCodeFix: combined, getEditsForRefactor: refactoring, getPasteEdits: pasted, getCompletionEntryDetails: details,

  getDefinitionAtPosition: places, getDefinitionAndBoundSpan: places, getTypeDefinitionAtPosition: places, getImplementationAtPosition: places, getReferencesAtPosition: places,
  findReferences: places, getDocumentHighlights: places, findRenameLocations: places, getLinkedEditingRangeAtPosition: places, getSignatureHelpItems: places,
  getFileReferences: listed, getNavigateToItems: listed, getBraceMatchingAtPosition: listed, prepareCallHierarchy: places, provideCallHierarchyIncomingCalls: listed,
  provideCallHierarchyOutgoingCalls: listed, getRenameInfo: renaming,

  getQuickInfoAtPosition: quickInfo, getCompletionsAtPosition: entries, provideInlayHints: hints,
  getEncodedSemanticClassifications: classified, getEncodedSyntacticClassifications: classified, getSemanticClassifications: outside, getSyntacticClassifications: outside,
  getSmartSelectionRange: selection, getOutliningSpans: outside, getNavigationBarItems: bar, getNavigationTree: tree,
};

export const treat = (name: string, files: Files, answer: unknown, fileName: string, typescript: typeof ts): unknown =>
  (treatments[name] ?? unheardOf)(files, answer as never, fileName, typescript);

/** Of a method that we do not know: nothing that it would write into a template, nothing that it says of one. */
function unheardOf(files: Files, answer: unknown, fileName: string): unknown {
  return writesIntoTemplate(files, answer, fileName, fileName) ? undefined : places(files, answer, fileName);
}

function writesIntoTemplate(files: Files, answer: unknown, fileName: string, asked: string): boolean {
  if (typeof answer !== 'object' || answer === null) return false;
  if ('span' in answer && 'newText' in answer) return !isAllowed(files, fileName, asked, answer as ts.TextChange);
  const own = 'fileName' in answer && typeof answer.fileName === 'string' ? answer.fileName : fileName;
  return Object.values(answer).some((part) => writesIntoTemplate(files, part, own, asked));
}
