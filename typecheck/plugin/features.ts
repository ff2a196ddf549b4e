/** What the plugin adds to the methods of TypeScript's language service: answers inside of templates, and about them. */
import type ts from 'typescript';
import type { Diagnostic, Span } from '../../core/diagnostic.ts';
import type { TokenClass } from '../../dsl/services.ts';
import type { Analysis, Completion, Inlay, Symbol } from '../services/service.ts';
import { spanOf, textSpan } from './files.ts';
import { parameterPlaces } from '../parameterPlaces.ts';
import type { Project } from './project.ts';
import { levels, nested, placeOf } from './shown.ts';

type Service = ts.LanguageService;

/** Each replaces the method of its name, and may ask `project.shown` for what the method answers otherwise. */
export const features: { readonly [K in keyof Service]?: (project: Project) => Service[K] } = {
  getSemanticDiagnostics: (p) => (fileName) => {
    // Also holes elsewhere: what this file imports may have one in its signature.
    p.settle();
    const shown = p.shown.getSemanticDiagnostics(fileName), analysis = p.analysis(fileName);
    return analysis ? [...shown.filter((d) => !saysAgain(d, analysis)), ...analysis.diagnostics.map((d) => diagnostic(p, fileName, d))] : shown;
  },

  getQuickInfoAtPosition: (p) => (fileName, position, ...rest) => inTemplate(p, fileName, position, (file) => {
    const hover = p.services.hover(file, position);
    return hover && {
      kind: p.ts.ScriptElementKind.unknown, kindModifiers: '', textSpan: textSpan(hover.span),
      displayParts: text(hover.code), documentation: text(hover.text),
    };
  }, () => p.shown.getQuickInfoAtPosition(fileName, position, ...rest)),

  getCompletionsAtPosition: (p) => (fileName, position, options, format) => inTemplate(p, fileName, position, (file) => {
    const found = p.services.completions(file, position);
    return found && {
      isGlobalCompletion: false, isMemberCompletion: false, isNewIdentifierLocation: false,
      entries: found.items.map((item, i) => entry(item, i, textSpan(found.span), options?.includeCompletionsWithSnippetText === true)),
    };
  }, () => p.shown.getCompletionsAtPosition(fileName, position, options, format)),

  getCompletionEntryDetails: (p) => (fileName, position, name, format, source, preferences, data) => inTemplate(p, fileName, position, (file) => {
    const item = p.services.completions(file, position)?.items.find((i) => i.name === name);
    return item && { name, kind: kinds[item.kind] as ts.ScriptElementKind, kindModifiers: '', displayParts: text(item.detail), documentation: text(item.text) };
  }, () => p.shown.getCompletionEntryDetails(fileName, position, name, format, source, preferences, data)),

  getCompletionEntrySymbol: (p) => (fileName, position, name, source) =>
    inTemplate(p, fileName, position, () => undefined, () => p.shown.getCompletionEntrySymbol(fileName, position, name, source)),

  getSignatureHelpItems: (p) => (fileName, position, options) => inTemplate(p, fileName, position, (file): ts.SignatureHelpItems | undefined => {
    const help = p.services.signatureHelp(file, position);
    if (!help) return undefined;
    const { label, arguments: args } = help, ends = { start: args[0]?.span.start ?? label.length, end: args.at(-1)?.span.end ?? label.length };
    return {
      items: [{
        isVariadic: false, prefixDisplayParts: text(label.slice(0, ends.start)), suffixDisplayParts: text(label.slice(ends.end)), separatorDisplayParts: text(', '),
        parameters: args.map((a) => ({ name: label.slice(a.span.start, a.span.end), documentation: text(a.text), displayParts: text(label.slice(a.span.start, a.span.end)), isOptional: false })),
        documentation: text(help.text), tags: [],
      }],
      applicableSpan: textSpan(help.span), selectedItemIndex: 0, argumentIndex: Math.max(0, help.active), argumentCount: args.length,
    };
  }, () => p.shown.getSignatureHelpItems(fileName, position, options)),

  // A type that is written before a template stands in TypeScript, and its mistake is ours.
  getCodeFixesAtPosition: (p) => (fileName, start, end, codes, format, preferences) => {
    const file = p.analysis(fileName), ours = !file ? [] : p.services.fixes(file, { start, end }).filter((fix) => fix.codes.some((c) => codes.includes(numberOf(c))));
    const theirs = file?.templateAt(start) || ours.some((fix) => fix.codes.some((c) => c.startsWith('TS'))) ? [] : p.shown.getCodeFixesAtPosition(fileName, start, end, codes, format, preferences);
    return [...ours.map(({ title, edits }) => ({
      fixName: 'cotangent', description: title, changes: [{ fileName, textChanges: edits.map((e) => ({ span: textSpan(e.span), newText: e.newText })) }],
    })), ...theirs];
  },

  // Below TypeScript's, which begin at 1000; and NN1004.
  getSupportedCodeFixes: (p) => (fileName) => [...p.shown.getSupportedCodeFixes(fileName), ...Array.from({ length: 900 }, (_, i) => String(100 + i)), '1004'],

  getDefinitionAtPosition: (p) => (fileName, position) => definition(p, fileName, position)?.definitions ?? p.shown.getDefinitionAtPosition(fileName, position),
  getDefinitionAndBoundSpan: (p) => (fileName, position) => definition(p, fileName, position) ?? p.shown.getDefinitionAndBoundSpan(fileName, position),

  getReferencesAtPosition: (p) => (fileName, position) => {
    const name = nameAt(p, fileName, position);
    if (!name) return p.shown.getReferencesAtPosition(fileName, position);
    return [...name.places.map((span) => ({ fileName, textSpan: textSpan(span), isWriteAccess: false })), ...outsideOf(name, p.shown.getReferencesAtPosition(name.fileName, name.inTail ?? -1) ?? [])];
  },

  findReferences: (p) => (fileName, position) => {
    const name = nameAt(p, fileName, position);
    if (!name) return p.shown.findReferences(fileName, position);
    const references = name.places.map((span, i) => ({ fileName: name.fileName, textSpan: textSpan(span), isWriteAccess: i === 0, isDefinition: i === 0 }));
    const elsewhere = name.inTail === undefined ? [] : p.shown.findReferences(name.fileName, name.inTail)?.flatMap((r) => outsideOf(name, r.references)) ?? [];
    return [{ definition: { ...definitionInfo(p, name.fileName, name.places[0]!, name.text), displayParts: text(name.text) }, references: [...references, ...elsewhere] }];
  },

  getDocumentHighlights: (p) => (fileName, position, files) => inTemplate(p, fileName, position, (file) => {
    const places = p.services.references(file, position);
    return places && [{ fileName, highlightSpans: places.map((span) => ({ fileName, textSpan: textSpan(span), kind: p.ts.HighlightSpanKind.reference })) }];
  }, () => p.shown.getDocumentHighlights(fileName, position, files)),

  getRenameInfo: (p) => (fileName: string, position: number, preferences?: object): ts.RenameInfo => inTemplate(p, fileName, position, (file): ts.RenameInfo => {
    const rename = p.services.rename(file, position);
    if (!rename) return { canRename: false, localizedErrorMessage: 'This is no name of the template.' };
    return { canRename: true, displayName: rename.name, fullDisplayName: rename.name, kind: p.ts.ScriptElementKind.unknown, kindModifiers: '', triggerSpan: textSpan(rename.span) };
  }, () => {
    const shown = p.shown.getRenameInfo(fileName, position, preferences as ts.UserPreferences), name = shown.canRename ? nameAt(p, fileName, position) : undefined;
    return name && !name.isName ? { canRename: false, localizedErrorMessage: `The model's text has given the name ${name.text}.` } : shown;
  }),

  findRenameLocations: (p) => (fileName: string, position: number, inStrings: boolean, inComments: boolean, preferences?: object | boolean) => {
    const name = nameAt(p, fileName, position), find = (file: string, at: number) => p.shown.findRenameLocations(file, at, inStrings, inComments, preferences as ts.UserPreferences);
    if (!name) return find(fileName, position);
    if (!name.isName) return undefined;
    return [...name.places.map((span) => ({ fileName: name.fileName, textSpan: textSpan(span) })), ...(name.inTail === undefined ? [] : outsideOf(name, find(name.fileName, name.inTail) ?? []))];
  },

  provideInlayHints: (p) => (fileName, span, preferences) => {
    const shown = p.shown.provideInlayHints(fileName, span, preferences), analysis = p.settings().inlayHints === false ? undefined : p.analysis(fileName);
    return analysis ? [...shown, ...p.services.inlays(analysis, spanOf(span)).map((hint) => inlay(p, hint))] : shown;
  },

  getEncodedSemanticClassifications: (p) => (fileName, span, format) => {
    const shown = p.shown.getEncodedSemanticClassifications(fileName, span, format), analysis = p.files.get(fileName)?.analysis;
    // The older format has no classes for what stands in templates.
    if (!analysis || format !== p.ts.SemanticClassificationFormat.TwentyTwenty) return shown;
    const triples = [...inTriples(shown.spans), ...p.services.tokens(analysis, spanOf(span)).flatMap(({ span: { start, end }, class: name }): Triple[] => {
      const type = tokenTypes[name];
      return type === undefined ? [] : [[start, end - start, (type + 1) << typeOffset]];
    })];
    return { ...shown, spans: triples.sort(([a], [b]) => a - b).flat() };
  },

  getOutliningSpans: (p) => (fileName) => {
    const shown = p.shown.getOutliningSpans(fileName), analysis = p.files.get(fileName)?.analysis;
    return analysis ? [...shown, ...p.services.folding(analysis).map((s) => ({ textSpan: textSpan(s), hintSpan: textSpan(s), bannerText: '…', autoCollapse: false, kind: p.ts.OutliningSpanKind.Code }))] : shown;
  },

  getNavigationTree: (p) => (fileName) => {
    const shown = p.shown.getNavigationTree(fileName), analysis = p.files.get(fileName)?.analysis;
    return analysis ? p.services.symbols(analysis).reduce((tree, symbol) => planted(tree, item(p, symbol)), shown) : shown;
  },

  getFormattingEditsForDocument: (p) => (fileName, options) => {
    const shown = p.shown.getFormattingEditsForDocument(fileName, options);
    return p.settings().format ? formatted(p, fileName, shown) : shown;
  },
  getFormattingEditsForRange: (p) => (fileName, start, end, options) => inTemplate(p, fileName, start, (file) =>
    (file.templateAt(end) === file.templateAt(start) ? formatted(p, fileName, [], { start, end }) : undefined), () => p.shown.getFormattingEditsForRange(fileName, start, end, options))
    ?? p.shown.getFormattingEditsForRange(fileName, start, end, options),
  getFormattingEditsAfterKeystroke: (p) => (fileName, position, key, options) =>
    inTemplate(p, fileName, position, () => [], () => p.shown.getFormattingEditsAfterKeystroke(fileName, position, key, options)),

  getApplicableRefactors: (p) => (fileName, at, ...rest) => inTemplate(p, fileName, typeof at === 'number' ? at : at.pos, (file) => (p.services.format(file, around(file, at)).length > 0 ? [formatAction] : []),
    () => p.shown.getApplicableRefactors(fileName, at, ...rest)),
  getEditsForRefactor: (p) => (fileName, options, at, refactor, action, ...rest) => (refactor !== formatAction.name ? p.shown.getEditsForRefactor(fileName, options, at, refactor, action, ...rest)
    : inTemplate(p, fileName, typeof at === 'number' ? at : at.pos, (file): ts.RefactorEditInfo => ({ edits: [{ fileName, textChanges: formatted(p, fileName, [], around(file, at)) }] }), () => undefined)),

  getSmartSelectionRange: (p) => (fileName, position) => {
    const shown = p.shown.getSmartSelectionRange(fileName, position);
    return inTemplate(p, fileName, position, ({ text, templateAt }) => {
      const template = templateAt(position)!.span, around = levels(shown).filter((s) => s.start < template.start && template.end < s.start + s.length);
      return nested([...selections(text, position).filter((s) => template.start <= s.start && s.end <= template.end), template].filter((s) => s.end > s.start).map(textSpan).concat(around));
    }, () => shown);
  },
  getIndentationAtPosition: (p) => (fileName, position, options) => inTemplate(p, fileName, position, (file) => indentation(file.text, position, 'indentSize' in options ? options.indentSize ?? 2 : 2), () => p.shown.getIndentationAtPosition(fileName, position, options)),
  isValidBraceCompletionAtPosition: (p) => (fileName, position, brace) => inTemplate(p, fileName, position, () => true, () => p.shown.isValidBraceCompletionAtPosition(fileName, position, brace)),
  getBraceMatchingAtPosition: (p) => (fileName, position) => inTemplate(p, fileName, position, () => [], () => p.shown.getBraceMatchingAtPosition(fileName, position)),
  getSpanOfEnclosingComment: (p) => (fileName, position, ...rest) => inTemplate(p, fileName, position, () => undefined, () => p.shown.getSpanOfEnclosingComment(fileName, position, ...rest)),
  getDocCommentTemplateAtPosition: (p) => (fileName, position, ...rest) => inTemplate(p, fileName, position, () => undefined, () => p.shown.getDocCommentTemplateAtPosition(fileName, position, ...rest)),
  getJsxClosingTagAtPosition: (p) => (fileName, position) => inTemplate(p, fileName, position, () => undefined, () => p.shown.getJsxClosingTagAtPosition(fileName, position)),
  getLinkedEditingRangeAtPosition: (p) => (fileName, position) => inTemplate(p, fileName, position, () => undefined, () => p.shown.getLinkedEditingRangeAtPosition(fileName, position)),
};

