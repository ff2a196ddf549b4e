/** Whatever our part does, TypeScript's own answers come. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cleanUp, Editor, type Body } from './tsserver.ts';

const model = `import { nn } from 'cotangent';
export const Enc = nn\`model Enc(x: f32[B, 784]) -> f32[B, 32] {
  let h = x |> linear(32)
  return h |> rleu
}\`;
export const   wrong: string = 1;
`;
const faults = ['everything throws', 'hover throws', 'analyse raves', 'everything raves', 'hover raves', 'rename raves', 'tokens raves', 'inlays raves', 'format raves'];
const names = faults.map((_, i) => `f${i}.ts`);

let editor: Editor;
beforeAll(async () => {
  editor = await Editor.start('typescript', {
    ...Object.fromEntries(faults.map((fault, i) => [names[i]!, `// fault: ${fault}\n${model}`])),
    'slow.ts': `// fault: analyse dawdles\n${model}`,
    'huge.ts': `${model}// ${'x'.repeat(1_000_001)}\n`,
    'broken.ts': `${model}nn\`\${\${{{ \`\` nn\`model \\\` /* \${`,
  }, { entry: 'test/typecheck/plugin/faulty.ts', options: { format: true } });
}, 60_000);
afterAll(() => { editor.stop(); cleanUp(); });

test.each(names.map((name, i) => [faults[i]!, name] as const))('%s', async (_, name) => {
  await editor.open(name);
  const file = editor.path(name), text = editor.text(name), format = { file, line: 1, offset: 1, endLine: text.split('\n').length, endOffset: 1, options: {} };
  expect(await editor.errors(name)).toContain("wrong: TS2322 Type 'number' is not assignable to type 'string'.");
  expect((await editor.request('quickinfo', editor.at(name, 'const ^Enc'))).displayString).toMatch(/^const Enc: Model/);
  expect((await editor.request('rename', editor.at(name, 'const ^Enc'))).locs[0].locs).toHaveLength(1);
  for (const place of [editor.at(name, 'let ^h'), editor.at(name, '^rleu'), editor.at(name, 'const ^Enc')])
    for (const command of ['quickinfo', 'completionInfo', 'signatureHelp', 'definitionAndBoundSpan', 'references', 'rename', 'documentHighlights', 'getApplicableRefactors'])
      await editor.request(command, { ...place, filesToSearch: [file] });
  const wrong = editor.at(name, '^rleu');
  await editor.request('getCodeFixes', { file, startLine: wrong.line, startOffset: wrong.offset, endLine: wrong.line, endOffset: wrong.offset + 4, errorCodes: [302, 2322] });
  for (const [command, args] of [['provideInlayHints', { start: 0, length: text.length }], ['encodedSemanticClassifications-full', { start: 0, length: text.length, format: '2020' }], ['getOutliningSpans', {}], ['navtree', {}], ['navbar', {}]] as const)
    expect(await editor.request(command, { file, ...args }), command).toBeDefined();
  // TypeScript's own formatting is done, and the template stands.
  const formatted = editor.edited(name, await editor.request('format', format));
  expect(formatted).toContain('export const wrong: string = 1;');
  expect(formatted).toContain(text.slice(text.indexOf('nn`'), text.indexOf('}`')));
  if (!/^analyse|hover|rename/.test(faults[names.indexOf(name)]!)) expect(editor.log()).toContain(name.startsWith('f0') ? 'planted in' : 'speaks of places');
});

test('a file that takes long is left to TypeScript for a while', async () => {
  await editor.open('slow.ts');
  expect((await editor.errors('slow.ts')).length).toBeGreaterThan(0);
  expect(editor.log()).toMatch(/slow\.ts took long to read/);
  await editor.edit('slow.ts', 'linear(32)', 'linear(33)');
  expect(await editor.errors('slow.ts')).toEqual(["wrong: TS2322 Type 'number' is not assignable to type 'string'."]);
  expect(editor.log().match(/slow\.ts took long/g)).toHaveLength(1);
});

test('a huge file is left to TypeScript, which is told once', async () => {
  await editor.open('huge.ts');
  expect(await editor.errors('huge.ts')).toEqual(["wrong: TS2322 Type 'number' is not assignable to type 'string'."]);
  await editor.errors('huge.ts');
  expect(editor.log().match(/huge\.ts has \d+ characters/g)).toHaveLength(1);
});

test('a file that breaks off has its mistakes, and no others', async () => {
  await editor.open('broken.ts');
  const errors = await editor.errors('broken.ts');
  expect(errors.some((e: Body) => / TS1\d\d\d /.test(e))).toBe(true);
  expect(errors.join()).not.toMatch(/Parameters|Written|declare/);
});
