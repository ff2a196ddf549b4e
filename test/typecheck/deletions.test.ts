/** Any one token of the six models left out: at most three messages, at least one unless the text still means something, and no crash. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { lex } from '../../dsl/lexer.ts';
import { parse } from '../../dsl/parse.ts';
import { source } from '../../dsl/source.ts';
import { layers } from '../../nn/library.ts';
import { check } from '../../typecheck/check.ts';

test.each(['mlp', 'resnet18', 'gpt', 'lstm', 'vae', 'vit'])('%s', (name) => {
  const text = readFileSync(new URL(`../models/${name}.nn`, import.meta.url), 'utf8');
  const loud: string[] = [];
  const { tokens } = lex(text);
  for (const { startOffset: at, image } of tokens) {
    const cut = text.slice(0, at) + text.slice(at + image.length);
    const { tree, diagnostics } = parse(source(cut));
    const all = [...diagnostics, ...check(tree, layers, { syntax: diagnostics }).diagnostics];
    for (const { span } of all) expect(span.start >= 0 && span.start <= span.end && span.end <= cut.length).toBe(true);
    if (all.length > 3) loud.push(`without '${image}' at ${at}:\n${all.map((d) => `  ${d.code} ${d.message}`).join('\n')}`);
  }
  expect(tokens.length).toBeGreaterThan(40);
  expect(loud).toEqual([]);
});
