/**
 * Small pictures of shapes, rendered here: honest data for the image models where a clone has no photographs.
 * Four classes (disc, ring, square, cross) of random size, place, brightness and background noise.
 */
export const shapeNames = ['disc', 'ring', 'square', 'cross'] as const;

export interface Pictures {
  /** [n, channels, size, size], values about 0 to 1 */
  readonly pixels: Float32Array;
  readonly labels: Int32Array;
}

/** A small generator of its own (xorshift32): pictures do not depend on anything else. */
function uniforms(seed: number): () => number {
  let state = (seed * 2654435761) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

// Signed distance to each shape of radius 1 around the origin: negative inside.
const distances: readonly ((x: number, y: number) => number)[] = [
  (x, y) => Math.hypot(x, y) - 1,
  (x, y) => Math.abs(Math.hypot(x, y) - 0.8) - 0.2,
  (x, y) => Math.max(Math.abs(x), Math.abs(y)) - 0.85,
  (x, y) => Math.max(Math.min(Math.abs(x), Math.abs(y)) - 0.25, Math.max(Math.abs(x), Math.abs(y)) - 1),
];

export function renderShapes(count: number, { size, channels, seed }: { readonly size: number; readonly channels: number; readonly seed: number }): Pictures {
  const random = uniforms(seed);
  const between = (low: number, high: number): number => low + (high - low) * random();
  const pixels = new Float32Array(count * channels * size * size), labels = new Int32Array(count);
  for (let n = 0; n < count; n++) {
    const label = Math.floor(random() * distances.length), distance = distances[label]!;
    const radius = between(0.2, 0.38) * size, cx = between(0.4, 0.6) * size, cy = between(0.4, 0.6) * size;
    const ground = between(0, 0.35), noise = between(0.02, 0.12);
    const ink = Array.from({ length: channels }, () => between(0.55, 1));
    labels[n] = label;
    for (let c = 0; c < channels; c++)
      for (let y = 0; y < size; y++)
        for (let x = 0; x < size; x++) {
          const d = distance((x + 0.5 - cx) / radius, (y + 0.5 - cy) / radius) * radius;
          const cover = Math.min(Math.max(0.5 - d, 0), 1);
          pixels[((n * channels + c) * size + y) * size + x] = ground + cover * (ink[c]! - ground) + noise * (random() - 0.5);
        }
  }
  return { pixels, labels };
}
