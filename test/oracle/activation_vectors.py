"""jax.nn's activations at their kinks and far out, in float64: writes numpyActivations.json."""
import warnings

import jax
import jax.numpy as jnp
import numpy as np

from vectors import tensor, write

warnings.simplefilter("ignore")
jax.config.update("jax_enable_x64", True)
X = np.array([0, -0.5, 0.5, 1, -1, 2, -2, 3, -3, 6, -6, 20, -20, 90, -90, np.inf, -np.inf, np.nan], np.float32)
POSITIVE = np.array([1e-6, 0.1, 0.5, 0.7, 1, 5, 20, 100], np.float32)
ROWS = np.array([[0.5, -1, 2, 0], [3, 3, -2, 100], [-np.inf, 0, 1, -1]], np.float32)
MASK = np.array([[True, False, True, True], [False, True, True, False], [True, True, False, True]])
NAMES = {
    "relu": "relu", "relu6": "relu6", "sigmoid": "sigmoid", "softplus": "softplus", "sparsePlus": "sparse_plus", "sparseSigmoid": "sparse_sigmoid", "softSign": "soft_sign",
    "silu": "silu", "logSigmoid": "log_sigmoid", "leakyRelu": "leaky_relu", "hardSigmoid": "hard_sigmoid", "hardSilu": "hard_silu", "hardTanh": "hard_tanh", "elu": "elu",
    "celu": "celu", "selu": "selu", "squareplus": "squareplus", "mish": "mish", "log1mexp": "log1mexp",
}


def single(y):
    return tensor(np.asarray(y).astype(np.float32))


def case(ours, f, x, params):
    wide = x.astype(np.float64)
    y, back = jax.vjp(f, wide)
    g = np.linspace(0.5, 1.5, y.size).reshape(y.shape)
    return {"op": ours, "params": params, "inputs": [tensor(x)], "outputs": [single(y)], "cotangent": single(g), "grads": [single(back(g)[0])]}


cases = [case(ours, getattr(jax.nn, theirs), POSITIVE if ours == "log1mexp" else X[:11] if ours == "squareplus" else X, {}) for ours, theirs in NAMES.items()]
for ours, theirs, params in [
    ("leakyRelu", lambda x: jax.nn.leaky_relu(x, 0.3), {"negativeSlope": 0.3}), ("elu", lambda x: jax.nn.elu(x, 2.0), {"alpha": 2}), ("celu", lambda x: jax.nn.celu(x, 0.5), {"alpha": 0.5}),
    ("squareplus", lambda x: jax.nn.squareplus(x, 1.0), {"b": 1}), ("gelu", lambda x: jax.nn.gelu(x, approximate=False), {}), ("gelu", lambda x: jax.nn.gelu(x, approximate=True), {"approximate": "tanh"}),
]:
    cases.append(case(ours, theirs, X[:11] if ours == "squareplus" else X[:-3], params))
rows = ROWS[:2]
for axis in (-1, 0, [0, 1]):
    jax_axis = tuple(axis) if isinstance(axis, list) else axis
    for ours, f in [("softmax", jax.nn.softmax), ("logSoftmax", jax.nn.log_softmax)]:
        cases.append(case(ours, lambda x: f(x, axis=jax_axis), rows, {"axis": axis}))
        cases.append(case(ours, lambda x: f(x, axis=jax_axis, where=MASK[:2]), rows, {"axis": axis, "where": MASK[:2].astype(int).tolist()}))
    cases.append(case("logMeanExp", lambda x: jax.nn.logmeanexp(x, axis=jax_axis), rows, {"axis": axis}))
    cases.append(case("logMeanExp", lambda x: jax.nn.logmeanexp(x, axis=jax_axis, where=MASK[:2]), rows, {"axis": axis, "where": MASK[:2].astype(int).tolist()}))
    cases.append(case("standardize", lambda x: jax.nn.standardize(x, axis=jax_axis, algorithm="stable"), rows, {"axis": axis}))
    cases.append(case("standardize", lambda x: jax.nn.standardize(x, axis=jax_axis, where=MASK[:2], epsilon=0.1, algorithm="stable"), rows, {"axis": axis, "epsilon": 0.1, "where": MASK[:2].astype(int).tolist()}))
cases.append(case("glu", jax.nn.glu, rows, {}))
cases.append(case("glu", lambda x: jax.nn.glu(x, axis=0), rows, {"axis": 0}))
cases.append(case("softmax", jax.nn.softmax, ROWS, {}))
write("numpyActivations", "activations of jax.nn", {"jax": jax.__version__, "numpy": np.__version__}, cases)
