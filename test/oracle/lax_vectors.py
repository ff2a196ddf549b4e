"""Values and gradients of jax.lax's functions, as calls: writes lax.json. The form is that of numpy_vectors.py."""

import os
import sys

os.environ["JAX_PLATFORMS"] = "cpu"
import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

import numpy_vectors as nv
import vectors
from numpy_vectors import DTYPES, anything, case, real, truth, whole

# No denormal numbers: XLA takes them for 0 on a CPU.
SPECIAL = jnp.asarray([np.nan, np.inf, -np.inf, 0.0, -0.0, 1.5, -2.5, 2e-38, 3e38], jnp.float32)
FUNCTIONS = {"add": lax.add, "mul": lax.mul, "max": lax.max, "min": lax.min, "bitwiseAnd": lax.bitwise_and, "bitwiseOr": lax.bitwise_or}


def tuples(x):
    return tuple(tuples(v) for v in x) if isinstance(x, list) and not any(nv.is_tensor(v) for v in x) else x


def named(x):
    return DTYPES[x] if isinstance(x, str) and x in DTYPES else FUNCTIONS.get(x, x) if isinstance(x, str) else x


def plain(name):
    def f(*args, **options):
        given = [named(tuples(a)) for a in args]
        return getattr(lax, nv.snake(name))(*given, **options)
    return f


ROUND = {"awayFromZero": lax.RoundingMethod.AWAY_FROM_ZERO, "toNearestEven": lax.RoundingMethod.TO_NEAREST_EVEN}
NAMES = """abs neg sign floor ceil isFinite exp expm1 log log1p sqrt rsqrt reciprocal square sin cos tan asin acos atan sinh cosh tanh logistic erf erfc
erfInv bitwiseNot add sub mul div rem max min pow atan2 nextafter eq ne lt le gt ge bitwiseAnd bitwiseOr bitwiseXor shiftLeft shiftRightArithmetic
shiftRightLogical clamp select selectN integerPow populationCount clz reducePrecision convertElementType bitcastConvertType broadcast broadcastInDim
reshape transpose rev squeeze expandDims collapse concatenate split slice pad reduce reduceSum reduceProd reduceMax reduceMin reduceAnd reduceOr
reduceXor argmax argmin dot dotGeneral batchMatmul convGeneralDilated convTranspose conv convWithGeneralPadding reduceWindow cumsum cumprod cummax
cummin cumlogsumexp sort sortKeyVal topK""".split()
nv.CALLS.update({name: plain(name) for name in NAMES})
nv.CALLS["round"] = lambda x, method: lax.round(x, ROUND[method])
nv.CALLS["argmax"] = lambda x, axis, dtype="i32": lax.argmax(x, axis, DTYPES[dtype])
nv.CALLS["argmin"] = lambda x, axis, dtype="i32": lax.argmin(x, axis, DTYPES[dtype])
nv.CALLS["sort"] = lambda x, **options: lax.sort(tuple(x) if isinstance(x, list) else x, **options)
nv.CALLS["concatenate"] = lambda xs, axis: lax.concatenate(xs, axis)
nv.CALLS["selectN"] = lambda which, *cases: lax.select_n(which, *cases)


