"""What is looked at in a world: twins that differ by an event only, periods of the surveys, and what haste leaves."""

import datetime

import numpy as np
import pandas as pd
import pytest

from abm.configuration.loading import load
from abm.execution.state import put, take
from abm.experiments.calibrating import country
from abm.experiments.calibrating.design import design
from abm.model import PolicyModel
from tests.conftest import small

SHORT = small("weeks=110")


@pytest.fixture(scope="module")
def seen() -> dict[str, float]:
    """What one small world shows."""
    return country.look(SHORT, 3)


def test_every_target_is_looked_at(seen):
    """A target that nothing is read for would fit every world."""
    assert {item.name for item in design().shown} - set(seen) == set(country.series_of(np.zeros(country.LENGTH)))
    assert set(country.OF_HASTE) <= set(seen)


def test_without_an_event_a_twin_is_the_same_world():
    """The placebo of every effect: from the state that was taken, the same weeks are lived again."""
    model = PolicyModel(SHORT, seed=3)
    country.watch(model, 30)
    state = take(model)
    after = country.watch(model, 20)
    twin = PolicyModel(SHORT, seed=3)
    put(state, twin)
    for name, column in vars(country.watch(twin, 20)).items():
        assert (column == getattr(after, name)).all(), name


def test_an_event_does_something(seen):
    """Protects the look at effects from twins to which nothing happens."""
    assert seen["rally"] > 0.0
    assert seen["scandal_drop"] > 0.0


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("2012_2016", "2012-01-02", "2017-01-01"),
        ("2017_2019", "2017-01-02", "2019-12-29"),
        ("2020_q1", "2019-12-30", "2020-03-29"),
        ("2020_q2", "2020-03-30", "2020-06-28"),
        ("2020_h2", "2020-06-29", "2020-12-27"),
        ("2020", "2019-12-30", "2020-12-27"),
        ("2020_12", "2020-11-30", "2020-12-13"),
        ("2021_01", "2020-12-28", "2021-01-24"),
    ],
)
def test_periods_are_those_of_the_surveys(name, first, last):
    """Week 0 begins on 2 January 2012."""
    begin, end = country.PERIODS[name]
    start = datetime.date(2012, 1, 2)
    assert (start + datetime.timedelta(weeks=begin)).isoformat() == first
    assert (start + datetime.timedelta(weeks=end, days=-1)).isoformat() == last


def test_the_crisis_lies_between_the_quarters_it_is_read_from():
    """The rally is read before and after the pandemic of the scenario, and the fall after its report."""
    events = load(f"scenario={country.DUTCH}").events
    crisis = next(event.week for event in events if event.kind == "crisis")
    assert country.PERIODS["2020_01"][1] <= crisis < country.PERIODS["2020_04"][0]
    report = [event.week for event in events if event.kind == "incident" and 460 < event.week < 480]
    assert country.PERIODS["2020_12"][1] <= report[0] < country.PERIODS["2021_01"][0]


def test_the_series_is_read_from_its_weeks():
    """Levels are means over weeks, changes are differences of these."""
    share = np.arange(country.LENGTH) / 1000
    found = country.series_of(share)
    assert found["trust_2020_q1"] == pytest.approx(0.423)
    assert found["rally_to_april_2020"] == pytest.approx(0.4315 - 0.419)


@pytest.mark.parametrize("name", country.HALVING)
def test_what_is_left_is_read_at_both_ends_of_the_range(name):
    """From the largest deviation on, as a share of it: what halves between them is above half, then below."""
    early, late = country.HALVING[name]
    top, half = 3, (early + late) / 2
    path = np.array([0.0, 0.0, 0.05, *(0.1 * 0.5 ** (np.arange(100) / half))])
    found = country.left(-path, name, -1)
    assert found == {
        f"{name}_left_{early}": pytest.approx(path[top + early] / 0.1, abs=0.01),
        f"{name}_left_{late}": pytest.approx(path[top + late] / 0.1, abs=0.01),
    }
    assert found[f"{name}_left_{early}"] > 0.5 > found[f"{name}_left_{late}"]


def test_of_nothing_nothing_is_left():
    """Nor where a path ends before: nan, which no world is judged by."""
    assert all(np.isnan(value) for value in country.left(np.zeros(100), "rally", +1).values())
    short = country.left(0.1 * np.ones(40), "rally", +1)
    assert short["rally_left_13"] == 1.0
    assert np.isnan(short["rally_left_56"])


def test_what_haste_leaves_is_read_from_what_was_decided():
    """Not from before week 0, from a choice that fell again, or from a process that is still under way."""
    choices = pd.DataFrame(
        {
            "week": [-1, 0, 1, 2, 3, 4],
            "superseded": [False, True, False, False, False, False],
            "lead_time": [99.0, 99.0, 10.0, 20.0, 30.0, np.nan],
            "salience": [0.9, 0.9, 0.3, 0.2, 0.1, 0.9],
            "kind": ["planned", "planned", "reactive", "planned", "planned", "reactive"],
        }
    )
    assert country.of_haste(choices) == {"lead_by_salience": -1.0, "lead_reactive": 10.0, "lead_planned": 25.0}
