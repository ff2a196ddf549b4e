"""Values and gradients of jax.numpy's functions, as calls: writes numpy*.json.

A case's params are {"args": [...]}: what the function of that name is called with, {"tensor": i} standing for inputs[i].
Names are jax.numpy's in camelCase, also those of options; a few are called otherwise there, which `CALLS` says.
"""

import os
import re
import sys

os.environ["JAX_PLATFORMS"] = "cpu"
import jax
import jax.numpy as jnp
import numpy as np

import vectors

DTYPES = {"f32": jnp.float32, "f16": jnp.float16, "bf16": jnp.bfloat16, "i32": jnp.int32, "u32": jnp.uint32,
          "i8": jnp.int8, "u8": jnp.uint8, "bool": jnp.bool_}
vectors.DTYPES.update({"float16": "f16", "bfloat16": "bf16", "int8": "i8"})

snake = lambda name: re.sub(r"(?<=[a-z])([A-Z])", lambda m: "_" + m.group(1).lower(), name)
RENAMED = {"keepDims": "keepdims"}
CALLS = {}
rng = np.random.default_rng(7)


class Names:
    """The functions of jax.numpy by their names here."""

    def __getattr__(self, name):
        return CALLS.get(name) or getattr(jnp, re.sub(r"(\d)d$", r"_\1d", snake(name)) if name.startswith("atleast") else snake(name))


def is_tensor(x):
    return isinstance(x, (np.ndarray, jax.Array, np.generic))


def split(x, tensors):
    """The argument as JSON, with its tensors put into the list."""
    if is_tensor(x):
        tensors.append(x)
        return {"tensor": len(tensors) - 1}
    if isinstance(x, dict):
        return {k: split(v, tensors) for k, v in x.items()}
    if isinstance(x, (list, tuple)):
        return [split(v, tensors) for v in x]
    return vectors.number(x, "f") if isinstance(x, float) else x


def join(x, tensors):
    """The argument as jax takes it, from its JSON."""
    if isinstance(x, dict) and "tensor" in x:
        return tensors[x["tensor"]]
    if isinstance(x, dict):
        return {k: join(v, tensors) for k, v in x.items()}
    if isinstance(x, list):
        return [join(v, tensors) for v in x]
    return {"NaN": np.nan, "Infinity": np.inf, "-Infinity": -np.inf}.get(x, x) if isinstance(x, str) else x


def tuples(x):
    return tuple(tuples(v) for v in x) if isinstance(x, list) and not any(is_tensor(v) for v in x) else x


def call(name, args, tensors):
    given = [join(a, tensors) for a in args]
    options = given.pop() if given and isinstance(given[-1], dict) else {}
    options = {RENAMED.get(k, snake(k)): DTYPES[v] if k in ("dtype", "preferredElementType") else tuples(v) for k, v in options.items()}
    out = getattr(Names(), name)(*given, **options)
    return list(out) if isinstance(out, (list, tuple)) else [out]


def is_float(x):
    return jnp.issubdtype(jnp.asarray(x).dtype, jnp.floating)


def as_numpy(x):
    x = jnp.asarray(x)
    return np.asarray(x.astype(jnp.float32)) if x.dtype in (jnp.float16, jnp.bfloat16) else np.asarray(x)


def tensor(x):
    x = jnp.asarray(x)
    return {**vectors.tensor(as_numpy(x)), "dtype": vectors.DTYPES[str(x.dtype)]}


def case(name, *args, grad=True):
    tensors = []
    json = [split(a, tensors) for a in args]
    tensors = [jnp.asarray(t) for t in tensors]
    outputs = call(name, json, tensors)
    made = {"op": name, "params": {"args": json}, "inputs": [tensor(t) for t in tensors], "outputs": [tensor(y) for y in outputs]}
    wrt = [i for i, t in enumerate(tensors) if is_float(t)]
    if grad and wrt and outputs and is_float(outputs[0]) and np.size(outputs[0]) > 0:
        def f(chosen):
            return call(name, json, [chosen[wrt.index(i)] if i in wrt else t for i, t in enumerate(tensors)])[0]
        # The cotangent is this for every case, and not written down.
        g = jnp.asarray((np.arange(np.size(outputs[0])) % 7 - 2.5).reshape(np.shape(outputs[0])) * 0.25, outputs[0].dtype)
        _, pull = jax.vjp(f, [tensors[i] for i in wrt])
        grads = dict(zip(wrt, pull(g)[0]))
        made["grads"] = [tensor(grads[i]) if i in grads else None for i in range(len(tensors))]
    return made


def real(*shape, dtype="f32", low=-2, high=2):
    """Floats of few digits, so that the file stays small."""
    return jnp.asarray(np.round(rng.uniform(low, high, shape) * 16) / 16, DTYPES[dtype])


def whole(*shape, dtype="i32", low=-4, high=5):
    return jnp.asarray(rng.integers(0 if dtype in ("u8", "u32") else low, high, shape), DTYPES[dtype])


def truth(*shape):
    return jnp.asarray(rng.integers(0, 2, shape), jnp.bool_)


def anything(*shape, dtype="f32"):
    return truth(*shape) if dtype == "bool" else whole(*shape, dtype=dtype) if dtype in ("i32", "u32", "i8", "u8") else real(*shape, dtype=dtype)


def with_nan(x, *places):
    return jnp.asarray(x).at[tuple(np.array(p) for p in zip(*places))].set(jnp.nan)


CALLS["variance"] = jnp.var
CALLS["var"] = jnp.var
CALLS["logSumExp"] = jax.nn.logsumexp


