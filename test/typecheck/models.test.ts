import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from '../../dsl/parse.ts';
import { source } from '../../dsl/source.ts';
import { layers } from '../../nn/library.ts';
import { check } from '../../typecheck/check.ts';
import { parameterCount, showCount, type CheckedModel } from '../../typecheck/model.ts';

const read = (name: string): string => readFileSync(new URL(`../models/${name}.nn`, import.meta.url), 'utf8');

function modelsOf(name: string): Map<string, CheckedModel> {
  const { tree, diagnostics } = parse(source(read(name)));
  const checked = check(tree, layers);
  expect([...diagnostics, ...checked.diagnostics]).toEqual([]);
  return new Map(checked.models.map((m) => [m.name, m]));
}

test.each([
  ['mlp', 'Mlp(x: f32[B, 784]) -> f32[B, 10]', '203,530', 'training'],
  ['resnet18', 'BasicBlock<Cin, C, S = 1>(x: f32[B, Cin, H, W]) -> f32[B, C, H/S, W/S] where H % S == 0, W % S == 0', undefined, 'never'],
  ['resnet18', 'ResNet18(x: f32[B, 3, 224, 224]) -> f32[B, 1000]', '11,689,512', 'never'],
  ['gpt', 'Attention<C, H>(x: f32[B, T, C]) -> f32[B, T, C] where C = H * D', '4*C*C + 4*C', 'training'],
  ['gpt', 'Block<C, H>(x: f32[B, T, C]) -> f32[B, T, C] where C = H * D', '12*C*C + 13*C', 'training'],
  ['gpt', 'Gpt(ids: i32[B, T]) -> f32[B, T, 50257] where T <= 1024', '124,439,808', 'training'],
  ['lstm', 'Lstm<C, H>(x: f32[B, T, C], h0?: f32[B, H], c0?: f32[B, H]) -> (ys: f32[B, T, H], hT: f32[B, H], cT: f32[B, H])', '4*C*H + 4*H*H + 4*H', 'never'],
  ['vae', 'Vae(x: f32[B, 784]) -> (recon: f32[B, 784], mu: f32[B, 32], logvar: f32[B, 32])', '667,248', 'training'],
  ['vit', 'Vit(img: f32[B, 3, 224, 224]) -> f32[B, 1000]', '86,567,656', 'training'],
])('%s: %s has %s parameters and needs a key %s', (file, signature, count, key) => {
  const model = modelsOf(file).get(/^\w+/.exec(signature)![0])!;
  expect(model.signature).toBe(signature);
  expect(model.ok).toBe(true);
  expect(model.key).toBe(key);
  const found = parameterCount(model);
  expect(found === undefined ? undefined : showCount(found)).toBe(count);
});

test('a count for other sizes', () => {
  const block = modelsOf('resnet18').get('BasicBlock')!;
  const conv = (c: number, n: number, k: number): number => n * c * k * k + 2 * n;
  expect(parameterCount(block, { Cin: 64, C: 64 })).toBe(conv(64, 64, 3) + conv(64, 64, 3));
  expect(parameterCount(block, { Cin: 64, C: 128, S: 2 })).toBe(conv(64, 128, 3) + conv(128, 128, 3) + conv(64, 128, 1));
  expect(parameterCount(modelsOf('gpt').get('Gpt')!, { L: 1, C: 8, H: 2, V: 10, Tmax: 4 })).toBe(80 + 32 + 12 * 64 + 13 * 8 + 16);
});

test('parameters have paths, shapes and repeats', () => {
  const { parameters } = modelsOf('gpt').get('Gpt')!;
  expect(parameters.map((p) => `${[...p.repeats.map((r) => `${r} × `)].join('')}${p.path} [${p.type.shape.join(', ')}]`)).toEqual([
    'wte [V, C]', 'wpe [Tmax, C]',
    'L × h.Block.layernorm.weight [C]', 'L × h.Block.layernorm.bias [C]',
    'L × h.Block.Attention.qkv.linear.weight [C, 3*C]', 'L × h.Block.Attention.qkv.linear.bias [3*C]',
    'L × h.Block.Attention.linear.weight [C, C]', 'L × h.Block.Attention.linear.bias [C]',
    'L × h.Block.layernorm2.weight [C]', 'L × h.Block.layernorm2.bias [C]',
    'L × h.Block.linear.weight [C, 4*C]', 'L × h.Block.linear.bias [4*C]', 'L × h.Block.linear2.weight [4*C, C]', 'L × h.Block.linear2.bias [C]',
    'h.layernorm.weight [C]', 'h.layernorm.bias [C]',
  ]);
});

test('states are those of batch norm', () => {
  expect(modelsOf('resnet18').get('BasicBlock')!.states.map((s) => `${s.path} [${s.type.shape.join(', ')}]`)).toEqual([
    'y.batchnorm.mean [C]', 'y.batchnorm.variance [C]', 'y.batchnorm2.mean [C]', 'y.batchnorm2.variance [C]', 'skip.batchnorm.mean [C]', 'skip.batchnorm.variance [C]',
  ]);
});
