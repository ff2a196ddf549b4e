"""Control flow: values, gradients, tangents, second derivatives and batches of small programs that loop and choose.

A case's op names the program, params["of"] what of it: "value", "grad" (of the sum of all float results, by every float input),
"jvp" (along tangents of ones), "hvp" (the gradient of the squared length of the gradient), "vmap" (every input with a batch of 3 in front).
"""

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from vectors import tensor, write

RNG = np.random.default_rng(7)
f32 = lambda *shape: RNG.uniform(-1, 1, shape).round(2).astype(np.float32)
i32 = lambda x: np.int32(x)


def rnn(w, u, h, xs, reverse=False):
    def turn(h, x):
        h = jnp.tanh(h @ w + x @ u)
        return h, h.sum()
    return lax.scan(turn, h, xs, reverse=reverse)


def trees(a, xs):
    def turn(c, x):
        return {"a": c["a"] * x["p"] + x["q"].sum(), "n": c["n"] + 1}, None
    last, _ = lax.scan(turn, {"a": a, "n": 0}, {"p": xs, "q": jnp.stack([xs, xs * 2], 1)})
    return last["a"], last["n"]


def nested(a, xs):
    def outer(c, row):
        inner = lambda d, x: (jnp.sin(d + x), d * x)
        d, ys = lax.scan(inner, c, row, reverse=True)
        return d * 0.5, ys
    return lax.scan(outer, a, xs)


def cond_in_scan(a, xs):
    def turn(c, x):
        c = lax.cond(x > 0, lambda c: jnp.exp(c * 0.5), lambda c: c * x, c)
        return c, c
    return lax.scan(turn, a, xs)


def scan_in_cond_in_while(a, xs):
    # While in JAX has no reverse mode: here it is a scan that stops.
    def body(state):
        k, c = state
        c = lax.cond(k % 2 == 0, lambda c: lax.scan(lambda d, x: (d * 0.9 + x, None), c, xs)[0], lambda c: jnp.cos(c), c)
        return k + 1, c
    def turn(state, _):
        return lax.cond((state[0] < 5) & (jnp.abs(state[1]) < 50), body, lambda s: s, state), None
    return lax.scan(turn, (0, a), None, length=8)[0][1]


def newton(a):
    # A square root by Newton's method, until it is good enough.
    a = a * a + 0.3
    def turn(x, _):
        return lax.cond(jnp.abs(x * x - a) > 1e-4, lambda x: 0.5 * (x + a / x), lambda x: x, x), None
    return lax.scan(turn, a * 0.5 + 0.5, None, length=12)[0]


def fori(a, x):
    return lax.fori_loop(1, 5, lambda i, c: c * jnp.sin(x * i) + c, a)


def switch(i, x):
    return lax.switch(i, [lambda x: x * x, lambda x: jnp.exp(x), lambda x: -x.sum() * jnp.ones(3), lambda x: jnp.sin(x)], x)


def mapped(x):
    return lax.map(lambda r: jnp.cumsum(r) * r, x)


def recurrence(a, b):
    # h_i = a_i h_{i-1} + b_i
    return lax.associative_scan(lambda l, r: (l[0] * r[0], l[1] * r[0] + r[1]), (a, b), axis=1)


def products(m):
    return lax.associative_scan(jnp.matmul, m, reverse=True)


PROGRAMS = {
    "rnn": (rnn, [f32(3, 3), f32(2, 3), f32(3), f32(4, 2)]),
    "rnnReverse": (lambda *x: rnn(*x, reverse=True), [f32(3, 3), f32(2, 3), f32(3), f32(4, 2)]),
    "trees": (trees, [f32(), f32(5)]),
    "nested": (nested, [f32(), f32(3, 2)]),
    "condInScan": (cond_in_scan, [f32(), f32(6)]),
    "scanInCondInWhile": (scan_in_cond_in_while, [f32(), f32(3)]),
    "newton": (newton, [np.float32(2.5)]),
    "fori": (fori, [f32(2), f32(2)]),
    "switch0": (switch, [i32(-3), f32(3)]),
    "switch1": (switch, [i32(1), f32(3)]),
    "switch2": (switch, [i32(2), f32(3)]),
    "switch3": (switch, [i32(9), f32(3)]),
    "map": (mapped, [f32(3, 4)]),
    "recurrence": (recurrence, [f32(2, 6), f32(2, 6)]),
    "products": (products, [f32(5, 2, 2)]),
}


def cases():
    for name, (f, inputs) in PROGRAMS.items():
        wide = [x.astype(np.float64) if x.dtype == np.float32 else x for x in inputs]
        flat = lambda *x: [y for y in jax.tree.leaves(f(*x))]
        floats = [i for i, x in enumerate(wide) if x.dtype == np.float64]
        loss = lambda *x: sum(y.sum() for y in flat(*x) if y.dtype == np.float64)
        grad = jax.grad(loss, argnums=floats)
        hvp = jax.grad(lambda *x: sum((g * g).sum() for g in grad(*x)), argnums=floats)
        ones = lambda x: [np.ones_like(v) if v.dtype == np.float64 else np.zeros(v.shape, jax.dtypes.float0) for v in x]
        batches = [np.stack([x, x * 0.5, -x] if x.dtype == np.float32 else [x, x + 1, x + 5]) for x in inputs]
        wider = [x.astype(np.float64) if x.dtype == np.float32 else x for x in batches]
        found = {
            "value": (inputs, flat(*wide)),
            "grad": (inputs, grad(*wide)),
            "jvp": (inputs, [t for t in jax.jvp(flat, wide, ones(wide))[1] if t.dtype == np.float64]),
            "hvp": (inputs, hvp(*wide)),
            "vmap": (batches, jax.vmap(flat)(*wider)),
            "vmapGrad": (batches, jax.vmap(grad)(*wider)),
        }
        for of, (x, y) in found.items():
            narrow = [np.asarray(v).astype(np.float32) if np.asarray(v).dtype == np.float64 else np.asarray(v) for v in y]
            yield {"op": name, "params": {"of": of}, "inputs": [tensor(v) for v in x], "outputs": [tensor(v) for v in narrow]}


if __name__ == "__main__":
    jax.config.update("jax_enable_x64", True)
    write("control", "Small programs of loops and choices: see control_vectors.py.", {"by": "test/oracle/control_vectors.py", "jax": jax.__version__}, list(cases()))