/** Inside of a template TypeScript has nothing to say. */
function inTemplate<T>(p: Project, fileName: string, position: number, ours: (file: Analysis) => T, theirs: () => T): T {
  // Where a template is does not depend on what its holes hold, and most questions are not about templates.
  if (!p.files.get(fileName)?.analysis.templateAt(position)) return theirs();
  const analysis = p.analysis(fileName);
  return analysis ? ours(analysis) : theirs();
}

const text = (content: string): ts.SymbolDisplayPart[] => (content === '' ? [] : [{ text: content, kind: 'text' }]);

// Diagnostics

/** Of nn(`…`) TypeScript reads the text itself, and can only point at the whole; where the checker finds a mistake in it, that says it better. */
const saysAgain = ({ start = 0, length = 0 }: ts.Diagnostic, { templates, diagnostics }: Analysis): boolean => templates.some((t) => start === t.span.start - 1
  && start + length === t.span.end + 1 && diagnostics.some((d) => d.severity === 'error' && t.span.start <= d.span.start && d.span.end <= t.span.end));

/** NN0301 is 301: editors ask for fixes by number. */
const numberOf = (code: string): number => Number(code.replace(/\D/g, ''));

function diagnostic({ ts, files, shown }: Project, fileName: string, { code, message, hint, span, severity, related = [] }: Diagnostic): ts.Diagnostic {
  const file = shown.getProgram()?.getSourceFile(fileName);
  const { Error, Warning, Message } = ts.DiagnosticCategory, { originalLength } = files.get(fileName)!.rewritten;
  const at = ({ start, end }: Span) => ({ file, start, length: Math.min(end, originalLength) - start });
  return {
    ...at(span), code: numberOf(code), source: 'cotangent', category: severity === 'error' ? Error : Warning, messageText: hint === undefined ? message : `${message}\nhint: ${hint}`,
    ...(related.length > 0 && { relatedInformation: related.map((r) => ({ ...at(r.span), code: numberOf(code), category: Message, messageText: r.message })) }),
  };
}

