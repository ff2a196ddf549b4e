/**
 * How soon an editor has its mistakes again after an edit: TypeScript 6's server with the plugin, and the language server over
 * TypeScript 7, in a file of 50 models of 30 statements, and in one of 50 models each of which has the last in a hole, with the
 * library's own types; beside what TypeScript 6 alone takes for the first file, its models declared by hand. `npm run bench:editors [edits]`
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const edits = Number(process.argv[2] ?? 200), root = resolve(import.meta.dirname, '../..');

const model = (i: number): string => `export const M${i} = nn\`model M${i}(x: f32[B, ${i + 64}]) -> f32[B, 10] {
${Array.from({ length: 28 }, (_, j) => `  let h${j} = ${j === 0 ? 'x' : `h${j - 1}`} |> linear(${64 + j}) |> relu`).join('\n')}
  return h27 |> linear(10)
}\`;`;
const link = (i: number): string => `export const M${i} = nn\`model M${i}(x: f32[B, 10]) -> f32[B, 10] {
  let h = x |> linear(64) |> relu |> linear(65) |> relu |> linear(10)
  return h${i === 0 ? '' : ` |> \${M${i - 1}}`}
}\`;`;
/** What the first file comes to for TypeScript, as a user would write it who has no tool. */
const declared = (i: number): string => `export declare const M${i}: ModelWith<"M${i}(x: f32[B, ${i + 64}]) -> f32[B, 10]", { ${Array.from({ length: 29 }, (_, j) => {
  const [from, to] = [j === 0 ? i + 64 : 63 + j, j === 28 ? 10 : 64 + j];
  return `linear${j}: { weight: Tensor<[${from}, ${to}], 'f32'>; bias: Tensor<[${to}], 'f32'> }`;
}).join('; ')} }>;`;
const fileOf = (names: string, model: (i: number) => string): string => `import { ${names} } from 'cotangent';\n${Array.from({ length: 50 }, (_, i) => model(i)).join('\n')}\n`;

type Turn = readonly [from: string, to: string];
interface File { readonly text: string; readonly turns: Readonly<Record<string, Turn>> }
const call = 'export const y = M3(M3.init(random.key(0)), zeros([32, 67]));\n', signature: Turn = ['M3(x: f32[B, 67])', 'M3(x: f32[B, 68])'];
/** What is typed in turn: into a body, and into a signature, where the call at the end of the file is wrong for a while; and into the body of the first in a chain. */
const files: readonly File[] = [
  { text: `${fileOf('nn, random, zeros', model)}${call}`, turns: { body: ['linear(70)', 'linear(170)'], signature } },
  { text: fileOf('nn', link), turns: { chain: ['linear(65)', 'linear(165)'] } },
];
const byHand: readonly File[] = [{ text: `${fileOf('random, zeros, type ModelWith, type Tensor', declared)}${call}`, turns: { signature } }];

const folder = mkdtempSync(join(tmpdir(), 'cotangent-editors-'));
const write = (path: string, content: string): void => writeFileSync(join(folder, path), content);
mkdirSync(join(folder, 'node_modules'));
symlinkSync(root, join(folder, 'node_modules/cotangent'));
symlinkSync(join(root, 'node_modules/typescript'), join(folder, 'node_modules/typescript'));
write('package.json', '{ "type": "module" }');

const at = (text: string, offset: number): { readonly line: number; readonly character: number } => {
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length - 1, character: lines.at(-1)!.length };
};

interface Server { edit(start: number, length: number, by: string): void; mistakes(): Promise<number>; stop(): void }
type Message = { readonly id?: number; readonly request_seq?: number; readonly method?: string; readonly body?: unknown; readonly result?: unknown };

/** Starts a server; `answers` takes its output apart. */
function started(args: readonly string[], answers: (rest: string, take: (m: Message) => void) => string): { readonly child: ChildProcess; readonly ask: (id: number) => Promise<Message>; readonly send: (text: string) => void } {
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['pipe', 'pipe', 'ignore'] }), waiting = new Map<number, (m: Message) => void>();
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (data: string) => {
    rest = answers(rest + data, (m) => {
      const id = m.request_seq ?? (m.method === undefined ? m.id : undefined);
      if (id !== undefined) waiting.get(id)?.(m);
      // Questions of the server's own need an answer.
      if (m.method !== undefined && m.id !== undefined) send(framed({ jsonrpc: '2.0', id: m.id, result: m.method === 'workspace/configuration' ? [null] : null }));
    });
  });
  const send = (message: string): void => { child.stdin.write(message); };
  return { child, send, ask: (id) => new Promise((done) => { waiting.set(id, done); }) };
}
const framed = (message: object): string => {
  const json = JSON.stringify(message);
  return `Content-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`;
};

