"""Values and gradients of small models, whole: what single operations cannot show is that they are put together rightly.

params.names names the inputs. Float64 inside, rounded at the end; gradients by every input that is float32.
"""

import os

os.environ["JAX_PLATFORMS"] = "cpu"

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np
import optax
from jax import lax, nn

from vectors import tensor, write

rng = np.random.default_rng(77)
cases = []


def draw(*shape, scale=1.0):
    return np.asarray(np.round(rng.uniform(-scale, scale, shape), 2), np.float32)


def ints(*shape, high):
    return rng.integers(0, high, shape).astype(np.int32)


wide = lambda x: jnp.asarray(x.astype(np.float64)) if x.dtype == np.float32 else jnp.asarray(x)
narrow = lambda x: np.asarray(x, np.float32)


def case(op, f, inputs, **params):
    """f takes the inputs by name and gives one output or several; the gradient is of the first, weighted."""
    names = list(inputs)
    floats = [n for n in names if inputs[n].dtype == np.float32]
    whole = {n: wide(inputs[n]) for n in names}
    outputs = f(**whole)
    outputs = outputs if isinstance(outputs, tuple) else (outputs,)
    cotangent = np.float32(1) if outputs[0].ndim == 0 else draw(*outputs[0].shape)

    def weighted(chosen):
        y = f(**{**whole, **chosen})
        return jnp.sum((y[0] if isinstance(y, tuple) else y) * wide(np.asarray(cotangent)))

    grads = jax.grad(weighted)({n: whole[n] for n in floats})
    cases.append(
        {
            "op": op,
            "params": {"names": names, **params},
            "inputs": [tensor(inputs[n]) for n in names],
            "outputs": [tensor(narrow(y)) for y in outputs],
            "cotangent": tensor(cotangent),
            "grads": [tensor(narrow(grads[n])) if n in grads else None for n in names],
        }
    )


def cross_entropy(logits, y):
    return -jnp.take_along_axis(nn.log_softmax(logits), y[..., None], -1).mean()


def norm(x, gain, shift, axes=-1):
    centred = x - x.mean(axes, keepdims=True)
    return centred * lax.rsqrt((centred**2).mean(axes, keepdims=True) + 1e-5) * gain + shift


# Multilayer perceptron, mean cross-entropy.   x: [3, 5]

mlp = {"x": draw(3, 5), "w1": draw(5, 4), "b1": draw(4), "w2": draw(4, 3), "b2": draw(3), "y": ints(3, high=3)}
mlp_loss = lambda x, w1, b1, w2, b2, y: cross_entropy(nn.relu(x @ w1 + b1) @ w2 + b2, y)
case("mlpLoss", mlp_loss, mlp)

# Causal attention.   q, k, v: [batch, heads, tokens, width]


def attention(q, k, v):
    t, s = q.shape[-2], k.shape[-2]
    scores = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])
    return nn.softmax(jnp.where(jnp.tril(jnp.ones((t, s), bool)), scores, -jnp.inf), -1) @ v


case("causalAttention", attention, {n: draw(1, 2, 4, 3, scale=2) for n in "qkv"})

# LSTM over time, gates in the order input, forget, cell, output, one weight for [x, h].   x: [batch, time, channels]
# Hochreiter & Schmidhuber 1997 with the forget gate of Gers et al. 2000.


def lstm(x, h, c, w, b):
    def cell(carry, xt):
        h, c = carry
        i, f, g, o = jnp.split(jnp.concatenate([xt, h], -1) @ w + b, 4, -1)
        c = nn.sigmoid(f) * c + nn.sigmoid(i) * jnp.tanh(g)
        h = nn.sigmoid(o) * jnp.tanh(c)
        return (h, c), h

    (h, c), ys = lax.scan(cell, (h, c), x.swapaxes(0, 1))
    return ys.swapaxes(0, 1), h, c


case("lstm", lstm, {"x": draw(2, 4, 3), "h": draw(2, 4), "c": draw(2, 4), "w": draw(7, 16), "b": draw(16)})

# The residual block of He et al. 2016 with a strided shortcut; batch statistics.   x: NCHW


