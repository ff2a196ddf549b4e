/**
 * A project's mistakes, those of TypeScript and those in templates, as one list. TypeScript sees the files with calls in place of
 * templates (rewrite.ts); what it says about text that the user has not written is dropped.
 */
import { readFileSync } from 'node:fs';
import { CotangentError, type Diagnostic, type Related, type Span } from '../core/diagnostic.ts';
import { isModelFile, isSource, withoutMark } from './files.ts';
import { holeFromType, settle } from './holes.ts';
import type { Changes, Host, HostDiagnostic } from './host/host.ts';
import { openHost } from './host/open.ts';
import { beforeSemantics } from './host/report.ts';
import type { Library } from './layer.ts';
import type { CheckedFile } from './program.ts';
import { rewrite, type Rewritten } from './rewrite.ts';
import type { HoleValue } from './run.ts';
import { sentenceOf } from './sentence.ts';
import { analyse } from './services/analysis.ts';
import type { Analysis } from './services/service.ts';

export interface ProjectOptions {
  /** Absolute. */
  readonly tsconfig: string;
  readonly library: Library;
  /** The folder of the TypeScript to use; by default what the project resolves. */
  readonly typescript?: string | undefined;
}

export interface ProjectFindings {
  /** Files of the project, and those without that something is wrong with; sorted by path. */
  readonly files: readonly CheckedFile[];
  /** What is wrong with no file in particular. */
  readonly general: readonly Diagnostic[];
}

export interface Project {
  /** Every tsconfig.json that belongs to it. */
  readonly tsconfigs: readonly string[];
  /** Its sources. */
  files(): readonly string[];
  check(): ProjectFindings;
  /** Files that are others on disk now. A changed tsconfig.json needs a new project. */
  update(changes: Changes): void;
  close(): void;
}

/** Throws as openHost does. */
export async function openProject({ tsconfig, library, typescript }: ProjectOptions): Promise<Project> {
  const sources = new Sources(library);
  const host = await openHost({ tsconfig, typescript, textOf: (path) => sources.read(path)?.rewritten.text });
  return {
    tsconfigs: host.projects,
    files: () => host.files(),
    check: () => answered(host, () => findings(host, sources)),
    update(changes) {
      sources.forget([changes.changed, changes.created, changes.deleted].flatMap((paths) => paths ?? []));
      answered(host, () => { host.update(changes); });
    },
    close() { host.close(); },
  };
}

/** When TypeScript itself breaks down, the user is told that it was TypeScript. */
function answered<T>({ version }: Host, ask: () => T): T {
  try {
    return ask();
  } catch (cause) {
    if (cause instanceof CotangentError) throw cause;
    throw new CotangentError(`TypeScript ${version} broke down: ${(cause as Error).message}`, {
      code: 'NN1006', cause, hint: 'see what npx tsc --noEmit says; if that is well, please report it to cotangent',
    });
  }
}

/** A file with templates. */
interface Source { readonly analysis: Analysis; readonly rewritten: Rewritten }

/** The files with templates, as they were last read. */
class Sources {
  readonly #library: Library;
  /** Undefined: a file without templates. */
  readonly #read = new Map<string, Source | undefined>();
  readonly #before = new Map<string, Analysis>();

