/** What goes wrong: a TypeScript that stops, hangs or refuses; an editor that sends nonsense; texts that are no programs. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { CancellationTokenSource, StreamMessageReader, StreamMessageWriter, type CodeAction, type Diagnostic, type DocumentDiagnosticReport, type Hover, type Location } from 'vscode-languageserver-protocol/node';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { layers } from '../../../nn/library.ts';
import { serve } from '../../../typecheck/lsp/server.ts';
import { services } from '../../../typecheck/services/services.ts';
import { app, models, use } from './app.ts';
import { folderOf, folderOfFiles, positionIn, start, told, typescripts, type Client } from './client.ts';
import { brief, problems } from './scenario.ts';

let project: ReturnType<typeof folderOfFiles>;
beforeEach(() => { project = folderOfFiles(app); });
afterEach(() => project.remove());

/** A package that passes for TypeScript 7 and runs a program of ours in its place. */
function typescriptThat(program: string): string {
  const folder = join(project.folder, 'fake');
  mkdirSync(join(folder, 'lib'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'typescript', version: '7.0.2', type: 'module', exports: { './unstable/sync': './none.js' } }));
  writeFileSync(join(folder, 'lib/getExePath.js'), `export default () => ${JSON.stringify(join(folder, 'program'))};\n`);
  writeFileSync(join(folder, 'program'), program);
  chmodSync(join(folder, 'program'), 0o755);
  return folder;
}

/** The real one, which leaves its process's id in a file. */
async function killable(typescript: string): Promise<{ readonly folder: string; kill(): void }> {
  const { default: find } = await import(pathToFileURL(join(folderOf(typescript), 'lib/getExePath.js')).href) as { default: () => string };
  const pid = join(project.folder, 'pid');
  const folder = typescriptThat(`#!/bin/sh\necho $$ > ${pid}\nexec ${find()} "$@"\n`);
  return { folder, kill: () => { process.kill(Number(readFileSync(pid, 'utf8')), 'SIGKILL'); } };
}

/** A server in a few lines: `answer` is the body of (method, params, id, send) => result; undefined for no answer at all. */
const saying = (answer: string): string => `#!${process.execPath}
const send = (m) => { const s = JSON.stringify({ jsonrpc: '2.0', ...m }); process.stdout.write('Content-Length: ' + Buffer.byteLength(s) + '\\r\\n\\r\\n' + s); };
const answer = (method, params, id, send) => { ${answer} };
let left = Buffer.alloc(0);
process.stdin.on('data', (d) => {
  left = Buffer.concat([left, d]);
  for (;;) {
    const head = left.indexOf('\\r\\n\\r\\n'), length = head < 0 ? 0 : Number(/Content-Length: (\\d+)/.exec(left.subarray(0, head).toString())[1]);
    if (head < 0 || left.length < head + 4 + length) return;
    const { id, method, params } = JSON.parse(left.subarray(head + 4, head + 4 + length).toString());
    left = left.subarray(head + 4 + length);
    if (method === 'initialize') { send({ id, result: { capabilities: { hoverProvider: true, codeActionProvider: true, documentFormattingProvider: true } } }); continue; }
    const result = answer(method, params, id, send);
    if (id !== undefined && result !== undefined) send(result?.error ? { id, error: result.error } : { id, result });
  }
});
`;

const hovered = (h: Hover | null): string => (h ? JSON.stringify(h.contents) : 'nothing');

const until = async (holds: () => boolean): Promise<void> => { while (!holds()) await new Promise((done) => { setTimeout(done, 10); }); };

