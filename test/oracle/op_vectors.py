"""Values and gradients of the operations: JAX in general, PyTorch for convolution, pooling and batch normalisation.

Inputs are float32 numbers; the work is done in float64 and the answers are rounded to float32, so they are right to half a
unit in the last place and a test may be as strict as the implementation deserves.
"""

import os

os.environ["JAX_PLATFORMS"] = "cpu"

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np
import torch
import torch.nn.functional as F
from jax import lax, nn

from vectors import tensor, write

rng = np.random.default_rng(2024)
cases = []


def draw(*shape, low=-2.0, high=2.0):
    """Numbers of two decimals, away from whole and half numbers, where floor, round and friends jump."""
    x = np.round(rng.uniform(low, high, shape), 2)
    x = np.where(np.abs(x * 2 - np.round(x * 2)) < 0.03, x + 0.07, x)
    return np.asarray(np.round(x, 2), np.float32)


def distinct(*shape):
    """Numbers without ties, so that max and its gradient are unambiguous."""
    n = int(np.prod(shape))
    return (rng.permutation(n) * 0.13 - n * 0.06).round(2).astype(np.float32).reshape(shape)


def ints(*shape, low=0, high=5):
    return rng.integers(low, high, shape).astype(np.int32)


def narrow(x):
    x = np.asarray(x)
    with np.errstate(over="ignore"):
        return x.astype(np.float32) if x.dtype == np.float64 else x


def wide(x):
    return x.astype(np.float64) if x.dtype == np.float32 else x


def record(op, inputs, outputs, params, cotangent=None, grads=None):
    entry = {"op": op, "params": params, "inputs": [tensor(x) for x in inputs], "outputs": [tensor(narrow(y)) for y in outputs]}
    if grads is not None:
        entry["cotangent"] = tensor(cotangent)
        entry["grads"] = [None if g is None else tensor(narrow(g)) for g in grads]
    cases.append(entry)


def case(op, f, *inputs, grad=True, **params):
    """One call of the JAX function f. With grad, also the gradients by all inputs that are float32."""
    f64 = [jnp.asarray(wide(x)) for x in inputs]
    out = f(*f64)
    outs = out if isinstance(out, (tuple, list)) else [out]
    if not grad:
        return record(op, inputs, outs, params)
    cotangent = draw(*outs[0].shape)
    at = [i for i, x in enumerate(inputs) if x.dtype == np.float32]

    def scalar(*chosen):
        full = list(f64)
        for i, x in zip(at, chosen):
            full[i] = x
        y = f(*full)
        y = y[0] if isinstance(y, (tuple, list)) else y
        return jnp.sum(y * wide(cotangent))

    by = jax.grad(scalar, tuple(range(len(at))))(*[f64[i] for i in at])
    grads = [None] * len(inputs)
    for i, g in zip(at, by):
        grads[i] = np.asarray(g)
    record(op, inputs, outs, params, cotangent, grads)


def torch_case(op, f, *inputs, grad=(), also=(), **params):
    """One call of the PyTorch function f; gradients by the inputs numbered in grad; `also` gives further outputs."""
    t = [torch.from_numpy(wide(x)) if x.dtype == np.float32 else torch.from_numpy(x.astype(np.int64)) for x in inputs]
    for i in grad:
        t[i].requires_grad_()
    y = f(*t)
    more = [g(*t) for g in also]
    if not grad:
        return record(op, inputs, [y.detach().numpy(), *[m.detach().numpy() for m in more]], params)
    cotangent = draw(*y.shape)
    (y * torch.from_numpy(wide(cotangent))).sum().backward()
    grads = [t[i].grad.numpy() if i in grad else None for i in range(len(t))]
    record(op, inputs, [y.detach().numpy(), *[m.detach().numpy() for m in more]], params, cotangent, grads)


# One element at a time.

