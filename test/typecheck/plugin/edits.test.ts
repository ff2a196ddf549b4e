/** Whatever state a file is in, nothing that TypeScript writes touches the text of a template, and nothing that it says lies outside of the file. */
import fc from 'fast-check';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { layers } from '../../../nn/library.ts';
import { plugin } from '../../../typecheck/plugin/plugin.ts';
import { services } from '../../../typecheck/services/services.ts';
import { findTemplates } from '../../../typecheck/templates.ts';

const file = '/a.ts';
const base = `import { nn } from './ml';
import { z, y } from './other';
const   unused = { a:1,b :2 };
export const Enc = nn\`
  model Enc(x: f32[B, 784]) -> f32[B, 32] {
      let h = x |> linear(32)   |> relu
    return h }
\`;
function  f(width: number) {
const inner = nn \`model M(x: f32[B, 4]) -> f32[B, 4] = x |> \${  Enc} |> linear( \${ width +1 }) // it's
\`
    return  [inner,nn(\`model N(x: f32[2]) -> f32[2] = x\`), nn<"A() -> f32[]">\`model A() -> f32[] = 1\`, missing]
}
class C { a = nn\`abc\` ; b = this.d }
`;

let text = base, version = 0;
const host: ts.LanguageServiceHost = {
  getCompilationSettings: () => ({ noLib: true, strict: true, noUnusedLocals: true, module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 }), getScriptFileNames: () => [file, '/ml.ts'], getScriptVersion: () => String(version),
  getScriptSnapshot: (path) => (path === file ? ts.ScriptSnapshot.fromString(text) : path === '/ml.ts' ? ts.ScriptSnapshot.fromString('export declare function nn<S>(text: S, ...holes: unknown[]): S;') : undefined),
  getCurrentDirectory: () => '/', getDefaultLibFileName: () => '/lib.d.ts', fileExists: (path) => path === '/ml.ts', readFile: () => undefined,
};
const log: string[] = [];
const service = plugin(() => services(layers))({ typescript: ts }).create({
  languageService: ts.createLanguageService(host), languageServiceHost: host, config: {}, serverHost: { readFile: () => undefined },
  project: { projectService: { logger: { info: (line: string) => log.push(line) } }, getCurrentDirectory: () => '/' },
} as unknown as ts.server.PluginCreateInfo);

const show = (code: string): void => { text = code; version++; };
const applied = (edits: readonly ts.TextChange[]): string => [...edits].sort((a, b) => b.span.start - a.span.start)
  .reduce((code, { span, newText }) => code.slice(0, span.start) + newText + code.slice(span.start + span.length), text);
/** What is written in templates, piece by piece, in the order of the file. */
function pieces(code: string): string[] {
  const found = findTemplates(code).flatMap(({ start, holes, source }) => {
    const starts = [start - 1, ...holes.map((h) => h.end)], ends = [...holes.map((h) => h.start), start + source.text.length + 1];
    return starts.map((from, i) => ({ from, text: code.slice(from, ends[i]) }));
  });
  return found.sort((a, b) => a.from - b.from).map((piece) => piece.text);
}
/** Whether they are still there. */
function holds(code: string, all: readonly string[]): boolean {
  let at = 0;
  return all.every((piece) => {
    const found = code.indexOf(piece, at);
    at = found + piece.length;
    return found >= 0;
  });
}

const format = { ...ts.getDefaultFormatCodeSettings('\n'), insertSpaceAfterCommaDelimiter: true, insertSpaceBeforeFunctionParenthesis: true, semicolons: ts.SemicolonPreference.Insert };
const scope = { type: 'file', fileName: file } as const;

/** In some states of a file TypeScript throws, without us too. Faults of ours do not come this far. */
function answered<T>(ask: () => readonly T[]): readonly T[] {
  try {
    return ask();
  } catch {
    return [];
  }
}

