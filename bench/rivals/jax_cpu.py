"""JAX on the CPU (XLA), every step one jitted function with its state donated."""

import os
import sys

os.environ["JAX_PLATFORMS"] = "cpu"
threads = int(sys.argv[2])
# XLA takes as many threads as the process may use cores; there is no other switch.
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])

try:
    import jax
    import jax.numpy as jnp
    import optax
except ImportError as missing:
    print(f'{{"event":"absent","reason":"this Python has no {missing.name}"}}')
    sys.exit()

from jax import lax, nn

import inputs
from child import serve, training


def kernel(f, arrays, at):
    f, arrays = jax.jit(f), [jnp.asarray(x) for x in arrays]
    return (lambda: f(*arrays).block_until_ready()), (lambda: f(*arrays).ravel()[jnp.array(at)].tolist())


def matmul(m, k, n, layout, at):
    a = inputs.uniform((k, m) if layout == "tn" else (m, k), 1)
    b = inputs.uniform((n, k) if layout == "nt" else (k, n), 2)
    return kernel(lambda a, b: (a.T if layout == "tn" else a) @ (b.T if layout == "nt" else b), [a, b], at)


def gelu(n, at):
    return kernel(lambda x: nn.gelu(x, approximate=True), [inputs.uniform(n, 3, 3)], at)


def softmax(rows, columns, at):
    return kernel(lambda x: nn.softmax(x, -1), [inputs.uniform((rows, columns), 11, 4)], at)


def normalise(x, gain, shift):
    centred = x - x.mean(-1, keepdims=True)
    return centred * lax.rsqrt((centred**2).mean(-1, keepdims=True) + 1e-5) * gain + shift


def layer_norm(rows, columns, at):
    return kernel(normalise, [inputs.uniform(*a) for a in [((rows, columns), 12, 3), (columns, 13), (columns, 14)]], at)


def conv(batch, channels, side, at):
    # NHWC is its faster order; the check turns back, outside the measured function.
    x = inputs.uniform((batch, channels, side, side), 4).transpose(0, 2, 3, 1).copy()
    w = inputs.uniform((channels, channels, 3, 3), 5).transpose(2, 3, 1, 0).copy()
    f = lambda x, w: lax.conv_general_dilated(x, w, (1, 1), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC"))
    step, _ = kernel(f, [x, w], at)
    return step, lambda: f(x, w).transpose(0, 3, 1, 2).ravel()[jnp.array(at)].tolist()


def chain(n, links, compiled, at):
    def repeated(x):
        for _ in range(links):
            x = jnp.sin(x * 0.99 + 0.01)
        return x

    x = jnp.asarray(inputs.uniform(n, 6))
    f = jax.jit(repeated) if compiled else repeated
    return (lambda: f(x).block_until_ready()), (lambda: f(x)[jnp.array(at)].tolist())


def descend(loss, parameters, rule, data, count):
    parameters = jax.tree.map(jnp.asarray, parameters)
    data = [jnp.asarray(d) for d in data]
    state = (parameters, rule.init(parameters))

    def update(state, *data):
        p, memory = state
        value, grads = jax.value_and_grad(loss)(p, *data)
        change, memory = rule.update(grads, memory, p)
        return (optax.apply_updates(p, change), memory), value

    compiled = jax.jit(update, donate_argnums=0)

    def step():
        nonlocal state
        state, value = compiled(state, *data)
        jax.block_until_ready(state)
        return value.item()

    return training(step, count)


def adam_rule(rate, beta1, beta2, epsilon, decay):
    return optax.adamw(rate, beta1, beta2, epsilon, weight_decay=decay) if decay else optax.adam(rate, beta1, beta2, epsilon)


cross_entropy = lambda logits, y: optax.softmax_cross_entropy_with_integer_labels(logits, y).mean()


def tiny(n, hidden, batch, rate, losses):
    zeros = lambda n: jnp.zeros(n, jnp.float32)
    p = {"u": inputs.uniform((n, hidden), 22, n**-0.5), "a": zeros(hidden), "v": inputs.uniform((hidden, 1), 23, hidden**-0.5), "c": zeros(1)}
    loss = lambda p, x, y: ((jnp.tanh(x @ p["u"] + p["a"]) @ p["v"] + p["c"] - y) ** 2).mean()
    return descend(loss, p, optax.sgd(rate), [inputs.uniform((batch, n), 20), inputs.uniform((batch, 1), 21)], losses)


def mlp(shape, adam, losses):
    layers, x, y = inputs.mlp(**shape)

    def loss(layers, x, y):
        *hidden, last = layers
        for p in hidden:
            x = nn.relu(x @ p["w"] + p["b"])
        return cross_entropy(x @ last["w"] + last["b"], y)

    return descend(loss, layers, adam_rule(**adam), [x, y], losses)


def gpt_loss(shape):
    batch, tokens, d, heads = shape["batch"], shape["tokens"], shape["width"], shape["heads"]
    mask = jnp.tril(jnp.ones((tokens, tokens), bool))
    split = lambda h: h.reshape(batch, tokens, heads, d // heads).transpose(0, 2, 1, 3)

    def loss(p, x, y):
        h = p["token"][x] + p["position"]
        for q in p["blocks"]:
            parts = normalise(h, q["gain1"], q["shift1"]) @ q["qkv"] + q["qkvBias"]
            query, key, value = (split(part) for part in jnp.split(parts, 3, -1))
            scores = jnp.where(mask, query @ key.swapaxes(-1, -2) * (d // heads) ** -0.5, -1e9)
            mixed = (nn.softmax(scores, -1) @ value).transpose(0, 2, 1, 3).reshape(batch, tokens, d)
            h = h + mixed @ q["project"] + q["projectBias"]
            wide = nn.gelu(normalise(h, q["gain2"], q["shift2"]) @ q["expand"] + q["expandBias"], approximate=True)
            h = h + wide @ q["contract"] + q["contractBias"]
        return cross_entropy(normalise(h, p["gain"], p["shift"]) @ p["head"], y)

    return loss


def gpt_forward(shape, losses):
    p, x, y = jax.tree.map(jnp.asarray, inputs.gpt(**shape))
    compiled = jax.jit(gpt_loss(shape))
    return training(lambda: compiled(p, x, y).item(), losses)


def gpt_train(shape, adam, losses):
    p, x, y = inputs.gpt(**shape)
    return descend(gpt_loss(shape), p, adam_rule(**adam), [x, y], losses)


library = {
    "matmul": matmul,
    "gelu": gelu,
    "softmax": softmax,
    "layerNorm": layer_norm,
    "conv": conv,
    "chain": chain,
    "tiny": tiny,
    "mlp": mlp,
    "gptForward": gpt_forward,
    "gptTrain": gpt_train,
}
serve(library, jax.__version__, "cpu")
