/**
 * `node scripts/vscode/check.mjs FOLDER` tries the extension in a real VS Code (setup.mjs puts one into FOLDER): a wrong model is
 * underlined and stands among the problems, hovers and inlays show shapes, completion knows layers, and a mended model has no mistake. Pictures of
 * all this go to docs/images. Wants `npm run build` and `npm run vsix` first. A minute; not part of the tests, for it takes a gigabyte.
 */
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openEditor } from './editor.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const place = resolve(process.argv[2] ?? '.'), images = join(root, 'docs/images');

const digits = `import { nn, random, zeros } from 'cotangent';

export const Digits = nn\`
model Digits(image: f32[B, 28, 28]) -> f32[B, 10] {
  let h = image |> flatten |> linear(128) |> relu
  return h |> linear(12)
}\`;

const parameters = Digits.init(random.key(0));
const scores = Digits(parameters, zeros([32, 28, 27]));
`;
const spiral = `model Spiral<Hidden = 32>(x: f32[B, 2]) -> f32[B, 3] =
  x |> linear(Hidden) |> rleu |> linear(3)
`;

const project = join(place, 'project');
rmSync(project, { recursive: true, force: true });
mkdirSync(join(project, 'src'), { recursive: true });
mkdirSync(join(project, 'node_modules'), { recursive: true });
mkdirSync(images, { recursive: true });
symlinkSync(root, join(project, 'node_modules/cotangent'));
writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions: { strict: true, module: 'NodeNext', target: 'ES2022', lib: ['ES2023', 'DOM', 'ESNext.Disposable'], types: [], noEmit: true } }));
writeFileSync(join(project, 'src/digits.ts'), digits);
writeFileSync(join(project, 'src/spiral.nn'), spiral);

const editor = await openEditor({ place, project, archive: join(root, 'dist/cotangent.vsix') });
const { page } = editor;
const picture = (name, height) => page.screenshot({ path: join(images, `vscode-${name}.png`), clip: { x: 0, y: 0, width: 1000, height } });
const errors = page.locator('.monaco-editor .squiggly-error');
const problems = async () => (await page.locator('.markers-panel .monaco-list-row').allInnerTexts()).map((t) => t.replaceAll('\n', ' ')).join('\n');

try {
  await editor.open('src/digits.ts');
  await errors.first().waitFor();
  await page.locator('.monaco-editor .view-line', { hasText: '[B, 128]' }).first().waitFor();
  await page.keyboard.press('Control+Shift+M');
  await page.locator('.markers-panel .monaco-list-row').nth(2).waitFor();
  const told = await problems();
  console.log(told);
  assert.match(told, /Digits returns f32\[B, 12\], but its signature says f32\[B, 10\]/);
  assert.match(told, /got \[32, 28, 27\]/);
  await picture('problem', 640);

  await page.keyboard.press('Control+J');
  const layer = await editor.hover('linear(128)');
  console.log(layer);
  assert.match(layer, /f32\[B, 784\] -> f32\[B, 128\]/);
  await picture('hover', 400);
  const model = await editor.hover('Digits', 0);
  console.log(model);
  assert.match(model, /Model<"Digits\(image: f32\[B, 28, 28\]\) -> f32\[B, 10\]"/);

  await editor.clickBehind('linear(12)');
  await page.keyboard.type(' |> so', { delay: 60 });
  const offered = page.locator('.suggest-widget .monaco-list-row', { hasText: 'softmax' }).first();
  await offered.waitFor();
  await picture('completion', 400);
  await page.keyboard.press('Escape');
  for (let i = 0; i < ' |> so'.length; i++) await page.keyboard.press('Backspace');

  await editor.clickBehind('h |> linear(12');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('0');
  await editor.clickBehind('28, 27');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('8');
  await errors.first().waitFor({ state: 'detached' });

  await editor.open('src/spiral.nn');
  await errors.first().waitFor();
  assert.match(await editor.hover('rleu'), /did you mean relu/);
  await picture('file', 300);
} finally {
  await editor.close();
}