any_sign, positive, inside = (dict(low=-3, high=3), dict(low=0.05, high=4), dict(low=-0.95, high=0.95))
unary = {
    "neg": (jnp.negative, any_sign),
    "exp": (jnp.exp, any_sign),
    "log": (jnp.log, positive),
    "log1p": (jnp.log1p, dict(low=-0.9, high=3)),
    "expm1": (jnp.expm1, any_sign),
    "sin": (jnp.sin, any_sign),
    "cos": (jnp.cos, any_sign),
    "tan": (jnp.tan, any_sign),
    "asin": (jnp.arcsin, inside),
    "acos": (jnp.arccos, inside),
    "atan": (jnp.arctan, any_sign),
    "sinh": (jnp.sinh, any_sign),
    "cosh": (jnp.cosh, any_sign),
    "tanh": (jnp.tanh, any_sign),
    "sigmoid": (nn.sigmoid, any_sign),
    "relu": (nn.relu, any_sign),
    "silu": (nn.silu, any_sign),
    "softplus": (nn.softplus, any_sign),
    "sqrt": (jnp.sqrt, positive),
    "rsqrt": (lax.rsqrt, positive),
    "abs": (jnp.abs, any_sign),
    "sign": (jnp.sign, any_sign),
    "floor": (jnp.floor, any_sign),
    "ceil": (jnp.ceil, any_sign),
    "round": (jnp.round, any_sign),
    "erf": (lax.erf, any_sign),
    "erfc": (lax.erfc, any_sign),
    "erfInv": (lax.erf_inv, inside),
    "square": (jnp.square, any_sign),
    "reciprocal": (jnp.reciprocal, positive),
}
hard = np.array(
    [0, -0.0, 1e-30, -1e-30, 1e-4, -1e-4, 0.5, -0.5, 1, -1, 1.5, 2.5, -2.5, 5, -5, 17.25, -17.25, 88, -88, 104, -104, 3e4, -3e4]
    + [1e30, -1e30, np.inf, -np.inf, np.nan],
    np.float32,
)
for op, (f, bounds) in unary.items():
    case(op, f, draw(7, **bounds))
    case(op, f, hard, grad=False)
for approximate in ["none", "tanh"]:
    f = lambda x, a=approximate: nn.gelu(x, approximate=a == "tanh")
    case("gelu", f, draw(9, low=-4, high=4), approximate=approximate)
    case("gelu", f, hard, grad=False, approximate=approximate)
case("relu", nn.relu, np.array([0, -0.0, 1, -1], np.float32))
case("leakyRelu", lambda x: nn.leaky_relu(x, 0.2), draw(7), slope=0.2)
case("elu", lambda x: nn.elu(x, 1.0), draw(7), alpha=1)
case("isNaN", jnp.isnan, hard, grad=False)
case("isFinite", jnp.isfinite, hard, grad=False)
case("neg", jnp.negative, ints(5, low=-9, high=9), grad=False)
case("abs", jnp.abs, ints(5, low=-9, high=9), grad=False)
case("logicalNot", jnp.logical_not, np.array([True, False]), grad=False)

# Two operands, broadcast.

pairs = [((4,), (4,)), ((2, 3), (3,)), ((2, 1), (1, 3)), ((3,), ()), ((2, 1, 2), (3, 1))]
binary = {
    "add": jnp.add,
    "sub": jnp.subtract,
    "mul": jnp.multiply,
    "div": jnp.divide,
    "maximum": jnp.maximum,
    "minimum": jnp.minimum,
    "atan2": jnp.arctan2,
    "mod": jnp.mod,
}
for op, f in binary.items():
    for a, b in pairs:
        # The third decimal keeps mod's quotients away from whole numbers.
        case(op, f, draw(*a), draw(*b) + np.float32(0.0037))
for a, b in pairs:
    case("pow", jnp.power, draw(*a, **positive), draw(*b))
case("pow", jnp.power, np.array([-2, 3, 0, 0, -1.5, 2], np.float32), np.array([3, -2, 0, 2, 2, 0.5], np.float32), grad=False)
case("maximum", jnp.maximum, np.array([1, 2, 0], np.float32), np.array([1, 0, 0], np.float32))
case("minimum", jnp.minimum, np.array([1, 2, 0], np.float32), np.array([1, 0, 0], np.float32))
specials = np.array([0, 1, -1, np.inf, -np.inf, np.nan], np.float32)
left, right = (v.reshape(-1) for v in np.meshgrid(specials, specials, indexing="ij"))
for op in ["add", "mul", "div", "maximum", "minimum", "pow"]:
    case(op, {**binary, "pow": jnp.power}[op], left, right, grad=False)
signs = [np.array([5, -5, 5, -5, 7, 0], np.int32), np.array([3, 3, -3, -3, 7, 2], np.int32)]
for op in ["add", "sub", "mul", "maximum", "minimum", "mod"]:
    case(op, binary[op], *signs, grad=False)
    if op != "mod":
        case(op, binary[op], ints(2, 3, low=-9, high=9), ints(3, low=-9, high=9), grad=False)
