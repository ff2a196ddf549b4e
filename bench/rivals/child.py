"""The measured side of a benchmark, as bench/child.ts: one process, one library, one workload, one word per line."""

import json
import sys
import time

ROUND_S = 0.150
SAMPLES = 40
SAMPLE_S = 0.0005  # steps quicker than this are timed several at a time


def say(**answer):
    print(json.dumps(answer), flush=True)


def timed(step, times):
    start = time.perf_counter()
    for _ in range(times):
        step()
    return (time.perf_counter() - start) / times * 1e3


def one_round(step, times):
    ms, cpu, start = [], time.process_time(), time.perf_counter()
    while not ms or (time.perf_counter() - start < ROUND_S and len(ms) < SAMPLES):
        ms.append(timed(step, times))
    wall, used = time.perf_counter() - start, time.process_time() - cpu
    say(event="round", ms=ms, steps=len(ms) * times, cpu_ms=used * 1e3, wall_ms=wall * 1e3)


def serve(library, version, backend):
    """library: kind → function of the spec that gives (step, check)."""
    spec = json.loads(sys.argv[1])
    make = library.get(spec["kind"])
    if make is None:
        return say(event="absent", reason=f"has no {spec['kind']}")
    try:
        step, check = make(**{k: v for k, v in spec.items() if k != "kind"})
        first = timed(step, 1)
        warm = min(timed(step, 1), timed(step, 1))
        times = max(1, -int(-SAMPLE_S * 1e3 // warm))
        say(event="ready", version=version, backend=backend, first_ms=first, warm_ms=warm)
        for line in sys.stdin:
            if line.strip() == "round":
                one_round(step, times)
            elif line.strip() == "end":
                return say(event="end", check=[float(x) for x in check()])
    except Exception as error:
        say(event="error", reason=str(error).splitlines()[0][:300])


def training(step, count):
    """step() → loss. Keeps the first `count` losses, and trains on until it has them."""
    losses = []

    def once():
        loss = step()
        if len(losses) < count:
            losses.append(loss)

    def check():
        while len(losses) < count:
            once()
        return losses

    return once, check
