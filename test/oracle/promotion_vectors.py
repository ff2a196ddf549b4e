"""Where two dtypes meet in JAX, each strong or weak (~): writes promotion.json."""
import warnings

import jax
import jax.numpy as jnp
from jax._src.lax.lax import _convert_element_type

from vectors import write

warnings.simplefilter("ignore")

# What JAX has and we do not stands at the dtype that takes its place.
NAMES = {
    "bool": "bool", "uint8": "u8", "int8": "i8", "int16": "i32", "uint32": "u32", "int32": "i32", "int64": "i32",
    "float16": "f16", "bfloat16": "bf16", "float32": "f32", "float64": "f64",
}
OURS = {"bool": "bool", "u8": "uint8", "i8": "int8", "u32": "uint32", "i32": "int32", "f16": "float16", "bf16": "bfloat16", "f32": "float32", "f64": "float64"}
PLACES = [*OURS, "~i32", "~f32"]


def operand(place):
    return _convert_element_type(jnp.ones((), "bool"), jnp.dtype(OURS[place.lstrip("~")]), weak_type=place.startswith("~"))


def met(a, b, mode):
    # Only f64 needs 64 bits; with them a plain number would be one of 64 bits too.
    with jax.enable_x64("f64" in (a, b)), jax.numpy_dtype_promotion(mode):
        try:
            y = jnp.where(True, operand(a), operand(b))
        except ValueError:
            return None
    return ("~" if y.weak_type and y.dtype != bool else "") + NAMES[str(y.dtype)]


MODES = ("standard", "strict")
cases = [
    {"op": "promote", "params": {"a": a, **{mode: {b: met(a, b, mode) for b in PLACES} for mode in MODES}}, "inputs": [], "outputs": []}
    for a in PLACES
]

write("promotion", "where a dtype meets the others, strong or weak (~); null where it does not", {"jax": jax.__version__}, cases)
