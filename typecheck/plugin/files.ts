/**
 * The files of a project as TypeScript is to see them. A file with templates is handed over rewritten (../rewrite.ts); every
 * other one, and one that we cannot read in time, is handed over as it is.
 */
import type ts from 'typescript';
import type { Span } from '../../core/diagnostic.ts';
import { kindOfFile } from '../files.ts';
import { rewrite, type Rewritten } from '../rewrite.ts';
import type { Analysis, Services } from '../services/service.ts';
import { lateMs, type Log } from './guard.ts';

export interface TemplateFile {
  readonly path: string;
  readonly text: string;
  readonly analysis: Analysis;
  readonly rewritten: Rewritten;
  readonly snapshot: ts.IScriptSnapshot;
}

/** In characters. */
export const largestFile = 1_000_000;
/** How long a file that took too long to read is left alone. */
export const pauseMs = 60_000;

type Host = Pick<ts.LanguageServiceHost, 'getScriptSnapshot' | 'getScriptVersion'>;

export class Files {
  readonly #known = new Map<string, { readonly version: string; readonly file: TemplateFile | undefined }>();
  readonly #pausedUntil = new Map<string, number>();
  readonly #ts: typeof ts;
  readonly #services: Services;
  readonly #log: Log;
  /** What the host answers without us. */
  readonly plain: Host;

  /** From here on the host answers with rewritten files. */
  constructor(typescript: typeof ts, host: ts.LanguageServiceHost, services: Services, log: Log) {
    this.#ts = typescript;
    this.#services = services;
    this.#log = log;
    this.plain = { getScriptSnapshot: host.getScriptSnapshot.bind(host), getScriptVersion: host.getScriptVersion.bind(host) };
    host.getScriptSnapshot = (path) => this.get(path)?.snapshot ?? this.plain.getScriptSnapshot(path);
    // Projects share parsed files by path and version, and another project may see this file as it is.
    host.getScriptVersion = (path) => this.plain.getScriptVersion(path) + (this.get(path) ? '+nn' : '');
  }

  /** The file as it is now, when it has templates. */
  get(path: string): TemplateFile | undefined {
    if (!mayHoldTemplates(path)) return undefined;
    const version = this.plain.getScriptVersion(path), known = this.#known.get(path);
    if (known?.version === version) return known.file;
    const file = this.#read(path);
    this.#known.set(path, { version, file });
    return file;
  }

  /** The file as TypeScript saw it last. */
  seen(path: string): TemplateFile | undefined {
    return this.#known.get(path)?.file;
  }

  /** Whether only a tail declares the name. */
  isTailName(name: string): boolean {
    for (const { file } of this.#known.values()) if (file?.rewritten.tailNames.has(name)) return true;
    return false;
  }

  #read(path: string): TemplateFile | undefined {
    const plain = this.plain.getScriptSnapshot(path);
    if (!plain) return undefined;
    if (plain.getLength() > largestFile) {
      this.#log(`${path} has ${plain.getLength()} characters and is left to TypeScript`);
      return undefined;
    }
    const text = plain.getText(0, plain.getLength());
    if (!text.includes('nn') || !text.includes('`') || (this.#pausedUntil.get(path) ?? 0) > Date.now()) return undefined;
    const start = performance.now();
    try {
      const analysis = this.#services.analyse(path, text);
      if (analysis.templates.length === 0) return undefined;
      const rewritten = rewrite(text, analysis.templates, path);
      // What follows relies on it: an offset of TypeScript's is one of the user's.
      if (!sameLines(text, rewritten.text)) throw new Error('the rewritten text has other lines');
      return { path, text, analysis, rewritten, snapshot: this.#ts.ScriptSnapshot.fromString(rewritten.text) };
    } catch (e) {
      this.#log(`${path} is left to TypeScript: ${e instanceof Error ? e.stack : String(e)}`);
      return undefined;
    } finally {
      if (performance.now() - start > lateMs) {
        this.#pausedUntil.set(path, Date.now() + pauseMs);
        this.#log(`${path} took long to read; its edits of the next ${pauseMs / 1000} s are left to TypeScript`);
      }
    }
  }
}

const mayHoldTemplates = (path: string): boolean => {
  const kind = kindOfFile(path);
  return (kind === 'ts' || kind === 'jsx') && !/\.d\.[cm]?ts$/.test(path) && !path.includes('/node_modules/');
};

function sameLines(text: string, rewritten: string): boolean {
  if (rewritten.length < text.length) return false;
  for (let i = 0; i < text.length; i++) {
    const a = text[i], b = rewritten[i];
    if (a !== b && (a === '\n' || a === '\r' || b === '\n' || b === '\r')) return false;
  }
  return true;
}

export const spanOf = ({ start, length }: ts.TextSpan): Span => ({ start, end: start + length });
export const textSpan = ({ start, end }: Span): ts.TextSpan => ({ start, length: end - start });
