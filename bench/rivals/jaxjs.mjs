// jax-js (@jax-js/jax) on its WebAssembly backend. Arrays are used up by the call they go into; .ref keeps one for later.
import { readFileSync } from 'node:fs';
import { pretendBrowser } from './browser.mjs';

const build = process.env.COTANGENT_BENCH_BUILD;
const { serve } = await import(new URL('child.js', build).href);
const { uniform, mlpInputs, gptInputs, gptBlockShapes } = await import(new URL('inputs.js', build).href);

const threads = Number(process.argv[3]);
pretendBrowser(threads);
const jax = await import('@jax-js/jax');
const { numpy: np, nn, lax, tree, jit, valueAndGrad, blockUntilReady } = jax;
const { version } = JSON.parse(readFileSync(new URL('./node_modules/@jax-js/jax/package.json', import.meta.url)));
await jax.init('wasm');
jax.defaultDevice('wasm');

const array = (data, shape) => np.array(data, { shape });
const oneHot = (classes, count) => {
  const out = new Float32Array(classes.length * count);
  classes.forEach((c, i) => { out[i * count + c] = 1; });
  return array(out, [classes.length, count]);
};

/** A function of arrays run again and again on the same ones. */
const kernel = async (f, inputs, at) => {
  await blockUntilReady(inputs);
  const kept = () => inputs.map((x) => x.ref);
  return {
    step: async () => {
      const y = f(...kept());
      await y.blockUntilReady();
      y.dispose();
    },
    check: async () => {
      const y = await f(...kept()).data();
      return at.map((p) => y[p]);
    },
  };
};

/** A training loop that owns its parameters. update: (state, step number) → [state, loss] */
const training = (state, update, count) => {
  const losses = [];
  let steps = 0;
  const step = async () => {
    let loss;
    [state, loss] = update(state, ++steps);
    const [value] = await loss.data();
    if (losses.length < count) losses.push(value);
    await blockUntilReady(state);
  };
  return {
    step,
    check: async () => {
      while (losses.length < count) await step();
      return losses;
    },
  };
};

/** loss(parameters, …data) with Adam or AdamW, jitted as one step. c holds 1/(1 − βᵗ) for both moments. */
const adam = (loss, parameters, data, { rate, beta1, beta2, epsilon, decay }, count) => {
  const zeros = () => tree.map((p) => np.zeros(p.shape), parameters);
  const compiled = jit((p, m, v, c, ...data) => {
    const [value, grads] = valueAndGrad(loss)(tree.ref(p), ...data);
    const [ps, shape] = tree.flatten(p), [ms] = tree.flatten(m), [vs] = tree.flatten(v), [gs] = tree.flatten(grads);
    const c1 = c.ref.slice(0), c2 = c.slice(1);
    const next = ps.map((x, i) => {
      const m1 = ms[i].mul(beta1).add(gs[i].ref.mul(1 - beta1));
      const v1 = vs[i].mul(beta2).add(np.square(gs[i]).mul(1 - beta2));
      let by = m1.ref.mul(c1.ref).div(np.sqrt(v1.ref.mul(c2.ref)).add(epsilon));
      if (decay) by = by.add(x.ref.mul(decay));
      return [x.sub(by.mul(rate)), m1, v1];
    });
    c1.dispose();
    c2.dispose();
    return [...[0, 1, 2].map((k) => tree.unflatten(shape, next.map((n) => n[k]))), value];
  });
  return training([parameters, zeros(), zeros()], ([p, m, v], t) => {
    const c = array(new Float32Array([1 / (1 - beta1 ** t), 1 / (1 - beta2 ** t)]), [2]);
    const [p1, m1, v1, value] = compiled(p, m, v, c, ...data.map((d) => d.ref));
    return [[p1, m1, v1], value];
  }, count);
};

const gelu = (x) => x.ref.mul(0.5).mul(np.tanh(x.ref.add(x.ref.mul(x.ref).mul(x).mul(0.044715)).mul(Math.sqrt(2 / Math.PI))).add(1));

const layerNorm = (x, gain, shift) => {
  const centred = x.ref.sub(x.mean(-1, { keepdims: true }));
  const variance = np.square(centred.ref).mean(-1, { keepdims: true });
  return centred.div(np.sqrt(variance.add(1e-5))).mul(gain).add(shift);
};

const gptLoss = ({ width: d, heads, tokens, batch, vocabulary }) => (p, x, y, mask) => {
  const rows = batch * tokens, c = d / heads;
  const to = (h, shape) => h.reshape(shape);
  // jit refuses the gradient of a gather, so the embedding is a product with one-hot rows, as its own examples do.
  let h = to(np.dot(nn.oneHot(x, vocabulary), p.token), [batch, tokens, d]).add(p.position);
  for (const q of p.blocks) {
    const all = np.dot(to(layerNorm(h.ref, q.gain1, q.shift1), [rows, d]), q.qkv).add(q.qkvBias);
    const parts = to(all, [batch, tokens, 3, heads, c]).transpose([2, 0, 3, 1, 4]);
    const [query, key, value] = [parts.ref.slice(0), parts.ref.slice(1), parts.slice(2)];
    const scores = np.matmul(query, key.transpose([0, 1, 3, 2])).mul(1 / Math.sqrt(c)).add(mask.ref);
    const mixed = to(np.matmul(nn.softmax(scores, -1), value).transpose([0, 2, 1, 3]), [rows, d]);
    h = h.add(to(np.dot(mixed, q.project).add(q.projectBias), [batch, tokens, d]));
    const wide = gelu(np.dot(to(layerNorm(h.ref, q.gain2, q.shift2), [rows, d]), q.expand).add(q.expandBias));
    h = h.add(to(np.dot(wide, q.contract).add(q.contractBias), [batch, tokens, d]));
  }
  mask.dispose();
  const logits = np.dot(to(layerNorm(h, p.gain, p.shift), [rows, d]), p.head);
  return nn.logSoftmax(logits, -1).mul(y).sum().mul(-1 / rows);
};

