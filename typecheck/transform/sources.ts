/** The sources of a project, with what the codemod has to know of them, from the package ts-morph. */
import { readFileSync } from 'node:fs';
import type { Node, Project, SourceFile, TemplateExpression } from 'ts-morph';
import { CotangentError, type Span } from '../../core/diagnostic.ts';
import { withoutMark } from '../files.ts';
import { holeFromType } from '../holes.ts';
import type { AnalysedTemplate, HoleReader } from '../services/service.ts';
import type { CodemodFacts, Declaration } from './codemod.ts';

type TsMorph = typeof import('ts-morph');

export interface Source extends CodemodFacts {
  readonly path: string;
  /** Without a byte order mark. */
  readonly text: string;
  /** What TypeScript says that a hole holds. Slow at first. */
  readonly hole: HoleReader;
}

/** Of projects, or of files that belong to none. Throws NN1025 when ts-morph is not installed. */
export async function openSources(from: { readonly tsconfigs: readonly string[] } | { readonly files: readonly string[] }): Promise<readonly Source[]> {
  const tsMorph = await loaded();
  const projects = 'files' in from ? [loose(tsMorph, from.files)] : from.tsconfigs.map((tsConfigFilePath) => new tsMorph.Project({ tsConfigFilePath, skipFileDependencyResolution: true }));
  const sources = new Map<string, Source>();
  for (const project of projects)
    for (const file of project.getSourceFiles()) {
      const path = file.getFilePath();
      if (/\.[cm]?tsx?$/.test(path) && !file.isDeclarationFile() && !file.isInNodeModules() && !sources.has(path)) sources.set(path, sourceOf(tsMorph, project, file));
    }
  return [...sources.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function loaded(): Promise<TsMorph> {
  try {
    return await import('ts-morph');
  } catch (cause) {
    if ((cause as { code?: string }).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new CotangentError('cotangent codemod needs the package ts-morph, which is not installed', { code: 'NN1025', cause, hint: 'npm install --save-dev ts-morph' });
  }
}

function loose({ Project }: TsMorph, files: readonly string[]): Project {
  const project = new Project({ skipFileDependencyResolution: true, compilerOptions: { allowJs: true, jsx: 1, module: 199, strict: true } });
  project.addSourceFilesAtPaths([...files]);
  return project;
}

function sourceOf({ Node }: TsMorph, project: Project, file: SourceFile): Source {
  const path = file.getFilePath(), text = withoutMark(readFileSync(path, 'utf8'));

  const expressionAt = ({ start }: Span): Node | undefined => {
    for (let node = file.getDescendantAtPos(start); node; node = node.getParent()) {
      const span = node.getParent();
      if (Node.isTemplateSpan(span) && (span.getParent() as TemplateExpression).getTemplateSpans().some((s) => s === span && s.getExpression() === node)) return node;
    }
    return undefined;
  };
  return {
    path, text, isolated: project.getCompilerOptions().isolatedDeclarations === true,
    hole(span) {
      const expression = expressionAt({ ...span, start: span.start + text.slice(span.start).search(/\S/) });
      return expression && holeFromType(expression.getType().getText(expression));
    },
    declarationOf({ tag = 0, kind }: AnalysedTemplate): Declaration | undefined {
      let node: Node | undefined = file.getDescendantAtPos(tag);
      while (node && !(kind === 'call' ? Node.isCallExpression(node) : Node.isTaggedTemplateExpression(node))) node = node.getParent();
      while (Node.isParenthesizedExpression(node?.getParent())) node = node!.getParent();
      const parent = node?.getParent();
      if (!Node.isVariableDeclaration(parent) || parent.getInitializer() !== node || !parent.isExported()) return undefined;
      const type = parent.getTypeNode();
      return { nameEnd: parent.getNameNode().getEnd(), type: type && { start: type.getStart(), end: type.getEnd() } };
    },
  };
}
