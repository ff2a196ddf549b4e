// TensorFlow.js on its WebAssembly backend, which runs on one thread in Node. Eager: one kernel per operation.
import { createRequire } from 'node:module';
import path from 'node:path';

const build = process.env.COTANGENT_BENCH_BUILD;
const { serve } = await import(new URL('child.js', build).href);
const { uniform, mlpInputs } = await import(new URL('inputs.js', build).href);

const require = createRequire(import.meta.url);
// It greets on stdout, where the answers go.
console.log = console.warn = () => {};
const tf = require('@tensorflow/tfjs');
const wasm = require('@tensorflow/tfjs-backend-wasm');
wasm.setWasmPaths(path.join(path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'wasm-out/'));
await tf.setBackend('wasm');
await tf.ready();

/** The backend computes at once; reading one element is enough to be sure of it. */
const kernel = (f, at) => ({
  step: async () => {
    const y = tf.tidy(f), one = y.flatten().slice(0, 1);
    await one.data();
    tf.dispose([y, one]);
  },
  check: async () => {
    const y = await f().data();
    return at.map((p) => y[p]);
  },
});

const training = (optimizer, loss, count) => {
  const losses = [];
  const step = async () => {
    const value = optimizer.minimize(loss, true);
    const [number] = await value.data();
    if (losses.length < count) losses.push(number);
    value.dispose();
  };
  return {
    step,
    check: async () => {
      while (losses.length < count) await step();
      return losses;
    },
  };
};

const gelu = (x) => tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(tf.mul(tf.add(x, tf.mul(tf.mul(tf.mul(x, x), x), 0.044715)), Math.sqrt(2 / Math.PI))), 1));

const layerNorm = (x, gain, shift) => {
  const { mean, variance } = tf.moments(x, -1, true);
  return tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5))), gain), shift);
};

const library = {
  matmul: ({ m, k, n, layout, at }) => {
    const a = tf.tensor(uniform(m * k, 1), layout === 'tn' ? [k, m] : [m, k]), b = tf.tensor(uniform(k * n, 2), layout === 'nt' ? [n, k] : [k, n]);
    return kernel(() => tf.matMul(a, b, layout === 'tn', layout === 'nt'), at);
  },
  gelu: ({ n, at }) => {
    const x = tf.tensor(uniform(n, 3, 3));
    return kernel(() => gelu(x), at);
  },
  softmax: ({ rows, columns, at }) => {
    const x = tf.tensor(uniform(rows * columns, 11, 4), [rows, columns]);
    return kernel(() => tf.softmax(x, -1), at);
  },
  layerNorm: ({ rows, columns, at }) => {
    const x = tf.tensor(uniform(rows * columns, 12, 3), [rows, columns]), gain = tf.tensor(uniform(columns, 13)), shift = tf.tensor(uniform(columns, 14));
    return kernel(() => layerNorm(x, gain, shift), at);
  },
  // Its own order is NHWC and HWIO; `at` counts NCHW, so the check goes back.
  conv: ({ batch, channels, side, at }) => {
    const x = tf.transpose(tf.tensor(uniform(batch * channels * side * side, 4), [batch, channels, side, side]), [0, 2, 3, 1]);
    const w = tf.transpose(tf.tensor(uniform(channels * channels * 9, 5), [channels, channels, 3, 3]), [2, 3, 1, 0]);
    const run = () => tf.conv2d(x, w, 1, 'same');
    return { step: kernel(run, at).step, check: kernel(() => tf.transpose(run(), [0, 3, 1, 2]), at).check };
  },
  tiny: ({ n, hidden, batch, rate, losses }) => {
    const variable = (data, shape) => tf.variable(tf.tensor(data, shape));
    const u = variable(uniform(n * hidden, 22, Math.sqrt(1 / n)), [n, hidden]), a = variable(new Float32Array(hidden), [hidden]);
    const v = variable(uniform(hidden, 23, Math.sqrt(1 / hidden)), [hidden, 1]), c = variable(new Float32Array(1), [1]);
    const x = tf.tensor(uniform(batch * n, 20), [batch, n]), y = tf.tensor(uniform(batch, 21), [batch, 1]);
    return training(tf.train.sgd(rate), () => tf.mean(tf.square(tf.sub(tf.add(tf.matMul(tf.tanh(tf.add(tf.matMul(x, u), a)), v), c), y))), losses);
  },
  mlp: ({ shape, adam: { rate, beta1, beta2, epsilon }, losses }) => {
    const { layers, x: data, y: classes } = mlpInputs(shape);
    const weights = layers.map(({ n, m, w, b }) => ({ w: tf.variable(tf.tensor(w, [n, m])), b: tf.variable(tf.tensor(b)) }));
    const x = tf.tensor(data, [shape.batch, shape.sizes[0]]), y = tf.oneHot(tf.tensor(classes, undefined, 'int32'), shape.sizes.at(-1));
    const loss = () => {
      const logits = weights.reduce((h, { w, b }, i) => {
        const z = tf.add(tf.matMul(h, w), b);
        return i < weights.length - 1 ? tf.relu(z) : z;
      }, x);
      return tf.neg(tf.div(tf.sum(tf.mul(tf.logSoftmax(logits), y)), shape.batch));
    };
    return training(tf.train.adam(rate, beta1, beta2, epsilon), loss, losses);
  },
  // No GPT: an eager step takes many seconds, and waiting for it tells nobody anything new.
};

if (Number(process.argv[3]) > 1) process.stdout.write('{"event":"absent","reason":"runs on one thread in Node"}\n');
else await serve(library, { version: tf.version.tfjs, backend: 'wasm' });
