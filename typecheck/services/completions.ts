/** What may be written at an offset. The place is judged by the tokens before it; the names are those of the text up to there. */
import { dtypes } from '../../core/dtype.ts';
import { budget } from '../../dsl/budget.ts';
import { contextAt, type Context, type Open, type Wanted } from '../../dsl/context.ts';
import { keywords, lex } from '../../dsl/lexer.ts';
import { namesOf, type NnSymbol, type SymbolKind } from '../../dsl/names.ts';
import { parse } from '../../dsl/parse.ts';
import type { Source } from '../../dsl/source.ts';
import { usage } from '../calls.ts';
import { check } from '../check.ts';
import { inits } from '../init.ts';
import type { ArgKind, Library } from '../layer.ts';
import { moved } from './analysis.ts';
import { aboutSymbol, describe } from './hover.ts';
import { targetOf, type Target } from './target.ts';
import type { AnalysedTemplate, Analysis, Completion, Completions } from './service.ts';

export function completions(file: Analysis, offset: number, library: Library): Completions | undefined {
  const template = file.templateAt(offset);
  if (!template || template.source.text.length > budget.characters) return undefined;
  const { start } = template.span, context = contextAt(template.source.text, offset - start);
  if (!context || context.wanted === 'nothing') return undefined;
  const items = new Asked(template, context, library, modelsBefore(file, template)).items();
  return items.length === 0 ? undefined : { span: moved(context.word, start), items: once(items) };
}

/** The models that a hole of this template may hold: those of the templates before it, by their names in TypeScript. */
function modelsBefore({ templates }: Analysis, { kind, span }: AnalysedTemplate): readonly Completion[] {
  return kind !== 'tag' ? [] : templates.flatMap(({ name, main, span: { start } }) =>
    (name === undefined || !main || start >= span.start ? [] : [{ name, kind: 'model', detail: main.signature, text: 'A model of this file.', insert: `\${${name}}` }]));
}

/** Of several of one name, the first. */
function once(items: readonly Completion[]): readonly Completion[] {
  const seen = new Set<string>();
  return items.filter(({ name }) => !seen.has(name) && seen.add(name));
}

const values = new Set<SymbolKind>(['input', 'let', 'param', 'state', 'item', 'carry', 'emit']);
const skeleton = 'model ${1:Name}(${2:x}: f32[B, ${3:4}]) -> f32[B, ${4:2}] {\n  return ${2:x} |> ${0:linear(2)}\n}';

class Asked {
  private readonly original: AnalysedTemplate;
  private readonly context: Context;
  private readonly library: Library;
  private readonly outside: readonly Completion[];
  private known: { readonly template: Pick<AnalysedTemplate, 'source' | 'tree' | 'checked' | 'models' | 'values'>; readonly visible: readonly NnSymbol[] } | undefined;

  constructor(original: AnalysedTemplate, context: Context, library: Library, outside: readonly Completion[]) {
    this.original = original;
    this.context = context;
    this.library = library;
    this.outside = outside;
  }

  /** The text up to the place, parsed and checked as far as the model at the place goes; not every question needs it. */
  private get read(): NonNullable<Asked['known']> {
    if (this.known) return this.known;
    const { source, values: holes, models: before } = this.original, { word: { start } } = this.context;
    const { mended, values } = upTo(source, holes, this.context), { tree, diagnostics: syntax } = parse(mended);
    const only = tree.models.find((m) => m.span.start <= start && start < m.span.end), checked = check(tree, this.library, { holes: values, syntax, ...(only && { only }) });
    const models = [...checked.models, ...before.filter((m) => !checked.models.some((c) => c.name === m.name))];
    const visible = namesOf(tree).visible(start + 1).filter((s) => s.name !== placeholder);
    return this.known = { template: { source, tree, checked, models, values: holes }, visible };
  }

  items(): readonly Completion[] {
    const { context, context: { wanted } } = this;
    if (context.inString) return this.words();
    return wanted === 'argument' ? this.inCall(context.open.at(-1)!) : wanted === 'value' ? this.afterName() ?? this.of('value') : this.of(wanted);
  }

  private of(wanted: Wanted): readonly Completion[] {
    switch (wanted) {
      case 'model': return [{ name: 'model', kind: 'snippet', detail: 'a new model', text: '', insert: skeleton }];
      case 'stage': return [...this.layers(), ...this.keywords(['residual', 'repeat'])];
      case 'layer': return this.layers();
      case 'value': return [...this.variables(), ...this.sizes(), ...this.layers(), ...this.keywords(['if', 'train', 'true', 'false'])];
      case 'size': return this.sizes();
      case 'condition': return [...this.sizes(), ...this.keywords(['train'])];
      case 'dtype': return dtypes.map((name) => ({ name, kind: 'dtype', detail: describe(name), text: '' }));
      case 'initial': return [...Object.entries(inits).map(([name, { doc, numbers }]): Completion =>
        ({ name, kind: 'function', detail: numbers.length > 0 ? `${name}(${numbers.map(([n]) => n).join(', ')})` : name, text: `Starts as ${doc}.` })), ...this.sizes()];
      case 'axis': return [...this.context.labels.map((name): Completion => ({ name, kind: 'variable', detail: 'an axis of this pattern', text: '' })), ...this.sizes()];
      case 'member': return [{ name: 'T', kind: 'variable', detail: 'the last two axes change places', text: '' }];
      case 'renewed': return this.symbols((s) => s.kind === 'carry' || s.kind === 'state', 'variable');
      case 'word': return this.context.keywords.flatMap((w) => (w === 'model' ? this.of('model') : this.keywords([w])));
      case 'argument': case 'nothing': return [];
    }
  }

