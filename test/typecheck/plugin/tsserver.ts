/** Plays an editor: starts TypeScript's server with the plugin in a project of its own, and asks it over its protocol. */
import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import type ts from 'typescript';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const require = createRequire(import.meta.url);

/** By the name of the package. */
export const versions = ['typescript', 'typescript5'] as const;

/** What the library tells TypeScript, in a few lines: the tests are of the plugin, not of the types. */
const library = `
export interface Tensor<S = any, D = any> { readonly shape: S; readonly dtype: D }
export interface Written<S extends string, P> { readonly written: [S, P] }
export interface Model<S extends string = string, P = any> { (parameters: P, x: Tensor): Tensor; readonly signature: S; init(): P }
export declare function nn<const S extends string = string, P = any>(source: S | Written<S, P> | TemplateStringsArray, ...holes: readonly (Model | number)[]): Model<S, P>;
`;

const folder = mkdtempSync(join(realpathSync(tmpdir()), 'tsserver-'));
let built: Promise<unknown> | undefined;

/** A package as npm would lay it out, with the plugin built from `entry`. */
async function build(entry: string, to: string): Promise<void> {
  const bundle = await rolldown({ input: join(root, entry), platform: 'node', treeshake: true, external: ['typescript'] });
  await bundle.write({ file: to, format: 'cjs', codeSplitting: false });
  await bundle.close();
}

export const cleanUp = (): void => rmSync(folder, { recursive: true, force: true });

export interface Place { readonly line: number; readonly offset: number }
export interface Range { readonly start: Place; readonly end: Place }
export type Body = any; // eslint-disable-line @typescript-eslint/no-explicit-any -- answers are compared, not computed with

let count = 0;

export class Editor {
  readonly folder: string;
  readonly #server: ChildProcess;
  readonly #texts = new Map<string, string>();
  readonly #waiting = new Map<number, (answer: Body) => void>();
  readonly log: () => string;
  #seq = 0;

  /** `entry`: what the plugin is made of. */
  static async start(version: (typeof versions)[number], files: Readonly<Record<string, string>>, { entry = 'tools/ts-plugin.ts', options = {}, compilerOptions = {} }: { entry?: string; options?: object; compilerOptions?: object } = {}): Promise<Editor> {
    const place = join(folder, `project${count++}`), home = join(place, 'node_modules/cotangent');
    mkdirSync(join(home, 'dist'), { recursive: true });
    const usual = join(folder, 'ts-plugin.cjs');
    if (entry === 'tools/ts-plugin.ts') await (built ??= build(entry, usual));
    else await build(entry, join(home, 'dist/ts-plugin.cjs'));
    if (entry === 'tools/ts-plugin.ts') cpSync(usual, join(home, 'dist/ts-plugin.cjs'));
    cpSync(join(root, 'ts-plugin'), join(home, 'ts-plugin'), { recursive: true });
    writeFileSync(join(home, 'package.json'), JSON.stringify({ name: 'cotangent', version: '0.0.0', type: 'module', exports: { '.': { types: './index.d.ts' } } }));
    writeFileSync(join(home, 'index.d.ts'), library);
    // tsserver looks for plugins beside the TypeScript that it is part of.
    symlinkSync(dirname(require.resolve(`${version}/package.json`)), join(place, 'node_modules/typescript'));
    const config = { compilerOptions: { strict: true, module: 'NodeNext', target: 'ES2022', lib: ['ES2023'], types: [], noEmit: true, allowImportingTsExtensions: true, allowJs: true, jsx: 'preserve', plugins: [{ name: 'cotangent/ts-plugin', ...options }], ...compilerOptions } };
    for (const [name, text] of Object.entries({ 'package.json': '{"type":"module"}', 'tsconfig.json': JSON.stringify(config), ...files })) {
      mkdirSync(dirname(join(place, name)), { recursive: true });
      writeFileSync(join(place, name), text);
    }
    return new Editor(version, place);
  }

