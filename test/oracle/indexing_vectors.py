"""Values and gradients of indexing, as calls (see numpy_vectors.py): writes numpyIndexing.json, numpyIndexingKnown.json and laxIndexing.json.

An index expression is a list: numbers, null, "...", slices as "start:stop:step", tensors, nested lists of numbers.
numpyIndexingKnown holds the calls whose shapes depend on values, which cannot be compiled.
"""

import sys

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

import numpy_vectors as nv
import vectors
from numpy_vectors import CALLS, anything, case, real, truth, whole

MODES = {"promiseInBounds": "promise_in_bounds"}


def parsed(e):
    if e is None or isinstance(e, (int, bool)):
        return e
    if e == "...":
        return Ellipsis
    if isinstance(e, str):
        return slice(*[int(p) if p.strip() else None for p in e.split(":")])
    return jnp.asarray(e) if isinstance(e, list) else e


def options(kw):
    return {k: MODES.get(v, v) if isinstance(v, str) else v for k, v in kw.items()}


CALLS["index"] = lambda x, expr, **kw: x.at[tuple(parsed(e) for e in expr)].get(**options(kw))
CALLS["at"] = lambda x, expr, method, y, **kw: getattr(x.at[tuple(parsed(e) for e in expr)], method)(y, **options(kw))
CALLS["s"] = lambda x, start, stop, step: x[start:stop:step]
CALLS["takeAlongAxis"] = lambda x, i, axis=-1, **kw: jnp.take_along_axis(x, i, axis, **options(kw))
CALLS["put"] = lambda a, i, v, **kw: jnp.put(a, i, v, inplace=False, **kw)
CALLS["place"] = lambda a, m, v: jnp.place(a, m, v, inplace=False)
CALLS["putAlongAxis"] = lambda a, i, v, axis=-1, **kw: jnp.put_along_axis(a, i, v, axis, inplace=False, **kw)
CALLS["fillDiagonal"] = lambda a, v: jnp.fill_diagonal(a, v, inplace=False)
for name in ["Sum", "Prod", "Max", "Min"]:
    CALLS["segment" + name] = getattr(jax.ops, "segment_" + name.lower())
CALLS["uniqueAll"] = lambda x, **kw: jnp.unique(x, return_index=True, return_inverse=True, return_counts=True, **kw)
CALLS["piecewise"] = lambda x, conditions, values: jnp.piecewise(x, conditions, values)


def at(i, *shape, dtype="i32"):
    return jnp.asarray(np.reshape(i, shape) if shape else i, nv.DTYPES[dtype])


def expressions():
    """(shape, expression): what numpy's page on indexing shows, and corners."""
    yield (4,), [2]
    yield (4,), [-1]
    yield (4, 3), ["1:3"]
    yield (7,), ["::2"]
    yield (7,), ["5:1:-2"]
    yield (7,), ["-100:100"]
    yield (4,), ["3:1"]
    yield (2, 3, 4), ["...", 0]
    yield (2, 3, 4), [0, "...", "::-1"]
    yield (2, 3), [None, ":", None, 1]
    yield (2, 3), []
    yield (), []
    yield (), [None]
    yield (5,), [at([3, 0, 3])]
    yield (5,), [at([[-1, 0], [2, -5]], dtype="i8")]
    yield (5,), [at([4, 1], dtype="u8")]
    yield (5,), [at(3)]
    yield (5, 4), [at(1), at(2)]
    yield (5, 4), [at([1, 4]), at([0, -1])]
    yield (5, 4), [at([[1], [4]]), at([0, 2, 3])]
    yield (5, 4), [":", at([0, 2])]
    yield (5, 4), [at([0, 2]), "1:3"]
    yield (5, 4), [at([0, 2]), "::-2"]
    yield (2, 3, 4), [0, ":", at([1, 1, 3])]
    yield (2, 3, 4), [at([0, 1]), ":", at([1, 3])]
    yield (2, 3, 4), [":", at([0, 2]), at([1, 3])]
    yield (2, 3, 4), [":", at([0, 2]), 1]
    yield (2, 3, 4), ["1:", at([[0], [2]]), None, "::3"]
    yield (2, 3, 4), [at(1), "...", at([2, 0])]
    yield (2, 3, 4, 2), [":", at([0, 1]), ":", at([1, 0])]
    yield (5,), [[0, 0, 4]]
    yield (3,), [at([], 0)]
    yield (3, 2), [":", at([], 0)]
    yield (0, 2), ["::-1", 1]
    yield (3,), [True]
    yield (3,), [False]


