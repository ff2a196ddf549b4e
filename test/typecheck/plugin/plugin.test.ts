/** The plugin in TypeScript's own server, over its protocol: what an editor is told, for each version of TypeScript. */
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cleanUp, Editor, versions, type Body, type Range } from './tsserver.ts';

const models = `import { nn } from 'cotangent';
import { b, a } from './other.ts';
const classes = 10;
export const Enc = nn\`model Enc(x: f32[B, 784]) -> f32[B, 32] = x |> linear(32) |> relu\`;
export const Mlp = nn\`
  model Mlp(x: f32[B, 784]) -> f32[B, 10] {
    let h = x |> \${Enc} |> rleu
    let k = linear(h, 8 )   |> relu
    return k |> linear(\${classes})
  }
\`;
const   unformatted = { a:1, b };
export const Small = nn\`model Small(x: f32[B, 4]) -> f32[B, 2] {
  let y = x |> linear(2)
  return y
}\`;
export const kernel = Small.init().y.linear.weight;
`;
const use = `import { Enc, Small } from './models.ts';
export const signature: 784 = Enc.signature;
export const bias: number = Small.init().y.linear.bias;
`;
const script = `// @ts-check
const { nn } = require('cotangent');
const Net = nn\`model Net(x: f32[B, 4]) -> f32[B, 2] = x |> linear(2)\`;
/** @type {784} */
const signature = Net.signature;
exports.signature = signature;
`;
const files = { 'models.ts': models, 'use.ts': use, 'other.ts': 'export const a = 1, b = 2;\n', 'script.cjs': script,
  'sizes.ts': 'export const width = 48;\n',
  'sized.ts': "import { nn } from 'cotangent';\nimport { width } from './sizes.ts';\nexport const Sized = nn`model Sized(x: f32[B, ${width}]) -> f32[B, 32] = x |> linear(32)`;\nexport const signature: 784 = Sized.signature;\nexport const weight: number = Sized.init().linear.weight;\n",
  'user.ts': "import { Sized } from './sized.ts';\nexport const x: 784 = Sized.signature;\n",
  'far.ts': '', 'importer.ts': "import { Far } from './far.ts';\nexport const x: 784 = Far.signature;\n",
  'holes.ts': "import { nn } from 'cotangent';\nconst n = 'four';\nexport const A = nn`model A(x: f32[B, 4]) -> f32[B, 4] = x |> ${ n } |> ${n.toFixd()}`;\n",
  'written.ts': "import { nn } from 'cotangent';\nexport const A = nn<'A(x: f32[B, 4]) -> f32[B, 3]'>`model A(x: f32[B, 4]) -> f32[B, 4] = x`;\n",
  'open.ts': "import { nn } from 'cotangent';\nexport const A = nn`model A(x: f32[B, 4]) -> f32[B, 4] = x`;\nfunction f() {\n",
};

