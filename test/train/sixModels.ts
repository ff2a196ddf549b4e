/** The six models of the language, small, each with a loss and a batch: what tests of whole training steps share. */
import { readFileSync } from 'node:fs';
import { nn, type Model } from '../../nn/nn.ts';
import * as f from '../../tensor/functions.ts';
import * as random from '../../tensor/random.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Tree } from '../../train/optim/optimizer.ts';
import type { Loss } from '../../train/step.ts';

export interface SmallModel {
  readonly name: string;
  readonly model: Model;
  readonly loss: Loss<Tree, Tree, Tree>;
  batch(): Tree;
}

const text = (name: string): string => readFileSync(new URL(`../models/${name}.nn`, import.meta.url), 'utf8');
const load = (name: string, sizes: Readonly<Record<string, number>>): Model => nn(text(name)).with(sizes);
const key = (n: number): random.Key => random.foldIn(random.key(77), n);
const classes = (shape: readonly number[], count: number): Tensor => random.randint(key(1), shape, 0, count);
const several = (x: unknown): Readonly<Record<string, Tensor>> => x as Readonly<Record<string, Tensor>>;

/** `wide`: large enough that several threads share the work. */
export function sixModels({ wide = false } = {}): readonly SmallModel[] {
  const s = wide ? 4 : 1;
  const mlp = load('mlp', { Hidden: 24 * s });
  const gpt = load('gpt', { V: 19, Tmax: 16, C: 12 * s, H: 3, L: 2 });
  const resnet = nn(`${text('resnet18').split('model ResNet18')[0]!}
    model Small(x: f32[B, 3, H, W]) -> f32[B, 5] where H % 2 == 0, W % 2 == 0 =
      x |> conv(4, 3, pad = 1) |> batchnorm |> relu |> BasicBlock<4, 4> |> BasicBlock<4, 8, 2> |> mean(2, 3) |> linear(5)`);
  const lstm = load('lstm', { C: 5, H: 8 * s });
  const vae = load('vae', { Z: 3 });
  const vit = load('vit', { S: 8 * s, P: 4, C: 8, H: 2, L: 2, Classes: 5 });
  return [
    {
      name: 'mlp', model: mlp, batch: () => ({ x: random.normal(key(0), [6 * s, 784]), y: classes([6 * s], 10) }),
      loss: (p, { x, y }, { key }) => f.crossEntropy(mlp(p, x, { train: true, key }), y),
    },
    {
      name: 'gpt', model: gpt, batch: () => ({ ids: classes([2, wide ? 16 : 7], 19), next: random.randint(key(2), [2, wide ? 16 : 7], 0, 19) }),
      loss: (p, { ids, next }, { key }) => f.crossEntropy(gpt(p, ids, { train: true, key }), next),
    },
    {
      name: 'resnet', model: resnet, batch: () => ({ x: random.normal(key(0), [3, 3, 8 * s, 8 * s]), y: classes([3], 5) }),
      loss: (p, { x, y }, { model: state }) => {
        const [logits, next] = resnet.apply(p, [x], { train: true, state });
        return { loss: f.crossEntropy(logits, y), model: next };
      },
    },
    {
      name: 'lstm', model: lstm, batch: () => ({ x: random.normal(key(0), [3, 6 * s, 5]), y: random.normal(key(1), [3, 6 * s, 8 * s]) }),
      loss: (p, { x, y }) => f.mse(several(lstm(p, x))['ys']!, y),
    },
    {
      name: 'vae', model: vae, batch: () => ({ x: random.uniform(key(0), [2 * s, 784]) }),
      loss: (p, { x }, { key }) => {
        const { recon, mu, logvar } = several(vae(p, x, { train: true, key }));
        return f.add(f.mul(f.mse(recon!, x), 100), f.mean(f.sub(f.add(f.exp(logvar!), f.square(mu!)), logvar!)));
      },
    },
    {
      name: 'vit', model: vit, batch: () => ({ x: random.normal(key(0), [2, 3, 8 * s, 8 * s]), y: classes([2], 5) }),
      loss: (p, { x, y }, { key }) => f.crossEntropy(vit(p, x, { train: true, key }), y),
    },
  ];
}