def index_cases():
    for shape, e in expressions():
        yield case("index", real(*shape), e)
        part = np.shape(np.zeros(shape)[tuple(np.asarray(p) if not isinstance(p, (int, bool, slice, type(None), type(Ellipsis))) else p for p in map(parsed, e))])
        yield case("at", real(*shape), e, "set", real(*part))
        yield case("at", real(*shape), e, "add", real(*part[1:]))
    x = real(4, 3)
    far = at([5, -1, -5, 2])
    # Out of range jax's gradients differ from the derivative: by default, and of extremes in every mode.
    for dtype in nv.DTYPES:
        yield case("index", anything(4, 3, dtype=dtype), [far], grad=False)
        yield case("index", anything(4, 3, dtype=dtype), [far], {"mode": "fill"})
        yield case("at", anything(4, 3, dtype=dtype), [far], "set", anything(4, 3, dtype=dtype))
        yield case("at", anything(4, 3, dtype=dtype), [far], "max", anything(4, 3, dtype=dtype), {"mode": "clip"}, grad=False)
        if dtype != "bool":
            yield case("at", anything(4, 3, dtype=dtype), [far], "add", anything(3, dtype=dtype))
            yield case("at", anything(4, 3, dtype=dtype), [far], "multiply", anything(3, dtype=dtype), grad=False)
    for mode in ["clip", "fill", "drop", "promiseInBounds"]:
        yield case("index", x, [far], {"mode": mode}, grad=mode != "promiseInBounds")
        yield case("index", x, [at(7), ":2"], {"mode": mode}, grad=mode != "promiseInBounds")
        yield case("at", x, [far], "set", real(4, 3), {"mode": mode})
    yield case("index", x, [9], {"mode": "clip"})
    yield case("index", x, [-9, 1], {"mode": "fill", "fillValue": 0.5})
    yield case("index", x, [far], {"mode": "fill", "fillValue": 7})
    yield case("index", x, [far], {"wrapNegativeIndices": False}, grad=False)
    yield case("at", x, [far], "add", 1.5, {"wrapNegativeIndices": False})
    yield case("at", x, [9], "set", 1.5, {"mode": "drop"})
    twice = at([1, 1, 0, 1])
    for method in ["set", "add", "subtract", "min", "max"]:
        yield case("at", real(3), [twice], method, real(4))
    ties = jnp.asarray([1.0, 2.0, 3.0])
    for method in ["min", "max"]:
        yield case("at", ties, [twice], method, jnp.asarray([2.0, 2.0, 1.0, 2.0]))
    for method in ["multiply", "divide", "power"]:
        yield case("at", real(3, low=1), [twice], method, real(4, low=1), grad=False)
        yield case("at", real(3, low=1), [at([2, 0])], method, real(2, low=1), {"uniqueIndices": True})
    yield case("at", whole(4), [1], "set", real())
    yield case("at", whole(4), [at([1, 2])], "add", real(2))
    yield case("at", anything(4, dtype="f16"), [at([1, 1])], "add", real(2))
    yield case("at", whole(4), [1], "divide", 2)
    yield case("s", real(6), 1, 5, 2)