// Completion

const kinds: Readonly<Record<Completion['kind'], `${ts.ScriptElementKind}`>> = {
  layer: 'function', function: 'function', model: 'class', size: 'type parameter', variable: 'let', parameter: 'property', argument: 'parameter', dtype: 'type', keyword: 'keyword', snippet: 'string',
};

const entry = ({ name, kind, detail, insert = name }: Completion, i: number, replacementSpan: ts.TextSpan, withSnippets: boolean): ts.CompletionEntry => {
  // Others may have a `$` of their own.
  const isSnippet = kind === 'snippet' && withSnippets;
  return {
    name, kind: kinds[kind] as ts.ScriptElementKind, kindModifiers: '', sortText: String(i).padStart(4, '0'), replacementSpan, labelDetails: { description: detail },
    insertText: isSnippet ? insert : insert.replace(/\$\{\d+:([^{}]*)\}|\$\d+/g, '$1'), ...(isSnippet && { isSnippet: true }),
  };
};

// Names

interface Name {
  readonly fileName: string;
  readonly text: string;
  /** In the template, the definition first. */
  readonly places: readonly Span[];
  /** Where the tail has it as a name of the tree of parameters, for what TypeScript knows of it. */
  readonly inTail: number | undefined;
  /** Whether it may be called otherwise. */
  readonly isName: boolean;
}

