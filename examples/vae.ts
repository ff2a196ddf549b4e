/**
 * A variational autoencoder (Kingma & Welling 2014) on rendered shapes, 28×28 in grey.
 * About 5 seconds of processor time; expect the bound to fall to about 380 nats per picture. Prints what it draws.
 */
import { adam, arrayBatches, exp, jit, log, mean, nn, sum, tensor, type Tensor } from '../index.ts';
import { renderShapes } from './shapes.ts';
import { train, type RunOptions } from './example.ts';
import type { Tree } from '../train/optim/optimizer.ts';

export const Vae = nn`
model Vae<Z = 16>(x: f32[B, 784]) -> (recon: f32[B, 784], mu: f32[B, Z], logvar: f32[B, Z]) {
  let h = x |> linear(400) |> relu
  let mu = h |> linear(Z)
  let logvar = h |> linear(Z)
  let z = if train then mu + exp(0.5 * logvar) * randn(mu) else mu
  let recon = z |> linear(400) |> relu |> linear(784) |> sigmoid
  return (recon, mu, logvar)
}`;

export const steps = 600;

interface Output {
  readonly recon: Tensor;
  readonly mu: Tensor;
  readonly logvar: Tensor;
}

/** Negative evidence lower bound per picture: cross-entropy of every pixel, and the distance of the code from a standard normal. */
function bound({ recon, mu, logvar }: Output, x: Tensor): Tensor {
  const p = recon.clip(1e-6, 1 - 1e-6);
  const pixels = x.mul(log(p)).add(x.neg().add(1).mul(log(p.neg().add(1))));
  const divergence = logvar.add(1).sub(mu.square()).sub(exp(logvar)).mul(-0.5);
  return mean(sum(divergence, { axis: 1 }).sub(sum(pixels, { axis: 1 })));
}

export async function run(options: RunOptions): Promise<void> {
  const clamp = (pixels: Float32Array): Float32Array => pixels.map((v) => Math.min(Math.max(v, 0), 1));
  const seen = clamp(renderShapes(3000, { size: 28, channels: 1, seed: 1 }).pixels), fresh = clamp(renderShapes(300, { size: 28, channels: 1, seed: 2 }).pixels);
  const x = tensor(fresh, { shape: [300, 784] });
  const held = jit((p: Tree) => bound(Vae(p, x) as unknown as Output, x));
  const { state, stopped } = await train({
    model: Vae, inputs: { x: [64, 784] }, evaluateEvery: 200,
    data: arrayBatches({ x: { data: seen, shape: [3000, 784] } }, { batchSize: 64, seed: 0 }),
    loss: (p, { x }: { x: Tensor }, { key }) => bound(Vae(p, x, { train: true, key }) as unknown as Output, x),
    evaluate: async (p) => ({ 'nats per picture': await held(p).item() }),
    optimizer: adam({ learningRate: 1e-3 }),
    unit: { name: 'pictures', perStep: 64 },
  }, options);
  if (stopped === 'aborted') return;

  const { recon } = Vae(state.parameters, x) as unknown as Output;
  const drawn = await recon.data(), shades = ' .:-=+*#%@';
  const shade = (v: number): string => shades[Math.min(9, Math.floor(v * 10))]!;
  console.log('\nseen (left) and drawn from its code (right):');
  for (let y = 0; y < 28; y += 2)
    console.log([fresh, drawn].map((p) => Array.from({ length: 28 }, (_, column) => shade(p[y * 28 + column]!)).join('')).join('   '));
}