def reductions():
    x = real(2, 3, 4)
    ties = jnp.asarray([[1, 3, 3, 2], [5, 5, 5, 0]], jnp.float32)
    for name in ["sum", "prod", "max", "min", "mean", "variance", "std", "any", "all", "ptp", "countNonzero", "logSumExp"]:
        yield case(name, real(3))
        yield case(name, x, {"axis": 1})
        yield case(name, x, {"axis": [0, -1], "keepDims": True})
        yield case(name, x, {"axis": []})
        yield case(name, ties, {"axis": -1})
        yield case(name, jnp.float32(-1.5))
        for dtype in ["f16", "bf16", "i32", "u32", "i8", "u8", "bool"]:
            if not (name == "ptp" and dtype == "bool"):
                yield case(name, anything(2, 5, dtype=dtype), {"axis": 1})
        yield case(name, real(0, 3), {"axis": 1})
        yield case(name, with_nan(real(2, 3), (0, 1)), {"axis": 1}, grad=False)
        yield case(name, jnp.asarray([[np.inf, -np.inf, 1], [-np.inf, -np.inf, -np.inf], [0.0, -0.0, 0.0]], jnp.float32), {"axis": 1}, grad=False)
    for name in ["sum", "prod", "mean", "any", "all", "countNonzero", "variance", "std"]:
        yield case(name, real(2, 0), {"axis": 1}, grad=False)
    for name in ["sum", "prod", "mean", "variance", "std", "any", "all"]:
        yield case(name, x, {"axis": [0, 2], "where": truth(2, 3, 1)})
        yield case(name, real(4), {"where": truth(4), "keepDims": True})
    for name in ["sum", "prod", "max", "min"]:
        yield case(name, x, {"axis": 1, "initial": 0.75})
        yield case(name, x, {"axis": 2, "initial": -0.5, "where": truth(3, 4)})
        yield case(name, whole(2, 3), {"axis": 1, "initial": 2})
        yield case(name, truth(2, 3), {"axis": 1, "initial": 1})
        yield case(name, real(2, 0), {"axis": 1, "initial": 3})
        yield case(name, anything(2, 3, dtype="bf16"), {"initial": 0.5, "axis": 0})
    for name in ["sum", "prod"]:
        for dtype in ["i8", "u8", "bool"]:
            yield case(name, anything(2, 3, dtype=dtype), {"axis": 1, "promoteIntegers": False})
    for name in ["sum", "prod", "mean"]:
        yield case(name, whole(2, 3), {"axis": 1, "dtype": "f32"})
        yield case(name, real(2, 3), {"axis": 1, "dtype": "i32"})
        yield case(name, whole(3, dtype="u8"), {"dtype": "f16"})
    yield case("sum", real(4), {"dtype": "bool"})
    yield case("prod", real(4), {"dtype": "bool"})
    yield case("sum", jnp.full([3000], 1, jnp.float16))
    yield case("mean", jnp.full([3000], 60000, jnp.float16))
    yield case("prod", jnp.asarray([[0, 2, 3], [0, 0, 3], [1, 2, 3]], jnp.float32), {"axis": 1})
    for name in ["amax", "amin", "var"]:
        yield case(name, real(2, 3), {"axis": 1})
    for name in ["variance", "std"]:
        yield case(name, x, {"axis": 1, "correction": 1})
        yield case(name, x, {"axis": 1, "ddof": 1, "keepDims": True})
        yield case(name, x, {"axis": [0, 1], "correction": 0.5})
        yield case(name, real(2, 2), {"axis": 1, "correction": 2}, grad=False)
        yield case(name, real(2, 3), {"axis": 1, "mean": real(2, 1)})
        yield case(name, real(2, 3), {"axis": 1, "where": truth(2, 3), "correction": 1}, grad=False)
        yield case(name, whole(2, 3, dtype="u8"), {"axis": 1, "dtype": "bf16"})
    yield case("logSumExp", real(2, 3), {"axis": 1, "where": jnp.asarray([[True, False, True], [False, False, False]])})
    yield case("logSumExp", real(2, 0), {"axis": 1})
    for name in ["argmax", "argmin"]:
        for dtype in ["f32", "f16", "bf16", "i32", "u32", "i8", "u8", "bool"]:
            yield case(name, anything(3, 4, dtype=dtype), {"axis": 1})
        yield case(name, x)
        yield case(name, x, {"keepDims": True})
        yield case(name, x, {"axis": -2, "keepDims": True})
        yield case(name, with_nan(real(2, 4), (0, 2), (0, 3)), {"axis": 1})
        yield case(name, ties, {"axis": 0})


# Arguments that go by position here and by keyword or in one list there.
listed = lambda x: np.asarray(x) if isinstance(x, list) else x
CALLS["deleteAt"] = CALLS["delete"] = lambda x, places, **o: jnp.delete(x, listed(places), **o)
CALLS["resize"] = lambda x, shape: jnp.resize(x, tuples(shape))
CALLS["insert"] = lambda x, places, values, **o: jnp.insert(x, listed(places), values, **o)
CALLS["repeat"] = lambda x, counts, **o: jnp.repeat(x, listed(counts), **o)
CALLS["concat"] = jnp.concatenate
CALLS["tril"] = lambda x, k=0: jnp.tril(x, k)
CALLS["tri"] = lambda n, m=None, k=0, dtype=None: jnp.tri(n, m, k, dtype)
CALLS["vander"] = lambda x, n=None, increasing=False: jnp.vander(x, n, increasing)


def shapes():
    x = real(2, 3, 4)
    for dtype in ["f32", "bf16", "i32", "bool"]:
        yield case("reshape", anything(2, 3, dtype=dtype), [3, -1])
    yield case("reshape", x, [4, 6], {"order": "F"})
    yield case("reshape", x, 24)
    yield case("reshape", real(0, 3), [3, 0])
    yield case("ravel", x)
    yield case("ravel", real(2, 3), {"order": "F"})
    yield case("ravel", jnp.float32(2))
    yield case("transpose", x)
    yield case("transpose", x, [1, -1, 0])
    yield case("permuteDims", x, [2, 0, 1])
    yield case("matrixTranspose", x)
    yield case("swapaxes", x, 0, -1)
    yield case("moveaxis", x, 0, -1)
    yield case("moveaxis", real(2, 1, 3, 2), [0, 1], [-1, 0])
    yield case("moveaxis", real(2, 1, 3, 2), [3, 0], [1, 2])
    for axis in range(3):
        for start in range(4):
            yield case("rollaxis", whole(2, 3, 4), axis, start)
    yield case("rollaxis", whole(2, 3, 4), -1)
    yield case("expandDims", real(2), 0)
    yield case("expandDims", real(2, 3), [0, -1])
    yield case("expandDims", real(2, 3), [-2, 0])
    yield case("squeeze", real(1, 2, 1))
    yield case("squeeze", real(1, 2, 1), -1)
    yield case("squeeze", real(1, 2, 1), [0, 2])
    yield case("broadcastTo", real(3, 1), [2, 3, 2])
    yield case("broadcastTo", jnp.float32(2), [2, 2])
    yield case("broadcastTo", real(1), 3)
    yield case("broadcastArrays", real(2, 1), whole(3), jnp.float32(1))
    for shape in [(), (2,), (2, 3), (2, 1, 2), (1, 2, 1, 2)]:
        for name in ["atleast1d", "atleast2d", "atleast3d"]:
            yield case(name, real(*shape))