describe.each(versions)('%s', (version) => {
  let editor: Editor;
  const file = (): string => editor.path('models.ts');
  const ask = (command: string, marked: string, args: object = {}): Promise<Body> => editor.request(command, { ...editor.at('models.ts', marked), ...args });
  const texts = (spans: readonly Range[]): string[] => spans.map((s) => editor.slice('models.ts', s));
  const template = (text: string, name: string): string => { const from = text.indexOf('nn`', text.indexOf(`const ${name}`)); return text.slice(from, text.indexOf('`;', from) + 1); };
  const untouched = (text: string): void => { for (const name of ['Enc', 'Mlp', 'Small']) expect(template(text, name)).toBe(template(models, name)); };

  beforeAll(async () => {
    editor = await Editor.start(version, files, { options: { inlayHints: true } });
    for (const name of ['models.ts', 'use.ts']) await editor.open(name);
  });
  afterAll(() => editor.stop());

  describe('mistakes', () => {
    test('in a template they are told at their place, with what to do', async () => {
      expect(await editor.errors('models.ts')).toEqual(["rleu: NN302 unknown layer 'rleu'\nhint: did you mean relu?"]);
    });
    const refused = (inputs: number): string[] => [
      `signature: TS2322 Type '"Enc(x: f32[B, ${inputs}]) -> f32[B, 32]"' is not assignable to type '784'.`,
      "bias: TS2322 Type 'Tensor<[2], \"f32\">' is not assignable to type 'number'.",
    ];
    test('other files know signatures and parameters, and what an edit makes of them', async () => {
      expect(await editor.errors('use.ts')).toEqual(refused(784));
      await editor.edit('models.ts', '784]) -> f32[B, 32]', '785]) -> f32[B, 32]');
      expect(await editor.errors('use.ts')).toEqual(refused(785));
      await editor.edit('models.ts', '785]) -> f32[B, 32]', '784]) -> f32[B, 32]');
      expect(await editor.errors('use.ts')).toEqual(refused(784));
    });
    test('what TypeScript knows of a hole is known of the model, here and where it is imported', async () => {
      await editor.open('sized.ts');
      const known = (size: number): string[] => [
        `signature: TS2322 Type '"Sized(x: f32[B, ${size}]) -> f32[B, 32]"' is not assignable to type '784'.`, `weight: TS2322 Type 'Tensor<[${size}, 32], "f32">' is not assignable to type 'number'.`,
      ];
      await editor.open('sizes.ts');
      expect(await editor.errors('sized.ts')).toEqual(known(48));
      await editor.edit('sizes.ts', '48', '64');
      expect(await editor.errors('sized.ts')).toEqual(known(64));
      expect(await editor.errors('user.ts')).toEqual(["x: TS2322 Type '\"Sized(x: f32[B, 64]) -> f32[B, 32]\"' is not assignable to type '784'."]);
    });
    test('an edit of a body is told at once', async () => {
      await editor.edit('models.ts', 'rleu', 'relu');
      expect(await editor.errors('models.ts')).toEqual([]);
      await editor.edit('models.ts', 'relu\n', 'rleu\n');
      expect(await editor.errors('models.ts')).toHaveLength(1);
    });
    test('an edit of a signature reaches importers of a file that is not open', async () => {
      await editor.open('importer.ts');
      const write = (size: number): Promise<Body> => {
        writeFileSync(editor.path('far.ts'), `import { nn } from 'cotangent';\nexport const Far = nn\`model Far(x: f32[B, ${size}]) -> f32[B, ${size}] = x\`;\n`);
        return editor.request('reloadProjects', {});
      };
      for (const size of [3, 5]) {
        await write(size);
        expect(await editor.errors('importer.ts')).toEqual([`x: TS2322 Type '"Far(x: f32[B, ${size}]) -> f32[B, ${size}]"' is not assignable to type '784'.`]);
      }
    });
    test('in holes they are where they are written', async () => {
      await editor.open('holes.ts');
      expect(await editor.errors('holes.ts')).toEqual([
        expect.stringMatching(/^ ?n ?: TS2345 Argument of type 'string'/), expect.stringMatching(/^toFixd: TS2339 /),
      ]);
    });
    test('a file without its end has the mistakes that it has without us', async () => {
      await editor.open('open.ts');
      expect(await editor.errors('open.ts')).toEqual([": TS1005 '}' expected."]);
    });
    test('JavaScript has signatures too, and nothing else', async () => {
      await editor.open('script.cjs');
      expect(await editor.errors('script.cjs')).toEqual([expect.stringContaining(`TS2322 Type '"Net(x: f32[B, 4]) -> f32[B, 2]"' is not assignable to type '784'.`)]);
    });
  });

  describe('at a place', () => {
    test.each<[what: string, marked: string, shown: string]>([
      ['a layer', '^linear(32)', 'linear: f32[B, 784] -> f32[B, 32]'], ['a model in TypeScript', 'const ^Small', 'const Small: Model<"Small(x: f32[B, 4]) -> f32[B, 2]">'],
      ['a hole', '${^Enc}', 'const Enc: Model<"Enc(x: f32[B, 784]) -> f32[B, 32]">'], ['a parameter', 'y.linear.^weight', '(property) weight: Tensor<[4, 2], "f32">'],
    ])('hover on %s', async (_, marked, shown) => expect((await ask('quickinfo', marked)).displayString).toBe(shown));
    test('hover tells parameters and the formula', async () => expect((await ask('quickinfo', '^linear(32)')).documentation).toMatch(/25,120 parameters.*\n\n.*\n\ny = x · weight \+ bias/));

    test('completion, and what it says of a name', async () => {
      const { entries } = await ask('completionInfo', 'rel^u`', { includeCompletionsWithSnippetText: true });
      const relu = entries.find((e: Body) => e.name === 'relu');
      expect(editor.slice('models.ts', relu.replacementSpan)).toBe('relu');
      expect(entries.map((e: Body) => e.name)).toEqual(expect.arrayContaining(['linear', 'softmax', 'Enc']));
      const [details] = await ask('completionEntryDetails', 'rel^u`', { entryNames: ['relu'] });
      expect(details.documentation[0].text).toMatch(/relu of every element/);
    });
    test('completion in TypeScript offers no names of ours', async () => {
      const { entries } = await ask('completionInfo', 'const   unformatted = { a:^1', {});
      const names: string[] = entries.map((e: Body) => e.name);
      expect(names).toContain('Small');
      expect(names.filter((n) => /^_\d|Parameters$/.test(n))).toEqual([]);
    });
    test('completion in a hole is that of TypeScript', async () => expect((await ask('completionInfo', '${Enc^}')).entries.map((e: Body) => e.name)).toContain('Enc'));
    test('signature help', async () => {
      const help = await ask('signatureHelp', 'linear(3^2)');
      expect([help.argumentIndex, help.items[0].parameters.map((p: Body) => p.name)]).toEqual([1, ['x: tensor', 'size: size', 'bias: flag = true']]);
    });
    test('quick fix', async () => {
      const { line, offset } = editor.at('models.ts', '^rleu');
      const [fix] = await editor.request('getCodeFixes', { file: file(), startLine: line, startOffset: offset, endLine: line, endOffset: offset + 4, errorCodes: [302] });
      expect(editor.edited('models.ts', fix.changes[0].textChanges)).toBe(models.replace('rleu', 'relu'));
      expect(await editor.request('getSupportedCodeFixes', { file: file() })).toEqual(expect.arrayContaining(['302', '2304']));
    });
    test('quick fix of a written type', async () => {
      await editor.open('written.ts');
      const [fix] = await editor.request('getCodeFixes', { ...editor.at('written.ts', "nn<^'A("), startLine: 2, startOffset: 21, endLine: 2, endOffset: 22, errorCodes: [1004] });
      expect(editor.edited('written.ts', fix.changes[0].textChanges)).toContain('nn<"A(x: f32[B, 4]) -> f32[B, 4]">`model A');
    });
    test('quick fix of a type that TypeScript wants written', async () => {
      await editor.open('far.ts', "import { nn } from 'cotangent';\nexport const A = nn`model A(x: f32[B, 4]) -> f32[B, 2] = x |> linear(2)`;\n");
      const fixes = await editor.request('getCodeFixes', { ...editor.at('far.ts', '^A ='), startLine: 2, startOffset: 14, endLine: 2, endOffset: 15, errorCodes: [9010] });
      expect(fixes.map((f: Body) => editor.edited('far.ts', f.changes[0].textChanges).split('\n').slice(0, 2))).toEqual([[
        "import { nn, type Model } from 'cotangent';", 'export const A: Model<"A(x: f32[B, 4]) -> f32[B, 2]"> = nn<"A(x: f32[B, 4]) -> f32[B, 2]">`model A(x: f32[B, 4]) -> f32[B, 2] = x |> linear(2)`;',
      ]]);
      await editor.open('far.ts', '');
    });
    test('selection grows from the word to the template', async () => {
      const [range] = await editor.request('selectionRange', { file: file(), locations: [editor.at('models.ts', 'let ^k')] });
      const grown = (r: Body): Range[] => (r ? [r.textSpan, ...grown(r.parent)] : []);
      expect(texts(grown(range)).map((t) => t.trim().split('\n')[0])).toEqual(['k', 'let k = linear(h, 8 )   |> relu', 'model Mlp(x: f32[B, 784]) -> f32[B, 10] {', 'nn`', 'export const Mlp = nn`', "import { nn } from 'cotangent';"]);
    });
  });

  describe('names', () => {
    const places = (locs: Body): string[] => locs.flatMap((l: Body) => l.locs.map((s: Range) => `${l.file.slice(editor.folder.length + 1)}:${s.start.line}`));
    test.each<[what: string, marked: string, at: string]>([
      ['a name in its template', 'return ^y', 'y = x |> linear(2)'], ['a parameter in TypeScript leads into the template', 'init().^y', 'y = x |> linear(2)'],
      ['the layer that owns it', 'y.linear.^weight', 'linear(2)\n  return y'], ['a hole', '${^classes}', 'classes = 10'],
    ])('definition of %s', async (_, marked, at) => {
      const { definitions } = await ask('definitionAndBoundSpan', marked);
      expect(definitions.map((d: Body) => editor.offset('models.ts', d.start))).toEqual([models.indexOf(at)]);
    });
    test('definition in another file', async () => {
      const { definitions: [found] } = await editor.request('definitionAndBoundSpan', editor.at('use.ts', 'y.linear.^bias'));
      expect([found.file, found.start.line]).toEqual([file(), 14]);
    });
    const everywhere = ['models.ts:14', 'models.ts:15', 'models.ts:17', 'use.ts:3'];
    test.each([['models.ts', 'return ^y'], ['models.ts', 'init().^y'], ['use.ts', 'init().^y']])('in %s, %s is the same name in templates and in TypeScript', async (name, marked) => {
      const at = editor.at(name, marked);
      expect(places((await editor.request('rename', at)).locs).sort()).toEqual(everywhere);
      const { refs } = await editor.request('references', at);
      expect(refs.map((r: Body) => `${r.file.slice(editor.folder.length + 1)}:${r.start.line}`).sort()).toEqual(everywhere);
    });
    test('rename reaches into holes', async () => {
      expect(places((await ask('rename', 'const ^Enc')).locs).sort()).toEqual(['models.ts:4', 'models.ts:7', 'use.ts:1', 'use.ts:2']);
      expect(places((await ask('rename', '${^classes}')).locs)).toEqual(['models.ts:3', 'models.ts:9']);
    });
    test('what the library has named keeps its name', async () => expect((await ask('rename', 'y.linear.^weight')).info).toMatchObject({ canRename: false }));
    test('highlights', async () => expect(texts((await ask('documentHighlights', 'return ^y', { filesToSearch: [file()] }))[0].highlightSpans)).toEqual(['y', 'y']));
    test('nothing of ours among the symbols of the project', async () => {
      for (const name of ['SmallParameters', '_0']) expect((await editor.request('navto', { file: file(), searchValue: name })).map((i: Body) => i.name).filter((n: string) => n.includes(name))).toEqual([]);
    });
  });

  describe('pictures', () => {
    test('shapes after stages', async () => {
      const hints = await editor.request('provideInlayHints', { file: file(), start: 0, length: models.length });
      expect(hints.map((h: Body) => `${h.position.line} ${h.text}`)).toEqual(['4 [B, 32]', '7 [B, 32]', '14 [B, 2]']);
      expect(await editor.request('_cotangent.inlays', { file: file(), start: 0, length: 10 })).toEqual([]);
      expect(await editor.request('_cotangent.inlays', { file: file(), start: 0, length: models.length })).toContainEqual({ at: models.indexOf(' |> relu'), text: '[B, 32]' });
    });
    test('colours', async () => {
      const { spans } = await editor.request('encodedSemanticClassifications-full', { file: file(), start: 0, length: models.length, format: '2020' });
      const classes: [string, number][] = Array.from({ length: spans.length / 3 }, (_, i) => [models.slice(spans[3 * i], spans[3 * i] + spans[3 * i + 1]), (spans[3 * i + 2] >> 8) - 1]);
      // class 0, typeParameter 4, type 5, parameter 6, function 10.
      expect(classes).toEqual(expect.arrayContaining([['Mlp', 0], ['B', 4], ['f32', 5], ['x', 6], ['linear', 10]]));
      const starts = spans.filter((_: number, i: number) => i % 3 === 0);
      expect(starts).toEqual([...starts].sort((a: number, b: number) => a - b));
      expect(starts.every((s: number) => s < models.length)).toBe(true);
    });
    test('folding', async () => expect(texts((await editor.request('getOutliningSpans', { file: file() })).map((o: Body) => o.textSpan)).map((t) => t.trim().split('\n')[0])).toEqual(expect.arrayContaining(['model Mlp(x: f32[B, 784]) -> f32[B, 10] {', '{ a:1, b }'])));
    test('symbols', async () => {
      const tree = await editor.request('navtree', { file: file() }), names = (t: Body): string[] => t.childItems?.flatMap((c: Body) => [c.text, ...names(c)]) ?? [];
      expect(names(tree).filter((n) => /^_\d|Parameters/.test(n))).toEqual([]);
      const mlp = tree.childItems.find((c: Body) => c.text === 'Mlp');
      expect(names(mlp).join()).toMatch(/^Mlp.*h.*k/);
      const bar = await editor.request('navbar', { file: file() });
      expect(JSON.stringify(bar)).not.toMatch(/_0|Parameters/);
    });
  });

  describe('edits', () => {
    const whole = (): object => ({ file: file(), line: 1, offset: 1, endLine: models.split('\n').length, endOffset: 1 });
    test('formatting a document leaves templates as they are', async () => {
      const text = editor.edited('models.ts', await editor.request('format', { ...whole(), options: {} }));
      expect(text).toContain('const unformatted = { a: 1, b };');
      untouched(text);
    });
    test('so does formatting on a key', async () => {
      for (const [marked, key] of [['relu`;^', ';'], ['  }\n`;^', ';'], ['let k = linear(h, 8 )   |> relu\n^', '\n']]) untouched(editor.edited('models.ts', await ask('formatonkey', marked!, { key, options: {} })));
    });
    test('formatting a selection in a template formats the template', async () => {
      const { line, offset } = editor.at('models.ts', '^let k');
      const text = editor.edited('models.ts', await editor.request('format', { file: file(), line, offset, endLine: line, endOffset: offset + 20 }));
      expect(text).toContain('let k = linear(h, 8) |> relu');
      expect(text.replace('linear(h, 8) |> relu', 'linear(h, 8 )   |> relu')).toBe(models);
    });
    test('and so does an action', async () => {
      expect((await ask('getApplicableRefactors', 'let ^k')).map((r: Body) => r.actions[0].description)).toEqual(['Format the template']);
      const { edits: [{ textChanges }] } = await ask('getEditsForRefactor', 'let ^k', { refactor: 'cotangent', action: 'format' });
      expect(editor.edited('models.ts', textChanges)).toContain('let k = linear(h, 8) |> relu');
    });
    test('organising imports', async () => {
      const [{ textChanges }] = await editor.request('organizeImports', { scope: { type: 'file', args: { file: file() } } });
      const text = editor.edited('models.ts', textChanges);
      expect(text).toContain("import { b } from './other.ts';");
      untouched(text);
    });
    test('fixing all', async () => {
      const { changes } = await editor.request('getCombinedCodeFix', { scope: { type: 'file', args: { file: file() } }, fixId: 'unusedIdentifier_delete' });
      const text = editor.edited('models.ts', changes[0]?.textChanges ?? []);
      expect(text).not.toContain('unformatted');
      untouched(text);
    });
    test('no refactoring writes what TypeScript sees in place of a template', async () => {
      const { line } = editor.at('models.ts', 'export const ^Small');
      const range = { file: file(), startLine: line, startOffset: 22, endLine: line + 3, endOffset: 3 };
      const offered = await editor.request('getApplicableRefactors', range);
      for (const { name, actions } of offered) {
        for (const action of actions.filter((a: Body) => !a.notApplicableReason && !a.isInteractive)) {
          const done = await editor.request('getEditsForRefactor', { ...range, refactor: name, action: action.name }).catch(() => undefined);
          for (const { fileName, textChanges } of done?.edits ?? []) {
            expect(JSON.stringify(textChanges)).not.toMatch(/_0|Parameters/);
            if (fileName === file()) untouched(editor.edited('models.ts', textChanges));
          }
        }
      }
      expect(offered.length).toBeGreaterThan(0);
    });
    test('lines of a template are put into comments of the language', async () => {
      const { line } = editor.at('models.ts', '^let k');
      expect(editor.edited('models.ts', await editor.request('toggleLineComment', { file: file(), startLine: line, startOffset: 5, endLine: line, endOffset: 9 }))).toBe(models.replace('let k =', '//let k ='));
    });
    test('moving a file mends imports and nothing else', async () => {
      const changes = await editor.request('getEditsForFileRename', { oldFilePath: editor.path('other.ts'), newFilePath: editor.path('others.ts') });
      const text = editor.edited('models.ts', changes.find((c: Body) => c.fileName === file()).textChanges);
      expect(text).toBe(models.replace('./other.ts', './others.ts'));
    });
  });

  test('nothing of this was a fault of ours', () => expect(editor.log().replace(/^.*active with TypeScript.*$/gm, '').trim()).toBe(''));
});

test('what a save compiles holds its templates', async () => {
  const editor = await Editor.start('typescript', { 'a.ts': models.replace('rleu', 'relu'), 'other.ts': files['other.ts'] }, { compilerOptions: { noEmit: false, declaration: true, allowImportingTsExtensions: false, rewriteRelativeImportExtensions: true } });
  await editor.open('a.ts');
  const { outputFiles } = await editor.request('emit-output', { file: editor.path('a.ts') });
  const [script, types] = ['.js', '.d.ts'].map((end) => outputFiles.find((f: Body) => f.name.endsWith(end)).text as string);
  expect(script).toContain('let h = x |> ${Enc} |> relu');
  expect(script).not.toMatch(/_0|Parameters/);
  expect(types).toContain('Small: import("cotangent").Model<"Small(x: f32[B, 4]) -> f32[B, 2]", SmallParameters>;');
  expect(types).toContain('interface SmallParameters {');
  expect(editor.log()).not.toContain('getEmitOutput');
  editor.stop();
});

afterAll(cleanUp);
