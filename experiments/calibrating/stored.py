"""What the calibration left: its runs, what its waves ruled out, and the accepted members."""

from __future__ import annotations

import io
from importlib.resources import files

import numpy as np
import pandas as pd

from abm.experiments.calibrating.design import design
from abm.experiments.calibrating.matching import Bools
from abm.numerics.streams import Floats
from abm.parameters.checks import ParameterError

RUNS, WAVES, MEMBERS = "calibration_runs.csv", "calibration_waves.csv", "calibration_accepted_members.csv"
LAST = "members"
"""What the runs of the members have in the column ``wave``."""


def runs_of_waves() -> pd.DataFrame:
    """Runs of the waves, without those of the members."""
    runs = _table(RUNS, "calibration")
    return runs[runs["wave"] != LAST].reset_index(drop=True)


def runs_of_members() -> pd.DataFrame:
    """Runs of the members of the posterior."""
    runs = _table(RUNS, "calibration")
    return runs[runs["wave"] == LAST].reset_index(drop=True)


def version() -> int:
    """Version of the model's results that the runs are of; what is made of them alone is no newer."""
    return int(_table(RUNS, "calibration")["results_version"].max())


def ruled() -> tuple[Bools, int]:
    """Which targets count after the last wave, and how many of these a world may miss."""
    last = _table(WAVES, "calibration").iloc[-1]
    failing = str(last["failing"] or "").split(", ")
    return np.array([name not in failing for name in design().names]), int(last["missed"])


def accepted() -> Floats:
    """Values of the parameters of the accepted members; shape (members, parameters).

    Raises
    ------
    ParameterError
        Where none was accepted.
    """
    members = _table(MEMBERS, "calibration_accepted")
    found = members.loc[members["accepted"] == "yes", design().keys].to_numpy()
    if not len(found):
        raise ParameterError(f"experiments/data/{MEMBERS} must have an accepted member, not none")
    return found


def _table(name: str, study: str) -> pd.DataFrame:
    """A table of the calibration.

    Raises
    ------
    ParameterError
        Where there is none.
    """
    there = files("abm.experiments.data").joinpath(name)
    if not there.is_file():
        raise ParameterError(f"experiments/data/{name} must be there first: abm study {study} writes it")
    text = io.StringIO(there.read_text(encoding="utf-8"))
    table = pd.read_csv(text, dtype={"wave": str, "failing": str})
    return table.fillna({"failing": ""}) if "failing" in table else table