/** The name of a template that stands at a position, or that a parameter in TypeScript's text is called by. */
function nameAt(p: Project, fileName: string, position: number): Name | undefined {
  const file = p.files.get(fileName);
  if (file?.analysis.templateAt(position)) {
    const rename = p.services.rename(file.analysis, position), places = rename?.places ?? p.services.references(file.analysis, position);
    if (!places?.length) return undefined;
    const { rewritten, analysis } = file;
    const name = rewritten.tail.find((n) => { const place = parameterPlaces(analysis.templates[n.template]!).get(n.path); return place?.isName && place.span.start === places[0]!.start; });
    return { fileName, text: file.text.slice(places[0]!.start, places[0]!.end), places, inTail: name?.span.start, isName: rename !== undefined };
  }
  // A parameter's definition lies in a template.
  const [found] = p.shown.getDefinitionAtPosition(fileName, position) ?? [];
  const target = found && p.files.get(found.fileName);
  if (!target?.analysis.templateAt(found!.textSpan.start)) return undefined;
  const { start, length } = found!.textSpan, name = target.rewritten.tail.find((n) => placeOf(p.files, target.path, textSpan(n.span))?.start === start);
  const isName = name !== undefined && parameterPlaces(target.analysis.templates[name.template]!).get(name.path)?.isName === true;
  const places = (isName ? p.services.rename(target.analysis, start)?.places : undefined) ?? [{ start, end: start + length }];
  return { fileName: target.path, text: found!.name, places, inTail: name?.span.start, isName };
}

