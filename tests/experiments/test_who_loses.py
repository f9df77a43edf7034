"""Who gains and who loses: groups are of the twin's past, and a group stands apart only where it does."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import abm
from abm.experiments import who_loses
from abm.experiments.common import Options, as_written
from abm.experiments.who_loses import GROUPS, MEASURES, NONE, Citizenry, members, of_year, tabulate


def test_the_table_has_every_group_and_only_columns_that_the_study_states():
    """Protects the documents, which render it; who lives in the twin is who lives under the norm."""
    table = who_loses.study(Options("tiny", seeds=2, workers=1))["who_loses"]
    stated = {word.strip("(),;.:") for word in (who_loses.__doc__ or "").split()}
    assert set(table.columns) <= stated
    assert len(table) == 2 * len(GROUPS) * len(MEASURES) and as_written(table, 2)
    shares = table.groupby("group")["share"].first()
    assert shares["lower educated"] + shares["higher educated"] == pytest.approx(shares["all"]) == 1.0
    assert shares["distrustful"] == pytest.approx(0.25, abs=0.02) == shares["trusting"]


PEOPLE = 100


def life(trust: float, extra: np.ndarray | float = 0.0) -> Citizenry:
    """A hundred citizens: every other one higher educated, the first tenth aggrieved, trust before rising."""
    number = np.arange(PEOPLE)
    aggrieved = np.where(number < 10, 0.5, 0.0)
    flat = np.full(PEOPLE, 0.1)
    shown = np.full(PEOPLE, trust) + extra
    return Citizenry(number % 2 == 1, number / PEOPLE, aggrieved, shown, shown - flat, flat, flat)


def test_trust_without_procedure_is_that_of_the_measure():
    """Over all citizens it is what the model measures of the same weeks."""
    settings = ("norms=tick_box", "population.citizens=500", "ministries.count=3", "burn_in=10", "weeks=104")
    parameters = abm.load(*settings)
    seen = who_loses.look(parameters, 1)["first"]
    weeks = abm.simulate(parameters, 1).weeks.to_pandas()
    first = weeks[weeks["week"].between(0, 51)]
    for name in ("trust", "trust_without_procedure"):
        assert getattr(seen, name).mean() == pytest.approx(first[name].mean(), abs=1e-6)
    assert seen.trust.mean() != seen.trust_without_procedure.mean()


def test_groups_are_made_by_what_citizens_were():
    """Nobody is in a group for what the norm did to them; without any grievance nobody is aggrieved."""
    who = members(life(0.5))
    assert set(who) == set(GROUPS)
    assert who["aggrieved"].nonzero()[0].tolist() == list(range(10))
    assert who["distrustful"].nonzero()[0].max() < 26 and who["trusting"].nonzero()[0].min() > 73
    assert not members(life(0.5)._replace(aggrieved=np.zeros(PEOPLE)))["aggrieved"].any()


def test_a_group_stands_apart_only_where_it_does():
    """The higher educated gain, the lower educated lose as much: all together nothing, each apart from all."""
    number = np.arange(PEOPLE)
    sides = np.where(number % 2 == 1, 0.05, -0.05)
    found = [
        (name, world, life(0.4 + 0.01 * world, 0.0 if name == NONE else sides))
        for name in (NONE, "n")
        for world in (1, 2)
    ]
    table = of_year(found).set_index(["group", "measure"])
    assert table.loc[("all", "trust"), ["difference", "found"]].tolist() == [pytest.approx(0.0), "none found"]
    assert table.loc[("all", "trust"), "without"] == pytest.approx(0.415)
    for group, side, said in (("higher educated", 0.05, "up"), ("lower educated", -0.05, "down")):
        row = table.loc[(group, "trust")]
        assert (row["difference"], row["apart"], row["found"]) == (pytest.approx(side), pytest.approx(side), said)
    assert table.loc[("higher educated", "gains"), "difference"] == 1.0
    assert table.loc[("higher educated", "loses"), "difference"] == 0.0
    assert table.loc[("all", "gains"), "difference"] == table.loc[("all", "loses"), "difference"] == 0.5


def test_a_little_is_neither_gain_nor_loss():
    """A difference of less than .01 of trust does not count."""
    found = [(name, world, life(0.4, 0.0 if name == NONE else 0.009)) for name in (NONE, "n") for world in (1, 2)]
    table = of_year(found)
    assert (table.loc[table["measure"].isin(["gains", "loses"]), "difference"] == 0.0).all()
    assert pd.notna(table["difference"]).all()


def test_both_years_are_told_and_nobody_gains_by_nothing():
    """The first year is that of the first; a share that gains is no effect by being above 0."""
    years = {"first": life(0.4), "last": life(0.6)}
    found = [("n", world, years) for world in (1, 2)] + [
        (NONE, world, {w: life(0.4) for w in years}) for world in (1, 2)
    ]
    table = tabulate(found).set_index(["year", "group", "measure"])
    assert table.loc[("first", "all", "trust"), "difference"] == 0.0
    assert table.loc[("last", "all", "trust"), "difference"] == pytest.approx(0.2)
    assert table.loc[("last", "all", "gains"), ["difference", "found"]].tolist() == [1.0, ""]