case("mod", jnp.mod, *[x.astype(np.float32) + np.float32(0.25) for x in signs])
wrap = np.array([2147483647, -2147483648, 65537, -3], np.int32)
for op in ["add", "sub", "mul"]:
    case(op, binary[op], wrap, np.array([1, 1, 65537, 7], np.int32), grad=False)
compare = {
    "equal": jnp.equal,
    "notEqual": jnp.not_equal,
    "less": jnp.less,
    "lessEqual": jnp.less_equal,
    "greater": jnp.greater,
    "greaterEqual": jnp.greater_equal,
}
for op, f in compare.items():
    case(op, f, ints(2, 3, high=3).astype(np.float32), ints(3, high=3).astype(np.float32), grad=False)
    case(op, f, ints(6, high=3), ints(6, high=3), grad=False)
    case(op, f, left, right, grad=False)
truth = [np.array([True, True, False, False]), np.array([True, False, True, False])]
for op, f in {"logicalAnd": jnp.logical_and, "logicalOr": jnp.logical_or, "logicalXor": jnp.logical_xor}.items():
    case(op, f, *truth, grad=False)
for c, a, b in [((4,), (4,), (4,)), ((2, 3), (2, 3), (3,)), ((2, 1), (1, 3), ()), ((3,), (), (2, 3))]:
    case("where", jnp.where, ints(*c, high=2) > 0, draw(*a), draw(*b))
case("clip", lambda x: jnp.clip(x, -1, 1.25), draw(3, 4, low=-3, high=3), min=-1, max=1.25)
case("clip", lambda x: jnp.clip(x, -1), draw(6, low=-3, high=3), min=-1, max=None)

# Sums and their kin.

reductions = {
    "sum": jnp.sum,
    "mean": jnp.mean,
    "max": jnp.max,
    "min": jnp.min,
    "prod": jnp.prod,
    "logSumExp": jax.scipy.special.logsumexp,
    "var": jnp.var,
    "std": jnp.std,
}
for op, f in reductions.items():
    for shape, axis, keep in [
        ((5,), None, False),
        ((2, 3), None, True),
        ((3, 4), [0], False),
        ((3, 4), [1], True),
        ((2, 3, 4), [0, 2], False),
        ((2, 3, 2), [-2], False),
        ((2, 2, 2, 3), [1, 2], True),
    ]:
        reduce = lambda x, a=axis, k=keep: f(x, axis=None if a is None else tuple(a), keepdims=k)
        case(op, reduce, distinct(*shape) if op != "prod" else draw(*shape), axis=axis, keepDims=keep)
case("sum", lambda x: jnp.sum(x, axis=(0,)), np.zeros((0, 3), np.float32), grad=False, axis=[0], keepDims=False)
case("prod", lambda x: jnp.prod(x, axis=(0,)), np.zeros((0, 2), np.float32), grad=False, axis=[0], keepDims=False)
case("sum", lambda x: jnp.sum(x, axis=(1,)).astype(jnp.int32), ints(2, 3), grad=False, axis=[1], keepDims=False)
case("max", lambda x: jnp.max(x, axis=(1,)), ints(2, 3), grad=False, axis=[1], keepDims=False)
case("max", lambda x: jnp.max(x, axis=(1,)), np.array([[1, 3, 3], [2, 2, 2]], np.float32), axis=[1], keepDims=False)
case("max", lambda x: jnp.max(x), np.array([1, np.nan, 3], np.float32), grad=False, axis=None, keepDims=False)
case("prod", lambda x: jnp.prod(x), np.array([2, 0, 3], np.float32), axis=None, keepDims=False)
case(
    "logSumExp",
    lambda x: jax.scipy.special.logsumexp(x, axis=(1,)),
    np.array([[1000, 1000], [-1000, -1001], [-np.inf, 0], [-np.inf, -np.inf]], np.float32),
    grad=False,
    axis=[1],
    keepDims=False,
)
case("var", lambda x: jnp.var(x, axis=(1,), ddof=1), draw(2, 5), axis=[1], keepDims=False, correction=1)
for op, f in {"argmax": jnp.argmax, "argmin": jnp.argmin}.items():
    for shape, axis in [((5,), 0), ((3, 4), 0), ((3, 4), 1), ((2, 3, 4), -2)]:
        pick = lambda x, a=axis: f(x, axis=a).astype(jnp.int32)
        case(op, pick, distinct(*shape), grad=False, axis=axis, keepDims=False)
    case(op, lambda x: f(x, axis=0).astype(jnp.int32), np.array([2, 1, 2, 1], np.float32), grad=False, axis=0, keepDims=False)