describe('a TypeScript that stops', () => {
  test.each(typescripts)('%s is started again, and told of everything', async (typescript) => {
    const { folder, kill } = await killable(typescript);
    const client = await start(project.folder, { typescript: folder });
    const u = client.open('use.ts', use), m = client.open('models.ts', models);
    const before = await problems(u);
    expect(before).toHaveLength(2);
    kill();
    await until(() => client.messages.length === 1);
    expect(client.messages[0]).toMatch(/^TypeScript's language server has stopped \(SIGKILL\). It is being started again.$/);
    expect(hovered(await m.askAt('hover', 'linear(128)'))).toContain('linear: f32[B, 784] -> f32[B, 128]');
    expect(await problems(u)).toEqual(before);
    expect(await client.leave()).toBe(0);
  });

  test('not for ever; templates are served without it', async () => {
    const { folder, kill } = await killable('typescript7');
    const client = await start(project.folder, { typescript: folder });
    const m = client.open('models.ts', models);
    for (let i = 1; i <= 4; i++) {
      await m.askAt('hover', 'Enc = nn');
      kill();
      await until(() => client.messages.length === i);
    }
    expect(client.messages[3]).toContain('not started again');
    expect(hovered(await m.askAt('hover', 'Enc = nn'))).toBe('nothing');
    expect(hovered(await m.askAt('hover', 'linear(128)'))).toContain('f32[B, 128]');
    expect(await problems(m)).toHaveLength(1);
    expect(await client.leave()).toBe(0);
  });

  test('what was asked of it is answered', async () => {
    const client = await start(project.folder, { typescript: typescriptThat(saying("if (method === 'textDocument/hover') process.exit(3); return method === 'shutdown' ? null : undefined;")) });
    const m = client.open('models.ts', models);
    expect(hovered(await m.askAt('hover', 'Enc = nn'))).toBe('nothing');
    expect(client.messages[0]).toContain('exit code 3');
    expect(await client.leave()).toBe(0);
  });
});

describe('a TypeScript that', () => {
  const withTypeScript = async (answer: string, then: (client: Client) => Promise<void>): Promise<void> => {
    const client = await start(project.folder, { typescript: typescriptThat(saying(answer)) });
    await then(client);
    expect(await client.leave()).toBe(0);
  };

  test('refuses does not cost what is ours', () => withTypeScript("return method === 'shutdown' ? null : { error: { code: -32603, message: 'panic' } };", async (client) => {
    const m = client.open('models.ts', models);
    expect((await problems(m)).map((p) => p.slice(0, 18))).toEqual(['10:70 NN0302 unkno']);
    // Where we have nothing to say, its refusal is the answer.
    await expect(m.askAt('selectionRange', 'width', { positions: [] })).rejects.toThrow('panic');
    await expect(client.ask('workspace/nonsense', { a: 1 })).rejects.toThrow('panic');
  }));

  test('wants a type written of what is exported has it written by us alone', () => withTypeScript("return method === 'shutdown' ? null : [{ title: 'of ours unseen', edit: { changes: {} } }];", async (client) => {
    const m = client.open('models.ts', models), at = m.range('Enc = nn');
    const asked = async (diagnostics: readonly object[]): Promise<string[]> => (await m.ask<CodeAction[]>('codeAction', { range: at, context: { diagnostics } })).map((a) => a.title);
    expect(await asked([{ range: at, message: '', code: 9010, source: 'ts' }])).toEqual(['write the type: Model<"Enc(x: f32[B, 784]) -> f32[B, 32]">']);
    expect(await asked([])).toEqual(['of ours unseen']);
  }));

  test('is told when the editor no longer wants to know', () => withTypeScript(`
    if (method === '$/cancelRequest') send({ id: params.id, error: { code: -32800, message: 'cancelled' } });
    return method === 'shutdown' ? null : method === 'textDocument/diagnostic' ? { kind: 'full', items: [] } : undefined;`, async (client) => {
    const m = client.open('models.ts', models);
    await problems(m);
    for (const at of ['width', 'Enc = nn']) {
      const cancel = new CancellationTokenSource();
      const asked = client.connection.sendRequest('textDocument/hover', { textDocument: { uri: client.uri('models.ts') }, position: m.at(at) }, cancel.token);
      cancel.cancel();
      await expect(asked).rejects.toMatchObject({ code: -32800 });
    }
  }));

  test('would change a template may not', () => withTypeScript(`
    if (method === 'shutdown') return null;
    if (method === 'textDocument/formatting') return [
      { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, newText: '// first\\n' },
      { range: { start: { line: 5, character: 0 }, end: { line: 6, character: 4 } }, newText: '' },
      { range: { start: { line: 3, character: 22 }, end: { line: 9, character: 0 } }, newText: ' ' },
      { range: { start: { line: 999, character: 0 }, end: { line: 999, character: 0 } }, newText: '\\n' },
      { range: { start: { line: 2, character: 13 }, end: { line: 2, character: 18 } }, newText: 'EncParameters' },
    ];
    if (method === 'textDocument/codeAction') return [
      { title: 'good', edit: { changes: { [params.textDocument.uri]: [{ range: { start: { line: 2, character: 0 }, end: { line: 2, character: 0 } }, newText: 'x' }] } } },
      { title: 'bad', edit: { changes: { [params.textDocument.uri]: [{ range: { start: { line: 2, character: 0 }, end: { line: 2, character: 0 } }, newText: 'x' }, { range: { start: { line: 5, character: 0 }, end: { line: 5, character: 1 } }, newText: '' }] } } },
      { title: 'at the end', edit: { documentChanges: [{ textDocument: { uri: params.textDocument.uri, version: 7 }, edits: [{ range: { start: { line: 20, character: 0 }, end: { line: 20, character: 0 } }, newText: 'function f() {}' }] }] } },
    ];
    return null;`, async (client) => {
    const m = client.open('models.ts', models);
    expect(await m.ask('formatting', { options: {} })).toEqual([{ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, newText: '// first\n' }]);
    const actions = await m.ask<{ title: string; edit: { documentChanges?: { textDocument: { version: number }; edits: unknown[] }[] } }[]>('codeAction', { range: { start: { line: 2, character: 0 }, end: { line: 2, character: 0 } }, context: { diagnostics: [] } });
    expect(actions.map(({ title }) => title)).toEqual(['good', 'at the end']);
    const end = { line: models.split('\n').length - 1, character: 0 };
    expect(actions[1].edit.documentChanges).toEqual([{ textDocument: { uri: client.uri('models.ts'), version: 1 }, edits: [{ range: { start: end, end }, newText: 'function f() {}' }] }]);
  }));

  test('is not there leaves templates', async () => {
    const client = await start(project.folder, { typescript: 'nowhere' });
    expect(client.messages).toEqual(['cotangent: NN1000 nowhere is no TypeScript: there is no package.json with a version; give the folder of the package, such as node_modules/typescript. Templates alone are served.']);
    expect(await problems(client.open('models.ts', models))).toHaveLength(1);
    expect(await client.leave()).toBe(0);
  });

  test('is too old is told so', async () => {
    const client = await start(project.folder, { typescript: folderOf('typescript5') });
    expect(client.messages[0]).toMatch(/^cotangent: NN1050 TypeScript 5\.9\.3 in .* has no language server: 7\.0 and 7\.1 have; in editors that run tsserver add the plugin/);
    expect(await client.leave()).toBe(0);
  });
});

describe.each(typescripts)('over %s', (typescript) => {
  test('an editor that is told of mistakes instead of asking', async () => {
    const client = await start(project.folder, { typescript: folderOf(typescript), capabilities: told });
    const u = client.open('use.ts', use), m = client.open('models.ts', models);
    const shape = (d: Diagnostic): boolean => String(d.message).startsWith('input of 784');
    expect((await client.published('use.ts', (p) => p.diagnostics.some(shape))).diagnostics.map(brief)).toEqual(['6:39 ts2345 input of 784 columns, got 783', "8:14 ts2322 Type 'number' is not assignable to type 'string'."]);
    expect((await client.published('models.ts', (p) => p.diagnostics.length > 0)).diagnostics.map(brief)).toEqual(["10:70 NN0302 unknown layer 'rleu'\nhint: did you mean relu?"]);
    u.replace('783', '784');
    m.replace('rleu', 'relu');
    expect((await client.published('use.ts', (p) => p.version === 2 && !p.diagnostics.some(shape))).diagnostics.map(brief)).toEqual(["8:14 ts2322 Type 'number' is not assignable to type 'string'."]);
    expect((await client.published('models.ts', (p) => p.version === 2)).diagnostics).toEqual([]);
    m.close();
    expect((await client.published('models.ts', (p) => p.version === undefined)).diagnostics).toEqual([]);
    expect(await client.leave()).toBe(0);
  });

  test('edits beyond the end, and of several places at once', async () => {
    const client = await start(project.folder, { typescript: folderOf(typescript) });
    const m = client.open('models.ts', models);
    const far = { line: 10_000, character: 5 };
    m.change([{ range: { start: far, end: far }, text: 'export const last = 1;\n' }, { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: '// first\n' }], `// first\n${models}export const last = 1;\n`);
    expect((await problems(m)).map((p) => p.slice(0, 12))).toEqual(['11:70 NN0302']);
    expect(hovered(await m.askAt('hover', 'last'))).toContain('const last: 1');
    expect(hovered(await m.askAt('hover', 'linear(128)'))).toContain('f32[B, 128]');
    expect(hovered(await m.ask('hover', { position: far }))).toBe('nothing');
    expect(await client.leave()).toBe(0);
  });

  test('a text while it is typed', async () => {
    const client = await start(project.folder, { typescript: folderOf(typescript) });
    const m = client.open('models.ts', '');
    for (let end = 0; end < models.length; end += 23) {
      m.set(models.slice(0, end));
      const report = await m.ask<DocumentDiagnosticReport>('diagnostic');
      expect(report.kind).toBe('full');
    }
    m.set(models);
    expect((await problems(m)).map((p) => p.slice(0, 12))).toEqual(['10:70 NN0302']);
    expect(client.logs.filter((l) => l.startsWith('cotangent'))).toEqual([]);
    expect(await client.leave()).toBe(0);
  });

  test('a folder whose name editors and TypeScript write in different ways', async () => {
    const odd = join(project.folder, 'a b@(c)[ä]+%&');
    mkdirSync(odd);
    for (const [name, text] of Object.entries(app)) writeFileSync(join(odd, name), text);
    const client = await start(odd, { typescript: folderOf(typescript) });
    // As VS Code writes it.
    const strictly = (uri: string): string => uri.replace(/[@()[\]+&]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
    const u = client.open(strictly(client.uri('use.ts')), use);
    expect((await problems(u))[0]).toBe('6:39 ts2345 input of 784 columns, got 783');
    const m = client.open(strictly(client.uri('models.ts')), models);
    expect(await problems(m)).toHaveLength(1);
    expect((await u.askAt<Location[]>('definition', 'weight.shape', {}, 2)).map(({ range }) => range.start)).toEqual([m.at('linear(10)')]);
    expect((await m.ask<{ name: string }[]>('documentSymbol')).map(({ name }) => name).filter((name) => name !== 'nn')).toEqual(['width', 'Enc', 'Net', 'Bad']);
    m.replace('Enc(x: f32[B, 784])', 'Enc(x: f32[B, 783])');
    expect(await problems(u)).toHaveLength(1);
    expect(await client.leave()).toBe(0);
  });

  test('texts of every kind', async () => {
    const head = "import { nn, zeros } from './cotangent.ts';\n", body = 'f32[B, 784]) -> f32[B, 32] = x |> linear(32)', call = '(0, zeros([3, 5]))';
    const files: Readonly<Record<string, string>> = {
      'plain.js': `${head}const M = nn\`model M(x: ${body} |> rleu\`;\nexport const y = M${call};\n/** @type {number} */\nexport const n = '';\n`,
      'element.tsx': `${head}const M = nn\`model M(x: ${body}\`;\nexport const E = () => <p title="it's \`nn\`">don't {nn\`model I(x: ${body} |> rleu\`.signature} {M${call}.dtype}</p>;\ndeclare global { namespace JSX { interface IntrinsicElements { p: any } interface Element {} } }\n`,
      'windows.ts': `\ufeff${head}const M = nn\`\n  model M(x: ${body} |> rleu\`;\nexport const y = M${call};\n`.replaceAll('\n', '\r\n'),
      'tricky.ts': `${head}export const re = /nn\`x/g; // nn\`model C(\`\nexport function f() { return nn\`model D(x: f32[B, 784]) -> f32[B, 32] = x |> linear(\${ { a: \`x\${1}\` }.a.length }) |> rleu\`; }\nexport const y = f()${call};\n`,
    };
    writeFileSync(join(project.folder, 'tsconfig.json'), app['tsconfig.json'].replace('"strict":true', '"strict":true,"jsx":"preserve","allowJs":true,"checkJs":true').replace('"*.ts"', '"*"'));
    const client = await start(project.folder, { typescript: folderOf(typescript) });
    const found = await Promise.all(Object.entries(files).map(async ([name, text]) => [name, ...(await problems(client.open(name, text))).map((p) => p.split('\n')[0])]));
    const place = (text: string, what: string): string => {
      const { line, character } = positionIn(text, text.indexOf(what));
      return `${line + 1}:${character + 1}`;
    };
    expect(found).toEqual(Object.entries(files).map(([name, text]) => [
      name, `${place(text, 'rleu')} NN0302 unknown layer 'rleu'`, `${place(text, 'zeros([3')} ts2345 input of 784 columns, got 5`,
      ...(name === 'plain.js' ? ["5:14 ts2322 Type 'string' is not assignable to type 'number'."] : []),
    ]));
    expect(await client.leave()).toBe(0);
  });

  test('a text of more than a megabyte is TypeScript’s alone', async () => {
    const client = await start(project.folder, { typescript: folderOf(typescript) });
    const big = `${models}export const table = [\n${'  1234567,\n'.repeat(110_000)}];\n`;
    const m = client.open('big.ts', big);
    expect(hovered(await m.askAt('hover', 'width'))).toContain('const width: 128');
    m.replace('= 128', '= 129');
    expect(hovered(await m.askAt('hover', 'width'))).toContain('const width: 129');
    expect(hovered(await m.askAt('hover', 'linear(128)'))).not.toContain('f32');
    expect(await client.leave()).toBe(0);
  });

  test('files that nobody has open follow the disk', async () => {
    const client = await start(project.folder, { typescript: folderOf(typescript) });
    const u = client.open('use.ts', use);
    expect((await problems(u))[0]).toBe('6:39 ts2345 input of 784 columns, got 783');
    writeFileSync(join(project.folder, 'models.ts'), models.replace('Enc(x: f32[B, 784])', 'Enc(x: f32[B, 783])'));
    client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: client.uri('models.ts'), type: 2 }] });
    expect(await problems(u)).toEqual(["8:14 ts2322 Type 'number' is not assignable to type 'string'."]);
    // An editor that watches nothing tells of what it saves.
    writeFileSync(join(project.folder, 'models.ts'), models.replace('Enc(x: f32[B, 784])', 'Enc(x: f32[B, 785])'));
    client.notify('textDocument/didSave', { textDocument: { uri: client.uri('use.ts') } });
    expect((await problems(u))[0]).toBe('6:39 ts2345 input of 785 columns, got 783');
    expect(await client.leave()).toBe(0);
  });
});

