"""Contributions of instruments: they add up, are without bias, and ranks say how sure they are."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from abm.analysis.shapley import shapley
from abm.experiments import instruments_shared
from abm.experiments.common import Options, as_written
from abm.experiments.instruments_shared import MEASURES, added, orders_of, passed, ranks, tabulate
from abm.norms import INSTRUMENTS

PLAYERS = tuple(INSTRUMENTS)[:3]


def test_the_table_has_every_instrument_and_only_columns_that_the_study_states():
    """Protects the documents, which render it; values add up to what all do together."""
    table = instruments_shared.study(Options("tiny", seeds=2, workers=1))["instruments_shared"]
    words = {word.strip("(),;.:") for word in (instruments_shared.__doc__ or "").split()}
    assert set(table.columns) <= words
    assert len(table) == len(PLAYERS) * len(MEASURES) and as_written(table, 2)
    summed = table.groupby("measure")["shapley"].sum()
    assert summed.to_dict() == pytest.approx(table.groupby("measure")["together"].first().to_dict(), abs=1e-12)


def test_orders_are_of_all_instruments_each_with_its_reverse_and_of_one_world():
    """An instrument that comes early in one comes late in the next; another world has other orders."""
    orders = orders_of(tuple(INSTRUMENTS), 7, seed=1)
    assert len(orders) == 14 and all(set(order) == set(INSTRUMENTS) for order in orders)
    assert [order[::-1] for order in orders[::2]] == orders[1::2]
    assert orders != orders_of(tuple(INSTRUMENTS), 7, seed=2)
    assert len(passed(orders)) <= 14 * 11 + 2 and len(set(passed(orders))) == len(passed(orders))


def worth_of(rule, players=PLAYERS) -> dict[frozenset[str], np.ndarray]:
    """Worth of all combinations, all measures alike."""
    subsets = [frozenset(c) for size in range(len(players) + 1) for c in itertools.combinations(players, size)]
    return {members: np.full(len(MEASURES), float(rule([p in members for p in players]))) for members in subsets}


@pytest.mark.parametrize(
    "rule", [lambda on: 1.0 * on[0] + 2.0 * on[1] - 3.0 * on[2], lambda on: on[0] and on[1], lambda on: any(on)]
)
def test_over_all_orders_the_values_are_the_exact_ones(rule):
    """Sampling is all that differs from the exact division."""
    worth = worth_of(rule)
    by_bit = [frozenset(p for bit, p in enumerate(PLAYERS) if row >> bit & 1) for row in range(8)]
    exact = shapley(np.array([worth[members][0] for members in by_bit]))
    found = added(PLAYERS, list(itertools.permutations(PLAYERS)), worth)
    np.testing.assert_allclose(found[:, 0], exact, atol=1e-12)


def test_intervals_hold_which_orders_were_drawn():
    """All needed together are worth the same each: what a few orders say by chance is covered, and nobody is ranked."""
    players = tuple(INSTRUMENTS)[:4]
    worth = worth_of(all, players)
    orders = [orders_of(players, 1, seed) for seed in range(40)]
    table = tabulate(players, orders, [worth] * len(orders))
    found = table[table["measure"] == "misfit"]
    assert ((found["low"] <= 0.25) & (found["high"] >= 0.25)).all()
    assert (found["high"] > found["low"]).all() and (found["rank_high"] > found["rank_low"]).all()


def test_ranks_are_sure_where_sizes_are():
    """By size, whichever the sign; who does nothing comes last, and equals share their places."""
    luck = np.random.default_rng(1).standard_normal((30, 4)) * 0.01
    rank, ends = ranks(np.array([-3.0, 1.0, 1.0, 0.0]) + luck)
    assert rank.tolist()[0] == 1 and rank.tolist()[3] == 4
    assert ends[:, 0].tolist() == [1, 1] and ends[:, 3].tolist() == [4, 4]
    assert ends[0, 1:3].tolist() == [2, 2] or ends[1, 1:3].tolist() == [3, 3]
