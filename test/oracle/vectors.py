"""Writes value vectors as JSON: one file per subject, one case per line.

A file is {"about", "made": {program and library versions}, "cases": [case, ...]} and a case is
{"op", "params", "inputs": [tensor], "outputs": [tensor]}, with "cotangent" and "grads" where a gradient was taken:
grads[i] is the gradient of sum(outputs[0] * cotangent) by inputs[i], or null where inputs[i] has none.
A tensor is {"shape", "dtype", "data"}; data is flat and row-major. Float32 numbers are written with the fewest digits
that give the same float32 back; NaN and the infinities are the strings "NaN", "Infinity", "-Infinity".
"""

import json
import math
import pathlib

import numpy as np

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "vectors"

DTYPES = {"float32": "f32", "int32": "i32", "uint32": "u32", "uint8": "u8", "uint16": "u16", "bool": "bool"}


def number(x, kind):
    if kind in "biu":
        return int(x)
    if not math.isfinite(x):
        return "NaN" if math.isnan(x) else "Infinity" if x > 0 else "-Infinity"
    if x == 0:
        return 0 if math.copysign(1, x) > 0 else -0.0
    shortest = float(str(np.float32(x)))
    return int(shortest) if shortest == int(shortest) and abs(shortest) < 1e15 else shortest


def tensor(x):
    x = np.asarray(x)
    if x.dtype == np.int64:
        x = x.astype(np.int32)
    return {
        "shape": list(x.shape),
        "dtype": DTYPES[str(x.dtype)],
        "data": [number(v, x.dtype.kind) for v in x.ravel().tolist()],
    }


def write(name, about, made, cases):
    FOLDER.mkdir(exist_ok=True)
    dump = lambda value: json.dumps(value, separators=(",", ":"), allow_nan=False)
    lines = ",\n".join(dump(case) for case in cases)
    path = FOLDER / f"{name}.json"
    path.write_text(f'{{"about":{dump(about)},\n"made":{dump(made)},\n"cases":[\n{lines}\n]}}\n')
    print(f"{path.name}: {len(cases)} cases, {path.stat().st_size} bytes")