async function tsserver(text: string): Promise<Server> {
  const file = join(folder, 'models.ts');
  const { child, send, ask } = started([join(root, 'node_modules/typescript/lib/tsserver.js'), '--disableAutomaticTypingAcquisition', '--pluginProbeLocations', folder, '--allowLocalPluginLoads'], (all, take) => {
    const lines = all.split('\n');
    for (const line of lines.slice(0, -1)) if (line.startsWith('{')) take(JSON.parse(line) as Message);
    return lines.at(-1)!;
  });
  let seq = 0;
  const request = (command: string, args: object): Promise<Message> => {
    send(`${JSON.stringify({ seq: ++seq, type: 'request', command, arguments: args })}\n`);
    return ask(seq);
  };
  void request('open', { file, fileContent: text, projectRootPath: folder });
  return {
    edit(start, length, by) {
      const place = (offset: number): object => ({ line: at(text, offset).line + 1, offset: at(text, offset).character + 1 });
      void request('updateOpen', { changedFiles: [{ fileName: file, textChanges: [{ newText: by, start: place(start), end: place(start + length) }] }] });
    },
    mistakes: async () => ((await request('semanticDiagnosticsSync', { file })).body as unknown[]).length,
    stop: () => { child.kill(); },
  };
}

async function languageServer(typescript: string, text: string): Promise<Server> {
  const uri = pathToFileURL(join(folder, 'models.ts')).href;
  const { child, send, ask } = started([join(root, 'dist/lsp.cjs'), '--typescript', join(root, 'node_modules', typescript)], (all, take) => {
    let rest = Buffer.from(all);
    for (;;) {
      const head = rest.indexOf('\r\n\r\n'), length = Number(/Content-Length: (\d+)/i.exec(rest.subarray(0, Math.max(head, 0)).toString())?.[1]);
      if (head < 0 || rest.length < head + 4 + length) return rest.toString();
      take(JSON.parse(rest.subarray(head + 4, head + 4 + length).toString()) as Message);
      rest = rest.subarray(head + 4 + length);
    }
  });
  let id = 0, version = 0;
  const request = (method: string, params: object): Promise<Message> => {
    send(framed({ jsonrpc: '2.0', id: ++id, method, params }));
    return ask(id);
  };
  const notify = (method: string, params: object): void => send(framed({ jsonrpc: '2.0', method, params }));
  await request('initialize', { processId: process.pid, rootUri: pathToFileURL(folder).href, capabilities: { textDocument: { diagnostic: {} } } });
  notify('initialized', {});
  notify('textDocument/didOpen', { textDocument: { uri, languageId: 'typescript', version, text } });
  return {
    edit: (start, length, by) => notify('textDocument/didChange', { textDocument: { uri, version: ++version }, contentChanges: [{ range: { start: at(text, start), end: at(text, start + length) }, text: by }] }),
    mistakes: async () => ((await request('textDocument/diagnostic', { textDocument: { uri } })).result as { items: unknown[] }).items.length,
    stop: () => { child.kill(); },
  };
}

type Start = (text: string) => Promise<Server>;
const servers: readonly (readonly [name: string, start: Start, files: readonly File[], plugin?: string])[] = [
  ['TypeScript 6.0 alone', tsserver, byHand],
  ['TypeScript 6.0, plugin', tsserver, files, 'cotangent/ts-plugin'],
  ['TypeScript 7.0, cotangent-lsp', (text) => languageServer('typescript7', text), files],
  ['TypeScript 7.1, cotangent-lsp', (text) => languageServer('typescript71', text), files],
];
console.log(`${'milliseconds to the mistakes'.padEnd(48)}${['first', 'p50', 'p95', 'p99', 'max'].map((h) => h.padStart(8)).join('')}`);
try {
  for (const [name, start, own, plugin] of servers) for (const { text, turns } of own) {
    write('tsconfig.json', JSON.stringify({ compilerOptions: { strict: true, module: 'NodeNext', target: 'ES2022', lib: ['ES2023', 'DOM'], types: [], noEmit: true, ...(plugin && { plugins: [{ name: plugin }] }) } }));
    write('models.ts', text);
    const server = await start(text), opened = performance.now(), wrong = await server.mistakes(), first = performance.now() - opened;
    if (wrong !== 0) throw new Error(`${name}: ${wrong} mistakes in a right file`);
    for (const [what, [from, to]] of Object.entries(turns)) {
      const start = text.indexOf(from), times: number[] = [];
      for (let i = 0; i < edits; i++) {
        const [length, by] = i % 2 === 0 ? [from.length, to] : [to.length, from], before = performance.now();
        server.edit(start, length, by);
        const found = await server.mistakes();
        times.push(performance.now() - before);
        if (found !== (what === 'signature' && i % 2 === 0 ? 1 : 0)) throw new Error(`${name}: ${found} mistakes after edit ${i} of a ${what}`);
      }
      times.sort((a, b) => a - b);
      const of = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))]!;
      console.log(`${`${name}: edits of a ${what}`.padEnd(48)}${[first, of(0.5), of(0.95), of(0.99), times.at(-1)!].map((t) => t.toFixed(0).padStart(8)).join('')}`);
    }
    server.stop();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(0);