def joining():
    for name in ["concat", "concatenate"]:
        yield case(name, [real(2, 1), real(2, 3)], {"axis": 1})
        yield case(name, [real(2), whole(3), truth(1)])
        yield case(name, [anything(2, dtype="bf16"), anything(2, dtype="f16")])
        yield case(name, [real(2, 1), real(3)], {"axis": None})
        yield case(name, [whole(2), whole(1)], {"dtype": "f32"})
        yield case(name, [real(0, 2), real(2, 2)], {"axis": -2})
        yield case(name, real(2, 3, 2), {"axis": 0})
    for axis in [0, 1, -1]:
        yield case("stack", [real(2, 3), real(2, 3)], {"axis": axis})
    yield case("stack", [anything(2, dtype="i8"), truth(2)])
    yield case("stack", [jnp.float32(1), jnp.float32(2)])
    yield case("stack", [whole(2), whole(2)], {"dtype": "f16", "axis": 1})
    yield case("stack", real(2, 3), {"axis": 1})
    for name in ["vstack", "hstack", "dstack", "columnStack"]:
        yield case(name, [real(2), real(2)])
        yield case(name, [real(2, 2), real(2, 2)])
        yield case(name, [real(2, 1, 2), real(2, 1, 2)])
        if name != "columnStack":
            yield case(name, [whole(2), whole(2)], {"dtype": "f32"})
    yield case("hstack", [jnp.float32(1), real(2)])
    yield case("columnStack", [real(2), real(2, 3)])
    yield case("block", [[real(2, 2), real(2, 1)], [real(1, 2), real(1, 1)]])
    yield case("block", [real(2), jnp.float32(3), whole(1)])
    yield case("block", real(2))
    yield case("append", real(2, 2), real(3))
    yield case("append", real(2, 2), whole(2, 1), {"axis": 1})
    for name in ["split", "arraySplit"]:
        yield case(name, real(6), 3)
        yield case(name, real(2, 5), [1, 3], {"axis": 1})
        yield case(name, real(4, 2), [0, 4], {"axis": 0})
        yield case(name, real(0, 2), 2)
    yield case("arraySplit", real(7), 3)
    yield case("arraySplit", real(2, 2), 3, {"axis": -1})
    yield case("hsplit", real(4), 2)
    yield case("hsplit", real(2, 4), [1])
    yield case("vsplit", real(4, 2), 2)
    yield case("dsplit", real(1, 2, 4), 2)
    yield case("unstack", real(2, 3))
    yield case("unstack", real(2, 3, 2), {"axis": -1})


def arranging():
    x = real(2, 3, 2)
    yield case("flip", x)
    yield case("flip", x, {"axis": [0, -1]})
    yield case("flip", whole(3), {"axis": 0})
    yield case("fliplr", x)
    yield case("flipud", real(3))
    for shift, axis in [(1, 1), (-4, 0), ([1, 2], [0, 1]), (2, [0, 1]), ([1, 1], 1), (0, 2)]:
        yield case("roll", x, shift, {"axis": axis})
    yield case("roll", x, 3)
    yield case("roll", x, -7)
    yield case("roll", real(0, 2), 1, {"axis": 0})
    yield case("roll", x, jnp.int32(-4), {"axis": 1})
    yield case("roll", x, jnp.asarray([1, -1], jnp.int32), {"axis": [0, 2]})
    yield case("roll", x, jnp.int32(5))
    for k in [-1, 0, 1, 2, 3, 5]:
        yield case("rot90", real(2, 3), {"k": k})
    yield case("rot90", x, {"axes": [2, 0]})
    for reps in [2, [2, 1], [1, 2, 1, 2], [], [0, 1]]:
        yield case("tile", real(2, 2), reps)
    yield case("tile", jnp.float32(3), [2])
    yield case("repeat", x, 2)
    yield case("repeat", x, 3, {"axis": 1})
    yield case("repeat", x, 0, {"axis": 1})
    yield case("repeat", x, [2, 0, 1], {"axis": 1})
    yield case("repeat", real(3), [2, 1, 3], {"totalRepeatLength": 4})
    yield case("repeat", real(3), [2, 1, 0], {"totalRepeatLength": 6})
    yield case("repeat", real(2, 3), 2, {"axis": -1, "totalRepeatLength": 5})
    yield case("repeat", real(3), jnp.asarray([0, 2, 1], jnp.int32), {"totalRepeatLength": 5})
    yield case("repeat", real(2, 3), jnp.asarray([1, 0, 3], jnp.int32), {"axis": 1, "totalRepeatLength": 3})
    yield case("resize", real(3), [2, 4])
    yield case("resize", real(2, 3), 4)
    yield case("insert", real(3), 1, 9)
    yield case("insert", real(4), [0, 2, 2, 4], jnp.asarray([1, 2, 3, 4], jnp.float32))
    yield case("insert", real(2, 3), 1, real(3))
    yield case("insert", real(2, 3), -1, real(2), {"axis": 1})
    yield case("insert", real(2, 3), [0, 3], real(2, 2), {"axis": 1})
    yield case("insert", real(2, 3), [1], real(2, 2), {"axis": 1})
    yield case("insert", whole(3), 0, 2.75)
    for name in ["deleteAt", "delete"]:
        yield case(name, real(4), 1)
        yield case(name, real(2, 3), -1, {"axis": 1})
        yield case(name, real(5), [0, -1, 2])
        yield case(name, real(2, 2), 3)
        yield case(name, real(3), [True, False, True])


