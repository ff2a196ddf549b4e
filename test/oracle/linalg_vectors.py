"""Writes linalg.json: linear algebra of jax.numpy.linalg, jax.scipy.linalg and jax.lax.linalg, with gradients of first and second order.

Computed in float64 from float32 inputs, rounded at the end. The loss whose gradient is taken is the sum of all float outputs times
sin(1), sin(2), …; "grads" are its gradients by the inputs (null where an input has none), "second" the gradients of
Σ grads · (cos(1), cos(2), …). Where a result has a free sign the case takes a function of it that has none; linalg.test.ts has the
same functions under the same names.
"""

import jax
import jax.numpy as jnp
import jax.scipy.linalg as jsl
import numpy as np

import vectors

jax.config.update("jax_enable_x64", True)
L, J = jax.lax.linalg, jnp.linalg


def eigh_function(x, UPLO="L", symmetrize_input=True):
    w, v = J.eigh(x, UPLO=UPLO, symmetrize_input=symmetrize_input)
    return w, (v * jnp.sin(w)[..., None, :]) @ v.mT


def svd_function(x, full_matrices=False):
    u, s, vt = J.svd(x, full_matrices=full_matrices)
    k = s.shape[-1]
    return s, (u[..., :, :k] * jnp.sin(s)[..., None, :]) @ vt[..., :k, :], u @ u.mT, vt.mT @ vt


FUNCTIONS = {
    "linalg.cholesky": J.cholesky,
    "linalg.qr": J.qr,
    "linalg.svd": svd_function,
    "linalg.svdvals": J.svdvals,
    "linalg.eigh": eigh_function,
    "linalg.eigvalsh": J.eigvalsh,
    # jax's gradient of cho_factor is right for symmetric changes of its matrix only.
    "linalg.choSolve": lambda a, x, lower=False: jsl.cho_solve(jsl.cho_factor((a + a.mT) / 2, lower=lower), x),
    "linalg.luFactor": jsl.lu_factor,
    "linalg.luSolve": lambda a, x, trans=0: jsl.lu_solve(jsl.lu_factor(a), x, trans=trans),
    "linalg.solve": J.solve,
    "linalg.inv": J.inv,
    "linalg.solveTriangular": jsl.solve_triangular,
    "linalg.pinv": J.pinv,
    "linalg.lstsq": J.lstsq,
    "linalg.tensorinv": J.tensorinv,
    "linalg.tensorsolve": J.tensorsolve,
    "linalg.norm": J.norm,
    "linalg.vectorNorm": J.vector_norm,
    "linalg.matrixNorm": J.matrix_norm,
    "linalg.det": J.det,
    "linalg.slogdet": J.slogdet,
    "linalg.cond": J.cond,
    "linalg.matrixRank": J.matrix_rank,
    "linalg.matrixPower": J.matrix_power,
    "linalg.expm": jsl.expm,
    "linalg.multiDot": lambda *xs: J.multi_dot(xs),
    "linalg.blockDiag": jsl.block_diag,
    "linalg.toeplitz": jsl.toeplitz,
    "lax.linalg.triangularSolve": L.triangular_solve,
    "lax.linalg.qr": L.qr,
    "lax.linalg.lu": L.lu,
    "lax.linalg.householderProduct": L.householder_product,
    "lax.linalg.luPivotsToPermutation": L.lu_pivots_to_permutation,
}


def geqrf(x):
    a, taus = J.qr(x, mode="raw")
    return a.mT, taus


SNAKE = {"fullMatrices": "full_matrices", "keepDims": "keepdims", "symmetrizeInput": "symmetrize_input", "leftSide": "left_side",
         "transposeA": "transpose_a", "unitDiagonal": "unit_diagonal", "permutationSize": "permutation_size", "maxSquarings": "max_squarings"}
NUMBERS = {"Infinity": np.inf, "-Infinity": -np.inf}
# What jax does not differentiate, or where the result is an integer.
PLAIN = {"linalg.matrixRank", "lax.linalg.luPivotsToPermutation", "lax.linalg.householderProduct"}

rng = np.random.default_rng(20)


def draw(*shape):
    return (rng.integers(-64, 65, shape) / 32).astype(np.float32)


