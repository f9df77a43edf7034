"""What a sweep is, as against another: its manifest, and which folders it may go on in."""

from __future__ import annotations

import contextlib
import hashlib
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from abm.execution.folders import write_bytes
from abm.execution.kept import write_table
from abm.execution.locks import LockMark
from abm.observation.provenance import RESULTS_VERSION, address, configuration_digest, provenance
from abm.parameters import Parameters
from abm.parameters.checks import ParameterError, refused
from abm.sweeps import store
from abm.sweeps.settings import GROWING, SweepSettings
from abm.sweeps.space import Space

WIDER = "random and sobol grow by design.samples, morris by design.trajectories, and every design by replicates"
"""What can be made larger."""


def describe(
    settings: SweepSettings, space: Space, points: pd.DataFrame, first: Parameters, command: list[str]
) -> dict[str, Any]:
    """Describe a sweep as plain JSON.

    Parameters
    ----------
    settings : SweepSettings
        Its design.
    space : Space
        What varies, and what does not.
    points : DataFrame
        As in ``design.parquet``.
    first : Parameters
        Of its first point.
    command : list of str
        As typed.

    Returns
    -------
    dict
        ``results_version``, ``hash``, ``design`` (name and options), ``factors`` (``key``, ``kind`` and ``low, high,
        whole`` or ``values``), ``points``, ``combinations``, ``seed`` (the first) and ``replicates``, ``measures`` (all
        when empty), ``weeks`` (whether kept), and the provenance of the command that made it as large as it is.
    """
    factors: list[dict[str, Any]] = [
        {"key": item.key, "kind": "interval", "low": item.low, "high": item.high, "whole": item.whole}
        for item in space.intervals
    ]
    factors += [{"key": item.key, "kind": "choice", "values": list(item.values)} for item in space.choices]
    design = settings.described()
    if settings.design == "subsets":
        subsets = next(item for item in space.choices if item.key == "instruments")
        design["instruments"] = subsets.meaning[subsets.values[-1]]
    kept = {"measures": list(first.record.measures), "weeks": settings.record.weeks}
    # What only adds points or seeds stays out: a sweep that is made wider goes on in its own folder.
    lasting = {name: value for name, value in design.items() if name not in (GROWING.get(settings.design), "file")}
    listed = list(points["configuration"]) if settings.design == "file" else []
    content = json.dumps([lasting, factors, configuration_digest(_fixed(space)), first.seed, kept, listed])
    return {
        "results_version": RESULTS_VERSION,
        "hash": hashlib.sha256(content.encode()).hexdigest()[:8],
        "design": design,
        "factors": factors,
        "points": len(points),
        "combinations": int(points["combination"].nunique()),
        "seed": first.seed,
        "replicates": first.replicates,
        **kept,
        **{key: value for key, value in provenance(first, command).items() if key != "configuration"},
    }


def check(folder: Path, note: dict[str, Any], points: pd.DataFrame) -> None:
    """Refuse a folder of something else; accept one of the same sweep, of a smaller, or of a larger one.

    Raises
    ------
    ParameterError
        With one line that says what to do.
    """
    try:
        found = store.find_manifest(folder)
        if found is None:
            if not _may_mend(folder, note, points):
                wish = f"another folder; it holds runs without {store.MANIFEST}"
                raise ParameterError(refused("hydra.sweep.dir", folder, wish))
            return
        there = store.points(folder)
    except store.DamagedFile as damage:
        if _may_mend(folder, note, points):
            return
        what = str(damage).partition(";")[0]
        raise ParameterError(f"{what}, and this sweep is not the one of its runs; take another folder") from None
    if not (_holds(note, points, found, there) or _holds(found, there, note, points)):
        wish = "another folder, or left out; it holds another sweep, of which this is no widening"
        if note["design"]["name"] == found["design"]["name"] == "lhs":
            wish = f"another folder, or left out; it holds another Latin hypercube, which cannot be widened: {WIDER}"
        raise ParameterError(refused("hydra.sweep.dir", folder, wish))


def write(folder: Path, note: dict[str, Any], points: pd.DataFrame, mark: LockMark) -> None:
    """Write design and manifest, unless the folder has them whole, or those of a larger sweep."""
    with contextlib.suppress(store.DamagedFile):
        found = store.find_manifest(folder)
        if found is not None and _holds(found, store.points(folder), note, points):
            return
    write_table(folder / store.DESIGN, pa.Table.from_pandas(points, preserve_index=False), mark)
    text = json.dumps(note, indent=2, ensure_ascii=False, default=str)
    write_bytes(folder / store.MANIFEST, (text + "\n").encode(), mark)


def _may_mend(folder: Path, note: dict[str, Any], points: pd.DataFrame) -> bool:
    """Whether a folder without a legible manifest or design is surely one of this sweep: by its name or its runs."""
    if folder.resolve().name.endswith(f"-{note['hash']}"):
        return True
    there = store.present(folder, [item["key"] for item in note["factors"]])
    ours = {address(item, seed) for item in points["configuration"] for seed in range(*store.seeds_of(note))}
    weeks = any((folder / store.WEEKS).glob("*.parquet"))
    return there <= ours and (not there or weeks == note["weeks"])


def _holds(large: dict[str, Any], its_points: pd.DataFrame, small: dict[str, Any], points: pd.DataFrame) -> bool:
    """Whether one sweep has every run of another, and all else is alike."""
    alike = all(large[key] == small[key] for key in ("measures", "weeks"))
    alike = alike and large["design"]["name"] == small["design"]["name"]
    alike = alike and [item["key"] for item in large["factors"]] == [item["key"] for item in small["factors"]]
    seeds = set(range(*store.seeds_of(small))) <= set(range(*store.seeds_of(large)))
    return alike and seeds and set(points["configuration"]) <= set(its_points["configuration"])


def _fixed(space: Space) -> Parameters:
    """What the points have in common, as far as it can be had without choosing one."""
    return space.base(tuple(f"{item.key}={item.values[0]}" for item in space.choices if item.composed))