def elementwise():
    for name in ["neg", "sign", "floor", "ceil", "exp", "expm1", "sin", "cos", "tanh", "logistic", "erf", "erfc", "square", "abs", "atan"]:
        yield case(name, real(2, 3))
        yield case(name, real(4, dtype="f16"), grad=False)
    for name in ["log", "log1p", "sqrt", "rsqrt", "reciprocal"]:
        yield case(name, real(3, low=0.25, high=3))
    for name in ["isFinite", "sign", "floor", "round", "abs", "sqrt", "exp", "log"]:
        yield case(name, SPECIAL, *(["awayFromZero"] if name == "round" else []), grad=False)
    for name in ["neg", "sign", "abs", "square"]:
        yield case(name, whole(5, dtype="i8"))
    for method in ["awayFromZero", "toNearestEven"]:
        yield case("round", jnp.asarray([-2.5, -1.5, -0.5, -0.25, 0.5, 1.5, 2.5, 0.49999997, 8388609.0], jnp.float32), method)
    for name in ["add", "sub", "mul", "div", "rem", "max", "min", "atan2"]:
        yield case(name, real(2, 3), real(2, 3, low=0.5, high=2))
        yield case(name, real(2, 3), real(1, 3, low=0.5, high=2))
        yield case(name, real(3), jnp.float32(1.25))
        yield case(name, SPECIAL, SPECIAL[::-1], grad=False)
    for name in ["add", "sub", "mul", "div", "rem", "max", "min"]:
        for dtype in ["i32", "u32", "i8", "u8"]:
            yield case(name, whole(6, dtype=dtype, low=-100, high=120), whole(6, dtype=dtype, low=-3, high=4))
    for name in ["max", "min", "eq", "lt", "bitwiseAnd", "bitwiseOr", "bitwiseXor"]:
        yield case(name, truth(6), truth(6))
    for name in ["eq", "ne", "lt", "le", "gt", "ge"]:
        yield case(name, SPECIAL, SPECIAL[::-1])
        yield case(name, whole(6, dtype="u8"), whole(6, dtype="u8"))
    for name in ["shiftLeft", "shiftRightArithmetic", "shiftRightLogical"]:
        for dtype in ["i32", "u32", "i8", "u8"]:
            yield case(name, whole(6, dtype=dtype, low=-100, high=120), jnp.asarray([0, 1, 7, 8, 31, 33], DTYPES[dtype]))
    yield case("bitwiseNot", whole(4, dtype="i8"))
    yield case("pow", real(4, low=0.5, high=2), real(4))
    yield case("pow", real(4), jnp.asarray([2, 0, 3, 1], jnp.int32), grad=False)
    for n in [0, 1, 2, 5, -2]:
        yield case("integerPow", real(3, low=0.5, high=2), n)
    yield case("integerPow", whole(4), 3)
    for dtype in ["f32", "f16", "bf16"]:
        x = jnp.asarray([0, -0.0, 1, -1, 2, 65504 if dtype == "f16" else 3e38, np.inf, -np.inf, np.nan, 6e-5], DTYPES[dtype])
        for y in [np.inf, -np.inf, 1]:
            yield case("nextafter", x, jnp.full_like(x, y), grad=False)
    for dtype in ["i32", "u32", "i8", "u8"]:
        for name in ["populationCount", "clz"]:
            yield case(name, jnp.asarray([0, 1, 2, 77, 127], DTYPES[dtype]))
            yield case(name, whole(5, dtype=dtype, low=-128, high=127))


def choices():
    yield case("clamp", real(3, low=-1, high=0), real(3), real(3, low=0, high=1))
    yield case("clamp", jnp.float32(-0.5), real(2, 3), jnp.float32(0.5), grad=False)
    yield case("clamp", jnp.float32(1), SPECIAL, jnp.float32(-1), grad=False)
    yield case("clamp", jnp.int8(-2), whole(6, dtype="i8"), jnp.int8(2))
    yield case("select", truth(2, 3), real(2, 3), real(2, 3))
    yield case("select", jnp.asarray(True), real(3), real(3))
    yield case("selectN", whole(5, low=0, high=3), real(5), real(5), real(5))
    yield case("selectN", jnp.int32(1), real(2), real(2), real(2))
    for e, m in [(5, 10), (8, 7), (5, 2), (4, 3), (8, 0), (2, 23), (1, 0), (8, 23)]:
        yield case("reducePrecision", jnp.concatenate([SPECIAL, real(6), jnp.asarray([70000, 6e-5, 1.7, 1.0625, 3.1875], jnp.float32)]), e, m)
    for dtype in ["f16", "bf16"]:
        yield case("reducePrecision", real(6, dtype=dtype), 4, 2)
    for old in DTYPES:
        for new in ["i32", "u8", "i8", "bool", "f16", "bf16", "f32"]:
            yield case("convertElementType", anything(4, dtype=old), new, grad=False)
    for new in ["u8", "i32", "f16", "bf16"]:
        yield case("bitcastConvertType", real(2, 2), new)
    for old, n in [("u8", 4), ("i8", 4)]:
        yield case("bitcastConvertType", whole(2, n, dtype=old), "u32")
    yield case("bitcastConvertType", real(3, 2, dtype="bf16"), "f32")
    yield case("bitcastConvertType", real(3, 2, dtype="f16"), "i32")
    yield case("bitcastConvertType", real(3, dtype="f16"), "u8")


