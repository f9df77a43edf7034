"""What accepted worlds show: judged by medians and bands, from looks whose answer is known."""

import numpy as np
import pandas as pd
import pytest

from abm.configuration.loading import load
from abm.experiments import calibration_predictive
from abm.experiments.calibrating import country, stored
from abm.experiments.calibrating.design import design
from abm.experiments.common import Options
from abm.parameters.checks import ParameterError


def looks(members: int, lives: int, **values) -> list[list[dict]]:
    """Looks at members, each with values of its own and luck of .01 around them."""
    generator = np.random.default_rng(1)
    return [
        [
            {item.name: generator.normal(values.get(item.name, 0.0), 0.01) for item in design().targets}
            | {calibration_predictive.QUARTERLY: np.linspace(0.3, 0.5, 48)}
            for _ in range(lives)
        ]
        for _ in range(members)
    ]


def test_a_range_is_judged_by_the_median_and_a_single_figure_by_the_band_of_single_runs():
    """The country is one run: its figure need not be the median."""
    found = looks(30, 4, rally=0.16, scandal_drop=0.2, trust_2020=0.54, trust_2020_q1=0.6)
    table = calibration_predictive.tables_of(design(), found)["calibration_predictive"].set_index("target")
    assert table.loc["rally", "holds"] == "yes"
    assert table.loc["scandal_drop", "holds"] == "no"
    assert table.loc["trust_2020", "holds"] == "yes"  # .53 lies one s.d. off
    assert table.loc["trust_2020_q1", "holds"] == "no"
    wide, narrow = (table.loc["rally", f"{of}high"] - table.loc["rally", f"{of}low"] for of in ("one_", ""))
    assert 1.6 * narrow < wide < 3.2 * narrow  # twice, as means are of four lives


def test_quarters_after_the_last_survey_are_predicted():
    """What was held against the country ends with January 2021."""
    series = calibration_predictive.tables_of(design(), looks(3, 2))["calibration_series"].set_index("quarter")
    assert series.loc["2020-Q4", "part"] == "calibrated"
    assert series.loc["2021-Q2", "part"] == "predicted"
    assert series.index[-1] == "2023-Q4"
    assert series["median"].is_monotonic_increasing


def test_tables_have_only_columns_that_the_study_states_and_a_picture(tmp_path):
    """Protects the documents, which render them."""
    tables = calibration_predictive.tables_of(design(), looks(3, 2))
    words = {word.strip("(),;.:") for word in (calibration_predictive.__doc__ or "").split()}
    for table in tables.values():
        assert set(table.columns) <= words
    calibration_predictive.draw(tables, tmp_path)
    assert (tmp_path / "calibration_series.png").stat().st_size > 10_000


def test_members_live_with_seeds_of_their_own(monkeypatch):
    """None that the calibration had, and in both scenarios the same."""
    monkeypatch.setattr(calibration_predictive, "run_all", lambda made, options, look: asked.update(made) or iter(()))
    asked = {}
    bases = (load("population=small"), load("population=small", f"scenario={country.DUTCH}"))
    values = design().values(np.full((2, len(design().keys)), 0.5))
    calibration_predictive.look_at(design(), bases, values, Options("tiny", seeds=3, workers=1))
    seeds = {label: range(made.seed, made.seed + made.replicates) for label, made in asked.items()}
    assert list(map(list, seeds.values())) == [[n, n + 1, n + 2] for n in (1000001, 1000001, 1000004, 1000004)]


def test_without_a_calibration_there_is_nothing_to_look_at(monkeypatch, tmp_path):
    """One line that says what to do."""
    monkeypatch.setattr(stored, "files", lambda package: tmp_path)
    with pytest.raises(ParameterError, match=r"^experiments/data/calibration_members.csv must be there first: abm st"):
        stored.accepted()


def test_only_accepted_members_are_taken(monkeypatch, tmp_path):
    """By the column that says so."""
    monkeypatch.setattr(stored, "files", lambda package: tmp_path)
    table = pd.DataFrame([dict.fromkeys(design().keys, float(n)) for n in range(3)])
    table.assign(accepted=["yes", "no", "yes"]).to_csv(tmp_path / stored.MEMBERS, index=False)
    assert stored.accepted()[:, 0].tolist() == [0.0, 2.0]
