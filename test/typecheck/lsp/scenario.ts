/** One session of an editor: what is asked, and what is seen. The same for every TypeScript and every mode; each sees its part of it. */
import type {
  CodeAction, CompletionList, Diagnostic, DocumentDiagnosticReport, DocumentSymbol, FoldingRange, Hover, InlayHint, Location, SignatureHelp, TextEdit, WorkspaceEdit,
} from 'vscode-languageserver-protocol';
import { app, file, models, outer, use } from './app.ts';
import { folderOfFiles, start, type Client, type Editing } from './client.ts';
import type { ServerOptions } from '../../../typecheck/lsp/server.ts';

export const brief = ({ range: { start }, source, code, message, relatedInformation = [] }: Diagnostic): string =>
  [`${start.line + 1}:${start.character + 1} ${source === 'cotangent' ? '' : 'ts'}${code} ${String(message)}`, ...relatedInformation.map((r) => `  ${r.location.range.start.line + 1}: ${r.message}`)].join('\n');

export const problems = async (of: Editing): Promise<string[]> => {
  const report = await of.ask<DocumentDiagnosticReport>('diagnostic');
  return report.kind === 'full' ? report.items.map(brief) : [report.kind];
};

const codeIn = (hover: Hover | null): string | null => (hover ? /```\w*\n([^]*?)\n```/.exec((hover.contents as { value: string }).value)?.[1] ?? null : null);
export const place = (client: Client, l: Location | Location[] | null): string[] => (l === null ? [] : Array.isArray(l) ? l : [l]).map(({ uri, range }) => `${uri.slice(client.uri('').length)}:${range.start.line + 1}:${range.start.character + 1}`);
export const changes = (client: Client, edit: WorkspaceEdit | null): string[] => [
  ...Object.entries(edit?.changes ?? {}),
  ...(edit?.documentChanges ?? []).flatMap((c): [string, TextEdit[]][] => ('edits' in c ? [[c.textDocument.uri, c.edits as TextEdit[]]] : [])),
].flatMap(([uri, edits]) => edits.map(({ range, newText }) => `${uri.slice(client.uri('').length)}:${range.start.line + 1}:${range.start.character + 1} ${newText}`)).sort();