def block(x, w1, g1, s1, w2, g2, s2, w3, g3, s3):
    channels = lambda v: v[:, None, None]
    bn = lambda x, g, s: norm(x, channels(g), channels(s), (0, 2, 3))
    conv = lambda x, w, stride, pad: lax.conv_general_dilated(x, w, (stride, stride), [(pad, pad)] * 2)
    y = bn(conv(nn.relu(bn(conv(x, w1, 2, 1), g1, s1)), w2, 1, 1), g2, s2)
    return nn.relu(y + bn(conv(x, w3, 2, 0), g3, s3))


case(
    "residualBlock",
    block,
    {
        "x": draw(2, 2, 4, 4),
        "w1": draw(3, 2, 3, 3), "g1": draw(3), "s1": draw(3),
        "w2": draw(3, 3, 3, 3), "g2": draw(3), "s2": draw(3),
        "w3": draw(3, 2, 1, 1), "g3": draw(3), "s3": draw(3),
    },
)  # fmt: skip

# A pre-norm decoder with two blocks stacked along the leading axis, learnt positions, tanh GELU, untied head.

L, D, H, T, B, V, W = 2, 6, 2, 4, 2, 7, 12


def gpt_loss(token, position, gain1, shift1, qkv, qkvBias, project, projectBias, gain2, shift2, expand, expandBias, contract, contractBias,
             gain, shift, head, x, y):  # fmt: skip
    h = token[x] + position
    heads = lambda t: t.reshape(B, T, H, D // H).transpose(0, 2, 1, 3)
    for i in range(L):
        q, k, v = jnp.split(norm(h, gain1[i], shift1[i]) @ qkv[i] + qkvBias[i], 3, -1)
        mixed = attention(heads(q), heads(k), heads(v)).transpose(0, 2, 1, 3).reshape(B, T, D)
        h = h + mixed @ project[i] + projectBias[i]
        wide_ = nn.gelu(norm(h, gain2[i], shift2[i]) @ expand[i] + expandBias[i], approximate=True)
        h = h + wide_ @ contract[i] + contractBias[i]
    return cross_entropy(norm(h, gain, shift) @ head, y)


shapes = {
    "token": (V, D), "position": (T, D), "gain1": (L, D), "shift1": (L, D), "qkv": (L, D, 3 * D), "qkvBias": (L, 3 * D),
    "project": (L, D, D), "projectBias": (L, D), "gain2": (L, D), "shift2": (L, D), "expand": (L, D, W), "expandBias": (L, W),
    "contract": (L, W, D), "contractBias": (L, D), "gain": (D,), "shift": (D,), "head": (D, V),
}  # fmt: skip
weights = {name: draw(*shape) for name, shape in shapes.items()}
tokens = {"x": ints(B, T, high=V), "y": ints(B, T, high=V)}
case("gptLoss", gpt_loss, {**weights, **tokens}, heads=H)

# Losses of ten steps on the same two models; the inputs are those of the case with the same names.


def train(op, of, loss, inputs, rule, fixed, **params):
    p = {n: wide(x) for n, x in inputs.items() if n not in fixed}
    data = {n: wide(inputs[n]) for n in fixed}
    state, losses = rule.init(p), []
    for _ in range(10):
        value, grads = jax.value_and_grad(lambda p: loss(**p, **data))(p)
        updates, state = rule.update(grads, state, p)
        p = optax.apply_updates(p, updates)
        losses.append(float(value))
    cases.append({"op": op, "params": {"of": of, **params}, "inputs": [], "outputs": [tensor(np.array(losses, np.float32))]})


train("train", "mlpLoss", mlp_loss, mlp, optax.sgd(0.1, 0.9), ["x", "y"], optimiser="sgd", learningRate=0.1, momentum=0.9)
train("train", "mlpLoss", mlp_loss, mlp, optax.adam(0.01), ["x", "y"], optimiser="adam", learningRate=0.01)
train("train", "gptLoss", gpt_loss, {**weights, **tokens}, optax.adamw(0.01, weight_decay=0.1), ["x", "y"],
      optimiser="adamw", learningRate=0.01, weightDecay=0.1)  # fmt: skip

write(
    "models",
    "Losses, outputs and gradients of small whole models; params.names names the inputs. "
    "train: outputs[0] lists the losses of ten steps from the inputs of the case that params.of names.",
    {"by": "test/oracle/model_vectors.py", "jax": jax.__version__, "optax": optax.__version__},
    cases,
)