for op, f in {"all": jnp.all, "any": jnp.any}.items():
    case(op, lambda x: f(x, axis=(1,)), np.array([[True, True], [True, False], [False, False]]), grad=False, axis=[1], keepDims=False)
for shape, axis in [((5,), 0), ((3, 4), 0), ((2, 3, 2), 1), ((2, 3), -1)]:
    case("softmax", lambda x: nn.softmax(x, axis=axis), draw(*shape), axis=axis)
    case("logSoftmax", lambda x: nn.log_softmax(x, axis=axis), draw(*shape), axis=axis)
    case("cumsum", lambda x: jnp.cumsum(x, axis=axis), draw(*shape), axis=axis)
steep = np.array([[1000, 999, 0], [-1000, -1000, -999], [0, -1e30, 1]], np.float32)
case("softmax", lambda x: nn.softmax(x, axis=-1), steep, grad=False, axis=-1)
case("logSoftmax", lambda x: nn.log_softmax(x, axis=-1), steep, grad=False, axis=-1)
case("sort", lambda x: jnp.sort(x, axis=-1), distinct(2, 5), axis=-1)
case("argsort", lambda x: jnp.argsort(x, axis=-1, stable=True).astype(jnp.int32), distinct(2, 5), grad=False, axis=-1)

# Products.

for a, b in [
    ((3,), (3,)),
    ((2, 3), (3,)),
    ((3,), (3, 4)),
    ((2, 3), (3, 4)),
    ((1, 3), (3, 1)),
    ((2, 0), (0, 3)),
    ((2, 2, 3), (3, 2)),
    ((2, 3), (2, 3, 2)),
    ((2, 2, 3), (2, 3, 2)),
    ((2, 1, 2, 3), (3, 3, 2)),
    ((3,), (2, 3, 2)),
    ((2, 2, 3), (3,)),
    ((5, 7), (7, 9)),
]:
    case("matmul", jnp.matmul, draw(*a), draw(*b))
for spec, shapes in [
    ("ij,jk->ik", ((2, 3), (3, 2))),
    ("bij,bkj->bik", ((2, 2, 3), (2, 4, 3))),
    ("bthd,bshd->bhts", ((1, 2, 2, 3), (1, 3, 2, 3))),
    ("ij->ji", ((2, 3),)),
    ("ii->", ((3, 3),)),
    ("i,j->ij", ((2,), (3,))),
]:
    case("einsum", lambda *x: jnp.einsum(spec, *x), *[draw(*s) for s in shapes], spec=spec)

# Shape and place.

case("transpose", lambda x: jnp.transpose(x), draw(2, 3), axes=None)
for shape, axes in [((2, 3), [1, 0]), ((2, 3, 2), [2, 0, 1]), ((2, 1, 3, 2), [0, 2, 1, 3]), ((3,), [0])]:
    case("transpose", lambda x: jnp.transpose(x, axes), draw(*shape), axes=axes)
for shape, to in [((2, 3), [6]), ((6,), [3, 2]), ((1,), []), ((2, 3, 2), [4, 3]), ((0, 3), [3, 0, 2])]:
    case("reshape", lambda x: jnp.reshape(x, to), draw(*shape), shape=to)
for shape, to in [((), [3]), ((3,), [2, 3]), ((2, 1), [2, 4]), ((1, 3, 1), [2, 3, 2])]:
    case("broadcastTo", lambda x: jnp.broadcast_to(x, to), draw(*shape), shape=to)
for shape, start, limit, stride in [
    ((6,), [1], [4], [1]),
    ((7,), [0], [7], [3]),
    ((3, 4), [1, 0], [3, 4], [1, 2]),
    ((2, 3, 4), [0, 1, 1], [1, 3, 3], [1, 1, 1]),
    ((3,), [2], [2], [1]),
]:
    case("slice", lambda x: lax.slice(x, start, limit, stride), draw(*shape), start=start, limit=limit, stride=stride)
for shape, pads, value in [((3,), [[1, 2]], 0), ((2, 3), [[1, 0], [0, 2]], -1.5), ((2, 1, 2), [[0, 0], [2, 1], [1, 1]], 0)]:
    case("pad", lambda x: jnp.pad(x, pads, constant_values=value), draw(*shape), pads=pads, value=value)
