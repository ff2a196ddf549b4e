"""Writes image.json: jax.image.resize and scale_and_translate, jax.scipy.ndimage.map_coordinates, torch.nn.functional.grid_sample.

"grads" are gradients by the float inputs of the sum of the output times sin(1), sin(2), …; null where an input has none. Computed in
float64 from float32 inputs and rounded at the end. image.test.ts makes the calls from "op", "params" and the inputs in order.
"""

import jax
import jax.numpy as jnp
import numpy as np
import torch
from jax.scipy.ndimage import map_coordinates

import vectors

jax.config.update("jax_enable_x64", True)
rng = np.random.default_rng(21)


def draw(*shape, low=-64, high=65):
    return (rng.integers(low, high, shape) / 32).astype(np.float32)


def resize(p):
    return lambda x: jax.image.resize(x, p["shape"], p["method"], antialias=p.get("antialias", True))


def scaled(p):
    return lambda x, s, t: jax.image.scale_and_translate(x, p["shape"], p["spatialDims"], s, t, p["method"], antialias=p.get("antialias", True))


def mapped(p):
    return lambda x, *c: map_coordinates(x, list(c), p["order"], mode=p.get("mode", "constant"), cval=p.get("cval", 0.0))


def cases():
    for method in ["nearest", "linear", "cubic", "lanczos3", "lanczos5"]:
        yield "image.resize", resize, {"shape": [2, 7, 3], "method": method}, [draw(2, 4, 5)]
    for method in ["linear", "cubic", "lanczos3"]:
        yield "image.resize", resize, {"shape": [3], "method": method, "antialias": False}, [draw(8)]
    yield "image.resize", resize, {"shape": [3, 2], "method": "bilinear"}, [np.arange(20, dtype=np.int32).reshape(4, 5)]
    yield "image.resize", resize, {"shape": [3, 2], "method": "nearest"}, [np.arange(20, dtype=np.int32).reshape(4, 5)]
    yield "image.resize", resize, {"shape": [1, 1], "method": "linear"}, [draw(3, 4)]
    yield "image.resize", resize, {"shape": [5, 3], "method": "cubic"}, [draw(1, 3)]
    number = lambda *v: np.array(v, np.float32)
    for method in ["linear", "cubic", "lanczos3"]:
        yield "image.scaleAndTranslate", scaled, {"shape": [5, 4], "spatialDims": [0, 1], "method": method}, [draw(4, 6), number(1.3, 0.45), number(0.7, -0.35)]
    yield "image.scaleAndTranslate", scaled, {"shape": [2, 6], "spatialDims": [1], "method": "linear", "antialias": False}, [draw(2, 9), number(0.5), number(1.25)]
    for mode in ["constant", "nearest", "wrap", "mirror", "reflect"]:
        yield "image.mapCoordinates", mapped, {"order": 1, "mode": mode, "cval": 0.5}, [draw(3, 4), draw(2, 3, low=-150, high=250), draw(2, 3, low=-150, high=250)]
        yield "image.mapCoordinates", mapped, {"order": 0, "mode": mode}, [draw(4), np.array([-7.5, -2.5, -1.2, -0.5, 0.5, 1.5, 2.5, 3.2, 3.5, 4.6, 9], np.float32)]
    yield "image.mapCoordinates", mapped, {"order": 1}, [np.array([1, 4, 6], np.int32), np.array([0.5, 1.25, -3], np.float32)]


def of_jax(op, make, params, inputs):
    xs = [jnp.asarray(x, jnp.float64) if x.dtype.kind == "f" else jnp.asarray(x) for x in inputs]
    f = jax.jit(make(params))
    y = f(*xs)
    made = {"op": op, "params": params, "inputs": [vectors.tensor(x) for x in inputs], "outputs": [rounded(y)]}
    wrt = [i for i, x in enumerate(inputs) if x.dtype.kind == "f"]
    if not wrt or not jnp.issubdtype(y.dtype, jnp.floating):
        return made
    gs = dict(zip(wrt, jax.jit(jax.grad(lambda *a: jnp.sum(make(params)(*a).ravel() * jnp.sin(1.0 + jnp.arange(y.size))), argnums=wrt))(*xs)))
    return {**made, "grads": [rounded(gs[i]) if i in gs else None for i in range(len(inputs))]}


def rounded(x):
    x = np.asarray(x)
    return vectors.tensor(x.astype(np.float32) if x.dtype.kind == "f" else x)


def of_torch():
    for mode in ["bilinear", "nearest"]:
        for padding in ["zeros", "border", "reflection"]:
            for align in [True, False]:
                params = {"mode": mode, "paddingMode": padding, "alignCorners": align}
                inputs = [draw(2, 2, 3, 4), draw(2, 2, 3, 2) + np.float32(0.013)]
                yield params, inputs
    yield {"mode": "bilinear", "paddingMode": "zeros", "alignCorners": False}, [draw(1, 1, 2, 3, 2), draw(1, 2, 2, 1, 3) / 2 + np.float32(0.013)]
    yield {"mode": "bilinear", "paddingMode": "border", "alignCorners": True}, [draw(1, 1, 2, 2), np.array([[[[-1, -1], [1, 1], [-1, 1], [0, 0]]]], np.float32)]


def grid_case(params, inputs):
    x, grid = [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in inputs]
    y = torch.nn.functional.grid_sample(x, grid, mode=params["mode"], padding_mode=params["paddingMode"], align_corners=params["alignCorners"])
    (y.ravel() * torch.sin(1.0 + torch.arange(y.numel(), dtype=torch.float64))).sum().backward()
    return {"op": "image.gridSample", "params": params, "inputs": [vectors.tensor(v) for v in inputs], "outputs": [rounded(y.detach().numpy())],
            "grads": [rounded(x.grad.numpy()), rounded(grid.grad.numpy())]}


if __name__ == "__main__":
    all_cases = [grid_case(*c) for c in of_torch()] + [of_jax(*c) for c in cases()]
    vectors.write("image", "resampling: jax.image, jax.scipy.ndimage, torch grid_sample", {"jax": jax.__version__, "torch": torch.__version__, "numpy": np.__version__}, all_cases)