  private constructor(version: string, place: string) {
    this.folder = place;
    const log = join(place, 'server.log');
    this.log = () => readFileSync(log, 'utf8').split('\n').filter((line) => line.includes('[cotangent]')).join('\n');
    this.#server = spawn(process.execPath, [require.resolve(`${version}/lib/tsserver.js`), '--disableAutomaticTypingAcquisition', '--allowLocalPluginLoads',
      '--pluginProbeLocations', place, '--logFile', log, '--logVerbosity', 'normal'], { cwd: place, stdio: ['pipe', 'pipe', 'inherit'] });
    let rest = '';
    this.#server.stdout!.setEncoding('utf8').on('data', (data: string) => {
      const lines = (rest + data).split('\n');
      rest = lines.pop()!;
      for (const line of lines) {
        if (!line.startsWith('{')) continue;
        const message = JSON.parse(line) as Body;
        if (message.type === 'response') this.#waiting.get(message.request_seq)?.(message);
        this.#waiting.delete(message.request_seq);
      }
    });
  }

  path(file: string): string { return join(this.folder, file); }
  text(file: string): string { return this.#texts.get(file) ?? readFileSync(this.path(file), 'utf8'); }

  /** The answer's body; undefined where the server has none. */
  request(command: string, args: object): Promise<Body> {
    const seq = ++this.#seq;
    return new Promise((resolve, reject) => {
      this.#waiting.set(seq, (answer) => {
        if (answer.success || /No content available|Could not find source file|cannot rename/i.test(answer.message ?? '')) resolve(answer.body);
        else reject(new Error(`${command}: ${answer.message}`));
      });
      this.#server.stdin!.write(`${JSON.stringify({ seq, type: 'request', command, arguments: args })}\n`);
    });
  }

  async open(file: string, text = this.text(file)): Promise<void> {
    this.#texts.set(file, text);
    this.#server.stdin!.write(`${JSON.stringify({ seq: ++this.#seq, type: 'request', command: 'open', arguments: { file: this.path(file), fileContent: text, projectRootPath: this.folder } })}\n`);
    await this.request('status', {});
  }

  /** As a person types: one stretch of the text becomes another. */
  async edit(file: string, from: string, to: string): Promise<void> {
    const text = this.text(file), start = text.indexOf(from);
    if (start < 0) throw new Error(`${file} does not hold ${from}`);
    const end = this.place(file, start + from.length);
    await this.request('updateOpen', { changedFiles: [{ fileName: this.path(file), textChanges: [{ newText: to, start: this.place(file, start), end }] }] });
    this.#texts.set(file, text.slice(0, start) + to + text.slice(start + from.length));
  }

  place(file: string, at: number): Place {
    const before = this.text(file).slice(0, at).split('\n');
    return { line: before.length, offset: before.at(-1)!.length + 1 };
  }
  /** Where `^` stands in a stretch of the file's text. */
  at(file: string, marked: string): { file: string } & Place {
    const i = marked.indexOf('^'), start = this.text(file).indexOf(marked.slice(0, i) + marked.slice(i + 1));
    if (i < 0 || start < 0) throw new Error(`${file} does not hold ${marked}`);
    return { file: this.path(file), ...this.place(file, start + i) };
  }
  offset(file: string, { line, offset }: Place): number {
    return this.text(file).split('\n').slice(0, line - 1).reduce((n, l) => n + l.length + 1, 0) + offset - 1;
  }
  /** The text between two places. */
  slice(file: string, { start, end }: Range): string { return this.text(file).slice(this.offset(file, start), this.offset(file, end)); }

  /** Errors, as `text: message`, of form first, then of meaning. */
  async errors(file: string): Promise<string[]> {
    const found = [...await this.request('syntacticDiagnosticsSync', { file: this.path(file) }), ...await this.request('semanticDiagnosticsSync', { file: this.path(file) })];
    return found.map((d: Body) => `${this.slice(file, d)}: ${d.source === 'cotangent' ? 'NN' : 'TS'}${d.code} ${d.text}`);
  }

  /** The file after edits. */
  edited(file: string, edits: readonly (Range & { newText: string })[]): string {
    return [...edits].sort((a, b) => this.offset(file, b.start) - this.offset(file, a.start))
      .reduce((text, e) => text.slice(0, this.offset(file, e.start)) + e.newText + text.slice(this.offset(file, e.end)), this.text(file));
  }

  /** Milliseconds of processor time that the server has taken so far, all its threads together. Linux tells. */
  spent(): number {
    const [user, system] = readFileSync(`/proc/${this.#server.pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ').slice(11, 13).map(Number);
    return (user! + system!) * 10;
  }

  stop(): void { this.#server.kill(); }
}

export type { ts };