def diagonals():
    for k in [0, 1, -2, 4]:
        yield case("diag", real(3), {"k": k})
        yield case("diag", real(3, 4), {"k": k})
        yield case("diagonal", real(3, 4), {"offset": k})
        yield case("tril", real(3, 4), {"k": k})
        yield case("triu", real(2, 3, 2), {"k": k})
        yield case("tri", 3, {"m": 2, "k": k})
        yield case("trace", real(3, 4), {"offset": k})
    yield case("diag", truth(2))
    yield case("diagonal", real(2, 3, 4), {"axis1": 2, "axis2": 0, "offset": -1})
    yield case("diagonal", whole(2, 0, 3), {"axis1": 1, "axis2": 2})
    yield case("diagflat", real(2, 2), {"k": -1})
    for dtype in ["bool", "i8", "u8", "bf16"]:
        yield case("tril", anything(2, 3, dtype=dtype))
        yield case("trace", anything(3, 3, dtype=dtype))
    yield case("trace", real(2, 3, 4), {"axis1": 1, "axis2": 2})
    yield case("trace", whole(3, 3), {"dtype": "f32"})
    yield case("tri", 3)
    yield case("tri", 2, {"dtype": "i32"})
    yield case("vander", real(3))
    yield case("vander", real(3), {"n": 4, "increasing": True})
    yield case("vander", whole(3), {"n": 2})
    yield case("vander", real(2), {"n": 0}, grad=False)


CALLS["tensordot"] = lambda x, y, axes=2, **o: jnp.tensordot(x, y, axes, **o)
CALLS["multiDot"] = jnp.linalg.multi_dot
CALLS["einsum"] = lambda *args, **o: jnp.einsum(*[[... if l == "..." else l for l in a] if isinstance(a, list) else a for a in args], **o)


def products():
    for p, q in [((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 2)), ((2, 3), (3, 4)), ((2, 2, 3), (3, 2)), ((2, 3), (2, 3, 2)), ((2, 1, 2, 3), (3, 3, 2)), ((2, 0), (0, 2)), ((3,), (2, 3, 2))]:
        yield case("matmul", real(*p), real(*q))
    for p, q in [((), (2, 3)), ((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 2)), ((2, 3), (3, 4)), ((2, 2, 3), (2, 3, 2)), ((2, 0), (0,))]:
        yield case("dot", real(*p), real(*q))
    for name, p, q in [("matmul", (2, 3), (3, 2)), ("dot", (3,), (3,)), ("inner", (2, 3), (3,)), ("vdot", (2, 2), (4,)), ("tensordot", (2, 3), (2, 3)), ("vecdot", (2, 3), (3,))]:
        for dtype in ["f16", "bf16", "i32", "u32", "i8", "u8", "bool"]:
            yield case(name, anything(*p, dtype=dtype), anything(*q, dtype=dtype))
        yield case(name, whole(*p), anything(*q, dtype="bf16"))
        yield case(name, anything(*p, dtype="bf16"), anything(*q, dtype="bf16"), {"preferredElementType": "f32"} if name != "tensordot" else 2)
        yield case(name, anything(*p, dtype="i8"), anything(*q, dtype="i8"), *([2] if name == "tensordot" else []), {"preferredElementType": "i32"})
    yield case("vdot", real(2, 3), real(3, 2))
    yield case("vecdot", real(2, 3), real(2, 3), {"axis": 0})
    yield case("vecdot", real(2, 1, 3), real(4, 3))
    yield case("matvec", real(2, 3), real(3))
    yield case("matvec", real(2, 1, 2, 3), real(4, 3))
    yield case("vecmat", real(3), real(3, 2))
    yield case("vecmat", real(2, 3), real(2, 3, 2))
    for p, q, axes in [((2, 3), (3, 2), 1), ((2, 3), (4,), 0), ((2, 3, 4), (3, 2, 5), [[0, 1], [1, 0]]), ((2, 3), (3, 2), [-1, 0]), ((2, 3), (3, 2), [[1, 0], [0, 1]])]:
        yield case("tensordot", real(*p), real(*q), axes)
    yield case("inner", jnp.float32(2), real(3))
    yield case("inner", real(2, 3), real(4, 3))
    yield case("outer", real(2), real(3))
    yield case("outer", whole(2, 2), real(2))
    yield case("kron", real(2), real(3))
    yield case("kron", real(2, 2), real(3))
    yield case("kron", whole(2), real(2, 1, 2))
    for n, m in [(3, 3), (2, 3), (3, 2), (2, 2)]:
        yield case("cross", real(n), real(m))
    yield case("cross", real(2, 3), real(3))
    yield case("cross", real(3, 2), real(3, 2), {"axis": 0})
    yield case("cross", real(3, 2), real(2, 3), {"axisa": 0, "axisc": 0})
    yield case("cross", whole(3), whole(3))
    yield case("multiDot", [real(3), real(3, 2), real(2)])
    yield case("multiDot", [real(2, 3), real(3, 4), real(4, 2), real(2, 2)])
    yield case("multiDot", [real(2, 3), real(3)])


