/** docs/explain/checking.md shows what TypeScript sees of its models. UPDATE=1 writes what it sees now. */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { layers } from '../../nn/library.ts';
import { rewrite } from '../../typecheck/rewrite.ts';
import { services } from '../../typecheck/services/services.ts';
import { updating } from '../golden/cases.ts';
import { blocksOf, withTexts } from './markdown.ts';

const file = new URL('../../docs/explain/checking.md', import.meta.url);

test('the rewritten models', () => {
  const page = readFileSync(file, 'utf8'), blocks = blocksOf(page);
  const { text } = blocks.find((b) => b.words.includes('models'))!;
  const seen = rewrite(text, services(layers).analyse('models.ts', text).templates, 'models.ts').text;
  expect(seen.split('\n').slice(0, text.split('\n').length - 1).map((l) => l.length)).toEqual(text.split('\n').slice(0, -1).map((l) => l.length));
  // For readers without what repeats.
  const shown = seen.replaceAll(/ +$/gm, '').replaceAll('import("cotangent").', '').trimEnd();
  const updated = withTexts(page, blocks.map((b) => (b.words.includes('rewritten') ? `${shown}\n` : undefined)));
  expect(blocks.filter((b) => b.words.includes('rewritten'))).toHaveLength(1);
  if (updating) writeFileSync(file, updated);
  else expect(page, 'UPDATE=1 npx vitest run test/docs/checking.test.ts writes the page anew').toBe(updated);
});
