/**
 * Makes the VS Code extension: `npm run vsix` writes dist/cotangent.vsix; with the name of a folder, what the archive would hold, there.
 * Bundles the extension, the plugin for tsserver and the language server, puts the grammars, the icon and the licence beside them, and
 * lets vsce, the packager of VS Code, make the archive.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { bundleAll } from '../bundle.mjs';

const vsce = '@vscode/vsce@3.9.2';

const root = fileURLToPath(new URL('../../', import.meta.url));
const out = join(root, 'dist/vscode');

const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));
const write = (path, content) => writeFileSync(path, `${JSON.stringify(content, undefined, 2)}\n`);

export async function bundleExtension(from, to) {
  const bundle = await rolldown({ input: join(root, from), platform: 'node', external: ['vscode'] });
  await bundle.write({ file: to, format: 'cjs', minify: true, codeSplitting: false });
  await bundle.close();
}

/** The extension as a folder. */
export async function assemble(to) {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(join(to, 'grammar'), { recursive: true });
  await bundleExtension('editors/vscode/src/extension.ts', join(to, 'extension.cjs'));
  await bundleAll(join(to, 'server'), ['lsp.cjs']);

  // tsserver looks for the plugin by its name, beside the extension, and reads no `exports`.
  const { version } = read('package.json'), own = join(to, 'node_modules/cotangent');
  await bundleAll(join(own, 'ts-plugin'), ['ts-plugin.cjs']);
  renameSync(join(own, 'ts-plugin/ts-plugin.cjs'), join(own, 'ts-plugin/index.js'));
  write(join(own, 'package.json'), { name: 'cotangent', version });

  for (const name of readdirSync(join(root, 'editors/grammar'))) {
    if (name.endsWith('.json')) copyFileSync(join(root, 'editors/grammar', name), join(to, 'grammar', name));
  }
  for (const name of ['icon.png', 'README.md']) copyFileSync(join(root, 'editors/vscode', name), join(to, name));
  copyFileSync(join(root, 'LICENSE'), join(to, 'LICENSE'));
  write(join(to, 'package.json'), { ...read('editors/vscode/package.json'), version, dependencies: { cotangent: version } });
}

/** An archive of a folder that is an extension. */
export function archive(folder, to) {
  execFileSync('npx', ['--yes', vsce, 'package', '--skip-license', '--allow-missing-repository', '--out', to], { cwd: folder, stdio: 'inherit' });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder] = process.argv.slice(2);
  await assemble(folder ?? out);
  if (folder === undefined) archive(out, join(root, 'dist/cotangent.vsix'));
}
