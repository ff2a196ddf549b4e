/** The linter with its security and regular-expression rules finds nothing. */
import { ESLint } from 'eslint';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test('eslint', { timeout: 240_000 }, async () => {
  const eslint = new ESLint({ cwd: fileURLToPath(new URL('..', import.meta.url)) });
  const results = await eslint.lintFiles(['.']);
  const found = results.flatMap((r) => r.messages.map((m) => `${r.filePath}:${m.line}:${m.column} ${m.ruleId} ${m.message}`));
  expect(found).toEqual([]);
});

test('eslint sees what it must: a regular expression that can explode, code from text', async () => {
  const eslint = new ESLint({ cwd: fileURLToPath(new URL('..', import.meta.url)) });
  const [result] = await eslint.lintText('export const r = /^(a+)+$/; export const f = new Function("return 1");\n', { filePath: 'core/planted.ts' });
  expect(result!.messages.map((m) => m.ruleId)).toEqual(expect.arrayContaining(['redos/no-vulnerable', 'no-new-func']));
});