def sums():
    pairs = ["i,i->", "i,i->i", "i,j->ij", "i,j->ji", "ij,jk->ik", "ij,jk->ki", "ij,kj->ik", "ji,jk->ik", "ij,j->i", "i,ij->j", "ij,ij->", "ij,ij->ij", "ij,ji->", "ij,ji->ij", "bij,bjk->bik",
             "bij,bjk->ibk", "bij,jk->bik", "bhqd,bhkd->bhqk", "bqhd,bkhd->bhqk", "bhqk,bkhd->bqhd", "ij,kl->ijkl", "ij,kl->", "ij,jk", "ba,b", "ijk,jil->kl", "ij,ik->i", "ij,k->k", "ii,i->i", "ii,jj->ij", "iij,jk->ik", "i,->i", ",->"]
    size = {"i": 2, "j": 3, "k": 4, "l": 2, "a": 3, "b": 2, "h": 2, "q": 3, "d": 2}
    shape = lambda term: tuple(size[c] for c in term)
    for text in pairs:
        yield case("einsum", text, *[real(*shape(t)) for t in text.split("->")[0].split(",")])
    for text in ["i->", "ij->", "ij->ji", "ij->i", "ij->j", "ii", "ii->i", "iji->j", "iji->ij", "iii->i", "ijij->ij", "ijji->", "ba", "abc->cab", "->"]:
        yield case("einsum", text, real(*([2] * len(text.split("->")[0]))))
    for text in ["ij,jk,kl->il", "ij,jk,kl,l->i", "i,i,i->", "i,i,i->i", "ij,ij,ij->ij", "ab,bh,hd,d->a", "i,j,k->kji", "bqhd,bkhd,bk->bhqk", "ij,jk,ki->", "i,j,k,l,i->jl", "aii,ij,jb->ab"]:
        yield case("einsum", text, *[real(*shape(t)) for t in text.split("->")[0].split(",")])
    yield case("einsum", "...i->...", real(2, 3, 2))
    yield case("einsum", "...i", real(2, 3, 2))
    yield case("einsum", "i...->...", real(2, 3, 2))
    yield case("einsum", "...ij,...jk->...ik", real(2, 2, 3), real(3, 2))
    yield case("einsum", "...ij,...jk", real(2, 1, 2, 3), real(4, 3, 2))
    yield case("einsum", "...,...->...", real(2, 1), real(3))
    yield case("einsum", "a...,...b->ab...", real(2, 3), real(3, 4))
    yield case("einsum", "...ii->...i", real(2, 3, 3))
    yield case("einsum", " i j , j k -> i k ", real(2, 3), real(3, 2))
    yield case("einsum", "ij,ij->ij", real(1, 3), real(2, 1))
    yield case("einsum", "ij,jk->ik", real(2, 1), real(3, 2))
    yield case("einsum", "aB,Bc", real(2, 3), real(3, 2))
    yield case("einsum", real(2, 3), [0, 1], real(3, 4), [1, 2], [0, 2])
    yield case("einsum", real(2, 3), [1, 0], real(3, 4), [0, 2])
    yield case("einsum", real(2, 3), ["...", 0], real(3, 2), [0, 1], ["...", 1])
    yield case("einsum", "ij,jk->ik", real(2, 0), real(0, 3), grad=False)
    for dtype in ["f16", "bf16", "i32", "u32", "i8", "u8", "bool"]:
        yield case("einsum", "ij,jk->ik", anything(2, 3, dtype=dtype), anything(3, 2, dtype=dtype))
        yield case("einsum", "ij->i", anything(2, 3, dtype=dtype))
    yield case("einsum", "ij,j->i", whole(2, 3), anything(3, dtype="bf16"))
    yield case("einsum", "ij,jk->ik", anything(2, 3, dtype="bf16"), anything(3, 2, dtype="bf16"), {"preferredElementType": "f32"})
    yield case("einsum", "ij,jk->ik", anything(2, 3, dtype="i8"), anything(3, 2, dtype="i8"), {"preferredElementType": "i32"})


CALLS["eye"] = lambda n, m=None, k=0, dtype=None: jnp.eye(n, m, k, dtype)


def creation():
    yield case("full", [2, 2], 7, {"dtype": "i32"})
    yield case("full", [2, 3], real(3))
    yield case("full", 2, real(1), {"dtype": "i32"})
    yield case("full", [2], True)
    for name in ["zeros", "ones", "empty"]:
        yield case(name, [2, 0])
        yield case(name, 3, {"dtype": "bf16"})
        yield case(name, [], {"dtype": "bool"})
    for name in ["zerosLike", "onesLike", "emptyLike"]:
        yield case(name, whole(2))
        yield case(name, real(2, 2), {"dtype": "i8"})
        yield case(name, anything(2, dtype="f16"), {"shape": [3]})
    yield case("fullLike", whole(2), 3.75)
    yield case("fullLike", real(2), whole(2))
    yield case("fullLike", real(2), 2, {"dtype": "u8", "shape": [1, 2]})
    for args in [(5,), (0,), (2.5,), (1, 4), (4, 1), (0, 1, 0.125), (5, 0, -2), (-1.5, 2), (1, 2, 0.3), (0, -1, -0.25), (10, 3, -3)]:
        yield case("arange", *args)
    for dtype in ["f32", "f16", "bf16", "i8", "u8"]:
        yield case("arange", 4, {"dtype": dtype})
        yield case("arange", 1, 4, {"dtype": dtype})
        yield case("arange", 0, 3, 0.5, {"dtype": dtype})
    yield case("arange", 0, 3000, 700, {"dtype": "bf16"})
    for num in [0, 1, 2, 5]:
        for endpoint in [True, False]:
            yield case("linspace", 0.5, 2, num, {"endpoint": endpoint})
            yield case("linspace", real(2), 3, num, {"endpoint": endpoint, "retstep": True, "axis": -1})
    yield case("linspace", -1, 10, 7, {"dtype": "i32"})
    yield case("linspace", -3, -10, 4, {"dtype": "i32"})
    yield case("linspace", 0, 1)
    yield case("linspace", real(2, 1), real(3), 4, {"axis": 1})
    yield case("linspace", anything(2, dtype="bf16"), 2, 3)
    yield case("linspace", whole(2), whole(2), 3, {"dtype": "f16"})
    yield case("logspace", 0, 2, 4)
    yield case("logspace", real(2), 1.5, 3, {"base": 2, "axis": 1})
    yield case("logspace", 0, 3, 4, {"base": 2, "dtype": "i32", "endpoint": False})
    yield case("geomspace", 1, 256, 5)
    yield case("geomspace", -1000, -1, 4, {"endpoint": False})
    yield case("geomspace", real(2, low=0.5), 8, 3, {"axis": 1})
    yield case("geomspace", 1, 100, 3, {"dtype": "f16"})
    for n, options in [(3, {}), (2, {"m": 3}), (3, {"m": 2, "k": -1}), (3, {"k": 2}), (0, {}), (2, {"dtype": "bool"}), (2, {"dtype": "i8"}), (2, {"k": 5})]:
        yield case("eye", n, options)
    yield case("identity", 3)
    yield case("identity", 2, {"dtype": "u32"})
    yield case("meshgrid", real(2), whole(3))
    yield case("meshgrid", real(2), real(3), {"indexing": "ij"})
    yield case("meshgrid", real(2), real(3), real(1), {"sparse": True})
    yield case("meshgrid", real(2), real(3), real(4))
    yield case("meshgrid", real(2))
    for name in ["bartlett", "blackman", "hamming", "hanning"]:
        for n in [0, 1, 2, 7, 8]:
            yield case(name, n)
    for n, beta in [(1, 3.0), (6, 0.0), (7, 8.6), (4, 14.0)]:
        yield case("kaiser", n, beta)


