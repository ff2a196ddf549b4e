"""The same numbers as bench/inputs.ts, drawn with numpy. They must stay equal, or the losses differ."""

import numpy as np


def words(n, seed):
    """Mulberry32: word i depends on the seed and i alone. uint32 arithmetic wraps, as it must."""
    u32 = np.uint32
    a = u32(seed) + np.arange(1, n + 1, dtype=u32) * u32(0x6D2B79F5)
    t = (a ^ (a >> u32(15))) * (a | u32(1))
    t ^= t + (t ^ (t >> u32(7))) * (t | u32(61))
    return t ^ (t >> u32(14))


def uniform(shape, seed, scale=1.0):
    n = int(np.prod(shape))
    return ((words(n, seed) / 2**32 * 2 - 1) * scale).astype(np.float32).reshape(shape)


def integers(n, seed, end):
    return np.floor(words(n, seed) / 2**32 * end).astype(np.int32)


def mlp(sizes, batch):
    layers = [
        {"w": uniform((n, m), 100 + i, n**-0.5), "b": np.zeros(m, np.float32)}
        for i, (n, m) in enumerate(zip(sizes, sizes[1:]))
    ]
    return layers, uniform((batch, sizes[0]), 7), integers(batch, 8, sizes[-1])


def gpt(layers, width, heads, tokens, batch, vocabulary, hidden):
    d, h = width, hidden
    seed = iter(range(1000, 2000))
    matrix = lambda n, m, scale=None: uniform((n, m), next(seed), n**-0.5 if scale is None else scale)
    fill = lambda n, value: np.full(n, value, np.float32)
    token, position = matrix(vocabulary, d, 0.04), matrix(tokens, d, 0.04)
    blocks = [
        {
            "gain1": fill(d, 1), "shift1": fill(d, 0), "qkv": matrix(d, 3 * d), "qkvBias": fill(3 * d, 0),
            "project": matrix(d, d), "projectBias": fill(d, 0),
            "gain2": fill(d, 1), "shift2": fill(d, 0), "expand": matrix(d, h), "expandBias": fill(h, 0),
            "contract": matrix(h, d), "contractBias": fill(d, 0),
        }
        for _ in range(layers)
    ]  # fmt: skip
    parameters = {
        "token": token, "position": position, "blocks": blocks,
        "gain": fill(d, 1), "shift": fill(d, 0), "head": matrix(d, vocabulary),
    }  # fmt: skip
    text = integers(batch * (tokens + 1), 9, vocabulary).reshape(batch, tokens + 1)
    return parameters, text[:, :-1], text[:, 1:]
