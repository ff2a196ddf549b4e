/**
 * Programs that ship with the packages that they are made with: `node scripts/bundle.mjs [FOLDER]`, dist by default, after the
 * compiler has run. What an editor starts must not depend on what the user has installed. One file each, and one with what they share.
 */
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('../', import.meta.url));

/** `executable`: a command, rather than a module that another program loads. */
export const bundles = [
  { from: 'tools/ts-plugin.ts', to: 'ts-plugin.cjs', executable: false },
  { from: 'tools/lsp.ts', to: 'lsp.cjs', executable: true },
  { from: 'tools/mapper.ts', to: 'mapper.cjs', executable: true },
];

/**
 * All of them, or those named by what they become. One alone is one file.
 * @param {string} folder
 */
export async function bundleAll(folder, names = bundles.map((b) => b.to)) {
  const wanted = bundles.filter((b) => names.includes(b.to));
  const bundle = await rolldown({ input: Object.fromEntries(wanted.map(({ from, to }) => [to, join(root, from)])), platform: 'node', treeshake: true, external: ['typescript'] });
  await bundle.write({
    dir: folder, format: 'cjs', minify: true, entryFileNames: '[name]',
    codeSplitting: wanted.length > 1 && { groups: [{ name: 'shared.cjs', minShareCount: 2 }] }, chunkFileNames: '[name]',
  });
  await bundle.close();
  for (const { to, executable } of wanted) if (executable) chmodSync(join(folder, to), 0o755);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundleAll(process.argv[2] ?? join(root, 'dist'));
