/**
 * The right answers of the benchmarks' kernels, in float64 and by the definition, a few elements each.
 * Slow on purpose: nothing here is measured.
 */
import { uniform } from './inputs.ts';
import type { SpecOf } from './workloads.ts';

/** Σₖ a[i, k] · b[k, j] */
export const matmul = ({ m, k, n, layout, at }: SpecOf<'matmul'>): number[] => {
  const a = uniform(m * k, 1), b = uniform(k * n, 2);
  return at.map((p) => {
    const i = Math.floor(p / n), j = p % n;
    let sum = 0;
    for (let q = 0; q < k; q++) sum += a[layout === 'tn' ? q * m + i : i * k + q]! * b[layout === 'nt' ? j * k + q : q * n + j]!;
    return sum;
  });
};

/** x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³))).  Hendrycks & Gimpel 2016. */
export const gelu = ({ n, at }: SpecOf<'gelu'>): number[] => {
  const x = uniform(n, 3, 3);
  return at.map((p) => 0.5 * x[p]! * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x[p]! + 0.044715 * x[p]! ** 3))));
};

/** The row of x that element p lies in. */
const rowOf = (x: Float32Array, columns: number, p: number): number[] => {
  const start = p - (p % columns);
  return [...x.subarray(start, start + columns)];
};
const total = (xs: number[]): number => xs.reduce((sum, x) => sum + x, 0);

/** eˣ / Σ eˣ */
export const softmax = ({ rows, columns, at }: SpecOf<'softmax'>): number[] => {
  const x = uniform(rows * columns, 11, 4);
  return at.map((p) => Math.exp(x[p]!) / total(rowOf(x, columns, p).map(Math.exp)));
};

/** (x − mean) / √(variance + ε) · gain + shift.  Ba et al. 2016. */
export const layerNorm = ({ rows, columns, at }: SpecOf<'layerNorm'>): number[] => {
  const x = uniform(rows * columns, 12, 3), gain = uniform(columns, 13), shift = uniform(columns, 14);
  return at.map((p) => {
    const row = rowOf(x, columns, p), mean = total(row) / columns;
    const variance = total(row.map((v) => (v - mean) ** 2)) / columns;
    return ((x[p]! - mean) / Math.sqrt(variance + 1e-5)) * gain[p % columns]! + shift[p % columns]!;
  });
};

/** y[b, o, i, j] = Σ x[b, c, i + r − 1, j + s − 1] · w[o, c, r, s], nought outside the picture */
export const conv = ({ batch, channels, side, at }: SpecOf<'conv'>): number[] => {
  const x = uniform(batch * channels * side * side, 4), w = uniform(channels * channels * 9, 5);
  const pixel = (b: number, c: number, i: number, j: number): number =>
    i < 0 || j < 0 || i >= side || j >= side ? 0 : x[((b * channels + c) * side + i) * side + j]!;
  return at.map((p) => {
    const j = p % side, i = Math.floor(p / side) % side, plane = Math.floor(p / side ** 2);
    const o = plane % channels, b = Math.floor(plane / channels);
    let sum = 0;
    for (let c = 0; c < channels; c++)
      for (let q = 0; q < 9; q++) sum += pixel(b, c, i + Math.floor(q / 3) - 1, j + (q % 3) - 1) * w[(o * channels + c) * 9 + q]!;
    return sum;
  });
};

/** x ← sin(0.99 x + 0.01) */
export const chain = ({ n, links, at }: SpecOf<'chain'>): number[] => {
  const x = uniform(n, 6);
  return at.map((p) => {
    let v = x[p]!;
    for (let i = 0; i < links; i++) v = Math.sin(0.99 * v + 0.01);
    return v;
  });
};

/** h = tanh(x·u + a),  e = h·v + c − y,  loss = mean e²; the gradients by hand. */
export const tiny = ({ n, hidden, batch, rate, losses }: SpecOf<'tiny'>): number[] => {
  const x = uniform(batch * n, 20), y = uniform(batch, 21);
  const u = Float64Array.from(uniform(n * hidden, 22, Math.sqrt(1 / n)));
  const v = Float64Array.from(uniform(hidden, 23, Math.sqrt(1 / hidden)));
  const a = new Float64Array(hidden);
  let c = 0;
  return Array.from({ length: losses }, () => {
    const du = new Float64Array(n * hidden), da = new Float64Array(hidden), dv = new Float64Array(hidden);
    let loss = 0, dc = 0;
    for (let b = 0; b < batch; b++) {
      const row = x.subarray(b * n, b * n + n);
      const h = a.map((bias, j) => Math.tanh(row.reduce((sum, xi, i) => sum + xi * u[i * hidden + j]!, bias)));
      const e = h.reduce((sum, hj, j) => sum + hj * v[j]!, c) - y[b]!;
      const g = (2 * e) / batch;
      loss += (e * e) / batch;
      dc += g;
      h.forEach((hj, j) => {
        const d = g * v[j]! * (1 - hj * hj);
        dv[j]! += g * hj;
        da[j]! += d;
        row.forEach((xi, i) => { du[i * hidden + j]! += d * xi; });
      });
    }
    const descend = (p: Float64Array, d: Float64Array): void => p.forEach((_, i) => { p[i]! -= rate * d[i]!; });
    descend(u, du);
    descend(a, da);
    descend(v, dv);
    c -= rate * dc;
    return loss;
  });
};
