/**
 * The files of a project as TypeScript is to see them. A file with templates is handed over rewritten (../rewrite.ts); every
 * other one, and one that we cannot read in time, is handed over as it is.
 */
import type ts from 'typescript';
import type { Span } from '../../core/diagnostic.ts';
import { difference } from '../difference.ts';
import { isSource } from '../files.ts';
import { rewrite, type Rewritten } from '../rewrite.ts';
import type { HoleValue } from '../run.ts';
import type { Analysis, Services } from '../services/service.ts';
import { lateMs, worked, type Log } from './guard.ts';

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
  /** What TypeScript has found in the holes of a file, by what is written in them; and how often that has become another. */
  readonly #holes = new Map<string, ReadonlyMap<string, HoleValue>>();
  readonly #learnt = new Map<string, number>();
  readonly #pausedUntil = new Map<string, number>();
  readonly #services: Services;
  readonly #log: Log;
  /** What the host answers without us. */
  readonly plain: Host;

  /** From here on the host answers with rewritten files. */
  constructor(host: ts.LanguageServiceHost, services: Services, log: Log) {
    this.#services = services;
    this.#log = log;
    this.plain = { getScriptSnapshot: host.getScriptSnapshot.bind(host), getScriptVersion: host.getScriptVersion.bind(host) };
    host.getScriptSnapshot = (path) => this.get(path)?.snapshot ?? this.plain.getScriptSnapshot(path);
    // Projects share parsed files by path and version, and another project may see this file as it is.
    host.getScriptVersion = (path) => this.plain.getScriptVersion(path) + (this.get(path) ? `+nn${this.#learnt.get(path) ?? 0}` : '');
  }

  /** The file as it is now, when it has templates. */
  get(path: string): TemplateFile | undefined {
    if (!isSource(path)) return undefined;
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

  /** Those with holes. */
  withHoles(): readonly TemplateFile[] {
    return [...this.#known.values()].flatMap(({ file }) => (file?.analysis.templates.some((t) => t.holes.length > 0) ? [file] : []));
  }

  /** Takes what TypeScript has found in the holes of a file, by where they begin; tells whether TypeScript has another text to see then. */
  learn({ path, text, analysis, rewritten }: TemplateFile, values: ReadonlyMap<number, HoleValue>): boolean {
    const known = this.#known.get(path);
    this.#holes.set(path, new Map([...keysOf(text, analysis.templates.flatMap((t) => t.holes))].flatMap(([start, key]) => (values.has(start) ? [[key, values.get(start)!] as const] : []))));
    const file = this.#read(path);
    if (!known || !file) return false;
    this.#known.set(path, { version: known.version, file });
    if (file.rewritten.text === rewritten.text) return false;
    this.#learnt.set(path, (this.#learnt.get(path) ?? 0) + 1);
    return true;
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
    const start = worked();
    try {
      const holes = this.#holes.get(path), keys = new Map<number, string>();
      const analysis = this.#services.analyse(path, text, holes && ((hole) => {
        const key = keyOf(text, hole, keys);
        return holes.get(key);
      }));
      if (analysis.templates.length === 0) return undefined;
      const rewritten = rewrite(text, analysis.templates, path);
      return { path, text, analysis, rewritten, snapshot: new Snapshot(rewritten.text) };
    } catch (e) {
      this.#log(`${path} is left to TypeScript: ${e instanceof Error ? e.stack : String(e)}`);
      return undefined;
    } finally {
      if (worked() - start > lateMs) {
        this.#pausedUntil.set(path, Date.now() + pauseMs);
        this.#log(`${path} took long to read; its edits of the next ${pauseMs / 1000} s are left to TypeScript`);
      }
    }
  }
}

/** By what is written in it, and of those the how manieth: an edit elsewhere moves it. */
function keyOf(text: string, { start, end }: Span, keys: Map<number, string>): string {
  const found = keys.get(start);
  if (found !== undefined) return found;
  const written = text.slice(start, end).trim();
  let count = 0;
  for (const key of keys.values()) if (key.endsWith(` ${written}`)) count++;
  keys.set(start, `${count} ${written}`);
  return keys.get(start)!;
}

function keysOf(text: string, holes: readonly Span[]): ReadonlyMap<number, string> {
  const keys = new Map<number, string>();
  for (const hole of holes) keyOf(text, hole, keys);
  return keys;
}

/** A text that knows where it differs from the one before, so that TypeScript parses only that anew. */
class Snapshot implements ts.IScriptSnapshot {
  readonly text: string;
  constructor(text: string) { this.text = text; }
  getText(start: number, end: number): string { return this.text.slice(start, end); }
  getLength(): number { return this.text.length; }
  getChangeRange(before: ts.IScriptSnapshot): ts.TextChangeRange | undefined {
    if (!(before instanceof Snapshot)) return undefined;
    const { start, end, newEnd } = difference(before.text, this.text);
    return { span: { start, length: end - start }, newLength: newEnd - start };
  }
}

export const spanOf = ({ start, length }: ts.TextSpan): Span => ({ start, end: start + length });
export const textSpan = ({ start, end }: Span): ts.TextSpan => ({ start, length: end - start });