def shapes():
    yield case("broadcast", real(2, 1), [3])
    yield case("broadcastInDim", real(2, 1), [2, 4, 3], [0, 2])
    yield case("broadcastInDim", jnp.float32(2), [2, 2], [])
    yield case("reshape", real(2, 3), [3, 2])
    yield case("reshape", real(2, 3), [6], {"dimensions": [1, 0]})
    yield case("transpose", real(2, 3, 4), [2, 0, 1])
    yield case("rev", real(2, 3), [0, 1])
    yield case("squeeze", real(1, 3, 1), [0, 2])
    yield case("squeeze", real(1, 3, 1), [-1])
    yield case("expandDims", real(2, 3), [0, 3])
    yield case("expandDims", real(2), [-1, 0])
    yield case("collapse", real(2, 3, 4), 1, 3)
    yield case("concatenate", [real(2, 1), real(2, 3)], 1)
    yield case("split", real(2, 5), [2, 0, 3], {"axis": 1})
    yield case("slice", real(5, 6), [1, 0], [5, 6], [2, 3])
    yield case("slice", real(3), [2], [2])
    for config in [[[1, 2, 0], [0, 0, 0]], [[-1, 0, 0], [1, -2, 0]], [[0, 0, 2], [1, -1, 1]], [[-1, -1, 1], [-3, 4, 0]]]:
        yield case("pad", real(3, 4), jnp.float32(1.5), config)
    yield case("pad", real(0, 2), jnp.float32(1), [[1, 2, 3], [0, 0, 1]])
    yield case("pad", whole(3, dtype="u8"), jnp.uint8(7), [[1, 1, 1]])
    yield case("pad", truth(3), jnp.asarray(True), [[1, 1, 1]])


def reductions():
    ranks = [[], [3], [2, 3], [2, 3, 2], [2, 1, 3, 2], [1, 2, 2, 1, 2], [2, 1, 2, 1, 2, 2]]
    for name in ["reduceSum", "reduceProd", "reduceMax", "reduceMin"]:
        for shape in ranks:
            axes = list(range(0, len(shape), 2))
            yield case(name, real(*shape), axes)
        yield case(name, real(2, 0, 3), [1])
        for dtype in ["i32", "u32", "i8", "u8", "f16", "bf16"]:
            yield case(name, anything(3, 4, dtype=dtype), [1])
        yield case(name, SPECIAL, [0], grad=False)
    for name in ["reduceMax", "reduceMin"]:
        yield case(name, truth(2, 3), [1])
        yield case(name, jnp.asarray([[1, 3, 3], [2, 2, 2]], jnp.float32), [1])
        yield case(name, whole(2, 0, dtype="i8"), [1])
    for name in ["reduceAnd", "reduceOr", "reduceXor"]:
        for dtype in ["bool", "i32", "u32", "i8", "u8"]:
            yield case(name, anything(3, 5, dtype=dtype), [0])
            yield case(name, anything(2, 0, dtype=dtype), [1])
    for name in ["argmax", "argmin"]:
        for shape in ranks[1:]:
            yield case(name, real(*shape), len(shape) - 1)
        yield case(name, jnp.asarray([[1, 3, 3], [np.nan, 2, np.nan]], jnp.float32), 1)
        yield case(name, jnp.asarray([-0.0, 0.0]), 0)
        yield case(name, truth(2, 5), 1, "u8")
        for dtype in ["i8", "u32", "bf16"]:
            yield case(name, anything(4, 3, dtype=dtype), 0)
    for f, init in [("add", 1.5), ("mul", 2.0), ("max", 0.25), ("min", 0.25)]:
        yield case("reduce", real(2, 3, 4), jnp.float32(init), f, [0, 2], grad=False)
    yield case("reduce", whole(2, 3), jnp.int32(6), "bitwiseAnd", [1])


