/**
 * TypeScript 7: a process of its own, asked through the package's API. That API has other names in 7.0 and in 7.1; what is
 * alike stands here, the rest in ts70.ts and ts71.ts. The interfaces name what we use of it.
 */
import type { Span } from '../../core/diagnostic.ts';
import type { Changes, Host, HostDiagnostic, HostOptions } from './host.ts';
import { flatten, isMistake, ordered, relatedAt, severityOf, sourcesIn, type Chain } from './report.ts';
import { projectsOf } from './tsconfig.ts';

export interface NativeDiagnostic {
  readonly fileName?: string | undefined;
  readonly pos: number;
  readonly end: number;
  readonly code: number;
  readonly category: number;
  readonly text: string;
  readonly messageChain?: readonly NativeDiagnostic[] | undefined;
  readonly relatedInformation?: readonly NativeDiagnostic[] | undefined;
}

interface Node { readonly pos: number; readonly end: number; forEachChild<T>(visit: (node: Node) => T | undefined): T | undefined }

type Diagnose = () => readonly NativeDiagnostic[];

export interface NativeProject {
  readonly program: {
    readonly getConfigFileParsingDiagnostics: Diagnose;
    readonly getProgramDiagnostics: Diagnose;
    readonly getGlobalDiagnostics: Diagnose;
    readonly getSyntacticDiagnostics: Diagnose;
    readonly getSemanticDiagnostics: Diagnose;
    readonly getDeclarationDiagnostics: Diagnose;
    getSourceFileNames(): readonly string[];
    getSourceFile(path: string): Node | undefined;
    getCompilerOptions(): { readonly declaration?: boolean | undefined; readonly composite?: boolean | undefined };
  };
  readonly checker: {
    getTypeAtLocation(node: Node): object | undefined;
    typeToString(type: object, enclosing?: undefined, flags?: number): string;
  };
}

/** The state of the projects at one time. */
export interface NativeSnapshot { project(tsconfig: string): NativeProject | undefined; dispose(): void }

export interface NativeApi {
  open(projects: readonly string[]): NativeSnapshot;
  update(projects: readonly string[], changes: Changes): NativeSnapshot;
  close(): void;
}

/**
 * Before `close`, which asks the process to end: on the way it now and then writes "context canceled" into our error stream.
 * Ended outright it says nothing. Does nothing where the package is built in another way.
 */
export function endProcess(api: object): void {
  const { client } = api as { readonly client?: { readonly channel?: { readonly child?: { kill(signal: 'SIGKILL'): void } } } };
  client?.channel?.child?.kill('SIGKILL');
}

// Of TypeFormatFlags.
const noTruncation = 1, useAliasDefinedOutsideCurrentScope = 1 << 14;

export function openNative(version: string, api: NativeApi, { tsconfig }: HostOptions): Host {
  const projects = projectsOf(tsconfig);
  let snapshot = api.open(projects);
  const opened = (): NativeProject[] => projects.map((p) => snapshot.project(p)).filter((p) => p !== undefined);
  return {
    version, projects,
    files: () => sourcesIn(opened().map((p) => p.program.getSourceFileNames())),
    diagnostics: () => ordered(opened().flatMap(({ program }) => {
      const { declaration, composite } = program.getCompilerOptions();
      const others = [
        ...program.getConfigFileParsingDiagnostics(), ...program.getProgramDiagnostics(), ...program.getSemanticDiagnostics(), ...program.getGlobalDiagnostics(),
        ...(declaration || composite ? program.getDeclarationDiagnostics() : []),
      ];
      return [...program.getSyntacticDiagnostics().map((d) => report(d, true)), ...others.filter((d) => isMistake(d.category)).map((d) => report(d, false))];
    })),
    typeAt(path, span) {
      for (const { program, checker } of opened()) {
        const file = program.getSourceFile(path), node = file && within(file, span), type = node && checker.getTypeAtLocation(node);
        if (type) return checker.typeToString(type, undefined, noTruncation | useAliasDefinedOutsideCurrentScope);
      }
      return undefined;
    },
    update(changes) {
      const old = snapshot;
      snapshot = api.update(projects, changes);
      old.dispose();
    },
    close() {
      snapshot.dispose();
      api.close();
    },
  };
}

/** The outermost node that lies in the span. */
function within(file: Node, { start, end }: Span): Node | undefined {
  const visit = (node: Node): Node | undefined => {
    if (node.end <= start || node.pos >= end) return undefined;
    return node.pos >= start && node.end <= end ? node : node.forEachChild(visit);
  };
  return file.forEachChild(visit);
}

function report(d: NativeDiagnostic, isSyntax: boolean): HostDiagnostic {
  return {
    path: d.fileName, span: { start: d.pos, end: d.end }, code: d.code, isSyntax, severity: severityOf(d.category), message: flatten(chain(d)),
    related: (d.relatedInformation ?? []).map((r) => relatedAt(r.fileName, r.pos, r.end, flatten(chain(r)))),
  };
}

const chain = ({ text, messageChain }: NativeDiagnostic): Chain => ({ text, next: messageChain?.map(chain) });