describe('an editor that', () => {
  test('asks for what is unknown is refused, and nothing else happens', async () => {
    const client = await start(project.folder, { mode: 'standalone' });
    await expect(client.ask('textDocument/nonsense', { textDocument: { uri: client.uri('models.ts') } })).rejects.toThrow('cotangent-lsp does not know textDocument/nonsense');
    client.notify('workspace/nonsense', {});
    client.notify('textDocument/didChange', { textDocument: { uri: client.uri('never-opened.ts'), version: 4 }, contentChanges: [{ text: 'x' }] });
    client.notify('textDocument/didClose', { textDocument: { uri: client.uri('never-opened.ts') } });
    expect(await problems(client.open('models.ts', models))).toHaveLength(1);
    expect(await client.leave()).toBe(0);
  });

  test('sends what is no message is not heard, and then is', async () => {
    const input = new PassThrough(), output = new PassThrough();
    const left = serve(new StreamMessageReader(input), new StreamMessageWriter(output), { mode: 'standalone', services: services(layers), version: '0.0.0' });
    const send = (text: string): void => { input.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`); };
    let said = '';
    output.on('data', (d: Buffer) => { said += d.toString(); });
    send('{ "jsonrpc": "2.0", "id": 1, "method": ');
    send('[]');
    send('null');
    send('{ "jsonrpc": "2.0", "id": 2, "method": "initialize", "params": { "capabilities": {} } }');
    await until(() => said.includes('"id":2'));
    expect(said).toContain('cotangent-lsp');
    input.end();
    expect(await left).toBe(1);
  });

  test('leaves without a word ends the server and its TypeScript', async () => {
    const { folder } = await killable('typescript7');
    const client = await start(project.folder, { typescript: folder });
    await problems(client.open('models.ts', models));
    const pid = Number(readFileSync(join(project.folder, 'pid'), 'utf8'));
    client.hangUp();
    await until(() => !existsSync(`/proc/${pid}`) || readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z'));
    expect(await client.left).toBe(1);
  });
});

test('a fault of ours costs what is ours alone', async () => {
  const faulty = { ...services(layers), analyse: () => { throw new Error('our fault'); } };
  const client = await start(project.folder, { typescript: folderOf('typescript7'), services: faulty });
  const u = client.open('use.ts', use), m = client.open('models.ts', models);
  expect(await problems(u)).toEqual(["8:14 ts2322 Type 'number' is not assignable to type 'string'."]);
  expect(hovered(await m.askAt('hover', 'Enc = nn'))).toContain('const Enc');
  expect(await m.askAt<Location[]>('definition', '${Enc}', {}, 3)).toHaveLength(1);
  m.replace('width = 128', 'width = 12');
  expect(hovered(await m.askAt('hover', 'width'))).toContain('const width: 12');
  expect(client.logs.some((l) => l.includes('our fault'))).toBe(true);
  expect(await client.leave()).toBe(0);
});
