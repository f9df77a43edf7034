"""Contributions of instruments: they add up, agree with the exact values, and tell who comes first."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from abm.analysis.shapley import shapley
from abm.experiments import instruments_shared
from abm.experiments.common import Options, as_written
from abm.experiments.instruments_shared import MEASURES, named, orders_of, passed, tabulate
from abm.norms import INSTRUMENTS

PLAYERS = tuple(INSTRUMENTS)[:3]


def test_the_table_has_every_instrument_and_only_columns_that_the_study_states():
    """Protects the documents, which render it."""
    table = instruments_shared.study(Options("tiny", seeds=2, workers=1))["instruments_shared"]
    words = {word.strip("(),;.:") for word in (instruments_shared.__doc__ or "").split()}
    assert set(table.columns) <= words
    assert len(table) == len(PLAYERS) * len(MEASURES) and as_written(table, 2)
    summed = table.groupby("measure")["shapley"].sum()
    assert summed.to_dict() == pytest.approx(table.groupby("measure")["together"].first().to_dict(), abs=1e-12)


def test_orders_are_of_all_instruments_each_with_its_reverse():
    """An instrument that comes early in one comes late in the next; no combination is lived twice."""
    orders = orders_of(tuple(INSTRUMENTS), 7)
    assert len(orders) == 14 and all(set(order) == set(INSTRUMENTS) for order in orders)
    assert all(one == other[::-1] for one, other in itertools.pairwise(orders) if one[0] == other[-1])
    assert len(passed(orders)) <= 14 * 11 + 2 and len(set(passed(orders))) == len(passed(orders))
    assert named(frozenset(reversed(PLAYERS))) == ",".join(PLAYERS)


def worth_of(rule) -> dict[str, np.ndarray]:
    """Worth of all combinations in two worlds, all measures alike."""
    subsets = [frozenset(c) for size in range(4) for c in itertools.combinations(PLAYERS, size)]
    return {named(s): np.full((2, len(MEASURES)), float(rule([p in s for p in PLAYERS]))) for s in subsets}


@pytest.mark.parametrize(
    "rule", [lambda on: 1.0 * on[0] + 2.0 * on[1] - 3.0 * on[2], lambda on: on[0] and on[1], lambda on: any(on)]
)
def test_over_all_orders_the_values_are_the_exact_ones(rule):
    """Sampling is all that differs from the exact division."""
    worth = worth_of(rule)
    orders = [tuple(order) for order in itertools.permutations(PLAYERS)]
    table = tabulate(PLAYERS, orders, worth)
    by_bit = [named(frozenset(p for bit, p in enumerate(PLAYERS) if row >> bit & 1)) for row in range(8)]
    exact = shapley(np.array([worth[name][0, 0] for name in by_bit]))
    found = table[table["measure"] == "trust"].set_index("instrument")["shapley"]
    assert found.to_dict() == pytest.approx(dict(zip(PLAYERS, exact.tolist(), strict=True)))


def test_alone_last_and_rank_are_read_where_they_are():
    """Two that only work together add nothing alone, and all of it last; who does nothing comes last."""
    orders = [tuple(order) for order in itertools.permutations(PLAYERS)]
    worth = worth_of(lambda on: 4.0 * (on[1] and on[2]))
    worth = {
        name: values + 0.01 * np.arange(2)[:, None] for name, values in worth.items()
    }  # worlds differ, orders do not
    table = tabulate(PLAYERS, orders, worth)
    found = table[table["measure"] == "misfit"].set_index("instrument")
    assert found.loc[PLAYERS[1], ["alone", "last", "shapley", "share"]].tolist() == pytest.approx([0.0, 4.0, 2.0, 0.5])
    assert found.loc[PLAYERS[0], ["rank", "shapley", "found"]].tolist() == [3, 0.0, "none found"]
    assert pd.isna(found.loc[PLAYERS[0], "above"])
