/** `node --import cotangent/loader`: the numbers of the program as written, .nn files, and mistakes before anything runs. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { device, nn, ones, random } from '../../index.ts';
import { filesOf } from '../docs/markdown.ts';
import { install, type Installed } from './installed.ts';

let installed: Installed;
beforeAll(async () => { installed = await install(); });
afterAll(() => installed.remove());

const run = (files: Readonly<Record<string, string>>, ...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'cotangent/loader', ...args], { cwd: installed.project(files), encoding: 'utf8' });
  return { status, stdout, stderr };
};
const mlp = 'model Half(x: f32[B, N]) -> f32[B, N] = x * 0.5\nmodel Mlp(x: f32[B, 4]) -> f32[B, 2] = x |> linear(8) |> relu |> Half |> linear(2)\n';
const program = (types = '') => `import { nn, ones, random } from 'cotangent';
import Mlp, { Half } from './mlp.nn';
const size${types} = 2;
const Net = nn\`model Net(x: f32[B, 4]) -> f32[B, 2] =
  x |> \${Mlp} |> linear(\${size})
\`;
console.log(Half.signature, JSON.stringify([...await Net(Net.init(random.key(0)), ones([3, 4])).data()]));
throw new Error('line 8');
`;

async function asWritten(): Promise<string> {
  device('cpu', { threads: 1 });
  const Mlp = nn(mlp), Net = nn`model Net(x: f32[B, 4]) -> f32[B, 2] = x |> ${Mlp} |> linear(${2})`;
  return `Half(x: f32[B, N]) -> f32[B, N] ${JSON.stringify([...await Net(Net.init(random.key(0)), ones([3, 4])).data()])}\n`;
}
const stripsTypes = 'typescript' in process.features && process.features.typescript !== false;

test.each(['js', 'mjs', ...(stripsTypes ? ['ts', 'mts'] : [])])('a .%s file computes what it computes without a build, on its own lines', async (ending) => {
  const { stdout, stderr } = run({ [`main.${ending}`]: program(ending.endsWith('ts') ? ': number' : ''), 'mlp.nn': mlp }, `main.${ending}`);
  expect(stdout).toBe(await asWritten());
  expect(stderr).toMatch(new RegExp(`main\\.${ending}:8\\n`));
});

test.runIf(stripsTypes)('the program of the guide runs', () => {
  const guide = filesOf(readFileSync(new URL('../../docs/guide/build.md', import.meta.url), 'utf8'));
  expect(run(guide, 'src/main.ts')).toEqual({ status: 0, stdout: 'Net(x: f32[B, 4]) -> f32[B, 2] [ 3, 2 ]\n', stderr: '' });
});

test('mistakes are told before anything runs', () => {
  const { status, stdout, stderr } = run({
    'main.js': "import './wrong.js';\nconsole.log('ran');",
    'wrong.js': "import { nn } from 'cotangent';\nnn`model A(x: f32[B, 4]) -> f32[B, 3] = x |> linear(2)`;\nnn`model B(x: f32[B, 4]) -> f32[B, 4] = x |> rleu`;",
  }, 'main.js');
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/wrong\.js:2:46 {2}NN0310 {2}A returns f32\[B, 2\], but its signature says f32\[B, 3\]\n {2}2 \| nn`model A/);
  expect(stderr).toMatch(/wrong\.js:3:46 {2}NN0302 {2}unknown layer 'rleu'\n {2}3 \| nn`model B/);
});

test('mistakes in .nn files too, and warnings', () => {
  const { stderr } = run({ 'main.js': "import './a.nn';", 'a.nn': 'model A(x: f32[B, 4]) -> f32[B, 3] = x |> linear(2)' }, 'main.js');
  expect(stderr).toMatch(/a\.nn:1:43 {2}NN0310/);
  const warned = run({ 'main.js': "import A from './a.nn';\nconsole.log(A.signature)", 'a.nn': 'model A(x: f32[B, 4]) -> f32[B, 4] {\n  let y = relu(x)\n  return x\n}' }, 'main.js');
  expect(warned.stdout).toBe('A(x: f32[B, 4]) -> f32[B, 4]\n');
  expect(warned.stderr).toMatch(/CotangentWarning: .*a\.nn:2:7 {2}warning NN0390/);
});

test('what is not built is loaded as ever', () => {
  const { stdout, stderr } = run({
    'main.mjs': "import a from './a.cjs';\nimport data from './data.json' with { type: 'json' };\nimport { readFileSync } from 'node:fs';\nconsole.log(a, data.x, typeof readFileSync);",
    'a.cjs': "module.exports = require('./b.cjs') + 1; // nn from 'cotangent'", 'b.cjs': 'module.exports = 1;', 'data.json': '{ "x": 3 }',
  }, '--disable-warning=ExperimentalWarning', 'main.mjs');
  expect({ stdout, stderr }).toEqual({ stdout: '2 3 function\n', stderr: '' });
});

test('the threads of the engine run under it', () => {
  const { stdout, stderr } = run({ 'main.mjs': "import { device, ones } from 'cotangent';\ndevice('cpu', { threads: 2 });\nconsole.log(await ones([500, 500]).matmul(ones([500, 500])).sum().item());" }, 'main.mjs');
  expect({ stdout, stderr }).toEqual({ stdout: '125000000\n', stderr: '' });
});

test.runIf(!stripsTypes)('a version of Node that cannot strip types says what to use', () => {
  const { status, stderr } = run({ 'main.ts': program(), 'mlp.nn': mlp }, 'main.ts');
  expect(status).toBe(1);
  expect(stderr).toMatch(/Node 2\d\.\d+\.\d+ does not run .*main\.ts: it cannot strip its types/);
  expect(stderr).toContain('node --import cotangent/loader --import tsx');
});
