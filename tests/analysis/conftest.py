"""Sweeps with made-up results: real designs in real folders, and a function in place of the model."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from abm.observation.provenance import address
from abm.sweeps import store
from abm.sweeps import sweep as sweeps


def write(
    folder: Path, words: list[str], measures: Callable[[pd.DataFrame, int], dict[str, np.ndarray]], **changes
) -> Path:
    """Prepare a sweep as ``abm sweep`` does, and write rows of runs without running anything.

    Parameters
    ----------
    measures : callable
        From points and a seed to values of measures, one per point.
    changes : dict
        ``drop``: so many runs are left out; ``fail``: so many have an error in place of measures.
    """
    command = ["abm", "sweep", *words]
    ready = sweeps.prepare([*words, f"hydra.sweep.dir={folder}"], command)
    folder.mkdir(exist_ok=True)
    ready.points.to_parquet(folder / store.DESIGN)
    (folder / store.MANIFEST).write_text(json.dumps(ready.note, default=str), encoding="utf-8")
    frames = []
    for seed in ready.seeds:
        rows = ready.points.assign(run_id=[address(item, seed) for item in ready.points["configuration"]], seed=seed)
        for name, value in {"norms": "reactive", "scenario": "default"}.items():
            rows[name] = rows.get(name, value)
        frames.append(rows.assign(**measures(ready.points, seed)))
    rows = [row | {"error": None} for row in pd.concat(frames).to_dict("records")]
    rows = rows[changes.get("drop", 0) :]
    for row in rows[: changes.get("fail", 0)]:
        row |= {"error": "ValueError: no", "trust": None, "incidents": None, "misfit": None}
    table = pa.Table.from_pylist(rows, schema=store.schema(ready.space.keys))
    (folder / store.RUNS).mkdir(exist_ok=True)
    pq.write_table(table, folder / store.RUNS / "made.parquet")
    return folder


def linear(points: pd.DataFrame, seed: int) -> dict[str, np.ndarray]:
    """Trust rises with courage, twice as much with mandate; incidents are noise; misfit never varies."""
    noise = np.random.default_rng(seed).normal(size=len(points))
    return {
        "trust": points["officials.courage"] + 2.0 * points["ministries.mandate"],
        "incidents": noise,
        "misfit": np.full(len(points), 0.7),
    }


SOBOL = ["design=sobol", "design.samples=32", "officials.courage=interval(0,1)", "ministries.mandate=interval(0,1)"]


@pytest.fixture(scope="session")
def sobol_folder(tmp_path_factory) -> Path:
    """A complete Sobol sweep under two norm sets, with indices of pairs and two seeds; not to be written into."""
    words = [*SOBOL, "norms=reactive,anticyclical", "replicates=2", "design.second_order=true"]
    return write(tmp_path_factory.mktemp("sobol"), words, linear)
