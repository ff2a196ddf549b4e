"""Special functions: values worked out to 40 digits with mpmath over their ranges ("grid"), and JAX's in float64 with slopes at the edges ("edges"): writes special.json."""
import warnings

import jax
import jax.numpy as jnp
import jax.scipy.special as sp
import mpmath as mp
import numpy as np

from vectors import tensor, write

warnings.simplefilter("ignore")
jax.config.update("jax_enable_x64", True)
mp.mp.dps = 40
rng = np.random.default_rng(1)
nan, inf = np.nan, np.inf
f32 = np.float32


def spread(low, high, n=24):
    return 10 ** rng.uniform(low, high, n)


def grid(op, f, *columns):
    columns = [np.array(c, f32) for c in columns]
    with np.errstate(all="ignore"):
        want = np.array([float(f(*[mp.mpf(float(v)) for v in row])) for row in zip(*columns)]).astype(f32)
    return {"op": op, "params": {"kind": "grid"}, "inputs": [tensor(c) for c in columns], "outputs": [tensor(want)]}


def edges(op, f, *columns, slopes=True):
    columns = [np.array(c, f32) for c in columns]
    wide = [jnp.asarray(c, jnp.float64) for c in columns]
    y, back = jax.vjp(f, *wide) if slopes else (f(*wide), None)
    c = {"op": op, "params": {"kind": "edges"}, "inputs": [tensor(v) for v in columns], "outputs": [tensor(np.asarray(y).astype(f32))]}
    if slopes:
        c["cotangent"] = tensor(np.ones(len(columns[0]), f32))
        c["grads"] = [tensor(np.asarray(d).astype(f32)) for d in back(jnp.ones_like(y))]
    return c


wide = [*spread(-5, 5), *rng.uniform(0, 14, 16), 1 + 2**-23, 1 - 2**-24, 2 + 2**-22, 2 - 2**-23, 1.4616321, 3, *-rng.uniform(0, 20, 16), -2.4570248]
around = [*rng.uniform(-20, 20, 30), *spread(-5, 1, 8)]
a = np.array([*spread(-3, 2.3, 40), *spread(2.3, 5, 16)])
x = np.abs(np.array([v * 10 ** rng.uniform(-0.7, 0.7) for v in a[:28]] + [v + np.sqrt(v) * 1.5 * rng.normal() for v in a[28:]]))
p, q = spread(-2, 3, 40), spread(-2, 3, 40)
t = np.clip(p / (p + q) + rng.normal(size=40) * 0.1, 0.001, 0.999)
cases = [
    grid("gammaln", lambda x: mp.log(abs(mp.gamma(x))), wide),
    grid("gamma", mp.gamma, [v for v in wide if abs(v) < 30]),
    grid("digamma", mp.digamma, wide),
    grid("zeta", mp.zeta, [*rng.uniform(1.01, 20, 24), 2, 2, 3, 2], [*spread(-2, 4, 24), 1, 1e-3, -0.5, -7.25]),
    grid("i0", lambda x: mp.besseli(0, x), around), grid("i1", lambda x: mp.besseli(1, x), around),
    grid("i0e", lambda x: mp.exp(-abs(x)) * mp.besseli(0, x), around), grid("i1e", lambda x: mp.exp(-abs(x)) * mp.besseli(1, x), around),
    grid("ndtr", mp.ncdf, rng.uniform(-12, 6, 30)),
    grid("ndtri", lambda p: mp.sqrt(2) * mp.erfinv(2 * p - 1), [*rng.uniform(0, 1, 20), *spread(-37, -1, 16), 0.5, 0.135, 0.1354, 0.8646, 0.8647]),
    grid("logNdtr", lambda x: mp.log(mp.ncdf(x)), [*rng.uniform(-40, 8, 30), -100, -1e4]),
    grid("logit", lambda x: mp.log(x / (1 - x)), [*rng.uniform(0, 1, 20), 0.5000001, 0.4999999, 1e-30]),
    grid("gammainc", lambda a, x: mp.gammainc(a, 0, x, regularized=True), a, x),
    grid("gammaincc", lambda a, x: mp.gammainc(a, x, mp.inf, regularized=True), a, x),
    grid("betainc", lambda a, b, x: mp.betainc(a, b, 0, x, regularized=True), p, q, t),
    grid("betaln", lambda a, b: mp.log(abs(mp.beta(a, b))), spread(-3, 8), spread(-3, 8)),
    grid("beta", mp.beta, spread(-3, 1), spread(-3, 1)),
    grid("erf", mp.erf, rng.uniform(-4, 4, 24)), grid("erfc", mp.erfc, rng.uniform(-4, 9, 24)),
    # XLA's polynomials: good to some units in the tails.
]

