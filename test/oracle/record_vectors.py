"""More values and gradients of the operations, in their own words: params are those of the record in ops/ of the same name.

What op_vectors.py does not ask: convolutions in one and three dimensions with a dilated input, windows with ties, padding
between elements, blocks at starts that come from tensors, sorting with NaN and ±0, integers at their limits.
All by JAX in float64 where there are floats, rounded to float32.
"""

import os

os.environ["JAX_PLATFORMS"] = "cpu"

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np
from jax import lax, nn

from vectors import tensor, write

rng = np.random.default_rng(7)
cases = []
inf, nan = np.inf, np.nan


def draw(*shape, low=-2.0, high=2.0):
    return np.asarray(np.round(rng.uniform(low, high, shape), 2), np.float32)


def i32(values):
    return np.asarray(values, np.int32)


def f32(values):
    return np.asarray(values, np.float32)


def wide(x):
    return x.astype(np.float64) if x.dtype == np.float32 else x


def narrow(x):
    x = np.asarray(x)
    return x.astype(np.float32) if x.dtype == np.float64 else x


def case(op, f, *inputs, grad=True, exact=False, **params):
    """exact: in the dtypes of the inputs, for what is about bits."""
    args = [jnp.asarray(x if exact else wide(x)) for x in inputs]
    out = f(*args)
    outs = list(out) if isinstance(out, (tuple, list)) else [out]
    entry = {"op": op, "params": params, "inputs": [tensor(x) for x in inputs], "outputs": [tensor(narrow(y)) for y in outs]}
    at = [i for i, x in enumerate(inputs) if x.dtype == np.float32]
    if grad and at and outs[0].dtype == np.float64:
        cotangent = draw(*outs[0].shape)

        def scalar(*chosen):
            full = list(args)
            for i, x in zip(at, chosen):
                full[i] = x
            y = f(*full)
            y = y[0] if isinstance(y, (tuple, list)) else y
            return jnp.sum(y * wide(cotangent))

        grads = [None] * len(inputs)
        for i, g in zip(at, jax.grad(scalar, tuple(range(len(at))))(*[args[i] for i in at])):
            grads[i] = tensor(narrow(g))
        entry["cotangent"], entry["grads"] = tensor(cotangent), grads
    cases.append(entry)


# Convolution.

for x, w, stride, padding, dilation, spread, groups in [
    ((2, 2, 6), (3, 2, 3), [1], [[1, 1]], [1], [1], 1),
    ((1, 4, 7), (4, 2, 2), [2], [[0, 1]], [3], [1], 2),
    ((1, 2, 4), (2, 2, 3), [2], [[2, -1]], [1], [3], 1),
    ((1, 2, 3, 4), (2, 2, 2, 3), [2, 1], [[2, -1], [-1, 3]], [1, 2], [2, 3], 1),
    ((1, 1, 3, 3, 3), (2, 1, 2, 2, 2), [1, 1, 1], [[0, 0], [1, 0], [0, 1]], [1, 1, 1], [1, 1, 1], 1),
    ((2, 2, 3, 4, 2), (4, 1, 2, 3, 1), [2, 1, 1], [[1, 0], [1, 1], [0, 0]], [1, 1, 1], [1, 1, 2], 2),
]:
    space = "DHW"[3 - len(stride) :]
    numbers = (f"NC{space}", f"OI{space}", f"NC{space}")
    convolve = lambda x, w: lax.conv_general_dilated(x, w, stride, padding, spread, dilation, numbers, groups)
    case("conv", convolve, draw(*x), draw(*w), stride=stride, padding=padding, dilation=dilation, inputDilation=spread, groups=groups)

# Windows; for ties the first element has the gradient.

tied = f32([[1, 3, 3, 0], [3, 2, 3, 3], [0, 0, 0, 0]])
for x, window, stride, padding in [
    (draw(7), [3], [2], [[1, 1]]),
    (draw(2, 5, 5), [1, 3, 3], [1, 2, 2], [[0, 0], [1, 1], [1, 1]]),
    (draw(2, 5, 4), [2, 3, 2], [1, 1, 3], [[1, 0], [0, 2], [1, 1]]),
    (tied, [2, 2], [1, 1], [[0, 0], [0, 0]]),
]:
    for fold, start, join in [("sum", 0.0, lax.add), ("max", -inf, lax.max), ("min", inf, lax.min)]:
        f = lambda x: lax.reduce_window(x, start, join, window, stride, padding)
        case("reduceWindow", f, x, fold=fold, window=window, stride=stride, padding=padding)
holes = f32([[1, nan, 2, 3], [0, 1, 2, -inf]])
case("reduceWindow", lambda x: lax.reduce_window(x, -inf, lax.max, [1, 2], [1, 2], [[0, 0], [0, 0]]), holes, grad=False,
     fold="max", window=[1, 2], stride=[1, 2], padding=[[0, 0], [0, 0]])  # fmt: skip

