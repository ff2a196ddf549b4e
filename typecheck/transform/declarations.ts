/**
 * What a .nn file exports, as a declaration beside it: mlp.d.nn.ts for mlp.nn. TypeScript reads it under allowArbitraryExtensions, from
 * version 5.0 on; 7.1 needs none where it has the content mapper.
 */
import { basename } from 'node:path';
import type { FileText } from '../files.ts';
import type { Library } from '../layer.ts';
import { transform } from '../mapper/transform.ts';
import { checkFile } from '../program.ts';

export const declarationPath = (path: string): string => path.replace(/\.nn$/, '.d.nn.ts');

const head = '// Written by cotangent codemod from ';
/** Files that somebody else wrote are left alone. */
export const isWritten = (declaration: string): boolean => declaration.startsWith(head);

/** Undefined where the file has mistakes. */
export function declarationOf(file: FileText, library: Library): string | undefined {
  if (checkFile(file, library).diagnostics.some((d) => d.severity === 'error')) return undefined;
  return `${head}${basename(file.path)}.\n${transform(file.text, library).text}`;
}