const gptArrays = (shape) => {
  const { width: d, tokens, batch, vocabulary } = shape, { parameters: p, x, y } = gptInputs(shape), sizes = gptBlockShapes(shape);
  const mask = Float32Array.from({ length: tokens * tokens }, (_, i) => (i % tokens > Math.floor(i / tokens) ? -1e9 : 0));
  return {
    parameters: {
      token: array(p.token, [vocabulary, d]), position: array(p.position, [tokens, d]),
      blocks: p.blocks.map((b) => Object.fromEntries(Object.entries(b).map(([name, data]) => [name, array(data, [...sizes[name]])]))),
      gain: array(p.gain, [d]), shift: array(p.shift, [d]), head: array(p.head, [d, vocabulary]),
    },
    data: [array(x, [batch * tokens]), oneHot(y, vocabulary), array(mask, [tokens, tokens])],
  };
};

await serve({
  matmul: ({ m, k, n, layout, at }) => {
    const a = array(uniform(m * k, 1), layout === 'tn' ? [k, m] : [m, k]), b = array(uniform(k * n, 2), layout === 'nt' ? [n, k] : [k, n]);
    const product = { nn: (a, b) => np.matmul(a, b), nt: (a, b) => np.matmul(a, b.transpose()), tn: (a, b) => np.matmul(a.transpose(), b) };
    return kernel(jit(product[layout]), [a, b], at);
  },
  gelu: ({ n, at }) => kernel(jit(gelu), [array(uniform(n, 3, 3), [n])], at),
  softmax: ({ rows, columns, at }) => kernel(jit((x) => nn.softmax(x, -1)), [array(uniform(rows * columns, 11, 4), [rows, columns])], at),
  layerNorm: ({ rows, columns, at }) =>
    kernel(jit(layerNorm), [array(uniform(rows * columns, 12, 3), [rows, columns]), array(uniform(columns, 13), [columns]), array(uniform(columns, 14), [columns])], at),
  conv: ({ batch, channels, side, at }) =>
    kernel(jit((x, w) => lax.convGeneralDilated(x, w, [1, 1], 'SAME')),
      [array(uniform(batch * channels * side * side, 4), [batch, channels, side, side]), array(uniform(channels * channels * 9, 5), [channels, channels, 3, 3])], at),
  chain: ({ n, links, compiled, at }) => {
    const repeated = (x) => {
      for (let i = 0; i < links; i++) x = np.sin(x.mul(0.99).add(0.01));
      return x;
    };
    return kernel(compiled ? jit(repeated) : repeated, [array(uniform(n, 6), [n])], at);
  },
  tiny: ({ n, hidden, batch, rate, losses }) => {
    const loss = ({ u, a, v, c }, x, y) => np.square(np.dot(np.tanh(np.dot(x, u).add(a)), v).add(c).sub(y)).mean();
    const compiled = jit((p, x, y) => {
      const [value, grads] = valueAndGrad(loss)(tree.ref(p), x, y);
      return [tree.map((x, g) => x.sub(g.mul(rate)), p, grads), value];
    });
    const parameters = {
      u: array(uniform(n * hidden, 22, Math.sqrt(1 / n)), [n, hidden]), a: np.zeros([hidden]),
      v: array(uniform(hidden, 23, Math.sqrt(1 / hidden)), [hidden, 1]), c: np.zeros([1]),
    };
    const x = array(uniform(batch * n, 20), [batch, n]), y = array(uniform(batch, 21), [batch, 1]);
    return training(parameters, (p) => compiled(p, x.ref, y.ref), losses);
  },
  mlp: ({ shape, adam: rule, losses }) => {
    const { layers, x, y } = mlpInputs(shape);
    const parameters = layers.map(({ n, m, w, b }) => ({ w: array(w, [n, m]), b: array(b, [m]) }));
    const loss = (p, x, y) => {
      const logits = p.reduce((h, { w, b }, i) => {
        const z = np.dot(h, w).add(b);
        return i < p.length - 1 ? nn.relu(z) : z;
      }, x);
      return nn.logSoftmax(logits).mul(y).sum().mul(-1 / shape.batch);
    };
    return adam(loss, parameters, [array(x, [shape.batch, shape.sizes[0]]), oneHot(y, shape.sizes.at(-1))], rule, losses);
  },
  gptForward: ({ shape, losses }) => {
    const { parameters, data } = gptArrays(shape), compiled = jit(gptLoss(shape));
    return training(parameters, (p) => [p, compiled(tree.ref(p), ...data.map((d) => d.ref))], losses);
  },
  gptTrain: ({ shape, adam: rule, losses }) => {
    const { parameters, data } = gptArrays(shape);
    return adam(gptLoss(shape), parameters, data, rule, losses);
  },
}, { version, backend: 'wasm' });
