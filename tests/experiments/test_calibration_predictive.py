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
            {item.name: generator.normal(values.get(item.name, 0.0), 0.01) for item in design().shown}
            | {calibration_predictive.QUARTERLY: np.linspace(0.3, 0.5, 48)}
            for _ in range(lives)
        ]
        for _ in range(members)
    ]


def test_a_range_is_judged_by_the_mean_and_a_figure_of_one_history_by_what_surveys_of_runs_would_find():
    """The country is one run, its survey errs, and the model misses it: s.d. of .01, .012 and .02."""
    found = looks(30, 4, rally=0.16, scandal_drop=0.155, trust_2020_q1=0.44 + 0.035, trust_2020_q2=0.58 + 0.05)
    table = calibration_predictive.tables_of(design(), found)["calibration_predictive"].set_index("target")
    assert table.loc["rally", "holds"] == "yes"
    assert table.loc["scandal_drop", "holds"] == "no"  # within its discrepancy of the target, and outside it
    assert table.loc["trust_2020_q1", "holds"] == "yes"
    assert table.loc["trust_2020_q2", "holds"] == "no"
    width = table["one_high"] - table["one_low"]
    assert width["rally"] == pytest.approx(2 * 1.645 * 0.01, rel=0.15)
    assert width["trust_2020_q1"] == pytest.approx(2 * 1.645 * np.sqrt(0.01**2 + 0.012**2 + 0.02**2), rel=0.05)
    assert table.loc["rally", "inside"] == 1.0
    assert table.loc["scandal_drop", "inside"] < 0.4
    assert np.isnan(table.loc["trust_2020_q1", "inside"])


def test_what_no_world_shows_is_lacking():
    """Without a warning of an empty mean; it does not meet its target either."""
    table = calibration_predictive.tables_of(design(), looks(3, 2, rally=np.nan, trust_2020_q1=np.nan))
    rows = table["calibration_predictive"].set_index("target")
    for target in ("rally", "trust_2020_q1"):
        assert rows.loc[target, ["found", "low", "high", "inside", "one_low", "one_high"]].isna().all()
        assert rows.loc[target, "holds"] == "no"


def test_what_was_not_held_is_shown_and_said_to_be():
    """Beside all that was."""
    table = calibration_predictive.tables_of(design(), looks(3, 2))["calibration_predictive"]
    held = dict(zip(table["target"], table["held"], strict=True))
    assert held == {item.name: "yes" if item.held else "no" for item in design().shown}


def test_a_figure_that_is_open_on_one_side_is_met_from_there_on():
    """Above 70 is a lower bound."""
    for rally, holds in ((0.3, "yes"), (0.05, "no")):
        found = calibration_predictive.tables_of(design(), looks(20, 2, rally_to_april_2020=rally))
        table = found["calibration_predictive"].set_index("target")
        assert table.loc["rally_to_april_2020", "holds"] == holds


def test_quarters_after_the_last_survey_are_predicted():
    """What was held against the country ends with January 2021."""
    series = calibration_predictive.tables_of(design(), looks(3, 2))["calibration_predictive_series"].set_index(
        "quarter"
    )
    assert series["part"].value_counts().to_dict() == {"calibrated": 36, "predicted": 11, "partly": 1}
    assert series.loc["2020-Q4", "part"] == "calibrated"
    assert series.loc["2021-Q1", "part"] == "partly"
    assert series.index[-1] == "2023-Q4"
    assert series["median"].is_monotonic_increasing
    assert (series["survey_low"] < series["low"]).all()
    assert (series["survey_high"] > series["high"]).all()


def test_quarters_are_those_of_the_calendar():
    """A week belongs to the quarter of its Thursday: 2020, with 53 of them, and 2023 end where they end."""
    quarters = calibration_predictive.quarters_of(calibration_predictive.UNTIL)
    assert str(quarters[417]) == "2020Q1"
    assert str(quarters[469]) == "2020Q4"
    assert str(quarters[470]) == "2021Q1"
    assert str(quarters[-1]) == "2023Q4"
    assert len(set(quarters)) == 48
    assert load(f"scenario={country.DUTCH}").weeks == calibration_predictive.UNTIL


def test_tables_have_only_columns_that_the_study_states_and_a_picture(tmp_path):
    """Protects the documents, which render them."""
    tables = calibration_predictive.tables_of(design(), looks(3, 2))
    words = {word.strip("(),;.:") for word in (calibration_predictive.__doc__ or "").split()}
    for table in tables.values():
        assert set(table.columns) <= words
    calibration_predictive.draw(tables, tmp_path)
    assert (tmp_path / "calibration_predictive_series.png").stat().st_size > 10_000


def test_members_live_with_seeds_of_their_own(monkeypatch):
    """None that the calibration had, and in both scenarios the same."""
    monkeypatch.setattr(calibration_predictive, "run_all", lambda made, options, look: asked.update(made) or iter(()))
    asked = {}
    bases = (load("population=small"), load("population=small", f"scenario={country.DUTCH}"))
    values = design().values(np.full((2, len(design().keys)), 0.5))
    calibration_predictive.look_at(design(), bases, values, Options("tiny", seeds=3, workers=1))
    seeds = {label: range(made.seed, made.seed + made.replicates) for label, made in asked.items()}
    assert list(map(list, seeds.values())) == [[n, n + 1, n + 2] for n in (1000001, 1500001, 1000004, 1500004)]


def test_without_a_calibration_there_is_nothing_to_look_at(monkeypatch, tmp_path):
    """One line that says what to do."""
    monkeypatch.setattr(stored, "files", lambda package: tmp_path)
    with pytest.raises(ParameterError, match=r"^experiments/data/calibration_accepted_members.csv must be there fir"):
        stored.accepted()


def test_only_accepted_members_are_taken(monkeypatch, tmp_path):
    """By the column that says so."""
    monkeypatch.setattr(stored, "files", lambda package: tmp_path)
    table = pd.DataFrame([dict.fromkeys(design().keys, float(n)) for n in range(3)])
    table.assign(accepted=["yes", "no", "yes"]).to_csv(tmp_path / stored.MEMBERS, index=False)
    assert stored.accepted()[:, 0].tolist() == [0.0, 2.0]
    table.assign(accepted="no").to_csv(tmp_path / stored.MEMBERS, index=False)
    with pytest.raises(ParameterError, match="must have an accepted member, not none"):
        stored.accepted()
