/**
 * What a build makes of a file: every nn`…` becomes a call with the template's tree as data, checked here and now.
 *
 *     const Mlp = nn`model Mlp(x: f32[B, 784]) -> f32[B, 10] = x |> ${Enc} |> linear(10)`;
 *     const Mlp = _nn('["nn1",…]',(Enc));
 *
 * Holes stay where they are, and so does every line break, so that lines keep their numbers even where nobody reads the map.
 * A .nn file becomes a module that exports its models. Works on text alone, before or after types are stripped.
 */
import type { Diagnostic, Span } from '../../core/diagnostic.ts';
import { pack, type Packed } from '../../dsl/packed.ts';
import { parse } from '../../dsl/parse.ts';
import { source, type Source } from '../../dsl/source.ts';
import { walk, type Model } from '../../dsl/tree.ts';
import { check } from '../check.ts';
import { kindOfFile, type FileText } from '../files.ts';
import { importedFrom, nameOfTag } from '../imports.ts';
import type { Library } from '../layer.ts';
import { mainModel } from '../model.ts';
import { checkFile } from '../program.ts';
import { findTemplates, type Template } from '../templates.ts';
import { edited, sourceMapOf, type Edit, type SourceMap } from './edits.ts';

export interface BuildOptions {
  /** The modules whose `nn` is meant; other tags of that name are left alone. Default: cotangent. */
  readonly from?: readonly string[];
  /** Whether the texts stay in the program, for its messages; without them a message tells line and column only. Default: true. */
  readonly text?: boolean;
  /** The module that has `built`. Default: cotangent/built. */
  readonly runtime?: string;
}

export const defaultModules: readonly string[] = ['cotangent'];