def regular(*shape):
    x = draw(*shape) / 4
    m, n = shape[-2:]
    x[..., np.arange(min(m, n)), np.arange(min(m, n))] += np.arange(1, min(m, n) + 1, dtype=np.float32) * 0.75
    return x


def positive(*shape):
    x = regular(*shape)
    return (x @ np.swapaxes(x, -1, -2)).astype(np.float32) + np.eye(shape[-1], dtype=np.float32)


def symmetric(*shape):
    x = regular(*shape)
    return ((x + np.swapaxes(x, -1, -2)) / 2).astype(np.float32)


def cases():
    yield from ((f"linalg.{f}", p, [x]) for f, p, x in [
        ("cholesky", {}, positive(3, 3)), ("cholesky", {"upper": True}, positive(2, 2, 2)), ("cholesky", {}, positive(1, 1)),
        ("cholesky", {}, np.array([[1, 2], [2, 1]], np.float32)), ("cholesky", {}, np.zeros((2, 2), np.float32)),
        ("qr", {}, regular(3, 3)), ("qr", {}, regular(4, 2)), ("qr", {}, regular(2, 4)), ("qr", {"mode": "complete"}, regular(4, 2)),
        ("qr", {"mode": "complete"}, regular(2, 3)), ("qr", {"mode": "r"}, regular(3, 2)), ("qr", {}, np.zeros((2, 2), np.float32)), ("qr", {}, regular(1, 1)),
        ("svd", {}, regular(3, 3)), ("svd", {}, regular(4, 2)), ("svd", {}, regular(2, 2, 4)), ("svd", {"fullMatrices": True}, regular(3, 3)),
        ("svd", {"fullMatrices": True}, regular(2, 4)), ("svd", {"fullMatrices": True}, regular(4, 2)), ("svd", {}, np.zeros((3, 2), np.float32)),
        ("svd", {"fullMatrices": True}, np.ones((3, 3), np.float32)), ("svd", {}, np.array([[np.nan, 1], [1, 1]], np.float32)),
        ("svdvals", {}, regular(3, 4)), ("svdvals", {}, regular(1, 3)),
        ("eigh", {}, symmetric(3, 3)), ("eigh", {}, regular(2, 4, 4)), ("eigh", {}, symmetric(1, 1)), ("eigh", {"UPLO": "U"}, symmetric(3, 3)),
        ("eigh", {}, np.eye(3, dtype=np.float32)), ("eigvalsh", {}, symmetric(3, 3)),
        ("luFactor", {}, regular(3, 3)), ("luFactor", {}, np.array([[0, 2], [3, 4]], np.float32)),
        ("inv", {}, regular(3, 3)), ("inv", {}, regular(2, 2, 2)), ("inv", {}, np.array([[1, 2], [2, 4]], np.float32)), ("inv", {}, np.array([[1, 2], [3, 4]], np.int32)),
        ("pinv", {}, regular(3, 3)), ("pinv", {}, regular(4, 2)), ("pinv", {}, regular(2, 2, 3)), ("pinv", {"rtol": 0.5}, regular(3, 3)),
        ("pinv", {"hermitian": True}, symmetric(3, 3)), ("pinv", {}, np.ones((2, 3), np.float32)),
        ("tensorinv", {"ind": 1}, regular(4, 4).reshape(4, 2, 2)), ("tensorinv", {}, regular(4, 4).reshape(2, 2, 4)),
        ("det", {}, regular(1, 1)), ("det", {}, draw(2, 2)), ("det", {}, draw(2, 3, 3)), ("det", {}, regular(4, 4)), ("det", {}, regular(5, 5)[[1, 0, 2, 3, 4]]),
        ("det", {}, np.ones((4, 4), np.float32)), ("det", {}, np.diag(np.array([1, 2, 3, 0], np.float32))),
        ("slogdet", {}, regular(1, 1)), ("slogdet", {}, draw(2, 2)), ("slogdet", {}, regular(2, 3, 3)), ("slogdet", {}, regular(4, 4)[[1, 0, 3, 2]]),
        ("cond", {}, regular(3, 2)), ("cond", {"p": "fro"}, regular(3, 3)), ("cond", {"p": -2}, regular(3, 3)), ("cond", {"p": 1}, regular(2, 2)), ("cond", {"p": "nuc"}, regular(2, 2)),
        ("matrixRank", {}, regular(3, 4)), ("matrixRank", {}, np.ones((2, 3, 3), np.float32)), ("matrixRank", {}, np.array([0, 1], np.float32)),
        ("matrixRank", {"rtol": 1.5}, regular(3, 3)), ("matrixRank", {"hermitian": True}, symmetric(3, 3)),
        ("matrixPower", {"n": 3}, regular(2, 2)), ("matrixPower", {"n": 0}, regular(2, 2, 2)), ("matrixPower", {"n": -2}, regular(2, 2)), ("matrixPower", {"n": 5}, np.array([[1, 1], [1, 0]], np.int32)),
        ("expm", {}, draw(3, 3)), ("expm", {}, draw(2, 2, 2) * 4), ("expm", {}, np.zeros((2, 2), np.float32)), ("expm", {"maxSquarings": 1}, draw(2, 2) * 16),
        ("toeplitz", {}, draw(3)), ("blockDiag", {}, draw(2, 2)),
    ])
    orders = [None, 0, 1, 2, 3, 0.5, "Infinity", "-Infinity"]
    yield from (("linalg.norm", {"ord": o} if o is not None else {}, [draw(5)]) for o in orders)
    yield from (("linalg.norm", {"ord": o, "axis": [0, 1], "keepDims": True}, [regular(3, 2)]) for o in ["fro", "nuc", 1, -1, 2, -2, "Infinity", "-Infinity"])
    yield from [("linalg.norm", {}, [draw(2, 3, 2)]), ("linalg.norm", {"axis": 1}, [draw(2, 3)]), ("linalg.norm", {"axis": [2, 0], "ord": 1}, [draw(2, 3, 4)]),
                ("linalg.norm", {"axis": [2, 0], "ord": "-Infinity"}, [draw(2, 3, 4)]), ("linalg.norm", {"axis": [0, 2], "ord": "nuc"}, [regular(2, 3, 2)]), ("linalg.norm", {"ord": 1}, [np.zeros((0, 3), np.float32)]),
                ("linalg.vectorNorm", {"ord": 3}, [draw(2, 3)]), ("linalg.vectorNorm", {"axis": [0, 2], "keepDims": True}, [draw(2, 3, 2)]),
                ("linalg.matrixNorm", {"ord": 2}, [regular(2, 3, 2)]), ("linalg.matrixNorm", {}, [draw(2, 2)])]
    yield from [
        ("linalg.solve", {}, [regular(3, 3), draw(3)]), ("linalg.solve", {}, [regular(3, 3), draw(3, 2)]), ("linalg.solve", {}, [regular(2, 2, 2), draw(2)]),
        ("linalg.solve", {}, [regular(2, 1, 2, 2), draw(3, 2, 1)]), ("linalg.solve", {}, [np.array([[1, 2], [2, 4]], np.float32), np.ones(2, np.float32)]),
        ("linalg.choSolve", {"lower": True}, [positive(3, 3), draw(3)]), ("linalg.choSolve", {}, [positive(2, 2), draw(2, 3)]),
        ("linalg.luSolve", {}, [regular(3, 3)[[2, 0, 1]], draw(3)]), ("linalg.luSolve", {"trans": 1}, [regular(3, 3)[[2, 0, 1]], draw(3, 2)]),
        ("linalg.solveTriangular", {"lower": True}, [regular(3, 3), draw(3)]), ("linalg.solveTriangular", {"trans": 1}, [regular(3, 3), draw(3, 2)]),
        ("linalg.solveTriangular", {"unitDiagonal": True}, [regular(2, 3, 3), draw(2, 3, 1)]),
        ("linalg.lstsq", {}, [regular(4, 2), draw(4)]), ("linalg.lstsq", {}, [regular(2, 3), draw(2, 2)]), ("linalg.lstsq", {"rcond": 0.6}, [regular(3, 3), draw(3)]), ("linalg.lstsq", {}, [np.array([[2, 0], [0, 3], [0, 0]], np.float32), draw(3)]),
        ("linalg.tensorsolve", {}, [regular(4, 4).reshape(2, 2, 4), draw(2, 2)]), ("linalg.tensorsolve", {"axes": [0]}, [regular(4, 4).reshape(2, 4, 2), draw(4)]),
        ("linalg.multiDot", {}, [draw(2, 3), draw(3, 1), draw(1, 4)]), ("linalg.multiDot", {}, [draw(2), draw(2, 3), draw(3)]),
        ("linalg.blockDiag", {}, [draw(2, 1), draw(2), draw()]), ("linalg.toeplitz", {}, [draw(3), draw(2)]), ("linalg.toeplitz", {}, [draw(2, 2), draw(3)]),
    ]
    for left in [True, False]:
        for lower in [True, False]:
            for transpose in [True, False]:
                yield ("lax.linalg.triangularSolve", {"leftSide": left, "lower": lower, "transposeA": transpose, "unitDiagonal": lower != transpose}, [regular(2, 2), draw(2, 3) if left else draw(3, 2)])
    yield from [
        ("lax.linalg.triangularSolve", {}, [regular(3, 3), draw(3)]), ("lax.linalg.triangularSolve", {"leftSide": True}, [regular(3, 3), draw(3)]),
        ("lax.linalg.lu", {}, [regular(3, 3)]), ("lax.linalg.lu", {}, [regular(4, 2)]), ("lax.linalg.lu", {}, [regular(2, 4)]), ("lax.linalg.lu", {}, [np.ones((3, 3), np.float32)]),
        ("lax.linalg.qr", {}, [regular(3, 2)]),
        ("lax.linalg.luPivotsToPermutation", {"permutationSize": 4}, [np.array([2, 3, 2], np.int32)]),
    ]
    for m, n in [(3, 2), (3, 3), (4, 1)]:
        a, taus = geqrf(jnp.asarray(regular(m, n)))
        yield ("lax.linalg.householderProduct", {}, [np.asarray(a, np.float32), np.asarray(taus, np.float32)])


