/** The answers of all TypeScripts in one form: flattened, sorted, each once. */
import { basename, dirname } from 'node:path';
import { isModelFile, isSource } from '../files.ts';
import type { HostDiagnostic, HostRelated } from './host.ts';

/** A message and those that it goes on with. */
export interface Chain { readonly text: string; readonly next?: readonly Chain[] | undefined }

export function flatten({ text, next = [] }: Chain, depth = 0): string {
  return [`${'  '.repeat(depth)}${text}`, ...next.map((chain) => flatten(chain, depth + 1))].join('\n');
}

/** 0 in all versions; 1 is an error, the others are no mistakes. */
const warning = 0;
export const isMistake = (category: number): boolean => category <= 1;
export const severityOf = (category: number): HostDiagnostic['severity'] => (category === warning ? 'warning' : 'error');

const nowhere = { start: 0, end: 0 };

export function relatedAt(path: string | undefined, start: number, end: number, message: string): HostRelated {
  return path !== undefined && isLibrary(path) ? { path: basename(path), span: nowhere, message } : { path, span: { start, end }, message };
}

/** lib.es2022.d.ts and its like, where TypeScript keeps them. */
const isLibrary = (path: string): boolean => /^lib\.[\w.]*d\.ts$/.test(basename(path)) && /\/typescript[^/]*\/lib$/.test(dirname(path));

/** The sources in these lists, sorted. */
export const sourcesIn = (files: readonly (readonly string[])[]): readonly string[] => [...new Set(files.flatMap((paths) => paths.filter((p) => isSource(p) || isModelFile(p))))].sort();

export function ordered(diagnostics: readonly HostDiagnostic[]): readonly HostDiagnostic[] {
  const each = new Map(diagnostics.map((d) => [`${d.path ?? ''}\0${d.span.start}\0${d.span.end}\0${d.code}\0${d.message}`, d]));
  return [...each.values()].sort(inOrder);
}

/** Without what follows from mistakes of syntax in the same file: a text that was mended by guesses. */
export function beforeSemantics(diagnostics: readonly HostDiagnostic[]): readonly HostDiagnostic[] {
  const broken = new Set(diagnostics.filter((d) => d.isSyntax).map((d) => d.path));
  return diagnostics.filter((d) => d.isSyntax || d.path === undefined || !broken.has(d.path));
}

const before = <T extends string | number>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);
const inOrder = (a: HostDiagnostic, b: HostDiagnostic): number =>
  before(a.path ?? '', b.path ?? '') || a.span.start - b.span.start || a.span.end - b.span.end || a.code - b.code || before(a.message, b.message);
