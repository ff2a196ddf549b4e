/** Which TypeScript answers in this window: tsserver, where our plugin runs, or TypeScript 7, which has no plugins. */
import * as vscode from 'vscode';

export type Engine = 'tsserver' | 'native';

// By these names VS Code knows TypeScript 7; the setting chooses it only where one of them is installed.
const nativeExtensions = ['TypeScriptTeam.vscode-typescript', 'TypeScriptTeam.vscode-typescript-nightly', 'TypeScriptTeam.native-preview'];
const settings = ['js/ts.experimental.useTsgo', 'typescript.experimental.useTsgo'];

const nativeExtension = (): vscode.Extension<unknown> | undefined => nativeExtensions.map((id) => vscode.extensions.getExtension(id)).find((e) => e !== undefined);

export function engine(): Engine {
  const chosen = settings.some((s) => vscode.workspace.getConfiguration().get<boolean>(s) === true);
  return chosen && nativeExtension() !== undefined ? 'native' : 'tsserver';
}

/** Calls back when the engine may have become another one. */
export const onEngineChanged = (changed: () => void): vscode.Disposable => vscode.Disposable.from(
  vscode.workspace.onDidChangeConfiguration((e) => { if (settings.some((s) => e.affectsConfiguration(s))) changed(); }),
  vscode.extensions.onDidChange(changed),
);

interface TsserverApi { getAPI(version: 0): { configurePlugin(name: string, configuration: unknown): void } | undefined }

/** Tells the plugin its settings; it gets them again whenever tsserver starts anew. */
export async function configurePlugin(configuration: Readonly<Record<string, unknown>>): Promise<void> {
  const extension = vscode.extensions.getExtension<TsserverApi>('vscode.typescript-language-features');
  (await extension?.activate())?.getAPI(0)?.configurePlugin('cotangent/ts-plugin', configuration);
}

/** What TypeScript 7.1 lets other extensions do. Older ones have none of it. */
export interface NativeApi {
  registerLspMiddleware(method: string, transform: (result: unknown, context: { readonly params: unknown }) => unknown): vscode.Disposable;
  /** Fires at once, too, where the server runs already. */
  onLanguageServerInitialized(listener: (sdk: { readonly packageJsonPath: string | undefined }) => void): vscode.Disposable;
  registerContentMappers(contributor: string, contributions: readonly ContentMapper[]): vscode.Disposable;
}
interface ContentMapper {
  readonly extensions: readonly string[];
  readonly inferredProjectContribution?: { readonly manifest: { readonly name: string; readonly exec: readonly string[]; readonly cwd?: vscode.Uri } };
}

/** What there is of it here: nothing, too, of one that does not start. */
export async function nativeApi(): Promise<Partial<NativeApi>> {
  const api = await nativeExtension()?.activate().then((found) => found, () => undefined);
  return typeof api === 'object' && api !== null ? api : {};
}
