/** A project that uses the package as its users do: by name, through its declaration files. TypeScript itself is run on it. */
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** The TypeScripts that are promised to say the same. */
export const typescripts = { '5.9': 'typescript5', '6.0': 'typescript', '7.0': 'typescript7', '7.1': 'typescript71' } as const;
export type Version = keyof typeof typescripts;

const run = (file: string, args: readonly string[], cwd: string): Promise<{ readonly stdout: string; readonly status: number }> =>
  new Promise((resolve) => {
    execFile(process.execPath, [file, ...args], { cwd, maxBuffer: 1 << 28 }, (error, stdout) => resolve({ stdout, status: error ? Number(error.code ?? 1) : 0 }));
  });
const tsc = (version: Version): string => join(root, 'node_modules', typescripts[version], 'bin/tsc');

const compilerOptions = { strict: true, noEmit: true, target: 'ES2022', module: 'NodeNext', moduleResolution: 'NodeNext', lib: ['ES2023', 'ESNext.Disposable', 'DOM'], types: [] as string[], skipLibCheck: true };

export interface Project {
  readonly folder: string;
  /** Puts a file into the project; `path` may have folders. */
  write(path: string, text: string): void;
  /** What TypeScript prints, without colours. */
  check(version: Version, options?: readonly string[]): Promise<string>;
  remove(): void;
}

/** `settings`: compiler options besides the usual ones. */
export async function project(settings: Readonly<Record<string, unknown>> = {}): Promise<Project> {
  const folder = mkdtempSync(join(tmpdir(), 'cotangent-types-')), package_ = join(folder, 'node_modules/cotangent');
  mkdirSync(package_, { recursive: true });
  // TypeScript 7, for it is quick.
  const { stdout, status } = await run(tsc('7.0'), ['-p', 'tsconfig.build.json', '--outDir', join(package_, 'dist'), '--emitDeclarationOnly', '--incremental', 'false'], root);
  if (status !== 0) throw new Error(`the declaration files cannot be written:\n${stdout}`);
  cpSync(join(root, 'package.json'), join(package_, 'package.json'));
  for (const name of ['tsd', '@types', 'chevrotain', '@chevrotain']) {
    const from = join(root, 'node_modules', name);
    if (existsSync(from)) symlinkSync(from, join(folder, 'node_modules', name));
  }
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write('package.json', '{ "name": "user", "version": "1.0.0", "type": "module", "types": "index.d.ts", "tsd": { "directory": "." } }\n');
  write('index.d.ts', "export * from 'cotangent';\n");
  write('tsconfig.json', JSON.stringify({ compilerOptions: { ...compilerOptions, ...settings }, exclude: ['node_modules'] }));
  return {
    folder, write,
    check: async (version, options = []) => (await run(tsc(version), ['-p', '.', '--pretty', 'false', ...options], folder)).stdout,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export const read = (path: string): string => readFileSync(join(root, path), 'utf8');
