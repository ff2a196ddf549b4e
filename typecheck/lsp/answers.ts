/** What the services say, in the words of the Language Server Protocol (3.17): one function for each request, nothing of TypeScript. */
import {
  CompletionItemKind, DiagnosticSeverity, DocumentHighlightKind, InlayHintKind, InsertTextFormat, MarkupKind, SymbolKind,
  type CodeAction, type ClientCapabilities, type CompletionItem, type CompletionList, type Diagnostic, type DocumentHighlight, type DocumentSymbol, type FoldingRange, type Hover, type InlayHint,
  type Location, type MarkupContent, type Position, type Range, type SignatureHelp, type TextEdit, type WorkspaceEdit,
} from 'vscode-languageserver-protocol';
import type { Diagnostic as Mistake } from '../../core/diagnostic.ts';
import type { Analysis, Completion, Services, Symbol, TextEdit as Edit } from '../services/service.ts';
import type { Document } from './documents.ts';
import { offsetAt, rangeOf, spanOf, positionAt, type Text } from './text.ts';

/** One document, what was read in it, and whom to ask about it. */
export interface Asked { readonly document: Document; readonly analysis: Analysis; readonly services: Services; readonly client: ClientCapabilities }

/** Who says so, in the list of problems. */
export const source = 'cotangent';

const at = ({ document }: Asked, position: Position): number => offsetAt(document, position);

const markdown = (code: string, text: string): MarkupContent => ({ kind: MarkupKind.Markdown, value: `\`\`\`nn\n${code}\n\`\`\`${text === '' ? '' : `\n\n${text}`}` });

const described = (client: ClientCapabilities, code: string, text: string): MarkupContent =>
  (client.textDocument?.hover?.contentFormat?.includes(MarkupKind.Markdown) ?? true) ? markdown(code, text) : { kind: MarkupKind.PlainText, value: text === '' ? code : `${code}\n\n${text}` };

// Diagnostics

export function diagnosticOf({ document, client }: Pick<Asked, 'document' | 'client'>, { code, message, span, severity, hint, related = [] }: Mistake): Diagnostic {
  const related_ = client.textDocument?.publishDiagnostics?.relatedInformation === false ? []
    : related.map((r) => ({ location: { uri: document.uri, range: rangeOf(document, r.span) }, message: r.message }));
  return {
    range: rangeOf(document, span), severity: severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning, code, source,
    message: hint === undefined ? message : `${message}\nhint: ${hint}`,
    ...(related_.length > 0 && { relatedInformation: related_ }),
  };
}

export const diagnostics = (asked: Asked): Diagnostic[] => asked.analysis.diagnostics.map((d) => diagnosticOf(asked, d));

// At a place

export function hover(asked: Asked, position: Position): Hover | null {
  const found = asked.services.hover(asked.analysis, at(asked, position));
  return found ? { contents: described(asked.client, found.code, found.text), range: rangeOf(asked.document, found.span) } : null;
}

const completionKinds: Readonly<Record<Completion['kind'], CompletionItemKind>> = {
  layer: CompletionItemKind.Function, function: CompletionItemKind.Function, model: CompletionItemKind.Class, size: CompletionItemKind.TypeParameter, variable: CompletionItemKind.Variable,
  parameter: CompletionItemKind.Field, argument: CompletionItemKind.Property, dtype: CompletionItemKind.Keyword, keyword: CompletionItemKind.Keyword, snippet: CompletionItemKind.Snippet,
};

export interface CompletionData { readonly cotangent: string }

/** Without the long text of each item: `resolved` adds it to the one that is looked at. */
export function completion(asked: Asked, position: Position): { readonly list: CompletionList; readonly texts: ReadonlyMap<string, string> } | undefined {
  const found = asked.services.completions(asked.analysis, at(asked, position));
  if (!found) return undefined;
  const range = rangeOf(asked.document, found.span);
  const snippets = asked.client.textDocument?.completion?.completionItem?.snippetSupport === true;
  const texts = new Map<string, string>();
  const items = found.items.map(({ name, kind, detail, text, insert }, i): CompletionItem => {
    const key = `${kind} ${name}`, asSnippet = kind === 'snippet' && snippets;
    texts.set(key, text);
    return {
      label: name, kind: completionKinds[kind], detail, sortText: String(i).padStart(4, '0'),
      insertTextFormat: asSnippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
      textEdit: { range, newText: asSnippet ? insert ?? name : plainInsert(insert ?? name) },
      data: { cotangent: key } satisfies CompletionData,
    };
  });
  return { list: { isIncomplete: false, items }, texts };
}

/** `${1:x}` and `$0` without their places. */
const plainInsert = (snippet: string): string => snippet.replace(/\$\{\d+:([^{}]*)\}|\$\d+/g, '$1');