/** TypeScript's places without those in the template, which it has from the tail. */
const outsideOf = <T extends ts.DocumentSpan>({ fileName, places }: Name, spans: readonly T[]): T[] =>
  spans.filter((s) => s.fileName !== fileName || !places.some((place) => place.start === s.textSpan.start));

const definitionInfo = ({ ts }: Project, fileName: string, span: Span, name: string): ts.DefinitionInfo =>
  ({ fileName, textSpan: textSpan(span), kind: ts.ScriptElementKind.unknown, name, containerKind: ts.ScriptElementKind.unknown, containerName: '' });

function definition(p: Project, fileName: string, position: number): { textSpan: ts.TextSpan; definitions: readonly ts.DefinitionInfo[] } | undefined {
  return inTemplate(p, fileName, position, (file) => {
    const found = p.services.definition(file, position);
    if (!found) return { textSpan: { start: position, length: 0 }, definitions: [] };
    // TypeScript knows what the last name in the hole is.
    return {
      textSpan: textSpan(found.span),
      definitions: found.isHole ? p.shown.getDefinitionAtPosition(fileName, lastName(file.text, found.target)) ?? [] : [definitionInfo(p, fileName, found.target, file.text.slice(found.target.start, found.target.end))],
    };
  }, () => undefined);
}

/** Where the name begins that ends an expression; where the expression begins, when it ends otherwise. */
function lastName(text: string, { start, end }: Span): number {
  const ended = start + text.slice(start, end).trimEnd().length;
  let at = ended;
  while (at > start && /[\p{ID_Continue}$]/u.test(text[at - 1]!)) at--;
  return at === ended ? start : at;
}

// Pictures

const inlay = ({ ts }: Project, { at, text }: Inlay): ts.InlayHint => ({ text, position: at, kind: ts.InlayHintKind.Type, whitespaceBefore: true });

type Triple = readonly [start: number, length: number, type: number];
const inTriples = (spans: readonly number[]): Triple[] => Array.from({ length: spans.length / 3 }, (_, i) => [spans[3 * i]!, spans[3 * i + 1]!, spans[3 * i + 2]!]);