  constructor(library: Library) { this.#library = library; }

  read(path: string): Source | undefined {
    if (!isSource(path)) return undefined;
    if (!this.#read.has(path)) this.#read.set(path, this.#find(path));
    return this.#read.get(path);
  }

  #find(path: string): Source | undefined {
    const text = textAt(path);
    if (!text?.includes('nn')) return undefined;
    const analysis = analyse(path, text, this.#library, undefined, this.#before.get(path));
    return analysis.templates.length === 0 ? undefined : this.#source(analysis);
  }

  #source(analysis: Analysis): Source {
    this.#before.set(analysis.path, analysis);
    return { analysis, rewritten: rewrite(analysis.text, analysis.templates, analysis.path) };
  }

  /** The account of a file with templates, or of a .nn file. */
  analysis(path: string): Analysis | undefined {
    return isModelFile(path) ? analyse(path, textAt(path) ?? '', this.#library) : this.read(path)?.analysis;
  }

  /** Reads the file's templates with these values in their holes, by where those begin; returns whether TypeScript has another text to see. */
  fill({ analysis, rewritten }: Source, values: ReadonlyMap<number, HoleValue>): boolean {
    const source = this.#source(analyse(analysis.path, analysis.text, this.#library, (hole) => values.get(hole.start), analysis));
    this.#read.set(analysis.path, source);
    return source.rewritten.text !== rewritten.text;
  }

  /** A name that only what TypeScript sees declares. */
  isOfTail(name: string): boolean { return [...this.#read.values()].some((source) => source?.rewritten.tailNames.has(name)); }

  forget(paths: readonly string[]): void { for (const path of paths) this.#read.delete(path); }
}

function findings(host: Host, sources: Sources): ProjectFindings {
  fillHoles(host, sources);
  const files = new Map(host.files().map((path) => [path, sources.analysis(path)]));
  const said = new Map<string | undefined, Diagnostic[]>();
  for (const d of beforeSemantics(host.diagnostics().filter((d) => isOfUser(d, sources)))) {
    const mistakes = said.get(d.path) ?? [];
    mistakes.push(asDiagnostic(d, sources));
    said.set(d.path, mistakes);
  }
  const paths = new Set([...files.keys(), ...said.keys()].filter((path) => path !== undefined));
  return {
    general: said.get(undefined) ?? [],
    files: [...paths].sort().map((path): CheckedFile => {
      const analysis = files.get(path), ofTypeScript = said.get(path) ?? [];
      const diagnostics = [...ofTypeScript.filter((d) => !(analysis && saysAgain(d, analysis))), ...(analysis?.diagnostics ?? [])].sort((a, b) => a.span.start - b.span.start);
      return {
        path, diagnostics, templates: analysis?.templates.length ?? 0, models: analysis?.templates.flatMap((t) => t.models) ?? [],
        text: analysis?.text ?? (diagnostics.length > 0 ? textAt(path) ?? '' : ''),
      };
    }),
  };
}

/** Of nn(`…`) TypeScript reads the text itself, and can only point at the whole; where the checker finds a mistake in it, that says it better. */
const saysAgain = ({ span }: Diagnostic, { templates, diagnostics }: Analysis): boolean => templates.some((t) => span.start === t.span.start - 1
  && span.end === t.span.end + 1 && diagnostics.some((d) => d.severity === 'error' && t.span.start <= d.span.start && d.span.end <= t.span.end));

/** Asks TypeScript what the holes hold, and shows it what follows from that, until nothing more does. */
function fillHoles(host: Host, sources: Sources): void {
  const holesOf = (path: string): readonly Span[] => sources.read(path)?.analysis.templates.flatMap((t) => t.holes) ?? [];
  settle(() => {
    const changed = host.files().filter((path) => {
      const source = sources.read(path), holes = holesOf(path);
      if (!source || holes.length === 0) return false;
      const values = holes.map((hole) => [hole.start, holeFromType(host.typeAt(path, hole) ?? 'any')] as const);
      // Of what TypeScript does not know, the file itself may.
      return sources.fill(source, new Map(values.filter(([, value]) => value.kind !== 'unknown')));
    });
    if (changed.length > 0) host.update({ changed });
    return changed.length > 0;
  }, () => host.files().reduce((n, path) => n + holesOf(path).length, 0));
}

/** Whether it is about what the user has written. */
const isOfUser = ({ path, span, code, message }: HostDiagnostic, sources: Sources): boolean =>
  // Of .nn files TypeScript knows what the content mapper says, which is what we say, with less.
  !(path !== undefined && isModelFile(path)) && placeOf(path, span, sources) !== undefined && !(isOfDeclarations(code) && [...message.matchAll(/'([^']*)'/g)].some(([, name]) => sources.isOfTail(name!)));

// "… has or is using private name": the types of parameters stand in the tail, and in a declaration file they would not.
const isOfDeclarations = (code: number): boolean => code >= 4000 && code < 5000;

function asDiagnostic({ path, span, code, severity, message, related }: HostDiagnostic, sources: Sources): Diagnostic {
  return {
    code: `TS${code}`, severity, message: sentenceOf(message), span: placeOf(path, span, sources)!,
    related: related.flatMap((r): Related[] => {
      const at = placeOf(r.path, r.span, sources);
      if (!at) return [];
      return [r.path === path || r.path === undefined ? { span: at, message: r.message } : { span: at, message: r.message, file: r.path, text: textAt(r.path) }];
    }),
  };
}

/** In the user's text; undefined when it is in none. */
function placeOf(path: string | undefined, span: Diagnostic['span'], sources: Sources): Diagnostic['span'] | undefined {
  const source = path === undefined ? undefined : sources.read(path);
  return source ? source.rewritten.toOriginal(span) : span;
}

function textAt(path: string): string | undefined {
  try {
    return withoutMark(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
