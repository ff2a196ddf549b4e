/**
 * What would mend a mistake. Fixes are drafted from what is said of it, and each is tried: one that is offered makes its
 * mistake go, and adds none of form.
 */
import type { Diagnostic, Span } from '../../core/diagnostic.ts';
import { parse } from '../../dsl/parse.ts';
import { show } from '../../dsl/printer.ts';
import { nodesAt } from '../../dsl/services.ts';
import type { Source } from '../../dsl/source.ts';
import type { Call, Model, Node, Statement } from '../../dsl/tree.ts';
import { check, type Checked } from '../check.ts';
import { importedFrom, nameOfTag } from '../imports.ts';
import type { Library } from '../layer.ts';
import { wholeSignature } from '../rewrite.ts';
import { written } from '../transform/codemod.ts';
import { moved } from './analysis.ts';
import { namesIn, touches } from './place.ts';
import type { AnalysedTemplate, Analysis, Fix, TextEdit } from './service.ts';

/** More mistakes are not mended at once. */
const mostMistakes = 10;
/** How many characters are read to try fixes: a long text is tried a few times only. */
const mostRead = 1 << 19, fewest = 4;

export function fixes(file: Analysis, span: Span, library: Library): readonly Fix[] {
  const inTemplates = file.templates.filter((t) => touches(t.span, span)).flatMap((template) => {
    const { start } = template.span, wanted = moved(span, -start);
    let tries = Math.max(fewest, Math.floor(mostRead / (template.source.text.length + 1)));
    return mistakesOf(template).filter((d) => touches(d.span, wanted)).slice(0, mostMistakes).flatMap((d) => {
      const offered = new Set<string>();
      return [...fromOutside(file, template, d), ...makers.flatMap((make) => make(d, template))
        .filter((draft) => { const { title, way = title } = draft; return !offered.has(way) && tries-- > 0 && mends(draft, d, template, library) && offered.add(way); })
        .map(({ title, edits }): Fix => ({ title, codes: [d.code], edits: edits.map((e) => ({ span: moved(e.span, start), newText: e.newText })) }))];
    });
  });
  return [...inTemplates, ...file.diagnostics.filter((d) => d.code === 'NN1004' && touches(d.span, span)).flatMap((d) => writtenType(file, d)), ...annotation(file, span)];
}

