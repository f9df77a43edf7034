"""A stand-in for the model: quick, and telling of the seed and norm set it was given."""

import os
import time
from types import SimpleNamespace

import pyarrow as pa

from abm.observation.provenance import run_id

FAILS = 666
"""A seed that ends in an exception."""

DIES = 777
"""A seed that takes its process with it."""


def simulate(parameters, seed, progress=None, keepers=()):
    """Take longer for earlier seeds, so that processes finish in another order than they begin."""
    if seed == FAILS:
        raise RuntimeError("made to fail")
    if seed == DIES:
        os._exit(1)
    time.sleep(0.05 / seed)
    weeks = list(range(-parameters.burn_in, parameters.weeks))
    if progress is not None:
        progress(len(weeks), len(weeks))
    run = run_id(parameters, seed)
    many = {"run_id": [run] * len(weeks), "norms": [parameters.norms] * len(weeks), "seed": [seed] * len(weeks)}
    trust = [0.4 + 0.001 * seed + 0.01 * len(parameters.instruments)] * len(weeks)
    return SimpleNamespace(
        runs=pa.table({"run_id": [run], "norms": [parameters.norms], "seed": [seed], "trust": trust[:1]}),
        weeks=pa.table({**many, "week": weeks, "trust": trust, "incidents": [float(week % 3) for week in weeks]}),
        groups=pa.table({"run_id": [run], "value": [float(seed)]}),
        decisions=pa.table({"run_id": [run], "official": [17]}),
        citizens=pa.table({"run_id": pa.array([], pa.string())}),
    )
