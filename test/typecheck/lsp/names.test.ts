/** A name in a template that is one in TypeScript too: `let h` and `parameters.h`. */
import type { Location, WorkspaceEdit } from 'vscode-languageserver-protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { app } from './app.ts';
import { folderOf, folderOfFiles, start, typescripts, type Client, type Editing } from './client.ts';
import { changes, place } from './scenario.ts';

const models = `import { nn } from './cotangent.ts';
export const Enc = nn\`model Enc(x: f32[B, 784]) -> f32[B, 32] {
  let h = x |> linear(128) |> relu
  return h |> linear(32)
}\`;
export const own = Enc.init(0).h.linear.weight;
`;
const use = `import { Enc } from './models.ts';
const { h } = Enc.init(0);
export const far = Enc.init(1).h.linear.bias;
export const near = h.linear.bias;
`;

describe.each(typescripts)('over %s', (typescript) => {
  let project: ReturnType<typeof folderOfFiles>, client: Client, m: Editing, u: Editing;
  beforeAll(async () => {
    project = folderOfFiles({ 'cotangent.ts': app['cotangent.ts'], 'tsconfig.json': app['tsconfig.json'], 'models.ts': models, 'use.ts': use });
    client = await start(project.folder, { typescript: folderOf(typescript) });
    [m, u] = [client.open('models.ts', models), client.open('use.ts', use)];
  });
  afterAll(async () => {
    expect(client.logs.filter((l) => l.startsWith('cotangent'))).toEqual([]);
    expect(await client.leave()).toBe(0);
    project.remove();
  });

  const inModels = ['models.ts:3:7', 'models.ts:4:10', 'models.ts:6:32'], everywhere = [...inModels, 'use.ts:2:9', 'use.ts:3:32'];
  test('references, from the template and from TypeScript', async () => {
    const context = { includeDeclaration: true };
    const found = await Promise.all([m.askAt<Location[]>('references', 'h |> linear(32)', { context }), m.askAt<Location[]>('references', 'h.linear.weight', { context }), u.askAt<Location[]>('references', 'h.linear.bias', { context })]);
    for (const each of found) expect(place(client, each).sort()).toEqual(expect.arrayContaining(everywhere));
    expect(new Set(place(client, found[0])).size).toBe(found[0].length);
  });

  test('rename, from the template and from TypeScript', async () => {
    const renamed = [...inModels.map((at) => `${at} hidden`), expect.stringMatching(/^use\.ts:2:9 .*hidden/), 'use.ts:3:32 hidden'];
    expect(changes(client, await m.askAt<WorkspaceEdit>('rename', 'h = x', { newName: 'hidden' }))).toEqual(expect.arrayContaining(renamed));
    expect(changes(client, await u.askAt<WorkspaceEdit>('rename', 'h.linear.bias', { newName: 'hidden' }))).toEqual(expect.arrayContaining(renamed));
  });

  test('what the library has named keeps its name, and a word of the language is none', async () => {
    await expect(u.askAt('rename', 'bias', { newName: 'offset' })).rejects.toThrow("'bias' cannot be called offset: its name comes from the template");
    await expect(m.askAt('rename', 'linear.weight', { newName: 'dense' })).rejects.toThrow("'linear' cannot be called dense");
    await expect(u.askAt('rename', 'h.linear.bias', { newName: 'return' })).rejects.toThrow("'h' cannot be called return");
  });

  test('definition leads to the template', async () => {
    expect(place(client, await u.askAt<Location[]>('definition', 'h.linear.bias'))).toEqual(['models.ts:3:7']);
    expect(place(client, await u.askAt<Location[]>('definition', 'bias'))).toEqual(['models.ts:3:16']);
  });
});