# Place.

for shape, low, high, interior, value in [
    ((3,), [1], [2], [1], 0.5),
    ((2, 4), [0, -2], [1, 1], [2, 1], 0),
    ((2, 3), [-1, 1], [2, -2], [0, 0], 1),
    ((0, 2), [1, 0], [1, 0], [3, 0], 7),
]:
    f = lambda x: lax.pad(x, jnp.asarray(value, x.dtype), list(zip(low, high, interior)))
    case("pad", f, draw(*shape), low=low, high=high, interior=interior, value=value)
for shape, starts, sizes in [((5,), [4], [3]), ((4, 3), [1, 0], [2, 2]), ((4, 3), [2, 9], [4, 1])]:
    case("dynamicSlice", lambda x, *s: lax.dynamic_slice(x, s, sizes), draw(*shape), *[i32(s) for s in starts], sizes=sizes)
    case("dynamicUpdateSlice", lambda x, y, *s: lax.dynamic_update_slice(x, y, s), draw(*shape), draw(*sizes), *[i32(s) for s in starts])
for shape, ids, axis in [((4, 3), [[3, 0, 0], [9, -2, 1]], 0), ((2, 4, 3), [1, 3, 3, -1], 1), ((5,), 2, 0)]:
    ids = i32(ids)
    case("take", lambda x, i: jnp.take(x, i, axis, mode="clip"), draw(*shape), ids, axis=axis)
    at = (*[slice(None)] * axis, np.clip(ids, 0, shape[axis] - 1))
    updates = draw(*shape[:axis], *ids.shape, *shape[axis + 1 :])
    case("scatterAdd", lambda x, i, u: x.at[at].add(u), draw(*shape), ids, updates, axis=axis)
along = i32([[0, 5, 1], [2, 2, -4]])
case("takeAlongAxis", lambda x, i: jnp.take_along_axis(x, i, 0, mode="clip"), draw(3, 3), along, axis=0)
case("scatterAddAlongAxis", lambda x, i, u: x.at[np.clip(along, 0, 2), np.arange(3)].add(u), draw(3, 3), along, draw(2, 3), axis=0)
case("tile", lambda x: jnp.tile(x, (2, 3)), draw(2, 2), counts=[2, 3])
case("repeat", lambda x: jnp.repeat(x, 3, axis=1), draw(2, 2), count=3, axis=1)
case("rev", lambda x: jnp.flip(x, (0, 2)), draw(2, 3, 2), axes=[0, 2])
case("causal", lambda x: jnp.where(np.tril(np.ones((3, 4), bool)), x, -inf), draw(2, 3, 4), grad=False)
case("tril", lambda x: jnp.tril(x, -1), draw(4, 3), diagonal=-1)
case("triu", lambda x: jnp.triu(x, 1), draw(2, 3, 3), diagonal=1)
case("split", lambda x: jnp.split(x, [1, 3], axis=1), draw(2, 6), sizes=[1, 2, 3], axis=1)
case("unstack", lambda x: jnp.unstack(x, axis=1), draw(2, 3, 2), axis=1)
case("expandDims", lambda x: jnp.expand_dims(x, (0, 2)), draw(2, 3), axes=[0, 2])
case("squeeze", lambda x: jnp.squeeze(x, (0, 2)), draw(1, 2, 1), axes=[0, 2])
case("cumsum", lambda x: lax.cumsum(x, 1, reverse=True), draw(2, 4), axis=1, reverse=True)

# Order.

mixed = f32([3, nan, -0.0, 0, -inf, 2, nan, inf, 2, 0, -0.0])
ties = i32([[2, 1, 2, 1, 0], [5, 5, -5, 5, -5], [2147483647, -2147483648, 0, -1, 1]])
for descending in [False, True]:
    order = lambda x, axis=-1: jnp.argsort(x, axis=axis, stable=True, descending=descending).astype(jnp.int32)
    case("argsort", order, mixed, axis=0, descending=descending)
    case("argsort", order, ties, axis=1, descending=descending)
    case("argsort", lambda x: order(x, 0), ties, axis=0, descending=descending)
    case("sort", lambda x: jnp.sort(x, axis=1, descending=descending), draw(2, 9), axis=1, descending=descending)
    case("sort", lambda x: jnp.sort(x, stable=True, descending=descending), mixed, grad=False, axis=0, descending=descending)
