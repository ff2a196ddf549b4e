"""Five steps of each optimiser on given gradients: Optax's, and PyTorch's where both have the rule; they must agree.

inputs = w, b, then the gradients of w and b for step 1, of w and b for step 2, ...; outputs = w, b after step 1, after step 2, ...
The work is done in float64 and rounded to float32 at the end.
"""

import os

os.environ["JAX_PLATFORMS"] = "cpu"

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np
import optax
import torch

from vectors import tensor, write

rng = np.random.default_rng(5)
STEPS = 5
draw = lambda *shape: np.round(rng.normal(0, 1, shape), 2).astype(np.float32)
start = [draw(2, 3), draw(3)]
grads = [[draw(2, 3), draw(3)] for _ in range(STEPS)]
# One parameter never gets a gradient, one gets it only at first: moments must stay finite and decay.
for step, (gw, _gb) in enumerate(grads):
    gw[0, 0] = 0
    gw[1, 2] = gw[1, 2] if step == 0 else 0

cases = []
wide = lambda arrays: [jnp.asarray(a.astype(np.float64)) for a in arrays]


def by_optax(rule):
    params, after = wide(start), []
    state = rule.init(params)
    for g in grads:
        updates, state = rule.update(wide(g), state, params)
        params = optax.apply_updates(params, updates)
        after += [np.asarray(p) for p in params]
    return after


def by_torch(make, clip=None):
    params = [torch.nn.Parameter(torch.from_numpy(a.astype(np.float64))) for a in start]
    rule, after = make(params), []
    for g in grads:
        for p, gp in zip(params, g):
            p.grad = torch.from_numpy(gp.astype(np.float64))
        if clip is not None:
            torch.nn.utils.clip_grad_norm_(params, clip)
        rule.step()
        after += [p.detach().numpy().copy() for p in params]
    return after


def case(op, rule, peer=None, near=1e-9, **params):
    after = by_optax(rule)
    if peer is not None:
        for a, b in zip(after, peer):
            np.testing.assert_allclose(a, b, rtol=1e-9, atol=near)
    entry = {
        "op": op,
        "params": params,
        "inputs": [tensor(x) for x in [*start, *(g for step in grads for g in step)]],
        "outputs": [tensor(x.astype(np.float32)) for x in after],
    }
    cases.append(entry)


SGD, Adam, AdamW = torch.optim.SGD, torch.optim.Adam, torch.optim.AdamW
case("sgd", optax.sgd(0.1), by_torch(lambda p: SGD(p, 0.1)), learningRate=0.1)
case("sgd", optax.sgd(0.1, 0.9), by_torch(lambda p: SGD(p, 0.1, 0.9)), learningRate=0.1, momentum=0.9)
case(
    "sgd",
    optax.sgd(0.1, 0.9, nesterov=True),
    by_torch(lambda p: SGD(p, 0.1, 0.9, nesterov=True)),
    learningRate=0.1,
    momentum=0.9,
    nesterov=True,
)
# The decay is added to the gradient, before the momentum.
case(
    "sgd",
    optax.chain(optax.add_decayed_weights(0.05), optax.sgd(0.1, 0.9)),
    by_torch(lambda p: SGD(p, 0.1, 0.9, weight_decay=0.05)),
    learningRate=0.1,
    momentum=0.9,
    weightDecay=0.05,
)
case("adam", optax.adam(1e-2), by_torch(lambda p: Adam(p, 1e-2)), learningRate=1e-2, beta1=0.9, beta2=0.999, epsilon=1e-8)
case(
    "adam",
    optax.adam(0.1, b1=0.8, b2=0.95, eps=1e-4),
    by_torch(lambda p: Adam(p, 0.1, (0.8, 0.95), 1e-4)),
    learningRate=0.1,
    beta1=0.8,
    beta2=0.95,
    epsilon=1e-4,
)
case(
    "adamw",
    optax.adamw(1e-2, weight_decay=0.1),
    by_torch(lambda p: AdamW(p, 1e-2, weight_decay=0.1)),
    learningRate=1e-2,
    beta1=0.9,
    beta2=0.999,
    epsilon=1e-8,
    weightDecay=0.1,
)
# Decay for w, none for b.
case(
    "adamw",
    optax.adamw(1e-2, weight_decay=0.1, mask=[True, False]),
    by_torch(lambda p: AdamW([{"params": p[:1], "weight_decay": 0.1}, {"params": p[1:], "weight_decay": 0}], 1e-2)),
    learningRate=1e-2,
    beta1=0.9,
    beta2=0.999,
    epsilon=1e-8,
    weightDecay=0.1,
    mask=[True, False],
)
for norm in [0.5, 1.0, 100.0]:
    case(
        "clipByGlobalNorm",
        optax.chain(optax.clip_by_global_norm(norm), optax.sgd(1.0)),
        by_torch(lambda p: SGD(p, 1.0), clip=norm),
        near=1e-5,  # PyTorch adds 1e-6 to the norm it divides by
        maxNorm=norm,
        then={"op": "sgd", "learningRate": 1},
    )

schedules = [
    dict(init=0, peak=1e-3, warmupSteps=4, totalSteps=20, end=0),
    dict(init=0, peak=3e-4, warmupSteps=10, totalSteps=100, end=3e-5),
    dict(init=1e-4, peak=1e-2, warmupSteps=0, totalSteps=8, end=1e-3),
]
for s in schedules:
    f = optax.warmup_cosine_decay_schedule(s["init"], s["peak"], s["warmupSteps"], s["totalSteps"], s["end"])
    at = np.unique(np.append(np.linspace(0, s["totalSteps"] * 1.25, 21).astype(np.int32), s["warmupSteps"])).astype(np.int32)
    values = np.array([f(jnp.float64(step)) for step in at], np.float32)
    cases.append({"op": "warmupCosine", "params": s, "inputs": [tensor(at)], "outputs": [tensor(values)]})

# All of it together, as a language model is trained. The schedule is read at 0 for the first update, as Optax counts.
short = dict(init=0, peak=1e-2, warmupSteps=2, totalSteps=5, end=1e-3)
schedule = optax.warmup_cosine_decay_schedule(0, 1e-2, 2, 5, 1e-3)
case(
    "adamw",
    optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(schedule, b2=0.95, weight_decay=0.1, mask=[True, False])),
    schedule=short,
    maxNorm=1,
    beta1=0.9,
    beta2=0.95,
    epsilon=1e-8,
    weightDecay=0.1,
    mask=[True, False],
)

write(
    "optimisers",
    "Parameters after each of five steps. inputs: w, b, then w's and b's gradient step by step; outputs: w and b step by step. "
    "warmupCosine: inputs[0] lists steps, outputs[0] the learning rates.",
    {"by": "test/oracle/optimiser_vectors.py", "optax": optax.__version__, "torch": torch.__version__},
    cases,
)
