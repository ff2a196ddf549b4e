"""Draws of jax.random beyond random_vectors.py: dtypes, parameters as tensors, samplers made of loops and of factorisations.

A case's op is the sampler, params its arguments in our words; inputs[0] is the key, the others are tensor arguments in order. Floats of
two bytes are written as float32 and named by params.dtype.
"""

import os

os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import jax.numpy as jnp
import numpy as np
from jax import random

from vectors import tensor, write

cases = []
KEYS = [random.key(3), random.split(random.key(11), 4)[2]]
DTYPES = {"f16": jnp.float16, "bf16": jnp.bfloat16, "f32": jnp.float32, "i32": jnp.int32, "u32": jnp.uint32, "i8": jnp.int8, "u8": jnp.uint8}
f32 = lambda *x: np.array(x, np.float32)


def plain(x):
    x = np.asarray(x)
    return x.astype(np.float32) if x.dtype in (np.float16, jnp.bfloat16) else x.astype(np.int32) if x.dtype == np.int8 else x


def case(op, draw, *inputs, **params):
    for key in KEYS:
        # Arguments in camelCase become jax's; a dtype is one of DTYPES.
        y = draw(key)
        cases.append({"op": op, "params": params, "inputs": [tensor(v) for v in [np.asarray(random.key_data(key)), *inputs]], "outputs": [tensor(plain(y))]})


for name in ["f16", "bf16"]:
    d = DTYPES[name]
    case("uniform", lambda k: random.uniform(k, (6,), d), shape=[6], dtype=name)
    case("uniform", lambda k: random.uniform(k, (6,), d, 0.3, 7.1), shape=[6], dtype=name, minval=0.3, maxval=7.1)
    for op in ["normal", "exponential", "laplace", "logistic", "cauchy", "gumbel"]:
        case(op, lambda k: getattr(random, op)(k, (6,), d), shape=[6], dtype=name)
    case("truncatedNormal", lambda k: random.truncated_normal(k, -1, 2, (6,), d), shape=[6], dtype=name, lower=-1, upper=2)
for op in ["laplace", "logistic", "cauchy"]:
    case(op, lambda k: getattr(random, op)(k, (2, 4)), shape=[2, 4])
case("uniform", lambda k: random.uniform(k, (2, 3), minval=f32(1, 2, 3), maxval=f32(2, 4, 9.5)), f32(1, 2, 3), f32(2, 4, 9.5), shape=[2, 3])
case("gumbel", lambda k: random.gumbel(k, (8,), mode="high"), shape=[8], mode="high")
for lower, upper in [(3, 5), (-5, -3), (5, 6), (2, float("inf")), (-float("inf"), float("inf")), (-8, -7), (3.9, 4.1), (0.1, 0.2)]:
    case("truncatedNormal", lambda k: random.truncated_normal(k, lower, upper, (6,)), shape=[6], **{k: v if np.isfinite(v) else ("Infinity" if v > 0 else "-Infinity") for k, v in {"lower": lower, "upper": upper}.items()})
case("truncatedNormal", lambda k: random.truncated_normal(k, f32(-1, 3, 4.5), f32(0, 3.5, 5)), f32(-1, 3, 4.5), f32(0, 3.5, 5))
case("bernoulli", lambda k: random.bernoulli(k, f32(0.1, 0.5, 0.9), (4, 3)), f32(0.1, 0.5, 0.9), shape=[4, 3])
case("bernoulli", lambda k: random.bernoulli(k, 0.3, (9,), mode="high"), p=0.3, shape=[9], mode="high")

for low, high, name in [(-7, 100, "i8"), (-128, 128, "i8"), (0, 256, "u8"), (3, 9, "u8"), (0, 3000000000, "u32"), (5, 70000, "u32"), (-70000, 70001, "i32")]:
    # What is beyond int32 goes in as uint32: jax without 64 bits has no other way.
    fit = lambda v: np.uint32(v) if v > 2**31 - 1 else v
    case("randint", lambda k: random.randint(k, (7,), fit(low), fit(high), DTYPES[name]), shape=[7], minval=low, maxval=high, dtype=name)
case("randint", lambda k: random.randint(k, (2, 3), np.array([0, 5, -9], np.int32), np.array([[4], [8]], np.int32)), np.array([0, 5, -9], np.int32), np.array([[4], [8]], np.int32), shape=[2, 3])
case("randint", lambda k: random.randint(k, (6,), 10, np.uint32(4000000000)), np.array(4000000000, np.uint32), shape=[6], minval=10)
case("rademacher", lambda k: random.rademacher(k, (7,)), shape=[7])

