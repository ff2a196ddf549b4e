/** What `cotangent doctor` says of a folder of the workspace, in a channel of its own. */
import { execFile } from 'node:child_process';
import * as vscode from 'vscode';
import { commandOf } from './packages.ts';
import type { Engine } from './typescript.ts';

export async function showDoctor(channel: vscode.OutputChannel, engine: Engine, server: string): Promise<void> {
  channel.clear();
  channel.show(true);
  channel.appendLine(engine === 'tsserver' ? 'TypeScript answers through tsserver: the plugin of this extension runs in it.' : 'TypeScript 7 answers: the language server of cotangent stands beside it.');
  channel.appendLine(`language server: ${server}`);
  if (!vscode.workspace.isTrusted) { channel.appendLine('The workspace is not trusted, so nothing of it was run.'); return; }
  for (const { uri, name } of vscode.workspace.workspaceFolders ?? []) {
    const script = commandOf([uri.fsPath], 'cotangent');
    channel.appendLine(`\n${name}: ${script ?? 'has no package cotangent (npm install cotangent)'}`);
    if (script !== undefined) channel.appendLine(await output(script, uri.fsPath));
  }
}

const output = (script: string, cwd: string): Promise<string> => new Promise((resolve) => {
  // VS Code's own program is Node when it is told so.
  execFile(process.execPath, [script, 'doctor'], { cwd, env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' }, timeout: 60_000 }, (error, stdout, stderr) => {
    resolve(`${stdout}${stderr}` || (error?.message ?? ''));
  });
});
