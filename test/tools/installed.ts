/** The package as users have it, quickly: compiled file by file into a folder, and projects in which it is installed. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folders = ['backends', 'core', 'dsl', 'lowering', 'nn', 'ops', 'tensor', 'tools', 'train', 'typecheck'];

export interface Installed {
  /** A new folder with these files, and cotangent in its node_modules, beside other packages. */
  project(files: Readonly<Record<string, string>>, packages?: readonly string[]): string;
  write(folder: string, files: Readonly<Record<string, string>>): void;
  remove(): void;
}

/** `without`: a package that is not there. */
export async function install({ without }: { readonly without?: string } = {}): Promise<Installed> {
  const top = mkdtempSync(join(tmpdir(), 'installed-')), home = join(top, 'cotangent');
  const sources = [...readdirSync(root).filter((f) => f.endsWith('.ts')), ...folders.flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((f) => join(folder, f)))];
  await Promise.all(sources.filter((f) => /\.(ts|mjs)$/.test(f) && f !== 'vitest.config.ts').map(async (path) => {
    const to = join(home, 'dist', path.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(to), { recursive: true });
    if (path.endsWith('.mjs')) { cpSync(join(root, path), to); return; }
    const { code } = await transform(readFileSync(join(root, path), 'utf8'), { loader: 'ts', format: 'esm', target: 'es2022' });
    writeFileSync(to, code.replace(/(\b(?:from|import)\s*\(?\s*["']\.[^"']*)\.ts(["'])/g, '$1.js$2'));
  }));
  cpSync(join(root, 'package.json'), join(home, 'package.json'));
  if (without === undefined) symlinkSync(join(root, 'node_modules'), join(home, 'node_modules'));
  else {
    for (const name of ['chevrotain', '@chevrotain']) {
      mkdirSync(join(home, 'node_modules'), { recursive: true });
      symlinkSync(join(root, 'node_modules', name), join(home, 'node_modules', name));
    }
    // Not there, whatever lies in the folders above.
    mkdirSync(join(home, 'node_modules', without));
    writeFileSync(join(home, 'node_modules', without, 'package.json'), '{ "main": "absent.js" }');
  }
  let count = 0;
  const write: Installed['write'] = (folder, files) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  };
  return {
    write,
    project(files, packages = []) {
      const folder = join(top, `project${++count}`);
      mkdirSync(join(folder, 'node_modules'), { recursive: true });
      symlinkSync(home, join(folder, 'node_modules/cotangent'));
      for (const name of packages) symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
      write(folder, { 'package.json': '{ "type": "module" }', ...files });
      return folder;
    },
    remove() { rmSync(top, { recursive: true }); },
  };
}