def sized_cases():
    x = real(3, 4)
    far = at([5, -1, -5, 2])
    for axis in [0, 1, -1, None]:
        yield case("take", x, at([[0, 2], [1, -1]]), {"axis": axis})
    for mode in ["fill", "clip", "wrap"]:
        yield case("take", x, far, {"axis": 0, "mode": mode})
        yield case("take", whole(3), far, {"axis": 0, "mode": mode})
    yield case("take", x, far, {"axis": 1, "fillValue": 2})
    yield case("take", x, at(1), {"axis": 1})
    yield case("take", x, at([], 0), {"axis": 1})
    yield case("takeAlongAxis", x, at([[0, 3], [1, -1], [7, 2]]))
    yield case("takeAlongAxis", x, at([[0, 3, 1, -1]]), {"axis": 0})
    yield case("takeAlongAxis", real(3, 1), at([[0, 2, 1]]), {"axis": 0})
    yield case("takeAlongAxis", real(2, 3, 4), at(rng_ints(0, 3, 2, 2, 1), 2, 2, 1), {"axis": 1})
    yield case("takeAlongAxis", real(2, 1, 4), at(rng_ints(0, 4, 1, 3, 2), 1, 3, 2))
    yield case("takeAlongAxis", x, at([11, -1, 12]), {"axis": None})
    for mode in ["clip", "fill", "promiseInBounds"]:
        yield case("takeAlongAxis", x, at([[0, 3], [1, 4], [7, 2]]), {"mode": mode}, grad=mode != "promiseInBounds")
    yield case("put", x, at([0, 5, -1, 12]), real(2))
    yield case("put", x, at([0, 5, -1, 12]), real(4), {"mode": "clip"})
    yield case("put", x, at([0, 5, -1, 12]), real(4), {"mode": "wrap"})
    yield case("putAlongAxis", x, at([[1], [0], [-1]]), real(3, 1), {"axis": 1})
    yield case("putAlongAxis", x, at([[1, 0, 0, 2]]), real(1, 4), {"axis": 0})
    yield case("place", x, truth(3, 4), real(5))
    yield case("choose", at([0, 2, -1, 5]), [real(4), real(1), real(4)], {"mode": "wrap"})
    yield case("choose", at([[0, 2], [-1, 5]]), [real(2), whole(1), real(2, 2)], {"mode": "clip"})
    yield case("compress", at([1, 0, 1], dtype="bool"), x, {"axis": 0, "size": 3, "fillValue": 5})
    yield case("compress", at([1, 0, 1, 1], dtype="bool"), x, {"axis": 1, "size": 2})
    yield case("compress", at([1, 0, 1], dtype="bool"), x, {"size": 2})
    yield case("extract", truth(3, 4), x, {"size": 5, "fillValue": -1})
    yield case("select", [truth(3), truth(3)], [real(3), real(3)])
    yield case("select", [truth(2, 1), truth(3)], [whole(3), real(1)], {"default": 0.5})
    yield case("fillDiagonal", x, 7.0)
    yield case("fillDiagonal", real(3, 3, 3), real(2))
    for shape in [(5,), (3, 4), (2, 2, 2)]:
        sparse = jnp.where(truth(*shape), real(*shape), 0)
        yield case("nonzero", sparse, {"size": 7})
        yield case("nonzero", sparse, {"size": 7, "fillValue": -1})
        yield case("nonzero", sparse, {"size": 2})
        yield case("argwhere", sparse, {"size": 4, "fillValue": 9})
        yield case("flatnonzero", sparse, {"size": 4})
        yield case("where", sparse, {"size": 4})
    a = jnp.sort(jnp.asarray([1.0, 2.0, 2.0, 2.0, 5.0, np.nan, -np.inf]))
    v = jnp.asarray([[2.0, np.nan, 0.0], [np.inf, -np.inf, 5.0]])
    for side in ["left", "right"]:
        yield case("searchsorted", a, v, {"side": side})
        yield case("searchsorted", jnp.arange(40, dtype=jnp.int32), at([7, -1, 40, 39]), {"side": side})
        yield case("searchsorted", real(0), real(2), {"side": side})
    shuffled = real(9)
    yield case("searchsorted", shuffled, real(4), {"sorter": jnp.argsort(shuffled)})
    yield case("digitize", real(5), jnp.asarray([-1.0, 0.0, 1.0]))
    yield case("digitize", jnp.asarray([-1.0, 0.5, 1.0]), jnp.asarray([1.0, 0.5, -1.0]), {"right": True})
    yield case("bincount", at([1, 3, 1, 9, -2]), {"length": 5})
    yield case("bincount", at([1, 3, 1, 9]), {"length": 5, "weights": real(4)})
    yield case("histogram", real(20), {"bins": 4})
    yield case("histogram", whole(20), {"bins": 3, "range": [-2, 2]})
    yield case("histogram", real(20), {"bins": jnp.asarray([-1.0, 0.0, 2.0]), "weights": real(20)})
    yield case("histogram", real(20), {"bins": 4, "density": True})
    yield case("histogramBinEdges", jnp.asarray([2.0, 2.0]), {"bins": 3})
    few = jnp.asarray([[3, 1, 3], [1, 2, 3], [3, 1, 3]], jnp.int32)
    for x in [few, few.astype(jnp.float32).at[0, 1].set(jnp.nan).at[1, 1].set(jnp.nan)]:
        yield case("unique", x, {"size": 5})
        yield case("unique", x, {"size": 5, "fillValue": 9, "returnIndex": True, "returnCounts": True})
        yield case("unique", x, {"size": 2, "returnInverse": True})
        yield case("uniqueAll", x, {"size": 2, "axis": 0})
        yield case("uniqueAll", x, {"size": 3, "axis": 1, "fillValue": 7})
    yield case("isin", few, at([1, 7, 2]))
    yield case("isin", real(6), real(3), {"invert": True})
    yield case("union1d", few, at([7, 1]), {"size": 6})
    yield case("intersect1d", few, at([7, 1, 3]), {"size": 4})
    yield case("intersect1d", few, at([7, 1, 3]), {"size": 4, "fillValue": 0})
    yield case("setdiff1d", few, at([7, 1]), {"size": 4})
    yield case("setdiff1d", few, at([7, 1]), {"size": 4, "fillValue": -1})
    yield case("unravelIndex", at([0, 5, 23, -1, 24, -30]), [2, 3, 4])
    yield case("unravelIndex", at([7, 30], dtype="u8"), [2, 3])
    yield case("ravelMultiIndex", [at([0, 1, 5]), at([2, -1, 0])], [2, 3], {"mode": "clip"})
    yield case("ravelMultiIndex", [at([0, 1, 5]), at([2, -1, 0])], [2, 3], {"mode": "wrap", "order": "F"})
    yield case("indices", [2, 3])
    yield case("indices", [2, 3], {"sparse": True})
    yield case("ix_", at([2, 0]), at([1]), at([0, 1, 2]))
    yield case("triuIndices", 3)
    yield case("triuIndices", 3, {"k": 1, "m": 4})
    yield case("trilIndices", 3, {"k": -1})
    yield case("triuIndicesFrom", real(2, 3), 1)
    yield case("trilIndicesFrom", real(3, 2))
    yield case("diagIndices", 3, 3)
    yield case("diagIndicesFrom", real(2, 2))
    data, ids = real(6, 2), at([0, 2, 2, 5, 0, -1])
    for name in ["segmentSum", "segmentProd", "segmentMax", "segmentMin"]:
        yield case(name, data, ids, {"numSegments": 4}, grad=name != "segmentProd")
        yield case(name, whole(6), ids, {"numSegments": 4})
    yield case("segmentSum", data, ids, {"numSegments": 3, "mode": "clip"})


