/** TypeScript 5.9 and 6: programs of the `typescript` package. An update checks again what it can have changed. */
import type ts from 'typescript';
import type { Span } from '../../core/diagnostic.ts';
import type { Changes, Host, HostDiagnostic, HostOptions } from './host.ts';
import { flatten, isMistake, ordered, relatedAt, severityOf, sourcesIn, type Chain } from './report.ts';
import { projectsOf } from './tsconfig.ts';

export function openTs6(typescript: typeof ts, { tsconfig, textOf }: HostOptions): Host {
  const projects = projectsOf(tsconfig).map((path) => new Project(typescript, path, textOf));
  return {
    version: typescript.version,
    projects: projects.map((p) => p.tsconfig),
    files: () => sourcesIn(projects.map((p) => p.files())),
    diagnostics: () => ordered(projects.flatMap((p) => p.diagnostics())),
    typeAt(path, span) {
      for (const project of projects) {
        const type = project.typeAt(path, span);
        if (type !== undefined) return type;
      }
      return undefined;
    },
    update(changes) { for (const project of projects) project.update(changes); },
    close() { projects.length = 0; },
  };
}

class Project {
  readonly tsconfig: string;
  private readonly ts: typeof ts;
  private readonly sources = new Map<string, ts.SourceFile>();
  private readonly host: ts.CompilerHost;
  private parsed: ts.ParsedCommandLine;
  private builder: ts.SemanticDiagnosticsBuilderProgram;
  /** Files came or went since the program was made: what a module name means may have changed. */
  private resolvesAnew = false;

  constructor(typescript: typeof ts, tsconfig: string, textOf: HostOptions['textOf']) {
    this.ts = typescript;
    this.tsconfig = tsconfig;
    this.parsed = this.parse();
    const host = typescript.createCompilerHost(this.parsed.options, true);
    const readFile = (path: string): string | undefined => textOf(path) ?? typescript.sys.readFile(path);
    this.host = {
      ...host, readFile,
      getSourceFile: (path, options) => {
        const known = this.sources.get(path);
        if (known) return known;
        const text = readFile(path);
        if (text === undefined) return undefined;
        const source = typescript.createSourceFile(path, text, options, true);
        // Tells the builder which files are the same.
        (source as { version?: string }).version = typescript.sys.createHash?.(text) ?? text;
        this.sources.set(path, source);
        return source;
      },
      hasInvalidatedResolutions: () => this.resolvesAnew,
      // Projects that are referred to are seen through their sources, as in an editor: nothing needs to be built first.
      useSourceOfProjectReferenceRedirect: () => true,
    } as ts.CompilerHost;
    this.builder = this.build();
  }

  private parse(): ts.ParsedCommandLine {
    const { sys } = this.ts;
    const errors: ts.Diagnostic[] = [];
    const parsed = this.ts.getParsedCommandLineOfConfigFile(this.tsconfig, undefined, { ...sys, onUnRecoverableConfigFileDiagnostic: (d) => { errors.push(d); } });
    return parsed ?? { options: {}, fileNames: [], errors };
  }

  private build(): ts.SemanticDiagnosticsBuilderProgram {
    const { fileNames, projectReferences } = this.parsed;
    // A project that only refers to others needs no types of packages.
    const options = fileNames.length === 0 ? { ...this.parsed.options, types: [] } : this.parsed.options;
    return this.ts.createSemanticDiagnosticsBuilderProgram(fileNames, options, this.host, this.builder, this.ts.getConfigFileParsingDiagnostics(this.parsed), projectReferences);
  }

  update({ changed = [], created = [], deleted = [] }: Changes): void {
    for (const path of [...changed, ...created, ...deleted]) this.sources.delete(path);
    this.resolvesAnew = created.length + deleted.length > 0;
    if (this.resolvesAnew) this.parsed = this.parse();
    this.builder = this.build();
  }

  files(): string[] {
    return this.builder.getSourceFiles().map((f) => f.fileName);
  }

  diagnostics(): readonly HostDiagnostic[] {
    const { options } = this.parsed, program = this.builder;
    const syntactic = program.getSyntacticDiagnostics(), semantic = program.getSemanticDiagnostics();
    const others = [
      ...program.getConfigFileParsingDiagnostics(), ...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics(), ...semantic,
      ...(options.declaration || options.composite ? program.getDeclarationDiagnostics() : []),
    ];
    return [...syntactic.map((d) => report(d, true)), ...others.filter((d) => isMistake(d.category)).map((d) => report(d, false))];
  }

  typeAt(path: string, span: Span): string | undefined {
    const file = this.builder.getSourceFile(path), node = file && within(this.ts, file, span);
    if (!node) return undefined;
    const checker = this.builder.getProgram().getTypeChecker();
    const { NoTruncation, UseAliasDefinedOutsideCurrentScope } = this.ts.TypeFormatFlags;
    return checker.typeToString(checker.getTypeAtLocation(node), undefined, NoTruncation | UseAliasDefinedOutsideCurrentScope);
  }
}

/** The outermost node that lies in the span. */
function within(typescript: typeof ts, file: ts.SourceFile, { start, end }: Span): ts.Node | undefined {
  const visit = (node: ts.Node): ts.Node | undefined => {
    if (node.end <= start || node.pos >= end) return undefined;
    return node.pos >= start && node.end <= end ? node : typescript.forEachChild(node, visit);
  };
  return typescript.forEachChild(file, visit);
}

function report({ file, start = 0, length = 0, code, category, messageText, relatedInformation = [] }: ts.Diagnostic, isSyntax: boolean): HostDiagnostic {
  const said = asTypeScript7Says(typeof messageText === 'string' ? { messageText, code } : messageText);
  return {
    path: file?.fileName, span: { start, end: start + length }, code: said.code, isSyntax, severity: severityOf(category), message: flatten(chain(said)),
    related: relatedInformation.map(({ file, start = 0, length = 0, messageText }) => relatedAt(file?.fileName, start, start + length, flatten(chain(messageText)))),
  };
}

type Said = Pick<ts.DiagnosticMessageChain, 'messageText' | 'code' | 'next'>;

/** "Argument of type … is not assignable …", and for what reason: 7 says the reason alone where it is that properties are missing. */
function asTypeScript7Says(said: Said): Said {
  const [reason, ...more] = said.next ?? [];
  return said.code === 2345 && reason && more.length === 0 && [2739, 2740, 2741].includes(reason.code) ? reason : said;
}

const chain = (message: string | Said): Chain => (typeof message === 'string' ? { text: message } : { text: message.messageText, next: message.next?.map(chain) });
