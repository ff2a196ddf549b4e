"""Random numbers as JAX draws them: Threefry-2x32 keys, jax_threefry_partitionable = true (JAX's default since 0.5).

Every case takes a key as inputs[0], two unsigned 32-bit words, high word first, except "key", which makes one of a seed,
and "threefry2x32", which is the bare block function: key and counter in, two words out.
"""

import os

os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import jax.numpy as jnp
import numpy as np
from jax import random
from jax.extend.random import threefry_2x32

from vectors import tensor, write

assert jax.config.jax_threefry_partitionable

cases = []


def words(key):
    return np.asarray(random.key_data(key))


def case(op, key, outputs, inputs=(), **params):
    first = [] if key is None else [words(key)]
    cases.append(
        {
            "op": op,
            "params": params,
            "inputs": [tensor(x) for x in [*first, *inputs]],
            "outputs": [tensor(x) for x in outputs],
        }
    )


# The block function. The first three are the published known answers (Random123, kat_vectors, threefry2x32 20 rounds).
for key, count in [
    ([0, 0], [0, 0]),
    ([0xFFFFFFFF, 0xFFFFFFFF], [0xFFFFFFFF, 0xFFFFFFFF]),
    ([0x13198A2E, 0x03707344], [0x243F6A88, 0x85A308D3]),
    ([0, 42], [0, 7]),
    ([1, 2], [3, 4]),
]:
    k, c = (np.array(v, np.uint32) for v in (key, count))
    case("threefry2x32", None, [threefry_2x32(jnp.asarray(k), jnp.asarray(c))], inputs=[k, c])

seeds = [0, 1, 42, 123456789, 2147483647, -1, -7]
for seed in seeds:
    case("key", None, [words(random.key(seed))], seed=seed)

keys = [random.key(0), random.key(42), random.split(random.key(7), 3)[1]]

for key in keys:
    for shape in [[1], [2], [3], [5], [2, 2]]:
        case("split", key, [words(random.split(key, tuple(shape)))], shape=shape)
    for data in [0, 1, 2, 1000, 4294967295]:
        case("foldIn", key, [words(random.fold_in(key, np.uint32(data)))], data=data)

shapes = [[], [1], [2], [5], [8], [3, 4], [2, 3, 5], [0], [3, 0]]
for key in keys:
    for shape in shapes:
        case("bits", key, [random.bits(key, tuple(shape))], shape=shape, dtype="u32")
        case("uniform", key, [random.uniform(key, tuple(shape))], shape=shape, min=0, max=1)
        case("normal", key, [random.normal(key, tuple(shape))], shape=shape)
    for dtype in ["u8", "u16"]:
        bits = random.bits(key, (7,), {"u8": np.uint8, "u16": np.uint16}[dtype])
        case("bits", key, [bits], shape=[7], dtype=dtype)
    for low, high in [(-1, 1), (2, 5), (-0.125, 0.125), (-1000, 1000)]:
        case("uniform", key, [random.uniform(key, (9,), minval=low, maxval=high)], shape=[9], min=low, max=high)
    for p in [0, 0.1, 0.5, 0.9, 1]:
        case("bernoulli", key, [random.bernoulli(key, float(p), (16,))], shape=[16], p=p)
    case("bernoulli", key, [random.bernoulli(key, 0.3, (3, 4))], shape=[3, 4], p=0.3)
    for low, high in [(0, 10), (0, 256), (-5, 5), (0, 1), (100, 1000000), (-2147483648, 2147483647), (3, 3)]:
        case("randint", key, [random.randint(key, (11,), low, high)], shape=[11], min=low, max=high)
    case("gumbel", key, [random.gumbel(key, (10,))], shape=[10])
    case("exponential", key, [random.exponential(key, (10,))], shape=[10])
    case("truncatedNormal", key, [random.truncated_normal(key, -2.0, 2.0, (12,))], shape=[12], min=-2, max=2)
    for n in [0, 1, 2, 10, 33]:
        case("permutation", key, [random.permutation(key, n)], n=n)
    x = np.arange(12, dtype=np.float32).reshape(4, 3)
    for axis in [0, 1]:
        case("permutation", key, [random.permutation(key, x, axis)], inputs=[x], axis=axis)
    logits = np.array([[0.5, -1, 2, 0], [0, 0, 0, 0], [-3, 4, 1, -0.5]], np.float32)
    case("categorical", key, [random.categorical(key, logits)], inputs=[logits], axis=-1)
    case("categorical", key, [random.categorical(key, logits, axis=0)], inputs=[logits], axis=0)
    case("categorical", key, [random.categorical(key, logits[0], shape=(20,))], inputs=[logits[0]], axis=-1, shape=[20])
    case(
        "categorical",
        key,
        [random.categorical(key, logits, axis=-1, shape=(5, 3))],
        inputs=[logits],
        axis=-1,
        shape=[5, 3],
    )

# Rows of a longer draw, so that an error beyond the first block or the first hundred counters is seen.
for n in [1000, 4099]:
    for op, draw in [("bits", random.bits), ("uniform", random.uniform), ("normal", random.normal)]:
        whole = np.asarray(draw(keys[1], (n,)))
        at = np.linspace(0, n - 1, 17).astype(np.int32)
        case(op, keys[1], [whole[at]], shape=[n], at=at.tolist(), **({"dtype": "u32"} if op == "bits" else {}))
whole = np.asarray(random.permutation(keys[1], 3000))
at = np.linspace(0, 2999, 17).astype(np.int32)
case("permutation", keys[1], [whole[at]], n=3000, at=at.tolist())

write(
    "random",
    "Random numbers of JAX's Threefry-2x32 keys, partitionable. inputs[0] is the key (high word, low word); "
    "params.at, where present, lists which elements of the flat draw outputs[0] holds.",
    {"by": "test/oracle/random_vectors.py", "jax": jax.__version__, "jax_threefry_partitionable": True},
    cases,
)