logits = f32(0.5, -1, 2, 0, 1, -3).reshape(2, 3)
case("categorical", lambda k: random.categorical(k, logits, shape=(2, 2), replace=False), logits, shape=[2, 2], replace=False)
case("categorical", lambda k: random.categorical(k, logits, axis=0, shape=(2, 3), replace=False), logits, shape=[2, 3], replace=False, axis=0)
case("categorical", lambda k: random.categorical(k, logits, mode="high"), logits, mode="high")
grid = np.arange(20, dtype=np.float32).reshape(4, 5)
case("permutation", lambda k: random.permutation(k, grid, 1, independent=True), grid, axis=1, independent=True)
case("permutation", lambda k: random.permutation(k, grid, 0, independent=True), grid, axis=0, independent=True)
case("permutation", lambda k: random.permutation(k, grid, -1), grid, axis=-1)
weights = f32(0.1, 0.4, 0.05, 0.2, 0.25)
case("choice", lambda k: random.choice(k, 9, (2, 3)), n=9, shape=[2, 3])
case("choice", lambda k: random.choice(k, 9, (4,), replace=False), n=9, shape=[4], replace=False)
case("choice", lambda k: random.choice(k, 5, (2, 3), p=weights), weights, n=5, shape=[2, 3], weighted=True)
case("choice", lambda k: random.choice(k, 5, (3,), replace=False, p=weights), weights, n=5, shape=[3], replace=False, weighted=True)
case("choice", lambda k: random.choice(k, grid, (2, 2), axis=1), grid, shape=[2, 2], axis=1)
case("choice", lambda k: random.choice(k, grid, (3,), replace=False), grid, shape=[3], replace=False)
case("choice", lambda k: random.choice(k, grid, (2,), p=weights, axis=1), grid, weights, shape=[2], weighted=True, axis=1)

for a in [0.05, 0.7, 1.0, 3.5, 40.0]:
    case("gamma", lambda k: random.gamma(k, a, (6,)), a=a, shape=[6])
    case("loggamma", lambda k: random.loggamma(k, a, (6,)), a=a, shape=[6])
case("gamma", lambda k: random.gamma(k, f32(0.5, 2, 9), (2, 3)), f32(0.5, 2, 9), shape=[2, 3])
case("beta", lambda k: random.beta(k, 0.3, f32(0.5, 2, 9)), f32(0.5, 2, 9), a=0.3)
case("dirichlet", lambda k: random.dirichlet(k, f32(0.2, 1, 3), (4,)), f32(0.2, 1, 3), shape=[4])
for lam in [0.0, 0.3, 4.0, 9.9, 12.0, 150.0]:
    case("poisson", lambda k: random.poisson(k, lam, (8,)), lam=lam, shape=[8])
case("poisson", lambda k: random.poisson(k, f32(1, 20, -1, np.nan)), f32(1, 20, -1, np.nan))
case("generalizedNormal", lambda k: random.generalized_normal(k, 1.5, (5,)), p=1.5, shape=[5])
case("ball", lambda k: random.ball(k, 3, 2, (4,)), d=3, p=2, shape=[4])
case("orthogonal", lambda k: random.orthogonal(k, 3, (2,)), n=3, shape=[2])
case("orthogonal", lambda k: random.orthogonal(k, 2, m=4), n=2, m=4, shape=[])
mean, cov = f32(1, -2), f32(2, 0.5, 0.5, 1).reshape(2, 2)
case("multivariateNormal", lambda k: random.multivariate_normal(k, mean, cov, (3,)), mean, cov, shape=[3])

for op, args in {"pareto": [1.5], "rayleigh": [2.0], "lognormal": [0.7], "wald": [2.0], "weibullMin": [1.5, 0.8], "triangular": [-1.0, 0.5, 2.0], "maxwell": [], "geometric": [0.3], "chisquare": [3.0], "t": [4.0], "f": [3.0, 7.0]}.items():
    name = {"weibullMin": "weibull_min"}.get(op, op)
    case(op, lambda k: getattr(random, name)(k, *args, shape=(5,)), args=args, shape=[5])
case("pareto", lambda k: random.pareto(k, f32(1, 2, 5)), f32(1, 2, 5))
case("triangular", lambda k: random.triangular(k, f32(0, 1, 2), 2.5, f32(3, 4, 5), (2, 3)), f32(0, 1, 2), f32(3, 4, 5), args=[2.5], shape=[2, 3])
case("t", lambda k: random.t(k, f32(1, 4, 30)), f32(1, 4, 30))

# The same for a batch of keys.
KEYS = [random.key(5)]
for op, draw, params in [
    ("normal", lambda k: random.normal(k, (3,)), {"shape": [3]}),
    ("randint", lambda k: random.randint(k, (3,), 0, 99), {"shape": [3], "minval": 0, "maxval": 99}),
    ("permutation", lambda k: random.permutation(k, 6), {"n": 6}),
    ("gamma", lambda k: random.gamma(k, 0.6, (3,)), {"a": 0.6, "shape": [3]}),
    ("poisson", lambda k: random.poisson(k, 3.5, (3,)), {"lam": 3.5, "shape": [3]}),
    ("split", lambda k: random.key_data(random.split(k, 2)), {"shape": [2]}),
]:
    case(op, lambda k: jax.vmap(draw)(random.split(k, 4)), batch=4, **params)

write("draws", "Draws of jax.random: see draw_vectors.py. inputs[0] is the key.", {"by": "test/oracle/draw_vectors.py", "jax": jax.__version__}, cases)