  private keywords(words: readonly string[]): readonly Completion[] {
    return words.map((name) => ({ name, kind: 'keyword', detail: meanings.get(name) ?? '', text: '' }));
  }

  private symbols(wanted: (s: NnSymbol) => boolean, kind: Completion['kind'] | ((s: NnSymbol) => Completion['kind'])): readonly Completion[] {
    const { visible, template } = this.read;
    return visible.filter(wanted).map((s) => {
      const { code, text = [] } = aboutSymbol({ template }, s, s.definition.start);
      return { name: s.name, kind: typeof kind === 'string' ? kind : kind(s), detail: code, text: text.filter((t) => t).join('\n\n') };
    });
  }

  private variables(): readonly Completion[] {
    return this.symbols((s) => values.has(s.kind), (s) => (s.kind === 'param' || s.kind === 'state' ? 'parameter' : 'variable'));
  }
  private sizes(): readonly Completion[] {
    return this.symbols((s) => s.kind === 'size' || s.kind === 'dim', 'size');
  }

  /** Whatever can be called. */
  private layers(): readonly Completion[] {
    return [
      ...this.symbols((s) => s.kind === 'layer', 'layer'), ...this.symbols((s) => s.kind === 'model', 'model'), ...this.outside,
      ...[...this.library.values()].map((l): Completion => ({ name: l.name, kind: 'layer', detail: usage(l), text: l.doc })),
    ];
  }

  // Arguments

  private target(open: Open): Target | undefined {
    return open.callee && targetOf(open.callee.image, open.callee.startOffset, this.read.template, this.library);
  }

  private inCall(open: Open): readonly Completion[] {
    const target = this.target(open), given = new Set(open.named);
    if (!target) return this.of('value');
    const { args } = target, rest = args.findIndex((a) => a.rest), place = placeIn(open, rest);
    const byName = args.filter((a, i) => !given.has(a.name) && !a.rest && (i >= place || i > rest && rest >= 0 || open.named.length > 0)).map((a): Completion =>
      ({ name: a.name, kind: 'argument', detail: a.code, text: a.text, insert: `${a.name} = ` }));
    const here = args[place];
    // After an argument by name all others are so.
    return [...byName, ...(here && open.named.length === 0 ? this.ofKind(here.kind) : [])];
  }

  /** The value of an argument that has been named. */
  private afterName(): readonly Completion[] | undefined {
    const open = this.context.open.at(-1);
    const named = open?.name === undefined ? undefined : this.target(open)?.args.find((a) => a.name === open.name);
    return named && this.ofKind(named.kind);
  }

  private ofKind(kind: ArgKind): readonly Completion[] {
    switch (kind) {
      case 'tensor': return this.of('value');
      case 'flag': return this.keywords(['true', 'false']);
      case 'word': return [];
      default: return this.sizes();
    }
  }

  /** In a string: the dtypes, where it is one. */
  private words(): readonly Completion[] {
    const open = this.context.open.at(-1);
    if (!open || open.kind !== 'arguments') return [];
    const args = this.target(open)?.args ?? [], name = open.name ?? args[placeIn(open, args.findIndex((a) => a.rest))]?.name;
    return name === 'dtype' ? this.of('dtype') : [];
  }
}

const meanings = new Map([
  ['residual', 'x + stages(x)'], ['repeat', 'stages, many times in a row'], ['if', 'a choice before running, by sizes or train'], ['train', 'true while training'],
  ['let', 'a name for a value'], ['param', 'a learned tensor'], ['state', 'a tensor that is kept from call to call'], ['layer', 'a layer with a name'],
  ['return', 'what comes out'], ['scan', 'a loop over an axis'], ['next', 'a new value for what is carried'], ['emit', 'one element of a sequence'], ['where', 'what must hold of the sizes'],
]);

/** Which argument stands at the end of what is open; from `rest` on it is that. */
const placeIn = ({ commas, piped }: Open, rest: number): number => {
  const place = commas + (piped ? 1 : 0);
  return rest >= 0 ? Math.min(place, rest) : place;
};

// The text that is read

const placeholder = 'caret__';

/** The text up to the word, a name in its place, and an end; the models that follow stay. */
function upTo({ text, holes }: Source, values: AnalysedTemplate['values'], { word, closing }: Context): { readonly mended: Source; readonly values: AnalysedTemplate['values'] } {
  const start = `${text.slice(0, word.start)}${placeholder}${closing}`;
  const next = lex(text).tokens.find((t) => t.tokenType === keywords.model && t.startOffset >= word.end)?.startOffset ?? text.length;
  const kept = holes.flatMap((hole, i) => (hole.end <= word.start ? [{ hole, value: values[i]! }]
    : hole.start >= next ? [{ hole: moved(hole, start.length - next), value: values[i]! }] : []));
  return { mended: { text: start + text.slice(next), holes: kept.map((k) => k.hole) }, values: kept.map((k) => k.value) };
}
