/**
 * Shapes after the stages of templates, from the plugin in tsserver. VS Code asks tsserver for inlay hints only where one of
 * TypeScript's own is switched on, so that these are asked for by a command of their own, and the plugin leaves them out of the others.
 */
import * as vscode from 'vscode';

interface Answer { readonly success: boolean; readonly body?: readonly { readonly at: number; readonly text: string }[] }

export const inlays: vscode.InlayHintsProvider = {
  async provideInlayHints(document, range, token) {
    const text = document.getText();
    if (!/\bnn\b/.test(text) || !vscode.workspace.getConfiguration('cotangent', document).get<boolean>('inlayHints')) return [];
    const start = document.offsetAt(range.start), length = document.offsetAt(range.end) - start;
    const answer = await vscode.commands.executeCommand<Answer | undefined>('typescript.tsserverRequest', '_cotangent.inlays', { file: document.uri, start, length }, {}, token);
    return (answer?.success ? answer.body ?? [] : []).map(({ at, text }) => {
      const hint = new vscode.InlayHint(document.positionAt(at), text, vscode.InlayHintKind.Type);
      hint.paddingLeft = true;
      return hint;
    });
  },
};
