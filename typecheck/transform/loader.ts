/**
 * The build step for Node's module loader: what a module's source becomes on its way in. Stripping types is Node's own affair;
 * lines keep their numbers, so no map is needed.
 */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CotangentError, renderDiagnostic, type Diagnostic } from '../../core/diagnostic.ts';
import type { Library } from '../layer.ts';
import { buildFile } from './build.ts';

/** As Node's `load` hooks give it. */
export interface Loaded {
  readonly format: string | null | undefined;
  readonly source?: string | ArrayBuffer | NodeJS.TypedArray | null | undefined;
  readonly shortCircuit?: boolean;
}

/** A .nn file as a module; undefined for every other address. */
export function loadLanguage(url: string, library: Library): Loaded | undefined {
  if (!url.startsWith('file:') || !fileOf(url).endsWith('.nn')) return undefined;
  return { format: 'module', source: built(fileOf(url), readFileSync(fileOf(url), 'utf8'), library), shortCircuit: true };
}

/** Modules with templates, built; others as they are. */
export function loadBuilt<L extends Loaded>(url: string, loaded: L, library: Library): L {
  if (!url.startsWith('file:') || !loaded.source || !/^module(-typescript)?$/.test(loaded.format ?? '')) return loaded;
  const text = typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source), source = built(fileOf(url), text, library);
  return source === undefined ? loaded : { ...loaded, source };
}

/** What is wrong when Node cannot load a file, if that is something to be told better. */
export function explained(url: string, e: unknown): unknown {
  if ((e as { code?: string }).code !== 'ERR_UNKNOWN_FILE_EXTENSION' || !/\.[cm]?tsx?$/.test(fileOf(url))) return e;
  return new CotangentError(`Node ${process.versions.node} does not run ${fileOf(url)}: it cannot strip its types`, {
    code: 'NN1024', cause: e, hint: 'use Node 22.18 or later, or the package tsx: node --import cotangent/loader --import tsx FILE; elements (.tsx) always need the latter',
  });
}

const fileOf = (url: string): string => fileURLToPath(url.split(/[?#]/, 1)[0]!);

function built(path: string, text: string, library: Library): string | undefined {
  const file = buildFile({ path, text }, library);
  if (!file) return undefined;
  const show = (d: Diagnostic): string => renderDiagnostic(d, text, { file: relative('', path) });
  const errors = file.diagnostics.filter((d) => d.severity === 'error'), message = errors.map(show).join('\n\n');
  // Whose stack it is says nothing to the user.
  if (errors.length > 0) throw Object.assign(new CotangentError(message, { code: errors[0]!.code }), { stack: `CotangentError:\n${message}\n` });
  for (const warning of file.diagnostics) process.emitWarning(show(warning), 'CotangentWarning');
  return file.code;
}