export const resolved = (item: CompletionItem, texts: ReadonlyMap<string, string>): CompletionItem => {
  const text = texts.get((item.data as CompletionData).cotangent);
  return text ? { ...item, documentation: { kind: MarkupKind.Markdown, value: text } } : item;
};

export function signatureHelp(asked: Asked, position: Position): SignatureHelp | null {
  const found = asked.services.signatureHelp(asked.analysis, at(asked, position));
  if (!found) return null;
  const { label, text, active } = found;
  return {
    signatures: [{
      label, documentation: { kind: MarkupKind.Markdown, value: text }, activeParameter: active,
      parameters: found.arguments.map((a) => ({ label: [a.span.start, a.span.end], documentation: { kind: MarkupKind.Markdown, value: a.text } })),
    }],
    activeSignature: 0, activeParameter: active,
  };
}

// Names

/** Where a name leads; `hole`: on into the TypeScript there. */
export function definition(asked: Asked, position: Position): { readonly location: Location; readonly hole: Position | undefined } | undefined {
  const found = asked.services.definition(asked.analysis, at(asked, position));
  if (!found) return undefined;
  const { document } = asked, { target } = found;
  // The last name of the expression is what it is.
  const last = document.text.slice(target.start, target.end).trimEnd().length - 1;
  return { location: { uri: document.uri, range: rangeOf(document, target) }, hole: found.isHole ? positionAt(document, target.start + Math.max(0, last)) : undefined };
}

export function references(asked: Asked, position: Position, withDeclaration: boolean): Location[] | undefined {
  const places = asked.services.references(asked.analysis, at(asked, position));
  return places?.slice(withDeclaration ? 0 : 1).map((span) => ({ uri: asked.document.uri, range: rangeOf(asked.document, span) }));
}

export function highlights(asked: Asked, position: Position): DocumentHighlight[] | undefined {
  const places = asked.services.references(asked.analysis, at(asked, position));
  return places?.map((span, i) => ({ range: rangeOf(asked.document, span), kind: i === 0 ? DocumentHighlightKind.Write : DocumentHighlightKind.Read }));
}

export function prepareRename(asked: Asked, position: Position): { range: Range; placeholder: string } | null {
  const found = asked.services.rename(asked.analysis, at(asked, position));
  return found ? { range: rangeOf(asked.document, found.span), placeholder: found.name } : null;
}

export function rename(asked: Asked, position: Position, newName: string): WorkspaceEdit | undefined {
  const found = asked.services.rename(asked.analysis, at(asked, position));
  return found && editOf(asked.document, found.places.map((span) => ({ span, newText: newName })));
}

const editsOf = (document: Document, edits: readonly Edit[]): TextEdit[] => edits.map(({ span, newText }) => ({ range: rangeOf(document, span), newText }));
const editOf = (document: Document, edits: readonly Edit[]): WorkspaceEdit => ({ changes: { [document.uri]: editsOf(document, edits) } });

// In a range

export function codeActions(asked: Asked, range: Range, told: readonly Diagnostic[]): CodeAction[] {
  return asked.services.fixes(asked.analysis, spanOf(asked.document, range)).flatMap(({ title, codes, edits }) => {
    const mended = told.filter((d) => codes.includes(d.source === source ? String(d.code) : `TS${d.code}`));
    return mended.length === 0 && codes.every((code) => code.startsWith('TS')) ? [] : { title, kind: 'quickfix', ...(mended.length > 0 && { diagnostics: mended }), edit: editOf(asked.document, edits) };
  });
}

export function inlayHints(asked: Asked, range: Range): InlayHint[] {
  return asked.services.inlays(asked.analysis, spanOf(asked.document, range)).map(({ at, text }) => ({ position: positionAt(asked.document, at), label: text, kind: InlayHintKind.Type, paddingLeft: true }));
}

// Of a whole file

export function foldings({ analysis, services, document }: Asked): FoldingRange[] {
  return services.folding(analysis).flatMap((span) => {
    const { start, end } = rangeOf(document, span);
    return start.line < end.line ? [{ startLine: start.line, endLine: end.line }] : [];
  });
}

export function symbols({ analysis, services, document }: Asked): DocumentSymbol[] {
  const symbol = ({ name, detail, span, nameSpan, children }: Symbol, kind: SymbolKind): DocumentSymbol => ({
    name, detail, kind, range: rangeOf(document, span), selectionRange: rangeOf(document, nameSpan), children: children.map((c) => symbol(c, SymbolKind.Field)),
  });
  return services.symbols(analysis).map((s) => symbol(s, SymbolKind.Class));
}

export const formatting = (asked: Asked, range?: Range): TextEdit[] =>
  editsOf(asked.document, asked.services.format(asked.analysis, range && spanOf(asked.document, range)));

export const wholeRange = (text: Text): Range => rangeOf(text, { start: 0, end: text.text.length });