def products():
    yield case("dot", real(3), real(3))
    yield case("dot", real(2, 3), real(3))
    yield case("dot", real(3), real(3, 2))
    yield case("dot", real(2, 3), real(3, 4))
    for dtype in ["i32", "u8", "i8", "bool", "f16", "bf16"]:
        yield case("dot", anything(2, 3, dtype=dtype), anything(3, 2, dtype=dtype))
    yield case("dot", real(3), whole(3))
    yield case("dotGeneral", real(2, 3, 4), real(4, 2, 5), [[[2], [0]], [[0], [1]]])
    yield case("dotGeneral", real(3, 2, 4), real(4, 3, 5), [[[0, 2], [1, 0]], [[], []]])
    yield case("dotGeneral", real(2, 3), real(2, 4), [[[], []], [[0], [0]]])
    yield case("dotGeneral", whole(4, dtype="i8", low=-100, high=100), whole(4, dtype="i8", low=-100, high=100), [[[0], [0]], [[], []]], {"preferredElementType": "i32"})
    yield case("dotGeneral", real(2, 3, dtype="bf16"), real(3, dtype="bf16"), [[[1], [0]], [[], []]], {"preferredElementType": "f32"})
    yield case("dotGeneral", real(0, 3), real(3, 2), [[[1], [0]], [[], []]])
    yield case("dotGeneral", real(2, 0), real(0, 2), [[[1], [0]], [[], []]])
    yield case("batchMatmul", real(2, 2, 3), real(2, 3, 2))


def convolutions():
    yield case("conv", real(1, 2, 5), real(3, 2, 3), [1], "SAME")
    yield case("conv", real(1, 2, 5, 4), real(2, 2, 3, 2), [2, 1], "VALID")
    yield case("convWithGeneralPadding", real(1, 1, 4), real(1, 1, 2), [2], [[1, 2]], [2], [3])
    for padding in ["SAME", "SAME_LOWER", "VALID", [[1, 2], [0, -1]], [[-1, 3], [2, 0]]]:
        yield case("convGeneralDilated", real(2, 5, 4, 2), real(3, 2, 2, 3), [2, 1], padding, {"dimensionNumbers": ["NHWC", "HWIO", "NHWC"]})
    yield case("convGeneralDilated", real(2, 4, 5), real(6, 2, 2), [1], [[1, 1]], {"featureGroupCount": 2})
    yield case("convGeneralDilated", real(2, 3, 5), real(3, 1, 2), [2], [[0, 1]], {"featureGroupCount": 3})
    yield case("convGeneralDilated", real(4, 2, 5), real(4, 2, 2), [1], [[0, 0]], {"batchGroupCount": 2})
    yield case("convGeneralDilated", real(1, 2, 4, 3), real(2, 2, 2, 2), [1, 2], [[2, 1], [0, 3]], {"lhsDilation": [2, 3], "rhsDilation": [1, 2]})
    yield case("convGeneralDilated", real(1, 1, 3, 3, 2), real(2, 1, 2, 2, 2), [1, 2, 1], [[0, 0], [1, 0], [0, 1]])
    yield case("convGeneralDilated", real(2, 3), real(4, 3), [], [])
    yield case("convGeneralDilated", real(2, 2, 0), real(3, 2, 2), [1], [[1, 1]])
    yield case("convGeneralDilated", real(2, 2, 2), real(3, 2, 4), [1], [[0, 0]])
    yield case("convGeneralDilated", real(0, 2, 5), real(3, 2, 2), [1], "SAME")
    yield case("convGeneralDilated", whole(1, 2, 5, dtype="i8", low=-99, high=99), whole(2, 2, 3, dtype="i8", low=-99, high=99), [1], "VALID", {"preferredElementType": "i32"})
    yield case("convGeneralDilated", real(1, 2, 4, dtype="bf16"), real(2, 2, 2, dtype="bf16"), [1], "SAME")
    for padding in ["SAME", "VALID", [[1, 0], [2, 1]]]:
        yield case("convTranspose", real(1, 3, 2, 2), real(3, 2, 2, 3), [2, 3], padding)
    yield case("convTranspose", real(1, 3, 2), real(2, 3, 2), [2], "SAME", {"transposeKernel": True})
    yield case("convTranspose", real(1, 4, 2), real(3, 2, 2), [2], [[1, 1]], {"useConsistentPadding": True, "rhsDilation": [2]})
    yield case("convTranspose", real(1, 2, 3), real(2, 1, 2), [1], "VALID", {"dimensionNumbers": ["NCH", "IOH", "NCH"]})


