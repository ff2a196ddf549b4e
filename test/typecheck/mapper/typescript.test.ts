/** TypeScript 7.1 itself over a project with a .nn file: the compiler, its language server, and ours around it. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DocumentDiagnosticReport, Hover, Location, WorkspaceEdit } from 'vscode-languageserver-protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { start, type Client } from '../lsp/client.ts';
import { brief, changes, place } from '../lsp/scenario.ts';
import { mlp, program, use } from './program.ts';

let project: Awaited<ReturnType<typeof program>>;
beforeAll(async () => { project = await program(); });
afterAll(() => project.remove());

const tsc = (...args: string[]): string => {
  const { stdout, stderr } = spawnSync(process.execPath, [join(project.folder, 'node_modules/typescript/bin/tsc'), '-p', '.', '--runExternalCode', '--pretty', 'false', ...args], { cwd: project.folder, encoding: 'utf8' });
  return stdout + stderr;
};

const elsewhere = "src/use.ts(7,38): error TS2345: Argument of type 'Tensor<[32, 783], \"f32\">' is not assignable to parameter of type '\"input of 784 columns, got 783\u00a0\"'.\nsrc/use.ts(9,14): error TS2322: Type 'number' is not assignable to type 'string'.\n";

describe('tsc', () => {
  test('tells of mistakes in the .nn file in its columns, and of those in other files too', () => {
    expect(tsc('--noEmit')).toBe(`src/mlp.nn(6,46): error NN0302: unknown layer 'rleu'; did you mean relu?\n${elsewhere}`);
  });
  test('tells of mistakes of form', () => {
    writeFileSync(join(project.folder, 'src/mlp.nn'), mlp.replace('linear(10)', 'linear(10'));
    expect(tsc('--noEmit')).toBe("src/mlp.nn(4,1): error NN0102: expected ',' or ')', but found '}'\n");
    writeFileSync(join(project.folder, 'src/mlp.nn'), mlp);
  });
  test('writes declarations', () => {
    expect(tsc()).toContain(elsewhere);
    expect(readFileSync(join(project.folder, 'out/mlp.d.nn.ts'), 'utf8')).toContain('export declare const Mlp: import("cotangent").ModelWith<"Mlp(x: f32[B, 784]) -> f32[B, 10]", MlpParameters>;');
  });
});

describe('the language server, wrapped', () => {
  let client: Client;
  beforeAll(async () => { client = await start(project.folder, { initializationOptions: { runExternalCode: true } }); });
  afterAll(async () => { expect(await client.leave()).toBe(0); });

  test('types, definition, references and rename go through both kinds of files', async () => {
    const u = client.open('src/use.ts', use);
    const problems = async (): Promise<string[]> => (await u.ask<DocumentDiagnosticReport & { kind: 'full' }>('diagnostic')).items.map(brief);
    const both = ['7:38 ts2345 input of 784 columns, got 783', "9:14 ts2322 Type 'number' is not assignable to type 'string'."];
    expect(await problems()).toEqual(both);
    const n = client.open('src/mlp.nn', mlp);
    expect((await n.ask<DocumentDiagnosticReport & { kind: 'full' }>('diagnostic')).items.map(brief)).toEqual(["6:46 NN0302 unknown layer 'rleu'\nhint: did you mean relu?"]);
    expect((await u.askAt<Hover>('hover', 'Mlp.init', {}, 1)).contents).toMatchObject({ value: expect.stringContaining('const Mlp: ModelWith<"Mlp(x: f32[B, 784]) -> f32[B, 10]", MlpParameters>') });
    expect(place(client, await u.askAt<Location[]>('definition', 'linear.weight', {}, 1))).toEqual(['src/mlp.nn:2:16']);
    expect(place(client, await u.askAt<Location[]>('definition', 'Mlp.init', {}, 1))[0]).toBe('src/mlp.nn:1:7');
    expect(place(client, await n.askAt<Location[]>('references', 'Mlp', { context: { includeDeclaration: true } })).sort()).toEqual(['src/mlp.nn:1:7', 'src/use.ts:2:10', 'src/use.ts:5:20', 'src/use.ts:6:19', 'src/use.ts:7:22']);
    expect(changes(client, await n.askAt<WorkspaceEdit>('rename', 'Mlp', { newName: 'Net' }))).toEqual(['src/mlp.nn:1:7 Net', 'src/use.ts:2:10 Net', 'src/use.ts:5:20 Net', 'src/use.ts:6:19 Net', 'src/use.ts:7:22 Net']);
    // A parameter's name is the call's: it cannot be renamed from outside.
    expect(changes(client, await u.askAt<WorkspaceEdit | null>('rename', 'linear.weight', { newName: 'dense' }).catch(() => null)).filter((c) => c.startsWith('src/mlp.nn'))).toEqual([]);
    n.replace('x: f32[B, 784]', 'x: f32[B, 783]');
    expect(await problems()).toEqual(['6:35 ts2345 input of 783 columns, got 784', both[1]]);
    n.close();
    expect(client.logs.filter((l) => l.startsWith('cotangent'))).toEqual([]);
  });
});
