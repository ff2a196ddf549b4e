/**
 * Writes into a source what its templates are, for TypeScript without tools and for isolatedDeclarations:
 *
 *     export const Mlp = nn`model Mlp(x: f32[B, 784]) -> f32[B, 10] = …`;
 *     export const Mlp: Model<"Mlp(x: f32[B, 784]) -> f32[B, 10]"> = nn<"Mlp(x: f32[B, 784]) -> f32[B, 10]">`model Mlp(…) …`;
 *
 * or takes it away again. All else stays as it is, to the byte. nn(`…`) needs no written type and gets none but the annotation.
 */
import type { Span } from '../../core/diagnostic.ts';
import { importedFrom, nameOfTag } from '../imports.ts';
import { wholeSignature } from '../rewrite.ts';
import type { Analysis, AnalysedTemplate } from '../services/service.ts';
import { writtenSignature } from '../writtenTypes.ts';
import { edited, type Edit } from './edits.ts';

/** The exported variable that a template is the value of. */
export interface Declaration {
  readonly nameEnd: number;
  /** The type behind its colon. */
  readonly type: Span | undefined;
}

export interface CodemodFacts {
  /** Undefined for templates that are the value of no exported variable. */
  declarationOf(template: AnalysedTemplate): Declaration | undefined;
  /** Whether exported models are to be annotated. */
  readonly isolated: boolean;
}

export interface Codemod {
  readonly edits: readonly Edit[];
  /** Types and annotations that are put in, changed or taken away. */
  readonly changes: number;
  /** Templates without a type, because a hole decides what they are. */
  readonly unknown: readonly AnalysedTemplate[];
}

/** What makes the written types right. */
export function written(file: Analysis, facts: CodemodFacts): Codemod {
  const edits: Edit[] = [], unknown: AnalysedTemplate[] = [];
  let needsModel = false;
  for (const template of file.templates) {
    const signature = template.main && wholeSignature(template.main);
    if (signature === undefined) { if (template.kind === 'tag') unknown.push(template); continue; }
    const afterName = template.tag! + 'nn'.length, declaration = facts.declarationOf(template);
    if (template.kind === 'tag') edits.push(...renewed(file.text, template.types, signature, () => [put(afterName, `<"${signature}">`)]));
    if (!declaration) continue;
    const inside = declaration.type && argumentOf(file.text, declaration.type);
    edits.push(...renewed(file.text, declaration.type && (inside ?? declaration.type), signature, () => {
      if (!facts.isolated) return [];
      const model = modelIn(file.text, template);
      needsModel ||= model === 'Model';
      return [put(declaration.nameEnd, `: ${model}<"${signature}">`)];
    }));
  }
  const changes = edits.length;
  if (needsModel && !importsModel(file.text)) edits.push(...importOfModel(file.text));
  return { edits, changes, unknown };
}

/** Takes the written types away, and what only they needed. */
export function removed(file: Analysis, facts: CodemodFacts): Codemod {
  const edits: Edit[] = [];
  for (const template of file.templates) {
    const { types } = template, type = facts.declarationOf(template)?.type, inside = type && argumentOf(file.text, type);
    if (types && writtenSignature(file.text, types)?.isAlone) edits.push({ span: { start: template.tag! + 'nn'.length, end: types.end + 1 }, text: '' });
    if (type && inside && writtenSignature(file.text, inside)?.isAlone) edits.push({ span: { start: facts.declarationOf(template)!.nameEnd, end: type.end }, text: '' });
  }
  const changes = edits.length, specifier = /,[ \t]*type[ \t]+Model\b/.exec(file.text);
  if (changes > 0 && specifier && [...edited(file.text, edits).matchAll(/\bModel\b/g)].length === 1) edits.push({ span: { start: specifier.index, end: specifier.index + specifier[0].length }, text: '' });
  return { edits, changes, unknown: [] };
}

const put = (at: number, text: string): Edit => ({ span: { start: at, end: at }, text });

/** Types that begin with a literal are made right; where there are none they are made; others are the user's. */
function renewed(text: string, types: Span | undefined, signature: string, make: () => readonly Edit[]): readonly Edit[] {
  if (!types) return make();
  const before = writtenSignature(text, types);
  return before && before.signature !== signature ? [{ span: before.span, text: signature }] : [];
}

/** What stands between `<` and `>` in Model<…>, ct.Model<…> or import('cotangent').Model<…>. */
function argumentOf(text: string, { start, end }: Span): Span | undefined {
  const head = /^(?:import\([^)]*\)\s*\.\s*|[\w$]+\s*\.\s*)?Model\s*</.exec(text.slice(start, end));
  return head && text[end - 1] === '>' ? { start: start + head[0].length, end: end - 1 } : undefined;
}

/** How the file can name the type: imported beside `nn`, as a member of what `nn` hangs on, or in full. */
function modelIn(text: string, { tag = 0 }: AnalysedTemplate): string {
  const { name } = nameOfTag(text, tag);
  if (name !== 'nn') return `${name}.Model`;
  const module = importedFrom(text, 'nn'), isFree = importsModel(text) || !/\bModel\b/.test(text);
  return module !== undefined && isFree && (importsModel(text) || importOfModel(text).length > 0) ? 'Model' : `import('${module ?? 'cotangent'}').Model`;
}

const importsModel = (text: string): boolean => {
  const module = importedFrom(text, 'Model');
  return module !== undefined && module === importedFrom(text, 'nn');
};

/** `, type Model` behind the `nn` of `import { nn } from`; nothing where it is imported in another way. */
function importOfModel(text: string): readonly Edit[] {
  for (const { index, 0: { length }, 1: names } of text.matchAll(/\bimport\s*\{([^{}]*)\}/g)) {
    const found = /\bnn\b(?=\s*(?:,|$))/.exec(names!);
    if (found) return [put(index + length - '}'.length - names!.length + found.index + 'nn'.length, ', type Model')];
  }
  return [];
}
