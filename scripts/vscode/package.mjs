/**
 * Makes the VS Code extension: `npm run vsix` writes dist/cotangent.vsix. Bundles the extension, the plugin for tsserver and the language
 * server, puts the grammars, the icon and the licence beside them, and lets vsce, the packager of VS Code, make the archive.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const vsce = '@vscode/vsce@3.9.2';

const root = fileURLToPath(new URL('../../', import.meta.url));
const out = join(root, 'dist/vscode');

/** What becomes one file each, and what it finds where it runs. */
const bundles = [
  { from: 'editors/vscode/src/extension.ts', to: 'extension.cjs', external: ['vscode'] },
];

/** The extension as a folder. */
export async function assemble(to = out) {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(join(to, 'grammar'), { recursive: true });
  for (const { from, to: file, external } of bundles) {
    const bundle = await rolldown({ input: join(root, from), platform: 'node', external, treeshake: true });
    await bundle.write({ file: join(to, file), format: 'cjs', minify: true, codeSplitting: false });
    await bundle.close();
  }
  for (const name of readdirSync(join(root, 'editors/grammar'))) {
    if (name.endsWith('.json')) copyFileSync(join(root, 'editors/grammar', name), join(to, 'grammar', name));
  }
  for (const name of ['icon.png', 'README.md']) copyFileSync(join(root, 'editors/vscode', name), join(to, name));
  copyFileSync(join(root, 'LICENSE'), join(to, 'LICENSE'));
  writeFileSync(join(to, 'package.json'), JSON.stringify(JSON.parse(readFileSync(join(root, 'editors/vscode/package.json'), 'utf8')), undefined, 2));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await assemble();
  const archive = join(root, 'dist/cotangent.vsix');
  execFileSync('npx', ['--yes', vsce, 'package', '--no-dependencies', '--skip-license', '--allow-missing-repository', '--out', archive], { cwd: out, stdio: 'inherit' });
}