/** The name of the variable that a template is the value of: `Mlp` in `Mlp = (ct.nn`. */
function variableOf(text: string, tag: number): Span | undefined {
  let end = nameOfTag(text, tag).start;
  while (end > 0 && /[\s(]/.test(text[end - 1]!)) end--;
  if (text[end - 1] !== '=') return undefined;
  do end--; while (end > 0 && /\s/.test(text[end - 1]!));
  const { length } = text.slice(Math.max(0, end - 200), end).split(/[^\p{ID_Continue}$]/u).at(-1)!;
  return length === 0 ? undefined : { start: end - length, end };
}

/** TypeScript wants the type of what is exported written (isolatedDeclarations); its own fix would write names that only our tools see. */
function annotation(file: Analysis, span: Span): readonly Fix[] {
  return file.templates.flatMap((template): readonly Fix[] => {
    const { tag, main } = template, name = tag === undefined ? undefined : variableOf(file.text, tag), signature = main && wholeSignature(main);
    if (!name || signature === undefined || !touches(name, span)) return [];
    const { edits } = written({ ...file, templates: [template] }, { isolated: true, declarationOf: () => ({ nameEnd: name.end, type: undefined }) });
    return [{ title: `write the type: Model<"${signature}">`, codes: ['TS9010'], edits: edits.map((e) => ({ span: e.span, newText: e.text })) }];
  });
}

const unknownNames = new Set(['NN0301', 'NN0302', 'NN0303']);

/** A name of the file around the template stands in a hole. */
function fromOutside({ text, templates }: Analysis, { kind, span: { start } }: AnalysedTemplate, d: Diagnostic): readonly Fix[] {
  const span = moved(d.span, start), name = text.slice(span.start, span.end);
  if (kind !== 'tag' || !unknownNames.has(d.code)) return [];
  if (!templates.some((t) => t.name === name) && importedFrom(text, name) === undefined) return [];
  return [{ title: `write \${${name}}`, codes: [d.code], edits: [replace(span, `\${${name}}`)] }];
}

/** The type in nn<…>`…`, written anew. */
function writtenType({ templates }: Analysis, d: Diagnostic): readonly Fix[] {
  const main = templates.find((t) => t.types?.start === d.span.start)?.main, signature = main && wholeSignature(main);
  return signature === undefined ? [] : [{ title: `write ${signature}`, codes: [d.code], edits: [replace(d.span, JSON.stringify(signature))] }];
}

const mistakesOf = ({ syntax, checked }: { readonly syntax: readonly Diagnostic[]; readonly checked: Pick<Checked, 'diagnostics'> }): readonly Diagnostic[] => [...syntax, ...checked.diagnostics];

/** A way to mend a mistake. A guess must leave fewer errors than there were; what is said to help, may show others. */
interface Draft {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  readonly guess?: boolean;
  /** Of several in one way, the first that mends is enough; of one title, too. */
  readonly way?: string;
}

function mends({ edits, guess }: Draft, d: Diagnostic, template: AnalysedTemplate, library: Library): boolean {
  const mended = edited(template.source, edits);
  if (!mended) return false;
  const { tree, diagnostics: syntax } = parse(mended);
  if (syntax.length > template.syntax.length) return false;
  const before = mistakesOf(template), after = mistakesOf({ syntax, checked: check(tree, library, { holes: template.values, syntax }) });
  const same = (all: readonly Diagnostic[]): number => all.filter((o) => o.code === d.code && o.message === d.message).length;
  const errors = (all: readonly Diagnostic[]): number => all.filter((o) => o.severity === 'error').length;
  return same(after) < same(before) && (!guess || errors(after) < errors(before));
}

/** The text with edits that lie apart; undefined where one would touch a hole. */
function edited({ text, holes }: Source, edits: readonly TextEdit[]): Source | undefined {
  const inOrder = [...edits].sort((a, b) => a.span.start - b.span.start);
  let changed = '', from = 0, by = 0, next = 0;
  const moves: Span[] = [];
  for (const { span, newText } of inOrder) {
    for (; next < holes.length && holes[next]!.end <= span.start; next++) moves.push(moved(holes[next]!, by));
    if (span.start < from || (next < holes.length && holes[next]!.start < span.end)) return undefined;
    changed += text.slice(from, span.start) + newText;
    from = span.end;
    by += newText.length - (span.end - span.start);
  }
  for (; next < holes.length; next++) moves.push(moved(holes[next]!, by));
  return { text: changed + text.slice(from), holes: moves };
}

const replace = (span: Span, newText: string): TextEdit => ({ span, newText });
const insert = (at: number, newText: string): TextEdit => ({ span: { start: at, end: at }, newText });

type Maker = (d: Diagnostic, template: AnalysedTemplate) => readonly Draft[];

/** Drafts where the hint has a form; `found` is what its groups hold. */
const hinted = (pattern: RegExp, make: (found: readonly string[], d: Diagnostic, template: AnalysedTemplate) => readonly Draft[]): Maker => (d, template) => {
  const found = pattern.exec(d.hint ?? '');
  return found ? make(found.slice(1), d, template) : [];
};
const coded = (codes: readonly string[], make: Maker): Maker => (d, template) => (codes.includes(d.code) ? make(d, template) : []);

const makers: readonly Maker[] = [
  hinted(/^did you mean (\w+)\?$/, ([word], { span }, { source: { text } }) =>
    [{ title: `change '${text.slice(span.start, span.end)}' to '${word}'`, edits: [replace(span, word!)] }]),
  hinted(/^here the word is (\w+)$/, ([word], { span }) => [{ title: `write ${word}`, edits: [replace(span, word!)] }]),
  hinted(/^write let \w+ = …$/, (_, { span }) => [{ title: 'write let', edits: [insert(span.start, 'let ')] }]),
  hinted(/^declare it: model [^<]*<([^>]*)>$/, ([sizes], d, template) => declaration(sizes!.split(', ').at(-1), d, template)),
  coded(['NN0303'], (d, template) => declaration(/^unknown size '(\w+)'$/.exec(d.message)?.[1], d, template)),
  hinted(/^(?:add|say so:) where (.+)$/, ([condition], d, template) => addCondition(condition!, d, template)),
  hinted(/^write (\w+)(<.+>)$/, ([, sizes], { span }) => [{ title: `write ${sizes}`, edits: [insert(span.end, sizes!)] }]),
  hinted(/^transpose the right side with \.T$/, (_, { span: { end } }, { source: { text } }) =>
    // Behind the parentheses around it, where there are some.
    [end, ...closersBehind(text, end)].map((at) => ({ title: 'transpose the right side', edits: [insert(at, '.T')], guess: true }))),
  hinted(/^convert it first, for example to (\w+)$/, ([dtype], d, template) => before(d, template).map((stage) => ({ title: `convert to ${dtype} before`, edits: [insert(stage.span.start, `convert("${dtype}") |> `)], guess: true }))),
  coded(['NN0310', 'NN0319', 'NN0215'], flattened),
  coded(['NN0310'], otherSize),
  coded(['NN0310'], otherSignature),
  coded(['NN0208', 'NN0209'], openSize),
  coded(['NN0390'], unused),
  coded(['NN0101'], instead),
  coded(['NN0114'], ({ span }, { source: { text } }) => {
    const at = text.slice(span.start, span.end).indexOf('=') + span.start;
    return [{ title: 'write ==', edits: [insert(at, '=')] }];
  }),
  coded(['NN0102'], (d) => {
    const missing = /'([)\]}>=,:])', but (?:found|the text ends)/.exec(d.message)?.[1];
    return missing === undefined ? [] : [{ title: `insert ${missing}`, edits: [insert(d.span.start, missing)], guess: true }];
  }),
];

// Sizes and conditions

const modelAt = ({ tree }: AnalysedTemplate, { start }: Span): Model | undefined => tree.models.find((m) => m.span.start <= start && start <= m.span.end);

function declaration(size: string | undefined, d: Diagnostic, template: AnalysedTemplate): readonly Draft[] {
  const model = modelAt(template, d.span);
  if (!model || size === undefined || model.sizes.some((s) => s.name.text === size)) return [];
  const last = model.sizes.at(-1), names = [...model.sizes.map((s) => s.name.text), size].join(', ');
  return [{ title: `declare the size: model ${model.name.text}<${names}>`, edits: [last ? insert(last.span.end, `, ${size}`) : insert(model.name.span.end, `<${size}>`)] }];
}

function addCondition(condition: string, d: Diagnostic, template: AnalysedTemplate): readonly Draft[] {
  const model = modelAt(template, d.span), last = model?.where.at(-1);
  if (!model) return [];
  return [{ title: `add where ${condition}`, edits: [last ? insert(last.span.end, `, ${condition}`) : insert(model.result.span.end, ` where ${condition}`)] }];
}

// Stages

type Piped = Extract<Node, { readonly stages: readonly Node[] }>;

/** The innermost row of stages around a place. */
function rowAt({ tree }: AnalysedTemplate, { start }: Span): Piped | undefined {
  return nodesAt(tree, start).findLast((n): n is Piped => n.kind === 'pipe' || n.kind === 'residual' || n.kind === 'repeat');
}

/** The stage that a mistake is shown at. */
function before(d: Diagnostic, template: AnalysedTemplate): readonly Node[] {
  const stage = rowAt(template, d.span)?.stages.find((s) => s.span.start <= d.span.start && d.span.start < s.span.end);
  return stage ? [stage] : [];
}

/** `flatten` before a stage whose input has more than two axes. */
function flattened(d: Diagnostic, template: AnalysedTemplate): readonly Draft[] {
  const row = rowAt(template, d.span);
  if (!row) return [];
  const { notes } = template.checked;
  return row.stages.filter((s): s is Call => {
    const input = notes.get(s)?.input;
    return s.kind === 'call' && s.span.start <= d.span.start && input?.kind === 'tensor' && input.value.type.shape.length > 2;
  }).slice(-4).reverse().map((s) => ({ title: `flatten before ${s.callee.kind === 'hole' ? 'it' : s.callee.text}`, edits: [insert(s.span.start, 'flatten |> ')], guess: true, way: 'flatten' }));
}

const says = ', but its signature says ';

/** linear(12) for linear(10), where the signature asks for 12. */
function otherSize(d: Diagnostic, { tree }: AnalysedTemplate): readonly Draft[] {
  const wanted = d.message.slice(d.message.lastIndexOf(says) + says.length, -1).split(/\[|, /).at(-1);
  const call = nodesAt(tree, d.span.start).findLast((n): n is Call => n.kind === 'call'), size = call?.args[0];
  if (!wanted || call?.callee.kind !== 'identifier' || !size || size.name) return [];
  return [{ title: `make it ${call.callee.text}(${wanted})`, edits: [replace(size.span, wanted)], guess: true }];
}

/** The signature as the body is. */
function otherSignature({ message, related }: Diagnostic): readonly Draft[] {
  const promised = related?.[0]?.span, start = message.indexOf(' returns ') + ' returns '.length, found = message.slice(start, message.indexOf(']', start) + 1);
  return !found.includes('[') || !promised ? [] : [{ title: `let the signature say ${found}`, edits: [replace(promised, found)], guess: true }];
}

/** reshape(-1, 32) for reshape(17, 32). */
function openSize(d: Diagnostic, { tree, source: { text } }: AnalysedTemplate): readonly Draft[] {
  const call = nodesAt(tree, d.span.start).findLast((n): n is Call => n.kind === 'call' && n.callee.kind === 'identifier' && n.callee.text === 'reshape');
  return (call?.args ?? []).filter((a) => !a.name && show(a.value) !== '-1').slice(0, 6)
    .map((a) => ({ title: `replace ${text.slice(a.span.start, a.span.end)} by -1`, edits: [replace(a.span, '-1')], guess: true }));
}

function closersBehind(text: string, end: number): readonly number[] {
  const found: number[] = [];
  for (let at = end; at < text.length && /[\s)]/.test(text[at]!) && found.length < 4; at++) if (text[at] === ')') found.push(at + 1);
  return found;
}

// Names that nobody reads

function unused(d: Diagnostic, template: AnalysedTemplate): readonly Draft[] {
  const { tree, source: { text } } = template, name = text.slice(d.span.start, d.span.end);
  const path = nodesAt(tree, d.span.start), statement = path.findLast((n): n is Statement => n.kind === 'let' || n.kind === 'layer' || n.kind === 'param' || n.kind === 'emit');
  const taken = namesIn(tree).symbols.some((s) => s.name === `_${name}`);
  return [
    ...(statement && (statement.kind !== 'let' || statement.names.length === 1) ? [{ title: `remove ${statement.kind} ${name}`, edits: [replace(wholeLines(text, statement.span), '')] }] : []),
    ...(taken ? [] : [{ title: `rename ${name} to _${name}`, edits: [replace(d.span, `_${name}`)] }]),
  ];
}

/** A statement with the line that it stands on, if it stands there alone. */
function wholeLines(text: string, { start, end }: Span): Span {
  let from = start, to = end;
  while (from > 0 && /[^\S\n]/.test(text[from - 1]!)) from--;
  while (to < text.length && /[^\S\n]/.test(text[to]!)) to++;
  return text[from - 1] === '\n' && text[to] === '\n' ? { start: from, end: to + 1 } : { start, end: to };
}

// Characters of other languages

const marks: Readonly<Record<string, string>> = { ';': '', '|': '|>', '&': '&&', '#': '//', '!': '' };

function instead({ span }: Diagnostic, { source: { text } }: AnalysedTemplate): readonly Draft[] {
  const found = text.slice(span.start, span.end), mark = found.length === 1 && Object.hasOwn(marks, found) ? marks[found]! : undefined;
  return mark === undefined ? [] : [{ title: mark === '' ? `remove ${found}` : `write ${mark}`, edits: [replace(span, mark)], guess: true }];
}
