/** No method of TypeScript's language service is forgotten: each has its row, and those that write are treated as such. */
import ts6 from 'typescript';
import ts5 from 'typescript5';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { features } from '../../../typecheck/plugin/features.ts';
import { treatments } from '../../../typecheck/plugin/shown.ts';

const require = createRequire(import.meta.url);
const asItIs = treatments['dispose'];

describe.each([['typescript', ts6], ['typescript5', ts5]] as const)('%s', (name, ts) => {
  const host: ts6.LanguageServiceHost = {
    getCompilationSettings: () => ({}), getScriptFileNames: () => [], getScriptVersion: () => '', getScriptSnapshot: () => undefined, getCurrentDirectory: () => '/', getDefaultLibFileName: () => '', fileExists: () => false, readFile: () => undefined,
  };
  const methods = Object.keys((ts as typeof ts6).createLanguageService(host));

  test('every method has its row, and every row its method', () => {
    expect(methods.filter((m) => !Object.hasOwn(treatments, m))).toEqual([]);
    expect(Object.keys(treatments).filter((m) => !methods.includes(m))).toEqual([]);
    expect(Object.keys(features).filter((m) => !methods.includes(m))).toEqual([]);
  });

  /** The result types of the methods, as the declarations of this version say. */
  const results = new Map<string, string>();
  const file = ts6.createSourceFile('typescript.d.ts', readFileSync(require.resolve(`${name}/lib/typescript.d.ts`), 'utf8'), ts6.ScriptTarget.Latest, true);
  const visit = (node: ts6.Node): void => {
    if (ts6.isInterfaceDeclaration(node) && node.name.text === 'LanguageService') {
      for (const member of node.members.filter(ts6.isMethodSignature)) {
        const method = (member.name as ts6.Identifier).text;
        results.set(method, `${results.get(method) ?? ''} ${member.type!.getText()}`);
      }
    }
    ts6.forEachChild(node, visit);
  };
  visit(file);

  const writes = /TextChange|CodeFix|CodeAction|RefactorEdit|PasteEdits|CompletionEntryDetails|RenameLocation|LinkedEditing|TextInsertion|ClosingTag|EditInfo/;
  // These write at the place of the cursor, which is not in a template when TypeScript is asked; commands install packages.
  const atTheCursor = ['getDocCommentTemplateAtPosition', 'getJsxClosingTagAtPosition', 'applyCodeActionCommand'];

  test('what writes is kept from templates', () => {
    const writing = [...results].filter(([, type]) => writes.test(type)).map(([method]) => method);
    expect(writing.length).toBeGreaterThan(15);
    expect(writing.filter((m) => treatments[m] === asItIs && !atTheCursor.includes(m))).toEqual([]);
    for (const m of atTheCursor.slice(0, 2)) expect(Object.hasOwn(features, m), m).toBe(true);
  });

  const placed = /Span|Range|Definition|Reference|Highlight|Diagnostic|Location|Navigat|Hierarchy|Outlining|Hint|Classif/;
  const ofTheCursor = ['getNameOrDottedNameSpan', 'getBreakpointStatementAtPosition', 'getSpanOfEnclosingComment', 'getCompilerOptionsDiagnostics'];
  test('what has places has them in the text of the user', () => {
    expect([...results].filter(([m, type]) => placed.test(type) && treatments[m] === asItIs && !ofTheCursor.includes(m) && !atTheCursor.includes(m)).map(([m]) => m)).toEqual([]);
  });
});