def known_cases():
    few = jnp.asarray([[3, 1, 3], [1, 2, 3], [3, 1, 3]], jnp.int32)
    x = real(3, 4)
    mask = truth(3, 4)
    yield case("index", x, [mask])
    yield case("index", x, [at([1, 0, 1], dtype="bool"), "1:"])
    yield case("index", x, [at([1, 0, 1], dtype="bool"), at([0, 3])])
    yield case("index", real(2, 3, 4), [":", truth(3, 4)])
    yield case("at", x, [mask], "set", 7.0)
    yield case("at", x, [at([1, 0, 1], dtype="bool")], "add", real(2, 4))
    for name in ["nonzero", "argwhere", "flatnonzero", "where"]:
        yield case(name, jnp.where(mask, x, 0))
    yield case("choose", at([0, 2, 1]), [real(3), real(3), real(3)])
    yield case("compress", at([1, 0, 1], dtype="bool"), x, {"axis": 0})
    yield case("extract", mask, x)
    yield case("bincount", at([1, 3, 1]))
    yield case("bincount", at([1, 3, 1]), {"minlength": 6})
    yield case("bincount", at([], 0))
    for y in [few, few.astype(jnp.float32).at[0, 1].set(jnp.nan).at[1, 1].set(jnp.nan)]:
        for axis in [None, 0, 1]:
            yield case("uniqueAll", y, {"axis": axis}, grad=False)
        yield case("unique", y, {"equalNan": False}, grad=False)
    yield case("unique", real(0))
    yield case("union1d", few, at([7, 1]))
    yield case("intersect1d", few, at([7, 1, 3]))
    yield case("intersect1d", few, real(3))
    yield case("setdiff1d", few, at([7, 1]))
    yield case("setxor1d", few, at([7, 1]))
    yield case("ravelMultiIndex", [at([0, 1]), at([2, 0])], [2, 3])
    yield case("segmentSum", real(4, 2), at([0, 2, 2, 0]))


