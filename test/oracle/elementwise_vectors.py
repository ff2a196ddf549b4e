"""Element-wise functions of jax.numpy on what is special about numbers, with gradients at kinks: writes numpyElementwise.json."""
import warnings

import jax
import jax.numpy as jnp
import numpy as np

from vectors import tensor, write

warnings.simplefilter("ignore")
nan, inf = np.nan, np.inf

FLOATS = np.array([0.0, -0.0, 0.25, 0.5, -0.5, 1, -1, 1.5, -1.5, 2, -2, 2.5, 3, -3, 10, 10.25, 1e-6, 1e6, -1e6, inf, -inf, nan], np.float32)
SMALL = np.array([0, -0.5, 1, -1, 2, -3, inf, -inf, nan], np.float32)
PAIRS = tuple(np.array(v, np.float32) for v in zip(*[(a, b) for a in SMALL for b in SMALL]))
WHOLE = np.array([0, 1, -1, 2, -3, 7, -10, 2**31 - 1, -(2**31)], np.int32)
# The least integer by -1, and its divisors, are of no use to anybody.
WHOLES = tuple(np.array(v, np.int32) for v in zip(*[(a, b) for a in WHOLE for b in WHOLE if a != -(2**31) and b != -(2**31)]))
BYTES = np.array([0, 1, 2, 7, 200, 255], np.uint8)
BYTE_PAIRS = tuple(np.array(v, np.uint8) for v in zip(*[(a, b) for a in BYTES for b in BYTES]))
TRUTHS = np.array([False, True])
TRUTH_PAIRS = (np.array([False, False, True, True]), np.array([False, True, False, True]))

UNARY = {
    "abs": "absolute", "fabs": "fabs", "neg": "negative", "positive": "positive", "sign": "sign", "signbit": "signbit", "square": "square", "sqrt": "sqrt", "cbrt": "cbrt",
    "reciprocal": "reciprocal", "exp": "exp", "exp2": "exp2", "expm1": "expm1", "log": "log", "log2": "log2", "log10": "log10", "log1p": "log1p",
    "asin": "arcsin", "acos": "arccos", "atan": "arctan", "sinh": "sinh", "cosh": "cosh", "tanh": "tanh", "asinh": "arcsinh", "acosh": "arccosh", "atanh": "arctanh",
    "floor": "floor", "ceil": "ceil", "trunc": "trunc", "rint": "rint", "round": "round", "isNaN": "isnan", "isInf": "isinf", "isFinite": "isfinite", "isPosInf": "isposinf", "isNegInf": "isneginf",
    "logicalNot": "logical_not", "bitwiseNot": "bitwise_not", "bitwiseCount": "bitwise_count", "radians": "radians", "degrees": "degrees", "nanToNum": "nan_to_num", "frexp": "frexp", "modf": "modf",
}
BINARY = {
    "add": "add", "sub": "subtract", "mul": "multiply", "div": "divide", "floorDivide": "floor_divide", "mod": "remainder", "fmod": "fmod", "divmod": "divmod", "pow": "power", "floatPower": "float_power",
    "maximum": "maximum", "minimum": "minimum", "fmax": "fmax", "fmin": "fmin", "atan2": "arctan2", "hypot": "hypot", "logAddExp": "logaddexp", "logAddExp2": "logaddexp2",
    "copysign": "copysign", "heaviside": "heaviside", "gcd": "gcd", "lcm": "lcm", "bitwiseAnd": "bitwise_and", "bitwiseOr": "bitwise_or", "bitwiseXor": "bitwise_xor",
    "leftShift": "left_shift", "rightShift": "right_shift", "equal": "equal", "less": "less", "greaterEqual": "greater_equal", "logicalAnd": "logical_and", "logicalOr": "logical_or", "logicalXor": "logical_xor",
    "isClose": "isclose",
}
# A float to a float power at (0, 0) and a product of zero and infinity: the rules of derivatives are not the same, and none is right.
NO_GRADIENT = {"pow", "floatPower"}


def single(y):
    y = np.asarray(y)
    return y.astype(np.float32) if y.dtype == np.float64 else y


def case(ours, theirs, inputs):
    f = getattr(jnp, theirs)
    # The numbers that stand for infinities are those of the dtype.
    wide = ours != "nanToNum"
    with jax.enable_x64(wide):
        x = [v.astype(np.float64) if wide and v.dtype == np.float32 else v for v in inputs]
        out = f(*x)
        if wide and not isinstance(out, tuple) and out.dtype == np.float32:
            out = f(*[v.astype(np.float64) for v in x])
        outs = list(out) if isinstance(out, tuple) else [out]
        c = {"op": ours, "params": {}, "inputs": [tensor(v) for v in inputs], "outputs": [tensor(single(y)) for y in outs]}
        if x[0].dtype == np.float64 and outs[0].dtype == jnp.float64 and ours not in NO_GRADIENT:
            g = np.ones(inputs[0].shape)
            _, back = jax.vjp(lambda *x: f(*x)[0] if isinstance(out, tuple) else f(*x), *x)
            c["cotangent"] = tensor(single(g))
            c["grads"] = [tensor(single(d)) for d in back(g)]
    return c


def attempt(*args):
    try:
        return [case(*args)]
    except Exception:
        return []  # JAX refuses the dtype.


cases = [c for ours, theirs in UNARY.items() for x in (FLOATS, WHOLE, BYTES, TRUTHS) for c in attempt(ours, theirs, (x,))]
cases += [c for ours, theirs in BINARY.items() for x in (PAIRS, *([] if ours == "floatPower" else [WHOLES]), BYTE_PAIRS, *([] if ours == "fmod" else [TRUTH_PAIRS])) for c in attempt(ours, theirs, x)]
write("numpyElementwise", "element-wise functions on special values", {"jax": jax.__version__, "numpy": np.__version__}, cases)