def running():
    x = real(2, 3, 2)
    for name in ["cumsum", "cumprod", "nancumsum", "nancumprod"]:
        yield case(name, x)
        yield case(name, x, {"axis": 1})
        yield case(name, x, {"axis": -1})
        yield case(name, jnp.float32(2))
        yield case(name, with_nan(real(2, 4), (0, 1), (1, 3)), {"axis": 1}, grad=False)
        for dtype in ["f16", "bf16", "i32", "u32", "i8", "u8", "bool"]:
            yield case(name, anything(2, 4, dtype=dtype), {"axis": 1})
        yield case(name, whole(3), {"dtype": "f32"})
        yield case(name, real(3), {"dtype": "i32"})
        yield case(name, jnp.asarray([0, 1, -1, 2], jnp.float32), {"dtype": "bool"})
        yield case(name, real(0, 2), {"axis": 0})
    yield case("cumprod", jnp.asarray([2, 0, 3, 0, 1], jnp.float32))
    for name in ["cumulativeSum", "cumulativeProd"]:
        yield case(name, real(3), {"includeInitial": True})
        yield case(name, real(2, 3), {"axis": 1})
        for dtype in ["i8", "u8", "bool"]:
            yield case(name, anything(4, dtype=dtype), {"includeInitial": True})
        yield case(name, whole(2, 2), {"axis": -1, "dtype": "f32", "includeInitial": True})
    yield case("diff", real(4))
    yield case("diff", x, {"axis": 1})
    yield case("diff", real(2, 5), {"n": 2})
    yield case("diff", real(2, 3), {"n": 0})
    yield case("diff", real(3), {"n": 4}, grad=False)
    yield case("diff", truth(5), {"n": 2})
    yield case("diff", anything(4, dtype="u8"))
    yield case("diff", real(2, 3), {"prepend": 1.5, "append": real(2, 2)})
    yield case("diff", whole(2, 3), {"axis": 0, "append": real(1, 3)})
    yield case("ediff1d", real(2, 3))
    yield case("ediff1d", real(3), {"toBegin": real(2), "toEnd": 7})
    yield case("ediff1d", whole(3), {"toEnd": real(2)}, grad=False)


CALLS["topK"] = lambda x, k, axis=-1: jax.lax.top_k(x, k, axis=axis)
CALLS["pad"] = lambda x, width, **o: jnp.pad(x, width, **o)
CALLS["partition"] = lambda x, kth, **o: jnp.partition(x, kth, **o)


def sorting():
    x = real(2, 4, 3)
    ties = jnp.asarray([[2, 1, 2, 1, 3], [0, 0, 0, -1, 0]], jnp.float32)
    for name in ["sort", "argsort"]:
        for options in [{}, {"axis": 1}, {"axis": None}, {"descending": True}, {"axis": 0, "descending": True}]:
            yield case(name, x, options)
        yield case(name, ties, {"descending": True})
        yield case(name, ties)
        yield case(name, jnp.asarray([3, np.nan, -np.inf, 0.0, np.inf, np.nan], jnp.float32), grad=False)
        yield case(name, jnp.asarray([3, np.nan, -np.inf, 0.0, np.inf, np.nan], jnp.float32), {"descending": True}, grad=False)
        for dtype in ["f16", "bf16", "i32", "u32", "i8", "u8", "bool"]:
            yield case(name, anything(2, 5, dtype=dtype), {"descending": dtype == "i8"})
        yield case(name, real(0, 2), {"axis": 0})
        yield case(name, real(1))
    yield case("lexsort", [whole(6, high=0), whole(6, low=-2, high=0)])
    yield case("lexsort", whole(2, 3, 4))
    yield case("lexsort", [real(2, 3), whole(2, 3)], {"axis": 0})
    distinct = jnp.asarray(rng.permutation(12).reshape(2, 6), jnp.float32)
    for kth in [0, 2, 5, -2]:
        yield case("partition", distinct, kth)
        yield case("argpartition", distinct, kth)
    yield case("partition", distinct, 1, {"axis": 0})
    yield case("argpartition", distinct, 0, {"axis": 0})
    yield case("topK", distinct, 3)
    yield case("topK", ties, 2)
    yield case("topK", distinct, 1, {"axis": 0})
    yield case("topK", whole(5), 0)