case("topK", lambda x: [lax.top_k(x, 3)[0], lax.top_k(x, 3)[1].astype(jnp.int32)], f32([[1, 4, 4, 0], [nan, 1, 2, 3]]), grad=False, k=3)
case("topK", lambda x: [lax.top_k(x, 2)[0], lax.top_k(x, 2)[1].astype(jnp.int32)], draw(3, 5), k=2)
for op, f in [("argmax", jnp.argmax), ("argmin", jnp.argmin)]:
    case(op, lambda x: f(x, 1).astype(jnp.int32), f32([[1, nan, 3, nan], [2, inf, inf, -inf], [0, -0.0, 0, 0]]), axis=1)

# Bits and integers at their limits.

a, b = (v.reshape(-1) for v in np.meshgrid(i32([7, -7, 0, 2147483647, -2147483648]), i32([2, -3, 1, -1, 0, 5]), indexing="ij"))
for op, f in [("quot", lax.div), ("rem", lax.rem), ("and", lax.bitwise_and), ("or", lax.bitwise_or), ("xor", lax.bitwise_xor)]:
    case(op, f, a, b, exact=True)
u, d = (v.reshape(-1) for v in np.meshgrid(i32([1, -1, 12345, -2147483648]), i32([0, 1, 31, 32, 40]), indexing="ij"))
for op, f in [("shl", lax.shift_left), ("shr", lax.shift_right_arithmetic), ("shrLogical", lax.shift_right_logical)]:
    case(op, f, u, d, exact=True)
    case(op, f, u.view(np.uint32), d.view(np.uint32), exact=True)
case("not", lax.bitwise_not, u, exact=True)
case("not", lax.bitwise_not, u.view(np.uint32), exact=True)
case("rem", lax.rem, f32([5.5, -5.5, 5.5, 1, inf, 2, nan]), f32([2, 2, -2, 0, 2, inf, 1]), grad=False)
floats = f32([0, -0.0, 1.9, -1.9, 2.5e9, 5e9, -5e9, inf, -inf, nan, 0.3])
for dtype, to in [("i32", jnp.int32), ("bool", jnp.bool_)]:
    case("convert", lambda x: lax.convert_element_type(x, to), floats, exact=True, dtype=dtype)
case("convert", lambda x: lax.convert_element_type(x, jnp.uint32), f32([0, 1.9, 3e9, 4.2e9]), exact=True, dtype="u32")
case("convert", lambda x: lax.convert_element_type(x, jnp.uint8), i32([0, 255, 256, -1, 1000]), exact=True, dtype="u8")
case("convert", lambda x: lax.convert_element_type(x, jnp.float32), i32([0, 16777217, -2147483648]), exact=True, dtype="f32")
case("bitcast", lambda x: lax.bitcast_convert_type(x, jnp.uint32), f32([0, -0.0, 1, -2.5, inf, 1e-40]), exact=True, dtype="u32")
case("bitcast", lambda x: lax.bitcast_convert_type(x, jnp.float32), i32([0, 1065353216, -1082130432]), exact=True, dtype="f32")
case("clamp", lambda x: jnp.clip(x, -2, 3), i32([-9, -2, 0, 3, 9]), exact=True, min=-2, max=3)
case("clamp", lambda x: lax.clamp(-1.0, x, 1.0), f32([-1, 1, 0.5, -3, 3]), min=-1, max=1)
case("clamp", lambda x: jnp.clip(x, -1, 1), f32([nan, inf, -inf]), grad=False, min=-1, max=1)
case("square", jnp.square, i32([3, -4, 65537]), exact=True)
case("matmul", jnp.matmul, i32([[1, 2], [3, 4]]), i32([[5, 6], [7, 8]]), exact=True)
case("sum", lambda x: jnp.sum(x, axis=0, dtype=jnp.int32), i32([2147483647, 1, 1]), exact=True, axes=[0])
case("iota", lambda: lax.broadcasted_iota(jnp.int32, (2, 3), 1), shape=[2, 3], axis=1, dtype="i32")

# Statistics.

case("standardize", lambda x: nn.standardize(x, axis=(0, 2), epsilon=1e-3), draw(2, 3, 4), axes=[0, 2], epsilon=1e-3)


def channels(x, epsilon=1e-5):
    axes = tuple(a for a in range(x.ndim) if a != 1)
    mean, variance = jnp.mean(x, axes, keepdims=True), jnp.var(x, axes, keepdims=True)
    return (x - mean) / jnp.sqrt(variance + epsilon), jnp.ravel(mean), jnp.ravel(variance)


for shape in [(4, 3), (2, 3, 2, 2)]:
    case("batchNorm", channels, draw(*shape), epsilon=1e-5)

write(
    "records",
    "Values and gradients of operations in the words of their records. "
    "grads[i] is the gradient of the sum of outputs[0] * cotangent by inputs[i].",
    {"by": "test/oracle/record_vectors.py", "jax": jax.__version__},
    cases,
)
