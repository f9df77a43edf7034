"""The scenario of the real country says what the data of the country say, and nothing else."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
import yaml

import abm
from abm.documentation import odd, scenario
from abm.parameters import Driver, Event
from abm.parameters.checks import declared

NAME = "scenario=netherlands_2012_2023"


def days(week: float) -> date:
    """Day that a week begins on."""
    return date.fromordinal(date(2012, 1, 2).toordinal() + round(7 * week))


def test_the_file_is_what_the_data_make_of_it():
    """A number that is changed in the file, or in the data alone, fails here."""
    assert scenario.stale(write=False) == [], "run python -m abm.documentation --write"


def test_data_that_change_make_the_file_stale(monkeypatch, tmp_path):
    """The check can fail, also where there is no file; and writing mends it."""
    monkeypatch.setattr(scenario, "FILE", tmp_path / scenario.FILE.name)
    name = f"configs/scenario/{scenario.FILE.name}"
    assert scenario.stale(write=False) == [name]
    assert scenario.stale(write=True) == [] == scenario.stale(write=False)
    rows = odd.rows_of
    monkeypatch.setattr(scenario, "rows_of", lambda name: rows(name)[:-1])
    assert scenario.stale(write=False) == [name]


def test_events_and_drivers_are_the_rows_of_the_data():
    """Every event and every month arrives in the parameters, in its order; the comment of each is its row's."""
    parameters = abm.load(NAME)
    rows = odd.rows_of("netherlands_events.csv")
    assert parameters.events == [
        Event(int(row["week"]), row["kind"], row["target"], float(row["size"])) for row in rows
    ]
    text = scenario.FILE.read_text(encoding="utf-8")
    assert [line.partition("  # ")[2] for line in text.splitlines() if "{week" in line] == [r["what"] for r in rows]
    months = odd.rows_of("netherlands_consumer_confidence.csv")
    assert [(driver.kind, driver.value) for driver in parameters.drivers] == [
        ("economy", float(row["balance"])) for row in months
    ]
    for driver, row in zip(parameters.drivers, months, strict=True):
        middle = days(driver.week)
        assert f"{middle:%Y-%m}" == row["period"] and 15 <= middle.day <= 17
    assert parameters.drivers[0] == Driver("economy", -2.36, -36.0)  # of December 2011: it holds before


def test_it_lasts_twelve_years_with_real_cabinets_only():
    """Nothing falls outside its weeks, no cabinet comes by itself, and all else is as by default."""
    parameters = abm.load(NAME)
    assert (days(0), days(parameters.weeks)) == (date(2012, 1, 2), date(2024, 1, 1))
    assert parameters.ministries.cabinet_weeks == 0
    assert all(0 <= event.week < parameters.weeks for event in parameters.events)
    set_here = yaml.safe_load(scenario.FILE.read_text(encoding="utf-8"))
    assert set_here.keys() == {"weeks", "ministries", "events", "drivers"}
    assert set_here["ministries"] == {"cabinet_weeks": 0}
    assert parameters.incidents == abm.load().incidents  # national incidents still come by chance


def test_severities_follow_the_rule_that_was_fixed_before_any_run():
    """Whoever changes a severity to fit a series fails here; what brought a cabinet down says so."""
    for row in odd.rows_of("netherlands_events.csv"):
        fell = "cabinet falls" in row["what"]
        rule = {"incident": 60.0 if fell else 20.0, "shock": 20.0, "crisis": 10.0, "cabinet": 1.0}
        assert row["kind"] == "caretaker" or float(row["size"]) == rule[row["kind"]], row
        assert not fell or row["kind"] == "incident"


def test_the_economy_is_held_against_its_mean_of_2012_to_2019():
    """``citizens.economy_mean`` is the mean over the weeks of those years, from the data alone."""
    points = []
    for row in odd.rows_of("netherlands_consumer_confidence.csv"):
        year, month = map(int, row["period"].split("-"))
        points.append(((date(year, month, 16) - date(2012, 1, 2)).days / 7.0, float(row["balance"])))
    weeks = range((date(2019, 12, 30) - date(2012, 1, 2)).days // 7 + 1)
    mean = float(np.interp(weeks, *zip(*points, strict=True)).mean())
    assert declared()["citizens.economy_mean"].default == pytest.approx(mean, abs=0.05)


def test_a_long_series_is_told_by_its_number_of_rows():
    """The ODD names what a scenario sets, and leaves 93 months to their file; a short schedule is shown."""
    told = {line.split("`")[1]: line for line in odd.named_sets("scenario").splitlines()[2:]}
    assert "events: 27 rows, drivers: 93 rows" in told["netherlands_2012_2023"]
    assert "kind: crisis" in told["pandemic"]
