/**
 * What TypeScript sees in place of templates. Every nn`…` becomes a call, in its own place and of its own length:
 *
 *     const Mlp = nn`model Mlp(x: f32[B, 784]) -> f32[B, 10] = x |> ${Enc} |> linear(10)`;
 *     const Mlp = nn(_0                                              ,(Enc)              );
 *
 * Blanks and line breaks stand where text was, so every offset of the file keeps its meaning and no map is needed. What the
 * template is stands behind the end of the file, in the tail:
 *
 *     declare var _0: import('cotangent').Written<"Mlp(x: f32[B, 784]) -> f32[B, 10]", MlpParameters>;
 *     type _1<S, D> = import('cotangent').Tensor<S, D>;
 *     type _1_784_10f32 = _1<[784, 10], 'f32'>;
 *     interface MlpParameters { readonly hole0: EncParameters; readonly linear: { readonly weight: _1_784_10f32; … } }
 *
 * Types there have names so that the tail is short: in a file of many models TypeScript spends most of its time on it.
 * Left as they are: nn(`…`) and nn<"…">`…`, which TypeScript reads by itself; templates before whose first hole there is no
 * room for the name; and other tags, be they another name for `nn`. A pure function; it never throws.
 */
import type { Span } from '../core/diagnostic.ts';
import { importedFrom, nameOfTag } from './imports.ts';
import type { CheckedModel } from './model.ts';
import { parameterTypes } from './parameterTypes.ts';
import type { AnalysedTemplate } from './services/service.ts';
import { resultTypes } from './signature.ts';

/** Of a template, what the rewriting needs; spans count in the file. */
export type RewrittenTemplate = Pick<AnalysedTemplate, 'kind' | 'tag' | 'types' | 'span' | 'holes' | 'main' | 'name'>;

/** A name in the tail that means one in a template: a parameter, by its path. */
export interface TailName { readonly span: Span; readonly template: number; readonly path: string }

export interface Rewritten {
  /** As long as the file, up to `originalLength`, with the same characters outside of templates; then the tail. */
  readonly text: string;
  /** Where the tail begins. */
  readonly originalLength: number;
  /** Whether any of the span is text of a template, seen by TypeScript or not, or lies in the tail: nothing to be edited. Holes are TypeScript's. */
  isTemplateText(span: Span): boolean;
  /** The user's text that a span of TypeScript's means; undefined where it begins in what the user has not written. */
  toOriginal(span: Span): Span | undefined;
  /** Names that only the tail declares: no text with one of them may reach the user's file. */
  readonly tailNames: ReadonlySet<string>;
  readonly tail: readonly TailName[];
}

/** `path` tells apart the names of files that share one scope; give it where it is known. */
export function rewrite(text: string, templates: readonly RewrittenTemplate[], path = ''): Rewritten {
  const names = new Names(text, path);
  const placed = templates.flatMap((template, index): Placed[] => {
    const name = names.next(), at = template.kind === 'tag' && !template.types ? placeFor(text, template, name.length) : undefined;
    return at === undefined ? [] : [{ template, index, name, at }];
  });
  const pieces = placed.flatMap(piecesOf).sort((a, b) => a.start - b.start), holes = placed.flatMap((p) => p.template.holes);
  const { text: tailText, tail } = placed.length > 0 ? tailOf(text, placed, names) : { text: '', tail: [] };

  const written = templates.filter((t) => t.kind !== 'file' && isSound(text, t)).flatMap(spansOf);
  const isWritten = (at: number): boolean => at > text.length || written.some((p) => p.start < at && at < p.end);
  return {
    text: replaced(text, pieces) + tailText, originalLength: text.length, tail, tailNames: names.taken,
    isTemplateText: ({ start, end }) => (start === end ? isWritten(start) : end > text.length || written.some((p) => start < p.end && end > p.start)),
    toOriginal({ start, end }) {
      // TypeScript sees a hole in parentheses.
      const hole = holes.find((h) => h.start === start + 1);
      if (hole) return { start: hole.start, end: Math.min(Math.max(end, hole.start), hole.end) };
      const isAbsent = start > text.length || (start === text.length && end > start) || pieces.some((p) => p.start <= start && start < p.end);
      return isAbsent ? undefined : { start, end: Math.min(end, text.length) };
    },
  };
}

