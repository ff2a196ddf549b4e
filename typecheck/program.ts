/** Checks files: every template in them, and every .nn file. */
import type { Diagnostic } from '../core/diagnostic.ts';
import type { FileText } from './files.ts';
import type { Library } from './layer.ts';
import type { CheckedModel } from './model.ts';
import { analyse } from './services/analysis.ts';

export interface CheckedFile extends FileText {
  readonly templates: number;
  readonly models: readonly CheckedModel[];
  /** Spans count in the file. */
  readonly diagnostics: readonly Diagnostic[];
}

export function checkFile({ path, text }: FileText, library: Library): CheckedFile {
  const { templates, diagnostics } = analyse(path, text, library);
  return { path, text, templates: templates.length, models: templates.flatMap((t) => t.models), diagnostics };
}