def windows():
    for f, init in [("add", 0.0), ("add", 1.5), ("max", -np.inf), ("min", np.inf), ("max", 0.5)]:
        yield case("reduceWindow", real(5, 6), jnp.float32(init), f, [2, 3], [1, 2], "SAME", grad=False)
        yield case("reduceWindow", real(5, 4), jnp.float32(init), f, [2, 2], [2, 1], [[1, 0], [0, 2]], {"baseDilation": [1, 2], "windowDilation": [2, 1]}, grad=False)
    yield case("reduceWindow", real(4, 3), jnp.float32(1), "mul", [2, 2], [1, 1], "VALID", grad=False)
    yield case("reduceWindow", whole(6), jnp.int32(0), "bitwiseOr", [3], [1], [[1, 1]])
    yield case("reduceWindow", truth(6), jnp.asarray(False), "max", [2], [2], "VALID")
    yield case("reduceWindow", whole(5, dtype="i8"), jnp.int8(-128), "max", [3], [1], "SAME")
    yield case("reduceWindow", real(5), jnp.float32(2), "mul", [3], [1], "SAME", {"baseDilation": [2]}, grad=False)
    yield case("reduceWindow", real(2), jnp.float32(0), "add", [3], [1], "VALID", grad=False)
    yield case("reduceWindow", real(0), jnp.float32(0), "add", [2], [1], [[2, 1]], grad=False)


def running():
    for name in ["cumsum", "cumprod", "cummax", "cummin", "cumlogsumexp"]:
        yield case(name, real(7))
        yield case(name, real(2, 5), {"axis": 1, "reverse": True})
        yield case(name, real(5, 2, 2))
        yield case(name, SPECIAL, grad=False)
        yield case(name, real(0, 2))
        yield case(name, real(3, dtype="f16"), grad=False)
    for name in ["cumsum", "cumprod", "cummax", "cummin"]:
        for dtype in ["i32", "i8", "u8", "u32"]:
            yield case(name, whole(6, dtype=dtype, low=-9, high=10))
    yield case("cumprod", jnp.asarray([2, 0, 3, 0, 1], jnp.float32))
    yield case("cummax", jnp.asarray([1, 3, 3, 2, 3, 5], jnp.float32))
    yield case("cummin", jnp.asarray([3, 2, 2, 2, 2], jnp.float32), {"reverse": True})
    yield case("cumlogsumexp", jnp.asarray([-np.inf, -np.inf, 1, 1000, 1000], jnp.float32), grad=False)


def sorting():
    ties = jnp.asarray([3, 1, 2, 1, 3, 1], jnp.float32)
    yield case("sort", real(5, 4))
    yield case("sort", real(5, 4), {"dimension": 0})
    yield case("sort", jnp.concatenate([SPECIAL, SPECIAL]), grad=False)
    yield case("sort", [ties, real(6)])
    yield case("sort", [ties, jnp.asarray([5, 4, 3, 2, 1, 0], jnp.int32), real(6)], {"numKeys": 2})
    yield case("sortKeyVal", ties, real(6))
    for dtype in ["i32", "u32", "i8", "u8", "bool", "f16", "bf16"]:
        yield case("sort", anything(9, dtype=dtype))
        yield case("topK", anything(2, 5, dtype=dtype), 3)
    yield case("topK", real(6), 6)
    yield case("topK", real(4, 3), 2, {"axis": 0})
    yield case("topK", jnp.asarray([-0.0, 0.0, 1, 0.0, -0.0, 1], jnp.float32), 5)
    yield case("topK", real(2, 3), 0)


FILES = {
    "laxElementwise": (lambda: [*elementwise(), *choices()], "jax.lax: functions of one element, choices and conversions"),
    "laxArrays": (lambda: [*shapes(), *reductions(), *running(), *sorting()], "jax.lax: shapes, reductions, running folds and sorting"),
    "laxProducts": (lambda: [*products(), *convolutions(), *windows()], "jax.lax: products, convolutions and windows"),
}

if __name__ == "__main__":
    made = {"script": "test/oracle/lax_vectors.py", "python": ".".join(map(str, sys.version_info[:2])), "jax": jax.__version__, "numpy": np.__version__}
    for name, (cases, about) in FILES.items():
        if len(sys.argv) < 2 or name in sys.argv[1:]:
            nv.rng = np.random.default_rng(11)
            vectors.write(name, about, made, list(cases()))