def statistics():
    x = real(2, 5, 3)
    holes = with_nan(real(3, 5), (0, 1), (0, 4), (2, 2))
    empty = jnp.full([2, 3], jnp.nan, jnp.float32).at[1, 0].set(2.0)
    for name in ["nansum", "nanprod", "nanmax", "nanmin", "nanmean", "nanvar", "nanstd", "nanargmax", "nanargmin"]:
        yield case(name, holes, {"axis": 1})
        yield case(name, holes)
        yield case(name, empty, {"axis": 1, "keepDims": True}, grad=False)
        for dtype in ["f16", "bf16", "i32", "u8", "bool"]:
            yield case(name, anything(2, 4, dtype=dtype), {"axis": 1})
        if "arg" not in name:
            yield case(name, x, {"axis": [0, 2]})
    for name in ["nansum", "nanmean", "nanvar"]:
        yield case(name, holes, {"axis": 1, "where": truth(3, 5)}, grad=False)
        yield case(name, holes, {"axis": 0, "dtype": "bf16"}, grad=False)
    yield case("nanmax", holes, {"axis": 1, "initial": -1, "where": truth(3, 5)}, grad=False)
    yield case("nanvar", holes, {"axis": 1, "ddof": 1})
    yield case("nanstd", holes, {"axis": 1, "ddof": 4, "keepDims": True}, grad=False)
    for name in ["quantile", "nanquantile"]:
        for method in ["linear", "lower", "higher", "midpoint", "nearest", "inverted_cdf"]:
            yield case(name, real(2, 5), 0.3, {"axis": 1, "method": method})
            yield case(name, x, jnp.asarray([0.0, 0.35, 1.0], jnp.float32), {"axis": [0, 2], "method": method, "keepDims": True})
            yield case(name, holes, jnp.asarray([0.25, 0.8], jnp.float32), {"axis": 1, "method": method}, grad=False)
            yield case(name, empty, 0.5, {"axis": 1, "method": method}, grad=False)
        yield case(name, x, 0.6)
        yield case(name, x, 0.6, {"keepDims": True})
        for dtype in ["f16", "bf16", "i32", "u8", "bool"]:
            yield case(name, anything(2, 6, dtype=dtype), 0.4, {"axis": 1})
        yield case(name, real(2, 5), 0.4, {"axis": 1, "method": "inverted_cdf", "weights": real(5, low=0)}, grad=False)
        yield case(name, holes, 0.7, {"axis": 1, "method": "inverted_cdf", "weights": real(3, 5, low=-0.5)}, grad=False)
    for name in ["percentile", "nanpercentile"]:
        yield case(name, x, 30, {"axis": 1})
        yield case(name, x, jnp.asarray([20, 75], jnp.float32), {"axis": -1, "method": "nearest"})
    for name in ["median", "nanmedian"]:
        yield case(name, x)
        yield case(name, x, {"axis": 1})
        yield case(name, x, {"axis": [0, 1], "keepDims": True})
        yield case(name, whole(2, 3, dtype="u8"), {"axis": 1})
        yield case(name, holes, {"axis": 1}, grad=False)
    yield case("average", x, {"axis": 1})
    yield case("average", x, {"axis": [0, 1], "returned": True})
    yield case("average", x, {"weights": real(2, 5, 3, low=0.5), "axis": 0, "returned": True})
    yield case("average", x, {"weights": real(5, low=0.5), "axis": 1, "keepDims": True})
    yield case("average", x, {"weights": real(3, 2, low=0.5), "axis": [2, 0]})
    yield case("average", whole(4), {"weights": whole(4, low=1)})
    yield case("average", anything(4, dtype="bf16"))
    for name in ["cov", "corrcoef"]:
        yield case(name, real(3, 5))
        yield case(name, real(5), grad=name == "cov")
        yield case(name, real(5, 2), {"rowvar": False})
        yield case(name, real(5), {"y": real(5)})
        yield case(name, real(2, 4), {"y": real(4)})
        yield case(name, whole(2, 4))
        yield case(name, real(2, 4), {"dtype": "bf16"}, grad=False)
    yield case("cov", real(2, 5), {"bias": True})
    yield case("cov", real(2, 5), {"ddof": 2})
    yield case("cov", real(2, 4), {"fweights": whole(4, low=1)})
    yield case("cov", real(2, 4), {"aweights": real(4, low=0.5), "ddof": 0})
    yield case("cov", real(2, 4), {"fweights": whole(4, low=1), "aweights": real(4, low=0.5)})
    yield case("cov", real(2, 0), grad=False)


def padding():
    x = real(2, 3)
    yield case("pad", x, 1)
    yield case("pad", x, [1, 2])
    yield case("pad", x, [[0, 1], [2, 0]], {"constantValues": 1.5})
    yield case("pad", x, [[1, 2]], {"constantValues": [2, 3]})
    yield case("pad", x, 1, {"constantValues": [[1, 2], [3, 4]]})
    yield case("pad", x, [1, 1], {"constantValues": real()})
    yield case("pad", whole(3), 1, {"constantValues": 2.75})
    yield case("pad", truth(3), 1)
    yield case("pad", real(0, 2), 1)
    for mode in ["edge", "reflect", "symmetric", "wrap", "linear_ramp", "maximum", "minimum", "mean", "median", "empty"]:
        yield case("pad", x, [[1, 2], [2, 1]], {"mode": mode})
        yield case("pad", real(4), [7, 9], {"mode": mode})
        yield case("pad", whole(2, 4), [[0, 1], [2, 0]], {"mode": mode})
        yield case("pad", anything(3, dtype="bf16"), 2, {"mode": mode})
        yield case("pad", real(1), 3, {"mode": mode})
    for mode in ["reflect", "symmetric"]:
        yield case("pad", x, [[3, 1], [4, 6]], {"mode": mode, "reflectType": "odd"})
        yield case("pad", real(1, 2), 2, {"mode": mode, "reflectType": "odd"})
    yield case("pad", x, 2, {"mode": "linear_ramp", "endValues": 3})
    yield case("pad", x, 2, {"mode": "linear_ramp", "endValues": [[1, 2], [3, 4]]})
    for mode in ["maximum", "minimum", "mean", "median"]:
        yield case("pad", x, 2, {"mode": mode, "statLength": 2})
        yield case("pad", x, 1, {"mode": mode, "statLength": [[1, 2], [5, 1]]})


CALLS["gradient"] = lambda x, axis=None, spacing=(): jnp.gradient(x, *spacing, axis=axis)
CALLS["polyfit"] = lambda x, y, degree, **o: jnp.polyfit(x, y, degree, **o)


