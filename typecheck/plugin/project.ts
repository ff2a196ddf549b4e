/** What the features of the plugin work with: TypeScript's language service, the project's files, and what is in their templates. */
import type ts from 'typescript';
import type { Span } from '../../core/diagnostic.ts';
import { holeFromType, settle } from '../holes.ts';
import type { HoleValue } from '../run.ts';
import type { Analysis, Services } from '../services/service.ts';
import type { Files, TemplateFile } from './files.ts';

export interface Settings {
  /** Shapes after the stages of templates, among the hints that TypeScript gives. */
  readonly inlayHints?: boolean;
  /** Whether Format Document formats templates too. */
  readonly format?: boolean;
}

export interface Project {
  readonly ts: typeof ts;
  /** TypeScript's answers, as the user may see them. */
  readonly shown: ts.LanguageService;
  readonly files: Files;
  readonly services: Services;
  settings(): Settings;
  /** What is in the file's templates, with the types of its holes; undefined without templates. */
  analysis(fileName: string): Analysis | undefined;
  /** Reads the types of all holes of the project. */
  settle(): void;
}

/**
 * Asks TypeScript what holes hold, and shows it what follows from that, until nothing more does: of the file, or, without one, of all.
 * `stale` tells TypeScript that it has something to see.
 */
export function settler(typescript: typeof ts, plain: ts.LanguageService, files: Files, stale: () => void): (file?: TemplateFile) => void {
  const settled = new WeakMap<ts.Program, Set<string>>();
  return (only) => {
    settle(() => {
      const program = plain.getProgram();
      if (!program) return false;
      let done = settled.get(program);
      if (!done) settled.set(program, done = new Set());
      let isOther = false;
      for (const file of files.withHoles()) {
        const source = program.getSourceFile(file.path);
        if ((only && only.path !== file.path) || done.has(file.path) || source?.text !== file.rewritten.text) continue;
        done.add(file.path);
        isOther = files.learn(file, valuesOf(typescript, program.getTypeChecker(), source, file)) || isOther;
      }
      if (isOther) stale();
      return isOther;
    }, () => files.withHoles().reduce((n, { analysis }) => n + analysis.templates.flatMap((t) => t.holes).length, 0));
  };
}

/** Of what TypeScript does not know, the file itself may. */
function valuesOf(typescript: typeof ts, checker: ts.TypeChecker, source: ts.SourceFile, { analysis }: TemplateFile): ReadonlyMap<number, HoleValue> {
  const values = new Map<number, HoleValue>();
  for (const hole of analysis.templates.flatMap((t) => t.holes)) {
    const node = expressionIn(typescript, source, hole);
    const value = node && holeFromType(checker.typeToString(checker.getTypeAtLocation(node), undefined, typescript.TypeFormatFlags.NoTruncation));
    if (value && value.kind !== 'unknown') values.set(hole.start, value);
  }
  return values;
}

/** The outermost expression that fills a hole. */
function expressionIn(typescript: typeof ts, source: ts.SourceFile, { start, end }: Span): ts.Node | undefined {
  let node: ts.Node = source;
  for (;;) {
    const inner: ts.Node | undefined = typescript.forEachChild(node, (child) => (child.pos <= start && child.end >= end ? child : undefined));
    if (!inner || node.pos >= start) break;
    node = inner;
  }
  return node.pos >= start ? node : typescript.forEachChild(node, (child) => (child.pos >= start && child.end <= end ? child : undefined));
}