def rng_ints(low, high, *shape):
    return nv.rng.integers(low, high, shape)


def snake(name):
    return nv.snake(name)


def numbers(kind, d):
    return getattr(lax, kind)(**{snake(k): tuple(v) for k, v in d.items()})


CALLS["gather"] = lambda x, i, d, sizes, **kw: lax.gather(x, i, numbers("GatherDimensionNumbers", d), tuple(sizes), **options(kw))
for name in ["scatter", "scatterAdd", "scatterSub", "scatterMul", "scatterMin", "scatterMax"]:
    CALLS[name] = lambda x, i, u, d, name=name, **kw: getattr(lax, snake(name))(x, i, u, numbers("ScatterDimensionNumbers", d), **options(kw))
CALLS["dynamicSlice"] = lambda x, starts, sizes: lax.dynamic_slice(x, starts, sizes)
CALLS["dynamicUpdateSlice"] = lambda x, u, starts: lax.dynamic_update_slice(x, u, starts)
for name in ["sliceInDim", "indexInDim", "dynamicSliceInDim", "dynamicIndexInDim", "dynamicUpdateSliceInDim", "dynamicUpdateIndexInDim"]:
    CALLS[name] = lambda *a, name=name, keepDims=None, **kw: getattr(lax, snake(name))(*a, **({"keepdims": kw.pop("keepdims")} if "keepdims" in kw else {}), **kw)
CALLS["indexTake"] = lambda x, i, axes: lax.index_take(x, i, tuple(axes))