case("concat", lambda *x: jnp.concatenate(x, 0), draw(2), draw(3), axis=0)
case("concat", lambda *x: jnp.concatenate(x, 1), draw(2, 1), draw(2, 3), draw(2, 2), axis=1)
case("concat", lambda *x: jnp.concatenate(x, -2), draw(2, 1, 2), draw(2, 2, 2), axis=-2)
case("stack", lambda *x: jnp.stack(x, 0), draw(3), draw(3), axis=0)
case("stack", lambda *x: jnp.stack(x, 1), draw(2, 3), draw(2, 3), draw(2, 3), axis=1)
case("stack", lambda *x: jnp.stack(x, -1), draw(2, 2), draw(2, 2), axis=-1)
case("flip", lambda x: jnp.flip(x, (1,)), draw(2, 3), axis=[1])
case("tril", jnp.tril, draw(3, 4))
case("triu", jnp.triu, draw(2, 3, 3))
case("take", lambda x, i: jnp.take(x, i, axis=0), draw(4, 3), np.array([3, 0, 0], np.int32), axis=0)
case("take", lambda x, i: jnp.take(x, i, axis=1), draw(2, 4), np.array([[1, 3], [1, 0]], np.int32), axis=1)
case("take", lambda x, i: jnp.take(x, i, axis=0), draw(5), np.array(2, np.int32), axis=0)
case("takeAlongAxis", lambda x, i: jnp.take_along_axis(x, i, 1), draw(3, 4), ints(3, 2, high=4), axis=1)
case("takeAlongAxis", lambda x, i: jnp.take_along_axis(x, i, 0), draw(3, 2), ints(1, 2, high=3), axis=0)
case("embedding", lambda w, i: w[i], draw(6, 3), np.array([[5, 0, 1], [1, 1, 4]], np.int32))
case("oneHot", lambda i: nn.one_hot(i, 4, dtype=jnp.float64), np.array([[0, 3], [1, 1]], np.int32), grad=False, classes=4)
case("oneHot", lambda i: nn.one_hot(i, 3, dtype=jnp.float64), np.array([-1, 0, 3], np.int32), grad=False, classes=3)

# Convolution and pooling: x is NCHW, the kernel OIHW, padding [[top, bottom], [left, right]].

for x, w, stride, padding, dilation, groups in [
    ((1, 1, 4, 4), (1, 1, 3, 3), [1, 1], [[0, 0], [0, 0]], [1, 1], 1),
    ((2, 3, 4, 5), (2, 3, 3, 3), [1, 1], [[1, 1], [1, 1]], [1, 1], 1),
    ((1, 2, 6, 5), (3, 2, 3, 2), [2, 1], [[1, 1], [0, 0]], [1, 1], 1),
    ((1, 4, 4, 4), (4, 2, 3, 3), [1, 1], [[1, 1], [1, 1]], [1, 1], 2),
    ((1, 3, 4, 4), (6, 1, 3, 3), [2, 2], [[1, 1], [1, 1]], [1, 1], 3),
    ((1, 2, 7, 7), (1, 2, 3, 3), [1, 1], [[2, 2], [2, 2]], [2, 2], 1),
    ((2, 3, 3, 3), (2, 3, 1, 1), [2, 2], [[0, 0], [0, 0]], [1, 1], 1),
    ((1, 1, 5, 5), (1, 1, 2, 2), [2, 2], [[0, 1], [1, 0]], [1, 1], 1),
]:
    def convolve(x, w, padding=padding, stride=stride, dilation=dilation, groups=groups):
        (top, bottom), (left, right) = padding
        return F.conv2d(F.pad(x, (left, right, top, bottom)), w, stride=stride, dilation=dilation, groups=groups)

    torch_case("conv2d", convolve, draw(*x), draw(*w), grad=(0, 1), stride=stride, padding=padding, dilation=dilation, groups=groups)
for x, window, stride, pad in [
    ((1, 2, 4, 4), [2, 2], [2, 2], [0, 0]),
    ((2, 1, 5, 5), [3, 3], [2, 2], [1, 1]),
    ((1, 1, 5, 4), [3, 2], [1, 2], [0, 0]),
]:
    padding = [[p, p] for p in pad]
    torch_case("maxPool", lambda v: F.max_pool2d(v, window, stride, pad), distinct(*x), grad=(0,), window=window, stride=stride, padding=padding)
    torch_case("avgPool", lambda v: F.avg_pool2d(v, window, stride, pad, count_include_pad=True), draw(*x), grad=(0,),
               window=window, stride=stride, padding=padding, countPadding=True)  # fmt: skip