export interface BuiltFile {
  /** With errors in the diagnostics it is the file's own text. */
  readonly code: string;
  readonly map: SourceMap;
  /** Spans count in the file. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Undefined where there is nothing to build. */
export function buildFile(file: FileText, library: Library, options: BuildOptions = {}): BuiltFile | undefined {
  const kind = kindOfFile(file.path);
  if (kind === 'nn') return buildWhole(file, library, options);
  const from = options.from ?? defaultModules;
  if (kind === undefined || !isModule(file) || !from.some((module) => file.text.includes(module))) return undefined;
  const templates = findTemplates(file.text, { jsx: kind === 'jsx' }).filter((t) => isOurs(file.text, t, from));
  if (templates.length === 0) return undefined;

  const spans = templates.map(({ start, source: { text } }): Span => ({ start, end: start + text.length }));
  const found = checkFile(file, library).diagnostics.filter((d) => spans.some((s) => d.span.start >= s.start && d.span.end <= s.end));
  const data = templates.map((t) => packed(runningSource(t), library, options));
  const diagnostics = [...found, ...data.flatMap((d, i) => (d ? [] : [noModel(spans[i]!)]))];
  if (diagnostics.some(isError)) return unchanged(file, diagnostics);
  const name = unusedName(file.text);
  const edits = templates.flatMap((t, i) => editsOf(file.text, t, `/* @__PURE__ */ ${name}(${literal(data[i]!)}`));
  const last = file.text.length;
  edits.push({ span: { start: last, end: last }, text: `\nimport { built as ${name} } from ${JSON.stringify(options.runtime ?? 'cotangent/built')};\n` });
  return { code: edited(file.text, edits), map: sourceMapOf(file.path, file.text, edits), diagnostics };
}

/** A file of CommonJS cannot be given an import. */
const isModule = ({ path, text }: FileText): boolean => !/\.c[jt]s$/.test(path) && /(?:^\uFEFF?|;)[ \t]*(?:import\b(?!\s*\()|export\b)/m.test(text);

const isError = (d: Diagnostic): boolean => d.severity === 'error';
const noModel = (span: Span): Diagnostic => ({ code: 'NN1022', severity: 'error', span, message: 'the text has no model', hint: 'write model Name(x: f32[B, 4]) -> f32[B, 2] = x |> linear(2)' });
const unchanged = ({ path, text }: FileText, diagnostics: readonly Diagnostic[]): BuiltFile => ({ code: text, map: sourceMapOf(path, text, []), diagnostics });

/** Nor are those whose text is not what stands in the file: nn(`\x6d`). */
function isOurs(text: string, { kind, tag, source }: Template, from: readonly string[]): boolean {
  const module = importedFrom(text, nameOfTag(text, tag).name);
  return module !== undefined && from.includes(module) && !(kind === 'call' && source.text.includes('\\'));
}

function unusedName(text: string): string {
  let name = '_nn';
  while (text.includes(name)) name += '_';
  return name;
}

/** The text as the running program would see it: line breaks are \n there, and holes have their numbers. */
function runningSource({ kind, source: { text, holes } }: Template): Source {
  const pieces = [0, ...holes.map((h) => h.end)].map((start, i) => text.slice(start, holes[i]?.start ?? text.length).replace(/\r\n?/g, '\n'));
  return source(kind === 'call' ? pieces[0]! : pieces);
}

/** As text: a list would stand on a thousand lines in bundles that are not minified. */
const literal = (data: Packed): string => `'${JSON.stringify(data).replace(/[\\']/g, '\\$&')}'`;

/** Undefined when there is no model in it. */
function packed(from: Source, library: Library, { text: keepText = true }: BuildOptions): Packed | undefined {
  const { tree, diagnostics: syntax } = parse(from), { models } = check(tree, library, { syntax }), main = mainModel(tree, models);
  return main && pack({
    // Comments and paragraphs are the printer's affair.
    tree: { ...tree, comments: [], paragraphs: [] }, signature: hasHoles(main.node) ? '' : main.signature,
    text: keepText ? from.text : from.text.split('\n').map((line) => line.length),
  });
}

/** Whether the signature follows from what the holes hold. */
function hasHoles({ sizes, inputs, result, where }: Model): boolean {
  let found = false;
  for (const part of [...sizes, ...inputs, result, ...where]) walk(part, (node) => { found ||= node.kind === 'hole'; });
  return found;
}

/** From the name `nn` to the closing backtick, all but the expressions in holes. */
function editsOf(text: string, { kind, tag, start, source: { text: { length } }, holes }: Template, opening: string): Edit[] {
  const starts = [nameOfTag(text, tag).start, ...holes.map((h) => h.end)], ends = [...holes.map((h) => h.start), start + length + 1];
  return starts.map((from, i) => {
    const span = { start: from, end: ends[i]! }, lines = text.slice(span.start, span.end).replace(/[^\n]/g, '');
    const before = i === 0 ? opening : ')', after = i < holes.length ? ',(' : kind === 'tag' ? ')' : '';
    return { span, text: before + lines + after };
  });
}

/** Every model of a .nn file under its name, and the one that no other calls as the default. */
function buildWhole(file: FileText, library: Library, options: BuildOptions): BuiltFile {
  const { models, diagnostics } = checkFile(file, library), whole: Span = { start: 0, end: file.text.length };
  const data = packed(source(file.text.replace(/\r\n?/g, '\n')), library, options);
  if (!data || diagnostics.some(isError)) return unchanged(file, data ? diagnostics : [...diagnostics, noModel(whole)]);
  const names = models.map((m) => m.name).filter((name) => name !== 'default');
  const code = [
    `import { builtFile } from ${JSON.stringify(options.runtime ?? 'cotangent/built')};`,
    `const models = /* @__PURE__ */ builtFile(${literal(data)});`,
    ...names.map((name, i) => `const m${i} = models.${name};\nexport { m${i} as ${name} };`),
    'export default models.default;', '',
  ].join('\n');
  return { code, map: sourceMapOf(file.path, file.text, [{ span: whole, text: code }]), diagnostics };
}