X = [0, 1, 2, 0.5, -0.5, -1, -2.5, 3.5, inf, nan]
cases += [
    edges("gammaln", sp.gammaln, X[:-2] + [nan]), edges("digamma", sp.digamma, [1, 2, 0.5, -0.5, -2.5, 3.5, nan]), edges("gamma", sp.gamma, [1, 2, 0.5, -0.5, -1, -2.5, 3.5, nan]),
    edges("ndtr", sp.ndtr, X + [-inf]), edges("logNdtr", sp.log_ndtr, [0, 1, 2, -0.5, -3, -30, 5, nan]), edges("ndtri", sp.ndtri, [0.5, 0.1, 0.9, 0.01, 1e-6]), edges("ndtri", sp.ndtri, [0, 1, -0.5, 1.5, nan], slopes=False),
    edges("i0", sp.i0, [1, -2, 9, -9.5]), edges("i1", sp.i1, [0, 1, -2, 9, -9.5]), edges("i0e", sp.i0e, [0, 1, -2, 9, -9.5]), edges("i1e", sp.i1e, [0, 1, -2, 9, -9.5]),
    edges("entr", sp.entr, [0, 1, 2, 0.5, -0.5, nan]), edges("logit", sp.logit, [0, 1, 0.5, 0.25, 2, nan], slopes=False), edges("logit", sp.logit, [0.5, 0.25, 0.9]),
    edges("expit", sp.expit, [0, 1, -2, inf, -inf, nan]), edges("factorial", sp.factorial, [1, 2, 0.5, 5]), edges("factorial", sp.factorial, [0, -0.5, -3, nan], slopes=False),
    edges("xlogy", sp.xlogy, [0, 1, 0, 1, -1, 2, nan, 0], [1, 0, -1, -1, 1, 3, 1, nan]), edges("xlog1py", sp.xlog1py, [0, 0, 1, 1, -1, 2], [0, 1, 0, -1, 1, 3]),
    edges("relEntr", sp.rel_entr, [0, 0, 1, 0, -1, 2, 3], [0, 1, 0, -1, 1, 3, 3]), edges("klDiv", sp.kl_div, [0, 0, 1, 0, -1, 2, 3], [0, 1, 0, -1, 1, 3, 3]),
    edges("betaln", sp.betaln, [2, 0.5, 100, 3], [3, 0.5, 0.25, 40]), edges("beta", sp.beta, [2, 0.5, 3], [3, 0.5, 0.25]),
    edges("gammainc", sp.gammainc, [2, 0.5, 5, 30, 150], [3, 0.5, 2, 40, 140]), edges("gammaincc", sp.gammaincc, [2, 0.5, 5, 30, 150], [3, 0.5, 2, 40, 140]),
    edges("gammainc", sp.gammainc, [0, 1, 0, -1, 1, 1, inf, nan], [0, 0, 1, 1, -1, inf, inf, 1][:6] + [1, 1], slopes=False),
    edges("betainc", sp.betainc, [1, 1, 1, 0, 1, -1, 1, 0, nan], [2, 2, 2, 1, 0, 1, 1, 0, 1], [0, 1, 0.5, 0.5, 0.5, 0.5, 1.5, 0.5, 0.5], slopes=False),
    edges("zeta", sp.zeta, [2, 2, 2.5, 1, 0.5], [1, 0, -0.5, 2, 2], slopes=False),
]
with jax.enable_x64(True):
    for order in (0, 1, 2, 5):
        f = lambda x, n=order: sp.polygamma(n, x)
        c = edges("polygamma", f, [0.5, 1, 2, 7.5, 100])
        c["params"]["n"] = order
        cases.append(c)
write("special", "special functions", {"jax": jax.__version__, "mpmath": mp.__version__}, cases)
