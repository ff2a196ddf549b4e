"""Derivatives of small functions along directions, first and second, as JAX has them: with rules of their own, stops, remat and loops.

The functions are written again, under the same names, in test/tensor/transform/oracle.test.ts. Every function takes x: [2, 3] and
gives one tensor; directions and cotangents are drawn here.
"""

import os

os.environ["JAX_PLATFORMS"] = "cpu"

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.ad_checkpoint import checkpoint_name

from vectors import tensor, write

rng = np.random.default_rng(11)
draw = lambda *shape: rng.normal(size=shape).astype(np.float32)


@jax.custom_jvp
def log1pexp(x):
    return jnp.log(1.0 + jnp.exp(x))


@log1pexp.defjvp
def _(primals, tangents):
    (x,), (t,) = primals, tangents
    return log1pexp(x), (1 - 1 / (1 + jnp.exp(x))) * t


@jax.custom_vjp
def clipped(x):
    return x


clipped.defvjp(lambda x: (x, None), lambda _, g: (jnp.clip(g, -0.5, 0.5),))


@jax.custom_jvp
def doubled(x, y):
    return x * y


@doubled.defjvp
def _(primals, tangents):
    (x, y), (t, u) = primals, tangents
    return doubled(x, y), 2 * (t * y + x * u)


functions = {
    "stable": lambda x: log1pexp(x * 30),
    "doubled": lambda x: doubled(x, jnp.sin(x)),
    "straight through": lambda x: x + lax.stop_gradient(jnp.round(x * x) - x),
    "half stopped": lambda x: jnp.sum(x * lax.stop_gradient(x), axis=0),
    "remat": jax.checkpoint(lambda x: jnp.sin(checkpoint_name(jnp.tanh(x @ x.T), "h")) @ x, policy=jax.checkpoint_policies.save_only_these_names("h")),
    "remat in a loop": lambda x: lax.scan(lambda c, v: (jax.checkpoint(lambda c, v: jnp.tanh(c * v + jnp.sum(c)))(c, v), c), x[0], x)[0],
    "branch": lambda x: lax.cond(jnp.sum(x) > 0, lambda x: x * x, lambda x: jnp.exp(x), x),
    "safe root": lambda x: jnp.where(x > 0, jnp.sqrt(jnp.where(x > 0, x, 1.0)), 0.0),
    "extremes": lambda x: jnp.max(x, axis=1) + jnp.min(x * x, axis=1) + jnp.maximum(x[:, 0], x[:, 1]),
    "scattered": lambda x: x.at[0, jnp.array([1, 1])].add(jnp.exp(x[1, :2])) * 2,
}
backwards = {"clipped": lambda x: clipped(x) * 3 * x}

cases = []


def case(op, name, outputs, inputs):
    cases.append({"op": op, "params": {"f": name}, "inputs": [tensor(x) for x in inputs],
                  "outputs": [tensor(np.asarray(y).astype(np.float32)) for y in outputs]})


for name, f in {**functions, **backwards}.items():
    x, t = draw(2, 3), draw(2, 3)
    wide, along = jnp.asarray(x, jnp.float64), jnp.asarray(t, jnp.float64)
    y = f(wide)
    g = draw(*y.shape)
    loss = lambda x: jnp.sum(jnp.sin(f(x)))
    case("vjp", name, [y, jax.vjp(f, wide)[1](jnp.asarray(g, jnp.float64))[0]], [x, t, g])
    case("grad of grad", name, [jax.grad(lambda x: jnp.sum(jax.grad(loss)(x) * along))(wide)], [x, t, g])
    if name in functions:
        case("jvp", name, jax.jvp(f, (wide,), (along,)), [x, t, g])
        case("jvp of grad", name, [jax.jvp(jax.grad(loss), (wide,), (along,))[1]], [x, t, g])
        case("grad of jvp", name, [jax.grad(lambda x: jax.jvp(loss, (x,), (along,))[1])(wide)], [x, t, g])
        case("linearize", name, [jax.linearize(f, wide)[1](along)], [x, t, g])
    case("vmap of grad", name, [jax.vmap(jax.grad(loss))(jnp.stack([wide, wide * 0.5]))], [x, t, g])

linear = {"weighted": lambda x: jnp.cumsum(x @ jnp.arange(6.0).reshape(3, 2), axis=0)[::-1] - x[:, :1]}
for name, f in linear.items():
    x = draw(2, 3)
    g = draw(*f(x).shape)
    case("linearTranspose", name, jax.linear_transpose(f, jnp.asarray(x, jnp.float64))(jnp.asarray(g, jnp.float64)), [x, g, g])

write("derivatives", "Derivatives of functions of x: [2, 3] along a direction and from a cotangent: inputs are x, direction, cotangent.", {"jax": jax.__version__, "numpy": np.__version__}, cases)
