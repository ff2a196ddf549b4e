/**
 * Runs the TypeScript that a page shows, as one module from top to bottom: the package is what index.ts exports, and what
 * is printed is kept by block. A block marked `throws` must throw; it shares nothing with those below it.
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { format } from 'node:util';
import { runInThisContext } from 'node:vm';
import ts from 'typescript';
import * as cotangent from '../../index.ts';
import type { Block } from './markdown.ts';

export interface Outcome {
  /** What was printed, a line each; of a block that throws also its error, as `error` shows it. */
  readonly printed: string;
  readonly error: unknown;
}

/** What a page may import. Its temporary files lie in `folder`. */
const loader = (folder: string) => (name: string): unknown => {
  const modules: Readonly<Record<string, unknown>> = { cotangent, 'node:fs': fs, 'node:os': { ...os, tmpdir: () => folder }, 'node:path': path };
  if (Object.hasOwn(modules, name)) return modules[name];
  throw new Error(`a page imports '${name}', but has only ${Object.keys(modules).join(', ')}`);
};

/** An error as a page shows it: what Node prints of it without the stack, and what to do. */
export function showError(e: unknown): string {
  if (!(e instanceof Error)) return String(e);
  const { code, hint } = e as Partial<cotangent.CotangentError>;
  return `${code === undefined || e.message.includes(code) ? '' : `${code}  `}${e.message}${hint === undefined ? '' : `\nhint: ${hint}`}`;
}

/** The file that a block stands for, where its opening line names one. */
export const fileOf = ({ language, words }: Block): string | undefined => (language === 'ts' ? words.find((w) => w.endsWith('.ts')) : undefined);

export const runs = (block: Block): boolean => block.language === 'ts' && !block.words.includes('no-run') && fileOf(block) === undefined;

/** One outcome per block; undefined for those that do not run. The first error that no `throws` expects ends the run and is thrown. */
export async function runBlocks(blocks: readonly Block[]): Promise<readonly (Outcome | undefined)[]> {
  const outcomes: ({ printed: string; error: unknown } | undefined)[] = blocks.map((b) => (runs(b) ? { printed: '', error: undefined } : undefined));
  let current = -1;
  const text = blocks.map((b, i) => {
    if (!runs(b)) return '';
    if (!b.words.includes('throws')) return `$at(${i});\n${b.text}`;
    return `$at(${i}); try {\n${b.text}\n$missing(); } catch (e) { $caught(e); }\n`;
  }).join('\n');
  const code = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, moduleDetection: ts.ModuleDetectionKind.Force, removeComments: false },
  }).outputText;
  const print = (...args: readonly unknown[]): void => { outcomes[current]!.printed += `${format(...args)}\n`; };
  const missing = new Error('this block is marked `throws`, but throws nothing');
  const caught = (e: unknown): void => {
    if (e === missing) throw e;
    outcomes[current]!.printed += `${showError(e)}\n`;
    outcomes[current]!.error = e;
  };
  const page = runInThisContext(`(async (require, exports, console, $at, $caught, $missing) => {${code}\n})`, { filename: 'page.ts' }) as (...args: readonly unknown[]) => Promise<void>;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'page-'));
  // The library prints too.
  const { log } = console;
  console.log = print;
  try {
    await page(loader(folder), {}, { log: print, error: print, table: print }, (i: number) => { current = i; }, caught, () => { throw missing; });
  } catch (e) {
    throw new Error(`block ${current + 1} of the page:\n${blocks[current]?.text ?? text}\n${showError(e)}`, { cause: e });
  } finally {
    console.log = log;
    fs.rmSync(folder, { recursive: true });
  }
  return outcomes;
}
