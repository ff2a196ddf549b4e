"""Jacobians and Hessians of small functions of trees, and functions over batches, as JAX has them.

The functions are written again, under the same names, in test/tensor/transforms.test.ts. Outputs are the leaves of the result
in the order of flattened trees.
"""

import os

os.environ["JAX_PLATFORMS"] = "cpu"

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np
from jax import lax

from vectors import tensor, write

rng = np.random.default_rng(5)
draw = lambda *shape: rng.normal(size=shape).astype(np.float32)

functions = {
    "square": (lambda x: x * x, [draw(3)]),
    "affine": (lambda p, x: jnp.tanh(x @ p["w"] + p["b"]), [{"b": draw(2), "w": draw(3, 2)}, draw(3)]),
    "norms": (lambda x: {"long": jnp.sqrt(jnp.sum(x * x)), "parts": [jnp.max(x, axis=0), jnp.prod(x, axis=1)]}, [draw(2, 3)]),
    "softmax": (lambda x: jax.nn.softmax(x, axis=-1), [draw(2, 3)]),
    "loss": (lambda p, x: jnp.mean(jnp.square(jnp.tanh(x @ p["w"]) @ p["v"])), [{"v": draw(3), "w": draw(2, 3)}, draw(4, 2)]),
    "loop": (lambda x: lax.scan(lambda c, v: (jnp.sin(c) + v * c, c * v), x[0], x)[1], [draw(3)]),
    "gathered": (lambda x: x[jnp.array([2, 0, 2])] * x, [draw(3)]),
    "scalar": (lambda x: jnp.exp(x) * x, [draw()]),
}

cases = []


def case(op, name, f, inputs):
    # In double precision from single inputs, rounded at the end.
    wide = jax.tree.map(lambda x: jnp.asarray(x, jnp.float64), inputs)
    outputs = jax.tree.leaves(f(*wide))
    cases.append({"op": op, "params": {"f": name}, "inputs": [tensor(x) for x in jax.tree.leaves(inputs)],
                  "outputs": [tensor(np.asarray(y).astype(np.float32)) for y in outputs]})


for name, (f, inputs) in functions.items():
    every = tuple(range(len(inputs)))
    case("jacfwd", name, jax.jacfwd(f), inputs)
    case("jacrev", name, jax.jacrev(f), inputs)
    case("jacrev of all", name, jax.jacrev(f, argnums=every), inputs)
    case("hessian", name, jax.hessian(f), inputs)
    case("hessian of all", name, jax.hessian(f, argnums=every), inputs)
    # Three points along a line, each with the Jacobian there.
    batch = lambda xs: jax.tree.map(lambda x: jnp.stack([x, x * 0.5, x - 1]), xs)
    case("vmap of jacrev", name, lambda *xs: jax.vmap(jax.jacrev(f))(*batch(xs)), inputs)
    case("vmap of hessian", name, lambda *xs: jax.vmap(jax.hessian(f))(*batch(xs)), inputs)

write("transforms", "Jacobians, Hessians and batches of small functions of trees, leaves in the order of flattened trees.", {"jax": jax.__version__, "numpy": np.__version__}, cases)
