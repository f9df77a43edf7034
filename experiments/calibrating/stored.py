"""What the calibration left: its runs, and the accepted members."""

from __future__ import annotations

import io
from importlib.resources import files

import pandas as pd

from abm.experiments.calibrating.design import design
from abm.numerics.streams import Floats
from abm.parameters.checks import ParameterError

RUNS, MEMBERS = "calibration_runs.csv", "calibration_members.csv"
LAST = "members"
"""What the runs of the members have in the column ``wave``."""


def runs_of_waves() -> pd.DataFrame:
    """Runs of the waves, without those of the members."""
    runs = _table(RUNS)
    return runs[runs["wave"] != LAST].reset_index(drop=True)


def accepted() -> Floats:
    """Values of the parameters of the accepted members; shape (members, parameters)."""
    members = _table(MEMBERS)
    return members.loc[members["accepted"] == "yes", design().keys].to_numpy()


def _table(name: str) -> pd.DataFrame:
    """A table of the calibration.

    Raises
    ------
    ParameterError
        Where there is none.
    """
    there = files("abm.experiments.data").joinpath(name)
    if not there.is_file():
        raise ParameterError(f"experiments/data/{name} must be there first: abm study calibration writes it")
    return pd.read_csv(io.StringIO(there.read_text(encoding="utf-8")), dtype={"wave": str})