/** Everything that TypeScript would write, by what was asked. */
function* written(at: number, to: number): Generator<readonly [what: string, edits: readonly ts.TextChange[]]> {
  const range = { pos: at, end: to }, here = (changes: readonly ts.FileTextChanges[]): readonly ts.TextChange[] => changes.filter((c) => c.fileName === file).flatMap((c) => c.textChanges);
  yield ['format', answered(() => service.getFormattingEditsForDocument(file, format))];
  // Inside of one template its own format is asked for.
  if (!findTemplates(text).some((t) => t.start <= at && to <= t.start + t.source.text.length)) yield ['format range', answered(() => service.getFormattingEditsForRange(file, at, to, format))];
  for (const key of [';', '}', '\n']) yield [`format on ${key}`, answered(() => service.getFormattingEditsAfterKeystroke(file, at, key, format))];
  yield ['organize', here(service.organizeImports(scope, format, {}))];
  yield ['move', here(service.getEditsForFileRename('/ml.ts', '/nl.ts', format, {}))];
  for (const fixId of ['unusedIdentifier_delete', 'unusedIdentifier_prefix', 'fixMissingMember', 'fixMissingFunctionDeclaration', 'inferFromUsage']) yield [fixId, here(answered(() => service.getCombinedCodeFix(scope, fixId, format, {}).changes))];
  // Those without a place are of the missing library.
  const mistakes = [...service.getSyntacticDiagnostics(file), ...service.getSemanticDiagnostics(file), ...service.getSuggestionDiagnostics(file)].filter((d) => d.start !== undefined);
  for (const d of mistakes) {
    expect(d.start! >= 0 && d.start! + d.length! <= text.length, `${d.start} ${JSON.stringify(d.messageText)}`).toBe(true);
    if (d.source === 'cotangent') continue;
    for (const fix of answered(() => service.getCodeFixesAtPosition(file, d.start!, d.start! + d.length!, [d.code], format, {}))) yield [fix.description, here(fix.changes)];
  }
  for (const { name, actions } of service.getApplicableRefactors(file, range, {})) {
    if (name === 'cotangent') continue;
    for (const action of actions) {
      const edits = answered(() => service.getEditsForRefactor(file, format, range, name, action.name, { allowTextChangesInNewFiles: true })?.edits ?? []);
      for (const { textChanges } of edits) expect(JSON.stringify(textChanges)).not.toMatch(/_\d+\b|[A-Za-z]Parameters/);
      yield [action.description, here(edits)];
    }
  }
}

function keeps(code: string, at: number, to: number): void {
  show(code);
  const before = pieces(text);
  for (const [what, edits] of written(at, to)) {
    const after = applied(edits);
    if (!holds(after, before)) expect(after, what).toBe(text);
  }
}

test('a file as it should be', () => {
  for (const [from, to] of [['const   unused', 'return  ['], ['Enc = nn', '`;\nfunction'], ['width +1', ' }) //'], ['[inner', ', missing'], ['function  f', 'class C']] as const) keeps(base, base.indexOf(from), base.indexOf(to));
  expect(pieces(base)).toHaveLength(7);
  // Something was written at all.
  show(base);
  expect(applied(service.getFormattingEditsForDocument(file, format))).toContain('const unused = { a: 1, b: 2 };');
});

const change = fc.record({ at: fc.nat(base.length), remove: fc.nat(12), insert: fc.constantFrom('', '`', '${', '}', '{', '(', ')', '/*', '*/', "'", '"', '\n', ';', 'nn`', 'x', '//', '\r\n', '\u2028') });
test('a file being written', () => fc.assert(fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), fc.nat(base.length), fc.nat(base.length), (changes, a, b) => {
  const code = changes.reduce((t, { at, remove, insert }) => t.slice(0, at) + insert + t.slice(at + remove), base);
  keeps(code, Math.min(a, b, code.length), Math.min(Math.max(a, b), code.length));
}), { numRuns: 60 }), 120_000);

test('comments are put around what the user sees, as without us', () => {
  show(base);
  const without = ts.createLanguageService({ ...host, getScriptSnapshot: () => ts.ScriptSnapshot.fromString(base), getScriptVersion: () => '' });
  const range = { pos: base.indexOf('Enc = nn'), end: base.indexOf('width +1') };
  for (const method of ['toggleLineComment', 'toggleMultilineComment', 'commentSelection', 'uncommentSelection'] as const) expect(service[method](file, range)).toEqual(without[method](file, range));
  expect(applied(service.toggleLineComment(file, range))).toContain('//    return h }');
});

const isOfTypeScript = (line: string): boolean => /^[^\n]*\n\s+at [^\n]*typescript\.js/.test(line);
test('no fault of ours came up', () => expect(log.filter((line) => !line.includes('active with') && !isOfTypeScript(line))).toEqual([]));
