"""Norm sets side by side, as twin runs with the same seeds: what is run, and its frames for a notebook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from abm.analysis.summary import summarise, with_crossover
from abm.configuration.loading import load, options, parse
from abm.configuration.refusals import given
from abm.execution.processes import jobs_of, processes, spread, threads_of
from abm.observation.record import simulate
from abm.parameters import Parameters
from abm.parameters.checks import ParameterError, one_of, refused

SHARED = (
    "seed",
    "replicates",
    "weeks",
    "burn_in",
    "population",
    "scenario",
    "events",
    "drivers",
    "ablation",
    "placebo",
)
"""What the norm sets of a comparison have in common: the people, what happens to them, and for how long."""

INSTEAD = {
    "norms": "use compare.norms=[reactive,mandate] to choose the norm sets",
    "instruments": "it would make all norm sets alike; write norms/NAME.yaml in a --config-dir, or use abm run",
}


def plan(
    overrides: Sequence[str], config_name: str = "compare", config_dir: str | Path | None = None
) -> list[Parameters]:
    """Read one configuration for each norm set, the user's other overrides in all of them.

    Parameters are those of :func:`abm.load`.

    Raises
    ------
    ParameterError
        With one line; also when norm sets differ in what twins share.
    """

    def read(*more: str) -> Parameters:
        return load(*overrides, *more, config_name=config_name, config_dir=config_dir)

    for override in parse(overrides):
        if instead := INSTEAD.get(override.key_or_group):
            raise ParameterError(refused(override.key_or_group, given(override), f"left out of abm compare; {instead}"))
    wanted = read().compare
    shown = f"[{','.join(wanted.norms)}]"
    known = options("norms", config_dir)
    for name in wanted.norms:
        if name not in known:
            wish = one_of(known, name, "norms", "allowed.names_from")
            raise ParameterError(refused("compare.norms", shown, wish))
    if not wanted.norms or len(set(wanted.norms)) < len(wanted.norms):
        raise ParameterError(refused("compare.norms", shown, "a list with at least one name, and each once"))
    if wanted.baseline not in wanted.norms:
        allowed = f"one of compare.norms={shown}"
        raise ParameterError(refused("compare.baseline", wanted.baseline, allowed))
    plans = [read(f"norms={name}") for name in wanted.norms]
    for problem in differences(plans):
        raise ParameterError(problem)
    return plans


def differences(plans: list[Parameters]) -> Iterator[str]:
    """Say in which of the things that twins share norm sets differ, one line each; then they are no twins."""
    for key in SHARED:
        values: dict[str, Any] = {item.norms: getattr(item, key) for item in plans}
        first = next(iter(values))
        for name, value in values.items():
            if value != values[first]:
                yield refused(f"{key} under {name}", value, f"as under {first}: the norm sets of a comparison share it")


@dataclass(frozen=True)
class Comparison:
    """What came of norm sets side by side.

    Attributes
    ----------
    summary : DataFrame
        As ``summary.csv``: mean of every measure with its 95% interval (``low``, ``high``), and the difference from the
        baseline, paired by seed, with its own.
    runs, weeks, groups, decisions : DataFrame
        As the Parquet files of ``abm compare``: a row per run, per run and week, per group, per choice.
    parameters : list of Parameters
        One configuration per norm set.

    Examples
    --------
    >>> import abm
    >>> small = ("population.citizens=200", "weeks=4", "burn_in=1", "replicates=2", "workers=1")
    >>> found = abm.compare("compare.norms=[reactive,mandate]", *small)
    >>> list(found.summary.columns)[:4], [item.norms for item in found.parameters]
    (['norms', 'measure', 'mean', 'low'], ['reactive', 'mandate'])
    """

    summary: pd.DataFrame
    runs: pd.DataFrame
    weeks: pd.DataFrame
    groups: pd.DataFrame
    decisions: pd.DataFrame
    parameters: list[Parameters]


def compare(*overrides: str, config_dir: str | Path | None = None) -> Comparison:
    """Set norm sets side by side, as ``abm compare`` does, and give frames in place of files.

    Parameters
    ----------
    *overrides : str
        As after ``abm compare``: ``"compare.norms=[reactive,mandate]"``, ``"scenario=pandemic"``, ``"replicates=5"``,
        ``"workers=2"`` (processes; 1 makes all runs in this one, as a script without ``if __name__ == "__main__":``
        needs). Without any, six norm sets with twenty seeds each.
    config_dir : path, optional
        A folder with named sets of one's own.

    Returns
    -------
    Comparison
        The same numbers as in the files.

    Raises
    ------
    ParameterError
        With one line that names key, value and what is allowed, before anything runs.

    Examples
    --------
    >>> import abm
    >>> small = ("population.citizens=200", "weeks=4", "burn_in=1", "replicates=2", "workers=1")
    >>> found = abm.compare("compare.norms=[reactive,mandate]", *small)
    >>> sorted(set(found.runs["norms"])), len(found.runs)
    (['mandate', 'reactive'], 4)
    """
    plans = plan(overrides, config_dir=config_dir)
    jobs, first = jobs_of(plans), plans[0]
    recordings = list(spread(simulate, jobs, processes(first.workers, threads_of(first), len(jobs))))
    runs, weeks, groups, decisions = (
        pa.concat_tables([getattr(item, name) for item in recordings]).to_pandas()
        for name in ("runs", "weeks", "groups", "decisions")
    )
    baseline = first.compare.baseline if len(plans) > 1 else first.norms
    summary = summarise(with_crossover(runs, weeks, baseline), baseline)
    return Comparison(summary, runs, weeks, groups, decisions, plans)
