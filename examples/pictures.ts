/** Training a classifier on rendered shapes: what the ResNet and the ViT examples share. */
import { adamw, arrayBatches, crossEntropy, jit, tensor, warmupCosine, type Model, type Tensor } from '../index.ts';
import { renderShapes, shapeNames } from './shapes.ts';
import { train, type RunOptions } from './example.ts';
import type { Tree } from '../train/optim/optimizer.ts';

interface Picturing {
  /** The model's name for its pictures, f32[B, 3, size, size]. */
  readonly input: string;
  readonly size: number;
  readonly learningRate: number;
}

export async function classifyShapes(model: Model, options: RunOptions, { input, size, learningRate }: Picturing): Promise<void> {
  console.log(`data: rendered ${shapeNames.join(', ')}, ${size}×${size} pixels in colour; 2,000 to train on, 400 to test on\n`);
  const shape = [3, size, size], batchSize = 32;
  const seen = renderShapes(2000, { size, channels: 3, seed: 1 }), fresh = renderShapes(400, { size, channels: 3, seed: 2 });
  const x = tensor(fresh.pixels, { shape: [400, ...shape] }), truth = tensor(fresh.labels);
  const accuracy = jit((p: Tree, state: Tree) => model(p, x, { state }).argmax({ axis: -1 }).equal(truth).astype('f32').mean());
  await train({
    model, inputs: { [input]: [batchSize, ...shape] }, evaluateEvery: 50,
    data: arrayBatches({ x: { data: seen.pixels, shape: [2000, ...shape] }, label: { data: seen.labels, shape: [2000] } }, { batchSize, seed: 0 }),
    loss: (p, { x, label }: { x: Tensor; label: Tensor }, { key, model: state }) => {
      const [logits, next] = model.apply(p, [x], { train: true, key, state });
      return { loss: crossEntropy(logits as Tensor, label), model: next };
    },
    evaluate: async (p, state) => ({ accuracy: await accuracy(p, state).item() }),
    optimizer: adamw({ learningRate: warmupCosine({ peak: learningRate, warmupSteps: 20, totalSteps: Math.max(options.steps, 21) }), weightDecay: 0.05, decay: (_, p) => p.rank >= 2 }),
    unit: { name: 'pictures', perStep: batchSize },
  }, options);
}