interface Placed {
  readonly template: RewrittenTemplate;
  readonly index: number;
  /** The name that stands for what the template is, and where. */
  readonly name: string;
  readonly at: number;
}

/** Names that the file does not contain. */
class Names {
  readonly taken = new Set<string>();
  readonly #text: string;
  /** Few texts do, and of the others it is known at once that they hold no such name. */
  readonly #speaksOfParameters: boolean;
  readonly #prefix: string;
  /** A file that neither imports nor exports shares its scope with others of the kind. */
  readonly #suffix: string;
  #count = 0;

  constructor(text: string, path: string) {
    this.#text = text;
    this.#speaksOfParameters = text.includes('Parameters');
    this.#suffix = /\b(?:import|export)\b/.test(text) ? '' : `_${hash(path)}_`;
    let prefix = '_';
    while ([...'0123456789'].some((digit) => text.includes(prefix + digit))) prefix += prefix.length % 2 === 1 ? '$' : '_';
    this.#prefix = prefix + this.#suffix.slice(1);
  }
  next(): string { return `${this.#prefix}${this.#count++}`; }
  /** Of a tree of parameters. */
  tree(model: string): string {
    const name = `${model}Parameters`;
    let free = name + this.#suffix;
    for (let i = 2; this.taken.has(free) || (this.#speaksOfParameters && this.#text.includes(free)); i++) free = `${name}${this.#suffix}${i}`;
    return free;
  }
}

/** Of a path, in a few letters (FNV-1a). */
function hash(path: string): string {
  let h = 0x811c9dc5;
  for (let i = 0; i < path.length; i++) h = Math.imul(h ^ path.charCodeAt(i), 0x01000193);
  return (h >>> 0).toString(36);
}

/** The declarations behind the end of the file. */
function tailOf(text: string, placed: readonly Placed[], names: Names): { readonly text: string; readonly tail: readonly TailName[] } {
  const tail: TailName[] = [], moduleOf = modulesOf(text), tensors = new Map<string, string>(), trees = new Map<CheckedModel, string>(), imported = importedModels(text, placed);
  // The `;` ends a statement that the file may have left open.
  let written = '\n;';
  /** What the type `Tensor` of a module is called here. */
  const tensorOf = (module: string): string => {
    let name = tensors.get(module);
    if (name === undefined) {
      tensors.set(module, name = names.next());
      names.taken.add(name);
      written += `type ${name}<S, D> = import(${module}).Tensor<S, D>;\n`;
    }
    return name;
  };
  for (const { template, index, name } of placed) {
    const { main, holes } = template, module = JSON.stringify(moduleOf(template));
    names.taken.add(name);
    // What an unknown hole holds may have parameters, and decides those of the layers behind it.
    const isKnown = main?.ok && !main.lost && holes.every((_, i) => main.holes[i] !== undefined && main.holes[i].kind !== 'unknown');
    let parameters = 'any';
    if (isKnown) {
      parameters = names.tree(template.name ?? main.name);
      names.taken.add(parameters);
      for (const { model, expression } of heldBy(text, template)) {
        if (trees.has(model) || imported.get(model) !== expression) continue;
        const tree = names.next();
        names.taken.add(tree);
        trees.set(model, tree);
        // The signature tells it from another of its name, in the scope of the template.
        written += `type ${tree} = typeof ${expression} extends { readonly signature: ${JSON.stringify(model.signature)}; init(...given: never): infer P } ? P : any;\n`;
      }
      const { text: members, names: inside, tensors: types } = parameterTypes(main, tensorOf(module), trees);
      trees.set(main, parameters);
      for (const [type, is] of types) {
        if (names.taken.has(type)) continue;
        names.taken.add(type);
        written += `type ${type} = ${is};\n`;
      }
      written += `interface ${parameters} {`;
      const from = text.length + written.length;
      for (const { path, at } of inside) tail.push({ span: { start: from + at, end: from + at + path.length - path.lastIndexOf('.') - 1 }, template: index, path });
      written += `${members}}\n`;
    }
    // `var` is seen from outside of a block that the file may have left open.
    written += `declare var ${name}: import(${module}).Written<${signatureType(main)}, ${parameters}>;\n`;
  }
  return { text: written, tail };
}

/** The models in holes of which only the signature is known, with the expressions that stand there. */
const heldBy = (text: string, { main, holes }: RewrittenTemplate): { readonly model: CheckedModel; readonly expression: string }[] => holes.flatMap(({ start, end }, i) => {
  const held = main?.holes[i];
  return held?.kind === 'model' && held.model.opaque ? [{ model: held.model as CheckedModel, expression: text.slice(start, end).trim() }] : [];
});

/** The name of each, where that is of an import and the tail can say it; empty where it is not, or where two names have one signature, and so one model. */
function importedModels(text: string, placed: readonly Placed[]): ReadonlyMap<CheckedModel, string> {
  const found = new Map<CheckedModel, string>();
  for (const { model, expression } of placed.flatMap(({ template }) => heldBy(text, template))) {
    const before = found.get(model);
    if (before === undefined) found.set(model, dotted.test(expression) && importedFrom(text, expression.split('.')[0]!) !== undefined ? expression : '');
    else if (before !== expression) found.set(model, '');
  }
  return found;
}

const dotted = /^[\p{ID_Start}$_][\p{ID_Continue}$]*(?:\.[\p{ID_Start}$_][\p{ID_Continue}$]*)*$/u;

/** The signature as a literal type, when all of it is known. */
function signatureType(main: CheckedModel | undefined): string {
  const signature = main && wholeSignature(main);
  return signature === undefined ? 'string' : JSON.stringify(signature);
}

/** The signature, when all of it is known: no port is wrong, no size comes from a hole. */
export const wholeSignature = ({ inputs, outputs, node, signature }: CheckedModel): string | undefined =>
  (inputs.length === node.inputs.length && outputs.length === resultTypes(node).length && !signature.includes('$') ? signature : undefined);

/** Where the `nn` of a template, or the `ct` of `ct.nn`, comes from. */
function modulesOf(text: string): (template: RewrittenTemplate) => string {
  const found = new Map<string, string>();
  return ({ tag = 0 }) => {
    const { name } = nameOfTag(text, tag);
    let module = found.get(name);
    if (module === undefined) found.set(name, module = importedFrom(text, name) ?? 'cotangent');
    return module;
  };
}

/** A template without what stands in its holes: `…${   }…${   }…` with the backticks. */
function spansOf({ span, holes }: RewrittenTemplate): Span[] {
  const starts = [span.start - 1, ...holes.map((h) => h.end)], ends = [...holes.map((h) => h.start), span.end + 1];
  return starts.map((start, i) => ({ start, end: ends[i]! }));
}

/** What is blanked. */
interface Piece extends Span { readonly opens: boolean; readonly closes: boolean; readonly name: string; readonly at: number }

const piecesOf = ({ template, name, at }: Placed): Piece[] =>
  spansOf(template).map((span, i, all) => ({ ...span, opens: i === 0, closes: i === all.length - 1, name: i === 0 ? name : '', at }));

const lineBreaks = '\n\r\u2028\u2029';

function replaced(text: string, pieces: readonly Piece[]): string {
  const parts: string[] = [];
  let done = 0;
  for (const { start, end, opens, closes, name, at } of pieces) {
    const last = closes ? ')' : ',(';
    const blank = (a: number, b: number): string => text.slice(a, b).replace(/[^\n\r\u2028\u2029]+/g, (line) => ' '.repeat(line.length));
    parts.push(text.slice(done, start), opens ? '(' : ')');
    parts.push(...(name === '' ? [blank(start + 1, end - last.length)] : [blank(start + 1, at), name, blank(at + name.length, end - last.length)]), last);
    done = end;
  }
  parts.push(text.slice(done));
  return parts.join('');
}

/** Whether backticks and holes are where the template says. */
const isSound = (text: string, { span, holes }: RewrittenTemplate): boolean =>
  text[span.start - 1] === '`' && text[span.end] === '`' && holes.every((h) => text.startsWith('${', h.start - 2) && text[h.end] === '}');

/** The first place before the holes where `length` characters stand on one line. */
function placeFor(text: string, template: RewrittenTemplate, length: number): number | undefined {
  if (!isSound(text, template)) return undefined;
  const { span, holes } = template;
  const end = holes[0] ? holes[0].start - 2 : span.end;
  for (let at = span.start, run = 0; at < end; at++) {
    run = lineBreaks.includes(text[at]!) ? 0 : run + 1;
    if (run === length) return at + 1 - length;
  }
  return undefined;
}
