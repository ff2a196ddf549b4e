/** What the features of the plugin work with: TypeScript's language service, the project's files, and what is in their templates. */
import type ts from 'typescript';
import type { Span } from '../../core/diagnostic.ts';
import { holeFromType } from '../holes.ts';
import type { HoleValue } from '../run.ts';
import type { Analysis, Services } from '../services/service.ts';
import type { Files } from './files.ts';

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
}

export type Reader = Project['analysis'];

/** Reads the types of holes from the program that TypeScript has of the file. */
export function reader(typescript: typeof ts, plain: ts.LanguageService, files: Files, services: Services): Reader {
  const read = new WeakMap<ts.Program, Map<string, Analysis>>();
  return (fileName) => {
    const file = files.get(fileName);
    if (!file || file.analysis.templates.every((t) => t.holes.length === 0)) return file?.analysis;
    const program = plain.getProgram(), source = program?.getSourceFile(fileName);
    if (!program || !source || source.text !== file.rewritten.text) return file.analysis;
    let analyses = read.get(program);
    if (!analyses) read.set(program, analyses = new Map());
    let analysis = analyses.get(fileName);
    if (!analysis) {
      // Asked before the services work, so that TypeScript's time is not taken for theirs.
      const checker = program.getTypeChecker(), values = new Map<number, HoleValue>();
      for (const hole of file.analysis.templates.flatMap((t) => t.holes)) {
        const node = expressionIn(typescript, source, hole);
        if (node) values.set(hole.start, holeFromType(checker.typeToString(checker.getTypeAtLocation(node), undefined, typescript.TypeFormatFlags.NoTruncation)));
      }
      analyses.set(fileName, analysis = services.analyse(fileName, file.text, ({ start }) => values.get(start)));
    }
    return analysis;
  };
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
