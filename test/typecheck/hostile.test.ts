/** The checker never throws and answers soon, whatever the text. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lex } from '../../dsl/lexer.ts';
import { parse } from '../../dsl/parse.ts';
import { source } from '../../dsl/source.ts';
import { layers } from '../../nn/library.ts';
import { check, type Checked } from '../../typecheck/check.ts';
import { parameterCount } from '../../typecheck/model.ts';

const texts = ['mlp', 'resnet18', 'gpt', 'lstm', 'vae', 'vit'].map((name) => readFileSync(new URL(`../models/${name}.nn`, import.meta.url), 'utf8'));

function read(text: string): Checked {
  const { tree, diagnostics } = parse(source(text));
  const checked = check(tree, layers, { syntax: diagnostics });
  for (const d of checked.diagnostics) {
    if (/\?\w|undefined|\bNaN\b/.test(d.message)) throw new Error(`a message that says nothing: ${d.message}\n${text}`);
    if (!(d.span.start >= 0 && d.span.start <= d.span.end && d.span.end <= text.length)) throw new Error(`a span outside of the text: ${JSON.stringify(d)}\n${text}`);
  }
  checked.models.forEach((m) => parameterCount(m));
  return checked;
}

const words = texts.map((text) => lex(text).tokens.map((t) => t.image));
const vocabulary = [...new Set([...words.flat(), ...layers.keys(), '-1', '0', '1e9', '99999999999999999999', '${0}', '"tanh"', 'true', 'state', 'next', '**', '%', '...'])];

/** Models with some tokens replaced, left out, doubled or swapped. */
const mutant = fc.tuple(fc.constantFrom(...words), fc.array(fc.tuple(fc.nat(), fc.constantFrom('replace', 'drop', 'insert', 'swap'), fc.constantFrom(...vocabulary)), { minLength: 1, maxLength: 4 }))
  .map(([tokens, edits]) => {
    const out = [...tokens];
    for (const [n, kind, word] of edits) {
      const at = n % out.length;
      if (kind === 'swap' && at + 1 < out.length) [out[at], out[at + 1]] = [out[at + 1], out[at]];
      else out.splice(at, kind === 'insert' ? 0 : 1, ...(kind === 'drop' ? [] : [word]));
    }
    return out.join(' ');
  });

test('mutated models', () => fc.assert(fc.property(mutant, (text) => { read(text); }), { numRuns: 600 }));

/** The same name everywhere another may stand: types fit by chance more often. */
const renamed = fc.tuple(fc.constantFrom(...words), fc.constantFrom(...vocabulary), fc.constantFrom(...vocabulary)).map(([tokens, from, to]) => tokens.map((t) => (t === from ? to : t)).join(' '));
test('models with a word replaced everywhere', () => fc.assert(fc.property(renamed, (text) => { read(text); }), { numRuns: 200 }));

describe('answers soon', () => {
  const names = (n: number, join = ', '): string => Array.from({ length: n }, (_, i) => `A${i}`).join(join);
  test.each<[string, string]>([
    ['a product of long sums', `model M<${names(40)}>(x: f32[B]) -> f32[${Array.from({ length: 20 }, () => `(${names(40, ' + ')})`).join(' * ')}] = x`],
    ['a shape of long sums', `model M<${names(40)}>(x: f32[${Array.from({ length: 12 }, () => names(40, ' + ')).join(', ')}]) -> f32[B] = reshape(x, -1)`],
    ['a high power', `model M<${names(6)}>(x: f32[(${names(6, ' + ')}) ** 64]) -> f32[B] = x`],
    ['many equations', `model M<${names(100)}>(x: f32[A0]) -> f32[A0] where ${Array.from({ length: 99 }, (_, i) => `A${i} = A${i + 1} * Q${i}`).join(', ')} = x`],
    ['equations that double', `model M<A0>(x: f32[A0]) -> f32[A0] where ${Array.from({ length: 40 }, (_, i) => `A${i} = A${i + 1} * A${i + 1}`).join(', ')} = x`],
    ['many facts', `model M<${names(60)}>(x: f32[A0]) -> f32[A0] where ${Array.from({ length: 59 }, (_, i) => `A${i} <= A${i + 1}`).join(', ')} { param w: f32[A59] = zeros\n let y = w[0:A0]\n return x + y }`],
    ['a long pipe', `model M(x: f32[B, 4]) -> f32[B, 4] = x ${'|> relu '.repeat(2000)}`],
    ['many layers', `model M(x: f32[B, 4]) -> f32[B, 4] = x ${'|> linear(4) '.repeat(2000)}`],
    ['many models', Array.from({ length: 400 }, (_, i) => `model M${i}(x: f32[B, 4]) -> f32[B, 4] = x |> ${i === 0 ? 'linear(4)' : `M${i - 1}`}`).join('\n')],
    ['models that double', Array.from({ length: 24 }, (_, i) => `model M${i}(x: f32[B, 4]) -> f32[B, 4] = x |> ${i === 0 ? 'linear(4)' : `M${i - 1} |> M${i - 1}`}`).join('\n')],
    ['nested repeats', `model M<L>(x: f32[B, 4]) -> f32[B, 4] = x |> ${'repeat L { '.repeat(50)}linear(4)${' }'.repeat(50)}`],
    ['nested ifs of trains', `model M(x: f32[B, 4]) -> f32[B, 4] = ${'if train then x else '.repeat(50)} x`],
    ['nested ifs of sizes', `model M<${names(30)}>(x: f32[B, 4]) -> f32[B, 4] = ${Array.from({ length: 30 }, (_, i) => `if A${i} == 1 then x else `).join('')} x`],
    ['a wide concat', `model M(x: f32[B, 4]) -> f32[B, 8000] = concat(${Array.from({ length: 2000 }, () => 'x').join(', ')})`],
    ['windows over unknown images', `model M(x: f32[B, 3, H, W]) -> f32[B, 3, H, W] = x ${'|> maxpool(3, stride = 2, pad = 1) '.repeat(60)}`],
  ])('%s', (_, text) => {
    // Time of the processor, as other tests run beside.
    const start = process.cpuUsage();
    read(text);
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1000).toBeLessThan(1500);
  });
});
