/**
 * `node scripts/vscode/check.mjs FOLDER` tries the extension in a real VS Code (setup.mjs puts one into FOLDER): a wrong model is
 * underlined and stands among the problems, hovers and inlays show shapes, completion knows layers, and a mended model has no mistake. Pictures of
 * all this go to docs/images. Wants `npm run build` and `npm run vsix` first. A minute; not part of the tests, for it takes a gigabyte.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openEditor } from './editor.mjs';
import { archive, bundleExtension } from './package.mjs';

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

const ours = join(root, 'dist/cotangent.vsix');

/** Opens an editor, plays in it, and closes it. */
async function session(options, play) {
  const editor = await openEditor({ place, project, ...options }), { page } = editor;
  const errors = page.locator('.monaco-editor .squiggly-error');
  try {
    await play({
      editor, page, errors,
      async picture(name, height) {
        // What appears is faint at first.
        await page.waitForTimeout(500);
        await page.screenshot({ path: join(images, `vscode-${name}.png`), clip: { x: 0, y: 0, width: 1000, height } });
      },
      /** What the list of problems says, once it has so many lines. */
      async problems(lines) {
        await page.keyboard.press('Control+Shift+M');
        const rows = page.locator('.markers-panel .monaco-list-row');
        await rows.nth(lines - 1).waitFor();
        const told = (await rows.allInnerTexts()).map((t) => t.replaceAll('\n', ' ')).join('\n');
        console.log(told);
        assert.match(told, /Digits returns f32\[B, 12\], but its signature says f32\[B, 10\]/);
        assert.match(told, /axis 2 of image must be 28, but got 27/);
      },
      async mend() {
        await editor.clickBehind('h |> linear(12');
        await page.keyboard.press('Backspace');
        await page.keyboard.type('0');
        await editor.clickBehind('28, 27');
        await page.keyboard.press('Backspace');
        await page.keyboard.type('8');
        await errors.first().waitFor({ state: 'detached' });
      },
    });
  } finally {
    await editor.close();
  }
}

console.log('\n# tsserver');
await session({ archives: [ours] }, async ({ editor, page, errors, picture, problems, mend }) => {
  await editor.open('src/digits.ts');
  await errors.nth(1).waitFor();
  await page.locator('.monaco-editor .view-line', { hasText: '[B, 128]' }).first().waitFor();
  await problems(4);
  await picture('problem', 640);

  await page.keyboard.press('Control+J');
  assert.match(await editor.hover('Digits', 0), /Model<"Digits\(image: f32\[B, 28, 28\]\) -> f32\[B, 10\]"/);

  await editor.clickBehind('linear(12)');
  await page.keyboard.type(' |> so', { delay: 60 });
  await page.locator('.suggest-widget .monaco-list-row', { hasText: 'softmax' }).first().waitFor();
  await picture('completion', 400);
  await page.keyboard.press('Escape');
  for (let i = 0; i < ' |> so'.length; i++) await page.keyboard.press('Backspace');
  await mend();
  // TypeScript's formatter sees blanks where the model stands.
  await editor.command('Format Document');
  await page.waitForTimeout(1000);
  await editor.placeOf('  let h = image |> flatten');
  await editor.placeOf('  return h |> linear(10)');
  const layer = await editor.hover('linear(128)');
  assert.match(layer, /f32\[B, 784\] -> f32\[B, 128\]/);
  assert.match(layer, /100,480 parameters/);
  await picture('hover', 400);

  await editor.open('src/spiral.nn');
  await errors.first().waitFor();
  assert.match(await editor.hover('rleu'), /did you mean relu/);
  await picture('file', 300);
  await editor.clickBehind('rle');
  await page.keyboard.press('Control+.');
  await page.locator('.action-widget .action', { hasText: 'relu' }).first().click();
  await errors.first().waitFor({ state: 'detached' });
  await editor.placeOf('|> relu |>');
});

console.log('\n# tsserver of TypeScript 5.9');
await session({ archives: [ours], extra: { 'js/ts.tsdk.path': join(root, 'node_modules/typescript5/lib') } }, async ({ editor, page, errors, problems, mend }) => {
  await editor.open('src/digits.ts');
  await errors.nth(1).waitFor();
  await problems(4);
  await page.keyboard.press('Control+J');
  assert.match(execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }), /typescript5\/lib\/tsserver\.js/);
  await mend();
});

console.log('\n# TypeScript 7');
const standIn = join(place, 'standIn');
mkdirSync(standIn, { recursive: true });
copyFileSync(join(root, 'scripts/vscode/standIn/package.json'), join(standIn, 'package.json'));
await bundleExtension('scripts/vscode/standIn/extension.ts', join(standIn, 'extension.cjs'));
archive(standIn, join(place, 'standIn.vsix'));
await session({
  archives: [ours, join(place, 'standIn.vsix')], extra: { 'js/ts.experimental.useTsgo': true }, env: { COTANGENT_TYPESCRIPT: realpathSync(join(root, 'node_modules/typescript7')) },
}, async ({ editor, page, errors, problems, mend }) => {
  await editor.open('src/digits.ts');
  await errors.nth(1).waitFor();
  await page.locator('.monaco-editor .view-line', { hasText: '[B, 128]' }).first().waitFor();
  await problems(4);
  await page.keyboard.press('Control+J');
  assert.match(await editor.hover('linear(128)'), /f32\[B, 784\] -> f32\[B, 128\]/);
  assert.match(await editor.hover('Digits', 0), /Model<"Digits\(image: f32\[B, 28, 28\]\) -> f32\[B, 10\]"/);
  await editor.command('cotangent: Restart the Language Server');
  await errors.first().waitFor({ state: 'detached' });
  await errors.nth(1).waitFor();
  await mend();
});