/** All that can be asked, by what it is. Answers are cut to what a reader wants to see. */
export async function scenario(client: Client): Promise<Record<string, unknown>> {
  const seen: Record<string, unknown> = {};
  // models.ts is not open yet, and its templates are typed all the same.
  const u = client.open('use.ts', use);
  seen['problems of use.ts'] = await problems(u);
  const m = client.open('models.ts', models);
  seen['problems of models.ts'] = await problems(m);
  const o = client.open('outer.ts', outer);
  seen['problems of outer.ts'] = await problems(o);

  seen['hover: a layer'] = codeIn(await m.askAt('hover', 'linear(128)'));
  seen['hover: a constant'] = codeIn(await m.askAt('hover', 'Enc = nn'));
  seen['typed hover'] = codeIn(await client.ask('cotangent/hover', { textDocument: { uri: client.uri('models.ts') }, position: m.at('Enc = nn') }));
  seen['hover: in a hole'] = codeIn(await m.askAt('hover', '${Enc}', {}, 3));
  seen['definition: a name'] = place(client, await m.askAt('definition', 'h |> linear(32)'));
  seen['definition: in a hole'] = place(client, await o.askAt('definition', '${Enc}', {}, 3));
  seen['definition: a parameter'] = place(client, await u.askAt('definition', 'weight.shape', {}, 2));
  seen['definition: a model'] = place(client, await u.askAt('definition', 'Enc(Enc', {}, 1));
  seen['references'] = place(client, await m.askAt('references', 'h |> linear(32)', { context: { includeDeclaration: true } }));
  seen['references: across holes'] = place(client, await m.askAt('references', 'Enc = nn', { context: { includeDeclaration: true } })).sort();
  seen['highlight'] = (await m.askAt<Location[]>('documentHighlight', 'h |> linear(32)')).map(({ range }) => range.start.line + 1);
  seen['rename: prepare'] = await m.askAt('prepareRename', 'h |> linear(32)');
  seen['rename: a name'] = changes(client, await m.askAt('rename', 'h |> linear(32)', { newName: 'hidden' }));
  seen['rename: refused'] = await m.askAt('rename', 'h |> linear(32)', { newName: 'return' }).catch((e: Error) => e.message);
  seen['rename: across holes'] = changes(client, await m.askAt('rename', 'Enc = nn', { newName: 'Encoder' }));

  const completions = await m.askAt<CompletionList>('completion', 'relu\n  return', {}, 2);
  seen['completion'] = completions.items.filter(({ label }) => /^re(lu|shape)$/.test(label)).map(({ label, textEdit }) => [label, (textEdit as TextEdit).range.start.character]);
  const first = completions.items.find(({ label }) => label === 'relu');
  seen['completion: resolved'] = first && (await client.ask<{ documentation?: { value: string } }>('completionItem/resolve', first)).documentation?.value !== undefined;
  seen['signature help'] = await m.askAt<SignatureHelp | null>('signatureHelp', 'linear(128)', {}, 7).then((s) => s && [s.signatures[0].label, s.activeParameter]);
  const misspelt = m.range('rleu');
  seen['fixes'] = (await m.ask<CodeAction[]>('codeAction', { range: misspelt, context: { diagnostics: [] } })).map(({ title, kind, edit }) => [title, kind, changes(client, edit ?? null)]);
  seen['inlays'] = (await m.ask<InlayHint[]>('inlayHint', { range: { start: { line: 0, character: 0 }, end: m.at('export const Net') } })).map(({ label, position }) => `${position.line + 1} ${String(label)}`);
  seen['folding'] = (await m.ask<FoldingRange[]>('foldingRange')).map(({ startLine, endLine }) => [startLine + 1, endLine + 1]);
  const outline = (s: readonly DocumentSymbol[]): unknown[] => s.map(({ name, children }) => (children && children.length > 0 ? [name, outline(children)] : name));
  seen['symbols'] = outline(await m.ask<DocumentSymbol[]>('documentSymbol')).filter((s) => s !== 'nn');
  seen['colours'] = colours(m, client, (await m.ask<{ data: number[] }>('semanticTokens/full')).data);
  seen['formatting'] = (await m.ask<TextEdit[]>('formatting', { options: { tabSize: 2, insertSpaces: true } })).map(({ newText }) => newText);

  // An edit in the body, and one in the signature that reaches the other files.
  m.replace('rleu', 'relu');
  seen['problems after a mended layer'] = await problems(m);
  m.replace('Enc(x: f32[B, 784])', 'Enc(x: f32[B, 783])');
  seen['problems after another signature'] = await problems(u);
  seen['problems of a hole after another signature'] = await problems(o);
  m.set(models);
  m.close();
  seen['problems after closing'] = await problems(u);

  const n = client.open('mlp.nn', file);
  seen['problems of mlp.nn'] = await problems(n);
  seen['hover in mlp.nn'] = codeIn(await n.askAt('hover', 'linear(64)'));
  seen['rename in mlp.nn'] = changes(client, await n.askAt('rename', 'h = x', { newName: 'hidden' }));
  seen['symbols of mlp.nn'] = outline(await n.ask<DocumentSymbol[]>('documentSymbol'));
  return seen;
}

/** The words of the first template with their kinds. */
function colours(of: Editing, client: Client, data: readonly number[]): string[] {
  const { tokenTypes } = client.initialized.capabilities.semanticTokensProvider!.legend;
  const lines = of.text.split('\n'), from = of.at('model Enc').line, to = of.at('}`').line;
  const found: string[] = [];
  for (let i = 0, line = 0, character = 0; i < data.length; i += 5) {
    character = data[i] === 0 ? character + data[i + 1] : data[i + 1];
    line += data[i];
    if (line >= from && line <= to) found.push(`${lines[line].slice(character, character + data[i + 2])} ${tokenTypes[data[i + 3]]}`);
  }
  return found;
}

export async function transcript(options: Partial<ServerOptions>): Promise<Record<string, unknown>> {
  const { folder, remove } = folderOfFiles(app);
  try {
    const client = await start(folder, options);
    const seen = await scenario(client);
    return { ...seen, 'exit code': await client.leave(), 'shown': client.messages, 'faults': client.logs.filter((l) => l.startsWith('cotangent')) };
  } finally {
    remove();
  }
}
