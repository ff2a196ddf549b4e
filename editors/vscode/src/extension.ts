/**
 * The extension: tells the plugin in tsserver its settings, runs the language server where it is needed, and puts both right when the TypeScript of
 * the window changes.
 */
import * as vscode from 'vscode';
import { showDoctor } from './doctor.ts';
import { inlays } from './inlays.ts';
import { joinNative } from './native.ts';
import { packageOf, serverOf } from './packages.ts';
import { Server } from './server.ts';
import { configurePlugin, engine, onEngineChanged, type Engine } from './typescript.ts';

const scripts = ['typescript', 'typescriptreact', 'javascript', 'javascriptreact'].map((language) => ({ scheme: 'file', language }));

const folders = (): string[] => (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);

/** Whether anything is open, or can be expected, that only the language server answers for. */
function isNeeded(running: Engine): boolean {
  const documents = vscode.workspace.textDocuments;
  return documents.some((d) => d.languageId === 'nn')
    || (running === 'native' && (folders().some((folder) => packageOf(folder) !== undefined) || documents.some((d) => /\bnn\s*[`(<]/.test(d.getText()))));
}

let stop: (() => Promise<void>) | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const script = (): string => serverOf({
    extension: context.extensionPath,
    trusted: vscode.workspace.isTrusted ? folders() : [],
    server: vscode.workspace.getConfiguration('cotangent').get('server', ''),
  });

  const server = new Server();
  let running: Engine | undefined, joined: vscode.Disposable | undefined;
  // The folder of the TypeScript that the window uses: as it is known, and as the server that runs was told.
  let known: string | undefined, told: string | undefined;
  const leave = (): void => {
    joined?.dispose();
    joined = undefined;
  };
  const found = (folder: string): void => {
    known = folder;
    void restart(() => server.isStarted && told !== known);
  };
  const start = async (): Promise<void> => {
    leave();
    running = engine();
    if (running === 'native') joined = await joinNative(server, found);
    else {
      joined = vscode.languages.registerInlayHintsProvider(scripts, inlays);
      await configurePlugin({ inlayHints: false });
    }
    if (!isNeeded(running)) return server.stop();
    told = known;
    await server.restart({ script: script(), engine: running, typescript: told, trusted: vscode.workspace.isTrusted });
  };
  // Each waits for the one before: settings may change while the server starts.
  let queue: Promise<void> = Promise.resolve();
  const restart = (isWanted = () => true): Promise<void> => {
    queue = queue.then(() => (isWanted() ? start() : undefined)).catch((e: unknown) => {
      void vscode.window.showErrorMessage(`cotangent: the language server does not start: ${e instanceof Error ? e.message : String(e)}`);
    });
    return queue;
  };
  stop = () => queue.then(leave).then(() => server.stop());

  const doctor = vscode.window.createOutputChannel('cotangent doctor');
  context.subscriptions.push(
    doctor,
    vscode.workspace.onDidOpenTextDocument(() => void restart(() => !server.isStarted && isNeeded(engine()))),
    onEngineChanged(() => { if (engine() !== running) void restart(); }),
    // Hints are asked for anew by whoever is registered anew.
    vscode.workspace.onDidChangeConfiguration((e) => { if (['cotangent.server', 'cotangent.inlayHints'].some((s) => e.affectsConfiguration(s))) void restart(); }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void restart()),
    vscode.commands.registerCommand('cotangent.restartServer', () => restart()),
    vscode.commands.registerCommand('cotangent.doctor', () => showDoctor(doctor, engine(), script())),
  );
  await restart();
}

export const deactivate = (): Promise<void> | undefined => stop?.();
