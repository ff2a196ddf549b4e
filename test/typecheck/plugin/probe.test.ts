import { afterAll, beforeAll, describe, test } from 'vitest';
import { cleanUp, Editor } from './tsserver.ts';

const enc = `import { nn } from 'cotangent';
import { b, a } from './other.ts';
const classes = 10;
export const Enc = nn\`model Enc(x: f32[B, 784]) -> f32[B, 32] = x |> linear(32) |> relu\`;
export const Mlp = nn\`
  model Mlp(x: f32[B, 784]) -> f32[B, 10] {
    let h = x |> \${Enc} |> relu
    let k = linear(h, 8 ) |> rleu
    return k |> linear(\${classes})
  }
\`;
const   unformatted = { a:1, b };
export const Small = nn\`model Small(x: f32[B, 4]) -> f32[B, 2] {
  let y = x |> linear(2)
  return y
}\`;
export const p = Small.init().y.linear.weight;
`;
const use = `import { Small } from './enc.ts';
export const w = Small.init().y.linear.bias;
`;
describe('probe', () => {
  let e: Editor;
  beforeAll(async () => {
    e = await Editor.start('typescript', { 'enc.ts': enc, 'use.ts': use, 'other.ts': 'export const a = 1, b = 2;\n' });
    await e.open('enc.ts');
  });
  afterAll(() => e.stop());
  test('all', async () => {
    const show = async (name: string, command: string, args: object) => console.log(name, JSON.stringify(await e.request(command, args).catch((x) => String(x)))?.replaceAll(e.folder, ''));
    const file = e.path('enc.ts');
    console.log(await e.errors('enc.ts'));
    await show('hover layer', 'quickinfo', e.at('enc.ts', '^linear(32)'));
    await show('hover const', 'quickinfo', e.at('enc.ts', 'const ^Small'));
    await show('hover hole', 'quickinfo', e.at('enc.ts', '${^Enc}'));
    await show('hover param', 'quickinfo', e.at('enc.ts', 'y.linear.^weight'));
    const c = await e.request('completionInfo', { ...e.at('enc.ts', 'relu^`'), includeCompletionsWithSnippetText: true });
    console.log('completion', c.entries.length, JSON.stringify(c.entries.slice(0, 3)));
    await show('details', 'completionEntryDetails', { ...e.at('enc.ts', 'relu^`'), entryNames: ['relu'] });
    await show('signatureHelp', 'signatureHelp', e.at('enc.ts', 'linear(^32)'));
    const wrong = e.at('enc.ts', '^rleu');
    await show('fix', 'getCodeFixes', { file, startLine: wrong.line, startOffset: wrong.offset, endLine: wrong.line, endOffset: wrong.offset + 4, errorCodes: [302] });
    await show('definition y', 'definitionAndBoundSpan', e.at('enc.ts', 'return ^y'));
    await show('definition weight', 'definitionAndBoundSpan', e.at('enc.ts', 'y.linear.^weight'));
    await show('definition y in ts', 'definitionAndBoundSpan', e.at('enc.ts', 'init().^y'));
    await show('references y', 'references', e.at('enc.ts', 'return ^y'));
    await show('references y ts', 'references', e.at('enc.ts', 'init().^y'));
    await show('rename y', 'rename', e.at('enc.ts', 'return ^y'));
    await show('rename y ts', 'rename', e.at('enc.ts', 'init().^y'));
    await show('rename weight', 'rename', e.at('enc.ts', 'y.linear.^weight'));
    await show('rename Enc', 'rename', e.at('enc.ts', 'const ^Enc'));
    await show('rename classes', 'rename', e.at('enc.ts', '${^classes}'));
    await show('inlay', 'provideInlayHints', { file, start: 0, length: enc.length });
    await show('inlays', '_cotangent.inlays', { file, start: 0, length: enc.length });
    const s = await e.request('encodedSemanticClassifications-full', { file, start: 0, length: enc.length, format: '2020' });
    console.log('semantic', Array.from({ length: s.spans.length / 3 }, (_, i) => `${enc.slice(s.spans[3 * i], s.spans[3 * i] + s.spans[3 * i + 1])}:${(s.spans[3 * i + 2] >> 8) - 1}`).join(' '));
    await show('outline', 'getOutliningSpans', { file });
    await show('navtree', 'navtree', { file });
    const all = { file, line: 1, offset: 1, endLine: 100, endOffset: 1 };
    const edits = await e.request('format', { ...all, endLine: enc.split('\n').length, options: {} });
    console.log('formatted', e.edited('enc.ts', edits));
    await show('organize', 'organizeImports', { scope: { type: 'file', args: { file } } });
    await show('navto', 'navto', { searchValue: 'Small', file });
    await show('refs of file', 'fileReferences', { file });
    await show('highlights', 'documentHighlights', { ...e.at('enc.ts', 'return ^y'), filesToSearch: [file] });
    await show('refactors', 'getApplicableRefactors', { ...e.at('enc.ts', 'let ^k') });
    await show('refactor', 'getEditsForRefactor', { ...e.at('enc.ts', 'let ^k'), refactor: 'cotangent', action: 'format' });
    await show('selection', 'selectionRange', { file, locations: [e.at('enc.ts', 'let ^k')] });
    await show('emit', 'emit-output', { file });
    console.log(e.log());
  });
});
afterAll(cleanUp);