def lax_cases():
    """Dimension numbers as jax's own harnesses for gather and scatter have them, and batching axes."""
    g = lambda o, c, m, ob=(), sb=(): {"offsetDims": list(o), "collapsedSliceDims": list(c), "startIndexMap": list(m), "operandBatchingDims": list(ob), "startIndicesBatchingDims": list(sb)}
    gathers = [
        ((5,), at([[0], [2]]), g([], [0], [0]), (1,)),
        ((10,), at([[0], [0], [0]]), g([1], [], [0]), (2,)),
        ((10, 5), at([[0], [2], [1]]), g([1], [0], [0]), (1, 3)),
        ((10, 5), at([[0, 2], [1, 0]]), g([1], [0], [0, 1]), (1, 3)),
        ((2, 5), at(rng_ints(0, 4, 2, 3), 2, 3, 1), g([], [1], [1], [0], [0]), (1, 1)),
        ((2, 3, 10), at(rng_ints(0, 4, 3, 2, 3), 3, 2, 3, 1), g([], [2], [2], [0, 1], [1, 0]), (1, 1, 1)),
        ((2, 3, 10), at(rng_ints(-2, 12, 3, 2), 3, 2, 1), g([1], [], [2], [0, 1], [1, 0]), (1, 1, 4)),
        ((4, 6), at([[3, 1], [-1, 5], [9, 0]]), g([0, 2], [], [0, 1]), (2, 3)),
        ((4, 6), at([[3, 1], [-1, 5], [9, 0]]), g([1, 2], [], [1, 0]), (2, 3)),
        ((3, 2), jnp.zeros((0, 1), jnp.int32), g([1], [0], [0]), (1, 2)),
    ]
    for shape, i, d, sizes in gathers:
        for mode in ["clip", "fill", "promiseInBounds"]:
            yield case("gather", real(*shape), i, d, list(sizes), {"mode": mode}, grad=mode != "promiseInBounds")
    yield case("gather", whole(4), at([[5], [-1]]), g([], [0], [0]), [1], {"mode": "fill", "fillValue": 3})
    t = lambda w, i, m, ob=(), sb=(): {"updateWindowDims": list(w), "insertedWindowDims": list(i), "scatterDimsToOperandDims": list(m), "operandBatchingDims": list(ob), "scatterIndicesBatchingDims": list(sb)}
    scatters = [
        ((5,), at([[0], [2]]), (2,), t([], [0], [0])),
        ((10,), at([[0], [0], [0]]), (3, 2), t([1], [], [0])),
        ((10, 5), at([[0], [2], [1]]), (3, 3), t([1], [0], [0])),
        ((2, 5), at(rng_ints(0, 4, 2, 3), 2, 3, 1), (2, 3), t([], [1], [1], [0], [0])),
        ((2, 3, 10), at(rng_ints(0, 4, 3, 2, 3), 3, 2, 3, 1), (3, 2, 3), t([], [2], [2], [0, 1], [1, 0])),
        ((2, 3, 10), at(rng_ints(-2, 12, 3, 2), 3, 2, 1), (3, 4, 2), t([1], [], [2], [0, 1], [1, 0])),
        ((4, 6), at([[3, 1], [-1, 5], [9, 0]]), (2, 3, 3), t([0, 2], [], [0, 1])),
        ((4, 6), at([[1, 1], [1, 1], [2, 0]]), (3, 2, 3), t([1, 2], [], [1, 0])),
        ((40, 3), at(rng_ints(-3, 43, 9), 9, 1), (9, 3), t([1], [0], [0])),
    ]
    for shape, i, updates, d in scatters:
        for name in ["scatter", "scatterAdd", "scatterMin", "scatterMax"]:
            for mode in ["clip", "fill"]:
                # jax's derivative of extremes and of scatter takes the modes of its parts otherwise than the function's.
                within = bool(((i >= 0) & (i < 4)).all())
                yield case(name, real(*shape), i, real(*updates), d, {"mode": mode}, grad=name == "scatterAdd" or within and mode == "fill")
        yield case("scatterMul", real(*shape), i, real(*updates), d, {}, grad=False)
        yield case("scatterSub", whole(*shape), i, whole(*updates), d, {})
    yield case("scatterMul", real(5), at([[0], [2]]), real(2), t([], [0], [0]), {"uniqueIndices": True})
    yield case("scatterMax", truth(5), at([[0], [2]]), truth(2), t([], [0], [0]), {})
    x = real(4, 3)
    yield case("dynamicSlice", x, [at(-1), at(1)], [2, 2])
    yield case("dynamicSlice", x, [at(-9), at(5)], [3, 1])
    yield case("dynamicSlice", x, at([1, 0]), [1, 3])
    yield case("dynamicUpdateSlice", x, real(2, 2), [at(-1), at(1)])
    yield case("dynamicUpdateSlice", x, real(4, 0), [at(2, dtype="u8"), at(1, dtype="u8")])
    yield case("sliceInDim", x, -3, None, 2, 0)
    yield case("sliceInDim", x, None, -1, 1, -1)
    yield case("indexInDim", x, -1, 1)
    yield case("indexInDim", x, 2, 0, {"keepDims": False})
    yield case("dynamicSliceInDim", x, at(7), 2, 0)
    yield case("dynamicIndexInDim", x, at(-2), 1, {"keepDims": False})
    yield case("dynamicUpdateSliceInDim", x, real(2, 3), at(3), 0)
    yield case("dynamicUpdateIndexInDim", x, real(4), at(1), 1)
    yield case("dynamicUpdateIndexInDim", x, real(1, 3), at(-1), 0)
    yield case("indexTake", x, [at([0, 5, -1]), at([1, 2, 3])], [0, 1])
    yield case("indexTake", x, [at([0, 5, -1])], [0])


if __name__ == "__main__":
    about = "calls of indexing; a case's params.args are the arguments, {tensor: i} standing for inputs[i]"
    made = {"jax": jax.__version__, "numpy": np.__version__}
    files = {
        "numpyIndexing": lambda: [*index_cases(), *sized_cases()],
        "numpyIndexingKnown": lambda: list(known_cases()),
        "laxIndexing": lambda: list(lax_cases()),
    }
    for name in sys.argv[1:] or files:
        nv.rng = np.random.default_rng(11)
        vectors.write(name, about, made, files[name]())
