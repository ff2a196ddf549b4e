/** The same session with TypeScript 7.0 and 7.1, wrapped and beside, and without any. */
import { describe, expect, test } from 'vitest';
import { folderOf, typescripts } from './client.ts';
import { transcript } from './scenario.ts';

const inTemplates = {
  'hover: a layer': 'linear: f32[B, 784] -> f32[B, 128]',
  'definition: a name': ['models.ts:6:7'],
  'references': ['models.ts:6:7', 'models.ts:7:10'],
  'highlight': [6, 7],
  'rename: prepare': { range: { start: { line: 6, character: 9 }, end: { line: 6, character: 10 } }, placeholder: 'h' },
  'rename: a name': ['models.ts:6:7 hidden', 'models.ts:7:10 hidden'],
  'rename: refused': "'return' is a word of the language",
  'completion': [['relu', 30], ['reshape', 30]],
  'completion: resolved': true,
  'signature help': ['linear(x: tensor, size: size, bias: flag = true)', 1],
  'fixes': [["change 'rleu' to 'relu'", 'quickfix', ['models.ts:10:70 relu']]],
  'inlays': ['6 [B, 128]', '7 [B, 32]'],
  'folding': [[5, 8]],
  'symbols of mlp.nn': [['Mlp', ['x', 'h']], ['Half', ['x']]],
  'formatting': [],
  'colours': expect.arrayContaining(['model keyword', 'Enc class', 'x parameter', 'f32 type', 'B typeParameter', '784 number', 'let keyword', 'h variable', 'linear function']),
  'problems of models.ts': ["10:70 NN0302 unknown layer 'rleu'\nhint: did you mean relu?"],
  'problems after a mended layer': [],
  'problems of mlp.nn': ["6:63 NN0302 unknown layer 'rleu'\nhint: did you mean relu?"],
  'hover in mlp.nn': 'linear: f32[B, 784] -> f32[B, 64]',
  'rename in mlp.nn': ['mlp.nn:2:7 hidden', 'mlp.nn:3:10 hidden'],
  'exit code': 0,
  'shown': [],
  'faults': [],
};

const shapeError = '6:39 ts2345 input of 784 columns, got 783', plainError = "8:14 ts2322 Type 'number' is not assignable to type 'string'.";
const holes = {
  'problems of outer.ts': ['5:68 NN0319 Enc: axis 1 of x must be 784, but got 99 in f32[B, 99]'],
  'problems of a hole after another signature': ['4:69 NN0319 Enc: axis 1 of x must be 783, but got 784 in f32[B, 784]', '5:68 NN0319 Enc: axis 1 of x must be 783, but got 99 in f32[B, 99]'],
};

/** Each session is held once. */
const held = new Map<string, ReturnType<typeof transcript>>();
const wrapped = (typescript: string): ReturnType<typeof transcript> => {
  const session = held.get(typescript) ?? transcript({ mode: 'wrapper', typescript: folderOf(typescript) });
  held.set(typescript, session);
  return session;
};

describe.each(typescripts)('over %s', (typescript) => {
  test('wrapped', async () => {
    const seen = await wrapped(typescript);
    expect(seen).toMatchObject({
      ...inTemplates, ...holes,
      'problems of use.ts': [shapeError, plainError],
      'problems after another signature': [plainError],
      'problems after closing': [shapeError, plainError],
      'symbols': ['width', ['Enc', [['Enc', ['x', 'h']]]], ['Net', [['Net', ['x']]]], ['Bad', [['Bad', ['x']]]]],
      'hover: a constant': 'const Enc: ModelWith<"Enc(x: f32[B, 784]) -> f32[B, 32]", EncParameters>',
      'hover: in a hole': 'const Enc: ModelWith<"Enc(x: f32[B, 784]) -> f32[B, 32]", EncParameters>',
      'definition: in a hole': ['models.ts:4:14'],
      'definition: a parameter': ['models.ts:9:80'],
      'definition: a model': ['models.ts:4:14', 'cotangent.ts:7:3'],
      'references: across holes': ['models.ts:4:14', 'models.ts:9:72', 'outer.ts:2:10', 'outer.ts:4:71', 'outer.ts:5:70', 'use.ts:2:10', 'use.ts:6:22', 'use.ts:6:26'],
      'rename: across holes': ['models.ts:4:14', 'models.ts:9:72', 'outer.ts:2:10', 'outer.ts:4:71', 'outer.ts:5:70', 'use.ts:2:10', 'use.ts:6:22', 'use.ts:6:26'].map((at) => `${at} Encoder`),
    });
  });

  test('beside', async () => {
    const seen = await transcript({ mode: 'companion', typescript: folderOf(typescript) });
    expect(seen).toMatchObject({
      ...inTemplates, ...holes,
      // What TypeScript says without us is not said again.
      'problems of use.ts': [shapeError],
      'problems after another signature': [],
      'problems after closing': [shapeError],
      'typed hover': 'const Enc: ModelWith<"Enc(x: f32[B, 784]) -> f32[B, 32]", EncParameters>',
      'hover: a constant': null, 'definition: in a hole': [], 'definition: a model': [], 'references: across holes': [],
    });
  });
});

test('alone', async () => {
  expect(await transcript({ mode: 'standalone' })).toMatchObject({ ...inTemplates, 'symbols': [['Enc', ['x', 'h']], ['Net', ['x']], ['Bad', ['x']]], 'problems of use.ts': [], 'problems of outer.ts': [], 'hover: a constant': null, 'typed hover': null });
});

test('TypeScript 7.0 and 7.1 show the same', async () => {
  const [seven, sevenOne] = await Promise.all(typescripts.map(wrapped));
  // The outline of 7.0 has the imports too, which the scenario leaves out.
  expect(sevenOne).toEqual(seven);
});
