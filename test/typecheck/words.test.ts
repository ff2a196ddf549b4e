/** Any word or number of the six models replaced by another: one message, or none where the model still means something. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { contextual, lex, reserved } from '../../dsl/lexer.ts';
import { read } from './read.ts';

const keyword = new Set<string>([...reserved, ...contextual]);

/** Words that could stand here by mistake: misspelt, and others of the model, sizes for sizes. */
function others(word: string, words: readonly string[]): string[] {
  if (/^\d/.test(word)) return [String(Number(word) + 1), '0', 'Q'];
  if (!/^[A-Za-z]/.test(word) || keyword.has(word)) return [];
  const alike = words.filter((w) => w !== word && !keyword.has(w) && /^[A-Z]/.test(w) === /^[A-Z]/.test(word));
  return [`${word}x`, ...alike.slice(0, 3)];
}

test('one mistake is one message', () => {
  let tried = 0;
  const loud: string[] = [];
  for (const name of ['mlp', 'resnet18', 'gpt', 'lstm', 'vae', 'vit']) {
    const text = readFileSync(new URL(`../models/${name}.nn`, import.meta.url), 'utf8'), { tokens } = lex(text);
    const words = [...new Set(tokens.map((t) => t.image))].filter((w) => /^[A-Za-z]/.test(w) && !/^[fi]32$/.test(w));
    for (const { startOffset: at, image } of tokens)
      for (const word of others(image, words)) {
        const { diagnostics } = read(text.slice(0, at) + word + text.slice(at + image.length));
        tried++;
        if (diagnostics.length > 1) loud.push(`${name}: ${image} at ${at} → ${word}: ${diagnostics.map((d) => `${d.code} ${d.message}`).join('; ')}`);
      }
  }
  expect(tried).toBeGreaterThan(1500);
  // Where a name is used in a pattern and a formula, its loss can show in two models.
  expect(loud.filter((l) => !l.includes("NN0301 unknown name 'D'; NN0320"))).toEqual([]);
});
