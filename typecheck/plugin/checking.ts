/**
 * Lets TypeScript check a file without its tail. Nobody is told of mistakes there, what the tail declares is read where it is used, and
 * in a file of many models to check it takes longer than all the rest.
 */
import type ts from 'typescript';
import type { TemplateFile } from './files.ts';

/** The methods that check the whole of the file that they are asked about. */
export const checks: ReadonlySet<string> = new Set(['getSemanticDiagnostics', 'getSuggestionDiagnostics']);

export function withoutTail<T>(program: ts.Program | undefined, file: TemplateFile | undefined, check: () => T): T {
  const source = program?.getSourceFile(file?.path ?? '') as { statements: ts.NodeArray<ts.Statement>; readonly text: string } | undefined;
  if (!program || !file || source?.text !== file.rewritten.text) return check();
  // Its names are known once the checker is made, and stay known.
  program.getTypeChecker();
  const { statements } = source, written = statements.filter((s) => s.end <= file.rewritten.originalLength);
  source.statements = Object.assign(written, { pos: statements.pos, end: statements.end, hasTrailingComma: false });
  try {
    return check();
  } finally {
    source.statements = statements;
  }
}