// The classes of the encoding of 2020, which TypeScript shares with its editors: their numbers are part of the protocol.
const typeOffset = 8;
const encoded = { class: 0, typeParameter: 4, type: 5, parameter: 6, variable: 7, property: 9, function: 10 } as const;
const tokenTypes: Readonly<Record<TokenClass, number | undefined>> = {
  model: encoded.class, size: encoded.typeParameter, dim: encoded.typeParameter, dtype: encoded.type, input: encoded.parameter, output: encoded.parameter,
  param: encoded.property, state: encoded.property, layer: encoded.function, function: encoded.function, property: encoded.property,
  let: encoded.variable, item: encoded.variable, carry: encoded.variable, emit: encoded.variable, axis: encoded.variable, name: encoded.variable,
  // The grammar colours them.
  keyword: undefined, operator: undefined, number: undefined, string: undefined, comment: undefined, hole: undefined,
};

function item({ ts }: Project, { name, detail, span, nameSpan, children }: Symbol, depth = 0): ts.NavigationTree {
  return {
    text: detail === '' ? name : `${name}: ${detail}`, kind: depth === 0 ? ts.ScriptElementKind.classElement : ts.ScriptElementKind.memberVariableElement, kindModifiers: '', spans: [textSpan(span)], nameSpan: textSpan(nameSpan),
    childItems: children.map((c) => item({ ts } as Project, c, depth + 1)),
  };
}

/** With the item in the innermost that holds it. */
function planted(tree: ts.NavigationTree, leaf: ts.NavigationTree): ts.NavigationTree {
  const at = leaf.spans[0]!, holds = (t: ts.NavigationTree): boolean => t.spans.some((s) => s.start <= at.start && at.start + at.length <= s.start + s.length);
  const children = tree.childItems ?? [], inner = children.findIndex(holds);
  return { ...tree, childItems: inner < 0 ? [...children, leaf] : children.map((c, i) => (i === inner ? planted(c, leaf) : c)) };
}

// Formatting

const formatAction: ts.ApplicableRefactorInfo = {
  name: 'cotangent', description: 'Format the template', actions: [{ name: 'format', description: 'Format the template', kind: 'refactor.rewrite.cotangent.format' }],
};

const around = (file: Analysis, at: number | ts.TextRange): Span | undefined => file.templateAt(typeof at === 'number' ? at : at.pos)?.span;

/** With the edits of templates; where two would meet, the outer stands. */
function formatted(p: Project, fileName: string, shown: readonly ts.TextChange[], span?: Span): ts.TextChange[] {
  const file = p.files.get(fileName)?.analysis;
  if (!file) return [...shown];
  const all = [...p.services.format(file, span).map((e) => ({ span: textSpan(e.span), newText: e.newText })), ...shown];
  const kept: ts.TextChange[] = [];
  for (const edit of all) if (!kept.some((k) => k.span.start < edit.span.start + edit.span.length && edit.span.start < k.span.start + k.span.length)) kept.push(edit);
  return kept.sort((a, b) => a.span.start - b.span.start);
}

/** The word at a position, and the line without its margins. */
function selections(text: string, position: number): Span[] {
  const reach = (at: number, step: 1 | -1, belongs: RegExp): number => {
    while (belongs.test(text[step === 1 ? at : at - 1] ?? '\n')) at += step;
    return at;
  };
  const line = { start: reach(position, -1, /[^\n]/), end: reach(position, 1, /[^\n\r]/) }, written = text.slice(line.start, line.end);
  return [
    { start: reach(position, -1, /[\p{ID_Continue}$]/u), end: reach(position, 1, /[\p{ID_Continue}$]/u) },
    { start: line.end - written.trimStart().length, end: line.start + written.trimEnd().length },
  ];
}

/** Of a new line: that of the last line with text, and one step more when it ends with an opening bracket. */
function indentation(text: string, position: number, step: number): number {
  const lines = text.slice(0, position).split('\n').slice(0, -1), last = lines.findLast((l) => l.trim() !== '') ?? '';
  const width = [...(/^\s*/.exec(last)?.[0] ?? '')].reduce((n, c) => n + (c === '\t' ? step : 1), 0);
  return width + (/[[({`]\s*$/.test(last) ? step : 0);
}