def call(op, params, inputs):
    params = {SNAKE.get(k, k): NUMBERS.get(v, v) if isinstance(v, str) else tuple(v) if isinstance(v, list) else v for k, v in params.items()}
    y = FUNCTIONS[op](*inputs, **params)
    return [v for v in jax.tree.leaves(y)]


def losses(op, params, floats, others):
    def value(xs):
        filled = [xs.pop(0) if o is None else o for o in others]
        outs = [o.ravel() for o in call(op, params, filled) if jnp.issubdtype(o.dtype, jnp.floating)]
        flat = jnp.concatenate(outs)
        return jnp.sum(flat * jnp.sin(1.0 + jnp.arange(flat.size)))

    first = jax.grad(lambda xs: value(list(xs)))

    def along(xs):
        flat = jnp.concatenate([g.ravel() for g in first(xs)])
        return jnp.sum(flat * jnp.cos(1.0 + jnp.arange(flat.size)))

    return first(floats), jax.grad(along)(floats)


def case(op, params, inputs):
    xs = [jnp.asarray(x, jnp.float64) if x.dtype.kind == "f" else jnp.asarray(x) for x in inputs]
    outputs = [np.asarray(o) for o in call(op, params, xs)]
    made = {"op": op, "params": params, "inputs": [vectors.tensor(x) for x in inputs],
            "outputs": [vectors.tensor(o.astype(np.float32) if o.dtype == np.float64 else o) for o in outputs]}
    is_float = [x.dtype.kind == "f" for x in inputs]
    if op in PLAIN or not any(is_float) or all(o.dtype.kind != "f" for o in outputs):
        return made
    try:
        first, second = losses(op, params, [x for x, f in zip(xs, is_float) if f], [None if f else x for x, f in zip(xs, is_float)])
    except NotImplementedError:
        return made
    spread = lambda gs: [vectors.tensor(np.asarray(gs.pop(0)).astype(np.float32)) if f else None for f in is_float]
    return {**made, "grads": spread(list(first)), "second": spread(list(second))}


if __name__ == "__main__":
    vectors.write("linalg", "linear algebra: jax.numpy.linalg, jax.scipy.linalg, jax.lax.linalg", {"jax": jax.__version__, "numpy": np.__version__}, [case(*c) for c in cases()])