def polynomials():
    yield case("polyval", real(4), real(2, 3))
    yield case("polyval", real(3, 2), real(3, 1))
    yield case("polyval", whole(3), real(2))
    yield case("polyval", whole(3), whole(2))
    yield case("polyval", real(0), real(2))
    for name in ["polyadd", "polysub", "polymul"]:
        yield case(name, real(3), real(3))
        yield case(name, real(2), real(4))
        yield case(name, real(4), whole(2))
        yield case(name, whole(4), whole(2))
    yield case("polymul", real(0), real(2), grad=False)
    yield case("polydiv", real(4), real(2, low=0.5))
    yield case("polydiv", real(2), real(3, low=0.5))
    yield case("polydiv", whole(3), whole(1, low=1))
    for m in [0, 1, 3, 5]:
        yield case("polyder", real(4), {"m": m}, grad=m < 4)
        yield case("polyint", real(3), {"m": m})
    yield case("polyder", whole(4), {"m": 2})
    yield case("polyint", real(2), {"m": 2, "k": real(2)})
    yield case("polyint", whole(3), {"k": 1.5})
    yield case("poly", real(3))
    yield case("poly", real(0), grad=False)
    yield case("polyfit", real(6), real(6), 2)
    yield case("polyfit", real(5), real(5, 2), 1)
    yield case("polyfit", real(6), real(6), 1, {"w": real(6, low=0.5)})
    yield case("polyfit", real(6), real(6), 1, {"cov": True}, grad=False)
    yield case("polyfit", real(6), real(6, 2), 1, {"cov": "unscaled"}, grad=False)


def signals():
    for name in ["convolve", "correlate"]:
        for mode in ["full", "same", "valid"]:
            for n, m in [(5, 3), (3, 5), (4, 4), (4, 2), (1, 3)]:
                yield case(name, real(n), real(m), {"mode": mode})
        yield case(name, real(4), real(2))
        yield case(name, whole(4), whole(3))
        yield case(name, anything(4, dtype="bf16"), anything(3, dtype="bf16"))
        yield case(name, whole(4), whole(3), {"preferredElementType": "i32"})
        yield case(name, anything(4, dtype="f16"), whole(3), {"preferredElementType": "f32"})
    x = real(3, 4)
    yield case("gradient", x)
    yield case("gradient", real(5))
    yield case("gradient", x, {"axis": 1, "spacing": [2.5]})
    yield case("gradient", x, {"axis": [1, 0], "spacing": [0.5, 2.0]})
    yield case("gradient", x, {"axis": -1, "spacing": [jnp.asarray([0, 1, 3, 3.5], jnp.float32)]})
    yield case("gradient", real(2, 2), {"axis": 0})
    yield case("gradient", whole(4))
    yield case("trapezoid", x)
    yield case("trapezoid", x, {"axis": 0, "dx": 0.25})
    yield case("trapezoid", x, {"x": real(4)})
    yield case("trapezoid", x, {"x": real(3, 4), "axis": 0})
    yield case("trapezoid", whole(4))
    xp, fp = jnp.asarray([-1, 0, 0.5, 2], jnp.float32), real(4)
    at = jnp.asarray([[-2, -1, -0.25], [0.5, 1.75, 3]], jnp.float32)
    yield case("interp", at, xp, fp)
    yield case("interp", at, xp, fp, {"left": -7, "right": 2.5})
    yield case("interp", at, xp, fp, {"left": "extrapolate", "right": "extrapolate"})
    yield case("interp", at, xp, fp, {"period": 2.75}, grad=False)
    yield case("interp", at, jnp.asarray([0, 1, 1, 2], jnp.float32), fp)
    yield case("interp", whole(3), whole(3).sort(), real(3), grad=False)
    yield case("interp", real(2), real(1), real(1), grad=False)
    yield case("interp", jnp.float32(0.25), xp, fp)
    phases = jnp.cumsum(real(2, 6, low=0, high=5), axis=1) % 6.25
    yield case("unwrap", phases)
    yield case("unwrap", phases, {"period": 6.25, "axis": 1})
    yield case("unwrap", phases, {"discont": 4, "axis": 0})
    yield case("unwrap", whole(6, low=0, high=9), {"period": 10})


def bits():
    for order in ["big", "little"]:
        yield case("packbits", truth(11), {"bitorder": order})
        yield case("packbits", whole(2, 9, low=-1, high=2), {"axis": 1, "bitorder": order})
        yield case("packbits", truth(8, 2), {"axis": 0, "bitorder": order})
        yield case("unpackbits", whole(3, dtype="u8", high=256), {"bitorder": order})
        yield case("unpackbits", whole(2, 2, dtype="u8", high=256), {"axis": 0, "bitorder": order, "count": 11})
        yield case("unpackbits", whole(2, dtype="u8", high=256), {"count": 20, "bitorder": order})
    yield case("unpackbits", whole(2, dtype="u8", high=256), {"count": -3})
    yield case("packbits", truth(2, 3))


FILES = {
    "numpySignals": (lambda: [*polynomials(), *signals(), *bits()], "polynomials, sampled functions and bits of jax.numpy"),
    "numpyStatistics": (lambda: [*sorting(), *statistics()], "order and statistics of jax.numpy"),
    "numpyPadding": (padding, "jax.numpy's pad"),
    "numpyCreation": (lambda: [*creation(), *running()], "creation, ranges, running sums and differences of jax.numpy"),
    "numpyProducts": (products, "products of jax.numpy"),
    "numpyEinsum": (sums, "jax.numpy's einsum"),
    "numpyReductions": (reductions, "reductions of jax.numpy"),
    "numpyShape": (lambda: [*shapes(), *joining(), *arranging(), *diagonals()], "shapes, joining, arranging and diagonals of jax.numpy"),
}

if __name__ == "__main__":
    made = {"script": "test/oracle/numpy_vectors.py", "python": ".".join(map(str, sys.version_info[:2])), "jax": jax.__version__, "numpy": np.__version__}
    for name, (cases, about) in FILES.items():
        if len(sys.argv) < 2 or name in sys.argv[1:]:
            rng = np.random.default_rng(7)
            vectors.write(name, about, made, list(cases()))
