/** Sizes that follow one from another, each in a hole of the next file: `cotangent check` and the plugin follow them to the end. */
import { afterAll, expect, test } from 'vitest';
import { layers } from '../../nn/library.ts';
import { openProject } from '../../typecheck/project.ts';
import { cleanUp, Editor } from './plugin/tsserver.ts';
import { typeScripts } from './projects.ts';

const length = 12;
/** `${width}`, where that is what the model before gives. */
const file = (i: number): string => `import { nn } from 'cotangent';\nimport { outOf } from './outOf.ts';\nimport { M${i - 1} } from './m${i - 1}.ts';\nconst width = outOf(M${i - 1});
export const M${i} = nn\`model M${i}(x: f32[B, \${width}]) -> f32[B, \${width}] = x\`;\n`;
const files = {
  'outOf.ts': 'export declare function outOf<S extends string>(model: { readonly signature: S }): S extends `${string}-> f32[B, ${infer N extends number}]` ? N : never;\n',
  'm0.ts': "import { nn } from 'cotangent';\nexport const M0 = nn`model M0(x: f32[B, 7]) -> f32[B, 7] = x`;\n",
  ...Object.fromEntries(Array.from({ length }, (_, i) => [`m${i + 1}.ts`, file(i + 1)])),
  'last.ts': `import { M${length} } from './m${length}.ts';\nexport const said: 1 = M${length}.signature;\n`,
};
const mistake = `Type '"M${length}(x: f32[B, 7]) -> f32[B, 7]"' is not assignable to type '1'.`;

afterAll(cleanUp);

test('in the plugin and in check', async () => {
  const editor = await Editor.start('typescript', files);
  await editor.open('last.ts');
  expect(await editor.errors('last.ts')).toEqual([`said: TS2322 ${mistake}`]);
  for (const [version, typescript] of Object.entries(typeScripts)) {
    const project = await openProject({ tsconfig: editor.path('tsconfig.json'), library: layers, typescript });
    const found = project.check().files.flatMap((f) => f.diagnostics.map((d) => `${f.path.slice(editor.folder.length + 1)} ${d.message}`));
    project.close();
    expect(found, version).toEqual([`last.ts ${mistake}`]);
  }
  editor.stop();
}, 120_000);
