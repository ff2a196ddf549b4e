/** The plugin in TypeScript's own server, over its protocol: what an editor is told, for each version of TypeScript. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cleanUp, Editor, versions } from './tsserver.ts';

const enc = `import { nn } from 'cotangent';
export const Enc = nn\`model Enc(x: f32[B, 784]) -> f32[B, 32] = x |> linear(32) |> relu\`;
const classes = 10;
export const Mlp = nn\`
  model Mlp(x: f32[B, 784]) -> f32[B, 10] {
    let h = x |> \${Enc} |> rleu
    return h |> linear(\${classes})
  }
\`;
const   unformatted = { a:1 };
`;
const use = `import { Enc } from './enc.ts';
const parameters = Enc.init();
export const signature: 784 = Enc.signature;
export const weight: number = parameters.linear.weight;
`;

describe.each(versions)('%s', (version) => {
  let editor: Editor;
  beforeAll(async () => {
    editor = await Editor.start(version, { 'enc.ts': enc, 'use.ts': use });
    await editor.open('enc.ts');
    await editor.open('use.ts');
  });
  afterAll(() => editor.stop());

  test('a mistake in a template is told at its place, with what to do', async () => {
    expect(await editor.errors('enc.ts')).toEqual(["rleu: NN302 unknown layer 'rleu'\nhint: did you mean relu?"]);
  });

  const refused = (inputs: number): string[] => [
    `signature: TS2322 Type '"Enc(x: f32[B, ${inputs}]) -> f32[B, 32]"' is not assignable to type '784'.`,
    `weight: TS2322 Type 'Tensor<[${inputs}, 32], "f32">' is not assignable to type 'number'.`,
  ];
  test('other files know signatures and parameters, and what an edit makes of them', async () => {
    expect(await editor.errors('use.ts')).toEqual(refused(784));
    await editor.edit('enc.ts', '784]) -> f32[B, 32]', '785]) -> f32[B, 32]');
    expect(await editor.errors('use.ts')).toEqual(refused(785));
    await editor.edit('enc.ts', '785]) -> f32[B, 32]', '784]) -> f32[B, 32]');
    expect(await editor.errors('use.ts')).toEqual(refused(784));
  });
});

afterAll(cleanUp);