torch_case("avgPool", lambda v: F.avg_pool2d(v, 3, 2, 1, count_include_pad=False), draw(1, 1, 5, 5), grad=(0,),
           window=[3, 3], stride=[2, 2], padding=[[1, 1], [1, 1]], countPadding=False)  # fmt: skip

# Normalisation. batchNorm takes x, scale, bias, running mean, running variance and gives y, the new mean, the new variance;
# new = (1 - momentum) · old + momentum · batch, and the batch's variance in it is the unbiased one, as in PyTorch.

for shape in [(4,), (2, 5), (2, 3, 4)]:
    torch_case("layerNorm", lambda x, w, b: F.layer_norm(x, x.shape[-1:], w, b, 1e-5), draw(*shape), draw(shape[-1]), draw(shape[-1]),
               grad=(0, 1, 2), epsilon=1e-5)  # fmt: skip
torch_case("rmsNorm", lambda x, w: F.rms_norm(x, x.shape[-1:], w, 1e-6), draw(2, 5), draw(5), grad=(0, 1), epsilon=1e-6)
torch_case("groupNorm", lambda x, w, b: F.group_norm(x, 2, w, b, 1e-5), draw(2, 4, 2, 2), draw(4), draw(4),
           grad=(0, 1, 2), groups=2, epsilon=1e-5)  # fmt: skip
for shape in [(6, 3), (2, 3, 2, 2), (4, 2, 3, 1)]:
    for train in [True, False]:
        c = shape[1]

        def normalise(x, w, b, mean, var, train=train):
            return F.batch_norm(x, mean.clone(), var.clone(), w, b, train, 0.1, 1e-5)

        def running(which, train=train):
            def f(x, w, b, mean, var):
                stats = [mean.clone(), var.clone()]
                F.batch_norm(x.detach(), *stats, w, b, train, 0.1, 1e-5)
                return stats[which]

            return f

        torch_case("batchNorm", normalise, draw(*shape), draw(c), draw(c), draw(c), draw(c, **positive), grad=(0, 1, 2),
                   also=(running(0), running(1)), train=train, momentum=0.1, epsilon=1e-5)  # fmt: skip

# Losses. crossEntropy takes logits and integer classes along the last axis.

for shape in [(4, 3), (2, 3, 5), (1, 2)]:
    for reduction in ["mean", "sum", "none"]:
        def loss(logits, labels, reduction=reduction):
            y = F.cross_entropy(logits.reshape(-1, logits.shape[-1]), labels.reshape(-1), reduction=reduction)
            return y.reshape(labels.shape) if reduction == "none" else y

        torch_case("crossEntropy", loss, draw(*shape, low=-4, high=4), ints(*shape[:-1], high=shape[-1]), grad=(0,), reduction=reduction)
torch_case("crossEntropy", lambda x, t: F.cross_entropy(x, t, label_smoothing=0.1), draw(4, 3), ints(4, high=3), grad=(0,),
           reduction="mean", labelSmoothing=0.1)  # fmt: skip
torch_case("crossEntropy", F.cross_entropy, np.array([[1000, 0, -1000], [0, 80, 90]], np.float32), np.array([0, 1], np.int32), reduction="mean")
for shape in [(5,), (2, 3)]:
    torch_case("mse", F.mse_loss, draw(*shape), draw(*shape), grad=(0, 1), reduction="mean")
torch_case("huber", lambda x, y: F.huber_loss(x, y, delta=1.0), draw(6, low=-4, high=4), draw(6), grad=(0, 1), delta=1, reduction="mean")
torch_case("binaryCrossEntropy", F.binary_cross_entropy_with_logits, draw(5, low=-4, high=4), np.array([0, 1, 1, 0, 0.25], np.float32),
           grad=(0,), reduction="mean")  # fmt: skip

write(
    "ops",
    "Values and gradients of operations, computed in float64 from float32 inputs and rounded to float32. "
    "grads[i] is the gradient of the sum of outputs[0] * cotangent by inputs[i].",
    {"by": "test/oracle/op_vectors.py", "jax": jax.__version__, "torch": torch.__version__},
    cases,
)
