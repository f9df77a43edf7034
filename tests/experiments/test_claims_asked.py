"""Claims asked one by one: of claims that there are, by arms that the model takes, and judged either way."""

from __future__ import annotations

import math

import pandas as pd
import pytest

import abm
from abm.analysis.claims import Expectation
from abm.analysis.verdicts import SIGNS
from abm.experiments import claims_asked
from abm.experiments.claims_asked import (
    LAST_YEAR,
    OWN,
    YEARLY,
    asked,
    crisis_misfit,
    look,
    spread,
    tabulate,
    unit,
)
from abm.experiments.common import Options, as_written
from abm.observation.measures import MEASURES, RUN_MEASURES


def test_the_table_has_every_row_and_only_columns_that_the_study_states():
    """Protects the documents, which render it."""
    table = claims_asked.study(Options("tiny", seeds=2, workers=1))["claims_asked"]
    stated = {word.strip("(),;.:") for word in (claims_asked.__doc__ or "").split()}
    assert set(table.columns) <= stated
    assert len(table) == 3 and as_written(table, 2)


def test_every_row_is_of_something_that_is_measured():
    """None is asked twice, and each says what is expected."""
    assert len(set(asked())) == len(asked()) > 60
    for _, row in asked():
        plain = row.measure.removesuffix(LAST_YEAR)
        assert plain in {*MEASURES, *RUN_MEASURES, *OWN} and row.expects in SIGNS
        assert plain == row.measure or plain in YEARLY
        assert row.arm != row.against and unit(row.measure)


WORLD = Options("full", seeds=1)
"""As in the study: named sets are composed once, and numbers put in place afterwards."""


@pytest.mark.parametrize("words", sorted({words for _, row in asked() for words in (row.arm, row.against)}))
@pytest.mark.xdist_group("claims_asked")
def test_every_arm_is_a_world_that_the_model_takes(words):
    """Also beside the size of the study, and with nothing set twice."""
    own = (*words.split(), *claims_asked.SETTINGS)
    assert len({word.partition("=")[0] for word in own}) == len(own)
    WORLD.load(*own)


def test_what_only_this_study_measures_is_that_of_the_run():
    """The last year is the last year; shares are of decisions outside and of all seats, and rise with going outside."""
    usual = ("weeks=60", "burn_in=10", "population.citizens=500", "ministries.count=3", "timing=even")
    everybody, nobody = (abm.load(*usual, f"imposed.hours={hours}") for hours in (20_000, 0))
    seen, none = look(everybody, 1).iloc[0], look(nobody, 1).iloc[0]
    recording = abm.simulate(everybody, 1)
    weeks, log = recording.weeks.to_pandas(), recording.decisions.to_pandas()
    assert seen["unrest_last_year"] == weeks.loc[weeks["week"] >= 8, "unrest"].mean() != seen["unrest"]
    outside = log[(log["hours_outside"] > 0) & (log["week"] >= 0)]
    assert seen["evidence_done_outside"] == pytest.approx(outside["evidence_share"].mean())
    assert seen["outside_spread"] == spread(outside["official"], 60) > 0.5
    assert math.isnan(none["evidence_done_outside"]) and math.isnan(none["outside_spread"])
    assert math.isnan(seen["crisis_misfit"])


def test_the_misfit_of_a_crisis_is_that_of_its_first_answer():
    """Of the struck dossier, by the first decision since the crisis broke out; none before, none of others."""
    parameters = abm.load("scenario=pandemic")
    (week,) = (event.week for event in parameters.events)
    decisions = pd.DataFrame(
        [(0, week - 1, 9.0), (0, week + 9, 8.0), (0, week + 3, 0.5), (1, week + 1, 7.0)],
        columns=["dossier", "decided_week", "misfit_after"],
    )
    assert crisis_misfit(decisions, parameters) == 0.5
    assert math.isnan(crisis_misfit(decisions.head(1), parameters))


def test_each_row_is_judged_by_its_own_arms():
    """The difference is that of its arms in its measure, and what counts follows from what it is held against."""
    rows = [
        ("1", Expectation("a", "b", "misfit", "down")),
        ("2", Expectation("b", "a", "lead_time", "same")),
        ("3", Expectation("a", "b", "openings", "up")),
    ]
    runs = pd.DataFrame(
        {"norms": arm, "seed": world, "misfit": world - (arm == "a"), "lead_time": 50.0 + (arm == "b"), "openings": 2.0}
        for arm in "ab"
        for world in (1, 2, 3)
    )
    table = tabulate(runs, rows)
    assert set(rows[0][1].as_lived) < set(table.columns)
    assert table["difference"].tolist() == [-1.0, 1.0, 0.0]
    assert table["verdict"].tolist() == ["stands", "stands", "fails"]
    assert table["smallest"].tolist() == pytest.approx([0.01, 2.0, 0.1])
